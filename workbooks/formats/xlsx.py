"""OOXML workbooks (.xlsx, .xlsm, Strict) -> cells, in one pass of expat over each part that is needed.

Own code and no library, for the reasons measured: openpyxl needs 25 times the time of python-calamine on a return and 47 times on a
template of 1,500 formats, refuses a workbook for one bad style, and drops values under merges; python-calamine gives no fills, no
struck-out text, no comments and no hidden rows. tests/workbooks/test_readers_agree.py holds this reader against both, cell by cell.
"""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from torikumi.workbooks.formats import ooxml
from torikumi.workbooks.formats.grid import Grid
from torikumi.workbooks.formats.looks import PLAIN, Look, Looks
from torikumi.workbooks.formats.model import Cell, Contents, Remark, Sheet, stored_number, visible
from torikumi.workbooks.formats.number_codes import BUILTIN
from torikumi.workbooks.formats.number_dates import serial
from torikumi.workbooks.formats.numbers import shown
from torikumi.workbooks.formats.ooxml import DAMAGE, Attributes, Damaged, Pieces
from torikumi.workbooks.formats.package import Parts

_MACRO_SHEETS = ("xlMacrosheet", "xlIntlMacrosheet", "macrosheet")
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
MOST_MERGES = 100_000
_ADDRESS = re.compile(r"([A-Za-z]{1,3})([1-9]\d{0,6})")
_RANGE = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6}):\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})")
_TRUE = ("1", "true")
_LOST = "（読めない文字列）"


_Value = tuple[str, str, str, str, bool]  # text, kind, struck-out text, stored number, whether its format hides it
_BLANK: _Value = ("", "text", "", "", False)


class _Entry(NamedTuple):
    """A sheet as the workbook lists it."""

    name: str
    kind: str
    part: str
    hidden: bool


class _Book(NamedTuple):
    """What the cells of all sheets refer to."""

    strings: list[str | Pieces]
    looks: Looks
    date1904: bool


def read(parts: Parts, format: str) -> Contents:
    """Cells of all worksheets; a formula is its stored value, and its text where it has none.

    One damaged sheet costs only itself (sheet_damaged), damaged styles only the looks (looks_unread); macro sheets are named. Raises
    Unusable (file_damaged) where the workbook part, the strings, or every sheet cannot be understood.
    """
    name = ooxml.document(parts) or "xl/workbook.xml"
    try:
        workbook = parts[name]
        entries, date1904 = _entries(parts, name, workbook)
        relations = dict(ooxml.related(parts, name).values())
        strings = _strings(parts, relations.get("sharedStrings", ""))
    except (Damaged, KeyError) as error:
        raise ooxml.unusable(error) from error
    looks = Looks(parts, relations.get("styles", ""), relations.get("theme", ""))
    sheets, remarks = _sheets(parts, entries, _Book(strings, looks, date1904))
    remarks = ooxml.remarks(parts) + remarks + ([Remark("looks_unread")] if looks.unread else [])
    return Contents("strict xlsx" if ooxml.is_strict(workbook) else format, sheets, ooxml.modified(parts), remarks)


def _entries(parts: Parts, name: str, workbook: bytes) -> tuple[list[_Entry], bool]:
    """The sheets in their order, and whether the days count from 1904."""
    relations = ooxml.related(parts, name)
    entries, date1904 = [], False
    found = ooxml.elements(workbook)
    if not found or found[0][0] != "workbook":
        raise Damaged("a workbook was expected")
    for tag, attributes in found:
        if tag == "workbookPr":
            date1904 = attributes.get("date1904") in _TRUE
        elif tag == "sheet":
            kind, part = relations.get(attributes.get("id", ""), ("worksheet", ""))
            entries.append(
                _Entry(attributes.get("name", ""), kind, part, attributes.get("state", "visible") != "visible")
            )
    return entries, date1904


def _strings(parts: Parts, name: str) -> list[str | Pieces]:
    """The shared strings; where the part is named but absent, the cells that refer to it are named one by one."""
    return ooxml.shared_strings(parts[name]) if name in parts else []


