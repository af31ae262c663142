"""The goal sheets: their tables, and a native chart for each indicator."""

import re
import zipfile
from typing import Any

import pytest

from tests.conftest import Built
from tests.workbooks.office import load


@pytest.fixture(scope="module")
def book(sample: Built) -> Any:
    return load(sample.committee)


def _parts(sample: Built, pattern: str) -> list[str]:
    """The texts of the package's parts whose names match, in the order of their numbers."""
    with zipfile.ZipFile(sample.committee) as package:
        names = [name for name in package.namelist() if re.fullmatch(pattern, name)]
        return [
            package.read(name).decode() for name in sorted(names, key=lambda name: int(re.findall(r"\d+", name)[-1]))
        ]


@pytest.mark.parametrize(("goal", "indicators"), [(1, 1), (2, 2), (3, 2), (4, 8), (5, 2)])
def test_each_indicator_has_a_chart(book: Any, goal: int, indicators: int) -> None:
    """As many charts as ◆ names."""
    sheet = book[f"目標{goal}"]
    names = [cell.value for (cell,) in sheet.iter_rows(max_col=1) if str(cell.value).startswith("◆")]
    assert len(names) >= indicators
    assert len(sheet._charts) == indicators


def test_charts_are_described_in_words(sample: Built) -> None:
    """Each of the 16 charts has an alternative text; that of an indicator names the years' figures, or that there are none yet."""
    texts = [
        text
        for part in _parts(sample, r"xl/drawings/drawing\d+\.xml")
        for text in re.findall(r'<xdr:cNvPr [^>]*descr="([^"]*)"', part)
    ]
    assert len(texts) == 16
    assert texts[4] == (
        "「民生委員児童委員の選任数（定数を目標値とする）」の年度ごとの折れ線グラフ。"
        "目標値はR2 224人、R3 224人、R4 224人、R5 224人、R6 224人、R7 224人。実績はR2 213人。"
    )
    assert texts[0].endswith("実績はまだありません。")


def test_a_chart_has_a_line_of_targets_points_of_actuals_and_the_unit(sample: Built) -> None:
    """The targets are a dashed line, the actuals markers without a line; a year without a figure is a gap; the axis names the unit."""
    charts = _parts(sample, r"xl/charts/chart\d+\.xml")[:15]
    for chart in charts:
        target, actual = re.findall(r"<c:ser>.*?</c:ser>", chart, re.DOTALL)
        assert 'prstDash val="dash"' in target
        assert re.search(r"<c:spPr><a:ln[^>]*><a:noFill/></a:ln></c:spPr><c:marker>", actual)
        assert "dispBlanksAs" not in chart  # so Excel writes gaps itself
        assert "単位：" in chart
    assert "単位：団体" in charts[3]


def test_words_among_the_targets_are_gaps_and_no_zeros(book: Any) -> None:
    """設定なし and 検討中 would be drawn as 0: the chart reads formulas beside the print area, in which they are #N/A."""
    sheet = book["目標4"]
    row = next(
        cell.row
        for (cell,) in sheet.iter_rows(max_col=1)
        if cell.value == "◆生活困窮者自立支援法に基づく相談支援実施後の就労自立者数"
    )
    target = row + 5
    assert [sheet.cell(target, column).value for column in (1, 3, 4, 5)] == ["目標値　B", "設定なし", 0.3, "検討中"]
    assert sheet.cell(target, 10).value == f"=IF(ISNUMBER(C{target}),C{target},NA())"
    assert [cell.column_letter for cell in sheet[row + 1] if cell.value == "グラフ用の値（数でない年は#N/A）"] == ["J"]
    assert sheet.print_area.startswith("'目標4'!$A$1:$H$")


def test_tables_have_room(book: Any) -> None:
    """The rows of the tables are 18 points high and their texts stand in the middle."""
    for goal in range(1, 6):
        sheet = book[f"目標{goal}"]
        labels = {"実績　A", "目標値　B", "達成率　A/B", "評価", "取組の数"}
        rows = [cell for (cell,) in sheet.iter_rows(max_col=1) if cell.value in labels]
        assert {sheet.row_dimensions[cell.row].height for cell in rows} == {18}
        assert {cell.alignment.vertical for cell in rows} == {"center"}


def test_an_indicator_is_never_divided_by_a_page(book: Any) -> None:
    """Manual breaks stand before the name of an indicator."""
    for goal in range(1, 6):
        sheet = book[f"目標{goal}"]
        assert all(str(sheet.cell(mark.id + 1, 1).value).startswith("◆") for mark in sheet.row_breaks.brk)
    assert len(book["目標4"].row_breaks.brk) == 3
