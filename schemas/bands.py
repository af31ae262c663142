"""The grades of a plan (評価区分) as bands of the achievement rate, from the best to the worst."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True)
class Band:
    """One grade: from which achievement rate (percent, inclusive), what it means, its points, and how the form writes it. A plan may have
    no percentages, and no points: then none of its grades has."""

    grade: str
    notation: str
    lower: Decimal | None
    wording: str
    points: int | None


@dataclass(frozen=True)
class Uncounted:
    """A grade that is answered and shown, and is in no count of the grades, no share and no overall grade (集計 しない)."""

    grade: str
    notation: str
    wording: str


Bands = Sequence[Band]


def has_limits(bands: Bands) -> bool:
    """Whether a rate gives a grade."""
    return all(band.lower is not None for band in bands)


def has_points(bands: Bands) -> bool:
    """Whether the grades are worth points."""
    return all(band.points is not None for band in bands)


def limit_of(band: Band) -> Decimal:
    """The lower limit of a band that has one."""
    return Decimal(0) if band.lower is None else band.lower


def rank_of(rate: Fraction, bands: Bands) -> int:
    """The place of the band that an exact rate reaches: 3/4 is 75 %, 74.995 % is not. Below the lowest limit the last band stands. Of bands
    that have limits."""
    return next((rank for rank, band in enumerate(bands) if rate * 100 >= Fraction(limit_of(band))), len(bands) - 1)


def band_in_words(letter: str, bands: Bands) -> str:
    """`75％以上でA`, `50％以上75％未満でB`; "" of bands without limits."""
    if not has_limits(bands):
        return ""
    rank = [band.grade for band in bands].index(letter)
    upper = f"{limit_of(bands[rank - 1]):f}％未満" if rank else ""
    return f"{limit_of(bands[rank]):f}％以上{upper}で{letter}"
