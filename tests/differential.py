"""Our reader against two that others wrote, cell by cell: openpyxl (.xlsx: values, number formats, fills, strikes, merges) and
python-calamine (.xlsx, .xlsb, .xls, .ods: values only).

Every workbook that a test of the readers makes goes through `differences` (the fixture `held_against_others`). Where the others differ
from Excel or refuse the workbook, the test is named in `KNOWN`, with the reason.
"""

import datetime as dt
import io
from collections.abc import Callable, Mapping
from typing import Any

import openpyxl
import python_calamine
from openpyxl.cell.cell import MergedCell
from openpyxl.styles import GradientFill, PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904, to_excel
from torikumi.workbooks.formats import parse
from torikumi.workbooks.formats.colours import fill
from torikumi.workbooks.formats.model import Cell, Contents, Unusable, visible
from torikumi.workbooks.formats.number_codes import BUILTIN
from torikumi.workbooks.formats.numbers import shown

_Place = tuple[str, int, int]
_DATES = (dt.datetime, dt.date, dt.time, dt.timedelta)


# Tests whose workbooks another reader reads otherwise, or not at all: which reader (all: *), and why.
KNOWN: Mapping[str, tuple[str, str]] = {
    # openpyxl
    "test_fill_is_what_is_seen": ("openpyxl", "has no one colour of a gradient"),
    "test_strict_ooxml_gives_its_cells_and_fills": ("openpyxl", "finds no sheets in Strict"),
    "test_style_that_is_not_there_is_no_style": ("openpyxl", "refuses a workbook for one style"),
    "test_time_of_saving_is_the_documents_own": ("openpyxl", "refuses a workbook for a month 13 in its properties"),
    "test_part_that_its_package_spells_otherwise": ("*", "compare names of parts by their letters"),
    "test_sheet_under_a_name_that_is_written_otherwise": ("*", "compare names of parts by their letters"),
    "test_strings_that_are_named_and_absent_are_said": ("*", "refuse a workbook without its strings"),
    "test_part_in_an_encoding_that_it_does_not_declare": ("*", "believe what is declared, or read UTF-8 only"),
    "test_part_in_no_encoding_at_all_is_damaged": ("*", "refuse a workbook for one damaged sheet"),
    "test_part_that_a_careless_program_wrote": ("*", "refuse one or another of them"),
    "test_strings_with_characters_that_are_none": ("*", "refuse control characters, or keep them"),
    "test_package_without_a_table_of_contents": ("openpyxl", "refuses it"),
    "test_number_that_is_none": ("openpyxl", "refuses it, or takes it for a number as Python does"),
    "test_workbook_under_excels_default_password_is_opened": ("*", "open nothing that is encrypted"),
    "test_cell_struck_out_as_a_whole_has_no_text": ("openpyxl", "joins the parts of a text that have fonts of their own"),
    "test_numbers_are_shown_by_their_format": ("openpyxl", "gives a date in ISO 8601 no date format"),
    "test_blank_cell_with_a_link_is_blank": ("openpyxl", "takes the target of a link for a text"),
    "test_address_that_comes_twice_is_named": ("*", "let the second of two cells count without a word"),
    # python-calamine
    "test_strings_that_an_xlsb_names_and_lacks": ("python-calamine", "refuses a workbook without its strings"),
    "test_cell_that_comes_twice_in_an_xlsb": ("python-calamine", "lets the last of two cells count without a word"),
    "test_escapes_line_breaks_and_trailing_blanks": ("python-calamine", "reads an escaped escape twice"),
    "test_sheetjs[xlsb]": ("python-calamine", "drops the cells that say no column, as SheetJS writes them"),
    "test_cells_that_follow_one_another_without_a_column": ("python-calamine", "drops the cells that say no column"),
    "test_damaged_sheet_of_an_xlsb_costs_only_itself": ("python-calamine", "aborts"),
    "test_ods_gives_what_its_cells_show": ("python-calamine", "drops the texts of cells that name no type"),
    "test_ods_style_of_another_family_is_another_style": ("python-calamine", "drops the texts of cells that name no type"),
    "test_ods_tables_that_are_no_sheets": ("python-calamine", "drops the texts of cells that name no type"),
    "test_table_within_a_shape_of_an_ods": ("python-calamine", "drops the texts of cells that name no type"),
    "test_ods_with_a_document_type": ("python-calamine", "drops the texts of cells that name no type"),
    "test_escape_in_a_text_file_is_text": ("python-calamine", "drops the texts of cells that name no type"),
    "test_list_and_heading_in_a_cell_of_an_ods": ("python-calamine", "drops the texts of cells that name no type"),
    "test_ods_without_mimetype": ("python-calamine", "tells an .ods by its mimetype"),
    "test_sheetjs[ods]": ("python-calamine", "tells an .ods by its mimetype"),
    "test_old_workbook_whatever_the_case_of_its_stream": ("python-calamine", "compares streams by their letters"),
}  # fmt: skip
_BY_OPENPYXL = ("xlsx", "xlsm", "strict xlsx")
_BY_CALAMINE = (*_BY_OPENPYXL, "xlsb", "xls", "ods")


