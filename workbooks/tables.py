"""CSV text into frames, and frames onto worksheets: the one writer of tables. Columns and odd cells are data."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.resources.abc import Traversable
from itertools import repeat
from pathlib import Path
from typing import Any

import pandas as pd
from torikumi.schemas.layouts import Layout
from torikumi.workbooks.metrics import MAX_ROW_HEIGHT, NORMAL, column_points
from torikumi.workbooks.sheet import BLANK, Sheet
from torikumi.workbooks.styles import Styles
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name


@dataclass(frozen=True)
class Column:
    """A column of a table: label of its header, width in characters, styles of its texts and of its numbers.

    `comment` is shown on the header; a column that is `summed` has its sum in the row 合計.
    """

    label: str
    width: float
    style: str = "cell"
    number: str = "integer"
    comment: str = ""
    summed: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is more than its text or number.

    It has a style of its own (else its column's) or changes it (`look`), a formula, whose cached result `value` is, or a link
    (`internal:'出典'!A7`).
    """

    value: Any
    style: str = ""
    look: Mapping[str, Any] = field(default_factory=dict)
    formula: str = ""
    link: str = ""


@dataclass(frozen=True)
class Table:
    """How a table is written. Its rows are a frame with the fields of `columns`: texts, numbers, `Cell`s, None for no cell.

    - `blank`: what an empty text becomes: `""`, a text, over which the one to its left does not run; BLANK, a cell without value; None,
      no cell, for programs.
    - `measured`: rows are as high as their texts need, and `padding` points more, up to Excel's highest.
    - `header`: points above the height of the labels; None for Excel's usual height.
    - `by_column`: the texts enter the workbook's list of texts column by column and not row by row; only its bytes show it.
    """

    columns: Mapping[str, Column]
    blank: Any = ""
    measured: bool = False
    padding: float = 0.0
    header: float | None = None
    by_column: bool = False

    def set_widths(self, sheet: Sheet) -> None:
        """The columns' widths; where several tables stand in one sheet, those of one of them."""
        for place, column in enumerate(self.columns.values()):
            sheet.set_column(place, place, column.width)

    def write(self, sheet: Sheet, styles: Styles, rows: pd.DataFrame, top: int = 0) -> int:
        """Header and rows; gives the line below."""
        if self.by_column:
            for name, column in self.columns.items():
                sheet.number_texts([column.label, *(text for text in rows[name].tolist() if text or self.blank == "")])
        self.write_header(sheet, styles, top)
        return self.write_rows(sheet, styles, rows, top + 1)

    def write_header(self, sheet: Sheet, styles: Styles, line: int) -> None:
        """The labels, with the comments of those that have one."""
        columns = self.columns.values()
        if self.header is not None:
            cells = [(column.label, column_points(column.width), NORMAL) for column in columns]
            sheet.set_row(line, styles.height(cells) + self.header)
        for place, column in enumerate(columns):
            sheet.write_string(line, place, column.label, styles("header"))
            if column.comment:
                sheet.write_comment(line, place, column.comment, {"author": "torikumi"})

    def write_rows(
        self, sheet: Sheet, styles: Styles, rows: pd.DataFrame, top: int, levels: Iterable[int] = repeat(0)
    ) -> int:
        """The rows without a header, each at its outline level; gives the line below."""
        columns = [rows[name].tolist() for name in self.columns]
        shown = [
            _shown(styles, column, values, self.blank)
            for column, values in zip(self.columns.values(), columns, strict=True)
        ]
        if any(isinstance(value, Cell) and value.formula for values in columns for value in _odd(values)):
            self._write_cells(sheet, styles, columns, top)
        else:
            sheet.write_columns(top, [values for values, _ in shown], [looks for _, looks in shown])
        heights: Iterable[float | None] = self._heights(styles, columns) if self.measured else repeat(None, len(rows))
        for line, (height, level) in enumerate(zip(heights, levels, strict=False), start=top):
            if height is not None or level:
                sheet.set_row(line, height, None, {"level": level} if level else None)
        for place, (column, values) in enumerate(zip(self.columns.values(), columns, strict=True)):
            _link(sheet, styles, column, values, top, place)
        return top + len(rows)

    def _write_cells(self, sheet: Sheet, styles: Styles, columns: Sequence[Sequence[Any]], top: int) -> None:
        """Cell by cell, which formulas need."""
        for line, values in enumerate(zip(*columns, strict=True), start=top):
            cells = zip(self.columns.values(), values, strict=True)
            write_row(sheet, styles, line, [_cell(column, value, self.blank) for column, value in cells])

    def _heights(self, styles: Styles, columns: Sequence[Sequence[Any]]) -> Iterator[float]:
        counts = [
            map(styles.line_counts(column_points(column.width)).__getitem__, _texts(values))
            for column, values in zip(self.columns.values(), columns, strict=True)
        ]
        heights = {}
        for lines in map(max, zip(*counts, strict=True)):
            if lines not in heights:
                heights[lines] = min(styles.lines_height(lines) + self.padding, MAX_ROW_HEIGHT)
            yield heights[lines]

    def write_sums(self, sheet: Sheet, styles: Styles, rows: pd.DataFrame, top: int, end: int) -> None:
        """The row 合計 at `end`, below the table that begins with its header at `top`: formulas over the summed columns."""
        cells = []
        for place, (name, column) in enumerate(self.columns.items()):
            letter = xl_col_to_name(place)
            formula = f"=SUM({letter}{top + 2}:{letter}{end})" if len(rows) else "=0"
            cells.append(
                Cell(int(rows[name].sum()), "integer", {"bold": True}, formula)
                if column.summed
                else Cell("" if place else "合計", "cell", {"bold": True})
            )
        write_row(sheet, styles, end, cells)

    def add_filter(self, sheet: Sheet, top: int, end: int) -> None:
        """Filter buttons on the header at `top` for the rows above `end`."""
        sheet.autofilter(top, 0, end - 1, len(self.columns) - 1)


