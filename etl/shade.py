"""shade: the fill of the grade cells -> whether the initiative was kept from its target by the plan's cause (COVID-19 in R2).

A fill is the form's decoration, not shading, if most grade cells of its sheet have it, or if it runs over the whole row (zebra
stripes), and most of the rows that have it do not name the cause. What is taken for decoration is asked about.
"""

import pandas as pd
from torikumi.schemas.findings import Finding
from torikumi.schemas.plan import Plan

_OWN_COLOUR = 2  # more sheets than this with one decoration: it is in the form that was sent out


def shade(rows: pd.DataFrame, values: pd.DataFrame, plan: Plan) -> tuple[pd.DataFrame, list[Finding]]:
    """Add `fill` (of the grade cell, "" for none), `shaded` and `affected` (shaded, or said so in the コロナ影響 column).

    A plan without a shading convention shades nothing. Findings: shading_unclear per sheet and fill (once for a fill of many sheets),
    shading_contradiction per row.
    """
    result = rows.assign(fill=_fill(rows, values, plan.grade), shaded=False)
    unclear: dict[str, list[int]] = {}
    if plan.shading:
        row_fill = _fill(rows, values, "number")
        texts = rows[plan.actual] if plan.actual in rows else pd.Series("", rows.index)
        named = texts.map(lambda text: plan.shading.names_cause(text or "")) | rows["affected_said"].eq(True)
        for _, sheet in result.groupby(["file", "sheet"], sort=False):
            for fill, same in sheet[sheet["fill"] != ""].groupby("fill", sort=False):
                everywhere = 2 * len(same) > len(sheet) or (row_fill[same.index] == fill).all()
                if everywhere and 2 * named[same.index].sum() < len(same):
                    unclear.setdefault(str(fill), []).append(int(same.index[0]))
                else:
                    result.loc[same.index, "shaded"] = True
    findings = [finding for fill, row_ids in unclear.items() for finding in _unclear(fill, row_ids, plan.grade)]
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


def _unclear(fill: str, row_ids: list[int], field: str) -> list[Finding]:
    """Asked once a sheet; a colour that many sheets share is the form's own, and asked about once."""
    if len(row_ids) > _OWN_COLOUR:
        return [Finding("shading_unclear", found=f"{fill}、{len(row_ids)}件のシート", row_id=row_ids[0], field=field)]
    return [Finding("shading_unclear", found=fill, row_id=row_id, field=field) for row_id in row_ids]


def _fill(rows: pd.DataFrame, values: pd.DataFrame, field: str) -> pd.Series:
    fills = values[values["field"] == field].drop_duplicates("row_id").set_index("row_id")["fill"]
    return fills.reindex(rows.index).fillna("")
