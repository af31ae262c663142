"""The rules of the overall grade (総合評価の決め方): each told once, in numbers, in words and as an Excel formula.

The report does not print its rule. Both rules here reproduce its six printed grades (DESIGN, section 5): `過半`, the best grade
that at least half of the initiatives reach; `点数`, the points earned of the points possible, cut at the bands' own limits.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from torikumi.schemas.bands import Band, Bands, band_in_words, has_limits, has_points, limit_of, rank_of
from torikumi.schemas.rates import percent

MAJORITY, POINTS = "過半", "点数"

Counts = Sequence[int]  # how many initiatives have each grade, the best first


class Overall(NamedTuple):
    """letter ("" where nothing is graded); score: a share of 1 (for 過半, of the letter's cumulated count); the next better letter
    and how much is missing to it (in the rule's unit); ("", 0) at the best. `distance`: how many initiatives, each one grade better,
    would bring the better letter at the least; 0 where none is needed, or not even all of them would do."""

    letter: str
    score: Fraction
    better: str = ""
    missing: int = 0
    distance: int = 0


NOTHING = Overall("", Fraction(0))


@dataclass(frozen=True)
class Rule:
    """One way to come from the counts of the grades to one grade.

    `hint` stands behind the name in 計画.xlsx, `gist` on 各取組の総括, `words` in 説明; `share` ({letter}) says what the score is a share
    of, `share_in_full` ({letter}, {band}) the same in 説明; `unit` is what is missing to the better grade. `tests` gives for each
    grade but the last the condition, as an Excel formula over the cells of the counts and of the denominator, under which it or a
    better one is reached: the same rule as `settle`. `offered`: whether the grades have what it needs.
    """

    name: str
    hint: str
    gist: str
    words: str
    share: str
    share_in_full: str
    unit: str
    settle: Callable[[Counts, int, Bands], Overall]
    inputs: Callable[[Counts, int, Bands, str], str]
    tests: Callable[[Sequence[str], str, Bands], list[str]]
    offered: Callable[[Bands], bool] = lambda bands: True

    def overall(self, counts: Counts, n: int, bands: Bands) -> Overall:
        """The overall grade of the counts in a denominator of n; none where nothing is graded."""
        return self.settle(counts, n, bands) if sum(counts) else NOTHING

    def scored(self, letter: str, score: Fraction) -> str:
        """`得点の割合75.04％`, `A以上の取組の割合70.59％`."""
        return f"{self.share.format(letter=letter)}{percent(score, 2)}"

    def scored_in_full(self, letter: str, score: Fraction, bands: Bands) -> str:
        """The share as it is judged and as it is shown: `B以上の割合 85/108＝78.70％`."""
        share = self.share_in_full.format(letter=letter, band=band_in_words(letter, bands))
        return f"{share} {score.numerator}/{score.denominator}＝{percent(score, 2)}"


def _letters(bands: Bands) -> list[str]:
    return [band.grade for band in bands]


def _reached(counts: Counts) -> list[int]:
    """How many initiatives have each grade or a better one."""
    return [sum(counts[: rank + 1]) for rank in range(len(counts))]


def _majority(counts: Counts, n: int, bands: Bands) -> Overall:
    letters, reached = _letters(bands), _reached(counts)
    rank = next((rank for rank, count in enumerate(reached) if 2 * count >= n), len(counts) - 1)
    if not rank:
        return Overall(letters[0], Fraction(reached[0], n))
    missing = math.ceil(Fraction(n, 2)) - reached[rank - 1]
    distance = missing if missing <= counts[rank] else 0
    return Overall(letters[rank], Fraction(reached[rank], n), letters[rank - 1], missing, distance)


def _majority_inputs(counts: Counts, n: int, bands: Bands, denominator: str) -> str:
    steps = "、".join(f"{letter}以上 {count}" for letter, count in zip(_letters(bands), _reached(counts), strict=True))
    half = str(n // 2) if n % 2 == 0 else f"{n / 2:.1f}"
    return f"{steps}、分母 {n}（{denominator}）の半数 {half}"


def _majority_tests(counts: Sequence[str], n: str, bands: Bands) -> list[str]:
    return [f"2*SUM({counts[0]}:{count})>={n}" for count in counts]


def _worth(band: Band) -> int:
    return band.points or 0


def _earned(counts: Counts, bands: Bands) -> int:
    return sum(count * _worth(band) for count, band in zip(counts, bands, strict=True))


def _best(bands: Bands) -> int:
    return max(_worth(band) for band in bands)


def _points(counts: Counts, n: int, bands: Bands) -> Overall:
    letters, best, earned = _letters(bands), _best(bands) * n, _earned(counts, bands)
    score = Fraction(earned, best) if best else Fraction(0)
    rank = rank_of(score, bands)
    if not rank:
        return Overall(letters[0], score)
    missing = math.ceil(Fraction(limit_of(bands[rank - 1])) / 100 * best) - earned
    return Overall(letters[rank], score, letters[rank - 1], missing, _fewest(counts, missing, bands))


def _fewest(counts: Counts, missing: int, bands: Bands) -> int:
    """How many initiatives, each one grade better, bring the missing points, those first that gain most by it; 0 if all do not."""
    gains = [
        (_worth(better) - _worth(band), count)
        for better, band, count in zip(bands, bands[1:], counts[1:], strict=False)
    ]
    taken = 0
    for gain, count in sorted(gains, reverse=True):
        if missing <= 0 or gain <= 0:
            break
        used = min(count, math.ceil(Fraction(missing, gain)))
        taken, missing = taken + used, missing - used * gain
    return taken if missing <= 0 else 0


def _points_inputs(counts: Counts, n: int, bands: Bands, denominator: str) -> str:
    terms = "＋".join(f"{band.grade} {count}×{_worth(band)}点" for band, count in zip(bands, counts, strict=True))
    best = _best(bands)
    return f"{terms}＝{_earned(counts, bands)}点、満点 {best}点×{n}（{denominator}）＝{best * n}点"


def _points_tests(counts: Sequence[str], n: str, bands: Bands) -> list[str]:
    earned = "+".join(f"{_worth(band)}*{cell}" for band, cell in zip(bands, counts, strict=True))
    return [f"100*({earned})>={limit_of(band)}*{_best(bands)}*{n}" for band in bands]


_TABLE = (
    Rule(
        MAJORITY,
        hint="半数以上の取組が届く評価",
        gist="半数以上の取組が届く評価のうち、最も良いもの",
        words="評価の良い方から取組の数を足していき、はじめて分母の半数以上になる評価（なければ最も低い評価）",
        share="{letter}以上の取組の割合",
        share_in_full="{letter}以上の割合",
        unit="取組",
        settle=_majority,
        inputs=_majority_inputs,
        tests=_majority_tests,
    ),
    Rule(
        POINTS,
        hint="平均点の割合",
        gist="評価の点数の合計が満点に占める割合を、評価区分の下限にあてはめたもの",
        words="各評価の点数×取組の数の合計が、満点（最高点×分母）に占める割合を、評価区分の下限にあてはめた評価",
        share="得点の割合",
        share_in_full="得点の割合（{band}）",
        unit="点",
        settle=_points,
        inputs=_points_inputs,
        tests=_points_tests,
        offered=lambda bands: has_limits(bands) and has_points(bands),
    ),
)
RULES = {rule.name: rule for rule in _TABLE}
