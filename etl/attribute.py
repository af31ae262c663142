"""attribute: whose return each part of a file is. A part is the rows of one sheet below one heading.

A 部 may send its 課 together, as sheets, as lists of their own, or below lines of their names in one list.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any, NamedTuple

import pandas as pd
from torikumi.etl.settle import says
from torikumi.schemas.findings import Finding
from torikumi.schemas.keys import department_name, respondent_in
from torikumi.schemas.models import Ledger, Master
from torikumi.schemas.plan import ACCEPTED, REJECTED, Plan
from torikumi.schemas.tables import groups

PART = [Ledger.file, Ledger.sheet, Ledger.heading]
_SIGNS = re.compile(r"[\s【】〔〕\[\]<>《》()（）◆◇■□●○◎▼▽▲△・:：]|分$")


class _Part(NamedTuple):
    """What a part says of its sender."""

    file: str
    sheet: str
    headings: list[str]
    answered: list[tuple[str, ...]]  # who may answer each of its answered rows
    listed: list[tuple[str, ...]]  # and each of its rows
    alone: bool  # whether the file has no other part
    section: str  # the department that a line within the list names for these rows
    plan: Plan


def attribute(rows: pd.DataFrame, master: pd.DataFrame, plan: Plan) -> tuple[pd.DataFrame, list[Finding]]:
    """Add `respondent` ("" where nobody can be named), `outcome` (採用; 不採用 for the rows of nobody) and `reason`.

    What a part says of itself counts before what its rows suggest: 回答課 in its heading; the sheet's name, and the name of the file or of a
    folder, if that department may answer one of its rows (a file of several parts is a 部's: its name counts for a part only where nobody
    may answer more of it), also where 回答課 says only its 部 or 係; where none of these names a department, a line within the list that does, for the
    rows below it; the department that owns most of the answered rows, then of all rows; of several the one that a line of the
    heading or the file names, or the only one that is asked. Findings: respondent_unknown (回答課 names no department of the plan: nothing
    is guessed), respondent_contradiction (the names disagree, or 回答課 has several), return_of_nobody.
    """
    senders: dict[int, tuple[str, str]] = {}  # row -> respondent and the code that refuses it
    findings = []
    for part, own in _parts(rows, master, plan):
        department, code, found, expected = _sender(part)
        if code:
            findings.append(Finding(code, found, expected, department=department, file=part.file, sheet=part.sheet))
        senders |= dict.fromkeys([row.Index for row in own], (department, "" if department else code))
    told = [senders[row_id] for row_id in rows.index]
    added = {
        Ledger.respondent: [department for department, _ in told],
        Ledger.outcome: [REJECTED if code else ACCEPTED for _, code in told],
        Ledger.reason: [code for _, code in told],
    }
    return rows.assign(**{name: pd.Series(texts, rows.index, dtype="str") for name, texts in added.items()}), findings


def _parts(rows: pd.DataFrame, master: pd.DataFrame, plan: Plan) -> Iterator[tuple[_Part, list[Any]]]:
    """Each part with its rows."""
    allowed = dict(master[Master.allowed].items())
    parts = groups(rows, PART)
    of_file = Counter(file for file, _, _ in parts)
    for (file, sheet, heading), whole in parts.items():
        headings = heading.split("\n")
        named = any([*_headed(respondent_in(headings), plan), plan.department_in(sheet), named_in(file, plan)])
        for section, own in [("", whole)] if named else _sections(whole, plan):
            may = [allowed.get(row.initiative) or tuple(map(plan.asked_name, row.owners)) for row in own]
            answered = [names for names, row in zip(may, own, strict=True) if says(row)]
            yield _Part(file, sheet, headings, answered, may, of_file[file] == 1, section, plan), own


def _sections(rows: Sequence[Any], plan: Plan) -> Iterator[tuple[str, list[Any]]]:
    """The rows below each line of a list that names just a department (`◆防災課`). What is blank below a line is no answer of that
    department: it goes with the first who has answered, as the rest of a whole list that is sent back."""
    below = {row.Index: _department_of(row.section, plan) for row in rows}
    answering = list(dict.fromkeys(below[row.Index] for row in rows if says(row)))
    first = next(iter(answering), "")
    section_of = {row_id: name if name in answering else first for row_id, name in below.items()}
    for section in dict.fromkeys(section_of.values()):
        yield section, [row for row in rows if section_of[row.Index] == section]


def _department_of(section: str, plan: Plan) -> str:
    names = (plan.official_name(_SIGNS.sub("", line)) for line in reversed(section.split("\n")))
    return plan.asked_name(next(filter(None, names), ""))


def _sender(part: _Part) -> tuple[str, str, str, str]:
    """The department, and the code, found and expected of the finding; "" for none of either."""
    if part.section:
        return part.section, "", "", ""
    said = respondent_in(part.headings)
    headed = _headed(said, part.plan)
    names = [part.plan.asked_name(part.plan.department_in(part.sheet)), named_in(part.file, part.plan)]
    if said and not headed:
        told = _titled(part, *names) if _no_department(said) else ""
        return told, "respondent_contradiction" if told else "respondent_unknown", said, told
    if len(headed) > 1:
        sender, other = _owner(part, headed) or headed[0], said
    else:
        sender = next(iter(headed), "") or _titled(part, *names) or _owner(part) or names[1]
        other = next(filter(None, names), sender)
    if not sender:
        return "", "return_of_nobody", "", ""
    return (sender, "", "", "") if other == sender else (sender, "respondent_contradiction", other, sender)


def _titled(part: _Part, of_sheet: str, of_file: str) -> str:
    """The department that the sheet's name tells, else that the file's does, if it may answer one of the part's rows."""
    answers = {name for names in part.answered or part.listed for name in names}
    told = (of_sheet, of_file if part.alone else "")
    return next((name for name in told if name in answers), "")


