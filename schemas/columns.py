"""The columns of the city's list: 列の設定, or what most cities have, and with each column that nobody has described as it stands."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from torikumi.schemas.keys import fold
from torikumi.schemas.layouts import CLOSED, PROGRESS_LIST, RIGHT, Column, Layout, plain_label
from torikumi.schemas.roles import AS_IS, LEVELS, ROLES, Role
from torikumi.schemas.years import YEAR

_ALWAYS = {
    "actual_{year}",
    "grade_{year}",
}  # what every department answers, whether the list has a column for it or not
PROPOSED = "整理番号"  # what the numbers of a list without numbers are called
ANY_YEAR = "{年度}"  # the year in a heading of 列の設定
# Headings of columns that only say where in the plan an initiative belongs, from the left the first, second … level.
_LEVEL_LABELS = frozenset(
    map(
        plain_label,
        (
            *(
                "基本目標",
                "基本方針",
                "基本施策",
                "基本的方向",
                "基本方向",
                "施策の方向",
                "施策の方向性",
                "施策目標",
                "施策",
            ),
            *(
                "施策名",
                "施策の柱",
                "柱",
                "方針",
                "政策",
                "分野",
                "政策分野",
                "重点目標",
                "主要施策",
                "大項目",
                "中項目",
                "小項目",
            ),
            *("目標名", "取組の方向", "取組の方向性", "章", "節"),
        ),
    )
)


def list_layout(settings: Iterable[Mapping[Any, Any]], year: int, influence: str = "") -> Layout:
    """The layout of the city's list.

    `settings`: the rows of 列の設定 by field, none where the plan has no such sheet: then what most cities have; a row without a role says
    nothing. `year`: the report year, of which a heading without a year is. `influence`: what the plan calls the column of the shading's cause.
    """
    rows = list(settings)
    columns = (*_columns(rows),) if rows else PROGRESS_LIST.columns
    known = {column.field for column in columns}
    columns += tuple(column for column in PROGRESS_LIST.columns if column.field in _ALWAYS - known)
    return replace(
        PROGRESS_LIST, columns=tuple(_named(column, influence) for column in columns), year=year, described=bool(rows)
    )


def role_of(text: str) -> Role | None:
    """The role that a cell of 列の設定 names."""
    return next((role for role in ROLES if fold(role.name) == fold(text or "")), None)


def _columns(rows: Iterable[Mapping[Any, Any]]) -> Iterable[Column]:
    rows = list(rows)
    said = {plain_label(name) for row in rows for name in (row["heading"] or "", *_names(row))}
    numbers: dict[str, int] = {}
    for row in rows:
        role = role_of(row["role"])
        if role is None or not (row["heading"] or "").strip():
            continue
        heading = row["heading"].strip().replace(ANY_YEAR, "{year}")
        numbers[role.name] = numbers.get(role.name, 0) + 1
        usual = _usual(role) if not role.several else None
        yield Column(
            _field(role, heading, numbers[role.name]),
            heading,
            usual.help if usual else "",
            aliases=(*_names(row), *_of_years(role, heading), *_usual_names(usual, said)),
            required=role.needed,
            printed=float(fold(row["width"] or "") or 0),
            side=fold(row["side"] or ""),
            open=fold(row["entry"] or "") not in ("", fold(CLOSED)),
        )


def _names(row: Mapping[Any, Any]) -> tuple[str, ...]:
    return tuple(
        name.strip().replace(ANY_YEAR, "{year}") for name in (row["aliases"] or "").splitlines() if name.strip()
    )


def _of_years(role: Role, heading: str) -> tuple[str, ...]:
    """What a heading without a year is called where it is of an earlier year: `委員会評価` is `R2委員会評価`, too."""
    return ("{year}" + heading,) if "{year}" in role.field and "{year}" not in heading else ()


def _usual_names(usual: Column | None, said: Collection[str]) -> tuple[str, ...]:
    """What most cities call a column, but for what this plan calls another."""
    names = (*usual.aliases, usual.label) if usual else ()
    return tuple(name for name in names if plain_label(name.replace("{year}", ANY_YEAR)) not in said)


def _field(role: Role, heading: str, number: int) -> str:
    field = role.field.replace("{n}", str(number))
    return f"{field}_{{year}}" if role.name == AS_IS and "{year}" in heading else field


def _usual(role: Role) -> Column | None:
    return next((column for column in PROGRESS_LIST.columns if column.field == role.field), None)


def _named(column: Column, influence: str) -> Column:
    """The column of the cause is called what the plan calls it."""
    if column.field != "influence" or not influence:
        return column
    return replace(column, aliases=(*column.aliases, influence, column.label))


def unnumbered(layout: Layout) -> Layout:
    """The layout of a list whose initiatives have no numbers; a return may have those that were given to them."""
    aliases = next((column.aliases for column in PROGRESS_LIST.columns if column.field == "number"), ())
    others = tuple(column for column in layout.columns if column.field != "number")
    return replace(layout, key="name", columns=(Column("number", PROPOSED, aliases=aliases), *others))


def with_own(layout: Layout, labels: Iterable[str], words: Iterable[str] = ()) -> Layout:
    """The layout with a column for each further heading of the list, in their order: those that name levels (one of the plan's `words`, or
    what most cities call them) as levels, the others as they stand."""
    of_levels = _LEVEL_LABELS | set(map(plain_label, words))
    columns = list(layout.columns)
    level = sum(column.field.startswith("level") for column in columns)
    own = sum(column.field.startswith("own") for column in columns)
    for label in labels:
        year = YEAR.search(plain_label(label))
        if plain_label(label) in of_levels and level < LEVELS:
            level += 1
            columns.append(Column(f"level{level}", label))
        else:
            own += 1
            heading = YEAR.sub("{year}", plain_label(label), count=1) if year else label
            columns.append(Column(f"own{own}_{{year}}" if year else f"own{own}", heading))
    return replace(layout, columns=tuple(columns))


def as_written(layout: Layout, labels: Mapping[str, str]) -> Layout:
    """The layout with its columns called and ordered as a list has them (field -> heading); those that it does not have follow."""
    if layout.described:  # the plan says how they are called; but a year that is none of a yearly column is written out
        out = {field: label for field, label in labels.items() if not layout.column(field).yearly}
        return replace(
            layout, written={field: label for field, label in out.items() if "{year}" in layout.label(field)}
        )
    order = [layout.column(field).field for field in labels]
    if labels.get("number", PROPOSED) == PROPOSED:  # numbers that were given to a list stand at the left
        order = ["number", *(field for field in order if field != "number")]
    columns = sorted(
        layout.columns, key=lambda column: order.index(column.field) if column.field in order else len(order)
    )
    return replace(layout, columns=tuple(columns), written=dict(labels))


def is_described(heading: str, aliases: str, texts: Collection[str]) -> bool:
    """Whether a heading of 列の設定, or one of its other names, stands in a list of which these are the short texts (`heading_stem`), in one
    cell or in two that stand above each other."""
    return any(
        name in texts or any(name[:cut] in texts and name[cut:] in texts for cut in range(1, len(name)))
        for name in map(heading_stem, (heading, *(aliases or "").splitlines()))
        if name
    )


def heading_stem(text: str) -> str:
    """A heading for comparison, whatever its year."""
    return YEAR.sub(ANY_YEAR, plain_label(text), count=1) if ANY_YEAR not in text else plain_label(text)


def is_other_grade(field: str) -> bool:
    """Whether a field is a grade beside the self grade."""
    return field.startswith("other")


def side_of(layout: Layout, field: str) -> str:
    """Where a field is printed."""
    column = layout.column(field)
    return column.side or next((role.printed for role in ROLES if _is_of(role, column.field)), RIGHT)


def _is_of(role: Role, field: str) -> bool:
    stem, _, rest = role.field.partition("{n}")
    return field == role.field or bool(
        role.several and field.startswith(stem) and field[len(stem) :].lstrip("0123456789").startswith(rest)
    )
