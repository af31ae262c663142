"""Digits that are no figures (dates, times, codes, names), and the fiscal year that a text names for a figure.

Not a stage: `quantify` masks a cell with it before it reads. Every function keeps the length of the text, so that an
offset is the same in the cell, in `plain` and under the mask.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from torikumi.etl.figures.words import unit_of, values_of, words_of
from torikumi.schemas.years import LETTERS, NAMES, parse_year

# Private-use characters that stand in for a digit of a name and for each character of a date.
NAME, DATE = "\ue000", "\ue001"
MARKS = "…‥〇=＝①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳ 　・･-‐‑‒–—―−－*＊※●○◎■□◆◇▼▽⇒→:：/／\"'“”「」『』【】〔〕[]<>《》()" + DATE

_ERA = rf"(?:{NAMES}|(?<![A-Za-z])[{LETTERS}]) ?(?:元|\d{{1,2}})(?!\d)"
_WESTERN = r"(?<![\d,.-])(?:19|20)\d{2}(?= ?(?:年(?!間)|[./-]\d{1,2}[./-]\d))"
_YEAR = re.compile(
    rf"(?P<year>{_ERA}|{_WESTERN}) ?"
    r"(?:年度|年(?!間)(?: ?\([^()\n]{1,8}\))? ?(?:(?P<month>\d{1,2})月(?: ?\d{1,2}日(?!間))?)?"
    r"|[./-](?P<point>\d{1,2})(?:月|[./-]\d{1,2}日?)?(?!\d))?"
)
_DASHES = str.maketrans({**dict.fromkeys("‐‑‒–—―−", "-"), **dict.fromkeys("〜∼", "~")})
_CLOSES = re.compile(r"(?:末|現在|時点|の?実績)*\)")


@dataclass(frozen=True)
class Dated:
    """A place that names a fiscal year; None where it is relative (`前年度`) and the cell's own year is not known."""

    start: int
    end: int
    year: int | None


# Not ①, ㈱, ²: they are no digits of a figure.
_WIDTHS = {
    code: folded
    for code in (0x3000, *range(0xFF01, 0xFFA0))
    if len(folded := unicodedata.normalize("NFKC", chr(code))) == 1
}


def plain(text: str) -> str:
    """The text with half-width digits and full-width kana, character by character; ①, ㈱ and ² stay what they are."""
    return text.translate(_WIDTHS)


def with_dashes(text: str) -> str:
    """The plain text with one kind of dash and of wave, character by character."""
    return plain(text).translate(_DASHES)


@cache
def spelled_units() -> str:
    """A pattern of every spelling of a unit, the longest first, also as half-width kana leave it (`ク` and a mark)."""
    spellings = {form for word in unit_of() for form in (word, unicodedata.normalize("NFD", word))}
    longest = sorted(spellings, key=lambda word: (-len(word), word))
    return "|".join(re.escape(word) + ("(?![A-Za-z])" if word.isascii() else "") for word in longest)


@cache
def _undated() -> tuple[re.Pattern[str], ...]:
    """Dates without a year, times, initiative and telephone numbers."""
    day = r"(?:1[0-2]|0?[1-9])/(?:3[01]|[12]\d|0?[1-9])(?![\d/])"
    until = r"(?: ?[~-] ?(?:\d{1,2}/)?\d{1,2}日?(?!\d))?"
    patterns = (
        r"(?<!\d)\d{1,2}月(?: ?\d{1,2}日(?!間))?(?: ?[~-] ?\d{1,2}日(?!間))?",
        rf"(?<![\d/]){day}{until}(?! ?(?:{spelled_units()}))",
        r"\d{1,2}:\d{2}",
        r"(?<!\d)\d{1,2}時(?!間)(?:\d{1,2}分)?",
        r"(?<!\d)\d+(?:[-ー]\d+){2,}",
    )
    return tuple(map(re.compile, patterns))


@cache
def _names() -> re.Pattern[str]:
    return re.compile(rf"(?<!\d)(?:{'|'.join(map(re.escape, words_of('name')))})")


def _fiscal(match: re.Match[str]) -> int | None:
    year, month = parse_year(match["year"]), match["month"] or match["point"]
    return year - 1 if year and month and int(month) < 4 else year


def mask(text: str, base: int | None = None) -> tuple[str, list[Dated]]:
    """The plain text with names' digits and all dates masked and one kind of dash, and where it names a year.

    `base` is the fiscal year the cell is about, from which `前年度` counts. A date at which something only begins
    (`平成31年４月から`) is masked and names no year; a year without a month is taken for the fiscal year.
    """
    masked = _names().sub(lambda match: re.sub(r"\d", NAME, match[0]), with_dashes(text))
    dated = [Dated(match.start(), match.end(), _fiscal(match)) for match in _YEAR.finditer(masked)]
    for pattern in (_YEAR, *_undated()):
        masked = pattern.sub(lambda match: DATE * len(match[0]), masked)
    offsets = values_of("year_offset")
    for match in re.finditer("|".join(map(re.escape, offsets)), masked):
        year = None if base is None else base + int(offsets[match[0]])
        dated.append(Dated(match.start(), match.end(), year))
    since = words_of("since")
    return masked, sorted((d for d in dated if not masked.startswith(since, d.end)), key=lambda d: d.start)


def year_named(masked: str, dated: Sequence[Dated], start: int, end: int) -> int | None:
    """The fiscal year that the text names for the figure at `start:end`, None where it names none.

    It is the one in brackets behind the figure, else the last one before it in its sentence, else the one that stands
    alone on a line above. A year in brackets with another figure (`（前年度50人）`, `12人（R1）`) is only its own.
    """
    sentence = max(masked.rfind(mark, 0, start) for mark in "。;\n") + 1
    found = (
        _in_brackets(masked, dated, end)
        or _before(masked, [d for d in dated if sentence <= d.start < start], start)
        or _on_a_line_above(masked, dated, sentence)
    )
    return found.year if found else None


def _in_brackets(masked: str, dated: Sequence[Dated], end: int) -> Dated | None:
    """The first place that stands in brackets of its own right behind `end`."""
    behind = (d for d in dated if d.start >= end and re.fullmatch(r" ?\( ?", masked[end : d.start]))
    return next((d for d in behind if _CLOSES.match(masked, d.end)), None)


def _before(masked: str, dated: Sequence[Dated], start: int) -> Dated | None:
    """The last of the places that is not another figure's."""
    return next((d for d in reversed(dated) if not _is_others(masked, d, start)), None)


def _is_others(masked: str, place: Dated, start: int) -> bool:
    """Whether a place before `start` is in brackets with another figure, or behind one."""
    if re.match(r"[^()]*\d[^()]*\)", masked[place.end : start]):
        return True
    return bool(_CLOSES.match(masked, place.end) and re.search(r"\d\D{0,8}\( ?$", masked[: place.start]))


def _without(line: re.Match[str], places: Sequence[Dated]) -> str:
    """The text of a line without these places, of which a relative one (`前年度`) is not masked."""
    text, at = "", line.start()
    for place in places:
        text += line.string[at : place.start]
        at = place.end
    return text + line.string[at : line.end()]


def _on_a_line_above(masked: str, dated: Sequence[Dated], sentence: int) -> Dated | None:
    """The last place of the nearest line above that holds nothing else."""
    for line in reversed(list(re.finditer(r"[^\n]+", masked[:sentence]))):
        found = [d for d in dated if line.start() <= d.start < line.end()]
        if found and not re.sub("の?実績|現在", "", _without(line, found)).strip(MARKS):
            return found[-1]
    return None
