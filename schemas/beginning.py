"""What a city's own list tells of a plan: the contents of a plan folder, where each was read, and what is still to be said (`init --from`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from torikumi.schemas import layouts
from torikumi.schemas.plan import SETTINGS

PLAN_FILE, MASTER_FILE, INDICATOR_FILE = "計画.xlsx", "取組一覧.xlsx", "成果指標.xlsx"
READ = "一覧から読み取りました"


@dataclass(frozen=True)
class SheetRow:
    """A row of a sheet of 計画.xlsx: field -> text. `read`: the fields that the list has told, `where` it says them; `asked`: those that
    somebody has to look at, blank or not."""

    values: Mapping[str, str]
    where: str = ""
    read: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()


class Point(NamedTuple):
    """What is left to the clerk: where, and what to do. `must`: no report can be built without it."""

    place: str
    text: str
    must: bool = False


class Heading(NamedTuple):
    """A column of the new list: its heading, and the field of its role (`schemas.roles`), which says how wide it is drawn."""

    label: str
    field: str


class ListCell(NamedTuple):
    """A text of the list, and its colour where it says something (RRGGBB)."""

    text: str
    color: str = ""


@dataclass(frozen=True)
class ListLine:
    """A row of the new list: its cells in the order of the columns, or a heading between the initiatives."""

    cells: tuple[ListCell, ...] = ()
    section: str = ""


@dataclass(frozen=True)
class Beginning:
    """`source`: the file, sheet and cell of the list, in words; `initiatives`: how many it has. `sheets`: those of 計画.xlsx by title.
    `title`, `headings`, `lines`: the new list. `indicators`: rows of 成果指標.xlsx by field, none where the source has none. `told`: what
    was read, a line each; `points`: what is left, those that must be settled first."""

    source: str
    initiatives: int
    sheets: Mapping[str, tuple[SheetRow, ...]]
    title: str
    headings: tuple[Heading, ...]
    lines: tuple[ListLine, ...]
    indicators: tuple[Mapping[str, str], ...] = ()
    told: tuple[str, ...] = ()
    points: tuple[Point, ...] = field(default=())

    @property
    def files(self) -> tuple[str, ...]:
        """The workbooks of the folder."""
        return (PLAN_FILE, MASTER_FILE, *[INDICATOR_FILE] * bool(self.indicators))


def setting_place(key: str) -> str:
    """Where a setting stands: `計画.xlsx シート「計画」B3（市町村名）`."""
    row, setting = next((row, each) for row, each in enumerate(SETTINGS, start=2) if each.key == key)
    return f"{PLAN_FILE} シート「{layouts.SETTINGS.title}」B{row}（{setting.item}）"


def sheet_place(layout: layouts.Layout) -> str:
    """A sheet of 計画.xlsx."""
    return f"{PLAN_FILE} シート「{layout.title}」"
