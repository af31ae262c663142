"""Writes the committee's workbook: 表紙, 目標n, 取組推進状況一覧, 各取組の総括, データ, データ定義, a module each."""

from pathlib import Path

from torikumi.schemas.plan import A3
from torikumi.schemas.report import Report
from torikumi.workbooks.committee import cover, data, goals, listing, totals
from torikumi.workbooks.metrics import EXCEL_LEADING_PX
from torikumi.workbooks.styles import Styles, new_workbook


def write_committee(path: Path, report: Report, printed_only: bool = False) -> None:
    """Write all sheets; the figures are live formulas with the cached values of `report`.

    `printed_only` makes the copy that LibreOffice prints: without データ and データ定義, and with rows as high as LibreOffice's lines,
    which are lower than Excel's.
    """
    plan = report.plan
    book = new_workbook(path, f"{plan.name} {plan.year_name}推進状況報告書", f"{plan.city} {plan.division}".strip())
    styles = Styles(book, 0 if printed_only else EXCEL_LEADING_PX)
    first = cover.write(book, report)
    goal_sheets = goals.write(book, styles, report)
    pages = cover.write_body(first, styles, report, goal_sheets) + sum(goal.pages for goal in goal_sheets)
    # A left page has an even number, as in every book that opens to the left page first.
    goals.finish(goal_sheets, styles, blank=plan.paper != A3 and pages % 2 == 0)
    listing.write(book, styles, report)
    totals.write(book, styles, report)
    if not printed_only:
        data.write(book, styles, report)
    first.activate()
    book.close()
