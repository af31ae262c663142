"""Grades that are not counted (評価区分: 集計 しない) through the command: understood, shown, in no share, and not 未評価."""

import csv
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests import second_program
from tests.plans import Content, findings, listed, report_list, small_plan, table, torikumi, write_return
from tests.test_formulas import SOFFICE, _recalculate

UNCOUNTED = [
    {"評価": "対象外", "回答での表記": "－", "内容": "今年度は対象でない", "集計": "しない"},
    {"評価": "事業終了", "下限（％）": "－", "内容": "前年度までに終わった", "点数": "－", "集計": "しない"},
]


def plan_with(folder: Path, answers: dict[str, str], rows: Any = UNCOUNTED, **settings: str) -> Path:
    """The small plan with grades that are not counted, and these answers (number -> grade)."""
    content = Content(settings=Content().settings | settings)
    content.grades += [dict(row) for row in rows]
    for row in content.initiatives:
        row["R2評価"] = answers.get(row["番号"], row["R2評価"])
    return small_plan(folder, content)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A, －, B, blank, 事業終了, A of six; the blank one's 課 has answered a result alone. What the terminal said is in out.txt."""
    answers = {"1-1-1-2": "－", "2-1-1-1": "", "2-1-1-2": "事業終了"}
    folder = plan_with(tmp_path_factory.mktemp("uncounted") / "plan", answers)
    run = torikumi("build", folder)
    assert run.code == 1, run.err
    (folder / "out.txt").write_text(run.out, "utf-8")
    return folder


def report_of(folder: Path) -> Path:
    return next((folder / "output").glob("*報告書.xlsx"))


def totals(path: Path) -> list[list[Any]]:
    """The table of 各取組の総括 with its header row."""
    rows = list(openpyxl.load_workbook(path, data_only=True)["各取組の総括"].iter_rows(values_only=True))
    start = next(line for line, row in enumerate(rows) if row[0] == "目標")
    return [["" if value is None else value for value in row] for row in rows[start : start + 4]]


HEADER = ["目標", "基本目標", "取組数", "構成\n割合", *"ABCD", *"ABCD", "未評価・\n未回答", "対象外", "事業終了", "総合\n評価", *"ABCD"]  # fmt: skip
TOTALS = [
    ["目標1", "相談", 3, 0.5, 1, 1, 0, 0, 0.5, 0.5, 0, 0, 0, 1, 0, "A", 0, 1, 0, 0],
    ["目標2", "防災", 3, 0.5, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, "A", 0, 0, 0, 0],
    ["合計", "", 6, 1, 2, 1, 0, 0, 2 / 3, 1 / 3, 0, 0, 1, 1, 1, "A", 0, 1, 0, 0],
]


def test_they_are_in_no_share_and_not_open(built: Path) -> None:
    """各取組の総括 has a column for each; shares are of the three counted grades, open is the blank one alone."""
    header, *rows = totals(report_of(built))
    assert header == HEADER
    assert rows == TOTALS
    words = [row[0] for row in openpyxl.load_workbook(report_of(built))["各取組の総括"].iter_rows(values_only=True)]
    assert "集計外（対象外、事業終了）は、割合の分母にも「未評価・未回答」にも含めていません。" in words


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("denominator", ["評価済みの取組", "全取組"])
def test_recalculation_changes_nothing(tmp_path: Path, denominator: str) -> None:
    """Every formula of the goals' sheets and of 総括 comes to the value that was written."""
    rows = [{"評価": "-", "内容": "なし", "集計": "しない"}, UNCOUNTED[1]]
    answers = {"1-1-1-2": "－", "2-1-1-1": "", "2-1-1-2": "事業終了"}
    folder = plan_with(tmp_path / "plan", answers, rows, 割合の分母=denominator)
    assert torikumi("build", folder).code == 1
    (again,) = _recalculate(tmp_path / "profile", tmp_path / "out", report_of(folder))
    for one, two in zip(totals(again), totals(report_of(folder)), strict=True):
        assert one == [pytest.approx(value) if isinstance(value, float) else value for value in two]
    ours, theirs = (openpyxl.load_workbook(path, data_only=True) for path in (report_of(folder), again))
    for name in ("目標1", "目標2"):
        one, two = (
            next(row[:8] for row in book[name].iter_rows(values_only=True) if row[0] == "取組の数")
            for book in (ours, theirs)
        )
        assert [value or "" for value in one] == [value or "" for value in two]


