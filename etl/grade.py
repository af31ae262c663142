"""grade: targets and actuals of the indicators -> achievement rate and grade, in exact fractions.

The methods of the rate are in `schemas.methods`, what a cell measures is read by `etl.figures.amounts`; A/B and its bands are the
report's ("達成率 A/B", A 75％～, B 50％～, C 25％～, D ０％～).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

import pandas as pd
from torikumi.etl.figures.amounts import Measured, measure, scale_of, shown
from torikumi.etl.figures.matching import less_is_better
from torikumi.schemas.findings import Finding
from torikumi.schemas.keys import fold, is_dash
from torikumi.schemas.methods import UNITS_DIFFER, is_method, method_of
from torikumi.schemas.models import Entry, Rate
from torikumi.schemas.plan import REFERENCE, Plan
from torikumi.schemas.rates import percent
from torikumi.schemas.states import NOT_COMPUTABLE, NOT_RATED, RATED, TO_COME, UNGRADED
from torikumi.schemas.tables import made, tuples
from torikumi.schemas.years import short_year

# What stands for "there is no target": the report's own words, and 該当なし.
NO_TARGET = ("設定なし", "検討中", "未定", "該当なし", "-")

# Beyond, a rate is asked about: a unit, a digit or a separator may be wrong.
_LEAST, _MOST = Fraction(1, 100), Fraction(10)


class _Result(NamedTuple):
    """What a year's rate comes to."""

    state: str
    reason: str
    rate: Fraction | None = None
    letter: str = ""


@dataclass(frozen=True)
class _Indicator:
    """An indicator of the sheet: what its cells say and measure, by field (`baseline`, `target_2020`)."""

    row_id: int
    row: Any  # a tuple of `models.Indicator`
    texts: Mapping[str, str]
    values: Mapping[str, Measured | None]

    @property
    def graded(self) -> bool:
        return bool(self.row.kind != REFERENCE)


def grade(indicators: pd.DataFrame, entries: pd.DataFrame, plan: Plan) -> tuple[pd.DataFrame, list[Finding]]:
    """`Rate` of each indicator, goal and year of the plan. `entries` are the cells with their stored figures (`extract.exact_figures`).

    State: 評価; 未評価 (no actual in the report year or before), 評価対象外 (no target set), 評価不能 (with the reason), "" for years
    to come without a rate. 参考 rows have their values and no state. A blank is never 0. The values of an indicator are in one unit, as far
    as they can be converted; where target and actual cannot, that is 評価不能.

    Findings, each for an indicator once: about its cells indicator_unreadable, figure_suspicious, indicator_read_as, indicator_tentative,
    indicator_converted, indicator_unit_missing, indicator_fraction; about a year's rate indicator_units_differ, indicator_rate_extreme; about
    the report year indicator_without_actual, indicator_not_rated, indicator_not_computable; indicator_method_unknown,
    indicator_lower_better.
    """
    fields = ["baseline", *(f"{field}_{year}" for year in plan.years for field in ("target", "actual"))]
    cells = _cells(entries, set(indicators.index.get_level_values("row_id")), fields)
    records: list[tuple[object, ...]] = []
    findings: list[Finding] = []
    for row in tuples(indicators):
        row_id, goal = row.Index
        own = {field: cells.get((row_id, field), ("", False)) for field in fields}
        texts = {field: text for field, (text, _) in own.items()}
        indicator = _Indicator(int(row_id), row, texts, measure(own, row.unit))
        results = {year: _result(indicator, year, plan) for year in plan.years}
        records += [
            (row_id, goal, year, *_values(indicator, year), _unit(indicator), *results[year]) for year in plan.years
        ]
        findings += [*_of_cells(indicator), *_of_method(indicator), *_of_years(indicator, results, plan)]
    return made(Rate, records), list(dict.fromkeys(findings))


def _cells(entries: pd.DataFrame, row_ids: set[int], fields: list[str]) -> dict[tuple[int, str], tuple[str, bool]]:
    """The text of each cell, and whether it is a number cell."""
    own = entries[entries[Entry.row_id].isin(row_ids) & entries[Entry.field].isin(fields)]
    own = own.drop_duplicates([Entry.row_id, Entry.field])
    columns = zip(own[Entry.row_id], own[Entry.field], own[Entry.text], own[Entry.stored], strict=True)
    return {(row_id, field): (text.strip(), stored != "") for row_id, field, text, stored in columns}


def _values(indicator: _Indicator, year: int) -> Iterator[object]:
    """target, actual, then value and unit of baseline, target and actual."""
    fields = ("baseline", f"target_{year}", f"actual_{year}")
    yield from (indicator.texts[field] for field in fields[1:])
    for value in (indicator.values[field] for field in fields):
        yield value and value.number
        yield value.scale.label if value else ""


def _unit(indicator: _Indicator) -> str:
    """The unit of the indicator: of its first value, else what 単位 says."""
    labels = (value.scale.label for value in indicator.values.values() if value and value.scale.label)
    return next(labels, scale_of(indicator.row.unit).label)


