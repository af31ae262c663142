"""Which actual figure is the one that a target figure asks for. Not a stage: `pair` asks it for each initiative.

A wrong pair is worse than none. Two figures fit if both are plain (`etl.figures.plain`: of one polarity, and the actual limited by nothing
that the target has not), their units are the same and it is clear that they count the same thing, by the first of these rules by which
just one figure of each side fits:

`same`  the labels are the same but for endings like 件数 and spellings; only here may one side lack a unit;
`head`  one label ends with the other (`ゲートキーパー講座受講者`, `受講者`), and the rest is the target's name of the programme, or
        says nothing (`市`); where what was done equals the target it may say where;
`unit`  a side has no label and the figures are the only ones of their unit; the unit says what it counts (`団体`), or the answer is this
        figure alone, or neither has a label, or the baseline has one, and it is that of the actual.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

from torikumi.etl.figures.figure import AS_PLANNED, LEVEL, Figure
from torikumi.etl.figures.words import forms_at, unit_of, values_of, words_of

RULES = ("same", "head", "unit")
_DIRECTION = {AS_PLANNED: LEVEL}  # what was done as planned is done


@cache
def core(label: str) -> str:
    """A label without の, spaces and brackets, spelled one way, and without the endings that every count has."""
    bare = re.sub(r"[\s「」『』・()（）の]", "", label)
    for word, same in values_of("same").items():
        bare = bare.replace(word, same)
    while tail := next((tail for tail in words_of("generic_tail") if bare != tail and bare.endswith(tail)), ""):
        bare = bare.removesuffix(tail)
    return bare


def less_is_better(label: str, unit: str = "") -> bool:
    """Whether what a label counts is the better the less there is: `待機児童数`, `滞納率`, `不安を感じる市民の割合`."""
    within = unit in ("%", "％") and any(word in label for word in words_of("lower_better_within"))
    return within or _ends(label, "lower_better")


def is_undirected(label: str) -> bool:
    """Whether it cannot be said if more or less of what a label counts is better: `虐待件数`, `事業費`."""
    return _ends(label, "direction_unclear")


def _ends(label: str, kind: str) -> bool:
    """Whether a label ends with a word of the kind, with or without what says how it is measured (`滞納額`, `滞納者`)."""
    bare, words = core(label), words_of(kind)
    return any(text.endswith(words) for text in (bare, *(bare.removesuffix(tail) for tail in words_of("measure_tail"))))


def _stem(label: str) -> str:
    """A core without kana endings: `段差を切り下げた` is `段差切下げ`. A stem under four characters says too little."""
    stem = re.sub("(?<=[^ぁ-ん])[ぁ-ん]+", "", core(label))
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


def _names(figure: Figure, wanted: bool) -> frozenset[str]:
    """What a figure may be called: its label, and with what was done (`パンフレット`, `パンフレット配布`). A deed that is more than bringing
    about what is counted (`訪問`, `参加者`) belongs to the name of an actual."""
    if not figure.act:
        return frozenset({core(figure.label)})
    acted = core(figure.label + figure.act)
    brings_about = forms_at("did").get(figure.act) == ""
    return frozenset({core(figure.label), acted} if wanted or brings_about else {acted})


def _done(figure: Figure) -> bool:
    """Whether the sentence tells the figure as a deed (`５回開いた`, `（10か所）を実施した`, `切り下げた（10か所）`)."""
    return bool(figure.act) or figure.polarity == AS_PLANNED or figure.label.endswith("た")


def _narrows(rest: str) -> bool:
    return any(word in rest for word in words_of("narrowing"))


def _names_programme(rest: str) -> bool:
    """Whether what the target's label has more names the programme, which an answer need not repeat, and no part of it."""
    return rest.endswith(tuple(forms_at("programme"))) and not _narrows(rest)


def _one_of(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(map(re.escape, words))})"


@cache
def _other_things() -> re.Pattern[str]:
    """What speaks of another programme: the end of its name or a deed, in the line of a figure; in a line above, that a deed was done."""
    deeds = list(forms_at("did"))
    done = f"を(?:{_one_of(deeds)}{_one_of(forms_at('did_form'))}|{_one_of(forms_at('did_past'))})"
    names = [form for form in forms_at("programme") if not re.search("[ぁ-ん]", form)]
    return re.compile(rf"{done}|{_one_of(names + deeds)}[^\n]*$")


