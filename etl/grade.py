"""grade: targets and actuals of the indicators -> achievement rate and grade, in exact fractions.

A/B and its bands are the report's ("達成率 A/B", A 75％～, B 50％～, C 25％～, D ０％～); the two other methods are for indicators
where less is better, or where the target can be 0.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pandas as pd
from torikumi.etl.figures.matching import core
from torikumi.etl.figures.words import words_of
from torikumi.schemas.findings import Finding
from torikumi.schemas.keys import fold, is_dash
from torikumi.schemas.methods import is_method, method_of
from torikumi.schemas.models import wide
from torikumi.schemas.plan import REFERENCE, Plan
from torikumi.schemas.states import NOT_COMPUTABLE, NOT_RATED, RATED, TO_COME, UNGRADED
from torikumi.schemas.years import short_year

# What stands for "there is no target": the report's own words, and 該当なし.
NO_TARGET = ("設定なし", "検討中", "未定", "該当なし", "-")

_VALUES = ("baseline_value", "target_value", "actual_value")

_VALUE = re.compile(r"(?P<number>[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(?P<unit>\D*)")


@dataclass(frozen=True)
class Value:
    """A cell of the indicator sheet: the number and the unit written behind it (`%` for ％)."""

    number: Decimal
    unit: str


def read_value(text: str) -> Value | None:
    """`56.0％` -> 56.0 %, `1,642人` -> 1642 人, `▲3` -> -3; None for blanks and for words."""
    match = _VALUE.fullmatch(re.sub(r"^[▲△]", "-", fold(text)))
    return Value(Decimal(match["number"].replace(",", "")), match["unit"]) if match else None


def grade(indicators: pd.DataFrame, entries: pd.DataFrame, plan: Plan) -> tuple[pd.DataFrame, list[Finding]]:
    """One row for each indicator, goal and year of the plan, index row_id, goal, year: target, actual (text), baseline_value,
    target_value, actual_value (Decimal or None), unit, rate (Fraction or None), letter ("" if none), state, reason.

    State: 評価; 未評価 (no actual in the report year or before), 評価対象外 (no target set), 評価不能 (with the reason), "" for years
    to come. 参考 rows have their values and no state. A blank is never 0. Findings: indicator_unreadable, indicator_without_actual,
    indicator_not_rated, indicator_not_computable, indicator_method_unknown, each for the report year and each indicator once.
    """
    records, findings = [], []
    fields = [f"{field}_{year}" for year in plan.years for field in ("target", "actual")]
    written = wide(indicators.reset_index("goal"), entries, fields).fillna("").to_dict("index")
    for (row_id, goal), row in zip(indicators.index, indicators.to_dict("records"), strict=True):
        for year in plan.years:
            cell = {field: written[row_id][f"{field}_{year}"].strip() for field in ("target", "actual")}
            record = _rate(row, cell["target"], cell["actual"], plan) | cell
            if row["kind"] == REFERENCE or (year > plan.report_year and not cell["actual"]):
                record |= {"state": TO_COME, "reason": "", "letter": "", "rate": None}
            records.append({"row_id": row_id, "goal": goal, "year": year} | record)
            findings += _findings(row, int(row_id), year, record, plan)
    columns = [
        "row_id",
        "goal",
        "year",
        "target",
        "actual",
        "baseline_value",
        "target_value",
        "actual_value",
        "unit",
        "rate",
        "letter",
        "state",
        "reason",
    ]
    table = pd.DataFrame(records, columns=columns).astype(dict.fromkeys(["rate", *_VALUES], "object"))
    return table.set_index(["row_id", "goal", "year"]), list(dict.fromkeys(findings))


def _rate(row: Mapping[Any, Any], target: str, actual: str, plan: Plan) -> dict[str, object]:
    aim, done, start = read_value(target), read_value(actual), read_value((row["baseline"] or "").strip())
    unit = next((value.unit for value in (done, aim, start) if value), "")
    record: dict[str, object] = {
        "target_value": aim.number if aim else None,
        "actual_value": done.number if done else None,
        "baseline_value": start.number if start else None,
        "unit": unit,
        "rate": None,
        "letter": "",
        "state": NOT_RATED,
        "reason": target,
    }
    if aim is None:
        return record if target else record | {"reason": "目標値が空欄"}
    if done is None:
        return record | {"state": UNGRADED, "reason": "実績が空欄" if not actual else "実績が数ではない"}
    method = method_of(row.get("method") or "")
    rate = method.rate(Fraction(done.number), Fraction(aim.number), Fraction(start.number) if start else None)
    if isinstance(rate, str):
        return record | {"state": NOT_COMPUTABLE, "reason": rate}
    return record | {"state": RATED, "reason": "", "rate": rate, "letter": plan.letter_of(rate)}


def _findings(row: Mapping[Any, Any], row_id: int, year: int, record: dict[str, object], plan: Plan) -> list[Finding]:
    name, findings = row["indicator"], []
    for field in ("target", "actual"):
        text = str(record[field])
        if text and record[f"{field}_value"] is None and fold(text) not in NO_TARGET and not is_dash(text):
            findings.append(Finding("indicator_unreadable", text, name, row_id=row_id, field=f"{field}_{year}"))
    if (
        not (row.get("method") or "").strip()
        and row["kind"] != REFERENCE
        and core(name).endswith(words_of("lower_better"))
    ):
        findings.append(Finding("indicator_lower_better", name, row_id=row_id, field="method"))
    if not is_method(row.get("method") or ""):
        findings.append(Finding("indicator_method_unknown", row["method"], row_id=row_id, field="method"))
    if year == plan.report_year and row["kind"] != REFERENCE:
        at: dict[str, Any] = {"row_id": row_id, "field": f"actual_{year}"}
        codes = {
            UNGRADED: ("indicator_without_actual", name, short_year(year)),
            NOT_RATED: ("indicator_not_rated", name, str(record["reason"])),
            NOT_COMPUTABLE: ("indicator_not_computable", name, str(record["reason"])),
        }
        if record["state"] in codes:
            code, found, expected = codes[str(record["state"])]
            findings.append(Finding(code, found, expected, **at))
    return findings
