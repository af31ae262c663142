"""Writes the staff's workbook: 提出状況, 確認事項, 突合, 説明, 出典; every row leads to file, sheet and cell."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
from torikumi.schemas.findings import ERROR, SEVERITIES
from torikumi.schemas.plan import OUTCOMES, TOTAL, Plan
from torikumi.schemas.rates import percent
from torikumi.schemas.report import Report
from torikumi.schemas.years import short_year
from torikumi.workbooks.sheet import Sheet
from torikumi.workbooks.styles import Styles, new_workbook
from torikumi.workbooks.tables import Cell, Column, Table
from xlsxwriter.workbook import Workbook

STATUS, FINDINGS, COMPARISON, EXPLANATIONS, SOURCES = "提出状況", "確認事項", "突合", "説明", "出典"

# Field -> column, in the order of the sheet.
_DEPARTMENTS = {
    "department": Column("担当課", 24),
    "state": Column("提出", 20),
    "files": Column("回答ファイル", 44),
    "owned": Column("担当する取組", 12, summed=True),
    "expected": Column("主に回答する取組", 14, summed=True),
    "answered": Column("回答済み", 12, summed=True),
    "open": Column("未回答・未評価", 14, summed=True),
    "contact": Column("連絡先", 20),
}
_FILES = {
    "file": Column("ファイル", 24),
    "department": Column("回答課", 20),
    "modified": Column("保存日時", 44),
    "format": Column("形式", 12),
    "sheets": Column("シート数", 14),
    "rows": Column("行数", 12, summed=True),
    **{outcome: Column(outcome, 14 if outcome == "差替え" else 12, summed=True) for outcome in OUTCOMES},
    **{severity: Column(severity, 12, summed=True) for severity in SEVERITIES},
}
_FINDING_COLUMNS = {
    "severity": Column("区分", 9),
    "title": Column("種類", 20),
    "number": Column("番号", 10),
    "department": Column("課", 18),
    "message": Column("内容", 70),
    "remedy": Column("対応", 56),
    "file": Column("ファイル", 24),
    "sheet": Column("シート", 18),
    "cell": Column("セル", 8),
}
_PAIRS = {
    "number": Column("番号", 10),
    "name": Column("取組名", 30),
    "department": Column("回答課", 16),
    "label": Column("項目", 20),
    "target_text": Column("目標の数値", 16),
    "actual_text": Column("実績の数値", 16),
    "percent": Column("達成率", 14),
    "computed": Column("計算上の評価", 18),
    "letter": Column("自己評価", 9),
    "shaded": Column("網掛け", 8),
    "verdict": Column("突合結果", 26),
    "reason_text": Column("計算しない理由", 44),
}
_OF_GRADES = ("computed", "verdict")  # what there is only where a rate gives a grade
_SOURCE_COLUMNS = {
    "number": Column("番号", 10),
    "item": Column("項目", 16),
    "text": Column("書かれている内容", 70),
    "file": Column("ファイル", 28),
    "sheet": Column("シート", 20),
    "cell": Column("セル", 8),
    "use": Column("扱い", 12),
    "comment": Column("セルのコメント", 40),
}
_FURTHER = 10  # the width of columns beyond those of the pairs
_LINKS = 3  # as many cells as go into one value: result, target, baseline; or the three settings of an overall grade
_EXPLANATION_COLUMNS = {
    "scope": Column("範囲", 10),
    "item": Column("項目", 26),
    "value": Column("値", 12),
    "formula": Column("決まり方", 54),
    "inputs": Column("使った値", 54),
    "rounding": Column("端数の扱い", 40),
    "counted": Column("数えた取組", 18),
    **{f"source{place}": Column(f"出典{place + 1}", 26) for place in range(_LINKS)},
}
_ADDRESS = ("file", "sheet", "cell")
_TOP = 2  # the header row of a sheet of one table, from 0: below title and heading
_HEADER = 4  # points above the labels of a header
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


def _table(columns: Mapping[str, Column]) -> Table:
    return Table(columns, measured=True, header=_HEADER)


def _write_status(book: Workbook, styles: Styles, report: Report) -> None:
    """Per department, then per file; the files' rows add up, and the sums are formulas."""
    table, below = _table(_DEPARTMENTS), _table(_FILES)
    sheet = _new_sheet(book, styles, STATUS, f"{report.plan.year_name}　提出状況", table)
    departments = report.departments.assign(files=report.departments["files"].map("\n".join))
    line = table.write(sheet, styles, departments, _TOP)
    table.write_sums(sheet, styles, departments, _TOP, line)
    # The second table has other columns: it starts a page of its own, and only the title is repeated.
    sheet.set_h_pagebreaks([line + 2])
    sheet.repeat_rows(0)
    sheet.write_string(line + 2, 0, "ファイルごとの読み取り結果（行数＝採用＋差替え＋不採用）", styles("heading"))
    files = report.files.reset_index().assign(modified=lambda table: table["modified"].str.replace("T", " "))
    end = below.write(sheet, styles, files, line + 3)
    below.write_sums(sheet, styles, files, line + 3, end)


