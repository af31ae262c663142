"""Indicators in the returns, through the command: a 課 fills in what 成果指標.xlsx does not know yet, and contradicts nothing unseen."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.conftest import Built
from tests.plans import findings, table, torikumi, write_return

_HEADER = ("基本目標", "成果指標", "単位", "初期値", "R2目標値", "R2実績")
_TRAINING = ("2", "訓練参加者数", "人", "100人", "120人", "90人")
_KINDS = ("一覧にない成果指標", "回答と異なる成果指標の値", "回答どうしで異なる成果指標の値")


def _add(path: Path, *rows: Sequence[str], header: Sequence[str] = _HEADER) -> Path:
    """Add a sheet 成果指標 to a return; its heading stands in row 2, the rows from row 3 on."""
    book = openpyxl.load_workbook(path) if path.exists() else openpyxl.Workbook()
    sheet = book.create_sheet("成果指標") if path.exists() else book.worksheets[0]
    sheet.title = "成果指標"
    sheet["A1"] = "令和2年度　成果指標の実績"
    for line, row in enumerate([header, *rows], start=2):
        for column, text in enumerate(row, start=1):
            sheet.cell(line, column).value = text or None
    book.save(path)
    return path


def _of(text: str, row: Sequence[str] = _TRAINING) -> tuple[str, ...]:
    return (*row[:-1], text)


def _data(folder: Path, name: str = "訓練参加者数") -> list[tuple[Any, ...]]:
    """Actual, rate and grade of an indicator in データ, with where they are from."""
    rows = table(next((folder / "output").glob("*_推進状況報告書.xlsx")), "データ", "種別")
    fields = ("項目", "原文", "数値", "評価", "出典ファイル", "出典シート", "出典セル")
    return [
        tuple(row[field] for field in fields)
        for row in rows
        if row["名称"] == name and row["年度"] == 2020 and row["項目"] in ("実績", "達成率", "評価")
    ]


def _said(folder: Path) -> list[tuple[Any, ...]]:
    fields = ("区分", "種類", "課", "内容", "ファイル", "シート", "セル")
    return [tuple(row[field] for field in fields) for row in findings(folder) if row["種類"] in _KINDS]


def _status(folder: Path, file: str) -> Mapping[str, Any]:
    book = next((folder / "output").glob("*_確認結果.xlsx"))
    return next(row for row in table(book, "提出状況", "ファイル") if row["ファイル"] == file)


def test_a_blank_actual_is_filled_from_the_return(plan: Path) -> None:
    """The value is graded, printed and traced to the return's cell; the list of the same return is read as ever."""
    _add(plan / "inbox" / "防災課.xlsx", _TRAINING)
    run = torikumi("build", plan)
    assert run.code == 0, run.err
    assert "成果指標：A 2" in run.out
    assert "読み取った行：9行（採用9、差替え0、不採用0）" in run.out
    place = ("防災課.xlsx", "成果指標", "F3")
    assert _data(plan) == [
        ("実績", "90人", 90, "", *place),
        ("達成率", "", 75, "", "", "", ""),
        ("評価", "", "", "A", "", "", ""),
    ]
    sources = table(next((plan / "output").glob("*_確認結果.xlsx")), "出典", "番号")
    assert [row["扱い"] for row in sources if (row["ファイル"], row["シート"], row["セル"]) == place] == ["採用"]
    said = torikumi("explain", plan, "目標2").out
    assert "出典：防災課.xlsx 成果指標!F3「90人」" in said
    assert (_said(plan), [row["内容"] for row in findings(plan) if "シート「成果指標」" in row["内容"]]) == ([], [])
    counts = _status(plan, "防災課.xlsx")
    assert (counts["行数"], counts["採用"], counts["差替え"], counts["不採用"]) == (4, 4, 0, 0)


@pytest.mark.parametrize("text", ["37.5%", "37.5％", " ３７．５％"])
def test_an_equal_actual_is_no_finding(plan: Path, text: str) -> None:
    """37.5％ is 37.5%."""
    row = ("1", "相談できる市民の割合", "％", "40.0%", "50.0%", text)
    _add(plan / "inbox" / "福祉課.xlsx", row)
    assert torikumi("build", plan).code == 0
    assert _said(plan) == []


def test_a_difference_is_asked_about_and_the_sheet_stands(plan: Path) -> None:
    """Actual, target and baseline that differ from 成果指標.xlsx: each is named at its cell, none is taken."""
    row = ("1", "相談できる市民の割合", "%", "41.0%", "55.0%", "38.5%")
    _add(plan / "inbox" / "福祉課.xlsx", row)
    assert torikumi("build", plan).code == 0
    message = "成果指標「相談できる市民の割合」の値が、回答と成果指標.xlsxとで異なります（{}）。成果指標.xlsxの方を使いました。"
    assert _said(plan) == [
        ("要確認", "回答と異なる成果指標の値", "福祉課", message.format(said), "福祉課.xlsx", "成果指標", cell)
        for said, cell in (
            ("初期値：回答は41.0%、成果指標.xlsxは40.0%", "D3"),
            ("R2目標値：回答は55.0%、成果指標.xlsxは50.0%", "E3"),
            ("R2実績：回答は38.5%、成果指標.xlsxは37.5%", "F3"),
        )
    ]
    assert _data(plan, "相談できる市民の割合")[0][:3] == ("実績", "37.5%", 37.5)


