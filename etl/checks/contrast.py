"""contrast: the indicator sheet against itself, and each indicator against the initiatives that it names.

A wrong reproach is worse than none: two figures are compared only where their unit is the same and it is clear that they count the
same thing, by the label (`etl.figures.matching`) or by a telling figure that both sides have.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import pandas as pd
from torikumi.etl.figures.figure import Figure, Figures
from torikumi.etl.figures.matching import same_head, same_label
from torikumi.etl.figures.words import unit_of
from torikumi.schemas.findings import Finding
from torikumi.schemas.keys import fold
from torikumi.schemas.layouts import INDICATORS
from torikumi.schemas.methods import is_method, method_of
from torikumi.schemas.models import Contrast, wide
from torikumi.schemas.plan import INDICATOR, Plan
from torikumi.schemas.rates import percent
from torikumi.schemas.states import UNANSWERED
from torikumi.schemas.tables import made, tuples
from torikumi.schemas.years import short_year

# Values that many measures share, and that therefore prove nothing: one significant digit (3, 2,000), and the whole.
_WHOLE = Decimal(100)


class _Said(NamedTuple):
    field: str
    figure: Figure


class _Figure(NamedTuple):
    value: Decimal
    text: str


_Side = Mapping[str, _Figure]  # baseline, target_2020 …, actual_2020 -> the figure


def entries(indicators: pd.DataFrame, rates: pd.DataFrame, plan: Plan) -> list[Finding]:
    """indicator_entries_differ where an indicator is entered in several rows that differ in a value, the unit or the method, at the first
    cell that differs. `56.0%`, `56.0％` and `56％` are the same; a blank method is A/B."""
    findings = []
    rows = indicators[indicators["kind"] == INDICATOR].reset_index().drop_duplicates("row_id")
    for _, same in rows.groupby(rows["indicator"].map(fold), sort=False):
        records = same.to_dict("records")
        for one, two in pairwise(records):
            ours, theirs = (_entry(record, rates, plan) for record in (one, two))
            differing = [field for field in ours if ours[field] != theirs[field]]
            if differing:
                said = "、".join(
                    f"{INDICATORS.label(field)}：{plan.scope_name(one['goal'])}は{_written(one, field, rates)}、{plan.scope_name(two['goal'])}は{_written(two, field, rates)}"
                    for field in differing
                )
                findings.append(
                    Finding(
                        "indicator_entries_differ",
                        two["indicator"],
                        said,
                        row_id=int(two["row_id"]),
                        field=differing[0],
                    )
                )
    return findings


def _written(record: Mapping[Any, Any], field: str, rates: pd.DataFrame) -> str:
    stem, _, year = field.rpartition("_")
    text = rates.loc[(record["row_id"], record["goal"])].at[int(year), stem] if stem else record[field]
    return text.strip() or "空欄"


def _entry(record: Mapping[Any, Any], rates: pd.DataFrame, plan: Plan) -> dict[str, object]:
    """field -> what is compared: numbers as numbers, anything else folded."""
    found: dict[str, object] = {"method": _method(record.get("method") or ""), "unit": _unit(record.get("unit") or "")}
    of_indicator = rates.loc[(record["row_id"], record["goal"])]
    numbers = {"baseline": of_indicator["baseline_value"].iloc[0]}
    for year in plan.years:
        numbers |= {f"{field}_{year}": of_indicator.at[year, f"{field}_value"] for field in ("target", "actual")}
    return found | {
        field: fold(_written(record, field, rates)) if number is None else number for field, number in numbers.items()
    }


def _method(text: str) -> str:
    return method_of(text).name if is_method(text) else fold(text)


def contrast(
    relations: pd.DataFrame,
    indicators: pd.DataFrame,
    rates: pd.DataFrame,
    initiatives: pd.DataFrame,
    entries: pd.DataFrame,
    quantities: Figures,
    plan: Plan,
) -> tuple[pd.DataFrame, list[Finding]]:
    """`Contrast`: both sides of each indicator and initiative that belong together, all text.

    Findings: indicator_actual_elsewhere (proposed, never filled in), indicator_target_shifted, indicator_figure_differs,
    indicator_grade_opposite. Where the measure is not clearly the same, only the grades are compared.
    """
    records, findings = [], []
    by_number: dict[str, list[_Said]] = {}
    for number, field, figure in quantities.all():
        by_number.setdefault(number, []).append(_Said(field, figure))
    of = {row.Index: row for row in tuples(initiatives[initiatives.index.isin(relations["initiative"])])}
    master = pd.DataFrame(index=[row.master_row_id for row in of.values()])
    targets = [f"target_{year}" for year in plan.years]
    listed = wide(master, entries, ["baseline", *targets]).fillna("").to_dict("index")
    for relation in tuples(relations):
        key = (relation.row_id, relation.goal)
        indicator, of_indicator = indicators.loc[key], rates.loc[key]
        initiative = of[relation.initiative]
        own = listed[initiative.master_row_id]
        result = of_indicator.loc[plan.report_year]
        theirs = _indicator_side(indicator, of_indicator, plan)
        ours = _initiative_side(by_number.get(relation.initiative, []), indicator, theirs, of_indicator, plan)
        both = _Both(indicator["indicator"], relation.row_id, result, theirs, initiative, ours, plan)
        found = [finding for contradiction in _CONTRADICTIONS for finding in contradiction(both)]
        findings += found
        names = (relation.initiative, initiative.name, initiative.department, plan.scope_name(relation.goal))
        aims = (_targets(dict(of_indicator["target"])), _targets({year: own[f"target_{year}"] for year in plan.years}))
        remark = "\n".join(f"{_REMARKS[finding.code]}（{finding.expected}）" for finding in found)
        records.append(
            (
                *names,
                indicator["indicator"],
                indicator["baseline"],
                own["baseline"],
                *aims,
                result["actual"],
                initiative.actual,
            )
            + (result["letter"] or result["state"], initiative.letter, remark)
        )
    return made(Contrast, records), findings


_REMARKS = {
    "indicator_actual_elsewhere": "実績が一方だけ",
    "indicator_target_shifted": "目標の年度のずれ",
    "indicator_figure_differs": "値が異なる",
    "indicator_grade_opposite": "評価が正反対",
}


def _targets(texts: Mapping[int, str]) -> str:
    return "\n".join(f"{short_year(year)} {text.strip()}" for year, text in texts.items() if text.strip())


def _unit(text: str) -> str:
    unit = fold(text)
    return unit_of()[unit].name if unit in unit_of() else unit


def _indicator_side(indicator: pd.Series, rates: pd.DataFrame, plan: Plan) -> _Side:
    side = {"baseline": (rates["baseline_value"].iloc[0], indicator["baseline"])}
    for year in plan.years:
        side |= {
            f"{field}_{year}": (rates.at[year, f"{field}_value"], rates.at[year, field])
            for field in ("target", "actual")
        }
    return {field: _Figure(value, text.strip()) for field, (value, text) in side.items() if value is not None}


def _initiative_side(said: list[_Said], indicator: pd.Series, theirs: _Side, rates: pd.DataFrame, plan: Plan) -> _Side:
    """The figures of the initiative that count what the indicator counts; none where that is not clear."""
    unit = _unit(next((unit for unit in rates["unit"] if unit), "") or indicator.get("unit") or "")
    due = [row for row in said if row.figure.unit == unit and _due(row.figure, _year_of(row.field, plan))]
    clear = [measure for measure in _measures(due) if _is_meant(measure, indicator, theirs)]
    return _sole(clear[0]) if unit and len(clear) == 1 else {}


def _is_meant(measure: Sequence[_Said], indicator: pd.Series, theirs: _Side) -> bool:
    """Whether it is clear that these figures count what the indicator counts: by its name, or by a telling figure of both."""
    if any(_same(row.figure.label, indicator["indicator"]) for row in measure):
        return True
    telling = {figure.value for figure in theirs.values() if _telling(figure.value)}
    return any(row.figure.value in telling for row in measure)


def _sole(rows: Sequence[_Said]) -> _Side:
    """The figure of each field; a cell that gives two different ones gives none."""
    values: dict[str, dict[Decimal, str]] = {}
    for row in rows:
        values.setdefault(row.field, {}).setdefault(row.figure.value, row.figure.text)
    return {field: _Figure(*next(iter(found.items()))) for field, found in values.items() if len(found) == 1}


def _year_of(field: str, plan: Plan) -> int:
    """The year that a field is about; what the plan starts from is about the year before it."""
    stem, _, year = field.rpartition("_")
    of_plan = stem in ("target", "actual") and int(year) in plan.years
    return int(year) if of_plan else plan.first_year - 1


def _due(figure: Figure, year: int) -> bool:
    """Whether a figure is one exact, plain number, and not another year's."""
    exact = figure.high is None and not (figure.suspicious or figure.cumulative)
    return exact and figure.qualifier in ("", "planned") and figure.year in (None, year)


