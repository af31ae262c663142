"""Figures out of text: what is a quantity, what it says, and what is none."""

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from torikumi.etl.figures.figure import Figures
from torikumi.etl.figures.quantify import quantify, read
from torikumi.etl.figures.words import KINDS, UNIT_KINDS, unit_of, units, values_of, words, words_of

SAMPLE = Path(__file__).parents[3] / "workbooks" / "sample" / "initiatives.csv"
EXPECTED = Path(__file__).with_name("quantities_expected.csv")
FIELDS = {
    "R1実績（初期値）": "baseline",
    **{f"R{n}目標": f"target_{2018 + n}" for n in range(2, 8)},
    "R2実績": "actual_2020",
}


@pytest.fixture(scope="module")
def sample_values() -> pd.DataFrame:
    """The sample's baselines, targets and results as the long frame."""
    with SAMPLE.open(encoding="utf-8-sig", newline="") as file:
        rows = [(row["番号"], field, row[column]) for row in csv.DictReader(file) for column, field in FIELDS.items()]
    return pd.DataFrame(rows, columns=["number", "field", "text"])


def _flags(quantity: Any) -> str:
    names = [name for name in ("approximate", "cumulative", "suspicious") if getattr(quantity, name)]
    return " ".join([*names, *quantity.qualifier.split()])


def test_the_sample_has_these_quantities_and_no_other(sample_values: pd.DataFrame) -> None:
    """Each of the 203 rows has exactly the listed quantities: no date, ordinal or name is one, none is lost."""
    with EXPECTED.open(encoding="utf-8", newline="") as file:
        expected = [tuple(row.values()) for row in csv.DictReader(file)]
    found = [
        (
            number,
            field,
            figure.label,
            str(figure.value),
            "" if figure.high is None else str(figure.high),
            figure.unit,
            "" if figure.year is None else str(figure.year),
            _flags(figure),
            figure.text,
        )
        for number, field, figure in quantify(sample_values).all()
    ]
    assert found == expected
    assert len(found) == 410
    assert len({number for number, *_ in found}) == 129


def test_the_text_is_what_the_cell_has_at_its_offsets(sample_values: pd.DataFrame) -> None:
    """`text` is the raw cell between `start` and `end`, full-width characters and all."""
    cells: dict[Any, Any] = {(row.number, row.field): row.text for row in sample_values.itertuples()}
    found = list(quantify(sample_values).all())
    assert [cells[number, field][figure.start : figure.end] for number, field, figure in found] == [
        figure.text for _, _, figure in found
    ]


