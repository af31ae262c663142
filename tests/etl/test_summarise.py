"""Grades -> the overall grade, by both rules."""

from collections.abc import Callable
from fractions import Fraction

import pandas as pd
import pytest
from torikumi.etl.summarise import Overall, majority, points, summarise
from torikumi.schemas.plan import Plan

from tests.plans import plan_of

PLAN = plan_of()


@pytest.mark.parametrize(
    ("counts", "letter", "score"),
    [
        ((12, 4, 0, 1), "A", "12/17"), ((5, 10, 0, 1), "B", "15/16"), ((12, 6, 5, 2), "B", "18/25"), ((51, 34, 13, 10), "B", "85/108"),
        ((20, 15, 1, 1), "A", "20/37"), ((100, 69, 19, 15), "B", "169/203"), ((1, 1, 0, 0), "A", "1/2"), ((49, 0, 51, 0), "C", "1"), ((0, 0, 0, 3), "D", "1"),
    ],
)  # fmt: skip
def test_majority(counts: tuple[int, ...], letter: str, score: str) -> None:
    """過半: the best grade that at least half of the initiatives reach; exactly half is enough."""
    result = majority(counts, sum(counts), PLAN)
    assert (result.letter, result.score) == (letter, Fraction(score))


@pytest.mark.parametrize(
    ("counts", "letter", "score"),
    [
        ((12, 4, 0, 1), "A", "44/51"), ((5, 10, 0, 1), "B", "35/48"), ((12, 6, 5, 2), "B", "53/75"), ((51, 34, 13, 10), "B", "234/324"),
        ((48, 37, 13, 10), "B", "231/324"), ((20, 15, 1, 1), "A", "91/111"), ((97, 72, 19, 15), "B", "454/609"), ((100, 69, 19, 15), "A", "457/609"),
        ((1, 0, 1, 0), "B", "2/3"), ((0, 0, 0, 3), "D", "0"),
    ],
)  # fmt: skip
def test_points(counts: tuple[int, ...], letter: str, score: str) -> None:
    """点数: the points earned of 3n, cut at the bands' own limits; 75.04 % is an A."""
    result = points(counts, sum(counts), PLAN)
    assert (result.letter, result.score) == (letter, Fraction(score))


@pytest.mark.parametrize(
    ("counts", "better", "missing"), [((100, 69, 19, 15), "A", 2), ((12, 4, 0, 1), "", 0), ((0, 0, 0, 3), "C", 2)]
)
def test_how_far_the_next_grade_is(counts: tuple[int, ...], better: str, missing: int) -> None:
    """The total lacks two initiatives to an A."""
    result = majority(counts, sum(counts), PLAN)
    assert (result.better, result.missing) == (better, missing)


@pytest.mark.parametrize("rule", [majority, points])
def test_nothing_graded_has_no_overall_grade(rule: Callable[..., Overall]) -> None:
    """Without a graded initiative there is no grade, not the worst one."""
    assert rule((0, 0, 0, 0), 5, PLAN).letter == ""


def _summary(letters: str, plan: Plan, relisted: str = "") -> pd.DataFrame:
    """One letter an initiative, `-` for an unanswered one; all of goal 1, those of the positions in `relisted` shown again."""
    rows = pd.DataFrame(
        {
            "letter": ["" if letter == "-" else letter for letter in letters],
            "goal": 1,
            "affected": [letter == "B" for letter in letters],
        }
    )
    return summarise(rows.assign(relisted=[str(n) in relisted for n in range(len(letters))]), plan)[0]


def test_counts_of_a_goal_and_the_total() -> None:
    """Each goal of the plan has a row, with initiatives or not, and the total is the last, of scope 0."""
    summary = _summary("AABD-", PLAN)
    assert list(summary.index) == [1, 2, 0]
    assert summary[["initiatives", "count_A", "count_B", "count_C", "count_D", "open", "n", "affected_B", "letter"]].to_numpy().tolist() == [
        [5, 2, 1, 0, 1, 1, 4, 1, "A"], [0, 0, 0, 0, 0, 0, 0, 0, ""], [5, 2, 1, 0, 1, 1, 4, 1, "A"]
    ]  # fmt: skip


def test_the_denominator_is_a_setting() -> None:
    """全取組: an unanswered initiative counts in the denominator, so 2 of 5 are not half."""
    summary = _summary("AABD-", plan_of(割合の分母="全取組"))
    assert summary.loc[1, ["n", "letter"]].tolist() == [5, "B"]


def test_relisted_initiatives_are_a_setting() -> None:
    """数えない leaves the 再掲 rows out of every count, but says how many there are."""
    summary = _summary("AABB", plan_of(再掲の扱い="数えない"), relisted="01")
    assert summary.loc[1, ["initiatives", "listed", "relisted", "count_A", "count_B", "letter"]].tolist() == [
        2,
        4,
        2,
        0,
        2,
        "B",
    ]


def test_a_result_that_another_setting_would_change_is_asked_about() -> None:
    """Where the rules disagree, or 再掲 the other way gives another grade, that is 要確認, once a scope."""
    rows = pd.DataFrame({"letter": list("AABB"), "goal": 1, "affected": False, "relisted": [True, True, False, False]})
    _, found = summarise(rows, PLAN)
    assert [(finding.code, finding.found) for finding in found] == [
        ("overall_sensitive", "目標1"),
        ("overall_sensitive", "合計"),
    ]
    assert found[0].expected.startswith("A")
    _, none = summarise(rows.assign(relisted=False, letter="A"), PLAN)
    assert none == []
