"""The code of a number format, understood: its sections, and what each is made of (ECMA-376 part 1, 18.8.31)."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

_YEAR_MONTH, _MONTH_DAY, _YEAR_MONTH_DAY = 'yyyy"年"m"月"', 'm"月"d"日"', 'yyyy"年"m"月"d"日"'
_ERA_DATE, _ERA_LONG = "ge.m.d", 'ggge"年"m"月"d"日"'
# The formats that no file spells out, as a Japanese Excel has them; 14 and 22 are the system's short date.
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
_TOKEN = re.compile(
    r"""(?P<literal>"[^"]*"?|\\.|\[\$[^\]]*\])|(?P<skip>_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\])|(?P<power>E[+-])|(?P<general>General|G/標準|@)
    |(?P<date>AM/PM|A/P|\[h+\]|\[m+\]|\[s+\]|y+|m+|d+|h+|s+(?:\.0+)?|g+|e+|a{3,4})|(?P<number>[0#?.,%])|(?P<other>.)""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_SECTION = re.compile(r""";((?:"[^"]*"?|\\.|[_*].|\[[^\]]*\]|[^;])*)""", re.DOTALL)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?[\d.]+)\]")
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b, ">": lambda a, b: a > b, "=": lambda a, b: a == b,
    "<=": lambda a, b: a <= b, ">=": lambda a, b: a >= b, "<>": lambda a, b: a != b,
}  # fmt: skip
# The system's long date and time, as a Japanese Windows has them.
_SYSTEM = re.compile(r"\[\$-(F800|F400)\]", re.IGNORECASE)
_LONG = {"F800": _YEAR_MONTH_DAY, "F400": "h:mm:ss"}
_NUMERALS = re.compile(r"\[(DBNum[123])\]", re.IGNORECASE)
_JAPANESE = re.compile(r"\[\$-(?:[0-9A-F]*411|ja-JP[^\]]*)\]", re.IGNORECASE)
_MOST_SECTIONS = 4
Token = tuple[str, str]
_POINT: Token = ("number", ".")


class Section(NamedTuple):
    """A section of a number format. The places are the indices of the tokens 0, # and ?."""

    kind: str  # date, text, fraction, power or digits
    tokens: tuple[Token, ...]
    condition: tuple[str, float] | None
    numerals: str  # DBNUM1, … or blank
    japanese: bool  # the language of the section is Japanese
    whole: tuple[int, ...]  # places before the point
    part: tuple[int, ...]  # places behind it
    exponent: tuple[int, ...]  # places behind E+
    grouped: bool  # thousands by commas
    scale: int  # powers of ten by which the number is shown larger (%) or smaller (a comma behind the digits)

    def applies(self, value: float) -> bool:
        """Whether a value meets the section's own condition; one without a condition has none to meet."""
        return self.condition is None or _COMPARE[self.condition[0]](value, self.condition[1])


class Code(NamedTuple):
    """A number format: its sections for numbers, and the one for texts (None where texts are shown as they are)."""

    numbers: tuple[Section, ...]
    text: Section | None


@lru_cache(maxsize=512)
def understood(code: str) -> Code:
    """The sections of a code. The last one is for texts where it is the fourth, or shows one (@)."""
    found = [_section(text) for text in _SECTION.findall(";" + code)[:_MOST_SECTIONS]]
    if len(found) == _MOST_SECTIONS or ("general", "@") in found[-1].tokens:
        return Code(tuple(found[:-1]), found[-1])
    return Code(tuple(found), None)


def hides_text(code: str) -> bool:
    """Whether a format shows nothing of a text (`;;;`), or something else in its place (`0;0;0;"－"`)."""
    section = understood(code).text
    return section is not None and not any(group == "general" for group, _ in section.tokens)


def literal(token: Token) -> str:
    """What a token writes whatever the number is."""
    group, text = token
    if group != "literal":
        return text if group == "other" else ""
    if text.startswith("[$"):
        return text[2:-1].partition("-")[0]
    return text.strip('"') if text.startswith('"') else text[1:]


def _section(text: str) -> Section:
    named = _SYSTEM.search(text)
    tokens = tuple(
        (match.lastgroup or "", match[0]) for match in _TOKEN.finditer(_LONG[named[1].upper()] if named else text)
    )
    condition, numerals = _CONDITION.search(text), _NUMERALS.search(text)
    power = next((index for index, (group, _) in enumerate(tokens) if group == "power"), len(tokens))
    point = tokens.index(_POINT) if _POINT in tokens else power
    places = [index for index, (group, text) in enumerate(tokens) if group == "number" and text in "0#?"]
    whole, part, exponent = _parted(places, min(point, power), power)
    behind, commas = _commas(tokens, whole or places)
    return Section(
        _kind(tokens),
        tokens,
        (condition[1], float(condition[2])) if condition else None,
        numerals[1].upper() if numerals else "",
        bool(_JAPANESE.search(text)),
        whole,
        part,
        exponent,
        commas > behind,
        2 * tokens.count(("number", "%")) - 3 * behind,
    )


def _parted(places: list[int], point: int, power: int) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """The places before the point, behind it, and of the exponent."""
    return (
        tuple(index for index in places if index < point),
        tuple(index for index in places if point < index < power),
        tuple(index for index in places if index > power),
    )


def _commas(tokens: tuple[Token, ...], places: "tuple[int, ...] | list[int]") -> tuple[int, int]:
    """How many commas stand behind the last of the places, and how many there are."""
    commas = [index for index, token in enumerate(tokens) if token == ("number", ",")]
    return sum(not places or index > places[-1] for index in commas), len(commas)


def _kind(tokens: tuple[Token, ...]) -> str:
    groups = {group for group, _ in tokens}
    if "date" in groups and "general" not in groups:
        return "date"
    if "number" not in groups or "general" in groups:
        return "text"
    if ("other", "/") in tokens:
        return "fraction"
    return "power" if "power" in groups else "digits"
