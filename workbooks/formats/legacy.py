"""The binary .xls (Excel 2.1 to 2003) -> cells: the one module that knows xlrd, which alone also gives shading and struck-out text."""

import io
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

import xlrd
from torikumi.workbooks.formats import colours, encrypted
from torikumi.workbooks.formats.grid import Grid
from torikumi.workbooks.formats.model import Cell, Contents, Remark, Sheet, Unusable, plain, stored_number
from torikumi.workbooks.formats.number_codes import BUILTIN, hides_text
from torikumi.workbooks.formats.numbers import shown

# BIFF5 to 8; before, a file is one sheet, or all its sheets stand within the stream of the book.
_SHEETS_APART = 50
_UNICODE = 80
# A sheet of macros (MS-XLS 2.4.28) is passed over, and named; charts and modules hold no cells.
_MACRO_SHEET = "Macro sheet"


class _Style(NamedTuple):
    code: str
    fill: str
    struck: bool


_PLAIN = _Style("General", "", False)


def read(data: bytes) -> Contents:
    """Cells of all worksheets; a formula is its stored value. Raises Unusable (file_encrypted, file_damaged, file_too_large).

    A damaged sheet costs only itself (sheet_damaged), a style that is not there only its look (looks_unread); faults in the chain of
    sectors are stepped over (file_mended). What Excel encrypts under its default password is opened.
    """
    try:
        return _read(data)
    except _Encrypted:
        return _read(encrypted.opened(data))


class _Encrypted(Unusable):
    """Raised for a book that is encrypted; once it is opened, no part of it may be."""


def _read(data: bytes) -> Contents:
    log = io.StringIO()
    remarks: list[Remark] = []
    try:
        book = _opened(data, log, remarks)
        sheets = _sheets(book, remarks)
    except (MemoryError, Unusable):
        raise
    # xlrd raises its own XLRDError for what it checks, and AssertionError, struct.error, IndexError, … for what it does not.
    except Exception as error:
        if "encrypted" in str(error):
            raise _Encrypted("file_encrypted", "パスワード") from error
        raise _damaged(error) from error
    return Contents("xls", sheets, remarks=[*remarks, *_passed_over(log.getvalue())])


def _damaged(error: Exception) -> Unusable:
    return Unusable("file_damaged", f"ブックの内容を読み取れません（{type(error).__name__}）")


def _opened(data: bytes, log: io.StringIO, remarks: list[Remark]) -> Any:
    """The book, with its looks and without faults where that goes; else what still goes of it, and a remark."""
    ways: tuple[tuple[dict[str, bool], tuple[str, ...]], ...] = (
        ({"formatting_info": True}, ()),
        ({"formatting_info": True, "ignore_workbook_corruption": True}, ("file_mended",)),
        ({"formatting_info": False}, ("looks_unread",)),
        ({"formatting_info": False, "ignore_workbook_corruption": True}, ("file_mended", "looks_unread")),
    )
    first: Exception | None = None
    for options, codes in ways:
        try:
            book = _book(data, log, options)
        except MemoryError:
            raise
        except Exception as error:
            if "encrypted" in str(error):
                raise
            first = first or error
        else:
            remarks += [Remark(code) for code in codes]
            return book
    raise first or AssertionError("no way was tried")


def _book(data: bytes, log: io.StringIO, options: dict[str, bool]) -> Any:
    log.seek(0)
    log.truncate()
    given = {"file_contents": data, "ragged_rows": True, "on_demand": True, "logfile": log, "verbosity": 1, **options}
    book = xlrd.open_workbook(**given)
    if book.biff_version < _UNICODE and book.codepage is None:
        # A Japanese Excel 5.0 that does not say so.
        book = xlrd.open_workbook(encoding_override="cp932", **given)
    # The type of a number whose style is not there.
    book._xf_index_to_xl_type_map = defaultdict(lambda: xlrd.XL_CELL_NUMBER, book._xf_index_to_xl_type_map)
    return book


def _sheets(book: Any, remarks: list[Remark]) -> list[Sheet]:
    """The sheets that can be read; the others are named. Raises the exception of the first where none can."""
    styles = list(_styles(book))
    sheets, failed = [], None
    for number, name in enumerate(book.sheet_names()):
        try:
            grid = _grid(book, book.sheet_by_index(number), styles)
        except (MemoryError, Unusable):
            raise
        except Exception as error:
            failed = failed or error
            remarks.append(Remark("sheet_damaged", found=name, sheet=name))
            continue
        finally:
            if book.biff_version >= _SHEETS_APART:
                book.unload_sheet(number)
        sheets.append(grid.sheet())
        remarks += grid.remarks
    if failed and not sheets:
        raise failed
    return sheets


