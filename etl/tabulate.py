"""tabulate: the initiatives in long form, one row for each initiative, year and kind of value (the sheet データ and its CSV)."""

import pandas as pd

from schemas.data import DATA_COLUMNS, ITEMS
from schemas.plan import Plan
from schemas.years import long_year


def tabulate(initiatives: pd.DataFrame, values: pd.DataFrame, quantities: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Columns `schemas.data.DATA_COLUMNS`. The baseline and the report year's result and grade always have a row, blank or not; a target
    only where one is written. The address is that of the cell that was used; an unanswered initiative's answer has none."""
    goal_names = dict(zip(plan.goals["goal"], plan.goals["name"], strict=True))
    rows = []
    for number, row in initiatives.iterrows():
        common = {
            "number": number,
            "goal": row["goal"],
            "goal_name": goal_names.get(row["goal"], ""),
            "name": row["name"],
            "relisted": int(row["relisted"]),
            "departments": "；".join(row["owners"]),
        }
        master, answer = int(row["master_row_id"]), int(row["row_id"])
        items = [("baseline", plan.first_year - 1, row.get("baseline") or "", master, "baseline")]
        targets = [(year, f"target_{year}") for year in plan.years]
        items += [("target", year, row[field], master, field) for year, field in targets if (row.get(field) or "").strip()]
        items.append(("actual", plan.report_year, row["actual"], answer, plan.actual))
        items.append(("grade", plan.report_year, row["letter"], answer, plan.grade))
        for item, year, text, row_id, field in items:
            said = {"state": row["state"], "respondent": row["department_answer"]} if item in ("actual", "grade") else {}
            graded = {"letter": row["letter"], "affected": int(row["affected"])} if item == "grade" else {}
            place = {"row_id": row_id, "field": field}
            rows.append(
                common | {"year": year, "era": long_year(year), "item": item, "item_name": ITEMS[item], "text": text} | said | graded | place
            )
    table = pd.DataFrame(rows)
    cells = values.drop_duplicates(["row_id", "field"])[["row_id", "field", "file", "sheet", "cell", "text"]]
    table = table.merge(cells.rename(columns={"text": "raw"}), on=["row_id", "field"], how="left", validate="m:1")
    table = table.merge(_sole(quantities), on=["number", "field"], how="left", validate="m:1")
    table["text"] = table["raw"].where(table["item"].eq("grade"), table["text"])  # as the department wrote it
    return table.reindex(columns=[column.field for column in DATA_COLUMNS]).astype("object").where(lambda frame: frame.notna(), None)


def _sole(quantities: pd.DataFrame) -> pd.DataFrame:
    """The number and unit of the cells that hold one plain figure and no range."""
    plain = quantities[~quantities.duplicated(["number", "field"], keep=False) & quantities["high"].isna() & ~quantities["suspicious"]]
    return plain[["number", "field", "value", "unit"]].astype({"value": "float64"})
