"""Fills of grade cells: what is shading, what is decoration, and what is asked about; read from real .xlsx files."""

from pathlib import Path

import openpyxl
from openpyxl.styles import PatternFill

from tests.plans import findings, listed, report_list, torikumi, write_return

NUMBERS = ("1-1-1-1", "1-1-1-2", "2-1-1-2", "2-1-2-1")
ASKED = ("判断できない色", "原因の記述がない", "網掛けがない")
GRADES = [f"J{row}" for row in range(3, 7)]


def build(plan: Path, shaded: list[str], **changes: str) -> tuple[set[str], list[str]]:
    """福祉課's return with some cells filled; which initiatives print ※, and which kinds of finding its file has."""
    rows = [listed(number, **changes) for number in NUMBERS]
    write_return(plan / "inbox" / "福祉課.xlsx", rows, "福祉課", shaded=shaded)
    assert torikumi("build", plan).code == 0
    marked = {number for number, row in report_list(plan).items() if row["網掛け（1：あり）"] == 1}
    return marked & set(NUMBERS), [str(row["種類"]) for row in findings(plan) if row["種類"] in ASKED]


def test_one_filled_grade_cell_is_shading(plan):
    """A single fill is meant, though the text does not name the cause: then both is said."""
    assert build(plan, ["J3"], R2評価="Ｂ") == ({"1-1-1-1"}, ["原因の記述がない"])


def test_a_fill_of_most_grade_cells_is_decoration_and_asked_about(plan):
    """The form's input colour is not taken for shading."""
    assert build(plan, GRADES, R2評価="Ｂ") == (set(), ["判断できない色"])


def test_a_fill_of_all_grade_cells_counts_where_the_texts_name_the_cause(plan):
    """A 課 all of whose initiatives suffered shades all of them."""
    marked, asked = build(plan, GRADES, R2評価="Ｂ", R2実績="コロナのため中止した。")
    assert (marked, asked) == ({"1-1-1-1", "1-1-1-2", "2-1-2-1"}, [])


def test_zebra_stripes_are_decoration(plan):
    """A fill that runs over the whole row, every other row, is a pattern."""
    stripes = [f"{column}{row}" for row in (3, 5) for column in "ABCDEFGHIJ"]
    assert build(plan, stripes, R2評価="Ｂ") == (set(), ["判断できない色"])


def test_a_whole_row_shaded_counts_where_its_text_names_the_cause(plan):
    """Some shade the row instead of the cell."""
    row = [f"{column}3" for column in "ABCDEFGHIJ"]
    assert build(plan, row, R2評価="Ｂ", R2実績="コロナのため中止した。")[0] == {"1-1-1-1"}


def test_white_is_no_fill(plan):
    """White is how a fill is taken away."""
    path = plan / "inbox" / "福祉課.xlsx"
    book = openpyxl.load_workbook(path)
    book.active["J3"].fill = PatternFill("solid", fgColor="FFFFFFFF")
    book.save(path)
    assert torikumi("build", plan).code == 0
    assert report_list(plan)["1-1-1-1"]["網掛け（1：あり）"] == 0
