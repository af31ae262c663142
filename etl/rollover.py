"""rollover: what changes in the workbooks of the plan folder from one year to the next, cell by cell; all else stays as it is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd
from torikumi.schemas import layouts
from torikumi.schemas.columns import ANY_YEAR, role_of
from torikumi.schemas.keys import cell_place, continued_number, fold, split_departments
from torikumi.schemas.layouts import Head, Layout, plain_label
from torikumi.schemas.models import Answer, Entry, Initiative, Typed
from torikumi.schemas.parts import row_for
from torikumi.schemas.plan import DRAFT, SETTINGS, Plan
from torikumi.schemas.report import Report
from torikumi.schemas.tables import groups, made, row_of, tuples
from torikumi.schemas.years import YEAR, short_year, with_any_year, with_year, year_of

_Typed = row_of(Typed, like_row=0, like_column=0, fill="")
_ITEMS = {setting.key: fold(setting.item) for setting in SETTINGS}
# The columns of the list that say something about one year, which the next begins without.
_ANSWERS = ("actual_", "grade_", "rate_", "other")
_ALWAYS = ("actual_", "grade_")  # of these the list has a column for each year, answered or not


class Rollover(NamedTuple):
    """`typed`: `Typed`. `hidden`: rows (sheet, row) of the list that continue another and are taken into it. `kept`: the headings of the
    list without a year below which the text of this year is left standing. `stale`: titles and headings of groups that name this year."""

    typed: pd.DataFrame
    hidden: Sequence[tuple[str, int]]
    kept: Sequence[str]
    stale: Sequence[str]


class _Cell(NamedTuple):
    """A cell of the list that is known: what it says, also of rows that continue its own, and what stands in it alone."""

    sheet: str
    row: int
    column: int
    text: str
    own: str


def rollover(
    report: Report, following: Plan, entries: pd.DataFrame, heads: Iterable[Head], cells: pd.DataFrame
) -> Rollover:
    """From the report of a year to the workbooks of the next, whose plan is `following`.

    `entries`: the cells of the plan folder as they are read (`Entry`); `heads`: the header rows of its sheets; `cells`: the cells of the
    list (`schemas.cells`). 取組一覧: what counted as result, grade, other grade and 達成率 stands below the year's own headings; a heading
    without a year is the next year's and blank, and a new column has the year in its heading; each heading of this year has a
    column of the next. 照会先 that have ended are their successors. 計画: the report year, a draft, no comments, no decisions. 成果指標: the
    actuals of the year where the sheet has none.
    """
    heads = list(heads)
    own = [head for head in heads if head.file == str(cells["file"].iloc[0])]
    list_ = _List(report, following, entries, own, cells)
    typed = [*list_.typed(), *_plan(report, entries, heads), *_indicators(report, entries, heads)]
    return Rollover(made(Typed, typed), list_.hidden, list_.kept(), _stale(cells, list_, report.plan))


class _List:
    """取組一覧: one heading after the other, in each of its blocks."""

    def __init__(
        self, report: Report, following: Plan, entries: pd.DataFrame, heads: Sequence[Head], cells: pd.DataFrame
    ) -> None:
        self.report, self.plan, self.layout, self.following = report, report.plan, report.layout, following
        self.heads = heads
        self.file = heads[0].file
        shown = cells[cells["text"] != ""]
        self.last_columns: dict[str, int] = shown.groupby("sheet")["column"].max().to_dict()
        texts = dict(zip(zip(cells["sheet"], cells["cell"], strict=True), cells["text"], strict=True))
        self.rows: dict[int, dict[str, _Cell]] = {}
        for entry in tuples(entries[entries[Entry.file] == self.file]):
            place = cell_place(entry.cell)
            own = texts.get((entry.sheet, entry.cell), "")
            self.rows.setdefault(entry.row_id, {}).setdefault(entry.field, _Cell(entry.sheet, *place, entry.text, own))
        self.answers = _answers(report)
        taken = {row_id for parts in report.initiatives[Initiative.parts] for row_id, _ in parts}
        numbers = {row_id: row["number"] for row_id, row in self.rows.items() if "number" in row}
        self.joined = [
            row_id for row_id, cell in numbers.items() if row_id not in taken and continued_number(cell.text)
        ]
        self.hidden = [(numbers[row_id].sheet, numbers[row_id].row) for row_id in self.joined]
        self.taken = sorted(taken)

    def typed(self) -> Iterator[Any]:
        yield from self._continuations()
        yield from self._asked()
        columns = [column.field for column in self.layout.columns if column.yearly]
        after = dict(self.last_columns)
        for field in columns:
            for sheet in dict.fromkeys(head.sheet for head in self.heads):
                yield from self._yearly(field, sheet, after)
        for row_id in self.taken:
            cell = self.rows[row_id].get("influence")
            if cell and cell.own:
                yield self._at(cell, "")

    def kept(self) -> list[str]:
        """Headings without a year that are not emptied: targets, and what the departments fill in and nobody understands."""
        found = []
        for field, label in self._labels().items():
            open_own = field.startswith("own") and self.layout.column(field).open
            yearless = field == self.plan.target_field and _is_yearless(label)
            filled = any(field in self.rows[row_id] and self.rows[row_id][field].text for row_id in self.taken)
            if filled and (open_own or yearless):
                found.append("".join(label.split()))
        return found

    def _labels(self) -> dict[str, str]:
        return {field: head.labels[column] for head in self.heads for column, field in head.fields.items()}

    def _at(self, cell: _Cell, text: str, fill: str = "") -> Any:
        return _Typed(self.file, cell.sheet, cell.row, cell.column, text, fill=fill)

    def _continuations(self) -> Iterator[Any]:
        """The whole text in the first row, nothing in those that continue it."""
        for row_id in self.taken if self.joined else ():
            yield from (self._at(cell, cell.text) for cell in self.rows[row_id].values() if cell.text != cell.own)
        for row_id in self.joined:
            yield from (self._at(cell, "") for cell in self.rows[row_id].values() if cell.own)

    def _asked(self) -> Iterator[Any]:
        """照会先 that have ended by the next year are those that follow them."""
        for row_id in self.taken:
            cell = self.rows[row_id].get("asked")
            names = split_departments(cell.text) if cell else []
            today = [self.following.official_name(name) for name in names]
            if cell and names and None not in today and [self.plan.official_name(name) for name in names] != today:
                yield self._at(cell, "\n".join(dict.fromkeys(filter(None, today))))

    def _yearly(self, template: str, sheet: str, after: dict[str, int]) -> Iterator[Any]:
        """A column that stands once a year: this year's cells, and the new columns behind the last one of the sheet (`after`)."""
        now, then = (template.format(year=year) for year in (self.plan.report_year, self.plan.report_year + 1))
        heads = [head for head in self.heads if head.sheet == sheet]
        labels = {field: head.labels[column] for head in heads for column, field in head.fields.items()}
        label = labels.get(now, "")
        answered = template.startswith(_ANSWERS)
        if now in labels and not _is_yearless(label):
            yield from self._filled(now, sheet) if answered else ()
            if then not in labels:
                yield from self._new(with_year(label, self.plan.report_year + 1), now, {}, heads, after)
        elif answered:
            yield from (self._at(cell, "") for cell in self._cells(now, sheet) if cell.own)
            values = self._values(now, sheet)
            if any(values.values()):
                yield from self._new(self._history_label(now, label), now, values, heads, after)

    def _cells(self, field: str, sheet: str) -> list[_Cell]:
        own = (self.rows[row_id].get(field) for row_id in self.taken)
        return [cell for cell in own if cell and cell.sheet == sheet]

    def _filled(self, field: str, sheet: str) -> Iterator[Any]:
        """The cells of this year below their own heading."""
        for row_id, text in self._values(field, sheet).items():
            cell, fill = self.rows[row_id].get(field), self._fill(row_id, field)
            if cell and (text != cell.text or fill):
                yield self._at(cell, text, fill)

    def _values(self, field: str, sheet: str) -> dict[int, str]:
        """row_id -> what counted in this year."""
        rows = (row_id for row_id in self.taken if next(iter(self.rows[row_id].values())).sheet == sheet)
        return {row_id: self._value(row_id, field) for row_id in rows}

    def _value(self, row_id: int, field: str) -> str:
        if field.startswith(_ALWAYS):
            return self.answers.get((row_id, field), "")
        cell = self.rows[row_id].get(field)
        return self.answers.get((row_id, field), "") or (cell.text if cell else "")

    def _fill(self, row_id: int, field: str) -> str:
        shaded = field == self.plan.grade_field and self.answers.get((row_id, "affected"))
        return self.plan.shading.color if shaded else ""

    def _history_label(self, field: str, label: str) -> str:
        """R2評価 for 評価, where that is understood; else as our own lists have it."""
        year = short_year(self.plan.report_year)
        own = f"{year}{label.strip()}"
        if label and self.layout.field_of(own) == field:
            return own
        usual = layouts.PROGRESS_LIST.label(field) if field.startswith(_ALWAYS) else own
        return usual.removesuffix(" ※")

    def _new(
        self, label: str, like: str, values: Mapping[int, str], heads: Sequence[Head], after: dict[str, int]
    ) -> Iterator[Any]:
        """A new column behind the last one of the sheet, which looks like that of the field `like`, else like the last."""
        sheet = heads[0].sheet
        last, column = self.last_columns[sheet], after[sheet] + 1
        after[sheet] = column
        models = {head.row: next((at for at, field in head.fields.items() if field == like), last) for head in heads}
        for head in heads:
            for line in range(head.height):
                row = head.row + line
                yield _Typed(self.file, sheet, row, column, "" if line else label, row, models[head.row])
        for row_id in self.taken:
            first = next(iter(self.rows[row_id].values()))
            if first.sheet == sheet:
                top = max(row for row in models if row < first.row)
                text, fill = values.get(row_id, ""), self._fill(row_id, like) if values else ""
                yield _Typed(self.file, sheet, first.row, column, text, first.row, models[top], fill)


