"""OpenDocument spreadsheets -> cells. A cell holds the text that it shows beside its value (ODF 1.3 part 3, 9.1.4 and 19.385), so nothing
is formatted here; no reader on PyPI gives fills, comments and struck-out text."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml.ElementTree import fromstring
from torikumi.workbooks.formats import colours
from torikumi.workbooks.formats.model import Cell, Contents, Sheet, Unusable, merged_range, visible
from torikumi.workbooks.formats.numbers import general

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
_HIDDEN = ("collapse", "filter")
_MODIFIED = re.compile(rb"<dc:date>\s*(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)")
# A blank shaded cell that is repeated further than this belongs to no list.
MOST_BLANKS = 100
MOST_CELLS = 2_000_000


@dataclass(frozen=True)
class _Look:
    fill: str = ""
    struck: bool = False
    shown: bool = True


def read(archive: zipfile.ZipFile, parts: dict[str, bytes]) -> Contents:
    """Cells of all sheets; rows without a text are left out. Raises Unusable (file_encrypted, file_damaged, file_too_large)."""
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise Unusable("file_encrypted", "パスワード")
    try:
        content = fromstring(parts["content.xml"])
        looks = _looks([fromstring(parts["styles.xml"])] if "styles.xml" in parts else [], content)
        sheets = [
            Sheet(table.get(f"{_TABLE}name", ""), list(_cells(table, looks)))
            for table in content.iter(f"{_TABLE}table")
        ]
    except (KeyError, ParseError, RecursionError, ValueError) as error:
        raise Unusable("file_damaged", f"ブックの部品を読み取れません（{type(error).__name__}）") from error
    modified = _MODIFIED.search(parts.get("meta.xml", b""))
    return Contents("ods", sheets, modified[1].decode() if modified else "")


def _looks(others: list[Element], content: Element) -> dict[str, _Look]:
    """What of each style concerns a reader, inherited from its parents (19.510)."""
    styles = {
        style.get(f"{_STYLE}name", ""): style for root in (*others, content) for style in root.iter(f"{_STYLE}style")
    }
    return {name: _look(styles, name) for name in styles}


def _look(styles: dict[str, Element], name: str) -> _Look:
    given: dict[str, str] = {}
    seen: set[str] = set()
    while name in styles and name not in seen:
        seen.add(name)
        for properties in styles[name]:
            given = dict(properties.attrib) | given
        name = styles[name].get(f"{_STYLE}parent-style-name", "")
    background = given.get(f"{_FO}background-color", "transparent")
    return _Look(
        colours.fill("solid", background[1:].upper()) if re.fullmatch("#[0-9A-Fa-f]{6}", background) else "",
        any(given.get(f"{_STYLE}text-line-through-{how}", "none") != "none" for how in ("style", "type")),
        given.get(f"{_TABLE}display", "true") != "false",
    )


def _cells(table: Element, looks: dict[str, _Look]) -> Iterator[Cell]:
    hidden = not looks.get(table.get(f"{_TABLE}style-name", ""), _Look()).shown
    columns = _columns(table)
    row = count = 0
    for line in table.iter(f"{_TABLE}table-row"):
        repeated = int(line.get(f"{_TABLE}number-rows-repeated", "1"))
        cells = list(_line(line, columns, looks))
        if any(cell.text or cell.struck or cell.comment for cell in cells):
            count += repeated * len(cells)
            if count > MOST_CELLS:
                raise Unusable("file_too_large", f"{MOST_CELLS}個以上のセル")
            row_hidden = hidden or line.get(f"{_TABLE}visibility") in _HIDDEN
            for number in range(row + 1, row + repeated + 1):
                yield from (_placed(cell, number, cell.hidden or row_hidden) for cell in cells)
        row += repeated


def _placed(cell: Cell, row: int, hidden: bool) -> Cell:
    """A cell of `_line`, which holds its spans as `merged`, in its row."""
    rows, columns = map(int, cell.merged.split(","))
    return cell._replace(
        row=row, hidden=hidden, merged=merged_range(row, cell.column, row + rows - 1, cell.column + columns - 1)
    )


def _columns(table: Element) -> list[tuple[int, bool, str]]:
    """Last column, hidden and default style of each run of columns."""
    runs, last = [], 0
    for column in table.iter(f"{_TABLE}table-column"):
        last += int(column.get(f"{_TABLE}number-columns-repeated", "1"))
        runs.append(
            (last, column.get(f"{_TABLE}visibility") in _HIDDEN, column.get(f"{_TABLE}default-cell-style-name", ""))
        )
    return runs


def _line(line: Element, columns: list[tuple[int, bool, str]], looks: dict[str, _Look]) -> Iterator[Cell]:
    column = 0
    for element in line:
        if element.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        repeated = int(element.get(f"{_TABLE}number-columns-repeated", "1"))
        spans = (
            f"{element.get(f'{_TABLE}number-rows-spanned', '1')},{element.get(f'{_TABLE}number-columns-spanned', '1')}"
        )
        _, hidden, style = next((run for run in columns if column < run[0]), (0, False, ""))
        style = element.get(f"{_TABLE}style-name") or line.get(f"{_TABLE}default-cell-style-name") or style
        look = looks.get(style, _Look())
        text, kind = _shown(element)
        struck = _text(element, looks, look.struck, wanted=True)
        if struck:
            text = _text(element, looks, look.struck, wanted=False)
        comment = "\n".join(_plain(note) for note in element.iter(f"{_OFFICE}annotation"))
        used = text or struck or comment
        if used or (look.fill and repeated <= MOST_BLANKS):
            if repeated > MOST_CELLS:
                raise Unusable("file_too_large", f"{MOST_CELLS}個以上のセル")
            for number in range(column + 1, column + repeated + 1):
                yield Cell(0, number, text, kind, look.fill, visible(comment), struck, spans, hidden)
        column += repeated


def _shown(element: Element) -> tuple[str, str]:
    value_type = element.get(f"{_OFFICE}value-type", "")
    text = _text(element, {}, False, wanted=False)
    formula = element.get(f"{_TABLE}formula", "")
    if formula and not value_type and not text:
        return visible(formula.partition(":")[2] or formula), "formula"
    if element.get(f"{_CALCEXT}value-type") == "error":
        return text, "error"
    # LibreOffice stores a truth value from an .xlsx as a number that is shown as one.
    if value_type == "boolean" or (value_type == "float" and text in ("TRUE", "FALSE")):
        return element.get(f"{_OFFICE}boolean-value", text).upper(), "boolean"
    if value_type and not text:
        number = element.get(f"{_OFFICE}value", "")
        text = general(float(number)) if number else element.get(f"{_OFFICE}{value_type}-value", "")
    return text, _KINDS.get(value_type, "text")


def _text(element: Element, looks: dict[str, _Look], struck: bool, wanted: bool) -> str:
    """The paragraphs of a cell, a line each: the parts that are struck out (`wanted`), or those that are not."""
    lines = [
        "".join(text for text, off in _runs(part, looks, struck) if off is wanted)
        for part in element
        if part.tag == f"{_TEXT}p"
    ]
    return visible("\n".join(line for line in lines if line) if wanted else "\n".join(lines))


def _runs(element: Element, looks: dict[str, _Look], struck: bool) -> Iterator[tuple[str, bool]]:
    """The pieces of a paragraph and whether they are struck out; furigana and notes are left out."""
    yield element.text or "", struck
    for child in element:
        if child.tag == f"{_TEXT}s":
            yield " " * min(int(child.get(f"{_TEXT}c", "1")), 10_000), struck
        elif child.tag in (f"{_TEXT}tab", f"{_TEXT}line-break"):
            yield "\t" if child.tag == f"{_TEXT}tab" else "\n", struck
        elif child.tag not in (f"{_TEXT}ruby-text", f"{_TEXT}note", f"{_OFFICE}annotation"):
            look = looks.get(child.get(f"{_TEXT}style-name", ""))
            yield from _runs(child, looks, look.struck if look and child.tag == f"{_TEXT}span" else struck)
        yield child.tail or "", struck


def _plain(note: Element) -> str:
    return _text(note, {}, False, wanted=False)
