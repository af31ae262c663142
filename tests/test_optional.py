"""What a city does not have is neither asked for nor spoken of: indicators, percentages and points of grades, 初期値, sheets of 計画.xlsx."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from torikumi.schemas.plan import SETTINGS

from tests.formula import evaluate
from tests.plans import Content, edit, findings, small_plan, table, torikumi

_SIGNS = {"A": "◎", "B": "○", "C": "△", "D": "×"}


def _signs(limits: bool = False) -> Content:
    """A plan of ◎○△× without points, with or without percentages."""
    content = Content()
    for row in content.grades:
        row |= {"評価": _SIGNS[row["評価"]], "回答での表記": "", "点数": ""} | ({} if limits else {"下限（％）": ""})
    content.initiatives[0]["R2実績"] = "12件"
    for row in content.initiatives:
        row["R2評価"] = _SIGNS[row["R2評価"].translate(str.maketrans("ＡＢＣＤ", "ABCD"))]
    return content


def _without_indicators(folder: Path, how: str) -> Path:
    """The folder without 成果指標.xlsx, or with one that has no rows, or nothing at all."""
    path = folder / "成果指標.xlsx"
    if how == "no file":
        path.unlink()
        return folder
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    sheet.delete_rows(2 if how == "no rows" else 1, sheet.max_row)
    book.save(path)
    return folder


def _texts(book: Path) -> Iterator[str]:
    """Every text, header, formula and sheet name of a workbook."""
    for sheet in openpyxl.load_workbook(book).worksheets:
        yield sheet.title
        yield from (str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None)


def _books(folder: Path) -> dict[str, Path]:
    return {path.stem.split("_")[1]: path for path in (folder / "output").glob("*.xlsx")}


def _sheet(folder: Path, name: str) -> list[list[Any]]:
    """The rows of a sheet of the committee's workbook, without blank cells and rows."""
    sheet = openpyxl.load_workbook(_books(folder)["推進状況報告書"], data_only=True)[name]
    rows = [[value for value in row if value not in (None, "")] for row in sheet.iter_rows(values_only=True)]
    return [row for row in rows if row]


@pytest.mark.parametrize("how", ["no file", "no rows", "empty"])
def test_without_indicators_nothing_is_said_of_them(tmp_path: Path, how: str) -> None:
    """No table, no chart, no word: on the terminal, in both workbooks, in the CSV, in explain."""
    folder = _without_indicators(small_plan(tmp_path / "plan"), how)
    run = torikumi("build", folder)
    assert run.code == 0, run.err
    said = [run.out, *(torikumi("explain", folder, scope).out for scope in ("合計", "目標1", "1-1-1-1"))]
    said += (folder / "output" / "令和2年度_取組推進状況.csv").read_text(encoding="utf-8-sig").splitlines()
    for name, book in _books(folder).items():
        # What the clerk has written in 計画.xlsx is his, and 出典 names it.
        said += [text for text in _texts(book) if name == "推進状況報告書" or "成果指標.xlsx" not in text]
    assert [text for text in said if "指標" in text] == []
    book = openpyxl.load_workbook(_books(folder)["推進状況報告書"])
    assert [len(book[name]._charts) for name in ("目標1", "目標2")] == [0, 0]
    assert [row[0] for row in _sheet(folder, "目標1")] == [
        "目標1　相談",
        "概要",
        "方向性",
        "取組の評価（令和2年度）",
        "区分",
        "取組の数",
    ]
    assert ["区分", "達成率", "内容", "取組数", "構成割合"] in _sheet(folder, "表紙")
    assert ["A", "75％以上", "順調", 3, 0.5] in _sheet(folder, "表紙")


def test_the_cover_counts_the_initiatives_by_formulas(tmp_path: Path) -> None:
    """Where no indicator is graded, the table of the grades counts the initiatives as 総括 does."""
    folder = _without_indicators(small_plan(tmp_path / "plan"), "no file")
    torikumi("build", folder)
    cover = openpyxl.load_workbook(_books(folder)["推進状況報告書"])["表紙"]
    formulas = [str(row[3].value) for row in cover.iter_rows() if row[0].value in ("A", "B", "C", "D", "合計")]
    assert ['一覧_評価,"A"' in formulas[0], formulas[-1].startswith("=SUM(D")] == [True, True]
    assert evaluate("=1+1", {}) == 2


def test_an_indicator_sheet_without_a_heading_is_still_a_fault(plan: Path) -> None:
    """Rows under a heading that nobody knows are not as if there were none."""
    edit(plan / "成果指標.xlsx", "成果指標", {"A1": "い", "C1": "ろ", "G1": "は", "B1": "に"})
    run = torikumi("build", plan)
    assert (run.code, run.err.count("\n")) == (2, 4)
    assert "成果指標.xlsx 成果指標 A1：見出し「成果指標」の列がありません。" in run.err