def _same(label: str, other: str) -> bool:
    return same_label(label, other) or same_head(label, other)


def _telling(value: Decimal) -> bool:
    return len(value.normalize().as_tuple().digits) > 1 and value != _WHOLE


def _measures(rows: Sequence[_Said]) -> list[list[_Said]]:
    """The quantities by what they count; those without a label belong to the only measure, else to one of their own."""
    measures: list[list[_Said]] = []
    for row in (row for row in rows if row.figure.label):
        known = (measure for measure in measures if _same(measure[0].figure.label, row.figure.label))
        measure = next(known, None)
        if measure is None:
            measures.append(measure := [])
        measure.append(row)
    bare = [row for row in rows if not row.figure.label]
    if not bare:
        return measures
    return [measures[0] + bare] if len(measures) == 1 else [*measures, bare]


@dataclass(frozen=True)
class _Both:
    """An indicator and an initiative that belong together, with the figures of each that count the same."""

    indicator: str  # its name
    row_id: int
    result: Any  # its `Rate` of the report year
    theirs: _Side
    initiative: Any  # `Initiative`
    ours: _Side
    plan: Plan

    def at_indicator(self, code: str, field: str, said: str) -> Finding:
        of = self.initiative
        return Finding(code, self.indicator, said, of.Index, of.department, row_id=self.row_id, field=field)

    def at_answer(self, code: str, field: str, said: str) -> Finding:
        return Finding.at_answer(code, self.initiative, field, self.indicator, said)

    def at_master(self, code: str, field: str, said: str) -> Finding:
        return Finding.at_master(code, self.initiative, field, self.indicator, said)

    @cached_property
    def shifted(self) -> str:
        """Whether the targets are the other side's of the year after or before, in words; "" where they are not."""
        return _shifted(_targets_of(self.ours, self.plan), _targets_of(self.theirs, self.plan))


