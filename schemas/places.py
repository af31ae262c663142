"""Where a field of a row stands, and what is written there: one index over all entries, for the stages that name cells."""

from functools import cached_property
from typing import NamedTuple

import pandas as pd
from torikumi.schemas.keys import fold
from torikumi.schemas.models import Entry


class Address(NamedTuple):
    """A cell of a file."""

    file: str
    sheet: str
    cell: str


_COLUMNS = (Entry.row_id, Entry.field, Entry.file, Entry.sheet, Entry.cell, Entry.text)


class Places:
    """The first cell of each row and field of the entries (`Entry`)."""

    def __init__(self, entries: pd.DataFrame) -> None:
        values = {name: entries[name].to_numpy(dtype="object").tolist()[::-1] for name in _COLUMNS}
        keys = zip(values[Entry.row_id], values[Entry.field], strict=True)
        # From the last to the first: of several cells the first stands.
        cells = zip(*(values[name] for name in (Entry.file, Entry.sheet, Entry.cell, Entry.text)), strict=True)
        self._at: dict[tuple[int, str], tuple[str, str, str, str]] = dict(zip(keys, cells, strict=True))

    def of(self, row_id: int, *fields: str) -> tuple[Address, ...]:
        """The addresses of the fields that the row has; none for a row that is not there."""
        return tuple(Address(*self._at[row_id, field][:3]) for field in fields if (row_id, field) in self._at)

    @cached_property
    def _items(self) -> dict[str, int]:
        """The row of each item of 計画, and of each 範囲 of 総合評価."""
        named = [(key, at[3]) for key, at in self._at.items() if key[1] in ("item", "scope")]
        return {fold(text): row_id for (row_id, _), text in named}

    def of_item(self, item: str, field: str) -> tuple[Address, ...]:
        """The cell beside an item of 計画, or a 範囲 of 総合評価; none where it is not written."""
        return self.of(self._items.get(fold(item), -1), field)

    def text(self, row_id: int, field: str) -> str | None:
        """What is written in a field; None where the row has no such cell."""
        found = self._at.get((row_id, field))
        return found[3] if found else None
