"""What is handed over to whoever sits at the desk after the transfers of April (`etl.handover`): text, as it is printed."""

from dataclasses import dataclass
from typing import NamedTuple

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
