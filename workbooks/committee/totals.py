"""各取組の総括: per goal and in total, counts and shares of the grades and the overall grade, as live formulas over the list."""

from collections.abc import Mapping, Sequence

from torikumi.schemas.plan import COUNTED, TOTAL
from torikumi.schemas.rates import percent
from torikumi.schemas.report import Report
from torikumi.schemas.rules import RULES
from torikumi.schemas.states import LEFT_OUT, OPEN, UNANSWERED, UNGRADED
from torikumi.workbooks.committee import charts, formulas, years
from torikumi.workbooks.committee.page import A4_LANDSCAPE, Cursor, page_starts, set_page, table_width
from torikumi.workbooks.metrics import NORMAL, column_points
from torikumi.workbooks.sheet import BLANK, Sheet
from torikumi.workbooks.styles import Styles
from torikumi.workbooks.tables import Cell, write_row
from xlsxwriter.utility import xl_rowcol_to_cell as cell
from xlsxwriter.workbook import Workbook

SHEET = "各取組の総括"
_FIRST = 4
_NAME_WIDTH, _WIDTH = 30, 7.5
_CHART_HEIGHT = 170  # points
_MOVERS = (1, 4, 3, 1, 1)  # columns of number, name, department and both grades of a mover
_TITLE, _BLANK, _GROUPS, _LABELS, _GAP, _CHART_ROW = 24.0, 15.0, 20.0, 40.0, 10.0, _CHART_HEIGHT + 8.0
_ABOVE = _TITLE + _BLANK + _GROUPS + _LABELS + _GAP + _CHART_ROW  # beside the rows of the table and the notes


def write(book: Workbook, styles: Styles, report: Report) -> None:
    plan, summary = report.plan, report.summary.scopes
    sheet: Sheet = book.add_worksheet(SHEET)
    column = _columns(report)
    widths = [8, _NAME_WIDTH, *[_WIDTH] * (column["end"] - 2)]
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    sheet.set_row(0, _TITLE)
    sheet.write_string(0, 0, f"{plan.name}　{plan.year_name}　各取組の総括", styles("title"))
    _header(sheet, styles, report, column)
    total = _FIRST + len(summary) - 1
    above = _ABOVE + sum(
        _row(sheet, styles, report, line, int(scope), column, total)
        for line, scope in enumerate(summary.index, start=_FIRST)
    )
    _chart(book, sheet, report, total, column, widths)
    notes = Cursor(sheet, styles, widths, total + 3)
    for text in _words(report):
        notes.lines(text)
    set_page(sheet, A4_LANDSCAPE, plan)
    if len(report.changes):
        _years(sheet, report, notes, widths, above)
    else:
        sheet.fit_to_pages(1, 1)
    sheet.print_area(0, 0, notes.line - 1, column["end"] - 1)
    sheet.freeze_panes(_FIRST, 2)


def _years(sheet: Sheet, report: Report, page: Cursor, widths: Sequence[float], above: float) -> None:
    """The year before on pages of its own, below the first, whose rows are `above` points high together. All are scaled so that the first
    is one page: Excel would not heed a page break where it fits a sheet to pages."""
    height = above + sum(page.heights)
    fits = A4_LANDSCAPE.body_width / table_width(widths), A4_LANDSCAPE.body_height / height
    scale = min(100, int(100 * min(fits)))
    tops = [page.line]
    first = len(page.heights)
    years.write_counts(page, report, _NAME_WIDTH)
    tops += years.write_movers(page, report, TOTAL, widths, _MOVERS)
    places = [top - tops[0] + first for top in tops]
    blocks = [sum(page.heights[top:end]) for top, end in zip(places, [*places[1:], None], strict=True)]
    starts = page_starts(A4_LANDSCAPE, [block * scale / 100 for block in blocks])
    sheet.set_print_scale(scale)
    sheet.set_h_pagebreaks([tops[0], *(tops[place] for place in starts)])


