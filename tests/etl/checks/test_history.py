"""This year against earlier years, where the master list holds them."""

import pytest
from torikumi.etl.checks.compare import figures
from torikumi.etl.checks.history import history
from torikumi.etl.figures.quantify import quantify
from torikumi.etl.recall import recall

from tests.etl.made import made_entries, made_initiatives, made_plan
from tests.plans import edit, findings, small_plan, torikumi

PLAN = made_plan()
LONG = "窓口で相談を受け、関係機関につないだ。"


def _found(**row: str) -> list[tuple[str, str, str]]:
    given = {"number": "1-1-1-1", "letter": "A", "actual": "行った。"} | row
    initiatives, entries = made_initiatives(given), made_entries(given)
    quantities = quantify(figures(initiatives, entries, PLAN))
    return [
        (finding.code.removeprefix("history_"), finding.found, finding.expected)
        for finding in history(initiatives, recall(initiatives, entries, PLAN), quantities, PLAN)
    ]


CASES = [
    # grades
    ({"letter": "C", "grade_2019": "Ａ"}, [("grade_jump", "C", "R1はA")]),
    ({"letter": "A", "grade_2019": "D"}, [("grade_jump", "A", "R1はD")]),
    ({"letter": "B", "grade_2019": "A"}, []),
    ({"letter": "A", "grade_2019": ""}, []),
    ({"letter": "A", "grade_2019": "中止"}, []),
    (
        {"letter": "A", "grade_2019": "", "grade_2018": "C"},
        [("grade_jump", "A", "H30はC")],
    ),  # the latest year that has one
    ({"letter": "A", "grade_2019": "B", "grade_2018": "D"}, []),
    # texts
    ({"actual": LONG, "actual_2019": LONG}, [("text_copied", "R1", "")]),
    ({"actual": LONG, "actual_2019": f" {LONG}\n"}, [("text_copied", "R1", "")]),
    ({"actual": LONG, "actual_2019": LONG.replace("受け", "うけ")}, []),
    ({"actual": "継続", "actual_2019": "継続"}, []),
    (
        {"actual": "関係機関につないだ。", "actual_2019": "関係機関につないだ。"},
        [("text_copied", "R1", "")],
    ),  # ten characters
    ({"actual": "関係機関へつなぐ。", "actual_2019": "関係機関へつなぐ。"}, []),  # nine
    ({"actual": "訓練１回", "actual_2019": "訓練１回"}, []),
    # figures
    ({"actual": "設置数 累計12基", "actual_2019": "設置数 累計15基"}, [("running_fell", "設置数12基", "R1は15基")]),
    ({"actual": "設置数 累計15基", "actual_2019": "設置数 累計12基"}, []),
    ({"actual": "利用者延120人", "actual_2019": "利用者延150人"}, []),  # 延べ of a year may fall
    ({"actual": "相談件数1,500件", "actual_2019": "相談件数150件"}, [("magnitude", "相談件数1,500件", "R1は150件")]),
    ({"actual": "相談件数15件", "actual_2019": "相談件数150件"}, [("magnitude", "相談件数15件", "R1は150件")]),
    ({"actual": "相談件数149件", "actual_2019": "相談件数15件"}, []),
    ({"actual": "相談件数0件", "actual_2019": "相談件数150件"}, []),
    ({"actual": "相談件数1,500件", "actual_2019": "講座150件"}, []),  # another measure
    ({"actual": "相談件数1,500件", "actual_2019": "相談件数150回"}, []),  # another unit
]


@pytest.mark.parametrize(("row", "said"), CASES)
def test_a_year_is_compared_with_the_latest_before_it(row, said):
    """Grades two steps apart, copied texts, running totals that fell, and figures ten times as high or low."""
    assert _found(**row) == said


def test_a_list_without_earlier_years_has_nothing_to_compare():
    """No columns, no findings."""
    assert _found() == []


def test_later_years_and_unanswered_initiatives_are_not_compared():
    """A column of next year is not history; without an answer there is nothing to hold against it."""
    assert _found(letter="C", grade_2021="A") == []
    row = {"number": "1-1-1-1", "letter": "", "grade_2019": "A"}
    initiatives, entries = made_initiatives(row), made_entries(row)
    past = recall(initiatives, entries, PLAN)
    assert history(initiatives, past, quantify(figures(initiatives, entries, PLAN)), PLAN) == []


def test_the_columns_of_the_master_list_are_enough(tmp_path):
    """R1実績 and R1評価 behind the list's columns: the command names what changed, at this year's cell."""
    folder = small_plan(tmp_path / "plan")
    edit(
        folder / "取組一覧.xlsx",
        "取組推進状況一覧",
        {"K2": "R1実績", "L2": "R1評価", "K3": "相談は120件でした。", "L3": "Ｃ"},
    )
    assert torikumi("build", folder).code == 0
    said = [
        (row["種類"], row["番号"], row["ファイル"])
        for row in findings(folder)
        if row["種類"] in ("前年から大きく変わった評価", "桁の変わった数値")
    ]
    assert said == [
        ("前年から大きく変わった評価", "1-1-1-1", "福祉課.xlsx"),
        ("桁の変わった数値", "1-1-1-1", "福祉課.xlsx"),
    ]
