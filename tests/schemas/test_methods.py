"""The methods of the achievement rate: the formula of each gives what its function gives."""

from fractions import Fraction
from itertools import product

import pytest
from torikumi.schemas.methods import METHODS, is_method, method_of
from torikumi.workbooks.committee import formulas

from tests.etl.made import made_plan
from tests.formula import evaluate

NUMBERS = [Fraction(text) for text in ("-2", "0", "1/3", "3", "40")]


@pytest.mark.parametrize(
    ("text", "name", "known"),
    [
        ("", "A/B", True),
        ("Ａ／Ｂ", "A/B", True),
        ("b/a", "B/A", True),
        (" 改善率 ", "改善率", True),
        ("C/D", "A/B", False),
    ],
)
def test_a_method_is_named_in_any_width_and_a_blank_is_the_reports(text, name, known):
    """A blank is A/B; what is unknown is not used, and A/B stands in for it."""
    assert (method_of(text).name, is_method(text)) == (name, known)


@pytest.mark.parametrize("name", METHODS)
def test_the_formula_of_a_method_gives_what_its_function_gives(name):
    """Rates and reasons, over negative numbers, zeros and a missing baseline."""
    method = METHODS[name]
    formula = formulas.rate(method, "C5", "C6", "B5")
    for actual, target, baseline in product(NUMBERS, NUMBERS, [*NUMBERS, None]):
        cells = {"C5": actual, "C6": target, "B5": baseline}
        assert evaluate(formula, cells) == method.rate(actual, target, baseline), (actual, target, baseline)


@pytest.mark.parametrize(
    ("actual", "target", "grade"),
    [(0.3, 0.4, "A"), (0.2999999, 0.4, "B"), (None, 0.4, "未評価"), (0.3, None, "評価対象外"), (0.3, 0.0, "評価不能")],
)
def test_a_rate_in_binary_fractions_is_judged_as_the_exact_one(actual, target, grade):
    """0.3 of 0.4 is 0.7499999999999999 in Excel's numbers, and 75 %: an A."""
    cells = {"C5": actual and Fraction(actual), "C6": target if target is None else Fraction(target)}
    rate = actual / target if actual and target else ""
    assert (actual, target) != (0.3, 0.4) or rate < 0.75
    formula = formulas.indicator_grade(made_plan(), "C7", "C5", "C6", due=True)
    assert evaluate(formula, cells | {"C7": Fraction(rate) if rate else rate}) == grade
