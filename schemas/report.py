"""What a build knows when it is done: the frames that the workbooks are written from."""

from dataclasses import dataclass

import pandas as pd
from torikumi.schemas.plan import Plan


@dataclass(frozen=True)
class Report:
    """Each frame is described by the model of `schemas.models` that is named behind it, or by the stage that makes it."""

    plan: Plan
    initiatives: pd.DataFrame  # Initiative
    entries: pd.DataFrame  # Entry: every cell of every list
    indicators: pd.DataFrame  # Indicator
    rates: pd.DataFrame  # grade.grade
    relations: pd.DataFrame  # Relation
    summary: pd.DataFrame  # summarise.summarise
    findings: pd.DataFrame  # schemas.findings.render
    sources: pd.DataFrame  # Source
    ledger: pd.DataFrame  # Ledger: all rows of the returns
    files: pd.DataFrame  # status.files: one row a file of the inbox
    departments: pd.DataFrame  # Department
    comparison: pd.DataFrame  # compare.compare
    data: pd.DataFrame  # tabulate.tabulate
    inputs: pd.DataFrame  # Input: everything that was read
    relistings: pd.DataFrame  # Relisting
    contrasts: pd.DataFrame  # Contrast
    explanations: pd.DataFrame  # explain.explain: how each grade and count came about
