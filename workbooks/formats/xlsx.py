"""OOXML workbooks (.xlsx, .xlsm, Strict) -> cells: the one module that knows openpyxl.

Only its parsers are used, not its Workbook: that would drop values under merges, build every cell of an absurd merge, take the target of a
link for the text of a blank cell, and need two passes to tell a formula without a value from a blank.
"""

import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904, to_excel
from openpyxl.worksheet._reader import WorkSheetParser
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.xml.constants import SHARED_STRINGS
from torikumi.workbooks.formats import colours, ooxml
from torikumi.workbooks.formats.model import Cell, Contents, Remark, Sheet, Unusable, address, merged_range, visible
from torikumi.workbooks.formats.numbers import BUILTIN, shown
from torikumi.workbooks.formats.ooxml import MAIN

# Kinds of sheets, by the ends of their relation types. Any other must be a worksheet.
_WITHOUT_CELLS = ("/chartsheet", "/dialogsheet", "acrosheet")
MOST_MERGES = 100_000


@dataclass(frozen=True)
class _Style:
    fill: str
    number_format: str
    struck: bool


_PLAIN = _Style("", "General", False)


class _Parser(WorkSheetParser):
    """openpyxl's parser of a sheet, for rows, hidden columns and merges only; each cell also has the formula that has no value."""

    def rows(self) -> Iterator[tuple[int, list[dict[str, Any]]]]:
        self.merges: list[str] = []
        self.hidden_columns: list[tuple[int, int]] = []
        for _, element in iterparse(self.source):
            if element.tag == f"{MAIN}row":
                yield self.parse_row(element)
                element.clear()
            elif element.tag == f"{MAIN}mergeCell":
                self.merges.append(element.get("ref", ""))
            elif element.tag == f"{MAIN}col" and element.get("hidden") in ("1", "true"):
                self.hidden_columns.append((int(element.get("min", "0")), int(element.get("max", "0"))))
        if element.tag != f"{MAIN}worksheet":
            raise ValueError(f"a worksheet was expected, not {element.tag}")

    def parse_cell(self, element: Element) -> dict[str, Any]:
        cell: dict[str, Any] = super().parse_cell(element)
        inline = element.find(f"{MAIN}is")
        if inline is not None and cell["data_type"] == "s":
            cell["value"] = ooxml.pieces(inline)
        if element.find(f"{MAIN}f") is not None:
            formula = self.parse_formula(element)  # type: ignore[no-untyped-call]
            # An empty <v> is the cached "" of a formula that gives text, and no value at all for any other.
            if cell["value"] is None and element.get("t") != "str":
                cell |= {"value": formula, "data_type": "f"}
        return cell


def read(archive: zipfile.ZipFile, parts: dict[str, bytes], format: str) -> Contents:
    """Cells of all worksheets; chart and macro sheets have none. Raises Unusable (file_damaged) where a part cannot be understood."""
    sheets, remarks = _sheets(ooxml.mended(parts))
    format = "strict xlsx" if ooxml.is_strict(parts) else format
    return Contents(format, sheets, ooxml.modified(parts), ooxml.remarks(archive) + remarks)


def _sheets(parts: dict[str, bytes]) -> tuple[list[Sheet], list[Remark]]:
    sheets, remarks = [], []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reader = ExcelReader(ooxml.packed(parts), data_only=True, keep_links=False)
            reader.read_manifest()
            reader.read_workbook()
            reader.read_theme()
            apply_stylesheet(reader.archive, reader.wb)
            styles = _styles(reader.wb)
            strings: Any = _strings(reader)
            reader.shared_strings = strings
            for entry, part in reader.parser.find_sheets():
                if not part.Type.endswith(_WITHOUT_CELLS):
                    cells, notes = _cells(reader, parts, part.target, styles, entry.state != "visible")
                    sheets.append(Sheet(entry.name, cells))
                    remarks += [note._replace(sheet=entry.name) for note in notes]
    except MemoryError:
        raise
    # openpyxl's exceptions have no common base: a damaged part is a KeyError, TypeError, ParseError, zipfile's or expat's.
    except Exception as error:
        raise Unusable("file_damaged", f"ブックの部品を読み取れません（{type(error).__name__}）") from error
    return sheets, remarks


def _styles(book: Any) -> list[_Style]:
    """What of each cell style concerns a reader."""
    theme = colours.theme_colours(book.loaded_theme)
    palette = tuple(str(colour) for colour in book._colors)
    fills = [_fill(fill, theme, palette) for fill in book._fills]
    struck = [bool(font.strike) for font in book._fonts]
    custom = list(book._number_formats)
    return [
        _Style(
            fills[style.fillId],
            BUILTIN.get(style.numFmtId, "General") if style.numFmtId < 164 else custom[style.numFmtId - 164],
            struck[style.fontId],
        )
        for style in book._cell_styles
    ]


