"""The cells of one sheet as a reader meets them, in any order -> a Sheet: what is the same whatever the format."""

from torikumi.workbooks.formats import model
from torikumi.workbooks.formats.model import Cell, Remark, Sheet, address, merged_range, too_many_cells


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
        place = cell[:2]
        earlier = self._cells.setdefault(place, cell)
        if earlier is not cell:
            if earlier.text or earlier.struck:
                if cell.text not in ("", earlier.text):
                    self.remark("cell_twice", cell.text, earlier.text, place)
                return
            self._cells[place] = cell
        if len(self._cells) > model.MOST_CELLS:
            raise too_many_cells()
        if unseen:
            self.remark("value_hidden", cell.text, "", place)

    def fill(self, cells: list[Cell]) -> None:
        """Take many cells, each with something to be seen and none hidden by its format."""
        places = {cell[:2]: cell for cell in cells}
        if self._cells or len(places) < len(cells):
            for cell in cells:
                self.add(cell)
            return
        self._cells = places
        if len(places) > model.MOST_CELLS:
            raise too_many_cells()

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
        cells = [cell for _, cell in sorted(self._cells.items()) if cell.row in used]
        return Sheet(self.name, list(map(self._marked, cells)) if self.hidden or self._hidden_columns else cells)

    def _marked(self, cell: Cell) -> Cell:
        hidden = self.hidden or cell.hidden or any(first <= cell.column <= last for first, last in self._hidden_columns)
        return cell._replace(hidden=hidden) if hidden else cell
