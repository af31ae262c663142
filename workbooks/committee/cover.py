"""表紙: what the report is, the indicators' result, the committee's comments and the division's closing words."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from torikumi.schemas.bands import limit_of
from torikumi.schemas.findings import ERROR, count
from torikumi.schemas.models import Initiative
from torikumi.schemas.plan import CLOSING, COMMENT, DRAFT, FINAL, INDICATOR, TOTAL, Plan
from torikumi.schemas.report import Report
from torikumi.schemas.states import LEFT_OUT, OPEN, UNRATED
from torikumi.schemas.tables import listed
from torikumi.schemas.years import long_year
from torikumi.workbooks.committee.formulas import count as count_of
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
_MIDDLE = {"valign": "vcenter"}
_STEPS = "1 各課の回答の取りまとめ → 2 {aims}との突き合わせと評価 → 3 {committee}への報告 → 4 講評と総括 → 5 公表と次年度の見直し"


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
        page,
        f"各{plan.unit_word}の担当課が実績と自己評価を回答し、取りまとめ課が計画の"
        f"{'目標・成果指標' if report.has_indicators else '目標'}と突き合わせて集計しています。",
    )
    aims = "目標・指標" if report.has_indicators else "目標"
    _text(page, _STEPS.format(aims=aims, committee=plan.committee))
    page.row(12)
    _heading(page, "２　進捗状況・評価の結果")
    _grades(page, report, goals)
    _result(page, report)
    sections = ((COMMENT, "委員会の講評"), (CLOSING, "総括")) if plan.commented else ()
    for number, (section, title) in enumerate(sections, start=3):
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
    beside = {OPEN: total.open, LEFT_OUT.name: total.uncounted}
    more = "、".join(f"{name} {number}" for name, number in beside.items() if number)
    counts += f"（ほかに{more}）" if more else ""
    overall = f"{total.override}（取りまとめ課の決定）" if total.override else total.letter or "未定"
    page.row(6)
    _text(
        page,
        f"{report.plan.unit_word}{total.initiatives}件の評価は、{counts}、総合評価は {overall} です（「各取組の総括」）。",
    )


def _grades(page: Cursor, report: Report, goals: list[GoalSheet]) -> None:
    """The grades with what they mean, and how many of the indicators have each; where no indicator has one, how many of the initiatives."""
    plan, steps = report.plan, f"次の{len(report.plan.bands)}段階で評価しました。"
    if report.has_indicators and plan.grades_rates:
        _text(page, f"{plan.year_name}の成果指標を、目標値に対する達成率により{steps}")
        year = _due(report)
        counts = {letter: int((year["letter"] == letter).sum()) for letter in plan.grades}
        _table(page, plan, "指標数", counts, {letter: _count(goals, letter) for letter in plan.grades})
        _unrated(page, year, goals)
        return
    beside = plan.worded("成果指標の達成率は、目標ごとのシートに示します。") if report.has_indicators else ""
    _text(page, f"{plan.year_name}の{plan.unit_word}を、{steps}{beside}")
    counts = dict(zip(plan.grades, report.summary.counts(TOTAL, plan.grades), strict=True))
    _table(
        page,
        plan,
        plan.worded("取組数"),
        counts,
        {letter: f"={count_of(plan, None, letter)}" for letter in plan.grades},
    )


def _due(report: Report) -> pd.DataFrame:
    """The report year of the indicators (`Rate`)."""
    indicators = report.indicators[report.indicators["kind"] == INDICATOR].index
    return report.rates.xs(report.plan.report_year, level="year").loc[indicators]


def _table(page: Cursor, plan: Plan, label: str, counts: Mapping[str, int], formulas: Mapping[str, str]) -> None:
    """A row a grade: from which rate (where the plan has it), its meaning, how many have it, and their share."""
    _row(page, plan, [Cell(text, "header") for text in ("区分", "達成率", "内容", label, "構成割合")])
    first, last, total = page.line + 1, page.line + len(plan.bands), sum(counts.values())  # as Excel counts rows
    for band in plan.bands:
        share = f'=IF(SUM($D${first}:$D${last})=0,"",D{page.line + 1}/SUM($D${first}:$D${last}))'
        number = counts[band.grade]
        cells = [
            Cell(band.grade, "grade"),
            Cell(f"{limit_of(band):f}％以上", "cell_centre", _MIDDLE),
            Cell(band.wording, "cell", _MIDDLE),
            Cell(number, "integer", _MIDDLE, formulas[band.grade]),
            Cell(number / total if total else "", "share", _MIDDLE, share),
        ]
        _row(page, plan, cells, max(_ROW, page.styles.height([(band.wording, column_points(_WIDTHS[2]), NORMAL)]) + 4))
    blank = Cell(BLANK, "cell", _MIDDLE)
    cells = [
        Cell("合計", "cell_centre", _MIDDLE),
        blank,
        blank,
        Cell(total, "integer", _MIDDLE, f"=SUM(D{first}:D{last})"),
        Cell(1 if total else "", "share", _MIDDLE, f'=IF(D{last + 1}=0,"",SUM(E{first}:E{last}))'),
    ]
    _row(page, plan, cells)


def _row(page: Cursor, plan: Plan, cells: Sequence[Cell | None], height: float = _ROW) -> None:
    """A row of the table; of a plan without percentages the meaning takes the place of the rate, too."""
    if not plan.grades_rates:
        meaning = cells[2]
        style = page.styles(meaning.style or "cell", **meaning.look) if meaning else None
        page.sheet.merge_range(page.line, 1, page.line, 2, "", style)
        cells = [cells[0], meaning, None, *cells[3:]]
    page.row(height, cells)


def _unrated(page: Cursor, year: pd.DataFrame, goals: list[GoalSheet]) -> None:
    """The indicators that have no grade, by the reason."""
    blank = Cell(BLANK, "cell", _MIDDLE)
    for state, _, meaning in UNRATED:
        number = int((year["state"] == state).sum())
        if number:
            page.row(
                _ROW,
                [
                    Cell(state, "cell_centre", _MIDDLE),
                    blank,
                    Cell(f"{meaning}（割合に含めない）", "cell", _MIDDLE),
                    Cell(number, "integer", _MIDDLE, _count(goals, state)),
                    blank,
                ],
            )


def _count(goals: list[GoalSheet], text: str) -> str:
    """How many of the indicators' report-year grades are `text`."""
    terms = [f"COUNTIF('{goal.name}'!{grade},{quote(criterion(text))})" for goal in goals for grade in goal.grades]
    return f"={'+'.join(terms) or '0'}"
