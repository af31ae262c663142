"""history: this year's answers against those of earlier years, where the master list still holds them. Nothing is changed."""

from decimal import Decimal

import pandas as pd
from torikumi.etl.figures.figure import Figure, Figures, distinct
from torikumi.etl.figures.matching import match
from torikumi.schemas.findings import Finding
from torikumi.schemas.keys import fold
from torikumi.schemas.models import Initiative, Past
from torikumi.schemas.plan import Plan
from torikumi.schemas.tables import groups, tuples
from torikumi.schemas.years import short_year

_STEPS = 2  # grades apart
_TIMES = 10  # a change of magnitude: a digit too many or too few
# Shorter texts (`継続`, `訓練１回`) are rightly the same every year.
_COPIED = 10
_RUNNING = "running"  # the qualifier of a running total (累計, 通算); 延べ counts a year's visits and may fall


def history(initiatives: pd.DataFrame, past: pd.DataFrame, quantities: Figures, plan: Plan) -> list[Finding]:
    """Compare each answered initiative with the latest earlier year that has a grade, or a result (`past`: `Past`).

    `quantities` are those of this year's and the earlier results. Findings at this year's cells: history_grade_jump (two grades or
    more, up or down), history_text_copied (word for word; only texts of ten characters or more), history_running_fell (a running
    total), history_magnitude (a figure of the same label and unit ten times as high or low). A list without earlier years gives none.
    """
    years = groups(past, [Past.initiative])
    findings = []
    for row in tuples(initiatives[initiatives[Initiative.department] != ""]):
        earlier = years.get((row.Index,), [])[::-1]
        graded = next(((of.year, of.letter) for of in earlier if of.letter in plan.grades), None)
        told = next(((of.year, of.actual) for of in earlier if of.actual), None)
        found = _jump(row.letter, *graded, plan) if graded else []
        if told:
            found += _copied(row.actual, *told)
            now, then = (
                _figures(quantities.of(row.Index, f"actual_{year}"), year) for year in (plan.report_year, told[0])
            )
            found += _changes(now, then, told[0])
        fields = {"history_grade_jump": plan.grade_field}
        findings += [
            Finding.at_answer(code, row, fields.get(code, plan.actual_field), said, expected)
            for code, said, expected in found
        ]
    return findings


def _jump(now: str, year: int, then: str, plan: Plan) -> list[tuple[str, str, str]]:
    if now not in plan.grades or abs(plan.grades.index(now) - plan.grades.index(then)) < _STEPS:
        return []
    return [("history_grade_jump", now, f"{short_year(year)}は{then}")]


def _copied(actual: str, year: int, then: str) -> list[tuple[str, str, str]]:
    text = fold(actual)
    return [("history_text_copied", short_year(year), "")] if len(text) >= _COPIED and text == fold(then) else []


def _figures(figures: list[Figure], year: int) -> list[Figure]:
    """The figures of a cell about its own year, in the form in which they can be matched."""
    return distinct(figure for figure in figures if figure.year in (None, year) and figure.high is None)


def _changes(now: list[Figure], then: list[Figure], year: int) -> list[tuple[str, str, str]]:
    found = []
    for old, (new, _) in match(then, now, []).items():
        said, was = f"{new.label}{new.text}", f"{short_year(year)}は{old.text}"
        if _RUNNING in new.qualifier.split() and new.value < old.value:
            found.append(("history_running_fell", said, was))
        if _apart(new.value, old.value):
            found.append(("history_magnitude", said, was))
    return found


def _apart(new: Decimal, old: Decimal) -> bool:
    low, high = sorted((abs(new), abs(old)))
    return low > 0 and high >= _TIMES * low
