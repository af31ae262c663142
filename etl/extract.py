"""extract: cells -> the rows of the lists that stand in them.

Any sheet, any place: a header row is a row whose labels the layout knows, it may stand below titles, span two rows, and be repeated
on every printed page. Nothing is dropped in silence: what is neither a heading nor part of a row is named in a finding.
"""

import difflib
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from itertools import islice
from types import MappingProxyType
from typing import Any, NamedTuple

import pandas as pd
from torikumi.schemas.findings import Finding, frame
from torikumi.schemas.keys import column_letter, fold, says_respondent
from torikumi.schemas.layouts import Head, Layout, is_example, plain_label
from torikumi.schemas.models import Entry, Row
from torikumi.schemas.numbers import looks_like_number
from torikumi.schemas.tables import listed, made, tuples
from torikumi.schemas.years import YEAR, long_year, short_year, year_of

_YEARLY = "{year}"  # what stands for the year in the labels of a layout
UNUSED = "未使用"  # the field of a cell under a label that the layout does not know
_UNREADABLE = {"error": "cell_error", "formula": "formula_uncached"}
_NEAR = 0.6  # difflib ratio of what is left without the year: 目標植 ~ 目標値 is 0.67, 所感 ~ 実績 is 0
_LOOKED_AT = 20  # lines below a heading, to see which columns it has


class Extract(NamedTuple):
    """`rows`: `Row`, one per data row. `entries`: `Entry`, the cells of the rows. `findings`: raw findings. `labels`: field -> its heading
    as it is written, in the order of the columns; of several lists the first that has one. `heads`: the header rows, in their order."""

    rows: pd.DataFrame
    entries: pd.DataFrame
    findings: pd.DataFrame
    labels: Mapping[str, str] = MappingProxyType({})
    heads: Sequence[Head] = ()


_Line = Mapping[int, Any]  # column -> cell


class Reads(NamedTuple):
    """What a text of a list is taken for: the number of an initiative, and a heading between the initiatives."""

    is_number: Callable[[str], bool] = looks_like_number
    is_section: Callable[[str], bool] = lambda text: False


@dataclass(frozen=True)
class _Block:
    """One header and what stands below it."""

    fields: Mapping[int, str]  # column -> field
    labels: Mapping[int, str]  # column -> label as written, also of unknown columns
    height: int


_NO_LABELS = _Block({}, {}, 1)


