"""Indicators: rate and grade by method and year, the same indicator twice, and indicators against the initiatives that they name."""

from fractions import Fraction
from typing import Any

import pandas as pd
import pytest
from torikumi.etl.checks.compare import figures
from torikumi.etl.checks.contrast import contrast, entries
from torikumi.etl.figures.quantify import quantify
from torikumi.etl.grade import grade
from torikumi.etl.indicate import indicate, relate
from torikumi.schemas.findings import Finding
from torikumi.schemas.numbers import Numbers

from tests.etl.made import made_entries, made_initiatives, made_list, made_plan
from tests.plans import findings, table

PLAN = made_plan()


def _sheet(*rows: dict[str, str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows of the indicator sheet as `extract` gives them, row_id from 2000."""
    blank = dict.fromkeys(("kind", "unit", "source", "method", "related", "baseline", "remark"), "") | {
        "goals": "1",
        "indicator": "指標",
    }
    years = {f"{field}_{year}": "" for field in ("target", "actual") for year in PLAN.years}
    return made_list(*(blank | years | row for row in rows), first=2000, file="成果指標.xlsx", sheet="成果指標")


def _grade(*rows: dict[str, str]) -> tuple[pd.DataFrame, pd.DataFrame, list[Finding]]:
    """The indicators of the rows, their rates, and the findings of both stages."""
    sheet, entries = _sheet(*rows)
    indicators, found = indicate(sheet, entries, PLAN)
    rates, more = grade(indicators, entries, PLAN)
    return indicators, rates, found + more


def _graded(**row: str) -> tuple[Any, list[str]]:
    """The report year's result of one indicator, and the codes of its findings."""
    _, rates, found = _grade(row)
    return rates.loc[(2000, 1, 2020)], [finding.code for finding in found]


RESULTS = [
    ({"target_2020": "224人", "actual_2020": "213人"}, ("評価", "A", Fraction(213, 224)), []),
    ({"target_2020": "100%", "actual_2020": "70.3％"}, ("評価", "B", Fraction(703, 1000)), []),
    ({"target_2020": "50", "actual_2020": "60"}, ("評価", "A", Fraction(6, 5)), []),  # above 100 % as it is
    ({"target_2020": "50", "actual_2020": "0"}, ("評価", "D", Fraction(0)), []),  # a real zero
    ({"target_2020": "50", "actual_2020": ""}, ("未評価", "", None), ["indicator_without_actual"]),
    ({"target_2020": "設定なし", "actual_2020": "9"}, ("評価対象外", "", None), ["indicator_not_rated"]),
    ({"target_2020": "検討中"}, ("評価対象外", "", None), ["indicator_not_rated"]),
    ({"target_2020": "0人", "actual_2020": "3人"}, ("評価不能", "", None), ["indicator_not_computable"]),
    ({"method": "B/A", "target_2020": "20件", "actual_2020": "25件"}, ("評価", "A", Fraction(4, 5)), []),
    (
        {"method": "Ｂ／Ａ", "target_2020": "20件", "actual_2020": "0件"},
        ("評価不能", "", None),
        ["indicator_not_computable"],
    ),
    (
        {"method": "B/A", "target_2020": "0件", "actual_2020": "5件"},
        ("評価不能", "", None),
        ["indicator_not_computable"],
    ),
    (
        {"method": "改善率", "baseline": "40人", "target_2020": "0人", "actual_2020": "10人"},
        ("評価", "A", Fraction(3, 4)),
        [],
    ),
    (
        {"method": "改善率", "baseline": "40人", "target_2020": "0人", "actual_2020": "50人"},
        ("評価", "D", Fraction(-1, 4)),
        [],
    ),
    (
        {"method": "改善率", "target_2020": "0人", "actual_2020": "10人"},
        ("評価不能", "", None),
        ["indicator_not_computable"],
    ),
    (
        {"indicator": "待機児童数", "target_2020": "10人", "actual_2020": "12人"},
        ("評価", "A", Fraction(6, 5)),
        ["indicator_lower_better"],
    ),
    (
        {"indicator": "待機児童数", "method": "B/A", "target_2020": "9人", "actual_2020": "12人"},
        ("評価", "A", Fraction(3, 4)),
        [],
    ),
]


@pytest.mark.parametrize(("row", "result", "codes"), RESULTS)
def test_a_result_is_graded_by_its_method_or_says_why_not(row, result, codes):
    """Exact rates by A/B, B/A and 改善率; never a division by zero, never a 0 % for a blank or a zero target."""
    found, said = _graded(**row)
    assert ((found["state"], found["letter"], found["rate"]), said) == (result, codes)


def test_years_to_come_are_left_empty_and_years_before_are_graded():
    """R3 has a target and no actual: it is neither 未評価 nor a D."""
    _, rates, _ = _grade({"target_2020": "10", "actual_2020": "5", "target_2021": "10"})
    assert rates.loc[(2000, 1)][["letter", "state"]].to_numpy().tolist() == [["B", "評価"], ["", ""], ["", ""]]


def test_an_indicator_of_two_goals_is_entered_once_and_shown_under_both():
    """`1、2` in 基本目標; its 参考 row goes with it."""
    indicators, found = indicate(
        *_sheet({"goals": "1、2", "target_2020": "1"}, {"goals": "1、2", "kind": "参考"}), PLAN
    )
    assert (indicators.index.tolist(), found) == ([(2000, 1), (2000, 2), (2001, 1), (2001, 2)], [])
    assert indicators["parent"].tolist() == [2000] * 4


def _entries(one: dict[str, str], two: dict[str, str]) -> list[tuple[str, str]]:
    indicators, rates, _ = _grade({"goals": "1"} | one, {"goals": "2"} | two)
    return [(finding.field, finding.expected) for finding in entries(indicators, rates, PLAN)]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ({"target_2020": "56.0%", "unit": "%"}, {"target_2020": "56.0％", "unit": "％"}),
        ({"target_2020": "56%"}, {"target_2020": "56.0％"}),
        ({"target_2020": "検討中", "method": "A/B"}, {"target_2020": "検討中", "method": ""}),
        ({"indicator": "相談数", "target_2020": "5"}, {"indicator": "参加数", "target_2020": "6"}),
    ],
)
def test_entries_that_say_the_same_are_not_remarked(one, two):
    """Width, trailing zeros and the default method are no differences; other indicators are not compared."""
    assert _entries(one, two) == []


