"""How our workbooks look: fonts, colours and cell styles as data, and the one way to open a new workbook."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from torikumi.workbooks.metrics import EXCEL_LEADING_PX, NORMAL, Font, LineCounts, lines_height, row_height
from torikumi.workbooks.sheet import Sheet
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

FONT = "BIZ UDゴシック"
FONT_SIZE = 9

# Equal inputs give equal bytes: XlsxWriter would write the time of the run here.
_CREATED = dt.datetime(2000, 1, 1)

_BASE: dict[str, Any] = {"font_name": FONT, "font_size": FONT_SIZE, "valign": "top"}
_BOX: dict[str, Any] = {"border": 1, "text_wrap": True}

STYLES: dict[str, dict[str, Any]] = {
    "text": {"num_format": "@"},
    "number": {"num_format": "General"},
    "title": {"bold": True, "font_size": 14, "valign": "vcenter"},
    "heading": {"bold": True, "font_size": 11, "valign": "vcenter"},
    "cover": {"bold": True, "font_size": 20, "align": "center", "valign": "vcenter"},
    "centre": {"align": "center", "valign": "vcenter"},
    "right": {"align": "right", "valign": "vcenter"},
    "wrap": {"text_wrap": True},
    "note": {"text_wrap": True, "font_color": "595959"},
    "header": _BOX | {"bold": True, "bg_color": "#DCE6F1", "align": "center", "valign": "vcenter"},
    "cell": _BOX | {"num_format": "@"},
    "cell_centre": _BOX | {"num_format": "@", "align": "center"},
    "integer": _BOX | {"num_format": "#,##0_ ", "align": "right"},
    "share": _BOX | {"num_format": "0.0%_ ", "align": "right"},
    "grade": _BOX | {"num_format": "@", "align": "center", "valign": "vcenter"},
    "link": _BOX | {"font_color": "0563C1", "underline": 1},
}


class Styles:
    """The formats of one workbook, made when they are first asked for, and the height of its lines.

    `leading_px` is what the program that shows the workbook adds to each line (`workbooks.metrics`): Excel's by default, 0 where only
    LibreOffice prints it.
    """

    def __init__(self, book: Workbook, leading_px: int = EXCEL_LEADING_PX) -> None:
        self._book = book
        self.leading_px = leading_px
        self._counts: dict[float, LineCounts] = {}
        self._made: dict[tuple[Any, ...], Format] = {}

    def height(self, cells: Sequence[tuple[str, float, Font]]) -> float:
        """The height in points of a row with these cells (text, usable width in points, font)."""
        return row_height(cells, self.leading_px)

    def line_counts(self, width_pt: float) -> LineCounts:
        """How many lines texts of the Normal font take in so many points; each text is measured once in a workbook."""
        if width_pt not in self._counts:
            self._counts[width_pt] = LineCounts(width_pt, NORMAL)
        return self._counts[width_pt]

    def lines_height(self, lines: int) -> float:
        """The height in points of a row with so many lines of the Normal font."""
        return lines_height(lines, NORMAL, self.leading_px)

    def __call__(self, name: str, **changes: Any) -> Format:
        """The style of that name, with some properties changed: `styles("integer", num_format='#,##0"人"')`."""
        key = (name, *sorted(changes.items())) if changes else (name,)
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = self._book.add_format(_BASE | STYLES[name] | changes)
        return made


def new_workbook(path: Path, title: str, author: str = "", saved: dt.datetime = _CREATED) -> Workbook:
    """An empty workbook whose text is never taken for a formula, a number or a link, and whose bytes do not depend on the clock."""
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "default_format_properties": {"font_name": FONT, "font_size": FONT_SIZE},
        # XlsxWriter's name for a Normal font whose digits are 6 pixels wide (`workbooks.metrics`).
        "default_column_width": 56,
        "default_row_height": 15,
    }
    book = xlsxwriter.Workbook(str(path), options)
    book.worksheet_class = Sheet
    book.set_properties({"title": title, "author": author, "created": saved})
    return book
