"""Targets and actuals of indicators -> rate and grade, in exact fractions, in one unit."""

from decimal import Decimal
from fractions import Fraction

import pytest
from torikumi.etl.figures.amounts import measure, read_amount
from torikumi.etl.grade import grade
from torikumi.schemas.models import Entry, Indicator
from torikumi.schemas.tables import made

from tests.plans import plan_of

PLAN = plan_of()


def _graded(texts, unit="", method="", kind="指標", name="見守り率", numbers=()):
    """The years of one indicator and its findings; `texts` by field, `numbers` are the fields that are number cells."""
    indicators = made(Indicator, [(5, 1, name, kind, unit, "", method, texts.get("baseline", ""), 5, ())])
    entries = made(
        Entry,
        [
            (
                5,
                field,
                field,
                text,
                "text",
                "成果指標.xlsx",
                "成果指標",
                "A1",
                "",
                "",
                text if field in numbers else "",
                "",
            )
            for field, text in texts.items()
        ],
    )
    rates, found = grade(indicators, entries, PLAN)
    return rates.reset_index().set_index("year").to_dict("index"), found


def _grade(target, actual, baseline="", method="", kind="指標", unit="", numbers=()):
    """The report year's result of one indicator, and the codes of the findings."""
    texts = {"baseline": baseline, "target_2020": target, "actual_2020": actual}
    years, found = _graded(texts, unit, method, kind, numbers=numbers)
    return years[2020], [finding.code for finding in found]


@pytest.mark.parametrize(
    ("text", "value", "label", "dimension"),
    [
        ("56.0％", "56.0", "%", "％"),
        ("1,642人", "1642", "人", "人"),
        ("１，６４２名", "1642", "名", "人"),
        ("3 戸", "3", "戸", "戸"),
        ("2.131人", "2.131", "人", "人"),
        ("3万人", "3", "万人", "人"),
        ("1.2千人", "1.2", "千人", "人"),
        ("3万5千人", "35000", "人", "人"),
        ("1億2,000万円", "120000000", "円", "円"),
        ("5千円", "5", "千円", "円"),
        ("7.5割", "7.5", "割", "％"),
        ("30団体以上", "30", "団体", "団体"),
        ("90人（R3.3.31現在）", "90", "人", "人"),
        ("90人(令和3年3月末)", "90", "人", "人"),
        ("5kWh", "5", "kWh", "kWh"),
    ],
)
def test_values(text, value, label, dimension):
    """A number of any width, exactly as written, and what it counts."""
    read = read_amount(text)
    assert (read.number, read.scale.label, read.scale.dimension) == (Decimal(value), label, dimension)


@pytest.mark.parametrize(("text", "value"), [("▲3", "-3"), ("0", "0"), ("-2.5", "-2.5"), ("12", "12")])
def test_a_number_without_a_unit(text, value):
    """Its scale is open; ▲ is a minus."""
    read = read_amount(text)
    assert (read.number, read.scale) == (Decimal(value), None)


@pytest.mark.parametrize(
    "text",
    [
        "", "－", "設定なし", "検討中", "約5", "1,64人", "5～6", "？", "5?", "90人（前年度50人）", "1億億億億件", "5万万人", "3千5万人",
        "123456789012345678901234567890", "9" * 400, "6割5分",
    ],
)  # fmt: skip
def test_what_is_no_value(text):
    """Blanks, dashes, words, a second figure in brackets and numbers beyond Excel's digits are no number, and never 0."""
    assert read_amount(text) is None


@pytest.mark.parametrize(
    ("target", "actual", "rate", "letter"),
    [
        ("200", "150", "3/4", "A"), ("200", "149.99", "14999/20000", "B"), ("100%", "70.3%", "703/1000", "B"), ("224人", "213人", "213/224", "A"),
        ("3", "0", "0", "D"), ("0.3", "0.225", "3/4", "A"), ("4", "1", "1/4", "C"), ("100", "120", "6/5", "A"), ("100人", "90名", "9/10", "A"),
    ],
)  # fmt: skip
def test_the_rate_is_actual_over_target_exactly(target, actual, rate, letter):
    """A/B in exact fractions: 75 % is an A, 74.995 % is not; a real 0 is a D."""
    result, found = _grade(target, actual)
    assert (result["rate"], result["letter"], result["state"], found) == (Fraction(rate), letter, "評価", [])