def _columns(report: Report) -> dict[str, int]:
    """Where each group of columns begins; `end` is behind the last. The division's own grades and the shaded counts are there only where
    the plan has them."""
    size = len(report.plan.grades)
    column = {
        "initiatives": 2,
        "share": 3,
        "count": 4,
        "rate": 4 + size,
        "open": 4 + 2 * size,
        "uncounted": 5 + 2 * size,
    }
    column["overall"] = column["uncounted"] + len(report.plan.uncounted)
    end = column["overall"] + 1
    if (report.summary.scopes["override"] != "").any():
        column["override"], end = end, end + 1
    if report.plan.shading:
        column["affected"], end = end, end + size
    for field in report.other_grades:
        column[field], end = end, end + size
    return column | {"end": end}


def _row(
    sheet: Sheet, styles: Styles, report: Report, line: int, scope: int, column: dict[str, int], total: int
) -> float:
    """Writes the counts of a scope; gives the height of their row."""
    plan, row, goal = report.plan, report.summary.of[scope], scope or None
    look = {"bold": not goal, "valign": "vcenter"}
    name = row.name if goal else ""
    beside = [cell(line, column["uncounted"] + place) for place in range(len(plan.uncounted))]
    uncounted = f"SUM({beside[0]}:{beside[-1]})" if beside else ""
    n = formulas.denominator(plan, cell(line, 2), cell(line, column["open"]), uncounted)
    counts = [cell(line, column["count"] + rank) for rank in range(len(plan.grades))]
    whole = cell(total, 2, row_abs=True)
    shares = [report.summary.count(scope, letter) / row.n if row.n else "" for letter in plan.grades]
    cells = [
        Cell(plan.scope_name(scope), "cell_centre", look),
        Cell(name or BLANK, "cell", look),
        Cell(int(row.initiatives), "integer", look, f"={formulas.count(plan, goal)}"),
        Cell(float(row.share or 0), "share", look, f'=IF({whole}=0,"",{cell(line, 2)}/{whole})'),
        *_counts(report, scope, plan.grades, look),
        *(
            Cell(share, "share", look, f'=IF({n}=0,"",{count}/{n})')
            for count, share in zip(counts, shares, strict=True)
        ),
        Cell(int(row.open), "integer", look, formulas.still_open(cell(line, 2), counts, uncounted)),
        *_counts(report, scope, plan.uncounted_grades, look),
        Cell(row.letter, "grade", {"bold": True}, formulas.overall(plan, counts, n)),
    ]
    if "override" in column:
        cells.append(Cell(row.override or BLANK, "grade", {"bold": True}))
    if plan.shading:
        cells += _counts(report, scope, plan.grades, look, affected=True)
    for field in report.other_grades:
        cells += _others(report, scope, field, look)
    write_row(sheet, styles, line, cells)
    height = max(24.0, styles.height([(name, column_points(_NAME_WIDTH), NORMAL)]) + 4)
    sheet.set_row(line, height)
    return height


def _counts(
    report: Report, scope: int, letters: Sequence[str], look: Mapping[str, object], affected: bool = False
) -> list[Cell]:
    """How many initiatives have each of the letters, as numbers with the formula that counts them in the list."""
    what = "affected" if affected else "count"
    return [
        Cell(
            report.summary.count(scope, letter, what),
            "integer",
            look,
            f"={formulas.count(report.plan, scope or None, letter, affected=affected)}",
        )
        for letter in letters
    ]


def _others(report: Report, scope: int, field: str, look: Mapping[str, object]) -> list[Cell]:
    """How many initiatives of a scope have each of the letters in a grade beside the self grade."""
    return [
        Cell(
            report.count_other(field, letter, scope),
            "integer",
            look,
            f"={formulas.count(report.plan, scope or None, letter, grade=formulas.other_grade(field))}",
        )
        for letter in report.plan.grades
    ]


