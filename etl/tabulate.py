"""tabulate: the initiatives and indicators in long form, one row for each, year and kind of value (the sheet データ and its CSV)."""

import math
from typing import Any

import pandas as pd
from torikumi.etl.figures.figure import Figures
from torikumi.schemas import data
from torikumi.schemas import plan as contract
from torikumi.schemas.data import ITEMS, data_fields
from torikumi.schemas.models import Initiative, wide
from torikumi.schemas.plan import Plan
from torikumi.schemas.years import long_year


def tabulate(initiatives: pd.DataFrame, entries: pd.DataFrame, quantities: Figures, plan: Plan) -> pd.DataFrame:
    """Columns `schemas.data.data_fields`. The baseline and the report year's result and grade always have a row, blank or not; a target
    only where one is written. The address is that of the cell that was used; an unanswered initiative's answer has none."""
    names = _goal_names(plan)
    targets = [(year, f"target_{year}") for year in plan.years]
    rows = initiatives.set_index(Initiative.master_row_id)
    written = wide(rows, entries, ["baseline", *(field for _, field in targets)]).fillna("").to_dict("index")
    records = []
    for row in initiatives.itertuples():
        common = {
            "kind": data.INITIATIVE,
            "number": row.Index,
            "goal": row.goal,
            "goal_name": names.get(row.goal, ""),
            "name": row.name,
            "relisted": int(row.relisted),
            **{f"department_{place}": department for place, department in enumerate(row.owners, start=1)},
        }
        own = written[row.master_row_id]
        master = {"row_id": row.master_row_id}
        aims = [("target", year, own[field], field) for year, field in targets if own[field].strip()]
        for item, year, text, field in [("baseline", plan.first_year - 1, own["baseline"], "baseline"), *aims]:
            records.append(common | _item(item, year, text, field) | master)
        said = {"state": row.state, "respondent": row.department}
        actual = _item("actual", plan.report_year, row.actual, plan.actual_field) | {"row_id": row.actual_row_id}
        grade = _item("grade", plan.report_year, row.letter, plan.grade_field) | {"row_id": row.grade_row_id}
        records += [
            common | actual | said,
            common | grade | said | {"letter": row.letter, "affected": int(row.affected)},
        ]
    table = _with_cells(pd.DataFrame(records), entries)
    table = table.merge(_sole(quantities), on=["number", "field"], how="left", validate="m:1")
    table["text"] = table["raw"].where(table["item"].eq("grade"), table["text"])  # as the department wrote it
    return _tidy(table, max((len(owners) for owners in initiatives[Initiative.owners]), default=0))


def tabulate_indicators(
    indicators: pd.DataFrame, rates: pd.DataFrame, entries: pd.DataFrame, plan: Plan
) -> pd.DataFrame:
    """The indicators and 参考 rows in the same columns, each once a goal that it stands under: baseline, every written target and
    actual, and for the years until the report year the rate and the grade, blank or not; numbers as they are graded, rates in ％.

    An indicator's number is its goal, 指標 and its place there: `4-指標-2`.
    """
    names, rows = _goal_names(plan), []
    places: dict[int, int] = {}
    for (row_id, goal), row in zip(indicators.index, indicators.to_dict("records"), strict=True):
        places[goal] = places.get(goal, 0) + 1
        common = {
            "kind": data.INDICATOR,
            "number": f"{goal}-指標-{places[goal]}",
            "goal": goal,
            "goal_name": names.get(goal, ""),
            "name": row["indicator"],
            "row_id": row_id,
        }
        years = rates.loc[(row_id, goal)]
        first = years.iloc[0]
        rows.append(
            common
            | _item("baseline", plan.first_year - 1, row["baseline"], "baseline")
            | _value(first["baseline_value"], first["baseline_unit"])
        )
        graded = row["kind"] == contract.INDICATOR
        for year, result in zip(years.index, years.to_dict("records"), strict=True):
            for item in ("target", "actual"):
                due = item == "actual" and year <= plan.report_year
                if (result[item] or "").strip() or due:
                    state = {"state": "" if (result[item] or "").strip() else contract.UNGRADED} if due else {}
                    rows.append(
                        common
                        | _item(item, year, result[item] or "", f"{item}_{year}")
                        | _value(result[f"{item}_value"], result[f"{item}_unit"])
                        | state
                    )
            if graded and year <= plan.report_year:
                percent = None if result["rate"] is None else float(result["rate"] * 100)
                rows.append(common | _item("rate", year, "") | _value(percent, "％") | {"state": result["state"]})
                rows.append(common | _item("grade", year, "") | {"letter": result["letter"], "state": result["state"]})
    if not rows:
        return _tidy(pd.DataFrame(), 0)
    table = _with_cells(pd.DataFrame(rows), entries)
    table["text"] = table["raw"].where(table["raw"].notna(), table["text"])  # as written, not as it is graded
    return _tidy(table, 0)


def _goal_names(plan: Plan) -> dict[int, str]:
    return dict(zip(plan.goals["goal"], plan.goals["name"], strict=True))


def _item(item: str, year: int, text: str, field: str | None = None) -> dict[str, Any]:
    return {"year": year, "era": long_year(year), "item": item, "item_name": ITEMS[item], "text": text, "field": field}


def _value(number: object, unit: str) -> dict[str, Any]:
    """A number with its unit; without a number no unit either."""
    return (
        {"value": None, "unit": None}
        if number is None
        else {"value": float(str(number)), "unit": unit.replace("%", "％") or None}
    )


def _with_cells(table: pd.DataFrame, entries: pd.DataFrame) -> pd.DataFrame:
    """The address and raw text of each row's cell, where it has one."""
    cells = entries.drop_duplicates(["row_id", "field"])[["row_id", "field", "file", "sheet", "cell", "text"]]
    return table.merge(cells.rename(columns={"text": "raw"}), on=["row_id", "field"], how="left", validate="m:1")


def _sole(quantities: Figures) -> pd.DataFrame:
    """The number and unit of the cells that hold one plain figure and no range."""
    records = [
        (*cell, float(figures[0].value), figures[0].unit)
        for cell, figures in quantities.items()
        if len(figures) == 1 and figures[0].high is None and not figures[0].suspicious
    ]
    return pd.DataFrame(records, columns=["number", "field", "value", "unit"]).astype({"value": "float64"})


def _tidy(table: pd.DataFrame, departments: int) -> pd.DataFrame:
    """The columns in their order; what is not there is None, never a blank text."""
    return _plain_columns(table.reindex(columns=data_fields(departments)))


def _plain(value: object) -> object:
    """A value as it is written: whole numbers without decimals (a flag is 1 and not 1.0)."""
    if isinstance(value, float):
        return None if math.isnan(value) else int(value) if value.is_integer() else float(value)
    return None if value is None or value is pd.NA or value == "" else value


def _plain_columns(table: pd.DataFrame) -> pd.DataFrame:
    """Every value plain, in columns of objects: pandas would make floats of whole numbers beside None."""
    return pd.DataFrame(
        {field: pd.Series([_plain(value) for value in table[field]], dtype="object") for field in table.columns}
    )


def combine(initiatives: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Both tables as one, in the initiatives' columns."""
    rows = [*initiatives.to_dict("records"), *indicators.to_dict("records")]
    return _plain_columns(pd.DataFrame(rows, columns=initiatives.columns, dtype="object"))
