"""What stands where on the pages of a printed report: the characters of a PDF with their places."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium

from tests.workbooks.office import load

LISTING = "取組推進状況一覧"
_SIDE = 0.4 * 72  # the list's left margin, points
_SIGN = re.compile(r"\d+-\d+-\d+-\d+(続き)?")


@dataclass(frozen=True)
class Char:
    """A character: left edge, and top from the top of the page, in points."""

    left: float
    top: float
    text: str


@dataclass(frozen=True)
class Row:
    """A printed row of the list: its number, top, bottom (None for the page's last), and the lines of each column."""

    number: str
    top: float
    bottom: float | None
    lines: dict[str, list[str]]
    tops: dict[str, float]

    def text(self, column: str) -> str:
        return "".join(self.lines[column])


def pages(path: Path) -> list[list[Char]]:
    """The characters of each page, without spaces."""
    document = pdfium.PdfDocument(path)
    found = []
    for page in document:
        text, height = page.get_textpage(), page.get_height()
        boxes = (
            (text.get_text_range(index, 1), text.get_charbox(index, loose=True)) for index in range(text.count_chars())
        )
        found.append([Char(box[0], height - box[3], char) for char, box in boxes if char.strip()])
    return found


def bookmarks(path: Path) -> list[tuple[str, int]]:
    """Title and page (from 1) of each bookmark."""
    return [(mark.get_title(), mark.get_dest().get_index() + 1) for mark in pdfium.PdfDocument(path).get_toc()]


def lines(chars: Iterable[Char]) -> list[tuple[float, str]]:
    """The lines from the top down: their tops, and their characters from the left."""
    groups: list[list[Char]] = []
    for char in sorted(chars, key=lambda char: char.top):
        if groups and char.top - groups[-1][0].top < 4:
            groups[-1].append(char)
        else:
            groups.append([char])
    return [
        (group[0].top, "".join(char.text for char in sorted(group, key=lambda char: char.left))) for group in groups
    ]


def columns(workbook: Path) -> list[tuple[str, float]]:
    """Header and width in points of each column of the list, as the workbook has them."""
    sheet = load(workbook)[LISTING]
    widths = {
        column: group.width for group in sheet.column_dimensions.values() for column in range(group.min, group.max + 1)
    }
    header = [cell for cell in sheet[2] if cell.value and not str(cell.value).startswith(("網掛け", "集計用"))]
    return [(str(cell.value).replace("\n", ""), round(widths[cell.column] * 6) * 0.75) for cell in header]


def spread(left: list[Char], right: list[Char], columns: list[tuple[str, float]], first_right: int) -> list[Row]:
    """The rows of facing pages. The rows are found by the numbers on the left page; what is at their height belongs to them."""
    places = dict(_places(columns[:first_right], left) + _places(columns[first_right:], right))
    top = min(char.top for char in left if char.text == "番") + 20  # below the header
    foot = max(char.top for char in left) - 5
    body = {label: [char for char in chars if top < char.top < foot] for label, chars in places.items()}
    numbers: list[tuple[float, str]] = []
    for line_top, text in lines(body[columns[0][0]]):
        if text == "続き":
            numbers[-1] = (numbers[-1][0], numbers[-1][1] + text)
        else:
            numbers.append((line_top, text))
    assert all(_SIGN.fullmatch(number) for _, number in numbers)
    bottoms = [below for below, _ in numbers[1:]] + [None]
    rows = []
    for (row_top, number), bottom in zip(numbers, bottoms, strict=True):
        inside = {
            label: [c for c in chars if c.top > row_top - 2 and (bottom is None or c.top < bottom - 2)]
            for label, chars in body.items()
        }
        found = {label: lines(chars) for label, chars in inside.items()}
        texts = {label: [text for _, text in of] for label, of in found.items()}
        rows.append(Row(number, row_top, bottom, texts, {label: of[0][0] for label, of in found.items() if of}))
    return rows


def _places(columns: list[tuple[str, float]], chars: list[Char]) -> list[tuple[str, list[Char]]]:
    """The characters that begin in each column of a page."""
    found, edge = [], _SIDE
    for label, width in columns:
        found.append((label, [char for char in chars if edge - 0.5 <= char.left < edge + width - 0.5]))
        edge += width
    return found
