"""compare: the self grade of an initiative against what its figures say. Grades are never changed."""

import re
from typing import NamedTuple

import pandas as pd
from torikumi.etl.figures.reasons import REASONS
from torikumi.schemas.findings import Finding
from torikumi.schemas.plan import Plan
from torikumi.schemas.rates import percent

AGREES, HIGHER, LOWER, UNKNOWN = "一致", "自己評価が高い", "自己評価が低い", ""


class _Verdict(NamedTuple):
    computed: str  # A, or A～C where the pairs differ; "" without a pair
    verdict: str
    steps: int  # how far the self grade is from the nearest computed one


def figures(initiatives: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """The cells that figures are read from: number, field (baseline, target_Y …, actual_Y of the report year and of those that the
    master list still holds), text."""
    earlier = [
        field for field in initiatives.columns if re.fullmatch(r"actual_\d{4}", str(field)) and field != plan.actual
    ]
    fields = ["baseline", *(f"target_{year}" for year in plan.years), *earlier]
    table = (
        initiatives.reindex(columns=fields).assign(**{plan.actual: initiatives["actual"]}).astype("object").fillna("")
    )
    long = table.rename_axis("number").reset_index().melt("number", var_name="field", value_name="text")
    return long.astype({"text": "object"})


def compare(pairs: pd.DataFrame, initiatives: pd.DataFrame, plan: Plan) -> tuple[pd.DataFrame, list[Finding]]:
    """The pairs (`etl.figures.pair`) with name, department, letter (self grade), affected, row_id, pair_letter (of the one pair), computed
    (of all pairs of the initiative, a span where they differ), verdict, steps and reason_text (why there is no rate, in words).

    Initiatives without a self grade have no verdict. Findings, at the cell of the self grade: two steps or more self_grade_far,
    one self_grade_near, shaded although every figure reaches the best grade shaded_but_reached; at the cell of the result:
    figure_without_result, where the target is a figure and an answered result has none for it.
    """
    table = pairs.merge(
        initiatives[["name", "department_answer", "letter", "affected", "row_id"]],
        left_on="number",
        right_index=True,
        validate="m:1",
    )
    table["pair_letter"] = ["" if pd.isna(rate) else plan.letter_of(rate) for rate in table["rate"].astype("object")]
    verdicts = {number: _verdict(rows, plan) for number, rows in table.groupby("number", sort=False)}
    for field in _Verdict._fields:
        table[field] = [getattr(verdicts[number], field) for number in table["number"]]
    table["reason_text"] = [REASONS.get(reason, "") for reason in table["reason"]]
    findings = _without_result(table, plan)
    for number, rows in table[table["computed"] != ""].groupby("number", sort=False):
        findings += _findings(str(number), rows, verdicts[number], plan)
    return table.reset_index(drop=True), findings


def _without_result(table: pd.DataFrame, plan: Plan) -> list[Finding]:
    bare = table[(table["reason"] == "actual_without_figure") & (table["letter"] != "")]
    return [
        Finding(
            "figure_without_result",
            "、".join(f"{row.label}{row.target_text}" for row in rows.itertuples()),
            rows["letter"].iloc[0],
            str(number),
            rows["department_answer"].iloc[0],
            row_id=int(rows["row_id"].iloc[0]),
            field=plan.actual,
        )
        for number, rows in bare.groupby("number", sort=False)
    ]


def _verdict(rows: pd.DataFrame, plan: Plan) -> _Verdict:
    ranks = sorted({plan.grades.index(letter) for letter in rows["pair_letter"] if letter})
    if not ranks:
        return _Verdict("", UNKNOWN, 0)
    computed = plan.grades[ranks[0]] if len(ranks) == 1 else f"{plan.grades[ranks[0]]}～{plan.grades[ranks[-1]]}"
    letter = rows["letter"].iloc[0]
    if not letter:
        return _Verdict(computed, UNKNOWN, 0)
    own = plan.grades.index(letter)
    if own < ranks[0]:
        return _Verdict(computed, HIGHER, ranks[0] - own)
    if own > ranks[-1]:
        return _Verdict(computed, LOWER, own - ranks[-1])
    return _Verdict(computed, AGREES, 0)


def _findings(number: str, rows: pd.DataFrame, verdict: _Verdict, plan: Plan) -> list[Finding]:
    first = rows.iloc[0]
    paired = rows[rows["pair_letter"] != ""]
    said = [f"{row.actual_text}／{row.target_text}＝{percent(row.rate)}" for row in paired.itertuples()]
    expected = f"{'、'.join(said)}、計算では{verdict.computed}"
    codes = {
        "self_grade_far": verdict.steps >= 2,
        "self_grade_near": verdict.steps == 1,
        "shaded_but_reached": bool(first["affected"]) and verdict.computed == plan.grades[0],
    }
    department, row_id = first["department_answer"], int(first["row_id"])
    return [
        Finding(code, first["letter"], expected, number, department, row_id=row_id, field=plan.grade)
        for code, applies in codes.items()
        if applies
    ]
