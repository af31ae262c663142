"""各取組の総括: per goal and in total, counts and shares of the grades and the overall grade, as live formulas over the list."""

from torikumi.schemas.plan import COUNTED, Plan, scope_name
from torikumi.schemas.rates import percent
from torikumi.schemas.report import Report
from torikumi.schemas.rules import RULES
from torikumi.schemas.states import UNANSWERED, UNGRADED
from torikumi.workbooks.committee import charts, formulas
from torikumi.workbooks.committee.page import A4_LANDSCAPE, set_page, table_width, text_width_of, write_lines
from torikumi.workbooks.metrics import NORMAL, column_points
from torikumi.workbooks.styles import Styles
from xlsxwriter.utility import xl_rowcol_to_cell as cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

SHEET = "各取組の総括"
_FIRST = 4
_NAME_WIDTH, _WIDTH = 30, 7.5
_CHART_HEIGHT = 170  # points


def write(book: Workbook, styles: Styles, report: Report) -> None:
    plan, summary = report.plan, report.summary.scopes
    sheet = book.add_worksheet(SHEET)
    column = _columns(report)
    widths = [8, _NAME_WIDTH, *[_WIDTH] * (column["end"] - 2)]
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    sheet.set_row(0, 24)
    sheet.write_string(0, 0, f"{plan.name}　{plan.year_name}　各取組の総括", styles("title"))
    _header(sheet, styles, plan, column)
    total = _FIRST + len(summary) - 1
    for line, scope in enumerate(summary.index, start=_FIRST):
        _row(sheet, styles, report, line, int(scope), column, total)
    _chart(book, sheet, report, total, column, widths)
    end = _notes(sheet, styles, report, total + 3, text_width_of(widths))
    sheet.print_area(0, 0, end - 1, column["end"] - 1)
    sheet.freeze_panes(_FIRST, 2)
    set_page(sheet, A4_LANDSCAPE, plan)
    sheet.fit_to_pages(1, 1)


def _columns(report: Report) -> dict[str, int]:
    """Where each group of columns begins; `end` is behind the last. The division's own grades and the shaded counts are there only where
    the plan has them."""
    size = len(report.plan.grades)
    column = {"initiatives": 2, "share": 3, "count": 4, "rate": 4 + size, "open": 4 + 2 * size, "overall": 5 + 2 * size}
    end = column["overall"] + 1
    if (report.summary.scopes["override"] != "").any():
        column["override"], end = end, end + 1
    if report.plan.shading:
        column["affected"], end = end, end + size
    return column | {"end": end}


def _row(
    sheet: Worksheet, styles: Styles, report: Report, line: int, scope: int, column: dict[str, int], total: int
) -> None:
    plan, row = report.plan, report.summary.scopes.loc[scope]
    goal, size = scope or None, len(plan.grades)
    look = {"bold": not goal, "valign": "vcenter"}
    name = row["name"] if goal else ""
    sheet.set_row(line, max(24.0, styles.height([(name, column_points(_NAME_WIDTH), NORMAL)]) + 4))
    sheet.write_string(line, 0, scope_name(scope), styles("cell_centre", **look))
    sheet.write(line, 1, name, styles("cell", **look))
    integer, share = styles("integer", **look), styles("share", **look)
    sheet.write_formula(line, 2, f"={formulas.count(plan, goal)}", integer, int(row["initiatives"]))
    whole = cell(total, 2, row_abs=True)
    sheet.write_formula(line, 3, f'=IF({whole}=0,"",{cell(line, 2)}/{whole})', share, float(row["share"] or 0))
    n = formulas.denominator(plan, cell(line, 2), cell(line, column["open"]))
    counts = [cell(line, column["count"] + rank) for rank in range(size)]
    for rank, letter in enumerate(plan.grades):
        number = report.summary.count(scope, letter)
        sheet.write_formula(line, column["count"] + rank, f"={formulas.count(plan, goal, letter)}", integer, number)
        value = number / int(row["n"]) if row["n"] else ""
        sheet.write_formula(line, column["rate"] + rank, f'=IF({n}=0,"",{counts[rank]}/{n})', share, value)
        if plan.shading:
            affected = f"={formulas.count(plan, goal, letter, affected=True)}"
            shaded = report.summary.count(scope, letter, "affected")
            sheet.write_formula(line, column["affected"] + rank, affected, integer, shaded)
    sheet.write_formula(
        line, column["open"], f"={cell(line, 2)}-SUM({counts[0]}:{counts[-1]})", integer, int(row["open"])
    )
    sheet.write_formula(
        line, column["overall"], formulas.overall(plan, counts, n), styles("grade", bold=True), row["letter"]
    )
    if "override" in column:
        sheet.write(line, column["override"], row["override"], styles("grade", bold=True))


