"""各取組の総括: per goal and in total, counts and shares of the grades and the overall grade, as live formulas over the list."""

from xlsxwriter.utility import xl_rowcol_to_cell as cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from schemas.plan import COUNTED, MAJORITY, Plan
from schemas.report import Report
from workbooks.committee import formulas
from workbooks.styles import Styles

SHEET = "各取組の総括"
_FIRST = 4


def write(book: Workbook, styles: Styles, report: Report) -> None:
    plan, summary = report.plan, report.summary
    sheet = book.add_worksheet(SHEET)
    letters = plan.grades
    size = len(letters)
    sheet.set_column(0, 0, 8)
    sheet.set_column(1, 1, 40)
    sheet.set_column(2, 4 + 3 * size + 1, 9)
    sheet.set_row(0, 24)
    sheet.write_string(0, 0, f"{plan.name}　{plan.year_name}　各取組の総括", styles("title"))
    column = {"initiatives": 2, "share": 3, "count": 4, "rate": 4 + size, "open": 4 + 2 * size, "overall": 5 + 2 * size, "affected": 6 + 2 * size}
    _header(sheet, styles, plan, column)
    total = _FIRST + len(summary) - 1
    for line, (scope, row) in enumerate(summary.iterrows(), start=_FIRST):
        goal = int(scope) or None
        bold = {"bold": not goal}
        sheet.set_row(line, 24)
        sheet.write_string(line, 0, f"目標{goal}" if goal else "合計", styles("cell_centre", valign="vcenter", **bold))
        sheet.write_string(line, 1, row["name"] if goal else "", styles("cell", valign="vcenter", **bold))
        integer, share = styles("integer", valign="vcenter", **bold), styles("share", valign="vcenter", **bold)
        sheet.write_formula(line, 2, f"={formulas.count(plan, goal)}", integer, int(row["initiatives"]))
        whole = cell(total, 2, row_abs=True)
        sheet.write_formula(line, 3, f'=IF({whole}=0,"",{cell(line, 2)}/{whole})', share, float(row["share"] or 0))
        n = formulas.denominator(plan, cell(line, 2), cell(line, column["open"]))
        counts = [cell(line, column["count"] + rank) for rank in range(size)]
        for rank, letter in enumerate(letters):
            sheet.write_formula(line, column["count"] + rank, f"={formulas.count(plan, goal, letter)}", integer, int(row[f"count_{letter}"]))
            value = int(row[f"count_{letter}"]) / int(row["n"]) if row["n"] else ""
            sheet.write_formula(line, column["rate"] + rank, f'=IF({n}=0,"",{counts[rank]}/{n})', share, value)
            if plan.shading:
                affected = f"={formulas.count(plan, goal, letter, affected=True)}"
                sheet.write_formula(line, column["affected"] + rank, affected, integer, int(row[f"affected_{letter}"]))
        sheet.write_formula(line, column["open"], f"={cell(line, 2)}-SUM({counts[0]}:{counts[-1]})", integer, int(row["open"]))
        sheet.write_formula(line, column["overall"], formulas.overall(plan, counts, n), styles("grade", bold=True), row["letter"])
    _notes(sheet, styles, report, total + 2)
    sheet.freeze_panes(_FIRST, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P / &N")


def _header(sheet: Worksheet, styles: Styles, plan: Plan, column: dict[str, int]) -> None:
    """Two header rows without merged cells: the group stands over its first column."""
    header = styles("header")
    sheet.set_row(2, 20)
    sheet.set_row(3, 30)
    size = len(plan.grades)
    groups = {"count": ("取組数", size), "rate": ("割合", size)} | ({"affected": (f"うち{plan.shading.label}", size)} if plan.shading else {})
    singles = {0: "目標", 1: "基本目標", 2: "取組数", 3: "構成割合", column["open"]: "未評価・\n未回答", column["overall"]: "総合評価"}
    for place, label in singles.items():
        sheet.write_blank(2, place, None, header)
        sheet.write_string(3, place, label, header)
    for key, (label, width) in groups.items():
        for rank in range(width):
            sheet.write_string(2, column[key] + rank, label if not rank else "", styles("header", align="left", text_wrap=False))
            sheet.write_string(3, column[key] + rank, plan.grades[rank], header)


def _notes(sheet: Worksheet, styles: Styles, report: Report, line: int) -> None:
    """How the overall grade came about, in words."""
    plan = report.plan
    total = report.summary.iloc[-1]
    rule = "半数以上の取組が届く評価のうち、最も良いもの" if plan.rule == MAJORITY else "評価の点数の合計が満点に占める割合を、評価区分の下限にあてはめたもの"
    counted = "含めて数えています" if plan.relisted == COUNTED else "除いて数えています"
    words = [
        f"総合評価の決め方：「{plan.rule}」（{rule}）。割合の分母は「{plan.denominator}」です。",
        f"再掲（{int(total['relisted'])}取組）は{counted}。一覧には{int(total['listed'])}取組を掲載しています。",
    ]
    unit = "取組" if plan.rule == MAJORITY else "点"
    for scope, row in report.summary.iterrows():
        name = f"目標{scope}" if scope else "合計"
        if row["letter"]:
            score = f"{float(row['score']) * 100:.2f}％"
            more = f"。あと{int(row['missing'])}{unit}で{row['better']}" if row["better"] else ""
            reached = f"{row['letter']}以上の取組の割合" if plan.rule == MAJORITY else "得点の割合"
            words.append(f"{name}：{row['letter']}（{reached} {score}、{row['score'].numerator}/{row['score'].denominator}{more}）")
    sensitive = report.findings[report.findings["code"] == "overall_sensitive"]
    words += [str(message) for message in sensitive["message"]]
    if plan.shading:
        words.append(f"※{plan.shading.legend}")
    for offset, text in enumerate(words):
        sheet.write_string(line + offset, 0, text, styles("text"))
