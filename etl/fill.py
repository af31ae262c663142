"""fill: the indicators of the returns against the indicator sheet -> the actuals that it does not have yet. 成果指標.xlsx stays the master."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd
from torikumi.etl.figures.amounts import measure, scale_of
from torikumi.etl.settle import Given, order_of
from torikumi.schemas.findings import Finding
from torikumi.schemas.keys import fold, is_retracted, respondent_in
from torikumi.schemas.layouts import INDICATORS
from torikumi.schemas.models import Entry, Returned
from torikumi.schemas.plan import ACCEPTED, REJECTED, SUPERSEDED, Plan
from torikumi.schemas.tables import listed, made, tuples

_Text = tuple[str, bool]  # and whether it is a number cell
_Cells = Mapping[tuple[int, str], _Text]
_NEAR = 0.6
_BLANK = "空欄"


class Filled(NamedTuple):
    """`entries` and `exact`: those given, the blank cells of the indicator sheet that a return fills replaced by the return's; `returned`:
    `Returned`, what became of each indicator's row of the returns."""

    entries: pd.DataFrame
    exact: pd.DataFrame
    returned: pd.DataFrame
    findings: list[Finding]


class _Row(NamedTuple):
    """A row of the indicator sheet or of a return."""

    row_id: int
    name: str
    unit: str
    goals: frozenset[str]
    department: str = ""


def fill(
    rows: pd.DataFrame,
    indicators: pd.DataFrame,
    entries: pd.DataFrame,
    exact: pd.DataFrame,
    senders: pd.Series,
    given: Given,
) -> Filled:
    """Settle the indicators' rows of the returns (`rows`) against those of the indicator sheet (`indicators`), which are `Row` both.

    They are joined by name, unit (`千人` counts 人; a blank is any) and, where a name stands under several goals, by goal. `entries`: all
    cells, `exact`: the same with their stored figures; `senders`: file -> department.

    An actual of the report year or before that the sheet leaves blank is the return's: of one department's several the latest, of several
    departments' the first. Findings: indicator_unknown, indicator_return_differs (the sheet says another value; it stands),
    indicator_returns_differ.
    """
    if not len(rows):
        return Filled(entries, exact, made(Returned, []), [])
    cells = _cells(exact, {*listed(rows.index.to_series()), *listed(indicators.index.to_series())})
    sent = _sent(rows, cells, senders, given)
    masters = [_row(row_id, cells) for row_id in listed(indicators.index.to_series())]
    meant = {row.row_id: _meant(row, masters) for row in sent}
    settled = _Settled({}, set(), [_unknown(row, masters) for row in sent if not meant[row.row_id]])
    for master in masters:
        told = [row for row in sent if master in meant[row.row_id]]
        for field in _fields(given.plan) if told else ():
            _settle(master, told, field, cells, _is_due(field, given.plan), settled)
    returned = made(Returned, _records(rows, sent, meant, settled.standing))
    entries, exact = _moved(entries, settled.moves), _moved(exact, settled.moves)
    return Filled(entries, exact, returned, list(dict.fromkeys(settled.findings)))


class _Settled(NamedTuple):
    """What the cells have come to so far: which blank cell of the indicator sheet is filled by which row, the rows of which a cell stands
    for their department, and the findings."""

    moves: dict[tuple[int, str], int]
    standing: set[int]
    findings: list[Finding]


def _settle(master: _Row, told: Sequence[_Row], field: str, cells: _Cells, due: bool, settled: _Settled) -> None:
    """One cell of the indicator sheet against what the returns say of it."""
    said = _said(told, field, cells)
    if not said:
        return
    first = next(iter(said.values()))
    settled.standing.update(row.row_id for row in said.values())
    settled.findings.extend(_differing(first, told, field, cells))
    if due and not _text(master, field, cells):
        settled.moves[master.row_id, field] = first.row_id
    else:
        settled.findings.extend(_contradiction(master, first, field, cells))


def _sent(rows: pd.DataFrame, cells: _Cells, senders: pd.Series, given: Given) -> list[_Row]:
    """The rows of the returns, the latest file last."""
    order = order_of(rows, given)
    by_order = sorted(tuples(rows), key=lambda row: (order[row.file], row.Index))
    return [_row(row.Index, cells, _sender(row, senders, given.plan)) for row in by_order]


def _records(
    rows: pd.DataFrame, sent: Sequence[_Row], meant: Mapping[int, list[_Row]], standing: set[int]
) -> Iterator[tuple[Any, ...]]:
    """The values of `Returned`."""
    outcomes = {row.row_id: (row.department, *_outcome(row, sent, meant, standing)) for row in sent}
    for row in tuples(rows):
        yield row.Index, row.file, row.sheet, row.row, *outcomes[row.Index]


def _cells(exact: pd.DataFrame, row_ids: set[int]) -> dict[tuple[int, str], _Text]:
    own = exact[exact[Entry.row_id].isin(row_ids)].drop_duplicates([Entry.row_id, Entry.field])
    columns = (listed(own[name]) for name in (Entry.row_id, Entry.field, Entry.text, Entry.stored))
    return {(row_id, field): (text, stored != "") for row_id, field, text, stored in zip(*columns, strict=True)}


def _row(row_id: int, cells: _Cells, department: str = "") -> _Row:
    name, unit, goals = (cells.get((row_id, field), ("", False))[0].strip() for field in ("indicator", "unit", "goals"))
    return _Row(
        int(row_id),
        name,
        unit,
        frozenset(fold(goals).replace(",", "、").replace("・", "、").split("、")) - {""},
        department,
    )


