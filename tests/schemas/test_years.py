"""Fiscal years, written and read."""

import pytest
from torikumi.schemas.years import ERAS, long_year, parse_year, short_year, with_any_year, with_year


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("R2", 2020), ("Ｒ２", 2020), ("r2", 2020), ("令和２年度", 2020), ("令和 2 年度", 2020), ("令和元年度", 2019), ("令和元年", 2019), ("R1", 2019),
        ("平成31年度", 2019), ("平成元年度", 1989), ("H30", 2018), ("昭和64年", 1989), ("2020", 2020), ("２０２０年度", 2020), ("1999", 1999),
    ],
)  # fmt: skip
def test_years_that_can_be_read(text: str, year: int) -> None:
    """Era years of any width and western years are the western year."""
    assert parse_year(text) == year


@pytest.mark.parametrize(
    "text", ["", "令和", "令和二十年", "2年度", "R2-R7", "20", "3020", "大正5年", "R100", "令和2年度末"]
)
def test_what_is_no_year(text: str) -> None:
    """Anything else is no year, and never a guess."""
    assert parse_year(text) is None


@pytest.mark.parametrize(
    ("year", "short", "long"),
    [
        (2020, "R2", "令和2年度"),
        (2019, "R1", "令和元年度"),
        (2018, "H30", "平成30年度"),
        (1989, "H1", "平成元年度"),
        (1988, "S63", "昭和63年度"),
    ],
)
def test_years_as_printed(year: int, short: str, long: str) -> None:
    """The year of a change belongs to the new era, whose first year is 元."""
    assert (short_year(year), long_year(year)) == (short, long)
    assert parse_year(short) == parse_year(long) == year


def test_the_eras_stand_once_with_their_first_days() -> None:
    """Newest first; only the three that a plan can mean are read out of texts."""
    assert [(era.name, era.letter, era.first.isoformat()) for era in ERAS] == [
        ("令和", "R", "2019-05-01"),
        ("平成", "H", "1989-01-08"),
        ("昭和", "S", "1926-12-25"),
        ("大正", "T", "1912-07-30"),
        ("明治", "M", "1868-01-25"),
    ]
    assert (long_year(1925), short_year(1900)) == ("大正14年度", "M33")
    assert (parse_year("T3"), parse_year("大正3年度")) == (None, None)


@pytest.mark.parametrize(
    ("heading", "next_year"),
    [
        ("R2実績", "R3実績"), ("Ｒ２評価 ※", "R3評価 ※"), ("令和２年度評価", "令和3年度評価"), ("2020年度 実績", "2021年度 実績"), ("令和2年の取組", "令和3年の取組"),
        ("令和5年度の\n取組実績", "令和3年度の\n取組実績"), ("H31実績", "R3実績"), ("実績", "実績"), ("KPI（R2）", "KPI(R3)"),
    ],
)  # fmt: skip
def test_a_heading_of_another_year_is_written_in_the_same_way(heading: str, next_year: str) -> None:
    """Era or western, short or long: what is written stays, and so does a heading that names no year."""
    assert with_year(heading, 2021) == next_year


def test_a_heading_of_any_year_has_the_sign() -> None:
    """As 列の設定 writes it."""
    assert with_any_year("令和5年度の取組", "{年度}") == "{年度}の取組"
    assert with_any_year("担当課評価", "{年度}") == "担当課評価"
