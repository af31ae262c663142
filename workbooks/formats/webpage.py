"""HTML tables (what many systems call an Excel export) -> cells."""

import re
from html.parser import HTMLParser

from torikumi.workbooks.formats import colours
from torikumi.workbooks.formats.model import Cell, Contents, Sheet, Unusable, merged_range, visible
from torikumi.workbooks.formats.text import decoded

_STRUCK = frozenset({"s", "strike", "del"})
_UNSHOWN = frozenset({"script", "style", "head", "title"})
_COLOUR = re.compile(r"background(?:-color)?\s*:\s*#?([0-9A-Fa-f]{6})\b")
_CHARSET = re.compile(rb"<meta[^>]+charset=[\"']?([\w-]+)", re.IGNORECASE)
MOST_SPAN = 1_000


def read(data: bytes) -> Contents:
    """All outermost tables, each a sheet; rowspan and colspan as merges, background colours as fills, <s> and <del> as struck out."""
    charset = _CHARSET.search(data[:4096])
    text = _declared(data, charset[1].decode("ascii")) if charset else decoded(data)
    if text is None:
        raise Unusable("file_damaged", "文字コードが分かりません")
    tables = _Tables()
    tables.feed(text)
    tables.close()
    sheets = [Sheet(f"表{number}", cells) for number, cells in enumerate(tables.tables, 1)]
    if not sheets:
        raise Unusable("file_format", "表のないHTML")
    return Contents("html", sheets)


def _declared(data: bytes, charset: str) -> str | None:
    """Text in the encoding that a page names; where it names none that is known or the wrong one, as any text."""
    names = {"shift_jis": "cp932", "x-sjis": "cp932", "shift-jis": "cp932", "windows-31j": "cp932"}
    try:
        return data.decode(names.get(charset.lower(), charset))
    except (LookupError, UnicodeDecodeError):
        return decoded(data)


class _Tables(HTMLParser):
    """Collects the cells of each table; a table within a cell is part of that cell's text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[Cell]] = []
        self._depth = self._row = self._column = self._struck = self._unshown = 0
        self._taken: set[tuple[int, int]] = set()
        self._kept: list[str] = []
        self._removed: list[str] = []
        self._open: dict[str, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.tables.append([])
                self._row = self._column = 0
                self._taken = set()
        elif tag == "tr" and self._depth == 1:
            self._end_cell()
            self._row, self._column = self._row + 1, 0
        elif tag in ("td", "th") and self._depth == 1:
            self._end_cell()
            self._open, self._kept, self._removed = given, [], []
        elif tag == "br":
            self._text("\n")
        self._struck += tag in _STRUCK
        self._unshown += tag in _UNSHOWN

    def handle_endtag(self, tag: str) -> None:
        if tag == "table" and self._depth:
            if self._depth == 1:
                self._end_cell()
            self._depth -= 1
        elif tag in ("td", "th", "tr") and self._depth == 1:
            self._end_cell()
        self._struck -= tag in _STRUCK and self._struck > 0
        self._unshown -= tag in _UNSHOWN and self._unshown > 0

    def handle_data(self, data: str) -> None:
        # White space of the source is one blank; only <br> breaks a line.
        self._text(re.sub(r"[ \t\r\n]+", " ", data))

    def _text(self, text: str) -> None:
        if self._open is not None and not self._unshown:
            (self._removed if self._struck else self._kept).append(text)

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
        colour = _COLOUR.search(given.get("style", "")) or _COLOUR.search("background:" + given.get("bgcolor", ""))
        fill = colours.fill("solid", colour[1].upper()) if colour else ""
        text, struck = (
            visible("\n".join(line.strip(" ") for line in "".join(parts).split("\n")))
            for parts in (self._kept, self._removed)
        )
        if text or struck or fill:
            merged = merged_range(self._row, self._column, last_row, last_column)
            self.tables[-1].append(Cell(self._row, self._column, text, fill=fill, struck=struck, merged=merged))
        self._column = last_column


def _span(given: dict[str, str], name: str) -> int:
    return min(max(int(given[name]), 1), MOST_SPAN) if given.get(name, "").isdecimal() else 1
