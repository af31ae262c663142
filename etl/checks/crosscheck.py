"""crosscheck: where the initiatives contradict themselves or each other. Nothing is changed, everything is named."""

from typing import Any, NamedTuple

import pandas as pd
from torikumi.schemas.findings import Finding
from torikumi.schemas.keys import fold, initiative_number, relisted
from torikumi.schemas.layouts import PROGRESS_LIST
from torikumi.schemas.plan import Plan


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
            Finding(
                code,
                row["letter"],
                plan.shading.words[0] if plan.shading.words else "",
                number,
                row["department_answer"],
                row_id=int(row["row_id"]),
                field=plan.grade,
            )
            for code, applies in codes.items()
            if applies
        ]
    return findings


class _Relisted(NamedTuple):
    """A 【再掲…】 resolved: `original` is the initiative that it shows again, "" where none can be named; `how` says by what."""

    number: str
    reference: str
    original: str
    how: str
    code: str  # of the finding, "" where the reference is right
    said: str


BY_NUMBER, BY_NAME, RENAMED, UNRESOLVED = (
    "番号のとおり",
    "名称による（番号は別の取組）",
    "番号のとおり（名称は異なる）",
    "元の取組が見当たらない",
)


def _resolve(initiatives: pd.DataFrame) -> list[_Relisted]:
    """By number; where that is none of the list, or has another name, by the only other initiative of the name. Names are compared
    folded; one may go on where the other ends (`（…事業）`). Where no name fits but the departments do, the number stands."""
    names = initiatives["name"].map(lambda name: fold((relisted(name) or ("", name))[1]))
    first = ~initiatives["relisted"]
    resolved = []
    for number, row in initiatives[initiatives["relisted"]].iterrows():
        reference, name = relisted(row["name"]) or ("", "")
        original = initiative_number(reference) or ""
        same = [str(other) for other in names.index if other != number and _alike(names[other], fold(name))]
        proposal = f"同じ名称の取組：{'、'.join(same)}" if same else "同じ名称の取組も見当たりません"
        likely = [other for other in same if first[other]]
        by_name = likely[0] if len(likely) == 1 else ""
        shared = original in names.index and set(row["owners"]) & set(initiatives.at[original, "owners"])
        if original not in names.index:
            found = (by_name, BY_NAME if by_name else UNRESOLVED, "relisted_unresolved", f"（{proposal}）")
        elif _alike(names[original], fold(name)):
            found = (original, BY_NUMBER, "", "")
        elif shared and not same:
            found = (original, RENAMED, "relisted_renamed", initiatives.at[original, "name"])
        else:
            found = (by_name, BY_NAME if by_name else UNRESOLVED, "relisted_other_name", proposal)
        resolved.append(_Relisted(str(number), reference, *found))
    return resolved


def relistings(initiatives: pd.DataFrame) -> list[Finding]:
    """A 【再掲…】 whose number the list does not have, or has with another name; the initiative that has the name is proposed. Where none
    has it and the departments are the same, the reference stands and only the other name is said. The address is the master's."""
    return [
        Finding(
            row.code,
            row.reference,
            row.said,
            row.number,
            row_id=int(initiatives.at[row.number, "master_row_id"]),
            field="name",
        )
        for row in _resolve(initiatives)
        if row.code
    ]


def originals(initiatives: pd.DataFrame, plan: Plan) -> tuple[pd.DataFrame, list[Finding]]:
    """One row for each 再掲: number, name, reference (as written), original, how, and both sides' grade (letter, original_letter),
    departments and result, and `differs`: what is not the same of grade, result, departments and targets, in words.

    Grade and result are compared where both are answered. Without an original the other side is blank. Findings:
    relisted_grade_differs at the grade, relisted_differs at the master's row.
    """
    rows, findings = [], []
    for relisting in _resolve(initiatives):
        row = initiatives.loc[relisting.number]
        other = initiatives.loc[relisting.original] if relisting.original else None
        differs = _differences(row, other, plan) if other is not None else {}
        sides = {"letter": "letter", "department": "department", "actual": "actual"}
        rows.append(
            {
                "number": relisting.number,
                "name": row["name"],
                "reference": relisting.reference,
                "original": relisting.original,
                "how": relisting.how,
            }
            | {side: row[field] for side, field in sides.items()}
            | {f"original_{side}": other[field] if other is not None else "" for side, field in sides.items()}
            | {"differs": "、".join(differs.values())}
        )
        if plan.grade in differs and other is not None:
            said = f"{relisting.original}は{other['letter']}"
            at: dict[str, Any] = {"row_id": int(row["row_id"]), "field": plan.grade}
            findings.append(
                Finding("relisted_grade_differs", row["letter"], said, relisting.number, row["department_answer"], **at)
            )
        rest = [words for field, words in differs.items() if field != plan.grade]
        if rest:
            at = {"row_id": int(row["master_row_id"]), "field": "name"}
            findings.append(Finding("relisted_differs", relisting.original, "、".join(rest), relisting.number, **at))
    columns = [
        "number",
        "name",
        "reference",
        "original",
        "how",
        "letter",
        "original_letter",
        "department",
        "original_department",
    ]
    return pd.DataFrame(rows, columns=[*columns, "actual", "original_actual", "differs"]), findings


def _differences(row: pd.Series, other: pd.Series, plan: Plan) -> dict[str, str]:
    """field -> label of what differs; width and white space do not count."""
    fields: dict[str, tuple[object, object]] = {}
    if row["letter"] and other["letter"]:
        fields[plan.grade] = row["letter"], other["letter"]
    if row["actual"].strip() and other["actual"].strip():
        fields[plan.actual] = fold(row["actual"]), fold(other["actual"])
    fields["department"] = set(row["owners"]), set(other["owners"])
    for year in plan.years:
        fields[f"target_{year}"] = fold(row.get(f"target_{year}") or ""), fold(other.get(f"target_{year}") or "")
    return {field: PROGRESS_LIST.label(field).removesuffix(" ※") for field, (one, two) in fields.items() if one != two}


def _alike(one: str, other: str) -> bool:
    return bool(one and other) and (one.startswith(other) or other.startswith(one))


def separators(quantities: pd.DataFrame, initiatives: pd.DataFrame, plan: Plan) -> list[Finding]:
    """Figures of this year's target and result whose decimal point is likely a thousands separator (not that of `0.131`)."""
    findings = []
    doubtful = quantities[
        quantities["suspicious"]
        & quantities["text"].str.contains("^[^0０.．]*[1-9１-９][0-9０-９]*[.．]")
        & quantities["field"].isin([plan.actual, plan.target])
    ]
    for row in doubtful.itertuples():
        initiative = initiatives.loc[row.number]
        row_id = initiative["row_id"] if row.field == plan.actual else initiative["master_row_id"]
        likely = row.text.replace(".", ",").replace("．", "，")
        findings.append(Finding("figure_suspicious", row.text, likely, row.number, row_id=int(row_id), field=row.field))
    return findings
