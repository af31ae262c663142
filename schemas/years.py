"""Fiscal years: stored as the western year (2020), printed as the plan says (R2, 令和2年度)."""

import re
import unicodedata

# First western year of each era (平成 and 令和 by cabinet order; the year of the change belongs to both).
ERAS = (("令和", "R", 2019), ("平成", "H", 1989), ("昭和", "S", 1926))

_START = {name.casefold(): first for long, short, first in ERAS for name in (long, short)}
YEAR = re.compile(r"(?:(?P<era>令和|平成|昭和|[rhs])(?P<number>元|\d{1,2})|(?P<western>(?:19|20)\d{2}))(?:年度|年)?")


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


def _era(year: int) -> tuple[str, str, int]:
    return next((era for era in ERAS if year >= era[2]), ERAS[-1])


def short_year(year: int) -> str:
    """2020 -> `R2`."""
    _, short, first = _era(year)
    return f"{short}{year - first + 1}"


def long_year(year: int) -> str:
    """2020 -> `令和2年度`; the first year of an era is `元`."""
    long, _, first = _era(year)
    return f"{long}{'元' if year == first else year - first + 1}年度"
