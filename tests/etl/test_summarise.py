"""Grades -> counts and the overall grade of each goal and of the plan."""

from fractions import Fraction

import pandas as pd
from torikumi.etl.summarise import summarise
from torikumi.schemas.plan import Plan
from torikumi.schemas.report import Summary

from tests.plans import plan_of

PLAN = plan_of()


def _summary(letters: str, plan: Plan, relisted: str = "") -> Summary:
    """One letter an initiative, `-` for an unanswered one; all of goal 1, those of the positions in `relisted` shown again."""
    rows = pd.DataFrame(
        {
            "letter": ["" if letter == "-" else letter for letter in letters],
            "goal": 1,
            "affected": [letter == "B" for letter in letters],
        }
    )
    rows["relisted"] = [str(n) in relisted for n in range(len(letters))]
    return summarise(rows.astype({"relisted": bool, "affected": bool}), plan)[0]


def test_counts_of_a_goal_and_the_total() -> None:
    """Each goal of the plan has a row, with initiatives or not, and the total is the last, of scope 0."""
    summary = _summary("AABD-", PLAN)
    assert list(summary.scopes.index) == [1, 2, 0]
    assert summary.scopes[["initiatives", "open", "n", "letter"]].to_numpy().tolist() == [
        [5, 1, 4, "A"],
        [0, 0, 0, ""],
        [5, 1, 4, "A"],
    ]
    assert [summary.counts(scope, "ABCD") for scope in (1, 2, 0)] == [[2, 1, 0, 1], [0, 0, 0, 0], [2, 1, 0, 1]]
    assert (summary.count(1, ""), summary.count(1, "B", "affected"), summary.count(1, "A", "affected")) == (1, 1, 0)


def test_the_share_of_a_goal_counts_its_open_initiatives() -> None:
    """Two of the goal's three answers are open; it has all of the plan's initiatives, the other goal none."""
    assert _summary("A--", PLAN).scopes["share"].to_dict() == {1: Fraction(1), 2: Fraction(0), 0: Fraction(1)}


def test_a_plan_without_initiatives_has_no_shares() -> None:
    """Nothing is divided by 0."""
    assert _summary("", PLAN).scopes["share"].to_dict() == {1: None, 2: None, 0: None}


def test_the_denominator_is_a_setting() -> None:
    """全取組: an unanswered initiative counts in the denominator, so 2 of 5 are not half."""
    summary = _summary("AABD-", plan_of(割合の分母="全取組"))
    assert summary.scopes.loc[1, ["n", "letter"]].tolist() == [5, "B"]


def test_relisted_initiatives_are_a_setting() -> None:
    """数えない leaves the 再掲 rows out of every count, but says how many there are."""
    summary = _summary("AABB", plan_of(再掲の扱い="数えない"), relisted="01")
    assert summary.scopes.loc[1, ["initiatives", "listed", "relisted", "letter"]].tolist() == [2, 4, 2, "B"]
    assert summary.counts(1, "AB") == [0, 2]


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
