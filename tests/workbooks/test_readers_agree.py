"""The reader of .xlsx against two that others wrote, cell by cell, on every workbook that the tests make.

openpyxl has values, number formats, fills, strikes and merges; python-calamine has values only. Where they differ from Excel, and this
reader does not, the case is in test_read and not here.
"""

import datetime as dt
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine
from openpyxl.cell.cell import MergedCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904, to_excel
from torikumi.workbooks.formats import parse
from torikumi.workbooks.formats.colours import fill
from torikumi.workbooks.formats.model import Cell, visible
from torikumi.workbooks.formats.numbers import shown
from torikumi.workbooks.plan_folder import SAMPLE, write_plan_folder

from tests.conftest import Built
from tests.corpus import GOOD_ROWS, merges, row, workbook
from tests.plans import small_plan

_Place = tuple[str, int, int]
_DATES = (dt.datetime, dt.date, dt.time, dt.timedelta)


def fat(formats: int = 1500) -> bytes:
    """A template as cities have them: styles that nobody can count, of which a sheet uses some."""
    book = openpyxl.Workbook()
    sheet = book.active
    for at in range(formats):
        cell = sheet.cell(at // 25 + 1, at % 25 + 1, f"文{at}" if at % 3 else at / 7)
        cell.fill = PatternFill(("solid", "gray125", "lightUp")[at % 3], fgColor=f"{at * 9973 % 0xFFFFFF:06X}")
        cell.font = Font(strike=at % 11 == 0, size=8 + at % 30)
        cell.number_format = f'#,##0.{"0" * (at % 9 + 1)}"件{at}"'
    sheet.merge_cells("Z1:AA3")
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def dated() -> bytes:
    """Dates, times, truth values, errors, percentages and formulas, in a workbook that counts its days from 1904."""
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    sheet.append(
        [dt.date(2020, 11, 5), dt.datetime(2020, 11, 5, 18, 30), dt.time(9, 30), True, "#N/A", 0.703, "=1+2", 0]
    )
    sheet["F1"].number_format, sheet["H1"].number_format = "0.0%", "#,###"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


MADE = {
    "list": lambda: workbook(GOOD_ROWS),
    "merges": lambda: workbook(row(1, "a", "b") + row(2, "c"), after=merges("A1:A2", "B1:C4")),
    "fat": fat,
    "dates": dated,
}


@pytest.mark.parametrize("name", MADE)
def test_made_workbook_reads_as_others_read_it(name: str) -> None:
    """A workbook of the tests' own making."""
    agree(MADE[name]())


@pytest.mark.parametrize("name", MADE)
def test_usual_and_unusual_writing_of_a_workbook_read_alike(name: str) -> None:
    """A remark in each part, which no program writes, changes how the part must be read, and nothing of what is read."""
    usual, unusual = parse(MADE[name]()), parse(_remarked(MADE[name]()))
    assert usual.sheets[0].cells
    assert (unusual.sheets, unusual.remarks) == (usual.sheets, usual.remarks)


@pytest.mark.parametrize(
    "cell", ["<c r='B1'><v>2</v></c>", '<c\nr="B1"><v>2</v></c>', '<c r="B1"  t="n"><v>2</v></c>', "<c><v>2</v></c>"]
)
def test_one_cell_that_is_written_otherwise_is_not_lost(cell: str) -> None:
    """Among cells that are written as usual."""
    contents = parse(workbook(f'<row r="1"><c r="A1"><v>1</v></c>{cell}<c r="C1"><v>3</v></c></row>'))
    assert [(found.column, found.text) for found in contents.sheets[0].cells] == [(1, "1"), (2, "2"), (3, "3")]


def _remarked(data: bytes) -> bytes:
    """A workbook with a remark in each part that has cells, texts or styles."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            ending = re.compile(rb"(</(?:worksheet|sst|styleSheet)>)")
            archive.writestr(
                name, ending.sub(rb"<!-- <c r='A1'><v>9</v></c><si><t>9</t></si> -->\1", source.read(name))
            )
    return target.getvalue()


def test_plan_folders_read_as_others_read_them(tmp_path: Path) -> None:
    """The sample's plan folder with all of its returns, and the small one of the tests."""
    small_plan(tmp_path / "small")
    write_plan_folder(tmp_path / "sample", range(2020, 2021), SAMPLE)
    paths = sorted(tmp_path.rglob("*.xlsx"))
    assert len(paths) > 40
    for path in paths:
        agree(path.read_bytes())


@pytest.mark.parametrize("which", ["committee", "staff"])
def test_our_own_outputs_read_as_others_read_them(sample: Built, which: str) -> None:
    """The workbooks that a build writes: XlsxWriter's, with all that the tool uses of it."""
    agree(getattr(sample, which).read_bytes())


def agree(data: bytes) -> None:
    """Every cell of a workbook is the same to all readers."""
    contents = parse(data)
    assert {remark.code for remark in contents.remarks} <= {"value_hidden", "file_without_cells"}
    ours = {(sheet.name, cell.row, cell.column): cell for sheet in contents.sheets for cell in sheet.cells}
    _agree_with_openpyxl(ours, data)
    _agree_with_calamine(ours, data)


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
            if cell.fill.fgColor.type == "rgb" and (own.text or own.fill):
                assert own.fill == _filled(cell.fill), place
        spans = {(sheet.title, span.min_row, span.min_col): str(span) for span in sheet.merged_cells.ranges}
        merged = {place: cell.merged for place, cell in ours.items() if place[0] == sheet.title and cell.merged}
        assert merged == {place: span for place, span in spans.items() if place in ours}
    lost = [place for place, cell in ours.items() if cell.text and place[1] > book[place[0]].max_row]
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
        text = shown(number, cell.number_format, epoch == CALENDAR_MAC_1904).text
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