# text, then (label, value, high, unit, flags, raw characters) of each quantity; none of these is a cell of the sample.
SHAPES = [
    ("来館者数１２，３４５人", [("来館者数", "12345", "", "人", "", "１２，３４５人")]),
    ("満足度８７．５％", [("満足度", "87.5", "", "％", "", "８７．５％")]),
    ("受診率 41.2パーセント", [("受診率", "41.2", "", "％", "", "41.2パーセント")]),
    ("参加者約300名", [("参加者", "300", "", "人", "approximate", "300名")]),
    ("見学者50名程度", [("見学者", "50", "", "人", "approximate", "50名")]),
    ("配布部数　2,500部余り", [("配布部数", "2500", "", "部", "approximate", "2,500部")]),
    ("延べ2,345人が来場", [("", "2345", "", "人", "cumulative", "2,345人")]),
    ("受講者延人数80人", [("受講者人数", "80", "", "人", "cumulative", "80人")]),
    ("保育士数▲3人", [("保育士数", "-3", "", "人", "", "▲3人")]),
    ("前年度比△１２％", [("", "-12", "", "％", "change", "△１２％")]),
    ("保育士数−2人", [("保育士数", "2", "", "人", "suspicious", "2人")]),
    ("見学者3−5人", [("見学者", "3", "5", "人", "", "3−5人")]),
    ("収支　−5件", [("収支", "-5", "", "件", "suspicious", "−5件")]),
    ("収支　-5件", [("収支", "-5", "", "件", "suspicious", "-5件")]),
    ("定員20～30人", [("定員", "20", "30", "人", "", "20～30人")]),
    ("参加者10人〜15人", [("参加者", "10", "15", "人", "", "10人〜15人")]),
    ("班員3-5人", [("班員", "3", "5", "人", "", "3-5人")]),
    ("ベンチ5カ所、手すり3ヶ所", [("ベンチ", "5", "", "か所", "", "5カ所"), ("手すり", "3", "", "か所", "", "3ヶ所")]),
    ("ｻﾛﾝ12箇所", [("サロン", "12", "", "か所", "", "12箇所")]),
    ("ｸﾞﾙｰﾌﾟﾜｰｸ 4ｸﾞﾙｰﾌﾟ", [("グループワーク", "4", "", "グループ", "", "4ｸﾞﾙｰﾌﾟ")]),
    ("拠点数６", [("拠点数", "6", "", "", "", "６")]),
    ("拠点数　７　職員数　８", [("拠点数", "7", "", "", "", "７"), ("職員数", "8", "", "", "", "８")]),
    ("人口3万5千人", [("人口", "35000", "", "人", "", "3万5千人")]),
    ("事業費1億2,000万円", [("事業費", "120000000", "", "円", "", "1億2,000万円")]),
    ("補助額150千円", [("補助額", "150000", "", "円", "", "150千円")]),
    ("件数\n　窓口 30件\n　電話 12件", [("窓口", "30", "", "件", "", "30件"), ("電話", "12", "", "件", "", "12件")]),
    ("開設日数\n　120日", [("開設日数", "120", "", "日間", "", "120日")]),
    ("研修２回（4日）", [("研修", "2", "", "回", "", "２回"), ("研修", "4", "", "日間", "", "4日")]),
    ("親子5組（延12人）", [("親子", "5", "", "組", "", "5組"), ("親子", "12", "", "人", "cumulative", "12人")]),
    ("会員20人（うち学生5人）", [("会員", "20", "", "人", "", "20人"), ("学生", "5", "", "人", "part", "5人")]),
    ("対象30台のうち12台", [("対象", "30", "", "台", "whole", "30台"), ("", "12", "", "台", "part", "12台")]),
    ("90組織中15組織", [("", "90", "", "組織", "whole", "90組織"), ("", "15", "", "組織", "part", "15組織")]),
    ("各館２台", [("各館", "2", "", "台", "each", "２台")]),
    ("職員を１人ずつ", [("職員", "1", "", "人", "each", "１人")]),
    ("広報紙を毎月１回発行", [("広報紙", "1", "", "回", "month", "１回")]),
    ("教室を週2～3回", [("教室", "2", "3", "回", "week", "2～3回")]),
    ("登録者は15人増加", [("登録者", "15", "", "人", "change", "15人")]),
    ("待ち時間は30分以内", [("待ち時間", "30", "", "分間", "limit", "30分")]),
    ("相談は20件以内", [("相談", "20", "", "件", "limit", "20件")]),
    ("出前講座（予定5回）", [("出前講座", "5", "", "回", "planned", "5回")]),
    ("市内4館の図書室", [("図書室", "4", "", "館", "", "4館")]),
    ("AED８台", [("AED", "8", "", "台", "", "８台")]),
    ("利用者数1.234人", [("利用者数", "1.234", "", "人", "suspicious", "1.234人")]),
    ("利用者数1,05人", [("利用者数", "105", "", "人", "suspicious", "1,05人")]),
    ("12,34件", [("", "1234", "", "件", "suspicious", "12,34件")]),
    ("整備率1.234％", [("整備率", "1.234", "", "％", "", "1.234％")]),
    ("①見守り 5件 ②訪問 3件", [("見守り", "5", "", "件", "", "5件"), ("訪問", "3", "", "件", "", "3件")]),
    ("㈱かもめ3社", [("㈱かもめ", "3", "", "社", "", "3社")]),
    ("８２", [("", "82", "", "", "", "８２")]),
    ("2021", [("", "2021", "", "", "suspicious", "2021")]),
    ("６割", [("", "6", "", "割", "", "６割")]),
    ("園庭 1,200㎡", [("園庭", "1200", "", "㎡", "", "1,200㎡")]),
    ("５歳児健診12回", [("5歳児健診", "12", "", "回", "", "12回")]),
    ("100歳体操 6会場", [("100歳体操", "6", "", "会場", "", "6会場")]),
    ("1人暮らし世帯30世帯", [("1人暮らし世帯", "30", "", "世帯", "", "30世帯")]),
]


@pytest.mark.parametrize(("text", "expected"), SHAPES)
def test_a_quantity_of_an_unseen_shape(text: str, expected: list[tuple[str, ...]]) -> None:
    """Each shape of figure gives its label, value, upper end, unit, flags and raw characters."""
    found = [
        (q.label, str(q.value), "" if q.high is None else str(q.high), q.unit, _flags(q), q.text)
        for q in read(text, 2020)
    ]
    assert found == expected


NO_QUANTITIES = """
－|―|-|？|継続と拡充|設定なし|令和２年度|令和元年5月12日|Ｒ２|R2.4.1|R1.7月設置|H31.4.1～R2.3.31|平成31年（2019年）４月|2020年
2020/4/1|2022/4/1〜2023/3/31|10月29日～11月５日|4月～6月|11/11～15|8/1~8/5|9:00～17:00|午後1時30分|土曜10時から|第10地区|第３木曜日
第2期計画|５歳児|65歳以上|０～３歳|1Ｆ|３階ロビー|２丁目|国道134号|No.5|小学校3・4年生|3回目の開催|５人乗り|Ａ4判|PM2.5|二千人雇用|子ども110番の家
Net119|119番通報|8050問題|SDGs17の目標|24時間体制|1人1台端末|3密を避けた|4-1-3-7|【再掲４－２－１－３】|4-1-5-４|0467-23-3000|1、2か所|14/20台|5/10人
1.2.3件|3人権団体|2名簿|要介護3以上|鎌倉プラン21|計画2025|基本目標4 施策2|三か所|4か月児健診
３虐待防止|6日|14日開設|２層の協議体
"""


