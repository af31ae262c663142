"""balance: the books of a build. Every row and every cell that came in must have gone somewhere that can be named."""

import pandas as pd
from torikumi.schemas.exceptions import Unbalanced
from torikumi.schemas.models import Answer, Ledger
from torikumi.schemas.plan import ACCEPTED, OUTCOMES


def balance(
    cells: pd.DataFrame, ledger: pd.DataFrame, entries: pd.DataFrame, findings: pd.DataFrame, answers: pd.DataFrame
) -> None:
    """Check that nothing is lost; Unbalanced (a bug, never the user's fault) says what is.

    Every row of the ledger has one of the three outcomes, and a reason just if it was not accepted; every cell with text in the
    Excel row of a ledger row is in `entries` or named in a (located) finding; every answer comes from an accepted row.
    """
    settled = ledger["outcome"].isin(OUTCOMES) & ((ledger["outcome"] == ACCEPTED) == (ledger["reason"] == ""))
    if not settled.all():
        raise Unbalanced(f"rows without one outcome: {list(ledger.index[~settled])}")
    rows = ledger[["file", "sheet", "row"]].drop_duplicates().astype({"row": "int64"})
    written = cells[cells["text"].str.strip() != ""].merge(rows, on=["file", "sheet", "row"])
    place = ["file", "sheet", "cell"]
    named = pd.concat([entries[place], findings[place]]).drop_duplicates()
    lost = written.merge(named, on=place, how="left", indicator=True)
    if (lost["_merge"] != "both").any():
        raise Unbalanced(
            f"cells neither used nor named: {lost.loc[lost['_merge'] != 'both', place].to_dict('records')}"
        )
    for row_id in (Answer.actual_row_id, Answer.grade_row_id):
        if answers[row_id].duplicated().any() or not (ledger.loc[answers[row_id], Ledger.outcome] == ACCEPTED).all():
            raise Unbalanced("an answer comes from a row that was not accepted, or from one that answers twice")
