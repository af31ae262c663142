"""The rules of the plan as Excel formulas, so that a correction by hand flows through; the rules themselves are in `schemas`.

Rates are compared after rounding to 12 places: Excel counts in binary fractions, where 3/4 of some numbers is 0.7499999999999999.
"""

import re
from collections.abc import Sequence

from torikumi.schemas.bands import limit_of
from torikumi.schemas.methods import Method
from torikumi.schemas.plan import ALL_INITIATIVES, NOT_COUNTED, Plan
from torikumi.schemas.rules import RULES
from torikumi.schemas.states import NOT_COMPUTABLE, NOT_RATED, UNGRADED

GOAL, NAME, GRADE, AFFECTED, BEFORE = "一覧_目標", "一覧_取組名", "一覧_評価", "一覧_網掛け", "一覧_前年度評価"


def quote(text: str) -> str:
    """A string literal of a formula."""
    return '"' + text.replace('"', '""') + '"'


def other_grade(field: str) -> str:
    """The name of a column of the list with grades beside the self grade."""
    return f"一覧_{field}"


def count(
    plan: Plan,
    goal: int | None,
    letter: str | None = None,
    affected: bool = False,
    grade: str = GRADE,
    before: str | None = None,
) -> str:
    """How many initiatives of the list: of a goal (None: all), of a grade (None: any or none), only shaded ones, of a grade in the year
    before; 再掲 as the plan says. `grade`: the name of the column whose letters are counted.

    By the list's hidden column of goals, which is blank in a row that only continues the one above."""
    criteria = [(GOAL, str(goal) if goal else ">=0")]
    criteria += [(grade, criterion(letter))] if letter else []
    criteria += [(AFFECTED, "1")] if affected else []
    criteria += [(BEFORE, criterion(before))] if before else []
    counted = _countifs(criteria)
    return f"{counted}-{_countifs([*criteria, (NAME, '【再掲*')])}" if plan.relisted == NOT_COUNTED else counted


def moved(plan: Plan, goal: int | None, sign: int) -> str:
    """How many initiatives have a better grade than in the year before (1), a worse one (-1), or the same (0)."""
    ranks = list(enumerate(plan.grades))
    terms = [
        count(plan, goal, now, before=then)
        for was, then in ranks
        for rank, now in ranks
        if (was > rank) - (was < rank) == sign
    ]
    return f"={'+'.join(terms)}"


def _countifs(criteria: Sequence[tuple[str, str]]) -> str:
    return f"COUNTIFS({','.join(f'{name},{quote(value)}' for name, value in criteria)})"


def criterion(text: str) -> str:
    """A text as a criterion of COUNTIF: nothing in it is a wildcard or an operator (a grade may be `*`, `?`, `~` or `>`)."""
    return "=" * text.startswith(("=", "<", ">")) + re.sub(r"([~*?])", r"~\1", text)


def denominator(plan: Plan, initiatives: str, unanswered: str, uncounted: str = "") -> str:
    """What the shares are of: the cell with the initiatives, without those that have no grade unless the plan counts them, and without
    those whose grades are not counted (a cell, or a sum; "" where the plan has none)."""
    left = [unanswered] if plan.denominator != ALL_INITIATIVES else []
    left += [uncounted] if uncounted else []
    return f"({'-'.join([initiatives, *left])})" if left else initiatives


def still_open(initiatives: str, counts: Sequence[str], uncounted: str = "") -> str:
    """How many have no grade yet: of the cell with the initiatives, beside the cells with the counts."""
    return f"={initiatives}-SUM({counts[0]}:{counts[-1]})" + (f"-{uncounted}" if uncounted else "")


def overall(plan: Plan, counts: Sequence[str], n: str) -> str:
    """The overall grade of the cells with the counts, best grade first, and of the cell with the denominator."""
    tests = RULES[plan.rule].tests(counts, n, plan.bands)
    return f'=IF(SUM({counts[0]}:{counts[-1]})=0,"",{_nested(plan, tests)})'


def _nested(plan: Plan, tests: Sequence[str]) -> str:
    formula = quote(plan.grades[-1])
    for letter, test in reversed(list(zip(plan.grades[:-1], tests, strict=False))):
        formula = f"IF({test},{quote(letter)},{formula})"
    return formula


def rate(method: Method, actual: str, target: str, baseline: str) -> str:
    """The achievement rate; blank where a side is no number."""
    formula = method.formula.format(a=actual, t=target, b=baseline)
    return f'=IF(AND(ISNUMBER({actual}),ISNUMBER({target})),{formula},"")'


def no_rate(reason: str, actual: str, target: str) -> str:
    """Why there is no rate, whatever the numbers; blank where a side is no number."""
    return f'=IF(AND(ISNUMBER({actual}),ISNUMBER({target})),{quote(reason)},"")'


def indicator_grade(plan: Plan, rate: str, actual: str, target: str, due: bool) -> str:
    """The grade of a rate, of a plan that grades rates, else why there is none; for years to come (`due` False) blank."""
    tests = [f"ROUND({rate},12)>={limit_of(band) / 100:f}" for band in plan.bands]
    open_or_not = f"IF(NOT(ISNUMBER({actual})),{quote(UNGRADED)},{quote(NOT_COMPUTABLE)})"
    reasons = f"IF(NOT(ISNUMBER({target})),{quote(NOT_RATED)},{open_or_not})"
    return f"=IF(ISNUMBER({rate}),{_nested(plan, tests)},{reasons if due else quote('')})"
