"""目標1 …: a sheet for each goal, with its outline, its indicators year by year, and its initiatives' grades beside them."""

from dataclasses import dataclass
from decimal import Decimal

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell as cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from schemas.keys import fold
from schemas.plan import INDICATOR, Plan
from schemas.report import Report
from schemas.years import short_year
from workbooks.committee import formulas
from workbooks.metrics import NORMAL, Font, column_points, row_height
from workbooks.styles import Styles

_LABEL, _BASELINE, _YEARS = 0, 1, 2  # the columns of an indicator's table
_WIDTH = 13


@dataclass(frozen=True)
class GoalSheet:
    """Where the report year's indicator grades of a goal stand: what the cover counts."""

    name: str
    grades: tuple[str, ...]  # cells


def sheet_name(goal: int) -> str:
    return f"目標{goal}"


def write(book: Workbook, styles: Styles, report: Report) -> list[GoalSheet]:
    """A sheet for each goal of the plan, in their order."""
    return [_write_goal(book, styles, report, goal) for _, goal in report.plan.goals.iterrows()]


def _write_goal(book: Workbook, styles: Styles, report: Report, goal: pd.Series) -> GoalSheet:
    plan = report.plan
    number = int(goal["goal"])
    sheet = book.add_worksheet(sheet_name(number))
    sheet.set_column(_LABEL, _LABEL, 22)
    sheet.set_column(_BASELINE, _YEARS + len(plan.years) - 1, _WIDTH)
    sheet.set_row(0, 26)
    sheet.write_string(0, 0, f"目標{number}　{goal['name']}", styles("title"))
    line = 2
    for label, text in (("概要", goal["outline"]), ("方向性", goal["direction"])):
        line = _paragraph(sheet, styles, plan, line, label, text)
    line = _initiatives(sheet, styles, report, number, line)
    sheet.write_string(line, 0, "成果指標", styles("heading"))
    line += 1
    shown = report.indicators[report.indicators.index.get_level_values("goal") == number]
    cells: list[str] = []
    breaks: list[int] = []
    top = 0
    for (row_id, _), indicator in shown[shown["kind"] == INDICATOR].iterrows():
        references = shown[(shown["parent"] == row_id) & (shown["kind"] != INDICATOR)]
        if line - top + 8 + len(references) > _LINES_OF_A_PAGE:
            breaks.append(line)
            top = line
        line, grade = _indicator(sheet, styles, report, number, row_id, indicator, references, line)
        cells.append(grade)
    if not cells:
        sheet.write_string(line, 0, "この目標に成果指標はありません。", styles("text"))
    sheet.set_portrait()
    sheet.set_paper(9)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.set_h_pagebreaks(breaks)
    sheet.set_footer("&C&P / &N")
    return GoalSheet(sheet_name(number), tuple(cells))


_LINES_OF_A_PAGE = 46


def _paragraph(sheet: Worksheet, styles: Styles, plan: Plan, line: int, label: str, text: str) -> int:
    """A label and its text over the whole width; the merged cell gets the height of its text."""
    last = _YEARS + len(plan.years) - 1
    width = sum(column_points(_WIDTH) for _ in range(_BASELINE, last + 1))
    sheet.set_row(line, row_height([(text, width, NORMAL)]) + 4)
    sheet.write_string(line, _LABEL, label, styles("header"))
    sheet.merge_range(line, _BASELINE, line, last, "", styles("cell"))
    sheet.write_string(line, _BASELINE, text, styles("cell", valign="vcenter"))
    return line + 1


def _initiatives(sheet: Worksheet, styles: Styles, report: Report, goal: int, line: int) -> int:
    """The grades of the goal's initiatives, beside which the indicators are read."""
    plan = report.plan
    row = report.summary.loc[goal]
    line += 1
    sheet.write_string(line, 0, f"取組の評価（{plan.year_name}）", styles("heading"))
    labels = ["取組数", *plan.grades, "未評価・未回答", "総合評価"]
    open_column = _BASELINE + 1 + len(plan.grades)
    for column, label in enumerate(labels, start=_BASELINE):
        sheet.write_string(line + 1, column, label, styles("header"))
    sheet.write_blank(line + 1, _LABEL, None, styles("header"))
    sheet.write_string(line + 2, _LABEL, "取組の数", styles("cell_centre"))
    counted = f"={formulas.count(plan, goal)}"
    sheet.write_formula(line + 2, _BASELINE, counted, styles("integer"), int(row["initiatives"]))
    counts = [cell(line + 2, _BASELINE + 1 + rank) for rank in range(len(plan.grades))]
    for rank, letter in enumerate(plan.grades):
        formula = f"={formulas.count(plan, goal, letter)}"
        sheet.write_formula(line + 2, _BASELINE + 1 + rank, formula, styles("integer"), int(row[f"count_{letter}"]))
    left = f"={cell(line + 2, _BASELINE)}-SUM({counts[0]}:{counts[-1]})"
    sheet.write_formula(line + 2, open_column, left, styles("integer"), int(row["open"]))
    n = formulas.denominator(plan, cell(line + 2, _BASELINE), cell(line + 2, open_column))
    overall = formulas.overall(plan, counts, n)
    sheet.write_formula(line + 2, open_column + 1, overall, styles("grade", bold=True), row["letter"])
    return line + 4


