"""A sheet of cells that are written as nearly all programs write them, found by a pattern: five times as fast as element by element."""

import re
from typing import NamedTuple

from torikumi.workbooks.formats import ooxml
from torikumi.workbooks.formats.grid import Grid
from torikumi.workbooks.formats.looks import PLAIN
from torikumi.workbooks.formats.model import LAST_ROW, Cell
from torikumi.workbooks.formats.ooxml import Damaged
from torikumi.workbooks.formats.xlsx_places import COLUMNS
from torikumi.workbooks.formats.xlsx_values import Book, Value, value_of

# Address, style, type, value; a formula is of interest only where it has no value.
_CELL = re.compile(
    r'<c r="([A-Z]{1,3})([1-9]\d{0,6})"(?: s="(\d+)")?(?: t="(\w+)")?(?:/>|>(?:<f[^<>]*(?:/>|>[^<]*</f>))?<v>([^<]+)</v></c>|></c>)'
)
_make = tuple.__new__  # a third of the time that the class itself takes
_Found = tuple[str, str, str, str, str]


class Usual(NamedTuple):
    """Letters, row, style, type and value of each cell, and the part without them if more is to be read in it."""

    cells: list[_Found]
    rest: bytes


def usual(xml: bytes) -> Usual | None:
    """The cells of a sheet, where all of them are usual and none is in a hidden row; None for any other, which is read element by element.
    Raises Damaged."""
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
    return Usual(cells, rest.encode() if "mergeCell" in rest or " hidden=" in rest else b"")


def fill(grid: Grid, found: list[_Found], book: Book) -> None:
    """Give all cells of a sheet to the grid; raises Damaged and KeyError for a place that is none."""
    looks, columns, plain = book.looks, COLUMNS, book.plain
    cells: list[Cell] = []
    hidden: list[Cell] = []
    for letters, digits, style, kind, value in found:
        row, column = int(digits), columns[letters]
        if row > LAST_ROW:
            raise Damaged(f"cell {letters}{digits}")
        look = looks[style] if style else PLAIN
        if kind == "s" and look.as_is and (text := plain.get(value)):
            cells.append(_make(Cell, (row, column, text, "text", look.fill, "", "", "", False, "")))
        elif value:
            cells += _other(row, column, value_of(kind, value, look, book), look.fill, hidden)
        elif look.fill:
            cells.append(_make(Cell, (row, column, "", "text", look.fill, "", "", "", False, "")))
    grid.fill(cells)
    for cell in hidden:
        grid.remark("value_hidden", cell.text, "", cell[:2])


def _other(row: int, column: int, value: Value, fill: str, hidden: list[Cell]) -> list[Cell]:
    """The cell of a value, where there is something to be seen of it; one that its format hides is also told apart."""
    text, kind, struck, stored, unseen = value
    if not (text or struck or fill):
        return []
    cell: Cell = _make(Cell, (row, column, text, kind, fill, "", struck, "", False, stored))
    if unseen:
        hidden.append(cell)
    return [cell]
