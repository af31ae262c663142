"""A number as its number format shows it (ECMA-376 part 1, 18.8.30 and 18.8.31), with the built-in formats of a Japanese Excel."""

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

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
# The end of the year 9999, less than a rounding to the next second.
_LAST_MOMENT = 2958465.9999
_LARGEST = 1.7e308


def shown(value: float, code: str, date1904: bool = False) -> tuple[str, str]:
    """The text that a cell shows for a number, and whether that is a `number` or a `date`.

    What a format hides (`;;;`) is shown as General, for no value may disappear. So is what Excel fills with ####: a date before 1900.
    """
    if not abs(value) < _LARGEST:
        return str(value), "number"
    section, magnitude = _section(value, code)
    tokens = [(match.lastgroup or "", match[0]) for match in _TOKEN.finditer(section)]
    groups = {group for group, _ in tokens}
    if "date" in groups and "general" not in groups:
        text = _date(value, tokens, date1904)
        return (text, "date") if text else (general(value), "number")
    if "number" not in groups or ("/" in section and "?" in section):
        text = "".join(_literal(token) if token[0] != "general" else general(magnitude) for token in tokens)
        return (text if text.strip() and "number" not in groups else general(value)), "number"
    return _number(magnitude, tokens), "number"


def general(value: float) -> str:
    """A number in the format General, in full: 15 significant digits, no `.0`; powers of ten only beyond 20 digits."""
    number = Decimal(f"{value:.15g}")
    if not number.is_finite() or abs(number.adjusted()) > 20:
        return f"{value:.15G}"
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _section(value: float, code: str) -> tuple[str, float]:
    """The part of the format that applies, and the value to fill it with (without its sign where the part stands for negatives)."""
    sections = re.findall(r';((?:"[^"]*"?|\\.|\[[^\]]*\]|[^;])*)', ";" + code)[:4]
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


def _literal(token: Token) -> str:
    group, text = token
    if group == "literal":
        return (
            text[2:-1].split("-")[0] if text.startswith("[$") else text.strip('"') if text.startswith('"') else text[1:]
        )
    return text if group == "other" else ""


def _number(value: float, tokens: list[Token]) -> str:
    """Fill the placeholders: digits from the right, the leftmost takes what remains; half is rounded away from zero, as Excel does."""
    if any(group == "power" for group, _ in tokens):
        digits = (
            sum(text in "0#?" for _, text in tokens[_index(tokens, ".") + 1 : _power(tokens)])
            if ("number", ".") in tokens
            else 0
        )
        return f"{value:.{digits}E}"
    places = [index for index, (group, text) in enumerate(tokens) if group == "number" and text in "0#?"]
    point = _index(tokens, ".")
    whole = [index for index in places if index < point]
    part = [index for index in places if index > point]
    commas = [index for index, token in enumerate(tokens) if token == ("number", ",")]
    scaling = [index for index in commas if not places or index > (whole or places)[-1]]
    percent = sum(token == ("number", "%") for token in tokens)
    number = Decimal(f"{value:.15g}").scaleb(2 * percent - 3 * len(scaling))
    if not number.is_finite() or number.adjusted() > 300:
        return general(value)
    rounded = (
        abs(number.quantize(Decimal(1).scaleb(-len(part)), ROUND_HALF_UP)) if number.adjusted() < 20 else abs(number)
    )
    integer, _, fraction = f"{rounded:f}".partition(".")
    needed = next((len(whole) - place for place, index in enumerate(whole) if tokens[index][1] == "0"), 0)
    integer = integer.lstrip("0").zfill(needed)
    grouped = len(commas) > len(scaling)
    digits_shown = [digit + ("," if grouped and rank % 3 == 0 and rank else "") for digit, rank in
                    zip(integer, range(len(integer) - 1, -1, -1), strict=True)]  # fmt: skip
    filled: dict[int, str] = {}
    for place, index in enumerate(reversed(whole)):
        last = place == len(whole) - 1
        take = len(digits_shown) if last else min(1, len(digits_shown))
        filled[index] = "".join(digits_shown[len(digits_shown) - take :]) if take else ""
        del digits_shown[len(digits_shown) - take :]
    shortest = len(part) - next(
        (rank for rank, index in enumerate(reversed(part)) if tokens[index][1] == "0"), len(part)
    )
    kept = fraction.rstrip("0").ljust(shortest, "0") if part else ""
    filled |= {index: kept[rank : rank + 1] for rank, index in enumerate(part)}
    sign = "-" if number < 0 and rounded else ""
    symbols = {".": ".", "%": "%", ",": ""}
    return sign + "".join(
        filled.get(index, symbols.get(text, "")) if group == "number" else _literal((group, text))
        for index, (group, text) in enumerate(tokens)
    )


def _index(tokens: list[Token], point: str) -> int:
    return tokens.index(("number", point)) if ("number", point) in tokens else len(tokens)


def _power(tokens: list[Token]) -> int:
    return next(index for index, (group, _) in enumerate(tokens) if group == "power")


def _date(value: float, tokens: list[Token], date1904: bool) -> str:
    """A serial date; blank where the calendar does not reach. Serials below 60 make up for Excel's 29 February 1900."""
    if not 0 <= value < _LAST_MOMENT:
        return ""
    base = datetime(1904, 1, 1) if date1904 else datetime(1899, 12, 31 if value < 60 else 30)
    tenths = any("." in text for group, text in tokens if group == "date")
    seconds = (Decimal(f"{value:.15g}") * 86400).quantize(Decimal("0.1") if tenths else Decimal(1), ROUND_HALF_UP)
    moment = base + timedelta(seconds=float(seconds))
    noon = any(group == "date" and text.upper() in ("AM/PM", "A/P") for group, text in tokens)
    minutes = _minutes(tokens)
    return "".join(
        _date_part(text, moment, seconds, noon, index in minutes) if group == "date" else
        text if group == "number" and text != "%" else _literal((group, text))
        for index, (group, text) in enumerate(tokens)
    )  # fmt: skip


def _minutes(tokens: list[Token]) -> set[int]:
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
    if code.startswith("["):
        unit = {"h": 3600, "m": 60, "s": 1}[code[1].lower()]
        return str(int(seconds // unit)).zfill(width - 2)
    if kind == "a" and "/" in code:
        return ("AM" if moment.hour < 12 else "PM")[: (width + 1) // 2 - 1 or 1]
    if kind == "a":
        return _WEEKDAYS[moment.weekday()] + ("曜日" if width == 4 else "")
    if kind in "ge":
        name, letter, start = next((era for era in ERAS if moment.date() >= era.first), ERAS[-1])
        return (
            (letter, name[0], name)[min(width, 3) - 1]
            if kind == "g"
            else str(moment.year - start.year + 1).zfill(width)
        )
    if kind == "s":
        places = width - code.index(".") - 1 if "." in code else 0
        whole = str(moment.second).zfill(min(2, width - (places + 1 if places else 0)))
        return whole + (f".{moment.microsecond:06d}"[: places + 1] if places else "")
    if minute:
        return str(moment.minute).zfill(min(width, 2))
    if kind in "dm" and width > 2:
        name = _DAYS[moment.weekday()] if kind == "d" else _MONTHS[moment.month - 1]
        return name if width == 4 else name[0] if width > 4 else name[:3]
    number = {
        "y": moment.year,
        "m": moment.month,
        "d": moment.day,
        "h": (moment.hour - 1) % 12 + 1 if noon else moment.hour,
    }[kind]
    return f"{number:04d}" if kind == "y" and width > 2 else str(number % 100).zfill(min(width, 2))
