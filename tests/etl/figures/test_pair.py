"""Target against actual: which figures belong together, the exact rate, and the reason where there is none."""

import csv
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from torikumi.etl.figures.pair import pair
from torikumi.etl.figures.quantify import quantify
from torikumi.etl.figures.reasons import REASONS
from torikumi.schemas.models import Paired
from torikumi.schemas.tables import columns_of

SAMPLE = Path(__file__).parents[3] / "workbooks" / "sample" / "initiatives.csv"
FIELDS = {"R1実績（初期値）": "baseline", "R2目標": "target_2020", "R2実績": "actual_2020", "R3目標": "target_2021"}


@pytest.fixture(scope="module")
def sample_values() -> pd.DataFrame:
    """The sample's baselines, targets and results as the long frame."""
    with SAMPLE.open(encoding="utf-8-sig", newline="") as file:
        rows = [(row["番号"], field, row[column]) for row in csv.DictReader(file) for column, field in FIELDS.items()]
    return pd.DataFrame(rows, columns=["number", "field", "text"])


@pytest.fixture(scope="module")
def sample_pairs(sample_values: pd.DataFrame) -> pd.DataFrame:
    """The pairs of the sample in its report year."""
    return pair(quantify(sample_values), 2020, sample_values)


def _of(target: str, actual: str, baseline: str = "") -> pd.DataFrame:
    """The rows of one initiative with these cells in 2020."""
    cells = [("baseline", baseline), ("target_2020", target), ("actual_2020", actual)]
    values = pd.DataFrame([("1-1-1-1", *cell) for cell in cells], columns=["number", "field", "text"])
    return pair(quantify(values), 2020, values)


PAIRED = [
    ("1-1-2-9", "５回", "５回", "1"),
    ("2-1-1-1", "５か所", "４", "4/5"),
    ("3-1-1-6", "132団体", "128団体", "128/132"),
    ("3-1-1-12", "２５団体", "20団体", "20/25"),
    ("3-2-1-4", "26校", "25校", "25/26"),
    ("3-2-1-4", "１園", "１園", "1"),
    ("4-1-1-4", "20台", "14台", "14/20"),
    ("4-1-1-12", "70人", "105人", "105/70"),
    ("4-1-1-12", "250人", "243人", "243/250"),
    ("4-1-2-1", "150,000人", "65,255人", "65255/150000"),
    ("4-1-2-10", "1,820人", "1,623人", "1623/1820"),
    ("4-1-2-11", "３回", "３回", "1"),
    ("4-1-2-11", "6日", "６日", "1"),
    ("4-1-2-11", "２名", "２名", "1"),
    ("4-1-2-15", "4公園", "１公園", "1/4"),
    ("4-1-2-15", "8施設", "１施設", "1/8"),
    ("4-1-3-1", "132団体", "128団体", "128/132"),
    ("4-1-3-5", "１人", "１人", "1"),
    ("4-1-4-3", "100%", "70.3％", "703/1000"),
    ("4-1-4-4", "186組織", "15組織", "15/186"),
    ("4-2-2-2", "500件", "296件", "296/500"),
    ("4-3-1-1", "92.45％", "92.45％", "1"),
    ("4-3-1-1", "84.03％", "84.03％", "1"),
    ("4-3-1-8", "10箇所", "10か所", "1"),
    ("4-3-1-10", "16校", "16校", "1"),
    ("5-2-2-1", "530人", "390人", "390/530"),
]

UNPAIRED = [
    ("1-1-2-9", "３件", "target_left"),
    ("1-1-2-11", "1,950件", "actual_without_figure"),
    ("4-1-2-9", "60人", "actual_without_figure"),
    ("4-2-1-1", "143人", "actual_without_figure"),
    ("4-3-1-3", "０人", "lower_better_zero"),
    ("4-3-1-4", "16校", "actual_without_figure"),
    ("4-3-1-5", "４校", "basis_differs"),
    ("4-3-1-7", "26", "actual_without_figure"),
    ("4-3-1-9", "１４６戸", "actual_without_figure"),
]


def test_the_sample_has_these_pairs_and_no_other(sample_pairs: pd.DataFrame) -> None:
    """Twenty initiatives of the sample have a rate, each from the listed characters, and no other has one."""
    rated = sample_pairs[sample_pairs["reason"] == ""]
    found = [(row.number, row.target_text, row.actual_text, row.rate) for row in rated.itertuples()]
    assert found == [(*texts, Fraction(rate)) for *texts, rate in PAIRED]
    assert rated["number"].nunique() == 20
    assert set(rated["method"]) == {"A/B"}


def test_the_rates_that_the_committee_asks_about(sample_pairs: pd.DataFrame) -> None:
    """14 of 20 台 is 70.0 %, 65,255 of 150,000 人 43.5 %, 4 of 5 か所 80.0 %, 1,623 of 1,820 人 89.2 %."""
    rates = sample_pairs.set_index("number")["rate"]
    percents = {number: f"{float(rates[number]) * 100:.1f}" for number in ("4-1-1-4", "4-1-2-1", "2-1-1-1", "4-1-2-10")}
    assert percents == {"4-1-1-4": "70.0", "4-1-2-1": "43.5", "2-1-1-1": "80.0", "4-1-2-10": "89.2"}