def _speaks_of(programme: str, actual: Figure) -> bool:
    """Whether what a cell says before a figure leaves no doubt that the programme is meant: it was named last, or nothing else was."""
    before = re.sub(r"[ \u3000「」『』・()（）の]", "", actual.before).removesuffix(core(actual.label))
    _, named, rest = before.rpartition(programme)
    if named:  # what was done with it is no other thing
        done = _one_of([*forms_at("did"), *forms_at("did_past")])
        return _other_things().search(re.sub(f"^[をはがも]{done}", "", rest)) is None
    return _other_things().search(before) is None


def _is_met(target: Figure, actual: Figure, rest: str) -> bool:
    """Whether a longer label may stand because what was done equals the target: as planned, or where the rest only says where."""
    where = re.fullmatch("|".join(forms_at("works_place")).join(("(?:", ")+")), rest)
    if target.value != actual.value or _narrows(rest):
        return False
    return actual.polarity == AS_PLANNED or (_done(actual) and where is not None)


def _is_head(target: Figure, actual: Figure, one: str, other: str) -> bool:
    """Whether one of the two names ends with the other, and the rest of the longer one may be left out."""
    short, long = sorted((one, other), key=len)
    rest = long.removesuffix(short)
    if len(short) < 2 or not long.endswith(short):
        return False
    if rest in ("", *forms_at("plain_lead")):
        return True
    if long == one and _names_programme(rest):
        return _speaks_of(rest, actual)
    return _is_met(target, actual, rest)


def _heads(target: Figure, actual: Figure) -> bool:
    names = [(one, other) for one in _names(target, wanted=True) for other in _names(actual, wanted=False)]
    folds = (core, _stem) if actual.label.endswith("た") else (core,)  # 段差切下げ箇所数, 段差を切り下げた
    return any(_is_head(target, actual, fold(one), fold(other)) for fold in folds for one, other in names)


def _plainly(target: Figure, actual: Figure) -> bool:
    """Whether both are plain, in one direction, and nothing limits the actual that does not limit the target; of what was done as planned,
    and equals the target, an opening that is not known says no more than how."""
    polarities = {target.polarity, actual.polarity}
    planned, equal = AS_PLANNED in polarities, target.value == actual.value
    if "" in polarities or len({_DIRECTION.get(polarity, polarity) for polarity in polarities}) > 1:
        return False
    if planned and not equal:
        return False
    return core(actual.scope) in ("", core(target.scope)) or (planned and not _narrows(actual.scope))


def _names_deed(label: str, unit: str) -> bool:
    """Whether a label says only what was done with what the unit names: `補助した団体`, `実施校`."""
    done = next((word for word in forms_at("did") if label.startswith(word)), "")
    return bool(done) and label.removeprefix(done).removeprefix("した").removesuffix("数") in ("", unit)


def _names_unit(target: Figure, actual: Figure) -> bool:
    """Whether a label says no more than the unit: the deed alone, or, of what was done, the thing in its longer name, if all of it was
    reached (`市内の小学校16校で実施した`) or a clause tells which it is (`要件に合う団体20団体へ支出した`)."""
    name = actual.label.removesuffix(actual.unit)
    told = re.search("[ぁ-ん](?<!の)$", name) is not None
    longer = bool(actual.act) and name != actual.label and (told or actual.value == target.value)
    return longer or _names_deed(actual.label, actual.unit)


def _by_unit(target: Figure, actual: Figure, beside: str, sole: bool) -> bool:
    """Whether the unit says enough of what is counted where a label is missing; `beside` and `sole` as in `_Wanted`."""
    a_deed_of_its_own = bool(actual.act) and forms_at("did").get(actual.act) != ""
    if a_deed_of_its_own or (target.label and actual.label):
        return False
    if beside and actual.label:
        return same_label(beside, actual.label) or same_head(beside, actual.label)
    if target.label == actual.label:
        return True
    return not beside and _unit_tells(target, actual, sole)


def _unit_tells(target: Figure, actual: Figure, sole: bool) -> bool:
    """Whether a unit names what is counted, or the answer is one figure alone, and the actual's label says no other thing."""
    if not (actual.label in ("", *forms_at("plain_lead")) or _names_unit(target, actual)):
        return False
    noun = target.unit in unit_of() and unit_of()[target.unit].kind == "noun"
    return noun or (sole and not actual.label)


class _Wanted(NamedTuple):
    """A target as it is matched."""

    figure: Figure
    beside: str  # the label that its baseline gives it
    alone: bool  # no other figure of either side has its unit and is counted as it is
    sole: bool  # the answer has just one figure that is counted so