@pytest.mark.parametrize(
    ("target", "actual", "rate", "shown", "said"),
    [
        ("3万人", "20000人", "2/3", ("30000", "20000", "人"), [("3万人", "30,000人")]),
        ("1,000人", "1.2千人", "6/5", ("1000", "1200", "人"), [("1.2千人", "1,200人")]),
        ("5千円", "4,500円", "9/10", ("5000", "4500", "円"), [("5千円", "5,000円")]),
        ("4割", "30％", "3/4", ("40", "30", "%"), [("4割", "40%")]),
        ("8割", "6.5割", "13/16", ("8", "6.5", "割"), []),
        ("5千円", "4千円", "4/5", ("5", "4", "千円"), []),
        ("2km", "1500m", "3/4", ("2000", "1500", "m"), [("2km", "2,000m")]),
        ("3万人", "2千人", "1/15", ("30000", "2000", "人"), [("3万人", "30,000人"), ("2千人", "2,000人")]),
    ],
)
def test_units_are_converted(target, actual, rate, shown, said):
    """The figures that are compared, and that the workbook and the CSV show, are in one unit; what was converted is said."""
    years, found = _graded({"target_2020": target, "actual_2020": actual})
    result = years[2020]
    assert result["rate"] == Fraction(rate)
    assert (result["target_value"], result["actual_value"]) == (Decimal(shown[0]), Decimal(shown[1]))
    assert (result["target_unit"], result["actual_unit"], result["unit"]) == (shown[2],) * 3
    assert [(finding.code, finding.found, finding.expected) for finding in found] == [
        ("indicator_read_as", *pair) for pair in said
    ]


@pytest.mark.parametrize(
    ("target", "actual", "unit", "rate", "label"),
    [
        ("100", "90人", "人", "9/10", "人"),
        ("30", "20000人", "千人", "2/3", "人"),
        ("50", "37.5", "％", "3/4", "%"),
        ("5", "4", "千円", "4/5", "千円"),
        ("100人", "90", "", "9/10", "人"),
    ],
)
def test_the_unit_column_counts_where_the_cell_has_none(target, actual, unit, rate, label):
    """単位 is the unit of a bare number; without it, that of the neighbours."""
    result, _ = _grade(target, actual, unit=unit)
    assert (result["rate"], result["unit"]) == (Fraction(rate), label)


def test_a_bare_number_beside_a_scaled_one_is_asked_about():
    """20000 beside 3万人 is taken for people, and nobody wrote so."""
    result, found = _grade("3万人", "20000")
    assert (result["rate"], found) == (Fraction(2, 3), ["indicator_read_as", "indicator_unit_missing"])


@pytest.mark.parametrize(
    ("target", "actual"), [("100人", "37.5％"), ("50％", "20件"), ("100件", "90件/年"), ("1000円", "1人")]
)
def test_units_that_cannot_be_converted_are_not_compared(target, actual):
    """評価不能 with a 要修正; each value keeps its own unit."""
    result, found = _grade(target, actual)
    assert (result["state"], result["reason"], result["rate"]) == ("評価不能", "単位が異なる", None)
    assert result["target_unit"] != result["actual_unit"]
    assert found == ["indicator_units_differ"]


def test_the_baselines_unit_counts_where_the_method_uses_it():
    """改善率 of 人 against a 初期値 in ％ is none; A/B does not look at 初期値."""
    assert _grade("10人", "5人", "40％", "改善率")[0]["reason"] == "単位が異なる"
    assert _grade("10人", "5人", "40％")[0]["rate"] == Fraction(1, 2)


def test_a_number_cell_among_percentages_has_lost_its_format():
    """Excel keeps 37.5 % as 0.375: read so and asked about; a text 0.375 is what it says, and asked about too."""
    result, found = _grade("50.0%", "0.375", unit="％", numbers=("actual_2020",))
    assert (result["rate"], result["actual_value"], found) == (Fraction(3, 4), Decimal("37.5"), ["indicator_fraction"])
    result, found = _grade("50.0%", "0.375", unit="％")
    assert (result["rate"], result["actual_value"]) == (Fraction(3, 400), Decimal("0.375"))
    assert found == ["indicator_fraction", "indicator_rate_extreme"]


@pytest.mark.parametrize(
    ("target", "actual", "unit", "codes"),
    [
        ("2,131人", "2.131人", "", ["figure_suspicious", "indicator_rate_extreme"]),
        ("2,131", "2.131", "人", ["figure_suspicious", "indicator_rate_extreme"]),
        ("2,131", "2.131", "", ["figure_suspicious", "indicator_rate_extreme"]),
        ("1.420", "1.350", "", []),  # a birth rate
        ("56.125％", "56.250％", "", []),
    ],
)
def test_a_point_that_may_stand_for_a_comma_is_asked_about(target, actual, unit, codes):
    """Of what is counted, and of what is a thousandth of its neighbour."""
    assert _grade(target, actual, unit=unit)[1] == codes


@pytest.mark.parametrize(
    ("target", "actual", "codes"),
    [
        ("10", "100", []),
        ("10", "100.1", ["indicator_rate_extreme"]),
        ("100", "1", []),
        ("100", "0.99", ["indicator_rate_extreme"]),
        ("100", "0", []),
    ],
)
def test_absurd_rates_are_asked_about(target, actual, codes):
    """Over 1,000 %, or under 1 % and not 0."""
    assert _grade(target, actual)[1] == codes


