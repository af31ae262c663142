"""reconcile: the rows of all returns against the master list -> one answer an initiative, and what became of every row."""

import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import pandas as pd

from schemas.findings import Finding
from schemas.keys import fold
from schemas.layouts import PROGRESS_LIST
from schemas.plan import ACCEPTED, ANSWERED, REJECTED, SUPERSEDED, UNANSWERED, UNGRADED, Plan

_RESPONDENT = re.compile(r"回答課\s*[:：]?\s*(\S+)")
_VERSION = re.compile(r"第(\d+)版|(?:ver|rev)\.?(\d+)")
# What a return repeats of the master list, and the finding where it differs.
_REPEATED = {
    "name": "name_differs",
    "content": "content_differs",
    "department": "department_differs",
    "baseline": "baseline_differs",
    "target_{year}": "target_differs",
}


class _Given(NamedTuple):
    """What the steps look up; they change the ledger alone."""

    values: pd.DataFrame
    master: pd.DataFrame
    files: pd.DataFrame
    plan: Plan


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
        _settle(ledger, row_ids, REJECTED, str(code))
    findings: list[Finding] = []
    given = _Given(values, master, files, plan)
    for step in (_copies, _respondents, _ownership, _repetitions, _resent):
        findings += step(ledger, given)
    accepted = ledger[ledger["outcome"] == ACCEPTED]
    findings += _differences(accepted, master, plan)
    answers, more = _answers(accepted, values, master, plan)
    findings += more + _not_returned(ledger, master, plan)
    return Reconciled(ledger, answers, findings)


def _settle(ledger: pd.DataFrame, row_ids: Iterable[int], outcome: str, reason: str) -> None:
    at = list(row_ids)
    ledger.loc[at, "outcome"], ledger.loc[at, "reason"] = outcome, reason


def _open(ledger: pd.DataFrame) -> pd.DataFrame:
    return ledger[ledger["outcome"] == ACCEPTED]


def _copies(ledger: pd.DataFrame, given: _Given) -> list[Finding]:
    """Files of equal bytes: the one with the shortest name counts (`福祉課.xlsx` before `福祉課 - コピー.xlsx`)."""
    findings = []
    for _, same in given.files[given.files["sha256"] != ""].groupby("sha256", sort=False):
        original, *copies = sorted(same.index, key=lambda name: (len(name), name))
        for name in copies:
            if same["size"].iloc[0]:
                findings.append(Finding("file_copy", found=str(original), file=str(name)))
                _settle(
                    ledger,
                    ledger.index[(ledger["file"] == name) & (ledger["outcome"] == ACCEPTED)],
                    SUPERSEDED,
                    "file_copy",
                )
    return findings


def _respondents(ledger: pd.DataFrame, given: _Given) -> list[Finding]:
    """Whose return a file is: what its heading says, else the department that its rows have in common."""
    findings = []
    for file, of_file in ledger.groupby("file", sort=False):
        respondent = _respondent(str(file), of_file, given)
        ledger.loc[of_file.index, "respondent"] = respondent
        still_open = _open(of_file)
        if not respondent and len(still_open):
            findings.append(Finding("return_of_nobody", file=str(file), sheet=str(of_file["sheet"].iloc[0])))
            _settle(ledger, still_open.index, REJECTED, "return_of_nobody")
    return findings


def _respondent(file: str, rows: pd.DataFrame, given: _Given) -> str:
    """The department of `回答課：…`; else the one that owns most rows, of several the one named above the list,
    in the file's name, or the only one that was asked."""
    for text in rows["heading"].unique():
        named = _RESPONDENT.search(text)
        department = given.plan.official_name(named[1]) if named else None
        if department:
            return department
    owners = [
        set(given.master.at[number, "owners"]) for number in rows["initiative"] if number in given.master.index
    ]
    owners = owners or [set(names) for names in rows["owners"] if names]
    shares = pd.Series([name for names in owners for name in names], dtype="object").value_counts()
    best = [str(name) for name in shares.index[shares == shares.max()]] if len(shares) else []
    headed = {given.plan.official_name(line) for text in rows["heading"].unique() for line in text.split("\n")}
    asked = set(given.plan.asked)
    for known in (headed.__contains__, lambda name: fold(name) in fold(file), asked.__contains__):
        best = [name for name in best if known(name)] or best
    return best[0] if len(best) == 1 else ""


