"""Figures out of text: every quantity of a cell with its unit, its label and the characters it was read from.

A number is a quantity if a unit of `etl/figures/units.csv` follows it, or if it closes a phrase whose label ends like a
count (`協議体数４`), or if it is all that the cell holds. Dates, years, times, ordinals, initiative numbers and names
with digits are none (`etl.figures.dates`, `etl/figures/figure_words.csv`). Numbers written in kanji are not read: most of them are
parts of words (`一部`, `二千人雇用`).
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

import pandas as pd
from torikumi.etl.figures.dates import DATE, Dated, mask, plain, spelled_units, year_named
from torikumi.etl.figures.figure import LEVEL, Figure, Figures
from torikumi.etl.figures.labels import Label, label_of
from torikumi.etl.figures.plain import read_plainly
from torikumi.etl.figures.words import unit_of, values_of, words_of

_NUMBER = r"\d+(?:[,.]\d+)*"
_DIGIT = re.compile(r"\d")
_BREAK = re.compile(r"\s|$|[、。,;()「」・]")
_TWO_KANJI = re.compile("[一-龥]{2}")


@cache
def _figure() -> re.Pattern[str]:
    times = "".join(words_of("multiplier"))
    number = rf"(?:{_NUMBER}[{times}]+)*{_NUMBER}[{times}]*"
    return re.compile(
        rf"(?P<low>{number})(?:(?: ?(?:{spelled_units()}))?~(?P<high>{number})"
        rf"|-(?P<to>{number})(?= ?(?:{spelled_units()})))?(?: ?(?P<unit>{spelled_units()}))?"
    )


def _value(written: str) -> tuple[Decimal, bool] | None:
    """The number, and whether a separator is doubtful; None for what is no number (`1.2.3`)."""
    times = values_of("multiplier")
    total, doubtful = Decimal(0), False
    for digits, powers in re.findall(rf"({_NUMBER})([{''.join(times)}]*)", written):
        if digits.count(".") > 1 or re.search(r"\..*,", digits):
            return None
        doubtful |= "," in digits and not re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?", digits)
        part = Decimal(digits.replace(",", ""))
        for power in powers:
            part *= Decimal(times[power])
        total += part
    return total, doubtful


def _unit_at(masked: str, match: re.Match[str]) -> tuple[str, int] | None:
    """The unit's canonical name and where the figure ends; None where what follows makes the number no quantity."""
    number_end = max(match.end(group) for group in ("low", "high", "to"))
    spelling = match["unit"]
    if spelling is None or masked.startswith(words_of("compound"), match.start("unit")):
        return "", number_end
    if _word_at("not_after_unit", masked, match.end("unit")):
        return ("", number_end) if match.start("unit") > number_end else None
    return unit_of()[unicodedata.normalize("NFC", spelling)].name, match.end("unit")


