"""The rules of the plan as Excel formulas, so that a correction by hand flows through. Each mirrors a function of `etl`.

Rates are compared after rounding to 12 places: Excel counts in binary fractions, where 3/4 of some numbers is 0.7499999999999999.
"""

import re
from collections.abc import Sequence

from torikumi.schemas.plan import ALL_INITIATIVES, MAJORITY, NOT_COUNTED, Plan

NUMBER, NAME, GRADE, AFFECTED = "一覧_番号", "一覧_取組名", "一覧_評価", "一覧_網掛け"
CONTINUED = "続き"  # in a line of its own behind the number of a row that only continues the one above


def quote(text: str) -> str:
    """A string literal of a formula."""
    return '"' + text.replace('"', '""') + '"'


def count(plan: Plan, goal: int | None, letter: str | None = None, affected: bool = False) -> str:
    """How many initiatives of the list: of a goal (None: all), of a grade (None: any or none), only shaded ones; 再掲 as the plan says."""
    criteria = [(NUMBER, f"{goal}-*" if goal else "*-*"), (NUMBER, f"<>*{CONTINUED}")]
    criteria += [(GRADE, criterion(letter))] if letter else []
    criteria += [(AFFECTED, "1")] if affected else []
    counted = _countifs(criteria)
    return f"{counted}-{_countifs([*criteria, (NAME, '【再掲*')])}" if plan.relisted == NOT_COUNTED else counted


def _countifs(criteria: Sequence[tuple[str, str]]) -> str:
    return f"COUNTIFS({','.join(f'{name},{quote(value)}' for name, value in criteria)})"


def criterion(text: str) -> str:
    """A text as a criterion of COUNTIF: nothing in it is a wildcard or an operator (a grade may be `*`, `?`, `~` or `>`)."""
    return "=" * text.startswith(("=", "<", ">")) + re.sub(r"([~*?])", r"~\1", text)


def denominator(plan: Plan, initiatives: str, unanswered: str) -> str:
    """What the shares are of: the cell with the initiatives, without those that have no grade unless the plan counts them."""
    return initiatives if plan.denominator == ALL_INITIATIVES else f"({initiatives}-{unanswered})"


def overall(plan: Plan, counts: Sequence[str], n: str) -> str:
    """The overall grade of the cells with the counts, best grade first, and of the cell with the denominator."""
    tests = _majority(counts, n) if plan.rule == MAJORITY else _points(plan, counts, n)
    return f'=IF(SUM({counts[0]}:{counts[-1]})=0,"",{_nested(plan, tests)})'


def _majority(counts: Sequence[str], n: str) -> list[str]:
    return [f"2*SUM({counts[0]}:{counts[rank]})>={n}" for rank in range(len(counts))]


def _points(plan: Plan, counts: Sequence[str], n: str) -> list[str]:
    earned = "+".join(f"{band.points}*{cell}" for band, cell in zip(plan.bands, counts, strict=True))
    best = max(band.points for band in plan.bands)
    return [f"100*({earned})>={band.lower}*{best}*{n}" for band in plan.bands]


def _nested(plan: Plan, tests: Sequence[str]) -> str:
    formula = quote(plan.grades[-1])
    for letter, test in reversed(list(zip(plan.grades[:-1], tests, strict=False))):
        formula = f"IF({test},{quote(letter)},{formula})"
    return formula


# 算定方法 (as `etl.grade.METHODS`, folded) -> the formula of actual {a}, target {t} and baseline {b}.
RATES = {
    "": 'IF({t}=0,"目標値が0",{a}/{t})',
    "b/a": 'IF({t}=0,"目標値が0",IF({a}=0,"実績が0",{t}/{a}))',
    "改善率": 'IF(NOT(ISNUMBER({b})),"初期値がない",IF({b}={t},"初期値と目標値が同じ",({b}-{a})/({b}-{t})))',
}


def rate(method: str, actual: str, target: str, baseline: str) -> str:
    """The achievement rate; blank where a side is no number."""
    formula = RATES.get(method, RATES[""]).format(a=actual, t=target, b=baseline)
    return f'=IF(AND(ISNUMBER({actual}),ISNUMBER({target})),{formula},"")'


def indicator_grade(plan: Plan, rate: str, actual: str, target: str, due: bool) -> str:
    """The grade of a rate, else why there is none; for years to come (`due` False) blank."""
    tests = [f"ROUND({rate},12)>={band.lower / 100:f}" for band in plan.bands]
    reasons = f'IF(NOT(ISNUMBER({target})),"評価対象外",IF(NOT(ISNUMBER({actual})),"未評価","評価不能"))'
    return f"=IF(ISNUMBER({rate}),{_nested(plan, tests)},{reasons if due else quote('')})"
