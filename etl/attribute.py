"""attribute: whose return each part of a file is. A part is the rows of one sheet below one heading, so that a 部 may send its 課 together."""

from collections import Counter
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import NamedTuple

import pandas as pd
from torikumi.etl.settle import says
from torikumi.schemas.findings import Finding
from torikumi.schemas.keys import RESPONDENT
from torikumi.schemas.models import Ledger, Master, groups
from torikumi.schemas.plan import ACCEPTED, REJECTED, Plan

PART = [Ledger.file, Ledger.sheet, Ledger.heading]


class _Part(NamedTuple):
    """What a part says of its sender."""

    file: str
    sheet: str
    headings: list[str]
    answered: list[tuple[str, ...]]  # who may answer each of its answered rows
    listed: list[tuple[str, ...]]  # and each of its rows
    plan: Plan


def attribute(rows: pd.DataFrame, master: pd.DataFrame, plan: Plan) -> tuple[pd.DataFrame, list[Finding]]:
    """Add `respondent` ("" where nobody can be named), `outcome` (採用; 不採用 for the rows of nobody) and `reason`.

    What a part says of itself counts before what its rows suggest: 回答課 in its heading; the sheet's name; the name of the file, or of a
    folder, if that department answers one of its rows; the department that owns most of the answered rows, then of all rows; of
    several the only one that is asked. Findings: respondent_unknown (回答課 names no department of the plan: nothing is guessed),
    respondent_contradiction (the names disagree), return_of_nobody.
    """
    allowed = dict(master[Master.allowed].items())
    senders: dict[int, tuple[str, str]] = {}  # row -> respondent and the code that refuses it
    findings = []
    for (file, sheet, heading), own in groups(rows, PART).items():
        may = [allowed.get(row.initiative) or tuple(map(plan.asked_name, row.owners)) for row in own]
        answered = [names for names, row in zip(may, own, strict=True) if says(row)]
        department, code, found, expected = _sender(_Part(file, sheet, heading.split("\n"), answered, may, plan))
        if code:
            findings.append(Finding(code, found, expected, department=department, file=file, sheet=sheet))
        senders |= dict.fromkeys([row.Index for row in own], (department, "" if department else code))
    respondent, reason = zip(*(senders[row_id] for row_id in rows.index), strict=True) if senders else ((), ())
    outcome = [REJECTED if code else ACCEPTED for code in reason]
    added = {Ledger.respondent: respondent, Ledger.outcome: outcome, Ledger.reason: reason}
    return rows.assign(
        **{name: pd.Series(list(values), rows.index, dtype="str") for name, values in added.items()}
    ), findings


def _sender(part: _Part) -> tuple[str, str, str, str]:
    """The department, and the code, found and expected of the finding; "" for none of either."""
    said = next((match[1] for text in part.headings if (match := RESPONDENT.search(text))), "")
    headed = part.plan.asked_name(part.plan.department_in(said)) if said else ""
    if said and not headed:
        return "", "respondent_unknown", said, ""
    named = named_in(part.file, part.plan)
    titled = part.plan.asked_name(part.plan.department_in(part.sheet))
    answers = {name for names in part.answered or part.listed for name in names}
    sender = headed or titled or (named if named in answers else "") or _owner(part) or named
    if not sender:
        return "", "return_of_nobody", "", ""
    other = next((name for name in (titled, named) if name), sender)
    return (sender, "", "", "") if other == sender else (sender, "respondent_contradiction", other, sender)


def named_in(file: str, plan: Plan) -> str:
    """The department that the name of a file tells, else that of the folder that it lies in; "" where neither does."""
    path = PurePosixPath(file)
    texts = [path.stem, *reversed(path.parts[:-1])]
    return plan.asked_name(next((name for name in map(plan.department_in, texts) if name), ""))


def _owner(part: _Part) -> str:
    """The department that may answer most of the answered rows, else of all rows; of several the one that a heading line names, or the
    only one that is asked; "" where several are left."""
    for rows in (part.answered, part.listed):
        best = _most(rows)
        headed = {part.plan.asked_name(part.plan.official_name(line) or "") for line in part.headings}
        for known in (headed, set(part.plan.asked)):
            best = [name for name in best if name in known] or best
        if len(best) == 1:
            return best[0]
    return ""


def _most(rows: Iterable[tuple[str, ...]]) -> list[str]:
    counts = Counter(name for names in rows for name in dict.fromkeys(names))
    most = max(counts.values(), default=0)
    return [name for name, count in counts.items() if count == most]