def _ownership(ledger: pd.DataFrame, given: _Given) -> list[Finding]:
    """Rows of other departments: an answer is refused and named, a blank one belongs to a whole list sent back."""
    findings = []
    for file, of_file in _open(ledger).groupby("file", sort=False):
        foreign = of_file[[row.respondent not in given.master.at[row.initiative, "owners"] for row in of_file.itertuples()]]
        blank = foreign[~_answered(foreign, given.plan)]
        if len(blank):
            department = str(of_file["respondent"].iloc[0])
            findings.append(
                Finding("whole_list_returned", found=str(len(of_file)), department=department, file=str(file))
            )
            _settle(ledger, blank.index, REJECTED, "whole_list_returned")
        for row_id, row in foreign.drop(blank.index).iterrows():
            expected = "、".join(given.master.at[row["initiative"], "owners"])
            findings.append(_at(row_id, "number", "not_owner", row, found=row["number"], expected=expected))
            _settle(ledger, [int(str(row_id))], REJECTED, "not_owner")
    return findings


def _repetitions(ledger: pd.DataFrame, given: _Given) -> list[Finding]:
    """The same initiative twice in one return: equal rows are one, different ones are none."""
    findings = []
    fields = [field for field in PROGRESS_LIST.fields([given.plan.report_year]) if field in ledger and field != "number"]
    for _, same in _open(ledger).groupby(["file", "initiative"], sort=False):
        if len(same) < 2:
            continue
        first = same.index[0]
        equal = same[fields].fillna("").map(fold).drop_duplicates().shape[0] == 1
        for row_id, row in same.iterrows():
            others = [
                _address(given.values, other, "number", same["file"].iloc[0]) for other in same.index if other != row_id
            ]
            if not equal:
                findings.append(_at(row_id, "number", "number_duplicate", row, found="、".join(others)))
                _settle(ledger, [int(str(row_id))], REJECTED, "number_duplicate")
            elif row_id != first:
                findings.append(_at(row_id, "number", "number_repeated", row, found=others[0]))
                _settle(ledger, [int(str(row_id))], SUPERSEDED, "number_repeated")
    return findings


def _resent(ledger: pd.DataFrame, given: _Given) -> list[Finding]:
    """Several returns of one department: of the same initiative the later return's row counts."""
    findings: list[Finding] = []
    for department, of_department in _open(ledger).groupby("respondent", sort=False):
        names = list(dict.fromkeys(of_department["file"]))
        if len(names) < 2:
            continue
        versions = {name: _version(of_department.loc[of_department["file"] == name, "heading"].iloc[0]) for name in names}
        names.sort(key=lambda name: (versions[name], given.files.at[name, "modified"], name))
        latest = of_department.assign(order=of_department["file"].map(names.index)).sort_values("order", kind="stable")
        old = latest[latest.duplicated("initiative", keep="last")]
        new = latest.drop_duplicates("initiative", keep="last").set_index("initiative")
        _settle(ledger, old.index, SUPERSEDED, "return_superseded")
        for file, rows in old.groupby("file", sort=False):
            newer = str(new.loc[rows["initiative"].iloc[0], "file"])
            same_time = given.files.at[file, "modified"] == given.files.at[newer, "modified"]
            by_time = "保存日時が同じため、ファイル名の順で後の方を採用" if same_time else "保存日時の新しい方を採用"
            reason = "版の新しい方を採用" if versions[str(file)] != versions[newer] else by_time
            findings.append(Finding("return_superseded", newer, reason, department=str(department), file=str(file)))
        for row in old.itertuples():
            findings += _changes(old.loc[row.Index], new.loc[row.initiative], latest, given.plan)
    return findings


def _version(heading: str) -> int:
    """The version that the form says above its list (`第2版`, `Ver.2`); 0 where it says none."""
    said = _VERSION.search(fold(heading))
    return int(said[1] or said[2]) if said else 0


