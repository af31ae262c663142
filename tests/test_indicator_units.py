"""Units of the indicators through the command: the workbook, also recalculated, the CSV and the terminal say the same."""

import csv
from pathlib import Path

import openpyxl
import pytest

from tests.plans import Content, findings, small_plan, torikumi
from tests.test_formulas import SOFFICE, _recalculate

# 名称, 単位, 算定方法, 初期値, R2目標値, R2実績 -> 達成率 (％), 評価 or state, and the kinds of the findings.
CASES = [
    ("登録者数", "人", "", "2万人", "3万人", "20000人", 66.66666666666667, "B", {"成果指標の値の読み替え"}),
    ("参加者数", "", "", "", "1,000人", "1.2千人", 120, "A", {"成果指標の値の読み替え"}),
    ("来場者数", "", "", "40％", "3万人", "20000人", 66.66666666666667, "B", {"成果指標の値の読み替え"}),
    ("寄附額", "千円", "", "－", "5千円", "4,500円", 90, "A", {"成果指標の値の読み替え"}),
    ("実施割合", "", "", "", "4割", "30％", 75, "A", {"成果指標の値の読み替え"}),
    ("認知度", "％", "", "", "50.0%", 0.375, 75, "A", {"割合の単位の疑い"}),
    ("満足度", "％", "", 0.4, 0.5, 0.375, 75, "A", set()),
    ("団体数", "団体", "", "8", "12", "9", 75, "A", set()),
    ("利用者数", "人", "", "", "2,131人", "2.131人", 0.1, "D", {"桁区切りの疑い", "極端な達成率"}),
    ("普及率", "", "", "", "100人", "37.5％", None, "評価不能", {"単位の異なる指標"}),
    ("会員数", "", "改善率", "40％", "10人", "5人", None, "評価不能", {"単位の異なる指標"}),
    ("受講者数", "人", "", "", "100人", "90人（R3.3.31現在）", 90, "A", {"成果指標の値の読み替え"}),
    ("相談件数", "件", "", "", "100件", "1億億億億件", None, "未評価", {"読めない値"}),
    ("世帯数", "", "", "", "100", "123456789012345678901234567890", None, "未評価", {"読めない値"}),
    ("配布数", "", "", "", 4, 1e29, None, "未評価", {"読めない値"}),
    ("貸出数", "", "", "", 4, 3e29, None, "未評価", {"読めない値"}),
    ("登録率", "", "", "", 1, 0.7499999999999999, 75, "A", set()),
    ("待機児童数", "人", "改善率", "", "0人", "3人", None, "評価不能", {"達成率を計算できない"}),
    ("事故件数", "件", "B/A", "", "3件", "4件", 75, "A", set()),
    ("比率", "", "", "", 0.4, 0.3, 75, "A", {"単位の異なる指標"}),
    ("観光客数", "人", "", "", "1万5千人", "1.2万", 80, "A", {"成果指標の値の読み替え"}),
    ("登山者数", "", "", "", "15,000人", "1.2万", 80, "A", {"成果指標の値の読み替え"}),
    ("支出額", "", "", "", "1.5億円", "15,000万円", 100, "A", {"成果指標の値の読み替え"}),
    ("死亡率", "％", "B/A", "", "0.4％", "5‰", 80, "A", {"成果指標の値の読み替え"}),
    ("受付件数", "件", "", "", "2件", "①", None, "未評価", {"読めない値"}),
    ("申請件数", "件", "", "", "100件", "9²件", None, "未評価", {"読めない値"}),
    ("入館者数", "人", "", "", "100人", "90人（延べ）", None, "評価不能", {"単位の異なる指標", "成果指標の値の読み替え"}),
    ("入場者数", "人", "", "", "100人（延べ）", "90（延べ人数）", 90, "A", {"成果指標の値の読み替え"}),
]  # fmt: skip
# 名称 -> R3目標値, R3実績: a year to come that has an actual.
_AHEAD = {"参加者数": ("10人", "5人"), "寄附額": ("0円", "5円"), "団体数": ("10団体", "－"), "比率": ("10人", "5％")}
_BOTH_READ = ("登録者数", "支出額", "入場者数")  # target and actual each have the finding
_FORMATS = {"満足度": "0.0%", "貸出数": "0"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan of these indicators, built."""
    content = Content()
    content.indicators = [
        {"基本目標": "1", "区分": "指標", "成果指標": name, "単位": unit, "算定方法": method}
        for name, unit, method, *_ in CASES
    ]
    folder = small_plan(tmp_path_factory.mktemp("units") / "plan", content)
    book = openpyxl.load_workbook(folder / "成果指標.xlsx")
    sheet = book.worksheets[0]
    labels = {
        cell.value: cell.column
        for row in sheet.iter_rows()
        for cell in row
        if cell.value in ("初期値", "R2目標値", "R2実績", "R3目標値", "R3実績")
    }
    lines = {cell.value: cell.row for row in sheet.iter_rows() for cell in row}
    for name, _, _, baseline, target, actual, *_ in CASES:
        for label, value in (("初期値", baseline), ("R2目標値", target), ("R2実績", actual)):
            cell = sheet.cell(lines[name], labels[label], value or None)
            cell.number_format = (
                _FORMATS[name] if name in _FORMATS else "General" if isinstance(value, float | int) else "@"
            )
        for label, value in zip(("R3目標値", "R3実績"), _AHEAD.get(name, ("", "")), strict=True):
            sheet.cell(lines[name], labels[label], value or None)
    book.save(folder / "成果指標.xlsx")
    run = torikumi("build", folder)
    assert run.code in (0, 1), run.err
    (folder / "out.txt").write_text(run.out, "utf-8")
    return folder


def _rates(path: Path) -> dict[str, tuple[object, object]]:
    """Name of an indicator -> R2's rate and grade, as the sheet of goal 1 has them."""
    sheet = openpyxl.load_workbook(path, data_only=True)["目標1"]
    found, name = {}, ""
    for row in sheet.iter_rows(max_col=3, values_only=True):
        name = str(row[0])[1:] if str(row[0]).startswith("◆") else name
        if str(row[0]).startswith("達成率"):
            rate = row[2]
        if row[0] == "評価":
            found[name] = (rate, row[2])
    return found


def _is(rate: object, expected: float | None) -> bool:
    return rate == pytest.approx(expected / 100) if expected is not None else not isinstance(rate, float | int)


def _wrong(rates: dict[str, tuple[object, object]]) -> list[object]:
    return [
        (name, rates[name], rate, grade)
        for name, *_, rate, grade, _ in CASES
        if not (_is(rates[name][0], rate) and rates[name][1] == grade)
    ]


def test_the_workbook_shows_rate_and_grade(built: Path) -> None:
    """As they were computed."""
    assert _wrong(_rates(next((built / "output").glob("*報告書.xlsx")))) == []


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_the_recalculated_workbook_shows_the_same(built: Path, tmp_path: Path) -> None:
    """The cells hold the converted numbers, so that the formulas come to the same; every formula does."""
    path = next((built / "output").glob("*報告書.xlsx"))
    (again,) = _recalculate(tmp_path / "profile", tmp_path / "out", path)
    assert _wrong(_rates(again)) == []
    ours, theirs = (openpyxl.load_workbook(file, data_only=True) for file in (path, again))
    formulas = openpyxl.load_workbook(path)
    differing = []
    for sheet in (sheet for sheet in formulas if sheet.title in ("表紙", "目標1")):
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
            one, two = (book[sheet.title][cell.coordinate].value for book in (ours, theirs))
            if (one or "") != (two or "") and one != pytest.approx(two):
                differing.append((sheet.title, cell.coordinate, one, two))
    assert differing == []


def test_the_csv_says_the_same(built: Path) -> None:
    """Rate and grade of each indicator; its values in one unit."""
    path = next((built / "output").glob("*状況.csv"))
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["種別"] == "成果指標" and row["年度"] == "2020"]
    of = {(row["名称"], row["項目"]): row for row in rows}
    for name, *_, rate, grade, _ in CASES:
        value = of[name, "達成率"]["数値"]
        assert (float(value) if value else None) == (pytest.approx(rate) if rate is not None else None), name
        assert (of[name, "評価"]["評価"] or of[name, "評価"]["回答状態"]) == grade, name
    values = {
        name: [(of[name, item]["数値"], of[name, item]["単位"]) for item in ("目標", "実績")] for name, *_ in CASES
    }
    assert values["登録者数"] == [("30000", "人"), ("20000", "人")]
    assert values["認知度"] == [("50", "％"), ("37.5", "％")]
    assert values["団体数"] == [("12", "団体"), ("9", "団体")]
    assert values["普及率"] == [("100", "人"), ("37.5", "％")]


