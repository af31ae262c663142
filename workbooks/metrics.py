"""How wide a text is, where it wraps in a cell, and how high its row must be.

XlsxWriter does not fit wrapped rows, and nor do print services, so the heights are set from the fonts' own advance
widths. They are data (font_widths.json, made by tools/font_widths.py): the fonts need not be installed where a
workbook is built.

Two programs show the workbook, and each result is the more cautious of the two, so that neither clips:

- Excel lays out in whole pixels of 1/96 inch. A font of 9 pt is 12 px, its full-width character 12 px, its half-width
  character 6 px. A column of n characters of the Normal style's font is n * 6 + 5 px wide, 5 px being the cell's inner
  margins and its border. A line is the font's height and 3 px more: in a workbook that Excel saved, rows fitted to
  1, 2 and 5 lines of an 11 pt CJK font as high as its em square are 13.5, 27 and 67.5 pt = 1, 2 and 5 times 18 px.
- LibreOffice lays out in points without the 3 px, and its margins are narrower (1 pt a side).

Lines break as 禁則処理 asks (JIS X 4051 and the stricter level of Office) and where LibreOffice does not refuse to. A
program that breaks in more places than that never needs more lines, so the count is an upper bound. An own table of
164 characters is used and not a UAX #14 library: uniseg 0.10 needs 2.6 s for a list of 203 initiatives, this
module 0.02 s, and neither program breaks lines as plain UAX #14 does.
"""

import json
import math
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import accumulate
from typing import Final, TypedDict

EXCEL_LEADING_PX: Final = 3
"""What Excel adds to each line of a font as high as its em square; 0 for a workbook that only LibreOffice prints."""

MAX_ROW_HEIGHT: Final = 409.0
"""Points. Excel's highest row (Excel specifications and limits)."""

CLOSING: Final = frozenset(
    "、。，．"  # 句読点
    "’”）〕］｝〉》」』】〙〗〟»)]}｠"  # 終わり括弧類
    "°′″℃℉％‰%¢￠"  # 後置省略記号
)
LINE_START_FORBIDDEN: Final = CLOSING | frozenset(
    ",.・･：；:;？！?!‼⁇⁈⁉゛゜´｀¨＾ヽヾゝゞ々〻ー－ｰ〜～‐–—―…‥｣｡､"  # 中点, 区切り, 繰返し記号, 長音, ダッシュ, リーダ
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿｧｨｩｪｫｯｬｭｮﾞﾟ"  # 小書き, 濁点
    "‘“'\"-/|\u3000"  # UAX #14: QU, HY, SY, BA
)
LINE_END_FORBIDDEN: Final = frozenset(
    "‘“（〔［｛〈《「『【〘〖〝«([{｟｢"  # 始め括弧類
    "￥＄￡¥$£€＃№@＠"  # 前置省略記号
    "'\"/+"  # UAX #14: QU, SY, PR
)

_SOFT_BREAK_AFTER: Final = frozenset("-/?!|}")
"""Where some programs break inside a word that is longer than a line (UAX #14: HY, SY, EX, BA, CL)."""

_PX_PER_PT: Final = 96 / 72
_TAB_PT: Final = 20.25  # LibreOffice's tab stops in a cell, measured; Excel's gap is narrower
_TOLERANCE: Final = 1e-6
_NEWLINE: Final = re.compile(r"\r\n|\r|\n")
_MANY: Final = re.compile(r"[\r\n\t]")  # what makes more lines, or is wider than any letter
_WIDTH_FILE: Final = "font_widths.json"


@dataclass(frozen=True, slots=True)
class Font:
    """A font as a cell's format names it: family name (Japanese or English), size in points, bold or not."""

    name: str
    size_pt: float
    bold: bool = False

    @property
    def pixels(self) -> int:
        """The em in Excel's whole pixels (12 at 9 pt, 15 at 11 pt)."""
        return _round(self.size_pt * _PX_PER_PT)