def _changes(old: pd.Series, new: pd.Series, rows: pd.DataFrame, plan: Plan) -> list[Finding]:
    row_id = int(rows.index[(rows["initiative"] == old["initiative"]) & (rows["file"] == new["file"])][-1])
    return [
        Finding(
            "answer_changed",
            new[field] or "（空欄）",
            old[field] or "（空欄）",
            old["initiative"],
            row_id=row_id,
            field=field,
        )
        for field in (plan.actual, plan.grade)
        if field in rows and (old[field] or "") != (new[field] or "")
    ]


def _differences(accepted: pd.DataFrame, master: pd.DataFrame, plan: Plan) -> list[Finding]:
    """What a return repeats of the master list, and has changed. Differences of width and white space do not count."""
    findings = []
    fields = {field: code for stem, code in _REPEATED.items() for field in _years(stem, plan) if field in accepted}
    for row_id, row in accepted.iterrows():
        for field, code in fields.items():
            ours = master.at[row["initiative"], field] if field in master else None
            if row[field] is not None and ours is not None and fold(row[field]) != fold(ours):
                found, expected = row[field] or "（空欄）", ours or "（空欄）"
                findings.append(_at(row_id, field, code, row, found=found, expected=expected))
    return findings


def _years(stem: str, plan: Plan) -> list[str]:
    return [stem.format(year=year) for year in plan.years] if "{year}" in stem else [stem]


def _answered(rows: pd.DataFrame, plan: Plan) -> pd.Series:
    said = [rows[field].fillna("").str.strip().ne("") for field in (plan.actual, plan.grade) if field in rows]
    return pd.concat(said, axis=1).any(axis=1) if said else pd.Series(False, rows.index)


def _answers(
    accepted: pd.DataFrame, values: pd.DataFrame, master: pd.DataFrame, plan: Plan
) -> tuple[pd.DataFrame, list[Finding]]:
    """One row an initiative. Partners come after the departments that are asked."""
    findings: list[Finding] = []
    answered = accepted[_answered(accepted, plan)]
    by_number = dict(iter(answered.groupby("initiative", sort=False)))
    blank = dict(iter(accepted.drop(answered.index).groupby("initiative", sort=False)))
    table = []
    for number, owners in master["owners"].items():
        order = sorted(owners, key=plan.is_partner)
        rows = by_number.get(number)
        if rows is None:
            for row_id, row in blank.get(number, accepted.iloc[:0]).iterrows():
                if row["respondent"] == order[0]:
                    findings.append(_at(row_id, plan.grade, "answer_missing", row))
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
        findings += [_at(row_id, field, code, chosen) for field, code in _gaps(answer, chosen, plan)]
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
        findings.append(_at(row_id, plan.grade, "joint_substituted", chosen, expected=order[0]))
    compared: tuple[tuple[str, Callable[[pd.Series], str]], ...] = (
        (plan.grade, lambda row: row["letter"] or ""),
        (plan.actual, lambda row: row.get(plan.actual) or ""),
    )
    for other_id, other in rows.iloc[1:].iterrows():
        for field, read in compared:
            ours, theirs = read(chosen), read(other)
            if theirs.strip() and fold(ours) != fold(theirs):
                expected = f"{ours or '（空欄）'}（{_address(values, row_id, field)}）"
                findings.append(_at(other_id, field, "joint_differs", other, found=theirs, expected=expected))
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


def _at(row_id: Any, field: str, code: str, row: pd.Series, found: str = "", expected: str = "") -> Finding:
    return Finding(code, found, expected, row["initiative"] or "", row["respondent"], row_id=int(row_id), field=field)


def _address(values: pd.DataFrame, row_id: int, field: str, same_file: str = "") -> str:
    """`地域共生課.xlsx 取組推進状況一覧!M3`; within the same file without its name."""
    cells = values[values["row_id"] == row_id]
    cell = pd.concat([cells[cells["field"] == field], cells]).iloc[0]
    place = f"{cell['sheet']}!{cell['cell']}"
    return place if cell["file"] == same_file else f"{cell['file']} {place}"
