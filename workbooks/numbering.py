"""Stores the numbers that were given to a list without numbers in the list itself, so that a row more or less moves no answer."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from torikumi.schemas.columns import PROPOSED
from torikumi.schemas.places import Address


def store_numbers(path: Path, numbers: Mapping[Address, str], heading: str) -> Path:
    """Write a column 整理番号 behind the last one of 取組一覧.xlsx: the number of each row, which an address names (of its name), and the
    heading beside `heading`, the one above the names.

    The workbook as it was is kept beside it, and its path given back. OSError where either cannot be written, KeyError where a sheet is gone.
    """
    import openpyxl

    book = openpyxl.load_workbook(path)
    columns: dict[str, int] = {}
    for address, number in numbers.items():
        sheet = book[address.sheet]
        if address.sheet not in columns:
            columns[address.sheet] = sheet.max_column + 1
            above = (
                row
                for row in range(sheet[address.cell].row - 1, 0, -1)
                if sheet.cell(row, sheet[address.cell].column).value
            )
            top = next((row for row in above if _same(sheet.cell(row, sheet[address.cell].column).value, heading)), 1)
            sheet.cell(top, columns[address.sheet], PROPOSED)
        cell = sheet.cell(sheet[address.cell].row, columns[address.sheet], number)
        cell.number_format = "@"
    kept = _free(path)
    shutil.copy2(path, kept)
    book.save(path)
    return kept


def _same(value: object, heading: str) -> bool:
    return "".join(str(value).split()) == "".join(heading.split())


def _free(path: Path) -> Path:
    """A name beside the workbook that no file has."""
    names = (path.with_name(f"{path.stem}（番号を付ける前{number or ''}）{path.suffix}") for number in range(1000))
    return next(name for name in names if not name.exists())
