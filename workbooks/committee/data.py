"""データ and データ定義: the result in long form for machines, and what its columns and codes mean."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from torikumi.schemas.bands import limit_of
from torikumi.schemas.data import (
    DATA_COLUMNS,
    FURTHER,
    GUARD_RULE,
    OF_INDICATORS,
    column_of,
    data_label,
    guarded,
    platform_dependent,
    unencodable,
)
from torikumi.schemas.report import Report
from torikumi.schemas.states import LEFT_OUT, RATE_ONLY, RATED
from torikumi.workbooks.sheet import BLANK, Sheet
from torikumi.workbooks.styles import Styles
from torikumi.workbooks.tables import Column, Table
from xlsxwriter.workbook import Workbook

DATA_SHEET, DEFINITION_SHEET = "データ", "データ定義"
_WIDE = {"name": 30, "text": 50, "goal_name": 26, "file": 26, "sheet": 18, "number": 14, "respondent": 18}
_DEFINITIONS = {
    "kind": Column("区分", 14, "wrap"),
    "item": Column("項目", 20, "wrap"),
    "meaning": Column("意味", 80, "wrap"),
    "code": Column("コード", 30, "wrap"),
}
_EARLIER = "取組の実績と評価のうち報告年度より前のものは、取組一覧に残した値。網掛け、回答状態、回答課は空欄"
_GETA = "〓"  # what a printer sets where it has no type


def write(book: Workbook, styles: Styles, report: Report) -> None:
    _write_data(book, styles, report.data)
    _write_definitions(book, styles, report)


def write_csv(path: Path, data: pd.DataFrame, encoding: str = "utf-8-sig") -> None:
    """The data sheet as CSV that Excel opens: UTF-8 with BOM, CRLF, the same headers; missing values are blank, numbers are numbers.

    A text that Excel would run has an apostrophe in front (`schemas.data.guarded`). A character that another encoding does not have is
    written as 〓; `schemas.data.unencodable` names it.
    """
    missing = {} if encoding.startswith("utf-8") else dict.fromkeys(map(ord, missing_in(data, encoding)), _GETA)
    shown = {
        data_label(field): pd.Series(
            [guarded(value.translate(missing)) if isinstance(value, str) else value for value in data[field]],
            dtype="object",  # so that an integer beside a blank stays one
        )
        for field in data
    }
    pd.DataFrame(shown).to_csv(path, index=False, encoding=encoding, lineterminator="\r\n")


def missing_in(data: pd.DataFrame, encoding: str) -> list[str]:
    """The characters of the data that the encoding does not have."""
    return unencodable((value for column in data for value in data[column] if isinstance(value, str)), encoding)


def _write_data(book: Workbook, styles: Styles, data: pd.DataFrame) -> None:
    """One table from A1: numbers as numbers, the rest as text, no merged cells, nothing said by looks alone."""
    columns = {field: Column(data_label(field), _WIDE.get(field, 14), "text", "number") for field in data.columns}
    sheet = _new_sheet(book, DATA_SHEET)
    table = Table(columns, blank=None, by_column=True)
    table.set_widths(sheet)
    table.add_filter(sheet, 0, table.write(sheet, styles, data))


def _write_definitions(book: Workbook, styles: Styles, report: Report) -> None:
    sheet = _new_sheet(book, DEFINITION_SHEET)
    table = Table(_DEFINITIONS, blank=BLANK, measured=True)
    table.set_widths(sheet)
    table.write(sheet, styles, pd.DataFrame(definitions(report), columns=list(_DEFINITIONS)))


def definitions(report: Report) -> list[tuple[str, str, str, str]]:
    """The rows of データ定義: columns, codes, units, signs that not every computer shows alike, provenance, licence, history, encoding."""
    plan, data = report.plan, report.data
    rows = [("列", data_label(field), column_of(field).meaning(report.has_indicators), "") for field in data.columns]
    rows += _codes(report)
    rows += [("コード", data_label("item"), name, code) for code, name in FURTHER.items() if code in set(data["item"])]
    rows += [("コード", "評価", f"{one.wording}（集計しない）", one.grade) for one in plan.uncounted]
    rows += [("コード", data_label("state"), LEFT_OUT.meaning, LEFT_OUT.name)] if plan.uncounted else []
    rows += [("列", "報告年度より前の行", _EARLIER, "")] if len(report.past) else []
    rows += [("凡例", "網掛け", plan.shading.legend, "1")] if plan.shading else []
    rows += [("単位", "単位", "原文に書かれた単位", unit) for unit in sorted({unit for unit in data["unit"] if unit})]
    rows += [
        ("文字", char, f"機種によって表示の異なる文字。原文のまま残している（{place}）", f"U+{ord(char):04X}")
        for char, place in _signs(data)
    ]
    rows += [
        ("出所", "計画", f"{plan.name}（{plan.city}）", ""),
        (
            "出所",
            "作成",
            f"{plan.division or plan.city}。各課の回答を{'取組一覧・成果指標' if report.has_indicators else '取組一覧'}と突き合わせて作成",
            "",
        ),
        ("出所", "利用条件", plan.licence or "定めていない（計画.xlsxの「利用条件」に記入すると、ここに入る）", ""),
        ("更新履歴", plan.year_name, f"{plan.year_name}の推進状況（{plan.status}）。{len(data)}行", plan.status),
        (
            "形式",
            "文字コード",
            "ブックはUnicode、CSVはUTF-8（BOM付き）。CP932のCSVも作った場合は、ない文字を〓に置き換えている",
            "",
        ),
        ("形式", "空欄", "値がないことを示す。0ではない", ""),
        ("形式", "CSVの先頭の記号", GUARD_RULE, ""),
    ]
    return rows


def _codes(report: Report) -> Iterator[tuple[str, str, str, str]]:
    """The codes of the columns that this plan has, and its grades."""
    without = {"baseline"} - set(report.data["item"]) | (set() if report.has_indicators else OF_INDICATORS)
    meant = {} if report.plan.grades_rates else {RATED: RATE_ONLY}
    for column in DATA_COLUMNS:
        yield from (("コード", column.label, meant.get(code, meaning), code) for code, meaning in column.codes(without))
    for band in report.plan.bands:
        limit = f"（達成率{limit_of(band):f}％以上）" if report.plan.grades_rates else ""
        yield "コード", "評価", f"{band.wording}{limit}", band.grade


def _signs(data: pd.DataFrame) -> list[tuple[str, str]]:
    """Each platform-dependent character of the data with where it is: how many cells, and the first number."""
    numbers = data["number"].tolist()
    found: dict[str, list[str]] = {}
    for field in data.columns:
        texts = [value if isinstance(value, str) else "" for value in data[field]]
        signs = set(platform_dependent("".join(set(texts))))
        for number, text in zip(numbers, texts, strict=True) if signs else ():
            for char in signs.intersection(text) if not signs.isdisjoint(text) else ():
                found.setdefault(char, []).append(number)
    return [(char, f"{len(numbers)}セル、{numbers[0]}など") for char, numbers in sorted(found.items())]


def _new_sheet(book: Workbook, name: str) -> Sheet:
    """These sheets are for programs; who prints them all the same gets whole columns and the header on each page."""
    sheet: Sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    return sheet
