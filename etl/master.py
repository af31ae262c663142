"""master: the rows of 取組一覧.xlsx -> the initiatives, with their numbers, their place in the plan and who answers for them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
from torikumi.etl import levels
from torikumi.etl.extract import Extract, Reads, extract
from torikumi.etl.load_plan import goals_of
from torikumi.etl.validate import validate
from torikumi.schemas import frames
from torikumi.schemas.columns import PROPOSED, as_written, unnumbered, with_own
from torikumi.schemas.findings import Finding, frame
from torikumi.schemas.keys import continued_number, department_name, fold, split_departments
from torikumi.schemas.layouts import Layout, is_carried
from torikumi.schemas.models import Entry, Master, texts, wide
from torikumi.schemas.numbers import exact, looks_like_number
from torikumi.schemas.places import Places
from torikumi.schemas.plan import EVERY, Plan
from torikumi.schemas.tables import made, tuples

_READS = Reads(looks_like_number, levels.is_section)
_REPEATED = ("name", "department", "asked")  # what a row that continues another may have again
_FIELDS = ["number", "name", "department", "asked"]


def take_list(cells: pd.DataFrame, usual: Layout, first_row_id: int, words: Sequence[str]) -> tuple[Layout, Extract]:
    """The city's list, and its layout: the usual one with a column for each heading that it does not know, which is said (column_carried).

    A list without numbers of its own has a layout that needs none. `words` are the plan's names of the levels, which headings may be.
    Without a list there are no rows.
    """
    listed = extract(cells, usual, first_row_id, _READS)
    if len(listed.rows) and listed.labels.get("number", PROPOSED) == PROPOSED:
        usual = unnumbered(usual)
        listed = extract(cells, usual, first_row_id, _READS)
    own = listed.findings.loc[listed.findings["code"] == "column_unknown", ["found", "file", "sheet", "cell"]]
    layout = with_own(usual, own["found"], words)
    if len(own):
        listed = extract(cells, layout, first_row_id, _READS)
        said = [
            Finding("column_carried", found, file=file, sheet=sheet, cell=cell)
            for found, file, sheet, cell in own.itertuples(index=False, name=None)
            if is_carried(layout.field_of(found) or "")
        ]
        listed = listed._replace(findings=pd.concat([listed.findings, frame(said)], ignore_index=True))
    layout = as_written(layout, listed.labels)
    return layout, _joined(listed._replace(entries=_called(listed.entries, layout)))


def _joined(listed: Extract) -> Extract:
    """The list with the texts of each row that only continues the one above (続き, as our own report has it) behind those of that row."""
    numbers = texts(listed.entries, "number").to_dict()
    bases: dict[int, int] = {}
    above = -1
    for row_id in listed.rows.index.tolist():
        continued = continued_number(numbers.get(row_id, ""))
        if continued is not None and exact(continued) == exact(numbers.get(above, "")):
            bases[row_id] = above
        else:
            above = row_id
    if not bases:
        return listed
    entries = listed.entries.assign(text=_behind(listed.entries, bases))
    return listed._replace(rows=listed.rows.drop(index=list(bases)), entries=entries)


def _behind(entries: pd.DataFrame, bases: Mapping[int, int]) -> list[str]:
    """The text of each entry, with what the rows that continue its own say behind it; `bases`: row_id -> the row that it continues. What
    such a row repeats (its name, the departments, a grade) is not said twice."""
    rows, fields, said = (entries[name].tolist() for name in (Entry.row_id, Entry.field, Entry.text))
    places = {key: place for place, key in reversed(list(enumerate(zip(rows, fields, strict=True))))}
    whole = list(said)
    for row_id, field, text in zip(rows, fields, said, strict=True):
        place = places.get((bases.get(row_id, -1), field))
        again = field in _REPEATED or field.startswith("grade_")
        if place is not None and field != "number" and not (again and text == said[place]):
            whole[place] += text
    return whole


def _called(entries: pd.DataFrame, layout: Layout) -> pd.DataFrame:
    """The entries under the headings of the list."""
    called = {
        field: layout.label(field).removesuffix(" ※")
        for field in entries[Entry.field].unique()
        if field in layout.written
    }
    items = [called.get(field, item) for field, item in zip(entries[Entry.field], entries[Entry.item], strict=True)]
    return entries.assign(item=pd.Series(items, entries.index, dtype="str"))


def check_list(listed: Extract, layout: Layout) -> list[Finding]:
    """Each row has a number, a name and a department. A number may stand in several rows: of one initiative, each with another department
    (plan_number_twice where the name is another, or the department the same)."""
    table = wide(listed.rows, listed.entries, _FIELDS)
    if table["number"].isna().all():
        table = table.drop(columns="number")
    return [*validate(table, frames.master_schema(), layout), *_twice(table, Places(listed.entries))]


def _twice(table: pd.DataFrame, places: Places) -> Iterator[Finding]:
    rows: dict[str, list[Any]] = {}
    for row in tuples(table) if "number" in table else ():
        if (row.number or "").strip():
            rows.setdefault(exact(row.number), []).append(row)
    for first, *others in rows.values():
        known = _names(first)
        (place,) = places.of(first.Index, "number")
        for row in others:
            same = [name for name in _names(row) if name in known]
            if fold(row.name or "") != fold(first.name or ""):
                why = f"取組名「{row.name}」が{place.cell}の「{first.name}」と異なります"
            elif same or not _names(row):
                why = f"取組名も担当課（{'、'.join(same) or '空欄'}）も{place.cell}と同じです"
            else:
                known |= _names(row)
                continue
            yield Finding("plan_number_twice", row.number.strip(), why, row_id=row.Index, field="number")


def _names(row: Any) -> dict[str, None]:
    return dict.fromkeys(department_name(name) for name in split_departments(row.department or ""))


def master(listed: Extract, layout: Layout, plan: Plan) -> tuple[Plan, pd.DataFrame, list[Finding]]:
    """`Master`, and the plan with the goals that the list has, where 計画.xlsx names none.

    `listed` has passed `check_list`. Without a column of numbers the initiatives are numbered in their order (numbers_proposed). Findings:
    department_unknown, goal_unknown, level_contradiction, master_answer_ignored.
    """
    table = wide(listed.rows, listed.entries, [*_FIELDS, plan.actual_field, plan.grade_field])
    said = [text.strip() for text in table["number"].fillna("")]
    paths = levels.paths(listed.rows, listed.entries, said)
    numbers = said if any(said) else _proposed(table, paths)
    if not plan.goal_list:
        plan = replace(plan, goals=_goals_of_list(paths))
    first = {path[:1]: levels.goal_of(path, plan.goal_list) for path in {path[:1] for path in paths}}
    goals = [first[path[:1]] for path in paths]
    findings = validate(table, frames.master_departments_schema(plan.official_name), layout)
    places = list(zip(table.index.tolist(), numbers, paths, strict=True))
    findings += _unknown_goals([place for place, goal in zip(places, goals, strict=True) if not goal])
    findings += levels.contradictions(places, plan)
    findings += _remarks(table, listed, plan, proposed=not any(said))
    rows: dict[str, list[Any]] = {}
    for number, goal, path, row in zip(numbers, goals, paths, tuples(table[_FIELDS[1:]]), strict=True):
        rows.setdefault(exact(number), []).append((number, goal, path, row))
    return plan, made(Master, [_initiative(own, plan) for own in rows.values()]), findings


def _proposed(table: pd.DataFrame, paths: Sequence[Sequence[str]]) -> list[str]:
    """1, 2, 3 … in the order of the list; rows of the same name in the same place are one initiative."""
    known: dict[object, str] = {}
    keys = [(tuple(path), fold(name or "")) for path, name in zip(paths, table["name"], strict=True)]
    return [known.setdefault(key, str(len(known) + 1)) for key in keys]


def _remarks(table: pd.DataFrame, listed: Extract, plan: Plan, proposed: bool) -> Iterator[Finding]:
    file = str(listed.rows["file"].iloc[0])
    if proposed:
        yield Finding("numbers_proposed", str(len(table)), file=file)
    answers = table[[plan.actual_field, plan.grade_field]].fillna("")
    answered = int(answers.map(str.strip).ne("").any(axis=1).sum())
    if answered:
        yield Finding("master_answer_ignored", str(answered), file=file)


def _initiative(rows: Sequence[Any], plan: Plan) -> tuple[object, ...]:
    """The values of `Master` of the rows of an initiative, each of another department."""
    number, goal, path, first = rows[0]
    department = "\n".join(row.department or "" for *_, row in rows)
    asked = "\n".join((row.asked or "") or (row.department or "") for *_, row in rows)
    parts = tuple((row.Index, plan.owners(row.department or "")) for *_, row in rows)
    return (
        number,
        first.name,
        goal,
        path,
        *_responsible(department, asked if asked != department else "", plan),
        first.Index,
        parts,
    )


def _goals_of_list(paths: Sequence[Sequence[str]]) -> pd.DataFrame:
    found = pd.DataFrame(levels.goals_in(paths), columns=["label", "name"], dtype="str")
    return goals_of(found.assign(outline="", direction=""))


def _unknown_goals(outside: Sequence[tuple[int, str, Sequence[str]]]) -> list[Finding]:
    """Goals that the list has initiatives of and the plan does not have, each once."""
    listed: dict[str, list[tuple[int, str]]] = {}
    for row_id, number, path in outside:
        if path:
            listed.setdefault(path[0], []).append((row_id, number))
    return [
        Finding("goal_unknown", goal, "、".join(number for _, number in own), row_id=own[0][0], field="number")
        for goal, own in listed.items()
    ]


def _responsible(department: str, asked: str, plan: Plan) -> tuple[tuple[str, ...], ...]:
    """The owners as they are printed; those that are asked today (照会先, else the owners' successors; where all departments are meant and
    the plan says so, all); the owners' successors; those whose answer counts: who did the work comes behind the first that is asked in
    its stead, partners come last. Where nobody is named but all, and none of them is asked, whoever answers counts."""
    named = plan.owners(department)
    successors = tuple(dict.fromkeys(map(plan.asked_name, named)))
    today = plan.owners(asked) or named
    meant = plan.names_everybody(asked if asked.strip() else department)
    everybody = plan.asked if meant and plan.everybody == EVERY else []
    first = tuple(sorted(dict.fromkeys([*map(plan.asked_name, today), *everybody]), key=plan.is_partner))
    before = [name for name in successors if name not in first]
    order = [*first[:1], *before, *first[1:]] if first[:1] and first[0] not in successors else [*first, *before]
    allowed = order or (plan.asked if meant else [])
    return plan.printed(department), first, successors, tuple(sorted(allowed, key=plan.is_partner))
