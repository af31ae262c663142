"""OpenDocument spreadsheets -> cells. A cell holds the text that it shows beside its value (ODF 1.3 part 3, 9.1.4 and 19.385), so nothing
is formatted here; no reader on PyPI gives fills, comments and struck-out text."""

import io
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring, iterparse
from torikumi.workbooks.formats import colours, model
from torikumi.workbooks.formats.grid import Grid
from torikumi.workbooks.formats.model import Cell, Contents, Remark, Unusable, plain, stored_number, too_many_cells
from torikumi.workbooks.formats.number_codes import BUILTIN
from torikumi.workbooks.formats.number_dates import serial
from torikumi.workbooks.formats.numbers import general, shown
from torikumi.workbooks.formats.package import Parts
from torikumi.workbooks.formats.text import as_utf8

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _TEXT, _OFFICE, _STYLE = (f"{{{_OASIS}{name}:1.0}}" for name in ("table", "text", "office", "style"))
_FO = f"{{{_OASIS}xsl-fo-compatible:1.0}}"
_CALCEXT = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_KINDS = {
    "float": "number",
    "percentage": "number",
    "currency": "number",
    "date": "date",
    "time": "date",
    "boolean": "boolean",
}
_NUMBERS = ("float", "percentage", "currency")
# What an error shows. OpenDocument has no type for it: LibreOffice marks it, Excel and OpenOffice save a 0 that shows this.
_ERROR = re.compile(r"#(?:N/A|NV|NULL!|DIV/0!|VALUE!|WERT!|REF!|BEZUG!|NAME\?|NUM!|ZAHL!)|(?:Err|エラー)[:：]\d{3}")
_DURATION = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")
_HIDDEN = ("collapse", "filter")
_MODIFIED = re.compile(rb"<dc:date>\s*(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)")
# A blank shaded cell that is repeated further than this belongs to no list.
MOST_BLANKS = 100


class _Look(NamedTuple):
    fill: str = ""
    struck: bool = False
    shown: bool = True


_NO_LOOK = _Look()


class _Looks:
    """The styles of a document by family and name (a name is unique in its family only), inherited from their parents (19.510)."""

    def __init__(self) -> None:
        self._styles: dict[tuple[str, str], Element] = {}
        self._known: dict[tuple[str, str], _Look] = {}
        self.missing = False

    def take(self, style: Element) -> None:
        self._styles[style.get(f"{_STYLE}family", ""), style.get(f"{_STYLE}name", "")] = style

    def of(self, family: str, name: str) -> _Look:
        """What of a style concerns a reader; a name without a style is noted as missing."""
        if not name:
            return _NO_LOOK
        if (family, name) not in self._known:
            # The style that the others are derived from needs not be spelled out, and paragraphs and tables seldom look like anything.
            told = (family, name) in self._styles or name == "Default" or family not in ("table-cell", "text")
            self.missing |= not told
            self._known[family, name] = self._look(family, name)
        return self._known[family, name]

    def _look(self, family: str, name: str) -> _Look:
        given: dict[str, str] = {}
        seen: set[str] = set()
        while (family, name) in self._styles and name not in seen:
            seen.add(name)
            style = self._styles[family, name]
            for properties in style:
                given = dict(properties.attrib) | given
            name = style.get(f"{_STYLE}parent-style-name", "")
        background = given.get(f"{_FO}background-color", "transparent")
        return _Look(
            colours.fill("solid", background[1:].upper()) if re.fullmatch("#[0-9A-Fa-f]{6}", background) else "",
            any(given.get(f"{_STYLE}text-line-through-{how}", "none") != "none" for how in ("style", "type")),
            given.get(f"{_TABLE}display", "true") != "false",
        )


def read(parts: Parts) -> Contents:
    """Cells of all sheets; rows without a text are left out. Raises Unusable (file_encrypted, file_damaged, file_unsafe, file_too_large)."""
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise Unusable("file_encrypted", "パスワード")
    return _read("ods", parts)


def read_flat(data: bytes) -> Contents:
    """The same of a document that is one XML file (.fods; ODF 1.3 part 3, 3.1.2)."""
    content = as_utf8(data)
    return _read("fods", {"content.xml": content, "meta.xml": content})


def _read(format: str, parts: Mapping[str, bytes]) -> Contents:
    looks = _Looks()
    try:
        for style in fromstring(parts["styles.xml"]).iter(f"{_STYLE}style") if "styles.xml" in parts else ():
            looks.take(style)
        grids = list(_grids(parts["content.xml"], looks))
    except DefusedXmlException as error:
        raise Unusable("file_unsafe", "DOCTYPE宣言") from error
    except (KeyError, ParseError, RecursionError, ValueError) as error:
        raise Unusable("file_damaged", f"ブックの部品を読み取れません（{type(error).__name__}）") from error
    modified = _MODIFIED.search(parts.get("meta.xml", b""))
    remarks = [remark for grid in grids for remark in grid.remarks]
    if looks.missing:
        remarks.append(Remark("looks_unread"))
    return Contents(format, [grid.sheet() for grid in grids], modified[1].decode() if modified else "", remarks)


