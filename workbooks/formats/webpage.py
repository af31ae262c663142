"""HTML tables (what many systems call an Excel export) -> cells."""

import re
from html.parser import HTMLParser

from torikumi.workbooks.formats import colours
from torikumi.workbooks.formats.grid import Grid
from torikumi.workbooks.formats.model import Cell, Contents, Remark, Unusable, merged_range, plain
from torikumi.workbooks.formats.text import declared, decoded

_STRUCK = frozenset({"s", "strike", "del"})
_UNSHOWN = frozenset({"script", "style", "head", "title", "rt", "rp"})
# What begins and ends a line of its own.
_BLOCKS = frozenset(
    {"p", "div", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"}
)
_COLOUR = re.compile(
    r"background(?:-color)?\s*:\s*(?:#?([0-9A-Fa-f]{6})\b|#([0-9A-Fa-f]{3})\b|rgb\((\d+),\s*(\d+),\s*(\d+)\)|([A-Za-z]+))"
)
# The sixteen names of HTML 4; any other is no colour here.
_NAMED = {
    "black": "000000", "silver": "C0C0C0", "gray": "808080", "white": "FFFFFF", "maroon": "800000", "red": "FF0000", "purple": "800080",
    "fuchsia": "FF00FF", "green": "008000", "lime": "00FF00", "olive": "808000", "yellow": "FFFF00", "navy": "000080", "blue": "0000FF",
    "teal": "008080", "aqua": "00FFFF",
}  # fmt: skip
_LINE_THROUGH = re.compile(r"text-decoration\s*:[^;]*line-through", re.IGNORECASE)
_NOT_DISPLAYED = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_CLASS = re.compile(r"\.([\w-]+)\s*\{([^{}]*)\}")
_CHARSET = re.compile(rb"<meta[^>]+charset=[\"']?([\w-]+)", re.IGNORECASE)
MOST_SPAN = 1_000


def read(data: bytes) -> Contents:
    """All outermost tables of a page, each a sheet (`tables`). Raises Unusable (file_damaged, file_format)."""
    grids, remarks = tables(data)
    if not grids:
        raise Unusable("file_format", "表のないHTML")
    return contents("html", grids, remarks)


def tables(data: bytes, charset: str = "") -> tuple[list[Grid], list[Remark]]:
    """The outermost tables of a page: rowspan and colspan as merges, background colours (of the cell or its class) as fills, <s>, <del>
    and line-through as struck out, what is not displayed as hidden, no furigana. `charset`: where the page names none itself. Raises
    Unusable (file_damaged)."""
    found = _CHARSET.search(data[:4096])
    charset = found[1].decode("ascii") if found else charset
    text = declared(data, charset) if charset else decoded(data)
    if text is None:
        raise Unusable("file_damaged", "文字コードが分かりません")
    parser = _Tables(dict(_CLASS.findall(text.text)))
    parser.feed(text.text)
    parser.close()
    return parser.tables, text.remarks()


def contents(format: str, grids: list[Grid], remarks: list[Remark]) -> Contents:
    """Tables as what a reader answers."""
    remarks = [*remarks, *(remark for grid in grids for remark in grid.remarks)]
    return Contents(format, [grid.sheet() for grid in grids], remarks=remarks)


class _Tables(HTMLParser):
    """Collects the cells of each table; a table within a cell is part of that cell's text."""

    def __init__(self, classes: dict[str, str]) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[Grid] = []
        self._classes = classes
        self._depth = self._row = self._column = self._struck = self._unshown = 0
        self._row_hidden = False
        self._taken: set[tuple[int, int]] = set()
        self._kept: list[str] = []
        self._removed: list[str] = []
        self._open: dict[str, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "table":
            self._begin_table()
        elif tag == "tr" and self._depth == 1:
            self._end_cell()
            self._row, self._column = self._row + 1, 0
            self._row_hidden = bool(_NOT_DISPLAYED.search(given.get("style", "")))
        elif tag in ("td", "th") and self._depth == 1:
            self._end_cell()
            self._open, self._kept, self._removed = given, [], []
        elif tag == "br":
            self._text("\n")
        elif tag in _BLOCKS:
            self._new_line()
        self._struck += tag in _STRUCK
        self._unshown += tag in _UNSHOWN

    def handle_endtag(self, tag: str) -> None:
        if tag == "table" and self._depth:
            if self._depth == 1:
                self._end_cell()
            self._depth -= 1
        elif tag in ("td", "th", "tr") and self._depth == 1:
            self._end_cell()
        elif tag in _BLOCKS:
            self._new_line()
        self._struck -= tag in _STRUCK and self._struck > 0
        self._unshown -= tag in _UNSHOWN and self._unshown > 0

    def handle_data(self, data: str) -> None:
        # White space of the source is one blank; only <br> breaks a line.
        self._text(re.sub(r"[ \t\r\n]+", " ", data))

    def close(self) -> None:
        """Also a table that the page does not end, for it was cut, keeps its last cell."""
        super().close()
        if self._depth:
            self._end_cell()

    def _begin_table(self) -> None:
        self._depth += 1
        if self._depth == 1:
            self.tables.append(Grid(f"表{len(self.tables) + 1}"))
            self._row = self._column = 0
            self._taken = set()

    def _text(self, text: str) -> None:
        if self._open is not None and not self._unshown:
            (self._removed if self._struck else self._kept).append(text)

    def _new_line(self) -> None:
        """A line break, unless the cell or the line has only begun."""
        text = "".join(self._kept).rstrip(" ")
        if text and not text.endswith("\n"):
            self._text("\n")

    def _end_cell(self) -> None:
        if self._open is None:
            return
        given, self._open = self._open, None
        self._row = max(self._row, 1)
        self._column += 1
        while (self._row, self._column) in self._taken:
            self._column += 1
        last_row, last_column = self._row + _span(given, "rowspan") - 1, self._column + _span(given, "colspan") - 1
        if len(self._taken) < MOST_SPAN**2:
            self._taken |= {
                (row, column)
                for row in range(self._row, last_row + 1)
                for column in range(self._column, last_column + 1)
            }
        self.tables[-1].add(self._cell(given, merged_range(self._row, self._column, last_row, last_column)))
        self._column = last_column

    def _cell(self, given: dict[str, str], merged: str) -> Cell:
        # What the cell itself says comes first.
        styles = [given.get("style", ""), f"background:{given.get('bgcolor', '')}"]
        styles += [self._classes.get(name, "") for name in given.get("class", "").split()]
        text, struck = (
            plain("\n".join(line.strip(" ") for line in "".join(parts).split("\n")))
            for parts in (self._kept, self._removed)
        )
        if any(_LINE_THROUGH.search(style) for style in styles):
            text, struck = "", "\n".join(part for part in (struck, text) if part)
        fill = next((fill for style in styles if (fill := _fill(style))), "")
        hidden = self._row_hidden or any(_NOT_DISPLAYED.search(style) for style in styles)
        return Cell(self._row, self._column, text, fill=fill, struck=struck, merged=merged, hidden=hidden)


def _fill(style: str) -> str:
    found = _COLOUR.search(style)
    if not found:
        return ""
    six, three, red, green, blue, name = found.groups()
    if red:
        six = "".join(f"{min(int(channel), 255):02X}" for channel in (red, green, blue))
    colour = six or "".join(digit * 2 for digit in three or "") or _NAMED.get((name or "").lower(), "")
    return colours.fill("solid", colour.upper()) if colour else ""


def _span(given: dict[str, str], name: str) -> int:
    return min(max(int(given[name]), 1), MOST_SPAN) if given.get(name, "").isdecimal() else 1
