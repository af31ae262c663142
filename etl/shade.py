"""shade: the fill of the grade cells -> whether the initiative was kept from its target by the plan's cause (COVID-19 in R2).

A fill is the form's decoration, not shading, if most grade cells of its sheet have it, or if it runs over the whole row (zebra
stripes), and most of the rows that have it do not name the cause. What is taken for decoration is asked about.
"""

import pandas as pd

from schemas.findings import Finding
from schemas.plan import Plan


def shade(rows: pd.DataFrame, values: pd.DataFrame, plan: Plan) -> tuple[pd.DataFrame, list[Finding]]:
    """Add `fill` (of the grade cell, "" for none), `shaded` and `affected` (shaded, or said so in the コロナ影響 column).

    A plan without a shading convention shades nothing. Findings: shading_unclear once per sheet and fill,
    shading_contradiction per row.
    """
    result = rows.assign(fill=_fill(rows, values, plan.grade), shaded=False)
    findings: list[Finding] = []
    if plan.shading:
        row_fill = _fill(rows, values, "number")
        texts = rows[plan.actual] if plan.actual in rows else pd.Series("", rows.index)
        named = texts.map(lambda text: plan.shading.names_cause(text or "")) | rows["affected_said"].eq(True)
        for _, sheet in result.groupby(["file", "sheet"], sort=False):
            for fill, same in sheet[sheet["fill"] != ""].groupby("fill", sort=False):
                everywhere = 2 * len(same) > len(sheet) or (row_fill[same.index] == fill).all()
                if everywhere and 2 * named[same.index].sum() < len(same):
                    row_id = int(same.index[0])
                    findings.append(Finding("shading_unclear", found=str(fill), row_id=row_id, field=plan.grade))
                else:
                    result.loc[same.index, "shaded"] = True
    said = rows["affected_said"].eq(True)
    result["affected"] = result["shaded"] | said
    differs = result[rows["affected_said"].notna() & (result["shaded"] != said) & (result["fill"].ne("") | said)]
    for row_id in differs.index:
        mark = "あり" if result.at[row_id, "shaded"] else "なし"
        told = str(rows.at[row_id, "influence"]).strip() or "空欄"
        findings.append(
            Finding(
                "shading_contradiction",
                told,
                mark,
                str(rows.at[row_id, "initiative"] or ""),
                row_id=row_id,
                field="influence",
            )
        )
    return result, findings


def _fill(rows: pd.DataFrame, values: pd.DataFrame, field: str) -> pd.Series:
    fills = values[values["field"] == field].drop_duplicates("row_id").set_index("row_id")["fill"]
    return fills.reindex(rows.index).fillna("")
