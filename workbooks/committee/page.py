"""The printed page: its size and margins, header and footer, and text that runs over several columns without merged cells."""

from dataclasses import dataclass
from typing import Any

from torikumi.schemas.plan import DRAFT, Plan
from torikumi.workbooks.metrics import MAX_ROW_HEIGHT, NORMAL, Font, column_points, wrap
from torikumi.workbooks.styles import FONT, Styles
from xlsxwriter.worksheet import Worksheet

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


def set_page(sheet: Worksheet, page: Page, plan: Plan) -> None:
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


def table_width(chars: list[float]) -> float:
    """Points that columns of these widths take on paper, with their margins."""
    return sum(column_points(width) + _MARGIN_PX * _PT_PER_PX for width in chars)


def text_width_of(chars: list[float]) -> float:
    """Points that a text has which runs over columns of these widths."""
    return table_width(chars) - _MARGIN_PX * _PT_PER_PX


def write_lines(
    sheet: Worksheet,
    styles: Styles,
    at: tuple[int, int],
    text: str,
    width: float,
    font: Font = NORMAL,
    gap: float = 3,
    **look: Any,
) -> list[float]:
    """Write a text that is wider than its column, a row for each of its lines (a merged cell would be the other way, and is none for
    who reads with a program). Gives the rows' heights in points. An empty text takes one empty row."""
    first, column = at
    parts = wrap(text, width, font)
    height = styles.height([("", width, font)]) + gap
    for line, part in enumerate(parts, start=first):
        sheet.set_row(line, height)
        if part:
            sheet.write_string(
                line,
                column,
                part.strip(" "),
                styles("text", font_size=font.size_pt, bold=font.bold, valign="vcenter", **look),
            )
    return [height] * len(parts)


class Lines:
    """Counts the pages that rows of known heights take, as Excel and LibreOffice break them: a row is never divided."""

    def __init__(self, page: Page) -> None:
        self._room = page.body_height
        self._used = 0.0
        self.pages = 1

    def add(self, height: float) -> bool:
        """Add a row (or rows that stay together); True if a new page begins with it."""
        height = min(height, max(self._room, MAX_ROW_HEIGHT))
        if self._used and self._used + height > self._room:
            self.pages, self._used = self.pages + 1, height
            return True
        self._used += height
        return False
