"""settle: what becomes of each row of the returns, step by step; `etl.reconcile` calls the steps.

The steps mark the ledger that they are given, which is reconcile's own copy; nothing else is changed.
"""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

import pandas as pd
from torikumi.schemas.findings import Finding
from torikumi.schemas.keys import fold
from torikumi.schemas.layouts import PROGRESS_LIST
from torikumi.schemas.plan import ACCEPTED, REJECTED, SUPERSEDED, Plan

_RESPONDENT = re.compile(r"回答課\s*[:：]?\s*(\S+)")
_VERSION = re.compile(r"第(\d+)版|(?:ver|rev)\.?(\d+)")


class Given(NamedTuple):
    """What the steps look up; they change the ledger alone."""

    values: pd.DataFrame
    master: pd.DataFrame
    files: pd.DataFrame
    plan: Plan


def settle(ledger: pd.DataFrame, given: Given) -> list[Finding]:
    """Copies, senders, owners, repetitions, later returns: in this order, each looks at the rows that are still accepted."""
    steps = (_copies, _respondents, _ownership, _repetitions, _resent)
    return [finding for step in steps for finding in step(ledger, given)]


def mark(ledger: pd.DataFrame, row_ids: Iterable[int], outcome: str, reason: str) -> None:
    """Give rows their outcome and its reason."""
    at = list(row_ids)
    ledger.loc[at, "outcome"], ledger.loc[at, "reason"] = outcome, reason


def _open(ledger: pd.DataFrame) -> pd.DataFrame:
    return ledger[ledger["outcome"] == ACCEPTED]


def _copies(ledger: pd.DataFrame, given: Given) -> list[Finding]:
    """Files of equal bytes: the one with the shortest name counts (`福祉課.xlsx` before `福祉課 - コピー.xlsx`)."""
    findings = []
    for _, same in given.files[given.files["sha256"] != ""].groupby("sha256", sort=False):
        original, *copies = sorted(same.index, key=lambda name: (len(name), name))
        for name in copies:
            if same["size"].iloc[0]:
                findings.append(Finding("file_copy", found=str(original), file=str(name)))
                mark(
                    ledger,
                    ledger.index[(ledger["file"] == name) & (ledger["outcome"] == ACCEPTED)],
                    SUPERSEDED,
                    "file_copy",
                )
    return findings


def _respondents(ledger: pd.DataFrame, given: Given) -> list[Finding]:
    """Whose return a file is: what its heading says, else the department that its rows have in common."""
    findings = []
    for file, of_file in ledger.groupby("file", sort=False):
        respondent = _respondent(str(file), of_file, given)
        ledger.loc[of_file.index, "respondent"] = respondent
        still_open = _open(of_file)
        if not respondent and len(still_open):
            findings.append(Finding("return_of_nobody", file=str(file), sheet=str(of_file["sheet"].iloc[0])))
            mark(ledger, still_open.index, REJECTED, "return_of_nobody")
    return findings


def _respondent(file: str, rows: pd.DataFrame, given: Given) -> str:
    """The department of `回答課：…`; else the one that owns most rows, of several the one named above the list,
    in the file's name, or the only one that was asked."""
    for text in rows["heading"].unique():
        named = _RESPONDENT.search(text)
        department = given.plan.official_name(named[1]) if named else None
        if department:
            return department
    owners = [set(given.master.at[number, "owners"]) for number in rows["initiative"] if number in given.master.index]
    owners = owners or [set(names) for names in rows["owners"] if names]
    shares = pd.Series([name for names in owners for name in names], dtype="object").value_counts()
    best = [str(name) for name in shares.index[shares == shares.max()]] if len(shares) else []
    headed = {given.plan.official_name(line) for text in rows["heading"].unique() for line in text.split("\n")}
    asked = set(given.plan.asked)
    for known in (headed.__contains__, lambda name: fold(name) in fold(file), asked.__contains__):
        best = [name for name in best if known(name)] or best
    return best[0] if len(best) == 1 else ""