def _stale(cells: pd.DataFrame, list_: _List, plan: Plan) -> list[str]:
    """The texts outside the rows of the list that name the report year alone, and stand above no column of that year."""
    rows = {(cell.sheet, cell.row) for row in list_.rows.values() for cell in row.values()}
    of_year = {
        (head.sheet, head.row + line, column)
        for head in list_.heads
        for column, field in head.fields.items()
        for line in range(head.height)
        if field.endswith(f"_{plan.report_year}")
    }
    found = [
        " ".join(cell.text.split())
        for cell in tuples(cells)
        if (cell.sheet, cell.row) not in rows
        and (cell.sheet, cell.row, cell.column) not in of_year
        and [year_of(match) for match in YEAR.finditer(fold(cell.text))] == [plan.report_year]
    ]
    return list(dict.fromkeys(found))


def _is_yearless(label: str) -> bool:
    return YEAR.search(plain_label(label)) is None


def _answers(report: Report) -> dict[tuple[int, str], str]:
    """(row_id of the list, field) -> what counted in the report year: of an initiative with a row for each department what that department
    said, of any other what stands for it; `affected` where it was shaded."""
    plan = report.plan
    found: dict[tuple[int, str], str] = {}
    said = groups(report.answers, [Answer.initiative])
    for row in tuples(report.initiatives):
        several = len(row.parts) > 1
        for one in said.get((row.Index,), []) if several else [row]:
            row_id = row_for(row.parts, one.department, plan) if several else row.master_row_id
            texts = {plan.actual_field: one.actual, plan.grade_field: one.letter, "affected": "1" * one.affected}
            for field, text in texts.items():
                found.setdefault((row_id, field), text)
    rows = dict(zip(report.initiatives.index, report.initiatives[Initiative.parts], strict=True))
    for cell in tuples(report.carried):
        parts = rows[cell.initiative]
        if len(parts) == 1:
            found[parts[0][0], cell.field] = cell.text
    return found


