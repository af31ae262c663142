"""Writes a plan folder that begins with a city's own list (`init --from`): what was read has a colour and a note, what is left a place in はじめに."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from torikumi.schemas import layouts, plan
from torikumi.schemas.beginning import (
    INDICATOR_FILE,
    MASTER_FILE,
    PLAN_FILE,
    READ,
    Beginning,
    ListLine,
    SheetRow,
)
from torikumi.schemas.years import parse_year
from torikumi.workbooks.plan_folder import SAVED, make_folder, offer_choices, refuse_to_overwrite
from torikumi.workbooks.sheet import BLANK, Sheet
from torikumi.workbooks.styles import Styles, new_workbook
from torikumi.workbooks.tables import Cell, Column, Table, write_layout_sheet, write_row
from xlsxwriter.workbook import Workbook

START = "はじめに"
_READ: Mapping[str, Any] = {"bg_color": "#DDEBF7"}
_ASKED: Mapping[str, Any] = {"bg_color": "#FFF2CC"}
_START_WIDTHS = {"番号": 6, "記入": 10, "ところ": 44, "すること": 90}
_MUST, _CHECK = "必要", "確かめる"
# Of the list, by the field of a column; the others share one width.
_WIDTHS = {
    "number": 9,
    "name": 24,
    "content": 36,
    "department": 16,
    "baseline": 14,
    "target": 14,
    "actual": 30,
    "grade": 8,
}
_WIDTHS |= {"unit": 8, "rate": 9, "other": 9, "influence": 8}
_OWN_WIDTH = 18


def write_beginning(folder: Path, beginning: Beginning) -> list[Path]:
    """Write 計画.xlsx, 取組一覧.xlsx, where there are indicators 成果指標.xlsx, and the empty folders inbox and output.

    Nothing is ever overwritten: FolderNotEmpty names the first file that is in the way, before anything is written. OutputUnwritable where
    the folder cannot be made. The written files are given back.
    """
    refuse_to_overwrite(folder, beginning.files)
    make_folder(folder)
    _write_plan(folder / PLAN_FILE, beginning)
    _write_list(folder / MASTER_FILE, beginning)
    if beginning.indicators:
        _write_indicators(folder / INDICATOR_FILE, beginning)
    return [folder / name for name in beginning.files]


def _write_plan(path: Path, beginning: Beginning) -> None:
    book = new_workbook(path, "計画", saved=SAVED)
    styles = Styles(book)
    _write_start(book, styles, beginning)
    for layout in layouts.PLAN_SHEETS:
        rows = beginning.sheets.get(layout.title, ())
        columns = [column for column in layout.columns if not column.optional or _any(rows, column.field)]
        sheet: Sheet = book.add_worksheet(layout.title)
        labels = {column.field: column.label for column in columns}
        table = pd.DataFrame([_cells(row, labels) for row in rows], columns=list(labels.values()), dtype="object")
        drawn = Table(
            {column.label: Column(column.label, column.width, comment=column.help) for column in columns}, BLANK
        )
        drawn.set_widths(sheet)
        drawn.write(sheet, styles, table)
        sheet.freeze_panes(1, 0)
        _note(sheet, rows, list(labels))
        if layout is layouts.SETTINGS:
            offer_choices(sheet, [row.values["item"] for row in rows])
    book.close()


def _any(rows: Sequence[SheetRow], field: str) -> bool:
    return any(row.values.get(field) for row in rows)


def _cells(row: SheetRow, labels: Mapping[str, str]) -> dict[str, Any]:
    """What is written of a row: what was read, and what is asked, has its colour."""
    looks: dict[str, Mapping[str, Any]] = dict.fromkeys(row.read, _READ) | dict.fromkeys(row.asked, _ASKED)
    texts = {field: row.values.get(field, "") for field in labels}
    return {
        labels[field]: Cell(text or BLANK, "cell", looks[field]) if field in looks else text
        for field, text in texts.items()
    }


def _note(sheet: Sheet, rows: Sequence[SheetRow], fields: Sequence[str]) -> None:
    """A note on the first cell of each row of which something was read: where."""
    for line, row in enumerate(rows, start=1):
        first = next((place for place, field in enumerate(fields) if field in row.read), None)
        if first is not None:
            where = f"（{row.where}）" if row.where else ""
            sheet.write_comment(line, first, f"{READ}{where}", {"author": "torikumi"})


def _write_start(book: Workbook, styles: Styles, beginning: Beginning) -> None:
    """はじめに: what was read, and a numbered list of what is left."""
    sheet: Sheet = book.add_worksheet(START)
    for place, width in enumerate(_START_WIDTHS.values()):
        sheet.set_column(place, place, width)
    sheet.write_string(0, 0, START, styles("title"))
    sheet.write_string(1, 0, f"{beginning.source} から作りました。", styles("text"))
    sheet.write_string(2, 0, "", styles("cell", **_READ))
    sheet.write_string(2, 1, "この色のセルは、一覧から読み取ったものです。", styles("text"))
    sheet.write_string(3, 0, "", styles("cell", **_ASKED))
    sheet.write_string(3, 1, "この色のセルは、書くか、確かめてほしいところです。", styles("text"))
    for line, text in enumerate(beginning.told, start=5):
        sheet.write_string(line, 0, text, styles("text"))
    points = pd.DataFrame(
        [
            (str(number), _MUST if point.must else _CHECK, point.place, point.text)
            for number, point in enumerate(beginning.points, start=1)
        ],
        columns=list(_START_WIDTHS),
        dtype="str",
    )
    columns = {label: Column(label, width) for label, width in _START_WIDTHS.items()}
    Table(columns, measured=True).write(sheet, styles, points, 6 + len(beginning.told))


def _write_list(path: Path, beginning: Beginning) -> None:
    book = new_workbook(path, beginning.title, saved=SAVED)
    styles = Styles(book)
    sheet: Sheet = book.add_worksheet(layouts.PROGRESS_LIST.title)
    sheet.set_landscape()
    sheet.set_paper(9)
    for place, heading in enumerate(beginning.headings):
        sheet.set_column(place, place, _WIDTHS.get(heading.field, _OWN_WIDTH))
    sheet.write_string(0, 0, beginning.title, styles("title"))
    for place, heading in enumerate(beginning.headings):
        sheet.write_string(1, place, heading.label, styles("header"))
    centred = [heading.field in ("grade", "other") for heading in beginning.headings]
    for number, line in enumerate(beginning.lines, start=2):
        _write_line(sheet, styles, number, line, centred)
    sheet.freeze_panes(2, 2)
    sheet.repeat_rows(0, 1)
    book.close()


def _write_line(sheet: Sheet, styles: Styles, number: int, line: ListLine, centred: Sequence[bool]) -> None:
    if line.section:
        sheet.merge_range(
            number, 0, number, len(centred) - 1, line.section, styles("cell", bold=True, bg_color="#F2F2F2")
        )
        return
    cells = [
        Cell(
            cell.text or BLANK,
            "grade" if centre else "cell",
            {"bg_color": f"#{cell.color}"} if cell.color else {},
        )
        for cell, centre in zip(line.cells, centred, strict=True)
    ]
    write_row(sheet, styles, number, cells)


def _write_indicators(path: Path, beginning: Beginning) -> None:
    layout = layouts.INDICATORS
    labels = {field: layout.label(field) for field in layout.fields(_years(beginning))}
    rows = pd.DataFrame(
        [{label: row.get(field, "") for field, label in labels.items()} for row in beginning.indicators],
        columns=list(labels.values()),
        dtype="str",
    )
    widths = {"indicator": 40, "source": 34, "remark": 40}
    book = new_workbook(path, "成果指標", saved=SAVED)
    sheet: Sheet = book.add_worksheet(layout.title)
    write_layout_sheet(sheet, Styles(book), layout, labels, rows, [widths.get(field, 11) for field in labels])
    book.close()


def _years(beginning: Beginning) -> Sequence[int]:
    said = {row.values["item"]: row.values["content"] for row in beginning.sheets[layouts.SETTINGS.title]}
    items = {setting.key: setting.item for setting in plan.SETTINGS}
    first, last = (parse_year(said[items[key]]) for key in ("first_year", "last_year"))
    return range(first, last + 1) if first and last else ()