def _result(indicator: _Indicator, year: int, plan: Plan) -> _Result:
    result = _judged(indicator, year, plan)
    if indicator.graded and (year <= plan.report_year or result.rate is not None):
        return result
    return _Result(TO_COME, result.reason if result.state == NOT_COMPUTABLE else "")


def _judged(indicator: _Indicator, year: int, plan: Plan) -> _Result:
    """As if the year were due."""
    texts, values = indicator.texts, indicator.values
    aim, done, start = (values[field] for field in (f"target_{year}", f"actual_{year}", "baseline"))
    if aim is None:
        return _Result(NOT_RATED, texts[f"target_{year}"] or "目標値が空欄")
    if done is None:
        return _Result(UNGRADED, "実績が数ではない" if texts[f"actual_{year}"] else "実績が空欄")
    method = method_of(indicator.row.method)
    needed = [aim, done, start] if method.from_baseline and start else [aim, done]
    if len({value.scale.dimension for value in needed}) > 1:
        return _Result(NOT_COMPUTABLE, UNITS_DIFFER)
    rate = method.rate(Fraction(done.number), Fraction(aim.number), Fraction(start.number) if start else None)
    if isinstance(rate, str):
        return _Result(NOT_COMPUTABLE, rate)
    return _Result(RATED, "", rate, plan.letter_of(rate))


def _of_cells(indicator: _Indicator) -> Iterator[Finding]:
    """What is odd about single cells."""
    for field, text in indicator.texts.items():
        value = indicator.values[field]
        if value:
            odd = _odd(value)
        else:
            unread = text and field != "baseline" and not _is_no_target(text)
            odd = {"indicator_unreadable": indicator.row.indicator} if unread else {}
        for code, said in odd.items():
            yield Finding(code, text, said, row_id=indicator.row_id, field=field)


def _odd(value: Measured) -> dict[str, str]:
    """The code of each finding about a value, and what it says."""
    read, amount = shown(value.number, value.scale.label), value.amount
    codes = {
        "indicator_tentative": amount.tentative,
        "indicator_read_as": not amount.tentative and (amount.remark or value.converted),
        "indicator_fraction": value.fraction or value.unclear,
        "indicator_unit_missing": value.guessed,
    }
    found = {code: read for code, applies in codes.items() if applies}
    return found | {"figure_suspicious": value.doubtful} if value.doubtful else found


def _of_method(indicator: _Indicator) -> Iterator[Finding]:
    row = indicator.row
    at: dict[str, Any] = {"row_id": indicator.row_id, "field": "method"}
    below = any(value and value.amount.below for field, value in indicator.values.items() if field.startswith("target"))
    if not fold(row.method) and indicator.graded and (below or less_is_better(row.indicator)):
        yield Finding("indicator_lower_better", row.indicator, **at)
    if not is_method(row.method):
        yield Finding("indicator_method_unknown", row.method, **at)


def _of_years(indicator: _Indicator, results: Mapping[int, _Result], plan: Plan) -> Iterator[Finding]:
    """What is odd about the rates. What a cell's own finding already says is not said again."""
    for year, result in results.items():
        yield from _of_rate(indicator, year, result)
    due = results[plan.report_year]
    if indicator.graded and due.reason != UNITS_DIFFER:
        yield from _of_state(indicator, plan.report_year, due)


def _of_rate(indicator: _Indicator, year: int, result: _Result) -> Iterator[Finding]:
    """Why a year's rate may be wrong."""
    name, texts = indicator.row.indicator, indicator.texts
    at: dict[str, Any] = {"row_id": indicator.row_id, "field": f"actual_{year}"}
    if result.reason == UNITS_DIFFER and indicator.graded:
        sides = f"{short_year(year)}の目標値「{texts[f'target_{year}']}」、実績「{texts[f'actual_{year}']}」"
        yield Finding("indicator_units_differ", name, sides, **at)
    if result.rate is not None and (result.rate > _MOST or 0 < result.rate < _LEAST):
        yield Finding("indicator_rate_extreme", name, f"{short_year(year)}は{percent(result.rate)}", **at)


def _of_state(indicator: _Indicator, year: int, due: _Result) -> Iterator[Finding]:
    """Why the report year has no rate."""
    actual, target = indicator.texts[f"actual_{year}"], indicator.texts[f"target_{year}"]
    said = {
        UNGRADED: ("indicator_without_actual", short_year(year), not actual or is_dash(actual)),
        NOT_RATED: ("indicator_not_rated", due.reason, _is_no_target(target)),
        NOT_COMPUTABLE: ("indicator_not_computable", due.reason, True),
    }
    code, reason, unsaid = said.get(due.state, ("", "", False))
    if unsaid:
        yield Finding(code, indicator.row.indicator, reason, row_id=indicator.row_id, field=f"actual_{year}")


def _is_no_target(text: str) -> bool:
    return not text or is_dash(text) or fold(text) in NO_TARGET
