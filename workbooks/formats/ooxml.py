"""What all OOXML packages have in common: relations, types of parts, comments, and their XML read in one pass."""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar
from xml.parsers import expat

from torikumi.workbooks.formats.model import DamagedPart, Remark, Unusable, visible
from torikumi.workbooks.formats.package import Parts, part_key

# The texts of a string, and whether each is struck out (None: as the font of the cell has it).
Pieces = tuple[tuple[str, bool | None], ...]
Attributes = Mapping[str, str]

_STRICT = b"http://purl.oclc.org/ooxml/"
_MODIFIED = re.compile(rb"<(?:\w+:)?modified\b[^>]*>\s*(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)")
# Members that are never opened, and what is said of them.
_NAMED = (("vbaproject.bin", "file_macros"), ("/externallinks/", "external_links"))


_Read = TypeVar("_Read")


class Damaged(ValueError):
    """A part that is no XML, or not what it should be."""


# What a reader may do without, where the part is no need.
DAMAGE = (Damaged, DamagedPart)


def unusable(error: Exception) -> Unusable:
    """The finding on a file of which a needed part is damaged."""
    if isinstance(error, Unusable):
        return error
    return Unusable("file_damaged", f"ブックの部品を読み取れません（{type(error).__name__}）")


Start = Callable[[Attributes], object]
End = Callable[[], object]


class _Handlers(dict[str, Any]):
    """The handler of each element, looked up by `namespace}name` as expat gives it and found by the local name; None for none."""

    def __init__(self, handlers: Mapping[str, Any]) -> None:
        self._handlers = handlers

    def __missing__(self, name: str) -> Any:
        self[name] = self._handlers.get(name.rpartition("}")[2])
        return self[name]


def scan(
    xml: bytes,
    starts: Mapping[str, Start],
    ends: Mapping[str, End] = MappingProxyType({}),
    text: Callable[[str], object] | None = None,
    root: str = "",
) -> None:
    """Read a part in one pass: what to do at the start and the end of elements, by their local names, so that Strict and Transitional,
    prefixed or not, are one; the others are passed over. Attributes keep their namespaces.

    Raises Damaged for what is no XML, and where the first element is not the `root`; no entity is ever expanded
    (`package.has_doctype`).
    """
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    start_of, end_of = _Handlers(starts), _Handlers(ends)

    def started(name: str, attributes: Attributes) -> None:
        handler = start_of[name]
        if handler is not None:
            handler(attributes)

    def ended(name: str) -> None:
        handler = end_of[name]
        if handler is not None:
            handler()

    def first(name: str, attributes: Attributes) -> None:
        if root and name.rpartition("}")[2] != root:
            raise Damaged(f"{root} was expected, not {name}")
        parser.StartElementHandler = started
        started(name, attributes)

    parser.StartElementHandler = first
    if ends:
        parser.EndElementHandler = ended
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise Damaged(str(error)) from error


def plain_text(xml: bytes, root: str) -> str | None:
    """A sound part as text in which a pattern may look for elements: it hides nothing in comments, CDATA sections or escapes. None where
    it does; raises Damaged as `scan` does.

    Expat alone is ten times as fast as with what Python does at each element, and so is a pattern: nearly all parts that office programs
    write are so regular that it can find all of their cells. Whether it has, who asks must count; `scan` is for the others.
    """
    if b"&" in xml or (b"!" in xml and b"<!" in xml):
        return None
    parser = expat.ParserCreate()

    def first(name: str, attributes: Attributes) -> None:
        if name.rpartition(":")[2] != root:
            raise Damaged(f"{root} was expected, not {name}")
        parser.StartElementHandler = None

    parser.StartElementHandler = first
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise Damaged(str(error)) from error
    return xml.decode("utf-8-sig")


# What XML has no place for, written out or as a reference: some programs write it all the same.
_NO_CHARACTER = re.compile(
    rb"[\0-\x08\x0b\x0c\x0e-\x1f]|&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|x0*(?:[0-8bcBC]|0?[eEfF]|1[0-9a-fA-F]));"
)


