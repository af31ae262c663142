"""Writes the staff's workbook: 提出状況, 確認事項, 突合, 説明, 出典; every row leads to file, sheet and cell."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from torikumi.schemas.findings import ERROR, SEVERITIES
from torikumi.schemas.plan import OUTCOMES, TOTAL, Plan, scope_name
from torikumi.schemas.rates import percent
from torikumi.schemas.report import Report
from torikumi.schemas.years import short_year
from torikumi.workbooks.metrics import NORMAL, column_points, row_height
from torikumi.workbooks.styles import Styles, new_workbook
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

STATUS, FINDINGS, COMPARISON, EXPLANATIONS, SOURCES = "提出状況", "確認事項", "突合", "説明", "出典"

# Column: label and width in characters; the order is that of the sheet.
_DEPARTMENTS = {
    "department": ("担当課", 24),
    "state": ("提出", 20),
    "files": ("回答ファイル", 44),
    "owned": ("担当する取組", 12),
    "expected": ("主に回答する取組", 14),
    "answered": ("回答済み", 12),
    "open": ("未回答・未評価", 14),
    "contact": ("連絡先", 20),
}
_FILES = {
    "file": ("ファイル", 24),
    "department": ("回答課", 20),
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
    "department": ("回答課", 16),
    "label": ("項目", 20),
    "target_text": ("目標の数値", 16),
    "actual_text": ("実績の数値", 16),
    "percent": ("達成率", 14),
    "computed": ("計算上の評価", 18),
    "letter": ("自己評価", 9),
    "shaded": ("網掛け", 8),
    "verdict": ("突合結果", 26),
    "reason_text": ("計算しない理由", 44),
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
_FURTHER = 10  # the width of columns beyond those of the pairs
_LINKS = 3  # as many cells as go into one value: result, target, baseline; or the three settings of an overall grade
_EXPLANATION_COLUMNS = {
    "scope": ("範囲", 10),
    "item": ("項目", 26),
    "value": ("値", 12),
    "formula": ("決まり方", 54),
    "inputs": ("使った値", 54),
    "rounding": ("端数の扱い", 40),
    "counted": ("数えた取組", 18),
    **{f"source{place}": (f"出典{place + 1}", 26) for place in range(_LINKS)},
}
_ADDRESS = ("file", "sheet", "cell")
_TOP = 2  # the header row of a sheet of one table, from 0: below title and heading
_COLORS = {ERROR: "F8CBAD", "要確認": "FFF2CC", "参考": "FFFFFF"}


def write_staff(path: Path, report: Report) -> None:
    """Write the five sheets."""
    plan = report.plan
    book = new_workbook(path, f"{plan.name} {plan.year_name}確認結果", f"{plan.city} {plan.division}")
    styles = Styles(book)
    _write_status(book, styles, report)
    _write_findings(book, styles, report)
    _write_comparison(book, styles, report)
    _write_explanations(book, styles, report)
    _write_sources(book, styles, report)
    book.close()


def _write_status(book: Workbook, styles: Styles, report: Report) -> None:
    """Per department, then per file; the files' rows add up, and the sums are formulas."""
    sheet = _new_sheet(book, styles, STATUS, f"{report.plan.year_name}　提出状況", _DEPARTMENTS)
    departments = report.departments.assign(files=report.departments["files"].map("\n".join))
    line = _write_table(sheet, styles, departments, _DEPARTMENTS, 2)
    _sums(sheet, styles, departments, _DEPARTMENTS, 2, line)
    # The second table has other columns: it starts a page of its own, and only the title is repeated.
    sheet.set_h_pagebreaks([line + 2])
    sheet.repeat_rows(0)
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
    """Self grades against the figures of the cells; indicators beside the initiatives that they name; 再掲 beside their originals."""
    sheet = _new_sheet(book, styles, COMPARISON, f"{report.plan.year_name}　突合（評価は変更していません）", _PAIRS)
    sheet.set_column(len(_PAIRS), len(_PAIRS), _FURTHER)
    table = report.comparison.assign(
        percent=[percent(rate) for rate in report.comparison["rate"]],
        shaded=report.comparison["affected"].map({True: "※", False: ""}),
        verdict=[
            f"{row.verdict}（{row.steps}段階）" if row.steps else row.verdict for row in report.comparison.itertuples()
        ],
    )
    sheet.write_string(1, 0, "取組：目標と実績の文章から読み取れた数値と自己評価", styles("heading"))
    line = _write_table(sheet, styles, table, _PAIRS, 2)
    sheet.write_string(line + 1, 0, "成果指標と関連取組", styles("heading"))
    line = _write_table(sheet, styles, report.contrasts, _contrast_columns(report.plan), line + 2)
    sheet.write_string(line + 1, 0, "再掲と元の取組", styles("heading"))
    line = _write_table(sheet, styles, report.relistings, _relisting_columns(report.plan), line + 2)
    total = report.summary.scopes.loc[TOTAL]
    text = f"再掲を含めた取組数と、除いた取組数（{total['listed']}取組、再掲{total['relisted']}取組を除くと{total['unique']}取組）"
    sheet.write_string(line + 1, 0, text, styles("heading"))
    _write_table(sheet, styles, _both_counts(report), _count_columns(report.plan), line + 2)
    sheet.freeze_panes(3, 2)