def _actual_elsewhere(both: _Both) -> Iterator[Finding]:
    """Only one side has the report year's result."""
    year, actual = short_year(both.plan.report_year), both.plan.actual_field
    ours, theirs = both.ours.get(actual), both.theirs.get(actual)
    if ours and not theirs:
        yield both.at_indicator("indicator_actual_elsewhere", actual, f"取組の{year}実績：{ours.text}")
    if theirs and both.ours and not ours and both.initiative.state != UNANSWERED:
        yield both.at_answer("indicator_actual_elsewhere", actual, f"指標の{year}実績：{theirs.text}")


def _target_shifted(both: _Both) -> Iterator[Finding]:
    if both.shifted:
        yield both.at_master("indicator_target_shifted", both.plan.target_field, both.shifted)


def _figure_differs(both: _Both) -> Iterator[Finding]:
    """Figures of the same field; targets that are shifted are said already."""
    ours, theirs = both.ours, both.theirs
    fields = [field for field in theirs if field in ours and not (both.shifted and field.startswith("target_"))]
    differing = [field for field in fields if ours[field].value != theirs[field].value]
    if differing:
        said = "、".join(f"{_name(field)}：指標は{theirs[field].text}、取組は{ours[field].text}" for field in differing)
        yield both.at_indicator("indicator_figure_differs", differing[0], said)


def _grade_opposite(both: _Both) -> Iterator[Finding]:
    """The best grade beside the worst one."""
    own, result, grades = both.initiative.letter, both.result, both.plan.grades
    if own == grades[0] and result["letter"] == grades[-1]:
        rate = f"、達成率{percent(result['rate'])}" if isinstance(result["rate"], Fraction) else ""
        said = f"取組{own}、指標{result['letter']}{rate}"
        yield both.at_answer("indicator_grade_opposite", both.plan.grade_field, said)


_CONTRADICTIONS = (_actual_elsewhere, _target_shifted, _figure_differs, _grade_opposite)


def _targets_of(side: _Side, plan: Plan) -> dict[int, _Figure]:
    """year -> target"""
    return {year: side[f"target_{year}"] for year in plan.years if f"target_{year}" in side}


def _shifted(ours: Mapping[int, _Figure], theirs: Mapping[int, _Figure]) -> str:
    """Where targets differ as they stand, but each is the other side's of the year after, or before: that, in words; else ""."""
    if all(ours[year].value == theirs[year].value for year in ours.keys() & theirs.keys()):
        return ""
    for step in (1, -1):
        pairs = [(year, year + step) for year in ours if year + step in theirs]
        if pairs and all(ours[own].value == theirs[other].value for own, other in pairs):
            said = "、".join(
                f"取組の{short_year(own)}目標{ours[own].text}は指標の{short_year(other)}目標値と同じ"
                for own, other in pairs
            )
            return f"1年ずれています（{said}）"
    return ""


def _name(field: str) -> str:
    return INDICATORS.label(field).removesuffix("値") if field != "baseline" else INDICATORS.label(field)
