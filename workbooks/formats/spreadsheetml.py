"""XML Spreadsheet 2003 -> cells: one XML file, read as it comes (Microsoft's schema urn:schemas-microsoft-com:office:spreadsheet)."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from xml.parsers import expat

from torikumi.workbooks.formats import colours
from torikumi.workbooks.formats.grid import Grid
from torikumi.workbooks.formats.model import Cell, Contents, Unusable, on_sheet, plain, stored_number
from torikumi.workbooks.formats.number_codes import BUILTIN, hides_text
from torikumi.workbooks.formats.numbers import shown
from torikumi.workbooks.formats.text import Text, declared, xml_encoding

_SS = "urn:schemas-microsoft-com:office:spreadsheet "
_OFFICE = "urn:schemas-microsoft-com:office:office "
_EXCEL = "urn:schemas-microsoft-com:office:excel "
_HTML = "http://www.w3.org/TR/REC-html40 "
# The formats that have a name here; any other is written out as a code.
_FORMATS = {
    "General Number": "General", "General Date": BUILTIN[22], "Long Date": BUILTIN[31], "Medium Date": BUILTIN[15], "Short Date": BUILTIN[14],
    "Long Time": BUILTIN[19], "Medium Time": BUILTIN[18], "Short Time": BUILTIN[20], "Currency": BUILTIN[7], "Euro Currency": '"€"#,##0.00',
    "Fixed": BUILTIN[2], "Standard": BUILTIN[4], "Percent": BUILTIN[10], "Scientific": BUILTIN[11], "Yes/No": '"Yes";"Yes";"No"',
    "True/False": '"True";"True";"False"', "On/Off": '"On";"On";"Off"',
}  # fmt: skip
# The fill patterns, named as in OOXML.
_PATTERNS = {
    "Solid": "solid", "Gray75": "darkGray", "Gray50": "mediumGray", "Gray25": "lightGray", "Gray125": "gray125", "Gray0625": "gray0625",
    "HorzStripe": "darkHorizontal", "VertStripe": "darkVertical", "ReverseDiagStripe": "darkDown", "DiagStripe": "darkUp",
    "DiagCross": "darkGrid", "ThickDiagCross": "darkTrellis", "ThinHorzStripe": "lightHorizontal", "ThinVertStripe": "lightVertical",
    "ThinReverseDiagStripe": "lightDown", "ThinDiagStripe": "lightUp", "ThinHorzCross": "lightGrid", "ThinDiagCross": "lightTrellis",
}  # fmt: skip
_KINDS = {"Error": "error", "Boolean": "boolean"}
_TRUTH = {"1": "TRUE", "0": "FALSE"}
_HIDDEN = ("SheetHidden", "SheetVeryHidden")
_STRUCK = (f"{_HTML}S", f"{_HTML}Strike", f"{_HTML}Del")


class _Style(NamedTuple):
    code: str = "General"
    fill: str = ""
    struck: bool = False


@dataclass
class _OpenCell:
    """A cell whose element is not yet at its end."""

    row: int
    column: int
    given: dict[str, str]
    style: str
    type: str = ""
    has_data: bool = False
    kept: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    comment: list[str] = field(default_factory=list)


def read(data: bytes) -> Contents:
    """Cells of all worksheets, formulas as their stored values. Raises Unusable: file_unsafe (DOCTYPE), file_damaged, file_too_large."""
    text = _text(data)
    book = _Book()
    try:
        book.parse(text.text)
    except (expat.ExpatError, ValueError, OverflowError) as error:
        raise Unusable("file_damaged", f"ブックの内容を読み取れません（{type(error).__name__}）") from error
    sheets = [grid.sheet() for grid in book.grids]
    remarks = [*text.remarks(), *(remark for grid in book.grids for remark in grid.remarks)]
    return Contents("xml", sheets, book.modified, remarks)


def _text(data: bytes) -> Text:
    """The text in the encoding that the file declares (expat knows only a few), else as any text."""
    text = declared(data, xml_encoding(data))
    if text is None:
        raise Unusable("file_damaged", "文字コードが分かりません")
    return text


class _Book:
    """What is known of the book after each element; `_BEGIN` and `_END` name the method for an element."""

    def __init__(self) -> None:
        self.grids: list[Grid] = []
        self.modified = ""
        self._date1904 = False
        self._styles: dict[str, _Style] = {}
        self._style, self._given = "", _Style()
        self._row = self._column = self._last_column = 0
        self._row_span = 0
        self._row_hidden = False
        self._row_style = self._table_style = ""
        self._column_styles: list[tuple[int, int, str]] = []
        self._cell: _OpenCell | None = None
        self._struck: list[bool] = []
        self._into: list[str] | None = None

    def parse(self, text: str) -> None:
        parser = expat.ParserCreate("utf-8", " ")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._begin, self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = _refuse
        parser.Parse(text.lstrip("\ufeff").encode(), True)

    def _begin(self, tag: str, given: dict[str, str]) -> None:
        given = {name.removeprefix(_SS): value for name, value in given.items()}
        begin = _BEGIN.get(tag)
        if begin:
            begin(self, given)
        elif self._into is not None and tag.startswith(_HTML):
            self._begin_html(tag)

    def _end(self, tag: str) -> None:
        end = _END.get(tag)
        if end:
            end(self)
        elif self._into is not None and tag.startswith(_HTML) and self._struck:
            self._struck.pop()
            self._aim()

    def _characters(self, text: str) -> None:
        if self._into is not None:
            self._into.append(text)

    # Styles

    def _begin_style(self, given: dict[str, str]) -> None:
        self._style = given.get("ID", "")
        self._given = self._styles.get(given.get("Parent", "Default"), _Style())

    def _begin_format(self, given: dict[str, str]) -> None:
        code = given.get("Format", "General")
        self._given = self._given._replace(code=_FORMATS.get(code, code) or "General")

    def _begin_interior(self, given: dict[str, str]) -> None:
        front, back = _rgb(given.get("PatternColor", ""), colours.BLACK), _rgb(given.get("Color", ""), colours.WHITE)
        pattern = _PATTERNS.get(given.get("Pattern", ""), "")
        self._given = self._given._replace(
            fill=colours.fill(pattern, *((back,) if pattern == "solid" else (front, back)))
        )

    def _begin_font(self, given: dict[str, str]) -> None:
        if self._style:
            self._given = self._given._replace(struck=given.get("StrikeThrough") == "1")

    def _end_style(self) -> None:
        self._styles[self._style], self._style = self._given, ""

    # Sheets, rows, columns

    def _begin_sheet(self, given: dict[str, str]) -> None:
        self.grids.append(Grid(given.get("Name", "")))
        self._row = self._row_span = self._last_column = 0
        self._column_styles, self._table_style = [], ""

    def _begin_table(self, given: dict[str, str]) -> None:
        self._table_style = given.get("StyleID", "")

    def _begin_column(self, given: dict[str, str]) -> None:
        first = int(given.get("Index", self._last_column + 1))
        self._last_column = first + int(given.get("Span", 0))
        self._column_styles.append((first, self._last_column, given.get("StyleID", "")))
        if given.get("Hidden") == "1" and self.grids:
            self.grids[-1].hide_columns(first, self._last_column)

    def _begin_row(self, given: dict[str, str]) -> None:
        self._row = int(given.get("Index", self._row + self._row_span + 1))
        self._row_span, self._column = int(given.get("Span", 0)), 0
        self._row_hidden, self._row_style = given.get("Hidden") == "1", given.get("StyleID", "")

    # Cells

    def _begin_cell(self, given: dict[str, str]) -> None:
        column = int(given.get("Index", self._column + 1))
        on_sheet(self._row, column)
        by_column = next((style for first, last, style in self._column_styles if first <= column <= last), "")
        style = given.get("StyleID") or self._row_style or by_column or self._table_style or "Default"
        self._cell = _OpenCell(self._row, column, given, style)
        self._column = column + int(given.get("MergeAcross", 0))

    def _begin_data(self, given: dict[str, str]) -> None:
        """The value; within a comment, its text."""
        cell = self._cell
        if cell is None:
            return
        if self._into is cell.comment:
            return
        cell.type, cell.has_data = given.get("Type", "String"), True
        self._struck = [self._look(cell).struck]
        self._aim()

    def _begin_html(self, tag: str) -> None:
        if self._struck:
            self._struck.append(self._struck[-1] or tag in _STRUCK)
            self._aim()
        if tag == f"{_HTML}BR":
            self._characters("\n")

    def _aim(self) -> None:
        if self._cell is not None:
            self._into = self._cell.removed if self._struck[-1] else self._cell.kept

    def _end_data(self) -> None:
        if self._cell is not None and self._into is not self._cell.comment:
            self._into, self._struck = None, []

    def _begin_comment(self, _: dict[str, str]) -> None:
        if self._cell is not None:
            self._into = self._cell.comment

    def _end_text(self) -> None:
        self._into = None

    def _end_cell(self) -> None:
        cell, self._cell = self._cell, None
        if cell is None or not self.grids:
            return
        grid = self.grids[-1]
        done, unseen = self._understood(cell)
        grid.add(done, unseen)
        if cell.comment:
            grid.comment(cell.row, cell.column, plain("".join(cell.comment)))
        down, across = int(cell.given.get("MergeDown", 0)), int(cell.given.get("MergeAcross", 0))
        grid.merge(cell.row, cell.column, cell.row + down, cell.column + across)

    def _understood(self, cell: _OpenCell) -> tuple[Cell, bool]:
        """A cell by its type, and whether its number format hides it."""
        style = self._look(cell)
        place = Cell(cell.row, cell.column, "", fill=style.fill, hidden=self._row_hidden)
        kept, removed = plain("".join(cell.kept)), plain("".join(cell.removed))
        if not cell.has_data and cell.given.get("Formula"):
            return place._replace(text=cell.given["Formula"], kind="formula"), False
        value = _value(cell.type, kept or removed, self._date1904)
        if value is None:
            if cell.type == "Boolean":
                kept, removed = _TRUTH.get(kept, kept), _TRUTH.get(removed, removed)
            kind = _KINDS.get(cell.type, "text")
            unseen = kind == "text" and bool(kept) and hides_text(style.code)
            return place._replace(text=kept, struck=removed, kind=kind), unseen
        code = BUILTIN[14] if cell.type == "DateTime" and style.code == "General" else style.code
        text, kind, unseen = shown(value, code, self._date1904)
        done = place._replace(kind=kind, stored=stored_number(value) if kind == "number" else "")
        return (done._replace(struck=text) if style.struck else done._replace(text=text)), unseen

    def _look(self, cell: _OpenCell) -> _Style:
        if cell.style not in self._styles and cell.style != "Default" and self.grids:
            self.grids[-1].remark_once("looks_unread")
        return self._styles.get(cell.style, _Style())

    # What else is asked of a book

    def _begin_text(self, _: dict[str, str]) -> None:
        self._into = []

    def _end_visible(self) -> None:
        if self.grids and "".join(self._into or ()) in _HIDDEN:
            self.grids[-1].hidden = True
        self._into = None

    def _end_saved(self) -> None:
        self.modified, self._into = "".join(self._into or ()).removesuffix("Z"), None

    def _begin_1904(self, _: dict[str, str]) -> None:
        self._date1904 = True


_BEGIN = {
    f"{_SS}Style": _Book._begin_style,
    f"{_SS}NumberFormat": _Book._begin_format,
    f"{_SS}Interior": _Book._begin_interior,
    f"{_SS}Font": _Book._begin_font,
    f"{_SS}Worksheet": _Book._begin_sheet,
    f"{_SS}Table": _Book._begin_table,
    f"{_SS}Column": _Book._begin_column,
    f"{_SS}Row": _Book._begin_row,
    f"{_SS}Cell": _Book._begin_cell,
    f"{_SS}Data": _Book._begin_data,
    f"{_SS}Comment": _Book._begin_comment,
    f"{_OFFICE}LastSaved": _Book._begin_text,
    f"{_EXCEL}Visible": _Book._begin_text,
    f"{_EXCEL}Date1904": _Book._begin_1904,
}
_END = {
    f"{_SS}Style": _Book._end_style,
    f"{_SS}Cell": _Book._end_cell,
    f"{_SS}Data": _Book._end_data,
    f"{_SS}Comment": _Book._end_text,
    f"{_OFFICE}LastSaved": _Book._end_saved,
    f"{_EXCEL}Visible": _Book._end_visible,
}


def _refuse(*_: object) -> None:
    raise Unusable("file_unsafe", "DOCTYPE宣言")


def _rgb(colour: str, automatic: str) -> str:
    return colour[1:].upper() if re.fullmatch("#[0-9A-Fa-f]{6}", colour) else automatic


def _value(type: str, text: str, date1904: bool) -> float | None:
    """The number of a number or a date; None for any other type, and for what is written as neither."""
    try:
        if type == "Number":
            return float(text)
        return _serial(datetime.fromisoformat(text.removesuffix("Z")), date1904) if type == "DateTime" else None
    except ValueError:
        return None


def _serial(moment: datetime, date1904: bool) -> float:
    """Days since the epoch of the book; before 1 March 1900 without Excel's 29 February."""
    epoch = datetime(1904, 1, 1) if date1904 else datetime(1899, 12, 31 if moment < datetime(1900, 3, 1) else 30)
    return (moment - epoch).total_seconds() / 86400
