"""The binary .xls (Excel 2.1 to 2003) -> cells: the one module that knows xlrd, which alone also gives shading and struck-out text."""

import io
from typing import Any

import xlrd
from torikumi.workbooks.formats import colours
from torikumi.workbooks.formats.model import Cell, Contents, Sheet, Unusable, merged_range, visible
from torikumi.workbooks.formats.numbers import BUILTIN, shown


def read(data: bytes) -> Contents:
    """Cells of all worksheets; a formula is its stored value. Raises Unusable (file_encrypted, file_damaged)."""
    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO())
        return Contents("xls", [Sheet(sheet.name, _cells(book, sheet)) for sheet in book.sheets()])
    except MemoryError:
        raise
    # xlrd raises its own XLRDError for what it checks, and AssertionError, struct.error, IndexError, … for what it does not.
    except Exception as error:
        if "encrypted" in str(error):
            raise Unusable("file_encrypted", "パスワード") from error
        raise Unusable("file_damaged", f"ブックの内容を読み取れません（{type(error).__name__}）") from error


def _cells(book: Any, sheet: Any) -> list[Cell]:
    merges = {
        (top, left): merged_range(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells
    }
    hidden_rows = {row for row, info in sheet.rowinfo_map.items() if info.hidden}
    hidden_columns = {column for column, info in sheet.colinfo_map.items() if info.hidden}
    cells = {}
    for row in range(sheet.nrows):
        for column, raw in enumerate(sheet.row(row)):
            text, kind = _shown(book, raw)
            text, struck = _parts(book, raw, text, sheet.rich_text_runlist_map.get((row, column), []))
            fill = _fill(book, raw.xf_index)
            if text or struck or fill:
                stored = repr(raw.value) if kind == "number" else ""
                cells[row, column] = Cell(row + 1, column + 1, text, kind, fill, struck=struck, stored=stored)
    for (row, column), note in sheet.cell_note_map.items():
        cells[row, column] = cells.get((row, column), Cell(row + 1, column + 1, ""))._replace(
            comment=visible(note.text)
        )
    return [
        cell._replace(
            merged=merges.get(place, ""),
            hidden=bool(sheet.visibility) or place[0] in hidden_rows or place[1] in hidden_columns,
        )
        for place, cell in sorted(cells.items())
    ]


def _shown(book: Any, raw: Any) -> tuple[str, str]:
    if raw.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(raw.value, "#N/A"), "error"
    if raw.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if raw.value else "FALSE", "boolean"
    if raw.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        key = book.xf_list[raw.xf_index].format_key
        return shown(raw.value, BUILTIN.get(key) or book.format_map[key].format_str, bool(book.datemode))
    return visible(str(raw.value)), "text"


def _parts(book: Any, raw: Any, text: str, runs: list[tuple[int, int]]) -> tuple[str, str]:
    """The kept and the struck-out text; the font changes at the offsets of the cell's runs."""
    cell_struck = bool(book.font_list[book.xf_list[raw.xf_index].font_index].struck_out)
    if raw.ctype != xlrd.XL_CELL_TEXT or not runs:
        return ("", text) if cell_struck else (text, "")
    value = str(raw.value)
    starts = [(0, cell_struck), *((offset, bool(book.font_list[font].struck_out)) for offset, font in runs)]
    ends = [offset for offset, _ in starts[1:]] + [len(value)]
    kept = "".join(value[start:end] for (start, struck), end in zip(starts, ends, strict=True) if not struck)
    removed = "".join(value[start:end] for (start, struck), end in zip(starts, ends, strict=True) if struck)
    return visible(kept), visible(removed)


def _fill(book: Any, style: int) -> str:
    background = book.xf_list[style].background
    pattern = colours.pattern(background.fill_pattern)
    return colours.fill(
        pattern, _rgb(book, background.pattern_colour_index), _rgb(book, background.background_colour_index)
    )


def _rgb(book: Any, index: int) -> str:
    """A colour of the book's palette; the system's colours (from 64 on) have no entry there."""
    colour = book.colour_map.get(index)
    return "".join(f"{channel:02X}" for channel in colour) if colour else colours.indexed(index)
