"""A number as its number format shows it (ECMA-376 part 1, 18.8.30 and 18.8.31)."""

from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from torikumi.workbooks.formats import number_dates
from torikumi.workbooks.formats.number_codes import Code, Section, literal, understood
from torikumi.workbooks.formats.numerals import digit_by_digit, spoken

_LARGEST = 1.7e308
_MOST_DIGITS = 300
_SYMBOLS = {".": ".", "%": "%"}
_ANY_POSITIVE = (1e-9, 1e300)


class Shown(NamedTuple):
    """The text of a number's cell, `number` or `date`, and whether the number format shows nothing of it (then the text is the number)."""

    text: str
    kind: str
    hidden: bool = False


def shown(value: float, code: str, date1904: bool = False) -> Shown:
    """What a cell shows for a number under a number format.

    What a format hides (`;;;`, 0 in `#,###` or `#"件"`, a blank section) is given as General, for no value may disappear, and marked as
    hidden. What Excel fills with ####, a date before 1900 or a number that no section is for, is given as General too.
    """
    if code == "General" or not abs(value) < _LARGEST:
        return Shown(general(value), "number")
    form = understood(code)
    section = _chosen(value, form.numbers)
    if section is None:
        return Shown(general(value), "number")
    if section.kind == "date":
        text = number_dates.written(value, section, date1904)
        return Shown(text or general(value), "date" if text else "number")
    text = _WAYS[section.kind](abs(value), section, "-" if value < 0 and not _for_negatives(section, form) else "")
    return Shown(text, "number") if text.strip() else Shown(general(value), "number", hidden=True)


def general(value: float) -> str:
    """A number in the format General, in full: 15 significant digits, no `.0`; powers of ten only beyond 20 digits."""
    if not abs(value) < _LARGEST:
        return str(value)
    number = Decimal(f"{value:.15g}")
    if not number.is_finite() or abs(number.adjusted()) > 20:
        return f"{value:.15G}"
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _chosen(value: float, sections: Sequence[Section]) -> Section | None:
    """The section for a number: by its condition, else by its place, for positive numbers, negative ones and zero. None where there is none
    for it."""
    if not sections:
        return None
    usual = (
        (value > 0, value < 0, True) if len(sections) == 3 else (value >= 0, True) if len(sections) == 2 else (True,)
    )
    for section, placed in zip(sections, usual, strict=True):
        if section.applies(value) if section.condition else placed:
            return section
    return None


@lru_cache(maxsize=512)
def _for_negatives(section: Section, form: Code) -> bool:
    """Whether no positive number comes to a section: then it writes the sign itself."""
    limits = [abs(other.condition[1]) for other in form.numbers if other.condition]
    positive = [*_ANY_POSITIVE, *(limit * near for limit in limits for near in (0.5, 1, 2) if limit)]
    return not any(_chosen(number, form.numbers) is section for number in positive)


# How a section writes a number: given without its sign, and the sign to write


def _text(value: float, section: Section, sign: str) -> str:
    """A section without places for digits: its words, and the number where it says General."""
    number = spoken(general(value), section.numerals)
    says = any(group == "general" for group, _ in section.tokens)
    words = "".join(number if group == "general" else literal((group, text)) for group, text in section.tokens)
    return (sign if says and value else "") + words


def _digits(value: float, section: Section, sign: str) -> str:
    """Fill the places: half is rounded away from zero, as Excel does. Nothing where no place shows a digit."""
    number = Decimal(f"{value:.15g}").scaleb(section.scale)
    if number.adjusted() > _MOST_DIGITS:
        return sign + general(value)
    rounded = _rounded(number, len(section.part))
    text = _filled(rounded, section)
    return (sign if rounded else "") + digit_by_digit(text, section.numerals) if text else ""


def _power(value: float, section: Section, sign: str) -> str:
    """1.5E+03: as many digits before the point as there are places; with more than one the power is a multiple of their number."""
    number = Decimal(f"{value:.15g}")
    step = max(len(section.whole), 1)
    power = (number.adjusted() if number else 0) // step * step
    mantissa = _rounded(number.scaleb(-power), len(section.part))
    if mantissa.adjusted() >= step:  # rounded up to one digit more
        power += step
        mantissa = _rounded(number.scaleb(-power), len(section.part))
    always = any(text.endswith("+") for group, text in section.tokens if group == "power")
    written = f"{'-' if power < 0 else '+' if always else ''}{str(abs(power)).zfill(len(section.exponent))}"
    text = _filled(mantissa, section, f"E{written}")
    return (sign if mantissa else "") + text


