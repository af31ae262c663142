"""How exact rates are shown."""

from fractions import Fraction

import pytest
from torikumi.schemas.rates import percent


@pytest.mark.parametrize(
    ("rate", "places", "shown"),
    [
        ("1/16", 1, "6.3％"),  # 6.25: half goes up, not to the even digit
        ("3/16", 1, "18.8％"),  # 18.75
        ("13/32", 2, "40.63％"),  # 40.625
        ("-1/16", 1, "-6.3％"),
        ("7/10", 1, "70.0％"),
        ("2/3", 1, "66.7％"),
    ],
)
def test_a_half_is_rounded_up(rate, places, shown):
    """ROUND_HALF_UP, as clerks round."""
    assert percent(Fraction(rate), places) == shown