def _ownership(ledger: pd.DataFrame, given: Given) -> list[Finding]:
    """Rows of other departments: an answer is refused and named, a blank one belongs to a whole list sent back."""
    findings = []
    for file, of_file in _open(ledger).groupby("file", sort=False):
        foreign = of_file[
            [row.respondent not in given.master.at[row.initiative, "owners"] for row in of_file.itertuples()]
        ]
        blank = foreign[~answered(foreign, given.plan)]
        if len(blank):
            department = str(of_file["respondent"].iloc[0])
            findings.append(
                Finding("whole_list_returned", found=str(len(of_file)), department=department, file=str(file))
            )
            mark(ledger, blank.index, REJECTED, "whole_list_returned")
        for row_id, row in foreign.drop(blank.index).iterrows():
            expected = "、".join(given.master.at[row["initiative"], "owners"])
            findings.append(at(row_id, "number", "not_owner", row, found=row["number"], expected=expected))
            mark(ledger, [int(str(row_id))], REJECTED, "not_owner")
    return findings


def _repetitions(ledger: pd.DataFrame, given: Given) -> list[Finding]:
    """The same initiative twice in one return: equal rows are one, different ones are none."""
    findings = []
    fields = [
        field for field in PROGRESS_LIST.fields([given.plan.report_year]) if field in ledger and field != "number"
    ]
    for _, same in _open(ledger).groupby(["file", "initiative"], sort=False):
        if len(same) < 2:
            continue
        first = same.index[0]
        equal = same[fields].fillna("").map(fold).drop_duplicates().shape[0] == 1
        for row_id, row in same.iterrows():
            others = [
                address(given.values, other, "number", same["file"].iloc[0]) for other in same.index if other != row_id
            ]
            if not equal:
                findings.append(at(row_id, "number", "number_duplicate", row, found="、".join(others)))
                mark(ledger, [int(str(row_id))], REJECTED, "number_duplicate")
            elif row_id != first:
                findings.append(at(row_id, "number", "number_repeated", row, found=others[0]))
                mark(ledger, [int(str(row_id))], SUPERSEDED, "number_repeated")
    return findings


def _resent(ledger: pd.DataFrame, given: Given) -> list[Finding]:
    """Several returns of one department: of the same initiative the later return's row counts."""
    findings: list[Finding] = []
    for department, of_department in _open(ledger).groupby("respondent", sort=False):
        names = list(dict.fromkeys(of_department["file"]))
        if len(names) < 2:
            continue
        versions = {
            name: _version(of_department.loc[of_department["file"] == name, "heading"].iloc[0]) for name in names
        }
        names.sort(key=lambda name: (versions[name], given.files.at[name, "modified"], name))
        latest = of_department.assign(order=of_department["file"].map(names.index)).sort_values("order", kind="stable")
        old = latest[latest.duplicated("initiative", keep="last")]
        new = latest.drop_duplicates("initiative", keep="last").set_index("initiative")
        mark(ledger, old.index, SUPERSEDED, "return_superseded")
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


def answered(rows: pd.DataFrame, plan: Plan) -> pd.Series:
    """Which rows say anything: a result or a grade."""
    said = [rows[field].fillna("").str.strip().ne("") for field in (plan.actual, plan.grade) if field in rows]
    return pd.concat(said, axis=1).any(axis=1) if said else pd.Series(False, rows.index)


def at(row_id: Any, field: str, code: str, row: pd.Series, found: str = "", expected: str = "") -> Finding:
    """A finding at a cell of a row of the ledger."""
    return Finding(code, found, expected, row["initiative"] or "", row["respondent"], row_id=int(row_id), field=field)


def address(values: pd.DataFrame, row_id: int, field: str, same_file: str = "") -> str:
    """`地域共生課.xlsx 取組推進状況一覧!M3`; within the same file without its name."""
    cells = values[values["row_id"] == row_id]
    cell = pd.concat([cells[cells["field"] == field], cells]).iloc[0]
    place = f"{cell['sheet']}!{cell['cell']}"
    return place if cell["file"] == same_file else f"{cell['file']} {place}"
