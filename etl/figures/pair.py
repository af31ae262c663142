"""Target against actual: this year's target figures beside this year's actual figures, and why the others have no pair.

Which figures belong together is decided in `etl.figures.matching`; here they become rows with an exact achievement rate.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pandas as pd
from torikumi.etl.figures.figure import DOWN, UP, Figure, Figures, distinct
from torikumi.etl.figures.matching import Left, baseline_of, is_undirected, label_beside, less_is_better, match, why_not
from torikumi.schemas.models import Paired
from torikumi.schemas.tables import made, row_of

_Pair = row_of(Paired, **Paired.blank())


def _rate(target: Figure, actual: Figure, label: str, baseline: Decimal | None) -> tuple[Fraction | None, str, str]:
    """The achievement rate, its method, and the reason where it cannot be said.

    A level that is to fall below the baseline is the better the less there is, or the plan has been made smaller: only the label tells.
    """
    named = less_is_better(label, target.unit)
    lower = named and target.polarity != DOWN  # 事故20件減: the more, the better
    falling = baseline is not None and target.value < baseline and target.polarity not in (UP, DOWN)
    reasons = (
        ("direction", not named and (falling or is_undirected(label))),
        ("worse", lower and target.polarity == UP),
        ("suspicious", target.suspicious or actual.suspicious),
        ("range", target.high is not None or actual.high is not None),
        ("target_negative", target.value < 0),
        ("lower_better_zero", lower and target.value == 0),
        ("target_zero", target.value == 0),
        ("lower_better_actual_zero", lower and actual.value == 0),
    )
    reason = next((reason for reason, holds in reasons if holds), "")
    if reason:
        return None, "", reason
    rate = Fraction(actual.value) / Fraction(target.value)
    return (1 / rate, "B/A", "") if lower else (rate, "A/B", "")


def _as_plain(target: Figure) -> Figure:
    """A target without the word that it is planned: every target is."""
    return target._replace(qualifier=" ".join(word for word in target.qualifier.split() if word != "planned"))


def _aimed(number: str, target: Figure, baselines: Sequence[Figure]) -> Any:
    """The row of a target figure, before an actual is found."""
    baseline = baseline_of(target, baselines)
    return _Pair(
        number=number,
        label=target.label or label_beside(target, baselines),
        unit=target.unit,
        target=target.value,
        baseline=baseline.value if baseline else None,
        target_text=target.text,
        target_start=target.start,
        target_end=target.end,
    )


def _met(row: Any, target: Figure, actual: Figure, rule: str) -> Any:
    """The row of a target figure with the actual that answers it."""
    label = row.label or actual.label
    rate, method, reason = _rate(target, actual, label, row.baseline)
    return row._replace(
        label=label,
        unit=target.unit or actual.unit,
        rate=rate,
        method=method,
        rule=rule,
        reason=reason,
        actual=actual.value,
        actual_text=actual.text,
        actual_start=actual.start,
        actual_end=actual.end,
    )


def _of_year(figures: Sequence[Figure], year: int) -> tuple[list[Figure], list[Figure]]:
    """The figures that are, or may be, of the year, and those of others."""
    due = [figure for figure in figures if figure.year in (None, year)]
    return due, [figure for figure in figures if figure not in due]


def _initiative(number: str, figures: Figures, year: int, blank: frozenset[str]) -> Iterator[Any]:
    """The rows of one initiative; `blank` holds what is known to be empty, `target` or `actual`."""
    cells = (f"target_{year}", f"actual_{year}", "baseline")
    said, reported, baselines = (distinct(figures.of(number, field)) for field in cells)
    targets = [_as_plain(figure) for figure in said]
    if not targets:
        yield _Pair(number, reason="target_missing" if "target" in blank else "target_text")
    (due, of_other_years), (actuals, elsewhen) = _of_year(targets, year), _of_year(reported, year)
    matched = match(due, actuals, baselines)
    taken = {actual for actual, _ in matched.values()}
    left = Left([actual for actual in actuals if actual not in taken], elsewhen, len(matched))
    for target in targets:
        row = _aimed(number, target, baselines)
        if target in matched:
            yield _met(row, target, *matched[target])
        elif target in of_other_years:
            yield row._replace(reason="other_year")
        else:
            yield row._replace(reason="actual_missing" if "actual" in blank else why_not(target, left))


def _says_nothing(text: object) -> bool:
    """Whether a cell is empty, or only a mark like －, ― or ？."""
    return not isinstance(text, str) or not any(char.isalnum() for char in text.replace("ー", ""))


def _filled(cells: Iterable[tuple[str, str, object]], year: int) -> dict[str, set[str]]:
    """Which of target and actual of the year say something, by initiative; only initiatives in which one does."""
    names = {f"target_{year}": "target", f"actual_{year}": "actual"}
    filled: dict[str, set[str]] = {}
    for number, field, text in cells:
        if field in names and not _says_nothing(text):
            filled.setdefault(number, set()).add(names[field])
    return filled


def pair(figures: Figures, report_year: int, values: pd.DataFrame | None = None) -> pd.DataFrame:
    """One row per target figure of the report year, or one per initiative that has none (`Paired`).

    `figures` is what `quantify` gives. `values`, the long frame `number, field, text` that it was given, adds the
    initiatives whose target and actual are text only, and tells a blank from a text; an initiative with neither target
    nor actual gets no row. A figure that names another year than `report_year` is never paired, a repeated one counts
    once, a range or a suspicious figure is paired but has no rate. The arguments are not changed.
    """
    if values is None:
        filled = _filled(((number, field, figure.text) for number, field, figure in figures.all()), report_year)
        blanks = dict.fromkeys(filled, frozenset[str]())
    else:
        filled = _filled(values[["number", "field", "text"]].itertuples(index=False, name=None), report_year)
        blanks = {number: frozenset({"target", "actual"} - said) for number, said in filled.items()}
    return made(
        Paired,
        (row for number, blank in blanks.items() for row in _initiative(number, figures, report_year, blank)),
    )
