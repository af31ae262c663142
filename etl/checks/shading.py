"""shading: where shading and text contradict each other. Nothing is changed, everything is named."""

import pandas as pd
from torikumi.schemas.findings import Finding
from torikumi.schemas.models import Initiative
from torikumi.schemas.plan import Plan
from torikumi.schemas.tables import tuples


def shading(initiatives: pd.DataFrame, plan: Plan) -> list[Finding]:
    """Shading against text: a grade below the best whose result names the cause but is not shaded, and the reverse. One that is not
    counted needs no shading."""
    if not plan.shading:
        return []
    findings = []
    for row in tuples(initiatives[initiatives[Initiative.letter] != ""]):
        named = plan.shading.names_cause(row.actual)
        best = row.letter == plan.grades[0]
        codes = {
            "shading_of_best": best and row.affected,
            "shading_without_cause": not best and row.affected and not named,
            "cause_without_shading": row.letter in plan.grades[1:] and not row.affected and named,
        }
        word = plan.shading.words[0] if plan.shading.words else ""
        findings += [
            Finding.at_answer(code, row, plan.grade_field, row.letter, word)
            for code, applies in codes.items()
            if applies
        ]
    return findings