def forgiving(read: "Callable[[bytes], _Read]", xml: bytes) -> "_Read":
    """What is read of a part; of a damaged one, without the control characters that are no text. Raises Damaged."""
    try:
        return read(xml)
    except Damaged:
        sound = _NO_CHARACTER.sub(b"", xml)
        if sound == xml:
            raise
        return read(sound)


def elements(xml: bytes) -> list[tuple[str, dict[str, str]]]:
    """All elements of a small part, in their order, with attributes; names without their prefixes."""
    found: list[tuple[str, dict[str, str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if ":" in "".join(attributes):
            attributes = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        found.append((name.rpartition(":")[2], attributes))

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise Damaged(str(error)) from error
    return found


class Relation(NamedTuple):
    """The last word of the relation's type, and the part that it names."""

    kind: str
    target: str


def related(parts: Parts, name: str) -> dict[str, Relation]:
    """The relations of a part ("" for the package) by their ids; none where it has none. Raises Damaged."""
    if name not in parts.relations:
        parts.relations[name] = _related(parts, name)
    found: dict[str, Relation] = parts.relations[name]
    return found


def _related(parts: Parts, name: str) -> dict[str, Relation]:
    folder, _, base = name.rpartition("/")
    root = f"{folder.partition('/')[0]}/"
    place = f"{folder}/_rels/{base}.rels".lstrip("/")
    found = {}
    for tag, attributes in elements(parts[place]) if place in parts else ():
        if tag == "Relationship":
            target = attributes.get("Target", "").replace("\\", "/")
            path = _joined(folder, target.partition("#")[0])
            if (
                target.startswith(root) and path not in parts and target in parts
            ):  # some programs begin every name at the root
                path = target
            found[attributes.get("Id", "")] = Relation(attributes.get("Type", "").rpartition("/")[2], path)
    return found


def _joined(folder: str, target: str) -> str:
    """The part that a relation of a part in a folder names."""
    if "." not in target.rpartition("/")[0] and "//" not in target:  # nearly always, and the other way takes long
        return target[1:] if target[:1] == "/" else f"{folder}/{target}" if folder else target
    return posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")


def _of_package(parts: Parts) -> Iterable[Relation]:
    """The relations of the package itself; none where they are damaged, for the parts have well-known places."""
    try:
        return related(parts, "").values()
    except DAMAGE:
        return ()


def document(parts: Parts) -> str:
    """The part that the package is about, as its root relation names it; "" where it names none that is there."""
    return next((target for kind, target in _of_package(parts) if kind == "officeDocument" and target in parts), "")


def content_type(parts: Parts, part: str) -> str:
    """The type of a part by the package's table of contents: its own, else the default of its ending; "" for none."""
    defaults, own = {}, {}
    for tag, attributes in elements(parts["[Content_Types].xml"]):
        kind = attributes.get("ContentType", "")
        if tag == "Override":
            own[part_key(attributes.get("PartName", "")).lstrip("/")] = kind
        elif tag == "Default":
            defaults[attributes.get("Extension", "").casefold()] = kind
    return own.get(part_key(part)) or defaults.get(part.rpartition(".")[2].casefold(), "")


def is_strict(workbook: bytes) -> bool:
    """Whether the workbook is in Strict OOXML (ISO 29500-1), which differs in the names of its namespaces."""
    return _STRICT in workbook[:4096]


def modified(parts: Parts) -> str:
    """When the document was saved by its own properties (UTC); blank where it does not say, or says it in a damaged part."""
    name = next((target for kind, target in _of_package(parts) if kind == "core-properties"), "docProps/core.xml")
    try:
        found = _MODIFIED.search(parts.get(name, b""))
    except DamagedPart:
        return ""
    return found[1].decode() if found else ""


def remarks(parts: Parts) -> list[Remark]:
    """What is said of members that are not read: macros, links to other workbooks."""
    names = [name.casefold() for name in parts.names]
    return [Remark(code) for mark, code in _NAMED if any(mark in name for name in names)]


def comments(parts: Parts, sheet: str) -> Iterator[tuple[str, str]]:
    """Address and text of each comment of a sheet; of a conversation all entries instead of Excel's note about it."""
    texts: dict[str, dict[str, list[str]]] = {"comments": {}, "threadedComment": {}}
    for kind, target in related(parts, sheet).values():
        if kind in texts and target in parts:
            _read_comments(parts[target], texts[kind])
    notes = {place: "".join(found) for place, found in texts["comments"].items()}
    threads = {place: "\n".join(found) for place, found in texts["threadedComment"].items()}
    for place, text in (notes | threads).items():
        yield place, visible(text)


def _read_comments(xml: bytes, found: dict[str, list[str]]) -> None:
    """The texts of a part of notes or of conversations by address; furigana is left out."""
    reader = StringReader()
    place = ""

    def start(attributes: Attributes) -> None:
        nonlocal place
        place = attributes.get("ref", "")

    def end() -> None:
        pieces = reader.string()
        text = pieces if isinstance(pieces, str) else "".join(piece for piece, _ in pieces)
        found.setdefault(place, []).append(text)

    starts = reader.starts | {"comment": start, "threadedComment": start, "text": reader.starts["t"]}
    # A note's text holds runs and `t`, a conversation's is the text itself.
    ends = reader.ends | {"comment": end, "text": reader.loose, "threadedComment": end}
    scan(xml, starts, ends, reader.text)


_PLAIN_STRING = re.compile('<si><t(?: xml:space="preserve")?>([^<]*)</t></si>')


def shared_strings(xml: bytes) -> list[str | Pieces]:
    """The strings of a part `sst`: a text as it is seen, or where a part of it has a font of its own, `Pieces`; furigana is left out."""
    text = plain_text(xml, "sst")
    plain = _PLAIN_STRING.findall(text) if text else []
    if text and plain and len(plain) == text.count("<si") and ":si" not in text:
        if "_x" in text or "\r" in text:
            return list(map(visible, plain))
        return list(map(str.rstrip, plain))  # as `visible`, for what needs no decoding and, being XML, is printable
    strings: list[str | Pieces] = []
    reader = StringReader()

    def end() -> None:
        string = reader.string()
        strings.append(visible(string) if isinstance(string, str) else string)

    scan(xml, reader.starts, reader.ends | {"si": end}, reader.text, root="sst")
    return strings


class StringReader:
    """Reads the texts of a string: plain, in runs with fonts, with furigana beside it. `starts`, `ends` and `text` are for `scan`."""

    def __init__(self, text: list[str] | None = None) -> None:
        self._text: list[str] = [] if text is None else text
        self.text = self._text.append
        self._pieces: list[tuple[str, bool | None]] = []
        self._font: bool | None = None
        self._silent = self._rich = False
        self.starts: dict[str, Start] = {
            "t": self._start_text, "r": self._start_run, "rPr": self._start_font, "strike": self._strike, "rPh": self._start_phonetic,
        }  # fmt: skip
        self.ends: dict[str, End] = {"t": self._end_text, "r": self._end_run, "rPh": self._end_phonetic}

    def _start_text(self, attributes: Attributes) -> None:
        self._text.clear()

    def _end_text(self) -> None:
        if not self._silent:
            self._pieces.append(("".join(self._text), self._font))
        self._text.clear()

    def loose(self) -> None:
        """The end of an element that may be a text itself."""
        if self._text:
            self._end_text()

    def _start_run(self, attributes: Attributes) -> None:
        self._font = None

    def _end_run(self) -> None:
        self._font = None

    def _start_font(self, attributes: Attributes) -> None:
        self._font, self._rich = False, True

    def _strike(self, attributes: Attributes) -> None:
        self._font = attributes.get("val") not in ("0", "false")

    def _start_phonetic(self, attributes: Attributes) -> None:
        self._silent = True

    def _end_phonetic(self) -> None:
        self._silent = False

    def string(self) -> str | Pieces:
        """What has been read since the last string."""
        pieces, rich = self._pieces, self._rich
        if len(pieces) == 1 and not rich:
            text = pieces[0][0]
            pieces.clear()
            return text
        found = tuple(pieces)
        pieces.clear()
        self._rich = False
        return found if rich else "".join(text for text, _ in found)