def test_the_goals_sheet_has_them_in_a_column_of_their_own(built: Path) -> None:
    """区分, 取組数, A to D, 未評価・未回答, 集計外, 総合評価."""
    rows = list(openpyxl.load_workbook(report_of(built), data_only=True)["目標2"].iter_rows(values_only=True))
    line = next(line for line, row in enumerate(rows) if row[0] == "取組の数")
    assert rows[line - 1][6:9] == ("未評価・\n未回答", "集計外", "総合評価")
    assert rows[line][:9] == ("取組の数", 3, 1, 0, 0, 0, 1, 1, "A")


def test_the_list_shows_them_as_grades(built: Path) -> None:
    """As A is printed for Ａ, 対象外 is printed for －."""
    assert [row["R2評価※"] for row in report_list(built).values()] == ["A", "対象外", "B", "", "事業終了", "A"]


def test_the_data_say_what_they_are(built: Path) -> None:
    """評価 has the grade, 回答状態 that it is not counted; データ定義 explains both."""
    with next((built / "output").glob("*状況.csv")).open(encoding="utf-8-sig", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["種別"] == "取組" and row["項目"] == "評価"]
    assert [(row["原文"], row["評価"], row["回答状態"]) for row in rows] == [
        ("Ａ", "A", "回答"),
        ("－", "対象外", "集計外"),
        ("Ｂ", "B", "回答"),
        ("", "", "未評価"),
        ("事業終了", "事業終了", "集計外"),
        ("Ａ", "A", "回答"),
    ]
    codes = [row[:4] for row in openpyxl.load_workbook(report_of(built))["データ定義"].iter_rows(values_only=True)]
    assert ("コード", "評価", "今年度は対象でない（集計しない）", "対象外") in codes
    assert ("コード", "回答状態", "担当課が、集計しない評価を回答した", "集計外") in codes


def test_the_record_and_the_terminal_say_the_same(built: Path) -> None:
    """Counted and uncounted apart."""
    record = json.loads((built / "output" / "記録.json").read_text("utf-8"))
    total = {"A": 2, "B": 1, "C": 0, "D": 0, "open": 1, "uncounted": {"対象外": 1, "事業終了": 1}, "overall": "A"}
    assert record["grades"]["total"] == total | {"override": ""}
    out = (built / "out.txt").read_text("utf-8")
    assert "取組：6件のうち3件が評価済み、2件が集計外\n" in out
    assert "  合計 　  6取組　A   2　B   1　C   0　D   0　未評価・未回答 1　集計外 2　総合評価 A\n" in out
    sentence = "取組6件の評価は、A 2、B 1、C 0、D 0（ほかに未評価・未回答 1、集計外 2）、総合評価は A です（「各取組の総括」）。"
    assert sentence in [row[0] for row in openpyxl.load_workbook(report_of(built))["表紙"].iter_rows(values_only=True)]


def test_explain_names_them(built: Path) -> None:
    """Of an initiative why it is not counted, of the total how many there are, and of what the shares are."""
    out = torikumi("explain", built, "1-1-1-2").out
    assert "■ 自己評価：対象外" in out
    assert "集計しない評価のため、割合の分母にも未評価にも数えません。" in out
    out = torikumi("explain", built, "合計").out
    assert "■ 対象外の数：1" in out
    assert "割合の分母に含めません。" in out


def test_the_staffs_workbook_counts_them_as_answered(built: Path) -> None:
    """防災課 has answered its 事業終了, and owes the blank grade alone; nothing but that is to correct."""
    staff = next((built / "output").glob("*_確認結果.xlsx"))
    row = next(row for row in table(staff, "提出状況", "担当課") if row["担当課"] == "防災課")
    assert (row["主に回答する取組"], row["回答済み"], row["未回答・未評価"]) == (2, 1, 1)
    assert [(row["種類"], row["番号"]) for row in findings(built) if row["区分"] == "要修正"] == [
        ("評価が空欄", "2-1-1-1")
    ]


def test_the_second_program_comes_to_the_same(built: Path) -> None:
    """All outputs, worked out by other code."""
    out = (built / "out.txt").read_text("utf-8")
    assert second_program.compare(built, built / "output", out) == []


def test_a_result_may_be_left_blank_beside_one(tmp_path: Path) -> None:
    """What has ended has no result: that is noted and nothing to correct."""
    folder = plan_with(tmp_path / "plan", {}, 状態="確定")
    rows = [listed("1-1-1-2"), listed("2-1-1-1", R2実績="", R2評価="（－）"), listed("2-1-1-2", R2評価="事業終了")]
    write_return(folder / "inbox" / "防災課.xlsx", rows, "防災課")
    run = torikumi("build", folder)
    assert (run.code, run.err) == (0, "")
    assert ("参考", "実績のない集計外の取組", "2-1-1-1") in [
        (row["区分"], row["種類"], row["番号"]) for row in findings(folder)
    ]


