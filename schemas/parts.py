"""An initiative that has a row of the list for each of its departments: which row is whose, and what they say together."""

from collections.abc import Iterable, Sequence

import pandas as pd
from torikumi.schemas.models import Entry, Master
from torikumi.schemas.plan import Plan

_NAMES = ("department", "asked")  # say themselves whose they are
Parts = Sequence[tuple[int, Sequence[str]]]  # of each row its row_id and its owners


def merged(entries: pd.DataFrame, master: pd.DataFrame) -> pd.DataFrame:
    """The entries with what all rows of an initiative say (`together`) as the text of its first one, cell by cell; the others are left out.

    The same entries where each initiative has one row.
    """
    several = {parts[0][0]: parts for parts in master[Master.parts] if len(parts) > 1}
    if not several:
        return entries
    rows = {row for parts in several.values() for row, _ in parts}
    own = entries[entries[Entry.row_id].isin(rows)]
    texts = dict(zip(zip(own[Entry.row_id], own[Entry.field], strict=True), own[Entry.text], strict=True))
    first = entries[Entry.row_id].isin(several)
    said = [
        together([(texts.get((part, field), ""), () if field in _NAMES else owners) for part, owners in several[row]])
        for row, field in zip(entries.loc[first, Entry.row_id], entries.loc[first, Entry.field], strict=True)
    ]
    result = entries.copy()
    result.loc[first, Entry.text] = said
    return result[first | ~entries[Entry.row_id].isin(rows)]


def row_for(parts: Parts, department: str, plan: Plan) -> int:
    """The row_id of the part that a department answers for; the first where none is its own."""
    own = (row for row, owners in parts if department in map(plan.asked_name, owners) or department in owners)
    return next(own, parts[0][0])


def together(said: Sequence[tuple[str, Sequence[str]]]) -> str:
    """What the rows of an initiative say, each with its owners: one text where all say the same, else each behind its departments
    (`【福祉課】…`), blank ones left out."""
    if len({text for text, _ in said}) == 1:
        return said[0][0]
    return labelled(("、".join(owners), text) for text, owners in said)


def labelled(said: Iterable[tuple[str, str]]) -> str:
    """Texts of several departments, a paragraph each; blank ones are left out, a single one stands alone."""
    given = [(who, text) for who, text in said if text.strip()]
    return given[0][1] if len(given) == 1 else "\n".join(f"【{who}】{text}" if who else text for who, text in given)