def _sheets(parts: Parts, entries: list[_Entry], book: _Book) -> tuple[list[Sheet], list[Remark]]:
    sheets, remarks = [], []
    lost: list[Exception] = []
    for entry in entries:
        if entry.kind in _MACRO_SHEETS:
            remarks.append(Remark("macro_sheet", found=entry.name, sheet=entry.name))
        if entry.kind != "worksheet":
            continue
        try:
            grid = _grid(parts, entry, book)
        except (*DAMAGE, KeyError) as error:
            lost.append(error)
            remarks.append(Remark("sheet_damaged", found=entry.name, sheet=entry.name))
            continue
        sheets.append(grid.sheet())
        remarks += grid.remarks
    if lost and not sheets:
        raise ooxml.unusable(lost[0])
    return sheets, remarks


def _grid(parts: Parts, entry: _Entry, book: _Book) -> Grid:
    grid = Grid(entry.name, entry.hidden)
    usual = _usual(parts[entry.part])
    if usual:
        _fill(grid, usual.cells, book)
    if not usual or usual.rest:
        _Reader(grid, book).read(usual.rest if usual else parts[entry.part])
    try:
        for ref, text in ooxml.comments(parts, entry.part):
            if place := _place(ref):
                grid.comment(*place, text)
    except DAMAGE:
        grid.remark_once("comments_unread")
    return grid


def _place(ref: str) -> tuple[int, int] | None:
    """B7 -> (7, 2)."""
    match = _ADDRESS.fullmatch(ref)
    return (int(match[2]), _column(match[1])) if match else None


# A cell as nearly all programs write it: address, style, type, value; a formula is of interest only where it has no value.
_CELL = re.compile(
    r'<c r="([A-Z]{1,3})([1-9]\d{0,6})"(?: s="(\d+)")?(?: t="(\w+)")?(?:/>|>(?:<f[^<>]*(?:/>|>[^<]*</f>))?<v>([^<]+)</v></c>|></c>)'
)


class _Usual(NamedTuple):
    """A sheet of usual cells: letters, row, style, type and value of each, and the part without them if more is to be read in it."""

    cells: list[tuple[str, str, str, str, str]]
    rest: bytes


def _usual(xml: bytes) -> _Usual | None:
    """The cells of a sheet, where all of them are usual and none is in a hidden row; None for any other, which `_Reader` reads."""
    text = ooxml.plain_text(xml, "worksheet")
    start, end = (text.find("<sheetData>"), text.find("</sheetData>")) if text else (-1, -1)
    if not text or start < 0 or end < 0 or " hidden=" in (rows := text[start:end]):
        return None
    cells = _CELL.findall(rows)
    # Nothing in the section but rows, and in the rows nothing but these cells.
    counted = len(cells) == rows.count("<c") and ":c " not in rows
    if not counted:
        return None
    rest = text[:start] + text[end + len("</sheetData>") :]
    return _Usual(cells, rest.encode() if "mergeCell" in rest or " hidden=" in rest else b"")


def _fill(grid: Grid, found: list[tuple[str, str, str, str, str]], book: _Book) -> None:
    """Give all cells of a sheet to the grid: as `_Reader._end_cell`, with less to be asked of each."""
    strings, looks, columns = book.strings, book.looks, _COLUMNS
    make = tuple.__new__
    most = len(strings)
    cells: list[Cell] = []
    hidden = []
    for letters, digits, style, kind, value in found:
        look = looks[style] if style else PLAIN
        row, column = int(digits), columns[letters]
        if row > _LAST_ROW or column > _LAST_COLUMN:
            raise Damaged(f"cell {letters}{digits}")
        if not value:
            if look.fill:
                cells.append(make(Cell, (row, column, "", "text", look.fill, "", "", "", False, "")))
            continue
        if kind == "s" and not look.struck and value.isdecimal() and (at := int(value)) < most:
            string = strings[at]
            if string.__class__ is str:
                if string or look.fill:
                    cells.append(make(Cell, (row, column, string, "text", look.fill, "", "", "", False, "")))
                continue
        text, shown_as, struck, stored, unseen = _seen(_KINDS.get(kind, _number)(value, look, book), look)
        cell = Cell(row, column, text, shown_as, look.fill, "", struck, "", False, stored)
        if unseen:
            hidden.append(cell)
        if text or struck or look.fill:
            cells.append(cell)
    grid.fill(cells)
    for cell in hidden:
        grid.remark("value_hidden", cell.text, "", cell[:2])


