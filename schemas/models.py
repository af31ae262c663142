"""The frames between the stages: one model a frame, the only description of its columns. `etl.pipeline` checks each frame where it receives it.

Columns are named through the model (`table[Initiative.letter]`), so that a misspelt one fails in mypy or, at the latest, when the stage
runs. What differs from year to year, or from city to city, is never a column: it is a row of `Entry`, under the id of its column
(`grade_2020`). "" is a blank cell; a column that a sheet lacks has no entry.
"""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.typing.pandas import Index, Series
from torikumi.schemas.states import ANSWERS, RATED, TO_COME, UNRATED
from torikumi.schemas.tables import Frame, listed


def _may_be_none() -> Any:
    return pa.Field(nullable=True)


class Row(Frame):
    """A data row of a list: where it stands."""

    row_id: Index[int] = pa.Field(check_name=True, unique=True)  # numbers every row of every input once
    file: Series[str]
    sheet: Series[str]
    row: Series[int]  # Excel's
    heading: Series[str]  # what stands above the list, a line a cell
    section: Series[str]  # the lines of one cell between the rows that stand above this one, the nearest last


class Entry(Frame):
    """A cell of a data row under a heading that is known, blank or not, or with a text under any other (field 未使用)."""

    row_id: Series[int]
    field: Series[str]  # the id of the column: name, grade_2020
    item: Series[str]  # its label
    text: Series[str]  # as `schemas.cells`, and so to `stored`; "" where the cell cannot be read
    kind: Series[str]
    file: Series[str]
    sheet: Series[str]
    cell: Series[str]
    fill: Series[str]
    comment: Series[str]
    stored: Series[str]
    unread: Series[str]  # what stands in a cell that cannot be read: an error value, a formula without a value


class Understood(Row):
    """A row of a return with the keys that its texts are read as (`etl.normalise`)."""

    number: Series[str]  # as written
    name: Series[str]
    initiative: Series[object] = _may_be_none()  # the key; None where the number is unreadable
    owners: Series[object]  # official names, a tuple; unknown ones left out
    actual: Series[str]  # the report year's result, "" also where the sheet has no such column
    written: Series[str]  # the report year's grade as written, "" also where the sheet has no such column
    letter: Series[object] = _may_be_none()  # the plan's grade, "" where blank, None where unknown
    influence: Series[str]  # the コロナ影響 column as written, "" also where the sheet has no such column
    affected_said: Series[object] = _may_be_none()  # what it says, True or False; None where there is no such column


class Shaded(Understood):
    """With what the fill of the grade's cell says (`etl.shade`)."""

    fill: Series[str]  # "" for none
    shaded: Series[bool]
    affected: Series[bool]  # shaded, or said so


class Ledger(Shaded):
    """What became of each row of the returns (`etl.reconcile`)."""

    respondent: Series[str]  # the department whose return it is, "" where nobody can be named
    outcome: Series[str] = pa.Field(isin=["採用", "差替え", "不採用"])
    reason: Series[str]  # a code of the catalogue, "" if accepted


class Master(Frame):
    """The master list by key, in the order of the list."""

    initiative: Index[str] = pa.Field(check_name=True, unique=True)  # the number as it is written
    name: Series[str]
    goal: Series[int]  # of the plan's, 0 for none
    path: Series[object]  # the levels that it belongs to, the highest first, a tuple
    owners: Series[
        object
    ]  # official names of the 担当課 that are printed, and what stands for all of them (全課); a tuple
    asked: Series[object]  # who is asked today, in their order, those that are sent a form first; a tuple
    successors: Series[object]  # the owners as they are called today, a tuple
    allowed: Series[object]  # whose answer counts, that of the first stands: those asked and the successors, a tuple
    master_row_id: Series[int]  # the first of its rows
    parts: Series[object]  # all its rows: of each row_id and owners, a tuple


class Answer(Frame):
    """What a department answered to an initiative; the first of an initiative is the one that stands."""

    initiative: Series[str]
    department: Series[str]
    actual: Series[str]
    actual_row_id: Series[int]  # the row whose cell that is, -1 for none
    letter: Series[str]  # "" where it gave none
    grade_row_id: Series[int]
    affected: Series[bool]


