"""recognise: whether a returned list is this year's form of this plan at all. If not, that is said once, not once a row."""

import pandas as pd
from torikumi.schemas.findings import Finding
from torikumi.schemas.keys import fold
from torikumi.schemas.plan import Plan
from torikumi.schemas.years import long_year


def recognise(rows: pd.DataFrame, master: pd.DataFrame, plan: Plan) -> tuple[pd.Series, list[Finding]]:
    """row_id -> code for the rows of the files that are another year's form (wrong_year) or another plan's (wrong_plan).

    Another year's: no column of the report year's result or grade, but one of another year. Another plan's: most of its numbers
    are not in the master list, or stand there with other names. A list of a single row is never judged by that row.
    """
    codes: dict[int, str] = {}
    findings = []
    for file, of_file in rows.groupby("file", sort=False):
        sheet = str(of_file["sheet"].iloc[0])
        years = _answer_years(of_file)
        if years and plan.report_year not in years:
            found = "、".join(long_year(year) for year in years)
            findings.append(Finding("wrong_year", found, plan.year_name, file=str(file), sheet=sheet))
            codes |= dict.fromkeys(of_file.index, "wrong_year")
        elif len(of_file) > 1 and 2 * int(_foreign(of_file, master).sum()) > len(of_file):
            findings.append(Finding("wrong_plan", plan.name, file=str(file), sheet=sheet))
            codes |= dict.fromkeys(of_file.index, "wrong_plan")
    return pd.Series(codes, dtype="object"), findings


def _answer_years(rows: pd.DataFrame) -> list[int]:
    """The years of which the file's form has a result or a grade."""
    fields = [field for field in rows if field.startswith(("actual_", "grade_")) and rows[field].notna().any()]
    return sorted({int(field.rpartition("_")[2]) for field in fields})


def _foreign(rows: pd.DataFrame, master: pd.DataFrame) -> pd.Series:
    names = master["name"].map(fold)
    return pd.Series(
        [
            number is not None and (number not in names.index or fold(name or "") != names[number])
            for number, name in zip(rows["initiative"], rows["name"], strict=True)
        ],
        index=rows.index,
    )
