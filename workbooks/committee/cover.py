"""表紙: what the report is, the indicators' result, the committee's comments and the division's closing words."""

from torikumi.schemas.findings import ERROR, count
from torikumi.schemas.keys import number_parts
from torikumi.schemas.plan import CLOSING, COMMENT, DRAFT, FINAL, INDICATOR, TOTAL
from torikumi.schemas.report import Report
from torikumi.schemas.states import UNRATED
from torikumi.schemas.years import long_year
from torikumi.workbooks.committee.formulas import criterion, quote
from torikumi.workbooks.committee.goals import GoalSheet
from torikumi.workbooks.committee.page import A4_PORTRAIT, Lines, set_page, text_width_of
from torikumi.workbooks.metrics import MAX_ROW_HEIGHT, NORMAL, Font, column_points, split
from torikumi.workbooks.styles import Styles
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

SHEET = "表紙"
_WIDTHS = [10.0, 14.0, 60.0, 12.0, 12.0]
_BODY = Font(NORMAL.name, 10.5)
_ROW = 18.0
_STEPS = "1 各課の回答の取りまとめ → 2 目標・指標との突き合わせと評価 → 3 {committee}への報告 → 4 講評と総括 → 5 公表と次年度の見直し"


class _Page:
    """Writes one line after the other."""

    def __init__(self, sheet: Worksheet, styles: Styles) -> None:
        self.sheet, self.styles, self.line = sheet, styles, 0
        self.pages = Lines(A4_PORTRAIT)

    def row(self, height: float) -> None:
        """The height of the row that is done."""
        self.sheet.set_row(self.line, height)
        self.pages.add(height)
        self.line += 1

    def text(self, text: str, style: str = "wrap", font: Font = _BODY, gap: float = 6, **changes: object) -> None:
        """A paragraph over the whole width, as high as its text; in parts where a row cannot be as high."""
        width = text_width_of(_WIDTHS)
        look = self.styles(style, font_size=font.size_pt, **changes)
        for part in split(text, width, font, MAX_ROW_HEIGHT - gap, self.styles.leading_px):
            self.sheet.merge_range(self.line, 0, self.line, len(_WIDTHS) - 1, "", look)
            self.sheet.write_string(self.line, 0, part, look)
            self.row(self.styles.height([(part, width, font)]) + gap)


def write(book: Workbook, report: Report) -> Worksheet:
    """The empty page, which is the first; `write_body` needs the goal sheets and follows them."""
    sheet = book.add_worksheet(SHEET)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    set_page(sheet, A4_PORTRAIT, report.plan)
    return sheet


def write_body(sheet: Worksheet, styles: Styles, report: Report, goals: list[GoalSheet]) -> int:
    """Title, sections 1 to 4 of the report, and the table of the evaluated indicators as formulas over the goal sheets. Gives the
    number of pages. A final report in which 要修正 are open says so below its title."""
    plan = report.plan
    page = _Page(sheet, styles)
    page.text(f"{plan.city}　{plan.division}", "right")
    page.row(30)
    page.text(plan.name, "cover", Font(NORMAL.name, 18, bold=True))
    page.text(f"{plan.year_name}（{plan.report_year}年度）推進状況報告書", "cover", Font(NORMAL.name, 18, bold=True))
    if plan.status == DRAFT:
        page.text("（案）", "cover", Font(NORMAL.name, 16, bold=True))
    errors = count(report.findings)[ERROR]
    if plan.status == FINAL and errors:
        page.text(f"要修正の確認事項が{errors}件残ったまま確定しています。", "centre", bold=True)
    page.row(24)
    _introduction(page, report)
    _heading(page, "１　進捗管理・評価")
    page.text(
        "各取組の担当課が実績と自己評価を回答し、取りまとめ課が計画の目標・成果指標と突き合わせて集計しています。"
    )
    page.text(_STEPS.format(committee=plan.committee))
    page.row(12)
    _heading(page, "２　進捗状況・評価の結果")
    page.text(f"{plan.year_name}の成果指標を、目標値に対する達成率により次の{len(plan.bands)}段階で評価しました。")
    _table(page, report, goals)
    _result(page, report)
    for number, (section, title) in enumerate(((COMMENT, "委員会の講評"), (CLOSING, "総括")), start=3):
        page.row(12)
        _heading(page, f"{'１２３４'[number - 1]}　{title}")
        texts = [text for text in plan.comments.loc[plan.comments["section"] == section, "content"] if text.strip()]
        for text in texts or ["（委員会の開催後に記入します。）"]:
            page.text(text)
    sheet.print_area(0, 0, page.line - 1, len(_WIDTHS) - 1)
    return page.pages.pages


