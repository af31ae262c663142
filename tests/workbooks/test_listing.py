"""取組推進状況一覧 as a sheet: how it prints, what it shows on screen, and what is a value behind what is shown."""

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Built
from tests.plans import Content, small_plan, torikumi
from tests.workbooks.office import load
from tests.workbooks.test_pdf import SENTENCE, long_plan

SHEET, BOOK = "取組推進状況一覧", "令和2年度_推進状況報告書.xlsx"


@pytest.fixture(scope="module")
def sheet(sample: Built) -> Any:
    return load(sample.committee)[SHEET]


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook of 30 rows with one very long cell."""
    folder = long_plan(tmp_path_factory.mktemp("long") / "plan")
    assert torikumi("build", folder).code == 0
    return folder / "output" / BOOK


def test_it_prints_as_facing_a4_pages(sheet: Any) -> None:
    """A to E left and F to M right, over then down, with title and header on each page."""
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation, sheet.page_setup.pageOrder) == (
        9,
        "landscape",
        "overThenDown",
    )
    assert [mark.id for mark in sheet.col_breaks.brk] == [5]
    assert sheet.print_title_rows == "$1:$2"
    assert sheet.print_area == f"'{SHEET}'!$A$1:$M$205"
    assert sheet["F1"].value == "※評価の網掛けと※は、新型コロナウイルス感染症の影響により当初の目標に届かなかったもの"


def test_each_goal_begins_a_page(sheet: Any) -> None:
    """A page break stands before the first initiative of the goals 2 to 5, and nowhere else."""
    breaks = [mark.id for mark in sheet.row_breaks.brk]
    assert breaks == [19, 35, 60, 168]
    assert [sheet.cell(row + 1, 1).value for row in breaks] == ["2-1-1-1", "3-1-1-1", "4-1-1-1", "5-1-1-1"]


def test_it_is_frozen_and_filtered_below_the_header(sheet: Any) -> None:
    """Header, number and name stay; the filter covers the flag beside the printed columns too."""
    assert sheet.freeze_panes == "C3"
    assert sheet.auto_filter.ref == "A2:O205"


def test_rows_are_outlined_by_policy(sheet: Any) -> None:
    """Folded away, the first initiative of each of the 10 施策 stays; the marks stand above."""
    shown = [sheet.cell(row, 1).value for row in range(3, 206) if not sheet.row_dimensions[row].outlineLevel]
    assert shown == [
        f"{policy}-1-1" for policy in ("1-1", "1-2", "2-1", "3-1", "3-2", "4-1", "4-2", "4-3", "5-1", "5-2")
    ]
    assert not sheet.sheet_properties.outlinePr.summaryBelow


def test_numbers_are_text_and_no_row_is_higher_than_excel_allows(sheet: Any) -> None:
    """`4-1-5-7` is no date, and every row has a set height of at most 409 points."""
    assert all(
        isinstance(sheet.cell(row, 1).value, str) and sheet.cell(row, 1).number_format == "@" for row in range(3, 206)
    )
    assert max(sheet.row_dimensions[row].height for row in range(1, 206)) <= 409


def test_a_shaded_grade_is_filled_and_marked_and_keeps_its_letter(sheet: Any) -> None:
    """The 38 shaded grades show ※ (in black and white, and to a screen reader) while their values stay letters."""
    shaded = [sheet.cell(row, 13) for row in range(3, 206) if sheet.cell(row, 14).value == 1]
    assert len(shaded) == 38
    assert {(cell.number_format, cell.fill.fgColor.rgb, cell.value in "BCD") for cell in shaded} == {
        ('@"※"', "FFD9D9D9", True)
    }
    plain = [sheet.cell(row, 13) for row in range(3, 206) if sheet.cell(row, 14).value == 0]
    assert {(cell.number_format, cell.fill.fill_type) for cell in plain} == {("@", None)}


def test_a_year_without_the_convention_prints_none(tmp_path: Path) -> None:
    """No legend, no ※, no column 網掛け, no name for it, and the counts do without."""
    content = Content(shading={})
    content.initiatives = [row | {"網掛け": ""} for row in content.initiatives]
    folder = small_plan(tmp_path / "plan", content)
    torikumi("build", folder)
    book = load(folder / "output" / BOOK)
    sheet = book[SHEET]
    assert sheet["F1"].value is None
    assert [cell.value for cell in sheet[2]][-2:] == ["R2評価", "集計用"]
    assert sheet.auto_filter.ref == "A2:K8"
    assert sorted(book.defined_names) == ["一覧_取組名", "一覧_目標", "一覧_評価"]
    assert not any("※" in cell.number_format for row in sheet.iter_rows() for cell in row)
    assert not any("網掛け" in str(cell.value) for row in book["各取組の総括"].iter_rows() for cell in row)


def test_a3_prints_both_halves_on_one_page(tmp_path: Path) -> None:
    """With the setting 用紙 A3 there is no vertical break, and the columns fit the paper's width."""
    content = Content()
    content.settings["用紙"] = "A3"
    folder = small_plan(tmp_path / "plan", content)
    torikumi("build", folder)
    sheet = load(folder / "output" / BOOK)[SHEET]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (8, "landscape")
    assert sheet.col_breaks.brk == []
    widths = [
        group.width * (group.max - group.min + 1) for name, group in sheet.column_dimensions.items() if name < "K"
    ]
    assert sum(widths) * 6 * 0.75 <= 1190.55 - 2 * 0.4 * 72


def test_a_long_answer_goes_on_in_rows_that_a_filter_keeps(long: Path) -> None:
    """The rows repeat name, department and grade; the grade shows 続き; the parts joined are the answer."""
    sheet = load(long)[SHEET]
    rows = [row for row in sheet.iter_rows(min_row=3, max_col=10) if str(row[0].value).startswith("1-1-1-5")]
    assert [row[0].value for row in rows] == ["1-1-1-5"] + ["1-1-1-5\n続き"] * (len(rows) - 1)
    assert len(rows) > 8
    assert {(row[1].value, row[3].value, row[9].value) for row in rows} == {("取組その5", "福祉課", "A")}
    assert {row[9].number_format for row in rows[1:]} == {';;;"続き"'}
    assert "".join(row[8].value for row in rows) == SENTENCE * 400
    assert {row[4].value for row in rows[1:]} == {None}
    assert max(sheet.row_dimensions[row[0].row].height for row in rows) <= 409


def test_continuation_rows_are_not_counted_and_not_data(long: Path) -> None:
    """The counts are of 30 initiatives, and データ has each initiative's answer once, whole."""
    values = load(long, data_only=True)
    assert [cell.value for cell in values["各取組の総括"][7]][2:8] == [30, 1, 8, 8, 7, 7]
    assert load(long)["各取組の総括"]["C7"].value == '=COUNTIFS(一覧_目標,">=0")'
    header, *rows = values["データ"].iter_rows(values_only=True)
    item, text = header.index("項目コード"), header.index("原文")
    kind = header.index("種別")
    answers = [row[text] for row in rows if row[item] == "actual" and row[kind] == "取組"]
    assert len(answers) == 30
    assert SENTENCE * 400 in answers
