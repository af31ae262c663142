"""A worksheet that takes whole tables. XlsxWriter goes cell by cell, which is most of the time of a workbook of half a million cells."""

from collections.abc import Iterable, Sequence
from html import escape  # that of xml.sax brings all of urllib with it
from itertools import chain
from typing import Any, Final, NamedTuple

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

BLANK: Final = object()
"""A cell that has a look and no value; None is no cell at all."""

_BLANK = '"/>'
_REST = object()  # stands for the last cell of a `_Row`, which is written with the first
_PLACE = "\x00"  # where the number of the row goes; it stands in no XML
_SURELY_SHORT = 16383  # characters, half of what a cell of Excel holds: none is more than two of its units


class _Row(NamedTuple):
    """The cells of a row: of each its format, and its XML behind the number of the format; None where there is no cell."""

    formats: tuple[Format, ...]
    tails: tuple[str | None, ...]


class Sheet(Worksheet):
    """XlsxWriter's worksheet, with `write_columns` beside its methods; for the same cells both give the same bytes.

    It uses what XlsxWriter does not promise: `table`, `str_table`, `_check_dimensions`, `_write_cell` and a format's number. A test holds
    both ways of writing against each other.
    """

    def __init__(self) -> None:
        super().__init__()
        self._tails: dict[str, str] = {}
        self._linked: set[tuple[int, int]] = (
            set()
        )  # cells that stand in a `_Row`; XlsxWriter's own are there for the links
        self._heads: dict[tuple[Format, ...], list[str]] = {}

    def write_string(self, row: int, col: int, string: str, cell_format: Format | None = None) -> Any:
        """As XlsxWriter's, which would take a text in <r>…</r> for the XML of a rich one and write a broken workbook."""
        return super().write_string(row, col, _plain(string), cell_format)

    def write_columns(self, top: int, columns: Sequence[Sequence[Any]], formats: Sequence[Iterable[Format]]) -> None:
        """Write columns of equal length side by side, from the sheet's first on: texts as texts, numbers as numbers, BLANK with a look only,
        nothing for None. `formats` has one for each value; it is listed in the workbook where the value is None, too.

        New texts are numbered row by row. The cells that stood in these rows are replaced, but not the rows' heights,
        comments and links.
        """
        self.number_texts(chain.from_iterable(zip(*columns, strict=True)))
        tails = [self._tails_of(values) for values in columns]
        line = top - 1
        gaps = any(None in values for values in tails)
        last = len(columns) - 1
        for line, row in enumerate(map(_Row, zip(*formats, strict=False), zip(*tails, strict=True)), start=top):
            if gaps:
                places = [place for place, tail in enumerate(row.tails) if tail is not None]
                self.table[line] = {places[-1]: _REST, places[0]: row} if places else {}
                for place in places[:1] + places[-1:]:
                    self._check_dimensions(line, place)
            else:
                self.table[line] = {last: _REST, 0: row}
        if line >= top and not gaps:
            for edge, place in ((top, 0), (line, last)):
                self._check_dimensions(edge, place)

    def _tails_of(self, values: Sequence[Any]) -> list[str | None]:
        known = self._tails
        if set(map(type, values)) <= {str}:
            self.str_table.count += len(values)
            return list(map(known.__getitem__, values))
        self.str_table.count += sum(isinstance(value, str) for value in values)
        return [known[value] if isinstance(value, str) else _tail(value) for value in values]

    def add_link(self, line: int, column: int, target: str, look: Format, text: str) -> None:
        """Make a link of a cell that is written, and whose text and format these are."""
        cells = dict(self.table[line])
        self.write_url(line, column, target, look, text)
        if isinstance(cells.get(column), _Row):
            self.table[line][column] = cells[column]
        elif any(isinstance(cell, _Row) for cell in cells.values()):
            self._linked.add((line, column))

    def number_texts(self, texts: Iterable[Any]) -> None:
        """Give the texts among these values the next places in the workbook's list of texts, in their order; they are written later."""
        for text in dict.fromkeys(texts):
            if isinstance(text, str) and text not in self._tails:
                self._tails[text] = f'" t="s"><v>{self._number(text)}</v></c>'
                self.str_table.count -= 1

    def _number(self, text: str) -> int:
        if len(text) <= _SURELY_SHORT:
            return self.str_table._get_shared_string_index(_plain(text))
        cells = self.table.pop(0, {})
        self.write_string(0, 0, text)  # XlsxWriter cuts what Excel cannot hold
        number = self.table[0][0].string
        self.table[0] = cells
        return number

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        if isinstance(cell, _Row):
            number = str(row + 1)
            self.fh.write(
                "".join(
                    [
                        f"{head}{tail}"
                        for head, tail in zip(self._heads_of(cell.formats), cell.tails, strict=True)
                        if tail is not None
                    ]
                ).replace(_PLACE, number)
            )
        elif cell is not _REST and (row, col) not in self._linked:
            super()._write_cell(row, col, cell)

    def _heads_of(self, formats: tuple[Format, ...]) -> list[str]:
        """What stands before each cell's tail."""
        if formats not in self._heads:
            self._heads[formats] = [
                f'<c r="{xl_col_to_name(column)}{_PLACE}" s="{look._get_xf_index()}'
                for column, look in enumerate(formats)
            ]
        return self._heads[formats]


def _plain(text: str) -> str:
    """XlsxWriter takes a text in <r>…</r> for the XML of a rich one: it gets that of a rich text which is this."""
    if text.startswith("<r>") and text.endswith("</r>"):
        return f'<r><t xml:space="preserve">{escape(text, quote=False)}</t></r>'
    return text


def _tail(value: Any) -> str | None:
    if value is None:
        return None
    return _BLANK if value is BLANK else f'"><v>{value:.16G}</v></c>'
