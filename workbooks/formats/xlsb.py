"""The binary .xlsb -> cells, record by record (MS-XLSB): sparse, so that a far cell costs nothing, and with errors, formats and fills,
which the readers on PyPI leave out."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from torikumi.workbooks.formats import colours, ooxml
from torikumi.workbooks.formats.grid import Grid
from torikumi.workbooks.formats.model import LOST, Cell, Contents, Remark, on_sheet, plain, stored_number
from torikumi.workbooks.formats.number_codes import BUILTIN, hides_text
from torikumi.workbooks.formats.numbers import shown
from torikumi.workbooks.formats.package import Parts

# Records by number (MS-XLSB 2.3.2).
_ROW, _BLANK, _RK, _ERROR, _BOOL, _REAL, _STRING, _SHARED, _RICH = 0, 1, 2, 3, 4, 5, 6, 7, 62
_FORMULA_STRING, _FORMULA_NUMBER, _FORMULA_BOOL, _FORMULA_ERROR = 8, 9, 10, 11
_SHARED_ITEM, _FONT, _FORMAT, _FILL, _XF, _COLUMN, _SHEET, _MERGE, _PROPERTIES = 19, 43, 44, 45, 47, 60, 156, 176, 153
_CELL_STYLES, _CELL_STYLES_END, _COMMENT, _COMMENT_TEXT = 617, 618, 635, 637
_BEGIN_SHEET, _BEGIN_DATA, _END_DATA, _BEGIN_BOOK, _BEGIN_STRINGS, _BEGIN_STYLES = 129, 145, 146, 131, 159, 278
# A cell that follows the last one to the right says no column (2.4.767 and on): the record of the same kind that does.
_SHORT = {12: _BLANK, 13: _RK, 14: _ERROR, 15: _BOOL, 16: _REAL, 17: _STRING, 18: _SHARED}
_CELLS = frozenset(range(_BLANK, _FORMULA_ERROR + 1)) | {_RICH}
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
# What a damaged part gives: a record that is cut or says what cannot be, a part that is not there, XML that is none.
_DAMAGE = (*ooxml.DAMAGE, struct.error, IndexError, KeyError, ValueError)
_MACRO_SHEETS = ("xlMacrosheet", "xlIntlMacrosheet")


class _Style(NamedTuple):
    code: str = "General"
    struck: bool = False
    fill: str = ""


@dataclass
class _Book:
    """What the sheets share: strings with their font runs, and of each cell style format, strike-out and fill."""

    parts: Parts
    name: str = "xl/workbook.bin"
    date1904: bool = False
    strings: list[tuple[str, list[tuple[int, int]]]] = field(default_factory=list)
    fonts: list[bool] = field(default_factory=list)
    styles: list[_Style] = field(default_factory=list)
    looks_read: bool = True
    lost: bool = False  # a cell named a string that is not there

    def part(self, kind: str) -> str:
        """The part of a kind that the book names; blank where it names none."""
        return next((target for found, target in ooxml.related(self.parts, self.name).values() if found == kind), "")

    def style(self, number: int) -> _Style:
        """A cell style; one that is not there is plain, and the looks of the book count as not read."""
        if number < len(self.styles):
            return self.styles[number]
        self.looks_read &= not number and not self.styles
        return _Style()


def read(parts: Parts) -> Contents:
    """Cells of all worksheets; a formula is its stored value. Raises Unusable (file_damaged) where the book or each sheet cannot be read.

    One damaged sheet costs only itself (sheet_damaged), damaged styles only the looks (looks_unread).
    """
    remarks = ooxml.remarks(parts)
    book = _Book(parts)
    try:
        names = list(_names(book))
        _read_strings(book)
    except _DAMAGE as error:
        raise ooxml.unusable(error) from error
    try:
        _read_styles(book)
    except _DAMAGE:
        book.looks_read = False
    sheets = []
    for name, kind, target, hidden in names:
        if kind in _MACRO_SHEETS:
            remarks.append(Remark("macro_sheet", found=name, sheet=name))
        if kind != "worksheet":
            continue
        try:
            grid = _grid(book, name, target, hidden)
        except _DAMAGE as error:
            if len(names) == 1:
                raise ooxml.unusable(error) from error
            remarks.append(Remark("sheet_damaged", found=name, sheet=name))
            continue
        sheets.append(grid.sheet())
        remarks += grid.remarks
    unread = (("strings_lost", book.lost), ("looks_unread", not book.looks_read))
    remarks += [Remark(code) for code, is_so in unread if is_so]
    return Contents("xlsb", sheets, ooxml.modified(parts), remarks)


def _names(book: _Book) -> Iterator[tuple[str, str, str, bool]]:
    """Name, kind, part and hidden of each sheet; a sheet whose relation is missing is one without a part."""
    related = ooxml.related(book.parts, book.name)
    for number, data in _part(book, book.name, _BEGIN_BOOK):
        if number == _PROPERTIES:
            book.date1904 = bool(data[0] & 1)
        elif number == _SHEET:
            relation, end = _string(data, 8)
            kind, target = related.get(relation, ("worksheet", ""))
            yield _string(data, end)[0], kind, target, bool(struct.unpack_from("<I", data)[0])


def _part(book: _Book, name: str, begin: int) -> Iterator[tuple[int, bytes]]:
    """The records of a part, which must begin as one of its kind; raises KeyError and ValueError."""
    records = _records(book.parts[name])
    first = next(records, (0, b""))
    if first[0] != begin:
        raise ValueError(f"{name} begins with the record {first[0]}")
    return records


def _read_strings(book: _Book) -> None:
    """The shared strings; a book may have none, and a part that is not there costs only the sheets that use it."""
    name = book.part("sharedStrings")
    if name in book.parts:
        records = _part(book, name, _BEGIN_STRINGS)
        book.strings = [_rich_string(data) for number, data in records if number == _SHARED_ITEM]


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and content of each record: the number in 1-2 bytes, the length in 1-4, 7 bits each (2.1.4)."""
    at = 0
    while at < len(stream):
        number = stream[at]
        at += 1
        if number & 0x80:
            number = (number & 0x7F) | stream[at] << 7
            at += 1
        length = 0
        for shift in (0, 7, 14, 21):
            byte = stream[at]
            at += 1
            length |= (byte & 0x7F) << shift
            if not byte & 0x80:
                break
        if at + length > len(stream):
            raise IndexError("record is cut")
        yield number, stream[at : at + length]
        at += length


