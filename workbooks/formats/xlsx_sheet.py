"""A worksheet of OOXML, element by element: what `xlsx_usual` does not know, merges, and columns that are hidden."""

from torikumi.workbooks.formats import ooxml
from torikumi.workbooks.formats.grid import Grid
from torikumi.workbooks.formats.looks import PLAIN, Look
from torikumi.workbooks.formats.model import LAST_COLUMN, LAST_ROW, Cell
from torikumi.workbooks.formats.ooxml import Attributes, Damaged
from torikumi.workbooks.formats.xlsx_places import COLUMNS, span
from torikumi.workbooks.formats.xlsx_values import BLANK, TRUE, Book, Value, crossed, string, value_of

MOST_MERGES = 100_000


class SheetReader:
    """Reads a worksheet from its start to its end; what stands at no address counts on from what came before, as Excel does."""

    def __init__(self, grid: Grid, book: Book) -> None:
        self.grid, self.book = grid, book
        self.row = self.column = 0
        self.hidden = False
        self.cell: Attributes = {}
        self.text: list[str] = []
        self.value: str | None = None
        self.formula: str | None = None
        self.formula_kind: Attributes = {}
        self.string = ooxml.StringReader(self.text)
        self.inline = False
        self.shared: dict[str, tuple[str, int, int]] = {}
        self.merges = 0

    def read(self, xml: bytes) -> None:
        """Raises Damaged for what is no worksheet, and Unusable for what is too large."""
        starts = self.string.starts | {
            "row": self._start_row, "c": self._start_cell, "f": self._start_formula, "is": self._start_inline,
            "mergeCell": self._merge, "col": self._columns,
        }  # fmt: skip
        ends = self.string.ends | {"c": self._end_cell, "v": self._end_value, "f": self._end_formula}
        ooxml.scan(xml, starts, ends, self.text.append, root="worksheet")

    def _start_row(self, attributes: Attributes) -> None:
        number = attributes.get("r")
        self.row = int(number) if number and number.isdecimal() else self.row + 1
        self.column = 0
        self.hidden = attributes.get("hidden") in TRUE
        if self.row > LAST_ROW:
            raise Damaged(f"row {number}")

    def _start_cell(self, attributes: Attributes) -> None:
        self.cell = attributes
        self.value = self.formula = None
        self.inline = False
        self.text.clear()
        ref = attributes.get("r")
        if ref is None:
            self.column += 1
        else:
            letters = ref.rstrip("0123456789")
            try:
                self.row, self.column = int(ref[len(letters) :]), COLUMNS[letters]
            except (ValueError, KeyError) as error:
                raise Damaged(f"cell {ref}") from error
        if not (0 < self.column <= LAST_COLUMN and 0 < self.row <= LAST_ROW):
            raise Damaged(f"cell {ref}")

    def _start_formula(self, attributes: Attributes) -> None:
        self.formula_kind = attributes
        self.text.clear()

    def _start_inline(self, attributes: Attributes) -> None:
        self.inline = True

    def _end_value(self) -> None:
        self.value = "".join(self.text)

    def _end_formula(self) -> None:
        self.formula = "".join(self.text)
        self.text.clear()
        index = self.formula_kind.get("si", "")
        if self.formula_kind.get("t") == "shared" and self.formula:
            self.shared[index] = (self.formula, self.row, self.column)

    def _end_cell(self) -> None:
        """Give the cell to the grid, if there is anything to be seen of it."""
        style = self.cell.get("s")
        look = PLAIN if style is None else self.book.looks[style]
        value = self._value(look)
        if value is not None:
            place = (self.row, self.column)
            text, kind, struck, stored, unseen = value
            self.grid.add(Cell(*place, text, kind, look.fill, "", struck, "", self.hidden, stored), unseen)

    def _value(self, look: Look) -> Value | None:
        """What the cell holds; None where there is nothing to be seen."""
        kind = self.cell.get("t", "n")
        if self.value:
            return value_of(kind, self.value, look, self.book)
        if self.value is not None and kind == "str":
            return BLANK  # the text that a formula gives
        if self.inline:
            return string(self.string.string(), look)
        if self.formula is not None:
            return crossed(Value(self._formula(), "formula"), look)
        return BLANK if look.fill else None

    def _formula(self) -> str:
        """The formula of a cell that has no value; one that is shared is written out for its cell."""
        kind = self.formula_kind.get("t")
        if kind == "dataTable":
            return "=TABLE()"
        if self.formula or kind != "shared":
            return f"={self.formula}"
        text, row, column = self.shared.get(self.formula_kind.get("si", ""), ("", 0, 0))
        if not text:
            return "="
        # Rare, and openpyxl takes long to import.
        from openpyxl.formula.translate import Translator
        from openpyxl.utils.cell import get_column_letter

        origin, here = (f"{get_column_letter(c)}{r}" for r, c in ((row, column), (self.row, self.column)))
        return str(Translator(f"={text}", origin).translate_formula(here))

    def _merge(self, attributes: Attributes) -> None:
        self.merges += 1
        merged = span(attributes.get("ref", ""))
        if merged and self.merges <= MOST_MERGES:
            self.grid.merge(*merged)

    def _columns(self, attributes: Attributes) -> None:
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if attributes.get("hidden") in TRUE and first.isdecimal() and last.isdecimal():
            self.grid.hide_columns(int(first), int(last))