def _introduction(page: _Page, report: Report) -> None:
    plan = report.plan
    parts = [number_parts(str(number)) for number in report.initiatives.index]
    policies, categories = len({part[:2] for part in parts}), len({part[:3] for part in parts})
    span = f"{long_year(plan.first_year)}から{long_year(plan.last_year)}まで"
    page.text(f"{plan.name}は、{span}の{len(plan.years)}年間の計画です。{plan.motto}")
    page.text(
        f"{len(plan.goals)}の基本目標、{policies}の施策、{categories}種に分けた{len(parts)}の取組について、"
        f"{plan.year_name}の推進状況をまとめました。"
    )
    page.row(12)


def _heading(page: _Page, text: str) -> None:
    page.text(text, "heading", Font(NORMAL.name, 12, bold=True))


def _result(page: _Page, report: Report) -> None:
    """The initiatives' result in one sentence."""
    total = report.summary.scopes.loc[TOTAL]
    counts = "、".join(f"{letter} {report.summary.count(TOTAL, letter)}" for letter in report.plan.grades)
    overall = f"{total['override']}（取りまとめ課の決定）" if total["override"] else total["letter"] or "未定"
    page.row(6)
    page.text(f"取組{int(total['initiatives'])}件の評価は、{counts}、総合評価は {overall} です（「各取組の総括」）。")


def _table(page: _Page, report: Report, goals: list[GoalSheet]) -> None:
    plan, sheet = report.plan, page.sheet
    middle = {"valign": "vcenter"}
    cell, centre, integer, share = (page.styles(name, **middle) for name in ("cell", "cell_centre", "integer", "share"))
    for column, label in enumerate(("区分", "達成率", "内容", "指標数", "構成割合")):
        sheet.write_string(page.line, column, label, page.styles("header"))
    page.row(_ROW)
    indicators = report.indicators[report.indicators["kind"] == INDICATOR].index
    year = report.rates.xs(plan.report_year, level="year").loc[indicators]
    counts = [int((year["letter"] == letter).sum()) for letter in plan.grades]
    first, last = page.line + 1, page.line + len(plan.bands)  # as Excel counts rows
    for band, number in zip(plan.bands, counts, strict=True):
        sheet.write_string(page.line, 0, band.grade, page.styles("grade"))
        sheet.write_string(page.line, 1, f"{band.lower:f}％以上", centre)
        sheet.write_string(page.line, 2, band.wording, cell)
        sheet.write_formula(page.line, 3, _count(goals, band.grade), integer, number)
        whole = number / sum(counts) if sum(counts) else ""
        sheet.write_formula(
            page.line,
            4,
            f'=IF(SUM($D${first}:$D${last})=0,"",D{page.line + 1}/SUM($D${first}:$D${last}))',
            share,
            whole,
        )
        page.row(max(_ROW, page.styles.height([(band.wording, column_points(_WIDTHS[2]), NORMAL)]) + 4))
    sheet.write_string(page.line, 0, "合計", centre)
    for column in (1, 2):
        sheet.write_blank(page.line, column, None, cell)
    sheet.write_formula(page.line, 3, f"=SUM(D{first}:D{last})", integer, sum(counts))
    sheet.write_formula(page.line, 4, f'=IF(D{last + 1}=0,"",SUM(E{first}:E{last}))', share, 1 if sum(counts) else "")
    page.row(_ROW)
    for state, _, meaning in UNRATED:
        number = int((year["state"] == state).sum())
        if number:
            sheet.write_string(page.line, 0, state, centre)
            sheet.write_blank(page.line, 1, None, cell)
            sheet.write_string(page.line, 2, f"{meaning}（割合に含めない）", cell)
            sheet.write_formula(page.line, 3, _count(goals, state), integer, number)
            sheet.write_blank(page.line, 4, None, cell)
            page.row(_ROW)


def _count(goals: list[GoalSheet], text: str) -> str:
    """How many of the indicators' report-year grades are `text`."""
    terms = [f"COUNTIF('{goal.name}'!{grade},{quote(criterion(text))})" for goal in goals for grade in goal.grades]
    return f"={'+'.join(terms) or '0'}"
