"""trace: every cell that was read, where it stood, and what it was used for (出典)."""

import pandas as pd

COLUMNS = ["number", "item", "text", "file", "sheet", "cell", "use", "comment"]
PLAN_VALUE = "計画の値"


def trace(values: pd.DataFrame, ledger: pd.DataFrame, initiatives: pd.DataFrame) -> pd.DataFrame:
    """One row for each cell with a text or a comment, in the order of reading: number (of the initiative, "" where none), item (its
    label), text, file, sheet, cell, use (採用, 差替え, 不採用 for the returns, 計画の値 for the plan folder), comment."""
    table = values[(values["text"] != "") | (values["comment"] != "")]
    master = pd.Series(initiatives.index, index=initiatives["master_row_id"])
    numbers = pd.concat([ledger["initiative"], master])
    return pd.DataFrame(
        {
            "number": table["row_id"].map(numbers).astype("object").fillna(""),
            **{column: table[column] for column in ("item", "text", "file", "sheet", "cell")},
            "use": table["row_id"].map(ledger["outcome"]).astype("object").fillna(PLAN_VALUE),
            "comment": table["comment"],
        },
        columns=COLUMNS,
    ).reset_index(drop=True)