def _fill(fill: Any, theme: tuple[str, ...], palette: tuple[str, ...]) -> str:
    stops = getattr(fill, "stop", None)
    if stops:
        seen = [_rgb(stop.color, theme, palette) for stop in stops]
        return colours.fill("gradient", next((colour for colour in seen if colour != colours.WHITE), colours.WHITE))
    pattern = getattr(fill, "patternType", None) or ""
    back = fill.bgColor
    # openpyxl's colour for an element that is not there, which stands for the background.
    automatic = back.type == "rgb" and back.rgb == "00000000"
    return colours.fill(
        pattern, _rgb(fill.fgColor, theme, palette), colours.WHITE if automatic else _rgb(back, theme, palette)
    )


def _rgb(colour: Any, theme: tuple[str, ...], palette: tuple[str, ...]) -> str:
    """RRGGBB of an rgb, indexed, theme or automatic colour, its tint applied."""
    kind = colour.type
    base = colours.BLACK
    if kind == "rgb":
        base = str(colour.rgb)[-6:].upper()
    elif kind == "indexed":
        base = colours.indexed(colour.indexed, palette)
    elif kind == "theme":
        base = theme[colour.theme] if colour.theme < len(theme) else colours.WHITE
    return colours.tinted(base, colour.tint)


def _cells(
    reader: ExcelReader, parts: dict[str, bytes], target: str, styles: list[_Style], hidden: bool
) -> tuple[list[Cell], list[Remark]]:
    """The used cells of a sheet. An address that comes twice keeps its first text, and the other is named."""
    cells: dict[tuple[int, int], Cell] = {}
    remarks = []
    with reader.archive.open(target) as source:
        parser = _Parser(source, reader.shared_strings, data_only=True)
        for row, line in parser.rows():
            row_hidden = hidden or parser.row_dimensions.get(str(row), {}).get("hidden") in ("1", "true")
            for raw in line:
                style = styles[raw["style_id"]] if raw["style_id"] < len(styles) else _PLAIN
                cell = _cell(raw, style, reader.wb.epoch == CALENDAR_MAC_1904)._replace(hidden=row_hidden)
                if not (cell.text or cell.fill or cell.struck):
                    continue
                earlier = cells.setdefault((cell.row, cell.column), cell)
                if earlier.text != cell.text:
                    remarks.append(
                        Remark(
                            "cell_twice", found=cell.text, expected=earlier.text, cell=address(cell.row, cell.column)
                        )
                    )
    for ref, text in ooxml.comments(parts, target):
        place = coordinate_to_tuple(ref)
        cells[place] = cells.get(place, Cell(*place, "", hidden=hidden))._replace(comment=text)
    for ref in parser.merges[:MOST_MERGES]:
        left, top, right, bottom = (edge or 0 for edge in range_boundaries(ref))
        if (top, left) in cells:
            cells[top, left] = cells[top, left]._replace(merged=merged_range(top, left, bottom, right))
    return [
        cell._replace(hidden=cell.hidden or any(first <= cell.column <= last for first, last in parser.hidden_columns))
        for _, cell in sorted(cells.items())
    ], remarks


def _cell(raw: dict[str, Any], style: _Style, date1904: bool) -> Cell:
    text, kind, struck = _shown(raw["value"], raw["data_type"], style, date1904)
    if style.struck and kind != "formula" and not isinstance(raw["value"], tuple):
        text, struck = "", text
    stored = repr(raw["value"]) if kind == "number" else ""
    return Cell(raw["row"], raw["column"], text, kind, style.fill, struck=struck, stored=stored)


def _shown(value: Any, data_type: str, style: _Style, date1904: bool) -> tuple[str, str, str]:
    """Text, kind and struck-out text of a value as openpyxl's parser gives it."""
    if value is None or value == "":
        return "", "text", ""
    if isinstance(value, bool):
        return str(value).upper(), "boolean", ""
    if isinstance(value, tuple):
        kept, removed = (
            "".join(text for text, own in value if (style.struck if own is None else own) is off)
            for off in (False, True)
        )
        return visible(kept), "text", visible(removed)
    if isinstance(value, (date, datetime, time, timedelta)):
        code = style.number_format if style.number_format != "General" else BUILTIN[14]
        serial = to_excel(value)  # type: ignore[no-untyped-call]
        return *shown(serial, code), ""
    if isinstance(value, (int, float)):
        return *shown(value, style.number_format, date1904), ""
    if data_type == "f":
        return _formula(value), "formula", ""
    return visible(str(value)), "error" if data_type == "e" else "text", ""


def _formula(value: object) -> str:
    if isinstance(value, ArrayFormula):
        return str(value.text)
    return "=TABLE()" if isinstance(value, DataTableFormula) else str(value)


def _strings(reader: ExcelReader) -> list[ooxml.Pieces]:
    """The shared strings. openpyxl would cut the escape of an underscore out of them."""
    package: Any = reader.package
    part = package.find(SHARED_STRINGS)
    strings: list[ooxml.Pieces] = []
    if part is not None:
        with reader.archive.open(part.PartName[1:]) as source:
            for _, element in iterparse(source):
                if element.tag == f"{MAIN}si":
                    strings.append(ooxml.pieces(element))
                    element.clear()
    return strings
