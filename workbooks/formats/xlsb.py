"""The binary .xlsb -> cells, record by record (MS-XLSB): sparse, so that a far cell costs nothing, and with errors, formats and fills,
which the readers on PyPI leave out."""

import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import ParseError

from torikumi.workbooks.formats import colours, ooxml
from torikumi.workbooks.formats.model import Cell, Contents, Sheet, Unusable, merged_range, visible
from torikumi.workbooks.formats.numbers import BUILTIN, shown

# Records by number (MS-XLSB 2.3.2).
_ROW, _RK, _ERROR, _BOOL, _REAL, _STRING, _SHARED, _RICH = 0, 2, 3, 4, 5, 6, 7, 62
_FORMULA_STRING, _FORMULA_NUMBER, _FORMULA_BOOL, _FORMULA_ERROR, _BLANK = 8, 9, 10, 11, 1
_SHARED_ITEM, _FONT, _FORMAT, _FILL, _XF, _COLUMN, _SHEET, _MERGE, _PROPERTIES = 19, 43, 44, 45, 47, 60, 156, 176, 153
_CELL_STYLES, _CELL_STYLES_END, _COMMENT, _COMMENT_TEXT = 617, 618, 635, 637
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}


@dataclass
class _Book:
    """What the sheets share: strings with their font runs, and of each cell style format, strike-out and fill."""

    date1904: bool = False
    strings: list[tuple[str, list[tuple[int, int]]]] = field(default_factory=list)
    fonts: list[bool] = field(default_factory=list)
    styles: list[tuple[str, bool, str]] = field(default_factory=list)


def read(archive: zipfile.ZipFile, parts: dict[str, bytes]) -> Contents:
    """Cells of all worksheets; a formula is its stored value. Raises Unusable (file_damaged) where a record is cut or senseless."""
    try:
        sheets = list(_sheets(parts))
    except (struct.error, IndexError, KeyError, ParseError, ValueError) as error:
        raise Unusable("file_damaged", f"ブックの部品を読み取れません（{type(error).__name__}）") from error
    return Contents("xlsb", sheets, ooxml.modified(parts), ooxml.remarks(archive))


def _sheets(parts: dict[str, bytes]) -> Iterator[Sheet]:
    workbook = "xl/workbook.bin"
    related = ooxml.related(parts, workbook)
    book = _Book(
        strings=[
            _rich_string(data)
            for number, data in _records(parts.get("xl/sharedStrings.bin", b""))
            if number == _SHARED_ITEM
        ]
    )
    _read_styles(book, parts)
    for number, data in _records(parts[workbook]):
        if number == _PROPERTIES:
            book.date1904 = bool(data[0] & 1)
        elif number == _SHEET:
            state = struct.unpack_from("<I", data)[0]
            relation, end = _string(data, 8)
            kind, target = related[relation]
            if kind == "worksheet":
                yield Sheet(_string(data, end)[0], _cells(book, parts, target, bool(state)))


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


def _read_styles(book: _Book, parts: dict[str, bytes]) -> None:
    theme = colours.theme_colours(parts.get("xl/theme/theme1.xml"))
    formats, fills, in_cells = dict(BUILTIN), [], False
    for number, data in _records(parts.get("xl/styles.bin", b"")):
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
            book.styles.append((formats.get(code, "General"), book.fonts[font], fills[fill]))


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


