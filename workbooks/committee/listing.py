"""取組推進状況一覧: all initiatives, printed as facing pages (番号 to 初期値 left, 目標 to 評価 right) or on A3."""

import math
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

import pandas as pd
from torikumi.schemas.columns import is_other_grade, side_of
from torikumi.schemas.keys import CONTINUED
from torikumi.schemas.layouts import BOTH, LEFT, RIGHT
from torikumi.schemas.models import Carried, Entry, Initiative, Past, wide
from torikumi.schemas.plan import A3, TALLIED, Plan, Shading
from torikumi.schemas.report import Report
from torikumi.schemas.states import UNANSWERED
from torikumi.schemas.tables import groups, listed, tuples
from torikumi.workbooks.committee import formulas
from torikumi.workbooks.committee.page import A3_LANDSCAPE, A4_LANDSCAPE, set_page
from torikumi.workbooks.metrics import MAX_ROW_HEIGHT, NORMAL, column_points, split, text_width
from torikumi.workbooks.sheet import BLANK, Sheet
from torikumi.workbooks.styles import Styles
from torikumi.workbooks.tables import Cell, Column, Table
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook

SHEET = "取組推進状況一覧"
_FIRST = 2  # the first data row, from 0: below title and header
_TITLE, _HEADER = 24, 30  # points
_ROWS_OF_A_GOAL = 8  # from so many on, on an average, each goal begins a page
_PADDING = 3  # points below the text of a row, less than a line

# In characters of 9 pt: what fills one A4 landscape page on each side, or both together one of A3, and what each column has of it. The
# targets share theirs; what the plan says (列の設定) goes before this.
_ROOM = {"A4": {LEFT: 166.0, RIGHT: 163.0}, "A3": {LEFT: 124.0, RIGHT: 115.0}}
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
_OTHERS = {"level": 16, "unit": 8, "rate": 10, "other": 9, "own": 24}
_LONG = 40  # characters of a line that may well break
_POINTS = 4.5  # of a character of 9 pt
_OF_A_YEAR = ("actual", "grade", "rate")  # answers, of which those of other years are not printed
_AGAIN = "@"  # behind the field of a column that stands on the right page, too
_FIXED = ("number", "grade", "other", "unit", "rate")

# Beside the printed columns: what 各取組の総括 counts, and what says the shading without looks.
_AFFECTED = {"affected": Column("網掛け\n（1：あり）", 9)}
_GOAL = {"goal": Column("集計用", 7)}  # what the formulas count by
_BEFORE = "前年度\n評価"
_FLAGS = {flag: Cell(int(flag), "cell_centre", {"num_format": "0"}) for flag in (False, True)}

# What a continuation row repeats, so that a filter keeps it beside the row that it continues.
_REPEATED = ("name", "department")


def columns(report: Report) -> dict[str, str]:
    """The printed columns: field -> label; those of the left page before those of the right one, else as the city's list has them. Of the
    years those that have something to show. What stands on both pages is there again under a name of its own (`_field`);
    on A3, which is one page, once."""
    plan, layout = report.plan, report.layout
    wanted = {"number", plan.actual_field, plan.grade_field, *_filled(report)} & {*layout.fields(plan.years)}
    wanted |= {plan.previous_field} if len(report.changes) and plan.previous == TALLIED else set()
    years = sorted({plan.report_year - 1, *plan.years})
    shown = [field for field in layout.fields(years) if field in wanted]
    sides = {field: side_of(layout, field) for field in shown}
    labels = {field: _label(field, report) for field in shown}
    left = {field: labels[field] for field in shown if sides[field] in (LEFT, BOTH)}
    again = {field + _AGAIN: field for field in shown if sides[field] == BOTH and plan.paper != A3}
    right = {field: field for field in shown if sides[field] == RIGHT}
    of_right = sorted((again | right).items(), key=lambda item: shown.index(item[1]))
    return left | {name: labels[field] for name, field in of_right}


