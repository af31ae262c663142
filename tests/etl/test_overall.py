"""The overall grades: counts with and without 再掲, what other settings would give, the open answers, the division's override."""

from fractions import Fraction

import openpyxl
import pandas as pd
import pytest
from torikumi.etl.checks.relistings import relistings
from torikumi.etl.load_plan import check_overrides
from torikumi.etl.summarise import summarise
from torikumi.schemas.findings import Finding
from torikumi.schemas.layouts import PROGRESS_LIST
from torikumi.schemas.plan import ALL_INITIATIVES, NOT_COUNTED, Override
from torikumi.schemas.report import OPEN_BEST, OPEN_WORST
from torikumi.schemas.rules import POINTS

from tests.etl.made import graded, made_entries, made_initiatives, made_plan
from tests.plans import Content, edit, findings, small_plan, table, torikumi


def _said(found: list[Finding], code: str = "overall_sensitive") -> dict[str, str]:
    return {finding.found: finding.expected for finding in found if finding.code == code}


def test_a_grade_that_every_setting_gives_is_not_remarked():
    """Clear goals have no finding; the total, half of it A and half of it D, has one."""
    summary, found = summarise(made_initiatives(*graded("AAAA"), *graded("DDDD", 2)), made_plan())
    assert summary.scopes["letter"].to_dict() == {1: "A", 2: "D", 0: "A"}
    assert _said(found) == {"合計": "Aですが、「点数」で決めるとB（得点の割合50.00％）になります。"}


def test_the_other_rule_is_said_with_its_score():
    """One finding a scope, with what the other rule would give and its share."""
    _, found = summarise(made_initiatives(*graded("AADD")), made_plan(goals=(1,)))
    said = "Aですが、「点数」で決めるとB（得点の割合50.00％）になります。"
    assert _said(found) == {"目標1": said, "合計": said}


def test_the_rule_of_the_plan_is_used_and_the_other_one_is_said():
    """With 点数 chosen, 過半 is the other rule."""
    summary, found = summarise(made_initiatives(*graded("AADD")), made_plan(goals=(1,), rule=POINTS))
    assert (summary.scopes.at[0, "letter"], summary.scopes.at[0, "score"]) == ("B", Fraction(1, 2))
    assert _said(found)["合計"] == "Bですが、「過半」で決めるとA（A以上の取組の割合50.00％）になります。"


def test_relisted_initiatives_count_as_the_plan_says_and_both_counts_are_there():
    """数える: 4 of which one is a 再掲; 数えない: 3. The summary has both, and a grade that would change is said."""
    rows = graded("AABB")
    rows[1]["name"] = "【再掲1-1-1-1】取組"
    counted, found = summarise(made_initiatives(*rows), made_plan(goals=(1,)))
    assert counted.scopes.loc[0, ["initiatives", "unique", "letter"]].tolist() == [4, 3, "A"]
    assert (counted.count(0, "A"), counted.count(0, "A", "unique")) == (2, 1)
    assert _said(found)["合計"] == "Aですが、再掲を数えないとBになります。"
    left_out, found = summarise(made_initiatives(*rows), made_plan(goals=(1,), relisted=NOT_COUNTED))
    assert left_out.scopes.loc[0, ["initiatives", "unique", "letter"]].tolist() == [3, 3, "B"]
    assert (left_out.count(0, "A"), left_out.count(0, "A", "unique")) == (1, 1)
    assert _said(found)["合計"] == "Bですが、「点数」で決めるとA（得点の割合77.78％）、再掲を数えるとAになります。"


def test_open_answers_that_could_change_the_grade_are_said():
    """Both ends are tried: all open ones best, all worst."""
    summary, found = summarise(made_initiatives(*graded("AAB ")), made_plan(goals=(1,)))
    assert summary.scopes.loc[0, ["letter", "n"]].tolist() == ["A", 3]
    assert [summary.other(0, what) for what in (OPEN_BEST, OPEN_WORST)] == [
        ("A", Fraction(3, 4)),
        ("A", Fraction(1, 2)),
    ]
    assert "合計" not in _said(found)
    _, found = summarise(made_initiatives(*graded("AABB  ")), made_plan(goals=(1,)))
    assert _said(found)["合計"] == "Aですが、未評価・未回答の2取組がすべてDであればBになります。"


