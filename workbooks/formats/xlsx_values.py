"""What the cells of an OOXML sheet hold -> text, kind, struck-out text and stored number, by the type of the cell and its look."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import isfinite, nan
from typing import NamedTuple

from torikumi.workbooks.formats.looks import Look, Looks
from torikumi.workbooks.formats.model import LOST, stored_number, visible
from torikumi.workbooks.formats.number_codes import BUILTIN
from torikumi.workbooks.formats.number_dates import serial
from torikumi.workbooks.formats.numbers import shown
from torikumi.workbooks.formats.ooxml import Pieces

TRUE = ("1", "true")
# A table of more strings would take more memory than time.
_AT_HAND = 50_000


class Value(NamedTuple):
    """What is seen of a cell; `unseen`: its number format hides it."""

    text: str
    kind: str = "text"
    struck: str = ""
    stored: str = ""
    unseen: bool = False


BLANK = Value("")


@dataclass
class Book:
    """What the cells of all sheets refer to. `lost`: a cell named a string that is not there."""

    strings: list[str | Pieces]
    looks: Looks
    date1904: bool
    lost: bool = False
    # The first of the strings that are plain and not blank, by their numbers as a cell writes them.
    plain: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        first = self.strings[:_AT_HAND]
        self.plain = {str(at): text for at, text in enumerate(first) if isinstance(text, str) and text}


def value_of(kind: str, value: str, look: Look, book: Book) -> Value:
    """A stored value by the type of its cell; of a cell that is struck out as a whole, what is not text is struck out too."""
    return crossed(_KINDS.get(kind, _number)(value, look, book), look)


def string(text: str | Pieces, look: Look) -> Value:
    """A text with what of it is struck out apart; a run without a font of its own has the cell's."""
    if isinstance(text, str):
        return _plain(visible(text), look)
    kept, removed = (
        "".join(piece for piece, own in text if (look.struck if own is None else own) is off) for off in (False, True)
    )
    return Value(visible(kept), struck=visible(removed), unseen=bool(kept) and not (look.as_is or look.struck))


def crossed(value: Value, look: Look) -> Value:
    """A value as the font of its cell leaves it: what is struck out is no text."""
    if look.struck and value.kind not in ("text", "formula"):
        return value._replace(text="", struck=value.text)
    return value


def _plain(text: str, look: Look) -> Value:
    return Value("", struck=text) if look.struck else Value(text, unseen=bool(text) and not look.as_is)


def _shared(value: str, look: Look, book: Book) -> Value:
    number = value.strip()
    if not number.isdecimal() or int(number) >= len(book.strings):
        book.lost = True
        return Value(LOST, "error")
    found = book.strings[int(number)]
    return _plain(found, look) if isinstance(found, str) else string(found, look)


def _text(value: str, look: Look, book: Book) -> Value:
    return string(value, look)


def _error(value: str, look: Look, book: Book) -> Value:
    return Value(visible(value), "error")


def _boolean(value: str, look: Look, book: Book) -> Value:
    return Value("TRUE" if value.strip() in TRUE else "FALSE", "boolean")


def _number(value: str, look: Look, book: Book) -> Value:
    try:
        number = float(value)
    except ValueError:
        number = nan
    if not isfinite(number) or "_" in value:  # Python's own ways to write a number
        return Value(visible(value) or LOST, "error")
    text, kind, unseen = shown(number, look.number_format, book.date1904)
    return Value(text, kind, "", stored_number(number) if kind == "number" else "", unseen)


def _date(value: str, look: Look, book: Book) -> Value:
    """A date that is stored as ISO 8601 (Strict, `t="d"`)."""
    number = serial(value.strip())
    if number is None:
        return Value(visible(value) or LOST, "error")
    code = look.number_format if look.number_format != BUILTIN[0] else BUILTIN[14]
    text, kind, unseen = shown(number, code)
    return Value(text, kind, unseen=unseen)


_KINDS: Mapping[str, Callable[[str, Look, Book], Value]] = {
    "s": _shared,
    "str": _text,
    "inlineStr": _text,
    "e": _error,
    "b": _boolean,
    "d": _date,
    "n": _number,
}