@dataclass
class _Taken:
    """What has been taken so far of a layout's lists."""

    layout: Layout
    first_row_id: int
    reads: "Reads"
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    entries: list[tuple[Any, ...]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    heads: list[Head] = field(default_factory=list)

    def sheet(self, file: str, name: str, cells: Sequence[Any]) -> bool:
        """Take the lists of a sheet; False where there is none."""
        lines = _lines(cells)
        headers = _headers(lines, self.layout)
        if not headers:
            return False
        place: dict[str, Any] = {"file": file, "sheet": name}
        self.findings += _header_findings(headers, lines, self.layout, place)
        self.findings += _hidden(cells, place)
        for row, block in headers.items():
            self.heads.append(Head(file, place["sheet"], row, block.height, block.fields, block.labels))
            for column, name in sorted(block.fields.items()):
                self.labels.setdefault(name, block.labels[column].strip())
        _Sheet(self, place, lines, headers).take()
        return True


AS_THEY_LOOK = Reads()


def extract(cells: pd.DataFrame, layout: Layout, first_row_id: int = 0, reads: Reads = AS_THEY_LOOK) -> Extract:
    """Find the layout's table in each sheet of the cells (`schemas.cells`) and take its rows.

    A sheet without such a header gives no rows and the finding sheet_without_list; a file none of whose sheets has one,
    file_no_list. A label that the layout does not know is column_unknown, or column_near_miss with the likely label. A data row is a
    row below a header with a readable key or with two or more cells filled; anything else is text_outside, unless it repeats the
    heading above the first header, or stands right above a header: then it is the heading of what follows. A line of a single cell that
    `reads` takes for a heading is the section of the rows below it.
    """
    taken = _Taken(layout, first_row_id, reads)
    for file, sheets in _sheets(cells).items():
        found, ignored = False, []
        for sheet, of_sheet in sheets.items():
            at: dict[str, Any] = {"found": sheet, "file": file, "sheet": sheet}
            if is_example(sheet):
                ignored.append(Finding("example_ignored", **at))
            elif taken.sheet(file, sheet, of_sheet):
                found = True
            elif any(cell.text for cell in of_sheet):
                ignored.append(Finding("sheet_without_list", **at))
        taken.findings += ignored if found else [Finding("file_no_list", file=file)]
    return Extract(made(Row, taken.rows), made(Entry, taken.entries), frame(taken.findings), taken.labels, taken.heads)


def _sheets(cells: pd.DataFrame) -> dict[str, dict[str, list[Any]]]:
    """The cells (as tuples) by file and sheet, in their order. Rows of a frame would cost more than all else here."""
    found: dict[str, dict[str, list[Any]]] = {}
    for cell in tuples(cells):
        found.setdefault(cell.file, {}).setdefault(cell.sheet, []).append(cell)
    return found


def _lines(cells: Sequence[Any]) -> dict[int, _Line]:
    lines: dict[int, dict[int, Any]] = {}
    for cell in cells:
        lines.setdefault(cell.row, {})[cell.column] = cell
    return dict(sorted(lines.items()))


def _headers(lines: Mapping[int, _Line], layout: Layout) -> dict[int, _Block]:
    """The header rows: Excel row -> block. A row counts that names the key (of initiatives at least their names) and as many columns as are
    required."""
    needed = min(3, sum(column.required for column in layout.columns))
    alone = {row: _block(_labels(line), layout, 1) for row, line in lines.items()}
    headers: dict[int, _Block] = {}
    taken = 0
    for row, single in alone.items():
        lower = alone.get(row + 1, _NO_LABELS)
        if row <= taken or not (single.fields or lower.fields):
            continue
        block = _of_two(row, single, lower, lines, layout)
        fields = set(block.fields.values())
        keyed = layout.key in fields or (layout.initiatives and "name" in fields)
        if keyed and len(fields) >= needed:
            headers[row] = block
            taken = row + block.height - 1
    return headers


def _of_two(row: int, single: _Block, lower: _Block, lines: Mapping[int, _Line], layout: Layout) -> _Block:
    """The header that begins in a row: of that row alone, or of it and the one below, if that knows more labels; of two that know as many
    the one that explains more of what stands below. A title above a header of one row is none."""
    double = _block(_joined(lines[row], lines.get(row + 1, {}), layout), layout, 2)
    known = len(double.fields)
    if known <= len(lower.fields) or known < len(single.fields):
        return single
    below = [*islice((lines[other] for other in lines if other > row + 1), _LOOKED_AT)]
    more = known > len(single.fields) or _explained(double, below) > _explained(single, below)
    return double if more else single


def _labels(line: _Line) -> dict[int, str]:
    return {column: cell.text for column, cell in line.items()}


def _explained(block: _Block, below: Sequence[_Line]) -> int:
    """How many columns with something in the lines below have a label."""
    return len({column for line in below for column, cell in line.items() if cell.text.strip()} & set(block.labels))


def _block(labels: Mapping[int, str], layout: Layout, height: int) -> _Block:
    labels = {column: label for column, label in labels.items() if label.strip()}
    fields: dict[int, str] = {}
    for column, label in labels.items():
        field = layout.field_of(label)
        if field and field not in fields.values():
            fields[column] = field
    return _Block(fields, dict(labels), height)


def _joined(upper: _Line, lower: _Line, layout: Layout) -> dict[int, str]:
    """The labels of a header of two rows: `R2` over `目標` and `実績` is `R2目標`, `R2実績`; one that is known without its group is
    called so (`第1四半期` below `令和5年度の進捗状況`)."""
    labels, group = {}, ""
    for column in range(min([*upper, *lower], default=1), max([*upper, *lower], default=0) + 1):
        above = upper[column].text if column in upper else ""
        below = lower[column].text if column in lower else ""
        group = above or group
        alone = below and not layout.field_of(group + below) and layout.field_of(below)
        labels[column] = below if alone else group + below if below else above
    return labels


def _hidden(cells: Sequence[Any], place: Mapping[str, Any]) -> list[Finding]:
    """Rows, columns or a sheet that cannot be seen but were read: said once a sheet."""
    hidden = [cell for cell in cells if cell.hidden and cell.text]
    if not hidden:
        return []
    visible = [cell for cell in cells if not cell.hidden]
    found = _unseen(hidden, visible) if visible else "シート"
    return [Finding("hidden_rows", found=found, cell=hidden[0].cell, **place)]


def _unseen(hidden: Sequence[Any], visible: Sequence[Any]) -> str:
    """The rows and columns of which nothing can be seen, in words; セル where each shows something."""
    rows, columns = (
        sorted({getattr(cell, line) for cell in hidden} - {getattr(cell, line) for cell in visible})
        for line in ("row", "column")
    )
    parts = [f"{'、'.join(map(str, rows))}行目"] if rows else []
    parts += [f"{'、'.join(map(column_letter, columns))}列"] if columns else []
    return "と".join(parts) or "セル"


def _header_findings(
    headers: Mapping[int, _Block], lines: Mapping[int, _Line], layout: Layout, place: Mapping[str, Any]
) -> Iterator[Finding]:
    """Labels that are unknown, near, repeated, or without the year that they are of, each label of a sheet once."""
    seen: set[str] = set()
    for row, block in headers.items():
        for column, label in block.labels.items():
            known = column in block.fields
            if label in seen or (known and not layout.guesses_year(label)):
                continue
            seen.add(label)
            cell = lines[row].get(column) or lines[row + block.height - 1][column]
            if known:
                yield Finding("heading_yearless", label, long_year(layout.year or 0), cell=cell.cell, **place)
                continue
            likely = _likely(label, block.fields.values(), layout)
            if layout.field_of(label):
                yield Finding("column_twice", found=label, cell=cell.cell, **place)
            elif likely:
                yield Finding("column_near_miss", found=label, expected=likely, cell=cell.cell, **place)
            else:
                yield Finding("column_unknown", found=label, cell=cell.cell, **place)


def _likely(label: str, known: Collection[str], layout: Layout) -> str:
    """The label that a written one seems to be a slip of; "" for none. It is of a column that the heading does not have (by its fields,
    `known`), with a year where the written one has one, and alike in what is left without it: `R2評化` is R2評価, `R2予算額` is not."""
    year = YEAR.search(plain_label(label))
    written = YEAR.sub("", plain_label(label), count=1)
    best, likely = 0.0, ""
    for stem in layout.labels():
        if (_YEARLY in stem) == bool(year):
            likeness, meant = _likeness(written, stem.replace(_YEARLY, ""), bool(year)), _label_like(stem, label)
            if likeness > best and layout.field_of(meant) not in known:
                best, likely = likeness, meant
    return likely


def _likeness(written: str, known: str, yearly: bool) -> float:
    """How much alike two texts are of which one may be a slip of the other, else 0: a sign more or less at the most, and most of them the
    same; of two signs behind a year the first (`評化`)."""
    alike = difflib.SequenceMatcher(None, written, known).ratio()
    pair = yearly and len(written) == len(known) == len("評価") and written[0] == known[0]
    return alike if pair or (alike >= _NEAR and abs(len(written) - len(known)) <= 1) else 0


def _label_like(stem: str, label: str) -> str:
    """The label to suggest, with the year that the misspelt one names."""
    year = YEAR.search(plain_label(label))
    return stem.replace(_YEARLY, short_year(year_of(year))) if year else stem


class _Sheet:
    """Takes the rows of one sheet from the top down."""

    def __init__(
        self, taken: _Taken, place: Mapping[str, Any], lines: Mapping[int, _Line], headers: Mapping[int, _Block]
    ) -> None:
        self.taken, self.place, self.lines, self.headers = taken, place, lines, headers
        self.layout = taken.layout
        self.block, self.below = _Block({}, {}, 0), 0
        self.heading: list[str] = []  # above the list
        self.section: list[str] = []  # lines of one cell within it
        self.items: dict[str, str] = {}  # field -> label
        self.headings = _headings(lines, headers, taken.reads)
        self.in_headings = {row for header, (top, _) in self.headings.items() for row in range(top, header)}

    def take(self) -> None:
        for row, line in self.lines.items():
            if row in self.headers:
                self.block, self.below = self.headers[row], row + self.headers[row].height
                self.heading, self.section = self.headings[row][1] or self.heading, []
            elif row not in self.in_headings and row >= self.below:
                self._line(row, line)

    def _line(self, row: int, line: _Line) -> None:
        filled = {column: cell for column, cell in line.items() if cell.text.strip() or cell.kind in _UNREADABLE}
        if not filled or all(cell.text in self.heading for cell in filled.values()):
            return
        example = self._example(filled)
        if example is not None:
            self._say("example_ignored", example)
        elif self._is_section(filled):
            self.section.append(next(iter(filled.values())).text.strip())
        elif not _is_data(filled, self.block, self.layout, self.taken.reads):
            for cell in filled.values():
                self._say("text_outside", cell)
            if len(filled) == 1:
                self.section += [cell.text for cell in filled.values()]
        else:
            self._row(row, line, filled)

    def _is_section(self, filled: _Line) -> bool:
        (text, *others) = {cell.text for cell in filled.values()}
        return not others and self.layout.initiatives and self.taken.reads.is_section(text)

    def _say(self, code: str, cell: Any) -> None:
        self.taken.findings.append(Finding(code, found=cell.text, cell=cell.cell, **self.place))

    def _example(self, filled: _Line) -> Any:
        """The cell that says that the row is an example of how to fill in the list."""
        if not self.layout.initiatives:
            return None
        named = (cell for column, cell in filled.items() if self.block.fields.get(column) in ("number", "name", None))
        return next((cell for cell in named if is_example(cell.text)), None)

    def _row(self, row: int, line: _Line, filled: _Line) -> None:
        taken, block = self.taken, self.block
        row_id = taken.first_row_id + len(taken.rows)
        file, sheet = self.place["file"], self.place["sheet"]
        taken.rows.append((row_id, file, sheet, row, "\n".join(self.heading), "\n".join(self.section)))
        for column, name in block.fields.items():
            if column not in line:  # it has an address all the same, which a finding about the blank leads to
                address = f"{column_letter(column)}{row}"
                taken.entries.append((row_id, name, self._item(name), "", "text", file, sheet, address, *[""] * 4))
        for column, cell in line.items():
            known = block.fields.get(column)
            if known is None and column not in filled:
                continue
            name, item = (known, self._item(known)) if known else (UNUSED, UNUSED)
            text, unread = ("", cell.text) if cell.kind in _UNREADABLE else (cell.text, "")
            look = (text, cell.kind, file, sheet, cell.cell, cell.fill, cell.comment, cell.stored, unread)
            taken.entries.append((row_id, name, item, *look))
            if known:
                taken.findings += _cell_findings(row_id, name, cell, filled_down=name.startswith("level"))
            elif column not in block.labels:
                self._say("cell_outside_columns", cell)

    def _item(self, name: str) -> str:
        if name not in self.items:
            self.items[name] = self.layout.label(name).removesuffix(" ※")
        return self.items[name]


def _headings(
    lines: Mapping[int, _Line], headers: Mapping[int, _Block], reads: Reads
) -> dict[int, tuple[int, list[str]]]:
    """The heading of each list, by the row of its header: its first row and its texts. All that stands above the first list; above a
    later one the lines right above it, where they say whose return it is, or anything that the first heading does not."""
    first = min(headers)
    whole = [cell.text for row, line in lines.items() if row < first for cell in line.values() if cell.text.strip()]
    found = {first: (0, whole)}
    for header in (header for header in headers if header != first):
        texts: list[str] = []
        top = header
        while said := _heading(lines.get(top - 1, {}), whole, reads):
            texts, top = [*said, *texts], top - 1
        found[header] = top, texts if set(texts) - set(whole) or any(map(says_respondent, texts)) else []
    return found


def _heading(line: _Line, first: Sequence[str], reads: Reads) -> list[str]:
    """The texts of a line that is a heading: of one cell that is no key, of the first heading's texts, or of one that names 回答課."""
    said = [cell.text for cell in line.values() if cell.text.strip()]
    lone = len(said) == 1 and not reads.is_number(said[0]) and not reads.is_section(said[0])
    return said if lone or set(said) <= set(first) or any(map(says_respondent, said)) else []


def _is_data(filled: _Line, block: _Block, layout: Layout, reads: Reads) -> bool:
    known = [column for column in filled if column in block.fields]
    if len(known) != 1:
        return bool(known)
    if block.fields[known[0]] != layout.key:
        return False
    return not layout.initiatives or (layout.key == "number" and reads.is_number(filled[known[0]].text))


def _cell_findings(row_id: int, field: str, cell: Any, filled_down: bool) -> Iterator[Finding]:
    """What is odd about one cell of a data row; one that is `filled_down` may be merged over several rows."""
    at: dict[str, Any] = {"row_id": row_id, "field": field}
    if cell.kind in _UNREADABLE:
        yield Finding(_UNREADABLE[cell.kind], found=cell.text, **at)
    if cell.struck:
        yield Finding("struck_out", found=cell.struck, expected=cell.text, **at)
    if (
        cell.merged
        and not filled_down
        and len({part.strip("ABCDEFGHIJKLMNOPQRSTUVWXYZ$") for part in cell.merged.split(":")}) > 1
    ):
        yield Finding("merged_rows", found=cell.merged, **at)


def exact_figures(entries: pd.DataFrame) -> pd.DataFrame:
    """The entries with each shown number as it is stored: `75%` behind which 0.74995 stands becomes `74.995%`.

    Grades are of the figure, not of its display; of its 15 digits that Excel counts with. A shown text that is not the stored number
    rounded (a format that scales or words it) stays as it is, and so does every text that is no number cell (a date is none), and a
    number beyond those digits.
    """
    stored = entries[entries[Entry.stored] != ""]
    shown = zip(stored[Entry.text], stored[Entry.stored], strict=True)
    exact = pd.Series([_exact(text, number) or text for text, number in shown], stored.index, dtype="str")
    return entries.assign(text=exact.reindex(entries.index).fillna(entries[Entry.text]))


_SHOWN = re.compile(r"(?P<number>[+-]?[\d,]+(?:\.(?P<places>\d+))?)(?P<unit>\D*)")


_STORED = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?", re.IGNORECASE)
_DIGITS = 15


def _exact(shown: str, stored: str) -> str:
    match = _SHOWN.fullmatch(fold(shown))
    if not match or not _STORED.fullmatch(stored):
        return ""
    number = Decimal(f"{Decimal(stored):.{_DIGITS}g}") * (100 if match["unit"] == "%" else 1)
    places = len(match["places"] or "")
    if number.adjusted() >= _DIGITS or places > _DIGITS:
        return ""
    step = Decimal(1).scaleb(-places)
    if number.quantize(step, ROUND_HALF_UP) != Decimal(match["number"].replace(",", "")):
        return ""
    return f"{number.normalize():,f}{match['unit']}" if number != number.quantize(step) else ""


def missing_columns(
    found: Extract, layout: Layout, fields: Sequence[str], code: str = "column_missing"
) -> list[Finding]:
    """`code` for each of the fields that a file's list does not have: one finding a column and file, not one a row."""
    have: dict[str, set[int]] = {field: set() for field in fields}
    for row_id, name in zip(listed(found.entries[Entry.row_id]), listed(found.entries[Entry.field]), strict=True):
        if name in have:
            have[name].add(row_id)
    return [
        Finding(code, expected=layout.label(field), file=str(file), sheet=str(of_file[Row.sheet].iloc[0]))
        for file, of_file in found.rows.groupby(Row.file, sort=False)
        for field in fields
        if have[field].isdisjoint(of_file.index)
    ]


# What is said of a sheet or a file that has no list of a layout.
_WITHOUT_LIST = ("sheet_without_list", "file_no_list")


def extract_beside(cells: pd.DataFrame, lists: Extract, layout: Layout, first_row_id: int) -> tuple[Extract, Extract]:
    """The lists of another layout in the sheets that have none of `lists` (an `Extract` of the same cells), and `lists` without the
    findings that such a sheet, or a file of such sheets, has no list."""
    without = lists.findings[lists.findings["code"].isin(_WITHOUT_LIST)]
    files = set(without.loc[without["code"] == "file_no_list", "file"])
    sheets = set(zip(without["file"], without["sheet"], strict=True))
    places = cells[["file", "sheet"]].drop_duplicates() if len(without) else cells[["file", "sheet"]].iloc[:0]
    looked = [place for place in places.itertuples(index=False, name=None) if place[0] in files or place in sheets]
    wanted = pd.DataFrame(looked, columns=["file", "sheet"])
    found = extract(cells.merge(wanted, on=["file", "sheet"]) if looked else cells.iloc[:0], layout, first_row_id)
    at = set(zip(found.rows[Row.file], found.rows[Row.sheet], strict=True))
    own = [
        code not in _WITHOUT_LIST and (row_id >= 0 or (file, sheet) in at)
        for code, row_id, file, sheet in _keys(found.findings)
    ]
    left = [
        not (
            (code == "sheet_without_list" and (file, sheet) in at)
            or (code == "file_no_list" and file in {of_file for of_file, _ in at})
        )
        for code, _, file, sheet in _keys(lists.findings)
    ]
    return found._replace(findings=found.findings[own]), lists._replace(findings=lists.findings[left])


def _keys(findings: pd.DataFrame) -> Iterator[tuple[str, int, str, str]]:
    return zip(*(listed(findings[name]) for name in ("code", "row_id", "file", "sheet")), strict=True)


class _Like(NamedTuple):
    """The row of a file that is most like a heading."""

    place: Mapping[str, Any]  # file and sheet
    row: int
    block: _Block
    lines: Mapping[int, _Line]


def without_list(cells: pd.DataFrame, layout: Layout) -> list[Finding]:
    """Why cells of one file have no list of the layout: the required labels that the row most like a heading lacks (plan_column_missing,
    with its near misses), plan_header_missing where no row has any label, plan_rows_missing where nothing stands below the heading."""
    labels = {column.field: layout.label(column.field) for column in layout.columns if column.required}
    best = max(_like_headings(cells, layout), key=lambda like: len(like.block.fields), default=None)
    if best is None:
        return [Finding("plan_header_missing", expected="、".join(labels.values()))]
    at = {**best.place, "cell": next(iter(best.lines[best.row].values())).cell}
    lacking = [label for field, label in labels.items() if field not in best.block.fields.values()]
    if not lacking:
        return [Finding("plan_rows_missing", **at)]
    near = _header_findings({best.row: best.block}, best.lines, layout, best.place)
    return [
        *(Finding("plan_column_missing", expected=label, **at) for label in lacking),
        *(finding for finding in near if finding.code == "column_near_miss"),
    ]


def _like_headings(cells: pd.DataFrame, layout: Layout) -> Iterator[_Like]:
    """The rows that have any label of the layout."""
    for file, sheets in _sheets(cells).items():
        for sheet, of_sheet in sheets.items():
            lines = _lines(of_sheet)
            for row, line in lines.items():
                block = _block({column: cell.text for column, cell in line.items()}, layout, 1)
                if block.fields:
                    yield _Like({"file": file, "sheet": sheet}, row, block, lines)
