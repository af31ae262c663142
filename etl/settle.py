"""settle: what becomes of each row of the returns, step by step, and of their cells; `etl.reconcile` calls the steps.

The steps mark the ledger that they are given, which is reconcile's own copy; nothing else is changed.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd
from torikumi.schemas.findings import Finding
from torikumi.schemas.keys import fold, is_retracted
from torikumi.schemas.models import Answer, Entry, Ledger, Master, groups, made, tuples
from torikumi.schemas.plan import ACCEPTED, EVERY, REJECTED, SUPERSEDED, Plan

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


def _open(ledger: pd.DataFrame) -> pd.DataFrame:
    return ledger[ledger[Ledger.outcome] == ACCEPTED]


def _at(code: str, row: Any, field: str, found: str = "", expected: str = "") -> Finding:
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
                rows = _open(ledger)
                _mark(ledger, rows.index[rows[Ledger.file] == name], SUPERSEDED, "file_copy")
    return findings


def _ownership(ledger: pd.DataFrame, given: Given) -> list[Finding]:
    """Rows of other departments: an answer is refused and named, a blank one belongs to a whole list sent back."""
    findings = []
    allowed = dict(given.master[Master.allowed].items())
    for (file, respondent), own in groups(_open(ledger), [Ledger.file, Ledger.respondent]).items():
        foreign = [row for row in own if respondent not in allowed[row.initiative]]
        said = [row for row in foreign if says(row)]
        blank = [row.Index for row in foreign if not says(row)]
        if blank:
            findings.append(Finding("whole_list_returned", str(len(own)), department=respondent, file=file))
        for row in said:
            expected = "、".join(given.master.at[row.initiative, Master.owners])
            findings.append(_at("not_owner", row, "number", row.number, expected))
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
    for same in _several(_open(ledger), [Ledger.file, *_GROUP]):
        said = [row for row in same if says(row)]
        kept = said or same[:1]
        cells = given.entries[given.entries[Entry.row_id].isin([row.Index for row in said])]
        cells = cells[~cells[Entry.field].isin(_UNCOMPARED)].assign(text=lambda table: table[Entry.text].map(fold))
        filled = cells[cells[Entry.text] != ""]
        if (filled.groupby(Entry.field)[Entry.text].nunique() > 1).any():
            for row in said:
                others = [address(given.entries, other.Index, "number", row.file) for other in said if other != row]
                findings.append(_at("number_duplicate", row, "number", "、".join(others)))
            _mark(ledger, [row.Index for row in said], REJECTED, "number_duplicate")
        elif not (cells.groupby(Entry.field)[Entry.text].nunique() > 1).any():
            kept = kept[:1]
        first = address(given.entries, kept[0].Index, "number", kept[0].file)
        again = [row for row in same if row not in kept]
        findings += [_at("number_repeated", row, "number", first) for row in again]
        _mark(ledger, [row.Index for row in again], SUPERSEDED, "number_repeated")
    return findings


_UNCOMPARED = ("number", "未使用")
_CELLS = (Ledger.actual, Ledger.written)  # of an answer
_KEPT = (*_CELLS, Ledger.influence)  # each stands until a later return fills it


def _resent(ledger: pd.DataFrame, given: Given) -> list[Finding]:
    """Several returns of one department: of each cell of an answer the latest that is filled counts; a blank never supersedes."""
    findings: list[Finding] = []
    rows = _open(ledger)
    rows = rows.assign(order=rows[Ledger.file].map(_order(rows, given))).sort_values("order", kind="stable")
    superseded: dict[int, str] = {}  # row -> the file that has the later answer
    for group in _several(rows, _GROUP):
        old = [row.Index for row in group[:-1] if all(_last(group, cell) != row for cell in _KEPT)]
        superseded |= dict.fromkeys(old, group[-1].file)
        findings += _changes(group, given.plan)
    _mark(ledger, superseded, SUPERSEDED, "return_superseded")
    return _said(rows, superseded, given) + findings


def _order(ledger: pd.DataFrame, given: Given) -> dict[str, int]:
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


def _last(group: Sequence[Any], cell: str) -> Any:
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
    for cell, field in zip(_KEPT, (plan.actual_field, plan.grade_field, "influence"), strict=True):
        filled = _filled(group, cell)
        texts = [getattr(row, cell) for row in filled]
        if len(filled) > 1 and texts[-1] != texts[-2]:
            findings.append(_at("answer_changed", filled[-1], field, texts[-1], texts[-2]))
        if filled and filled[-1] != group[-1] and says(group[-1]):
            findings.append(_at("cell_kept", group[-1], field, texts[-1], filled[-1].file))
    return findings


class _Said(NamedTuple):
    """The answer of one department, and the row that stands for it in findings."""

    answer: tuple[Any, ...]  # the values of `Answer`
    row: Any
    graded: bool  # whether a grade is written, readable or not, and not taken back


def answers(ledger: pd.DataFrame, given: Given) -> tuple[pd.DataFrame, list[Finding]]:
    """`Answer`: of each initiative of the master list, in its order, the answers of the departments that may answer, the one that stands
    first: that of the first-listed of those that are asked; partners come last, and those that are not asked any more before them.

    Findings: answer_missing (a blank row of the first-listed), answer_left_out (its return has no row at all; of every listed one, where
    the plan says so), grade_missing, actual_missing, joint_differs, joint_substituted, not_returned.
    """
    accepted = _open(ledger)
    rows = accepted.assign(order=accepted[Ledger.file].map(_order(accepted, given))).sort_values("order", kind="stable")
    rows_of = groups(rows, [Ledger.initiative, Ledger.respondent])
    said = {key: found for key, group in rows_of.items() if (found := _answer(key, group))}
    own_form = ledger[~ledger[Ledger.reason].isin(_OTHER_FORMS)]
    returned = set(own_form[Ledger.respondent])
    present = set(zip(own_form[Ledger.initiative], own_form[Ledger.respondent], strict=True))
    findings: list[Finding] = []
    records = []
    for master in tuples(given.master):
        own = [said[master.Index, name] for name in master.allowed if (master.Index, name) in said]
        due = [name for name in _due(master, given.plan) if name in returned and (master.Index, name) not in said]
        findings += _absent(master, due, rows_of, present, given)
        if own:
            findings += _joint(own, master, given) + _gaps(own[0], given)
        records += [found.answer for found in own]
    return made(Answer, records), findings + _not_returned(ledger, given)


def _answer(key: tuple[Any, ...], group: Sequence[Any]) -> _Said | None:
    """What a department's rows of an initiative say together; None where all are blank, or take back all that was said."""
    told, graded, marked = (_last(group, cell) for cell in _KEPT)
    actual = "" if told is None or is_retracted(told.actual) else told.actual
    taken_back = graded is not None and is_retracted(graded.written)
    if not actual and (graded is None or taken_back):
        return None
    letter = (graded.letter or "") if graded is not None else ""
    affected = (graded is not None and graded.shaded) or (marked is not None and marked.affected_said is True)
    main = told if graded is None or taken_back else graded
    # A cell that is blank throughout has its place in the row of the other.
    return _Said(
        (*key, actual, (told or main).Index, letter, (graded or main).Index, bool(affected)),
        main,
        graded is not None and not taken_back,
    )


