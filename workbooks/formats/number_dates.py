"""A number as the date or time that its format shows, in the calendar of Excel: it has a 0 January and a 29 February of 1900."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import NamedTuple

from torikumi.schemas.years import ERAS
from torikumi.workbooks.formats.number_codes import Section, Token, literal
from torikumi.workbooks.formats.numerals import digit_by_digit, spoken

_WEEKDAYS = "日月火水木金土"
_DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December")  # fmt: skip
_NOON = {True: ("午前", "午後"), False: ("AM", "PM")}
_DAY = 86_400
# The end of the year 9999, less than a rounding to the next second.
_LAST_MOMENT = 2_958_465.9999
# Days that no calendar but Excel's has (18.17.4.1).
_EXCELS_OWN = {0: (1900, 1, 0), 60: (1900, 2, 29)}
_FIRST_SOUND = 61
_BEFORE, _EPOCH, _EPOCH_1904 = datetime(1899, 12, 31), datetime(1899, 12, 30), datetime(1904, 1, 1)


class _Moment(NamedTuple):
    """A day of Excel's calendar and a time of it; `total`: seconds since the epoch, which [h], [m] and [s] count."""

    day: tuple[int, int, int]
    weekday: int
    seconds: Decimal
    total: Decimal


def written(value: float, section: Section, date1904: bool) -> str:
    """A number under a date format; "" where the calendar does not reach, which Excel fills with ####."""
    if not 0 <= value < _LAST_MOMENT:
        return ""
    tokens = section.tokens
    decimals = max((len(text.partition(".")[2]) for group, text in tokens if group == "date"), default=0)
    total = (Decimal(f"{value:.15g}") * _DAY).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    moment = _moment(total, date1904)
    noon = any(group == "date" and "/" in text for group, text in tokens)
    minutes = _minutes(tokens)
    return "".join(
        _part(section, index, moment, noon, index in minutes) if group == "date" else _between((group, text))
        for index, (group, text) in enumerate(tokens)
    )


def serial(text: str) -> float | None:
    """The number of a date or time in ISO 8601, counted from 1900 (`2021-05-14`, `2021-05-14T17:15:00`, `17:15:00`); None for neither."""
    try:
        moment = datetime.fromisoformat(text if "-" in text else f"1899-12-30T{text}").replace(tzinfo=None)
    except ValueError:
        return None
    days = (moment - _EPOCH) / timedelta(days=1)
    return days if days >= _FIRST_SOUND or "-" not in text else days - 1


def _moment(total: Decimal, date1904: bool) -> _Moment:
    number, seconds = divmod(total, _DAY)
    count = int(number)
    epoch = _EPOCH_1904 if date1904 else _BEFORE if count < _FIRST_SOUND else _EPOCH
    date = epoch + timedelta(days=count)
    day = (date.year, date.month, date.day)
    weekday = date.isoweekday() % 7 if date1904 else (count - 1) % 7
    return _Moment(day if date1904 else _EXCELS_OWN.get(count, day), weekday, seconds, total)


def _between(token: Token) -> str:
    """What stands between the parts of a date: there, places for digits are characters like any other."""
    return token[1] if token[0] == "number" and token[1] != "%" else literal(token)


def _minutes(tokens: Sequence[Token]) -> set[int]:
    """Which m are minutes: those that follow an hour or are followed by a second."""
    parts = [(index, text.lower().strip("[")) for index, (group, text) in enumerate(tokens) if group == "date"]
    before = [" ", *(text[0] for _, text in parts)]
    after = [*(text[0] for _, text in parts[1:]), " "]
    return {
        index
        for (index, text), left, right in zip(parts, before, after, strict=False)
        if text[0] == "m" and (left == "h" or right == "s")
    }


def _part(section: Section, index: int, moment: _Moment, noon: bool, minute: bool) -> str:
    """A part of a date, in the numerals of its section; a year is written digit by digit, the first of an era is 元年."""
    code = section.tokens[index][1]
    kind = "minute" if minute else code[0].lower()
    text = _PARTS[kind](code, moment, section.japanese)
    if noon and kind == "h":
        text = str((int(text) - 1) % 12 + 1).zfill(len(text) if len(code) > 1 else 1)
    follows = literal(section.tokens[index + 1]) if index + 1 < len(section.tokens) else ""
    if kind == "e" and text.lstrip("0") == "1" and follows.startswith("年"):
        return "元"
    if kind == "y" or section.numerals == "DBNUM3":
        return digit_by_digit(text, section.numerals)
    return spoken(text, section.numerals) if section.numerals else text


def _year(code: str, moment: _Moment, _: bool) -> str:
    return f"{moment.day[0]:04d}" if len(code) > 2 else f"{moment.day[0] % 100:02d}"


def _month(code: str, moment: _Moment, japanese: bool) -> str:
    """m 3, mm 03, mmm Mar, mmmm March, mmmmm M; in Japanese 3 and 3月."""
    number = moment.day[1]
    if len(code) > 2 and japanese:
        return f"{number}月" if len(code) == 4 else str(number)
    return _numbered_or_named(code, number, _MONTHS[number - 1])


def _day(code: str, moment: _Moment, japanese: bool) -> str:
    """d 5, dd 05, ddd Thu, dddd Thursday; in Japanese 木 and 木曜日."""
    if len(code) > 2 and japanese:
        return _weekday("a" * len(code), moment, japanese)
    return _numbered_or_named(code, moment.day[2], _DAYS[moment.weekday])


def _numbered_or_named(code: str, number: int, name: str) -> str:
    if len(code) <= 2:
        return str(number).zfill(len(code))
    return {3: name[:3], 4: name}.get(len(code), name[0])


def _weekday(code: str, moment: _Moment, japanese: bool) -> str:
    """AM/PM, A/P, aaa 月, aaaa 月曜日."""
    if "/" in code:
        half = _NOON[japanese][moment.seconds >= _DAY // 2]
        return half if len(code) > 3 else half[: 2 if japanese else 1]
    return _WEEKDAYS[moment.weekday] + ("曜日" if len(code) == 4 else "")


def _era(code: str, moment: _Moment, _: bool) -> str:
    """g R, gg 令, ggg 令和; e the year of the era."""
    name, letter, first = next(
        (era for era in ERAS if moment.day >= (era.first.year, era.first.month, era.first.day)), ERAS[-1]
    )
    if code[0].lower() == "g":
        return (letter, name[0], name)[min(len(code), 3) - 1]
    return str(moment.day[0] - first.year + 1).zfill(len(code))


def _clock(code: str, moment: _Moment, _: bool, size: int, most: int) -> str:
    """Hours or minutes of the day."""
    return str(int(moment.seconds) // size % most).zfill(min(len(code), 2))


def _second(code: str, moment: _Moment, _: bool) -> str:
    whole, point, decimals = code.partition(".")
    second = moment.seconds % 60
    return str(int(second)).zfill(min(len(whole), 2)) + (f"{second % 1:.{len(decimals)}f}"[1:] if point else "")


def _elapsed(code: str, moment: _Moment, _: bool) -> str:
    """[h], [m], [s]: all hours, minutes or seconds."""
    unit = {"h": 3600, "m": 60, "s": 1}[code[1].lower()]
    return str(int(moment.total // unit)).zfill(len(code) - 2)


_PARTS: Mapping[str, Callable[[str, _Moment, bool], str]] = {
    "y": _year, "m": _month, "d": _day, "a": _weekday, "g": _era, "e": _era, "s": _second, "[": _elapsed,
    "h": partial(_clock, size=3600, most=24), "minute": partial(_clock, size=60, most=60),
}  # fmt: skip
