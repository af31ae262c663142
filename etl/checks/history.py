"""history: this year's answers against those of earlier years, where the master list still holds them. Nothing is changed."""

from decimal import Decimal
from typing import Any

import pandas as pd
from torikumi.etl.figures.matching import Figure, distinct, match
from torikumi.schemas.findings import Finding
from torikumi.schemas.keys import fold
from torikumi.schemas.plan import Plan, grade_key
from torikumi.schemas.years import short_year

_STEPS = 2  # grades apart
_TIMES = 10  # a change of magnitude: a digit too many or too few
# Shorter texts (`継続`, `訓練１回`) are rightly the same every year.
_COPIED = 10
_RUNNING = "running"  # the qualifier of a running total (累計, 通算); 延べ counts a year's visits and may fall


def history(initiatives: pd.DataFrame, quantities: pd.DataFrame, plan: Plan) -> list[Finding]:
    """Compare each answered initiative with the latest earlier year that has a grade, or a result (`grade_2019`, `actual_2019` …).

    `quantities` are those of this year's and the earlier results. Findings at this year's cells: history_grade_jump (two grades or
    more, up or down), history_text_copied (word for word; only texts of ten characters or more), history_running_fell (a running
    total), history_magnitude (a figure of the same label and unit ten times as high or low). A list without earlier years gives none.
    """
    years = _years(initiatives, plan)
    figures = dict(iter(quantities.groupby(["number", "field"], sort=False)))
    findings = []
    for number, row in initiatives[initiatives["row_id"] >= 0].iterrows():
        graded = next((year for year in years if _letter(row, year, plan)), None)
        told = next((year for year in years if _text(row, year)), None)
        found = _jump(row, graded, plan) if graded is not None else []
        if told is not None:
            found += _copied(row, told, plan)
            none = quantities.iloc[:0]
            now, then = (
                _figures(figures.get((number, f"actual_{year}"), none), year) for year in (plan.report_year, told)
            )
            found += _changes(now, then, told)
        fields = {"history_grade_jump": plan.grade}
        findings += [
            Finding(
                code,
                said,
                expected,
                str(number),
                row["department_answer"],
                row_id=int(row["row_id"]),
                field=fields.get(code, plan.actual),
            )
            for code, said, expected in found
        ]
    return findings


def _years(initiatives: pd.DataFrame, plan: Plan) -> list[int]:
    """The years before the report year that the list has a result or a grade of, the latest first."""
    fields = [str(field) for field in initiatives.columns if str(field).startswith(("actual_", "grade_"))]
    years = {int(year) for field in fields if (year := field.rpartition("_")[2]).isdecimal()}
    return sorted((year for year in years if year < plan.report_year), reverse=True)


def _text(row: pd.Series, year: int) -> str:
    text = row.get(f"actual_{year}")
    return text.strip() if isinstance(text, str) else ""


def _letter(row: pd.Series, year: int, plan: Plan) -> str:
    text = row.get(f"grade_{year}")
    return plan.notations.get(grade_key(text), "") if isinstance(text, str) else ""


def _jump(row: pd.Series, year: int, plan: Plan) -> list[tuple[str, str, str]]:
    now, then = row["letter"], _letter(row, year, plan)
    if not now or abs(plan.grades.index(now) - plan.grades.index(then)) < _STEPS:
        return []
    return [("history_grade_jump", now, f"{short_year(year)}は{then}")]


def _copied(row: pd.Series, year: int, plan: Plan) -> list[tuple[str, str, str]]:
    text = fold(row["actual"])
    return (
        [("history_text_copied", short_year(year), "")]
        if len(text) >= _COPIED and text == fold(_text(row, year))
        else []
    )


def _figures(quantities: pd.DataFrame, year: int) -> list[Figure]:
    """The figures of a cell about its own year, in the form in which they can be matched."""
    columns = list(Figure.__dataclass_fields__)
    rows: list[Any] = list(quantities[columns].itertuples(index=False, name=None))
    figures = [Figure(*row) for row in rows]
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
