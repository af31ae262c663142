"""Addresses as OOXML writes them, and how far a sheet goes."""

import re

from torikumi.workbooks.formats.model import LAST_COLUMN

_LETTERS = re.compile("[A-Za-z]{1,3}")
_ADDRESS = re.compile(r"([A-Za-z]{1,3})([1-9]\d{0,6})")
_RANGE = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6}):\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})")


class _Columns(dict[str, int]):
    """The number of a column by its letters; KeyError for what is none."""

    def __missing__(self, letters: str) -> int:
        if not _LETTERS.fullmatch(letters):
            raise KeyError(letters)
        number = 0
        for letter in letters.upper():
            number = number * 26 + ord(letter) - 64
        if number > LAST_COLUMN:
            raise KeyError(letters)
        self[letters] = number
        return number


COLUMNS = _Columns()


def place(ref: str) -> tuple[int, int] | None:
    """B7 -> (7, 2); None for what is no address."""
    match = _ADDRESS.fullmatch(ref)
    return _pair(match[2], match[1]) if match else None


def span(ref: str) -> tuple[int, int, int, int] | None:
    """A3:B5 -> (3, 1, 5, 2); None for what is no range."""
    match = _RANGE.fullmatch(ref)
    first, last = (_pair(match[2], match[1]), _pair(match[4], match[3])) if match else (None, None)
    return (*first, *last) if first and last else None


def _pair(digits: str, letters: str) -> tuple[int, int] | None:
    try:
        return int(digits), COLUMNS[letters]
    except KeyError:
        return None