def _write_findings(book: Workbook, styles: Styles, report: Report) -> None:
    table = _table(_FINDING_COLUMNS)
    sheet = _new_sheet(book, styles, FINDINGS, f"{report.plan.year_name}　確認事項", table)
    severities = {severity: Cell(severity, look={"bg_color": f"#{color}"}) for severity, color in _COLORS.items()}
    end = table.write(sheet, styles, report.findings.assign(severity=report.findings["severity"].map(severities)), _TOP)
    if not len(report.findings):
        sheet.write_string(_TOP + 1, 0, "確認事項はありません。", styles("text"))
    else:
        table.add_filter(sheet, _TOP, end)
    sheet.freeze_panes(_TOP + 1, 0)


def _write_comparison(book: Workbook, styles: Styles, report: Report) -> None:
    """Self grades against the figures of the cells; indicators beside the initiatives that they name; 再掲 beside their originals."""
    pairs = _table(_pairs(report.plan))
    sheet = _new_sheet(book, styles, COMPARISON, f"{report.plan.year_name}　突合（評価は変更していません）", pairs)
    sheet.set_column(len(pairs.columns), len(pairs.columns), _FURTHER)
    rows = report.comparison.assign(
        percent=[percent(rate) for rate in report.comparison["rate"]],
        shaded=report.comparison["affected"].map({True: "※", False: ""}),
        verdict=[
            f"{verdict}（{steps}段階）" if steps else verdict
            for verdict, steps in zip(report.comparison["verdict"], report.comparison["steps"], strict=True)
        ],
    )
    total = report.summary.of[TOTAL]
    counts = (
        f"再掲を含めた取組数と、除いた取組数（{total.listed}取組、再掲{total.relisted}取組を除くと{total.unique}取組）"
    )
    line = 1
    for heading, table, of in (
        ("取組：目標と実績の文章から読み取れた数値と自己評価", pairs, rows),
        *([("成果指標と関連取組", _contrast_columns(report), report.contrasts)] if report.has_indicators else []),
        ("再掲と元の取組", _relisting_columns(report.plan), report.relistings),
        (counts, _count_columns(report.plan), _both_counts(report)),
    ):
        sheet.write_string(line, 0, heading, styles("heading"))
        line = table.write(sheet, styles, of, line + 1) + 1
    sheet.freeze_panes(_TOP + 1, 2)


def _pairs(plan: Plan) -> dict[str, Column]:
    """The columns of the pairs; where a rate gives no grade, nothing is compared with the self grade."""
    return {field: column for field, column in _PAIRS.items() if plan.grades_rates or field not in _OF_GRADES}


def _below(labels: Mapping[str, str], plan: Plan) -> Table:
    """A table that stands below the pairs: its labels with the widths that the sheet has."""
    widths = [*(column.width for column in _pairs(plan).values()), *[_FURTHER] * len(labels)]
    return _table({field: Column(label, width) for (field, label), width in zip(labels.items(), widths, strict=False)})


def _contrast_columns(report: Report) -> Table:
    plan, year = report.plan, short_year(report.plan.report_year)
    labels = {
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
    baselines = ("indicator_baseline", "baseline")
    blank = not any(text.strip() for field in baselines for text in report.contrasts[field])
    left_out = {
        *(baselines if blank and len(report.contrasts) else ()),
        *(() if plan.grades_rates else ("indicator_letter",)),
    }
    return _below({field: label for field, label in labels.items() if field not in left_out}, plan)


def _relisting_columns(plan: Plan) -> Table:
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
        },
        plan,
    )


