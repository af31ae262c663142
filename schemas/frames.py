"""What the rows of a list must satisfy, as tables of which `etl.validate` makes pandera schemas.

Columns hold the raw text of the cells; a check reads it through the same keys as the rest (`schemas.keys`), so nothing is coerced
and no failure hides another (measured: pandera hides range failures behind a failed coercion).
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

import pandas as pd
from torikumi.schemas import layouts, plan
from torikumi.schemas.keys import department_name, fold, is_everybody, split_departments
from torikumi.schemas.numbers import Numbers
from torikumi.schemas.years import parse_year


class Must(NamedTuple):
    """What the cells of a column must satisfy: which of its texts do (a Series of truth values), and the code of the finding about one that
    does not (`schemas.findings`)."""

    holds: Callable[[pd.Series], pd.Series]
    code: str


# By column. A frame may have further columns; one that the sheet lacks is None throughout, and the business of `extract`.
Schema = Mapping[str, Sequence[Must]]


def _each(test: Callable[[str], bool], code: str, skip_blank: bool = True) -> Must:
    return Must(
        lambda texts: texts.map(lambda text: (skip_blank and not text.strip()) or test(text)).astype("bool"), code
    )


def _filled(code: str = "plan_value_missing") -> Must:
    return _each(lambda text: bool(text.strip()), code, skip_blank=False)


def _unique(key: Callable[[str], str | None] = fold) -> Must:
    return Must(lambda texts: ~texts.map(key).duplicated(keep="first") | (texts.map(key) == ""), "plan_value_twice")


def _is_number(text: str) -> bool:
    return number_of(text) is not None


def number_of(text: str) -> Decimal | None:
    """The decimal that a setting's cell holds (`75`, `７５`, `75%`); None for anything else."""
    try:
        value = Decimal(fold(text).removesuffix("%"))
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _year(text: str) -> bool:
    return parse_year(text) is not None


# What a column of 計画.xlsx must be: `Column.must` names these.
CHECKS: dict[str, Callable[[], Must]] = {
    "filled": _filled,
    "unique": _unique,
    "unique_grade": lambda: _unique(plan.grade_key),
    "digits": lambda: _each(lambda text: fold(text).isdecimal(), "plan_value_wrong"),
    "number": lambda: _each(_is_number, "plan_value_wrong"),
    "year": lambda: _each(_year, "plan_value_wrong"),
    "shading_item": lambda: _each(lambda text: fold(text) in plan.SHADING_ITEMS, "plan_item_unknown"),
}


def sheet_schema(layout: layouts.Layout) -> Schema:
    """A sheet of 計画.xlsx, by what its layout says of its columns."""
    return {column.field: _checks(column) for column in layout.columns if column.must or column.choices}


def _checks(column: layouts.Column) -> list[Must]:
    checks = [CHECKS[name]() for name in column.must]
    if column.choices:
        allowed = {fold(choice) for choice in column.choices}
        checks.append(_each(lambda text: fold(text) in allowed, "plan_value_wrong"))
    return checks


def master_schema() -> Schema:
    """取組一覧.xlsx: each row has a number, a name and a department."""
    return {
        "number": [
            _filled(),
        ],
        "name": [_filled()],
        "department": [_filled()],
    }


def unnumbered_schema(numbers: Numbers) -> Schema:
    """The rows of returns of a list without numbers: the name is that of one initiative."""
    return {"name": [_filled(), _each(lambda text: numbers.named(text) is not None, "name_unknown")]}


def returns_schema(numbers: Numbers, known: Callable[[str], str | None]) -> Schema:
    """The rows of the returns: numbers of the master list (`number_unreadable` is what is not even built like one), departments of the plan (`known` gives the official name or None).

    The grade is not among it: whether it is missing or wrong depends on the department's other returns.
    """
    return {
        "number": [
            _filled("number_missing"),
            _each(lambda text: numbers.of(text) is not None or numbers.is_like(text), "number_unreadable"),
            _each(lambda text: numbers.of(text) is not None or not numbers.is_like(text), "number_unknown"),
        ],
        "department": [department_check(known)],
    }


def master_departments_schema(known: Callable[[str], str | None]) -> Schema:
    """取組一覧.xlsx against the plan: a department that the plan does not have is said, and does not stop the run."""
    return {"department": [department_check(known)], "asked": [department_check(known)]}


def department_check(known: Callable[[str], str | None]) -> Must:
    """Each department of the cell is one of the plan's, or stands for all of them."""

    def holds(text: str) -> bool:
        names = split_departments(text, known)
        return all(known(name) or is_everybody(name) for name in names if department_name(name))

    return _each(holds, "department_unknown")
