"""Where a field of a row stands, and what is written there: one index over all entries, for the stages that name cells."""

from typing import NamedTuple

import pandas as pd
from torikumi.schemas.keys import fold
from torikumi.schemas.models import Entry


class Address(NamedTuple):
    """A cell of a file."""

    file: str
    sheet: str
    cell: str


class Places:
    """The first cell of each row and field of the entries (`Entry`)."""

    def __init__(self, entries: pd.DataFrame) -> None:
        columns = (Entry.row_id, Entry.field, Entry.file, Entry.sheet, Entry.cell, Entry.text)
        values = (entries[name].to_numpy(dtype="object").tolist() for name in columns)
        self._at: dict[tuple[int, str], tuple[Address, str]] = {}
        self._items: dict[str, int] = {}
        for row_id, field, file, sheet, cell, text in zip(*values, strict=True):
            if (row_id, field) not in self._at:
                self._at[row_id, field] = Address(file, sheet, cell), text
                if field in ("item", "scope"):
                    self._items[fold(text)] = row_id

    def of(self, row_id: int, *fields: str) -> tuple[Address, ...]:
        """The addresses of the fields that the row has; none for a row that is not there."""
        return tuple(self._at[row_id, field][0] for field in fields if (row_id, field) in self._at)

    def of_item(self, item: str, field: str) -> tuple[Address, ...]:
        """The cell beside an item of 計画, or a 範囲 of 総合評価; none where it is not written."""
        return self.of(self._items.get(fold(item), -1), field)

    def text(self, row_id: int, field: str) -> str | None:
        """What is written in a field; None where the row has no such cell."""
        found = self._at.get((row_id, field))
        return found[1] if found else None
