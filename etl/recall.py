"""recall: the results and grades of earlier years that the city's list holds."""

from typing import Any

import pandas as pd
from torikumi.schemas.models import Entry, Initiative, Past
from torikumi.schemas.plan import Plan, grade_key
from torikumi.schemas.tables import listed, made, tuples

_STEMS = ("actual", "grade")


def recall(initiatives: pd.DataFrame, entries: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """`Past`: of each initiative, in their order, the years before the report year in which the list has a result or a grade, the earliest
    first. A grade that is none of the plan's has no letter; a list without earlier years gives no rows."""
    said = _said(initiatives, entries, plan)
    records: list[tuple[Any, ...]] = []
    for row in tuples(initiatives):
        for year, texts in sorted(said.get(row.master_row_id, {}).items()):
            actual, written = (texts.get(stem, "") for stem in _STEMS)
            letter = plan.notations.get(grade_key(written), "")
            records.append((row.Index, year, actual, written, letter, row.master_row_id))
    return made(Past, records)


def _said(initiatives: pd.DataFrame, entries: pd.DataFrame, plan: Plan) -> dict[int, dict[int, dict[str, str]]]:
    """row_id -> year -> actual and grade as they are written; of a field that a row has twice the first."""
    own = entries[entries[Entry.row_id].isin(initiatives[Initiative.master_row_id])]
    found: dict[int, dict[int, dict[str, str]]] = {}
    for row_id, field, text in zip(
        *(listed(own[name]) for name in (Entry.row_id, Entry.field, Entry.text)), strict=True
    ):
        stem, _, year = field.rpartition("_")
        if stem in _STEMS and int(year) < plan.report_year and text.strip():
            found.setdefault(row_id, {}).setdefault(int(year), {}).setdefault(stem, text.strip())
    return found
