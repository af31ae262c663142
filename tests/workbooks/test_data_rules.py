"""データ, データ定義 and the CSV against the government's rules for administrative data that machines read: a case for each rule.

Source: 行政データにおける機械可読性に関するルール (levels 1 to 3), and 統計表における機械判読可能なデータの表記方法の統一ルール, on which it builds.
"""

import csv
import re
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils import get_column_letter
from torikumi.schemas.data import platform_dependent

from tests.conftest import Built
from tests.plans import Content, small_plan, torikumi
from tests.workbooks.office import load

HEADERS = ["種別", "年度", "年度（和暦）", "番号", "基本目標番号", "基本目標", "名称", "再掲"]
HEADERS += [f"担当課{number}" for number in (1, 2, 3, 4, 5)]
HEADERS += [
    "項目コード",
    "項目",
    "原文",
    "数値",
    "単位",
    "評価",
    "網掛け",
    "回答状態",
    "回答課",
    "出典ファイル",
    "出典シート",
    "出典セル",
]
NUMERIC = {"年度", "基本目標番号", "再掲", "数値", "網掛け"}


@pytest.fixture(scope="module")
def data(sample: Built) -> Any:
    return load(sample.committee)["データ"]


@pytest.fixture(scope="module")
def definitions(sample: Built) -> list[tuple[str, ...]]:
    """The rows of データ定義: 区分, 項目, 意味, コード."""
    return list(load(sample.committee)["データ定義"].iter_rows(values_only=True))


@pytest.fixture(scope="module")
def records(sample: Built) -> list[dict[str, str]]:
    with sample.csv.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def _column(data: Any, label: str) -> list[object]:
    return [row[HEADERS.index(label)] for row in data.iter_rows(min_row=2, values_only=True)]


def test_one_table_from_a1(data: Any) -> None:
    """The sheet holds one table, whose header is row 1 and whose first column is A, without empty rows."""
    assert [cell.value for cell in data[1]] == HEADERS
    assert data.max_column == len(HEADERS)
    assert data.max_row == 1194
    assert all(row[0] for row in data.iter_rows(values_only=True))


def test_headers_are_one_line_and_unique(data: Any) -> None:
    """No header has a line break, and no two are equal."""
    assert len(set(HEADERS)) == len(HEADERS)
    assert not any("\n" in header for header in HEADERS)


def test_one_datum_in_a_cell(data: Any) -> None:
    """Departments have a column each; number, unit and text stand apart; a line break is found in the raw text and in names as listed only."""
    broken = {
        cell.column_letter
        for row in data.iter_rows(min_row=2)
        for cell in row
        if isinstance(cell.value, str) and re.search(r"[\n；;]", cell.value)
    }
    assert broken <= {get_column_letter(HEADERS.index(label) + 1) for label in ("原文", "名称")}


def test_numbers_are_numeric(data: Any) -> None:
    """Years, numbers and flags are numbers without separators or units; all else is text."""
    for label in HEADERS:
        kinds = {type(value) for value in _column(data, label) if value is not None}
        assert kinds <= ({int, float} if label in NUMERIC else {str}), label
    formats = {data.cell(2, HEADERS.index(label) + 1).number_format for label in NUMERIC}
    assert formats <= {"General", "@"}


def test_blank_is_not_zero(records: list[dict[str, str]]) -> None:
    """A missing actual has no number, an indicator without one no rate and no grade; a reported 0 is a 0."""
    missing = [row for row in records if row["種別"] == "成果指標" and row["回答状態"] == "未評価"]
    assert len(missing) == 36
    assert {(row["原文"], row["数値"], row["評価"]) for row in missing} == {("", "", "")}


def test_no_meaning_by_looks_alone(data: Any, records: list[dict[str, str]]) -> None:
    """The shading is a column (38 of 203 grades), and no cell below the header is filled."""
    assert [row["網掛け"] for row in records if row["種別"] == "取組" and row["項目コード"] == "grade"].count("1") == 38
    assert {cell.fill.fill_type for row in data.iter_rows(min_row=2) for cell in row} == {None}


def test_no_merged_cells_and_nothing_hidden(data: Any) -> None:
    """No cell is merged, no row or column hidden, no row folded away."""
    assert not data.merged_cells.ranges
    assert not any(row.hidden or row.outlineLevel for row in data.row_dimensions.values())
    assert not any(column.hidden for column in data.column_dimensions.values())


def test_no_formulas_and_no_objects(data: Any) -> None:
    """Every cell is a value; there is no picture, chart or comment."""
    assert not any(cell.data_type == "f" or cell.comment for row in data.iter_rows() for cell in row)
    assert not data._charts and not data._images


def test_repeats_are_written_out(records: list[dict[str, str]]) -> None:
    """No cell is blank because the one above says the same."""
    assert all(
        row[label]
        for row in records
        for label in ("種別", "年度", "年度（和暦）", "番号", "基本目標番号", "基本目標", "名称", "項目コード", "項目")
    )


def test_no_spaces_for_layout(data: Any) -> None:
    """Headers and names have no space at their ends or between their characters; raw text is kept as it was written."""
    for label in (
        "種別",
        "年度（和暦）",
        "番号",
        "基本目標",
        "担当課1",
        "項目コード",
        "項目",
        "単位",
        "評価",
        "回答状態",
    ):
        assert not any(re.search(r"\s", str(value)) for value in _column(data, label) if value is not None), label
    assert not any(re.search(r"\s", header) for header in HEADERS)


