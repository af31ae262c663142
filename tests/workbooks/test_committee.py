"""The committee's workbook as a whole: draft and final, its face, and that a correction by hand flows through."""

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Built
from tests.plans import edit, torikumi
from tests.workbooks.office import load, needs_office, saved_again

BOOK = "令和2年度_推進状況報告書.xlsx"
SHEETS = [
    "表紙",
    "目標1",
    "目標2",
    "目標3",
    "目標4",
    "目標5",
    "取組推進状況一覧",
    "各取組の総括",
    "データ",
    "データ定義",
]
PRINTED = SHEETS[:8]


@pytest.fixture(scope="module")
def book(sample: Built) -> Any:
    return load(sample.committee)


def _texts(book: Any, sheet: str) -> list[str]:
    return [str(cell.value) for row in book[sheet].iter_rows() for cell in row if cell.value is not None]


def _final(plan: Path) -> Path:
    """The plan set to 確定."""
    sheet = load(plan / "計画.xlsx")["計画"]
    row = next(row[0].row for row in sheet.iter_rows() if row[0].value == "状態")
    edit(plan / "計画.xlsx", "計画", {f"B{row}": "確定"})
    return plan


def test_sheets_stand_in_the_order_of_the_report(book: Any) -> None:
    """表紙 first, データ and データ定義 last; the file opens at A1 of the first sheet."""
    assert book.sheetnames == SHEETS
    assert book.active.title == "表紙"
    assert all(sheet.sheet_view.selection[-1].activeCell == "A1" or sheet.freeze_panes for sheet in book)
    assert [sheet.title for sheet in book if sheet.sheet_view.tabSelected] == ["表紙"]


def test_title_and_author_are_set_and_no_time_is(book: Any) -> None:
    """The properties name the report and the division; the time is a fixed one."""
    properties = book.properties
    assert (properties.title, properties.creator) == (
        "鎌倉市地域福祉計画 令和2年度推進状況報告書",
        "鎌倉市 健康福祉部　福祉総務課",
    )
    assert properties.created == dt.datetime(2000, 1, 1)


def test_only_the_cover_has_merged_cells(book: Any) -> None:
    """Elsewhere a text that is wider than its column runs on in rows."""
    assert {sheet.title for sheet in book if sheet.merged_cells.ranges} == {"表紙"}


def test_printed_sheets_have_print_areas_and_page_numbers(book: Any) -> None:
    """Each has its area and the number of the page; no sheet begins to count anew."""
    for title in PRINTED:
        sheet = book[title]
        assert sheet.print_area
        assert "&P" in sheet.oddFooter.center.text
        assert not sheet.page_setup.useFirstPageNumber


def test_no_sheet_hides_anything(book: Any) -> None:
    """No hidden sheet, row or column."""
    for sheet in book:
        assert sheet.sheet_state == "visible"
        assert not any(row.hidden for row in sheet.row_dimensions.values())
        assert not any(column.hidden for column in sheet.column_dimensions.values())


def test_the_cover_has_the_four_sections_and_placeholders_while_a_draft(book: Any) -> None:
    """Sections 1 to 4 as in the report; what the committee has not said yet is a placeholder."""
    texts = _texts(book, "表紙")
    assert [text for text in texts if text[0] in "１２３４"] == [
        "１　進捗管理・評価",
        "２　進捗状況・評価の結果",
        "３　委員会の講評",
        "４　総括",
    ]
    assert texts.count("（委員会の開催後に記入します。）") == 2
    assert "取組203件の評価は、A 100、B 69、C 19、D 15、総合評価は B です（「各取組の総括」）。" in texts


def test_a_draft_says_so_on_the_cover_and_on_every_page(book: Any) -> None:
    """（案） stands on the cover, and a grey 案 in the header of each printed sheet."""
    assert "（案）" in _texts(book, "表紙")
    assert {book[title].oddHeader.right.text for title in PRINTED} == {"案"}


def test_a_final_report_has_no_mark_of_a_draft(plan: Path) -> None:
    """状態 確定 takes away （案） and the header."""
    assert torikumi("build", _final(plan)).code == 0
    book = load(plan / "output" / BOOK)
    assert "（案）" not in _texts(book, "表紙")
    assert {sheet.oddHeader.right.text for sheet in book} == {None}


def test_a_final_report_is_refused_while_errors_are_open(plan: Path) -> None:
    """確定 with a missing return: exit 2 and one sentence, nothing written; --force writes it and says so on the cover."""
    (_final(plan) / "inbox" / "防災課.xlsx").unlink()
    run = torikumi("build", plan)
    assert (run.code, run.out, run.err.count("\n")) == (2, "", 1)
    assert run.err.startswith("要修正の確認事項が")
    assert "--force" in run.err
    assert list((plan / "output").iterdir()) == []
    assert torikumi("build", plan, "--force").code == 1
    texts = _texts(load(plan / "output" / BOOK), "表紙")
    assert (
        len(
            [
                text
                for text in texts
                if text.startswith("要修正の確認事項が") and text.endswith("件残ったまま確定しています。")
            ]
        )
        == 1
    )


def test_equal_inputs_give_equal_bytes(small: Built, tmp_path: Path) -> None:
    """A second build writes the same bytes."""
    torikumi("build", small.folder, "--output", tmp_path)
    assert (tmp_path / BOOK).read_bytes() == (small.folder / "output" / BOOK).read_bytes()


@needs_office
def test_a_grade_that_is_changed_by_hand_changes_counts_and_the_overall_grade(sample: Built, tmp_path: Path) -> None:
    """Two B of goal 4 made A in Excel: 53 A, 102 in all, and the total reaches A; the indicators' counts follow an actual that is typed in."""
    path = tmp_path / "changed.xlsx"
    shutil.copyfile(sample.committee, path)
    book = load(path)
    graded = [
        row
        for row in book["取組推進状況一覧"].iter_rows(min_row=3)
        if row[0].value.startswith("4-") and row[12].value == "B"
    ]
    for row in graded[:2]:
        row[12].value = "A"
    sheet = book["目標1"]
    actual = next(row[0].row for row in sheet.iter_rows() if row[0].value == "実績　A")
    sheet.cell(actual, 3).value = 0.28
    book.save(path)
    changed = load(saved_again(path, tmp_path), data_only=True)
    totals = [
        [cell.value for cell in row][4:8] + [row[13].value]
        for row in changed["各取組の総括"].iter_rows(min_row=8, max_row=10)
    ]
    assert totals == [[53, 32, 13, 10, "B"], [20, 15, 1, 1, "A"], [102, 67, 19, 15, "A"]]
    assert changed["目標1"].cell(actual + 3, 3).value == "B"
    counts = {
        row[0].value: row[3].value
        for row in changed["表紙"].iter_rows()
        if row[0].value in ("A", "B", "C", "D", "未評価")
    }
    assert counts == {"A": 1, "B": 2, "C": 0, "D": 0, "未評価": 11}


def test_a_definition_of_two_lines_has_a_row_of_two_lines(book: Any) -> None:
    """No meaning in データ定義 is cut off: that of 文字コード is longer than its column."""
    sheet = book["データ定義"]
    row = next(row[0].row for row in sheet.iter_rows() if row[1].value == "文字コード")
    assert sheet.row_dimensions[row].height == 22.5
