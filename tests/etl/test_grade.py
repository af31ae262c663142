"""Targets and actuals of indicators -> rate and grade, in exact fractions."""

from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest
from torikumi.etl.grade import grade, read_value

from tests.plans import plan_of

PLAN = plan_of()


def _grade(
    target: str, actual: str, baseline: str = "", method: str = "", kind: str = "指標"
) -> tuple[dict[str, object], list[str]]:
    """The report year's result of one indicator, and the codes of the findings."""
    row = {
        "indicator": "見守り率",
        "kind": kind,
        "baseline": baseline,
        "method": method,
        "target_2020": target,
        "actual_2020": actual,
    }
    table = pd.DataFrame([row], pd.MultiIndex.from_tuples([(5, 1)], names=["row_id", "goal"]), dtype="object")
    rates, found = grade(table, PLAN)
    return rates.loc[(5, 1, 2020)].to_dict(), [finding.code for finding in found]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("56.0％", "56.0", "%"),
        ("1,642人", "1642", "人"),
        ("１，６４２人", "1642", "人"),
        ("▲3", "-3", ""),
        ("0", "0", ""),
        ("3 戸", "3", "戸"),
        ("2.131人", "2.131", "人"),
    ],
)
def test_values(text: str, value: str, unit: str) -> None:
    """A number of any width and its unit, exactly as written."""
    read = read_value(text)
    assert read is not None
    assert (read.number, read.unit) == (Decimal(value), unit)


@pytest.mark.parametrize("text", ["", "－", "設定なし", "検討中", "約5", "1,64人", "5～6", "？"])
def test_what_is_no_value(text: str) -> None:
    """Blanks, dashes and words are no number, and never 0."""
    assert read_value(text) is None


@pytest.mark.parametrize(
    ("target", "actual", "rate", "letter"),
    [
        ("200", "150", "3/4", "A"), ("200", "149.99", "14999/20000", "B"), ("100%", "70.3%", "703/1000", "B"), ("224人", "213人", "213/224", "A"),
        ("3", "0", "0", "D"), ("0.3", "0.225", "3/4", "A"), ("4", "1", "1/4", "C"), ("100", "120", "6/5", "A"),
    ],
)  # fmt: skip
def test_the_rate_is_actual_over_target_exactly(target: str, actual: str, rate: str, letter: str) -> None:
    """A/B in exact fractions: 75 % is an A, 74.995 % is not; a real 0 is a D."""
    result, found = _grade(target, actual)
    assert (result["rate"], result["letter"], result["state"], found) == (Fraction(rate), letter, "評価", [])


@pytest.mark.parametrize(
    ("target", "actual", "state", "codes"),
    [
        ("70%", "", "未評価", ["indicator_without_actual"]),
        ("70%", "－", "未評価", ["indicator_without_actual"]),
        ("設定なし", "0.9%", "評価対象外", ["indicator_not_rated"]),
        ("検討中", "", "評価対象外", ["indicator_not_rated"]),
        ("", "5", "評価対象外", ["indicator_not_rated"]),
        ("0", "5", "評価不能", ["indicator_not_computable"]),
        ("70%", "約5", "未評価", ["indicator_unreadable", "indicator_without_actual"]),
    ],
)
def test_without_a_rate_there_is_a_reason(target: str, actual: str, state: str, codes: list[str]) -> None:
    """A missing actual is 未評価, a missing target 評価対象外, a target of 0 評価不能: no rate, no letter, and said."""
    result, found = _grade(target, actual)
    assert (result["rate"], result["letter"], result["state"], found) == (None, "", state, codes)


@pytest.mark.parametrize(
    ("method", "baseline", "target", "actual", "rate"),
    [
        ("B/A", "", "10", "20", "1/2"),
        ("Ｂ／Ａ", "", "10", "8", "5/4"),
        ("改善率", "40", "0", "10", "3/4"),
        ("改善率", "50", "30", "40", "1/2"),
        ("A/B", "", "10", "5", "1/2"),
    ],
)
def test_methods(method: str, baseline: str, target: str, actual: str, rate: str) -> None:
    """Where less is better: B/A, or the part of the way from the baseline that is done (a target of 0 is possible)."""
    assert _grade(target, actual, baseline, method)[0]["rate"] == Fraction(rate)


@pytest.mark.parametrize(
    ("method", "baseline", "target", "actual"),
    [("B/A", "", "10", "0"), ("改善率", "", "0", "1"), ("改善率", "5", "5", "1")],
)
def test_methods_that_cannot_be_computed(method: str, baseline: str, target: str, actual: str) -> None:
    """Nothing is divided by 0, and no baseline is made up."""
    result, found = _grade(target, actual, baseline, method)
    assert (result["state"], result["rate"], found) == ("評価不能", None, ["indicator_not_computable"])


def test_an_unknown_method_is_said() -> None:
    """A method that is none of the three is 要修正."""
    assert "indicator_method_unknown" in _grade("10", "5", method="C/D")[1]


def test_reference_rows_are_never_graded() -> None:
    """A 参考 row has its values, no state, and nothing is asked about it."""
    result, found = _grade("10", "", kind="参考")
    assert (result["state"], result["letter"], result["target_value"], found) == ("", "", Decimal(10), [])


def test_years_to_come_have_no_state() -> None:
    """Only the report year's missing actual is 未評価."""
    row = {
        "indicator": "率",
        "kind": "指標",
        "baseline": "",
        "target_2020": "5",
        "target_2021": "6",
        "actual_2020": "5",
    }
    table = pd.DataFrame([row], pd.MultiIndex.from_tuples([(5, 1)], names=["row_id", "goal"]), dtype="object")
    rates, found = grade(table, PLAN)
    assert rates["state"].tolist() == ["評価", "", ""]
    assert found == []
