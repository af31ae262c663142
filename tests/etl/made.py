"""Plans and frames made by hand, as small as a test needs them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pandas as pd
from torikumi.schemas.bands import Band
from torikumi.schemas.plan import COUNTED, DEPARTMENT, GRADED_ONLY, Override, Plan, Shading
from torikumi.schemas.rules import MAJORITY

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
            {"goal": list(goals), "name": [f"第{goal}" for goal in goals], "outline": "", "direction": ""}
        ),
        departments=departments,
        comments=pd.DataFrame(columns=["section", "content"]),
        overrides=overrides or {},
    )


def made_initiatives(*rows: Mapping[str, Any]) -> pd.DataFrame:
    """Initiatives as `join_answers` gives them; each row names what matters, the rest is blank. row_id counts from 3000."""
    records = []
    for line, row in enumerate(rows):
        letter = row.get("letter", "")
        blank: dict[str, Any] = {
            "name": "取組",
            "content": "",
            "department": "福祉課",
            "department_answer": "福祉課",
            "owners": ("福祉課",),
            "baseline": "",
            "actual": "",
            "letter": letter,
            "affected": False,
            "relisted": str(row.get("name", "")).startswith("【再掲"),
            "state": "回答" if letter else "未回答",
            "row_id": 3000 + line if letter else -1,
            "master_row_id": 1000 + line,
            "goal": int(row["number"].split("-")[0]),
        }
        records.append(blank | dict(row))
    return pd.DataFrame(records).set_index("number")


def graded(counts: str, goal: int = 1) -> list[dict[str, Any]]:
    """`AAB ` -> four initiatives of a goal, the last one not answered."""
    return [
        {"number": f"{goal}-1-1-{serial}", "letter": letter.strip()} for serial, letter in enumerate(counts, start=1)
    ]