def test_platform_dependent_characters_are_named(data: Any, definitions: list[tuple[str, ...]]) -> None:
    """Only texts as departments wrote them hold such characters, and データ定義 names each; headers, names and codes have none."""
    found = {
        label: platform_dependent("".join(str(v) for v in _column(data, label) if v).replace("\n", ""))
        for label in HEADERS
    }
    assert {label for label, chars in found.items() if chars} == {"原文"}
    named = [row[1] for row in definitions if row[0] == "文字"]
    assert named == sorted(found["原文"])
    assert len(named) == 17
    assert not platform_dependent("".join(HEADERS))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("①㈱℡Ⅰ", ["①", "㈱", "℡", "Ⅰ"]),
        ("髙﨑", ["髙", "﨑"]),
        ("ｱｲ", ["ｱ", "ｲ"]),
        ("😀", ["😀"]),
        ("令和２年度～－％・A1", []),
        ("高崎", []),
    ],
)
def test_which_characters_depend_on_the_platform(text: str, expected: list[str]) -> None:
    """Vendors' signs, half-width kana and what CP932 lacks; not the signs of JIS X 0208."""
    assert platform_dependent(text) == expected


def test_years_are_western_beside_the_era(records: list[dict[str, str]]) -> None:
    """Each row has the year as a number and as the report prints it."""
    assert sorted({(row["年度"], row["年度（和暦）"]) for row in records})[:2] == [
        ("2019", "令和元年度"),
        ("2020", "令和2年度"),
    ]


def test_numbers_have_their_unit(records: list[dict[str, str]], definitions: list[tuple[str, ...]]) -> None:
    """The unit is a column of its own, every unit is listed in データ定義, and every indicator's number has one."""
    assert {row["単位"] for row in records} - {""} == {row[3] for row in definitions if row[0] == "単位"}
    assert not [row for row in records if row["種別"] == "成果指標" and row["数値"] and not row["単位"]]


def test_every_code_is_in_the_table_of_codes(records: list[dict[str, str]], definitions: list[tuple[str, ...]]) -> None:
    """種別, 再掲, 項目コード, 評価, 網掛け and 回答状態 hold only codes that データ定義 explains."""
    codes = {(row[1], row[3]) for row in definitions if row[0] == "コード"}
    for label in ("種別", "再掲", "項目コード", "評価", "網掛け", "回答状態"):
        assert {(label, row[label]) for row in records if row[label]} <= codes, label


def test_every_column_is_defined(definitions: list[tuple[str, ...]]) -> None:
    """データ定義 explains the columns in their order."""
    assert definitions[0] == ("区分", "項目", "意味", "コード")
    assert [row[1] for row in definitions if row[0] == "列"] == HEADERS
    assert all(row[2] for row in definitions[1:])


def test_provenance_licence_history_and_encoding_are_declared(definitions: list[tuple[str, ...]]) -> None:
    """Who made it of what, the terms of use, which edition it is, and the encodings."""
    said = {(row[0], row[1]) for row in definitions}
    assert {
        ("出所", "計画"),
        ("出所", "作成"),
        ("出所", "利用条件"),
        ("更新履歴", "令和2年度"),
        ("形式", "文字コード"),
        ("形式", "空欄"),
    } <= said


def test_the_csv_is_the_same_table(data: Any, sample: Built) -> None:
    """UTF-8 with BOM, CRLF, and cell for cell the sheet."""
    content = sample.csv.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in content
    with sample.csv.open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.reader(stream))
    sheet = [["" if value is None else str(value) for value in row] for row in data.iter_rows(values_only=True)]
    assert lines == sheet


def test_indicators_are_data_too(records: list[dict[str, str]]) -> None:
    """Baseline, targets, actual, rate and grade of an indicator: 70.3 of 100 ％ is a rate of 70.3 ％ and a B."""
    rows = [row for row in records if row["番号"] == "5-指標-1" and row["年度"] in ("2019", "2020")]
    assert [(row["項目コード"], row["原文"], row["数値"], row["単位"], row["評価"]) for row in rows] == [
        ("baseline", "65.9％", "65.9", "％", ""),
        ("target", "100%", "100", "％", ""),
        ("actual", "70.3%", "70.3", "％", ""),
        ("rate", "", "70.3", "％", ""),
        ("grade", "", "", "", "B"),
    ]
    assert len({row["番号"] for row in records if row["種別"] == "成果指標"}) == 17


def test_cp932_names_what_it_cannot_hold(tmp_path: Path) -> None:
    """--cp932 writes a second CSV; a character that it lacks is 〓 there, named on the terminal, and kept in the others."""
    content = Content()
    content.initiatives[0]["R2実績"] = "相談は12件でした😀。"
    folder = small_plan(tmp_path / "plan", content)
    run = torikumi("build", folder, "--cp932")
    assert "CP932にない文字を〓に置き換えました：😀" in run.out
    text = (folder / "output" / "令和2年度_取組推進状況_CP932.csv").read_bytes().decode("cp932")
    assert "相談は12件でした〓。" in text
    assert "相談は12件でした😀。" in (folder / "output" / "令和2年度_取組推進状況.csv").read_text("utf-8-sig")
