"""reconcile: the rows of all returns against the master list -> one answer an initiative, and what became of every row."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pandas as pd
from torikumi.etl.settle import Given, address, answered, at, mark, settle
from torikumi.schemas.findings import Finding
from torikumi.schemas.keys import fold
from torikumi.schemas.plan import ACCEPTED, ANSWERED, REJECTED, UNANSWERED, UNGRADED, Plan

# What a return repeats of the master list, and the finding where it differs.
_REPEATED = {
    "name": "name_differs",
    "content": "content_differs",
    "department": "department_differs",
    "baseline": "baseline_differs",
    "target_{year}": "target_differs",
}


class Reconciled(NamedTuple):
    """`ledger`: the rows with respondent, outcome (採用, 差替え, 不採用) and reason (a code, "" if accepted).
    `answers`: index initiative (all of the master, in its order), row_id (-1: none), department, actual, letter, affected, state.
    `findings`: raw findings."""

    ledger: pd.DataFrame
    answers: pd.DataFrame
    findings: list[Finding]


def reconcile(
    rows: pd.DataFrame, values: pd.DataFrame, master: pd.DataFrame, files: pd.DataFrame, rejected: pd.Series, plan: Plan
) -> Reconciled:
    """Settle every row of the returns.

    `rows`: normalised and shaded; `values`: their cells; `master`: index initiative, the raw fields and `owners`; `files`: index
    file, modified, sha256; `rejected`: row_id -> code of the rows that validation refused.

    A row is rejected if validation refused it, if nobody can be named as its sender, if its department does not own the
    initiative, or if its return gives the initiative twice with different content. It is superseded by the same initiative in
    a copy or in a later return of the same department. Of several departments' answers the first-listed one's stands.
    """
    ledger = rows.assign(respondent="", outcome=ACCEPTED, reason="")
    for code, row_ids in rejected.groupby(rejected).groups.items():
        mark(ledger, row_ids, REJECTED, str(code))
    findings = settle(ledger, Given(values, master, files, plan))
    accepted = ledger[ledger["outcome"] == ACCEPTED]
    findings += _differences(accepted, master, plan)
    answers, more = _answers(accepted, values, master, plan)
    findings += more + _not_returned(ledger, master, plan)
    return Reconciled(ledger, answers, findings)


def _differences(accepted: pd.DataFrame, master: pd.DataFrame, plan: Plan) -> list[Finding]:
    """What a return repeats of the master list, and has changed. Differences of width and white space do not count."""
    findings = []
    fields = {field: code for stem, code in _REPEATED.items() for field in _years(stem, plan) if field in accepted}
    for row_id, row in accepted.iterrows():
        for field, code in fields.items():
            ours = master.at[row["initiative"], field] if field in master else None
            if row[field] is not None and ours is not None and fold(row[field]) != fold(ours):
                found, expected = row[field] or "（空欄）", ours or "（空欄）"
                findings.append(at(row_id, field, code, row, found=found, expected=expected))
    return findings


def _years(stem: str, plan: Plan) -> list[str]:
    return [stem.format(year=year) for year in plan.years] if "{year}" in stem else [stem]


def _answers(
    accepted: pd.DataFrame, values: pd.DataFrame, master: pd.DataFrame, plan: Plan
) -> tuple[pd.DataFrame, list[Finding]]:
    """One row an initiative. Partners come after the departments that are asked."""
    findings: list[Finding] = []
    said = accepted[answered(accepted, plan)]
    by_number = dict(iter(said.groupby("initiative", sort=False)))
    blank = dict(iter(accepted.drop(said.index).groupby("initiative", sort=False)))
    table = []
    for number, owners in master["owners"].items():
        order = sorted(owners, key=plan.is_partner)
        rows = by_number.get(number)
        if rows is None:
            for row_id, row in blank.get(number, accepted.iloc[:0]).iterrows():
                if row["respondent"] == order[0]:
                    findings.append(at(row_id, plan.grade, "answer_missing", row))
            table.append(
                {"initiative": number, "row_id": -1, "department": "", "actual": "", "letter": "", "affected": False}
            )
            continue
        rows = rows.iloc[rows["respondent"].map(order.index).argsort(kind="stable")]
        row_id, chosen = int(rows.index[0]), rows.iloc[0]
        findings += _joint(rows, values, order, plan)
        answer = {
            "actual": chosen.get(plan.actual) or "",
            "letter": chosen["letter"] or "",
            "affected": bool(chosen["affected"]),
        }
        findings += [at(row_id, field, code, chosen) for field, code in _gaps(answer, chosen, plan)]
        table.append({"initiative": number, "row_id": row_id, "department": chosen["respondent"]} | answer)
    columns = ["initiative", "row_id", "department", "actual", "letter", "affected"]
    answers = (
        pd.DataFrame(table, columns=columns).set_index("initiative").astype({"row_id": "int64", "affected": "bool"})
    )
    state = answers["letter"].map(lambda letter: ANSWERED if letter else UNGRADED)
    return answers.assign(state=state.where(answers["row_id"] >= 0, UNANSWERED)), findings


def _gaps(answer: dict[str, Any], row: pd.Series, plan: Plan) -> list[tuple[str, str]]:
    """What is blank in an answer; a column that the sheet lacks is column_missing, and not said again for each row."""
    gaps = ((plan.grade, "letter", "grade_missing"), (plan.actual, "actual", "actual_missing"))
    return [(field, code) for field, key, code in gaps if row.get(field) is not None and not answer[key].strip()]


def _joint(rows: pd.DataFrame, values: pd.DataFrame, order: list[str], plan: Plan) -> list[Finding]:
    """The other departments' answers to a joint initiative, compared with the one that stands."""
    row_id, chosen = int(rows.index[0]), rows.iloc[0]
    findings = []
    if chosen["respondent"] != order[0]:
        findings.append(at(row_id, plan.grade, "joint_substituted", chosen, expected=order[0]))
    compared: tuple[tuple[str, Callable[[pd.Series], str]], ...] = (
        (plan.grade, lambda row: row["letter"] or ""),
        (plan.actual, lambda row: row.get(plan.actual) or ""),
    )
    for other_id, other in rows.iloc[1:].iterrows():
        for field, read in compared:
            ours, theirs = read(chosen), read(other)
            if theirs.strip() and fold(ours) != fold(theirs):
                expected = f"{ours or '（空欄）'}（{address(values, row_id, field)}）"
                findings.append(at(other_id, field, "joint_differs", other, found=theirs, expected=expected))
    return findings


def _not_returned(ledger: pd.DataFrame, master: pd.DataFrame, plan: Plan) -> list[Finding]:
    returned = set(ledger["respondent"])
    contacts = plan.departments.set_index("department")["contact"]
    findings = []
    for department in plan.asked:
        own = int(master["owners"].map(lambda owners, department=department: department in owners).sum())
        if own and department not in returned:
            contact = str(contacts.get(department, ""))
            remedy = (
                f"{department}（{contact}）へ督促してください。" if contact else f"{department}へ督促してください。"
            )
            findings.append(Finding("not_returned", found=str(own), expected=remedy, department=department))
    return findings
