"""A worksheet that takes whole rows. XlsxWriter goes cell by cell, which is most of the time of a workbook of half a million cells."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from xml.sax.saxutils import escape

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

BLANK: Final = object()
"""A cell that has a look and no value; None is no cell at all."""

_BLANK = '"/>'
_REST = object()  # stands for the last cell of a `_Row`, which is written with the first


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells of a row from `column` on: of each its format, and its XML behind the number of the format; None where there is no cell."""

    column: int
    formats: tuple[Format, ...]
    tails: Sequence[str | None]


class Sheet(Worksheet):
    """XlsxWriter's worksheet, with `write_cells` beside its methods; for the same cells both give the same bytes.

    It uses what XlsxWriter does not promise: `table`, `str_table`, `_check_dimensions`, `_write_cell` and a format's number. A test holds
    both ways of writing against each other.
    """

    def __init__(self) -> None:
        super().__init__()
        self._tails: dict[str, str] = {}
        self._linked: set[tuple[int, int]] = (
            set()
        )  # cells that stand in a `_Row`; XlsxWriter's own are there for the links
        self._heads: dict[tuple[int, tuple[Format, ...]], list[tuple[str, str]]] = {}

    def write_string(self, row: int, col: int, string: str, cell_format: Format | None = None) -> Any:
        """As XlsxWriter's, which would take a text in <r>…</r> for the XML of a rich one and write a broken workbook."""
        if string.startswith("<r>") and string.endswith("</r>"):
            string = f'<r><t xml:space="preserve">{escape(string)}</t></r>'
        return super().write_string(row, col, string, cell_format)

    def write_cells(self, line: int, column: int, values: Iterable[Any], formats: tuple[Format, ...]) -> None:
        """Write a row of cells from `column` on: texts as texts, numbers as numbers, BLANK with a look only, nothing for None.

        There is one format for each value. The cells that stood in the row are replaced, but not its height, comments and links.
        """
        known, tails, repeated = self._tails, [], 0
        for value in values:
            if not isinstance(value, str):
                tails.append(_tail(value))
            elif tail := known.get(value):
                tails.append(tail)
                repeated += 1
            else:
                tails.append(self._new_tail(value, line, column))
        self.str_table.count += repeated
        written = [offset for offset, tail in enumerate(tails) if tail is not None]
        self.table.pop(line, None)
        if not written or self._check_dimensions(line, column + written[0]):
            return
        first, last = column + written[0], column + written[-1]
        self._check_dimensions(line, last)
        row = _Row(column, formats, tails)
        self.table[line] = {first: row} if first == last else {first: row, last: _REST}

    def add_link(self, line: int, column: int, target: str, look: Format, text: str) -> None:
        """Make a link of a cell that `write_cells` has written, and whose text and format these are."""
        written = self.table[line].get(column)
        self.write_url(line, column, target, look, text)
        if isinstance(written, _Row):
            self.table[line][column] = written
        else:
            self._linked.add((line, column))

    def number_texts(self, texts: Iterable[str]) -> None:
        """Give these texts the next places in the workbook's list of texts; they are written later. Equal bytes need a settled order."""
        for text in texts:
            if text and text not in self._tails:
                self._new_tail(text, 0, 0)
                self.str_table.count -= 1
        self.table.pop(0, None)

    def _new_tail(self, text: str, line: int, column: int) -> str:
        """XlsxWriter itself takes a text that is new here: it cuts what Excel cannot hold, and gives it its number."""
        self.write_string(line, column, text)
        tail = self._tails[text] = f'" t="s"><v>{self.table[line][column].string}</v></c>'
        return tail

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        if isinstance(cell, _Row):
            number, heads = str(row + 1), self._heads_of(cell)
            self.fh.write(
                "".join(
                    [
                        f"{head}{number}{style}{tail}"
                        for (head, style), tail in zip(heads, cell.tails, strict=True)
                        if tail is not None
                    ]
                )
            )
        elif cell is not _REST and (row, col) not in self._linked:
            super()._write_cell(row, col, cell)

    def _heads_of(self, row: _Row) -> list[tuple[str, str]]:
        key = (row.column, row.formats)
        if key not in self._heads:
            self._heads[key] = [
                (f'<c r="{xl_col_to_name(column)}', f'" s="{look._get_xf_index()}')
                for column, look in enumerate(row.formats, start=row.column)
            ]
        return self._heads[key]


def _tail(value: Any) -> str | None:
    if value is None:
        return None
    return _BLANK if value is BLANK else f'"><v>{value:.16G}</v></c>'
