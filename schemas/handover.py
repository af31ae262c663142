"""What the folder of the next year is written from (`etl.rollover`), and what is handed over to whoever sits at the desk after the transfers of
April (`etl.handover`): text, as it is printed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

Line = tuple[str, ...]


class Part(NamedTuple):
    """A table of the page: its heading, its columns with their shares of the page's width, its rows; `blank` is said where it has none."""

    title: str
    columns: tuple[tuple[str, float], ...]
    rows: tuple[Line, ...]
    blank: str = ""


@dataclass(frozen=True)
class Handover:
    """The page: its title, what became of the year (label and text), tables, and what to do next."""

    title: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    steps: tuple[str, ...]
    errors: int  # 要修正 that are open
    requests: int  # initiatives for which a changed target is asked


@dataclass(frozen=True, repr=False)
class NextYear:
    """What the new folder is written from: `typed` (`Typed`), the rows (sheet, row) of the list that are hidden, the cells of each workbook
    as they were read (`schemas.cells`), and the page of 引継ぎ."""

    typed: pd.DataFrame
    hidden: Sequence[tuple[str, int]]
    cells: Mapping[str, pd.DataFrame]
    handover: Handover