def _grids(content: bytes, looks: _Looks) -> Iterator[Grid]:
    """The sheets as they come: only a row is held at a time. Tables elsewhere (of a link, of a change) are none."""
    path: list[Element] = []
    table: _Table | None = None
    for event, element in iterparse(io.BytesIO(content), events=("start", "end")):
        if event == "start":
            path.append(element)
            if element.tag == f"{_TABLE}table" and len(path) > 1 and path[-2].tag == f"{_OFFICE}spreadsheet":
                table = _Table(element, len(path), looks)
            continue
        path.pop()
        if element.tag == f"{_STYLE}style":
            looks.take(element)
        elif table is not None and len(path) + 1 == table.depth:
            yield table.grid
            table = None
            element.clear()
        elif table is not None and element.tag in _ROWS_AND_COLUMNS and table.holds(path):
            table.take(element)


_ROWS_AND_COLUMNS = (f"{_TABLE}table-row", f"{_TABLE}table-column")
# What may stand between a table and its rows and columns (ODF 1.3 part 3, 9.1.2).
_GROUPS = frozenset(f"{_TABLE}table-{name}" for name in (
    "row-group", "rows", "header-rows", "column-group", "columns", "header-columns",
))  # fmt: skip
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")


class _Table:
    """One sheet: its columns as they are declared, then its rows."""

    def __init__(self, element: Element, depth: int, looks: _Looks) -> None:
        hidden = not looks.of("table", element.get(f"{_TABLE}style-name", "")).shown
        self.grid, self.depth = Grid(element.get(f"{_TABLE}name", ""), hidden), depth
        self._looks = looks
        # Last column and default style of each run of columns.
        self._columns: list[tuple[int, str]] = []
        self._last_column = self._row = self._count = 0

    def holds(self, path: list[Element]) -> bool:
        """Whether a row or column at this path is one of the table itself, not of a table within a cell or a shape."""
        return all(element.tag in _GROUPS for element in path[self.depth :])

    def take(self, element: Element) -> None:
        """A column or a row at its end."""
        if element.tag == f"{_TABLE}table-column":
            self._take_column(element)
        else:
            self._take_row(element)
            element.clear()

    def _take_column(self, column: Element) -> None:
        first = self._last_column + 1
        self._last_column += int(column.get(f"{_TABLE}number-columns-repeated", "1"))
        self._columns.append((self._last_column, column.get(f"{_TABLE}default-cell-style-name", "")))
        if column.get(f"{_TABLE}visibility") in _HIDDEN:
            self.grid.hide_columns(first, self._last_column)

    def _take_row(self, row: Element) -> None:
        repeated = int(row.get(f"{_TABLE}number-rows-repeated", "1"))
        cells = list(self._line(row))
        if any(cell.text or cell.struck or cell.comment for cell, *_ in cells):
            self._count += repeated * len(cells)
            if self._count > model.MOST_CELLS:
                raise too_many_cells()
            hidden = row.get(f"{_TABLE}visibility") in _HIDDEN
            for number in range(self._row + 1, self._row + repeated + 1):
                for cell, rows, columns, unseen in cells:
                    self.grid.add(cell._replace(row=number, hidden=hidden), unseen)
                    self.grid.merge(number, cell.column, number + rows - 1, cell.column + columns - 1)
        self._row += repeated

    def _line(self, row: Element) -> Iterator[tuple[Cell, int, int, bool]]:
        """The used cells of a row, the rows and columns that each spans, and whether its number format hides it."""
        column = 0
        for element in row:
            if element.tag not in _CELLS:
                continue
            repeated = int(element.get(f"{_TABLE}number-columns-repeated", "1"))
            rows, columns = (int(element.get(f"{_TABLE}number-{way}-spanned", "1")) for way in ("rows", "columns"))
            by_column = next((style for last, style in self._columns if column < last), "")
            style = element.get(f"{_TABLE}style-name") or row.get(f"{_TABLE}default-cell-style-name") or by_column
            cell, unseen = _cell(element, self._looks, self._looks.of("table-cell", style))
            used = cell.text or cell.struck or cell.comment
            if used or (cell.fill and repeated <= MOST_BLANKS):
                if repeated > model.MOST_CELLS:
                    raise too_many_cells()
                for number in range(column + 1, column + repeated + 1):
                    yield cell._replace(column=number), rows, columns, unseen
            column += repeated


def _cell(element: Element, looks: _Looks, look: _Look) -> tuple[Cell, bool]:
    """A cell still without a place, and whether its number format hides it."""
    lines = _lines(element, looks, look.struck)
    text, kind, unseen = _shown(element, _joined(lines))
    kept, struck = _parted(lines)
    if struck:
        text = kept
    own = _own_text(element, _joined(lines))
    if own:
        unseen = bool(lines) and own not in _joined(lines)
        text, struck, unseen = ("", own, False) if look.struck else (own, "", unseen)
    notes = (_joined(_lines(note, looks, False)) for note in element.iter(f"{_OFFICE}annotation"))
    value = element.get(f"{_OFFICE}value", "")
    stored = stored_number(float(value)) if kind == "number" and value else ""
    return Cell(0, 0, text, kind, look.fill, plain("\n".join(notes)), struck, stored=stored), unseen