class Initiative(Master):
    """The master list with the answer that stands, in the order of the list."""

    relisted: Series[bool]
    department: Series[str]  # who answered, "" where nobody did
    actual: Series[str]
    actual_row_id: Series[int]  # of the answer, -1 where there is none
    letter: Series[str]
    grade_row_id: Series[int]
    affected: Series[bool]
    state: Series[str] = pa.Field(isin=ANSWERS)


class Past(Frame):
    """What the list holds of an initiative's result and grade in a year before the report year (`etl.recall`); never both blank."""

    initiative: Series[str]
    year: Series[int]
    actual: Series[str]
    written: Series[str]  # the grade as the list has it
    letter: Series[str]  # what it is read as: a grade of the plan, counted or not, else ""
    row_id: Series[int]  # of the master list


class Change(Frame):
    """An initiative that is counted, with its grade of the year before the report year (`etl.movers`)."""

    initiative: Index[str] = pa.Field(check_name=True, unique=True)
    goal: Series[int]
    name: Series[str]
    department: Series[str]  # who answered, "" where nobody did
    before: Series[str]  # the letter, "" for none
    now: Series[str]
    steps: Series[int]  # grades better than before, negative for worse; 0 where a side has no grade that is counted


class Carried(Frame):
    """What stands in a column of the city's list that is carried as it stands (`etl.carry`), and in which row."""

    initiative: Series[str]
    field: Series[str]
    text: Series[str]
    letter: Series[str]  # what a grade beside the self grade is read as, else ""
    row_id: Series[int]


class Indicator(Frame):
    """An indicator (or a 参考 row) for each goal that shows it, in the sheet's order."""

    row_id: Index[int]
    goal: Index[int]
    indicator: Series[str]
    kind: Series[str] = pa.Field(isin=["指標", "参考"])
    unit: Series[str]
    source: Series[str]
    method: Series[str]
    baseline: Series[str]
    parent: Series[int]  # the row_id of the indicator that a 参考 row belongs to, else its own
    numbers: Series[object]  # the initiatives of 関連取組, a tuple, as written


class Returned(Frame):
    """What became of an indicator's row of a return (`etl.fill`)."""

    row_id: Index[int] = pa.Field(check_name=True, unique=True)
    file: Series[str]
    sheet: Series[str]
    row: Series[int]
    respondent: Series[str]
    outcome: Series[str] = pa.Field(isin=["採用", "差替え", "不採用"])
    reason: Series[str]  # a code of the catalogue, "" if accepted


class Rate(Frame):
    """A year of an indicator under a goal: what it was graded from."""

    row_id: Index[int]
    goal: Index[int]
    year: Index[int]
    target: Series[str]  # as written, exact
    actual: Series[str]
    baseline_value: Series[object] = _may_be_none()  # a Decimal; None where the cell holds no figure
    baseline_unit: Series[str]
    target_value: Series[object] = _may_be_none()
    target_unit: Series[str]
    actual_value: Series[object] = _may_be_none()
    actual_unit: Series[str]
    unit: Series[str]  # of the indicator; that of a value differs only where it cannot be converted
    state: Series[str] = pa.Field(isin=[RATED, *(state.name for state in UNRATED), TO_COME])
    reason: Series[str]  # why there is no rate
    rate: Series[object] = _may_be_none()  # a Fraction
    letter: Series[str]  # "" where there is no rate


class Relation(Frame):
    """An indicator and an initiative that belong together."""

    row_id: Series[int]
    goal: Series[int]
    initiative: Series[str]


class Text(Frame):
    """A cell of an initiative that figures are read from."""

    number: Series[str]
    field: Series[str]
    text: Series[str]


