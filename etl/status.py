"""status: who has returned what, and what became of it (提出状況)."""

import pandas as pd
from torikumi.etl.settle import answered
from torikumi.schemas.findings import SEVERITIES
from torikumi.schemas.models import Department, InboxFile, Initiative, Ledger, made
from torikumi.schemas.plan import ACCEPTED, OUTCOMES, Plan

# From the best to the worst: what has come of a department is the best that one of its files is.
RETURNED, BLANK, REFUSED, UNREADABLE, MISSING = (
    "提出あり",
    "提出（記入なし）",
    "提出（不採用）",
    "受領（読取不可）",
    "未提出",
)


def files(inbox: pd.DataFrame, ledger: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    """One row a file of the inbox (`InboxFile`): department (of its rows, else the one that its name tells), rows, 採用, 差替え, 不採用
    and the findings by severity. The three outcomes add up to rows; a file without rows has zeros."""
    outcomes = ledger.groupby(["file", "outcome"]).size().unstack(fill_value=0).reindex(columns=list(OUTCOMES))
    severities = findings.groupby(["file", "severity"]).size().unstack(fill_value=0).reindex(columns=list(SEVERITIES))
    senders = ledger.groupby(Ledger.file)[Ledger.respondent].agg(lambda names: "、".join(filter(None, names.unique())))
    table = inbox.drop(columns=[InboxFile.unreadable])
    table[InboxFile.department] = senders.reindex(table.index).fillna(table[InboxFile.department])
    table["rows"] = ledger.groupby(Ledger.file).size().reindex(table.index).fillna(0).astype("int64")
    return table.join(outcomes).join(severities).fillna(0).astype(dict.fromkeys([*outcomes, *severities], "int64"))


def departments(ledger: pd.DataFrame, inbox: pd.DataFrame, initiatives: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """`Department`: one row a department that is asked for an initiative, in the plan's order.

    Its state is the best of its files': 提出あり (an accepted answer), 提出（記入なし） (accepted rows that say nothing), 提出（不採用）,
    受領（読取不可） (a file that its name or folder tells), 未提出.
    """
    contacts = dict(zip(plan.departments["department"], plan.departments["contact"], strict=True))
    first = initiatives[Initiative.asked].map(lambda names: names[0] if names else "")
    expected = first.value_counts()
    done = first[initiatives[Initiative.letter] != ""].value_counts()
    owned = initiatives[Initiative.asked].explode().value_counts()
    states = _states(ledger, inbox)
    sent = pd.concat(
        [
            ledger[[Ledger.respondent, Ledger.file]],
            inbox[inbox[InboxFile.unreadable]]
            .reset_index()[["department", "file"]]
            .rename(columns={"department": "respondent"}),
        ]
    ).drop_duplicates()
    names = dict(iter(sent.groupby(Ledger.respondent, sort=False)[Ledger.file]))
    records = []
    for department in (name for name in plan.asked if name in owned.index):
        due, answers = int(expected.get(department, 0)), int(done.get(department, 0))
        own = list(names.get(department, []))
        counts = (int(owned[department]), due, answers, due - answers)
        state = states.get(department, MISSING)
        if state == BLANK and not due:  # its initiatives are others' to answer first
            state = RETURNED
        records.append((department, contacts[department], state, own, *counts))
    return made(Department, records)


def _states(ledger: pd.DataFrame, inbox: pd.DataFrame) -> dict[str, str]:
    accepted = ledger[Ledger.outcome] == ACCEPTED
    kinds = {
        UNREADABLE: set(inbox.loc[inbox[InboxFile.unreadable], InboxFile.department]),
        REFUSED: set(ledger[Ledger.respondent]),
        BLANK: set(ledger.loc[accepted, Ledger.respondent]),
        RETURNED: set(ledger.loc[accepted & answered(ledger), Ledger.respondent]),
    }
    return {department: state for state, names in kinds.items() for department in names}
