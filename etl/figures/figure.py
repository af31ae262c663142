"""One figure of a cell, and the figures of all cells."""

from collections.abc import Hashable, Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

# Polarities; "" where the text does not say plainly that the figure was reached.
LEVEL, UP, DOWN, AS_PLANNED = "level", "up", "down", "as_planned"


class Figure(NamedTuple):
    """A figure as a text gives it. `text` is `raw[start:end]`, never normalised; `value` (and `high`, of a range) its number.

    `unit` is canonical, "" where none is written; `year` is the fiscal year that the text names for it, if any.
    `qualifier` says how it is no plain total: each, month, week, day, part, whole, limit, change, running, planned.
    `polarity` is what the sentence says of it: it is the state or was done (level), also as it was planned (as_planned), it
    rose or fell by it (up, down), or, plainly, none of these (""). `scope` holds the words of its heading or opening that may limit it (`活動の対象学校数`), `act` what was done (`配布`).
    `before` is what the cell says before it, half-width. `suspicious` marks a doubtful separator (`2.131人`, `1,05`), a doubtful minus, or a lone number that may be a year.
    """

    label: str
    value: Decimal
    high: Decimal | None
    unit: str
    year: int | None
    approximate: bool
    cumulative: bool
    qualifier: str
    polarity: str
    scope: str
    act: str
    before: str
    suspicious: bool
    text: str
    start: int
    end: int

    @property
    def basis(self) -> tuple[bool, str]:
        """How it was counted: figures of different bases (延べ and 実数, a month's and a year's) are never compared."""
        return self.cumulative, self.qualifier


class Figures(dict[tuple[str, str], list[Figure]]):
    """The figures of each cell, by number and field, in their order; a cell without figures is not there."""

    def of(self, number: str, field: str) -> list[Figure]:
        """The figures of one cell, none where there are none."""
        return self.get((number, field), [])

    def all(self) -> Iterator[tuple[str, str, Figure]]:
        """number, field and figure of every figure."""
        return ((number, field, figure) for (number, field), figures in self.items() for figure in figures)


def distinct(figures: Iterable[Figure]) -> list[Figure]:
    """The figures without those that only repeat an earlier one (same label, unit, basis, year and value)."""
    kept: dict[Hashable, Figure] = {}
    for figure in figures:
        kept.setdefault((figure.label, figure.unit, figure.basis, figure.value, figure.high, figure.year), figure)
    return list(kept.values())
