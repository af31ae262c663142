"""目標1 …: a sheet for each goal, with its outline, its indicators year by year and as charts, and its initiatives' grades beside them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from operator import attrgetter
from typing import Any

from torikumi.schemas.methods import UNITS_DIFFER, Method, method_of
from torikumi.schemas.plan import INDICATOR
from torikumi.schemas.report import Report
from torikumi.schemas.states import LEFT_OUT, UNANSWERED, UNGRADED
from torikumi.schemas.tables import tuples
from torikumi.schemas.years import short_year
from torikumi.workbooks.committee import charts, formulas, years
from torikumi.workbooks.committee.page import A4_PORTRAIT, Cursor, page_starts, set_page, table_width
from torikumi.workbooks.metrics import NORMAL, Font, column_points
from torikumi.workbooks.sheet import BLANK, Sheet
from torikumi.workbooks.styles import Styles
from torikumi.workbooks.tables import Cell, write_row
from xlsxwriter.utility import xl_rowcol_to_cell as cell
from xlsxwriter.workbook import Workbook

_LABEL, _BASELINE, _YEARS = 0, 1, 2  # the columns of an indicator's table
_LABEL_WIDTH = 20.0
_ROW = 18.0  # points of a table's row
_CHART_ROWS, _CHART_ROW = 8, 15.0
_GAP = 10.0
_MIDDLE = {"valign": "vcenter"}
_NAME = Font(NORMAL.name, 10, bold=True)
_PLOT_LABEL = "グラフ用の値（数でない年は#N/A）"


@dataclass
class GoalSheet:
    """A written sheet: where the report year's indicator grades stand (what the cover counts), and how it is paged."""

    name: str
    sheet: Sheet
    grades: tuple[str, ...] = ()  # cells
    breaks: list[int] = field(default_factory=list)
    pages: int = 1
    last: int = 0  # the row behind the last
    last_column: int = 0


def write(book: Workbook, styles: Styles, report: Report) -> list[GoalSheet]:
    """A sheet for each goal of the plan, in their order; `finish` sets their print areas. None where all that they could show stands in
    各取組の総括: a plan without indicators whose goals have neither 概要 nor 方向性."""
    goals = report.plan.goals
    described = (goals["outline"].str.strip() + goals["direction"].str.strip()).ne("").any()
    if not (report.has_indicators or described):
        return []
    return [_Goal(book, styles, report, goal).write() for goal in tuples(report.plan.goals)]


def finish(goals: Sequence[GoalSheet], styles: Styles, blank: bool) -> None:
    """Page breaks and print areas; with `blank` a last page that says that it is left blank."""
    for goal in goals:
        if blank and goal is goals[-1]:
            goal.breaks.append(goal.last)
            goal.sheet.write_string(goal.last, 0, "（このページは余白です）", styles("text", font_color="7F7F7F"))
            goal.last += 1
        goal.sheet.set_h_pagebreaks(goal.breaks)
        goal.sheet.print_area(0, 0, goal.last - 1, goal.last_column)


