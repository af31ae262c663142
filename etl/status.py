"""status: who has returned what, and what became of it (提出状況)."""

import pandas as pd
from torikumi.schemas.findings import SEVERITIES
from torikumi.schemas.plan import OUTCOMES, Plan

RETURNED, MISSING = "提出あり", "未提出"


def files(readings: pd.DataFrame, ledger: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    """One row a file of the inbox (`readings`: index file, format, sheets, modified, sha256, size): department, rows, 採用, 差替え,
    不採用 and the findings by severity. The three outcomes add up to rows; a file without rows has zeros."""
    outcomes = ledger.groupby(["file", "outcome"]).size().unstack(fill_value=0).reindex(columns=list(OUTCOMES))
    severities = findings.groupby(["file", "severity"]).size().unstack(fill_value=0).reindex(columns=list(SEVERITIES))
    departments = ledger.groupby("file")["respondent"].first()
    table = readings.join(departments.rename("department")).fillna({"department": ""})
    table["rows"] = ledger.groupby("file").size().reindex(table.index).fillna(0).astype("int64")
    return table.join(outcomes).join(severities).fillna(0).astype(dict.fromkeys([*outcomes, *severities], "int64"))


def departments(ledger: pd.DataFrame, initiatives: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """One row a department that was asked and owns an initiative: department, contact, state (提出あり, 未提出), files, modified,
    owned (initiatives that name it), expected (those that it answers first), answered, open."""
    first = initiatives["owners"].map(lambda owners: sorted(owners, key=plan.is_partner)[0] if owners else "")
    contacts = plan.departments.set_index("department")["contact"]
    rows = []
    for department in plan.asked:
        own = initiatives[first == department]
        owned = int(initiatives["owners"].map(lambda owners, name=department: name in owners).sum())
        sent = list(dict.fromkeys(ledger.loc[ledger["respondent"] == department, "file"]))
        if owned:
            answered = int((own["letter"] != "").sum())
            rows.append(
                (
                    department,
                    contacts[department],
                    RETURNED if sent else MISSING,
                    sent,
                    owned,
                    len(own),
                    answered,
                    len(own) - answered,
                )
            )
    return pd.DataFrame(
        rows, columns=["department", "contact", "state", "files", "owned", "expected", "answered", "open"]
    )
