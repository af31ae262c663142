"""How an exact rate is shown."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction


def percent(rate: object, places: int = 1) -> str:
    """A Fraction to some decimals, rounded half up: 7/10 -> `70.0％`; "" for anything else (no rate)."""
    if not isinstance(rate, Fraction):
        return ""
    exact = rate * 100
    return f"{(Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)}％"