def _seen(found: _Value, look: Look) -> _Value:
    """A value as the font of its cell leaves it: what is struck out is no text."""
    text, shown_as, struck, stored, unseen = found
    if look.struck and shown_as not in ("text", "formula"):
        return "", shown_as, text, stored, unseen
    return found


class _Columns(dict[str, int]):
    """The number of a column by its letters; KeyError for what is none."""

    def __missing__(self, letters: str) -> int:
        if not re.fullmatch("[A-Za-z]{1,3}", letters):
            raise KeyError(letters)
        number = 0
        for letter in letters.upper():
            number = number * 26 + ord(letter) - 64
        self[letters] = number
        return number


_COLUMNS = _Columns()
_column = _COLUMNS.__getitem__


class _Reader:
    """Reads a worksheet from its start to its end; what stands at no address counts on from what came before, as Excel does."""

    def __init__(self, grid: Grid, book: _Book) -> None:
        self.grid, self.book = grid, book
        self.row = self.column = 0
        self.hidden = False
        self.cell: Attributes = {}
        self.text: list[str] = []
        self.value: str | None = None
        self.formula: str | None = None
        self.formula_kind: Attributes = {}
        self.string = ooxml.StringReader(self.text)
        self.inline = False
        self.shared: dict[str, tuple[str, int, int]] = {}
        self.merges = 0

    def read(self, xml: bytes) -> None:
        """Raises Damaged for what is no worksheet, and Unusable for what is too large."""
        starts = self.string.starts | {
            "row": self._start_row, "c": self._start_cell, "f": self._start_formula, "is": self._start_inline,
            "mergeCell": self._merge, "col": self._columns,
        }  # fmt: skip
        ends = self.string.ends | {"c": self._end_cell, "v": self._end_value, "f": self._end_formula}
        ooxml.scan(xml, starts, ends, self.text.append, root="worksheet")

    def _start_row(self, attributes: Attributes) -> None:
        number = attributes.get("r")
        self.row = int(number) if number and number.isdecimal() else self.row + 1
        self.column = 0
        self.hidden = attributes.get("hidden") in _TRUE
        if self.row > _LAST_ROW:
            raise Damaged(f"row {number}")

    def _start_cell(self, attributes: Attributes) -> None:
        self.cell = attributes
        self.value = self.formula = None
        self.inline = False
        self.text.clear()
        ref = attributes.get("r")
        if ref is None:
            self.column += 1
        else:
            letters = ref.rstrip("0123456789")
            try:
                self.row, self.column = int(ref[len(letters) :]), _COLUMNS[letters]
            except (ValueError, KeyError) as error:
                raise Damaged(f"cell {ref}") from error
        if not (0 < self.column <= _LAST_COLUMN and 0 < self.row <= _LAST_ROW):
            raise Damaged(f"cell {ref}")

    def _start_formula(self, attributes: Attributes) -> None:
        self.formula_kind = attributes
        self.text.clear()

    def _start_inline(self, attributes: Attributes) -> None:
        self.inline = True

    def _end_value(self) -> None:
        self.value = "".join(self.text)

    def _end_formula(self) -> None:
        self.formula = "".join(self.text)
        self.text.clear()
        index = self.formula_kind.get("si", "")
        if self.formula_kind.get("t") == "shared" and self.formula:
            self.shared[index] = (self.formula, self.row, self.column)

    def _end_cell(self) -> None:
        """Give the cell to the grid, if there is anything to be seen of it."""
        own, value = self.cell, self.value
        style, kind = own.get("s"), own.get("t", "n")
        look = PLAIN if style is None else self.book.looks[style]
        if value:
            found = _KINDS.get(kind, _number)(value, look, self.book)
        elif value is not None and kind == "str":
            found = _BLANK  # the text that a formula gives
        elif self.inline:
            found = _string(self.string.string(), look)
        elif self.formula is not None:
            found = (self._formula(), "formula", "", "", False)
        elif look.fill:
            found = _BLANK
        else:
            return
        text, shown_as, struck, stored, unseen = _seen(found, look)
        place = (self.row, self.column)
        self.grid.add(Cell(*place, text, shown_as, look.fill, "", struck, "", self.hidden, stored), unseen)

    def _formula(self) -> str:
        """The formula of a cell that has no value; one that is shared is written out for its cell."""
        kind = self.formula_kind.get("t")
        if kind == "dataTable":
            return "=TABLE()"
        if self.formula or kind != "shared":
            return f"={self.formula}"
        text, row, column = self.shared.get(self.formula_kind.get("si", ""), ("", 0, 0))
        if not text:
            return "="
        # Rare, and openpyxl takes long to import.
        from openpyxl.formula.translate import Translator
        from openpyxl.utils.cell import get_column_letter

        origin, here = (f"{get_column_letter(c)}{r}" for r, c in ((row, column), (self.row, self.column)))
        return str(Translator(f"={text}", origin).translate_formula(here))

    def _merge(self, attributes: Attributes) -> None:
        self.merges += 1
        match = _RANGE.fullmatch(attributes.get("ref", ""))
        if match and self.merges <= MOST_MERGES:
            self.grid.merge(int(match[2]), _column(match[1]), int(match[4]), _column(match[3]))

    def _columns(self, attributes: Attributes) -> None:
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if attributes.get("hidden") in _TRUE and first.isdecimal() and last.isdecimal():
            self.grid.hide_columns(int(first), int(last))


