"""How text is compared: labels, numbers and names."""

import pytest
from torikumi.schemas.keys import (
    department_name,
    fold,
    is_dash,
    relisted,
    split_departments,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Ｒ２ 評価", "r2評価"),
        ("取組\n名", "取組名"),
        ("ﾊﾝﾄﾞﾌﾞｯｸ", "ハンドブック"),
        ("　Ａ　", "a"),
        ("一_x000D_\n二", "一二"),
        ("", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    """Width, case, white space and line breaks do not count."""
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "dash"),
    [("－", True), ("―", True), ("-", True), (" ー ", True), ("", False), ("0", False), ("－1", False), ("？", False)],
)
def test_a_dash_of_any_width_says_not_applicable(text: str, dash: bool) -> None:
    """A lone dash is 該当なし, a blank and a zero are not."""
    assert is_dash(text) is dash


def test_departments_are_parted_by_lines_commas_and_spaces() -> None:
    """A 担当課名 cell gives its departments in their order, as written."""
    assert split_departments("福祉課\n子ども課、防災課　（市社協）・消防署") == [
        "福祉課",
        "子ども課",
        "防災課",
        "（市社協）",
        "消防署",
    ]
    assert split_departments("福祉課_x000D_\n子ども課") == ["福祉課", "子ども課"]
    assert split_departments(" \n") == []


def test_brackets_of_a_partner_do_not_count() -> None:
    """（市社協） and 市社協 are the same name."""
    assert department_name("（市社協）") == department_name("市社協 ") == "市社協"


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("【再掲4-1-5-４】介護予防", ("4-1-5-４", "介護予防")),
        ("【再掲２－１－１－２】 介護予防", ("２－１－１－２", "介護予防")),
        ("【再掲】介護予防", ("", "介護予防")),
        ("介護予防（再掲）", None),
        ("介護予防", None),
    ],
)
def test_relisted_names(name: str, parts: tuple[str, str] | None) -> None:
    """A 再掲 gives its reference as written and the name that follows."""
    assert relisted(name) == parts
