"""The grades of a plan (評価区分) as bands of the achievement rate, from the best to the worst."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True)
class Band:
    """One grade: from which achievement rate (percent, inclusive), what it means, its points, and how the form writes it."""

    grade: str
    notation: str
    lower: Decimal
    wording: str
    points: int


@dataclass(frozen=True)
class Uncounted:
    """A grade that is answered and shown, and is in no count of the grades, no share and no overall grade (集計 しない)."""

    grade: str
    notation: str
    wording: str


Bands = Sequence[Band]


def rank_of(rate: Fraction, bands: Bands) -> int:
    """The place of the band that an exact rate reaches: 3/4 is 75 %, 74.995 % is not. Below the lowest limit the last band stands."""
    return next((rank for rank, band in enumerate(bands) if rate * 100 >= Fraction(band.lower)), len(bands) - 1)


def band_in_words(letter: str, bands: Bands) -> str:
    """`75％以上でA`, `50％以上75％未満でB`."""
    rank = [band.grade for band in bands].index(letter)
    upper = f"{bands[rank - 1].lower:f}％未満" if rank else ""
    return f"{bands[rank].lower:f}％以上{upper}で{letter}"