def _plan(report: Report, entries: pd.DataFrame, heads: Sequence[Head]) -> Iterator[Any]:
    """計画.xlsx: the settings that move on, nothing below 講評 and 総合評価, and headings of the list that are written with a year."""
    sheets = {layout.title: layout for layout in layouts.PLAN_SHEETS}
    own = entries[entries[Entry.sheet].isin(sheets) & entries[Entry.file].isin({_file_of(heads, layouts.SETTINGS)})]
    for (sheet, _), cells in groups(own, [Entry.sheet, Entry.row_id]).items():
        at = {cell.field: cell for cell in cells}
        for field, text in _moved_on(sheets[sheet], {field: cell.text for field, cell in at.items()}, report.plan):
            if field in at and at[field].text != text:
                row, column = cell_place(at[field].cell)
                yield _Typed(at[field].file, sheet, row, column, text)
    yield from _new_settings(own, heads)


def _moved_on(layout: Layout, texts: Mapping[str, str], plan: Plan) -> Iterator[tuple[str, str]]:
    """What a row of a sheet of 計画.xlsx says in the next year: field and text of what changes."""
    if layout is layouts.SETTINGS:
        item = fold(texts.get("item", ""))
        if item == _ITEMS["report_year"]:
            yield "content", with_year(texts["content"], plan.report_year + 1)
        elif item == _ITEMS["status"]:
            yield "content", DRAFT
    elif layout is layouts.COMMENTS:
        yield "content", ""
    elif layout is layouts.OVERRIDES:
        yield from dict.fromkeys(("letter", "reason", "by"), "").items()
    elif layout is layouts.COLUMNS:
        role = role_of(texts.get("role", ""))
        if role and "{year}" in role.field:
            for field in ("heading", "aliases"):
                # The next year's list has this heading for both years.
                yield field, "\n".join(with_any_year(name, ANY_YEAR) for name in texts.get(field, "").split("\n"))