def test_where_all_are_uncounted_there_is_no_overall_grade(tmp_path: Path) -> None:
    """No share, no grade, nothing open, and no fault."""
    folder = plan_with(
        tmp_path / "plan", dict.fromkeys(("1-1-1-1", "1-1-1-2", "1-1-2-1"), "対象外"), 割合の分母="全取組"
    )
    assert torikumi("build", folder).code == 0
    assert totals(report_of(folder))[1][4:16] == [0, 0, 0, 0, "", "", "", "", 0, 3, 0, ""]


def test_an_override_must_be_a_counted_grade(tmp_path: Path) -> None:
    """総合評価 cannot be 対象外."""
    folder = plan_with(tmp_path / "plan", {})
    book = openpyxl.load_workbook(folder / "計画.xlsx")
    for column, text in zip("BCD", ("対象外", "会議", "部長"), strict=True):
        book["総合評価"][f"{column}2"] = text
    book.save(folder / "計画.xlsx")
    run = torikumi("build", folder)
    assert run.code == 2
    assert run.err.startswith("計画.xlsx 総合評価 B2：「対象外」は使えません。A、B、C、D のいずれかにしてください。")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"集計": "たぶん"}, "F6：「たぶん」は使えません。「集計」には、する（空欄も同じ）、または しない（割合にも未評価にも数えない評価）を書いてください。"),
        ({"集計": ""}, "C6：「下限（％）」が空欄ですが、ほかの評価には記入があります。"),
        ({"集計": "する", "下限（％）": "－"}, "C6：「－」は使えません。"),
        ({"集計": "する", "下限（％）": "-1"}, "E6：「点数」が空欄ですが、ほかの評価には記入があります。"),
        ({"回答での表記": "Ａ"}, "B6：「Ａ」が2か所にあります。"),
        ({"回答での表記": "「削除」"}, "B6：「「削除」」は使えません。回答を取り消す言葉と同じため、別の書き方にしてください。"),
        ({"評価": "Ｄ"}, "A6：「Ｄ」が2か所にあります。"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_sheet_stops_with_its_cell(tmp_path: Path, row: dict[str, str], message: str) -> None:
    """A line a cell, exit 2, nothing written."""
    folder = plan_with(tmp_path / "plan", {}, [{"評価": "対象外", "内容": "対象でない", "集計": "しない"} | row])
    run = torikumi("build", folder)
    assert run.code == 2
    lines = [line for line in run.err.splitlines() if line.startswith(f"計画.xlsx 評価区分 {message}")]
    assert len(lines) == 1
    assert not list((folder / "output").glob("*.xlsx"))


def test_at_least_two_grades_are_counted(tmp_path: Path) -> None:
    """A and one that is not counted are no scale."""
    content = Content(grades=[Content().grades[0] | {"下限（％）": "0"}, UNCOUNTED[0]])
    run = torikumi("build", small_plan(tmp_path / "plan", content))
    assert run.code == 2
    assert run.err.startswith("計画.xlsx 評価区分 C2：")


def test_without_the_column_a_dash_is_no_grade(tmp_path: Path) -> None:
    """Nothing changes for a plan that does not know it; its 計画.xlsx has no such column."""
    folder = small_plan(tmp_path / "plan")
    assert "集計" not in [cell.value for cell in openpyxl.load_workbook(folder / "計画.xlsx")["評価区分"][1]]
    rows = [listed("1-1-1-2"), listed("2-1-1-1", R2評価="－"), listed("2-1-1-2")]
    write_return(folder / "inbox" / "防災課.xlsx", rows, "防災課")
    assert torikumi("build", folder).code == 1
    assert [row["種類"] for row in findings(folder) if row["区分"] == "要修正"] == ["評価区分にない評価"]


@pytest.mark.parametrize("letters", ["SABCDE", "87654321"])
def test_six_or_eight_grades_beside_uncounted_ones(tmp_path: Path, letters: str) -> None:
    """Any number of grades; 下限 and 点数 of the uncounted line are blank, wherever it stands."""
    content = Content()
    content.grades = [
        {"評価": letter, "下限（％）": str(10 * rank), "内容": letter, "点数": str(rank)}
        for rank, letter in zip(reversed(range(len(letters))), letters, strict=True)
    ]
    content.grades.insert(2, {"評価": "-", "内容": "なし", "集計": "しない"})
    for row, letter in zip(content.initiatives, [*letters[:5], "－"], strict=True):
        row["R2評価"] = letter
    folder = small_plan(tmp_path / "plan", content)
    run = torikumi("build", folder)
    assert run.code == 0, run.err
    assert [row["R2評価※"] for row in report_list(folder).values()] == [*letters[:5], "-"]
    assert second_program.compare(folder, folder / "output", run.out) == []
