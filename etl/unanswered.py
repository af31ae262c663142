"""unanswered: why an initiative has no grade, in words that are true of it."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from torikumi.schemas.findings import CATALOGUE
from torikumi.schemas.keys import is_retracted
from torikumi.schemas.models import Department, Initiative, Ledger
from torikumi.schemas.plan import ACCEPTED, REJECTED, Plan
from torikumi.schemas.states import REFUSED, UNREADABLE
from torikumi.schemas.tables import groups, tuples

_FILES = {UNREADABLE: "から届いたファイルを読み取れません", REFUSED: "から届いたファイルは採用していません"}


def unanswered(
    initiatives: pd.DataFrame, ledger: pd.DataFrame, departments: pd.DataFrame, plan: Plan
) -> dict[str, str]:
    """Number -> why there is no grade, of each initiative that has none: of an answer what its grade says; without an answer what became of
    the rows that came, else of the files, else that nothing has come."""
    rows_of = groups(ledger, [Ledger.initiative])
    states = dict(zip(departments[Department.department], departments[Department.state], strict=True))
    returned = set(ledger.loc[ledger[Ledger.outcome] == ACCEPTED, Ledger.respondent])
    found = {}
    for row in tuples(initiatives[initiatives[Initiative.letter] == ""]):
        if row.grade_row_id >= 0:
            found[row.Index] = _ungraded(str(ledger.at[row.grade_row_id, Ledger.written]), row.department, plan)
            continue
        own = [sent for sent in rows_of.get((row.Index,), []) if sent.respondent in row.allowed]
        lead = next(iter(row.asked), "") or "、".join(row.owners) or "担当課"
        found[row.Index] = _of_rows(own) or _of_files(lead, states.get(lead, ""), lead in returned)
    return found


def _ungraded(written: str, department: str, plan: Plan) -> str:
    if is_retracted(written):
        return f"{department}の評価は「削除」により取り消されているため、未評価としています。"
    if written.strip():
        return f"{department}の評価「{written}」は評価区分（{'、'.join([*plan.grades, *plan.uncounted_grades])}）にないため、未評価としています。"
    return f"{department}の回答に評価の記入がないため、未評価としています。"


def _of_rows(rows: Sequence[Any]) -> str:
    refused = [row for row in rows if row.outcome == REJECTED]
    if refused:
        why = "、".join(dict.fromkeys(CATALOGUE[row.reason].title for row in refused))
        return f"{_names(refused)}の行が届いていますが、採用していません（{why}）。"
    if any(is_retracted(row.actual) or is_retracted(row.written) for row in rows):
        return f"{_names(rows)}の回答は「削除」により取り消されています。"
    return f"{_names(rows)}の回答の欄が空欄です。" if rows else ""


def _names(rows: Sequence[Any]) -> str:
    return "、".join(dict.fromkeys(row.respondent for row in rows))


def _of_files(lead: str, state: str, returned: bool) -> str:
    if returned:
        return f"{lead}の回答に、この取組の行がありません。"
    return f"{lead}{_FILES[state]}。" if state in _FILES else f"担当課（{lead}）の回答がありません。"