def _due(master: Any, plan: Plan) -> list[str]:
    """The departments that must answer an initiative."""
    due = [name for name in master.asked if not plan.is_partner(name)] or list(master.asked)
    return due if plan.joint == EVERY else due[:1]


def _absent(
    master: Any,
    due: Iterable[str],
    rows_of: Mapping[tuple[Any, ...], list[Any]],
    present: set[tuple[Any, ...]],
    given: Given,
) -> list[Finding]:
    """What the departments did not answer, although their return is here; a row of theirs that was refused is named already."""
    findings = []
    for name in due:
        if (master.Index, name) in rows_of:
            findings += [_at("answer_missing", row, given.plan.grade_field) for row in rows_of[master.Index, name]]
        elif (master.Index, name) not in present:
            at: dict[str, Any] = {"row_id": master.master_row_id, "field": "number"}
            findings.append(Finding("answer_left_out", master.name, "", master.Index, name, **at))
    return findings


def _gaps(said: _Said, given: Given) -> list[Finding]:
    """What is blank in an answer; a column that the sheet lacks is column_missing, and not said again for each row."""
    plan, answer = given.plan, dict(zip(_FIELDS, said.answer, strict=True))
    gaps = {
        "grade_missing": (plan.grade_field, not said.graded),
        "actual_missing": (plan.actual_field, not answer[Answer.actual].strip()),
    }
    found = [(code, field) for code, (field, gap) in gaps.items() if gap]
    have = set(given.entries.loc[given.entries[Entry.row_id] == said.row.Index, Entry.field]) if found else set()
    return [_at(code, said.row, field) for code, field in found if field in have]


_FIELDS = list(Answer.to_schema().columns)


def _joint(own: list[_Said], master: Any, given: Given) -> list[Finding]:
    """The other departments' answers to a joint initiative, compared with the one that stands."""
    plan, first = given.plan, own[0]
    ours = dict(zip(_FIELDS, first.answer, strict=True))
    findings = []
    if ours[Answer.department] != master.asked[0] and ours[Answer.department] in master.asked:
        findings.append(_at("joint_substituted", first.row, plan.grade_field, expected=master.asked[0]))
    for other in own[1:]:
        theirs = dict(zip(_FIELDS, other.answer, strict=True))
        for field, name in ((plan.grade_field, Answer.letter), (plan.actual_field, Answer.actual)):
            if theirs[name].strip() and fold(ours[name]) != fold(theirs[name]):
                place = address(given.entries, first.row.Index, field)
                expected = f"{ours[name] or '（空欄）'}（{place}）"
                findings.append(_at("joint_differs", other.row, field, theirs[name], expected))
    return findings


def _not_returned(ledger: pd.DataFrame, given: Given) -> list[Finding]:
    """Departments of which nothing has come: no row, whatever became of it, and no file of their name that could not be read."""
    plan = given.plan
    came = set(ledger[Ledger.respondent]) | set(given.files["department"])
    contacts = plan.departments.set_index("department")["contact"]
    findings = []
    asked = Counter(name for names in given.master[Master.asked] for name in names)
    for department in plan.asked:
        own = asked[department]
        if own and department not in came:
            contact = str(contacts.get(department, ""))
            whom = f"{department}（{contact}）" if contact else department
            findings.append(Finding("not_returned", str(own), f"{whom}へ督促してください。", department=department))
    return findings
