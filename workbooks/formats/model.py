"""What a reader gives, whatever the format: plain data, so that a worker process needs no pandas and a reader can be exchanged."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple

from torikumi.schemas.keys import column_letter

# More cells than this belong to no return; the limit is in cells so that it is the same on any machine.
MOST_CELLS = 2_000_000
# So much for characters: 16 in each of so many cells. The largest return known has a hundredth of it.
MOST_TEXT = 32_000_000
# The limits of a sheet (ECMA-376 part 1, 18.3.1.73 and 18.3.1.4; MS-XLSB 2.5.154).
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
# Half of a surrogate pair is no character and cannot be written out; a NUL and the mark that begins a text are not seen.
_UNPRINTABLE = re.compile("[\ud800-\udfff\0\ufeff]")
# What stands in a cell whose text the file has lost.
LOST = "（読めない文字列）"
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Cell(NamedTuple):
    """One used cell. Row and column count from 1; the other fields are those of `schemas.cells`."""

    row: int
    column: int
    text: str
    kind: str = "text"
    fill: str = ""
    comment: str = ""
    struck: str = ""
    merged: str = ""
    hidden: bool = False
    stored: str = ""


_TEXTS = tuple(map(attrgetter, ("text", "struck", "comment")))


class Remark(NamedTuple):
    """A finding about the file, by its code in `schemas.findings`."""

    code: str
    found: str = ""
    expected: str = ""
    sheet: str = ""
    cell: str = ""


class Sheet(NamedTuple):
    """A sheet's used cells, in the order of row and column, each address once."""

    name: str
    cells: list[Cell]


@dataclass
class Contents:
    """A file that could be read. `modified` is the document's own time of saving (ISO, without a zone), or blank."""

    format: str
    sheets: list[Sheet]
    modified: str = ""
    remarks: list[Remark] = field(default_factory=list)


class Unusable(Exception):
    """Raised by a reader for a file that gives no cells; becomes that file's finding."""

    def __init__(self, code: str, found: str = "", format: str = "") -> None:
        super().__init__(code, found, format)
        self.code, self.found, self.format = code, found, format


class DamagedPart(Unusable):
    """A part of a package is damaged. A reader may do without the part; what is unsafe, too large or encrypted costs the file."""

    def __init__(self, name: str) -> None:
        super().__init__("file_damaged", f"部品「{name}」が壊れています")


def visible(text: str) -> str:
    """Text of OOXML as the grid shows it: `_xHHHH_` decoded, the rest as in `plain`.

    `_x005F_` is the escape of the underscore itself (ECMA-376 part 1, 22.9.2.19), so `_x005F_x000D_` is the text `_x000D_`.
    """
    decoded = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text
    return plain(decoded)


def plain(text: str) -> str:
    """Text as the grid shows it: one kind of line break, nothing trailing; leading blanks are kept as indents.

    For the formats that have no escapes of their own: there `_x0041_` is a text like any other.
    """
    if text.isprintable() and text[-1:] != " ":
        return text  # nearly always, and five times as fast
    return _UNPRINTABLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n").rstrip()


def stored_number(value: float) -> str:
    """A stored number in full, the same from every format: `12`, `0.703`."""
    return repr(value).removesuffix(".0")


def too_many_cells() -> Unusable:
    """The finding on a file of more than `MOST_CELLS` cells."""
    return Unusable("file_too_large", f"{MOST_CELLS}個以上のセル")


def check_amount(sheets: Iterable[Sheet]) -> None:
    """Raises Unusable (file_too_large) for a file that shows more than `MOST_TEXT` characters: a text that is stored once may be shown
    in any number of cells."""
    total = sum(sum(map(len, map(texts, sheet.cells))) for sheet in sheets for texts in _TEXTS)
    if total > MOST_TEXT:
        raise Unusable("file_too_large", f"{MOST_TEXT}文字以上")


def on_sheet(row: int, column: int) -> None:
    """Raises ValueError for a place that no sheet has."""
    if not (0 < row <= LAST_ROW and 0 < column <= LAST_COLUMN):
        raise ValueError(f"row {row}, column {column}")


def address(row: int, column: int) -> str:
    """(7, 2) -> B7."""
    return f"{column_letter(column)}{row}"


def merged_range(row: int, column: int, last_row: int, last_column: int) -> str:
    """A3:A5; blank for a single cell."""
    return (
        "" if (row, column) == (last_row, last_column) else f"{address(row, column)}:{address(last_row, last_column)}"
    )
