"""crosscheck: where the initiatives contradict themselves or each other. Nothing is changed, everything is named."""

import pandas as pd

from schemas.findings import Finding
from schemas.keys import fold, initiative_number, relisted
from schemas.plan import Plan


def shading(initiatives: pd.DataFrame, plan: Plan) -> list[Finding]:
    """Shading against text: a grade below the best whose result names the cause but is not shaded, and the reverse."""
    if not plan.shading:
        return []
    findings = []
    for number, row in initiatives[initiatives["letter"] != ""].iterrows():
        named = plan.shading.names_cause(row["actual"])
        best = row["letter"] == plan.grades[0]
        codes = {
            "shading_of_best": best and row["affected"],
            "shading_without_cause": not best and row["affected"] and not named,
            "cause_without_shading": not best and not row["affected"] and named,
        }
        findings += [
            Finding(code, row["letter"], plan.shading.words[0] if plan.shading.words else "", number, row["department_answer"], row_id=int(row["row_id"]), field=plan.grade)
            for code, applies in codes.items()
            if applies
        ]
    return findings


def relistings(initiatives: pd.DataFrame) -> list[Finding]:
    """A 【再掲…】 whose number the list does not have, or has with another name. Names are compared folded; one may go on where the
    other ends (`（…事業）`). The initiative that has the name is proposed; where none has it and the departments
    are the same, the reference stands and only the other name is said. The address is the master's."""
    names = initiatives["name"].map(lambda name: fold((relisted(name) or ("", name))[1]))
    findings = []
    for number, row in initiatives[initiatives["relisted"]].iterrows():
        reference, name = relisted(row["name"]) or ("", "")
        original = initiative_number(reference)
        same = [str(other) for other in names.index if other != number and _alike(names[other], fold(name))]
        proposal = f"同じ名称の取組：{'、'.join(same)}" if same else "同じ名称の取組も見当たりません"
        at = {"number": str(number), "row_id": int(row["master_row_id"]), "field": "name"}
        if original not in names.index:
            findings.append(Finding("relisted_unresolved", reference, f"（{proposal}）", **at))
        elif not _alike(names[original], fold(name)):
            shared = set(row["owners"]) & set(initiatives.at[original, "owners"])
            code, said = ("relisted_renamed", initiatives.at[original, "name"]) if shared and not same else ("relisted_other_name", proposal)
            findings.append(Finding(code, reference, said, **at))
    return findings


def _alike(one: str, other: str) -> bool:
    return bool(one and other) and (one.startswith(other) or other.startswith(one))


def separators(quantities: pd.DataFrame, initiatives: pd.DataFrame, plan: Plan) -> list[Finding]:
    """Figures of this year's target and result whose decimal point is likely a thousands separator."""
    findings = []
    doubtful = quantities[quantities["suspicious"] & quantities["text"].str.contains("[.．]") & quantities["field"].isin([plan.actual, plan.target])]
    for row in doubtful.itertuples():
        initiative = initiatives.loc[row.number]
        row_id = initiative["row_id"] if row.field == plan.actual else initiative["master_row_id"]
        likely = row.text.replace(".", ",").replace("．", "，")
        findings.append(Finding("figure_suspicious", row.text, likely, row.number, row_id=int(row_id), field=row.field))
    return findings
