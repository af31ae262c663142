"""A plan whose list holds the year before: its grades beside the report year's, in print, in データ and on the terminal."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.cell import MergedCell

from tests.conftest import Built
from tests.plans import Content, edit, report_list, small_plan, torikumi
from tests.workbooks.office import load, needs_office, saved_again

LIST, TOTALS, BOOK = "取組推進状況一覧", "各取組の総括", "令和2年度_推進状況報告書.xlsx"
BEFORE = {"1-1-1-1": "Ｃ", "1-1-1-2": "B", "1-1-2-1": "A", "2-1-1-1": "Ａ", "2-1-1-2": "中止", "2-1-2-1": "A"}
HEADINGS = {"K2": "R1実績", "L2": "R1評価"}


def two_years(folder: Path, content: Content | None = None) -> Path:
    """The small plan of R2 with the grades of R1 in its list: 1-1-1-1 goes from C to A, 1-1-1-2 from B to A, 1-1-2-1 from A to B,
    2-1-1-1 from A to C; 2-1-1-2 had none that is a grade; 2-1-2-1 stays A."""
    small_plan(folder, content)
    cells = HEADINGS | {f"L{line}": grade for line, grade in enumerate(BEFORE.values(), start=3)}
    edit(folder / "取組一覧.xlsx", LIST, cells | {"K3": "相談は8件でした。"})
    return folder


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = two_years(tmp_path_factory.mktemp("years") / "plan")
    return Built(folder, torikumi("build", folder))


def rows_of(path: Path, sheet: str) -> list[list[Any]]:
    """The rows of a sheet as values; blanks at their ends, and behind the first of merged cells, are left out."""
    found = []
    for row in load(path, data_only=True)[sheet].iter_rows():
        cells = [cell.value for cell in row if not isinstance(cell, MergedCell)]
        while cells and cells[-1] is None:
            cells.pop()
        found.append(cells)
    return found


def below(rows: list[list[Any]], first: str) -> list[list[Any]]:
    """The rows below the one that begins with this text, to the first blank one."""
    start = next(line for line, row in enumerate(rows) if row and row[0] == first)
    end = next((line for line in range(start + 1, len(rows)) if not rows[line]), len(rows))
    return rows[start + 1 : end]


def test_the_terminal_names_the_movers(built: Built) -> None:
    """One line: two went up, two down."""
    assert built.run.code == 0
    assert "前年度（R1）との比較：上がった取組2件、下がった取組2件" in built.run.out.splitlines()


def test_both_years_are_counted_side_by_side(built: Built) -> None:
    """Each goal and the total: A to D of R1, A to D of R2, up, down, the same."""
    groups, labels, *rows = below(rows_of(built.committee, TOTALS), "前年度（R1）との比較")
    assert [group for group in groups if group] == ["前年度（R1）", "今年度（R2）", "取組の評価"]
    assert labels == ["目標", "基本目標", *"ABCDABCD", "上昇", "下降", "同じ"]
    assert rows[:3] == [
        ["目標1", "相談", 1, 1, 1, 0, 2, 1, 0, 0, 2, 1, 0],
        ["目標2", "防災", 2, 0, 0, 0, 1, 0, 1, 1, 0, 1, 1],
        ["合計", None, 3, 1, 1, 0, 3, 1, 1, 1, 2, 2, 1],
    ]


def test_movers_stand_by_their_steps(built: Built) -> None:
    """Up, then down: number, name, R1 and R2; the most steps first."""
    rows = rows_of(built.committee, TOTALS)
    assert below(rows, "評価が上がった取組（2件）") == [
        ["番号", "名称", "回答課", "前年度\n（R1）", "今年度\n（R2）"],
        ["1-1-1-1", "窓口の設置", "福祉課", "C", "A"],
        ["1-1-1-2", "見守り", "福祉課", "B", "A"],
    ]
    assert below(rows, "評価が下がった取組（2件）")[1:] == [
        ["2-1-1-1", "避難訓練", "防災課", "A", "C"],
        ["1-1-2-1", "子育て教室", "子ども課", "A", "B"],
    ]


def test_a_goal_has_its_own_counts_and_movers(built: Built) -> None:
    """目標2: the row of R1 below that of R2, its one mover, and that none went up."""
    rows = rows_of(built.committee, "目標2")
    labels, now, before, *_ = below(rows, "取組の評価（令和2年度）")
    assert (now[:6], before) == (["取組の数", 3, 1, 0, 1, 1], ["前年度（R1）", 2, 2, 0, 0, 0])
    assert ["評価が上がった取組はありません。"] in rows
    moved = below(rows, "評価が下がった取組（1件）")
    assert moved[1:] == [["2-1-1-1", "避難訓練", "防災課", "A", "C"]]


def test_the_list_has_a_column_of_the_year_before(built: Built) -> None:
    """Before the grade, printed; what is no grade stands as it is written."""
    rows = report_list(built.folder)
    assert list(rows["1-1-1-1"])[-5:] == ["R2実績", "前年度評価", "R2評価※", "網掛け（1：あり）", "集計用"]
    assert {number: row["前年度評価"] for number, row in rows.items()} == BEFORE | {"1-1-1-1": "C", "2-1-1-1": "A"}
    sheet = load(built.committee)[LIST]
    assert sheet.print_area == f"'{LIST}'!$A$1:$K$8"


def test_the_names_of_the_formulas_follow_the_new_column(built: Built) -> None:
    """一覧_評価 is the column of R2, 一覧_前年度評価 that of R1."""
    names = load(built.committee).defined_names
    assert {name: names[name].attr_text for name in ("一覧_評価", "一覧_前年度評価", "一覧_目標")} == {
        "一覧_評価": f"'{LIST}'!$K$3:$K$8",
        "一覧_前年度評価": f"'{LIST}'!$J$3:$J$8",
        "一覧_目標": f"'{LIST}'!$M$3:$M$8",
    }


@pytest.mark.parametrize("paper", ["A4見開き", "A3"])
def test_the_pages_stay_full(built: Built, tmp_path: Path, paper: str) -> None:
    """The new column takes its room from the texts beside it: the right side is as wide as without it."""
    content = Content()
    content.settings["用紙"] = paper
    widths = []
    for folder in (small_plan(tmp_path / "one", content), two_years(tmp_path / "two", content)):
        torikumi("build", folder)
        sheet = load(folder / "output" / BOOK)[LIST]
        groups = [
            (column, group) for group in sheet.column_dimensions.values() for column in range(group.min, group.max + 1)
        ]
        last = openpyxl.utils.range_boundaries(sheet.print_area.split("!")[1])[2]
        widths.append(round(sum(group.width for column, group in groups if 5 < column <= last), 1))
    assert abs(widths[0] - widths[1]) < 1


def test_the_column_need_not_be_printed(tmp_path: Path) -> None:
    """前年度評価の印刷: しない leaves it beside the print area, where the formulas count it."""
    folder = two_years(tmp_path / "plan")
    edit(folder / "計画.xlsx", "計画", {"A25": "前年度評価の印刷", "B25": "しない"})
    torikumi("build", folder)
    book = load(folder / "output" / BOOK)
    labels = [str(cell.value).replace("\n", "") for cell in book[LIST][2]]
    assert labels[-4:] == ["R2評価※", "前年度評価", "網掛け（1：あり）", "集計用"]
    assert book[LIST].print_area == f"'{LIST}'!$A$1:$J$8"
    assert book.defined_names["一覧_前年度評価"].attr_text == f"'{LIST}'!$K$3:$K$8"


def test_the_data_has_the_years_before_with_their_cells(built: Built) -> None:
    """A row of R1 for each result and grade that the list holds, with file and cell of the list, and no state of an answer."""
    header, *rows = load(built.committee, data_only=True)["データ"].iter_rows(values_only=True)
    table = [dict(zip(header, row, strict=True)) for row in rows]
    earlier = [
        row for row in table if row["年度"] == 2019 and row["種別"] == "取組" and row["項目コード"] != "baseline"
    ]
    assert [
        tuple(
            row[name] for name in ("番号", "項目コード", "原文", "評価", "数値", "出典ファイル", "出典セル", "回答状態")
        )
        for row in earlier
    ] == [
        ("1-1-1-1", "actual", "相談は8件でした。", None, 8, "取組一覧.xlsx", "K3", None),
        ("1-1-1-1", "grade", "Ｃ", "C", None, "取組一覧.xlsx", "L3", None),
        ("1-1-1-2", "grade", "B", "B", None, "取組一覧.xlsx", "L4", None),
        ("1-1-2-1", "grade", "A", "A", None, "取組一覧.xlsx", "L5", None),
        ("2-1-1-1", "grade", "Ａ", "A", None, "取組一覧.xlsx", "L6", None),
        ("2-1-1-2", "grade", "中止", None, None, "取組一覧.xlsx", "L7", None),
        ("2-1-2-1", "grade", "A", "A", None, "取組一覧.xlsx", "L8", None),
    ]
    definitions = [row[1] for row in load(built.committee)["データ定義"].iter_rows(values_only=True)]
    assert "報告年度より前の行" in definitions


def test_relistings_are_left_out_of_both_years(tmp_path: Path) -> None:
    """再掲の扱い 数えない: 目標2 has two initiatives in both years, and the one that stayed is gone."""
    content = Content()
    content.settings["再掲の扱い"] = "数えない"
    folder = two_years(tmp_path / "plan", content)
    rows = rows_of(Built(folder, torikumi("build", folder)).committee, TOTALS)
    assert below(rows, "前年度（R1）との比較")[3][2:] == [1, 0, 0, 0, 0, 0, 1, 1, 0, 1, 0]


@needs_office
def test_the_formulas_of_both_years_give_their_values(built: Built, tmp_path: Path) -> None:
    """Recalculated by LibreOffice, every count of 総括 and of the goals is what we wrote."""
    again = load(saved_again(built.committee, tmp_path), data_only=True)
    ours = load(built.committee, data_only=True)
    formulas = [
        (sheet.title, cell.coordinate)
        for sheet in load(built.committee)
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f" and "一覧_前年度評価" in cell.value
    ]
    assert len(formulas) == 3 * (4 + 3) + 2 * 4
    assert [at for at in formulas if ours[at[0]][at[1]].value != again[at[0]][at[1]].value] == []


def test_the_first_year_shows_none_of_it(small: Built) -> None:
    """Without history no word of a year before is printed, and no name defined."""
    book = load(small.committee)
    texts = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert [text for text in texts if "前年度" in text] == ["値の年度（西暦）。初期値は計画開始年度の前年度"]
    assert not any("報告年度より前" in text for text in texts)
    assert "一覧_前年度評価" not in book.defined_names
    assert "前年度" not in small.run.out