class _Goal:
    """Writes one goal's sheet from the top down."""

    def __init__(self, book: Workbook, styles: Styles, report: Report, goal: Any) -> None:
        self.book, self.styles, self.report, self.plan, self.goal = book, styles, report, report.plan, goal
        self.number = int(goal.goal)
        self.name = self.plan.scope_name(self.number)
        self.sheet: Sheet = book.add_worksheet(self.name)
        self.last_column = max(
            _YEARS + len(self.plan.years) - 1, _BASELINE + len(self.plan.grades) + 2 + bool(self.plan.uncounted)
        )
        self.first = _YEARS if _has_baselines(report) else _BASELINE  # the column of the first year of an indicator
        self.widths = _widths(self.last_column)
        self.page = Cursor(self.sheet, styles, self.widths)

    def write(self) -> GoalSheet:
        for column, width in enumerate(self.widths):
            self.sheet.set_column(column, column, width)
        scale = min(100, int(100 * A4_PORTRAIT.body_width / table_width(self.widths)))
        self.sheet.set_print_scale(scale)
        set_page(self.sheet, A4_PORTRAIT, self.plan)
        self._head()
        self._initiatives()
        grades, tops = self._indicators()
        tops += self._movers()
        ends = [*tops[1:], self.page.line]
        blocks = [sum(self.page.heights[top:end]) for top, end in zip(tops, ends, strict=True)]
        breaks = [tops[place] for place in page_starts(A4_PORTRAIT, blocks)]
        return GoalSheet(
            self.name, self.sheet, tuple(grades), breaks, len(breaks) + 1, self.page.line, self.last_column
        )

    def _head(self) -> None:
        page = self.page
        page.lines(f"{self.name}　{self.goal.name}", Font(NORMAL.name, 14, bold=True))
        said = (("概要", self.goal.outline), ("方向性", self.goal.direction))
        for label, text in ((label, text) for label, text in said if (text or "").strip()):
            page.row(6)
            write_row(self.sheet, self.styles, page.line, [Cell(label, "header")])
            page.lines(text, column=1)
        page.row(_GAP)

    def _initiatives(self) -> None:
        """The grades of the goal's initiatives, beside which the indicators are read."""
        plan, page, row = self.plan, self.page, self.report.summary.of[self.number]
        page.row(20, [Cell(plan.worded(f"取組の評価（{plan.year_name}）"), "heading")])
        beside = [LEFT_OUT.name] if plan.uncounted else []
        labels = ["区分", plan.worded("取組数"), *plan.grades, f"{UNGRADED}・\n{UNANSWERED}", *beside, "総合評価"]
        page.row(28, [Cell(label, "header") for label in labels])
        counts = [cell(page.line, _BASELINE + 1 + rank) for rank in range(len(plan.grades))]
        whole, left = cell(page.line, _BASELINE), cell(page.line, _BASELINE + 1 + len(plan.grades))
        uncounted = cell(page.line, _BASELINE + 2 + len(plan.grades)) if plan.uncounted else ""
        terms = [formulas.count(plan, self.number, letter) for letter in plan.uncounted_grades]
        page.row(
            _ROW,
            [
                Cell(plan.worded("取組の数"), "cell", _MIDDLE),
                Cell(int(row.initiatives), "integer", _MIDDLE, f"={formulas.count(plan, self.number)}"),
                *(
                    Cell(
                        self.report.summary.count(self.number, letter),
                        "integer",
                        _MIDDLE,
                        f"={formulas.count(plan, self.number, letter)}",
                    )
                    for letter in plan.grades
                ),
                Cell(int(row.open), "integer", _MIDDLE, formulas.still_open(whole, counts, uncounted)),
                *(Cell(int(row.uncounted), "integer", _MIDDLE, f"={'+'.join(terms)}") for _ in beside),
                Cell(
                    row.letter,
                    "grade",
                    {"bold": True},
                    formulas.overall(plan, counts, formulas.denominator(plan, whole, left, uncounted)),
                ),
            ],
        )
        self._before()
        if row.override:
            page.lines(f"総合評価は、取りまとめ課の決定により {row.override} とします（各取組の総括）。")
        page.row(_GAP)

    def _before(self) -> None:
        """The counts of the year before below those of the report year, where the list has them."""
        if not len(self.report.changes):
            return
        counts = years.counts_before(self.report, self.number)
        first, last = (cell(self.page.line, _BASELINE + place) for place in (1, len(counts)))
        total = Cell(sum(count.value for count in counts), "integer", _MIDDLE, f"=SUM({first}:{last})")
        blank = [Cell(BLANK, "cell")] * (2 + bool(self.plan.uncounted))
        self.page.row(_ROW, [Cell(years.before_name(self.report), "cell", _MIDDLE), total, *counts, *blank])
        self.page.lines(years.note(self.report))

    def _movers(self) -> list[int]:
        """The initiatives whose grade has changed. Gives the first rows of what is printed whole on a page."""
        if not len(self.report.changes):
            return []
        spans = (1, self.last_column - 4, 2, 1, 1)
        return years.write_movers(self.page, self.report, self.number, self.widths, spans)

    def _indicators(self) -> tuple[list[str], list[int]]:
        """All indicators of the goal. Gives the report year's grade cells, and the first rows of what is printed whole on a page: of the
        sheet's head and of each indicator."""
        if not self.report.has_indicators:
            return [], [0]
        shown = [row for row in tuples(self.report.indicators) if row.Index[1] == self.number]
        self.page.row(20, [Cell("成果指標", "heading")])
        grades, tops = [], [0]
        for indicator in (row for row in shown if row.kind == INDICATOR):
            references = [row for row in shown if row.kind != INDICATOR and row.parent == indicator.Index[0]]
            tops.append(self.page.line)
            grades += self._indicator(indicator, references)
        if len(tops) == 1:
            self.page.row(_ROW, [Cell("この目標に成果指標はありません。", "text")])
        return grades, tops

    def _indicator(self, indicator: Any, references: Sequence[Any]) -> list[str]:
        """Name, years, 参考 rows, actual A, target B, rate, grade (where a rate gives one), source and chart. Gives the report year's grade
        cell."""
        page, years = self.page, list(self.plan.years)
        row_id, method = indicator.Index[0], method_of(indicator.method or "")
        page.lines(f"◆{indicator.indicator}", _NAME)
        header = page.line
        page.row(
            _ROW, [Cell(label, "header") for label in ("年度", *["初期値"] * (self.first - 1), *map(short_year, years))]
        )
        for reference in references:
            label = reference.indicator
            height = self.styles.height([(label, column_points(_LABEL_WIDTH), NORMAL)]) + 3
            values = self._values(reference.Index[0], "actual", reference.baseline)
            page.row(max(_ROW, height), [Cell(label, "cell", _MIDDLE), *values])
        actual = page.line
        grade = ["評価"] * self.plan.grades_rates
        for line, label in enumerate(("実績　A", "目標値　B", method.label, *grade), start=actual):
            write_row(self.sheet, self.styles, line, [Cell(label, "cell", _MIDDLE)])
        rates = self.report.rates_of[row_id, self.number]
        for values in (
            self._values(row_id, "actual", indicator.baseline),
            self._values(row_id, "target", None),
            *self._results(rates, method, actual),
        ):
            page.row(_ROW, [None, *values])
        page.lines(f"出典：「{indicator.source}」" if indicator.source else "")
        self._chart(indicator, rates, (header, actual + 1, actual))
        page.row(_GAP)
        place = self.first + years.index(self.plan.report_year)
        return [cell(actual + 3, place, row_abs=True, col_abs=True) for _ in grade]

    def _results(self, rates: Sequence[Any], method: Method, actual: int) -> list[list[Cell]]:
        """The rows of the rates and of the grades, where a rate gives one, over the years, as formulas of the figures from the row `actual`
        on."""
        plan = self.plan
        shares, letters = ([Cell(BLANK, "cell")] * (self.first - 1) for _ in range(2))
        for column, result in enumerate(rates, start=self.first):
            a, t, b = cell(actual, column), cell(actual + 1, column), cell(actual, _BASELINE)
            computed = result.reason == UNITS_DIFFER and formulas.no_rate(UNITS_DIFFER, a, t)
            why = result.reason if _both(result) else ""
            share = why if result.rate is None else float(result.rate)
            shares.append(Cell(share, "share", _MIDDLE, computed or formulas.rate(method, a, t, b)))
            year = result.Index[-1]
            due, bold = year <= plan.report_year, {"bold": year == plan.report_year}
            formula = formulas.indicator_grade(plan, cell(actual + 2, column), a, t, due=due)
            letters.append(Cell(result.letter or result.state, "grade", bold, formula))
        return [shares, letters] if plan.grades_rates else [shares]

    def _chart(self, indicator: Any, rates: Sequence[Any], rows: tuple[int, int, int]) -> None:
        header, target, actual = rows
        first, last = self.first, self.first + len(self.plan.years) - 1
        unit = next((year.unit for year in rates if year.unit), "") or indicator.unit or ""
        aims, results = (
            self._plotted(row, rates, field, header) for row, field in ((target, "target"), (actual, "actual"))
        )
        chart = charts.indicator_chart(self.book, self.name, (header, first, header, last), aims, results, unit)
        chart.set_size(
            {"width": int(table_width(self.widths) / 0.75) - 2, "height": int(_CHART_ROWS * _CHART_ROW / 0.75) - 6}
        )
        labels = [short_year(year) for year in self.plan.years]
        words = [
            charts.years_in_words(name, labels, [getattr(year, field) for year in rates])
            for name, field in (("目標値", "target"), ("実績", "actual"))
        ]
        options = {
            "description": f"「{indicator.indicator}」の年度ごとの折れ線グラフ。{''.join(words)}",
            "x_offset": 1,
            "y_offset": 3,
        }
        self.sheet.insert_chart(self.page.line, 0, chart, options)
        for _ in range(_CHART_ROWS):
            self.page.row(_CHART_ROW)

    def _plotted(self, line: int, rates: Sequence[Any], field: str, header: int) -> charts.Cells:
        """The cells that a chart reads: the row itself; where it holds words (設定なし), which a chart would draw as 0, a row of formulas
        beside the print area in which they are #N/A."""
        first, size = self.first, len(self.plan.years)
        numbers, texts = ([getattr(year, name) for year in rates] for name in (f"{field}_value", field))
        if not any(number is None and (text or "").strip() for number, text in zip(numbers, texts, strict=True)):
            return line, first, line, first + size - 1
        beside = self.last_column + 2
        self.sheet.write_string(header, beside, _PLOT_LABEL, self.styles("text", font_color="7F7F7F"))
        percent = {"num_format": "0.0%"} if self._is_percent(rates) else {"num_format": "General"}
        for offset, number in enumerate(numbers):
            source = cell(line, first + offset)
            cached = "#N/A" if number is None else float(number) / (100 if percent["num_format"] == "0.0%" else 1)
            look = self.styles("text", font_color="7F7F7F", **percent)
            self.sheet.write_formula(line, beside + offset, f"=IF(ISNUMBER({source}),{source},NA())", look, cached)
        return line, beside, line, beside + size - 1

    @staticmethod
    def _is_percent(rates: Sequence[Any]) -> bool:
        return any(year.unit in ("%", "％") for year in rates)

    def _values(self, row_id: int, field: str, baseline: str | None) -> list[Cell]:
        """The baseline (None: a row that has none) and the values of the years."""
        rates = self.report.rates_of[row_id, self.number]
        first = [Cell(BLANK, "cell")] * (self.first - 1)
        if baseline is not None and first:
            first = [_value(baseline, rates[0].baseline_value, rates[0].baseline_unit)]
        given = attrgetter(field, f"{field}_value", f"{field}_unit")
        return [*first, *(_value(*given(year)) for year in rates)]


