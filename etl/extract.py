"""extract: cells -> the rows of the lists that stand in them.

Any sheet, any place: a header row is a row whose labels the layout knows, it may stand below titles, span two rows, and be repeated
on every printed page. Nothing is dropped in silence: what is neither a heading nor part of a row is named in a finding.
"""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

import pandas as pd
from torikumi.schemas.findings import Finding, frame
from torikumi.schemas.keys import column_letter, fold, initiative_number
from torikumi.schemas.layouts import Layout, is_example, plain_label
from torikumi.schemas.years import YEAR, short_year, year_of

VALUE_COLUMNS = ["row_id", "field", "item", "text", "kind", "file", "sheet", "cell", "fill", "comment", "stored"]
UNUSED = "未使用"  # the field of a cell under a label that the layout does not know
PLACE_COLUMNS = ["file", "sheet", "row", "heading"]
_UNREADABLE = {"error": "cell_error", "formula": "formula_uncached"}
_NEAR = 0.6  # difflib ratio: R2評化 ~ R2評価 is 0.75, 所感 ~ 実績 is 0


class Extract(NamedTuple):
    """`rows`: one per data row, index row_id, file, sheet, row (Excel's), heading (what stands above the list) and a column a
    field: the raw text, "" where the cell is blank, None where the sheet has no such column. `values`: the cells of the rows
    (`VALUE_COLUMNS`). `findings`: raw findings."""

    rows: pd.DataFrame
    values: pd.DataFrame
    findings: pd.DataFrame


@dataclass
class _Block:
    """One header and what stands below it."""

    fields: dict[int, str]  # column -> field
    labels: dict[int, str]  # column -> label as written, also of unknown columns
    height: int


_Line = Mapping[int, Any]  # column -> cell


def extract(cells: pd.DataFrame, layout: Layout, first_row_id: int = 0) -> Extract:
    """Find the layout's table in each sheet of the cells (`schemas.cells`) and take its rows.

    A sheet without such a header gives no rows and the finding sheet_without_list; a file none of whose sheets has one,
    file_no_list. A label that the layout does not know is column_unknown, or column_near_miss with the likely label. A data row is a row below a header with a readable key or with
    two or more cells filled; anything else is text_outside, unless it repeats the heading above the first header.
    """
    rows: list[dict[str, Any]] = []
    values: list[dict[str, Any]] = []
    findings: list[Finding] = []
    fields: list[str] = []
    for file, of_file in cells.groupby("file", sort=False):
        found, ignored = 0, []
        for sheet, of_sheet in of_file.groupby("sheet", sort=False):
            if is_example(str(sheet)):
                ignored.append(Finding("example_ignored", found=str(sheet), file=str(file), sheet=str(sheet)))
                continue
            lines = _lines(of_sheet)
            headers = _headers(lines, layout)
            if headers:
                found += 1
                fields += [field for block in headers.values() for field in block.fields.values()]
                place: dict[str, Any] = {"file": str(file), "sheet": str(sheet)}
                findings += _header_findings(headers, lines, layout, place)
                findings += _hidden(of_sheet, place)
                _take_rows(lines, headers, layout, place, first_row_id, rows, values, findings)
            elif any(cell.text for line in lines.values() for cell in line.values()):
                ignored.append(Finding("sheet_without_list", found=str(sheet), file=str(file), sheet=str(sheet)))
        findings += ignored if found else [Finding("file_no_list", file=str(file))]
    required = [column.field for column in layout.columns if column.required]
    columns = ["row_id", *PLACE_COLUMNS, *dict.fromkeys([*required, *fields])]
    records = [[row.get(column) for column in columns] for row in rows]
    table = pd.DataFrame(records, columns=columns, dtype="object").astype({"row_id": "int64"}).set_index("row_id")
    return Extract(table, pd.DataFrame(values, columns=VALUE_COLUMNS), frame(findings))


def _lines(cells: pd.DataFrame) -> dict[int, _Line]:
    lines: dict[int, dict[int, Any]] = {}
    for cell in cells.itertuples(index=False):
        lines.setdefault(int(str(cell.row)), {})[int(str(cell.column))] = cell
    return dict(sorted(lines.items()))


