"""The sheets of 計画.xlsx -> the plan, and what makes it unusable."""

from decimal import Decimal

import pytest
from torikumi.etl.load_plan import check_grades, check_settings
from torikumi.schemas import layouts
from torikumi.schemas.bands import Band

from tests.plans import GRADES, SETTINGS, Content, layout_rows, plan_of


def _settings(**changes: str) -> list[tuple[str, str, str, int, str]]:
    """What is found about the sheet 計画 with some settings changed or added; row ids from 40."""
    rows = [{"項目": item, "内容": text} for item, text in (SETTINGS | changes).items()]
    return [
        (f.code, f.found, f.expected, f.row_id, f.field)
        for f in check_settings(layout_rows(layouts.SETTINGS, rows, 40))
    ]


def test_a_plan_is_what_its_sheets_say() -> None:
    """Settings, bands, shading and departments; what is blank has its default."""
    plan = plan_of(Content(comments=[{"区分": "講評", "内容": "よくできました。"}]), 再掲の扱い="数えない")
    assert (plan.name, plan.city, plan.first_year, plan.last_year, plan.report_year) == (
        "みなと市地域計画",
        "みなと市",
        2020,
        2022,
        2020,
    )
    assert (plan.status, plan.rule, plan.relisted, plan.denominator, plan.committee) == (
        "案",
        "過半",
        "数えない",
        "評価済みの取組",
        "推進委員会",
    )
    assert plan.bands[1] == Band("B", "Ｂ", Decimal(50), "おおむね順調", 2)
    assert (plan.shading.words, plan.shading.color) == (("コロナ",), "D9D9D9")
    assert plan.goals[["goal", "name"]].to_numpy().tolist() == [[1, "相談"], [2, "防災"]]
    assert plan.departments.loc[0, ["department", "other_names", "kind", "contact"]].tolist() == [
        "福祉課",
        ("福祉係",),
        "課",
        "内線10",
    ]
    assert plan.comments.to_numpy().tolist() == [["講評", "よくできました。"]]


def test_goals_come_in_the_order_of_their_numbers() -> None:
    """Whatever the order of the sheet; full-width numbers are numbers."""
    goals = [{"番号": "１０", "名称": "十"}, {"番号": "2", "名称": "二"}]
    assert plan_of(Content(goals=goals)).goals["goal"].tolist() == [2, 10]


def test_choices_are_read_in_any_width() -> None:
    """`確 定` is 確定."""
    assert plan_of(状態=" 確 定").status == "確定"


def test_good_settings_have_no_findings() -> None:
    """The small plan's settings are all right."""
    assert _settings() == []


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"計画名": " "}, ("plan_value_missing", "", "計画名", 40, "content")),
        (
            {"報告年度": "令和二十年"},
            ("plan_value_wrong", "令和二十年", "「令和2年度」「R2」「2020」のように書いてください。", 45, "content"),
        ),
        (
            {"報告年度": "R9"},
            (
                "plan_value_wrong",
                "R9",
                "報告年度は、計画開始年度から計画終了年度までの年度にしてください。",
                45,
                "content",
            ),
        ),
        ({"状態": "確定版"}, ("plan_value_wrong", "確定版", "案、確定 のいずれかにしてください。", 46, "content")),
        ({"計面名": "x"}, ("plan_item_unknown", "計面名", "", 46, "item")),
        ({"計 画 名": "x"}, ("plan_value_twice", "計 画 名", "", 46, "item")),
    ],
)
def test_settings_that_cannot_be_used(changes: dict[str, str], found: tuple[str, str, str, int, str]) -> None:
    """Blank, impossible, unknown, twice: one finding each, at its cell, with what may be written."""
    assert _settings(**changes) == [found]


def test_a_missing_setting_is_named() -> None:
    """A setting without a default must be there."""
    rows = [{"項目": item, "内容": text} for item, text in SETTINGS.items() if item != "市町村名"]
    assert [(f.code, f.expected) for f in check_settings(layout_rows(layouts.SETTINGS, rows))] == [
        ("plan_item_missing", "市町村名")
    ]


def test_an_unknown_item_does_not_hide_impossible_years() -> None:
    """A note about one row does not stop the check of the others."""
    assert [code for code, *_ in _settings(メモ="x", 報告年度="R9")] == ["plan_item_unknown", "plan_value_wrong"]


@pytest.mark.parametrize(
    ("limits", "good"),
    [
        (("75", "50", "25", "0"), True),
        (("７５％", "50%", "25", "0"), True),
        (("75", "50", "50", "0"), False),
        (("75", "80", "25", "0"), False),
        (("75", "50", "25", "10"), False),
    ],
)
def test_limits_fall_to_zero(limits: tuple[str, ...], good: bool) -> None:
    """The lower limits fall from grade to grade, and the last is 0."""
    rows = layout_rows(layouts.GRADES, [row | {"下限（％）": limit} for row, limit in zip(GRADES, limits, strict=True)])
    assert [finding.code for finding in check_grades(rows)] == ([] if good else ["plan_value_wrong"])


def test_one_grade_is_no_scale() -> None:
    """At least two grades are needed."""
    assert len(check_grades(layout_rows(layouts.GRADES, [GRADES[-1]]))) == 1
