"""pipeline: the stages of a build in their order, on one screen."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pandas as pd

from etl import balance, contrast, crosscheck, status
from etl.compare import compare, figures
from etl.explain import explain
from etl.extract import extract, missing_columns
from etl.grade import grade
from etl.history import history
from etl.inputs import FIRST_ROW_OF_RETURNS, read_inputs, required
from etl.join import join_answers, join_indicators, tidy_indicators
from etl.normalise import normalise
from etl.pair import pair
from etl.quantify import quantify
from etl.recognise import recognise
from etl.reconcile import reconcile
from etl.shade import shade
from etl.summarise import summarise
from etl.tabulate import combine, tabulate, tabulate_indicators
from etl.trace import trace
from etl.validate import rejected, validate
from schemas import frames
from schemas.cells import cells_frame
from schemas.findings import Finding, frame, locate, render
from schemas.layouts import PROGRESS_LIST
from schemas.report import Report
from workbooks.plan_folder import INBOX
from workbooks.read import Reading, read_inbox

_Frame = TypeVar("_Frame")


def build(folder: Path, progress: Callable[[str], None] = lambda name: None) -> Report:
    """Read a plan folder and its inbox, and settle everything that the workbooks show.

    PlanUnusable where 計画.xlsx, 取組一覧.xlsx or 成果指標.xlsx cannot be used; Unbalanced (a bug) where the books do not balance.
    `progress` is told the name of each file that is read.
    """
    findings: list[Finding] = []

    def told(result: tuple[_Frame, list[Finding]]) -> _Frame:
        """A stage's frame; its findings are kept."""
        findings.extend(result[1])
        return result[0]

    inputs = read_inputs(folder, progress)
    plan, master = inputs.plan, inputs.master
    readings = read_inbox(folder / INBOX, progress)
    findings += [*inputs.findings, *(finding for reading in readings for finding in reading.findings)]
    cells, files = _cells(readings), _files(readings)

    returns = extract(cells, PROGRESS_LIST, FIRST_ROW_OF_RETURNS)
    rows = told(normalise(returns.rows, plan))
    rows = told(shade(rows, returns.values, plan))
    foreign = told(recognise(rows, master, plan))
    own = rows.drop(foreign.index)
    findings += missing_columns(own, PROGRESS_LIST, [*required(PROGRESS_LIST), plan.actual, plan.grade])
    schema = frames.returns_schema(set(master.index), plan.notations, plan.official_name, plan.grade)
    failed = validate(own, schema, PROGRESS_LIST, {"grade_unknown": "、".join(plan.grades)})
    refused = pd.concat([rejected(failed), foreign])
    settled = reconcile(rows, returns.values, master, files, refused, plan)
    findings += failed + settled.findings

    initiatives = join_answers(master, settled.answers, plan)
    indicators = told(tidy_indicators(inputs.indicators, plan))
    relations = told(join_indicators(indicators, initiatives))
    rates = told(grade(indicators, plan))

    texts = figures(initiatives, plan)
    quantities = quantify(texts)
    comparison = told(compare(pair(quantities, plan.report_year, texts), initiatives, plan))
    findings += crosscheck.shading(initiatives, plan)
    findings += crosscheck.relistings(initiatives)
    findings += crosscheck.separators(quantities, initiatives, plan)
    relistings = told(crosscheck.originals(initiatives, plan))
    findings += contrast.entries(indicators, rates, plan)
    contrasts = told(contrast.contrast(relations, indicators, rates, initiatives, quantities, plan))
    findings += history(initiatives, quantities, plan)
    summary = told(summarise(initiatives, plan))

    sheets = [*inputs.sheets, returns]
    values = pd.concat([sheet.values for sheet in sheets], ignore_index=True)
    raw = pd.concat([*(sheet.findings for sheet in sheets), frame(findings)], ignore_index=True)
    located = locate(raw, values)
    balance.balance(cells, settled.ledger, returns.values, located, settled.answers)
    rendered = render(located)
    return Report(
        plan=plan,
        initiatives=initiatives,
        indicators=indicators,
        rates=rates,
        relations=relations,
        summary=summary,
        findings=rendered,
        sources=trace(values, settled.ledger, initiatives),
        ledger=settled.ledger,
        files=status.files(files, settled.ledger, rendered),
        departments=status.departments(settled.ledger, initiatives, plan),
        comparison=comparison,
        data=combine(
            tabulate(initiatives, values, quantities, plan), tabulate_indicators(indicators, rates, values, plan)
        ),
        inputs=_files([*inputs.readings, *readings])[["sha256", "size"]],
        relistings=relistings,
        contrasts=contrasts,
        explanations=explain(initiatives, comparison, indicators, rates, summary, values, plan),
    )


def _cells(readings: list[Reading]) -> pd.DataFrame:
    return pd.concat([reading.cells for reading in readings], ignore_index=True) if readings else cells_frame([])


def _files(readings: list[Reading]) -> pd.DataFrame:
    columns = ["file", "format", "sheets", "modified", "sha256", "size"]
    rows = [(r.name, r.format, len(r.sheets), r.modified, r.sha256, r.size) for r in readings]
    return pd.DataFrame(rows, columns=columns).set_index("file")