def _headers(lines: Mapping[int, _Line], layout: Layout) -> dict[int, _Block]:
    """The header rows: Excel row -> block. A row counts that names the key and enough of the required columns."""
    needed = min(3, sum(column.required for column in layout.columns))
    headers: dict[int, _Block] = {}
    taken = 0
    for row, line in lines.items():
        if row <= taken:
            continue
        single = _block({column: cell.text for column, cell in line.items()}, layout, 1)
        double = _block(_joined(line, lines.get(row + 1, {})), layout, 2)
        block = double if len(double.fields) > len(single.fields) else single
        if layout.key in block.fields.values() and len(set(block.fields.values())) >= needed:
            headers[row] = block
            taken = row + block.height - 1
    return headers


def _block(labels: Mapping[int, str], layout: Layout, height: int) -> _Block:
    labels = {column: label for column, label in labels.items() if label.strip()}
    fields: dict[int, str] = {}
    for column, label in labels.items():
        field = layout.field_of(label)
        if field and field not in fields.values():
            fields[column] = field
    return _Block(fields, dict(labels), height)


def _joined(upper: _Line, lower: _Line) -> dict[int, str]:
    """The labels of a header of two rows: `R2` over `目標` and `実績` is `R2目標`, `R2実績`."""
    labels, group = {}, ""
    for column in range(min([*upper, *lower], default=1), max([*upper, *lower], default=0) + 1):
        above = upper[column].text if column in upper else ""
        below = lower[column].text if column in lower else ""
        group = above or group
        labels[column] = group + below if below else above
    return labels


def _hidden(cells: pd.DataFrame, place: Mapping[str, Any]) -> list[Finding]:
    """Rows, columns or a sheet that cannot be seen but were read: said once a sheet."""
    hidden = cells[cells["hidden"] & (cells["text"] != "")]
    if hidden.empty:
        return []
    visible = cells[~cells["hidden"]]
    rows = sorted(set(hidden["row"]) - set(visible["row"]))
    columns = sorted(set(hidden["column"]) - set(visible["column"]))
    parts = [f"{'、'.join(map(str, rows))}行目"] if rows else []
    parts += [f"{'、'.join(column_letter(column) for column in columns)}列"] if columns else []
    found = "シート" if visible.empty else "と".join(parts) or "セル"
    return [Finding("hidden_rows", found=found, cell=str(hidden["cell"].iloc[0]), **place)]


def _header_findings(
    headers: Mapping[int, _Block], lines: Mapping[int, _Line], layout: Layout, place: Mapping[str, Any]
) -> Iterator[Finding]:
    """Unknown, near and repeated labels, each label of a sheet once."""
    seen: set[str] = set()
    for row, block in headers.items():
        for column, label in block.labels.items():
            if column in block.fields or label in seen:
                continue
            seen.add(label)
            cell = lines[row].get(column) or lines[row + block.height - 1][column]
            likely = difflib.get_close_matches(_stem(label), layout.labels(), 1, _NEAR)
            if layout.field_of(label):
                yield Finding("column_twice", found=label, cell=cell.cell, **place)
            elif likely:
                expected = _label_like(likely[0], label)
                yield Finding("column_near_miss", found=label, expected=expected, cell=cell.cell, **place)
            else:
                yield Finding("column_unknown", found=label, cell=cell.cell, **place)


def _stem(label: str) -> str:
    return YEAR.sub("{year}", plain_label(label), count=1)


def _label_like(stem: str, label: str) -> str:
    """The label to suggest, with the year that the misspelt one names."""
    year = YEAR.search(plain_label(label))
    return stem.replace("{year}", short_year(year_of(year))) if year else stem


