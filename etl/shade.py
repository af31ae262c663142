"""shade: the fill of the grade cells -> whether the initiative was kept from its target by the plan's cause (COVID-19 in R2).

A fill is the form's decoration, not shading, if most grade cells of its sheet have it, or if it runs over the whole row (zebra
stripes), and most of the rows that have it do not name the cause. What is taken for decoration is asked about.
"""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from torikumi.schemas.findings import Finding
from torikumi.schemas.models import Entry, Understood, texts
from torikumi.schemas.plan import Plan
from torikumi.schemas.tables import groups, tuples

_OWN_COLOUR = 2  # more sheets than this with one decoration: it is in the form that was sent out


def shade(rows: pd.DataFrame, entries: pd.DataFrame, plan: Plan) -> tuple[pd.DataFrame, list[Finding]]:
    """The rows (`Understood`) as `Shaded`.

    A plan without a shading convention shades nothing. Findings: shading_unclear per sheet and fill (once for a fill of many sheets),
    shading_contradiction per row.
    """
    fills = _fill(rows, entries, plan.grade_field)
    said = rows[Understood.affected_said].eq(True)
    shaded, unclear = _shaded(rows, entries, fills, said, plan)
    findings = [finding for fill, row_ids in unclear.items() for finding in _unclear(fill, row_ids, plan.grade_field)]
    result = rows.assign(fill=fills, shaded=shaded, affected=shaded | said)
    differs = rows[Understood.affected_said].notna() & (shaded != said) & (fills.ne("") | said)
    told = texts(entries, "influence")
    for row in tuples(result[differs]):
        mark, influence = "あり" if row.shaded else "なし", told[row.Index].strip() or "空欄"
        key = str(row.initiative or "")
        findings.append(Finding("shading_contradiction", influence, mark, key, row_id=row.Index, field="influence"))
    return result, findings


def _shaded(
    rows: pd.DataFrame, entries: pd.DataFrame, fills: pd.Series, said: pd.Series, plan: Plan
) -> tuple[pd.Series, dict[str, list[int]]]:
    """Which rows are shaded, and the fills that are taken for decoration with the first row of each sheet that has them."""
    shaded = pd.Series(False, rows.index)
    unclear: dict[str, list[int]] = {}
    if not plan.shading:
        return shaded, unclear
    row_fill = _fill(rows, entries, "number")
    named = [plan.shading.names_cause(text) or told for text, told in zip(rows[Understood.actual], said, strict=True)]
    table = rows[[Understood.file, Understood.sheet]].assign(fill=fills, row_fill=row_fill, named=named)
    for sheet in groups(table, [Understood.file, Understood.sheet]).values():
        for fill in dict.fromkeys(row.fill for row in sheet if row.fill):
            same = [row for row in sheet if row.fill == fill]
            if _is_decoration(same, len(sheet)):
                unclear.setdefault(fill, []).append(same[0].Index)
            else:
                shaded[[row.Index for row in same]] = True
    return shaded, unclear


def _is_decoration(same: Sequence[Any], rows: int) -> bool:
    """Whether most of a sheet's rows have the fill, or whole rows, and most that have it do not name the cause."""
    everywhere = 2 * len(same) > rows or all(row.row_fill == row.fill for row in same)
    return everywhere and 2 * sum(row.named for row in same) < len(same)


def _unclear(fill: str, row_ids: list[int], field: str) -> list[Finding]:
    """Asked once a sheet; a colour that many sheets share is the form's own, and asked about once."""
    if len(row_ids) > _OWN_COLOUR:
        return [Finding("shading_unclear", found=f"{fill}、{len(row_ids)}件のシート", row_id=row_ids[0], field=field)]
    return [Finding("shading_unclear", found=fill, row_id=row_id, field=field) for row_id in row_ids]


def _fill(rows: pd.DataFrame, entries: pd.DataFrame, field: str) -> pd.Series:
    own = entries[entries[Entry.field] == field].drop_duplicates(Entry.row_id).set_index(Entry.row_id)[Entry.fill]
    return own.reindex(rows.index).fillna("")
