"""The native charts: an indicator's years, and the grades of each goal. Each is told apart without colour and described in words."""

from collections.abc import Sequence
from typing import Any

from torikumi.schemas.plan import Plan
from torikumi.workbooks.styles import FONT
from xlsxwriter.chart import Chart
from xlsxwriter.workbook import Workbook

_TEXT: dict[str, Any] = {"name": FONT, "size": 9, "bold": False}
_GRID = {"visible": True, "line": {"color": "D9D9D9", "width": 0.5}}

# From the best grade on: fill colour and pattern; a colour alone would be lost in a black-and-white copy.
_FILLS: tuple[dict[str, Any], ...] = (
    {"fill": {"color": "1F4E79"}},
    {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": "2E75B6", "bg_color": "FFFFFF"}},
    {"pattern": {"pattern": "small_grid", "fg_color": "C55A11", "bg_color": "FFFFFF"}},
    {"pattern": {"pattern": "dotted_diamond", "fg_color": "7F7F7F", "bg_color": "FFFFFF"}},
    {"fill": {"color": "FFFFFF"}},
    {"pattern": {"pattern": "dark_horizontal", "fg_color": "7030A0", "bg_color": "FFFFFF"}},
)

Cells = tuple[int, int, int, int]  # first row, first column, last row, last column


def indicator_chart(book: Workbook, sheet: str, years: Cells, target: Cells, actual: Cells, unit: str) -> Chart:
    """The target as a line and the actual figures as points over the years; a year without a figure is a gap, not a zero."""
    chart = book.add_chart({"type": "line"})
    chart.add_series(
        {
            "name": "目標値",
            "categories": [sheet, *years],
            "values": [sheet, *target],
            "line": {"color": "595959", "width": 1.75, "dash_type": "dash"},
            "marker": {"type": "circle", "size": 4, "fill": {"color": "FFFFFF"}, "border": {"color": "595959"}},
        }
    )
    chart.add_series(
        {
            "name": "実績",
            "categories": [sheet, *years],
            "values": [sheet, *actual],
            "line": {"none": True},
            "marker": {"type": "diamond", "size": 10, "fill": {"color": "1F4E79"}, "border": {"color": "1F4E79"}},
            "data_labels": {"value": True, "position": "above", "font": _TEXT | {"bold": True}},
        }
    )
    percent = unit in ("%", "％")
    chart.set_y_axis(
        {
            "name": f"単位：{unit}" if unit else "",
            "name_font": _TEXT,
            "num_font": _TEXT,
            "num_format": "0%" if percent else "#,##0",
            "major_gridlines": _GRID,
        }
    )
    chart.set_x_axis({"num_font": _TEXT})
    chart.set_legend({"position": "right", "font": _TEXT})
    chart.set_title({"none": True})
    chart.show_blanks_as("gap")
    chart.show_na_as_empty_cell()
    return chart


def grades_chart(book: Workbook, sheet: str, plan: Plan, rows: tuple[int, int], first_count: int) -> Chart:
    """The grades of each goal and of all as bars of equal length; the labels are the numbers of initiatives."""
    chart = book.add_chart({"type": "bar", "subtype": "percent_stacked"})
    top, bottom = rows
    for rank, letter in enumerate(plan.grades):
        column = first_count + rank
        chart.add_series(
            {
                "name": letter,
                "categories": [sheet, top, 0, bottom, 0],
                "values": [sheet, top, column, bottom, column],
                "border": {"color": "404040", "width": 0.75},
                "gap": 60,
                # A white ground keeps the numbers legible on patterns; nothing is said of a grade that no initiative has.
                "data_labels": {"value": True, "num_format": "0;;", "font": _TEXT, "fill": {"color": "FFFFFF"}},
                **_FILLS[rank % len(_FILLS)],
            }
        )
    chart.set_y_axis({"reverse": True, "num_font": _TEXT})
    chart.set_x_axis({"num_format": "0%", "num_font": _TEXT, "major_gridlines": _GRID, "label_position": "high"})
    chart.set_legend({"position": "right", "font": _TEXT})
    chart.set_title(
        {
            "name": plan.worded("評価ごとの取組の割合（棒の数字は取組数）"),
            "name_font": _TEXT | {"bold": True},
            "overlay": False,
        }
    )
    return chart


def years_in_words(name: str, labels: Sequence[str], texts: Sequence[str]) -> str:
    """`目標値 R2 63団体、R3 63団体`; years without a text are left out."""
    known = [f"{label} {text.strip()}" for label, text in zip(labels, texts, strict=True) if text and text.strip()]
    return f"{name}は{'、'.join(known)}。" if known else f"{name}はまだありません。"