def _take_rows(
    lines: Mapping[int, _Line],
    headers: Mapping[int, _Block],
    layout: Layout,
    place: Mapping[str, Any],
    first_row_id: int,
    rows: list[dict[str, Any]],
    values: list[dict[str, Any]],
    findings: list[Finding],
) -> None:
    first = min(headers)
    heading = [cell.text for row, line in lines.items() if row < first for cell in line.values() if cell.text.strip()]
    block, below = headers[first], first
    for row, line in lines.items():
        if row in headers:
            block, below = headers[row], row + headers[row].height
        filled = {column: cell for column, cell in line.items() if cell.text.strip() or cell.kind in _UNREADABLE}
        if row < below or not filled or all(cell.text in heading for cell in filled.values()):
            continue
        example = (
            next((cell for cell in filled.values() if is_example(cell.text)), None) if layout.key == "number" else None
        )
        if example is not None and block.fields.get(example.column) in ("number", "name", None):
            findings.append(Finding("example_ignored", found=example.text, cell=example.cell, **place))
            continue
        if not _is_data(filled, block, layout):
            findings += [Finding("text_outside", found=cell.text, cell=cell.cell, **place) for cell in filled.values()]
            continue
        row_id = first_row_id + len(rows)
        record: dict[str, Any] = {"row_id": row_id, **place, "row": row, "heading": "\n".join(heading)}
        rows.append(record | dict.fromkeys(block.fields.values(), ""))
        for column, field in block.fields.items():
            if column not in line:
                values.append(_blank(row_id, field, layout.label(field), place, f"{column_letter(column)}{row}"))
        for column, cell in line.items():
            if column in block.fields:
                rows[-1][block.fields[column]] = "" if cell.kind in _UNREADABLE else cell.text
                values.append(_value(row_id, block.fields[column], layout.label(block.fields[column]), cell))
                findings += _cell_findings(row_id, block.fields[column], cell)
            elif column in filled:
                values.append(_value(row_id, UNUSED, UNUSED, cell))
                if column not in block.labels:
                    findings.append(Finding("cell_outside_columns", found=cell.text, cell=cell.cell, **place))


def _is_data(filled: _Line, block: _Block, layout: Layout) -> bool:
    known = [column for column in filled if column in block.fields]
    if len(known) != 1:
        return bool(known)
    if block.fields[known[0]] != layout.key:
        return False
    return layout.key != "number" or initiative_number(filled[known[0]].text) is not None


def _value(row_id: int, field: str, item: str, cell: Any) -> dict[str, Any]:
    named = {"row_id": row_id, "field": field, "item": item.removesuffix(" ※")}
    return named | {name: getattr(cell, name) for name in VALUE_COLUMNS[3:]}


def _blank(row_id: int, field: str, item: str, place: Mapping[str, Any], cell: str) -> dict[str, Any]:
    """A cell without anything: it has an address all the same, which a finding about the blank leads to."""
    return dict.fromkeys(VALUE_COLUMNS, "") | {
        "row_id": row_id,
        "field": field,
        "item": item.removesuffix(" ※"),
        "kind": "text",
        "cell": cell,
        **place,
    }


def _cell_findings(row_id: int, field: str, cell: Any) -> Iterator[Finding]:
    """What is odd about one cell of a data row."""
    at: dict[str, Any] = {"row_id": row_id, "field": field}
    if cell.kind in _UNREADABLE:
        yield Finding(_UNREADABLE[cell.kind], found=cell.text, **at)
    if cell.struck:
        yield Finding("struck_out", found=cell.struck, expected=cell.text, **at)
    if cell.merged and len({part.strip("ABCDEFGHIJKLMNOPQRSTUVWXYZ$") for part in cell.merged.split(":")}) > 1:
        yield Finding("merged_rows", found=cell.merged, **at)


def exact_figures(found: Extract) -> pd.DataFrame:
    """The rows with each shown number as it is stored: `75%` behind which 0.74995 stands becomes `74.995%`.

    Grades are of the figure, not of its display. A shown text that is not the stored number rounded (a format that scales or
    words it) stays as it is, and so does every text that is no number cell.
    """
    rows = found.rows.copy()
    for value in found.values[found.values["stored"] != ""].itertuples():
        text = _exact(value.text, Decimal(value.stored))
        if value.field in rows and text:
            rows.at[value.row_id, value.field] = text
    return rows


_SHOWN = re.compile(r"(?P<number>[+-]?[\d,]+(?:\.(?P<places>\d+))?)(?P<unit>\D*)")


def _exact(shown: str, stored: Decimal) -> str:
    match = _SHOWN.fullmatch(fold(shown))
    if not match:
        return ""
    number = stored * 100 if match["unit"] == "%" else stored
    step = Decimal(1).scaleb(-len(match["places"] or ""))
    if number.quantize(step, ROUND_HALF_UP) != Decimal(match["number"].replace(",", "")):
        return ""
    return f"{number.normalize():,f}{match['unit']}" if number != number.quantize(step) else ""


def missing_columns(rows: pd.DataFrame, layout: Layout, fields: Sequence[str]) -> list[Finding]:
    """column_missing for each of the fields that a file's list does not have: one finding a column and file, not one a row."""
    return [
        Finding("column_missing", expected=layout.label(field), file=str(file), sheet=str(of_file["sheet"].iloc[0]))
        for file, of_file in rows.groupby("file", sort=False)
        for field in fields
        if field not in of_file or of_file[field].isna().all()
    ]