def test_two_entries_that_differ_are_remarked_once():
    """The first cell that differs, and all of the differences in words."""
    one, two = (
        {"target_2020": "56.0%", "target_2021": "58.8%"},
        {"target_2020": "58.8%", "target_2021": "", "actual_2020": "50%"},
    )
    said = "R2目標値：目標1は56.0%、目標2は58.8%、R2実績：目標1は空欄、目標2は50%、R3目標値：目標1は58.8%、目標2は空欄"
    assert _entries(one, two) == [("target_2020", said)]


def _contrast(indicator: dict[str, str], initiative: dict[str, Any]) -> list[tuple[str, str]]:
    indicators, rates, _ = _grade({"indicator": "就労している障害者数", "related": "1-1-1-1"} | indicator)
    row = {"number": "1-1-1-1", "letter": "B"} | initiative
    initiatives, cells = made_initiatives(row), made_entries(row)
    relations, _ = relate(indicators, Numbers(initiatives.index))
    quantities = quantify(figures(initiatives, cells, PLAN))
    _, found = contrast(relations, indicators, rates, initiatives, cells, quantities, PLAN)
    return [(finding.code.removeprefix("indicator_"), finding.expected) for finding in found]


CONTRADICTIONS = [
    # the same measure by a telling figure that both have (1,820)
    (
        {"baseline": "1,526人", "target_2020": "1,642人", "target_2021": "1,820人", "target_2022": "2,000人"},
        {
            "baseline": "就労者数1,529人",
            "target_2020": "就労者数1,820人",
            "target_2021": "就労者数2,000人",
            "actual": "就労者数：1,623人",
        },
        [
            ("actual_elsewhere", "取組のR2実績：1,623人"),
            (
                "target_shifted",
                "1年ずれています（取組のR2目標1,820人は指標のR3目標値と同じ、取組のR3目標2,000人は指標のR4目標値と同じ）",
            ),
            ("figure_differs", "初期値：指標は1,526人、取組は1,529人"),
        ],
    ),
    # the indicator has the actual, the initiative only words
    (
        {"target_2020": "150人", "actual_2020": "140人"},
        {"target_2020": "障害者数150人", "actual": "面接会を開いた。"},
        [("actual_elsewhere", "指標のR2実績：140人")],
    ),
    # different figures of the same year
    (
        {"target_2020": "150人", "actual_2020": "140人"},
        {"target_2020": "障害者数150人", "actual": "障害者数は141人だった。"},
        [("figure_differs", "R2実績：指標は140人、取組は141人")],
    ),
    # equal figures, whatever their width
    (
        {"target_2020": "150人", "actual_2020": "140人"},
        {"target_2020": "障害者数１５０人", "actual": "障害者数は１４０人"},
        [],
    ),
    # another measure: the unit differs, or the label, or nothing tells
    ({"target_2020": "150人", "actual_2020": "140人"}, {"target_2020": "面接会12回", "actual": "面接会13回"}, []),
    ({"target_2020": "150人", "actual_2020": "140人"}, {"target_2020": "見学者90人", "actual": "見学者80人"}, []),
    (
        {"target_2020": "150人", "actual_2020": "140人"},
        {"target_2020": "障害者数延150人", "actual": "障害者数延200人"},
        [],
    ),
    ({"target_2020": "100%", "actual_2020": "70%"}, {"target_2020": "出席率100％", "actual": "出席率80％"}, []),
    ({"target_2020": "3人", "actual_2020": "2人"}, {"target_2020": "見学者3人", "actual": "見学者5人"}, []),
    # the best self grade beside the worst indicator
    (
        {"target_2020": "100人", "actual_2020": "12人"},
        {"letter": "A", "actual": "行った。"},
        [("grade_opposite", "取組A、指標D、達成率12.0％")],
    ),
    ({"target_2020": "100人", "actual_2020": "12人"}, {"letter": "B", "actual": "行った。"}, []),
]


