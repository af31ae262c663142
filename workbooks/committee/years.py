"""The year before beside the report year, where the list still holds it: counts by grade, and the initiatives whose grade has changed."""

from collections.abc import Iterator, Sequence

from torikumi.schemas.plan import TOTAL
from torikumi.schemas.report import Report
from torikumi.schemas.years import short_year
from torikumi.workbooks.committee import formulas
from torikumi.workbooks.committee.page import Cursor, text_width_of
from torikumi.workbooks.metrics import NORMAL, column_points
from torikumi.workbooks.sheet import BLANK
from torikumi.workbooks.tables import Cell

_ROW, _HEADER = 18.0, 30.0
_MIDDLE = {"valign": "vcenter"}
_MOVED = ((1, "上昇"), (-1, "下降"), (0, "同じ"))
_LISTED = "前年度は、今年度の一覧にある{unit}の、取組一覧に残した評価です。"
_COMPARED = "どちらかの年度に集計する評価のない{unit}は、上昇・下降・同じのどれにも数えていません。"


def before_name(report: Report) -> str:
    """前年度（R1）"""
    return f"前年度（{short_year(report.plan.report_year - 1)}）"


def now_name(report: Report) -> str:
    """今年度（R2）"""
    return f"今年度（{short_year(report.plan.report_year)}）"


def note(report: Report) -> str:
    """What the counts of the year before are of."""
    return _LISTED.format(unit=report.plan.unit_word)


def counts_before(report: Report, scope: int) -> list[Cell]:
    """How many initiatives of a scope had each grade in the year before, with the formulas that count them in the list."""
    letters = [row.before for row in report.changed(scope)]
    plan = report.plan
    return [
        Cell(letters.count(letter), "integer", _MIDDLE, f"={formulas.count(plan, scope or None, before=letter)}")
        for letter in plan.grades
    ]


def write_counts(page: Cursor, report: Report, name_width: float) -> None:
    """The counts of both years side by side for each goal and in total, and how many have gone up and down; `name_width`: of the second
    column, which has the goals' names."""
    plan = report.plan
    page.row(20, [Cell(f"{before_name(report)}との比較", "heading")])
    sides = [_group(name, plan.grades) for name in (before_name(report), now_name(report))]
    moved = _group(f"{plan.unit_word}の評価", [label for _, label in _MOVED])
    upper, lower = zip(*sides[0], *sides[1], *moved, strict=True)
    page.row(20, [Cell(BLANK, "header"), Cell(BLANK, "header"), *upper])
    page.row(_HEADER, [*(Cell(label or BLANK, "header") for label in plan.goal_words), *lower])
    for row in report.summary.of.values():
        look = {"bold": row.Index == TOTAL} | _MIDDLE
        name = row.name if row.Index != TOTAL else ""
        cells = [
            Cell(plan.scope_name(row.Index), "cell_centre", look),
            Cell(name or BLANK, "cell", look),
            *counts_before(report, row.Index),
            *_counts_now(report, row.Index),
            *_counts_moved(report, row.Index),
        ]
        page.row(max(24.0, page.styles.height([(name, column_points(name_width), NORMAL)]) + 4), cells)
    for text in (note(report), _COMPARED.format(unit=plan.unit_word)):
        page.lines(text)
    page.row(10)


def _group(name: str, labels: Sequence[str]) -> Iterator[tuple[Cell, Cell]]:
    """The two header cells of each column of a group, without merged cells: its name stands over its first column."""
    for place, label in enumerate(labels):
        edges = {"left": int(not place), "right": int(place == len(labels) - 1)}
        look = {"align": "left", "text_wrap": False} | edges
        yield Cell(BLANK if place else name, "header", look), Cell(label, "header")


def _counts_now(report: Report, scope: int) -> list[Cell]:
    plan = report.plan
    return [
        Cell(report.summary.count(scope, letter), "integer", _MIDDLE, f"={formulas.count(plan, scope or None, letter)}")
        for letter in plan.grades
    ]


def _counts_moved(report: Report, scope: int) -> list[Cell]:
    plan, grades = report.plan, set(report.plan.grades)
    steps = [row.steps for row in report.changed(scope) if row.before in grades and row.now in grades]
    return [
        Cell(
            sum((step > 0) - (step < 0) == sign for step in steps),
            "integer",
            _MIDDLE,
            formulas.moved(plan, scope or None, sign),
        )
        for sign, _ in _MOVED
    ]


def write_movers(page: Cursor, report: Report, scope: int, widths: Sequence[float], spans: Sequence[int]) -> list[int]:
    """The initiatives of a scope whose grade has gone up, then those whose has gone down, those of most steps first. `widths`: of the
    sheet's columns; `spans`: how many of them number, name, department and the grades of both years have (more than one are merged). Gives
    the first rows of what is printed whole on a page."""
    tops: list[int] = []
    rows = sorted(report.changed(scope), key=lambda row: -abs(row.steps))
    for sign, word in ((1, "上がった"), (-1, "下がった")):
        own = [row for row in rows if row.steps * sign > 0]
        tops.append(page.line)
        if not own:
            page.row(20, [Cell(f"評価が{word}{report.plan.unit_word}はありません。", "text", _MIDDLE)])
            continue
        page.row(20, [Cell(f"評価が{word}{report.plan.unit_word}（{len(own)}件）", "heading")])
        years = (name(report).replace("（", "\n（") for name in (before_name, now_name))
        _line(page, [Cell(label, "header") for label in ("番号", "名称", "回答課", *years)], _HEADER, widths, spans)
        for row in own:
            tops += [page.line] if row is not own[0] else []
            texts = [Cell(text, "cell", _MIDDLE) for text in (row.Index, row.name, row.department)]
            _line(
                page, [*texts, Cell(row.before, "grade"), Cell(row.now, "grade", {"bold": True})], _ROW, widths, spans
            )
        page.row(10)
    return tops


def _line(page: Cursor, cells: Sequence[Cell], height: float, widths: Sequence[float], spans: Sequence[int]) -> None:
    """A row of the cells, each over so many of the sheet's columns, at least so high."""
    at, shown, measured = 0, list[Cell | None](), []
    for cell, span in zip(cells, spans, strict=True):
        if span > 1:
            page.sheet.merge_range(page.line, at, page.line, at + span - 1, "", page.styles(cell.style, **cell.look))
        shown += [cell, *[None] * (span - 1)]
        measured.append((cell.value, text_width_of(widths[at : at + span]), NORMAL))
        at += span
    page.row(max(height, page.styles.height(measured) + 4), shown)
