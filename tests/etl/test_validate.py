"""pandera's failure cases as findings that lead to the cell."""

import pandas as pd
import pytest
from torikumi.etl.extract import Extract
from torikumi.etl.master import check_list
from torikumi.etl.validate import validate
from torikumi.schemas import frames, layouts
from torikumi.schemas.findings import Finding, frame
from torikumi.schemas.layouts import PROGRESS_LIST
from torikumi.schemas.numbers import Numbers

from tests.etl.made import made_list
from tests.plans import plan_of

PLAN = plan_of()
SCHEMA = frames.returns_schema(Numbers(["1-1-1-1", "1-1-1-2"]), PLAN.official_name)


def _rows(*rows: tuple[str | None, str | None, str | None], first: int = 500) -> pd.DataFrame:
    return pd.DataFrame(rows, range(first, first + len(rows)), ["number", "department", "grade_2020"], dtype="object")


def _codes(found: list[Finding]) -> list[tuple[str, str, int, str]]:
    return [(finding.code, finding.found, finding.row_id, finding.field) for finding in found]


def test_good_rows_have_no_findings() -> None:
    """Any notation of number, grade and department is right; a blank grade is not a failure here."""
    assert (
        validate(
            _rows(("１－１－１－１", "福祉係\n防災課", "a"), ("1-1-1-2", "（市協）", ""), ("1-1-1-1", "", " ")),
            SCHEMA,
            PROGRESS_LIST,
        )
        == []
    )


def test_each_failure_is_a_finding_at_its_cell() -> None:
    """Every bad cell is told, with its text, and no failure hides another."""
    found = validate(
        _rows(("", "ない課", "Ｅ"), ("1-1", "福祉課", "Ａ"), ("9-9-9-9", "福祉課", "A'")), SCHEMA, PROGRESS_LIST
    )
    assert sorted(_codes(found)) == [
        ("department_unknown", "ない課", 500, "department"),
        ("number_missing", "", 500, "number"),
        ("number_unknown", "9-9-9-9", 502, "number"),
        ("number_unreadable", "1-1", 501, "number"),
    ]


def test_absent_columns_and_cells_are_not_checked() -> None:
    """A column that the sheet lacks is column_missing elsewhere, not a failure of each row."""
    assert validate(_rows((None, None, None)), SCHEMA, PROGRESS_LIST) == []
    assert validate(_rows(("1-1-1-1", None, None))[["number"]], SCHEMA, PROGRESS_LIST) == []


def test_repeated_row_ids_are_a_bug() -> None:
    """Rows that cannot be told apart are refused."""
    rows = pd.concat([_rows(("1-1-1-1", "", ""))] * 2)
    with pytest.raises(ValueError, match="unique"):
        validate(rows, SCHEMA, PROGRESS_LIST)


def test_a_wrong_cell_of_the_plan_says_what_may_stand_there() -> None:
    """The remedy of a value of 計画.xlsx names the column and what belongs into it."""
    rows = pd.DataFrame([("福祉課", "係")], [3], ["department", "kind"], dtype="object")
    found = validate(rows, frames.sheet_schema(layouts.DEPARTMENTS), layouts.DEPARTMENTS)
    assert [(finding.code, finding.found, finding.expected) for finding in found] == [
        ("plan_value_wrong", "係", "「区分」には、課、または 関係団体（照会しない相手）を書いてください。")
    ]


@pytest.mark.parametrize(
    ("second", "twice"),
    [
        (("１－１－１－１", "二", "防災課"), True),  # another name
        (("１－１－１－１", "一", "福祉課"), True),  # the same department
        (("１－１－１－１", "一", "防災課\n福祉課"), True),
        (("１－１－１－１", "一", "防災課"), False),  # the part of another department
        (("1-1-1-2", "一", "福祉課"), False),
    ],
)
def test_a_repeated_number_of_the_master_list_is_found_in_any_width(second: tuple[str, str, str], twice: bool) -> None:
    """The second row of a number is named, unless it is the part of another department of the same initiative."""
    rows = [
        dict(zip(("number", "name", "department"), row, strict=True)) for row in (("1-1-1-1", "一", "福祉課"), second)
    ]
    listed = Extract(*made_list(*rows), frame([]))
    found = [(one.code, one.found, one.row_id, one.field) for one in check_list(listed, PROGRESS_LIST)]
    assert found == [("plan_number_twice", "１－１－１－１", 1, "number")] * twice
