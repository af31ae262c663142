"""summarise: the graded initiatives -> counts, shares and the overall grade of each goal and of the plan, in exact fractions.

The rules themselves are in `schemas.rules`.
"""

from collections import Counter
from fractions import Fraction
from typing import Any, NamedTuple

import pandas as pd
from torikumi.schemas.findings import Finding
from torikumi.schemas.models import Alternative, Scope, Tally
from torikumi.schemas.plan import (
    ALL_INITIATIVES,
    COUNTED,
    NOT_COUNTED,
    TOTAL,
    TOTAL_NAME,
    Override,
    Plan,
)
from torikumi.schemas.report import OPEN_BEST, OPEN_WORST, OTHER_RELISTED, Summary
from torikumi.schemas.rules import RULES, Overall
from torikumi.schemas.states import OPEN
from torikumi.schemas.tables import made


class _Scope(NamedTuple):
    """The initiatives of a goal, or of the plan: as they are counted, all that are listed, and without 再掲."""

    scope: int
    name: str
    counted: pd.DataFrame
    listed: pd.DataFrame
    unique: pd.DataFrame


def summarise(initiatives: pd.DataFrame, plan: Plan) -> tuple[Summary, list[Finding]]:
    """`schemas.report.Summary` of the goals of the plan, in their order, and of the total, the last.

    A goal without initiatives has its rows, with zeros; one without a grade has no overall grade (""). letter is always the computed
    one; what the division has set instead is override. Findings: overall_sensitive where the other rule, counting 再掲 the other way,
    or the answers that are still open give another overall grade; overall_overridden.
    """
    scopes = [_scope(int(row.goal), row.name, initiatives, plan) for row in plan.goals.itertuples(index=False)]
    scopes.append(_scope(TOTAL, TOTAL_NAME, initiatives, plan))
    total = len(scopes[-1].counted)
    summary = Summary(
        made(Scope, [_row(scope, total, plan) for scope in scopes]),
        made(Tally, [row for scope in scopes for row in _tally(scope, plan)]),
        made(Alternative, [row for scope in scopes for row in _alternatives(scope, plan)]),
    )
    rows = list(summary.of.values())
    findings = [finding for row in rows for finding in _sensitive(row, summary.alternatives, plan)]
    return summary, findings + [_overridden(row, plan) for row in rows if row.override]


def _scope(scope: int, name: str, initiatives: pd.DataFrame, plan: Plan) -> _Scope:
    listed = initiatives[initiatives["goal"] == scope] if scope else initiatives
    unique = listed[~listed["relisted"]]
    return _Scope(scope, name, listed if plan.relisted == COUNTED else unique, listed, unique)


def _tally(scope: _Scope, plan: Plan) -> list[tuple[int, str, int, int, int]]:
    affected = scope.counted[scope.counted["affected"]]
    counts = [_by_letter(frame, plan) for frame in (scope.counted, affected, scope.unique)]
    rows = zip([*plan.grades, *plan.uncounted_grades, ""], *counts, strict=True)
    return [(scope.scope, letter, count, shaded if letter else 0, unique) for letter, count, shaded, unique in rows]


def _by_letter(initiatives: pd.DataFrame, plan: Plan) -> list[int]:
    """How many have each grade, from the best, then each that is not counted, and last how many have none."""
    counts = Counter(initiatives["letter"].to_numpy(dtype="object").tolist())
    return [counts[letter] for letter in [*plan.grades, *plan.uncounted_grades, ""]]


def _row(scope: _Scope, total: int, plan: Plan) -> tuple[object, ...]:
    """The values of `Scope`."""
    override = plan.overrides.get(scope.scope, Override("", "", ""))
    size, listed, unique = len(scope.counted), len(scope.listed), len(scope.unique)
    graded = sum(_counts(scope.counted, plan))
    sizes = (size, listed, listed - unique, unique, Fraction(size, total) if total else None)
    uncounted = _uncounted(scope.counted, plan)
    answers = (graded, size - graded - uncounted, uncounted, _denominator(scope.counted, plan))
    overall = _overall(scope.counted, plan, plan.rule)
    return scope.scope, scope.name, *sizes, *answers, *overall, override.letter, override.reason, override.by


def _counts(initiatives: pd.DataFrame, plan: Plan) -> list[int]:
    """How many have each grade that is counted."""
    return _by_letter(initiatives, plan)[: len(plan.grades)]


def _uncounted(initiatives: pd.DataFrame, plan: Plan) -> int:
    return sum(_by_letter(initiatives, plan)[len(plan.grades) : -1])


def _denominator(initiatives: pd.DataFrame, plan: Plan) -> int:
    """What the shares are of; a grade that is not counted is in neither."""
    if plan.denominator == ALL_INITIATIVES:
        return len(initiatives) - _uncounted(initiatives, plan)
    return sum(_counts(initiatives, plan))


def _overall(initiatives: pd.DataFrame, plan: Plan, rule: str) -> Overall:
    return RULES[rule].overall(_counts(initiatives, plan), _denominator(initiatives, plan), plan.bands)


def _alternatives(scope: _Scope, plan: Plan) -> list[tuple[int, str, str, Fraction]]:
    """The values of `Alternative`: under each rule, with 再掲 counted the other way, and with all open initiatives best or worst."""
    other = scope.unique if plan.relisted == COUNTED else scope.listed
    found = [(rule, _overall(scope.counted, plan, rule)) for rule in (offered.name for offered in plan.rules)]
    found.append((OTHER_RELISTED, _overall(other, plan, plan.rule)))
    counts = _counts(scope.counted, plan)
    due = len(scope.counted) - _uncounted(scope.counted, plan)
    waiting = due - sum(counts)
    for what, rank in ((OPEN_BEST, 0), (OPEN_WORST, -1)) if waiting else ():
        settled = list(counts)
        settled[rank] += waiting
        found.append((what, RULES[plan.rule].overall(settled, due, plan.bands)))
    return [(scope.scope, what, overall.letter, overall.score) for what, overall in found]


def _sensitive(row: Any, alternatives: pd.DataFrame, plan: Plan) -> list[Finding]:
    others = alternatives.loc[row.Index]
    others = others[others["letter"] != row.letter]
    counted = NOT_COUNTED if plan.relisted == COUNTED else COUNTED
    ends = {OPEN_BEST: plan.grades[0], OPEN_WORST: plan.grades[-1]}
    words = []
    for what, letter, score in others.itertuples(name=None):
        if what in RULES:
            words.append(f"「{what}」で決めると{letter}（{RULES[what].scored(letter, score)}）")
        elif what == OTHER_RELISTED:
            words.append(f"再掲を{counted}と{letter or '評価なし'}")
        else:
            words.append(plan.worded(f"{OPEN}の{row.open}取組がすべて{ends[what]}であれば{letter}"))
    if not words or not row.letter:
        return []
    return [
        Finding("overall_sensitive", plan.scope_name(row.Index), f"{row.letter}ですが、{'、'.join(words)}になります。")
    ]


def _overridden(row: Any, plan: Plan) -> Finding:
    said = (
        f"{row.override}（計算では{row.letter or '評価なし'}。理由：{row.override_reason}。決定者：{row.override_by}）"
    )
    return Finding("overall_overridden", plan.scope_name(row.Index), said)
