"""validate: frames against their pandera schemas; failure cases become findings that lead to the cell."""

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd
import pandera.pandas as pa
from torikumi.schemas.findings import Finding
from torikumi.schemas.frames import Schema
from torikumi.schemas.layouts import Layout


def validate(
    rows: pd.DataFrame, schema: Schema, layout: Layout, allowed: Mapping[str, str] = MappingProxyType({})
) -> list[Finding]:
    """One finding per failed check and cell: code = the check's error, `found` = the raw text (of a blank cell the name in its row), row_id and field = its place,
    `expected` = what `allowed` says for the code, else the column's label, or for plan_value_wrong what may be written there.

    Columns that the frame does not have, and cells that are None, are not checked. `rows` needs a unique index of row_ids
    (ValueError otherwise: pandera could not tell equal labels apart).
    """
    if not rows.index.is_unique:
        raise ValueError("row_ids are not unique")
    findings: list[Finding] = []
    for field, musts in schema.items():
        if field not in rows:
            continue
        present = rows.loc[rows[field].notna(), [field]].astype("object")
        # Most columns are as they must be, and pandera takes a tenth of a build to begin: it is asked what is wrong, not whether.
        if all(must.holds(present[field]).all() for must in musts):
            continue
        checks = [pa.Check(must.holds, error=must.code) for must in musts]
        try:
            pa.DataFrameSchema({field: pa.Column(object, checks, nullable=True)}).validate(present, lazy=True)
        except pa.errors.SchemaErrors as error:
            order = {must.code: rank for rank, must in enumerate(musts)}
            cases = error.failure_cases.assign(rank=error.failure_cases["check"].map(order))
            for case in cases.sort_values(["index", "rank"], kind="stable").to_dict("records"):
                found = str(case["failure_case"]) or _name(rows, case["index"])
                label = _writable(layout, field) if case["check"] == "plan_value_wrong" else layout.label(field)
                expected = allowed.get(case["check"], label)
                findings.append(
                    Finding(str(case["check"]), found=found, expected=expected, row_id=int(case["index"]), field=field)
                )
    return findings


def _name(rows: pd.DataFrame, row_id: int) -> str:
    return str(rows.at[row_id, "name"] or "") if "name" in rows else ""


def _writable(layout: Layout, field: str) -> str:
    """What may stand in a column, as a remedy."""
    return f"「{layout.label(field)}」には、{layout.column(field).help}を書いてください。"


# A row of a return that fails one of these is not accepted.
_REJECTING = ("number_missing", "number_unreadable", "number_unknown")


def rejected(findings: list[Finding]) -> pd.Series:
    """row_id -> the first code that refuses the row."""
    codes = {finding.row_id: finding.code for finding in reversed(findings) if finding.code in _REJECTING}
    return pd.Series(codes, dtype="object").sort_index()