def _string(data: bytes, at: int) -> tuple[str, int]:
    """A text (characters counted in 4 bytes, then UTF-16) and where it ends; the length of all ones stands for none."""
    length = struct.unpack_from("<I", data, at)[0]
    if length == 0xFFFFFFFF:
        return "", at + 4
    end = at + 4 + 2 * length
    if end > len(data):
        raise IndexError("text is cut")
    return data[at + 4 : end].decode("utf-16-le", "replace"), end


def _rich_string(data: bytes, at: int = 0) -> tuple[str, list[tuple[int, int]]]:
    """A text with its runs (offset, font); furigana follows them and is left out (2.5.122)."""
    text, end = _string(data, at + 1)
    count = struct.unpack_from("<I", data, end)[0] if data[at] & 1 else 0
    return text, [struct.unpack_from("<HH", data, end + 4 + 4 * rank) for rank in range(count)]


def _read_styles(book: _Book) -> None:
    name = book.part("styles")
    theme = colours.theme_colours(book.parts.get(book.part("theme"), b"")) or colours.DEFAULT_THEME
    formats, fills, in_cells = dict(BUILTIN), [], False
    for number, data in _part(book, name, _BEGIN_STYLES) if name else ():
        if number == _FONT:
            book.fonts.append(bool(data[2] & 0x08))
        elif number == _FORMAT:
            formats[struct.unpack_from("<H", data)[0]] = _string(data, 2)[0]
        elif number == _FILL:
            pattern = colours.pattern(struct.unpack_from("<I", data)[0])
            fills.append(
                colours.fill(pattern, _rgb(data[4:12], theme, colours.BLACK), _rgb(data[12:20], theme, colours.WHITE))
            )
        elif number in (_CELL_STYLES, _CELL_STYLES_END):
            in_cells = number == _CELL_STYLES
        elif number == _XF and in_cells:
            _, code, font, fill = struct.unpack_from("<4H", data)
            book.looks_read &= font < len(book.fonts) and fill < len(fills)
            struck, colour = font < len(book.fonts) and book.fonts[font], fills[fill] if fill < len(fills) else ""
            book.styles.append(_Style(formats.get(code, "General"), struck, colour))


def _rgb(colour: bytes, theme: tuple[str, ...], automatic: str) -> str:
    """RRGGBB of a colour (2.5.11): its kind, its index, its tint in 1/32767, and RGBA."""
    kind, index, tint = struct.unpack_from("<BBh", colour)
    base = automatic
    if kind >> 1 == 1:
        base = colours.indexed(index)
    elif kind >> 1 == 2:
        base = colour[4:7].hex().upper()
    elif kind >> 1 == 3:
        base = theme[index] if index < len(theme) else colours.WHITE
    return colours.tinted(base, tint / 32767)


