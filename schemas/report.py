"""What a build knows when it is done: the frames that the workbooks are written from."""

from dataclasses import dataclass

import pandas as pd
from torikumi.schemas.plan import Plan


@dataclass(frozen=True)
class Report:
    """Index and columns of each frame are told by the stage that makes it, named behind it."""

    plan: Plan
    initiatives: pd.DataFrame  # join.join_answers
    indicators: pd.DataFrame  # join.tidy_indicators
    rates: pd.DataFrame  # grade.grade
    relations: pd.DataFrame  # join.join_indicators
    summary: pd.DataFrame  # summarise.summarise
    findings: pd.DataFrame  # schemas.findings.render
    sources: pd.DataFrame  # trace.trace: every cell that was read
    ledger: pd.DataFrame  # reconcile: all rows of the returns
    files: pd.DataFrame  # status.files: one row a file of the inbox
    departments: pd.DataFrame  # status.departments: one row a department that was asked
    comparison: pd.DataFrame  # compare.compare
    data: pd.DataFrame  # tabulate.tabulate
    inputs: pd.DataFrame  # file, sha256, size: everything that was read
    relistings: pd.DataFrame  # crosscheck.originals: each 再掲 beside its original
    contrasts: pd.DataFrame  # contrast.contrast: each indicator beside the initiatives that it names
    explanations: pd.DataFrame  # explain.explain: how each grade and count came about
