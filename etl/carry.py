"""carry: the columns of the city's list that nobody understands, and the grades beside the self grade, as they stand."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
from torikumi.etl.letters import read_letter
from torikumi.schemas.columns import is_other_grade
from torikumi.schemas.findings import Finding
from torikumi.schemas.keys import fold
from torikumi.schemas.layouts import Layout, is_carried
from torikumi.schemas.models import Carried, Entry, Initiative, Ledger
from torikumi.schemas.plan import ACCEPTED, Plan
from torikumi.schemas.tables import listed, made

_Cell = tuple[str, int]  # text and row_id


def carry(
    initiatives: pd.DataFrame, ledger: pd.DataFrame, entries: pd.DataFrame, layout: Layout, plan: Plan
) -> tuple[pd.DataFrame, list[Finding]]:
    """`Carried`: what stands in each carried column of each initiative, only where something does.

    The text is the master list's; of a column that the departments fill in (`Column.open`), or that the master leaves blank, that of the
    department whose answer stands, the latest. Findings: column_differs where a return has changed what the master list says, grade_unknown
    where a grade beside the self grade is none of the plan's.
    """
    fields = [column for column in layout.fields(plan.years) if is_carried(column)]
    texts = _texts(entries, set(fields))
    answers = _answers(ledger)
    records: list[tuple[Any, ...]] = []
    findings: list[Finding] = []
    for key, master_row, department in zip(
        listed(initiatives.index.to_series()),
        listed(initiatives[Initiative.master_row_id]),
        listed(initiatives[Initiative.department]),
        strict=True,
    ):
        own_rows = answers.get((key, department), [])
        for field in fields:
            listed_text = texts.get((master_row, field), "")
            answered = next(((texts[row, field], row) for row in own_rows if texts.get((row, field))), ("", -1))
            text, row = _standing(listed_text, master_row, answered, layout.column(field).open)
            if text:
                records.append((key, field, text, *_letter(text, field, plan), row))
            findings += _remarks(key, field, listed_text, answered, layout, plan)
    return made(Carried, records), findings


def _texts(entries: pd.DataFrame, fields: set[str]) -> dict[tuple[int, str], str]:
    own = entries[entries[Entry.field].isin(fields) & (entries[Entry.text].str.strip() != "")]
    keys = zip(listed(own[Entry.row_id]), listed(own[Entry.field]), strict=True)
    return dict(zip(keys, listed(own[Entry.text]), strict=True))


def _answers(ledger: pd.DataFrame) -> dict[tuple[str, str], list[int]]:
    """The accepted rows of each initiative and department, the latest first."""
    found: dict[tuple[str, str], list[int]] = {}
    own = ledger[ledger[Ledger.outcome] == ACCEPTED]
    keys = zip(listed(own[Ledger.initiative]), listed(own[Ledger.respondent]), strict=True)
    for row_id, key in zip(own.index.tolist(), keys, strict=True):
        found.setdefault(key, []).insert(0, row_id)
    return found


def _standing(listed_text: str, master_row: int, answered: _Cell, is_open: bool) -> _Cell:
    return answered if answered[0] and (is_open or not listed_text) else (listed_text, master_row)


def _letter(text: str, field: str, plan: Plan) -> tuple[str]:
    return (read_letter(text, plan)[0] or "" if is_other_grade(field) else "",)


def _remarks(key: str, field: str, listed_text: str, answered: _Cell, layout: Layout, plan: Plan) -> Iterator[Finding]:
    text, row_id = answered
    at: dict[str, Any] = {"number": key, "row_id": row_id, "field": field}
    if text and listed_text and not layout.column(field).open and fold(text) != fold(listed_text):
        yield Finding("column_differs", text, listed_text, **at)
    if is_other_grade(field) and text and read_letter(text, plan)[0] is None:
        yield Finding("grade_unknown", text, "、".join([*plan.grades, *plan.uncounted_grades]), **at)