def differences(data: bytes, contents: Contents) -> dict[str, str]:
    """By the name of each reader that gives something else than `contents`, or refuses the workbook: what and where."""
    ours = {(sheet.name, cell.row, cell.column): cell for sheet in contents.sheets for cell in sheet.cells}
    readers: dict[str, Callable[[dict[_Place, Cell], bytes], None]] = {}
    if contents.format in _BY_OPENPYXL:
        readers["openpyxl"] = _agree_with_openpyxl
    if contents.format in _BY_CALAMINE and (contents.format != "xls" or data.startswith(b"\xd0\xcf")):
        readers["python-calamine"] = _agree_with_calamine  # it knows no .xls without a container
    found = {}
    for name, agrees in readers.items():
        try:
            agrees(ours, data)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # a panic of Rust is no Exception
            found[name] = f"{type(error).__name__}: {error}"
    return found


def unexplained(test: str, data: bytes) -> dict[str, str]:
    """The differences on a workbook of a test (its name, or its name and format) that `KNOWN` does not explain; none where it is refused."""
    try:
        contents = parse(data)
    except Unusable:
        return {}
    reader, _ = KNOWN.get(f"{test}[{contents.format}]") or KNOWN.get(test) or ("", "")
    return {name: found for name, found in differences(data, contents).items() if reader not in (name, "*")}


def agree(data: bytes) -> None:
    """Every cell of a workbook is the same to all readers."""
    contents = parse(data)
    assert {remark.code for remark in contents.remarks} <= {"value_hidden", "file_without_cells"}
    assert differences(data, contents) == {}


def _agree_with_openpyxl(ours: dict[_Place, Cell], data: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    under_merges: set[_Place] = set()
    for sheet in book:
        for cell in (cell for cells in sheet.iter_rows() for cell in cells):
            place = (sheet.title, cell.row, cell.column)
            if isinstance(cell, MergedCell):
                under_merges.add(place)  # it drops what stands there
                continue
            own = ours.get(place, Cell(*place[1:], ""))
            assert _seen(own) == _seen_by_openpyxl(own, cell, book.epoch), place
            assert not isinstance(cell.fill, GradientFill), place
            if cell.fill.fgColor.type == "rgb" and (own.text or own.fill):
                assert own.fill == _filled(cell.fill), place
        ranges = [span for span in sheet.merged_cells.ranges if span.size != {"rows": 1, "columns": 1}]
        spans = {(sheet.title, span.min_row, span.min_col): str(span) for span in ranges}
        merged = {place: cell.merged for place, cell in ours.items() if place[0] == sheet.title and cell.merged}
        assert merged == {place: span for place, span in spans.items() if place in ours}
    last = {sheet.title: sheet.max_row for sheet in book}
    lost = [place for place, cell in ours.items() if cell.text and place[1] > last[place[0]]]
    assert lost == []


def _seen(cell: Cell) -> tuple[str, str]:
    """Text and struck-out text; a formula without a value is a blank to the others."""
    return ("", "") if cell.kind == "formula" else (cell.text, cell.struck)


def _seen_by_openpyxl(own: Cell, cell: Any, epoch: dt.datetime) -> tuple[str, str]:
    value = cell.value
    if value is None:
        text = ""
    elif isinstance(value, bool):
        text = str(value).upper()
    elif isinstance(value, str):
        text = visible(value)
    else:
        number = to_excel(value, epoch) if isinstance(value, _DATES) else value
        code = BUILTIN.get(cell._style.numFmtId, cell.number_format)  # its 14 is American
        text = shown(number, code, epoch == CALENDAR_MAC_1904).text
    if cell.font.strike:
        return "", text
    if own.struck and sorted(own.text + own.struck) == sorted(text):
        return own.text, own.struck  # it joins what is struck out with the rest
    return text, ""


def _filled(theirs: PatternFill) -> str:
    return fill(
        theirs.patternType or "",
        theirs.fgColor.rgb[-6:],
        theirs.bgColor.rgb[-6:] if theirs.bgColor.type == "rgb" else "FFFFFF",
    )


def _agree_with_calamine(ours: dict[_Place, Cell], data: bytes) -> None:
    book = python_calamine.load_workbook(io.BytesIO(data))
    theirs: dict[_Place, object] = {
        (name, line, column): value
        for name in book.sheet_names
        for line, values in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False), 1)
        for column, value in enumerate(values, 1)
        if value != ""
    }
    texts = {place: cell for place, cell in ours.items() if (cell.text or cell.struck) and cell.kind != "formula"}
    for place in texts.keys() | theirs.keys():
        own, value = ours.get(place, Cell(*place[1:], "")), theirs.get(place, "")
        if isinstance(value, float) and own.stored:
            assert float(own.stored) == value, place
        elif isinstance(value, str) and own.kind != "error":
            assert visible(value) == own.text or sorted(visible(value)) == sorted(own.text + own.struck), place
