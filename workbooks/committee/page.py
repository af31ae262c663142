"""The printed page: its size and margins, header and footer, and the cursor that writes it from the top down."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from torikumi.schemas.plan import DRAFT, Plan
from torikumi.workbooks.metrics import MAX_ROW_HEIGHT, NORMAL, Font, column_points, split, wrap
from torikumi.workbooks.sheet import Sheet
from torikumi.workbooks.styles import FONT, Styles
from torikumi.workbooks.tables import Cell, write_row

_MARGIN_PX = 5  # of each column: the inner margins and the border (`workbooks.metrics`)
_PT_PER_PX = 0.75


@dataclass(frozen=True)
class Page:
    """A sheet of paper as it lies: Excel's number of the paper, size in points, margins in inches."""

    paper: int
    width: float
    height: float
    side: float
    top: float
    bottom: float

    @property
    def landscape(self) -> bool:
        return self.width > self.height

    @property
    def body_width(self) -> float:
        """Points between the margins."""
        return self.width - 2 * 72 * self.side

    @property
    def body_height(self) -> float:
        return self.height - 72 * (self.top + self.bottom)


A4_PORTRAIT = Page(9, 595.28, 841.89, 0.5, 0.65, 0.65)
A4_LANDSCAPE = Page(9, 841.89, 595.28, 0.4, 0.55, 0.55)
A3_LANDSCAPE = Page(8, 1190.55, 841.89, 0.4, 0.55, 0.55)


def set_page(sheet: Sheet, page: Page, plan: Plan) -> None:
    """Paper, margins, the page's number through the whole print, and 案 on each page while the plan says so.

    The mark of a draft is grey text in the header and no picture: LibreOffice leaves out pictures of a header, and text behind the
    cells (WordArt) is printed by neither program where a cell has a fill. The number stands without the number of all pages,
    which depends on the sheets that are printed together.
    """
    if page.landscape:
        sheet.set_landscape()
    else:
        sheet.set_portrait()
    sheet.set_paper(page.paper)
    sheet.set_margins(left=page.side, right=page.side, top=page.top, bottom=page.bottom)
    name = f"{plan.name}　{plan.year_name}推進状況報告書".replace("&", "&&")
    sheet.set_footer(f'&L&"{FONT}"&8{name}&C&"{FONT}"&9－ &P －', {"margin": 0.25})
    if plan.status == DRAFT:
        sheet.set_header(f'&R&"{FONT}"&26&KA6A6A6{DRAFT}', {"margin": 0.15})


def table_width(chars: Sequence[float]) -> float:
    """Points that columns of these widths take on paper, with their margins."""
    return sum(column_points(width) + _MARGIN_PX * _PT_PER_PX for width in chars)


def text_width_of(chars: Sequence[float]) -> float:
    """Points that a text has which runs over columns of these widths."""
    return table_width(chars) - _MARGIN_PX * _PT_PER_PX


class Cursor:
    """Writes a sheet from some row down, one row after the other, and keeps their heights in points.

    `widths` are those of the sheet's columns, over which texts run.
    """

    def __init__(self, sheet: Sheet, styles: Styles, widths: Sequence[float], first: int = 0) -> None:
        self.sheet, self.styles, self._widths, self._first = sheet, styles, widths, first
        self.heights: list[float] = []

    @property
    def line(self) -> int:
        """The row that is written next."""
        return self._first + len(self.heights)

    def row(self, height: float, cells: Iterable[Cell | None] = ()) -> None:
        """A row of cells from the first column on (`tables.write_row`); without cells, what has been written there is done."""
        write_row(self.sheet, self.styles, self.line, cells)
        self.sheet.set_row(self.line, height)
        self.heights.append(height)

    def lines(self, text: str, font: Font = NORMAL, column: int = 0, gap: float = 3, **look: Any) -> None:
        """A text that runs over the columns from `column` on, a row for each of its lines (a merged cell would be the other way, and is
        none for who reads with a program). An empty text takes one empty row."""
        width = text_width_of(self._widths) - sum(map(column_points, self._widths[:column]))
        height = self.styles.height([("", width, font)]) + gap
        look = {"font_size": font.size_pt, "bold": font.bold, "valign": "vcenter"} | look
        for part in wrap(text, width, font):
            self.row(height, [*[None] * column, Cell(part.strip(" "), "text", look) if part else None])

    def paragraph(self, text: str, style: str, font: Font, gap: float = 6, **look: Any) -> None:
        """A text in merged cells over the whole width, as high as it needs; in parts where a row cannot be as high."""
        width, look = text_width_of(self._widths), {"font_size": font.size_pt} | look
        for part in split(text, width, font, MAX_ROW_HEIGHT - gap, self.styles.leading_px):
            last = len(self._widths) - 1
            self.sheet.merge_range(self.line, 0, self.line, last, "", self.styles(style, **look))
            self.row(self.styles.height([(part, width, font)]) + gap, [Cell(part, style, look)])


def page_starts(page: Page, heights: Iterable[float]) -> list[int]:
    """Which of the blocks of these heights begin a page after the first, as Excel and LibreOffice break: a block is never divided."""
    room, used, starts = page.body_height, 0.0, []
    for place, height in enumerate(heights):
        height = min(height, max(room, MAX_ROW_HEIGHT))
        if used and used + height > room:
            starts.append(place)
            used = 0.0
        used += height
    return starts