def test_the_sample_s_targets_in_figures_without_a_rate_say_why(sample_pairs: pd.DataFrame) -> None:
    """Six initiatives have no figure for their target; 待機児童数 with target 0 is explained, not divided."""
    found = sample_pairs[~sample_pairs["reason"].isin(["", "target_text", "target_missing"])]
    assert list(found[["number", "target_text", "reason"]].itertuples(index=False, name=None)) == UNPAIRED
    waiting = found.set_index("number").loc["4-3-1-3"]
    assert (waiting["label"], waiting["target"], waiting["actual"], waiting["baseline"], waiting["rate"]) == (
        "待機児童数",
        Decimal(0),
        Decimal(59),
        Decimal(78),
        None,
    )


def test_every_initiative_of_the_sample_has_a_row(sample_pairs: pd.DataFrame) -> None:
    """An initiative whose target or result is text only has one row that says so."""
    assert sample_pairs["number"].nunique() == 203
    assert sample_pairs["reason"].value_counts().to_dict()["target_text"] == 174
    assert list(sample_pairs.loc[sample_pairs["reason"] == "target_missing", "number"]) == ["4-3-2-5"]
    assert set(sample_pairs["reason"]) - {""} <= set(REASONS)


RATES = [
    ("参加者200人", "参加者149.99人", "", "14999/20000"),
    ("相談100件", "相談75件", "", "3/4"),
    ("相談0.3件", "相談0.1件", "", "1/3"),
    ("相談100件", "相談80件。\n相談80件", "", "4/5"),
    ("会員100人", "会員 130名", "", "13/10"),
    ("講座4回", "講座0回", "", "0"),
    ("利用者（延べ）1,000人", "延べ利用者250人", "", "1/4"),
    ("８団体", "助成した団体２団体", "", "1/4"),
    ("５件", "３件", "", "3/5"),
    ("60人", "見守り登録の実利用者数45人", "見守り登録の利用者数30人", "3/4"),
    ("拠点５か所", "拠点数４", "", "4/5"),
    ("訪問100件", "昨年度は訪問120件、今年度は訪問90件", "", "9/10"),
    ("訪問100件以上", "訪問120件", "", "6/5"),
    ("訪問100件を目標", "訪問50件", "", "1/2"),
    ("手すりの取付け箇所数10か所", "園路に手すりを取り付けた（5カ所）", "", None),
    ("街路灯取替え箇所数10か所", "市道の街路灯を取り替えた（5カ所）", "", "1/2"),
]


@pytest.mark.parametrize(("target", "actual", "baseline", "rate"), RATES)
def test_a_rate_is_exact(target: str, actual: str, baseline: str, rate: str | None) -> None:
    """The rate of a clear pair is the exact fraction of its two figures."""
    assert list(_of(target, actual, baseline)["rate"]) == [None if rate is None else Fraction(rate)]


WHY_NOT = [
    ("", "登録20人", "target_missing"),
    ("－", "登録20人", "target_missing"),
    ("継続", "登録20人", "target_text"),
    ("継続", "", "target_text"),
    ("登録20人", "", "actual_missing"),
    ("登録20人", "－", "actual_missing"),
    ("登録20人", "登録を進めた", "actual_without_figure"),
    ("登録20人", "会議3回", "actual_without_figure"),
    ("登録20人", "登録20件", "unit_differs"),
    ("利用率80％", "利用率の調査3回", "actual_without_figure"),
    ("利用者100人", "延べ利用者300人", "basis_differs"),
    ("小学校各2校", "小学校2校", "basis_differs"),
    ("月2回", "24回", "basis_differs"),
    ("登録20人", "登録5人増", "basis_differs"),
    ("補助台数20台", "20台のうち14台に付けた", "basis_differs"),
    ("受講者20人", "受講者は予定20人だった", "basis_differs"),
    ("登録者100人", "新規登録者10人", "label_differs"),
    ("５件", "苦情２件", "label_differs"),
    ("60人", "講師2人", "label_differs"),
    ("相談500件", "電話相談20件、来所相談30件", "label_differs"),
    ("10校", "小学校6校、中学校4校", "label_differs"),
    ("相談100件", "相談80件、相談90件", "several"),
    ("会員100人", "正会員40人、賛助会員30人", "several"),
    ("相談100件", "前年度の相談80件", "other_year"),
    ("相談100件", "相談80件（R1）", "other_year"),
    ("R7までに登録50人", "登録20人", "other_year"),
    ("20～30人", "25人", "range"),
    ("訪問30回", "訪問20～25回", "range"),
    ("利用者3,000人", "利用者2.131人", "suspicious"),
    ("講座0回", "講座1回", "target_zero"),
    ("講座0回", "講座0回", "target_zero"),
    ("収支▲5円", "収支3円", "target_negative"),
    ("交通事故0件", "交通事故2件", "lower_better_zero"),
    ("苦情件数０件", "苦情件数０件", "lower_better_zero"),
    ("苦情5件", "苦情0件", "lower_better_actual_zero"),
]