def test_a_target_that_the_sheet_does_not_have_is_not_taken(plan: Path) -> None:
    """成果指標.xlsx stays the master: only actuals are filled in."""
    _add(plan / "inbox" / "防災課.xlsx", (*_TRAINING, "130人"), header=(*_HEADER, "R3目標値"))
    assert torikumi("build", plan).code == 0
    assert [row[3] for row in _said(plan)] == [
        "成果指標「訓練参加者数」の値が、回答と成果指標.xlsxとで異なります（R3目標値：回答は130人、成果指標.xlsxは空欄）。"
        "成果指標.xlsxの方を使いました。"
    ]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (("2", "訓練の参加者", "人", "", "", "90人"), "「訓練の参加者」（単位 人、似た名称：訓練参加者数）"),
        (("2", "訓練参加者数", "回", "", "", "90回"), "「訓練参加者数」（単位 回）"),
        (("2", "", "人", "", "", "90人"), "「（空欄）」（単位 人）"),
    ],
)
def test_an_unknown_indicator_is_to_correct(plan: Path, row: Sequence[str], found: str) -> None:
    """Another name, another unit, no name: the row is not accepted, and said."""
    _add(plan / "inbox" / "防災課.xlsx", row)
    assert torikumi("build", plan).code == 1
    assert _said(plan) == [
        (
            "要修正",
            "一覧にない成果指標",
            "防災課",
            f"成果指標{found}は成果指標.xlsxにありません。この行は採用していません。",
            "防災課.xlsx",
            "成果指標",
            "B3",
        )
    ]
    assert _data(plan)[0][:3] == ("実績", "", "")
    assert _status(plan, "防災課.xlsx")["不採用"] == 1


@pytest.mark.parametrize("unit", ["", "人", "千人"])
def test_units_that_count_the_same_are_the_same(plan: Path, unit: str) -> None:
    """A blank unit is the sheet's; 千人 counts 人."""
    _add(plan / "inbox" / "防災課.xlsx", ("", "訓練 参加者数", unit, "", "", "90人"))
    assert torikumi("build", plan).code == 0
    assert _data(plan)[1][2] == 75


def test_a_later_return_supersedes_and_two_departments_are_compared(plan: Path) -> None:
    """Of one 課 the later file counts; of two the first, and both are named; 「削除」 takes back."""
    inbox = plan / "inbox"
    _add(inbox / "防災課_成果指標.xlsx", _of("80人"))
    _add(inbox / "防災課_成果指標2.xlsx", _of("90人"))
    run = torikumi("build", plan)
    assert run.code == 0, run.err
    assert _data(plan)[0][1] == "90人"
    assert (
        _said(plan)[0][3]
        == "成果指標「訓練参加者数」の値が、回答どうしで異なります（R2実績：採用したのは90人、この回答は80人）。"
    )
    assert [_status(plan, f"防災課_成果指標{n}.xlsx")[what] for n, what in (("", "差替え"), ("2", "採用"))] == [1, 1]
    _add(inbox / "福祉課_成果指標.xlsx", _of("70人"))
    _add(inbox / "防災課_成果指標3.xlsx", _of("削除"))
    torikumi("build", plan)
    assert _data(plan)[0][1] == "70人"


def test_indicators_alone_are_no_return_of_the_list(plan: Path) -> None:
    """Who sends only the indicators has still to send the list, and the file is not called one without a list."""
    path = plan / "inbox" / "防災課.xlsx"
    path.unlink()
    _add(path, _TRAINING)
    run = torikumi("build", plan)
    assert (run.code, "未提出の課：防災課" in run.out) == (1, True)
    assert {row["種類"] for row in findings(plan) if row["区分"] == "要修正"} == {"回答がない課"}
    assert _data(plan)[0][1] == "90人"


def test_a_sheet_without_the_years_actual_is_named(plan: Path) -> None:
    """The form of another year: nothing is filled."""
    _add(plan / "inbox" / "防災課.xlsx", _TRAINING, header=(*_HEADER[:-1], "R1実績"))
    assert torikumi("build", plan).code == 1
    assert [row["内容"] for row in findings(plan) if row["区分"] == "要修正"] == ["必要な列「R2実績」がありません。"]


def test_without_such_sheets_nothing_changes(small: Built) -> None:
    """The books of the list alone are as they were."""
    assert "読み取った行：8行（採用8、差替え0、不採用0）" in small.run.out
    assert write_return
