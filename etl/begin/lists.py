"""lists: the lists that stand in the sheets of a file: headings, rows, what stands above, between and below them.

A heading is up to three rows of which the table of `headings` knows enough labels; what is merged is read as it is seen. It may be repeated
on every printed page, and a heading between the rows belongs to those below it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from torikumi.etl.begin.headings import ACTUAL, LEVEL, TARGET, Read, read_heading, read_label
from torikumi.etl.levels import marked
from torikumi.schemas.keys import fold
from torikumi.schemas.layouts import is_example
from torikumi.schemas.roles import DEPARTMENT, NAME, NUMBER
from torikumi.schemas.tables import tuples

_HEIGHT = 3  # rows of a heading, at the most
_KNOWN = 3  # labels that a heading must have, which the table knows
_LOOKED_AT = 20  # lines below a heading, to see which columns it has
_TOTALS = re.compile(r"(?:合|小|総)?計|平均|総数")
_NOTES = ("※", "注", "*", "＊", "備考", "(注", "（注", "・")
_TOP = 12  # lines above a heading that are its titles
_AREA = re.compile(r"([A-Z]+)(\d+):([A-Z]+)(\d+)")

_Cells = Mapping[int, Any]  # column -> cell


@dataclass(frozen=True)
class Label:
    """A heading: that of its group, its own, and where it stands."""

    group: str
    own: str
    cell: str

    @property
    def text(self) -> str:
        return self.group + self.own

    @property
    def read(self) -> Read:
        """What it says."""
        return read_label(self.group, self.own)


@dataclass(frozen=True)
class Line:
    """A row of the list, by column: texts as they are seen (through merged cells), addresses, fills, dates among them; `sections`: the headings
    above it, the nearest last."""

    row: int
    texts: Mapping[int, str]
    cells: Mapping[int, str]
    fills: Mapping[int, str]
    dates: frozenset[int]
    sections: tuple[str, ...] = ()


@dataclass
class Found:
    """A list: its sheet, the cell where its heading begins, its columns, its rows; the titles above it, and what stands outside (address, text)."""

    sheet: str
    hidden: bool
    cell: str
    labels: Mapping[int, Label]
    titles: list[str]
    lines: list[Line] = field(default_factory=list)
    outside: list[tuple[str, str]] = field(default_factory=list)

    @property
    def roles(self) -> set[str]:
        return {label.read.role for label in self.labels.values()}

    @property
    def written(self) -> tuple[str, ...]:
        """The labels, folded."""
        return tuple(fold(label.text) for label in self.labels.values())


def find_lists(cells: pd.DataFrame) -> list[Found]:
    """The lists of a file (`schemas.cells`), sheet by sheet; those that have no row are none."""
    sheets: dict[str, list[Any]] = {}
    for cell in tuples(cells):
        sheets.setdefault(cell.sheet, []).append(cell)
    return [
        found
        for sheet, own in sheets.items()
        if not is_example(sheet)
        for found in _Sheet(sheet, own).lists()
        if found.lines
    ]


@dataclass(frozen=True)
class _Head:
    row: int
    height: int
    labels: Mapping[int, Label]

    @property
    def known(self) -> int:
        """How many labels say what they are."""
        return sum(bool(label.read.roles) for label in self.labels.values())

    def again(self) -> bool:
        """Whether this is a heading below another, and no row of a list that has words of headings in it."""
        return self.known > _KNOWN and self.known * 2 >= len(self.labels)

    def qualifies(self) -> bool:
        """Whether this is the heading of a list of initiatives."""
        read = [label.read for label in self.labels.values()]
        named = any(each.weight(NAME) for each in read)
        owned = any(each.weight(DEPARTMENT) for each in read)
        numbered = any(each.weight(NUMBER) for each in read)
        answered = any(each.role in (ACTUAL, TARGET) for each in read)
        most = sum(bool(each.roles) for each in read) >= _KNOWN
        return (most and (named or (numbered and owned))) and (owned or answered)


class _Sheet:
    """The lists of one sheet."""

    def __init__(self, name: str, cells: Sequence[Any]) -> None:
        self.name = name
        self.lines: dict[int, dict[int, Any]] = {}
        self.areas: dict[tuple[int, int], Any] = {}  # a place that a merged cell covers -> that cell
        self.hidden = all(cell.hidden for cell in cells)
        for cell in cells:
            self.lines.setdefault(cell.row, {})[cell.column] = cell
            if cell.merged:
                self._cover(cell)

    def _cover(self, cell: Any) -> None:
        match = _AREA.fullmatch(cell.merged)
        if match is None:
            return
        left, right = _column(match[1]), _column(match[3])
        for row in range(int(match[2]), int(match[4]) + 1):
            for column in range(left, right + 1):
                self.areas[row, column] = cell

    def lists(self) -> Iterator[Found]:
        heads = list(self._heads())
        for place, head in enumerate(heads):
            if place and _written(head) == _written(heads[place - 1]):
                continue  # the same, on its next page
            following = next((other.row for other in heads[place + 1 :] if _written(other) != _written(head)), None)
            yield self._list(head, following)

    def _heads(self) -> Iterator[_Head]:
        below = 0
        for row in sorted(self.lines):
            if row < below:
                continue
            least = self._least_height(row)
            most = next((height for height in range(1, _HEIGHT) if row + height not in self.lines), _HEIGHT)
            heights = range(least, max(least, most if self._may_be_groups(row) else 1) + 1)
            heads = [_Head(row, height, self._labels(row, height)) for height in heights]
            best = max(heads, key=lambda head: (head.known, self._explained(head), -head.height))
            if best.qualifies() and (not below or best.again()):
                below = row + best.height
                yield best

    def _least_height(self, row: int) -> int:
        """Two, where labels are merged with what stands below them, or where the line below only says what the groups of this one have."""
        upper = {column: cell for column, cell in self.lines[row].items() if cell.text.strip()}
        lower = {column for column in self.lines.get(row + 1, {}) if self._has_text(row + 1, column)}
        tall = [cell for column, cell in upper.items() if self.areas.get((row + 1, column)) is cell]
        named = any(read_heading(cell.text).weight(NAME) and column in lower for column, cell in upper.items())
        groups = len(lower) > 1 and not named and len(lower & set(upper)) * 2 <= len(lower) and len(upper) > 1
        return 2 if lower and (len(tall) > 1 or groups) else 1

    def _may_be_groups(self, row: int) -> bool:
        """Whether a line may be the upper one of a heading: it has several texts, or such that run over several columns, which a title at
        one end does not."""
        columns = [column for column in self.lines[row] if self._has_text(row, column)]
        return len(columns) >= _KNOWN or (bool(columns) and all(self._runs_over(row, column) > 1 for column in columns))

    def _runs_over(self, row: int, column: int) -> int:
        """How many columns a text of a heading is above: those of its merged cell; in a sheet without any those to the next text."""
        own = self.lines[row][column]
        if self.areas:
            return sum(covering is own for place, covering in self.areas.items() if place[0] == row)
        following = min(
            (other for other in self.lines[row] if other > column and self._has_text(row, other)), default=0
        )
        below = [other for other in self.lines.get(row + 1, {}) if self._has_text(row + 1, other)]
        return sum(column <= other and (not following or other < following) for other in below)

    def _explained(self, head: _Head) -> int:
        """How many columns with something in the lines below have a label."""
        rows = [row for row in sorted(self.lines) if row >= head.row + head.height][:_LOOKED_AT]
        used = {column for row in rows for column, cell in self.lines[row].items() if cell.text.strip()}
        return len(used & set(head.labels))

    def _labels(self, row: int, height: int) -> dict[int, Label]:
        rows = range(row, row + height)
        columns = sorted({column for each in rows for column in self.lines.get(each, {})})
        labels = {}
        for column in columns:
            parts = [self._label(each, column, each + 1 < row + height) for each in rows]
            texts = [*dict.fromkeys("".join(text.split()) for text in parts if text.strip())]
            if texts:
                address = next((cell.cell for each in rows if (cell := self.lines.get(each, {}).get(column))), "")
                labels[column] = Label("".join(texts[:-1]), texts[-1], address)
        return labels

    def _label(self, row: int, column: int, is_group: bool) -> str:
        """What a cell of a heading shows; that of a group runs over the columns to its right."""
        own = self.lines.get(row, {}).get(column)
        if own and own.text.strip():
            return str(own.text)
        covering = self.areas.get((row, column))
        if covering is not None:
            return str(covering.text) if covering.row == row else ""
        if not is_group or self.areas or not self._has_text(row + 1, column):
            return ""
        left = [cell for place, cell in self.lines.get(row, {}).items() if place < column and cell.text.strip()]
        return str(max(left, key=lambda cell: cell.column).text) if left else ""

    def _has_text(self, row: int, column: int) -> bool:
        cell = self.lines.get(row, {}).get(column)
        return bool(cell and cell.text.strip())

    def _list(self, head: _Head, following: int | None) -> Found:
        above = [row for row in sorted(self.lines) if head.row - _TOP <= row < head.row]
        titles = [cell.text.strip() for row in above for cell in self.lines[row].values() if cell.text.strip()]
        first = next(iter(self.lines[head.row].values()))
        body = _Body(self, head, Found(self.name, self.hidden, first.cell, head.labels, titles))
        for row in sorted(self.lines):
            if row >= head.row + head.height and (following is None or row < following):
                body.take(row)
        return body.end()


def _written(head: _Head) -> tuple[str, ...]:
    return tuple(fold(label.text) for label in head.labels.values())


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


class _Body:
    """Takes the rows below a heading from the top down."""

    def __init__(self, sheet: _Sheet, head: _Head, found: Found) -> None:
        self.sheet, self.head, self.found = sheet, head, found
        self.sections: list[tuple[str, str]] = []  # address and text
        self.above: Line | None = None
        read = {column: label.read for column, label in head.labels.items()}
        self.kinds = {column: each.role for column, each in read.items()}
        self.named = [column for column, each in read.items() if each.weight(NAME)]
        self.owners = [column for column, each in read.items() if each.weight(DEPARTMENT)]

    def take(self, row: int) -> None:
        line = {column: cell for column, cell in self.sheet.lines[row].items() if cell.text.strip()}
        texts = {" ".join(cell.text.split()) for cell in line.values()}
        if not line or self._is_repeated(line) or texts <= {" ".join(title.split()) for title in self.found.titles}:
            return
        if len(texts) == 1 and self._is_section(next(iter(line.values()))):
            cell = next(iter(line.values()))
            self.sections.append((cell.cell, cell.text.strip()))
        elif self._is_row(row, line):
            self.above = self._line(row, line)
            self.found.lines.append(self.above)
        else:
            self.found.outside += [(cell.cell, cell.text.strip()) for cell in line.values()]

    def _is_repeated(self, line: _Cells) -> bool:
        """Whether a line is one of those of the heading again."""
        own = {column: fold(cell.text) for column, cell in line.items()}
        rows = range(self.head.row, self.head.row + self.head.height)
        heads = [{column: fold(cell.text) for column, cell in self.sheet.lines.get(row, {}).items()} for row in rows]
        return any(own == {column: text for column, text in head.items() if text} for head in heads)

    def _is_section(self, cell: Any) -> bool:
        """A line of one text: a numbered heading, or one that runs over most of the list."""
        text = cell.text.strip()
        if marked(text):
            return True
        if text.startswith(_NOTES) or text.endswith("。") or _TOTALS.fullmatch(fold(text)):
            return False
        match = _AREA.fullmatch(cell.merged)
        wide = match is not None and (_column(match[3]) - _column(match[1]) + 1) * 2 > len(self.head.labels)
        return bool(wide)

    def _is_row(self, row: int, line: _Cells) -> bool:
        """A row of the list has a name, its own or that of the merged cell; a row of another 課 may leave it to the row above."""
        first = next(iter(line.values())).text.strip()
        if _TOTALS.fullmatch(fold(first)) or (first.startswith("※") and len(line) == 1):
            return False
        if any(self._seen(row, column) for column in self.named):
            return len(line) > 1 or len([column for column in self.head.labels if self._seen(row, column)]) > 2
        if not self.named:
            return len(set(line) & set(self.head.labels)) > 1
        return self.above is not None and any(column in line for column in self.owners)

    def _seen(self, row: int, column: int) -> str:
        """The text of a place, own or of the merged cell over it; cells merged side by side are one where their columns are of one kind."""
        own = self.sheet.lines.get(row, {}).get(column)
        if own is not None and own.text.strip():
            return str(own.text)
        covering = self.sheet.areas.get((row, column))
        if covering is None or covering.row <= self.head.row:
            return ""
        alike = self.kinds.get(covering.column) == self.kinds.get(column)
        return str(covering.text) if covering.column == column or (alike and self.kinds.get(column)) else ""

    def _line(self, row: int, line: _Cells) -> Line:
        own = self.sheet.lines[row]
        beside = [(cell.cell, cell.text.strip()) for column, cell in line.items() if column not in self.head.labels]
        self.found.outside += beside
        return Line(
            row,
            self._texts(row),
            {column: cell.cell for column, cell in own.items()},
            {column: cell.fill for column, cell in own.items() if cell.fill},
            frozenset(column for column, cell in own.items() if cell.kind == "date"),
            tuple(text for _, text in self.sections),
        )

    def _texts(self, row: int) -> dict[int, str]:
        """What is seen in the columns of a row; a row without a name is of the initiative above, and of another 課."""
        texts = {column: self._seen(row, column) for column in self.head.labels}
        if self.above is None or not self.named or any(texts[column] for column in self.named):
            return texts
        for column, kind in self.kinds.items():
            if not texts[column] and (kind in (NAME, NUMBER, LEVEL) or column in self.named):
                texts[column] = self.above.texts[column]
        return texts

    def end(self) -> Found:
        """The list; headings behind its last row are none."""
        above = len(self.found.lines[-1].sections) if self.found.lines else 0
        self.found.outside += self.sections[above:]
        return self.found