def _own_text(element: Element, shown: str) -> str:
    """The text of a cell whose number format shows something else (`;;;`, `@"様"`); "" where it is what is shown, or no text."""
    own = plain(element.get(f"{_OFFICE}string-value", ""))
    same = element.get(f"{_OFFICE}value-type") != "string" or own.split() == shown.split() or _ERROR.fullmatch(shown)
    return "" if same else own


def _parted(lines: "list[_Line]") -> tuple[str, str]:
    """What of the paragraphs is kept, and what is struck out."""
    struck = plain("\n".join(filter(None, ("".join(text for text, off in line if off) for line in lines))))
    return _joined([[(text, off) for text, off in line if not off] for line in lines]), struck


def _shown(element: Element, text: str) -> tuple[str, str, bool]:
    """Text, kind, and whether the number format hides the value: there is a paragraph, and nothing in it."""
    value_type = element.get(f"{_OFFICE}value-type", "")
    formula = element.get(f"{_TABLE}formula", "")
    # An empty paragraph is a calculated blank.
    if formula and not value_type and not text and element.find(f"{_TEXT}p") is None:
        return plain(formula.partition(":")[2] or formula), "formula", False
    if _is_error(element, value_type, text, formula):
        return text, "error", False
    # LibreOffice stores a truth value from an .xlsx as a number that is shown as one.
    if value_type == "boolean" or (value_type == "float" and text in ("TRUE", "FALSE")):
        return element.get(f"{_OFFICE}boolean-value", text).upper(), "boolean", False
    unseen = False
    if value_type and not text:
        number = element.get(f"{_OFFICE}value", "")
        text = (
            general(float(number))
            if number
            else _unwritten(value_type, element.get(f"{_OFFICE}{value_type}-value", ""))
        )
        unseen = value_type in _KINDS and bool(text) and element.find(f"{_TEXT}p") is not None
    return text, _KINDS.get(value_type, "text"), unseen


def _unwritten(value_type: str, value: str) -> str:
    """The value of a cell that shows no text, as its type is usually shown; as it is stored where it is no date and no time."""
    duration = _DURATION.fullmatch(value) if value_type == "time" else None
    if duration:
        return f"{int(duration[1])}:{duration[2]}:{duration[3]}"
    number = serial(value) if value_type == "date" else None
    return value if number is None else shown(number, BUILTIN[22 if number % 1 else 14]).text


def _is_error(element: Element, value_type: str, text: str, formula: str) -> bool:
    """LibreOffice's own mark; what shows an error and is stored as a number, or calculated."""
    if element.get(f"{_CALCEXT}value-type") == "error":
        return True
    return bool(formula or value_type in _NUMBERS) and bool(_ERROR.fullmatch(text))


_Line = list[tuple[str, bool]]
# ODF 1.3 part 3, 5.1 and 5.3: what may stand in a cell beside and around paragraphs.
_PARAGRAPHS = tuple(f"{_TEXT}{name}" for name in ("p", "h"))
_LISTS = tuple(f"{_TEXT}{name}" for name in ("list", "list-item", "list-header", "section", "numbered-paragraph"))


def _lines(element: Element, looks: _Looks, struck: bool) -> list[_Line]:
    """The paragraphs of a cell or a note, each as its pieces and whether they are struck out; those of lists are paragraphs like others."""
    found = []
    for part in element:
        if part.tag in _PARAGRAPHS:
            struck_out = struck or looks.of("paragraph", part.get(f"{_TEXT}style-name", "")).struck
            found.append(list(_runs(part, looks, struck_out)))
        elif part.tag in _LISTS:
            found += _lines(part, looks, struck)
    return found


def _joined(lines: list[_Line]) -> str:
    return plain("\n".join("".join(text for text, _ in line) for line in lines))


def _runs(element: Element, looks: _Looks, struck: bool) -> Iterator[tuple[str, bool]]:
    """The pieces of a paragraph and whether they are struck out; furigana and notes are left out."""
    yield element.text or "", struck
    for child in element:
        if child.tag == f"{_TEXT}s":
            yield " " * min(int(child.get(f"{_TEXT}c", "1")), 10_000), struck
        elif child.tag in (f"{_TEXT}tab", f"{_TEXT}line-break"):
            yield "\t" if child.tag == f"{_TEXT}tab" else "\n", struck
        elif child.tag not in (f"{_TEXT}ruby-text", f"{_TEXT}note", f"{_OFFICE}annotation"):
            name = child.get(f"{_TEXT}style-name", "") if child.tag == f"{_TEXT}span" else ""
            yield from _runs(child, looks, looks.of("text", name).struck if name else struck)
        yield child.tail or "", struck
