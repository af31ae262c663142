"""contrast: the indicator sheet against itself, and each indicator against the initiatives that it names.

A wrong reproach is worse than none: two figures are compared only where their unit is the same and it is clear that they count the
same thing, by the label (`etl.figures.matching`) or by a telling figure that both sides have.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
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
from torikumi.schemas.models import Contrast, made, wide
from torikumi.schemas.plan import INDICATOR, Plan, scope_name
from torikumi.schemas.rates import percent
from torikumi.schemas.states import UNANSWERED
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
                    f"{INDICATORS.label(field)}：{scope_name(one['goal'])}は{_written(one, field, rates)}、{scope_name(two['goal'])}は{_written(two, field, rates)}"
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
    of = {row.Index: row for row in initiatives[initiatives.index.isin(relations["initiative"])].itertuples()}
    master = pd.DataFrame(index=[row.master_row_id for row in of.values()])
    targets = [f"target_{year}" for year in plan.years]
    listed = wide(master, entries, ["baseline", *targets]).fillna("").to_dict("index")
    for relation in relations.itertuples():
        key = (relation.row_id, relation.goal)
        indicator, of_indicator = indicators.loc[key], rates.loc[key]
        initiative = of[relation.initiative]
        own = listed[initiative.master_row_id]
        theirs = _indicator_side(indicator, of_indicator, plan)
        ours = _initiative_side(by_number.get(relation.initiative, []), indicator, theirs, of_indicator, plan)
        found = [
            at(code, indicator["indicator"], said)
            for code, said, at in _contradictions(ours, theirs, relation.row_id, of_indicator, initiative, plan)
        ]
        findings += found
        result = of_indicator.loc[plan.report_year]
        names = (relation.initiative, initiative.name, initiative.department, scope_name(relation.goal))
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
    """The figures of the initiative that count what the indicator counts; none where that is not clear. A cell that gives two
    different ones gives none."""
    unit = _unit(next((unit for unit in rates["unit"] if unit), "") or indicator.get("unit") or "")
    years = {f"{field}_{year}": year for field in ("target", "actual") for year in plan.years}
    due = [
        row for row in said if row.figure.unit == unit and _due(row.figure, years.get(row.field, plan.first_year - 1))
    ]
    telling = {figure.value for figure in theirs.values() if _telling(figure.value)}
    clear = [
        group
        for group in _measures(due)
        if _named(group, indicator) or any(row.figure.value in telling for row in group)
    ]
    if not unit or len(clear) != 1:
        return {}
    values: dict[str, dict[Decimal, str]] = {}
    for row in clear[0]:
        values.setdefault(row.field, {}).setdefault(row.figure.value, row.figure.text)
    return {field: _Figure(*next(iter(found.items()))) for field, found in values.items() if len(found) == 1}


def _due(figure: Figure, year: int) -> bool:
    """Whether a figure is one exact, plain number, and not another year's."""
    exact = figure.high is None and not (figure.suspicious or figure.cumulative)
    return exact and figure.qualifier in ("", "planned") and figure.year in (None, year)


def _named(group: Sequence[_Said], indicator: pd.Series) -> bool:
    """Whether one of the figures is labelled as the indicator is named."""
    return any(_same(row.figure.label, indicator["indicator"]) for row in group)


def _same(label: str, other: str) -> bool:
    return same_label(label, other) or same_head(label, other)


def _telling(value: Decimal) -> bool:
    return len(value.normalize().as_tuple().digits) > 1 and value != _WHOLE


def _measures(rows: Sequence[_Said]) -> list[list[_Said]]:
    """The quantities by what they count; those without a label belong to the only measure, else to one of their own."""
    groups: list[list[_Said]] = []
    for row in (row for row in rows if row.figure.label):
        group = next((group for group in groups if _same(group[0].figure.label, row.figure.label)), None)
        if group is None:
            groups.append([row])
        else:
            group.append(row)
    bare = [row for row in rows if not row.figure.label]
    if bare and len(groups) == 1:
        groups[0] += bare
    elif bare:
        groups.append(bare)
    return groups


_At = Callable[[str, str, str], Finding]  # of code, found and expected


def _contradictions(
    ours: _Side, theirs: _Side, row_id: int, rates: pd.DataFrame, initiative: Any, plan: Plan
) -> list[tuple[str, str, _At]]:
    """code, words and place of each contradiction."""

    def at_indicator(field: str) -> _At:
        def at(code: str, found: str, said: str) -> Finding:
            return Finding(code, found, said, initiative.Index, initiative.department, row_id=row_id, field=field)

        return at

    def of(at: Callable[..., Finding], field: str) -> _At:
        return lambda code, found, said: at(code, initiative, field, found, said)

    found: list[tuple[str, str, _At]] = []
    year, actual = short_year(plan.report_year), plan.actual_field
    if actual in ours and actual not in theirs:
        said = f"取組の{year}実績：{ours[actual].text}"
        found.append(("indicator_actual_elsewhere", said, at_indicator(actual)))
    if actual in theirs and ours and actual not in ours and initiative.state != UNANSWERED:
        said = f"指標の{year}実績：{theirs[actual].text}"
        found.append(("indicator_actual_elsewhere", said, of(Finding.at_answer, actual)))
    shifted = _shifted(ours, theirs, plan)
    if shifted:
        found.append(("indicator_target_shifted", shifted, of(Finding.at_master, plan.target_field)))
    both = [field for field in theirs if field in ours and not (shifted and field.startswith("target_"))]
    differing = [field for field in both if ours[field].value != theirs[field].value]
    if differing:
        said = "、".join(f"{_name(field)}：指標は{theirs[field].text}、取組は{ours[field].text}" for field in differing)
        found.append(("indicator_figure_differs", said, at_indicator(differing[0])))
    result = rates.loc[plan.report_year]
    if initiative.letter == plan.grades[0] and result["letter"] == plan.grades[-1]:
        rate = f"、達成率{percent(result['rate'])}" if isinstance(result["rate"], Fraction) else ""
        said = f"取組{initiative.letter}、指標{result['letter']}{rate}"
        found.append(("indicator_grade_opposite", said, of(Finding.at_answer, plan.grade_field)))
    return found


def _shifted(ours: _Side, theirs: _Side, plan: Plan) -> str:
    """Whether the targets are the other side's of the year after or before, in words; "" where they are not, or agree as they stand."""
    fields = {year: f"target_{year}" for year in plan.years if f"target_{year}" in ours}
    if all(theirs.get(field) and theirs[field].value == ours[field].value for field in fields.values()):
        return ""
    for step in (1, -1):
        pairs = [(year, year + step) for year in fields if f"target_{year + step}" in theirs]
        agreeing = [
            (own, other) for own, other in pairs if ours[f"target_{own}"].value == theirs[f"target_{other}"].value
        ]
        differing = [
            year for year, field in fields.items() if field in theirs and ours[field].value != theirs[field].value
        ]
        if agreeing and agreeing == pairs and differing:
            said = "、".join(
                f"取組の{short_year(own)}目標{ours[fields[own]].text}は指標の{short_year(other)}目標値と同じ"
                for own, other in agreeing
            )
            return f"1年ずれています（{said}）"
    return ""


def _name(field: str) -> str:
    return INDICATORS.label(field).removesuffix("値") if field != "baseline" else INDICATORS.label(field)
