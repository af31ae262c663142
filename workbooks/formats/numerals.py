"""Digits as the formats [DBNum1] to [DBNum3] of a Japanese Excel write them."""

_DIGITS = {"DBNUM1": "〇一二三四五六七八九", "DBNUM2": "零壱弐参四伍六七八九", "DBNUM3": "０１２３４５６７８９"}
_TENS = {"DBNUM1": "十百千", "DBNUM2": "拾百阡", "DBNUM3": "十百千"}
_MYRIADS = {"DBNUM1": "万億兆", "DBNUM2": "萬億兆", "DBNUM3": "万億兆"}
_TOO_LARGE = 10**16


def digit_by_digit(text: str, numerals: str) -> str:
    """12 -> 一二; the text itself where the format names no numerals."""
    signs = _DIGITS.get(numerals)
    return text.translate(str.maketrans("0123456789", signs)) if signs else text


def spoken(text: str, numerals: str) -> str:
    """12 -> 十二, 20345 -> 二万三百四十五, -1.5 -> -一.五; what is no number, or too large for a name, digit by digit."""
    sign = "-" if text.startswith("-") else ""
    whole, point, part = text.removeprefix("-").partition(".")
    if numerals not in _DIGITS or not whole.isdecimal() or not 0 < int(whole) < _TOO_LARGE:
        return digit_by_digit(text, numerals)
    return sign + _named(int(whole), numerals) + point + digit_by_digit(part, numerals)


def _named(number: int, numerals: str) -> str:
    words = ""
    for myriad in ("", *_MYRIADS[numerals]):
        number, four = divmod(number, 10_000)
        if four:
            words = _four(four, numerals) + myriad + words
    return words


def _four(number: int, numerals: str) -> str:
    """Up to four digits: a one is left out before 十, 百 and 千 where it is written 一."""
    words = ""
    for digit, ten in zip(reversed(f"{number:d}"), ("", *_TENS[numerals]), strict=False):
        if digit != "0":
            left_out = digit == "1" and ten and numerals == "DBNUM1"
            words = ("" if left_out else _DIGITS[numerals][int(digit)]) + ten + words
    return words
