"""pipeline: the stages of a build in their order, on one screen: `build(folder) = settle(read(folder))`."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple, TypeVar

import pandas as pd
from torikumi.etl import balance, status
from torikumi.etl.attribute import attribute, named_in
from torikumi.etl.carry import carry
from torikumi.etl.checks import contrast
from torikumi.etl.checks.compare import compare, figures
from torikumi.etl.checks.history import history
from torikumi.etl.checks.relistings import relistings
from torikumi.etl.checks.separators import separators
from torikumi.etl.checks.shading import shading
from torikumi.etl.explain import explain
from torikumi.etl.extract import Extract, Reads, exact_figures, extract, extract_beside, missing_columns
from torikumi.etl.figures.pair import pair
from torikumi.etl.figures.quantify import quantify
from torikumi.etl.fill import fill
from torikumi.etl.grade import grade
from torikumi.etl.handover import handover
from torikumi.etl.indicate import indicate, relate
from torikumi.etl.inputs import FIRST_ROW_OF_RETURNS, Inputs, read_inputs, required
from torikumi.etl.join import join
from torikumi.etl.movers import movers
from torikumi.etl.normalise import normalise
from torikumi.etl.recall import recall
from torikumi.etl.recognise import misplaced, recognise
from torikumi.etl.reconcile import reconcile
from torikumi.etl.rollover import rollover
from torikumi.etl.settle import Given
from torikumi.etl.shade import shade
from torikumi.etl.summarise import summarise
from torikumi.etl.tabulate import further, tabulate
from torikumi.etl.trace import trace
from torikumi.etl.unanswered import unanswered
from torikumi.etl.validate import rejected, validate
from torikumi.schemas import frames
from torikumi.schemas import models as m
from torikumi.schemas.data import Datum
from torikumi.schemas.exceptions import NextImpossible
from torikumi.schemas.findings import CATALOGUE, ERROR, Finding, Raised, frame, locate, name, render
from torikumi.schemas.handover import NextYear
from torikumi.schemas.keys import fold
from torikumi.schemas.layouts import INDICATORS
from torikumi.schemas.numbers import Numbers
from torikumi.schemas.parts import merged
from torikumi.schemas.places import Places
from torikumi.schemas.report import Report
from torikumi.schemas.tables import columns_of, made
from torikumi.workbooks.intake import CACHE, INBOX, Intake
from torikumi.workbooks.plan_folder import MASTER_FILE
from torikumi.workbooks.read import Reading, cells_of, read_inbox

_Frame = TypeVar("_Frame")


@dataclass(frozen=True, repr=False)
class Read:
    """A plan folder as it was read: its three workbooks, and the cells, files and findings of its inbox."""

    inputs: Inputs
    cells: pd.DataFrame  # schemas.cells
    inbox: pd.DataFrame  # models.InboxFile
    findings: tuple[Finding, ...]  # about whole files


def build(folder: Path, progress: Callable[[str], None] = lambda name: None, intake: Intake | None = None) -> Report:
    """Read a plan folder and its inbox, and settle everything that the workbooks show; raises as `read` and `settle` do."""
    return settle(read(folder, progress, intake))


def read(folder: Path, progress: Callable[[str], None] = lambda name: None, intake: Intake | None = None) -> Read:
    """Open everything that a build needs, and nothing later does.

    PlanUnusable where 計画.xlsx, 取組一覧.xlsx or 成果指標.xlsx cannot be used, InboxUnreadable where a folder of the inbox cannot.
    `progress` is told the name of each file that is read. `intake`: the inbox, where it is being read already.
    """
    inputs = read_inputs(folder, progress)
    readings = read_inbox(folder / INBOX, progress, cache=folder / CACHE, intake=intake)
    records = [(*_input(reading), named_in(reading.name, inputs.plan), _unreadable(reading)) for reading in readings]
    findings = tuple(finding for reading in readings for finding in reading.findings)
    return Read(inputs, cells_of(readings), made(m.InboxFile, records), findings)


def settle(read: Read) -> Report:
    """Everything that the workbooks show, of what was read. Pure: nothing is opened, and no argument is changed.

    Unbalanced (a bug) where the books do not balance.
    """
    plan, master, inbox, layout = read.inputs.plan, read.inputs.master, read.inbox, read.inputs.layout
    numbers = Numbers(master.index, master[m.Master.name])
    told = _Told(read.findings)
    returns, sent, rows, refused = _received(read, numbers, told)
    found = m.Entry.validate(pd.concat([read.inputs.entries, returns.entries, sent.entries], ignore_index=True))
    # A file of indicators alone is no return of the list, and no file without a list either.
    with_lists = inbox[~inbox.index.isin(set(sent.rows[m.Row.file]) - set(returns.rows[m.Row.file]))]
    settled = reconcile(rows, found, master, with_lists, refused, plan)
    ledger, answers = m.Ledger.validate(settled.ledger), m.Answer.validate(settled.answers)
    told += settled.findings

    initiatives = m.Initiative.validate(join(master, answers, plan))
    told += missing_columns(sent, INDICATORS, [plan.actual_field])
    senders = status.senders(ledger, inbox)
    filled = fill(
        sent.rows, read.inputs.indicators, found, exact_figures(found), senders, Given(found, master, inbox, plan)
    )
    entries, returned = filled.entries, m.Returned.validate(filled.returned)
    whole, exact = merged(entries, master), merged(filled.exact, master)
    carried = m.Carried.validate(told(carry(initiatives, ledger, whole, layout, plan)))
    told += filled.findings
    told_rows = pd.concat([ledger[columns_of(m.Returned)], returned])
    indicators = m.Indicator.validate(told(indicate(read.inputs.indicators, exact, plan)))
    relations = m.Relation.validate(told(relate(indicators, numbers)))
    rates = m.Rate.validate(told(grade(indicators, exact, plan)))

    texts = m.Text.validate(figures(initiatives, exact, plan))
    quantities = quantify(texts)
    comparison = told(compare(m.Paired.validate(pair(quantities, plan.report_year, texts)), initiatives, plan))
    told += shading(initiatives, plan)
    relisted, references, sides = relistings(initiatives, entries, layout, plan)
    told += [*references, *separators(quantities, initiatives, plan), *sides]
    told += contrast.entries(indicators, rates, plan)
    contrasts = told(contrast.contrast(relations, indicators, rates, initiatives, entries, quantities, plan))
    past = m.Past.validate(recall(initiatives, entries, plan))
    told += history(initiatives, past, quantities, plan)
    summary = told(summarise(initiatives, plan)).validated()

    raw = Raised.validate(
        pd.concat([read.inputs.findings, returns.findings, sent.findings, frame(told)], ignore_index=True)
    )
    numbers_of = pd.concat([ledger[m.Ledger.initiative], m.numbers_of_rows(master)])
    located = locate(name(raw, numbers_of, ledger[m.Ledger.respondent]), entries)
    balance.balance(read.cells, told_rows, found, located, answers)
    rendered = m.Remark.validate(render(_told_of(located, told_rows, inbox), plan.worded))
    departments = m.Department.validate(status.departments(ledger, with_lists, initiatives, plan))
    why = unanswered(initiatives, ledger, departments, plan)
    places = Places(entries)
    return Report(
        plan=plan,
        layout=layout,
        carried=carried,
        initiatives=initiatives,
        answers=answers,
        entries=whole,
        indicators=indicators,
        rates=rates,
        relations=relations,
        summary=summary,
        past=past,
        changes=m.Change.validate(movers(initiatives, past, plan)),
        findings=rendered,
        sources=m.Source.validate(trace(found, ledger, returned, initiatives)),
        ledger=ledger,
        files=m.FileStatus.validate(status.files(inbox, told_rows, rendered)),
        departments=departments,
        comparison=m.Comparison.validate(comparison),
        data=Datum.validate(
            pd.concat(
                [
                    tabulate(initiatives, past, indicators, rates, whole, places, quantities, plan),
                    further(initiatives, answers, carried, places, layout, plan),
                ],
                ignore_index=True,
            )
        ),
        inputs=m.Input.validate(pd.concat([_files(read.inputs.readings), inbox[columns_of(m.Input)]])),
        relistings=m.Relisting.validate(relisted),
        contrasts=m.Contrast.validate(contrasts),
        explanations=m.Explained.validate(
            explain(initiatives, comparison, indicators, rates, summary, places, layout, plan, why)
        ),
    )


class _Received(NamedTuple):
    """The returns as they are understood: their lists and their indicators, the rows of the lists (`Shaded`, with respondent, outcome and
    reason), and row_id -> code of those that are refused."""

    lists: Extract
    indicators: Extract
    rows: pd.DataFrame
    refused: pd.Series


def _received(read: Read, numbers: Numbers, told: "_Told") -> _Received:
    """What the cells of the inbox say, and whose they are."""
    plan, master, layout = read.inputs.plan, read.inputs.master, read.inputs.layout
    reads = Reads(
        lambda text: numbers.of(text) is not None or numbers.is_like(text),
        lambda text: fold(text) in read.inputs.sections,
    )
    every = extract(read.cells, layout, FIRST_ROW_OF_RETURNS, reads)
    sent, returns = extract_beside(read.cells, every, INDICATORS, FIRST_ROW_OF_RETURNS + len(every.rows))
    rows = m.Understood.validate(told(normalise(m.Row.validate(returns.rows), returns.entries, numbers, plan)))
    rows = m.Shaded.validate(told(shade(rows, returns.entries, plan)))
    foreign = told(recognise(rows, returns.entries, master, plan))
    astray = told(misplaced(rows.drop(foreign.index), numbers))
    own = returns._replace(rows=returns.rows.drop(foreign.index))
    told += missing_columns(own, layout, [*required(layout), plan.actual_field, plan.grade_field])
    texts = m.wide(own.rows, own.entries, ["number", "name", "department"])
    unnumbered = texts[texts["number"].isna()]
    failed = validate(texts, frames.returns_schema(numbers, plan.official_name), layout)
    failed += validate(unnumbered, frames.unnumbered_schema(numbers), layout)
    told += failed
    attributed = told(attribute(rows, master, plan))
    return _Received(returns, sent, attributed, pd.concat([rejected(failed), foreign, astray]))


class _Told(list[Finding]):
    """The findings of the stages."""

    def __call__(self, result: tuple[_Frame, list[Finding]]) -> _Frame:
        """A stage's frame; its findings are kept."""
        self.extend(result[1])
        return result[0]