def _sender(row: Any, senders: pd.Series, plan: Plan) -> str:
    """The department that the sheet's heading names, else the file's."""
    headed = plan.asked_name(plan.department_in(respondent_in(row.heading.split("\n"))))
    return headed or str(senders.get(row.file, ""))


def _matches(row: _Row, master: _Row) -> bool:
    if not row.name or fold(row.name) != fold(master.name):
        return False
    return not row.unit or not master.unit or scale_of(row.unit).dimension == scale_of(master.unit).dimension


def _meant(row: _Row, masters: Sequence[_Row]) -> list[_Row]:
    """The rows of the indicator sheet that a row of a return is of; of several those of the goals that it names, where it names any."""
    found = [master for master in masters if _matches(row, master)]
    return [master for master in found if len(found) > 1 and master.goals & row.goals] or found


def _unknown(row: _Row, masters: Sequence[_Row]) -> Finding:
    names = {master.name: master.name for master in masters if fold(master.name) != fold(row.name)}
    near = difflib.get_close_matches(row.name, names, 1, _NEAR) if row.name else []
    beside = [*([f"単位 {row.unit}"] if row.unit else []), *(f"似た名称：{name}" for name in near)]
    said = f"（{'、'.join(beside)}）" if beside else ""
    at: dict[str, Any] = {"row_id": row.row_id, "field": "indicator"}
    return Finding("indicator_unknown", row.name or "（空欄）", said, department=row.department, **at)


def _fields(plan: Plan) -> list[str]:
    return ["baseline", *(f"{item}_{year}" for year in plan.years for item in ("target", "actual"))]


def _is_due(field: str, plan: Plan) -> bool:
    """Whether a field is an actual that may be known by now."""
    item, _, year = field.rpartition("_")
    return item == "actual" and int(year) <= plan.report_year


def _said(rows: Sequence[_Row], field: str, cells: _Cells) -> dict[str, _Row]:
    """Of each department that says anything the row of the latest cell; a department that takes back what it said says nothing."""
    latest: dict[str, _Row] = {}
    for row in rows:
        text = _text(row, field, cells)
        if is_retracted(text):
            latest.pop(row.department, None)
        elif text:
            latest[row.department] = row
    return latest


def _text(row: _Row, field: str, cells: _Cells) -> str:
    return cells.get((row.row_id, field), ("", False))[0].strip()


def _differing(first: _Row, rows: Sequence[_Row], field: str, cells: _Cells) -> Iterator[Finding]:
    """What other rows say of the same value."""
    ours, label = _text(first, field, cells), INDICATORS.label(field)
    for row in rows:
        theirs = _text(row, field, cells)
        if theirs and not is_retracted(theirs) and not _same(first, row, field, cells):
            said = f"{label}：採用したのは{ours}、この回答は{theirs}"
            at: dict[str, Any] = {"row_id": row.row_id, "field": field, "department": row.department}
            yield Finding("indicator_returns_differ", first.name, said, **at)


def _contradiction(master: _Row, row: _Row, field: str, cells: _Cells) -> Iterator[Finding]:
    if not _same(master, row, field, cells):
        ours, theirs = _text(master, field, cells) or _BLANK, _text(row, field, cells)
        said = f"{INDICATORS.label(field)}：回答は{theirs}、成果指標.xlsxは{ours}"
        at: dict[str, Any] = {"row_id": row.row_id, "field": field, "department": row.department}
        yield Finding("indicator_return_differs", master.name, said, **at)


def _same(one: _Row, other: _Row, field: str, cells: _Cells) -> bool:
    """Whether two cells say the same: the same text, or the same figure in any unit and writing."""
    blank: _Text = ("", False)
    both = {"one": cells.get((one.row_id, field), blank), "other": cells.get((other.row_id, field), blank)}
    if fold(both["one"][0]) == fold(both["other"][0]):
        return True
    ours, theirs = measure(both, one.unit or other.unit).values()
    return bool(ours and theirs and (ours.number, ours.scale.dimension) == (theirs.number, theirs.scale.dimension))


def _outcome(row: _Row, sent: Sequence[_Row], meant: Mapping[int, list[_Row]], standing: set[int]) -> tuple[str, str]:
    """What became of a row, and the code that says why it was not taken."""
    if not meant[row.row_id]:
        return REJECTED, "indicator_unknown"
    later = sent[sent.index(row) + 1 :]
    again = any(other.department == row.department and meant[other.row_id] == meant[row.row_id] for other in later)
    return (SUPERSEDED, "return_superseded") if again and row.row_id not in standing else (ACCEPTED, "")


def _moved(entries: pd.DataFrame, moves: Mapping[tuple[int, str], int]) -> pd.DataFrame:
    """The entries with a return's cell in the place of each of these cells of the indicator sheet."""
    if not moves:
        return entries
    keys = list(zip(listed(entries[Entry.row_id]), listed(entries[Entry.field]), strict=True))
    place = {key: at for at, key in reversed(list(enumerate(keys)))}
    added = [
        entries.iloc[[place[source, field]]].assign(**{Entry.row_id: row_id})
        for (row_id, field), source in moves.items()
    ]
    return pd.concat([*added, entries[[key not in moves for key in keys]]], ignore_index=True)