def _new_settings(own: pd.DataFrame, heads: Sequence[Head]) -> Iterator[Any]:
    """The settings that mean something from the second year on, behind the last one of the sheet 計画."""
    settings = own[(own[Entry.sheet] == layouts.SETTINGS.title) & (own[Entry.field] == "item")]
    written = set(map(fold, settings[Entry.text]))
    head = next(head for head in heads if head.sheet == layouts.SETTINGS.title)
    last = max(cell_place(cell)[0] for cell in settings[Entry.cell])
    missing = (setting for setting in SETTINGS if setting.later and fold(setting.item) not in written)
    for row, setting in enumerate(missing, start=last + 1):
        texts = {"item": setting.item, "content": setting.default or "", "remark": setting.help}
        for column, field in head.fields.items():
            yield _Typed(head.file, head.sheet, row, column, texts.get(field, ""), last, column)


def _file_of(heads: Sequence[Head], layout: Layout) -> str:
    return next(head.file for head in heads if head.sheet == layout.title)


def _indicators(report: Report, entries: pd.DataFrame, heads: Sequence[Head]) -> Iterator[Any]:
    """成果指標.xlsx: the actuals of the year, where the sheet has none; a column for them, where it has not that."""
    year = report.plan.report_year
    field = f"actual_{year}"
    actuals = {row.Index[0]: row.actual for row in tuples(report.rates) if row.Index[2] == year and row.actual}
    rows = groups(entries[entries[Entry.row_id].isin(actuals)], [Entry.row_id])
    new: dict[tuple[str, str], int] = {}
    for (row_id,), cells in rows.items():
        own = next((cell for cell in cells if cell.field == field), None)
        if own is not None and not own.text.strip():
            row, column = cell_place(own.cell)
            yield _Typed(own.file, own.sheet, row, column, actuals[row_id])
        elif own is None:
            of_sheet = [head for head in heads if (head.file, head.sheet) == (cells[0].file, cells[0].sheet)]
            column = max(max(head.labels) for head in of_sheet) + 1
            if (cells[0].file, cells[0].sheet) not in new:
                new[cells[0].file, cells[0].sheet] = column
                for head in of_sheet:
                    label = layouts.INDICATORS.label(field)
                    yield _Typed(head.file, head.sheet, head.row, column, label, head.row, column - 1)
            row, _ = cell_place(cells[0].cell)
            yield _Typed(cells[0].file, cells[0].sheet, row, column, actuals[row_id], row, column - 1)