def _no_department(said: str) -> bool:
    """Whether a heading names what is more or less than a 課 (`健康福祉部`, `相談係`), so that the name of the sheet or file may say which."""
    return department_name(said.split()[0]).endswith(("部", "局", "係", "班", "担当", "グループ", "チーム"))


def _headed(said: str, plan: Plan) -> list[str]:
    """The departments that a heading's words name, the first word before all of them (`福祉課　担当：企画課から転送`)."""
    first = said.split()[:1]
    names = next(filter(None, (plan.departments_in(text) for text in (*first, said))), ())
    return list(dict.fromkeys(map(plan.asked_name, names)))


def named_in(file: str, plan: Plan) -> str:
    """The department that the name of a file tells, else that of the folder that it lies in; "" where neither does."""
    path = PurePosixPath(file)
    texts = [path.stem, *reversed(path.parts[:-1])]
    return plan.asked_name(next((name for name in map(plan.department_in, texts) if name), ""))


def _owner(part: _Part, among: Sequence[str] = ()) -> str:
    """The department, of some or of all, that may answer most of the answered rows (where nothing is answered, of all rows); of several the
    one that a heading line names, or the file, or the only one that is asked, or that the whole part is of; "" where several are left: how
    many rows of a list are a department's says nothing of who has answered one of them."""
    headed = {part.plan.asked_name(part.plan.official_name(line) or "") for line in part.headings}
    named = {named_in(part.file, part.plan)}
    whole = set.intersection(*map(set, part.listed)) if part.listed else set()
    rows = part.answered or part.listed
    best = _most([[name for name in names if not among or name in among] for names in rows])
    for known in (headed, named, set(part.plan.asked), whole):
        best = [name for name in best if name in known] or best
    return best[0] if len(best) == 1 else ""


def _most(rows: Iterable[Sequence[str]]) -> list[str]:
    counts = Counter(name for names in rows for name in dict.fromkeys(names))
    most = max(counts.values(), default=0)
    return [name for name, count in counts.items() if count == most]
