"""recall: the results and grades of earlier years that the city's list holds."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from torikumi.schemas.models import Entry, Initiative, Past
from torikumi.schemas.parts import together
from torikumi.schemas.plan import Plan, grade_key
from torikumi.schemas.tables import listed, made, tuples

_STEMS = ("actual", "grade")


def recall(initiatives: pd.DataFrame, entries: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """`Past`: of each initiative, in their order, the years before the report year in which the list has a result or a grade, the earliest
    first. A grade that is none of the plan's has no letter; a list without earlier years gives no rows. Of an initiative with a row for
    each department the results are joined (`schemas.parts`), and the grade is what those of its rows come to (`Plan.joint_letter`)."""
    said = _said(initiatives, entries, plan)
    records: list[tuple[Any, ...]] = []
    for row in tuples(initiatives):
        own = [(said.get(row_id, {}), owners) for row_id, owners in row.parts]
        for year in sorted({year for years, _ in own for year in years}):
            actual, written = (
                together([(years.get(year, {}).get(stem, ""), owners) for years, owners in own]) for stem in _STEMS
            )
            letter = plan.joint_letter([_letter(years.get(year, {}), plan) for years, _ in own])
            records.append((row.Index, year, actual, written, letter, row.master_row_id))
    return made(Past, records)


def _letter(texts: Mapping[str, str], plan: Plan) -> str:
    return plan.notations.get(grade_key(texts.get("grade", "")), "")


def _said(initiatives: pd.DataFrame, entries: pd.DataFrame, plan: Plan) -> dict[int, dict[int, dict[str, str]]]:
    """row_id -> year -> actual and grade as they are written; of a field that a row has twice the first."""
    rows = {row_id for parts in initiatives[Initiative.parts] for row_id, _ in parts}
    own = entries[entries[Entry.row_id].isin(rows)]
    found: dict[int, dict[int, dict[str, str]]] = {}
    for row_id, field, text in zip(
        *(listed(own[name]) for name in (Entry.row_id, Entry.field, Entry.text)), strict=True
    ):
        stem, _, year = field.rpartition("_")
        if stem in _STEMS and int(year) < plan.report_year and text.strip():
            found.setdefault(row_id, {}).setdefault(int(year), {}).setdefault(stem, text.strip())
    return found
