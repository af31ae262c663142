"""tabulate: the initiatives and indicators in long form, one row for each, year and kind of value (the sheet データ and its CSV)."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd
from torikumi.etl.figures.figure import Figures
from torikumi.schemas import data
from torikumi.schemas.columns import is_other_grade
from torikumi.schemas.data import FURTHER, ITEMS, data_fields
from torikumi.schemas.keys import is_retracted
from torikumi.schemas.layouts import Layout
from torikumi.schemas.models import Answer, Carried, Initiative, Past, wide
from torikumi.schemas.numbers import parts
from torikumi.schemas.places import Places
from torikumi.schemas.plan import INDICATOR, LEADING, Plan
from torikumi.schemas.states import UNGRADED
from torikumi.schemas.tables import groups, tuples
from torikumi.schemas.years import long_year

_Record = dict[str, object]  # of the fields that a row has; the others are blank


def tabulate(
    initiatives: pd.DataFrame,
    past: pd.DataFrame,
    indicators: pd.DataFrame,
    rates: pd.DataFrame,
    entries: pd.DataFrame,
    places: Places,
    figures: Figures,
    plan: Plan,
) -> pd.DataFrame:
    """`Datum` (`schemas.data`): the initiatives, then the indicators and 参考 rows.

    Of an initiative the baseline (where the list has such a column) and the report year's result and grade always have a row, blank or not;
    a target, and a result or grade of an earlier year (`Past`), only where one is written. The address is that of the cell that was used; an unanswered initiative's answer has none. Of an indicator, once for each
    goal that it stands under, the baseline, every written target and actual, and for the years until the report year the rate and the
    grade, blank or not; numbers as they are graded, rates in ％. Its number is its goal, 指標 and its place there: `4-指標-2`.
    """
    records = [
        *_initiatives(initiatives, past, entries, places, figures, plan),
        *_indicators(indicators, rates, places, plan),
    ]
    return _frame(records, initiatives)


def further(
    initiatives: pd.DataFrame,
    answers: pd.DataFrame,
    carried: pd.DataFrame,
    places: Places,
    layout: Layout,
    plan: Plan,
) -> pd.DataFrame:
    """`Datum`, as `tabulate`: what each of several departments answered, where all of it counts, and the city's own columns.

    A row each, of an answer (課別実績, 課別評価) and of a cell that is carried as it stands (its heading is the item) or is a grade beside
    the self grade.
    """
    goals = _goals(plan)
    several = answers[Answer.initiative].duplicated()
    needed = {*answers.loc[several, Answer.initiative], *carried[Carried.initiative]}
    common = {row.Index: _common(row, goals) for row in tuples(initiatives[initiatives.index.isin(needed)])}
    records = [
        *_parts(initiatives, answers, common, places, plan),
        *(_carried(row, common[row.initiative], places, layout, plan) for row in tuples(carried)),
    ]
    return _frame(records, initiatives)


def _frame(records: Sequence[_Record], initiatives: pd.DataFrame) -> pd.DataFrame:
    departments = max((len(owners) for owners in initiatives[Initiative.owners]), default=0)
    depth = 0
    if records:
        depth = max((len(_named_levels(row)) for row in tuples(initiatives[[Initiative.path]])), default=0)
    fields = data_fields(departments, range(2, depth + 1))
    columns = {field: [_plain(record.get(field, "")) for record in records] for field in fields}
    return pd.DataFrame(columns, dtype="object")


def _parts(
    initiatives: pd.DataFrame, answers: pd.DataFrame, common: Mapping[str, _Record], places: Places, plan: Plan
) -> Iterator[_Record]:
    parts = initiatives[Initiative.parts]
    shared = plan.joint_grade != LEADING or plan.joint_actual != LEADING
    for (key,), own in groups(answers, [Answer.initiative]).items():
        for answer in own if len(own) > 1 and (shared or len(parts[key]) > 1) else ():
            said = {"respondent": answer.department}
            for item, row_id, field, more in (
                ("part_actual", answer.actual_row_id, plan.actual_field, {}),
                ("part_grade", answer.grade_row_id, plan.grade_field, {"letter": answer.letter}),
            ):
                text = places.text(row_id, field)
                yield common[key] | _item(item, plan.report_year, text) | _cell(places, row_id, field) | said | more


def _carried(row: Any, common: _Record, places: Places, layout: Layout, plan: Plan) -> _Record:
    year = re.search(r"_(\d{4})$", row.field)
    item = "other_grade" if is_other_grade(row.field) else "own"
    named = _item(item, int(year[1]) if year else plan.report_year, row.text)
    label = "".join(layout.label(row.field).split())
    return common | named | {"item_name": label, "letter": row.letter} | _cell(places, row.row_id, row.field)


def _cell(places: Places, row_id: int, field: str) -> dict[str, object]:
    """file, sheet and cell; nothing where there is no such cell."""
    return {name: value for place in places.of(row_id, field) for name, value in place._asdict().items()}


def _initiatives(
    initiatives: pd.DataFrame,
    past: pd.DataFrame,
    entries: pd.DataFrame,
    places: Places,
    figures: Figures,
    plan: Plan,
) -> Iterator[_Record]:
    goals = _goals(plan)
    earlier = groups(past, [Past.initiative])
    targets = [(year, f"target_{year}") for year in plan.years]
    rows = initiatives.set_index(Initiative.master_row_id)
    written = wide(rows, entries, ["baseline", *(field for _, field in targets)]).to_dict("index")
    for row in tuples(initiatives):
        common = _common(row, goals)
        own = written[row.master_row_id]
        first = [("baseline", plan.first_year - 1, own["baseline"], "baseline")] if own["baseline"] is not None else []
        aims = [("target", year, own[field], field) for year, field in targets if (own[field] or "").strip()]
        for item, year, text, field in [*first, *aims]:
            yield (
                common
                | _item(item, year, text)
                | _sole(figures, row.Index, field)
                | _cell(places, row.master_row_id, field)
            )
        for year in earlier.get((row.Index,), []):
            yield from (common | record for record in _earlier(year, figures, places))
        said = {"state": row.state, "respondent": row.department}
        field = plan.actual_field
        actual = _item("actual", plan.report_year, row.actual) | _sole(figures, row.Index, field)
        yield common | actual | _cell(places, row.actual_row_id, field) | said
        field = plan.grade_field
        said_grade = places.text(row.grade_row_id, field)  # as the department wrote it
        grade = _item("grade", plan.report_year, None if is_retracted(said_grade or "") else said_grade)
        judged = {"letter": row.letter, "affected": int(row.affected)}
        yield common | grade | _cell(places, row.grade_row_id, field) | said | judged


def _earlier(past: Any, figures: Figures, places: Places) -> Iterator[_Record]:
    """The rows of an earlier year (a tuple of `Past`): what the list holds of it, with the cell in the list."""
    if past.actual:
        field = f"actual_{past.year}"
        told = _item("actual", past.year, past.actual)
        yield told | _sole(figures, past.initiative, field) | _cell(places, past.row_id, field)
    if past.written:
        field = f"grade_{past.year}"
        graded = _item("grade", past.year, past.written) | {"letter": past.letter}
        yield graded | _cell(places, past.row_id, field)


def _common(row: Any, goals: Mapping[int, _Record]) -> _Record:
    """What every row of an initiative says."""
    return {
        "kind": data.INITIATIVE,
        "number": row.Index,
        **goals.get(row.goal, {}),
        "name": row.name,
        "relisted": int(row.relisted),
        **{f"level_{place}": level for place, level in enumerate(_named_levels(row), start=1) if place > 1},
        **{f"department_{place}": department for place, department in enumerate(row.owners, start=1)},
    }


def _named_levels(row: Any) -> Sequence[str]:
    """The levels that the list names; those that are the beginning of its number say nothing more."""
    of_number = row.path and parts(row.path[-1]) == parts(row.Index)[: len(parts(row.path[-1]))]
    return () if of_number else row.path


def _indicators(indicators: pd.DataFrame, rates: pd.DataFrame, places: Places, plan: Plan) -> Iterator[_Record]:
    goals = _goals(plan)
    results: dict[tuple[int, int], list[Any]] = {}
    for (row_id, goal, year), result in zip(rates.index, rates.to_dict("records"), strict=True):
        results.setdefault((row_id, goal), []).append((year, result))
    ranks: dict[int, int] = {}
    for (row_id, goal), row in zip(indicators.index, indicators.to_dict("records"), strict=True):
        ranks[goal] = ranks.get(goal, 0) + 1
        common = {
            "kind": data.INDICATOR,
            "number": f"{goals[goal]['goal']}-指標-{ranks[goal]}",
            **goals.get(goal, {}),
            "name": row["indicator"],
        }
        first = results[row_id, goal][0][1]
        baseline = _value(first["baseline_value"], first["baseline_unit"])
        if places.text(row_id, "baseline") is not None:
            yield (
                common
                | _written("baseline", plan.first_year - 1, row["baseline"], row_id, "baseline", places)
                | baseline
            )
        graded = row["kind"] == INDICATOR
        for year, result in results[row_id, goal]:
            yield from (common | record for record in _year(year, result, row_id, graded, places, plan))


def _year(
    year: int, result: Mapping[str, Any], row_id: int, graded: bool, places: Places, plan: Plan
) -> Iterable[_Record]:
    """The rows of an indicator's year."""
    due = year <= plan.report_year
    for item in ("target", "actual"):
        text = result[item].strip()
        if text or (item == "actual" and due):
            state = {"state": UNGRADED} if item == "actual" and due and not text else {}
            value = _value(result[f"{item}_value"], result[f"{item}_unit"])
            yield _written(item, year, result[item], row_id, f"{item}_{year}", places) | value | state
    if graded and due:
        percent = None if result["rate"] is None else float(result["rate"] * 100)
        yield _item("rate", year, None) | _value(percent, "％") | {"state": result["state"]}
        if plan.grades_rates:
            yield _item("grade", year, None) | {"letter": result["letter"], "state": result["state"]}