class Paired(Frame):
    """A target figure of the report year with its actual, or the reason why it has none or no rate (`etl.figures.pair`)."""

    number: Series[object]
    label: Series[object]  # what is counted, "" where no side says it
    unit: Series[object]  # canonical
    target: Series[object] = _may_be_none()  # Decimal
    actual: Series[object] = _may_be_none()
    baseline: Series[object] = _may_be_none()
    rate: Series[object] = _may_be_none()  # Fraction, exact
    method: Series[object]  # A/B; B/A where less is better
    rule: Series[object]  # by what the two were matched
    reason: Series[object]  # a key of `etl.figures.reasons.REASONS`, "" where there is a rate
    target_text: Series[object]  # the characters of the cell, and where they stand in it
    target_start: Series[object] = _may_be_none()
    target_end: Series[object] = _may_be_none()
    actual_text: Series[object]
    actual_start: Series[object] = _may_be_none()
    actual_end: Series[object] = _may_be_none()


class Comparison(Paired):
    """A pair beside the self grade of its initiative (`etl.checks.compare`)."""

    name: Series[str]
    department: Series[str]  # who answered
    letter: Series[str]  # the self grade
    affected: Series[bool]
    pair_letter: Series[str]  # the grade of this pair's rate
    reason_text: Series[str]  # why there is no rate, in words
    computed: Series[str]  # the grade of all pairs of the initiative, a span where they differ
    verdict: Series[str]
    steps: Series[int]  # between the self grade and the nearest computed one


class Remark(Frame):
    """A finding as the staff read it (`schemas.findings.render`)."""

    severity: Series[str] = pa.Field(isin=["要修正", "要確認", "参考"])
    code: Series[str]
    title: Series[str]
    number: Series[str]
    department: Series[str]
    file: Series[str]
    sheet: Series[str]
    cell: Series[str]
    found: Series[str]
    message: Series[str]
    remedy: Series[str]


class Explained(Frame):
    """How a grade or a count came about (`etl.explain`)."""

    scope: Series[str]  # 合計, 目標4 or 4-1-1-4
    item: Series[str]
    value: Series[str]
    formula: Series[str]
    inputs: Series[str]
    rounding: Series[str]
    members: Series[object]  # the initiatives that a count counts, a tuple
    sources: Series[object]  # the cells that went in, a tuple of `schemas.places.Address`


class Relisting(Frame):
    """A 再掲 beside its original; the other side is blank where there is none."""

    number: Series[str]
    name: Series[str]
    reference: Series[str]  # the number that it cites, as written
    original: Series[str]
    how: Series[str]  # by what the original was found
    letter: Series[str]
    original_letter: Series[str]
    department: Series[str]  # as listed
    original_department: Series[str]
    actual: Series[str]
    original_actual: Series[str]
    differs: Series[str]  # the labels of what is not the same


class Contrast(Frame):
    """An indicator beside an initiative that it names."""

    number: Series[str]
    name: Series[str]
    department: Series[str]  # who answered the initiative
    goal: Series[str]
    indicator: Series[str]
    indicator_baseline: Series[str]
    baseline: Series[str]
    indicator_targets: Series[str]  # a line a year
    targets: Series[str]
    indicator_actual: Series[str]
    actual: Series[str]
    indicator_letter: Series[str]
    letter: Series[str]
    remark: Series[str]  # what contradicts, a line each


class Source(Frame):
    """A cell that was read, and what it was used for (出典)."""

    number: Series[str]  # of the initiative, "" where none
    item: Series[str]
    text: Series[str]
    file: Series[str]
    sheet: Series[str]
    cell: Series[str]
    use: Series[str]  # an outcome, or 計画の値
    comment: Series[str]


class Input(Frame):
    """A file that was read."""

    file: Index[str] = pa.Field(check_name=True)
    format: Series[str]
    sheets: Series[int]
    modified: Series[str]
    sha256: Series[str]
    size: Series[int]


class InboxFile(Input):
    """A file of the inbox, with the department that its name or folder tells."""

    department: Series[str]
    unreadable: Series[bool]


