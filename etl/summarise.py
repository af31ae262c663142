"""summarise: the graded initiatives -> counts, shares and the overall grade of each goal and of the plan, in exact fractions.

The report does not print its rule. Both rules here reproduce its six printed grades (DESIGN, section 5): `過半`, the best grade
that at least half of the initiatives reach; `点数`, the points earned of the points possible, cut at the bands' own limits.
"""

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import NamedTuple

import pandas as pd

from schemas.findings import Finding
from schemas.plan import ALL_INITIATIVES, COUNTED, MAJORITY, NOT_COUNTED, POINTS, Plan

TOTAL = 0  # the scope of the whole plan, beside the goals' numbers


class Overall(NamedTuple):
    """letter ("" where nothing is graded); score: a share of 1 (for 過半, of the letter's cumulated count); the next better letter
    and how much is missing to it (initiatives for 過半, points for 点数); ("", 0) at the best."""

    letter: str
    score: Fraction
    better: str
    missing: int


def majority(counts: Sequence[int], n: int, plan: Plan) -> Overall:
    """The best grade that at least half of the n initiatives reach, itself or better; the worst grade if none is."""
    if not sum(counts):
        return Overall("", Fraction(0), "", 0)
    reached = [sum(counts[: rank + 1]) for rank in range(len(counts))]
    rank = next((rank for rank, count in enumerate(reached) if 2 * count >= n), len(counts) - 1)
    better = plan.grades[rank - 1] if rank else ""
    missing = math.ceil(Fraction(n, 2)) - reached[rank - 1] if rank else 0
    return Overall(plan.grades[rank], Fraction(reached[rank], n), better, missing)


def points(counts: Sequence[int], n: int, plan: Plan) -> Overall:
    """The points earned of the points possible (n times the best grade's), graded by the plan's bands."""
    if not sum(counts):
        return Overall("", Fraction(0), "", 0)
    best = max(band.points for band in plan.bands) * n
    earned = sum(count * band.points for count, band in zip(counts, plan.bands, strict=True))
    score = Fraction(earned, best) if best else Fraction(0)
    rank = next((rank for rank, band in enumerate(plan.bands) if score * 100 >= Fraction(band.lower)), len(counts) - 1)
    better = plan.bands[rank - 1] if rank else None
    missing = math.ceil(Fraction(better.lower) / 100 * best) - earned if better else 0
    return Overall(plan.grades[rank], score, better.grade if better else "", missing)


RULES: dict[str, Callable[[Sequence[int], int, Plan], Overall]] = {MAJORITY: majority, POINTS: points}


def summarise(initiatives: pd.DataFrame, plan: Plan) -> tuple[pd.DataFrame, list[Finding]]:
    """One row for each goal of the plan and one for the total (index scope: the goal's number, 0 for the total).

    Columns: name, initiatives (as counted: with or without 再掲), listed (all), relisted, share (of the total, Fraction or None), one
    count a grade (`count_A`), affected (`affected_A`), graded, open (未回答 and 未評価), n (the denominator), letter, score, better,
    missing, and what other settings would give: letter_過半, letter_点数, letter_other_relisted. Finding: overall_sensitive.
    """
    names = dict(zip(plan.goals["goal"], plan.goals["name"], strict=True))
    rows = [_row(goal, names[goal], initiatives[initiatives["goal"] == goal], plan) for goal in names]
    rows.append(_row(TOTAL, "合計", initiatives, plan))
    table = pd.DataFrame(rows).set_index("scope")
    total = int(table.at[TOTAL, "initiatives"])
    table["share"] = [Fraction(int(count), total) if total else None for count in table["initiatives"]]
    return table, [finding for scope in table.index for finding in _sensitive(int(scope), table.loc[scope], plan)]


def _row(scope: int, name: str, initiatives: pd.DataFrame, plan: Plan) -> dict[str, object]:
    counted = initiatives if plan.relisted == COUNTED else initiatives[~initiatives["relisted"]]
    other = initiatives[~initiatives["relisted"]] if plan.relisted == COUNTED else initiatives
    graded = counted[counted["letter"] != ""]
    affected = graded[graded["affected"]]
    overall = _overall(counted, plan, plan.rule)
    return {
        "scope": scope,
        "name": name,
        "initiatives": len(counted),
        "listed": len(initiatives),
        "relisted": int(initiatives["relisted"].sum()),
        **{f"count_{letter}": count for letter, count in zip(plan.grades, _counts(counted, plan), strict=True)},
        **{f"affected_{letter}": int((affected["letter"] == letter).sum()) for letter in plan.grades},
        "graded": len(graded),
        "open": len(counted) - len(graded),
        "n": _denominator(counted, plan),
        **overall._asdict(),
        **{f"letter_{rule}": _overall(counted, plan, rule).letter for rule in RULES},
        "letter_other_relisted": _overall(other, plan, plan.rule).letter,
    }


def _counts(initiatives: pd.DataFrame, plan: Plan) -> list[int]:
    return [int((initiatives["letter"] == letter).sum()) for letter in plan.grades]


def _denominator(initiatives: pd.DataFrame, plan: Plan) -> int:
    return len(initiatives) if plan.denominator == ALL_INITIATIVES else int((initiatives["letter"] != "").sum())


def _overall(initiatives: pd.DataFrame, plan: Plan, rule: str) -> Overall:
    return RULES[rule](_counts(initiatives, plan), _denominator(initiatives, plan), plan)


def _sensitive(scope: int, row: pd.Series, plan: Plan) -> list[Finding]:
    """Said where the other rule, or counting 再掲 the other way, gives another overall grade."""
    words = []
    if len({row[f"letter_{rule}"] for rule in RULES}) > 1:
        words.append("、".join(f"「{rule}」では{row[f'letter_{rule}']}" for rule in RULES))
    if row["letter_other_relisted"] != row["letter"]:
        other = NOT_COUNTED if plan.relisted == COUNTED else COUNTED
        words.append(f"再掲を{other}場合は{row['letter_other_relisted']}")
    if not words:
        return []
    name = f"目標{scope}" if scope else "合計"
    return [Finding("overall_sensitive", name, f"{row['letter']}ですが、{'、'.join(words)}になります。")]
