"""A number as its number format shows it (ECMA-376 part 1, 18.8.30 and 18.8.31), with the built-in formats of a Japanese Excel."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

from torikumi.schemas.years import ERAS

_ERA_DATE, _ERA_LONG = "ge.m.d", 'ggge"年"m"月"d"日"'
_YEAR_MONTH, _MONTH_DAY, _YEAR_MONTH_DAY = 'yyyy"年"m"月"', 'm"月"d"日"', 'yyyy"年"m"月"d"日"'
# 14 and 22 are the system's short date, which is yyyy/m/d in Japan.
BUILTIN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    5: '"¥"#,##0;"¥"-#,##0', 6: '"¥"#,##0;"¥"-#,##0', 7: '"¥"#,##0.00;"¥"-#,##0.00', 8: '"¥"#,##0.00;"¥"-#,##0.00',
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy/m/d h:mm", 27: _ERA_DATE, 28: _ERA_LONG, 29: _ERA_LONG, 30: "m/d/yy", 31: _YEAR_MONTH_DAY,
    32: 'h"時"mm"分"', 33: 'h"時"mm"分"ss"秒"', 34: _YEAR_MONTH, 35: _MONTH_DAY, 36: _ERA_DATE,
    37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00",
    41: "#,##0", 42: '"¥"#,##0', 43: "#,##0.00", 44: '"¥"#,##0.00', 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
    50: _ERA_DATE, 51: _ERA_LONG, 52: _YEAR_MONTH, 53: _MONTH_DAY, 54: _ERA_LONG, 55: _YEAR_MONTH, 56: _MONTH_DAY, 57: _ERA_DATE,
    58: _ERA_LONG,
}  # fmt: skip
_WEEKDAYS = "月火水木金土日"
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_TOKEN = re.compile(
    r"""(?P<literal>"[^"]*"?|\\.|\[\$[^\]]*\])|(?P<skip>_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\])|(?P<power>E[+-])|(?P<general>General|G/標準|@)
    |(?P<date>AM/PM|A/P|\[h+\]|\[m+\]|\[s+\]|y+|m+|d+|h+|s+(?:\.0+)?|g+|e+|a{3,4})|(?P<number>[0#?.,%])|(?P<other>.)""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?[\d.]+)\]")
_COMPARE = {"<": lambda a, b: a < b, ">": lambda a, b: a > b, "=": lambda a, b: a == b,
            "<=": lambda a, b: a <= b, ">=": lambda a, b: a >= b, "<>": lambda a, b: a != b}  # fmt: skip
Token = tuple[str, str]
_POINT: Token = ("number", ".")
_SYMBOLS = {".": ".", "%": "%"}
# The system's long date and time, as a Japanese Windows has them.
_SYSTEM = re.compile(r"\[\$-(F800|F400)\]", re.IGNORECASE)
_LONG = {"F800": _YEAR_MONTH_DAY, "F400": "h:mm:ss"}
_NUMERALS = re.compile(r"\[(DBNum[123])\]", re.IGNORECASE)
_DIGITS = {"DBNUM1": "〇一二三四五六七八九", "DBNUM2": "零壱弐参四伍六七八九", "DBNUM3": "０１２３４５６７８９"}
_POWERS = {"DBNUM1": "十百千", "DBNUM2": "拾百阡"}
_GREAT = "万億兆"
# The end of the year 9999, less than a rounding to the next second.
_LAST_MOMENT = 2958465.9999
_LARGEST = 1.7e308


class Shown(NamedTuple):
    """The text of a number's cell, `number` or `date`, and whether the number format shows nothing (then the text is the number)."""

    text: str
    kind: str
    hidden: bool = False


def shown(value: float, code: str, date1904: bool = False) -> Shown:
    """What a cell shows for a number under a number format.

    What a format hides (`;;;`, 0 in `#,###`, a blank section) is given as General, for no value may disappear, and marked as hidden.
    What Excel fills with ####, a date before 1900, is given as General too.
    """
    if not abs(value) < _LARGEST:
        return Shown(str(value), "number")
    section, magnitude = _section(value, code)
    form = _form(section)
    if form.kind == "date":
        text = _date(value, form, date1904)
        return Shown(text, "date") if text else Shown(general(value), "number")
    text = _WAYS[form.kind](magnitude, form)
    return Shown(text, "number") if text.strip() else Shown(general(value), "number", hidden=True)


def serial(text: str) -> float | None:
    """The number of a date or time in ISO 8601, counted from 1900 (`2021-05-14`, `2021-05-14T17:15:00`, `17:15:00`); None for neither."""
    try:
        moment = datetime.fromisoformat(text if "-" in text else f"1899-12-30T{text}").replace(tzinfo=None)
    except ValueError:
        return None
    days = (moment - datetime(1899, 12, 30)) / timedelta(days=1)
    return days if days >= 61 or "-" not in text else days - 1


def general(value: float) -> str:
    """A number in the format General, in full: 15 significant digits, no `.0`; powers of ten only beyond 20 digits."""
    number = Decimal(f"{value:.15g}")
    if not number.is_finite() or abs(number.adjusted()) > 20:
        return f"{value:.15G}"
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=512)
def _sections(code: str) -> list[str]:
    found: list[str] = re.findall(r';((?:"[^"]*"?|\\.|\[[^\]]*\]|[^;])*)', ";" + code)[:4]
    return found


def _section(value: float, code: str) -> tuple[str, float]:
    """The part of the format that applies, and the value to fill it with (without its sign where the part stands for negatives)."""
    sections = _sections(code)
    for section in sections[:2]:
        condition = _CONDITION.search(section)
        if condition and _COMPARE[condition[1]](value, float(condition[2])):
            return section, value
    if _CONDITION.search(code):
        return sections[min(2, len(sections) - 1)], value
    if value < 0 and len(sections) > 1:
        return sections[1], -value
    if value == 0 and len(sections) > 2:
        return sections[2], value
    return sections[0], value


class _Form(NamedTuple):
    """A section of a number format, understood. The places are the tokens' indices of 0, # and ? before and after the point."""

    kind: str  # date, text, fraction, power or digits
    tokens: tuple[Token, ...]
    numerals: str  # DBNum1, … or blank
    whole: tuple[int, ...]
    part: tuple[int, ...]
    grouped: bool  # thousands by commas
    scale: int  # powers of ten by which the number is shown larger (%) or smaller (a comma behind the digits)


@lru_cache(maxsize=512)
def _form(section: str) -> _Form:
    named = _SYSTEM.search(section)
    tokens = tuple(
        (match.lastgroup or "", match[0]) for match in _TOKEN.finditer(_LONG[named[1].upper()] if named else section)
    )
    numerals = _NUMERALS.search(section)
    places = [index for index, (group, text) in enumerate(tokens) if group == "number" and text in "0#?"]
    point = tokens.index(_POINT) if _POINT in tokens else len(tokens)
    whole = tuple(index for index in places if index < point)
    commas = [index for index, token in enumerate(tokens) if token == ("number", ",")]
    behind = sum(not places or index > (whole or places)[-1] for index in commas)
    percent = tokens.count(("number", "%"))
    return _Form(
        _kind(section, {group for group, _ in tokens}),
        tokens,
        numerals[1].upper() if numerals else "",
        whole,
        tuple(index for index in places if index > point),
        len(commas) > behind,
        2 * percent - 3 * behind,
    )


def _kind(section: str, groups: set[str]) -> str:
    if "date" in groups and "general" not in groups:
        return "date"
    if "number" not in groups:
        return "text"
    if "/" in section and "?" in section:
        return "fraction"
    return "power" if "power" in groups else "digits"


def _literal(token: Token) -> str:
    group, text = token
    if group != "literal":
        return text if group == "other" else ""
    if text.startswith("[$"):
        return text[2:-1].split("-")[0]
    return text.strip('"') if text.startswith('"') else text[1:]


def _text(value: float, form: _Form) -> str:
    """A section without places for digits: its words, and the number where it says General."""
    number = _in_numerals(general(value), form.numerals, spoken=True)
    return "".join(number if group == "general" else _literal((group, text)) for group, text in form.tokens)


def _fraction(value: float, form: _Form) -> str:
    return general(value)


def _power(value: float, form: _Form) -> str:
    end = next(index for index, (group, _) in enumerate(form.tokens) if group == "power")
    return f"{value:.{sum(index < end for index in form.part)}E}"


def _digits(value: float, form: _Form) -> str:
    """Fill the places: half is rounded away from zero, as Excel does."""
    number = Decimal(f"{value:.15g}").scaleb(form.scale)
    if not number.is_finite() or number.adjusted() > 300:
        return general(value)
    step = Decimal(1).scaleb(-len(form.part))
    rounded = abs(number.quantize(step, ROUND_HALF_UP)) if number.adjusted() < 20 else abs(number)
    integer, _, fraction = f"{rounded:f}".partition(".")
    filled = _whole(integer.lstrip("0"), form) | _part(fraction, form)
    sign = "-" if number < 0 and rounded else ""
    text = "".join(
        filled.get(index, _SYMBOLS.get(text, "")) if group == "number" else _literal((group, text))
        for index, (group, text) in enumerate(form.tokens)
    )
    return sign + _in_numerals(text, form.numerals, spoken=False)


def _whole(integer: str, form: _Form) -> dict[int, str]:
    """Digits from the right; the leftmost place takes what remains."""
    required = next((len(form.whole) - rank for rank, at in enumerate(form.whole) if form.tokens[at][1] == "0"), 0)
    digits = integer.zfill(required)
    last = len(digits) - 1
    parts = [
        digit + ("," if form.grouped and rank < last and (last - rank) % 3 == 0 else "")
        for rank, digit in enumerate(digits)
    ]
    filled: dict[int, str] = {}
    for place in reversed(form.whole):
        take = len(parts) if place == form.whole[0] else min(1, len(parts))
        filled[place] = "".join(parts[len(parts) - take :])
        del parts[len(parts) - take :]
    return filled


def _part(fraction: str, form: _Form) -> dict[int, str]:
    """Decimals; those that # stands for fall away where they are 0."""
    required = [rank for rank, at in enumerate(form.part, start=1) if form.tokens[at][1] == "0"]
    kept = fraction.rstrip("0").ljust(max(required, default=0), "0") if form.part else ""
    return {at: kept[rank : rank + 1] for rank, at in enumerate(form.part)}


_WAYS: dict[str, Callable[[float, _Form], str]] = {
    "text": _text,
    "fraction": _fraction,
    "power": _power,
    "digits": _digits,
}


def _in_numerals(text: str, numerals: str, spoken: bool) -> str:
    """Digits as [DBNum1] … writes them; spoken: 12 is 十二 and not 一二."""
    signs = _DIGITS.get(numerals)
    if signs is None:
        return text
    if spoken and numerals != "DBNUM3" and text.isdecimal():
        return _spoken(int(text), signs, _POWERS[numerals])
    return text.translate(str.maketrans("0123456789", signs))


def _spoken(number: int, signs: str, powers: str) -> str:
    """12 -> 十二, 20345 -> 二万三百四十五; a one is left out before 十, 百, 千 where it is written 一."""
    if not 0 < number < 10**16:
        return str(number).translate(str.maketrans("0123456789", signs))
    words = ""
    for great in ("", *_GREAT):
        number, four = divmod(number, 10_000)
        group = ""
        for place, digit in enumerate(reversed(f"{four:d}")):
            if digit != "0":
                one = signs[int(digit)] if digit != "1" or not place or signs[1] != "一" else ""
                group = one + ("", *powers)[place] + group
        words = (group + great if group else "") + words
    return words


def _date(value: float, form: _Form, date1904: bool) -> str:
    """A serial date; blank where the calendar does not reach. Serials below 60 make up for Excel's 29 February 1900."""
    if not 0 <= value < _LAST_MOMENT:
        return ""
    tokens = form.tokens
    base = datetime(1904, 1, 1) if date1904 else datetime(1899, 12, 31 if value < 60 else 30)
    tenths = any("." in text for group, text in tokens if group == "date")
    seconds = (Decimal(f"{value:.15g}") * 86400).quantize(Decimal("0.1") if tenths else Decimal(1), ROUND_HALF_UP)
    moment = base + timedelta(seconds=float(seconds))
    noon = any(group == "date" and text.upper() in ("AM/PM", "A/P") for group, text in tokens)
    minutes = _minutes(tokens)
    written = []
    for index, (group, text) in enumerate(tokens):
        if group == "date":
            part = _date_part(text, moment, seconds, noon, index in minutes)
            first = (
                text[0].lower() == "e"
                and part.lstrip("0") == "1"
                and _literal(next(iter(tokens[index + 1 :]), ("", ""))).startswith("年")
            )
            written.append("元" if first else _in_numerals(part, form.numerals, spoken=True))
        else:
            written.append(text if group == "number" and text != "%" else _literal((group, text)))
    return "".join(written)


def _minutes(tokens: Sequence[Token]) -> set[int]:
    """Which m are minutes: those that follow an hour or are followed by a second."""
    parts = [(index, text.lower().strip("[")) for index, (group, text) in enumerate(tokens) if group == "date"]
    return {
        index
        for rank, (index, text) in enumerate(parts)
        if text[0] == "m"
        and ((rank and parts[rank - 1][1][0] == "h") or (rank + 1 < len(parts) and parts[rank + 1][1][0] == "s"))
    }


def _date_part(code: str, moment: datetime, seconds: Decimal, noon: bool, minute: bool) -> str:
    kind, width = code[0].lower(), len(code)
    if kind == "[":
        unit = {"h": 3600, "m": 60, "s": 1}[code[1].lower()]
        return str(int(seconds // unit)).zfill(width - 2)
    if minute:
        return str(moment.minute).zfill(min(width, 2))
    named = _NAMED.get(kind)
    if named and (text := named(code, moment)):
        return text
    hour = (moment.hour - 1) % 12 + 1 if noon else moment.hour
    number = {"y": moment.year, "m": moment.month, "d": moment.day, "h": hour}[kind]
    return f"{number:04d}" if kind == "y" and width > 2 else str(number % 100).zfill(min(width, 2))


def _day_of_week(code: str, moment: datetime) -> str:
    """AM/PM, A/P, aaa (月), aaaa (月曜日)."""
    if "/" in code:
        return ("AM" if moment.hour < 12 else "PM")[: (len(code) + 1) // 2 - 1 or 1]
    return _WEEKDAYS[moment.weekday()] + ("曜日" if len(code) == 4 else "")


def _era(code: str, moment: datetime) -> str:
    """g R, gg 令, ggg 令和; e the year of the era."""
    name, letter, start = next((era for era in ERAS if moment.date() >= era.first), ERAS[-1])
    if code[0].lower() == "g":
        return (letter, name[0], name)[min(len(code), 3) - 1]
    return str(moment.year - start.year + 1).zfill(len(code))


def _second(code: str, moment: datetime) -> str:
    places = len(code) - code.index(".") - 1 if "." in code else 0
    whole = str(moment.second).zfill(min(2, len(code) - (places + 1 if places else 0)))
    return whole + (f".{moment.microsecond:06d}"[: places + 1] if places else "")


def _english(code: str, moment: datetime) -> str:
    """ddd, dddd, mmm, mmmm, mmmmm; blank for the numbers d, dd, m and mm."""
    name = _DAYS[moment.weekday()] if code[0].lower() == "d" else _MONTHS[moment.month - 1]
    return {3: name[:3], 4: name}.get(len(code), name[0]) if len(code) > 2 else ""


# The parts of a date that are no plain number, by their first letter.
_NAMED: dict[str, Callable[[str, datetime], str]] = {
    "a": _day_of_week,
    "g": _era,
    "e": _era,
    "s": _second,
    "d": _english,
    "m": _english,
}
