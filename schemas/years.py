"""Fiscal years: stored as the western year (2020), printed as the plan says (R2, 令和2年度)."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import NamedTuple


class Era(NamedTuple):
    """An era (元号): its name, its letter, its first day."""

    name: str
    letter: str
    first: date


# By cabinet order, imperial edict or proclamation; the newest first. The year of a change belongs to both eras.
ERAS = (
    Era("令和", "R", date(2019, 5, 1)),
    Era("平成", "H", date(1989, 1, 8)),
    Era("昭和", "S", date(1926, 12, 25)),
    Era("大正", "T", date(1912, 7, 30)),
    Era("明治", "M", date(1868, 1, 25)),
)
# Those that a text is searched for: T3 and M5 are no years in a plan.
_READ = ERAS[:3]
NAMES = "|".join(era.name for era in _READ)  # as part of a pattern
LETTERS = "".join(era.letter for era in _READ)

_START = {name.casefold(): era.first.year for era in _READ for name in (era.name, era.letter)}
YEAR = re.compile(
    rf"(?:(?P<era>{NAMES}|[{LETTERS.casefold()}])(?P<number>元|\d{{1,2}})|(?P<western>(?:19|20)\d{{2}}))(?:年度|年)?"
)


def year_of(match: re.Match[str]) -> int:
    """The western year that a match of `YEAR` (on folded text) names."""
    if match["western"]:
        return int(match["western"])
    count = 1 if match["number"] == "元" else int(match["number"])
    return _START[match["era"]] + count - 1


def parse_year(text: str) -> int | None:
    """The western year of `R2`, `Ｒ２`, `令和２年度`, `令和元年`, `2020年度` or `2020`; None for anything else."""
    match = YEAR.fullmatch("".join(unicodedata.normalize("NFKC", text).casefold().split()))
    return year_of(match) if match else None


def _era(year: int) -> Era:
    return next((era for era in ERAS if year >= era.first.year), ERAS[-1])


def short_year(year: int) -> str:
    """2020 -> `R2`."""
    era = _era(year)
    return f"{era.letter}{year - era.first.year + 1}"


def long_year(year: int) -> str:
    """2020 -> `令和2年度`; the first year of an era is `元`."""
    era = _era(year)
    return f"{era.name}{'元' if year == era.first.year else year - era.first.year + 1}年度"


_ANY_CASE = re.compile(YEAR.pattern, re.IGNORECASE)


def with_year(text: str, year: int) -> str:
    """A heading with another year in the place of the first that it names, written in the same way: `令和２年度評価` of 2021 is
    `令和3年度評価`, `2020年度` is `2021年度`, `R2実績` is `R3実績`. A text that names none stays as it is."""

    def other(match: re.Match[str]) -> str:
        named = match["western"] or match["number"]
        rest = match[0].rpartition(named)[2]
        if match["western"]:
            return f"{year}{rest}"
        short = len(match["era"]) == 1
        return (short_year(year) if short else long_year(year).removesuffix("年度")) + rest

    return _replaced(text, other)


def with_any_year(text: str, sign: str) -> str:
    """A heading with a sign in the place of the first year that it names: `令和5年度の取組` -> `{年度}の取組`."""
    return _replaced(text, lambda match: sign)


def _replaced(text: str, other: Callable[[re.Match[str]], str]) -> str:
    plain = unicodedata.normalize("NFKC", text)
    return _ANY_CASE.sub(other, plain, count=1) if _ANY_CASE.search(plain) else text
