"""separators: figures whose decimal point is likely a thousands separator."""

import pandas as pd
from torikumi.schemas.findings import Finding
from torikumi.schemas.plan import Plan


def separators(quantities: pd.DataFrame, initiatives: pd.DataFrame, plan: Plan) -> list[Finding]:
    """Figures of this year's target and result whose decimal point is likely a thousands separator (not that of `0.131`)."""
    findings = []
    doubtful = quantities[
        quantities["suspicious"]
        & quantities["text"].str.contains("^[^0０.．]*[1-9１-９][0-9０-９]*[.．]")
        & quantities["field"].isin([plan.actual_field, plan.target_field])
    ]
    of = {row.Index: row for row in initiatives[initiatives.index.isin(doubtful["number"])].itertuples()}
    for row in doubtful.itertuples():
        likely = row.text.replace(".", ",").replace("．", "，")
        at = Finding.at_answer if row.field == plan.actual_field else Finding.at_master
        findings.append(at("figure_suspicious", of[row.number], row.field, row.text, likely))
    return findings