@pytest.mark.parametrize(("indicator", "initiative", "said"), CONTRADICTIONS)
def test_an_indicator_is_held_against_its_initiative(indicator, initiative, said):
    """Only where both clearly count the same thing; a missing actual is proposed, never filled in."""
    assert _contrast(indicator, initiative) == said


def test_the_samples_contradictions_are_those_of_one_initiative(sample):
    """4-1-2-10 beside 就労している障害者数: baseline, targets by a year, and the actual that only the initiative has."""
    kinds = (
        "一方にしかない実績",
        "指標と取組で異なる値",
        "年度のずれた目標",
        "評価が正反対の指標",
        "2か所で異なる指標",
        "少ないほどよい指標",
    )
    found = [(row["種類"], row["番号"], row["セル"]) for row in findings(sample.folder) if row["種類"] in kinds]
    assert sorted(found) == [
        ("一方にしかない実績", "4-1-2-10", "O13"),
        ("年度のずれた目標", "4-1-2-10", "F108"),
        ("指標と取組で異なる値", "4-1-2-10", "H13"),
    ]


def test_both_sides_stand_beside_each_other(sample):
    """The sheet 突合 has a row for each related initiative, with what contradicts."""
    rows = {row["関連取組"]: row for row in table(sample.staff, "突合", "関連取組")}
    assert list(rows) == ["3-1-1-2", "1-1-2-12", "4-1-2-10", "4-3-1-9", "1-1-2-9", "2-1-1-10", "4-1-4-3"]
    row = rows["4-1-2-10"]
    assert [
        row[label] for label in ("指標の初期値", "取組の初期値", "指標のR2実績", "指標の評価", "取組の自己評価")
    ] == [
        "1,526人",
        "二千人雇用における就労者数1,529人",
        "",
        "未評価",
        "B",
    ]
    assert str(row["食い違い"]).startswith("実績が一方だけ（取組のR2実績：1,623人）")
    assert [number for number, row in rows.items() if row["食い違い"]] == ["4-1-2-10"]


def test_figures_against_self_grades_of_the_sample(sample):
    """Too high: 4-1-1-4 and 4-1-2-1; too low: 2-1-1-1 and 4-1-2-10; the target of 0 is explained; six results lack the figure."""
    pairs = table(sample.staff, "突合", "番号")
    verdicts = {
        row["番号"]: (row["突合結果"], row["達成率"], row["計算上の評価"])
        for row in pairs
        if "段階" in str(row["突合結果"])
    }
    assert verdicts == {
        "2-1-1-1": ("自己評価が低い（1段階）", "80.0％", "A"),
        "4-1-1-4": ("自己評価が高い（1段階）", "70.0％", "B"),
        "4-1-2-1": ("自己評価が高い（1段階）", "43.5％", "C"),
        "4-1-2-10": ("自己評価が低い（1段階）", "89.2％", "A"),
    }
    assert next(row for row in pairs if row["番号"] == "4-3-1-3")["計算しない理由"] == "少ないほどよい項目で目標が0"
    bare = [row["番号"] for row in findings(sample.folder) if row["種類"] == "数値のない実績"]
    assert bare == ["1-1-2-11", "4-1-2-9", "4-2-1-1", "4-3-1-4", "4-3-1-7", "4-3-1-9"]
