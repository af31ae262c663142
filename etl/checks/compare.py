"""compare: the self grade of an initiative against what its figures say. Grades are never changed."""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd
from torikumi.etl.figures.reasons import REASONS
from torikumi.schemas.findings import Finding
from torikumi.schemas.keys import fold
from torikumi.schemas.models import Entry, Initiative, texts, wide
from torikumi.schemas.plan import Plan
from torikumi.schemas.rates import percent
from torikumi.schemas.tables import tuples

_BARE = re.compile(r"-?[\d,]+(?:\.\d+)?")

AGREES, HIGHER, LOWER, UNKNOWN = "一致", "自己評価が高い", "自己評価が低い", ""


class _Verdict(NamedTuple):
    computed: str  # A, or A～C where the pairs differ; "" without a pair
    verdict: str
    steps: int  # how far the self grade is from the nearest computed one


def figures(initiatives: pd.DataFrame, entries: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """`Text`: the cells that figures are read from: baseline, the targets, the results of the earlier years that the master list still
    holds, and those of the report year, as the entries have them; "" where there is none, or where each of several departments has its own.
    A number alone has the unit of the column 単位."""
    rows = initiatives.reset_index().set_index(Initiative.master_row_id)
    own = entries.loc[entries[Entry.row_id].isin(rows.index), Entry.field].unique()
    earlier = [field for field in own if field.startswith("actual_") and field != plan.actual_field]
    fields = ["baseline", *(f"target_{year}" for year in plan.years), *earlier]
    table = wide(rows, entries, fields).assign(**{plan.actual_field: _actual(rows, entries, plan)}).fillna("")
    # Targets and results of several departments beside each other are not for one comparison.
    table.loc[[len(parts) > 1 for parts in rows[Initiative.parts]]] = ""
    units = dict(wide(rows, entries, ["unit"])["unit"].fillna("").items())
    for row_id, unit in units.items():
        if unit.strip():
            table.loc[row_id] = [_with_unit(text, unit.strip()) for text in table.loc[row_id]]
    table = table.assign(number=rows["initiative"])
    return table.melt("number", var_name="field", value_name="text").astype("str")


def _with_unit(text: str, unit: str) -> str:
    """A number alone as the column 単位 means it."""
    return f"{text.strip()}{unit}" if _BARE.fullmatch(fold(text)) else text


def _actual(initiatives: pd.DataFrame, entries: pd.DataFrame, plan: Plan) -> pd.Series:
    """The results of the answers that stand, as their entries have them."""
    own = texts(entries, plan.actual_field).reindex(initiatives[Initiative.actual_row_id])
    exact = pd.Series(own.to_numpy(dtype="object"), initiatives.index, dtype="object").fillna("")
    said = initiatives[Initiative.actual].astype("object")
    return exact.where((exact != "") & (said != ""), said)


def compare(pairs: pd.DataFrame, initiatives: pd.DataFrame, plan: Plan) -> tuple[pd.DataFrame, list[Finding]]:
    """`Comparison`: the pairs (`etl.figures.pair`) with name, department, letter (self grade) and affected of the initiative, pair_letter
    (of the one pair), computed (of all pairs of the initiative, a span where they differ), verdict, steps and reason_text (why there is
    no rate, in words).

    Initiatives without a self grade, or with one that is not counted, have no verdict. Findings, at the cell of the self grade: two steps or more self_grade_far,
    one self_grade_near, shaded although every figure reaches the best grade shaded_but_reached; at the cell of the result:
    figure_without_result, where the target is a figure and an answered result has none for it.
    """
    own = initiatives[[Initiative.name, Initiative.department, Initiative.letter, Initiative.affected]]
    table = pairs.merge(own, left_on="number", right_index=True, how="left", validate="m:1")
    table["pair_letter"] = ["" if pd.isna(rate) else plan.letter_of(rate) for rate in table["rate"].astype("object")]
    table["reason_text"] = [REASONS.get(reason, "") for reason in table["reason"]]
    groups: dict[str, list[Any]] = {}
    for row in tuples(table):
        groups.setdefault(row.number, []).append(row)
    verdicts = {number: _verdict(rows, plan) for number, rows in groups.items()}
    for field in _Verdict._fields:
        table[field] = [getattr(verdicts[number], field) for number in table["number"]]
    of = {row.Index: row for row in tuples(initiatives[initiatives.index.isin(list(groups))])}
    findings = [found for number, rows in groups.items() for found in _without_result(of[number], rows, plan)]
    for number, rows in groups.items():
        findings += _findings(of[number], rows, verdicts[number], plan)
    return table.astype(_MADE).reset_index(drop=True), findings


# What an empty table would not know of the columns that are made here: nothing is to compare before the first target or result.
_MADE = dict.fromkeys(("pair_letter", "reason_text", "computed", "verdict"), "str") | {"steps": "int64"}


def _without_result(initiative: Any, rows: Sequence[Any], plan: Plan) -> list[Finding]:
    bare = [f"{row.label}{row.target_text}" for row in rows if row.reason == "actual_without_figure"]
    if not bare or initiative.letter not in plan.grades:
        return []
    return [
        Finding.at_answer("figure_without_result", initiative, plan.actual_field, "、".join(bare), initiative.letter)
    ]


def _verdict(rows: Sequence[Any], plan: Plan) -> _Verdict:
    ranks = sorted({plan.grades.index(row.pair_letter) for row in rows if row.pair_letter})
    if not ranks:
        return _Verdict("", UNKNOWN, 0)
    computed = plan.grades[ranks[0]] if len(ranks) == 1 else f"{plan.grades[ranks[0]]}～{plan.grades[ranks[-1]]}"
    if rows[0].letter not in plan.grades:
        return _Verdict(computed, UNKNOWN, 0)
    own = plan.grades.index(rows[0].letter)
    if own < ranks[0]:
        return _Verdict(computed, HIGHER, ranks[0] - own)
    if own > ranks[-1]:
        return _Verdict(computed, LOWER, own - ranks[-1])
    return _Verdict(computed, AGREES, 0)


def _findings(initiative: Any, rows: Sequence[Any], verdict: _Verdict, plan: Plan) -> list[Finding]:
    if not verdict.computed:
        return []
    said = [f"{row.actual_text}／{row.target_text}＝{percent(row.rate)}" for row in rows if row.pair_letter]
    expected = f"{'、'.join(said)}、計算では{verdict.computed}"
    codes = {
        "self_grade_far": verdict.steps >= 2,
        "self_grade_near": verdict.steps == 1,
        "shaded_but_reached": initiative.affected and verdict.computed == plan.grades[0],
    }
    return [
        Finding.at_answer(code, initiative, plan.grade_field, initiative.letter, expected)
        for code, applies in codes.items()
        if applies
    ]
