"""settle: what becomes of each row of the returns, step by step, and of their cells; `etl.reconcile` calls the steps.

The steps mark the ledger that they are given, which is reconcile's own copy; nothing else is changed.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import pandas as pd
from torikumi.schemas.findings import Finding
from torikumi.schemas.keys import fold
from torikumi.schemas.models import Entry, Ledger, Master
from torikumi.schemas.plan import ACCEPTED, REJECTED, SUPERSEDED, Plan
from torikumi.schemas.tables import groups

_VERSION = re.compile(r"第(\d+)版|(?:ver|rev)\.?(\d+)")


# Why a row is no row of this year's form of this plan.
_OTHER_FORMS = ("wrong_year", "wrong_plan")


class Given(NamedTuple):
    """What the steps look up; they change the ledger alone."""

    entries: pd.DataFrame
    master: pd.DataFrame
    files: pd.DataFrame
    plan: Plan


def settle(ledger: pd.DataFrame, given: Given) -> list[Finding]:
    """Copies, owners, repetitions, later returns: in this order, each looks at the rows that are still accepted."""
    steps = (_copies, _ownership, _repetitions, _resent)
    return [finding for step in steps for finding in step(ledger, given)]


def answered(rows: pd.DataFrame) -> pd.Series:
    """Which rows say anything: a result or a grade, or that one is taken back."""
    return rows[Ledger.actual].str.strip().ne("") | rows[Ledger.written].str.strip().ne("")


def _mark(ledger: pd.DataFrame, row_ids: Iterable[int], outcome: str, reason: str) -> None:
    """Give rows their outcome and its reason."""
    if at := list(row_ids):
        ledger.loc[at, Ledger.outcome], ledger.loc[at, Ledger.reason] = outcome, reason


def accepted(ledger: pd.DataFrame) -> pd.DataFrame:
    """The rows that no step has refused or superseded yet."""
    return ledger[ledger[Ledger.outcome] == ACCEPTED]


def finding_at(code: str, row: Any, field: str, found: str = "", expected: str = "") -> Finding:
    """A finding at a cell of a row of the ledger."""
    return Finding(code, found, expected, row.initiative or "", row.respondent, row_id=row.Index, field=field)


def address(entries: pd.DataFrame, row_id: int, field: str, same_file: str = "") -> str:
    """`地域共生課.xlsx 取組推進状況一覧!M3`; within the same file without its name."""
    cells = entries[entries[Entry.row_id] == row_id]
    cell = pd.concat([cells[cells[Entry.field] == field], cells]).iloc[0]
    place = f"{cell[Entry.sheet]}!{cell[Entry.cell]}"
    return place if cell[Entry.file] == same_file else f"{cell[Entry.file]} {place}"


def _copies(ledger: pd.DataFrame, given: Given) -> list[Finding]:
    """Files of equal bytes: the one with the shortest name counts (`福祉課.xlsx` before `福祉課 - コピー.xlsx`)."""
    findings = []
    for _, same in given.files[given.files["sha256"] != ""].groupby("sha256", sort=False):
        original, *copies = sorted(same.index, key=lambda name: (len(name), name))
        for name in copies:
            if same["size"].iloc[0]:
                findings.append(Finding("file_copy", found=str(original), file=str(name)))
                rows = accepted(ledger)
                _mark(ledger, rows.index[rows[Ledger.file] == name], SUPERSEDED, "file_copy")
    return findings


def _ownership(ledger: pd.DataFrame, given: Given) -> list[Finding]:
    """Rows of other departments: an answer is refused and named, a blank one belongs to a whole list sent back."""
    findings = []
    allowed = dict(given.master[Master.allowed].items())
    for (file, respondent), own in groups(accepted(ledger), [Ledger.file, Ledger.respondent]).items():
        foreign = [row for row in own if respondent not in allowed[row.initiative]]
        said = [row for row in foreign if says(row)]
        blank = [row.Index for row in foreign if not says(row)]
        if blank:
            findings.append(Finding("whole_list_returned", str(len(own)), department=respondent, file=file))
        for row in said:
            expected = "、".join(given.master.at[row.initiative, Master.owners])
            findings.append(finding_at("not_owner", row, "number", row.number, expected))
        _mark(ledger, blank, REJECTED, "whole_list_returned")
        _mark(ledger, [row.Index for row in said], REJECTED, "not_owner")
    return findings


_GROUP = [Ledger.respondent, Ledger.initiative]


def _several(rows: pd.DataFrame, keys: list[str]) -> list[list[Any]]:
    return list(groups(rows[rows.duplicated(keys, keep=False)], keys).values())


def says(row: Any) -> bool:
    """Whether a row (a tuple) says anything: a result or a grade, or that one is taken back."""
    return any(getattr(row, cell).strip() for cell in _CELLS)


def _repetitions(ledger: pd.DataFrame, given: Given) -> list[Finding]:
    """The same initiative twice in one file of a department: a blank row beside an answer and an equal row count once, rows that
    contradict each other count not at all; rows that complement each other are one answer."""
    findings = []
    for same in _several(accepted(ledger), [Ledger.file, *_GROUP]):
        said = [row for row in same if says(row)]
        kept = said or same[:1]
        contradictory, equal = _agreement(said, given)
        if contradictory:
            findings += [
                finding_at("number_duplicate", row, "number", "、".join(_others(row, said, given))) for row in said
            ]
            _mark(ledger, [row.Index for row in said], REJECTED, "number_duplicate")
        elif equal:
            kept = kept[:1]
        first = address(given.entries, kept[0].Index, "number", kept[0].file)
        again = [row for row in same if row not in kept]
        findings += [finding_at("number_repeated", row, "number", first) for row in again]
        _mark(ledger, [row.Index for row in again], SUPERSEDED, "number_repeated")
    return findings


def _others(row: Any, rows: Sequence[Any], given: Given) -> list[str]:
    """Where the other rows stand."""
    return [address(given.entries, other.Index, "number", row.file) for other in rows if other != row]


def _agreement(rows: Sequence[Any], given: Given) -> tuple[bool, bool]:
    """Whether rows contradict each other in a cell that they fill, and whether they are equal in all cells, blank or not."""
    cells = given.entries[given.entries[Entry.row_id].isin([row.Index for row in rows])]
    cells = cells[~cells[Entry.field].isin(_UNCOMPARED)]
    texts = cells[Entry.text].map(fold)
    filled = texts != ""
    contradictory = (texts[filled].groupby(cells.loc[filled, Entry.field]).nunique() > 1).any()
    return bool(contradictory), not (texts.groupby(cells[Entry.field]).nunique() > 1).any()


_UNCOMPARED = ("number", "未使用")
_CELLS = (Ledger.actual, Ledger.written)  # of an answer
KEPT = (*_CELLS, Ledger.influence)  # each stands until a later return fills it


def _resent(ledger: pd.DataFrame, given: Given) -> list[Finding]:
    """Several returns of one department: of each cell of an answer the latest that is filled counts; a blank never supersedes."""
    findings: list[Finding] = []
    rows = accepted(ledger)
    rows = rows.assign(order=rows[Ledger.file].map(order_of(rows, given))).sort_values("order", kind="stable")
    superseded: dict[int, str] = {}  # row -> the file that has the later answer
    for group in _several(rows, _GROUP):
        old = [row.Index for row in group[:-1] if all(last_filled(group, cell) != row for cell in KEPT)]
        superseded |= dict.fromkeys(old, group[-1].file)
        findings += _changes(group, given.plan)
    _mark(ledger, superseded, SUPERSEDED, "return_superseded")
    return _said(rows, superseded, given) + findings


def order_of(ledger: pd.DataFrame, given: Given) -> dict[str, int]:
    """The rank of each file, the latest last: by the version that its form says, by its time of saving, by its name."""
    keys = _lateness(ledger, given)
    return {file: rank for rank, file in enumerate(sorted(keys, key=lambda file: (*keys[file], file)))}


def _lateness(ledger: pd.DataFrame, given: Given) -> dict[str, tuple[int, str]]:
    headings = ledger.groupby(Ledger.file)[Ledger.heading].first()
    return {str(file): (_version(text), str(given.files.at[file, "modified"])) for file, text in headings.items()}


def _version(heading: str) -> int:
    """The version that the form says above its list (`第2版`, `Ver.2`); 0 where it says none."""
    said = _VERSION.search(fold(heading))
    return int(said[1] or said[2]) if said else 0


def _filled(group: Sequence[Any], cell: str) -> list[Any]:
    return [row for row in group if getattr(row, cell).strip()]


def last_filled(group: Sequence[Any], cell: str) -> Any:
    """The row of which a cell of the answer is taken, the last that is filled; None where there is none."""
    return next(reversed(_filled(group, cell)), None)


def _said(rows: pd.DataFrame, superseded: dict[int, str], given: Given) -> list[Finding]:
    """Of each file how much of it a later one supersedes, and why that is the later."""
    findings = []
    late = _lateness(rows, given)
    old = rows.loc[[row_id for row_id in rows.index if row_id in superseded]]
    for (department, file), own in old.groupby([Ledger.respondent, Ledger.file], sort=False):
        newer = superseded[own.index[0]]
        left = rows[(rows[Ledger.file] == file) & answered(rows)].index.difference(own.index)
        if not answered(own).any():
            continue
        at: dict[str, Any] = {"department": str(department), "file": str(file)}
        if len(left):
            findings.append(Finding("return_partly_superseded", newer, str(len(own)), **at))
        else:
            findings.append(Finding("return_superseded", newer, _reason(late[str(file)], late[newer]), **at))
    return findings


def _reason(old: tuple[int, str], new: tuple[int, str]) -> str:
    if old[0] != new[0]:
        return "版の新しい方を採用"
    return "保存日時が同じため、ファイル名の順で後の方を採用" if old[1] == new[1] else "保存日時の新しい方を採用"


def _changes(group: Sequence[Any], plan: Plan) -> list[Finding]:
    """What the rows of one answer, the latest last, say differently: answer_changed at the later cell; cell_kept where a later return
    that does answer leaves a cell blank which an earlier one has filled."""
    findings = []
    for cell, field in zip(KEPT, (plan.actual_field, plan.grade_field, "influence"), strict=True):
        filled = _filled(group, cell)
        texts = [getattr(row, cell) for row in filled]
        if len(filled) > 1 and texts[-1] != texts[-2]:
            findings.append(finding_at("answer_changed", filled[-1], field, texts[-1], texts[-2]))
        if filled and filled[-1] != group[-1] and says(group[-1]):
            findings.append(finding_at("cell_kept", group[-1], field, texts[-1], filled[-1].file))
    return findings
