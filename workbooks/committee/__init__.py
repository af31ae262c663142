"""Writes the committee's workbook: 表紙, 目標n, 取組推進状況一覧, 各取組の総括, データ, データ定義, a module each."""

from pathlib import Path

from schemas.report import Report
from workbooks.committee import cover, data, goals, listing, totals
from workbooks.styles import Styles, new_workbook


def write_committee(path: Path, report: Report) -> None:
    """Write all sheets; the figures are live formulas with the cached values of `report`."""
    plan = report.plan
    book = new_workbook(path, f"{plan.name} {plan.year_name}推進状況報告書", f"{plan.city} {plan.division}")
    styles = Styles(book)
    first = cover.write(book, styles, report)
    goal_sheets = goals.write(book, styles, report)
    cover.write_body(first, styles, report, goal_sheets)
    listing.write(book, styles, report)
    totals.write(book, styles, report)
    data.write(book, styles, report)
    first.activate()
    book.close()