def roll(read: Read, report: Report, built: str, name: str) -> NextYear:
    """What next year's folder, called `name`, is written from. Pure. NextImpossible where the plan ends with the report year. `built`: the
    day on which the report was made."""
    plan, readings = report.plan, {reading.name: reading for reading in read.inputs.readings}
    if plan.report_year >= plan.last_year:
        raise NextImpossible(
            f"{plan.name}は{plan.year_name}で終わるため、次の年度のフォルダは作りません。次の計画は torikumi init で新しく作り、"
            "計画を延ばしたときは、計画.xlsx の計画終了年度を直してから実行してください。"
        )
    following = replace(plan, report_year=plan.report_year + 1)
    cells = {file: reading.cells for file, reading in readings.items()}
    rolled = rollover(report, following, read.inputs.entries, read.inputs.heads, cells[MASTER_FILE])
    page = handover(report, following, built, rolled.kept, rolled.stale, name)
    return NextYear(m.Typed.validate(rolled.typed), rolled.hidden, cells, page)


def _told_of(findings: pd.DataFrame, ledger: pd.DataFrame, inbox: pd.DataFrame) -> pd.DataFrame:
    """Name the department in findings about a file that say none: whose rows it has, else whom its name tells."""
    senders = status.senders(ledger, inbox)
    named = findings["file"].map(senders).astype("object").fillna("").astype("str")
    return findings.assign(department=findings["department"].where(findings["department"] != "", named))


def _files(readings: tuple[Reading, ...]) -> pd.DataFrame:
    return made(m.Input, map(_input, readings))


def _input(reading: Reading) -> tuple[object, ...]:
    """The values of `Input`."""
    found = reading.format, len(reading.sheets), reading.modified, reading.sha256, reading.size
    return reading.name, *found


def _unreadable(reading: Reading) -> bool:
    """Whether the file has come, but not one cell of it could be read."""
    return reading.is_empty and any(CATALOGUE[finding.code].severity == ERROR for finding in reading.findings)
