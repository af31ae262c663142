"""Figures out of text: every quantity of a cell with its unit, its label and the characters it was read from.

A number is a quantity if a unit of `etl/figures/units.csv` follows it, or if it closes a phrase whose label ends like a
count (`協議体数４`), or if it is all that the cell holds. Dates, years, times, ordinals, initiative numbers and names
with digits are none (`etl.figures.dates`, `etl/figures/figure_words.csv`). Numbers written in kanji are not read: most of them are
parts of words (`一部`, `二千人雇用`).
"""

import re
import unicodedata
from collections.abc import Hashable, Iterator
from dataclasses import astuple, dataclass, fields, replace
from decimal import Decimal
from functools import cache

import pandas as pd
from torikumi.etl.figures.dates import DATE, mask, spelled_units, year_named
from torikumi.etl.figures.labels import Label, label_of
from torikumi.etl.figures.words import unit_of, values_of, words_of

_NUMBER = r"\d+(?:[,.]\d+)*"
_BREAK = re.compile(r"\s|$|[、。,;()「」・]")
_TWO_KANJI = re.compile("[一-龥]{2}")


@dataclass(frozen=True)
class Quantity:
    """One figure of a cell. `text` is `raw[start:end]`, never normalised; `value` (and `high`, of a range) its number.

    `unit` is canonical, "" where none is written; `year` is the fiscal year that the text names for it, if any.
    `qualifier` says how it is no plain total: each, month, week, day, part, whole, limit, change, running, planned.
    `suspicious` marks a doubtful separator (`2.131人`, `1,05`), a doubtful minus, or a lone number that may be a year.
    """

    label: str
    value: Decimal
    high: Decimal | None
    unit: str
    year: int | None
    approximate: bool
    cumulative: bool
    qualifier: str
    suspicious: bool
    text: str
    start: int
    end: int


COLUMNS = ("number", "field", *(field.name for field in fields(Quantity)))


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


def _one(masked: str, raw: str, match: re.Match[str], last: Label | None) -> tuple[Quantity, Label] | None:
    """The quantity of a number, year still open, and its label; None where the number is no quantity."""
    unit_end = _unit_at(masked, match)
    if unit_end is None or _is_name(masked, match.start(), unit_end[0]):
        return None
    unit, end = unit_end
    low, high = _value(match["low"]), _value(match["high"] or match["to"] or "0")
    sign = _sign(masked[: match.start()])
    start = match.start() - len(sign)
    label = label_of(masked, raw, start, end, last)
    alone = not masked[:start].strip() and not masked[end:].strip()
    if low is None or high is None or (not unit and not alone and not _stands_alone(masked, label)):
        return None
    marks = label.marks | (_after(masked, end) if unit else set())
    value, kind = low[0], unit_of()[unit].kind if unit else "count"
    in_bracket = last is not None and masked[last.end : start] == "("
    clear = in_bracket or value > 60 or marks & {"cumulative", "week", "month"} or label.text.endswith(("日数", "時間"))
    if unit and match["unit"] in words_of("clear_only") and not clear:
        return None
    doubts = (
        low[1] or high[1],
        "-" in sign or masked.endswith("-", 0, start),
        kind in ("count", "noun", "money") and re.fullmatch(r"\d+\.\d{3}", match["low"]),  # 2.131人
        kind == "ratio" and masked[end : end + 1].isdecimal(),  # 6割5分
        alone and not unit and 1980 <= value <= 2100,
    )
    quantity = Quantity(
        label=label.text,
        value=-value if sign else value,
        high=high[0] if match["high"] or match["to"] else None,
        unit=unit,
        year=None,
        approximate="approximate" in marks,
        cumulative="cumulative" in marks,
        qualifier=" ".join(sorted(marks - {"approximate", "cumulative"})),
        suspicious=any(doubts),
        text=raw[start:end],
        start=start,
        end=end,
    )
    return quantity, label


def _read(raw: str, base: int | None) -> Iterator[Quantity]:
    masked, dated = mask(raw, base)
    last: Label | None = None
    for match in _figure().finditer(masked):
        found = _one(masked, raw, match, last)
        if found:
            quantity, last = found
            year = year_named(masked, dated, quantity.start, quantity.end)
            yield replace(quantity, year=year)


def read(text: str, year: int | None = None) -> list[Quantity]:
    """The quantities of a text in their order; `year`, the fiscal year the cell is about, gives `前年度` its year.

    A blank, `－`, `？` or a text without figures gives none. A range has `high`, `▲５` is -5, `3万` is 30000.
    """
    return list(_read(text, year))


def quantify(values: pd.DataFrame) -> pd.DataFrame:
    """One row per quantity of the long frame `number, field, text`, in its order, with the columns `COLUMNS`.

    A field that ends in a year (`actual_2020`) is about that year. A text without figures, or none, gives no row.
    The argument is not changed.
    """
    rows = []
    for number, field, text in values[["number", "field", "text"]].itertuples(index=False, name=None):
        if isinstance(text, str):
            year = re.search(r"_(\d{4})$", field)
            rows += [(number, field, *astuple(quantity)) for quantity in read(text, int(year[1]) if year else None)]
    frame = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
    flags: dict[Hashable, type | str] = dict.fromkeys(("approximate", "cumulative", "suspicious"), bool)
    return frame.astype(flags | {"start": "int64", "end": "int64"})
