"""表紙: what the report is, the indicators' result, the committee's comments and the division's closing words."""

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from schemas.keys import number_parts
from schemas.plan import CLOSING, COMMENT, DRAFT, INDICATOR
from schemas.report import Report
from schemas.years import long_year
from workbooks.committee.goals import GoalSheet
from workbooks.metrics import NORMAL, Font, column_points, row_height
from workbooks.styles import Styles

SHEET = "表紙"
_WIDTHS = (10, 14, 60, 12, 12)
_BODY = Font(NORMAL.name, 10.5)
_STEPS = "1 各課の回答の取りまとめ → 2 目標・指標との突き合わせと評価 → 3 {committee}への報告 → 4 講評と総括 → 5 公表と次年度の見直し"


class _Page:
    """Writes one line after the other."""

    def __init__(self, sheet: Worksheet, styles: Styles) -> None:
        self.sheet, self.styles, self.line = sheet, styles, 0

    def text(self, text: str, style: str = "wrap", font: Font = _BODY, gap: float = 6, **changes: object) -> None:
        """A paragraph over the whole width, as high as its text."""
        width = sum(column_points(width) for width in _WIDTHS)
        look = self.styles(style, font_size=font.size_pt, **changes)
        self.sheet.set_row(self.line, row_height([(text, width, font)]) + gap)
        self.sheet.merge_range(self.line, 0, self.line, len(_WIDTHS) - 1, "", look)
        self.sheet.write_string(self.line, 0, text, look)
        self.line += 1

    def skip(self, points: float = 12) -> None:
        self.sheet.set_row(self.line, points)
        self.line += 1


def write(book: Workbook, styles: Styles, report: Report) -> Worksheet:
    """The page without its counts, which need the goal sheets: `write_counts` follows."""
    sheet = book.add_worksheet(SHEET)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_portrait()
    sheet.set_paper(9)
    sheet.set_margins(left=0.7, right=0.7, top=0.8, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P / &N")
    return sheet


def write_body(sheet: Worksheet, styles: Styles, report: Report, goals: list[GoalSheet]) -> None:
    """Title, sections 1 to 4 of the report, and the table of the evaluated indicators as formulas over the goal sheets."""
    plan = report.plan
    page = _Page(sheet, styles)
    page.text(f"{plan.city}　{plan.division}", "right")
    page.skip(30)
    page.text(plan.name, "cover", Font(NORMAL.name, 18, bold=True))
    page.text(f"{plan.year_name}（{plan.report_year}年度）推進状況報告書", "cover", Font(NORMAL.name, 18, bold=True))
    if plan.status == DRAFT:
        page.text("（案）", "cover", Font(NORMAL.name, 16, bold=True))
    page.skip(24)
    parts = [number_parts(str(number)) for number in report.initiatives.index]
    policies, categories = len({part[:2] for part in parts}), len({part[:3] for part in parts})
    span = f"{long_year(plan.first_year)}から{long_year(plan.last_year)}まで"
    page.text(f"{plan.name}は、{span}の{len(plan.years)}年間の計画です。{plan.motto}")
    page.text(
        f"{len(plan.goals)}の基本目標、{policies}の施策、{categories}種に分けた{len(parts)}の取組について、"
        f"{plan.year_name}の推進状況をまとめました。"
    )
    page.skip()
    _heading(page, "１　進捗管理・評価")
    page.text("各取組の担当課が実績と自己評価を回答し、取りまとめ課が計画の目標・成果指標と突き合わせて集計しています。")
    page.text(_STEPS.format(committee=plan.committee))
    page.skip()
    _heading(page, "２　進捗状況・評価の結果")
    page.text(f"{plan.year_name}の成果指標を、目標値に対する達成率により次の{len(plan.bands)}段階で評価しました。")
    _table(page, report, goals)
    total = report.summary.iloc[-1]
    page.text(
        f"取組{int(total['initiatives'])}件の評価は、"
        + "、".join(f"{letter} {int(total[f'count_{letter}'])}" for letter in plan.grades)
        + f"、総合評価は {total['letter'] or '未定'} です（「各取組の総括」）。"
    )
    page.skip()
    for number, (section, title) in enumerate(((COMMENT, "委員会の講評"), (CLOSING, "総括")), start=3):
        _heading(page, f"{'１２３４'[number - 1]}　{title}")
        texts = [text for text in plan.comments.loc[plan.comments["section"] == section, "content"] if text.strip()]
        for text in texts or ["（委員会の開催後に記入します。）"]:
            page.text(text)
        page.skip()
    sheet.print_area(0, 0, page.line, len(_WIDTHS) - 1)


def _heading(page: _Page, text: str) -> None:
    page.text(text, "heading", Font(NORMAL.name, 12, bold=True))


def _table(page: _Page, report: Report, goals: list[GoalSheet]) -> None:
    plan, sheet, styles = report.plan, page.sheet, page.styles
    for column, label in enumerate(("区分", "達成率", "内容", "指標数", "構成割合")):
        sheet.write_string(page.line, column, label, styles("header"))
    indicators = report.indicators[report.indicators["kind"] == INDICATOR].index
    year = report.rates.xs(plan.report_year, level="year").loc[indicators]
    first = page.line + 1
    last = first + len(plan.bands) - 1
    counts = [int((year["letter"] == letter).sum()) for letter in plan.grades]
    for line, (band, count) in enumerate(zip(plan.bands, counts, strict=True), start=first):
        sheet.set_row(line, row_height([(band.wording, column_points(_WIDTHS[2]), NORMAL)]) + 4)
        sheet.write_string(line, 0, band.grade, styles("grade"))
        sheet.write_string(line, 1, f"{band.lower:f}％以上", styles("cell_centre"))
        sheet.write_string(line, 2, band.wording, styles("cell"))
        sheet.write_formula(line, 3, _count(goals, band.grade), styles("integer"), count)
        total = f"SUM($D${first + 1}:$D${last + 1})"
        share = count / sum(counts) if sum(counts) else ""
        sheet.write_formula(line, 4, f'=IF({total}=0,"",D{line + 1}/{total})', styles("share"), share)
    sheet.write_string(last + 1, 0, "合計", styles("cell_centre"))
    for column in (1, 2):
        sheet.write_blank(last + 1, column, None, styles("cell"))
    sheet.write_formula(last + 1, 3, f"=SUM(D{first + 1}:D{last + 1})", styles("integer"), sum(counts))
    whole = 1 if sum(counts) else ""
    sheet.write_formula(last + 1, 4, f'=IF(D{last + 2}=0,"",SUM(E{first + 1}:E{last + 1}))', styles("share"), whole)
    page.line = last + 2
    for state, meaning in (("未評価", "実績がまだない指標"), ("評価対象外", "目標値の設定がない指標"), ("評価不能", "計算できない指標")):
        count = int((year["state"] == state).sum())
        if count:
            sheet.write_string(page.line, 0, state, styles("cell_centre"))
            sheet.write_blank(page.line, 1, None, styles("cell"))
            sheet.write_string(page.line, 2, f"{meaning}（割合に含めない）", styles("cell"))
            sheet.write_formula(page.line, 3, _count(goals, state), styles("integer"), count)
            sheet.write_blank(page.line, 4, None, styles("cell"))
            page.line += 1
    page.skip(6)


def _count(goals: list[GoalSheet], text: str) -> str:
    """How many of the indicators' report-year grades are `text`."""
    terms = [f"COUNTIF('{goal.name}'!{grade},\"{text}\")" for goal in goals for grade in goal.grades]
    return f"={'+'.join(terms) or '0'}"