def _header(sheet: Worksheet, styles: Styles, plan: Plan, column: dict[str, int]) -> None:
    """Two header rows without merged cells: the group stands over its first column."""
    header = styles("header")
    sheet.set_row(2, 20)
    sheet.set_row(3, 40)
    size = len(plan.grades)
    groups = {"count": ("取組数", size), "rate": ("割合", size)} | (
        {"affected": (f"うち{plan.shading.label}", size)} if plan.shading else {}
    )
    singles = {
        0: "目標",
        1: "基本目標",
        2: "取組数",
        3: "構成\n割合",
        column["open"]: f"{UNGRADED}・\n{UNANSWERED}",
        column["overall"]: "総合\n評価",
    }
    singles |= {column["override"]: "決定した\n評価"} if "override" in column else {}
    for place, label in singles.items():
        sheet.write_blank(2, place, None, header)
        sheet.write_string(3, place, label, header)
    for key, (label, width) in groups.items():
        for rank in range(width):
            edges = {"left": int(not rank), "right": int(rank == width - 1)}
            # Blank and no empty text: Excel lets the group's name run over blank cells only.
            write = sheet.write_blank if rank else sheet.write_string
            write(
                2, column[key] + rank, None if rank else label, styles("header", align="left", text_wrap=False, **edges)
            )
            sheet.write_string(3, column[key] + rank, plan.grades[rank], header)


def _chart(
    book: Workbook, sheet: Worksheet, report: Report, total: int, column: dict[str, int], widths: list[float]
) -> None:
    """Below the table; its row is as high as the chart."""
    chart = charts.grades_chart(book, SHEET, report.plan, (_FIRST, total), column["count"])
    chart.set_size({"width": int(table_width(widths) / 0.75) - 2, "height": int(_CHART_HEIGHT / 0.75)})
    sheet.set_row(total + 1, 10)
    sheet.set_row(total + 2, _CHART_HEIGHT + 8)
    summary = report.summary
    counts = {
        int(scope): [f"{letter} {summary.count(scope, letter)}" for letter in report.plan.grades]
        for scope in summary.scopes.index
    }
    words = [f"{scope_name(scope)}は{'、'.join(of)}" for scope, of in counts.items()]
    description = f"評価ごとの取組の割合を目標ごとに示す積み上げ横棒グラフ。取組数は、{'。'.join(words)}。"
    sheet.insert_chart(total + 2, 0, chart, {"description": description, "x_offset": 1, "y_offset": 2})


def _notes(sheet: Worksheet, styles: Styles, report: Report, line: int, width: float) -> int:
    """How the overall grade came about, in words; gives the row behind."""
    for text in _words(report):
        line += len(write_lines(sheet, styles, (line, 0), text, width))
    return line


def _words(report: Report) -> list[str]:
    plan, rule = report.plan, RULES[report.plan.rule]
    *_, total = rows = list(report.summary.scopes.itertuples())
    counted = "含めて数えています" if plan.relisted == COUNTED else "除いて数えています"
    words = [
        f"総合評価の決め方：「{plan.rule}」（{rule.gist}）。割合の分母は「{plan.denominator}」です。",
        f"再掲（{total.relisted}取組）は{counted}。一覧には{total.listed}取組を掲載しています。",
    ]
    for row in rows:
        name = scope_name(row.Index)
        if row.letter:
            more = f"。あと{row.distance}取組で{row.better}" if row.distance else ""
            score = f"{percent(row.score, 2)}、{row.score.numerator}/{row.score.denominator}"
            words.append(f"{name}：{row.letter}（{rule.share.format(letter=row.letter)} {score}{more}）")
        if row.override:
            words.append(
                f"{name}：取りまとめ課の決定により {row.override}（理由：{row.override_reason}、決定：{row.override_by}）"
            )
    sensitive = report.findings[report.findings["code"] == "overall_sensitive"]
    words += [str(message) for message in sensitive["message"]]
    return words + ([f"※{plan.shading.legend}"] if plan.shading else [])