def _indicator(
    sheet: Worksheet,
    styles: Styles,
    report: Report,
    goal: int,
    row_id: int,
    indicator: pd.Series,
    references: pd.DataFrame,
    line: int,
) -> tuple[int, str]:
    """One indicator: name, years, 参考 rows, actual A, target B, rate, grade, source. Gives the next line and the report year's grade cell."""
    plan = report.plan
    method = fold(indicator.get("method") or "")
    last = _YEARS + len(plan.years) - 1
    width = column_points(22) + (last - _LABEL) * column_points(_WIDTH)
    name = f"◆{indicator['indicator']}"
    sheet.set_row(line, row_height([(name, width, Font(NORMAL.name, 10, bold=True))]) + 4)
    sheet.merge_range(line, _LABEL, line, last, "", styles("wrap", bold=True, font_size=10, valign="vcenter"))
    sheet.write_string(line, _LABEL, name, styles("wrap", bold=True, font_size=10, valign="vcenter"))
    sheet.write_blank(line + 1, _LABEL, None, styles("header"))
    sheet.write_string(line + 1, _BASELINE, "初期値", styles("header"))
    for column, year in enumerate(plan.years, start=_YEARS):
        sheet.write_string(line + 1, column, short_year(year), styles("header"))
    line += 2
    for (reference_id, _), reference in references.iterrows():
        sheet.write_string(line, _LABEL, reference["indicator"], styles("cell"))
        _values(sheet, styles, report, goal, reference_id, line, "actual", reference["baseline"])
        line += 1
    actual, target, rate, grade = line, line + 1, line + 2, line + 3
    labels = {"": "達成率　A/B", "a/b": "達成率　A/B", "b/a": "達成率　B/A"}
    for offset, label in enumerate(("実績　A", "目標値　B", labels.get(method, "達成率（改善率）"), "評価")):
        sheet.write_string(line + offset, _LABEL, label, styles("cell_centre"))
    _values(sheet, styles, report, goal, row_id, actual, "actual", indicator["baseline"])
    _values(sheet, styles, report, goal, row_id, target, "target", None)
    for row in (rate, grade):
        sheet.write_blank(row, _BASELINE, None, styles("cell"))
    rates = report.rates.loc[(row_id, goal)]
    for column, year in enumerate(plan.years, start=_YEARS):
        result = rates.loc[year]
        a, t, b = cell(actual, column), cell(target, column), cell(actual, _BASELINE)
        cached = float(result["rate"]) if result["rate"] is not None else (result["reason"] if result["state"] == "評価不能" else "")
        sheet.write_formula(rate, column, formulas.rate(method, a, t, b), styles("share"), cached)
        due = year <= plan.report_year
        formula = formulas.indicator_grade(plan, cell(rate, column), a, t, due)
        bold = {"bold": year == plan.report_year}
        sheet.write_formula(grade, column, formula, styles("grade", **bold), result["letter"] or result["state"])
    source = indicator.get("source") or ""
    sheet.write_string(grade + 1, _LABEL, f"出典：「{source}」" if source else "", styles("text"))
    report_column = _YEARS + list(plan.years).index(plan.report_year)
    return grade + 3, cell(grade, report_column, row_abs=True, col_abs=True)


def _values(
    sheet: Worksheet, styles: Styles, report: Report, goal: int, row_id: int, line: int, field: str, baseline: str | None
) -> None:
    """One row of values: numbers as numbers with their unit in the format, words as they stand, blanks blank."""
    rates = report.rates.loc[(row_id, goal)]
    if baseline is None:
        sheet.write_blank(line, _BASELINE, None, styles("cell"))
    else:
        _value(sheet, styles, line, _BASELINE, baseline, rates["baseline_value"].iloc[0])
    for column, (_, result) in enumerate(rates.iterrows(), start=_YEARS):
        _value(sheet, styles, line, column, result[field], result[f"{field}_value"])


def _value(sheet: Worksheet, styles: Styles, line: int, column: int, text: str, number: Decimal | None) -> None:
    if number is None:
        if (text or "").strip():
            sheet.write_string(line, column, text, styles("cell_centre"))
        else:
            sheet.write_blank(line, column, None, styles("cell"))
        return
    places = "0" * max(0, -int(number.as_tuple().exponent))
    digits = f"#,##0.{places}" if places else "#,##0"
    unit = fold(text).lstrip("+-0123456789.,▲△")
    if unit == "%":
        sheet.write_number(line, column, float(number / 100), styles("share", num_format=f"{digits}%"))
    else:
        written = text.strip()[len(text.strip()) - len(unit) :] if unit else ""
        sheet.write_number(line, column, float(number), styles("integer", num_format=digits + (f'"{written}"' if written else "")))