def _below(labels: Mapping[str, str]) -> Mapping[str, tuple[str, float]]:
    """The columns of a table that stands below the pairs: its labels with the widths that the sheet has."""
    widths = [*(width for _, width in _PAIRS.values()), *[_FURTHER] * len(labels)]
    return {field: (label, width) for (field, label), width in zip(labels.items(), widths, strict=False)}


def _contrast_columns(plan: Plan) -> Mapping[str, tuple[str, float]]:
    year = short_year(plan.report_year)
    return _below(
        {
            "number": "関連取組",
            "name": "取組名",
            "goal": "指標の目標",
            "indicator": "成果指標",
            "indicator_baseline": "指標の初期値",
            "baseline": "取組の初期値",
            "indicator_targets": "指標の目標値",
            "targets": "取組の目標",
            "indicator_actual": f"指標の{year}実績",
            "indicator_letter": "指標の評価",
            "remark": "食い違い",
            "actual": f"取組の{year}実績",
            "letter": "取組の自己評価",
        }
    )


def _relisting_columns(plan: Plan) -> Mapping[str, tuple[str, float]]:
    year = short_year(plan.report_year)
    return _below(
        {
            "number": "再掲",
            "name": "取組名",
            "reference": "書かれた番号",
            "original": "元の取組",
            "how": "元の取組の決め方",
            "department": "再掲の担当課",
            "original_department": "元の担当課",
            "differs": "異なる項目",
            "letter": "再掲の評価",
            "original_letter": "元の評価",
            "actual": f"再掲の{year}実績",
            "original_actual": f"元の{year}実績",
        }
    )


def _count_columns(plan: Plan) -> Mapping[str, tuple[str, float]]:
    labels = {
        "scope": "目標",
        "name": "基本目標",
        "listed": "取組数（再掲を含む）",
        "relisted": "うち再掲",
        "unique": "取組数（再掲を除く）",
    }
    return _below(labels | {f"unique_{letter}": f"再掲を除く{letter}" for letter in plan.grades})


def _both_counts(report: Report) -> pd.DataFrame:
    """The initiatives with and without 再掲, per goal and in total."""
    summary, letters = report.summary, report.plan.grades
    names = [scope_name(int(scope)) for scope in summary.scopes.index]
    unique = {
        f"unique_{letter}": [summary.count(scope, letter, "unique") for scope in summary.scopes.index]
        for letter in letters
    }
    return summary.scopes.assign(**unique).reset_index().assign(scope=names)


def _write_explanations(book: Workbook, styles: Styles, report: Report) -> None:
    """Each grade and count in words; links lead to the cells in 出典, and from a count to the first initiative that it counts."""
    lines = {
        address: line
        for line, address in enumerate(zip(*(report.sources[key] for key in _ADDRESS), strict=True), start=_TOP + 2)
    }
    table = report.explanations
    grades = {row.scope: line for line, row in enumerate(table.itertuples(), start=_TOP + 2) if row.item == "自己評価"}
    links = [[f"{file} {sheet}!{cell}" for file, sheet, cell in addresses] for addresses in table["sources"]]
    shown = table.assign(
        counted=[
            f"{len(members)}取組（{grades[members[0]]}行目から）" if members else "" for members in table["members"]
        ],
        **{
            f"source{place}": [texts[place] if len(texts) > place else "" for texts in links] for place in range(_LINKS)
        },
    )
    sheet = _new_sheet(
        book, styles, EXPLANATIONS, f"{report.plan.year_name}　説明（評価と件数の決まり方）", _EXPLANATION_COLUMNS
    )
    text = "「出典」の欄を押すと、値の元のセルの行に移ります。件数の「数えた取組」を押すと、数えた取組の最初の行に移ります。"
    sheet.write_string(1, 0, text, styles("text"))
    end = _write_table(sheet, styles, shown, _EXPLANATION_COLUMNS, _TOP)
    columns = list(_EXPLANATION_COLUMNS)
    for line, row in enumerate(shown.itertuples(), start=_TOP + 1):
        if row.members:
            sheet.write_url(
                line,
                columns.index("counted"),
                f"internal:'{EXPLANATIONS}'!A{grades[row.members[0]]}",
                styles("link"),
                row.counted,
            )
        for place, address in enumerate(row.sources[:_LINKS]):
            if address in lines:
                target = f"internal:'{SOURCES}'!A{lines[address]}"
                sheet.write_url(
                    line, columns.index(f"source{place}"), target, styles("link"), links[line - _TOP - 1][place]
                )
    sheet.autofilter(_TOP, 0, end - 1, len(columns) - 1)
    sheet.freeze_panes(_TOP + 1, 2)


def _write_sources(book: Workbook, styles: Styles, report: Report) -> None:
    sheet = _new_sheet(
        book, styles, SOURCES, f"{report.plan.year_name}　出典（読み取ったすべてのセル）", _SOURCE_COLUMNS
    )
    end = _write_table(sheet, styles, report.sources, _SOURCE_COLUMNS, 2)
    sheet.autofilter(2, 0, end - 1, len(_SOURCE_COLUMNS) - 1)
    sheet.freeze_panes(3, 2)


def _new_sheet(
    book: Workbook, styles: Styles, name: str, title: str, columns: Mapping[str, tuple[str, float]]
) -> Worksheet:
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
