"""Which actual figure is the one that a target figure asks for. Not a stage: `pair` asks it for each initiative.

A wrong pair is worse than none. Two figures fit if their units are the same and it is clear that they count the same
thing, by the first of these rules by which just one figure of each side fits:

`same`  the labels are the same but for endings like 件数 and spellings; only here may one side lack a unit;
`head`  one label ends with the other (`市職員`, `職員`), and the rest does not narrow it (`新規登録者`, `登録者`);
`unit`  a side has no label and the figures are the only ones of their unit; the unit says what it counts (`団体`),
        or neither has a label, or the baseline has one, and it is that of the actual.
"""

import re
from collections.abc import Sequence
from functools import cache

from torikumi.etl.figures.figure import Figure
from torikumi.etl.figures.words import unit_of, values_of, words_of

RULES = ("same", "head", "unit")


@cache
def core(label: str) -> str:
    """A label without の, spaces and brackets, spelled one way, and without the endings that every count has."""
    bare = re.sub(r"[\s「」『』・()（）の]", "", label)
    for word, same in values_of("same").items():
        bare = bare.replace(word, same)
    while tail := next((tail for tail in words_of("generic_tail") if bare != tail and bare.endswith(tail)), ""):
        bare = bare.removesuffix(tail)
    return bare


def _stem(label: str) -> str:
    """A core without kana endings: `段差を切り下げた` is `段差切下げ`. A stem under four characters says too little."""
    stem = re.sub("[ぁ-ん]", "", core(label))
    return stem if len(stem) >= 4 else core(label)


def same_label(one: str, other: str) -> bool:
    """Whether two labels are the same but for their endings; no label is the same as none."""
    return bool(core(one)) and core(one) == core(other)


def same_head(one: str, other: str) -> bool:
    """Whether one label ends with the other, of two characters or more, and what it has more does not narrow it."""
    for fold in (core, _stem):
        short, long = sorted((fold(one), fold(other)), key=len)
        if len(short) >= 2 and long.endswith(short):
            return not any(word in long.removesuffix(short) for word in words_of("narrowing"))
    return False


def baseline_of(target: Figure, baselines: Sequence[Figure]) -> Figure | None:
    """The baseline of a target: the one of the same label and unit, or the only one of its unit if it has no label."""
    same = [b for b in baselines if b.unit == target.unit and b.basis == target.basis]
    found = [b for b in same if same_label(b.label, target.label) or (not target.label and len(same) == 1)]
    return found[0] if len(found) == 1 else None


def label_beside(target: Figure, baselines: Sequence[Figure]) -> str:
    """The label that the baseline gives to a target that has none; "" where there is none."""
    found = None if target.label else baseline_of(target, baselines)
    return found.label if found else ""


def _by_unit(target: Figure, actual: Figure, beside: str) -> bool:
    if target.label and actual.label:
        return False
    if target.label == actual.label:
        return True
    if beside:
        return same_label(beside, actual.label) or same_head(beside, actual.label)
    return target.unit in unit_of() and unit_of()[target.unit].kind == "noun"


def _fits(rule: str, target: Figure, actual: Figure, beside: str, alone: bool) -> bool:
    """Whether the two may be a pair by a rule; `alone`: no other figure of either side has their unit."""
    if target.basis != actual.basis:
        return False
    if rule == "same" and "" in (target.unit, actual.unit):
        return same_label(target.label, actual.label)
    if target.unit != actual.unit:
        return False
    if rule == "same":
        return same_label(target.label, actual.label)
    if rule == "head":
        return same_head(target.label, actual.label)
    return alone and _by_unit(target, actual, beside)


def match(
    targets: Sequence[Figure], actuals: Sequence[Figure], baselines: Sequence[Figure]
) -> dict[Figure, tuple[Figure, str]]:
    """The actual of each target that has one, and the rule. A figure that fits two others by a rule gets none by it."""
    matched: dict[Figure, tuple[Figure, str]] = {}
    units = [[figure.unit for figure in side].count for side in (targets, actuals)]
    for rule in RULES:
        taken = {actual for actual, _ in matched.values()}
        fitting = {
            target: [
                actual
                for actual in actuals
                if actual not in taken
                and _fits(
                    rule,
                    target,
                    actual,
                    beside=label_beside(target, baselines),
                    alone=all(count(target.unit) == 1 for count in units),
                )
            ]
            for target in targets
            if target not in matched
        }
        for target, found in fitting.items():
            if len(found) == 1 and sum(found[0] in others for others in fitting.values()) == 1:
                matched[target] = (found[0], rule)
    return matched


def why_not(target: Figure, actuals: Sequence[Figure], elsewhen: Sequence[Figure], others: int) -> str:
    """Why a target has no actual, as a key of `etl.figures.reasons.REASONS`.

    `actuals` are the result's figures that no target has taken, `elsewhen` those of other years, `others` how many
    other targets of the initiative have their actual.
    """
    named = [a for a in actuals if same_label(target.label, a.label)]
    counted = [a for a in actuals if a.unit == target.unit]
    near = [a for a in named if a in counted] or counted
    other_year = any(same_label(target.label, a.label) or a.unit == target.unit for a in elsewhen)
    reasons = (
        ("unit_differs", bool(named) and not set(named) & set(counted)),
        ("other_year", not near and other_year),
        ("basis_differs", bool(near) and all(a.basis != target.basis for a in near)),
        ("several", sum(same_head(target.label, a.label) for a in near) > 1),
        ("label_differs", bool(near)),
        ("target_left", others > 0),
    )
    return next((reason for reason, holds in reasons if holds), "actual_without_figure")