NORMAL: Final = Font("BIZ UDゴシック", 9)
"""The font of the Normal style, in whose digits Excel counts column widths."""


def text_width(text: str, font: Font) -> float:
    """Width of the text on one line, in points.

    Each character counts with the wider of its scaled advance and Excel's whole pixels (in BIZ UDゴシック at 9 pt they
    are equal: 9 and 4.5). A character that the font lacks, and every character of a font not in font_widths.json,
    counts 1 em if East Asian Width (UAX #11) calls it wide, full-width or ambiguous, else 0.5 em; a combining mark
    counts 0, an explicit line break too. A tab counts 20.25 pt, the most that it takes.
    """
    widths = _widths(font)
    return sum(widths[char] for char in text)


def wrap(text: str, width_pt: float, font: Font) -> list[str]:
    """The lines that the text takes in a cell with `width_pt` points of usable width; an empty text is one empty line.

    Explicit line breaks (LF, CR LF, CR) end a line and are in none; apart from them the joined lines are the text.
    No line starts with a character of LINE_START_FORBIDDEN or ends with one of LINE_END_FORBIDDEN (追い出し: it takes
    its neighbour along), and no run of half-width characters without a space is broken, unless the run or the chain
    is longer than a line: then it is broken after a hyphen or a slash, else where the line is full. Spaces at the end
    of a line hang. A line has at least one character, however narrow the column is.

    Raises ValueError if the width is not positive.
    """
    return [line for line, _ in _lines(text, width_pt, font)]


def column_points(chars: float, normal: Font = NORMAL) -> float:
    """Usable width in points of a column that is `chars` characters wide (what Excel shows and set_column takes).

    With BIZ UDゴシック 9 pt as the Normal font the widest digit is 6 px: a column of n characters is 6n + 5 px, its
    text 6n px = 4.5n pt. XlsxWriter writes that width if the workbook is made with default_format_properties naming the
    font and default_column_width=56 (its name for 6 px digits; default_row_height=15 goes with it). A width below 1
    is all margin: 0 pt. Source: ECMA-376 part 1, 18.3.1.13 col; digits as in _digit_px.
    """
    return 0.0 if chars < 1 else math.floor(chars * _digit_px(normal) + 0.5) / _PX_PER_PT


@lru_cache(maxsize=256)
def line_height(font: Font, leading_px: int = EXCEL_LEADING_PX) -> float:
    """Height of one line in points: ascent + descent, and Excel's leading (11.25 at 9 pt; with leading 0: 9.0).

    A font not in font_widths.json counts as high as its em square; measure before you use one with more, such as
    游ゴシック or メイリオ.
    """
    factor = _metrics(font.name, font.bold).line_factor
    in_pixels = (_round(font.pixels * factor) + leading_px) / _PX_PER_PT
    return max(in_pixels, _whole_pixels(font.size_pt * factor))


def row_height(cells: Sequence[tuple[str, float, Font]], leading_px: int = EXCEL_LEADING_PX) -> float:
    """Height in points, in whole pixels of 0.75 pt, of a row with these cells (text, usable width in points, font).

    It is that of the cell that needs most, at least one line of its font; of the Normal font if there are no cells.
    It may exceed MAX_ROW_HEIGHT: `split` such a text onto continuation rows. Raises ValueError as `wrap` does.
    """
    heights = (line_count(text, width_pt, font) * line_height(font, leading_px) for text, width_pt, font in cells)
    return _whole_pixels(max(heights, default=line_height(NORMAL, leading_px)))


@lru_cache(maxsize=4096)
def lines_height(lines: int, font: Font, leading_px: int = EXCEL_LEADING_PX) -> float:
    """Height in points, in whole pixels, of a row with so many lines of one font: `row_height` where the lines are counted."""
    return _whole_pixels(lines * line_height(font, leading_px))


def line_count(text: str, width_pt: float, font: Font) -> int:
    """How many lines `wrap` gives. Raises ValueError as it does."""
    if width_pt > 0 and len(text) * _widest(font) <= width_pt and not _MANY.search(text):
        return 1
    return sum(1 for _ in _lines(text, width_pt, font))


