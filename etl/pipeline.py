"""pipeline: the stages of a build in their order, on one screen."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pandas as pd
from torikumi.etl import balance, status
from torikumi.etl.checks import contrast, crosscheck
from torikumi.etl.checks.compare import compare, figures
from torikumi.etl.checks.history import history
from torikumi.etl.explain import explain
from torikumi.etl.extract import extract, missing_columns
from torikumi.etl.figures.pair import pair
from torikumi.etl.figures.quantify import quantify
from torikumi.etl.grade import grade
from torikumi.etl.inputs import FIRST_ROW_OF_RETURNS, read_inputs, required
from torikumi.etl.join import join_answers, join_indicators, tidy_indicators
from torikumi.etl.normalise import normalise
from torikumi.etl.recognise import recognise
from torikumi.etl.reconcile import reconcile
from torikumi.etl.shade import shade
from torikumi.etl.summarise import summarise
from torikumi.etl.tabulate import combine, tabulate, tabulate_indicators
from torikumi.etl.trace import trace
from torikumi.etl.validate import rejected, validate
from torikumi.schemas import frames
from torikumi.schemas.cells import cells_frame
from torikumi.schemas.findings import Finding, frame, locate, render
from torikumi.schemas.layouts import PROGRESS_LIST
from torikumi.schemas.report import Report
from torikumi.workbooks.plan_folder import INBOX
from torikumi.workbooks.read import Reading, read_inbox

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
