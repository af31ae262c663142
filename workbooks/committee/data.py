"""データ and データ定義: the result in long form for machines, and what its columns and codes mean."""

from pathlib import Path

import pandas as pd
from xlsxwriter.workbook import Workbook

from schemas.data import DATA_COLUMNS, LABELS
from schemas.report import Report
from workbooks.styles import Styles

DATA_SHEET, DEFINITION_SHEET = "データ", "データ定義"
_WIDE = {"name": 30, "text": 50, "departments": 26, "goal_name": 26, "file": 26, "sheet": 18}


def write(book: Workbook, styles: Styles, report: Report) -> None:
    _write_data(book, styles, report.data)
    _write_definitions(book, styles, report)


def write_csv(path: Path, data: pd.DataFrame) -> None:
    """The data sheet as CSV that Excel opens: UTF-8 with BOM, CRLF, the same headers; missing values are blank."""
    data.rename(columns=LABELS).to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\r\n")


def _write_data(book: Workbook, styles: Styles, data: pd.DataFrame) -> None:
    """One table from A1: numbers as numbers, the rest as text, no merged cells, nothing said by looks alone."""
    sheet = book.add_worksheet(DATA_SHEET)
    text, number = styles("text"), styles("text", num_format="General")
    for column, field in enumerate(data.columns):
        sheet.set_column(column, column, _WIDE.get(field, 12))
        sheet.write_string(0, column, LABELS[field], styles("header"))
        for line, value in enumerate(data[field], start=1):
            if isinstance(value, str) and value:
                sheet.write_string(line, column, value, text)
            elif value is not None and not isinstance(value, str):
                sheet.write_number(line, column, value, number)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(data), len(data.columns) - 1)


def _write_definitions(book: Workbook, styles: Styles, report: Report) -> None:
    sheet = book.add_worksheet(DEFINITION_SHEET)
    plan = report.plan
    for column, (label, width) in enumerate((("区分", 14), ("項目", 20), ("意味", 80), ("コード", 70))):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, label, styles("header"))
    rows = [("列", column.label, column.meaning, column.codes) for column in DATA_COLUMNS]
    rows += [("評価区分", band.grade, band.wording, f"達成率{band.lower:f}％以上、{band.points}点") for band in plan.bands]
    rows += [("網掛け", "凡例", plan.shading.legend, "")] if plan.shading else []
    rows += [
        ("出所", "計画", f"{plan.name}（{plan.city}）", ""),
        ("出所", "作成", f"{plan.division}。各課の回答を取組一覧・成果指標と突き合わせて作成", ""),
        ("出所", "年度", f"{plan.year_name}（{plan.status}）", ""),
        ("形式", "文字コード", "ブックはUnicode、CSVはUTF-8（BOM付き）。空欄は値がないことを示し、0ではない", ""),
    ]
    for line, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            sheet.write_string(line, column, value, styles("wrap"))
    sheet.freeze_panes(1, 0)