class FileStatus(Input):
    """What became of a file of the inbox; 採用, 差替え and 不採用 add up to rows."""

    department: Series[str]
    rows: Series[int]
    accepted: Series[int] = pa.Field(alias="採用")
    superseded: Series[int] = pa.Field(alias="差替え")
    rejected: Series[int] = pa.Field(alias="不採用")
    errors: Series[int] = pa.Field(alias="要修正")
    warnings: Series[int] = pa.Field(alias="要確認")
    notes: Series[int] = pa.Field(alias="参考")


class Department(Frame):
    """A department that was asked."""

    department: Series[str]
    contact: Series[str]
    state: Series[str]
    files: Series[object]  # a list of names
    owned: Series[int]  # initiatives that it is asked for
    expected: Series[int]  # those that it answers first
    answered: Series[int]
    open: Series[int]


class Scope(Frame):
    """A goal, in the plan's order, or last the whole plan (0); initiatives as they are counted, and the overall grade."""

    scope: Index[int] = pa.Field(check_name=True, unique=True)
    name: Series[str]
    initiatives: Series[int]  # with or without 再掲, as the plan says
    listed: Series[int]
    relisted: Series[int]
    unique: Series[int]  # without 再掲
    share: Series[object] = _may_be_none()  # of the total, a Fraction; None where the total is 0
    graded: Series[int]
    open: Series[int]  # 未回答 and 未評価
    uncounted: Series[int]  # with a grade that is not counted
    n: Series[int]  # the denominator
    letter: Series[
        str
    ]  # the computed grade, "" where nothing is graded; this and what follows as `schemas.rules.Overall`
    score: Series[object]
    better: Series[str]
    missing: Series[int]
    distance: Series[int]
    override: Series[str]  # what the division has set instead, "" for nothing
    override_reason: Series[str]
    override_by: Series[str]


class Tally(Frame):
    """How many initiatives of a scope have a letter, the plan's from the best, those that are not counted, then "" for none yet."""

    scope: Index[int]
    letter: Index[str]
    count: Series[int]
    affected: Series[int]  # of these, shaded
    unique: Series[int]  # without 再掲


class Alternative(Frame):
    """The overall grade of a scope under another setting; with all open answers settled only where one is open."""

    scope: Index[int]
    what: Index[str]  # a rule's name, or a constant of `schemas.report`
    letter: Series[str]
    score: Series[object]


class Typed(Frame):
    """A text that is typed into a cell of a workbook of the plan folder (`etl.rollover`); "" leaves the cell blank."""

    file: Series[str]
    sheet: Series[str]
    row: Series[int]  # as Excel counts
    column: Series[int]
    text: Series[str]
    like_row: Series[int]  # the cell whose look it has, 0 for its own
    like_column: Series[int]
    fill: Series[str]  # a colour (D9D9D9), "" for none but that of its look


def numbers_of_rows(master: pd.DataFrame) -> pd.Series:
    """row_id -> initiative, of each row of the master list (of `Master` or `Initiative`)."""
    rows = master[Master.parts].explode()
    return pd.Series(rows.index, [row_id for row_id, _ in rows], dtype="object")


def texts(entries: pd.DataFrame, field: str) -> pd.Series:
    """row_id -> the text of a field; rows of sheets that lack the column are not there. A field that a row has twice gives its first."""
    own = entries[entries[Entry.field] == field].drop_duplicates(Entry.row_id)
    return own.set_index(Entry.row_id)[Entry.text].rename(field)


def wide(rows: pd.DataFrame, entries: pd.DataFrame, fields: Sequence[str]) -> pd.DataFrame:
    """The rows with their texts of some fields as columns: "" where the cell is blank, None where the sheet has no such column."""
    found: dict[str, dict[int, str]] = {field: {} for field in fields}
    for row_id, field, text in zip(
        *(listed(entries[name]) for name in (Entry.row_id, Entry.field, Entry.text)), strict=True
    ):
        if field in found:
            found[field].setdefault(row_id, text)
    row_ids = rows.index.tolist()
    columns = {field: [*map(texts.get, row_ids)] for field, texts in found.items()}
    return pd.DataFrame(columns, rows.index, dtype="object")
