"""pipeline: the stages of a build in their order, on one screen."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd

from etl import balance, contrast, crosscheck, status
from etl.compare import compare, figures
from etl.extract import Extract, exact_figures, extract, missing_columns
from etl.explain import explain
from etl.grade import grade
from etl.history import history
from etl.join import join_answers, join_indicators, tidy_indicators
from etl.load_plan import check_grades, check_overrides, check_settings, load_plan
from etl.normalise import normalise, owners
from etl.pair import pair
from etl.quantify import quantify
from etl.recognise import recognise
from etl.reconcile import reconcile
from etl.shade import shade
from etl.summarise import summarise
from etl.tabulate import combine, tabulate, tabulate_indicators
from etl.trace import trace
from etl.validate import validate
from schemas import frames, layouts
from schemas.cells import cells_frame
from schemas.exceptions import PlanUnusable
from schemas.findings import CATALOGUE, ERROR, Finding, frame, locate, render
from schemas.keys import initiative_number
from schemas.layouts import INDICATORS, PLAN_SHEETS, PROGRESS_LIST, Layout
from schemas.plan import Plan
from schemas.report import Report
from workbooks.plan_folder import INBOX, INDICATOR_FILE, MASTER_FILE, PLAN_FILE
from workbooks.read import Reading, read, read_inbox

# Each input numbers its rows from here on, so that a row_id leads to one row only.
_FIRST_ROW = {PLAN_FILE: 0, MASTER_FILE: 1_000_000, INDICATOR_FILE: 2_000_000, INBOX: 3_000_000}

# A row that fails one of these is not accepted.
_REJECTING = ("number_missing", "number_unreadable", "number_unknown", "grade_unknown")


def build(folder: Path, progress: Callable[[str], None] = lambda name: None) -> Report:
    """Read a plan folder and its inbox, and settle everything that the workbooks show.

    PlanUnusable where 計画.xlsx, 取組一覧.xlsx or 成果指標.xlsx cannot be used; Unbalanced (a bug) where the books do not balance.
    `progress` is told the name of each file that is read.
    """
    plan_reading, plan_sheets = _read_plan(folder, progress)
    plan = load_plan({title: sheet.rows for title, sheet in plan_sheets.items()})
    overrides = plan_sheets[layouts.OVERRIDES.title]
    _refuse(check_overrides(overrides.rows, plan), overrides)
    master_reading, listed = _read_list(folder, MASTER_FILE, PROGRESS_LIST, progress)
    indicator_reading, indicator_sheet = _read_list(folder, INDICATOR_FILE, INDICATORS, progress)
    readings = read_inbox(folder / INBOX, progress)

    master, findings = _master(listed, plan)
    returns = extract(_cells(readings), PROGRESS_LIST, _FIRST_ROW[INBOX])
    values = pd.concat([sheet.values for sheet in (*plan_sheets.values(), listed, indicator_sheet, returns)], ignore_index=True)
    findings += [finding for reading in readings for finding in reading.findings]
    rows, found = normalise(returns.rows, plan)
    findings += found
    rows, found = shade(rows, returns.values, plan)
    findings += found
    schema = frames.returns_schema(set(master.index), plan.notations, plan.official_name, plan.grade)
    foreign, found = recognise(rows, master, plan)
    own = rows.drop(foreign.index)
    findings += missing_columns(own, PROGRESS_LIST, [*_required(PROGRESS_LIST), plan.actual, plan.grade])
    failed = validate(own, schema, PROGRESS_LIST)
    findings += found + [_with_letters(finding, plan) for finding in failed]

    settled = reconcile(rows, returns.values, master, _files(readings), pd.concat([_rejected(failed), foreign]), plan)
    initiatives = join_answers(master, settled.answers, plan)
    indicators, found = tidy_indicators(exact_figures(indicator_sheet), plan)
    findings += settled.findings + found
    relations, found = join_indicators(indicators, initiatives)
    rates, more = grade(indicators, plan)
    findings += found + more
    cells = figures(initiatives, plan)
    quantities = quantify(cells)
    comparison, found = compare(pair(quantities, plan.report_year, cells), initiatives, plan)
    findings += found
    findings += crosscheck.shading(initiatives, plan) + crosscheck.relistings(initiatives) + crosscheck.separators(quantities, initiatives, plan)
    relistings, found = crosscheck.originals(initiatives, plan)
    contrasts, more = contrast.contrast(relations, indicators, rates, initiatives, quantities, plan)
    findings += found + contrast.entries(indicators, rates, plan) + more + history(initiatives, quantities, plan)
    summary, found = summarise(initiatives, plan)
    findings += found

    sheets = (*plan_sheets.values(), listed, indicator_sheet, returns)
    located = locate(pd.concat([*(sheet.findings for sheet in sheets), frame(findings)], ignore_index=True), values)
    balance.balance(_cells(readings), settled.ledger, returns.values, located, settled.answers)
    rendered = render(located)
    return Report(
        plan,
        initiatives,
        indicators,
        rates,
        relations,
        summary,
        rendered,
        trace(values, settled.ledger, initiatives),
        settled.ledger,
        status.files(_files(readings), settled.ledger, rendered),
        status.departments(settled.ledger, initiatives, plan),
        comparison,
        combine(tabulate(initiatives, values, quantities, plan), tabulate_indicators(indicators, rates, values, plan)),
        _files([plan_reading, master_reading, indicator_reading, *readings])[["sha256", "size"]],
        relistings,
        contrasts,
        explain(initiatives, comparison, indicators, rates, summary, values, plan),
    )


def _read_plan(folder: Path, progress: Callable[[str], None]) -> tuple[Reading, Mapping[str, Extract]]:
    """The sheets of 計画.xlsx, each checked against its schema."""
    reading = _read(folder, PLAN_FILE, progress)
    sheets: dict[str, Extract] = {}
    checks = {layouts.SETTINGS.title: check_settings, layouts.GRADES.title: check_grades}
    for layout in PLAN_SHEETS:
        if layout.title not in reading.sheets and layout not in layouts.OPTIONAL_SHEETS:
            raise PlanUnusable(f"{PLAN_FILE} にシート「{layout.title}」がありません。シートを戻してください。")
        cells = reading.cells[reading.cells["sheet"] == layout.title]
        sheet = extract(cells, layout, _FIRST_ROW[PLAN_FILE] + 10_000 * len(sheets))
        findings = missing_columns(sheet.rows, layout, _required(layout)) if len(sheet.rows) else []
        findings = findings or validate(sheet.rows, frames.PLAN_SCHEMAS[layout.title], layout) if layout.title in frames.PLAN_SCHEMAS else findings
        _refuse(findings, sheet)
        if layout.title in checks and len(sheet.rows):
            _refuse(checks[layout.title](sheet.rows), sheet)
        elif not len(sheet.rows) and any(column.required for column in layout.columns) and layout not in (layouts.COMMENTS, layouts.SHADING, layouts.OVERRIDES):
            raise PlanUnusable(f"{PLAN_FILE} のシート「{layout.title}」に、見出しと記入のある行がありません。記入してください。")
        sheets[layout.title] = sheet
    return reading, sheets


def _read_list(folder: Path, name: str, layout: Layout, progress: Callable[[str], None]) -> tuple[Reading, Extract]:
    reading = _read(folder, name, progress)
    sheet = extract(reading.cells, layout, _FIRST_ROW[name])
    if not len(sheet.rows):
        raise PlanUnusable(f"{name} に{layout.title}の見出し行と行が見つかりません。見出し（{layout.label(layout.key)}など）を確かめてください。")
    _refuse(missing_columns(sheet.rows, layout, _required(layout)), sheet)
    return reading, sheet


def _read(folder: Path, name: str, progress: Callable[[str], None]) -> Reading:
    path = folder / name
    if not path.is_file():
        raise PlanUnusable(f"「{path}」がありません。計画のフォルダを指定しているか確かめてください（新しく作るには torikumi init）。")
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
    table = render(locate(frame(findings), sheet.values))
    errors = table[table["severity"] == ERROR]
    if len(errors):
        first = errors.iloc[0]
        more = f"（ほかに{len(errors) - 1}件）" if len(errors) > 1 else ""
        raise PlanUnusable(f"{first['file']} {first['sheet']} {first['cell']}：{first['message']}{first['remedy']}{more}")


def _master(listed: Extract, plan: Plan) -> tuple[pd.DataFrame, list[Finding]]:
    """The master list by number, with owners and master_row_id."""
    _refuse(validate(listed.rows, frames.master_schema(), PROGRESS_LIST), listed)
    findings = validate(listed.rows, frames.master_departments_schema(plan.official_name), PROGRESS_LIST)
    answers = [field for field in (plan.actual, plan.grade) if field in listed.rows]
    answered = (listed.rows[answers].fillna("").map(str.strip) != "").any(axis=1).sum() if answers else 0
    if answered:
        findings.append(Finding("master_answer_ignored", found=str(answered), file=MASTER_FILE))
    rows = listed.rows.assign(
        initiative=listed.rows["number"].map(initiative_number),
        owners=listed.rows["department"].map(lambda text: owners(text or "", plan)),
        master_row_id=listed.rows.index,
    )
    return rows.set_index("initiative"), findings


def _required(layout: Layout) -> list[str]:
    return [column.field for column in layout.columns if column.required]


def _with_letters(finding: Finding, plan: Plan) -> Finding:
    return Finding(**(finding.__dict__ | {"expected": "、".join(plan.grades)})) if finding.code == "grade_unknown" else finding


def _rejected(findings: list[Finding]) -> pd.Series:
    """row_id -> the first code that refuses it."""
    codes = {finding.row_id: finding.code for finding in reversed(findings) if finding.code in _REJECTING}
    return pd.Series(codes, dtype="object").sort_index()


def _cells(readings: list[Reading]) -> pd.DataFrame:
    return pd.concat([reading.cells for reading in readings], ignore_index=True) if readings else cells_frame([])


def _files(readings: list[Reading]) -> pd.DataFrame:
    columns = ["file", "format", "sheets", "modified", "sha256", "size"]
    rows = [(r.name, r.format, len(r.sheets), r.modified, r.sha256, r.size) for r in readings]
    return pd.DataFrame(rows, columns=columns).set_index("file")