@pytest.mark.parametrize(("target", "actual", "reason"), WHY_NOT)
def test_no_rate_has_its_reason(target: str, actual: str, reason: str) -> None:
    """Where the figures cannot be compared, or it is not clear that they count the same, the row has the reason."""
    found = _of(target, actual)
    assert list(found["reason"]) == [reason]
    assert list(found["rate"]) == [None]


def test_less_is_better_turns_the_rate_round() -> None:
    """For 事故 the rate is target by actual; a lesson against 事故 is counted as any other."""
    found = _of("事故10件", "事故20件").iloc[0]
    assert (found["rate"], found["method"]) == (Fraction(1, 2), "B/A")
    found = _of("事故防止講座3回", "事故防止講座2回").iloc[0]
    assert (found["rate"], found["method"]) == (Fraction(2, 3), "A/B")


def test_each_pair_of_a_cell_has_a_row_and_its_own_places() -> None:
    """Several targets give several rows; offsets lead to the characters in both cells."""
    target, actual = "男性20人　女性30人", "女性４５人、男性10人"
    found = _of(target, actual)
    assert list(found["rate"]) == [Fraction(1, 2), Fraction(3, 2)]
    places = found[["target_start", "target_end", "actual_start", "actual_end"]].itertuples(index=False, name=None)
    assert [(target[a:b], actual[c:d]) for a, b, c, d in places] == [("20人", "10人"), ("30人", "４５人")]


def test_an_initiative_with_nothing_to_compare_has_no_row() -> None:
    """Neither target nor actual: no row, and the columns are there."""
    found = _of("", "－", "会員3人")
    assert found.empty
    assert list(found.columns) == columns_of(Paired)


def test_without_the_cells_only_figures_are_known() -> None:
    """Given the quantities alone, an initiative without target figures counts as one with a text target."""
    values = pd.DataFrame([("1-1-1-1", "actual_2020", "登録20人")], columns=["number", "field", "text"])
    assert list(pair(quantify(values), 2020)["reason"]) == ["target_text"]


def test_another_report_year_pairs_its_own_columns(sample_values: pd.DataFrame) -> None:
    """In 2021 the targets of 2021 are due, and the sample has no result for them yet."""
    found = pair(quantify(sample_values), 2021, sample_values)
    assert set(found["reason"]) == {"target_text", "actual_missing"}
    assert found["actual"].isna().all()


def test_the_arguments_are_not_changed(sample_values: pd.DataFrame) -> None:
    """`pair` reads its frames and leaves them as they were."""
    figures, cells = quantify(sample_values), sample_values.copy(deep=True)
    pair(figures, 2020, sample_values)
    assert figures == quantify(sample_values)
    pd.testing.assert_frame_equal(sample_values, cells)


LESS = """
    待ち時間10分 未収金100万円 不登校児童数30人 一般廃棄物量5,000t 滞納率3％ 滞納額100万円 交通事故死者数3人 喫煙率15％ 市債残高5億円 耕作放棄地面積10ha 鳥獣被害額100万円
    漏水率5％ 中退者数10人 クレーム件数5件 電力使用量100kWh 超過勤務時間100時間 未受診者数10人 未整備箇所10か所 遅延件数10件 脱退者数10人 失業率3％ 収入未済額100万円
    孤独を感じる人の割合20％ 不安を感じる市民の割合30％ 内容を知らない人の割合30％ 朝食欠食率10％ 処理日数10日
"""
UNDIRECTED = "虐待件数10件 いじめ認知件数10件 生活保護世帯数500世帯 要介護認定率18％ 転出者数100人 事業費100万円"
MORE = "参加者数10人 相談件数10件 苦情処理率80％ 空き家活用件数5件 虐待相談件数10件 未就学児の利用者数10人 受診率60％ 耐震化率90％ 再生紙使用率80％ 満足している人の割合60％"


@pytest.mark.parametrize(
    ("label", "method", "reason"),
    [(label, "B/A", "") for label in LESS.split()]
    + [(label, "", "direction") for label in UNDIRECTED.split()]
    + [(label, "A/B", "") for label in MORE.split()],
)
def test_of_what_less_is_better_the_rate_is_turned_round(label: str, method: str, reason: str) -> None:
    """More of it is never an A; where it cannot be said what is better, there is no rate."""
    (row,) = _of(label, label).itertuples()
    assert (row.method, row.reason) == (method, reason)


def test_a_level_that_is_to_fall_has_no_rate_unless_its_label_says_why() -> None:
    """基準 100 to 80 with 90: it may be that less is better, or that the plan has been made smaller."""
    (row,) = _of("参加者数80人", "参加者数90人", "参加者数100人").itertuples()
    assert (row.rate, row.reason) == (None, "direction")