@pytest.mark.parametrize(
    ("actual", "codes"),
    [("90人（R3.3.31現在）", ["indicator_read_as"]), ("90人（見込み）", ["indicator_tentative"]), ("90人（前年50人）", ["indicator_unreadable"])],
)  # fmt: skip
def test_a_remark_behind_a_figure_is_named_once(actual, codes):
    """The figure is read where the remark has none of its own; never is the cell called blank as well."""
    assert _grade("100人", actual)[1] == codes


@pytest.mark.parametrize(
    ("target", "actual", "state", "codes"),
    [
        ("70%", "", "未評価", ["indicator_without_actual"]),
        ("70%", "－", "未評価", ["indicator_without_actual"]),
        ("設定なし", "0.9%", "評価対象外", ["indicator_not_rated"]),
        ("検討中", "", "評価対象外", ["indicator_not_rated"]),
        ("", "5", "評価対象外", ["indicator_not_rated"]),
        ("0", "5", "評価不能", ["indicator_not_computable"]),
        ("70%", "約5", "未評価", ["indicator_unreadable"]),
        ("約5", "5", "評価対象外", ["indicator_unreadable"]),
        ("70人", "1億億億億人", "未評価", ["indicator_unreadable"]),
    ],
)
def test_without_a_rate_there_is_a_reason(target, actual, state, codes):
    """A missing actual is 未評価, a missing target 評価対象外, a target of 0 評価不能: no rate, no letter, and said once."""
    result, found = _grade(target, actual)
    assert (result["rate"], result["letter"], result["state"], found) == (None, "", state, codes)


@pytest.mark.parametrize(
    ("method", "baseline", "target", "actual", "rate"),
    [
        ("B/A", "", "10", "20", "1/2"),
        ("Ｂ／Ａ", "", "10", "8", "5/4"),
        ("改善率", "40", "0", "10", "3/4"),
        ("改善率", "50", "30", "40", "1/2"),
        ("改善率", "4万人", "0人", "10000人", "3/4"),
        ("A/B", "", "10", "5", "1/2"),
    ],
)
def test_methods(method, baseline, target, actual, rate):
    """Where less is better: B/A, or the part of the way from the baseline that is done (a target of 0 is possible)."""
    assert _grade(target, actual, baseline, method)[0]["rate"] == Fraction(rate)


@pytest.mark.parametrize(
    ("method", "baseline", "target", "actual"),
    [("B/A", "", "10", "0"), ("改善率", "", "0", "1"), ("改善率", "－", "0", "1"), ("改善率", "5", "5", "1")],
)
def test_methods_that_cannot_be_computed(method, baseline, target, actual):
    """Nothing is divided by 0, and no baseline is made up."""
    result, found = _grade(target, actual, baseline, method)
    assert (result["state"], result["rate"], found) == ("評価不能", None, ["indicator_not_computable"])


def test_an_unknown_method_is_said():
    """A method that is none of the three is 要修正."""
    assert "indicator_method_unknown" in _grade("10", "5", method="C/D")[1]


def test_a_target_that_is_a_limit_asks_for_a_method():
    """`10人以下` with A/B would praise more; a method that is written is not asked about."""
    assert _grade("10人以下", "8人")[1] == ["indicator_lower_better"]
    assert _grade("10人以下", "8人", method="B/A")[1] == []


def test_reference_rows_are_never_graded():
    """A 参考 row has its values, no state, and nothing is asked about it."""
    result, found = _grade("10", "", kind="参考")
    assert (result["state"], result["letter"], result["target_value"], found) == ("", "", Decimal(10), [])


def test_years_to_come_have_no_state():
    """Only the report year's missing actual is 未評価."""
    years, found = _graded({"target_2020": "5", "target_2021": "6", "actual_2020": "5"})
    assert [years[year]["state"] for year in (2020, 2021, 2022)] == ["評価", "", ""]
    assert found == []


@pytest.mark.parametrize(
    ("actual", "state", "letter"), [("3", "評価", "B"), ("－", "", ""), ("約3", "", ""), ("3％", "", "")]
)
def test_a_year_to_come_that_has_an_actual_is_rated_where_it_can_be(actual, state, letter):
    """An actual ahead of its year has a grade; what is no figure is not yet 未評価."""
    years, _ = _graded({"target_2020": "5人", "actual_2020": "5人", "target_2021": "6人", "actual_2021": actual})
    assert (years[2021]["state"], years[2021]["letter"]) == (state, letter)


def test_what_does_not_measure_the_same_is_converted_among_its_own():
    """One value in another dimension: the others are still in one unit, for a rate may be made of them."""
    measured = measure({"a": ("3万人", False), "b": ("20000人", False), "c": ("5％", False)}, "")
    assert [(value.number, value.scale.label) for value in measured.values()] == [
        (Decimal(30000), "人"),
        (Decimal(20000), "人"),
        (Decimal(5), "%"),
    ]
