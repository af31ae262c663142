"""settle: what becomes of each row of the returns, step by step, and of their cells; `etl.reconcile` calls the steps.

The steps mark the ledger that they are given, which is reconcile's own copy; nothing else is changed.
"""

import re
from collections import Counter, namedtuple
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd
from torikumi.schemas.findings import CATALOGUE, ERROR, Finding
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


_Answer: Any = namedtuple("_Answer", list(Answer.to_schema().columns))  # type: ignore[misc]


class _Said(NamedTuple):
    """The answer of one department, and the rows that its cells are of; `row` stands for it in findings."""

    answer: Any  # `_Answer`
    row: Any
    told: Any  # the row of the result, None where every one is blank
    graded: Any  # the row of the grade, likewise


def answers(ledger: pd.DataFrame, given: Given) -> tuple[pd.DataFrame, list[Finding]]:
    """`Answer`: of each initiative of the master list, in its order, the answers of the departments that may answer, the one that stands
    first, in the order of `Master.allowed`.

    Findings: answer_missing (a blank row of the first-listed), answer_left_out (its return has no row at all; of every listed one, where
    the plan says so), answer_retracted, grade_missing, grade_unknown, actual_missing, actual_idle (a blank beside a grade that is not counted), joint_differs, joint_substituted, not_returned.
    """
    accepted = _open(ledger)
    rows = accepted.assign(order=accepted[Ledger.file].map(_order(accepted, given))).sort_values("order", kind="stable")
    rows_of = groups(rows, [Ledger.initiative, Ledger.respondent])
    said = {key: found for key, group in rows_of.items() if (found := _answer(key, group))}
    returned = _returned(ledger)
    refused = ledger[ledger[Ledger.outcome] == REJECTED]
    named = set(zip(refused[Ledger.initiative], refused[Ledger.respondent], strict=True))
    findings: list[Finding] = []
    records = []
    # How many initiatives a department is asked for that neither it nor anybody in its stead has answered.
    open_of: Counter[str] = Counter()
    for master in tuples(given.master):
        own = [said[master.Index, name] for name in master.allowed if (master.Index, name) in said]
        waiting = _waiting(master, {found.answer.department for found in own})
        open_of.update(waiting)
        findings += _absent(master, waiting, rows_of, returned, named, given)
        if own:
            findings += _joint(own, master, given) + _gaps(own[0], given)
        records += [found.answer for found in own]
    return made(Answer, records), findings + _not_returned(ledger, open_of, given)


def _returned(ledger: pd.DataFrame) -> set[str]:
    """The departments whose return is here. One of which every row is refused for a fault is not among them: the fault is said already,
    once for the whole of a form of another year."""
    faulty = ledger[Ledger.reason].map(lambda code: code in CATALOGUE and CATALOGUE[code].severity == ERROR)
    return set(ledger.loc[~faulty.astype("bool"), Ledger.respondent])


def _waiting(master: Any, answered: set[str]) -> list[str]:
    """Those of the departments that are asked who have not answered, nor has the organisation that did the work before them."""
    before = [name for name in master.allowed if name not in master.asked]
    stands_in = bool(answered & set(before))
    return [name for name in master.asked if name not in answered and not (stands_in and name not in master.successors)]


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
    answer = _Answer._make((*key, actual, (told or main).Index, letter, (graded or main).Index, bool(affected)))
    return _Said(answer, main, told, graded)


def _absent(
    master: Any,
    waiting: Sequence[str],
    rows_of: Mapping[tuple[Any, ...], list[Any]],
    returned: set[str],
    named: set[tuple[Any, ...]],
    given: Given,
) -> list[Finding]:
    """What the departments that must answer did not, although their return is here; a row of theirs that was refused is named already."""
    due = [name for name in master.asked if not given.plan.is_partner(name)]
    at: dict[str, Any] = {"row_id": master.master_row_id, "field": "number"}
    if not due and waiting:
        return [Finding("answer_of_nobody", master.name, "、".join(master.owners), master.Index, **at)]
    findings = []
    for name in due if given.plan.joint == EVERY else due[:1]:
        if name not in waiting or name not in returned:
            continue
        blank = rows_of.get((master.Index, name), [])
        findings += [_blank(row, given.plan) for row in blank]
        if not blank and (master.Index, name) not in named:
            findings.append(Finding("answer_left_out", master.name, "", master.Index, name, **at))
    return findings