def test_the_terminal_counts_the_same(built: Path) -> None:
    """A to D and the states."""
    grades = [case[-2] for case in CASES]
    counted = [f"{grade} {grades.count(grade)}" for grade in ("A", "B", "D", "未評価", "評価不能")]
    assert f"成果指標：{'、'.join(counted)}" in (built / "out.txt").read_text("utf-8").splitlines()


def test_what_was_converted_or_could_not_be_is_said(built: Path) -> None:
    """Each case with the kinds of its findings, each once."""
    lines = {str(line): name for line, (name, *_) in enumerate(CASES, start=2)}
    said: dict[str, list[object]] = {name: [] for name in lines.values()}
    for row in findings(built):
        line = "".join(char for char in str(row["セル"]) if char.isdigit())
        if row["ファイル"] == "成果指標.xlsx" and line in lines:
            said[lines[line]].append(row["種類"])
    assert {name: (set(kinds), len(kinds)) for name, kinds in said.items()} == {
        name: (kinds, max(len(kinds), (name in _BOTH_READ) * 2)) for name, *_, kinds in CASES
    }


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("goals", ["2、1", "1、2、1"])
def test_goals_in_any_order_and_twice_are_each_goal_once(tmp_path: Path, goals: str) -> None:
    """An indicator stands under each of its goals once, in whatever order they are named; nothing is said about it."""
    content = Content()
    content.indicators = [content.indicators[0] | {"基本目標": goals}]
    folder = small_plan(tmp_path / "plan", content)
    run = torikumi("build", folder)
    assert (run.code, run.err) == (0, "")
    assert "成果指標：A 2" in run.out.splitlines()
    assert [row["種類"] for row in findings(folder) if row["ファイル"] == "成果指標.xlsx"] == []
