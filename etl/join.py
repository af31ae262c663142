"""join: the master list with its answers, and the indicator sheet with the initiatives that it names."""

import re

import pandas as pd
from torikumi.schemas.findings import Finding
from torikumi.schemas.keys import fold, initiative_number, number_parts, relisted
from torikumi.schemas.layouts import INDICATORS
from torikumi.schemas.plan import INDICATOR, REFERENCE, Plan


def join_answers(master: pd.DataFrame, answers: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """The initiatives: one row for each of the master list, in the order of the numbers, with goal, relisted (bool) and its answer.

    Both frames have the index initiative; a number that is twice on either side is an error (pandas.errors.MergeError), one
    without an answer has the state 未回答. The master's own answers of the report year are left out: the returns give them.
    """
    own = master.drop(columns=[field for field in (plan.actual, plan.grade) if field in master])
    joined = own.merge(answers, how="left", left_index=True, right_index=True, validate="1:1", suffixes=("", "_answer"))
    joined["goal"] = [number_parts(str(number))[0] for number in joined.index]
    joined["relisted"] = joined["name"].map(lambda name: relisted(name) is not None)
    return joined.loc[sorted(joined.index, key=number_parts)]


def tidy_indicators(rows: pd.DataFrame, plan: Plan) -> tuple[pd.DataFrame, list[Finding]]:
    """The indicators, one row for each goal that shows it, in the sheet's order: index row_id and goal.

    Adds kind (指標, 参考), parent (the row_id of the indicator that a 参考 row belongs to, else its own) and numbers (the
    initiatives of 関連取組); a column that the sheet lacks is blank. Findings: indicator_goal_unknown (the row is shown nowhere), indicator_orphan.
    """
    fixed = [column.field for column in INDICATORS.columns if not column.yearly]
    rows = rows.reindex(columns=list(dict.fromkeys([*rows.columns, *fixed]))).astype("object")
    rows = rows.where(rows.notna(), "")
    findings, records = [], []
    parents: dict[int, int] = {}
    for row_id, row in rows.iterrows():
        at = int(str(row_id))
        goals = [int(text) for text in re.findall(r"\d+", row["goals"] or "")]
        known = [goal for goal in goals if goal in set(plan.goals["goal"])]
        if not goals or len(known) < len(goals):
            found = row["goals"] or "（空欄）"
            findings.append(Finding("indicator_goal_unknown", found, row["indicator"], row_id=at, field="goals"))
        reference = REFERENCE in fold(row.get("kind") or "")
        for goal in known:
            if reference and goal not in parents:
                findings.append(Finding("indicator_orphan", found=row["indicator"], row_id=at, field="kind"))
                continue
            if not reference:
                parents[goal] = at
            kind = REFERENCE if reference else INDICATOR
            added = {"row_id": at, "goal": goal, "kind": kind, "parent": parents[goal], "numbers": _related(row)}
            records.append(row.to_dict() | added)
    columns = list(dict.fromkeys(["row_id", "goal", *rows.columns, "parent", "numbers"]))
    return pd.DataFrame(records, columns=columns).set_index(["row_id", "goal"]), findings


def join_indicators(indicators: pd.DataFrame, initiatives: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """One row for each indicator and initiative that belong together: row_id, goal, initiative.

    An indicator without 関連取組 gives no row, a number that the list does not have the finding indicator_relation_unknown;
    an indicator under several goals is joined once.
    """
    once = indicators.reset_index().drop_duplicates("row_id").explode("numbers").dropna(subset="numbers")
    once["initiative"] = once["numbers"].map(initiative_number)
    known = once["initiative"].isin(initiatives.index)
    findings = [
        Finding("indicator_relation_unknown", row.numbers, row.indicator, row_id=int(row.row_id), field="related")
        for row in once[~known].itertuples()
    ]
    return once.loc[known, ["row_id", "goal", "initiative"]].reset_index(drop=True), findings


def _related(row: pd.Series) -> tuple[str, ...]:
    return tuple(part for part in re.split(r"[\s、,，]+", (row.get("related") or "").strip()) if part)
