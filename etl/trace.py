"""trace: every cell that was read, where it stood, and what it was used for (出典)."""

import pandas as pd

from schemas.layouts import INDICATORS, PLAN_SHEETS, PROGRESS_LIST

COLUMNS = ["number", "item", "text", "file", "sheet", "cell", "use", "comment"]
PLAN_VALUE = "計画の値"


def trace(values: pd.DataFrame, ledger: pd.DataFrame, initiatives: pd.DataFrame) -> pd.DataFrame:
    """One row for each cell with a text or a comment, in the order of reading: number (of the initiative, "" where none), item (its
    label), text, file, sheet, cell, use (採用, 差替え, 不採用 for the returns, 計画の値 for the plan folder), comment."""
    table = values[(values["text"] != "") | (values["comment"] != "")]
    master = pd.Series(initiatives.index, index=initiatives["master_row_id"])
    numbers = pd.concat([ledger["initiative"], master])
    labels = {field: _label(field) for field in table["field"].unique()}
    return pd.DataFrame(
        {
            "number": table["row_id"].map(numbers).astype("object").fillna(""),
            "item": table["field"].map(labels),
            **{column: table[column] for column in ("text", "file", "sheet", "cell")},
            "use": table["row_id"].map(ledger["outcome"]).astype("object").fillna(PLAN_VALUE),
            "comment": table["comment"],
        },
        columns=COLUMNS,
    ).reset_index(drop=True)


def _label(field: str) -> str:
    labels = (layout.label(field) for layout in (PROGRESS_LIST, INDICATORS, *PLAN_SHEETS))
    return next((label.removesuffix(" ※") for label in labels if label != field), field)
