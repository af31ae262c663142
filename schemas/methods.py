"""How the achievement rate (達成率) of an indicator is computed (算定方法): each method told once, in numbers, in words and as a formula.

A/B is the report's ("達成率 A/B"); the two others are for indicators where less is better, or where the target can be 0.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from torikumi.schemas.keys import fold

_NO_TARGET, _NO_ACTUAL = "目標値が0", "実績が0"
_NO_BASELINE, _NO_WAY = "初期値がない", "初期値と目標値が同じ"


@dataclass(frozen=True)
class Method:
    """`rate` gives the rate of actual, target and baseline, or the reason why there is none. `formula` is the same for the cells {a},
    {t} and {b}; `label` is what its row is called, `words` what 説明 says; `from_baseline`: 初期値 counts."""

    name: str
    label: str
    words: str
    rate: Callable[[Fraction, Fraction, Fraction | None], Fraction | str]
    formula: str
    from_baseline: bool = False


def _ratio(actual: Fraction, target: Fraction, baseline: Fraction | None) -> Fraction | str:
    return actual / target if target else _NO_TARGET


def _inverse(actual: Fraction, target: Fraction, baseline: Fraction | None) -> Fraction | str:
    if not target:
        return _NO_TARGET
    return target / actual if actual else _NO_ACTUAL


def _improvement(actual: Fraction, target: Fraction, baseline: Fraction | None) -> Fraction | str:
    if baseline is None:
        return _NO_BASELINE
    return (baseline - actual) / (baseline - target) if baseline != target else _NO_WAY


RATIO = Method("A/B", "達成率　A/B", "実績÷目標値（A/B）", _ratio, f'IF({{t}}=0,"{_NO_TARGET}",{{a}}/{{t}})')
_TABLE = (
    RATIO,
    Method(
        "B/A",
        "達成率　B/A",
        "目標値÷実績（B/A）",
        _inverse,
        f'IF({{t}}=0,"{_NO_TARGET}",IF({{a}}=0,"{_NO_ACTUAL}",{{t}}/{{a}}))',
    ),
    Method(
        "改善率",
        "達成率（改善率）",
        "（初期値－実績）÷（初期値－目標値）（改善率）",
        _improvement,
        f'IF(NOT(ISNUMBER({{b}})),"{_NO_BASELINE}",IF({{b}}={{t}},"{_NO_WAY}",({{b}}-{{a}})/({{b}}-{{t}})))',
        from_baseline=True,
    ),
)
UNITS_DIFFER = "単位が異なる"  # why no method can compute a rate
METHODS = {fold(method.name): method for method in _TABLE}


def is_method(text: str) -> bool:
    """Whether 算定方法 can be used: blank, or one of the methods in any width."""
    return fold(text) in METHODS or not fold(text)


def method_of(text: str) -> Method:
    """The method that 算定方法 names; A/B where it is blank or unknown (which is a finding)."""
    return METHODS.get(fold(text), RATIO)
