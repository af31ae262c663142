"""Writes 引継ぎ.xlsx: a page for whoever sits at the desk after the transfers of April."""

from collections.abc import Sequence
from pathlib import Path

from torikumi.schemas.handover import Handover, Part
from torikumi.workbooks.committee.page import A4_PORTRAIT, Cursor, text_width_of
from torikumi.workbooks.metrics import NORMAL, Font
from torikumi.workbooks.sheet import Sheet
from torikumi.workbooks.styles import Styles, new_workbook
from torikumi.workbooks.tables import Cell

SHEET = "引継ぎ"
_COLUMN, _COLUMNS = 4.9, 20  # the page is ruled so finely that each table has its own columns
_MIDDLE = {"valign": "vcenter"}
_TITLE = Font(NORMAL.name, 14, bold=True)


def write_handover(path: Path, handover: Handover) -> None:
    """One sheet, A4 portrait, as wide as the page: title, facts, tables, and what to do next."""
    book = new_workbook(path, handover.title)
    sheet: Sheet = book.add_worksheet(SHEET)
    widths = [_COLUMN] * _COLUMNS
    sheet.set_column(0, _COLUMNS - 1, _COLUMN)
    page = Cursor(sheet, Styles(book), widths)
    page.lines(handover.title, _TITLE)
    page.row(6)
    for label, text in handover.facts:
        _row(page, [(label, 5), (text, 15)], ("header", "cell"), align="left")
    for part in handover.parts:
        _part(page, part)
    page.row(8)
    page.row(18, [Cell("次にすること", "heading")])
    for number, text in enumerate(handover.steps, start=1):
        _row(page, [(str(number), 1), (text, 19)], ("cell_centre", "cell"))
    sheet.set_portrait()
    sheet.set_paper(A4_PORTRAIT.paper)
    sheet.set_margins(left=0.5, right=0.5, top=0.5, bottom=0.5)
    sheet.print_area(0, 0, page.line - 1, _COLUMNS - 1)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P / &N")
    book.close()


def _part(page: Cursor, part: Part) -> None:
    page.row(8)
    page.row(18, [Cell(part.title, "heading")])
    if not part.rows:
        page.lines(part.blank)
        return
    spans = _spans([share for _, share in part.columns])
    _row(page, list(zip((label for label, _ in part.columns), spans, strict=True)), ["header"] * len(spans))
    for row in part.rows:
        _row(page, list(zip(row, spans, strict=True)), ["cell"] * len(spans))


def _spans(shares: Sequence[float]) -> list[int]:
    """How many of the page's columns each column of a table has; the last one what is left."""
    spans = [max(1, int(share * _COLUMNS / sum(shares))) for share in shares]
    spans[-1] += _COLUMNS - sum(spans)
    return spans


def _row(page: Cursor, cells: Sequence[tuple[str, int]], styles: Sequence[str], **look: str) -> None:
    """A row of texts, each over so many of the page's columns."""
    at, shown, measured = 0, list[Cell | None](), []
    for (text, span), style in zip(cells, styles, strict=True):
        changed = dict(_MIDDLE) | (look if style == "header" else {})
        if span > 1:
            page.sheet.merge_range(page.line, at, page.line, at + span - 1, "", page.styles(style, **changed))
        shown += [Cell(text, style, changed), *[None] * (span - 1)]
        measured.append((text, text_width_of([_COLUMN] * span), NORMAL))
        at += span
    page.row(page.styles.height(measured) + 3, shown)
