"""The cell styles of an OOXML workbook, as far as a reader is concerned: fill, number format, struck out or not.

City templates have thousands of styles of which a sheet uses a few, so that the part is only parted into its styles, fills and fonts,
and each is read when a cell asks for it.
"""

import re
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple, TypeVar

from torikumi.workbooks.formats import colours
from torikumi.workbooks.formats.number_codes import BUILTIN, hides_text
from torikumi.workbooks.formats.ooxml import DAMAGE, Damaged
from torikumi.workbooks.formats.package import Parts

_Part = TypeVar("_Part")


class Look(NamedTuple):
    """What is seen of a cell besides its value; `fill` as in `schemas.cells`. `as_is`: a text is seen as it is stored, neither struck out
    nor hidden by the number format."""

    fill: str
    number_format: str
    struck: bool
    as_is: bool = True


_made = tuple.__new__  # a third of the time that the class itself takes
PLAIN = Look("", BUILTIN[0], False)
_ATTRIBUTE = re.compile(r"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ELEMENT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)([^<>]*)>")
# What nearly all styles and fills look like: read at once.
_USUAL_STYLE = re.compile(r'<xf numFmtId="(\d{1,5})" fontId="(\d{1,5})" fillId="(\d{1,5})"')
# Pattern and colour of a usual fill, or what stands in any other.
_FILL = re.compile(
    r'<fill>(?:<patternFill patternType="(\w+)"><fgColor rgb="[0-9A-Fa-f]{2}([0-9A-Fa-f]{6})"/>(?:<bgColor indexed="64"/>)?'
    r"</patternFill></fill>|(.*?)</fill>)",
    re.DOTALL,
)
_USUAL_THEME = "xl/theme/theme1.xml"
_MOST_DIGITS = 7  # an index of so many is no style's


class Looks(dict[str, Look]):
    """The looks of the styles, by their numbers as a cell writes them. `unread`: something of them could not be read, and is plain.

    A number that no style has is plain too, and counts as not read where there are styles at all.
    """

    def __init__(self, parts: Parts, styles: str, theme: str) -> None:
        self.unread = False
        self._parts, self._theme_part = parts, theme
        text = ""
        try:
            if styles:
                text = _plain_xml(parts[styles])
        except (*DAMAGE, KeyError, UnicodeDecodeError):
            self.unread = True
        self._text = text
        styles = _section(text, "cellXfs")
        usual = _USUAL_STYLE.findall(styles)
        # The number format, the font and the fill of each style; where they are not written as usual, the style as it stands.
        self._styles: Sequence[tuple[str, str, str] | str] = (
            usual if usual and len(usual) == styles.count("<xf") and ":" not in styles else _children(styles, "xf")
        )
        fills = _section(text, "fills")
        parted = _FILL.findall(fills)
        self._fills: Sequence[tuple[str, str, str]] = (
            parted
            if len(parted) == fills.count("<fill") and ":" not in fills
            else [("", "", fill) for fill in _children(fills, "fill")]
        )
        self._fonts = _children(_section(text, "fonts"), "font")
        self._struck: dict[str, bool] = {}
        self._seen: dict[str, str] = {}
        # Of each number format its code, and whether it shows texts.
        self._shows: dict[str, tuple[str, bool]] = {}
        formats = (_read(element) for element in _children(_section(text, "numFmts"), "numFmt"))
        self._formats = {element["numFmtId"]: element["formatCode"] for element in formats if element["formatCode"]}

    def __missing__(self, style: str) -> Look:
        own = self._part(self._styles, style or "-")
        look = self[style] = PLAIN if own is None else self._look(own)
        return look

    @cached_property
    def _palette(self) -> tuple[str, ...]:
        """The workbook's own palette; none where it has the usual one."""
        colours = _children(_section(self._text, "indexedColors"), "rgbColor")
        return tuple(_read(element)["rgb"] for element in colours)

    @cached_property
    def _theme(self) -> tuple[str, ...]:
        """The workbook's theme; Office's own where it has none."""
        name = self._theme_part or _USUAL_THEME
        try:
            found = colours.theme_colours(self._parts.get(name, b""))
        except DAMAGE:
            found = ()
        self.unread |= not found and (name in self._parts or bool(self._theme_part))
        return found or colours.DEFAULT_THEME

    def _look(self, own: tuple[str, str, str] | str) -> Look:
        if isinstance(own, str):
            attributes = _read(own)
            own = attributes["numFmtId"], attributes["fontId"], attributes["fillId"]
        number, font, fill = own
        if number not in self._shows:
            code = self._formats.get(number) or BUILTIN.get(int(number) if number.isdecimal() else -1, BUILTIN[0])
            self._shows[number] = code, not hides_text(code)
        if font not in self._struck:
            self._struck[font] = _is_struck(self._part(self._fonts, font) or "")
        if fill not in self._seen:
            self._seen[fill] = self._fill(fill)
        code, shows_text = self._shows[number]
        struck = self._struck[font]
        return _made(Look, (self._seen[fill], code, struck, shows_text and not struck))

    def _part(self, parts: "Sequence[_Part]", number: str) -> "_Part | None":
        """The part of a number, the first where there is no number. None for one that is not there, which is a fault of the styles
        unless there are none at all."""
        if number.isdecimal() and len(number) < _MOST_DIGITS and (index := int(number)) < len(parts):
            return parts[index]
        if not number and parts:
            return parts[0]
        self.unread |= bool(parts) or number not in ("", "0")
        return None

    def _fill(self, number: str) -> str:
        """A fill as `colours.fill` writes it; the first visible stop of a gradient; "" for an empty or unreadable one."""
        part = self._part(self._fills, number)
        if part is None:
            return ""
        usual, colour, fill = part
        if usual:
            return colours.fill(usual, colour.upper())
        found = [(tag, _read_attributes(attributes)) for tag, attributes in _ELEMENT.findall(fill)]
        named = dict(reversed(found))
        stops = [self._rgb(attributes) for tag, attributes in found if tag == "color"]
        if "gradientFill" in named and stops:
            seen = next((colour for colour in stops if colour != colours.WHITE), colours.WHITE)
            return colours.fill("gradient", seen)
        pattern = named.get("patternFill", {}).get("patternType", "")
        front = self._rgb(named["fgColor"]) if "fgColor" in named else colours.BLACK
        back = self._rgb(named["bgColor"]) if "bgColor" in named else colours.WHITE
        return colours.fill(pattern, front, back)

    def _rgb(self, colour: "_Attributes") -> str:
        """RRGGBB of an rgb, indexed, theme or automatic colour, its tint applied; black for none of these."""
        try:
            return colours.tinted(self._base(colour), float(colour["tint"] or 0))
        except ValueError:
            self.unread = True
            return colours.BLACK

    def _base(self, colour: "_Attributes") -> str:
        if colour["rgb"]:
            if not re.fullmatch("(?:[0-9A-Fa-f]{2})?[0-9A-Fa-f]{6}", colour["rgb"]):
                raise ValueError(colour["rgb"])
            return colour["rgb"][-6:].upper()
        if colour["theme"]:
            theme = int(colour["theme"])
            return self._theme[theme] if 0 <= theme < len(self._theme) else colours.WHITE
        if colour["indexed"]:
            return colours.indexed(int(colour["indexed"]), self._palette)
        return colours.BLACK


