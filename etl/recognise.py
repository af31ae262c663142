"""recognise: whether a returned list is this year's form of this plan at all. If not, that is said once, not once a row."""

from typing import Any

import pandas as pd
from torikumi.schemas.findings import Finding
from torikumi.schemas.keys import fold
from torikumi.schemas.models import Entry, Master, Row, Understood
from torikumi.schemas.numbers import Numbers
from torikumi.schemas.plan import Plan
from torikumi.schemas.tables import groups, tuples
from torikumi.schemas.years import long_year

_ANSWER = r"^(?:actual|grade)_(\d{4})$"


def recognise(
    rows: pd.DataFrame, entries: pd.DataFrame, master: pd.DataFrame, plan: Plan
) -> tuple[pd.Series, list[Finding]]:
    """row_id -> code for the rows of the sheets that are another year's form (wrong_year) or another plan's (wrong_plan).

    Another year's: no column of the report year's result or grade, but one of another year. Another plan's: most of its numbers
    are not in the master list, or stand there with other names. A list of a single row is never judged by that row.
    """
    years = _answer_years(entries)
    listed = rows[[Row.file, Row.sheet]].assign(foreign=_foreign(rows, master))
    codes: dict[int, str] = {}
    findings = []
    for (file, sheet), own in groups(listed, [Row.file, Row.sheet]).items():
        at: dict[str, Any] = {"file": file, "sheet": sheet}
        row_ids = [row.Index for row in own]
        said = years.get((file, sheet), [])
        if said and plan.report_year not in said:
            findings.append(Finding("wrong_year", "、".join(map(long_year, said)), plan.year_name, **at))
            codes |= dict.fromkeys(row_ids, "wrong_year")
        elif len(own) > 1 and 2 * sum(row.foreign for row in own) > len(own):
            findings.append(Finding("wrong_plan", plan.name, **at))
            codes |= dict.fromkeys(row_ids, "wrong_plan")
    return pd.Series(codes, dtype="object"), findings


def misplaced(rows: pd.DataFrame, numbers: Numbers) -> tuple[pd.Series, list[Finding]]:
    """row_id -> code for the rows whose number and name are two initiatives' (number_of_another): nobody can say whose answer it is."""
    findings = []
    for row in tuples(rows):
        named = numbers.named(row.name) if row.number and row.initiative else None
        if named and named != row.initiative and not numbers.is_called(row.initiative, row.name):
            findings.append(
                Finding("number_of_another", row.name, named, row.initiative, row_id=row.Index, field="number")
            )
    codes = {finding.row_id: finding.code for finding in findings}
    return pd.Series(codes, dtype="object"), findings


def _answer_years(entries: pd.DataFrame) -> dict[tuple[str, str], list[int]]:
    """The years of which a sheet's form has a result or a grade, by file and sheet."""
    columns = entries[[Entry.file, Entry.sheet, Entry.field]].drop_duplicates()
    columns = columns.assign(year=columns[Entry.field].str.extract(_ANSWER, expand=False)).dropna(subset="year")
    found = columns.groupby([Entry.file, Entry.sheet])["year"].unique()
    return {(str(file), str(sheet)): sorted(map(int, years)) for (file, sheet), years in found.items()}


def _foreign(rows: pd.DataFrame, master: pd.DataFrame) -> pd.Series:
    """Whether a row's name is not its initiative's, nor that of any other."""
    names = set(map(fold, master[Master.name]))
    pairs = zip(rows[Understood.initiative], rows[Understood.name], strict=True)
    return pd.Series([key is not None and fold(name) not in names for key, name in pairs], rows.index, dtype="bool")