def write_row(sheet: Sheet, styles: Styles, line: int, cells: Iterable[Cell | None], column: int = 0) -> None:
    """A row of cells that each have a style and perhaps a formula, from `column` on. None leaves the place as it is."""
    for place, cell in enumerate(cells, start=column):
        if cell is None:
            continue
        look = styles(cell.style, **cell.look)
        if cell.formula:
            sheet.write_formula(line, place, cell.formula, look, cell.value)
        elif cell.value is BLANK:
            sheet.write_blank(line, place, None, look)
        elif isinstance(cell.value, str):
            sheet.write_string(line, place, cell.value, look)
        else:
            sheet.write_number(line, place, cell.value, look)


def read_csv(source: Traversable | Path) -> pd.DataFrame:
    """A UTF-8 CSV as a frame of text; nothing is guessed, a blank is ``""``."""
    heading, *rows = _lines(source)
    return pd.DataFrame(rows, columns=heading, dtype="str")


def read_records(source: Traversable | Path) -> list[dict[str, str]]:
    """The same, a mapping a row."""
    heading, *rows = _lines(source)
    return [dict(zip(heading, row, strict=True)) for row in rows]


def _lines(source: Traversable | Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(source.read_bytes().decode("utf-8"), newline="")))


def write_layout_sheet(
    sheet: Sheet,
    styles: Styles,
    layout: Layout,
    labels: Mapping[str, str],
    rows: pd.DataFrame,
    widths: Sequence[float],
) -> None:
    """A sheet for a clerk to fill in: header row with a comment on each label, then the rows as text.

    `labels` maps the fields that stand in the sheet, in order, to their printed labels; `rows` has those labels as columns.
    """
    columns = {
        label: Column(label, width, comment=layout.column(name).help)
        for (name, label), width in zip(labels.items(), widths, strict=True)
    }
    table = Table(columns, blank=BLANK, by_column=True)
    table.set_widths(sheet)
    table.write(sheet, styles, rows)
    sheet.freeze_panes(1, 0)


def _shown(styles: Styles, column: Column, values: list[Any], blank: Any) -> tuple[Sequence[Any], Iterable[Format]]:
    """What is written of a column's values, and in which format."""
    kinds = set(map(type, values))
    text, number = styles(column.style), styles(column.number)
    if kinds <= {str}:
        looks: Iterable[Format] = repeat(text, len(values))
    elif Cell not in kinds:
        looks = [text if isinstance(value, str) else number for value in values]
    else:
        looks = [_look(styles, column, value) for value in values]
        values = [value.value if isinstance(value, Cell) else value for value in values]
    return (values if blank == "" else [blank if value == "" else value for value in values]), looks


def _cell(column: Column, value: Any, blank: Any) -> Cell | None:
    """A value of a column as a cell with a style."""
    cell = value if isinstance(value, Cell) else Cell(value)
    shown = blank if cell.value == "" and not cell.formula else cell.value
    return None if shown is None else replace(cell, value=shown, style=cell.style or _style(column, cell.value))


def _odd(values: Sequence[Any]) -> Sequence[Any]:
    """The values if any of them is a `Cell`, else none: most columns are plain, and long."""
    return values if Cell in set(map(type, values)) else ()


def _look(styles: Styles, column: Column, value: Any) -> Format:
    if isinstance(value, Cell):
        return styles(value.style or _style(column, value.value), **value.look)
    return styles(_style(column, value))


def _style(column: Column, value: Any) -> str:
    return column.style if isinstance(value, str) else column.number


def _link(sheet: Sheet, styles: Styles, column: Column, values: Sequence[Any], top: int, place: int) -> None:
    for line, cell in enumerate(_odd(values), start=top):
        if isinstance(cell, Cell) and cell.link:
            sheet.add_link(line, place, cell.link, styles(cell.style or column.style, **cell.look), cell.value)


def _texts(values: Sequence[Any]) -> Iterable[str]:
    """What is seen of values, for measuring."""
    if set(map(type, values)) <= {str}:
        return values
    return [str(value.value if isinstance(value, Cell) else value) for value in values]