def _fraction(value: float, section: Section, sign: str) -> str:
    """12 1/2, or 25/2 where there is no place for a whole number; a fraction of 0 is left out beside one."""
    slash = section.tokens.index(("other", "/"))
    above = _run(section.tokens, slash, -1)
    below = _run(section.tokens, slash, 1)
    whole = [index for index in section.whole if index < slash - len(above)]
    exact = Fraction(f"{value:.15g}")
    denominator = int(below) if below.isdecimal() and int(below) else 0
    near = (
        Fraction(round(exact * denominator), denominator)
        if denominator
        else exact.limit_denominator(10 ** max(len(below), 1) - 1)
    )
    start = whole[0] if whole else slash - len(above)
    before, behind = (
        "".join(map(literal, tokens)) for tokens in (section.tokens[:start], section.tokens[slash + len(below) + 1 :])
    )
    body = _mixed(near, denominator) if whole else _simple(near, denominator)
    return (sign if near else "") + before + body + behind


_WAYS: Mapping[str, Callable[[float, Section, str], str]] = {
    "text": _text,
    "fraction": _fraction,
    "power": _power,
    "digits": _digits,
}


def _run(tokens: Sequence[tuple[str, str]], at: int, way: int) -> str:
    """The digits and places that stand beside a stroke."""
    found = ""
    index = at + way
    while 0 <= index < len(tokens) and tokens[index][1] in "0123456789#?":
        found = found + tokens[index][1] if way > 0 else tokens[index][1] + found
        index += way
    return found


def _mixed(number: Fraction, denominator: int) -> str:
    whole, rest = divmod(number, 1)
    fraction = _simple(rest, denominator) if rest else ""
    return " ".join(part for part in (str(whole) if whole or not rest else "", fraction) if part)


def _simple(number: Fraction, denominator: int) -> str:
    """Over the denominator that the format spells out, if it does."""
    return f"{int(number * denominator)}/{denominator}" if denominator else f"{number.numerator}/{number.denominator}"


def _rounded(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) if number.adjusted() < 20 else number


def _filled(number: Decimal, section: Section, exponent: str = "") -> str:
    """The section with the digits of a number in its places, and in the place of E+ and what follows an exponent; "" where no place has
    a digit."""
    integer, _, fraction = f"{number:f}".partition(".")
    integer = integer.lstrip("0")
    filled = _whole(integer, section) | _part(fraction, section) | dict.fromkeys(section.exponent, "")
    if not any(filled.values()) and not (integer and not section.whole):
        return ""
    unplaced = "" if section.whole else integer  # `.0` shows 12.0
    words = []
    for index, (group, text) in enumerate(section.tokens):
        if group == "number":
            point = unplaced if text == "." else ""
            words.append(point + filled.get(index, _SYMBOLS.get(text, "")))
        else:
            words.append(exponent if group == "power" else literal((group, text)))
    return "".join(words)


def _whole(integer: str, section: Section) -> dict[int, str]:
    """Digits from the right; the leftmost place takes what remains."""
    required = _required(section, section.whole[::-1])
    digits = integer.zfill(required)
    parts = [digit + _comma(len(digits) - 1 - rank, section) for rank, digit in enumerate(digits)]
    filled: dict[int, str] = {}
    for place in reversed(section.whole):
        take = len(parts) if place == section.whole[0] else min(1, len(parts))
        filled[place] = "".join(parts[len(parts) - take :])
        del parts[len(parts) - take :]
    return filled


def _comma(power: int, section: Section) -> str:
    return "," if section.grouped and power and power % 3 == 0 else ""


def _part(fraction: str, section: Section) -> dict[int, str]:
    """Decimals; those that # stands for fall away where they are 0."""
    kept = fraction.rstrip("0").ljust(_required(section, section.part), "0") if section.part else ""
    return {at: kept[rank : rank + 1] for rank, at in enumerate(section.part)}


def _required(section: Section, places: Sequence[int]) -> int:
    """How many digits are shown even if they are 0: up to the last 0 of the places, counted from the point."""
    return max((rank for rank, at in enumerate(places, start=1) if section.tokens[at][1] == "0"), default=0)
