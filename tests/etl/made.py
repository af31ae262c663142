"""Plans and frames made by hand, as small as a test needs them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pandas as pd
from torikumi.schemas.bands import Band
from torikumi.schemas.keys import column_letter
from torikumi.schemas.models import Entry, Initiative, Row
from torikumi.schemas.plan import COUNTED, DEPARTMENT, GRADED_ONLY, Override, Plan, Shading
from torikumi.schemas.rules import MAJORITY
from torikumi.schemas.states import ANSWERED, UNANSWERED
from torikumi.schemas.tables import made

FOUR = (("A", "75", 3), ("B", "50", 2), ("C", "25", 1), ("D", "0", 0))
FIVE = (("S", "100", 4), ("A", "80", 3), ("B", "60", 2), ("C", "40", 1), ("D", "0", 0))


def made_plan(
    bands: Sequence[tuple[str, str, int]] = FOUR,
    goals: Sequence[int] = (1, 2),
    years: tuple[int, int, int] = (2020, 2022, 2020),
    overrides: Mapping[int, Override] | None = None,
    **settings: str,
) -> Plan:
    """A plan of these bands (letter, lower limit, points), goals, and first, last and report year."""
    first, last, report = years
    departments = pd.DataFrame(
        [("福祉課", (), DEPARTMENT, "", None, None, "")],
        columns=["department", "other_names", "kind", "successor", "first_year", "last_year", "contact"],
    )
    texts = {
        "name": "計画",
        "city": "市",
        "division": "課",
        "motto": "",
        "committee": "委員会",
        "status": "案",
        "remark": "",
    }
    choices = {"rule": MAJORITY, "relisted": COUNTED, "denominator": GRADED_ONLY}
    return Plan(
        **(texts | choices | settings),
        first_year=first,
        last_year=last,
        report_year=report,
        bands=tuple(Band(letter, letter, Decimal(lower), letter, points) for letter, lower, points in bands),
        shading=Shading(),
        goals=pd.DataFrame(
            {
                "goal": list(goals),
                "label": [str(goal) for goal in goals],
                "name": [f"第{goal}" for goal in goals],
                "outline": "",
                "direction": "",
            }
        ),
        departments=departments,
        comments=pd.DataFrame(columns=["section", "content"]),
        overrides=overrides or {},
    )


def made_list(
    *rows: Mapping[str, str],
    first: int = 0,
    file: str = "福祉課.xlsx",
    sheet: str = "R2報告",
    heading: str = "",
    fills: Mapping[tuple[int, str], str] | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows of one sheet as `extract` gives them: `Row` and `Entry`. A field that any row names is a column of the sheet, blank in the
    others; the header stands in row 2, the first column is A. `fills` by line (0 is the first) and field."""
    fields = list(dict.fromkeys(field for row in rows for field in row))
    places = [(first + line, file, sheet, 3 + line, heading, "") for line in range(len(rows))]
    cells = [
        (first + line, field, field, row.get(field, ""), "text", file, sheet, f"{column_letter(column)}{3 + line}")
        + ((fills or {}).get((line, field), ""), "", "", "")
        for line, row in enumerate(rows)
        for column, field in enumerate(fields, start=1)
    ]
    return made(Row, places), made(Entry, cells)


# Rows of `made_initiatives` in the master list, and in the returns.
MASTER_ROW, ANSWER_ROW = 1000, 3000


def made_initiatives(*rows: Mapping[str, Any]) -> pd.DataFrame:
    """`Initiative`; each row names what matters, the rest is a plain initiative of 福祉課. What is a cell of the master list (target_2020,
    baseline, actual_2019) is in `made_entries`."""
    columns = list(Initiative.to_schema().columns)
    records = []
    for line, row in enumerate(rows):
        letter = row.get("letter", "")
        at = ANSWER_ROW + line if letter else -1
        owners = row.get("owners", ("福祉課",))
        usual: dict[str, Any] = {
            "name": "取組",
            "owners": owners,
            "asked": owners,
            "successors": owners,
            "allowed": owners,
            "master_row_id": MASTER_ROW + line,
            "parts": ((MASTER_ROW + line, owners),),
            "goal": int(row["number"].split("-")[0]),
            "path": path_of(row["number"]),
            "relisted": str(row.get("name", "")).startswith("【再掲"),
            "department": owners[0] if letter else "",
            "actual": "",
            "actual_row_id": at,
            "letter": letter,
            "grade_row_id": at,
            "affected": False,
            "state": ANSWERED if letter else UNANSWERED,
        } | dict(row)
        records.append((row["number"], *(usual[name] for name in columns)))
    return made(Initiative, records)


def path_of(number: str) -> tuple[str, ...]:
    """`1-2-3-4` -> 1, 1-2, 1-2-3."""
    parts = number.split("-")
    return tuple("-".join(parts[:depth]) for depth in range(1, len(parts)))


def made_entries(*rows: Mapping[str, Any]) -> pd.DataFrame:
    """The cells of the rows that `made_initiatives` takes: of the master list, and of the results (actual_2020) in the returns."""
    known = {"number", "name", *Initiative.to_schema().columns}
    cells = [{field: text for field, text in row.items() if field not in known} for row in rows]
    listed = made_list(*cells, first=MASTER_ROW, file="取組一覧.xlsx", sheet="取組推進状況一覧")[1]
    at = made_initiatives(*rows)[Initiative.actual_row_id]
    told = [
        made_list({"actual_2020": row["actual"]}, first=row_id, file="福祉課.xlsx", sheet="取組推進状況一覧")[1]
        for row, row_id in zip(rows, at, strict=True)
        if row.get("actual") and row_id >= 0
    ]
    return pd.concat([listed, *told], ignore_index=True)


def graded(counts: str, goal: int = 1) -> list[dict[str, Any]]:
    """`AAB ` -> four initiatives of a goal, the last one not answered."""
    return [
        {"number": f"{goal}-1-1-{serial}", "letter": letter.strip()} for serial, letter in enumerate(counts, start=1)
    ]
