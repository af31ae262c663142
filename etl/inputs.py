"""inputs: the three workbooks of the plan folder, checked. What makes them unusable stops the run, all of it told at once, a line a fault."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
from torikumi.etl.extract import Extract, extract, missing_columns, without_list
from torikumi.etl.load_plan import (
    check_departments,
    check_grades,
    check_overrides,
    check_rule,
    check_settings,
    load_plan,
)
from torikumi.etl.validate import validate
from torikumi.schemas import frames, layouts
from torikumi.schemas.cells import cells_frame
from torikumi.schemas.exceptions import PlanUnusable
from torikumi.schemas.findings import CATALOGUE, ERROR, Finding, frame, locate, render
from torikumi.schemas.keys import fold, initiative_number, number_parts
from torikumi.schemas.layouts import INDICATORS, PLAN_SHEETS, PROGRESS_LIST, Layout
from torikumi.schemas.models import Master, wide
from torikumi.schemas.plan import EVERY, Plan
from torikumi.schemas.tables import groups, made, tuples
from torikumi.workbooks.plan_folder import INDICATOR_FILE, MASTER_FILE, PLAN_FILE
from torikumi.workbooks.read import Reading, read

# Each input numbers its rows from here on, so that a row_id leads to one row only.
_FIRST_ROW = {PLAN_FILE: 0, MASTER_FILE: 1_000_000, INDICATOR_FILE: 2_000_000}
FIRST_ROW_OF_RETURNS = 3_000_000
_ROWS_OF_A_SHEET = 10_000
_CHECKS = {layouts.SETTINGS: check_settings, layouts.GRADES: check_grades, layouts.DEPARTMENTS: check_departments}
_SECOND_CHECKS = {layouts.SETTINGS: check_rule, layouts.OVERRIDES: check_overrides}
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


_MOST_LINES = 20  # of a sheet
_ALL = "計画のフォルダに、次の直すところがあります。すべて直して保存し、もう一度実行してください。"


class _Faults:
    """The faults of the plan folder, a line each, that steps have found which do not need one another."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    @contextmanager
    def gathered(self) -> Iterator[None]:
        """What a step raises is kept, and the run goes on behind the step."""
        try:
            yield
        except PlanUnusable as error:
            self.lines += str(error).split("\n")

    def refuse(self) -> None:
        """Stop where there is any."""
        if self.lines:
            raise PlanUnusable("\n".join([_ALL, *self.lines] if len(self.lines) > 1 else self.lines))


def read_inputs(folder: Path, progress: Callable[[str], None]) -> Inputs:
    """Read and check 計画.xlsx, 取組一覧.xlsx and 成果指標.xlsx; PlanUnusable names file, sheet, cell and remedy of every fault."""
    faults = _Faults()
    plan_reading = _read(folder, PLAN_FILE, progress)
    plan_sheets, said = _plan_sheets(plan_reading, faults)
    tables = {title: _table(sheet, LAYOUTS[title]) for title, sheet in plan_sheets.items()}
    plan = None if faults.lines else load_plan(tables)
    if plan:
        plan = replace(plan, commented=layouts.COMMENTS.title in plan_reading.sheets)
        for layout, check in _SECOND_CHECKS.items():
            with faults.gathered():
                _refuse(check(tables[layout.title], plan), plan_sheets[layout.title])
    with faults.gathered():
        master_reading, listed = _read_list(folder, MASTER_FILE, PROGRESS_LIST, progress)
        _check_master(listed)
    with faults.gathered():
        indicator_reading, indicators = _read_indicators(folder, progress)
    faults.refuse()
    assert plan is not None  # or it has been refused
    master, more = _master(listed, plan)
    sheets = [*plan_sheets.values(), listed, indicators]
    return Inputs(
        plan,
        master,
        indicators.rows,
        pd.concat([sheet.entries for sheet in sheets], ignore_index=True),
        (plan_reading, master_reading, *indicator_reading),
        pd.concat([*(sheet.findings for sheet in sheets), frame([*said, *more])], ignore_index=True),
    )


def _table(sheet: Extract, layout: Layout) -> pd.DataFrame:
    """The rows of a sheet with a column for each field of its layout."""
    return wide(sheet.rows, sheet.entries, [column.field for column in layout.columns if not column.yearly])


def _plan_sheets(reading: Reading, faults: _Faults) -> tuple[dict[str, Extract], list[Finding]]:
    """The sheets of 計画.xlsx, each checked against its schema."""
    sheets: dict[str, Extract] = {}
    said: list[Finding] = []
    for layout in PLAN_SHEETS:
        cells = reading.cells[reading.cells["sheet"] == layout.title]
        sheet = extract(cells, layout, _FIRST_ROW[PLAN_FILE] + _ROWS_OF_A_SHEET * len(sheets))
        sheets[layout.title] = sheet
        with faults.gathered():
            if layout.title not in reading.sheets and not layout.optional:
                _refuse([Finding("plan_sheet_missing", layout.title, file=PLAN_FILE)], sheet)
            elif len(sheet.rows):
                said += _checked(sheet, layout)
            elif not layout.may_be_blank:
                _refuse(_placed(without_list(cells, layout), PLAN_FILE, layout.title), sheet)
    return sheets, said