def _wanted(
    target: Figure, targets: Sequence[Figure], actuals: Sequence[Figure], baselines: Sequence[Figure]
) -> _Wanted:
    kind = (target.unit, target.basis)
    alone = all([(figure.unit, figure.basis) for figure in side].count(kind) == 1 for side in (targets, actuals))
    sole = [figure.basis for figure in actuals].count(target.basis) == 1
    return _Wanted(target, label_beside(target, baselines), alone, sole)


def _fits(rule: str, wanted: _Wanted, actual: Figure) -> bool:
    """Whether the two may be a pair by a rule."""
    target = wanted.figure
    if target.basis != actual.basis or not _plainly(target, actual):
        return False
    if rule == "same" and (target.unit == actual.unit or "" in (target.unit, actual.unit)):
        return bool((_names(target, wanted=True) & _names(actual, wanted=False)) - {""})
    if target.unit != actual.unit:
        return False
    if rule == "head":
        return _heads(target, actual)
    return rule == "unit" and wanted.alone and _by_unit(target, actual, wanted.beside, wanted.sole)


def _just_one(fitting: Mapping[Figure, Sequence[Figure]]) -> Iterator[tuple[Figure, Figure]]:
    """The targets that just one actual fits which fits no other target, with it."""
    how_often = Counter(actual for found in fitting.values() for actual in found)
    return ((target, found[0]) for target, found in fitting.items() if len(found) == 1 and how_often[found[0]] == 1)


def match(
    targets: Sequence[Figure], actuals: Sequence[Figure], baselines: Sequence[Figure]
) -> dict[Figure, tuple[Figure, str]]:
    """The actual of each target that has one, and the rule. A figure that fits two others by a rule gets none by it."""
    matched: dict[Figure, tuple[Figure, str]] = {}
    wanted = [_wanted(target, targets, actuals, baselines) for target in targets]
    for rule in RULES:
        taken = {actual for actual, _ in matched.values()}
        free = [actual for actual in actuals if actual not in taken]
        fitting = {
            one.figure: [actual for actual in free if _fits(rule, one, actual)]
            for one in wanted
            if one.figure not in matched
        }
        matched |= {target: (actual, rule) for target, actual in _just_one(fitting)}
    return matched


class Left(NamedTuple):
    """What is left of a result when its targets are matched."""

    actuals: Sequence[Figure]  # that no target has taken
    elsewhen: Sequence[Figure]  # of other years
    others: int  # how many targets have their actual


@dataclass(frozen=True)
class _Unanswered:
    """A target that has no actual, beside what is left of the result."""

    target: Figure
    left: Left

    @cached_property
    def named(self) -> list[Figure]:
        """Those of its label."""
        return [actual for actual in self.left.actuals if same_label(self.target.label, actual.label)]

    @cached_property
    def counted(self) -> list[Figure]:
        """Those of its unit."""
        return [actual for actual in self.left.actuals if actual.unit == self.target.unit]

    @cached_property
    def near(self) -> list[Figure]:
        """Those of its label and unit, else all of its unit."""
        return [actual for actual in self.named if actual in self.counted] or self.counted

    def is_of_other_year(self) -> bool:
        """Whether the result has a figure of its label or unit, but of another year."""
        return any(same_label(self.target.label, a.label) or a.unit == self.target.unit for a in self.left.elsewhen)


# The first that holds is the reason.
_REASONS: tuple[tuple[str, Callable[[_Unanswered], bool]], ...] = (
    ("unit_differs", lambda of: bool(of.named) and not set(of.named) & set(of.counted)),
    ("other_year", lambda of: not of.near and of.is_of_other_year()),
    ("basis_differs", lambda of: bool(of.near) and all(actual.basis != of.target.basis for actual in of.near)),
    ("unclear", lambda of: bool(of.near) and not any(_plainly(of.target, actual) for actual in of.near)),
    ("several", lambda of: sum(same_head(of.target.label, actual.label) for actual in of.near) > 1),
    ("label_differs", lambda of: bool(of.near)),
    ("target_left", lambda of: of.left.others > 0),
    ("actual_without_figure", lambda of: True),
)


def why_not(target: Figure, left: Left) -> str:
    """Why a target has no actual, as a key of `etl.figures.reasons.REASONS`."""
    unanswered = _Unanswered(target, left)
    return next(reason for reason, holds in _REASONS if holds(unanswered))