def _count_columns(plan: Plan) -> Table:
    labels = {
        "scope": plan.goal_words[0],
        "name": plan.goal_words[1],
        "listed": "取組数（再掲を含む）",
        "relisted": "うち再掲",
        "unique": "取組数（再掲を除く）",
    }
    letters = [*plan.grades, *plan.uncounted_grades]
    return _below(labels | {f"unique_{letter}": f"再掲を除く{letter}" for letter in letters}, plan)


def _both_counts(report: Report) -> pd.DataFrame:
    """The initiatives with and without 再掲, per goal and in total."""
    summary, letters = report.summary, [*report.plan.grades, *report.plan.uncounted_grades]
    names = [report.plan.scope_name(int(scope)) for scope in summary.scopes.index]
    unique = {
        f"unique_{letter}": [summary.count(scope, letter, "unique") for scope in summary.scopes.index]
        for letter in letters
    }
    return summary.scopes.assign(**unique).reset_index().assign(scope=names)


def _write_explanations(book: Workbook, styles: Styles, report: Report) -> None:
    """Each grade and count in words; links lead to the cells in 出典, and from a count to the first initiative that it counts."""
    table = _table(_EXPLANATION_COLUMNS)
    sheet = _new_sheet(book, styles, EXPLANATIONS, f"{report.plan.year_name}　説明（評価と件数の決まり方）", table)
    text = "「出典」の欄を押すと、値の元のセルの行に移ります。件数の「数えた取組」を押すと、数えた取組の最初の行に移ります。"
    sheet.write_string(1, 0, text, styles("text"))
    end = table.write(sheet, styles, _linked(report.explanations, report.sources), _TOP)
    table.add_filter(sheet, _TOP, end)
    sheet.freeze_panes(_TOP + 1, 2)


def _linked(explanations: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """The explanations with the columns `counted` and `source0` …: links to rows of this sheet and of 出典; an address that is not in 出典
    is a text."""
    first = _TOP + 2  # the first row below the header, as Excel counts
    lines = dict(
        zip(zip(*(sources[key] for key in _ADDRESS), strict=True), range(first, first + len(sources)), strict=True)
    )
    grades = {
        scope: line
        for line, (scope, item) in enumerate(zip(explanations["scope"], explanations["item"], strict=True), start=first)
        if item == "自己評価"
    }

    def counted(members: Sequence[str]) -> Cell | str:
        if not members:
            return ""
        line = grades[members[0]]
        return Cell(f"{len(members)}取組（{line}行目から）", "link", link=f"internal:'{EXPLANATIONS}'!A{line}")

    def source(address: tuple[str, str, str]) -> Cell | str:
        file, sheet, cell = address
        text = f"{file} {sheet}!{cell}"
        return Cell(text, "link", link=f"internal:'{SOURCES}'!A{lines[address]}") if address in lines else text

    return explanations.assign(
        counted=[counted(members) for members in explanations["members"]],
        **{
            f"source{place}": [source(of[place]) if len(of) > place else "" for of in explanations["sources"]]
            for place in range(_LINKS)
        },
    )


def _write_sources(book: Workbook, styles: Styles, report: Report) -> None:
    table = _table(_SOURCE_COLUMNS)
    sheet = _new_sheet(book, styles, SOURCES, f"{report.plan.year_name}　出典（読み取ったすべてのセル）", table)
    table.add_filter(sheet, _TOP, table.write(sheet, styles, report.sources, _TOP))
    sheet.freeze_panes(_TOP + 1, 2)


def _new_sheet(book: Workbook, styles: Styles, name: str, title: str, table: Table) -> Sheet:
    """A sheet with its title, as wide as its table."""
    sheet: Sheet = book.add_worksheet(name)
    table.set_widths(sheet)
    sheet.set_row(0, 24)
    sheet.write_string(0, 0, title, styles("title"))
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, _TOP)
    sheet.set_footer("&C&A　&P / &N")
    return sheet
