"""目標1 …: a sheet for each goal, with its outline, its indicators year by year and as charts, and its initiatives' grades beside them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pandas as pd
from torikumi.schemas.methods import UNITS_DIFFER, method_of
from torikumi.schemas.plan import INDICATOR, scope_name
from torikumi.schemas.report import Report
from torikumi.schemas.states import UNANSWERED, UNGRADED
from torikumi.schemas.years import short_year
from torikumi.workbooks.committee import charts, formulas
from torikumi.workbooks.committee.page import A4_PORTRAIT, Lines, set_page, table_width, text_width_of, write_lines
from torikumi.workbooks.metrics import NORMAL, Font, column_points
from torikumi.workbooks.styles import Styles
from xlsxwriter.utility import xl_rowcol_to_cell as cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

_LABEL, _BASELINE, _YEARS = 0, 1, 2  # the columns of an indicator's table
_LABEL_WIDTH = 20.0
_ROW = 18.0  # points of a table's row
_CHART_ROWS, _CHART_ROW = 8, 15.0
_GAP = 10.0
_NAME = Font(NORMAL.name, 10, bold=True)
_PLOT_LABEL = "グラフ用の値（数でない年は#N/A）"


@dataclass
class GoalSheet:
    """A written sheet: where the report year's indicator grades stand (what the cover counts), and how it is paged."""

    name: str
    sheet: Worksheet
    grades: tuple[str, ...] = ()  # cells
    breaks: list[int] = field(default_factory=list)
    pages: int = 1
    last: int = 0  # the row behind the last
    last_column: int = 0


