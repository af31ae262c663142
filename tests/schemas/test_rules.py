"""The rules of the overall grade: in numbers, in words, and the same as an Excel formula."""

from fractions import Fraction
from itertools import product

import pytest
from torikumi.schemas.rules import MAJORITY, POINTS, RULES, Overall
from torikumi.workbooks.committee import formulas

from tests.etl.made import made_plan
from tests.formula import evaluate

BANDS = made_plan().bands


@pytest.mark.parametrize(
    ("counts", "letter", "score"),
    [
        ((12, 4, 0, 1), "A", "12/17"), ((5, 10, 0, 1), "B", "15/16"), ((12, 6, 5, 2), "B", "18/25"), ((51, 34, 13, 10), "B", "85/108"),
        ((20, 15, 1, 1), "A", "20/37"), ((100, 69, 19, 15), "B", "169/203"), ((1, 1, 0, 0), "A", "1/2"), ((49, 0, 51, 0), "C", "1"), ((0, 0, 0, 3), "D", "1"),
    ],
)  # fmt: skip
def test_majority(counts, letter, score):
    """過半: the best grade that at least half of the initiatives reach; exactly half is enough."""
    result = RULES[MAJORITY].overall(counts, sum(counts), BANDS)
    assert (result.letter, result.score) == (letter, Fraction(score))


@pytest.mark.parametrize(
    ("counts", "letter", "score"),
    [
        ((12, 4, 0, 1), "A", "44/51"), ((5, 10, 0, 1), "B", "35/48"), ((12, 6, 5, 2), "B", "53/75"), ((51, 34, 13, 10), "B", "234/324"),
        ((48, 37, 13, 10), "B", "231/324"), ((20, 15, 1, 1), "A", "91/111"), ((97, 72, 19, 15), "B", "454/609"), ((100, 69, 19, 15), "A", "457/609"),
        ((1, 0, 1, 0), "B", "2/3"), ((0, 0, 0, 3), "D", "0"),
    ],
)  # fmt: skip
def test_points(counts, letter, score):
    """点数: the points earned of 3n, cut at the bands' own limits; 75.04 % is an A."""
    result = RULES[POINTS].overall(counts, sum(counts), BANDS)
    assert (result.letter, result.score) == (letter, Fraction(score))


@pytest.mark.parametrize(
    ("rule", "counts", "n", "better", "missing", "distance"),
    [
        (MAJORITY, (100, 69, 19, 15), 203, "A", 2, 2),
        (MAJORITY, (12, 4, 0, 1), 17, "", 0, 0),
        (MAJORITY, (0, 0, 0, 3), 3, "C", 2, 2),
        (MAJORITY, (0, 0, 0, 3), 10, "C", 5, 0),  # five of ten are needed, and only three can rise
        (POINTS, (97, 72, 19, 15), 203, "A", 3, 3),
        (POINTS, (0, 0, 0, 3), 3, "C", 3, 3),
    ],
)
def test_how_far_the_next_grade_is(rule, counts, n, better, missing, distance):
    """What is missing to the better grade, and how many initiatives, each one grade better, would bring it."""
    result = RULES[rule].overall(counts, n, BANDS)
    assert (result.better, result.missing, result.distance) == (better, missing, distance)


@pytest.mark.parametrize("rule", RULES)
def test_nothing_graded_has_no_overall_grade(rule):
    """Without a graded initiative there is no grade, not the worst one."""
    assert RULES[rule].overall((0, 0, 0, 0), 5, BANDS) == Overall("", Fraction(0), "", 0, 0)


@pytest.mark.parametrize(
    ("rule", "score", "in_full", "inputs"),
    [
        (MAJORITY, "B以上の取組の割合83.25％", "B以上の割合 169/203＝83.25％",
         "A以上 100、B以上 169、C以上 188、D以上 203、分母 203（全取組）の半数 101.5"),
        (POINTS, "得点の割合83.25％", "得点の割合（50％以上75％未満でB） 169/203＝83.25％",
         "A 100×3点＋B 69×2点＋C 19×1点＋D 15×0点＝457点、満点 3点×203（全取組）＝609点"),
    ],
)  # fmt: skip
def test_a_rule_says_what_went_in_and_what_came_out(rule, score, in_full, inputs):
    """The score with its share, the same with the fraction that is judged, and the counts."""
    told, share = RULES[rule], Fraction(169, 203)
    assert told.scored("B", share) == score
    assert told.scored_in_full("B", share, BANDS) == in_full
    assert told.inputs((100, 69, 19, 15), 203, BANDS, "全取組") == inputs


@pytest.mark.parametrize("rule", RULES)
def test_the_formula_of_a_rule_gives_what_the_rule_gives(rule):
    """All counts of four grades up to 3, with no initiative open and with two: 512 cases a rule."""
    plan, cells = made_plan(rule=rule), ["E5", "F5", "G5", "H5"]
    formula = formulas.overall(plan, cells, "J5")
    for counts, still in product(product(range(4), repeat=4), (0, 2)):
        n = sum(counts) + still
        values = dict(zip(cells, map(Fraction, counts), strict=True)) | {"J5": Fraction(n)}
        assert evaluate(formula, values) == RULES[rule].overall(counts, n, plan.bands).letter, (counts, n)