class LineCounts(dict[str, int]):
    """How many lines each text takes in a column of `width_pt` points, counted when it is first asked for: `LineCounts(45, NORMAL)["課"]`."""

    def __init__(self, width_pt: float, font: Font) -> None:
        super().__init__()
        self._width_pt, self._font = width_pt, font
        self._surely = math.floor(width_pt / _widest(font))  # characters that fit on a line, whatever they are

    def __missing__(self, text: str) -> int:
        short = len(text) <= self._surely and (text.isprintable() or not _MANY.search(text))
        count = self[text] = 1 if short else line_count(text, self._width_pt, self._font)
        return count


def split(
    text: str, width_pt: float, font: Font, max_height: float = MAX_ROW_HEIGHT, leading_px: int = EXCEL_LEADING_PX
) -> list[str]:
    """The text in parts, none of which needs a row higher than `max_height` points; joined they are the text.

    Parts end where lines end. An explicit line break between two parts stays at the end of the first, and the empty
    line that it makes there is counted. A text that fits is one part, the empty text too.

    Raises ValueError if the width is not positive or not even two lines fit (the second for a line break at the end).
    """
    capacity = math.floor(max_height / line_height(font, leading_px) + _TOLERANCE)
    if capacity < 2:
        raise ValueError(f"max_height {max_height} pt holds {capacity} lines of {font.name} {font.size_pt} pt, need 2")
    parts: list[str] = []
    part, count = "", 0
    for line, newline in _lines(text, width_pt, font):
        if count + 1 + bool(newline) > capacity:
            parts.append(part)
            part, count = "", 0
        part += line + newline
        count += 1
    return [*parts, part]


def _lines(text: str, width_pt: float, font: Font) -> Iterator[tuple[str, str]]:
    """Each line with the explicit line break after it, or an empty text if there is none."""
    if width_pt <= 0:
        raise ValueError(f"width must be positive, is {width_pt} pt")
    start = 0
    for newline in _NEWLINE.finditer(text):
        *before, last = _wrap_paragraph(text[start : newline.start()], width_pt, font)
        yield from ((line, "") for line in before)
        yield last, newline.group()
        start = newline.end()
    yield from ((line, "") for line in _wrap_paragraph(text[start:], width_pt, font))


def _wrap_paragraph(text: str, width_pt: float, font: Font) -> Iterator[str]:
    ends = list(accumulate(map(_widths(font).__getitem__, text), initial=0.0))
    start = 0
    while (end := _full_line(text, start, width_pt, ends)) < len(text):
        cut = _last_break(text, start, end) or _break_in_word(text, start, end)
        yield text[start:cut]
        start = cut
    yield text[start:]


def _full_line(text: str, start: int, width_pt: float, ends: Sequence[float]) -> int:
    """Where the line that starts at `start` is full: the index of the first character that is not on it. `ends`: how wide the text is up to
    each character."""
    end = bisect_right(ends, ends[start] + width_pt + _TOLERANCE, start + 1) - 1
    while end < len(text) and text[end] == " ":
        end += 1
    return end if end == len(text) else max(end, start + 1)


def _last_break(text: str, start: int, end: int) -> int:
    """The last place after `start`, at most `end`, where the line may break; 0 if there is none."""
    return next((cut for cut in range(end, start, -1) if _may_break(text[cut - 1], text[cut])), 0)


def _break_in_word(text: str, start: int, end: int) -> int:
    """Where to break what is longer than a line; never before a combining mark unless nothing else is on the line."""
    soft = next((cut for cut in range(end, start, -1) if text[cut - 1] in _SOFT_BREAK_AFTER), 0)
    return soft or next((cut for cut in range(end, start, -1) if not unicodedata.combining(text[cut])), end)


