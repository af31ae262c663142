"""The frame of cells: what any workbook is after reading, whatever its format."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

# One row per cell that has a text, a fill or a comment, in the order of file, sheet, row, column. All text but row and column (int)
# and hidden (bool).
COLUMNS = {
    "file": "str",  # the path within the inbox, NFC, parted by /
    "sheet": "str",
    "row": "int64",  # 1-based
    "column": "int64",  # 1-based
    "cell": "str",  # B7
    "text": "str",  # as a person sees it, without struck-out parts and furigana; the formula itself where it has no value
    "kind": "str",  # one of KINDS
    "fill": "str",  # "" where nothing is to be seen (no fill, white); else pattern:RRGGBB, e.g. solid:BFBFBF
    "comment": "str",
    "struck": "str",  # the struck-out parts
    "merged": "str",  # the merged range of which the cell is the top left: A3:A5
    "stored": "str",  # the number behind a shown one (0.74995 behind 75%), where the reader has it; else ""
    "hidden": "bool",  # in a hidden or filtered row, a hidden column or a hidden sheet
}
KINDS = ("text", "number", "date", "boolean", "error", "formula")


_USUAL: dict[str, object] = dict.fromkeys(COLUMNS, "") | {"kind": "text", "hidden": False}


def cells_frame(rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """Cells as a frame of `COLUMNS`; what a row does not give is blank, not hidden, text."""
    return frame_of_columns({name: [row.get(name, usual) for row in rows] for name, usual in _USUAL.items()})


def frame_of_columns(columns: Mapping[str, Sequence[object] | np.ndarray[Any, Any]]) -> pd.DataFrame:
    """Cells as a frame of `COLUMNS`, from a list or an array for each."""
    return pd.DataFrame({name: pd.array(columns[name], dtype=dtype) for name, dtype in COLUMNS.items()}, copy=False)
