"""What the sentences around a figure say of it: one before may limit it, one behind may take it back.

Not a stage: `etl.figures.plain` asks it for each sentence. As there, what tells plainly that something was done mostly does neither; anything else
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
_ALONE = re.compile("だけ|のみ|に限")


def limits(text: str, told: bool) -> bool:
    """Whether a sentence without figures limits those of the next one: it speaks of something alone (`上半期だけ実施した`), or, where it tells
    no deed, of a span of days or months (not when something came about: `令和3年２月に終えた`)."""
    return _ALONE.search(text) is not None or (not told and _SPAN.search(text) is not None)


def points_back(text: str) -> bool:
    """Whether a sentence without figures speaks of the one before it."""
    return _BACK.match(text) is not None


def without_parts(figures: Sequence[Figure], following: Sequence[Figure], asserted: bool) -> list[Figure]:
    """The figures of a sentence, polarity "" where the next sentence has a figure of the same that is not plain: a part of it (`うち４回は中止`,
    `３回は前年度分である`), or any at all beside one that no verb asserts."""
    return [
        figure._replace(polarity="") if any(_takes_back(figure, other, asserted) for other in following) else figure
        for figure in figures
    ]


def _takes_back(figure: Figure, other: Figure, asserted: bool) -> bool:
    words = other.qualifier.split()
    part = "part" in words or "whole" in words or not (other.label or "change" in words)
    same = other.unit == figure.unit and other.label in ("", figure.label)
    return same and not other.polarity and (part or not asserted)


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


def without_twins(figures: Sequence[Figure]) -> list[Figure]:
    """The figures of a sentence, polarity "" where another of the same is not plain: one of them corrects or continues the other (`50人
    （正しくは40人）`, `①20人②30人`)."""

    def doubtful(figure: Figure) -> bool:
        kind = (figure.unit, figure.basis, figure.year)
        same = (other for other in figures if (other.unit, other.basis, other.year) == kind)
        return any(
            other.label in ("", figure.label) and (not other.polarity or other.scope != figure.scope) for other in same
        )

    return [figure._replace(polarity="") if doubtful(figure) else figure for figure in figures]
