"""各取組の総括: counts, the shaded ones beside them, the chart, and what the division has decided."""

import re
import zipfile
from pathlib import Path

from tests.conftest import Built
from tests.plans import edit, torikumi
from tests.workbooks.office import load

SHEET, BOOK = "各取組の総括", "令和2年度_推進状況報告書.xlsx"


def test_counts_and_the_shaded_ones_among_them(sample: Built) -> None:
    """Each goal and the total: initiatives, A to D, the overall grade, and how many of each grade are shaded."""
    sheet = load(sample.committee, data_only=True)[SHEET]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5, max_row=10, max_col=18)]
    assert [row[:1] + row[2:3] + row[4:8] + row[13:] for row in rows] == [
        ["目標1", 17, 12, 4, 0, 1, "A", 0, 0, 0, 1],
        ["目標2", 16, 5, 10, 0, 1, "B", 0, 3, 0, 1],
        ["目標3", 25, 12, 6, 5, 2, "B", 0, 0, 3, 2],
        ["目標4", 108, 51, 34, 13, 10, "B", 0, 10, 7, 6],
        ["目標5", 37, 20, 15, 1, 1, "A", 0, 3, 1, 1],
        ["合計", 203, 100, 69, 19, 15, "B", 0, 16, 11, 11],
    ]
    assert sheet["O3"].value == "うち新型コロナの影響"


def test_the_chart_is_told_apart_without_colour(sample: Built) -> None:
    """Four stacked series, A to D, of which no two have the same fill or pattern, and an alternative text with the counts."""
    with zipfile.ZipFile(sample.committee) as package:
        charts = sorted(
            (name for name in package.namelist() if name.startswith("xl/charts/chart")),
            key=lambda name: int(re.findall(r"\d+", name)[0]),
        )
        chart = package.read(charts[-1]).decode()
        drawings = "".join(
            package.read(name).decode()
            for name in package.namelist()
            if re.fullmatch(r"xl/drawings/drawing\d+\.xml", name)
        )
    assert '<c:barDir val="bar"/><c:grouping val="percentStacked"/>' in chart
    assert len(re.findall("<c:ser>", chart)) == 4
    assert re.findall(r'<a:pattFill prst="(\w+)"', chart) == ["wdUpDiag", "smGrid", "dotDmnd"]
    assert "合計はA 100、B 69、C 19、D 15。" in drawings


def test_a_grade_that_the_division_has_set_stands_beside_the_computed_one(plan: Path) -> None:
    """計画.xlsx's sheet 総合評価 adds a column and a sentence with reason and who decided; the computed grade stays a formula."""
    edit(plan / "計画.xlsx", "総合評価", {"A2": "目標1", "B2": "B", "C2": "影響を考慮", "D2": "部長"})
    torikumi("build", plan)
    sheet = load(plan / "output" / BOOK)[SHEET]
    labels = [str(cell.value).replace("\n", "") for cell in sheet[4]]
    place = labels.index("決定した評価")
    assert [sheet.cell(row, place + 1).value for row in (5, 6, 7)] == ["B", None, None]
    assert sheet.cell(5, place).value.startswith("=IF(")
    notes = [cell.value for (cell,) in sheet.iter_rows(max_col=1) if cell.value]
    assert "目標1：取りまとめ課の決定により B（理由：影響を考慮、決定：部長）" in notes


def test_a_plan_without_such_grades_has_no_such_column(sample: Built) -> None:
    """The column is there only when it is needed."""
    sheet = load(sample.committee)[SHEET]
    assert not any("決定した" in str(cell.value) for cell in sheet[4])
