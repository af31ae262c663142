"""status: who has returned what, and what became of it (提出状況)."""

import pandas as pd
from torikumi.etl.answers import silent_files
from torikumi.etl.settle import answered
from torikumi.schemas.findings import SEVERITIES
from torikumi.schemas.models import Department, InboxFile, Initiative, Ledger
from torikumi.schemas.plan import ACCEPTED, OUTCOMES, Plan
from torikumi.schemas.states import BLANK, MISSING, REFUSED, RETURNED, UNREADABLE
from torikumi.schemas.tables import made, tuples


def files(inbox: pd.DataFrame, ledger: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    """One row a file of the inbox (`InboxFile`): department (of its rows, else the one that its name tells), rows, 採用, 差替え, 不採用
    and the findings by severity. The three outcomes add up to rows; a file without rows has zeros."""
    outcomes = ledger.groupby(["file", "outcome"]).size().unstack(fill_value=0).reindex(columns=list(OUTCOMES))
    severities = findings.groupby(["file", "severity"]).size().unstack(fill_value=0).reindex(columns=list(SEVERITIES))
    table = inbox.drop(columns=[InboxFile.unreadable])
    table[InboxFile.department] = senders(ledger, inbox)
    table["rows"] = ledger.groupby(Ledger.file).size().reindex(table.index).fillna(0).astype("int64")
    return table.join(outcomes).join(severities).fillna(0).astype(dict.fromkeys([*outcomes, *severities], "int64"))


def senders(ledger: pd.DataFrame, inbox: pd.DataFrame) -> pd.Series:
    """File -> the departments of its rows, else the one that its name tells, "" for none."""
    of_rows = ledger.groupby(Ledger.file)[Ledger.respondent].agg(lambda names: "、".join(filter(None, names.unique())))
    known = of_rows.reindex(inbox.index).astype("object").fillna("")
    return known.where(known != "", inbox[InboxFile.department]).astype("str")


def departments(ledger: pd.DataFrame, inbox: pd.DataFrame, initiatives: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """`Department`: one row a department that is asked for an initiative, in the plan's order.

    Its state is the best of its files': 提出あり (an accepted answer), 提出（記入なし） (accepted rows that say nothing), 提出（不採用） (rows
    that are refused, or a file without a list that its name or folder tells), 受領（読取不可） (such a file that could not be read), 未提出.
    The answers of the organisation before it (照会先) are its own, if it has sent nothing.
    """
    contacts = dict(zip(plan.departments["department"], plan.departments["contact"], strict=True))
    first = initiatives[Initiative.asked].map(lambda names: names[0] if names else "")
    expected = first.value_counts()
    done = first[initiatives[Initiative.letter] != ""].value_counts()
    owned = initiatives[Initiative.asked].explode().value_counts()
    stand_in = _stand_ins(initiatives)
    states = _states(ledger, inbox)
    quiet = silent_files(ledger, inbox)
    sent = pd.concat(
        [
            ledger[[Ledger.respondent, Ledger.file]],
            pd.DataFrame({"respondent": quiet, "file": quiet.index}),
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
        if state == MISSING and due and stand_in.get(department, set()) >= {*first.index[first == department]}:
            state, own = RETURNED, list(_files_of(stand_in[department], initiatives, ledger))
        records.append((department, contacts[department], state, own, *counts))
    return made(Department, records)


def _stand_ins(initiatives: pd.DataFrame) -> dict[str, set[str]]:
    """The initiatives that the organisation before a department has answered in its stead."""
    found: dict[str, set[str]] = {}
    for row in tuples(initiatives):
        if row.department and row.asked and row.department not in row.asked:
            found.setdefault(row.asked[0], set()).add(row.Index)
    return found


def _files_of(numbers: set[str], initiatives: pd.DataFrame, ledger: pd.DataFrame) -> dict[str, None]:
    rows = initiatives.loc[[number for number in initiatives.index if number in numbers], Initiative.grade_row_id]
    return dict.fromkeys(ledger.loc[rows, Ledger.file])


def _states(ledger: pd.DataFrame, inbox: pd.DataFrame) -> dict[str, str]:
    accepted = ledger[Ledger.outcome] == ACCEPTED
    unreadable = inbox[InboxFile.unreadable]
    kinds = {
        UNREADABLE: set(inbox.loc[unreadable, InboxFile.department]),
        REFUSED: set(ledger[Ledger.respondent]) | set(silent_files(ledger, inbox[~unreadable])),
        BLANK: set(ledger.loc[accepted, Ledger.respondent]),
        RETURNED: set(ledger.loc[accepted & answered(ledger), Ledger.respondent]),
    }
    return {department: state for state, names in kinds.items() for department in names}
