"""取組推進状況一覧: all initiatives, printed as facing pages (番号 to 初期値 left, 目標 to 評価 right)."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from schemas.layouts import PROGRESS_LIST
from schemas.plan import UNANSWERED, Plan, Shading
from schemas.report import Report
from schemas.years import short_year
from workbooks.committee import formulas
from workbooks.metrics import NORMAL, column_points, row_height
from workbooks.styles import Styles

SHEET = "取組推進状況一覧"
_FIRST = 2  # the first data row, from 0: below title and header
# In characters of 9 pt: both halves fill one A4 landscape page.
_WIDTHS = {"number": 10, "name": 28, "content": 72, "department": 22, "baseline": 34, "actual": 70, "grade": 9, "affected": 9}
_TARGETS = 84
_LEFT = ("number", "name", "content", "department", "baseline")


def columns(plan: Plan) -> dict[str, str]:
    """The printed columns: field -> label."""
    fields = [*_LEFT, *(f"target_{year}" for year in plan.years), plan.actual, plan.grade]
    labels = {field: PROGRESS_LIST.label(field).replace(" ※", "\n※" if plan.shading else "") for field in fields}
    return labels | {"baseline": f"{short_year(plan.first_year - 1)}実績\n（初期値）"}


def shaded_format(shading: Shading) -> Mapping[str, Any]:
    """The cell of a shaded grade: its fill, and ※ behind the letter by number format, so that the value stays the letter."""
    return {"bg_color": f"#{shading.color}", "num_format": '@"※"'}


def write(book: Workbook, styles: Styles, report: Report) -> None:
    plan = report.plan
    sheet = book.add_worksheet(SHEET)
    labels = columns(plan)
    widths = [_width(field, plan) for field in labels]
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 24)
    sheet.write_string(0, 0, f"{plan.name}　取組推進状況一覧", styles("title"))
    if plan.shading:
        sheet.write_string(0, len(_LEFT), f"※{plan.shading.legend}", styles("right", align="left"))
    sheet.set_row(1, 30)
    for column, label in enumerate(labels.values()):
        sheet.write_string(1, column, label, styles("header"))
    breaks = []
    goal = None
    for line, (number, row) in enumerate(report.initiatives.iterrows(), start=_FIRST):
        if goal is not None and row["goal"] != goal:
            breaks.append(line)
        goal = row["goal"]
        texts = [str(number), *(_text(row, field, plan) for field in list(labels)[1:])]
        for column, (field, text) in enumerate(zip(labels, texts, strict=True)):
            style = styles("grade" if field == plan.grade else "cell")
            if field == plan.grade and text and row["affected"] and plan.shading:
                style = styles("grade", **shaded_format(plan.shading))
            if text:
                sheet.write_string(line, column, text, style)
            else:
                sheet.write_blank(line, column, None, style)
        sheet.set_row(line, row_height([(text, column_points(width), NORMAL) for text, width in zip(texts, widths, strict=True)]))
    last = _FIRST + len(report.initiatives) - 1
    _affected_column(sheet, styles, report, len(labels), last)
    _names(book, len(labels), last)
    sheet.freeze_panes(_FIRST, 2)
    sheet.autofilter(1, 0, last, len(labels) - 1)
    _page(sheet, plan, len(labels), last, breaks)


def _width(field: str, plan: Plan) -> float:
    if field.startswith("target_"):
        return _TARGETS / len(plan.years)
    return _WIDTHS[field.rpartition("_")[0] or field]


def _text(row: pd.Series, field: str, plan: Plan) -> str:
    """What is printed; an initiative without an answer says so in its result."""
    printed = {plan.actual: row["actual"] or (UNANSWERED if row["state"] == UNANSWERED else ""), plan.grade: row["letter"]}
    return printed.get(field, row.get(field)) or ""


def _affected_column(sheet: Worksheet, styles: Styles, report: Report, column: int, last: int) -> None:
    """The flag behind the shading, beside the printed columns: what 各取組の総括 counts, and what a screen reader can read."""
    sheet.set_column(column, column, _WIDTHS["affected"])
    sheet.write_string(1, column, "網掛け\n（1：あり）", styles("header"))
    for line, affected in enumerate(report.initiatives["affected"], start=_FIRST):
        sheet.write_number(line, column, int(affected), styles("cell_centre", num_format="0"))


def _names(book: Workbook, affected: int, last: int) -> None:
    columns = {formulas.NUMBER: 0, formulas.NAME: 1, formulas.GRADE: affected - 1, formulas.AFFECTED: affected}
    for name, column in columns.items():
        letter = chr(ord("A") + column)
        book.define_name(name, f"='{SHEET}'!${letter}${_FIRST + 1}:${letter}${last + 1}")


def _page(sheet: Worksheet, plan: Plan, columns: int, last: int, breaks: list[int]) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.55)
    sheet.print_area(0, 0, last, columns - 1)
    sheet.repeat_rows(0, 1)
    sheet.print_across()
    sheet.set_v_pagebreaks([len(_LEFT)])
    sheet.set_h_pagebreaks(breaks)
    sheet.set_footer("&C&P / &N")
