"""取組推進状況一覧: all initiatives, printed as facing pages (番号 to 初期値 left, 目標 to 評価 right) or on A3."""

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

import pandas as pd
from torikumi.schemas.keys import number_parts
from torikumi.schemas.layouts import PROGRESS_LIST
from torikumi.schemas.models import Initiative, wide
from torikumi.schemas.plan import A3, Plan, Shading
from torikumi.schemas.report import Report
from torikumi.schemas.states import UNANSWERED
from torikumi.schemas.years import short_year
from torikumi.workbooks.committee import formulas
from torikumi.workbooks.committee.page import A3_LANDSCAPE, A4_LANDSCAPE, set_page
from torikumi.workbooks.metrics import MAX_ROW_HEIGHT, NORMAL, column_points, split
from torikumi.workbooks.sheet import BLANK, Sheet
from torikumi.workbooks.styles import Styles
from torikumi.workbooks.tables import Cell, Column, Table
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook

SHEET = "取組推進状況一覧"
_FIRST = 2  # the first data row, from 0: below title and header
_TITLE, _HEADER = 24, 30  # points
_PADDING = 3  # points below the text of a row, less than a line

# In characters of 9 pt: both halves fill one A4 landscape page, or both together one of A3. The targets share theirs.
_WIDTHS = {
    "A4": {
        "number": 10,
        "name": 28,
        "content": 72,
        "department": 22,
        "baseline": 34,
        "target": 84,
        "actual": 70,
        "grade": 9,
    },
    "A3": {
        "number": 10,
        "name": 20,
        "content": 52,
        "department": 18,
        "baseline": 24,
        "target": 60,
        "actual": 47,
        "grade": 8,
    },
}
_LEFT = ("number", "name", "content", "department", "baseline")

# Beside the printed columns: what 各取組の総括 counts, and what says the shading without looks.
_AFFECTED = {"affected": Column("網掛け\n（1：あり）", 9)}
_FLAGS = {flag: Cell(int(flag), "cell_centre", {"num_format": "0"}) for flag in (False, True)}

# What a continuation row repeats, so that a filter keeps it beside the row that it continues.
_REPEATED = ("name", "department")


def columns(plan: Plan) -> dict[str, str]:
    """The printed columns: field -> label."""
    fields = [*_LEFT, *(f"target_{year}" for year in plan.years), plan.actual_field, plan.grade_field]
    labels = {field: PROGRESS_LIST.label(field).replace(" ※", "\n※" if plan.shading else "") for field in fields}
    return labels | {"baseline": f"{short_year(plan.first_year - 1)}実績\n（初期値）"}


def shaded_format(shading: Shading) -> Mapping[str, Any]:
    """The cell of a shaded grade: its fill, and ※ behind the letter by number format, so that the value stays the letter."""
    return {"bg_color": f"#{shading.color}", "num_format": '@"※"'}


def write(book: Workbook, styles: Styles, report: Report) -> None:
    """Title, legend and header, then a row for each initiative, and more rows where a text is too long for one."""
    plan = report.plan
    sheet: Sheet = book.add_worksheet(SHEET)
    printed = {
        field: Column(label, _width(field, plan), "grade" if field == plan.grade_field else "cell")
        for field, label in columns(plan).items()
    }
    table = Table(printed | (_AFFECTED if plan.shading else {}), BLANK, measured=True, padding=_PADDING)
    table.set_widths(sheet)
    _head(sheet, styles, plan, Table(printed))
    rows, levels, breaks = _rows(report, styles, printed)
    last = table.write_rows(sheet, styles, rows, _FIRST, levels) - 1
    _names(book, plan, len(printed), last)
    sheet.outline_settings(True, False, True, False)  # the 施策's first row stays when its others are folded away
    sheet.freeze_panes(_FIRST, 2)
    table.add_filter(sheet, _FIRST - 1, last + 1)
    _print(sheet, plan, len(printed), last, breaks)


def _head(sheet: Sheet, styles: Styles, plan: Plan, table: Table) -> None:
    sheet.set_row(0, _TITLE)
    sheet.write_string(0, 0, f"{plan.name}　取組推進状況一覧", styles("title"))
    if plan.shading:
        sheet.write_string(0, len(_LEFT), f"※{plan.shading.legend}", styles("right", align="left"))
        sheet.write_string(1, len(table.columns), _AFFECTED["affected"].label, styles("header"))
    sheet.set_row(1, _HEADER)
    table.write_header(sheet, styles, 1)


def _width(field: str, plan: Plan) -> float:
    widths = _WIDTHS["A3" if plan.paper == A3 else "A4"]
    if field.startswith("target_"):
        return widths["target"] / len(plan.years)
    return widths[field.rpartition("_")[0] or field]


