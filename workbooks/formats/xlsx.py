"""OOXML workbooks (.xlsx, .xlsm, Strict) -> cells, in one pass of expat over each part that is needed.

Own code and no library, for the reasons measured: openpyxl needs 25 times the time of python-calamine on a return and 47 times on a
template of 1,500 formats, refuses a workbook for one bad style, and drops values under merges; python-calamine gives no fills, no
struck-out text, no comments and no hidden rows. tests/workbooks/test_readers_agree.py holds this reader against both, cell by cell.
"""

from typing import NamedTuple

from torikumi.workbooks.formats import ooxml
from torikumi.workbooks.formats.grid import Grid
from torikumi.workbooks.formats.looks import Looks
from torikumi.workbooks.formats.model import Contents, Remark, Sheet
from torikumi.workbooks.formats.ooxml import DAMAGE, Damaged, Pieces
from torikumi.workbooks.formats.package import Parts
from torikumi.workbooks.formats.xlsx_places import place
from torikumi.workbooks.formats.xlsx_sheet import SheetReader
from torikumi.workbooks.formats.xlsx_usual import fill, usual
from torikumi.workbooks.formats.xlsx_values import TRUE, Book

_MACRO_SHEETS = ("xlMacrosheet", "xlIntlMacrosheet", "macrosheet")
# Where nearly all programs put them; some name no relation.
_USUAL_STRINGS, _USUAL_STYLES = "xl/sharedStrings.xml", "xl/styles.xml"


class _Entry(NamedTuple):
    """A sheet as the workbook lists it."""

    name: str
    kind: str
    part: str
    hidden: bool


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
        strings = _strings(parts, relations.get("sharedStrings", _USUAL_STRINGS))
    except (Damaged, KeyError) as error:
        raise ooxml.unusable(error) from error
    looks = Looks(parts, relations.get("styles") or _usual(parts, _USUAL_STYLES), relations.get("theme", ""))
    book = Book(strings, looks, date1904)
    sheets, remarks = _sheets(parts, entries, book)
    unread = (("strings_lost", book.lost), ("looks_unread", looks.unread))
    remarks = ooxml.remarks(parts) + remarks + [Remark(code) for code, is_so in unread if is_so]
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
            date1904 = attributes.get("date1904") in TRUE
        elif tag == "sheet":
            kind, part = relations.get(attributes.get("id", ""), ("worksheet", ""))
            entries.append(
                _Entry(attributes.get("name", ""), kind, part, attributes.get("state", "visible") != "visible")
            )
    return entries, date1904


def _usual(parts: Parts, name: str) -> str:
    return name if name in parts else ""


def _strings(parts: Parts, name: str) -> list[str | Pieces]:
    """The shared strings; where the part is named but absent, the cells that refer to it are named one by one."""
    return ooxml.forgiving(ooxml.shared_strings, parts[name]) if name in parts else []


def _sheets(parts: Parts, entries: list[_Entry], book: Book) -> tuple[list[Sheet], list[Remark]]:
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


def _cells(xml: bytes, entry: _Entry, book: Book) -> Grid:
    grid = Grid(entry.name, entry.hidden)
    found = usual(xml)
    if found:
        fill(grid, found.cells, book)
    if not found or found.rest:
        SheetReader(grid, book).read(found.rest if found else xml)
    return grid


def _grid(parts: Parts, entry: _Entry, book: Book) -> Grid:
    grid = ooxml.forgiving(lambda xml: _cells(xml, entry, book), parts[entry.part])
    try:
        for ref, text in ooxml.comments(parts, entry.part):
            if at := place(ref):
                grid.comment(*at, text)
    except DAMAGE:
        grid.remark_once("comments_unread")
    return grid