def _string(string: str | Pieces, look: Look) -> _Value:
    """A text with what of it is struck out apart; a run without a font of its own has the cell's."""
    if isinstance(string, str):
        return _plain(visible(string), look)
    kept, removed = (
        "".join(text for text, own in string if (look.struck if own is None else own) is off) for off in (False, True)
    )
    return visible(kept), "text", visible(removed), "", False


def _plain(text: str, look: Look) -> _Value:
    return ("", "text", text, "", False) if look.struck else (text, "text", "", "", False)


def _shared(value: str, look: Look, book: _Book) -> _Value:
    number = value.strip()
    if not number.isdecimal() or int(number) >= len(book.strings):
        return _LOST, "error", "", "", False
    string = book.strings[int(number)]
    return _plain(string, look) if isinstance(string, str) else _string(string, look)


def _text(value: str, look: Look, book: _Book) -> _Value:
    return _string(value, look)


def _error(value: str, look: Look, book: _Book) -> _Value:
    return visible(value), "error", "", "", False


def _boolean(value: str, look: Look, book: _Book) -> _Value:
    return "TRUE" if value.strip() in _TRUE else "FALSE", "boolean", "", "", False


def _number(value: str, look: Look, book: _Book) -> _Value:
    try:
        number = float(value)
    except ValueError:
        return visible(value) or _LOST, "error", "", "", False
    text, kind, unseen = shown(number, look.number_format, book.date1904)
    return text, kind, "", stored_number(number) if kind == "number" else "", unseen


def _date(value: str, look: Look, book: _Book) -> _Value:
    """A date that is stored as ISO 8601 (Strict, `t="d"`)."""
    number = serial(value.strip())
    if number is None:
        return visible(value) or _LOST, "error", "", "", False
    code = look.number_format if look.number_format != BUILTIN[0] else BUILTIN[14]
    text, kind, unseen = shown(number, code)
    return text, kind, "", "", unseen


_KINDS: Mapping[str, Callable[[str, Look, _Book], _Value]] = {
    "s": _shared,
    "str": _text,
    "inlineStr": _text,
    "e": _error,
    "b": _boolean,
    "d": _date,
    "n": _number,
}
