"""contents: the new list and its 列の設定: the city's columns with earlier answers as history, and blank ones of the report year."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from torikumi.etl.begin.columns import ANSWERED, YEARLY, ListColumn
from torikumi.etl.begin.headings import ACTUAL, INFLUENCE, LEVEL, TARGET, read_heading
from torikumi.etl.begin.hierarchy import Hierarchy
from torikumi.etl.begin.spelling import MARK, in_year, marked_year, year_text
from torikumi.etl.begin.years import Years
from torikumi.schemas.beginning import Heading, SheetRow
from torikumi.schemas.keys import fold
from torikumi.schemas.layouts import CLOSED, LEFT, MAY, MUST, NOWHERE, RIGHT
from torikumi.schemas.numbers import exact
from torikumi.schemas.roles import AS_IS, DEPARTMENT, NAME, NUMBER, OTHER_GRADE, ROLES, SELF_GRADE

_ROLES = {role.name: role for role in ROLES}
ADDED = {ACTUAL: "実績", SELF_GRADE: "評価"}  # what columns are called that a list does not have
PROPOSED, EARLIER = "整理番号", "前回の"


@dataclass(frozen=True)
class NewColumn:
    """A column of the new list: its heading there, the row of 列の設定 that it belongs to (`heading`, with {年度}), what it is, the year of its
    texts where it has one, its texts, and where it stood in the source (0: nowhere)."""

    label: str
    heading: str
    role: str
    year: int | None
    texts: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    place: int = 0
    open: bool = False
    left: bool = False
    hidden: bool = False

    @property
    def yearly(self) -> bool:
        return MARK in self.heading


def new_columns(columns: Sequence[ListColumn], levels: Hierarchy, years: Years) -> list[NewColumn]:
    """The columns of the new list in their order."""
    last = max(column.place for column in columns if column.role in (NAME, DEPARTMENT))
    written = [_new(column, columns, years, column.place < last) for column in columns if not _is_drawn(column, levels)]
    out = [*_numbers(columns, levels), *(_drawn(levels) if levels.drawn else []), *written]
    return list(_distinct(_with_answers(_with_report_year(out, years))))


def _is_drawn(column: ListColumn, levels: Hierarchy) -> bool:
    return levels.drawn and column.role.startswith(LEVEL)


def _drawn(levels: Hierarchy) -> Iterator[NewColumn]:
    for place in range(max(map(len, levels.paths))):
        texts = tuple(path[place] if place < len(path) else "" for path in levels.paths)
        word = levels.words[place]
        yield NewColumn(word, word, f"{LEVEL}{place + 1}", None, texts, left=True)


def _numbers(columns: Sequence[ListColumn], levels: Hierarchy) -> Iterator[NewColumn]:
    """整理番号, where the list has no numbers: 1, 2, 3 …, rows of one name in one place have one."""
    if any(column.role == NUMBER for column in columns):
        return
    names = next(column.texts for column in columns if column.role == NAME)
    known: dict[object, str] = {}
    keys = [(path, fold(name)) for path, name in zip(levels.paths, names, strict=True)]
    texts = tuple(known.setdefault(key, str(len(known) + 1)) for key in keys)
    yield NewColumn(PROPOSED, PROPOSED, NUMBER, None, texts, left=True)


def _texts(column: ListColumn) -> tuple[str, ...]:
    """What the column has in the new list: of a level its text in each row; nothing of what said an influence on the year before."""
    if column.role == INFLUENCE:
        return ("",) * len(column.texts)
    if column.role.startswith(LEVEL):
        return tuple(accumulate(column.texts, lambda above, own: own if own.strip() else above))
    return column.texts


def _new(column: ListColumn, columns: Sequence[ListColumn], years: Years, left: bool) -> NewColumn:
    """A column of the source in the new list."""
    texts = _texts(column)
    heading, aliases = _heading(column, columns)
    new = NewColumn(
        _label(column, heading),
        heading,
        column.role,
        column.year if MARK in heading else None,
        texts,
        aliases,
        column.place,
        column.open,
        left,
    )
    past = column.role in ANSWERED and not new.yearly and bool(column.filled) and years.is_past(None)
    return _as_history(new, years) if past else new


def _heading(column: ListColumn, columns: Sequence[ListColumn]) -> tuple[str, tuple[str, ...]]:
    """The heading of a column in 列の設定, and what else it is called: without the group where its own words are enough."""
    whole = marked_year(column.label)
    if column.role not in (*YEARLY, AS_IS):
        return column.label, ()
    if not column.group or (column.role in YEARLY and MARK in marked_year(column.own)):
        return whole, ()
    short = f"{MARK}{column.own}" if column.role in YEARLY and MARK in marked_year(column.group) else column.own
    once = sum(fold(other.own) == fold(column.own) for other in columns) == 1
    if short == whole or (not once and MARK not in short):
        return whole, ()
    return short, (whole,)


def _label(column: ListColumn, heading: str) -> str:
    """What stands above the column in the new list."""
    if MARK in heading and column.year is not None:
        return in_year(heading, column.year, year_text(column.label))
    return column.label if heading == column.label else heading


def _as_history(column: NewColumn, years: Years) -> NewColumn:
    """Answers below a heading without a year are of the year that the list is of; of an unknown one where it says none."""
    if years.listed is None:
        label = f"{EARLIER}{column.label}"
        return replace(column, label=label, heading=label, role=AS_IS, open=False, hidden=True)
    heading = f"{MARK}{column.heading}"
    label = in_year(heading, years.listed, "")
    return replace(column, label=label, heading=heading, year=years.listed, aliases=(*column.aliases, column.heading))


def _with_report_year(columns: Sequence[NewColumn], years: Years) -> list[NewColumn]:
    """With blank columns of the report year for all that the list has of other years, behind the last of these."""
    out = [*columns]
    missing: list[NewColumn] = []
    for column in columns:
        if column.hidden:
            plain = column.label.removeprefix(EARLIER)
            missing.append(_blank(column, plain, plain, _role_of_hidden(column, columns)))
        elif column.yearly and (column.role in YEARLY or column.open) and years.report:
            same = [other for other in columns if other.heading == column.heading]
            if column is same[-1] and all(other.year != years.report for other in same):
                like = year_text(column.label)
                missing.append(
                    replace(
                        _blank(column, in_year(column.heading, years.report, like), column.heading, column.role),
                        year=years.report,
                    )
                )
    behind = max([place for place, column in enumerate(out) if column.yearly or column.hidden], default=len(out) - 1)
    return [*out[: behind + 1], *missing, *out[behind + 1 :]]


def _with_answers(columns: Sequence[NewColumn]) -> list[NewColumn]:
    """With columns for a result and a grade, where the list has none: they are what is asked for."""
    rows = len(columns[0].texts)
    roles = {column.role for column in columns}
    missing = [role for role in (ACTUAL, SELF_GRADE) if role not in roles]
    blank = [NewColumn(ADDED[role], ADDED[role], role, None, ("",) * rows, open=True) for role in missing]
    behind = max([place for place, column in enumerate(columns) if column.yearly], default=len(columns) - 1)
    return [*columns[: behind + 1], *blank, *columns[behind + 1 :]]


def _blank(column: NewColumn, label: str, heading: str, role: str) -> NewColumn:
    open_ = column.open or role in (ACTUAL, SELF_GRADE)
    return replace(
        column,
        label=label,
        heading=heading,
        role=role,
        texts=("",) * len(column.texts),
        place=0,
        open=open_,
        hidden=False,
    )


def _role_of_hidden(column: NewColumn, columns: Sequence[NewColumn]) -> str:
    """What a column of earlier answers was before it was set aside."""
    roles = [role for role, _ in read_heading(column.label.removeprefix(EARLIER)).roles if role in ANSWERED]
    return roles[0] if roles else AS_IS


def _distinct(columns: Sequence[NewColumn]) -> Iterator[NewColumn]:
    """No two headings alike, apart from those of one column in several years: a number tells them apart."""
    rows: dict[str, tuple[str, int | None]] = {}
    for column in columns:
        key, number = fold(column.label), 2
        while key in rows:
            key, number = fold(f"{column.label}{number}"), number + 1
        rows[key] = (column.role, column.year)
        tail = "" if key == fold(column.label) else str(number - 1)
        yield replace(column, label=column.label + tail, heading=column.heading + tail) if tail else column


def column_rows(columns: Sequence[NewColumn], where: Callable[[NewColumn], str]) -> tuple[SheetRow, ...]:
    """The sheet 列の設定: a row for each column, once for all its years."""
    rows: dict[str, SheetRow] = {}
    taken: dict[str, str] = {}
    for column in columns:
        if column.heading in rows:
            continue
        role = column.role
        if not _ROLES[role].several and taken.setdefault(role, column.heading) != column.heading:
            role = AS_IS  # a heading of another kind in an earlier year: carried as it stands
        values = {
            "heading": column.heading,
            "aliases": "\n".join(column.aliases),
            "role": role,
            "entry": _entry(column, role),
            "limit": "",
            "side": _side(column, role),
            "width": "",
        }
        read = frozenset(field for field, text in values.items() if text and column.place)
        rows[column.heading] = SheetRow(values, where(column), read, frozenset({"role"} if role == AS_IS else ()))
    return tuple(rows.values())


def _entry(column: NewColumn, role: str) -> str:
    if role in (ACTUAL, SELF_GRADE):
        return MUST
    if role == INFLUENCE or (role == AS_IS and column.open):
        return MAY
    return "" if role in YEARLY and role not in (TARGET, OTHER_GRADE) else CLOSED


def _side(column: NewColumn, role: str) -> str:
    if role != AS_IS:
        return ""
    return NOWHERE if column.hidden else LEFT if column.left else RIGHT


def heading_of(column: NewColumn) -> Heading:
    """The column as the writer of the list needs it."""
    stem = _ROLES[column.role].field.replace("_{year}", "").replace("{n}", "")
    return Heading(column.label, stem)


def joint_numbers(columns: Sequence[NewColumn]) -> set[str]:
    """The numbers (as compared) that stand in several rows."""
    numbers = [exact(text) for text in next(column.texts for column in columns if column.role == NUMBER)]
    return {number for number in numbers if numbers.count(number) > 1}