def _is_name(masked: str, start: int, unit: str) -> bool:
    """Whether the number is an ordinal, or the rest of a code, a date or a name (`第10`, `1Ｆ`, `3/5`, `Ａ4`)."""
    before = masked[:start]
    letters = len(before) - len(before.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"))
    if letters == 1 or (letters and not unit) or before.rstrip(" ").endswith(words_of("ordinal_before")):
        return True
    return re.search(rf"(?:\d[,./・:~、ー-]?|{DATE}[~-])$", before) is not None


def _sign(before: str) -> str:
    """The minus that a text ends with, with the space behind it: ▲, △, or a dash that opens a phrase."""
    found = re.search(rf"(?:[{''.join(words_of('negative'))}]|(?<![^\s:(])-) ?$", before)
    return found[0] if found else ""


def _word_at(kind: str, masked: str, at: int) -> str:
    """The word of a kind at an offset, or "". One of a single kanji counts only before no other (`増`, not `増刷`)."""
    if not masked.startswith(words_of(kind), at):
        return ""
    lone = _TWO_KANJI.match(masked, at) is not None
    words = (word for word in words_of(kind) if masked.startswith(word, at))
    return next((word for word in words if len(word) > 1 or not lone), "")


def _after(masked: str, at: int) -> set[str]:
    """What the words right behind a unit say."""
    marks = set[str]()
    while word := _word_at("after", masked, at):
        marks.add(values_of("after")[word])
        at += len(word)
    return marks


def _stands_alone(masked: str, label: Label) -> bool:
    """Whether a number without a unit is a quantity: it closes its phrase, and its label ends like a count."""
    if masked.startswith(("/", ".", "-", ":"), label.end) or not _BREAK.match(masked, label.end):
        return False
    return label.text.endswith(words_of("count_label"))


@dataclass(frozen=True)
class _Number:
    """A number in the masked text, before what stands around it is known: its written parts, unit and place."""

    match: re.Match[str]
    unit: str
    sign: str
    low: Decimal
    high: Decimal | None
    doubtful: bool
    start: int
    end: int

    @property
    def kind(self) -> str:
        return unit_of()[self.unit].kind if self.unit else "count"


def _number(masked: str, match: re.Match[str]) -> _Number | None:
    """The number of a match with its unit; None where it is the rest of a name or no number."""
    unit_end = _unit_at(masked, match)
    if unit_end is None or _is_name(masked, match.start(), unit_end[0]):
        return None
    upper = match["high"] or match["to"]
    low, high = _value(match["low"]), _value(upper or "0")
    if low is None or high is None:
        return None
    sign = _sign(masked[: match.start()])
    value = -low[0] if sign else low[0]
    start = match.start() - len(sign)
    return _Number(match, unit_end[0], sign, value, high[0] if upper else None, low[1] or high[1], start, unit_end[1])


def _alone(masked: str, number: _Number) -> bool:
    """Whether the number is all that the cell holds."""
    return not masked[: number.start].strip() and not masked[number.end :].strip()


def _may_be_a_year(number: _Number) -> bool:
    return 1980 <= number.low <= 2100


def _is_quantity(masked: str, number: _Number, label: Label, last: Label | None) -> bool:
    """Whether a number counts something: one without a unit only where that is clear, nor is `６日` clear without more."""
    if not number.unit:
        year = _may_be_a_year(number) and masked[: number.start].rstrip(" ").endswith("(")  # 180人（2019）
        return not year and (_alone(masked, number) or _stands_alone(masked, label))
    if number.match["unit"] not in words_of("clear_only"):
        return True
    in_bracket = last is not None and masked[last.end : number.start] == "("
    periods = bool(label.marks & {"cumulative", "week", "month"})
    return in_bracket or abs(number.low) > 60 or periods or label.text.endswith(("日数", "時間"))


def _suspicious(masked: str, number: _Number) -> bool:
    """Whether the number may not be what it looks like."""
    follows = masked[number.end : number.end + 1]
    doubts = (
        number.doubtful,
        "-" in number.sign or masked.endswith("-", 0, number.start),
        number.kind in ("count", "noun", "money") and re.fullmatch(r"\d+\.\d{3}", number.match["low"]),  # 2.131人
        number.kind == "ratio" and follows.isdecimal(),  # 6割5分
        _alone(masked, number) and not number.unit and _may_be_a_year(number),
    )
    return any(doubts)


def _one(masked: str, raw: str, match: re.Match[str], last: Label | None) -> tuple[Figure, Label] | None:
    """The figure of a number, year and sentence still open, and its label; None where the number is no quantity."""
    number = _number(masked, match)
    if number is None:
        return None
    label = label_of(masked, raw, number.start, number.end, last)
    if not _is_quantity(masked, number, label, last):
        return None
    marks = label.marks | (_after(masked, number.end) if number.unit else set())
    figure = Figure(
        label=label.text,
        value=number.low,
        high=number.high,
        unit=number.unit,
        year=None,
        approximate="approximate" in marks,
        cumulative="cumulative" in marks,
        qualifier=" ".join(sorted(marks - {"approximate", "cumulative"})),
        polarity=LEVEL,
        scope="",
        act="",
        before=plain(raw[: number.start]),
        suspicious=_suspicious(masked, number),
        text=raw[number.start : number.end],
        start=number.start,
        end=number.end,
    )
    return figure, label


def _figures(raw: str, masked: str, dated: list[Dated]) -> Iterator[Figure]:
    last: Label | None = None
    for match in _figure().finditer(masked):
        found = _one(masked, raw, match, last)
        if found:
            figure, last = found
            yield figure._replace(year=year_named(masked, dated, figure.start, figure.end))


def read(text: str, year: int | None = None, *, target: bool = False) -> list[Figure]:
    """The figures of a text in their order; `year`, the fiscal year the cell is about, gives `前年度` its year, and `target` says
    that the cell tells what is wanted, not what was done.

    A blank, `－`, `？` or a text without figures gives none. A range has `high`, `▲５` is -5, `3万` is 30000.
    """
    masked, dated = mask(text, year)
    return read_plainly(masked, text, dated, list(_figures(text, masked, dated)), target=target)


def quantify(values: pd.DataFrame) -> Figures:
    """The figures of each cell of the long frame `number, field, text`, in its order.

    A field that ends in a year (`actual_2020`) is about that year. A text without figures, or none, is not in the result.
    The argument is not changed.
    """
    found = Figures()
    known: dict[tuple[str, str], list[Figure]] = {}  # the same targets stand in many initiatives
    columns = (values[name].to_numpy(dtype="object").tolist() for name in ("number", "field", "text"))
    for number, field, text in zip(*columns, strict=True):
        if isinstance(text, str) and _DIGIT.search(text):
            if (field, text) not in known:
                year = re.search(r"_(\d{4})$", field)
                known[field, text] = read(text, int(year[1]) if year else None, target=field.startswith("target"))
            if figures := known[field, text]:
                found.setdefault((number, field), []).extend(figures)
    return found