def _field(printed: str) -> str:
    """The field of a printed column."""
    return printed.removesuffix(_AGAIN)


def _is_right(printed: str, report: Report) -> bool:
    return printed.endswith(_AGAIN) or side_of(report.layout, printed) == RIGHT


def _filled(report: Report) -> set[str]:
    """The fields that the list has something in, apart from answers of other years."""
    plan, entries = report.plan, report.entries
    of_master = entries[Entry.row_id].isin(report.initiatives[Initiative.master_row_id])
    found = {*entries.loc[of_master & (entries[Entry.text] != ""), Entry.field], *report.carried[Carried.field]}
    now = {plan.actual_field, plan.grade_field, f"rate_{plan.report_year}", *report.other_grades}
    return {field for field in found if field in now or not (_stem(field) in _OF_A_YEAR or is_other_grade(field))}


def _label(field: str, report: Report) -> str:
    if field == report.plan.previous_field:
        return _BEFORE
    label = report.layout.label(field)
    if field != report.plan.grade_field:
        return label.replace("（", "\n（", 1) if field == "baseline" and "\n" not in label else label
    return label.removesuffix("※").rstrip() + ("\n※" if report.plan.shading else "")


def shaded_format(shading: Shading) -> Mapping[str, Any]:
    """The cell of a shaded grade: its fill, and ※ behind the letter by number format, so that the value stays the letter."""
    return {"bg_color": f"#{shading.color}", "num_format": '@"※"'}


def write(book: Workbook, styles: Styles, report: Report) -> None:
    """Title, legend and header, then a row for each initiative, and more rows where a text is too long for one."""
    plan = report.plan
    sheet: Sheet = book.add_worksheet(SHEET)
    labels = columns(report)
    widths = _widths(list(labels), report)
    own = (plan.grade_field, plan.previous_field)
    grades = {field for field in labels if _field(field) in own or is_other_grade(field)}
    printed = {
        field: Column(label, widths[field], "grade" if field in grades else "cell") for field, label in labels.items()
    }
    left = sum(not _is_right(field, report) for field in printed)
    table = Table(printed | _beside(report, labels), BLANK, measured=True, padding=_PADDING)
    table.set_widths(sheet)
    _head(sheet, styles, plan, table, left)
    header = max(
        _HEADER, styles.height([(column.label, column_points(column.width), NORMAL) for column in printed.values()])
    )
    rows, levels, breaks = _rows(report, styles, printed, list(table.columns)[len(printed) :])
    sheet.set_row(1, header)
    last = table.write_rows(sheet, styles, rows, _FIRST, levels) - 1
    _names(book, list(table.columns), report, last)
    sheet.outline_settings(True, False, True, False)  # the 施策's first row stays when its others are folded away
    frozen = 1 + max(place for place, field in enumerate(printed) if field in ("number", "name"))
    sheet.freeze_panes(_FIRST, min(frozen, 4))
    table.add_filter(sheet, _FIRST - 1, last + 1)
    _print(sheet, plan, len(printed), last, breaks, left)


def _beside(report: Report, printed: Container[str]) -> dict[str, Column]:
    """What stands beside the printed columns for the formulas and for who does not see looks."""
    previous = report.plan.previous_field
    before = {previous: Column(_BEFORE, 9, "grade")} if len(report.changes) and previous not in printed else {}
    return before | (_AFFECTED if report.plan.shading else {}) | _GOAL


def _head(sheet: Sheet, styles: Styles, plan: Plan, table: Table, left: int) -> None:
    sheet.set_row(0, _TITLE)
    sheet.write_string(0, 0, f"{plan.name}　取組推進状況一覧", styles("title"))
    if plan.shading:
        sheet.write_string(0, left, f"※{plan.shading.legend}", styles("right", align="left"))
    table.write_header(sheet, styles, 1)


