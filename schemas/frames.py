"""The pandera schemas: what a row must satisfy. The error of each check is a code of the catalogue (`schemas.findings`).

Columns hold the raw text of the cells; a check reads it through the same keys as the rest (`schemas.keys`), so nothing is coerced
and no failure hides another (measured: pandera hides range failures behind a failed coercion).
"""

from collections.abc import Callable, Collection, Iterable
from decimal import Decimal, InvalidOperation

import pandera.pandas as pa
from torikumi.schemas import layouts, plan
from torikumi.schemas.keys import department_name, fold, initiative_number, is_retracted, split_departments
from torikumi.schemas.years import parse_year


def _each(test: Callable[[str], bool], code: str, skip_blank: bool = True) -> pa.Check:
    return pa.Check(lambda text: (skip_blank and not text.strip()) or test(text), element_wise=True, error=code)


def _filled(code: str = "plan_value_missing") -> pa.Check:
    return _each(lambda text: bool(text.strip()), code, skip_blank=False)


def _unique(key: Callable[[str], str] = fold) -> pa.Check:
    return pa.Check(
        lambda texts: ~texts.map(key).duplicated(keep="first") | (texts.map(key) == ""), error="plan_value_twice"
    )


def _table(columns: dict[str, list[pa.Check]]) -> pa.DataFrameSchema:
    """A frame that may have further columns; a column that the sheet lacks is None throughout, and the business of `extract`."""
    return pa.DataFrameSchema({name: pa.Column(object, checks, nullable=True) for name, checks in columns.items()})


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
CHECKS: dict[str, Callable[[], pa.Check]] = {
    "filled": _filled,
    "unique": _unique,
    "unique_grade": lambda: _unique(plan.grade_key),
    "digits": lambda: _each(lambda text: fold(text).isdecimal(), "plan_value_wrong"),
    "number": lambda: _each(_is_number, "plan_value_wrong"),
    "year": lambda: _each(_year, "plan_value_wrong"),
    "shading_item": lambda: _each(lambda text: fold(text) in plan.SHADING_ITEMS, "plan_item_unknown"),
}


def sheet_schema(layout: layouts.Layout) -> pa.DataFrameSchema:
    """A sheet of 計画.xlsx, by what its layout says of its columns."""
    return _table({column.field: _checks(column) for column in layout.columns if column.must or column.choices})


def _checks(column: layouts.Column) -> list[pa.Check]:
    checks = [CHECKS[name]() for name in column.must]
    if column.choices:
        allowed = {fold(choice) for choice in column.choices}
        checks.append(_each(lambda text: fold(text) in allowed, "plan_value_wrong"))
    return checks


def master_schema() -> pa.DataFrameSchema:
    """取組一覧.xlsx: each number readable and there once, each initiative named."""
    return _table(
        {
            "number": [
                _filled("number_missing"),
                _each(lambda text: initiative_number(text) is not None, "plan_value_wrong"),
                pa.Check(
                    lambda texts: ~texts.map(initiative_number).duplicated(keep="first"), error="plan_value_twice"
                ),
            ],
            "name": [_filled()],
            "department": [_filled()],
        }
    )


def returns_schema(
    numbers: Collection[str], notations: Iterable[str], known: Callable[[str], str | None], grade: str
) -> pa.DataFrameSchema:
    """The rows of the returns: numbers of the master list, grades of the plan, departments of the plan.

    `notations` are all ways to write a grade, `known` gives the official name of a department or None, `grade` is the field
    of the report year's grade. A blank grade is not a failure here: whether it is missing depends on the other departments.
    """
    letters = {plan.grade_key(notation) for notation in notations}
    return _table(
        {
            "number": [
                _filled("number_missing"),
                _each(lambda text: initiative_number(text) is not None, "number_unreadable"),
                _each(
                    lambda text: initiative_number(text) in numbers or initiative_number(text) is None, "number_unknown"
                ),
            ],
            "department": [department_check(known)],
            grade: [_each(lambda text: plan.grade_key(text) in letters or is_retracted(text), "grade_unknown")],
        }
    )


def master_departments_schema(known: Callable[[str], str | None]) -> pa.DataFrameSchema:
    """取組一覧.xlsx against the plan: a department that the plan does not have is said, and does not stop the run."""
    return _table({"department": [department_check(known)]})


def department_check(known: Callable[[str], str | None]) -> pa.Check:
    """Each department of the cell is one of the plan's."""
    return _each(
        lambda text: all(known(name) for name in split_departments(text) if department_name(name)), "department_unknown"
    )