def _placed(findings: list[Finding], file: str, sheet: str) -> list[Finding]:
    """The findings, each with a file and a sheet."""
    return [finding if finding.file else replace(finding, file=file, sheet=sheet) for finding in findings]


def _checked(sheet: Extract, layout: Layout) -> list[Finding]:
    """Columns, cells, and what they say together, for which no column may be missing."""
    missing = missing_columns(sheet, layout, required(layout), "plan_column_missing")
    table = _table(sheet, layout)
    findings = [*missing, *validate(_needed(table, layout), frames.sheet_schema(layout), layout)]
    findings += _CHECKS[layout](table) if layout in _CHECKS and not missing else []
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
        _refuse(_placed(without_list(reading.cells, layout), name, ""), sheet)
    _refuse(missing_columns(sheet, layout, required(layout), "plan_column_missing"), sheet)
    return reading, sheet


def _read_indicators(folder: Path, progress: Callable[[str], None]) -> tuple[tuple[Reading, ...], Extract]:
    """成果指標.xlsx; no rows where the city has none: no such file, an empty one, or one of headings alone."""
    if not (folder / INDICATOR_FILE).exists():
        return (), extract(cells_frame(()), INDICATORS)
    reading = _read(folder, INDICATOR_FILE, progress, may_be_empty=True)
    sheet = extract(reading.cells, INDICATORS, _FIRST_ROW[INDICATOR_FILE])
    faults = [] if len(sheet.rows) or not len(reading.cells) else without_list(reading.cells, INDICATORS)
    if any(finding.code != "plan_rows_missing" for finding in faults):
        _refuse(_placed(faults, INDICATOR_FILE, ""), sheet)
    _refuse(missing_columns(sheet, INDICATORS, required(INDICATORS), "plan_column_missing"), sheet)
    return (reading,), sheet


def _read(folder: Path, name: str, progress: Callable[[str], None], may_be_empty: bool = False) -> Reading:
    path = folder / name
    if not path.is_file():
        raise PlanUnusable(
            f"「{path}」がありません。計画のフォルダを指定しているか確かめてください（新しく作るには torikumi init）。"
        )
    progress(name)
    reading = read(path, name)
    for finding in reading.findings:
        kind = CATALOGUE[finding.code]
        if kind.severity == ERROR and not (may_be_empty and finding.code == "file_without_cells"):
            raise PlanUnusable(f"{name}：{kind.message.format(found=finding.found, expected=finding.expected)}")
    return reading


def _refuse(findings: list[Finding], sheet: Extract) -> None:
    """Stop where the plan folder is unusable: every cell that is at fault, with its place and remedy, a line each."""
    if not any(CATALOGUE[finding.code].severity == ERROR for finding in findings):
        return
    table = render(locate(pd.concat([frame(findings), _misspelt(findings, sheet)]), sheet.entries))
    faults = table[(table["severity"] == ERROR) | (table["code"] == "column_near_miss")]
    of_cells = (faults["cell"] != "") & (faults["code"] != "plan_column_missing")
    faults = faults[~of_cells | ~faults.duplicated(["file", "sheet", "cell"])]
    lines = []
    for (file, title), own in groups(faults, ["file", "sheet"]).items():
        shown = sorted(own, key=lambda row: _place(row.cell))
        lines += [_line(row) for row in shown[:_MOST_LINES]]
        if len(shown) > _MOST_LINES:
            lines.append(f"{' '.join(filter(None, (file, title)))}：ほかに{len(shown) - _MOST_LINES}件あります。")
    raise PlanUnusable("\n".join(lines))


def _misspelt(findings: list[Finding], sheet: Extract) -> pd.DataFrame:
    """The headings of a sheet that may be those of its missing columns."""
    wanted = any(finding.code == "plan_column_missing" for finding in findings)
    return sheet.findings[(sheet.findings["code"] == "column_near_miss") & wanted]


def _place(cell: str) -> tuple[int, int, str]:
    """Where a cell stands in the order of reading."""
    column, row = re.fullmatch(r"([A-Z]*)(\d*)", cell).groups()  # type: ignore[union-attr]
    return int(row or 0), len(column), column


def _line(row: Any) -> str:
    where = " ".join(filter(None, (row.file, row.sheet, row.cell)))
    return f"{where}：{row.message}{row.remedy}".replace("\n", " ")


def _check_master(listed: Extract) -> None:
    """Each row of the list has a number of its own, a name and a department."""
    table = wide(listed.rows, listed.entries, ["number", "name", "department"])
    _refuse(validate(table, frames.master_schema(), PROGRESS_LIST), listed)


def _master(listed: Extract, plan: Plan) -> tuple[pd.DataFrame, list[Finding]]:
    """The master list by number."""
    table = wide(
        listed.rows, listed.entries, ["number", "name", "department", "asked", plan.actual_field, plan.grade_field]
    )
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


def required(layout: Layout) -> list[str]:
    """The fields that a sheet must have a column for."""
    return [column.field for column in layout.columns if column.required]