@lru_cache(maxsize=65536)
def _may_break(before: str, after: str) -> bool:
    if after == " " or after in LINE_START_FORBIDDEN or _is_joined(after):
        return False
    if before == " ":
        return True
    if before in LINE_END_FORBIDDEN:
        return False
    # LibreOffice's own UAX #14 rules also keep 「、HP」, 「①HP」 and 「HP（」 together (every pair of 83 signs tried).
    if _is_word(before):
        return not (_is_word(after) or after in LINE_END_FORBIDDEN)
    return not (_is_word(after) and before in CLOSING)


def _is_word(char: str) -> bool:
    """Whether the character stands in words that are not broken: letters, digits and signs, not kana or kanji."""
    return char.isascii() or unicodedata.east_asian_width(char) in {"N", "Na", "A"}


def _is_joined(char: str) -> bool:
    """Whether the character belongs to the one before: a combining mark, a variation selector, a no-break space."""
    return unicodedata.category(char) in {"Mn", "Mc", "Me", "Cf"} or char == "\u00a0"


class _FontEntry(TypedDict):
    """What metrics needs of a font's entry in font_widths.json; lengths are in font units."""

    names: list[str]
    bold: bool
    units_per_em: int
    ascent: int
    descent: int
    advances: list[tuple[int, int, int]]


@dataclass(frozen=True, slots=True)
class _Metrics:
    """Of one font: height of a line in em, and the advances in em that differ from `fallback_advance`."""

    line_factor: float
    advances: dict[int, float]


class _Widths(dict[str, float]):
    """Points of each character in a font, filled as characters are met."""

    def __init__(self, font: Font) -> None:
        super().__init__()
        self._font = font
        self._advances = _metrics(font.name, font.bold).advances
        self["\t"] = _TAB_PT

    def __missing__(self, char: str) -> float:
        advance = self._advances.get(ord(char))
        em = fallback_advance(char) if advance is None else advance
        self[char] = max(em * self._font.size_pt, _round(em * self._font.pixels) / _PX_PER_PT)
        return self[char]


def fallback_advance(char: str) -> float:
    """Advance in em of a character of which no font data speaks: 1 full-width, 0.5 half-width, 0 without width."""
    if char in "\r\n" or unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0.0
    return 1.0 if unicodedata.east_asian_width(char) in {"W", "F", "A"} else 0.5


@lru_cache(maxsize=64)
def _widths(font: Font) -> _Widths:
    return _Widths(font)


@lru_cache(maxsize=64)
def _widest(font: Font) -> float:
    """Points that no character of the font exceeds, but for the tab."""
    em = max([1.0, *_metrics(font.name, font.bold).advances.values()])
    return max(em * font.size_pt, _round(em * font.pixels) / _PX_PER_PT)


@lru_cache(maxsize=64)
def _metrics(name: str, bold: bool) -> _Metrics:
    for entry in _font_data():
        if name in entry["names"] and bold == entry["bold"]:
            em = entry["units_per_em"]
            advances = {
                code: advance / em for first, last, advance in entry["advances"] for code in range(first, last + 1)
            }
            return _Metrics((entry["ascent"] + entry["descent"]) / em, advances)
    return _Metrics(1.0, {})


@lru_cache(maxsize=1)
def _font_data() -> "list[_FontEntry]":
    text = resources.files(__package__).joinpath(_WIDTH_FILE).read_text(encoding="utf-8")
    fonts: list[_FontEntry] = json.loads(text)["fonts"]
    return fonts


@lru_cache(maxsize=64)
def _digit_px(font: Font) -> int:
    """Width in pixels of the font's widest digit, as Excel rounds it."""
    advances = _metrics(font.name, font.bold).advances
    return max(_round(advances.get(ord(digit), fallback_advance(digit)) * font.pixels) for digit in "0123456789")


def _round(number: float) -> int:
    """Half up, as pixels are rounded; Python's round takes halves to the even neighbour."""
    return math.floor(number + 0.5)


def _whole_pixels(points: float) -> float:
    return math.ceil(points * _PX_PER_PT - _TOLERANCE) / _PX_PER_PT