def _texts(report: Report, fields: list[str]) -> pd.DataFrame:
    """What is printed of each initiative (index): the master list's texts, and the answer; one without an answer says so in its result."""
    rows, plan = report.initiatives, report.plan
    table = wide(rows.set_index(Initiative.master_row_id), report.entries, fields).fillna("").set_index(rows.index)
    unanswered = rows[Initiative.actual].mask(
        rows[Initiative.state].eq(UNANSWERED) & rows[Initiative.actual].eq(""), UNANSWERED
    )
    return table.assign(
        **{"number": rows.index, plan.actual_field: unanswered, plan.grade_field: rows[Initiative.letter]}
    )


def _rows(report: Report, styles: Styles, printed: Mapping[str, Column]) -> tuple[pd.DataFrame, list[int], list[int]]:
    """What is written below the header, the outline level of each row, and the rows before which a page begins: each goal on a new page,
    each 施策 below its first row."""
    initiatives, plan = report.initiatives, report.plan
    texts = _texts(report, list(printed))
    rows: list[list[Any]] = []
    levels: list[int] = []
    breaks: list[int] = []
    before: Sequence[int] = ()
    for number, affected, row in zip(
        initiatives.index, initiatives[Initiative.affected], texts.itertuples(index=False, name=None), strict=True
    ):
        place = number_parts(str(number))
        if before and before[0] != place[0]:
            breaks.append(_FIRST + len(rows))
        for part, cells in enumerate(_parts(row, printed, plan, styles)):
            letter = _grade(cells[-1], bool(part), plan.shading if affected else None)
            rows.append([*cells[:-1], letter, _FLAGS[bool(affected)]])
            levels.append(1 if part or (before and before[:2] == place[:2]) else 0)
        before = place
    return pd.DataFrame(rows, columns=[*printed, *_AFFECTED], dtype="object"), levels, breaks


def _grade(letter: str, continued: bool, shading: Shading | None) -> Cell | str:
    """The letter of a row. It is printed once: a continuation row keeps the value for the filter and shows 続き."""
    look = dict(shaded_format(shading)) if shading else {}
    if continued:
        look["num_format"] = f';;;"{formulas.CONTINUED}"'
    return Cell(letter, look=look) if letter and look else letter


def _parts(texts: Sequence[str], printed: Mapping[str, Column], plan: Plan, styles: Styles) -> Sequence[Sequence[str]]:
    """The texts of the initiative's row, and of its continuation rows if a text needs more height than a row or a page has.

    A continuation row has `4-1-5-7` and 続き below it for its number, which `formulas.count` leaves out, and repeats name, department and grade,
    so that a filter keeps it; the value of each other cell is where its text goes on.
    """
    whole = (A3_LANDSCAPE if plan.paper == A3 else A4_LANDSCAPE).body_height - _TITLE - _HEADER
    widths = [column_points(column.width) for column in printed.values()]
    lines = max(styles.line_counts(width)[text] for text, width in zip(texts, widths, strict=True))
    if styles.lines_height(lines) <= min(MAX_ROW_HEIGHT, whole) - _PADDING:
        return [texts]
    # So high that the parts fill a page that is higher than a row can be.
    room = whole / math.ceil(whole / MAX_ROW_HEIGHT) - _PADDING
    parts = [split(text, width, NORMAL, room, styles.leading_px) for text, width in zip(texts, widths, strict=True)]
    return list(_continued(texts, parts, printed, plan))


def _continued(
    texts: Sequence[str], parts: Sequence[Sequence[str]], printed: Mapping[str, Column], plan: Plan
) -> Iterator[Sequence[str]]:
    """The first row of texts that are split into parts, and its continuation rows."""
    first, *later = zip_longest(*parts, fillvalue="")
    whole = {field: text for field, text, own in zip(printed, texts, parts, strict=True) if len(own) == 1}
    again = {field: text for field, text in whole.items() if field in _REPEATED}
    again |= {"number": f"{texts[0]}\n{formulas.CONTINUED}", plan.grade_field: texts[-1]}
    yield first
    for row in later:
        yield [again.get(field, text) for field, text in zip(printed, row, strict=True)]


def _names(book: Workbook, plan: Plan, columns: int, last: int) -> None:
    places = {formulas.NUMBER: 0, formulas.NAME: 1, formulas.GRADE: columns - 1} | (
        {formulas.AFFECTED: columns} if plan.shading else {}
    )
    for name, column in places.items():
        letter = xl_col_to_name(column, True)
        book.define_name(name, f"='{SHEET}'!{letter}${_FIRST + 1}:{letter}${last + 1}")


def _print(sheet: Sheet, plan: Plan, columns: int, last: int, breaks: list[int]) -> None:
    set_page(sheet, A3_LANDSCAPE if plan.paper == A3 else A4_LANDSCAPE, plan)
    sheet.print_area(0, 0, last, columns - 1)
    sheet.repeat_rows(0, 1)
    sheet.print_across()
    if plan.paper != A3:
        sheet.set_v_pagebreaks([len(_LEFT)])
    sheet.set_h_pagebreaks(breaks)