def _widths(fields: Sequence[str], report: Report) -> dict[str, float]:
    """So wide that both pages are filled: what is said in the plan or usual for the role. In a list with columns of its own those whose
    texts are short give what they do not need to those with long ones."""
    paper = "A3" if report.plan.paper == A3 else "A4"
    widths = {field: _width(field, fields, report, _WIDTHS[paper] | _OTHERS) for field in fields}
    if any(_stem(field) in _OTHERS for field in fields):
        widths |= {field: min(widths[field], need) for field, need in _needs(fields, report).items() if need}
    right = {field for field in fields if _is_right(field, report)}
    for side, room in _ROOM[paper].items():
        widths |= _filling({field: widths[field] for field in fields if (field in right) == (side == RIGHT)}, room)
    return widths


def _filling(widths: Mapping[str, float], room: float) -> dict[str, float]:
    """The columns of a page as wide as the page together: those of texts take what there is."""
    loose = [field for field in widths if _stem(field) not in _FIXED]
    whole, text = sum(widths.values()), sum(widths[field] for field in loose)
    share = (room - whole + text) / text if text and not math.isclose(whole, room) else 1
    return {field: width * share if field in loose and share != 1 else width for field, width in widths.items()}


def _needs(fields: Sequence[str], report: Report) -> dict[str, float]:
    """How wide the columns of texts would have to be so that no line of them breaks, if that is less than a page; else 0."""
    texts = _texts(report, list(fields))
    needs = {}
    for field in (field for field in fields if _stem(field) not in _FIXED):
        lines = {line for text in {*texts[field], _label(_field(field), report)} for line in str(text).splitlines()}
        longest = max((text_width(line, NORMAL) for line in lines if len(line) <= _LONG), default=0.0)
        needs[field] = 0.0 if any(len(line) > _LONG for line in lines) else longest / _POINTS + 2
    return needs


def _width(field: str, fields: Sequence[str], report: Report, usual: Mapping[str, float]) -> float:
    if said := report.layout.column(_field(field)).printed:
        return said
    stem = _stem(field)
    share = sum(_stem(other) == "target" for other in fields) if stem == "target" else 1
    return usual[stem] / share


def _stem(field: str) -> str:
    """`target_2020` -> target, `own2` -> own, `other1_2020` -> other."""
    return re.sub(r"\d*(?:_\d{4})?$", "", _field(field))


def _texts(report: Report, printed: list[str]) -> pd.DataFrame:
    """What is printed of each initiative (index): the master list's texts, and the answer; one without an answer says so in its result."""
    rows, plan, fields = report.initiatives, report.plan, list(dict.fromkeys(map(_field, printed)))
    table = wide(rows.set_index(Initiative.master_row_id), report.entries, fields).fillna("").set_index(rows.index)
    unanswered = rows[Initiative.actual].mask(
        rows[Initiative.state].eq(UNANSWERED) & rows[Initiative.actual].eq(""), UNANSWERED
    )
    for (field,), own in groups(report.carried, [Carried.field]).items():
        if field in fields:
            table[field] = (
                pd.Series({row.initiative: row.letter or row.text for row in own}).reindex(rows.index).fillna("")
            )
    if plan.previous_field in fields:
        table[plan.previous_field] = pd.Series(_before(report)).reindex(rows.index).fillna("")
    paths = listed(rows[Initiative.path])
    for place, level in enumerate(field for field in fields if field.startswith("level")):
        table[level] = [path[place] if place < len(path) else "" for path in paths]
    table = table.assign(
        **{"number": rows.index, plan.actual_field: unanswered, plan.grade_field: rows[Initiative.letter]}
    )
    return table[[*map(_field, printed)]].set_axis(printed, axis="columns")


def _before(report: Report) -> dict[str, str]:
    """Number -> the grade of the year before, as the plan writes it, else as the list does."""
    of_year = report.past[report.past[Past.year] == report.plan.report_year - 1]
    return {row.initiative: row.letter or row.written for row in tuples(of_year)}