def _blank(row: Any, plan: Plan) -> Finding:
    """A row that gives no answer: it takes one back, or says nothing."""
    items = ((plan.actual_field, row.actual), (plan.grade_field, row.written))
    back = [field for field, text in items if is_retracted(text)]
    if not back:
        return _at("answer_missing", row, plan.grade_field)
    return _at("answer_retracted", row, back[-1], "と".join(map(_item, back)))


def _item(field: str) -> str:
    return "評価" if field.startswith("grade_") else "実績"


def _gaps(said: _Said, given: Given) -> list[Finding]:
    """What an answer lacks; a column that the sheet lacks is column_missing, and not said again for each row."""
    plan, answer = given.plan, said.answer
    findings = []
    for value, field, row, missing in (
        (answer.letter, plan.grade_field, said.graded, "grade_missing"),
        (answer.actual, plan.actual_field, said.told, "actual_missing"),
    ):
        if value.strip():
            continue
        if row is None and missing == "actual_missing" and answer.letter in plan.uncounted_grades:
            findings.append(_at("actual_idle", said.row, field, answer.letter))
        elif row is None and field in _fields_of(said.row, given):
            findings.append(_at(missing, said.row, field))
        elif row is not None and is_retracted(row.written if missing == "grade_missing" else row.actual):
            findings.append(_at("answer_retracted", row, field, _item(field)))
        elif row is not None:
            known = "、".join([*plan.grades, *plan.uncounted_grades])
            findings.append(_at("grade_unknown", row, field, row.written, known))
    return findings


def _fields_of(row: Any, given: Given) -> set[str]:
    return set(given.entries.loc[given.entries[Entry.row_id] == row.Index, Entry.field])


def _joint(own: list[_Said], master: Any, given: Given) -> list[Finding]:
    """The other departments' answers to a joint initiative, compared with the one that stands."""
    plan, first = given.plan, own[0]
    standing = first.answer.department
    findings = []
    if standing != master.asked[0] and standing in master.asked:
        findings.append(_at("joint_substituted", first.row, plan.grade_field, expected=master.asked[0]))
    for other in own[1:]:
        for field in (plan.grade_field, plan.actual_field):
            ours, theirs = _shown(first, field), _shown(other, field)
            if theirs.strip() and fold(ours) != fold(theirs):
                place = address(given.entries, first.row.Index, field)
                findings.append(_at("joint_differs", other.row, field, theirs, f"{ours or '（空欄）'}（{place}）"))
    return findings


def _shown(said: _Said, field: str) -> str:
    """What an answer says in a field: the plan's grade, else what is written in its stead."""
    answer = said.answer
    if not field.startswith("grade_"):
        return str(answer.actual)
    written = said.graded.written if said.graded is not None and not is_retracted(said.graded.written) else ""
    return str(answer.letter) or written


def silent_files(ledger: pd.DataFrame, files: pd.DataFrame) -> pd.Series:
    """The department that the name or folder of a file tells, of the files that no row's sender is known of: unreadable, without a list,
    or refused as nobody's. A file that turned out to be another department's says nothing of the one that its name tells."""
    known = set(ledger.loc[ledger[Ledger.respondent] != "", Ledger.file])
    own = files.loc[[name for name in files.index if name not in known], "department"]
    return own[own != ""]


def _not_returned(ledger: pd.DataFrame, open_of: Mapping[str, int], given: Given) -> list[Finding]:
    """Departments of which nothing has come although it is needed: no row, whatever became of it, and no file of their name that could
    not be used. One whose predecessor has answered everything is not asked again."""
    plan = given.plan
    came = set(ledger[Ledger.respondent]) | set(silent_files(ledger, given.files))
    contacts = plan.departments.set_index("department")["contact"]
    findings = []
    for department in plan.asked:
        own = open_of.get(department, 0)
        if own and department not in came:
            contact = str(contacts.get(department, ""))
            whom = f"{department}（{contact}）" if contact else department
            findings.append(Finding("not_returned", str(own), f"{whom}へ督促してください。", department=department))
    return findings
