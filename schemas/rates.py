"""How an exact rate is shown."""

from fractions import Fraction


def percent(rate: object, places: int = 1) -> str:
    """A Fraction to some decimals, rounded half up (away from 0): 7/10 -> `70.0％`; "" for anything else (no rate)."""
    if not isinstance(rate, Fraction):
        return ""
    scaled = abs(rate) * 100 * 10**places
    digits = str((2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)).zfill(places + 1)
    sign = "-" if rate < 0 and digits.strip("0") else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}％" if places else f"{sign}{digits}％"
