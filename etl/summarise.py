"""summarise: the graded initiatives -> counts, shares and the overall grade of each goal and of the plan, in exact fractions.

The report does not print its rule. Both rules here reproduce its six printed grades (DESIGN, section 5): `過半`, the best grade
that at least half of the initiatives reach; `点数`, the points earned of the points possible, cut at the bands' own limits.
"""

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import NamedTuple

import pandas as pd
from torikumi.schemas.findings import Finding
from torikumi.schemas.plan import (
    ALL_INITIATIVES,
    COUNTED,
    MAJORITY,
    NOT_COUNTED,
    POINTS,
    TOTAL,
    TOTAL_NAME,
    Override,
    Plan,
    scope_name,
)
from torikumi.schemas.rates import percent


class Overall(NamedTuple):
    """letter ("" where nothing is graded); score: a share of 1 (for 過半, of the letter's cumulated count); the next better letter
    and how much is missing to it (initiatives for 過半, points for 点数); ("", 0) at the best. `distance`: how many initiatives, each
    one grade better, would bring the better letter at the least; 0 where none is needed, or not even all of them would do."""

    letter: str
    score: Fraction
    better: str
    missing: int
    distance: int


def majority(counts: Sequence[int], n: int, plan: Plan) -> Overall:
    """The best grade that at least half of the n initiatives reach, itself or better; the worst grade if none is."""
    if not sum(counts):
        return Overall("", Fraction(0), "", 0, 0)
    reached = [sum(counts[: rank + 1]) for rank in range(len(counts))]
    rank = next((rank for rank, count in enumerate(reached) if 2 * count >= n), len(counts) - 1)
    better = plan.grades[rank - 1] if rank else ""
    missing = math.ceil(Fraction(n, 2)) - reached[rank - 1] if rank else 0
    return Overall(
        plan.grades[rank], Fraction(reached[rank], n), better, missing, missing if missing <= counts[rank] else 0
    )


def points(counts: Sequence[int], n: int, plan: Plan) -> Overall:
    """The points earned of the points possible (n times the best grade's), graded by the plan's bands."""
    if not sum(counts):
        return Overall("", Fraction(0), "", 0, 0)
    best = max(band.points for band in plan.bands) * n
    earned = sum(count * band.points for count, band in zip(counts, plan.bands, strict=True))
    score = Fraction(earned, best) if best else Fraction(0)
    rank = next((rank for rank, band in enumerate(plan.bands) if score * 100 >= Fraction(band.lower)), len(counts) - 1)
    better = plan.bands[rank - 1] if rank else None
    missing = math.ceil(Fraction(better.lower) / 100 * best) - earned if better else 0
    return Overall(plan.grades[rank], score, better.grade if better else "", missing, _fewest(counts, missing, plan))


def _fewest(counts: Sequence[int], missing: int, plan: Plan) -> int:
    """How many initiatives, each one grade better, bring the missing points, those first that gain most by it; 0 if all do not."""
    gains = [
        (better.points - band.points, count)
        for better, band, count in zip(plan.bands, plan.bands[1:], counts[1:], strict=False)
    ]
    taken = 0
    for gain, count in sorted(gains, reverse=True):
        if missing <= 0 or gain <= 0:
            break
        used = min(count, math.ceil(Fraction(missing, gain)))
        taken, missing = taken + used, missing - used * gain
    return taken if missing <= 0 else 0


RULES: dict[str, Callable[[Sequence[int], int, Plan], Overall]] = {MAJORITY: majority, POINTS: points}


def summarise(initiatives: pd.DataFrame, plan: Plan) -> tuple[pd.DataFrame, list[Finding]]:
    """One row for each goal of the plan and one for the total (index scope: the goal's number, 0 for the total).

    Columns: name, initiatives (as counted: with or without 再掲), listed (all), relisted, share (of the total, Fraction or None), one
    count a grade (`count_A`), affected (`affected_A`), graded, open (未回答 and 未評価), n (the denominator), letter, score, better,
    missing, distance (`Overall`), the same counts without 再掲 (unique, unique_A …), and what other settings would give:
    letter_過半, score_過半, letter_点数, score_点数, letter_other_relisted, and letter_open_best and letter_open_worst, if all open
    ones were given the best grade or the worst ("" where none is open). letter is always the computed one; what the division has set
    instead is override, override_reason, override_by ("" where nothing is). Findings: overall_sensitive, overall_overridden.
    """
    names = {int(goal): name for goal, name in zip(plan.goals["goal"], plan.goals["name"], strict=True)}
    rows = [_row(goal, names[goal], initiatives[initiatives["goal"] == goal], plan) for goal in names]
    rows.append(_row(TOTAL, TOTAL_NAME, initiatives, plan))
    table = pd.DataFrame(rows).set_index("scope")
    total = int(table.at[TOTAL, "initiatives"])
    table["share"] = [Fraction(int(count), total) if total else None for count in table["initiatives"]]
    findings = [finding for scope in table.index for finding in _sensitive(int(scope), table.loc[scope], plan)]
    return table, findings + [_overridden(int(scope), row) for scope, row in table.iterrows() if row["override"]]


