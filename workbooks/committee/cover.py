"""表紙: what the report is, the indicators' result, the committee's comments and the division's closing words."""

from typing import Any

from torikumi.schemas.findings import ERROR, count
from torikumi.schemas.models import Initiative
from torikumi.schemas.plan import CLOSING, COMMENT, DRAFT, FINAL, INDICATOR, TOTAL
from torikumi.schemas.report import Report
from torikumi.schemas.states import LEFT_OUT, UNRATED
from torikumi.schemas.tables import listed
from torikumi.schemas.years import long_year
from torikumi.workbooks.committee.formulas import criterion, quote
from torikumi.workbooks.committee.goals import GoalSheet
from torikumi.workbooks.committee.page import A4_PORTRAIT, Cursor, page_starts, set_page
from torikumi.workbooks.metrics import NORMAL, Font, column_points
from torikumi.workbooks.sheet import BLANK, Sheet
from torikumi.workbooks.styles import Styles
from torikumi.workbooks.tables import Cell
from xlsxwriter.workbook import Workbook

SHEET = "表紙"
_WIDTHS = [10.0, 14.0, 60.0, 12.0, 12.0]
_BODY = Font(NORMAL.name, 10.5)
_ROW = 18.0
_STEPS = "1 各課の回答の取りまとめ → 2 目標・指標との突き合わせと評価 → 3 {committee}への報告 → 4 講評と総括 → 5 公表と次年度の見直し"


def write(book: Workbook, report: Report) -> Sheet:
    """The empty page, which is the first; `write_body` needs the goal sheets and follows them."""
    sheet: Sheet = book.add_worksheet(SHEET)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    set_page(sheet, A4_PORTRAIT, report.plan)
    return sheet


def write_body(sheet: Sheet, styles: Styles, report: Report, goals: list[GoalSheet]) -> int:
    """Title, sections 1 to 4 of the report, and the table of the evaluated indicators as formulas over the goal sheets. Gives the
    number of pages. A final report in which 要修正 are open says so below its title."""
    plan = report.plan
    page = Cursor(sheet, styles, _WIDTHS)
    _text(page, f"{plan.city}　{plan.division}", "right")
    page.row(30)
    _text(page, plan.name, "cover", Font(NORMAL.name, 18, bold=True))
    _text(page, f"{plan.year_name}（{plan.report_year}年度）推進状況報告書", "cover", Font(NORMAL.name, 18, bold=True))
    if plan.status == DRAFT:
        _text(page, "（案）", "cover", Font(NORMAL.name, 16, bold=True))
    errors = count(report.findings)[ERROR]
    if plan.status == FINAL and errors:
        _text(page, f"要修正の確認事項が{errors}件残ったまま確定しています。", "centre", bold=True)
    page.row(24)
    _introduction(page, report)
    _heading(page, "１　進捗管理・評価")
    _text(
        page, "各取組の担当課が実績と自己評価を回答し、取りまとめ課が計画の目標・成果指標と突き合わせて集計しています。"
    )
    _text(page, _STEPS.format(committee=plan.committee))
    page.row(12)
    _heading(page, "２　進捗状況・評価の結果")
    _text(page, f"{plan.year_name}の成果指標を、目標値に対する達成率により次の{len(plan.bands)}段階で評価しました。")
    _table(page, report, goals)
    _result(page, report)
    for number, (section, title) in enumerate(((COMMENT, "委員会の講評"), (CLOSING, "総括")), start=3):
        page.row(12)
        _heading(page, f"{'１２３４'[number - 1]}　{title}")
        texts = [text for text in plan.comments.loc[plan.comments["section"] == section, "content"] if text.strip()]
        for text in texts or ["（委員会の開催後に記入します。）"]:
            _text(page, text)
    sheet.print_area(0, 0, page.line - 1, len(_WIDTHS) - 1)
    return 1 + len(page_starts(A4_PORTRAIT, page.heights))


def _text(page: Cursor, text: str, style: str = "wrap", font: Font = _BODY, **look: Any) -> None:
    page.paragraph(text, style, font, **look)