def test_grades_without_percentages_and_points(tmp_path: Path) -> None:
    """◎○△×: no bands, no other rule, rates without a letter, and nothing is compared with the self grades."""
    folder = small_plan(tmp_path / "plan", _signs())
    run = torikumi("build", folder)
    assert run.code == 0, run.err
    assert "合計 　  6取組　◎   3　○   1　△   1　×   1　総合評価 ◎" in run.out
    assert "成果指標：達成率あり 1、未評価 1" in run.out
    assert "突合：目標と実績の数値を比べられた取組 1件" in run.out
    cover = _sheet(folder, "表紙")
    assert ["区分", "内容", "取組数", "構成割合"] in cover
    assert ["◎", "順調", 3, 0.5] in cover
    assert ["令和2年度の取組を、次の4段階で評価しました。成果指標の達成率は、目標ごとのシートに示します。"] in cover
    assert ["達成率　A/B", 0.75] in _sheet(folder, "目標1")
    assert [row for row in _sheet(folder, "目標1") if row[0] == "評価"] == []
    texts = [text for book in _books(folder).values() for text in _texts(book)]
    helps = {setting.help for setting in SETTINGS}  # which 出典 names as cells of 計画.xlsx
    assert [text for text in texts if ("％以上" in text or "点数" in text) and text not in helps] == []
    pairs = table(_books(folder)["確認結果"], "突合", "番号")
    assert set(pairs[0]) & {"計算上の評価", "突合結果"} == set()
    assert [(row["番号"], row["達成率"]) for row in pairs if row["達成率"]] == [("1-1-1-1", "100.0％")]
    assert [row["種類"] for row in findings(folder) if "自己評価" in row["種類"]] == []
    said = torikumi("explain", folder, "1-1-1-1").out
    assert "■ 達成率" in said and "計算上の評価" not in said
    assert "■ 「点数」で決めた場合" not in torikumi("explain", folder, "合計").out
    assert "■ 成果指標：相談できる市民の割合：75.0％" in torikumi("explain", folder, "目標1").out


def test_percentages_without_points(tmp_path: Path) -> None:
    """点数 is not offered; all else is as with points."""
    folder = small_plan(tmp_path / "plan", _signs(limits=True))
    run = torikumi("build", folder)
    assert run.code == 0, run.err
    assert "成果指標：◎ 1、未評価 1" in run.out
    assert ["◎", "75％以上", "順調", 1, 1] in _sheet(folder, "表紙")
    assert "■ 「点数」で決めた場合" not in torikumi("explain", folder, "合計").out
    assert [row["内容"] for row in findings(folder) if "点数" in row["内容"]] == []


@pytest.mark.parametrize("blank", [("点数",), ("下限（％）",), ("点数", "下限（％）")])
def test_the_rule_of_points_needs_them(tmp_path: Path, blank: tuple[str, ...]) -> None:
    """総合評価の決め方 点数 with blank points is one error at its cell."""
    content = Content()
    content.settings["総合評価の決め方"] = "点数"
    content.grades = [row | dict.fromkeys(blank, "") for row in content.grades]
    run = torikumi("build", small_plan(tmp_path / "plan", content))
    assert (run.code, run.err) == (
        2,
        "計画.xlsx 計画 B11：「点数」は使えません。シート「評価区分」の下限（％）または点数が空欄のためです。"
        "過半 にするか、下限（％）と点数をすべて記入してください。\n",
    )


@pytest.mark.parametrize(("column", "cell"), [("下限（％）", "C3"), ("点数", "E3")])
def test_what_is_partly_blank_is_a_mistake(tmp_path: Path, column: str, cell: str) -> None:
    """One of four grades without it: its cell, and what to do."""
    content = Content()
    content.grades[1][column] = ""
    run = torikumi("build", small_plan(tmp_path / "plan", content))
    assert (run.code, run.err) == (
        2,
        f"計画.xlsx 評価区分 {cell}：「{column}」が空欄ですが、ほかの評価には記入があります。"
        "集計するすべての評価に記入するか、すべて空欄にしてください。\n",
    )


def test_one_grade_without_percentages_is_no_scale(tmp_path: Path) -> None:
    """At least two that are counted."""
    content = Content(grades=[{"評価": "◎", "内容": "順調"}])
    run = torikumi("build", small_plan(tmp_path / "plan", content))
    assert run.err.startswith("計画.xlsx 評価区分 A2：「◎」は使えません。集計する評価を2つ以上、")


def test_without_baselines_nothing_is_said_of_them(tmp_path: Path) -> None:
    """Neither the list nor the indicators have 初期値: no row in データ, no column of an indicator."""
    folder = small_plan(tmp_path / "plan")
    for name in ("取組一覧.xlsx", "成果指標.xlsx"):
        book = openpyxl.load_workbook(folder / name)
        sheet = book.worksheets[0]
        header = next(row for row in sheet.iter_rows() if any("初期値" in str(cell.value) for cell in row))
        sheet.delete_cols(next(cell.column for cell in header if "初期値" in str(cell.value)))
        book.save(folder / name)
    run = torikumi("build", folder)
    assert run.code == 0, run.err
    goal = _sheet(folder, "目標1")
    assert ["年度", "R2", "R3", "R4"] in goal
    assert ["実績　A", 0.375] in goal
    assert ["達成率　A/B", 0.75] in goal
    data = table(_books(folder)["推進状況報告書"], "データ", "種別")
    assert {row["項目"] for row in data} == {"目標", "実績", "達成率", "評価"}


@pytest.mark.parametrize("sheets", [("網掛け",), ("講評",), ("総合評価",), ("網掛け", "講評", "総合評価")])
def test_sheets_of_the_plan_that_are_not_there(plan: Path, sheets: tuple[str, ...]) -> None:
    """網掛け, 講評 and 総合評価 may be absent: the report says nothing of them."""
    book = openpyxl.load_workbook(plan / "計画.xlsx")
    for name in sheets:
        del book[name]
    book.save(plan / "計画.xlsx")
    run = torikumi("build", plan)
    assert run.code == 0, run.err
    texts = list(_texts(_books(plan)["推進状況報告書"]))
    assert any("委員会の講評" in text for text in texts) is ("講評" not in sheets)
    assert any("コロナの影響" in text for text in texts) is ("網掛け" not in sheets)