@pytest.mark.parametrize("text", [text for line in NO_QUANTITIES.split("\n") for text in line.split("|") if text])
def test_what_is_no_quantity(text: str) -> None:
    """A mark, a date, a time, an ordinal, a code, a name with digits or a doubtful number gives no quantity."""
    assert read(text, 2020) == []


YEARS = [
    ("令和２年度の会員数は12人", [2020]),
    ("会員数12人", [None]),
    ("令和3年２月に講座１回", [2020]),
    ("令和3年4月に講座１回", [2021]),
    ("R2.3.31時点の会員12人", [2019]),
    ("R2.4.1時点の会員12人", [2020]),
    ("2020年3月に1回", [2019]),
    ("H31.4から5か所", [None]),
    ("R1：10人、R2：12人", [2019, 2020]),
    ("会員12人（R1）", [2019]),
    ("会員12人（令和元年度末）、訪問3件", [2019, None]),
    ("会員12人（前年度9人）、訪問3件", [None, 2019, None]),
    ("昨年度は8件、今年度は9件", [2019, 2020]),
    ("令和元年度に5回開いた。参加者は20人", [2019, None]),
    ("【令和元年度】\n訪問 10件\n【令和２年度】\n訪問 12件\n電話 3件", [2019, 2020, 2020]),
    ("平成30年４月から市内の3か所で実施", [None]),
    ("R7までに50人", [2025]),
]


@pytest.mark.parametrize(("text", "years"), YEARS)
def test_the_year_that_a_text_names(text: str, years: list[int | None]) -> None:
    """A figure has the fiscal year that its text names for it: January to March belong to the year before."""
    assert [quantity.year for quantity in read(text, 2020)] == years


def test_a_relative_year_needs_the_year_of_the_cell() -> None:
    """`前年度` is counted from the year of the field, and unknown where the field has none."""
    assert [quantity.year for quantity in read("前年度は8件", 2024)] == [2023]
    assert [quantity.year for quantity in read("前年度は8件")] == [None]
    values = pd.DataFrame([("1-1-1-1", "actual_2022", "前年度は8件")], columns=["number", "field", "text"])
    assert [figure.year for figure in quantify(values).of("1-1-1-1", "actual_2022")] == [2021]


def test_values_are_exact_decimals() -> None:
    """A value is the decimal that is written, not the nearest float."""
    assert [quantity.value for quantity in read("0.1％、0.2％、149.99人")] == [
        Decimal("0.1"),
        Decimal("0.2"),
        Decimal("149.99"),
    ]


def test_a_cell_without_figures_is_not_there() -> None:
    """Blank, missing and figureless cells give none, and asking for their figures gives an empty list."""
    texts = ["", "－", "？", "継続", None, float("nan")]
    found = quantify(pd.DataFrame({"number": "1-1-1-1", "field": "target_2020", "text": texts}))
    assert found == Figures()
    assert found.of("1-1-1-1", "target_2020") == []


def test_the_argument_is_not_changed(sample_values: pd.DataFrame) -> None:
    """`quantify` reads its frame and leaves it as it was."""
    before = sample_values.copy(deep=True)
    quantify(sample_values)
    pd.testing.assert_frame_equal(sample_values, before)


@given(
    st.text(
        alphabet="0123456789０２５,.，．～〜-－▲△/／:：%％()（） 　\n、。年月日令和R第延約人件回か所ヶｶﾞの前度増各千万",
        max_size=40,
    )
)
def test_any_text_can_be_read(text: str) -> None:
    """No text raises; the quantities come in order, do not overlap, and hold the raw characters with a digit."""
    found = read(text, 2020)
    assert all(quantity.text == text[quantity.start : quantity.end] for quantity in found)
    assert all(any(char.isdecimal() for char in quantity.text) for quantity in found)
    assert all(one.end <= other.start for one, other in zip(found, found[1:], strict=False))


def test_the_tables_are_whole() -> None:
    """Every unit and word has a known kind and a source, and a word that stands for a number has one."""
    assert {unit.kind for unit in units()} == set(UNIT_KINDS)
    assert {word.kind for word in words()} == set(KINDS)
    assert all(unit.source for unit in units())
    assert all(word.source for word in words())
    assert {unit_of()[spelling].name for spelling in ("か所", "箇所", "カ所", "ヶ所")} == {"か所"}
    assert unit_of()["名"].name == "人"
    assert all(
        value.lstrip("-").isdigit() for kind in ("multiplier", "year_offset") for value in values_of(kind).values()
    )
    assert all(values_of(kind)[word] for kind in ("before", "after", "same") for word in words_of(kind))
    with pytest.raises(KeyError):
        words_of("unknown")