def _passed_over(log: str) -> Iterator[Remark]:
    """The sheets of macros, which xlrd only mentions."""
    for line in log.splitlines():
        name, mark, kind = line.partition("non-worksheet data named ")[2].rpartition(" (type ")
        if mark and _MACRO_SHEET in kind:
            title = name[1:-1]
            yield Remark("macro_sheet", found=title, sheet=title)


def _styles(book: Any) -> Iterator[_Style | None]:
    """What of each cell style concerns a reader; None for one that cannot be understood."""
    for style in book.xf_list if book.formatting_info else ():
        try:
            code = BUILTIN.get(style.format_key) or book.format_map[style.format_key].format_str
            yield _Style(code, _fill(book, style.background), bool(book.font_list[style.font_index].struck_out))
        except (KeyError, IndexError, AttributeError):
            yield None


def _grid(book: Any, sheet: Any, styles: list[_Style | None]) -> Grid:
    grid = Grid(sheet.name, bool(sheet.visibility))
    hidden_rows = {row for row, info in sheet.rowinfo_map.items() if info.hidden}
    for row in range(sheet.nrows):
        for column, raw in enumerate(sheet.row(row)):
            style = styles[raw.xf_index] if raw.xf_index is not None and raw.xf_index < len(styles) else None
            if style is None and styles:
                grid.remark_once("looks_unread")
            runs = sheet.rich_text_runlist_map.get((row, column), [])
            cell, unseen = _cell(book, raw, style or _PLAIN, runs)
            grid.add(cell._replace(row=row + 1, column=column + 1, hidden=row in hidden_rows), unseen)
    for (row, column), note in sheet.cell_note_map.items():
        grid.comment(row + 1, column + 1, plain(note.text))
    for top, bottom, left, right in sheet.merged_cells:
        grid.merge(top + 1, left + 1, bottom, right)
    for column, info in sheet.colinfo_map.items():
        if info.hidden:
            grid.hide_columns(column + 1, column + 1)
    return grid


def _cell(book: Any, raw: Any, style: _Style, runs: list[tuple[int, int]]) -> tuple[Cell, bool]:
    """A cell still without a place, and whether its number format hides it."""
    if raw.ctype == xlrd.XL_CELL_TEXT and isinstance(raw.value, str):
        text, struck = _parts(book, raw.value, style.struck, runs)
        return Cell(0, 0, text, fill=style.fill, struck=struck), bool(text) and hides_text(style.code)
    text, kind, unseen = _shown(book, raw, style.code)
    stored = stored_number(raw.value) if kind == "number" else ""
    text, struck = ("", text) if style.struck else (text, "")
    return Cell(0, 0, text, kind, style.fill, struck=struck, stored=stored), unseen


def _shown(book: Any, raw: Any, code: str) -> tuple[str, str, bool]:
    if raw.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(raw.value, "#N/A"), "error", False
    if raw.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if raw.value else "FALSE", "boolean", False
    if isinstance(raw.value, float):
        return shown(raw.value, code, bool(book.datemode))
    return plain(str(raw.value)), "text", False


def _parts(book: Any, value: str, cell_struck: bool, runs: list[tuple[int, int]]) -> tuple[str, str]:
    """The kept and the struck-out text; the font changes at the offsets of the cell's runs."""
    starts = [(0, cell_struck), *((offset, _struck(book, font)) for offset, font in runs)]
    ends = [offset for offset, _ in starts[1:]] + [len(value)]
    pieces = [(value[start:end], struck) for (start, struck), end in zip(starts, ends, strict=True)]
    kept, removed = ("".join(text for text, struck in pieces if struck is off) for off in (False, True))
    return plain(kept), plain(removed)


def _struck(book: Any, font: int) -> bool:
    return font < len(book.font_list) and bool(book.font_list[font].struck_out)


def _fill(book: Any, background: Any) -> str:
    pattern = colours.pattern(background.fill_pattern)
    return colours.fill(
        pattern, _rgb(book, background.pattern_colour_index), _rgb(book, background.background_colour_index)
    )


def _rgb(book: Any, index: int) -> str:
    """A colour of the book's palette; the system's colours (from 64 on) have no entry there."""
    colour = book.colour_map.get(index)
    return "".join(f"{channel:02X}" for channel in colour) if colour else colours.indexed(index)
