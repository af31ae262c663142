"""source: a list that has been understood: what the sheets of its plan folder are made of."""

from collections.abc import Sequence
from dataclasses import dataclass

from torikumi.etl.begin.columns import ListColumn
from torikumi.etl.begin.contents import NewColumn
from torikumi.etl.begin.grades import Grades
from torikumi.etl.begin.hierarchy import Hierarchy
from torikumi.etl.begin.lists import Found
from torikumi.etl.begin.offices import Office
from torikumi.etl.begin.report import OwnReport
from torikumi.etl.begin.years import Years


@dataclass(frozen=True)
class Given:
    """What the caller knows of a plan: `file`: the name of the source; the city, the report year, the plan's first and last year."""

    file: str
    city: str = ""
    report: int | None = None
    plan: tuple[int, int] | None = None


@dataclass(frozen=True)
class Source:
    """A list: where it was found, its columns, and those of the new list that is made of it (`new`); `titles`: the texts that may name the plan;
    `own`: the rest of a workbook that is one of ours."""

    given: Given
    found: Found
    titles: Sequence[str]
    columns: Sequence[ListColumn]
    new: Sequence[NewColumn]
    years: Years
    levels: Hierarchy
    grades: Grades
    offices: Sequence[Office]
    own: OwnReport | None

    @property
    def where(self) -> str:
        return f"シート「{self.found.sheet}」{self.found.cell}"

    @property
    def notes(self) -> list[str]:
        """The texts above the list and outside it."""
        return [*self.found.titles, *(text for _, text in self.found.outside)]
