"""データ and データ定義: the result in long form for machines, and what its columns and codes mean."""

from pathlib import Path

import pandas as pd
from torikumi.schemas.data import DATA_COLUMNS, column_of, data_label, platform_dependent, unencodable
from torikumi.schemas.report import Report
from torikumi.workbooks.metrics import NORMAL, column_points
from torikumi.workbooks.styles import Styles
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

DATA_SHEET, DEFINITION_SHEET = "データ", "データ定義"
_WIDE = {"name": 30, "text": 50, "goal_name": 26, "file": 26, "sheet": 18, "number": 14, "respondent": 18}
_GETA = "〓"  # what a printer sets where it has no type


def write(book: Workbook, styles: Styles, report: Report) -> None:
    _write_data(book, styles, report.data)
    _write_definitions(book, styles, report)


def write_csv(path: Path, data: pd.DataFrame, encoding: str = "utf-8-sig") -> None:
    """The data sheet as CSV that Excel opens: UTF-8 with BOM, CRLF, the same headers; missing values are blank.

    A character that another encoding does not have is written as 〓; `schemas.data.unencodable` names it.
    """
    labels = data.rename(columns=data_label)
    if not encoding.startswith("utf-8"):
        missing = dict.fromkeys(map(ord, missing_in(data, encoding)), _GETA)
        labels = labels.map(lambda value: value.translate(missing) if isinstance(value, str) else value)
    labels.to_csv(path, index=False, encoding=encoding, lineterminator="\r\n")


def missing_in(data: pd.DataFrame, encoding: str) -> list[str]:
    """The characters of the data that the encoding does not have."""
    return unencodable((value for column in data for value in data[column] if isinstance(value, str)), encoding)


def _write_data(book: Workbook, styles: Styles, data: pd.DataFrame) -> None:
    """One table from A1: numbers as numbers, the rest as text, no merged cells, nothing said by looks alone."""
    sheet = book.add_worksheet(DATA_SHEET)
    text, number = styles("text"), styles("text", num_format="General")
    for column, field in enumerate(data.columns):
        sheet.set_column(column, column, _WIDE.get(field, 14))
        sheet.write_string(0, column, data_label(field), styles("header"))
        for line, value in enumerate(data[field], start=1):
            if isinstance(value, str) and value:
                sheet.write_string(line, column, value, text)
            elif value is not None and not isinstance(value, str):
                sheet.write_number(line, column, value, number)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(data), len(data.columns) - 1)
    _print_wide(sheet)


def _write_definitions(book: Workbook, styles: Styles, report: Report) -> None:
    sheet = book.add_worksheet(DEFINITION_SHEET)
    columns = (("区分", 14), ("項目", 20), ("意味", 80), ("コード", 30))
    for column, (label, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, label, styles("header"))
    widths = [column_points(width) for _, width in columns]
    for line, row in enumerate(definitions(report), start=1):
        sheet.set_row(line, styles.height([(text, width, NORMAL) for text, width in zip(row, widths, strict=True)]))
        for column, value in enumerate(row):
            sheet.write(line, column, value, styles("wrap"))  # blank where there is nothing to say
    sheet.freeze_panes(1, 0)
    _print_wide(sheet)


def definitions(report: Report) -> list[tuple[str, str, str, str]]:
    """The rows of データ定義: columns, codes, units, signs that not every computer shows alike, provenance, licence, history, encoding."""
    plan, data = report.plan, report.data
    rows = [("列", data_label(field), column_of(field).meaning, "") for field in data.columns]
    rows += [("コード", column.label, meaning, code) for column in DATA_COLUMNS for code, meaning in column.codes]
    rows += [("コード", "評価", f"{band.wording}（達成率{band.lower:f}％以上）", band.grade) for band in plan.bands]
    rows += [("凡例", "網掛け", plan.shading.legend, "1")] if plan.shading else []
    rows += [("単位", "単位", "原文に書かれた単位", unit) for unit in sorted({unit for unit in data["unit"] if unit})]
    rows += [
        ("文字", char, f"機種によって表示の異なる文字。原文のまま残している（{place}）", f"U+{ord(char):04X}")
        for char, place in _signs(data)
    ]
    rows += [
        ("出所", "計画", f"{plan.name}（{plan.city}）", ""),
        ("出所", "作成", f"{plan.division}。各課の回答を取組一覧・成果指標と突き合わせて作成", ""),
        ("出所", "利用条件", plan.licence or "定めていない（計画.xlsxの「利用条件」に記入すると、ここに入る）", ""),
        ("更新履歴", plan.year_name, f"{plan.year_name}の推進状況（{plan.status}）。{len(data)}行", plan.status),
        (
            "形式",
            "文字コード",
            "ブックはUnicode、CSVはUTF-8（BOM付き）。CP932のCSVも作った場合は、ない文字を〓に置き換えている",
            "",
        ),
        ("形式", "空欄", "値がないことを示す。0ではない", ""),
    ]
    return rows


def _signs(data: pd.DataFrame) -> list[tuple[str, str]]:
    """Each platform-dependent character of the data with where it is: how many cells, and the first number."""
    found: dict[str, list[str]] = {}
    for field in data.columns:
        for number, value in zip(data["number"], data[field], strict=True):
            for char in platform_dependent(value.replace("\n", "").replace("\r", "")) if isinstance(value, str) else ():
                found.setdefault(char, []).append(number)
    return [(char, f"{len(numbers)}セル、{numbers[0]}など") for char, numbers in sorted(found.items())]


def _print_wide(sheet: Worksheet) -> None:
    """These sheets are for programs; who prints them all the same gets whole columns and the header on each page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
