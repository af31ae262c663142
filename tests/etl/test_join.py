"""The master list with its answers, the indicators with their initiatives."""

import pandas as pd
import pytest
from torikumi.etl.indicate import indicate, relate
from torikumi.etl.join import join
from torikumi.schemas.models import Answer, Master
from torikumi.schemas.numbers import Numbers
from torikumi.schemas.tables import made

from tests.etl.made import made_list, path_of
from tests.plans import plan_of

PLAN = plan_of()


def _master(*numbers: str, **names: str) -> pd.DataFrame:
    ours = ("福祉課",)
    records = [
        (
            number,
            names.get("name", f"取組{number}"),
            int(number[0]),
            path_of(number),
            ours,
            ours,
            ours,
            ours,
            line,
            ((line, ours),),
        )
        for line, number in enumerate(numbers)
    ]
    return made(Master, records)


def _answers(*answers: tuple[str, str, str, str]) -> pd.DataFrame:
    """Answers of initiative, department, result and letter; row ids from 50, -1 for a blank cell."""
    rows = [
        (number, department, actual, line if actual else -1, letter, line, False)
        for line, (number, department, actual, letter) in enumerate(answers, start=50)
    ]
    return made(Answer, rows)


def test_initiatives_come_in_the_order_of_the_list() -> None:
    """Whatever their numbers; goal and 再掲 are told."""
    numbers = ("4-1-10-1", "4-1-9-1", "2-1-1-1")
    master = _master(*numbers).assign(name=["【再掲2-1-1-1】見守り", "教室", "見守り"])
    joined = join(master, _answers(*((number, "福祉課", "した", "A") for number in numbers)), PLAN)
    assert joined[["goal", "relisted", "grade_row_id"]].reset_index().to_numpy().tolist() == [
        ["4-1-10-1", 4, True, 50],
        ["4-1-9-1", 4, False, 51],
        ["2-1-1-1", 2, False, 52],
    ]


def test_of_several_answers_the_first_stands_and_rows_are_never_multiplied() -> None:
    """An initiative that two departments answered is one row; without an answer it is 未回答, without a grade 未評価."""
    answers = _answers(
        ("1-1-1-1", "福祉課", "した", "A"), ("1-1-1-1", "防災課", "しない", "D"), ("1-1-1-2", "福祉課", "した", "")
    )
    joined = join(_master("1-1-1-1", "1-1-1-2", "1-1-1-3"), answers, PLAN)
    assert joined[["department", "actual", "actual_row_id", "letter", "state"]].to_numpy().tolist() == [
        ["福祉課", "した", 50, "A", "回答"],
        ["福祉課", "した", 52, "", "未評価"],
        ["", "", -1, "", "未回答"],
    ]


def test_a_number_twice_in_the_master_list_is_an_error_not_a_product() -> None:
    """Rows are never multiplied."""
    with pytest.raises(pd.errors.MergeError):
        join(_master("1-1-1-1", "1-1-1-1"), _answers(("1-1-1-1", "福祉課", "した", "A")), PLAN)


def _indicators(*rows: tuple[str, str, str, str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    fields = ("goals", "kind", "indicator", "related")
    return made_list(*(dict(zip(fields, row, strict=True)) for row in rows), first=20, file="成果指標.xlsx")


def test_an_indicator_of_two_goals_is_shown_under_both() -> None:
    """One row for each goal, in the sheet's order; a 参考 row belongs to the indicator above it."""
    tidy, found = indicate(
        *_indicators(("１、2", "", "割合", ""), ("2", "参考", "件数", ""), ("2", "指標", "人数", "")), PLAN
    )
    assert found == []
    assert [(*at, row.kind, row.indicator, row.parent) for at, row in zip(tidy.index, tidy.itertuples(), strict=True)] == [
        (20, 1, "指標", "割合", 20), (20, 2, "指標", "割合", 20), (21, 2, "参考", "件数", 20), (22, 2, "指標", "人数", 22)
    ]  # fmt: skip


def test_goals_that_the_plan_does_not_have_and_orphans_are_named() -> None:
    """An indicator of no goal is shown nowhere and said; so is a 参考 row without an indicator above."""
    tidy, found = indicate(*_indicators(("2", "参考", "件数", ""), ("9", "", "割合", ""), ("", "", "人数", "")), PLAN)
    assert len(tidy) == 0
    assert [(finding.code, finding.found, finding.row_id) for finding in found] == [
        ("indicator_orphan", "件数", 20), ("indicator_goal_unknown", "9", 21), ("indicator_goal_unknown", "（空欄）", 22)
    ]  # fmt: skip


def test_indicators_are_joined_to_their_initiatives_once() -> None:
    """関連取組 in any notation; an unknown number is named; an indicator of two goals counts once."""
    tidy, _ = indicate(*_indicators(("1 2", "", "割合", "１-1-1-1\n9-9-9-9、2-1-1-1"), ("2", "", "人数", "")), PLAN)
    relations, found = relate(tidy, Numbers(["1-1-1-1", "2-1-1-1"]))
    assert relations.to_numpy().tolist() == [[20, 1, "1-1-1-1"], [20, 1, "2-1-1-1"]]
    assert [(finding.code, finding.found, finding.expected, finding.row_id) for finding in found] == [
        ("indicator_relation_unknown", "9-9-9-9", "割合", 20)
    ]


def test_no_indicators_give_no_relations() -> None:
    """A sheet without a usable indicator joins to nothing."""
    tidy, _ = indicate(*_indicators(("9", "", "割合", "1-1-1-1")), PLAN)
    relations, found = relate(tidy, Numbers(["1-1-1-1"]))
    assert (len(relations), found) == (0, [])