def test_where_all_initiatives_are_the_denominator_the_open_ones_weigh():
    """全取組: two A of five are less than half."""
    summary, _ = summarise(made_initiatives(*graded("AAB  ")), made_plan(goals=(1,), denominator=ALL_INITIATIVES))
    assert summary.scopes.loc[0, ["letter", "n", "better", "distance"]].tolist() == ["B", 5, "A", 1]


def test_a_goal_without_grades_has_no_overall_grade_and_no_remark():
    """Nothing is graded: no letter, not the worst one."""
    summary, found = summarise(made_initiatives(*graded("  ")), made_plan(goals=(1,)))
    assert (summary.scopes.at[0, "letter"], found) == ("", [])


def test_an_override_stands_beside_the_computed_grade():
    """The computed grade stays, the division's is named with its reason and who decided."""
    plan = made_plan(goals=(1,), overrides={0: Override("B", "影響が大きいため", "推進委員会")})
    summary, found = summarise(made_initiatives(*graded("AAAA")), plan)
    assert summary.scopes.loc[0, ["letter", "override", "override_reason", "override_by"]].tolist() == [
        "A",
        "B",
        "影響が大きいため",
        "推進委員会",
    ]
    assert summary.scopes.at[1, "override"] == ""
    assert _said(found, "overall_overridden") == {"合計": "B（計算ではA。理由：影響が大きいため。決定者：推進委員会）"}


def test_an_override_is_written_in_the_plan_and_shown_by_the_command(tmp_path):
    """The sheet 総合評価 of 計画.xlsx: letter, reason and who; the counts stay."""
    folder = small_plan(tmp_path / "plan")
    edit(folder / "計画.xlsx", "総合評価", {"B3": "Ａ", "C3": "訓練の中止はやむを得ないため", "D3": "福祉部長"})
    run = torikumi("build", folder)
    assert run.code == 0
    assert "目標2　" in run.out
    assert "→ A（取りまとめ課の決定）" in run.out
    remarks = [row["内容"] for row in findings(folder) if row["種類"] == "取りまとめ課が決めた総合評価"]
    assert len(remarks) == 1
    assert "理由：訓練の中止はやむを得ないため。決定者：福祉部長" in str(remarks[0])


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (
            {"A2": "目標9", "B2": "A", "C2": "理由", "D2": "部長"},
            "計画.xlsx 総合評価 A2：「目標9」は使えません。目標1、目標2、合計 のいずれか",
        ),
        ({"B2": "E", "C2": "理由", "D2": "部長"}, "計画.xlsx 総合評価 B2：「E」は使えません。A、B、C、D のいずれか"),
        ({"B2": "A", "D2": "部長"}, "計画.xlsx 総合評価 C2：「理由」が空欄です。"),
        ({"C2": "理由", "D2": "部長"}, "計画.xlsx 総合評価 B2：「評価」が空欄です。"),
    ],
)
def test_an_override_that_cannot_be_used_stops_the_run(tmp_path, cells, said):
    """Unknown scope or letter, or one without reason: one sentence with the cell."""
    folder = small_plan(tmp_path / "plan")
    edit(folder / "計画.xlsx", "総合評価", cells)
    run = torikumi("build", folder)
    assert run.code == 2
    assert said in run.err


def test_a_folder_from_before_the_sheet_builds_without_it(tmp_path):
    """総合評価 is optional."""
    folder = small_plan(tmp_path / "plan")
    book = openpyxl.load_workbook(folder / "計画.xlsx")
    del book["総合評価"]
    book.save(folder / "計画.xlsx")
    assert torikumi("build", folder).code == 0


