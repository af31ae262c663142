"""answers: what each department answers to each initiative, of the rows that are settled; `etl.reconcile` calls it after `etl.settle`."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd
from torikumi.etl.settle import KEPT, Given, accepted, address, finding_at, last_filled, order_of
from torikumi.schemas.findings import CATALOGUE, ERROR, Finding
from torikumi.schemas.keys import fold, is_everybody, is_retracted
from torikumi.schemas.models import Answer, Entry, Ledger
from torikumi.schemas.plan import EVERY, LEADING, REJECTED, Plan
from torikumi.schemas.tables import groups, made, row_of, tuples

_Answer = row_of(Answer)


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
    the plan says so), answer_retracted, grade_missing, grade_unknown, actual_missing, actual_idle (a blank beside
    a grade that is not counted), joint_differs, joint_substituted,
    answer_not_asked, not_returned.
    """
    rows = accepted(ledger)
    rows = rows.assign(order=rows[Ledger.file].map(order_of(rows, given))).sort_values("order", kind="stable")
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
        elif not master.asked and any(map(is_everybody, master.owners)):
            whose = "、".join(master.owners)
            at: dict[str, Any] = {"row_id": master.master_row_id, "field": "department"}
            findings.append(Finding("answer_not_asked", master.name, whose, master.Index, **at))
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
    told, graded, marked = (last_filled(group, cell) for cell in KEPT)
    actual, written = _standing(told, Ledger.actual), _standing(graded, Ledger.written)
    main = graded if written else told
    if not actual and not written:
        return None
    letter = getattr(graded, Ledger.letter, "") or ""
    affected = getattr(graded, Ledger.shaded, False) or getattr(marked, Ledger.affected_said, None) is True
    # A cell that is blank throughout has its place in the row of the other.
    answer = _Answer(*key, actual, (told or main).Index, letter, (graded or main).Index, bool(affected))
    return _Said(answer, main, told, graded)


def _standing(row: Any, cell: str) -> str:
    """What a row says in a cell; "" where there is no row, or where it takes back what was said."""
    text = str(getattr(row, cell, ""))
    return "" if is_retracted(text) else text


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
    for name in due if given.plan.joint == EVERY or len(master.parts) > 1 else due[:1]:
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
        return finding_at("answer_missing", row, plan.grade_field)
    return finding_at("answer_retracted", row, back[-1], "と".join(map(_item, back)))


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
            findings.append(finding_at("actual_idle", said.row, field, answer.letter))
        elif row is None and field in _fields_of(said.row, given):
            findings.append(finding_at(missing, said.row, field))
        elif row is not None and is_retracted(row.written if missing == "grade_missing" else row.actual):
            findings.append(finding_at("answer_retracted", row, field, _item(field)))
        elif row is not None:
            known = "、".join([*plan.grades, *plan.uncounted_grades])
            findings.append(finding_at("grade_unknown", row, field, row.written, known))
    return findings


def _fields_of(row: Any, given: Given) -> set[str]:
    return set(given.entries.loc[given.entries[Entry.row_id] == row.Index, Entry.field])


def _joint(own: list[_Said], master: Any, given: Given) -> list[Finding]:
    """The other departments' answers to a joint initiative, compared with the one that stands, unless each answers for its own part."""
    plan, first = given.plan, own[0]
    standing = first.answer.department
    findings = []
    if standing in master.asked[1:]:
        findings.append(finding_at("joint_substituted", first.row, plan.grade_field, expected=master.asked[0]))
    own_parts = len(master.parts) > 1
    compared = [plan.grade_field] * (plan.joint_grade == LEADING and not own_parts)
    compared += [plan.actual_field] * (plan.joint_actual == LEADING and not own_parts)
    for other in own[1:]:
        for field in compared:
            ours, theirs = _shown(first, field), _shown(other, field)
            if theirs.strip() and fold(ours) != fold(theirs):
                place = address(given.entries, first.row.Index, field)
                findings.append(
                    finding_at("joint_differs", other.row, field, theirs, f"{ours or '（空欄）'}（{place}）")
                )
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