def write(book: Workbook, styles: Styles, report: Report) -> list[GoalSheet]:
    """A sheet for each goal of the plan, in their order; `finish` sets their print areas."""
    return [_Goal(book, styles, report, goal).write() for goal in report.plan.goals.itertuples()]


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
        self.name = scope_name(self.number)
        self.sheet = book.add_worksheet(self.name)
        self.last_column = max(_YEARS + len(self.plan.years) - 1, _BASELINE + len(self.plan.grades) + 2)
        self.widths = _widths(self.last_column)
        self.text_width = text_width_of(self.widths)
        self.heights: list[float] = []  # of the rows that are done, in points
        self.pages = Lines(A4_PORTRAIT)
        self.breaks: list[int] = []

    def write(self) -> GoalSheet:
        for column, width in enumerate(self.widths):
            self.sheet.set_column(column, column, width)
        scale = min(100, int(100 * A4_PORTRAIT.body_width / table_width(self.widths)))
        self.sheet.set_print_scale(scale)
        set_page(self.sheet, A4_PORTRAIT, self.plan)
        self._head()
        self._initiatives()
        grades = self._indicators()
        return GoalSheet(
            self.name, self.sheet, tuple(grades), self.breaks, self.pages.pages, self.line, self.last_column
        )

    @property
    def line(self) -> int:
        """The row that is written next."""
        return len(self.heights)

    def _row(self, height: float) -> None:
        self.sheet.set_row(self.line, height)
        self.heights.append(height)

    def _lines(self, text: str, font: Font = NORMAL, column: int = 0) -> None:
        width = self.text_width - (column_points(self.widths[0]) if column else 0)
        self.heights += write_lines(self.sheet, self.styles, (self.line, column), text, width, font)

    def _head(self) -> None:
        self._lines(f"{self.name}　{self.goal.name}", Font(NORMAL.name, 14, bold=True))
        for label, text in (("概要", self.goal.outline), ("方向性", self.goal.direction)):
            self._row(6)
            self.sheet.write_string(self.line, 0, label, self.styles("header"))
            self._lines(text or "", column=1)
        self._row(_GAP)

    def _initiatives(self) -> None:
        """The grades of the goal's initiatives, beside which the indicators are read."""
        plan, sheet, styles, row = self.plan, self.sheet, self.styles, self.report.summary.scopes.loc[self.number]
        sheet.write_string(self.line, 0, f"取組の評価（{plan.year_name}）", styles("heading"))
        self._row(20)
        open_column = _BASELINE + 1 + len(plan.grades)
        sheet.write_string(self.line, _LABEL, "区分", styles("header"))
        for column, label in enumerate(
            ["取組数", *plan.grades, f"{UNGRADED}・\n{UNANSWERED}", "総合評価"], start=_BASELINE
        ):
            sheet.write_string(self.line, column, label, styles("header"))
        self._row(28)
        line, integer = self.line, styles("integer", valign="vcenter")
        sheet.write_string(line, _LABEL, "取組の数", styles("cell", valign="vcenter"))
        sheet.write_formula(line, _BASELINE, f"={formulas.count(plan, self.number)}", integer, int(row["initiatives"]))
        counts = [cell(line, _BASELINE + 1 + rank) for rank in range(len(plan.grades))]
        for rank, letter in enumerate(plan.grades):
            formula = f"={formulas.count(plan, self.number, letter)}"
            number = self.report.summary.count(self.number, letter)
            sheet.write_formula(line, _BASELINE + 1 + rank, formula, integer, number)
        left = f"={cell(line, _BASELINE)}-SUM({counts[0]}:{counts[-1]})"
        sheet.write_formula(line, open_column, left, integer, int(row["open"]))
        n = formulas.denominator(plan, cell(line, _BASELINE), cell(line, open_column))
        sheet.write_formula(
            line, open_column + 1, formulas.overall(plan, counts, n), styles("grade", bold=True), row["letter"]
        )
        self._row(_ROW)
        if row.get("override"):
            self._lines(f"総合評価は、取りまとめ課の決定により {row['override']} とします（各取組の総括）。")
        self._row(_GAP)

    def _indicators(self) -> list[str]:
        """All indicators of the goal, each whole on one page. Gives the report year's grade cells."""
        shown = self.report.indicators[self.report.indicators.index.get_level_values("goal") == self.number]
        self.sheet.write_string(self.line, 0, "成果指標", self.styles("heading"))
        self._row(20)
        self.pages.add(sum(self.heights))
        grades = []
        for indicator in shown[shown["kind"] == INDICATOR].itertuples():
            references = shown[(shown["parent"] == indicator.Index[0]) & (shown["kind"] != INDICATOR)]
            top = self.line
            grades.append(self._indicator(indicator, references))
            if self.pages.add(sum(self.heights[top:])):
                self.breaks.append(top)
        if not grades:
            self.sheet.write_string(self.line, 0, "この目標に成果指標はありません。", self.styles("text"))
            self._row(_ROW)
        return grades

    def _indicator(self, indicator: Any, references: pd.DataFrame) -> str:
        """Name, years, 参考 rows, actual A, target B, rate, grade, source and chart. Gives the report year's grade cell."""
        plan, sheet, styles, years = self.plan, self.sheet, self.styles, list(self.plan.years)
        row_id, method = indicator.Index[0], method_of(indicator.method or "")
        self._lines(f"◆{indicator.indicator}", _NAME)
        header = self.line
        for column, label in enumerate(["年度", "初期値", *map(short_year, years)]):
            sheet.write_string(header, column, label, styles("header"))
        self._row(_ROW)
        for reference in references.itertuples():
            label = reference.indicator
            sheet.write_string(self.line, _LABEL, label, styles("cell", valign="vcenter"))
            self._values(reference.Index[0], "actual", reference.baseline)
            self._row(max(_ROW, styles.height([(label, column_points(_LABEL_WIDTH), NORMAL)]) + 3))
        actual, target, rate, grade = range(self.line, self.line + 4)
        for row, label in zip(
            (actual, target, rate, grade),
            ("実績　A", "目標値　B", method.label, "評価"),
            strict=True,
        ):
            sheet.write_string(row, _LABEL, label, styles("cell", valign="vcenter"))
        self._values(row_id, "actual", indicator.baseline)
        self._row(_ROW)
        self._values(row_id, "target", None)
        self._row(_ROW)
        rates = self.report.rates.loc[(row_id, self.number)]
        for row in (rate, grade):
            sheet.write_blank(row, _BASELINE, None, styles("cell"))
        for column, result in enumerate(rates.itertuples(), start=_YEARS):
            a, t, b = cell(actual, column), cell(target, column), cell(actual, _BASELINE)
            computed = result.reason == UNITS_DIFFER and formulas.no_rate(UNITS_DIFFER, a, t)
            cached = result.reason if result.rate is None and _both(result) else ""
            sheet.write_formula(
                rate,
                column,
                computed or formulas.rate(method, a, t, b),
                styles("share", valign="vcenter"),
                cached if result.rate is None else float(result.rate),
            )
            formula = formulas.indicator_grade(plan, cell(rate, column), a, t, due=result.Index <= plan.report_year)
            bold = {"bold": result.Index == plan.report_year}
            sheet.write_formula(grade, column, formula, styles("grade", **bold), result.letter or result.state)
        self._row(_ROW)
        self._row(_ROW)
        self._lines(f"出典：「{indicator.source}」" if indicator.source else "")
        self._chart(indicator, rates, (header, target, actual))
        self._row(_GAP)
        return cell(grade, _YEARS + years.index(plan.report_year), row_abs=True, col_abs=True)

    def _chart(self, indicator: Any, rates: pd.DataFrame, rows: tuple[int, int, int]) -> None:
        header, target, actual = rows
        first, last = _YEARS, _YEARS + len(self.plan.years) - 1
        unit = next((text for text in rates["unit"] if text), "") or indicator.unit or ""
        aims, results = (
            self._plotted(row, rates, field, header) for row, field in ((target, "target"), (actual, "actual"))
        )
        chart = charts.indicator_chart(self.book, self.name, (header, first, header, last), aims, results, unit)
        chart.set_size(
            {"width": int(table_width(self.widths) / 0.75) - 2, "height": int(_CHART_ROWS * _CHART_ROW / 0.75) - 6}
        )
        labels = [short_year(year) for year in self.plan.years]
        words = [
            charts.years_in_words(name, labels, list(rates[field]))
            for name, field in (("目標値", "target"), ("実績", "actual"))
        ]
        options = {
            "description": f"「{indicator.indicator}」の年度ごとの折れ線グラフ。{''.join(words)}",
            "x_offset": 1,
            "y_offset": 3,
        }
        self.sheet.insert_chart(self.line, 0, chart, options)
        for _ in range(_CHART_ROWS):
            self._row(_CHART_ROW)

    def _plotted(self, line: int, rates: pd.DataFrame, field: str, header: int) -> charts.Cells:
        """The cells that a chart reads: the row itself; where it holds words (設定なし), which a chart would draw as 0, a row of formulas
        beside the print area in which they are #N/A."""
        first, size = _YEARS, len(self.plan.years)
        numbers, texts = rates[f"{field}_value"], rates[field]
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
    def _is_percent(rates: pd.DataFrame) -> bool:
        return any(text in ("%", "％") for text in rates["unit"])

    def _values(self, row_id: int, field: str, baseline: str | None) -> None:
        """One row of values: numbers as numbers with their unit in the format, words as they stand, blanks blank."""
        rates = self.report.rates.loc[(row_id, self.number)]
        if baseline is None:
            self.sheet.write_blank(self.line, _BASELINE, None, self.styles("cell"))
        else:
            self._value(_BASELINE, baseline, rates["baseline_value"].iloc[0], rates["baseline_unit"].iloc[0])
        of_years = zip(rates[field], rates[f"{field}_value"], rates[f"{field}_unit"], strict=True)
        for column, (text, number, unit) in enumerate(of_years, start=_YEARS):
            self._value(column, text, number, unit)

    def _value(self, column: int, text: str, number: Decimal | None, unit: str) -> None:
        sheet, styles, line = self.sheet, self.styles, self.line
        if number is None:
            if text.strip():
                sheet.write_string(line, column, text, styles("cell_centre", valign="vcenter"))
            else:
                sheet.write_blank(line, column, None, styles("cell"))
            return
        places = "0" * max(0, -int(number.as_tuple().exponent))
        digits = f"#,##0.{places}" if places else "#,##0"
        if unit == "%":
            look = styles("share", num_format=f"{digits}%_ ", valign="vcenter")
            sheet.write_number(line, column, float(number / 100), look)
        else:
            number_format = f'{digits}"{unit}"_ ' if unit else f"{digits}_ "
            sheet.write_number(
                line, column, float(number), styles("integer", num_format=number_format, valign="vcenter")
            )


def _both(result: Any) -> bool:
    return result.actual_value is not None and result.target_value is not None


def _widths(last_column: int) -> list[float]:
    """The label's column, and the others alike, as wide as fits the page; at least 8 characters, then the page is scaled."""
    room = A4_PORTRAIT.body_width - table_width([_LABEL_WIDTH])
    each = max(8.0, float(int((room / last_column - table_width([0])) / 4.5)))
    return [_LABEL_WIDTH, *[each] * last_column]
