"""inputs: the three workbooks of the plan folder, checked. What makes one of them unusable stops the run with one sentence."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from torikumi.etl.extract import Extract, extract, missing_columns
from torikumi.etl.load_plan import check_departments, check_grades, check_overrides, check_settings, load_plan
from torikumi.etl.validate import validate
from torikumi.schemas import frames, layouts
from torikumi.schemas.exceptions import PlanUnusable
from torikumi.schemas.findings import CATALOGUE, ERROR, Finding, frame, locate, render
from torikumi.schemas.keys import fold, initiative_number, number_parts
from torikumi.schemas.layouts import INDICATORS, PLAN_SHEETS, PROGRESS_LIST, Layout
from torikumi.schemas.models import Master, wide
from torikumi.schemas.plan import Plan
from torikumi.schemas.tables import made, tuples
from torikumi.workbooks.plan_folder import INDICATOR_FILE, MASTER_FILE, PLAN_FILE
from torikumi.workbooks.read import Reading, read

# Each input numbers its rows from here on, so that a row_id leads to one row only.
_FIRST_ROW = {PLAN_FILE: 0, MASTER_FILE: 1_000_000, INDICATOR_FILE: 2_000_000}
FIRST_ROW_OF_RETURNS = 3_000_000
_ROWS_OF_A_SHEET = 10_000
_CHECKS = {layouts.SETTINGS: check_settings, layouts.GRADES: check_grades}
_SECOND_CHECKS = {layouts.DEPARTMENTS: check_departments, layouts.OVERRIDES: check_overrides}
LAYOUTS = {layout.title: layout for layout in PLAN_SHEETS}


@dataclass(frozen=True, repr=False)
class Inputs:
    """What a plan folder holds, understood and checked: the plan; `master`: `Master`; `indicators`: the rows of the indicator sheet
    (`Row`); `entries`: `Entry`, the cells of 計画.xlsx, of the list and of the indicators; the readings of the three workbooks, and the
    findings that did not stop the run."""

    plan: Plan
    master: pd.DataFrame
    indicators: pd.DataFrame
    entries: pd.DataFrame
    readings: tuple[Reading, ...]
    findings: pd.DataFrame


def read_inputs(folder: Path, progress: Callable[[str], None]) -> Inputs:
    """Read and check 計画.xlsx, 取組一覧.xlsx and 成果指標.xlsx; PlanUnusable names file, sheet, cell and remedy of the first fault."""
    plan_reading = _read(folder, PLAN_FILE, progress)
    plan_sheets, said = _plan_sheets(plan_reading)
    tables = {title: _table(sheet, LAYOUTS[title]) for title, sheet in plan_sheets.items()}
    plan = load_plan(tables)
    for layout, check in _SECOND_CHECKS.items():
        checked = check(tables[layout.title], plan)
        _refuse(checked, plan_sheets[layout.title])
        said += checked
    master_reading, listed = _read_list(folder, MASTER_FILE, PROGRESS_LIST, progress)
    indicator_reading, indicators = _read_list(folder, INDICATOR_FILE, INDICATORS, progress)
    master, more = _master(listed, plan)
    sheets = [*plan_sheets.values(), listed, indicators]
    return Inputs(
        plan,
        master,
        indicators.rows,
        pd.concat([sheet.entries for sheet in sheets], ignore_index=True),
        (plan_reading, master_reading, indicator_reading),
        pd.concat([*(sheet.findings for sheet in sheets), frame([*said, *more])], ignore_index=True),
    )


def _table(sheet: Extract, layout: Layout) -> pd.DataFrame:
    """The rows of a sheet with a column for each field of its layout."""
    return wide(sheet.rows, sheet.entries, [column.field for column in layout.columns if not column.yearly])


def _plan_sheets(reading: Reading) -> tuple[dict[str, Extract], list[Finding]]:
    """The sheets of 計画.xlsx, each checked against its schema."""
    sheets: dict[str, Extract] = {}
    said: list[Finding] = []
    for layout in PLAN_SHEETS:
        if layout.title not in reading.sheets and not layout.optional:
            raise PlanUnusable(f"{PLAN_FILE} にシート「{layout.title}」がありません。シートを戻してください。")
        cells = reading.cells[reading.cells["sheet"] == layout.title]
        sheet = extract(cells, layout, _FIRST_ROW[PLAN_FILE] + _ROWS_OF_A_SHEET * len(sheets))
        if len(sheet.rows):
            said += _checked(sheet, layout)
        elif not layout.may_be_blank:
            raise PlanUnusable(
                f"{PLAN_FILE} のシート「{layout.title}」に、見出しと記入のある行がありません。記入してください。"
            )
        sheets[layout.title] = sheet
    return sheets, said


def _checked(sheet: Extract, layout: Layout) -> list[Finding]:
    """Columns, then cells, then what they say together; each step needs the one before."""
    findings = missing_columns(sheet, layout, required(layout))
    _refuse(findings, sheet)
    table = _table(sheet, layout)
    findings += validate(_needed(table, layout), frames.sheet_schema(layout), layout)
    _refuse(findings, sheet)
    findings += _CHECKS[layout](table) if layout in _CHECKS else []
    _refuse(findings, sheet)
    return findings


def _needed(table: pd.DataFrame, layout: Layout) -> pd.DataFrame:
    """The table without the cells that their own row makes idle (`Column.needed_if`)."""
    for column, (other, word) in ((column, column.needed_if) for column in layout.columns if column.needed_if):
        idle = ~table[other].map(lambda text: fold(text or "")).isin(["", word])
        table = table.assign(**{column.field: table[column.field].mask(idle, None)})
    return table


def _read_list(folder: Path, name: str, layout: Layout, progress: Callable[[str], None]) -> tuple[Reading, Extract]:
    reading = _read(folder, name, progress)
    sheet = extract(reading.cells, layout, _FIRST_ROW[name])
    if not len(sheet.rows):
        raise PlanUnusable(
            f"{name} に{layout.title}の見出し行と行が見つかりません。見出し（{layout.label(layout.key)}など）を確かめてください。"
        )
    _refuse(missing_columns(sheet, layout, required(layout)), sheet)
    return reading, sheet


def _read(folder: Path, name: str, progress: Callable[[str], None]) -> Reading:
    path = folder / name
    if not path.is_file():
        raise PlanUnusable(
            f"「{path}」がありません。計画のフォルダを指定しているか確かめてください（新しく作るには torikumi init）。"
        )
    progress(name)
    reading = read(path, name)
    for finding in reading.findings:
        kind = CATALOGUE[finding.code]
        if kind.severity == ERROR:
            raise PlanUnusable(f"{name}：{kind.message.format(found=finding.found, expected=finding.expected)}")
    return reading


def _refuse(findings: list[Finding], sheet: Extract) -> None:
    """Stop where the plan folder is unusable: the first error, with its place and remedy."""
    if not findings:
        return
    table = render(locate(frame(findings), sheet.entries))
    errors = table[table["severity"] == ERROR]
    if len(errors):
        first = errors.iloc[0]
        more = f"（ほかに{len(errors) - 1}件）" if len(errors) > 1 else ""
        said = f"{first['message']}{first['remedy']}".replace("\n", "、")  # a cell of several lines is quoted in one
        raise PlanUnusable(f"{first['file']} {first['sheet']} {first['cell']}：{said}{more}")


def _master(listed: Extract, plan: Plan) -> tuple[pd.DataFrame, list[Finding]]:
    """The master list by number."""
    table = wide(
        listed.rows, listed.entries, ["number", "name", "department", "asked", plan.actual_field, plan.grade_field]
    )
    _refuse(validate(table, frames.master_schema(), PROGRESS_LIST), listed)
    findings = validate(table, frames.master_departments_schema(plan.official_name), PROGRESS_LIST)
    findings += _unknown_goals(table, plan)
    answers = table[[plan.actual_field, plan.grade_field]].fillna("")
    answered = int(answers.map(str.strip).ne("").any(axis=1).sum())
    if answered:
        findings.append(Finding("master_answer_ignored", found=str(answered), file=MASTER_FILE))
    records = [
        (initiative_number(row.number), row.name, *_responsible(row.department or "", row.asked or "", plan), row.Index)
        for row in tuples(table[["number", "name", "department", "asked"]])
    ]
    return made(Master, records), findings


def _unknown_goals(table: pd.DataFrame, plan: Plan) -> list[Finding]:
    """Goals that the list has initiatives of and the plan does not have, each once."""
    listed: dict[int, list[tuple[int, str]]] = {}
    for row_id, text in table["number"].items():
        number = initiative_number(text) or ""
        listed.setdefault(number_parts(number)[0], []).append((int(str(row_id)), number))
    return [
        Finding("goal_unknown", str(goal), "、".join(number for _, number in own), row_id=own[0][0], field="number")
        for goal, own in listed.items()
        if goal not in set(plan.goals["goal"])
    ]


def _responsible(department: str, asked: str, plan: Plan) -> tuple[tuple[str, ...], ...]:
    """The owners; those that are asked today (照会先, else the owners' successors); the owners' successors; those whose answer counts: who
    did the work comes behind the first that is asked in its stead, partners come last."""
    named = plan.owners(department)
    successors = tuple(dict.fromkeys(map(plan.asked_name, named)))
    today = plan.owners(asked) or named
    first = tuple(sorted(dict.fromkeys(map(plan.asked_name, today)), key=plan.is_partner))
    before = [name for name in successors if name not in first]
    order = [*first[:1], *before, *first[1:]] if first[:1] and first[0] not in successors else [*first, *before]
    return named, first, successors, tuple(sorted(order, key=plan.is_partner))


def required(layout: Layout) -> list[str]:
    """The fields that a sheet must have a column for."""
    return [column.field for column in layout.columns if column.required]
