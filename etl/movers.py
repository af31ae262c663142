"""movers: the grades of the report year beside those of the year before, where the list still holds them."""

import pandas as pd
from torikumi.schemas.models import Change, Initiative, Past
from torikumi.schemas.plan import COUNTED, Plan
from torikumi.schemas.tables import listed, made, tuples


def movers(initiatives: pd.DataFrame, past: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """`Change` of each initiative that is counted (再掲 as the plan says), in their order; none at all where the list has no grade of the
    year before. `past`: `Past`."""
    before = past[(past[Past.year] == plan.report_year - 1) & (past[Past.letter] != "")]
    letters = dict(zip(listed(before[Past.initiative]), listed(before[Past.letter]), strict=True))
    if not letters:
        return made(Change, [])
    counted = initiatives if plan.relisted == COUNTED else initiatives[~initiatives[Initiative.relisted]]
    ranks = {letter: rank for rank, letter in enumerate(plan.grades)}
    records = []
    for row in tuples(counted):
        then = letters.get(row.Index, "")
        both = then in ranks and row.letter in ranks
        steps = ranks[then] - ranks[row.letter] if both else 0
        records.append((row.Index, row.goal, row.name, row.department, then, row.letter, steps))
    return made(Change, records)