def _row(scope: int, name: str, initiatives: pd.DataFrame, plan: Plan) -> dict[str, object]:
    counted = initiatives if plan.relisted == COUNTED else initiatives[~initiatives["relisted"]]
    unique = initiatives[~initiatives["relisted"]]
    other = unique if plan.relisted == COUNTED else initiatives
    graded = counted[counted["letter"] != ""]
    affected = graded[graded["affected"]]
    overall = _overall(counted, plan, plan.rule)
    override = plan.overrides.get(scope, Override("", "", ""))
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
        **{
            f"{field}_{rule}": getattr(_overall(counted, plan, rule), field)
            for rule in RULES
            for field in ("letter", "score")
        },
        "letter_other_relisted": _overall(other, plan, plan.rule).letter,
        "letter_open_best": _settled(counted, plan, 0),
        "letter_open_worst": _settled(counted, plan, -1),
        "unique": len(unique),
        **{f"unique_{letter}": count for letter, count in zip(plan.grades, _counts(unique, plan), strict=True)},
        "override": override.letter,
        "override_reason": override.reason,
        "override_by": override.by,
    }


def _counts(initiatives: pd.DataFrame, plan: Plan) -> list[int]:
    return [int((initiatives["letter"] == letter).sum()) for letter in plan.grades]


def _denominator(initiatives: pd.DataFrame, plan: Plan) -> int:
    return len(initiatives) if plan.denominator == ALL_INITIATIVES else int((initiatives["letter"] != "").sum())


def _overall(initiatives: pd.DataFrame, plan: Plan, rule: str) -> Overall:
    return RULES[rule](_counts(initiatives, plan), _denominator(initiatives, plan), plan)


def _settled(initiatives: pd.DataFrame, plan: Plan, rank: int) -> str:
    """The overall grade if all open initiatives had the grade of that rank; "" where none is open."""
    counts = _counts(initiatives, plan)
    waiting = len(initiatives) - sum(counts)
    counts[rank] += waiting
    return RULES[plan.rule](counts, len(initiatives), plan).letter if waiting else ""


def _sensitive(scope: int, row: pd.Series, plan: Plan) -> list[Finding]:
    """Said where the other rule, counting 再掲 the other way, or the answers that are still open give another overall grade."""
    letter = row["letter"]
    if not letter:
        return []
    words = [
        f"「{rule}」で決めると{row[f'letter_{rule}']}（{scored(rule, row[f'letter_{rule}'], row[f'score_{rule}'])}）"
        for rule in RULES
        if row[f"letter_{rule}"] != letter
    ]
    if row["letter_other_relisted"] != letter:
        other = NOT_COUNTED if plan.relisted == COUNTED else COUNTED
        words.append(f"再掲を{other}と{row['letter_other_relisted'] or '評価なし'}")
    for rank, key in ((0, "letter_open_best"), (-1, "letter_open_worst")):
        if row[key] not in ("", letter):
            words.append(f"未評価・未回答の{row['open']}取組がすべて{plan.grades[rank]}であれば{row[key]}")
    return (
        [Finding("overall_sensitive", scope_name(scope), f"{letter}ですが、{'、'.join(words)}になります。")]
        if words
        else []
    )


def scored(rule: str, letter: str, score: Fraction) -> str:
    """A score in words: `得点の割合75.04％`, `A以上の取組の割合70.59％`."""
    return f"{f'{letter}以上の取組' if rule == MAJORITY else '得点'}の割合{percent(score, 2)}"


def _overridden(scope: int, row: pd.Series) -> Finding:
    computed = f"計算では{row['letter'] or '評価なし'}"
    said = f"{row['override']}（{computed}。理由：{row['override_reason']}。決定者：{row['override_by']}）"
    return Finding("overall_overridden", scope_name(scope), said)
