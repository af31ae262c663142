"""The plan: bands, names of departments, the shading convention."""

from fractions import Fraction

import pytest
from torikumi.schemas.plan import Shading

from tests.plans import DEPARTMENTS, Content, plan_of

REORGANISED = [
    {"課名": "福祉総務課", "別名": "福祉総務係\n（福総）", "区分": "課"},
    {"課名": "旧福祉課", "区分": "課", "後継": "地域福祉課", "有効年度（まで）": "R1"},
    {"課名": "地域福祉課", "区分": "課", "後継": "福祉総務課", "有効年度（まで）": "令和元年度"},
    {"課名": "消える課", "区分": "課", "後継": "福祉総務課", "有効年度（まで）": "R2"},
    {"課名": "市協議会", "別名": "（市協）", "区分": "関係団体"},
]


@pytest.mark.parametrize(
    ("rate", "letter"),
    [
        ("2", "A"),
        ("3/4", "A"),
        ("75/100", "A"),
        ("14999/20000", "B"),
        ("1/2", "B"),
        ("49999/100000", "C"),
        ("1/4", "C"),
        ("24/100", "D"),
        ("0", "D"),
        ("-1", "D"),
    ],
)
def test_bands_are_exact_and_inclusive(rate: str, letter: str) -> None:
    """75 % is an A, 74.995 % is not, whatever would be displayed; below the last limit the last grade stands."""
    assert plan_of().letter_of(Fraction(rate)) == letter


def test_the_years_fields_and_letters_of_a_plan() -> None:
    """The years run from first to last, the fields name the report year."""
    plan = plan_of(報告年度="令和3年度")
    assert list(plan.years) == [2020, 2021, 2022]
    assert (plan.actual_field, plan.grade_field, plan.target_field, plan.year_name) == (
        "actual_2021",
        "grade_2021",
        "target_2021",
        "令和3年度",
    )
    assert plan.grades == ["A", "B", "C", "D"]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("福祉総務課", "福祉総務課"),
        (" 福祉総務課\n", "福祉総務課"),
        ("福総", "福祉総務課"),
        ("旧福祉課", "福祉総務課"),
        ("消える課", "消える課"),
        ("市協", "市協議会"),
        ("ない課", None),
        ("", None),
    ],
)
def test_official_names(written: str, name: str | None) -> None:
    """Another name is the department's; one that ended before the report year is its successor, step by step."""
    assert plan_of(Content(departments=REORGANISED)).official_name(written) == name


def test_asked_departments() -> None:
    """Neither partners nor departments that have ended by the day of asking, after the report year, are sent a form."""
    plan = plan_of(Content(departments=REORGANISED))
    assert plan.asked == ["福祉総務課"]
    assert plan.is_partner("市協議会")
    assert not plan.is_partner("福祉総務課")


def test_successors_in_a_circle_do_not_hang() -> None:
    """Two departments that name each other as successors are a mistake, not an endless loop."""
    circle = [
        {"課名": "甲課", "後継": "乙課", "有効年度（まで）": "R1"},
        {"課名": "乙課", "後継": "甲課", "有効年度（まで）": "R1"},
    ]
    assert plan_of(Content(departments=[*DEPARTMENTS, *circle])).official_name("甲課") in ("甲課", "乙課")


@pytest.mark.parametrize(
    ("text", "named"),
    [("新型ｺﾛﾅの影響", True), ("コ ロ ナ禍", True), ("緊急事態\n宣言", True), ("雨のため中止", False), ("", False)],
)
def test_words_that_name_the_cause(text: str, named: bool) -> None:
    """The words of the plan are found in any width and across line breaks."""
    assert Shading("凡例", "影響", ("コロナ", "緊急事態宣言")).names_cause(text) is named


def test_a_plan_without_a_legend_has_no_shading() -> None:
    """Without 凡例 there is no shading convention, whatever words there are."""
    assert not plan_of(Content(shading={"凡例": "", "原因の語": "コロナ"})).shading
    assert plan_of().shading