def test_blank_rows_of_the_override_sheet_are_none():
    """A 範囲 alone decides nothing."""
    rows = pd.DataFrame(
        {"scope": ["目標1", "合計"], "letter": ["", None], "reason": ["", ""], "by": ["", ""]},
        index=[1, 2],
        dtype="object",
    )
    assert check_overrides(rows, made_plan()) == []


RELISTED = {
    "number": "2-1-1-1",
    "name": "【再掲1-1-1-1】相談",
    "letter": "A",
    "actual": "相談は12件",
    "target_2020": "12件",
}
ORIGINAL = {"number": "1-1-1-1", "name": "相談", "letter": "A", "actual": "相談は12件", "target_2020": "１２件"}


@pytest.mark.parametrize(
    ("changes", "codes", "differs"),
    [
        ({}, [], ""),
        ({"letter": "B"}, ["relisted_grade_differs"], "R2評価"),
        ({"actual": "相談は１２件"}, [], ""),
        ({"actual": "相談は13件"}, ["relisted_differs"], "R2実績"),
        ({"owners": ("保育課",)}, ["relisted_differs"], "担当課名"),
        ({"target_2020": "13件", "letter": "C"}, ["relisted_grade_differs", "relisted_differs"], "R2評価、R2目標"),
    ],
)
def test_a_relisting_is_compared_with_its_original(changes, codes, differs):
    """Grade, result, departments and targets; differences of width do not count."""
    rows = ORIGINAL, RELISTED | changes
    pairs, references, found = relistings(made_initiatives(*rows), made_entries(*rows), PROGRESS_LIST, made_plan())
    assert references == []
    assert [finding.code for finding in found] == codes
    assert pairs[["number", "original", "how", "differs"]].to_numpy().tolist() == [
        ["2-1-1-1", "1-1-1-1", "番号のとおり", differs]
    ]


def test_a_wrong_number_is_resolved_by_the_name():
    """The number is another initiative's, the name leads to the original, and that is compared."""
    other = {"number": "1-1-1-2", "name": "見守り", "letter": "B"}
    rows = ORIGINAL, other, RELISTED | {"name": "【再掲1-1-1-2】相談"}
    pairs, references, found = relistings(made_initiatives(*rows), made_entries(*rows), PROGRESS_LIST, made_plan())
    assert [finding.code for finding in references] == ["relisted_other_name"]
    assert pairs[["reference", "original", "how"]].to_numpy().tolist() == [
        ["1-1-1-2", "1-1-1-1", "名称による（番号は別の取組）"]
    ]
    assert found == []


def test_the_staff_see_both_counts_of_the_sample(sample):
    """203 with 再掲, 196 without, with 98/64/19/15; the total is A by 点数 (75.04 %) and B by 過半."""
    rows = table(sample.staff, "突合", "目標")
    assert [rows[-1][label] for label in ("取組数（再掲を含む）", "うち再掲", "取組数（再掲を除く）")] == [203, 7, 196]
    assert [rows[-1][f"再掲を除く{letter}"] for letter in "ABCD"] == [98, 64, 19, 15]
    said = {row["内容"] for row in findings(sample.folder) if row["種類"] == "設定で変わる総合評価"}
    assert "合計の総合評価はBですが、「点数」で決めるとA（得点の割合75.04％）、再掲を数えないとAになります。" in said


def test_the_total_by_points_is_an_a_and_majority_is_said_on_the_sheet(tmp_path):
    """総合評価の決め方 is 点数: the sheet 各取組の総括 says the grade and what 過半 would give."""
    content = Content()
    content.settings["総合評価の決め方"] = "点数"
    folder = small_plan(tmp_path / "plan", content)
    torikumi("build", folder)
    sheet = openpyxl.load_workbook(next((folder / "output").glob("*報告書.xlsx")), data_only=True)["各取組の総括"]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert any("合計の総合評価はBですが、「過半」で決めるとA（A以上の取組の割合50.00％）" in text for text in texts)