def _goals(plan: Plan) -> dict[int, dict[str, object]]:
    """What is said of each goal: its number, as a number where it is one, and its name."""
    return {
        goal.goal: {"goal": int(goal.label) if goal.label.isdecimal() else goal.label, "goal_name": goal.name}
        for goal in plan.goal_list
    }


def _item(item: str, year: int, text: str | None) -> dict[str, object]:
    return {"year": year, "era": long_year(year), "item": item, "item_name": (ITEMS | FURTHER)[item], "text": text}


def _written(item: str, year: int, text: str, row_id: int, field: str, places: Places) -> dict[str, object]:
    """A value with its text as it is written, which is not always as it is graded."""
    raw = places.text(row_id, field)
    return _item(item, year, text if raw is None else raw) | _cell(places, row_id, field)


def _value(number: object, unit: str) -> dict[str, object]:
    """A number with its unit; without a number no unit either."""
    return {} if number is None else {"value": float(str(number)), "unit": unit.replace("%", "％")}


def _sole(figures: Figures, number: str, field: str) -> dict[str, object]:
    """The number and unit of a cell that holds one plain figure and no range."""
    found = figures.of(number, field)
    if len(found) != 1 or found[0].high is not None or found[0].suspicious:
        return {}
    return {"value": float(found[0].value), "unit": found[0].unit}


def _plain(value: object) -> object:
    """A value as it is written: whole numbers without decimals (a flag is 1 and not 1.0), nothing for a blank."""
    if value == "":
        return None
    return int(value) if isinstance(value, float) and value.is_integer() else value
