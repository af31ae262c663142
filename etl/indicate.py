"""indicate: the rows of the indicator sheet -> the indicators of each goal, and the initiatives that they name."""

import re
from collections.abc import Iterator
from typing import Any

import pandas as pd
from torikumi.schemas.findings import Finding
from torikumi.schemas.keys import fold
from torikumi.schemas.models import Indicator, Relation, wide
from torikumi.schemas.numbers import Numbers, Part, parts
from torikumi.schemas.plan import INDICATOR, REFERENCE, Plan
from torikumi.schemas.tables import made, tuples

_FIELDS = ["goals", "kind", "indicator", "unit", "source", "method", "related", "baseline"]


def indicate(rows: pd.DataFrame, entries: pd.DataFrame, plan: Plan) -> tuple[pd.DataFrame, list[Finding]]:
    """`Indicator` of the rows of the indicator sheet (`Row`, `Entry`); a column that the sheet lacks is blank.

    Findings: indicator_goal_unknown (the row is not shown under that goal), indicator_orphan (a 参考 row without an indicator above it).
    """
    texts = wide(rows, entries, _FIELDS).fillna("")
    goals_of_plan = {parts(goal.label): goal.goal for goal in plan.goal_list}
    findings, records = [], []
    parents: dict[int, int] = {}
    for row in tuples(texts):
        goals = list(_goals(row.goals, plan))
        known = sorted({goals_of_plan[goal] for goal in goals if goal in goals_of_plan})
        if not goals or not set(goals_of_plan).issuperset(goals):
            found = row.goals or "（空欄）"
            findings.append(Finding("indicator_goal_unknown", found, row.indicator, row_id=row.Index, field="goals"))
        reference = REFERENCE in fold(row.kind)
        for goal in known:
            if reference and goal not in parents:
                findings.append(Finding("indicator_orphan", found=row.indicator, row_id=row.Index, field="kind"))
                continue
            if not reference:
                parents[goal] = row.Index
            kind = REFERENCE if reference else INDICATOR
            said = (row.indicator, kind, row.unit, row.source, row.method, row.baseline)
            records.append((row.Index, goal, *said, parents[goal], _related(row.related)))
    return made(Indicator, records), findings


def _goals(text: str, plan: Plan) -> Iterator[tuple[Part, ...]]:
    """The goals of a 基本目標 cell (`1、3`, `目標１`, `Ⅱ`), as `parts` reads them."""
    for label in re.split(r"[\s、,，・]+", text.strip()):
        own = parts(label)
        word = "".join(part for part in own if isinstance(part, str))
        if own:
            yield own[1:] if len(own) > 1 and word and word in fold(plan.words) else own


def relate(indicators: pd.DataFrame, numbers: Numbers) -> tuple[pd.DataFrame, list[Finding]]:
    """`Relation` of the indicators and the initiatives that they name.

    An indicator without 関連取組 gives no row, a number that the list does not have the finding indicator_relation_unknown;
    an indicator under several goals is joined once.
    """
    once = indicators.reset_index().drop_duplicates("row_id").explode("numbers").dropna(subset="numbers")
    records, findings = [], []
    for row in tuples(once):
        key = numbers.of(row.numbers)
        if key is not None:
            records.append((row.row_id, row.goal, key))
        else:
            at: dict[str, Any] = {"row_id": int(row.row_id), "field": "related"}
            findings.append(Finding("indicator_relation_unknown", row.numbers, row.indicator, **at))
    return made(Relation, records), findings


def _related(text: str) -> tuple[str, ...]:
    return tuple(part for part in re.split(r"[\s、,，]+", text.strip()) if part)