def _introduction(page: Cursor, report: Report) -> None:
    plan = report.plan
    span = f"{long_year(plan.first_year)}から{long_year(plan.last_year)}まで"
    _text(page, f"{plan.name}は、{span}の{len(plan.years)}年間の計画です。{plan.motto}")
    _text(
        page,
        f"{_levels(report)}{len(report.initiatives)}の{plan.unit_word}について、{plan.year_name}の推進状況をまとめました。",
    )
    page.row(12)


def _levels(report: Report) -> str:
    """How many there are of each level, in words; nothing for a list that has none."""
    paths = listed(report.initiatives[Initiative.path])
    counts = [len({path[: depth + 1] for path in paths if len(path) > depth}) for depth in range(max(map(len, paths)))]
    if counts:
        counts[0] = len(report.plan.goals)
    # A word of one sign counts by itself (31種, 5柱).
    named = [
        f"{count}{'の' * (len(word) > 1)}{word}" for count, word in zip(counts, report.plan.level_words, strict=False)
    ]
    return f"{'、'.join(named)}に分けた" if named else ""


def _heading(page: Cursor, text: str) -> None:
    _text(page, text, "heading", Font(NORMAL.name, 12, bold=True))


def _result(page: Cursor, report: Report) -> None:
    """The initiatives' result in one sentence."""
    total = report.summary.of[TOTAL]
    counts = "、".join(f"{letter} {report.summary.count(TOTAL, letter)}" for letter in report.plan.grades)
    counts += f"（ほかに{LEFT_OUT.name} {total.uncounted}）" if total.uncounted else ""
    overall = f"{total.override}（取りまとめ課の決定）" if total.override else total.letter or "未定"
    page.row(6)
    _text(
        page,
        f"{report.plan.unit_word}{total.initiatives}件の評価は、{counts}、総合評価は {overall} です（「各取組の総括」）。",
    )


def _table(page: Cursor, report: Report, goals: list[GoalSheet]) -> None:
    plan, middle = report.plan, {"valign": "vcenter"}
    page.row(_ROW, [Cell(label, "header") for label in ("区分", "達成率", "内容", "指標数", "構成割合")])
    indicators = report.indicators[report.indicators["kind"] == INDICATOR].index
    year = report.rates.xs(plan.report_year, level="year").loc[indicators]
    counts = [int((year["letter"] == letter).sum()) for letter in plan.grades]
    first, last = page.line + 1, page.line + len(plan.bands)  # as Excel counts rows
    for band, number in zip(plan.bands, counts, strict=True):
        share = f'=IF(SUM($D${first}:$D${last})=0,"",D{page.line + 1}/SUM($D${first}:$D${last}))'
        page.row(
            max(_ROW, page.styles.height([(band.wording, column_points(_WIDTHS[2]), NORMAL)]) + 4),
            [
                Cell(band.grade, "grade"),
                Cell(f"{band.lower:f}％以上", "cell_centre", middle),
                Cell(band.wording, "cell", middle),
                Cell(number, "integer", middle, _count(goals, band.grade)),
                Cell(number / sum(counts) if sum(counts) else "", "share", middle, share),
            ],
        )
    blank = Cell(BLANK, "cell", middle)
    page.row(
        _ROW,
        [
            Cell("合計", "cell_centre", middle),
            blank,
            blank,
            Cell(sum(counts), "integer", middle, f"=SUM(D{first}:D{last})"),
            Cell(1 if sum(counts) else "", "share", middle, f'=IF(D{last + 1}=0,"",SUM(E{first}:E{last}))'),
        ],
    )
    for state, _, meaning in UNRATED:
        number = int((year["state"] == state).sum())
        if number:
            page.row(
                _ROW,
                [
                    Cell(state, "cell_centre", middle),
                    blank,
                    Cell(f"{meaning}（割合に含めない）", "cell", middle),
                    Cell(number, "integer", middle, _count(goals, state)),
                    blank,
                ],
            )


def _count(goals: list[GoalSheet], text: str) -> str:
    """How many of the indicators' report-year grades are `text`."""
    terms = [f"COUNTIF('{goal.name}'!{grade},{quote(criterion(text))})" for goal in goals for grade in goal.grades]
    return f"={'+'.join(terms) or '0'}"