def _cells(book: _Book, parts: dict[str, bytes], target: str, hidden: bool) -> list[Cell]:
    cells: dict[tuple[int, int], Cell] = {}
    row, row_hidden, hidden_columns = 0, hidden, []
    for number, data in _records(parts[target]):
        if number == _ROW:
            row, row_hidden = struct.unpack_from("<I", data)[0] + 1, hidden or bool(data[11] & 0x10)
        elif number == _COLUMN and data[16] & 1:
            hidden_columns.append(struct.unpack_from("<II", data))
        elif number == _MERGE:
            top, bottom, left, right = (edge + 1 for edge in struct.unpack_from("<4I", data))
            if (top, left) in cells:
                cells[top, left] = cells[top, left]._replace(merged=merged_range(top, left, bottom, right))
        elif _BLANK <= number <= _FORMULA_ERROR or number == _RICH:
            cell = _cell(book, number, data, row)
            if cell.text or cell.struck or cell.fill:
                cells.setdefault((row, cell.column), cell._replace(hidden=row_hidden))
    for place, text in _comments(parts, target):
        cells[place] = cells.get(place, Cell(*place, "", hidden=hidden))._replace(comment=text)
    used = {row for (row, _), cell in cells.items() if cell.text or cell.struck or cell.comment}
    return [
        cell._replace(hidden=cell.hidden or any(first < cell.column <= last + 1 for first, last in hidden_columns))
        for (row, _), cell in sorted(cells.items())
        if row in used
    ]


def _cell(book: _Book, number: int, data: bytes, row: int) -> Cell:
    column, style = struct.unpack_from("<II", data)
    code, struck, fill = book.styles[style & 0xFFFFFF] if book.styles else ("General", False, "")
    text, kind, removed = _shown(book, number, data, code, struck)
    return Cell(row, column + 1, text, kind, fill, struck=removed)


def _shown(book: _Book, number: int, data: bytes, code: str, struck: bool) -> tuple[str, str, str]:
    """Text, kind and struck-out text; the value follows the column and the style (8 bytes)."""
    if number in (_SHARED, _RICH):
        text, runs = book.strings[struct.unpack_from("<I", data, 8)[0]] if number == _SHARED else _rich_string(data, 8)
        starts = [(0, struck), *((offset, book.fonts[font]) for offset, font in runs)]
        ends = [offset for offset, _ in starts[1:]] + [len(text)]
        pieces = [(text[start:end], off) for (start, off), end in zip(starts, ends, strict=True)]
        return (
            visible("".join(piece for piece, off in pieces if not off)),
            "text",
            visible("".join(piece for piece, off in pieces if off)),
        )
    text, kind = _plain(book, number, data, code)
    return ("", kind, text) if struck else (text, kind, "")


def _plain(book: _Book, number: int, data: bytes, code: str) -> tuple[str, str]:
    if number in (_STRING, _FORMULA_STRING):
        return visible(_string(data, 8)[0]), "text"
    if number in (_ERROR, _FORMULA_ERROR):
        return _ERRORS.get(data[8], "#N/A"), "error"
    if number in (_BOOL, _FORMULA_BOOL):
        return "TRUE" if data[8] else "FALSE", "boolean"
    if number in (_REAL, _FORMULA_NUMBER):
        return shown(struct.unpack_from("<d", data, 8)[0], code, book.date1904)
    return shown(_rk(struct.unpack_from("<I", data, 8)[0]), code, book.date1904) if number == _RK else ("", "text")


def _rk(packed: int) -> float:
    """A number in 30 bits: whole or the upper bits of a double, by 100 or not (2.5.122)."""
    if packed & 2:
        value: float = (packed >> 2) - (1 << 30 if packed >> 31 else 0)
    else:
        value = struct.unpack("<d", struct.pack("<Q", (packed & 0xFFFFFFFC) << 32))[0]
    return value / 100 if packed & 1 else value


def _comments(parts: dict[str, bytes], target: str) -> Iterator[tuple[tuple[int, int], str]]:
    for kind, part in ooxml.related(parts, target).values():
        place = (0, 0)
        for number, data in _records(parts.get(part, b"") if kind == "comments" else b""):
            if number == _COMMENT:
                place = (struct.unpack_from("<I", data, 4)[0] + 1, struct.unpack_from("<I", data, 12)[0] + 1)
            elif number == _COMMENT_TEXT:
                yield place, visible(_rich_string(data)[0])
