"""reconcile: the rows of all returns against the master list -> an answer of each department and initiative, and what became of every row."""

from typing import NamedTuple

import pandas as pd
from torikumi.etl.answers import answers
from torikumi.etl.settle import Given, settle
from torikumi.schemas.findings import Finding
from torikumi.schemas.keys import fold
from torikumi.schemas.models import Entry, Ledger, Master
from torikumi.schemas.parts import row_for
from torikumi.schemas.plan import ACCEPTED, REJECTED, Plan
from torikumi.schemas.tables import tuples

# What a return repeats of the master list, and the finding where it differs.
_REPEATED = {
    "name": "name_differs",
    "content": "content_differs",
    "department": "department_differs",
    "baseline": "baseline_differs",
    "target": "target_differs",
    "actual": "history_rewritten",
    "grade": "history_rewritten",
}


class Reconciled(NamedTuple):
    """`ledger`: `Ledger`. `answers`: `Answer`, in the order of the master list, of an initiative the one that stands first.
    `findings`: raw findings."""

    ledger: pd.DataFrame
    answers: pd.DataFrame
    findings: list[Finding]


def reconcile(
    rows: pd.DataFrame,
    entries: pd.DataFrame,
    master: pd.DataFrame,
    files: pd.DataFrame,
    rejected: pd.Series,
    plan: Plan,
) -> Reconciled:
    """Settle every row of the returns.

    `rows`: `Shaded`, with respondent, outcome and reason (`etl.attribute`); `entries`: the cells of the returns and of the master list;
    `master`: `Master`; `files`: `File`; `rejected`: row_id -> code of the rows that validation refused.

    A row is rejected if validation refused it, if nobody can be named as its sender, if its department may not answer the initiative, or
    if its part gives the initiative twice with different content. Of several returns of one department each cell of the answer is the
    latest that is filled; a row of which no cell is left is superseded. Of several departments' answers the first-listed one's stands.
    """
    ledger = rows.copy()
    ledger.loc[rejected.index, Ledger.outcome] = REJECTED
    ledger.loc[rejected.index, Ledger.reason] = rejected.astype("str")
    given = Given(entries, master, files, plan)
    findings = settle(ledger, given)
    findings += _differences(ledger[ledger[Ledger.outcome] == ACCEPTED], entries, master, plan)
    found, more = answers(ledger, given)
    return Reconciled(ledger, found, findings + more)


def _differences(accepted: pd.DataFrame, entries: pd.DataFrame, master: pd.DataFrame, plan: Plan) -> list[Finding]:
    """What a return repeats of the master list, and has changed. Differences of width and white space do not count."""
    stems = entries[Entry.field].str.replace(r"_\d{4}$", "", regex=True)
    now = entries[Entry.field].isin([plan.actual_field, plan.grade_field])
    repeated = entries[stems.isin(_REPEATED) & ~now].assign(stem=stems)
    parts = dict(master[Master.parts].items())
    pairs = zip(accepted[Ledger.initiative], accepted[Ledger.respondent], strict=True)
    own = accepted[[Ledger.initiative, Ledger.respondent]].assign(
        of=[row_for(parts[key], respondent, plan) for key, respondent in pairs]
    )
    theirs = repeated.merge(own, left_on=Entry.row_id, right_index=True)
    ours = repeated[repeated[Entry.row_id].isin(own["of"])].drop_duplicates([Entry.row_id, Entry.field])
    both = theirs.merge(
        ours[[Entry.row_id, Entry.field, Entry.text]].rename(columns={Entry.row_id: "of"}),
        on=["of", Entry.field],
        suffixes=("", "_master"),
        validate="m:1",
    )
    both = both[both[Entry.text] != both["text_master"]]
    return [
        Finding(
            _REPEATED[row.stem],
            row.text or "（空欄）",
            row.text_master or "（空欄）",
            row.initiative,
            row.respondent,
            row_id=row.row_id,
            field=row.field,
        )
        for row in tuples(both)
        if fold(row.text) != fold(row.text_master)
        and not (row.stem == "department" and _today(row.text, plan) == _today(row.text_master, plan) != ())
    ]


def _today(departments: str, plan: Plan) -> tuple[str, ...]:
    """The departments of a cell as they are called on the day of asking: who has been renamed since is no other."""
    return tuple(map(plan.asked_name, plan.owners(departments)))