def _rows(
    report: Report, styles: Styles, printed: Mapping[str, Column], beside: Sequence[str]
) -> tuple[pd.DataFrame, list[int], list[int]]:
    """What is written below the header, the outline level of each row, and the rows before which a page begins: each goal on a new page,
    what is of the same second level below its first row. `beside`: the columns that are not printed."""
    initiatives, plan = report.initiatives, report.plan
    texts = _texts(report, list(printed))
    earlier = _before(report)
    letters = {
        field: place for place, field in enumerate(printed) if _field(field) in (plan.grade_field, plan.previous_field)
    }
    rows: list[list[Any]] = []
    levels: list[int] = []
    breaks: list[int] = []
    before: Sequence[str] | None = None
    for key, path, goal, affected, row in zip(
        initiatives.index.tolist(),
        *(listed(initiatives[name]) for name in (Initiative.path, Initiative.goal, Initiative.affected)),
        texts.itertuples(index=False, name=None),
        strict=True,
    ):
        if rows and not _is_below(path, before, 1):
            breaks.append(_FIRST + len(rows))
        for part, cells in enumerate(_parts(row, printed, plan, styles)):
            shown: list[Any] = list(cells)
            for field, place in letters.items():
                shading = plan.shading if affected and _field(field) == plan.grade_field else None
                shown[place] = _grade(cells[place], bool(part), shading)
            flags = {
                "affected": _FLAGS[bool(affected)],
                "goal": "" if part else int(goal),
                plan.previous_field: earlier.get(key, ""),
            }
            rows.append([*shown, *map(flags.__getitem__, beside)])
            levels.append(int(bool(part) or (len(path) > 1 and _is_below(path, before, 2))))
        before = path
    if len(rows) < _ROWS_OF_A_GOAL * (1 + len(breaks)):  # pages would be nearly empty
        breaks = []
    return pd.DataFrame(rows, columns=[*printed, *beside], dtype="object"), levels, breaks


def _is_below(path: Sequence[str], before: Sequence[str] | None, depth: int) -> bool:
    """Whether an initiative is of the same levels as the one before it, down to that depth."""
    return before is not None and before[:depth] == path[:depth]


def _grade(letter: str, continued: bool, shading: Shading | None) -> Cell | str:
    """The letter of a row. It is printed once: a continuation row keeps the value for the filter and shows 続き."""
    look = dict(shaded_format(shading)) if shading else {}
    if continued:
        look["num_format"] = f';;;"{CONTINUED}"'
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
    at = dict(zip(printed, texts, strict=True))
    again |= {"number": f"{at['number']}\n{CONTINUED}"}
    again |= {field: at[field] for field in (plan.grade_field, plan.previous_field) if field in at}
    yield first
    for row in later:
        yield [again.get(_field(field), text) for field, text in zip(printed, row, strict=True)]


def _names(book: Workbook, fields: Sequence[str], report: Report, last: int) -> None:
    plan = report.plan
    places = {formulas.GOAL: "goal", formulas.NAME: "name", formulas.GRADE: plan.grade_field}
    places |= {formulas.other_grade(field): field for field in fields if is_other_grade(field)}
    places |= {formulas.AFFECTED: "affected"} if plan.shading else {}
    places |= {formulas.BEFORE: plan.previous_field} if len(report.changes) else {}
    for name, field in places.items():
        letter = xl_col_to_name(fields.index(field), True)
        book.define_name(name, f"='{SHEET}'!{letter}${_FIRST + 1}:{letter}${last + 1}")


def _print(sheet: Sheet, plan: Plan, columns: int, last: int, breaks: list[int], left: int) -> None:
    set_page(sheet, A3_LANDSCAPE if plan.paper == A3 else A4_LANDSCAPE, plan)
    sheet.print_area(0, 0, last, columns - 1)
    sheet.repeat_rows(0, 1)
    sheet.print_across()
    if plan.paper != A3 and left:
        sheet.set_v_pagebreaks([left])
    sheet.set_h_pagebreaks(breaks)
