"""The reader of .xlsx against two that others wrote, cell by cell, on every workbook that the tests make.

openpyxl has values, number formats, fills, strikes and merges; python-calamine has values only. Where they differ from Excel, and this
reader does not, the case is in test_read and not here.
"""

import datetime as dt
import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font, PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from torikumi.workbooks.formats import parse
from torikumi.workbooks.plan_folder import SAMPLE, write_plan_folder

from tests.conftest import Built
from tests.corpus import GOOD_ROWS, merges, row, workbook
from tests.differential import agree
from tests.plans import small_plan


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
