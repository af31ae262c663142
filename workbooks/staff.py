"""Writes the staff's workbook: 提出状況, 確認事項, 突合, 出典; every row leads to file, sheet and cell."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from schemas.findings import ERROR, SEVERITIES
from schemas.plan import OUTCOMES, Plan
from schemas.rates import percent
from schemas.report import Report
from schemas.years import short_year
from workbooks.metrics import NORMAL, column_points, row_height
from workbooks.styles import Styles, new_workbook

STATUS, FINDINGS, COMPARISON, SOURCES = "提出状況", "確認事項", "突合", "出典"

# Column: label and width in characters; the order is that of the sheet.
_DEPARTMENTS = {
    "department": ("担当課", 24),
    "state": ("提出", 12),
    "files": ("回答ファイル", 44),
    "owned": ("担当する取組", 12),
    "expected": ("主に回答する取組", 14),
    "answered": ("回答済み", 12),
    "open": ("未回答・未評価", 14),
    "contact": ("連絡先", 20),
}
_FILES = {
    "file": ("ファイル", 24),
    "department": ("回答課", 12),
    "modified": ("保存日時", 44),
    "format": ("形式", 12),
    "sheets": ("シート数", 14),
    "rows": ("行数", 12),
    **{outcome: (outcome, 14 if outcome == "差替え" else 12) for outcome in OUTCOMES},
    **{severity: (severity, 12) for severity in SEVERITIES},
}
_FINDING_COLUMNS = {
    "severity": ("区分", 9),
    "title": ("種類", 20),
    "number": ("番号", 10),
    "department": ("課", 18),
    "message": ("内容", 70),
    "remedy": ("対応", 56),
    "file": ("ファイル", 24),
    "sheet": ("シート", 18),
    "cell": ("セル", 8),
}
_PAIRS = {
    "number": ("番号", 10),
    "name": ("取組名", 30),
    "department_answer": ("回答課", 16),
    "label": ("項目", 20),
    "target_text": ("目標の数値", 16),
    "actual_text": ("実績の数値", 16),
    "percent": ("達成率", 10),
    "computed": ("計算上の評価", 12),
    "letter": ("自己評価", 9),
    "shaded": ("網掛け", 8),
    "verdict": ("突合結果", 18),
    "reason": ("計算しない理由", 44),
}
_SOURCE_COLUMNS = {
    "number": ("番号", 10),
    "item": ("項目", 16),
    "text": ("書かれている内容", 70),
    "file": ("ファイル", 28),
    "sheet": ("シート", 20),
    "cell": ("セル", 8),
    "use": ("扱い", 12),
    "comment": ("セルのコメント", 40),
}
_COLORS = {ERROR: "F8CBAD", "要確認": "FFF2CC", "参考": "FFFFFF"}


def write_staff(path: Path, report: Report) -> None:
    """Write the four sheets."""
    plan = report.plan
    book = new_workbook(path, f"{plan.name} {plan.year_name}確認結果", f"{plan.city} {plan.division}")
    styles = Styles(book)
    _write_status(book, styles, report)
    _write_findings(book, styles, report)
    _write_comparison(book, styles, report)
    _write_sources(book, styles, report)
    book.close()


def _write_status(book: Workbook, styles: Styles, report: Report) -> None:
    """Per department, then per file; the files' rows add up, and the sums are formulas."""
    sheet = _new_sheet(book, styles, STATUS, f"{report.plan.year_name}　提出状況", _DEPARTMENTS)
    departments = report.departments.assign(files=report.departments["files"].map("\n".join))
    line = _write_table(sheet, styles, departments, _DEPARTMENTS, 2)
    _sums(sheet, styles, departments, _DEPARTMENTS, 2, line)
    sheet.write_string(line + 2, 0, "ファイルごとの読み取り結果（行数＝採用＋差替え＋不採用）", styles("heading"))
    files = report.files.reset_index().assign(modified=lambda table: table["modified"].str.replace("T", " "))
    end = _write_table(sheet, styles, files, _FILES, line + 3)
    _sums(sheet, styles, files, _FILES, line + 3, end)


def _write_findings(book: Workbook, styles: Styles, report: Report) -> None:
    sheet = _new_sheet(book, styles, FINDINGS, f"{report.plan.year_name}　確認事項", _FINDING_COLUMNS)
    colors = {"severity": {severity: {"bg_color": f"#{color}"} for severity, color in _COLORS.items()}}
    end = _write_table(sheet, styles, report.findings, _FINDING_COLUMNS, 2, colors)
    if not len(report.findings):
        sheet.write_string(3, 0, "確認事項はありません。", styles("text"))
    else:
        sheet.autofilter(2, 0, end - 1, len(_FINDING_COLUMNS) - 1)
    sheet.freeze_panes(3, 0)


