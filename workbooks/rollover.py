"""Writes next year's plan folder: this year's workbooks with some of their cells typed anew (`etl.rollover`), and 引継ぎ.xlsx.

The workbooks are copied by openpyxl, so that they look as the city has made them. What it would lose is the results of formulas: their
values are written instead, as they were read.
"""

import shutil
import tempfile
from collections.abc import Sequence
from copy import copy
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
from torikumi.schemas.exceptions import FolderNotEmpty, NextImpossible, OutputUnwritable
from torikumi.schemas.handover import NextYear
from torikumi.schemas.tables import tuples
from torikumi.workbooks.handover import write_handover
from torikumi.workbooks.intake import INBOX, OUTPUT
from torikumi.workbooks.plan_folder import INDICATOR_FILE, MASTER_FILE, PLAN_FILE
from torikumi.workbooks.read import MOST_CHARACTERS

HANDOVER_FILE = "引継ぎ.xlsx"
RECORD = "記録.json"


def refuse_target(folder: Path, target: Path) -> None:
    """FolderNotEmpty where the new folder has anything in it, or is a file; NextImpossible where it would lie in this year's."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise FolderNotEmpty(
            f"「{target}」は空ではありません。上書きはしません。まだないフォルダの名前を指定してください。"
        )
    if target.resolve().is_relative_to(folder.resolve()):
        raise NextImpossible(
            f"「{target}」は今年度のフォルダの中にあります。今年度のフォルダの外に、新しいフォルダの名前を指定してください。"
        )


def built_on(folder: Path) -> str:
    """The day on which the report of a plan folder was made; "" where there is none."""
    record = folder / OUTPUT / RECORD
    return f"{datetime.fromtimestamp(record.stat().st_mtime):%Y-%m-%d}" if record.is_file() else ""


def write_next(folder: Path, target: Path, year: NextYear) -> list[str]:
    """Write the new folder, all of it or nothing; gives the names of its workbooks.

    FolderNotEmpty and NextImpossible as `refuse_target`; NextImpossible, too, where a workbook is of another format than its name says, or
    damaged; OutputUnwritable where the folder cannot be made.
    """
    refuse_target(folder, target)
    names = [name for name in (PLAN_FILE, MASTER_FILE, INDICATOR_FILE) if (folder / name).is_file()]
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        drafts = Path(tempfile.mkdtemp(prefix=".torikumi-", dir=target.parent))
    except OSError as error:
        raise _unwritable(target) from error
    try:
        for name in names:
            typed = year.typed[year.typed["file"] == name]
            hidden = year.hidden if name == MASTER_FILE else ()
            _copy(folder / name, drafts / name, typed, hidden, year.cells.get(name))
        write_handover(drafts / HANDOVER_FILE, year.handover)
        (drafts / INBOX).mkdir()
        (drafts / OUTPUT).mkdir()
        target.mkdir(exist_ok=True)
        for path in sorted(drafts.iterdir()):
            path.rename(target / path.name)
    except OSError as error:
        raise _unwritable(target) from error
    finally:
        shutil.rmtree(drafts, ignore_errors=True)
    return [*names, HANDOVER_FILE]


def _unwritable(target: Path) -> OutputUnwritable:
    return OutputUnwritable(f"フォルダ「{target}」を作れません。書き込める場所か確かめてください。")


def _copy(
    source: Path, path: Path, typed: pd.DataFrame, hidden: Sequence[tuple[str, int]], cells: pd.DataFrame | None
) -> None:
    book = _loaded(source)
    if cells is not None:
        _values_of_formulas(book, cells)
    for cell in tuples(typed):
        _type(book[cell.sheet], cell)
    for sheet, row in hidden:
        book[sheet].row_dimensions[row].hidden = True
    book.save(path)


def _loaded(source: Path) -> Any:
    from openpyxl import load_workbook

    try:
        return load_workbook(source, rich_text=True)
    except OSError:
        raise
    except Exception as error:  # whatever openpyxl raises for a file that it does not understand
        raise NextImpossible(
            f"{source.name} を次の年度に写せません（Excelブックとして開けない部分があります）。"
            "Excelで開き、「名前を付けて保存」で Excelブック（.xlsx）として同じ名前で保存し直してから、もう一度実行してください。"
        ) from error


def _values_of_formulas(book: Any, cells: pd.DataFrame) -> None:
    """Each formula becomes the value that was read; one without a value stays."""
    read = {(cell.sheet, cell.cell): cell for cell in tuples(cells)}
    for sheet in book.worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
            known = read.get((sheet.title, cell.coordinate))
            if known is None:
                cell.value = None
            elif known.kind not in ("error", "formula"):
                cell.value = float(known.stored) if known.kind == "number" and known.stored else known.text


def _type(sheet: Any, cell: Any) -> None:
    """Type a text into a cell; a new one takes the look of another, and the width of its column."""
    from openpyxl.cell.cell import MergedCell
    from openpyxl.styles import PatternFill

    place = sheet.cell(cell.row, cell.column)
    if isinstance(place, MergedCell):
        for area in [area for area in sheet.merged_cells.ranges if place.coordinate in area]:
            sheet.unmerge_cells(str(area))
        place = sheet.cell(cell.row, cell.column)
    if cell.like_row:
        place._style = copy(sheet.cell(cell.like_row, cell.like_column)._style)
        _widen(sheet, cell.column, cell.like_column)
    place.value = cell.text[:MOST_CHARACTERS] or None
    if cell.text.startswith("="):
        place.data_type = "s"  # somebody's text, and no formula
    if cell.fill:
        place.fill = PatternFill("solid", fgColor=f"FF{cell.fill}")


def _widen(sheet: Any, column: int, like: int) -> None:
    from openpyxl.utils import get_column_letter

    if get_column_letter(column) in sheet.column_dimensions:
        return
    width = next(
        (
            each.width
            for each in sheet.column_dimensions.values()
            if each.customWidth and (each.min or 0) <= like <= (each.max or 0)
        ),
        None,
    )
    if width:
        sheet.column_dimensions[get_column_letter(column)].width = width
