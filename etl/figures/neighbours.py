"""What the sentences around a figure say of it: one before may limit it, one behind may take it back.

Not a stage: `etl.figures.plain` asks it for each sentence. As there, what tells plainly that something was done does neither; anything else
is judged by where it stands and how it refers, never by a list of what takes back.
"""

import re
from collections.abc import Sequence

from torikumi.etl.figures.dates import DATE
from torikumi.etl.figures.figure import Figure

# A sentence that speaks of what was just said: `ただし、全て…`, `なお、この回数は…`, `これは…`.
_BACK = re.compile(
    r"[ ※*(]*(?:(?:なお|また)、?)?(?:これ|この(?!ほか|他)|それ|その(?!ほか|他)|上記|以上|前記|いずれ|すべて|全て|全部|うち|ただし|但し|しかし)"
)
_SPAN = re.compile(rf"{DATE}(?!{DATE}|に|[、)])")
_PARTS = ("part", "whole")


def limits(text: str) -> bool:
    """Whether a sentence without figures, which tells no deed, limits the figures of the next one: it names a span of days or months, and not
    when something came about (`令和3年２月に終えた`)."""
    return _SPAN.search(text) is not None


def points_back(text: str) -> bool:
    """Whether a sentence without figures speaks of the one before it."""
    return _BACK.match(text) is not None


def without_parts(figures: Sequence[Figure], following: Sequence[Figure], asserted: bool) -> list[Figure]:
    """The figures of a sentence, polarity "" where the next sentence has a figure of the same that is not plain: a part of it (`うち４回は中止`),
    or any at all beside one that no verb asserts."""

    def takes_back(figure: Figure, other: Figure) -> bool:
        same = other.unit == figure.unit and other.label in ("", figure.label)
        part = any(word in _PARTS for word in other.qualifier.split())
        return same and not other.polarity and (part or not asserted)

    return [
        figure._replace(polarity="") if any(takes_back(figure, other) for other in following) else figure
        for figure in figures
    ]


def without_plans(figures: Sequence[Figure], befores: Sequence[str]) -> list[Figure]:
    """The figures of a sentence, polarity "" where the next one of the same is called the result (`講座10回（実績８回）`): it is a plan then."""
    plans = {
        at
        for at, (one, other) in enumerate(zip(figures, figures[1:], strict=False))
        if (one.unit, one.label) == (other.unit, other.label or one.label)
        and "planned" not in one.qualifier.split()
        and "実績" in befores[at + 1]
        and "実績" not in befores[at]
    }
    return [figure._replace(polarity="") if at in plans else figure for at, figure in enumerate(figures)]
