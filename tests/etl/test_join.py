"""The master list with its answers, the indicators with their initiatives."""

import pandas as pd
import pytest
from torikumi.etl.join import join_answers, join_indicators, tidy_indicators

from tests.plans import plan_of

PLAN = plan_of()


def _master(*numbers: str, **columns: list[str]) -> pd.DataFrame:
    names = {
        "name": [f"取組{number}" for number in numbers],
        "owners": [("福祉課",)] * len(numbers),
        "master_row_id": range(len(numbers)),
    }
    return pd.DataFrame(names | columns, index=pd.Index(numbers, name="initiative"))


def _answers(*numbers: str) -> pd.DataFrame:
    columns = {
        "row_id": range(50, 50 + len(numbers)),
        "department": "福祉課",
        "actual": "した",
        "letter": "A",
        "affected": False,
        "state": "回答",
    }
    return pd.DataFrame(columns, index=pd.Index(numbers, name="initiative"))


def test_initiatives_come_in_the_order_of_their_numbers() -> None:
    """4-1-10-1 follows 4-1-9-1, whatever the list's order; goal and 再掲 are told."""
    numbers = ("4-1-10-1", "4-1-9-1", "2-1-1-1")
    joined = join_answers(_master(*numbers, name=["【再掲2-1-1-1】見守り", "教室", "見守り"]), _answers(*numbers), PLAN)
    assert joined[["goal", "relisted", "row_id"]].to_dict("index") == {
        "2-1-1-1": {"goal": 2, "relisted": False, "row_id": 52},
        "4-1-9-1": {"goal": 4, "relisted": False, "row_id": 51},
        "4-1-10-1": {"goal": 4, "relisted": True, "row_id": 50},
    }


def test_a_number_twice_is_an_error_not_a_product() -> None:
    """Rows are never multiplied."""
    with pytest.raises(pd.errors.MergeError):
        join_answers(_master("1-1-1-1"), _answers("1-1-1-1", "1-1-1-1"), PLAN)


def test_the_masters_own_answers_are_left_out() -> None:
    """Of the report year the returns alone give the answers; earlier years stay."""
    master = _master("1-1-1-1", actual_2020=["古い"], grade_2020=["Ｄ"], actual_2019=["昨年"])
    joined = join_answers(master, _answers("1-1-1-1"), PLAN)
    assert (joined.at["1-1-1-1", "actual"], joined.at["1-1-1-1", "letter"], joined.at["1-1-1-1", "actual_2019"]) == (
        "した",
        "A",
        "昨年",
    )
    assert "grade_2020" not in joined


def _indicators(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["goals", "kind", "indicator", "related"], dtype="object")
    return table.assign(baseline="").set_index(pd.RangeIndex(20, 20 + len(rows)))


def test_an_indicator_of_two_goals_is_shown_under_both() -> None:
    """One row for each goal, in the sheet's order; a 参考 row belongs to the indicator above it."""
    tidy, found = tidy_indicators(
        _indicators(("１、2", "", "割合", ""), ("2", "参考", "件数", ""), ("2", "指標", "人数", "")), PLAN
    )
    assert found == []
    assert [(*at, row.kind, row.indicator, row.parent) for at, row in zip(tidy.index, tidy.itertuples(), strict=True)] == [
        (20, 1, "指標", "割合", 20), (20, 2, "指標", "割合", 20), (21, 2, "参考", "件数", 20), (22, 2, "指標", "人数", 22)
    ]  # fmt: skip


def test_goals_that_the_plan_does_not_have_and_orphans_are_named() -> None:
    """An indicator of no goal is shown nowhere and said; so is a 参考 row without an indicator above."""
    tidy, found = tidy_indicators(
        _indicators(("2", "参考", "件数", ""), ("9", "", "割合", ""), ("", "", "人数", "")), PLAN
    )
    assert len(tidy) == 0
    assert [(finding.code, finding.found, finding.row_id) for finding in found] == [
        ("indicator_orphan", "件数", 20), ("indicator_goal_unknown", "9", 21), ("indicator_goal_unknown", "（空欄）", 22)
    ]  # fmt: skip


def test_indicators_are_joined_to_their_initiatives_once() -> None:
    """関連取組 in any notation; an unknown number is named; an indicator of two goals counts once."""
    tidy, _ = tidy_indicators(
        _indicators(("1 2", "", "割合", "１-1-1-1\n9-9-9-9、2-1-1-1"), ("2", "", "人数", "")), PLAN
    )
    relations, found = join_indicators(tidy, _master("1-1-1-1", "2-1-1-1"))
    assert relations.to_numpy().tolist() == [[20, 1, "1-1-1-1"], [20, 1, "2-1-1-1"]]
    assert [(finding.code, finding.found, finding.expected, finding.row_id) for finding in found] == [
        ("indicator_relation_unknown", "9-9-9-9", "割合", 20)
    ]


def test_no_indicators_give_no_relations() -> None:
    """A sheet without a usable indicator joins to nothing."""
    tidy, _ = tidy_indicators(_indicators(("9", "", "割合", "1-1-1-1")), PLAN)
    relations, found = join_indicators(tidy, _master("1-1-1-1"))
    assert (len(relations), found) == (0, [])