def _grid(book: _Book, name: str, target: str, hidden: bool) -> Grid:
    grid = Grid(name, hidden)
    row = column = 0
    row_hidden = in_data = False
    for number, data in _part(book, target, _BEGIN_SHEET):
        if number in (_BEGIN_DATA, _END_DATA):
            in_data = number == _BEGIN_DATA
        elif number == _COLUMN and data[16] & 1:
            first, last = struct.unpack_from("<II", data)
            grid.hide_columns(first + 1, last + 1)
        elif number == _MERGE:
            top, bottom, left, right = (edge + 1 for edge in struct.unpack_from("<4I", data))
            grid.merge(top, left, bottom, right)
        # Records of the same numbers may follow the data, and are no cells there.
        elif in_data and number == _ROW:
            row, row_hidden = struct.unpack_from("<I", data)[0] + 1, bool(data[11] & 0x10)
        elif in_data and (number in _CELLS or number in _SHORT):
            short = number in _SHORT
            column = column + 1 if short else struct.unpack_from("<I", data)[0] + 1
            on_sheet(row, column)
            cell, unseen = _cell(book, _SHORT.get(number, number), data if short else data[4:])
            grid.add(cell._replace(row=row, column=column, hidden=row_hidden), unseen)
    for place, text in _comments(book.parts, target):
        grid.comment(*place, text)
    return grid


def _cell(book: _Book, number: int, data: bytes) -> tuple[Cell, bool]:
    """A cell still without a place, and whether its number format hides it; the value follows the style (4 bytes)."""
    style = book.style(struct.unpack_from("<I", data)[0] & 0xFFFFFF)
    at = struct.unpack_from("<I", data, 4)[0] if number == _SHARED else 0
    if number == _SHARED and at >= len(book.strings):
        book.lost = True
        return Cell(0, 0, LOST, "error", style.fill), False
    if number in (_SHARED, _RICH):
        text, runs = book.strings[at] if number == _SHARED else _rich_string(data, 4)
        kept, removed = _parts(book, text, style.struck, runs)
        return Cell(0, 0, kept, fill=style.fill, struck=removed), bool(kept) and hides_text(style.code)
    text, kind, unseen, stored = _plain(book, number, data, style.code)
    text, removed = ("", text) if style.struck else (text, "")
    return Cell(0, 0, text, kind, style.fill, struck=removed, stored=stored), unseen


def _parts(book: _Book, text: str, struck: bool, runs: list[tuple[int, int]]) -> tuple[str, str]:
    """The kept and the struck-out text; the font changes at the offsets of the runs."""
    starts = [(0, struck), *((offset, font < len(book.fonts) and book.fonts[font]) for offset, font in runs)]
    ends = [offset for offset, _ in starts[1:]] + [len(text)]
    pieces = [(text[start:end], off) for (start, off), end in zip(starts, ends, strict=True)]
    kept, removed = ("".join(piece for piece, off in pieces if off is wanted) for wanted in (False, True))
    return plain(kept), plain(removed)


def _plain(book: _Book, number: int, data: bytes, code: str) -> tuple[str, str, bool, str]:
    """Text, kind, hidden by its format, and the number behind."""
    if number in (_STRING, _FORMULA_STRING):
        text = plain(_string(data, 4)[0])
        return text, "text", bool(text) and hides_text(code), ""
    if number in (_ERROR, _FORMULA_ERROR):
        return _ERRORS.get(data[4], "#N/A"), "error", False, ""
    if number in (_BOOL, _FORMULA_BOOL):
        return "TRUE" if data[4] else "FALSE", "boolean", False, ""
    if number == _BLANK:
        return "", "text", False, ""
    value = _rk(struct.unpack_from("<I", data, 4)[0]) if number == _RK else struct.unpack_from("<d", data, 4)[0]
    text, kind, unseen = shown(value, code, book.date1904)
    return text, kind, unseen, stored_number(value) if kind == "number" else ""


def _rk(packed: int) -> float:
    """A number in 30 bits: whole or the upper bits of a double, by 100 or not (2.5.122)."""
    if packed & 2:
        value: float = (packed >> 2) - (1 << 30 if packed >> 31 else 0)
    else:
        value = struct.unpack("<d", struct.pack("<Q", (packed & 0xFFFFFFFC) << 32))[0]
    return value / 100 if packed & 1 else value


def _comments(parts: Parts, target: str) -> Iterator[tuple[tuple[int, int], str]]:
    for kind, part in ooxml.related(parts, target).values():
        place = (0, 0)
        for number, data in _records(parts.get(part, b"") if kind == "comments" else b""):
            if number == _COMMENT:
                place = (struct.unpack_from("<I", data, 4)[0] + 1, struct.unpack_from("<I", data, 12)[0] + 1)
            elif number == _COMMENT_TEXT:
                yield place, plain(_rich_string(data)[0])
