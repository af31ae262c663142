"""The cells of one sheet as a reader meets them, in any order -> a Sheet: what is the same whatever the format."""

from torikumi.workbooks.formats import model
from torikumi.workbooks.formats.model import Cell, Remark, Sheet, address, merged_range, too_many_cells
from torikumi.workbooks.formats.numbers import general, shown


def shown_number(value: float, code: str, date1904: bool = False) -> tuple[str, str, bool]:
    """Text and kind of a number under its format, and whether the format hides it (0 in `#,###`): then the text is the stored value."""
    text, kind = shown(value, code, date1904)
    return (text, kind, False) if text.strip() else (general(value), "number", True)


class Grid:
    """Collects a sheet's cells, then its comments, merges and hidden columns.

    A cell that comes twice: a text beats a shaded blank, of two texts the first stays and the other is named (cell_twice). Rows
    without a text, a struck-out text or a comment are left out. Raises Unusable (file_too_large) beyond `model.MOST_CELLS`.
    """

    def __init__(self, name: str, hidden: bool = False) -> None:
        self.name, self.hidden = name, hidden
        self.remarks: list[Remark] = []
        self._cells: dict[tuple[int, int], Cell] = {}
        self._hidden_columns: list[tuple[int, int]] = []

    def add(self, cell: Cell, unseen: bool = False) -> None:
        """Take a cell; one without text, struck-out text, comment and fill is none. `unseen`: its number format hides it."""
        if not (cell.text or cell.struck or cell.comment or cell.fill):
            return
        place = (cell.row, cell.column)
        earlier = self._cells.get(place)
        if earlier is not None and (earlier.text or earlier.struck):
            if cell.text not in ("", earlier.text):
                self.remark("cell_twice", cell.text, earlier.text, place)
            return
        self._cells[place] = cell
        if len(self._cells) > model.MOST_CELLS:
            raise too_many_cells()
        if unseen:
            self.remark("value_hidden", cell.text, "", place)

    def remark(self, code: str, found: str = "", expected: str = "", place: tuple[int, int] | None = None) -> None:
        """Make a finding about the sheet or a cell of it."""
        self.remarks.append(Remark(code, found, expected, self.name, address(*place) if place else ""))

    def remark_once(self, code: str) -> None:
        """Make a finding about the sheet that is made once, however many cells have it."""
        if not any(remark.code == code for remark in self.remarks):
            self.remark(code)

    def comment(self, row: int, column: int, text: str) -> None:
        """Set a cell's comment; the cell may be blank."""
        place = (row, column)
        self._cells[place] = self._cells.get(place, Cell(row, column, ""))._replace(comment=text)

    def merge(self, row: int, column: int, last_row: int, last_column: int) -> None:
        """Set the merged range of which a cell is the top left; a blank cell has none."""
        cell = self._cells.get((row, column))
        if cell is not None:
            self._cells[row, column] = cell._replace(merged=merged_range(row, column, last_row, last_column))

    def hide_columns(self, first: int, last: int) -> None:
        """Mark the cells of these columns as hidden."""
        self._hidden_columns.append((first, last))

    def sheet(self) -> Sheet:
        """The used cells in the order of row and column."""
        used = {row for (row, _), cell in self._cells.items() if cell.text or cell.struck or cell.comment}
        return Sheet(self.name, [self._marked(cell) for (row, _), cell in sorted(self._cells.items()) if row in used])

    def _marked(self, cell: Cell) -> Cell:
        hidden = self.hidden or cell.hidden or any(first <= cell.column <= last for first, last in self._hidden_columns)
        return cell._replace(hidden=hidden) if hidden else cell
