"""trace: every cell that was read, where it stood, and what it was used for (出典)."""

import pandas as pd
from torikumi.schemas.models import Entry, Ledger, Returned, Source, numbers_of_rows
from torikumi.schemas.tables import columns_of

PLAN_VALUE = "計画の値"


def trace(
    entries: pd.DataFrame, ledger: pd.DataFrame, returned: pd.DataFrame, initiatives: pd.DataFrame
) -> pd.DataFrame:
    """`Source`: one row for each cell with a text or a comment, in the order of reading; of one that cannot be read what stands there."""
    shown = entries.assign(text=entries[Entry.text].where(entries[Entry.unread] == "", entries[Entry.unread]))
    table = shown[(shown[Entry.text] != "") | (shown[Entry.comment] != "")]
    numbers = pd.concat([ledger[Ledger.initiative], numbers_of_rows(initiatives)])
    number = table[Entry.row_id].map(numbers).astype("object").fillna("").astype("str")
    outcomes = pd.concat([ledger[Ledger.outcome], returned[Returned.outcome]])
    use = table[Entry.row_id].map(outcomes).astype("object").fillna(PLAN_VALUE).astype("str")
    return table.assign(number=number, use=use)[columns_of(Source)].reset_index(drop=True)