def _write_comparison(book: Workbook, styles: Styles, report: Report) -> None:
    """Self grades against the figures of the cells, then indicators against the initiatives that they name."""
    sheet = _new_sheet(book, styles, COMPARISON, f"{report.plan.year_name}　突合（評価は変更していません）", _PAIRS)
    table = report.comparison.assign(
        percent=[percent(rate) for rate in report.comparison["rate"]],
        shaded=report.comparison["affected"].map({True: "※", False: ""}),
        verdict=[f"{row.verdict}（{row.steps}段階）" if row.steps else row.verdict for row in report.comparison.itertuples()],
    )
    sheet.write_string(1, 0, "取組：目標と実績の文章から読み取れた数値と自己評価", styles("heading"))
    line = _write_table(sheet, styles, table, _PAIRS, 2)
    sheet.write_string(line + 1, 0, "成果指標と関連取組", styles("heading"))
    beside = _beside(report)
    _write_table(sheet, styles, beside, _beside_columns(report.plan), line + 2)
    sheet.freeze_panes(3, 2)


def _beside_columns(plan: Plan) -> Mapping[str, tuple[str, float]]:
    year = short_year(plan.report_year)
    return {
        "number": ("関連取組", 10),
        "name": ("取組名", 30),
        "goal": ("指標の目標", 16),
        "indicator": ("成果指標", 20),
        "indicator_baseline": ("指標の初期値", 16),
        "baseline": ("取組の初期値", 16),
        "indicator_target": (f"指標の{year}目標", 10),
        "target": (f"取組の{year}目標", 12),
        "indicator_actual": (f"指標の{year}実績", 9),
        "indicator_letter": ("指標の評価", 8),
        "letter": ("取組の自己評価", 18),
        "actual": (f"取組の{year}実績", 44),
    }


def _beside(report: Report) -> pd.DataFrame:
    """Both sides of each indicator and initiative that belong together."""
    plan = report.plan
    rows = []
    for relation in report.relations.itertuples():
        indicator = report.indicators.loc[(relation.row_id, relation.goal)]
        result = report.rates.loc[(relation.row_id, relation.goal, plan.report_year)]
        initiative = report.initiatives.loc[relation.initiative]
        rows.append(
            {
                "number": relation.initiative,
                "name": initiative["name"],
                "goal": f"目標{relation.goal}",
                "indicator": indicator["indicator"],
                "indicator_baseline": indicator["baseline"],
                "baseline": initiative.get("baseline") or "",
                "indicator_target": result["target"],
                "target": initiative.get(plan.target) or "",
                "indicator_actual": result["actual"],
                "indicator_letter": result["letter"] or result["state"],
                "letter": initiative["letter"],
                "actual": initiative["actual"],
            }
        )
    return pd.DataFrame(rows, columns=list(_beside_columns(plan)))


def _write_sources(book: Workbook, styles: Styles, report: Report) -> None:
    sheet = _new_sheet(book, styles, SOURCES, f"{report.plan.year_name}　出典（読み取ったすべてのセル）", _SOURCE_COLUMNS)
    end = _write_table(sheet, styles, report.sources, _SOURCE_COLUMNS, 2)
    sheet.autofilter(2, 0, end - 1, len(_SOURCE_COLUMNS) - 1)
    sheet.freeze_panes(3, 2)


def _new_sheet(book: Workbook, styles: Styles, name: str, title: str, columns: Mapping[str, tuple[str, float]]) -> Worksheet:
    sheet = book.add_worksheet(name)
    for column, (_, width) in enumerate(columns.values()):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 24)
    sheet.write_string(0, 0, title, styles("title"))
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, 2)
    sheet.set_footer("&C&A　&P / &N")
    return sheet


def _write_table(
    sheet: Worksheet,
    styles: Styles,
    table: pd.DataFrame,
    columns: Mapping[str, tuple[str, float]],
    line: int,
    looks: Mapping[str, Mapping[str, Mapping[str, Any]]] | None = None,
) -> int:
    """Header and rows as text and whole numbers; gives the line below. `looks`: column -> value -> changes of its style."""
    sheet.set_row(line, row_height([(label, column_points(width), NORMAL) for label, width in columns.values()]) + 4)
    for column, (label, _) in enumerate(columns.values()):
        sheet.write_string(line, column, label, styles("header"))
    widths = [column_points(width) for _, width in columns.values()]
    for offset, record in enumerate(table[list(columns)].to_dict("records"), start=line + 1):
        texts = [str(value) for value in record.values()]
        sheet.set_row(offset, row_height([(text, width, NORMAL) for text, width in zip(texts, widths, strict=True)]))
        for column, (field, value) in enumerate(record.items()):
            if isinstance(value, str):
                look = (looks or {}).get(str(field), {}).get(value, {})
                sheet.write_string(offset, column, value, styles("cell", **look))
            else:
                sheet.write_number(offset, column, value, styles("integer"))
    return line + 1 + len(table)


def _sums(
    sheet: Worksheet, styles: Styles, table: pd.DataFrame, columns: Mapping[str, tuple[str, float]], line: int, end: int
) -> None:
    """The row 合計 below a table."""
    numeric: Sequence[str] = [field for field in columns if table[field].dtype.kind == "i" and field != "sheets"]
    for column, field in enumerate(columns):
        if field in numeric:
            letter = chr(ord("A") + column)
            formula = f"=SUM({letter}{line + 2}:{letter}{end})" if len(table) else "=0"
            sheet.write_formula(end, column, formula, styles("integer", bold=True), int(table[field].sum()))
        else:
            sheet.write_string(end, column, "合計" if not column else "", styles("cell", bold=True))