# A part ends with the end of its root, and perhaps some blanks.
_TAIL = 256
_NAME_ENDS = ("", " ", ">", "/", "\t", "\r", "\n")


class _Attributes(dict[str, str]):
    """Attributes by name; "" for one that is not there."""

    def __missing__(self, name: str) -> str:
        return ""


def _plain_xml(xml: bytes) -> str:
    """The part as text in which a pattern may look for elements. Raises Damaged for what does not end as it began (that its bytes are
    whole the package has checked); what hides elements, a comment or a CDATA section, is taken out."""
    text = xml.decode("utf-8-sig")
    if not re.search(r"</(?:[\w.-]+:)?styleSheet\s*>\s*$", text[-_TAIL:]):
        raise Damaged("a style sheet was expected")
    return re.sub(r"<!--.*?-->|<!\[CDATA\[.*?\]\]>", "", text, flags=re.DOTALL) if "!" in text else text


def _section(text: str, name: str) -> str:
    """What stands in the first element of a name; "" where there is none."""
    start, prefix = text.find(name) - 1, ""
    if start < 0:
        return ""
    if text[start] != "<":
        named = re.search(rf"<((?:[\w.-]+:)?){name}\b", text)
        start, prefix = (named.start(), named[1]) if named else (-1, "")
    opened = text.find(">", start)
    if start < 0 or opened < 0 or text[opened - 1] == "/":
        return ""
    end = text.find(f"</{prefix}{name}", opened)
    return text[opened + 1 : end] if end >= 0 else ""


def _children(section: str, name: str) -> list[str]:
    """The elements of a name in a section, each from its name to the next one's."""
    parts = section.split(f"<{name}") if f":{name}" not in section else re.split(rf"<(?:[\w.-]+:)?{name}", section)
    found: list[str] = []
    for part in parts[1:]:
        if part[:1] in _NAME_ENDS:
            found.append(f"<{name}{part}")
        elif found:  # an element whose name only begins alike
            found[-1] += f"<{name}{part}"
    return found


def _read(element: str) -> _Attributes:
    """The attributes of the element with which a text begins."""
    return _read_attributes(element[: element.find(">")])


def _read_attributes(text: str) -> _Attributes:
    found = ((name.rpartition(":")[2], double or single) for name, double, single in _ATTRIBUTE.findall(text))
    return _Attributes((name, _unescaped(value)) for name, value in found)


_ESCAPES = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'"}


def _unescaped(text: str) -> str:
    """A value of an attribute without XML's escapes."""
    if "&" not in text:
        return text
    for escape, char in _ESCAPES.items():
        text = text.replace(escape, char)
    text = re.sub(r"&#(x?)([0-9A-Fa-f]+);", lambda match: chr(int(match[2], 16 if match[1] else 10)), text)
    return text.replace("&amp;", "&")


def _is_struck(font: str) -> bool:
    match = re.search(r"<(?:[\w.-]+:)?strike\b([^<>]*)>", font) if "strike" in font else None
    return match is not None and _read_attributes(match[1])["val"] not in ("0", "false")
