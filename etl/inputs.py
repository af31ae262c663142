"""inputs: the three workbooks of the plan folder, checked. What makes them unusable stops the run, all of it told at once, a line a fault."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
from torikumi.etl.extract import Extract, extract, missing_columns, without_list
from torikumi.etl.levels import is_section
from torikumi.etl.load_plan import (
    check_columns,
    check_departments,
    check_grades,
    check_headings,
    check_overrides,
    check_rule,
    check_settings,
    load_plan,
    with_overrides,
)
from torikumi.etl.master import check_list, take_list
from torikumi.etl.master import master as make_master
from torikumi.etl.validate import validate
from torikumi.schemas import frames, layouts
from torikumi.schemas.cells import cells_frame
from torikumi.schemas.columns import heading_stem, list_layout
from torikumi.schemas.exceptions import PlanUnusable
from torikumi.schemas.findings import CATALOGUE, ERROR, Finding, frame, locate, render
from torikumi.schemas.keys import fold
from torikumi.schemas.layouts import INDICATORS, PLAN_SHEETS, Head, Layout
from torikumi.schemas.models import Row, wide
from torikumi.schemas.plan import Plan
from torikumi.schemas.tables import groups
from torikumi.workbooks.plan_folder import INDICATOR_FILE, MASTER_FILE, PLAN_FILE
from torikumi.workbooks.read import Reading, read

# Each input numbers its rows from here on, so that a row_id leads to one row only.
_FIRST_ROW = {PLAN_FILE: 0, MASTER_FILE: 1_000_000, INDICATOR_FILE: 2_000_000}
FIRST_ROW_OF_RETURNS = 3_000_000
_ROWS_OF_A_SHEET = 10_000
_ANY_YEAR = 2000  # a heading without a year is of some, where the plan does not say which
_CHECKS = {
    layouts.SETTINGS: check_settings,
    layouts.COLUMNS: check_columns,
    layouts.GRADES: check_grades,
    layouts.DEPARTMENTS: check_departments,
}
_LONGEST_HEADING = 60
LAYOUTS = {layout.title: layout for layout in PLAN_SHEETS}


@dataclass(frozen=True, repr=False)
class Inputs:
    """What a plan folder holds, understood and checked: the plan; `layout`: the columns of the city's list; `sections`: the headings between
    its rows, folded; `master`: `Master`; `indicators`: the rows of the indicator sheet
    (`Row`); `entries`: `Entry`, the cells of 計画.xlsx, of the list and of the indicators; the readings of the three workbooks, and the
    findings that did not stop the run; the header rows of all sheets."""

    plan: Plan
    layout: Layout
    sections: frozenset[str]
    master: pd.DataFrame
    indicators: pd.DataFrame
    entries: pd.DataFrame
    readings: tuple[Reading, ...]
    findings: pd.DataFrame
    heads: tuple[Head, ...]


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
        with faults.gathered():
            _refuse(check_rule(tables[layouts.SETTINGS.title], plan), plan_sheets[layouts.SETTINGS.title])
    with faults.gathered():
        master_reading = _read(folder, MASTER_FILE, progress)
        described = tables[layouts.COLUMNS.title]
        with faults.gathered():
            _refuse(check_headings(described, _headings(master_reading)), plan_sheets[layouts.COLUMNS.title])
        if not (len(described) and check_columns(described)):  # else nobody can say which column is which
            layout, listed = _list(master_reading, described, plan)
    with faults.gathered():
        indicator_reading, indicators = _read_indicators(folder, progress)
    faults.refuse()
    assert plan is not None  # or it has been refused
    plan, master, more = make_master(listed, layout, plan)
    checked = check_overrides(tables[layouts.OVERRIDES.title], plan)
    _refuse(checked, plan_sheets[layouts.OVERRIDES.title])
    said += checked
    sheets = [*plan_sheets.values(), listed, indicators]
    return Inputs(
        with_overrides(plan, tables[layouts.OVERRIDES.title]),
        layout,
        frozenset(fold(text) for text in "\n".join(set(listed.rows[Row.section])).split("\n") if is_section(text)),
        master,
        indicators.rows,
        pd.concat([sheet.entries for sheet in sheets], ignore_index=True),
        (plan_reading, master_reading, *indicator_reading),
        pd.concat([*(sheet.findings for sheet in sheets), frame([*said, *more])], ignore_index=True),
        tuple(head for sheet in sheets for head in sheet.heads),
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
    return f"{where}：{row.message}{row.remedy}".replace("\n", "、")  # a cell of several lines is quoted in one


def _headings(reading: Reading) -> frozenset[str]:
    """All that may be a heading of a list."""
    texts = {text for text in reading.cells["text"] if len(text) <= _LONGEST_HEADING}
    return frozenset(filter(None, map(heading_stem, texts)))


def _list(reading: Reading, described: pd.DataFrame, plan: Plan | None) -> tuple[Layout, Extract]:
    """The list of 取組一覧.xlsx and its columns, as the plan describes them, else as most cities have them."""
    year, influence = (plan.report_year, plan.shading.label) if plan else (_ANY_YEAR, "")
    usual = list_layout(described.to_dict("records"), year, influence)
    layout, listed = take_list(reading.cells, usual, _FIRST_ROW[MASTER_FILE], plan.level_words if plan else ())
    if not len(listed.rows):
        _refuse(_placed(without_list(reading.cells, usual), MASTER_FILE, ""), listed)
    _refuse(missing_columns(listed, layout, required(layout), "plan_column_missing"), listed)
    _refuse(check_list(listed, layout), listed)
    return layout, listed


def required(layout: Layout) -> list[str]:
    """The fields that a sheet must have a column for."""
    return [column.field for column in layout.columns if column.required]
