"""What a build knows when it is done: the frames that the workbooks are written from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import pandas as pd
from torikumi.schemas.columns import is_other_grade
from torikumi.schemas.layouts import Layout
from torikumi.schemas.models import Alternative, Carried, Change, Initiative, Scope, Source, Tally
from torikumi.schemas.places import Address
from torikumi.schemas.plan import NOT_COUNTED, TOTAL, Plan
from torikumi.schemas.tables import tuples

# Under which other settings an overall grade is tried, beside the names of the rules (`schemas.rules`).
OTHER_RELISTED, OPEN_BEST, OPEN_WORST = "relisted", "open best", "open worst"


@dataclass(frozen=True)
class Summary:
    """The counts and overall grades of the goals and of the whole plan."""

    scopes: pd.DataFrame  # Scope
    tally: pd.DataFrame  # Tally
    alternatives: pd.DataFrame  # Alternative

    def validated(self) -> "Summary":
        """The same, its frames checked against their models."""
        return Summary(Scope.validate(self.scopes), Tally.validate(self.tally), Alternative.validate(self.alternatives))

    def count(self, scope: int, letter: str, what: str = "count") -> int:
        """How many initiatives of a scope have that letter ("": none yet); `what` may be affected or unique."""
        return int(getattr(self._tallies[scope, letter], what))

    def counts(self, scope: int, letters: Iterable[str], what: str = "count") -> list[int]:
        """The same for several letters."""
        return [self.count(scope, letter, what) for letter in letters]

    def other(self, scope: int, what: str) -> tuple[str, Fraction]:
        """Letter and score under another setting. KeyError where that was not tried."""
        row = self._others[scope, what]
        return row.letter, row.score

    @cached_property
    def of(self) -> Mapping[int, Any]:
        """The row of each scope (a tuple of `Scope`)."""
        return {row.Index: row for row in tuples(self.scopes)}

    @cached_property
    def _tallies(self) -> Mapping[tuple[int, str], Any]:
        return {row.Index: row for row in tuples(self.tally)}

    @cached_property
    def _others(self) -> Mapping[tuple[int, str], Any]:
        return {row.Index: row for row in tuples(self.alternatives)}


@dataclass(frozen=True)
class Report:
    """Each frame is described by the model of `schemas.models` that is named behind it, or by the stage that makes it."""

    plan: Plan
    layout: Layout  # the columns of the city's list
    carried: pd.DataFrame  # Carried
    initiatives: pd.DataFrame  # Initiative
    answers: pd.DataFrame  # Answer
    entries: pd.DataFrame  # Entry: every cell of every list
    indicators: pd.DataFrame  # Indicator
    rates: pd.DataFrame  # Rate
    relations: pd.DataFrame  # Relation
    summary: Summary  # summarise.summarise
    past: pd.DataFrame  # Past
    changes: pd.DataFrame  # Change
    findings: pd.DataFrame  # Remark
    sources: pd.DataFrame  # Source
    ledger: pd.DataFrame  # Ledger: all rows of the returns
    files: pd.DataFrame  # FileStatus
    departments: pd.DataFrame  # Department
    comparison: pd.DataFrame  # Comparison
    data: pd.DataFrame  # Datum
    inputs: pd.DataFrame  # Input: everything that was read
    relistings: pd.DataFrame  # Relisting
    contrasts: pd.DataFrame  # Contrast
    explanations: pd.DataFrame  # Explained

    def changed(self, scope: int) -> list[Any]:
        """The initiatives (tuples of `Change`) of a goal, or of the whole plan, in the order of the list; none in a plan's first year."""
        rows = self.changes if scope == TOTAL else self.changes[self.changes[Change.goal] == scope]
        return list(tuples(rows))

    @property
    def has_indicators(self) -> bool:
        """Whether the plan has indicators; where it has none, nothing is said of them."""
        return bool(len(self.indicators))

    @property
    def number_cells(self) -> Mapping[Address, str]:
        """The number of each row of the master list, by the cell of its name."""
        named = self.sources[self.sources[Source.item] == self.layout.label("name")]
        listed = named[~named[Source.file].isin(self.files.index)]
        return {
            Address(row.file, row.sheet, row.cell): row.number for row in tuples(listed[listed[Source.number] != ""])
        }

    @cached_property
    def other_grades(self) -> list[str]:
        """The columns of the report year with grades beside the self grade, in which something stands."""
        filled = set(self.carried[Carried.field])
        return [
            field for field in self.layout.fields([self.plan.report_year]) if is_other_grade(field) and field in filled
        ]

    def count_other(self, field: str, letter: str, scope: int) -> int:
        """How many initiatives of a scope have the letter in such a column; 再掲 as the plan says."""
        own = self.carried[(self.carried[Carried.field] == field) & (self.carried[Carried.letter] == letter)]
        counted = self.initiatives.loc[own[Carried.initiative]]
        if self.plan.relisted == NOT_COUNTED:
            counted = counted[~counted[Initiative.relisted]]
        return int((counted[Initiative.goal] == scope).sum()) if scope else len(counted)

    @cached_property
    def rates_of(self) -> Mapping[tuple[int, int], list[Any]]:
        """The years (tuples of `Rate`) of each indicator under a goal, by its row_id and the goal."""
        found: dict[tuple[int, int], list[Any]] = {}
        for row in tuples(self.rates):
            found.setdefault(row.Index[:2], []).append(row)
        return found
