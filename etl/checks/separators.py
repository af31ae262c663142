"""separators: figures whose decimal point is likely a thousands separator."""

import re

import pandas as pd
from torikumi.etl.figures.figure import Figures
from torikumi.schemas.findings import Finding
from torikumi.schemas.plan import Plan
from torikumi.schemas.tables import tuples

_POINT = re.compile("[^0０.．]*[1-9１-９][0-9０-９]*[.．]")


def separators(quantities: Figures, initiatives: pd.DataFrame, plan: Plan) -> list[Finding]:
    """Figures of this year's target and result whose decimal point is likely a thousands separator (not that of `0.131`)."""
    doubtful = [
        (number, field, figure.text)
        for number, field, figure in quantities.all()
        if figure.suspicious and field in (plan.actual_field, plan.target_field) and _POINT.match(figure.text)
    ]
    of = {row.Index: row for row in tuples(initiatives[initiatives.index.isin([row[0] for row in doubtful])])}
    findings = []
    for number, field, text in doubtful:
        likely = text.replace(".", ",").replace("．", "，")
        at = Finding.at_answer if field == plan.actual_field else Finding.at_master
        findings.append(at("figure_suspicious", of[number], field, text, likely))
    return findings