def _header(sheet: Sheet, styles: Styles, report: Report, column: dict[str, int]) -> None:
    """Two header rows without merged cells: the group stands over its first column."""
    plan = report.plan
    sheet.set_row(2, _GROUPS)
    sheet.set_row(3, _LABELS)
    groups = {"count": (plan.worded("取組数"), plan.grades), "rate": ("割合", plan.grades)}
    groups |= {"uncounted": (LEFT_OUT.name, plan.uncounted_grades)} if plan.uncounted else {}
    groups |= {"affected": (f"うち{plan.shading.label}", plan.grades)} if plan.shading else {}
    groups |= {field: (report.layout.label(field), plan.grades) for field in report.other_grades}
    singles = {
        **dict(enumerate(plan.goal_words)),
        2: plan.worded("取組数"),
        3: "構成\n割合",
        column["open"]: f"{UNGRADED}・\n{UNANSWERED}",
        column["overall"]: "総合\n評価",
    }
    singles |= {column["override"]: "決定した\n評価"} if "override" in column else {}
    for place, label in singles.items():
        write_row(sheet, styles, 2, [Cell(BLANK, "header")], place)
        write_row(sheet, styles, 3, [Cell(label, "header")], place)
    for key, (label, letters) in groups.items():
        for rank, letter in enumerate(letters):
            edges = {"left": int(not rank), "right": int(rank == len(letters) - 1)}
            look = {"align": "left", "text_wrap": False} | edges
            # Blank and no empty text: Excel lets the group's name run over blank cells only.
            write_row(sheet, styles, 2, [Cell(BLANK if rank else label, "header", look)], column[key] + rank)
            write_row(sheet, styles, 3, [Cell(letter, "header")], column[key] + rank)


def _chart(
    book: Workbook, sheet: Sheet, report: Report, total: int, column: dict[str, int], widths: list[float]
) -> None:
    """Below the table; its row is as high as the chart."""
    chart = charts.grades_chart(book, SHEET, report.plan, (_FIRST, total), column["count"])
    chart.set_size({"width": int(table_width(widths) / 0.75) - 2, "height": int(_CHART_HEIGHT / 0.75)})
    sheet.set_row(total + 1, _GAP)
    sheet.set_row(total + 2, _CHART_ROW)
    summary = report.summary
    counts = {
        scope: [f"{letter} {summary.count(scope, letter)}" for letter in report.plan.grades] for scope in summary.of
    }
    words = [f"{report.plan.scope_name(scope)}は{'、'.join(of)}" for scope, of in counts.items()]
    description = report.plan.worded(f"評価ごとの取組の割合を示す積み上げ横棒グラフ。取組数は、{'。'.join(words)}。")
    sheet.insert_chart(total + 2, 0, chart, {"description": description, "x_offset": 1, "y_offset": 2})


def _words(report: Report) -> list[str]:
    """How the overall grades came about, in words."""
    plan, rule = report.plan, RULES[report.plan.rule]
    *_, total = rows = report.summary.of.values()
    counted = "含めて数えています" if plan.relisted == COUNTED else "除いて数えています"
    words = [
        f"総合評価の決め方：「{plan.rule}」（{plan.worded(rule.gist)}）。割合の分母は「{plan.denominator}」です。",
    ]
    if total.relisted:
        words.append(
            plan.worded(f"再掲（{total.relisted}取組）は{counted}。一覧には{total.listed}取組を掲載しています。")
        )
    if plan.uncounted:
        words.append(
            f"{LEFT_OUT.name}（{'、'.join(plan.uncounted_grades)}）は、割合の分母にも「{OPEN}」にも含めていません。"
        )
    for row in rows:
        name = plan.scope_name(row.Index)
        if row.letter:
            more = plan.worded(f"。あと{row.distance}取組で{row.better}") if row.distance else ""
            score = f"{percent(row.score, 2)}、{row.score.numerator}/{row.score.denominator}"
            words.append(f"{name}：{row.letter}（{plan.worded(rule.share).format(letter=row.letter)} {score}{more}）")
        if row.override:
            words.append(
                f"{name}：取りまとめ課の決定により {row.override}（理由：{row.override_reason}、決定：{row.override_by}）"
            )
    sensitive = report.findings[report.findings["code"] == "overall_sensitive"]
    words += [str(message) for message in sensitive["message"]]
    return words + ([f"※{plan.shading.legend}"] if plan.shading else [])