def _has_baselines(report: Report) -> bool:
    """Whether the indicators have 初期値, or a method that asks for it."""
    used = (row.baseline.strip() or method_of(row.method).from_baseline for row in tuples(report.indicators))
    return any(used) or not report.has_indicators


def _value(text: str, number: Decimal | None, unit: str) -> Cell:
    """A number as a number with its unit in the format, words as they stand, a blank blank."""
    if number is None:
        return Cell(text, "cell_centre", _MIDDLE) if text.strip() else Cell(BLANK, "cell")
    places = "0" * max(0, -int(number.as_tuple().exponent))
    digits = f"#,##0.{places}" if places else "#,##0"
    if unit == "%":
        return Cell(float(number / 100), "share", {"num_format": f"{digits}%_ "} | _MIDDLE)
    suffix = f'"{unit}"' if unit else ""
    return Cell(float(number), "integer", {"num_format": f"{digits}{suffix}_ "} | _MIDDLE)


def _both(result: Any) -> bool:
    return result.actual_value is not None and result.target_value is not None


def _widths(last_column: int) -> list[float]:
    """The label's column, and the others alike, as wide as fits the page; at least 8 characters, then the page is scaled."""
    room = A4_PORTRAIT.body_width - table_width([_LABEL_WIDTH])
    each = max(8.0, float(int((room / last_column - table_width([0])) / 4.5)))
    return [_LABEL_WIDTH, *[each] * last_column]
