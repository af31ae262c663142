"""years: of which years a list is: those of the plan, the one that its headings without a year mean, and the one to be reported next."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from torikumi.etl.begin.columns import ANSWERED, YEARLY, ListColumn
from torikumi.etl.begin.headings import ACTUAL, BASELINE, TARGET
from torikumi.schemas.roles import SELF_GRADE

_JUDGED = (ACTUAL, SELF_GRADE)


class Years(NamedTuple):
    """`listed`: the year of answers whose heading has none; `answered`: the years whose answers are there. None for what nobody has said."""

    first: int | None
    last: int | None
    report: int | None
    listed: int | None
    answered: frozenset[int | None]

    def is_past(self, year: int | None) -> bool:
        """Whether the answers of a column of that year (None: without one in its heading) are those of an earlier year."""
        meant = year or self.listed
        if meant is None or self.report is None:
            return meant in self.answered or year in self.answered
        return meant < self.report


def years_of(
    columns: Sequence[ListColumn],
    said: int | None,
    span: tuple[int, int] | None,
    report: int | None = None,
    plan: tuple[int, int] | None = None,
) -> Years:
    """The years of a list. `said`: that of its titles; `span`: the plan's years in them; `report`, `plan`: what the caller knows better.

    The report year is the one after the last whose answers are there (in at least half of the rows); where there are none the first that
    has columns for them.
    """
    headed = _headed(columns)
    listed = said if headed is None else headed
    of_answers = {column.year or listed for column in columns if column.role in _JUDGED}
    answered = frozenset(year for year in of_answers if _is_answered(columns, year, listed))
    if report is not None and listed is None:
        listed = report - 1 if answered else report
        answered = frozenset({listed} if answered else ())
    known = set(filter(None, of_answers | {listed}))
    now = report or _next(answered, known)
    first, last = plan or span or _span(columns, known | set(filter(None, [now])))
    return Years(first, last, now, listed, answered)


def _next(answered: Collection[int | None], known: Collection[int]) -> int | None:
    """The year to be reported: the one after the last that is answered; None where an answer is of an unknown year, or nothing says one."""
    past = [year for year in answered if year]
    if past:
        return max(past) + 1
    return None if answered else min(known, default=None)


def _headed(columns: Sequence[ListColumn]) -> int | None:
    """The year that a column of answers without one is of: the last whose answers are there, by the headings that have one."""
    answers = [column for column in columns if column.role in _JUDGED and column.year]
    others = [column for column in columns if column.role not in (TARGET, BASELINE) and column.year]
    for own in ([column for column in answers if column.filled], answers, others):
        if own:
            return max(column.year or 0 for column in own)
    return None


def _is_answered(columns: Sequence[ListColumn], year: int | None, listed: int | None) -> bool:
    own = [column.texts for column in columns if column.role in _JUDGED and (column.year or listed) == year]
    given = [any(text.strip() for text in row) for row in zip(*own, strict=True)]
    return sum(given) * 2 >= len(given) > 0


def _span(columns: Sequence[ListColumn], known: Collection[int]) -> tuple[int | None, int | None]:
    """From the year after the baseline's, or the first that has a column, to the last that has one."""
    years = [column.year for column in columns if column.year and column.role in (*YEARLY, *ANSWERED)]
    years = [*years, *known]
    if not years:
        return None, None
    begins = [column.year + 1 for column in columns if column.role == BASELINE and column.year]
    return min([*years, *(year for year in begins if year <= min(years))]), max(years)
