"""columns: what each column of a list is, by its heading, by what stands below it, and by the columns beside it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from torikumi.etl.begin.headings import (
    ACTUAL,
    ASKED,
    BASELINE,
    CONTENT,
    INFLUENCE,
    LEVEL,
    RATE,
    TARGET,
    UNIT,
    Read,
    read_label,
)
from torikumi.etl.begin.lists import Found
from torikumi.schemas.keys import fold
from torikumi.schemas.numbers import exact, looks_like_number, parts
from torikumi.schemas.roles import AS_IS, DEPARTMENT, LEVELS, NAME, NUMBER, OTHER_GRADE, SELF_GRADE

YEARLY = (TARGET, ACTUAL, RATE, SELF_GRADE, OTHER_GRADE)
ANSWERED = (ACTUAL, RATE, SELF_GRADE, OTHER_GRADE)
_SHORT = 8  # characters of a grade
_MOST_GRADES = 9
_OFFICE = re.compile(r"(?:課|室|局|部|所|係|館|署|園|校|センター|委員会)(?:[)）]|\b|$)")
_ANSWER = re.compile(
    r"課題|今後|方針|方向|改善|対応|理由|備考|コメント|意見|要因|分析|次年度|翌年度|四半期|効果|決算|状況|進捗|特記|所見|月末|上半期|下半期|中間"
)
_OTHERS = re.compile(r"委員|審議会|協議会|外部|有識者|市民")  # who fills in what the 課 do not
_FIGURE = re.compile(r"-|[\d,.]+[%人件回円]|\d{2,}[\d,.]*")
_MARK = re.compile(r"[★☆○◎●◯〇■□◆◇※✓✔レ＊*・－―—-]*")


@dataclass(frozen=True)
class ListColumn:
    """A column of a list: where it stands (0: it does not yet), its heading as written, the year that stands in it, what it is, and its texts.

    `role`: as `schemas.roles`, a level with its number (階層2). `open`: the 課 fill it in."""

    place: int
    label: str
    group: str
    own: str
    year: int | None
    role: str
    texts: tuple[str, ...]
    open: bool = False

    @cached_property
    def filled(self) -> tuple[str, ...]:
        return tuple(text for text in self.texts if text.strip())


def columns_of(found: Found) -> list[ListColumn]:
    """The columns of a list, in their order, with their roles; every column has one, そのまま where nothing else is known."""
    columns = _drawn_twice([_column(found, place) for place in sorted(found.labels)])
    reads = {column.place: read_label(column.group, column.own) for column in columns}
    roles: dict[int, str] = {}
    for role, choose in _ONCE:
        free = [column for column in columns if column.place not in roles]
        place = choose(free, reads, columns)
        if place:
            roles[place] = role
    name = next((place for place, role in roles.items() if role == NAME), 0)
    _levels(columns, reads, roles, name)
    _others(columns, reads, roles)
    last = max([place for place, role in roles.items() if role in (NAME, CONTENT, DEPARTMENT)], default=0)
    return [_settled(column, roles.get(column.place, AS_IS), last) for column in columns]


def _column(found: Found, place: int) -> ListColumn:
    label = found.labels[place]
    texts = tuple(line.texts.get(place, "") for line in found.lines)
    return ListColumn(place, label.text, label.group, label.own, label.read.year, "", texts)


def _drawn_twice(columns: Sequence[ListColumn]) -> list[ListColumn]:
    """The columns without those that only a merged cell makes: the same heading as the one to the left, and no text of its own."""
    kept: list[ListColumn] = []
    for column in columns:
        left = kept[-1] if kept else None
        same = left is not None and fold(left.label) == fold(column.label)
        if same and left and all(own in ("", other) for own, other in zip(column.texts, left.texts, strict=True)):
            continue
        number = 2 + sum(fold(other.group + other.own) == fold(column.label) for other in kept[:-1]) if same else 0
        kept.append(replace(column, label=f"{column.label}{number}", own=f"{column.own}{number}") if number else column)
    return kept


_Columns = Sequence[ListColumn]
_Reads = Mapping[int, Read]
_Choice = Callable[[_Columns, _Reads, _Columns], int]


def _surest(role: str, fits: Callable[[ListColumn], bool], rightmost: bool = False) -> _Choice:
    """The column of a role of which its heading is surest, of several the left one."""

    def choose(free: _Columns, reads: _Reads, columns: _Columns) -> int:
        own = [column for column in free if reads[column.place].weight(role) and fits(column)]
        sign = 1 if rightmost else -1
        best = max(own, key=lambda column: (reads[column.place].weight(role), sign * column.place), default=None)
        return best.place if best else 0

    return choose


def _filled_in(column: ListColumn) -> bool:
    return len(column.filled) * 2 > len(column.texts)


# A number behind a word of the plan: `観-1`, `重点12`, `施策3-2`.
_WORDED = re.compile(r"[^\W\d_]{1,6}[-.]?\d{1,4}(?:[-.]\d{1,4})*号?")


def _is_number(column: ListColumn) -> bool:
    """A number is in (nearly) every row, is short, and none of it is a sentence; numbers that begin anew below each level are none."""
    alike = sum(looks_like_number(text) or _WORDED.fullmatch(exact(text)) is not None for text in column.filled)
    return _filled_in(column) and alike * 10 >= len(column.filled) * 9 and not _begins_anew(column)


def _begins_anew(column: ListColumn) -> bool:
    """Whether numbers are there more than once, in no run of rows: most of them, or several plain ones, the first of all first (1, 2, 1, 2)."""
    keys = [exact(text) for text in column.filled]
    runs = [key for key, before in zip(keys, ["", *keys], strict=False) if key != before]
    repeated = [key for place, key in enumerate(runs) if key in runs[:place]]
    return len(repeated) > max(2, len(set(runs)) // 3) or (
        len(repeated) > 1 and repeated[0] == runs[0] and all(len(parts(key)) == 1 for key in runs)
    )


def _is_owner(column: ListColumn) -> bool:
    named = [text for text in column.filled if any(_OFFICE.search(part) for part in text.splitlines())]
    return len(named) * 2 >= len(column.filled) or len(column.filled) == 0


def _is_named(column: ListColumn) -> bool:
    return _filled_in(column) and not all(map(looks_like_number, column.filled))


def _any(column: ListColumn) -> bool:
    return True


def _unnamed(free: _Columns, reads: _Reads, columns: _Columns) -> int:
    """The name, where no heading says it: the first column of different texts that nothing else is known of."""
    chosen = _surest(NAME, _is_named, rightmost=True)(free, reads, columns)
    if chosen:
        return chosen
    texts = (
        column
        for column in free
        if not reads[column.place].roles and _is_named(column) and len({*column.filled}) * 10 > 8 * len(column.filled)
    )
    return next((column.place for column in texts), 0)


_ONCE: tuple[tuple[str, _Choice], ...] = (
    (NUMBER, _surest(NUMBER, _is_number)),
    (NAME, _unnamed),
    (DEPARTMENT, _surest(DEPARTMENT, _is_owner)),
    (CONTENT, _surest(CONTENT, _any)),
    (ASKED, _surest(ASKED, _any)),
    (BASELINE, _surest(BASELINE, _any)),
    (UNIT, _surest(UNIT, _any)),
    (INFLUENCE, _surest(INFLUENCE, lambda column: all(_MARK.fullmatch(text.strip()) for text in column.filled))),
)


def _levels(columns: _Columns, reads: _Reads, roles: dict[int, str], name: int) -> None:
    """The columns left of the name that hold the initiatives together, from the left the first, second … level."""
    parents: list[tuple[str, ...]] = [()] * len(columns[0].texts) if columns else []
    depth = 0
    for column in columns:
        read = reads[column.place]
        loose = read.weight(LEVEL) or read.weight(NAME) or not read.roles
        if column.place >= name or column.place in roles or not loose or depth >= LEVELS:
            continue
        paths = filled_down(column.texts, parents)
        if paths is not None and (read.weight(LEVEL) or len(set(paths)) * 3 <= 2 * len(paths)):
            depth, parents = depth + 1, paths
            roles[column.place] = f"{LEVEL}{depth}"


def filled_down(texts: Sequence[str], parents: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]] | None:
    """The paths with a level more, blanks filled from above as far as the parents are the same; None where the texts are no level: marks,
    numbers, or such that come again after others."""
    paths: list[tuple[str, ...]] = []
    for text, parent in zip(texts, parents, strict=True):
        own = " ".join(text.split())
        if not own and (not paths or paths[-1][:-1] != parent):
            return None
        paths.append((*parent, own or paths[-1][-1]))
    heads = [path for path, before in zip(paths, [(), *paths], strict=False) if path != before]
    plain = all(_MARK.fullmatch(path[-1]) or path[-1].isdecimal() for path in set(paths))
    return None if plain or len(heads) != len(set(heads)) else paths


def _others(columns: _Columns, reads: _Reads, roles: dict[int, str]) -> None:
    """Targets, results, rates and grades, one of each a year; of several grades one is the self grade."""
    taken: set[tuple[str, int | None]] = set()
    for role, fits in ((SELF_GRADE, _is_grade), (OTHER_GRADE, _is_grade), (ACTUAL, _any), (TARGET, _any), (RATE, _any)):
        own = [column for column in columns if column.place not in roles and reads[column.place].weight(role)]
        beside = OTHER_GRADE if role == SELF_GRADE else ""
        for column in sorted(own, key=lambda own: (-reads[own.place].weight(role), reads[own.place].weight(beside))):
            if not fits(column) or (role != OTHER_GRADE and (role, column.year) in taken):
                continue
            taken.add((role, column.year))
            roles[column.place] = role
    _grades(columns, reads, roles, taken)


def _grades(columns: _Columns, reads: _Reads, roles: dict[int, str], taken: set[tuple[str, int | None]]) -> None:
    """Grades of others are the self grade where there is none; further ones stand beside it."""
    for column in columns:
        if roles.get(column.place) == OTHER_GRADE and not any(role == SELF_GRADE for role, _ in taken):
            roles[column.place] = SELF_GRADE
            taken.add((SELF_GRADE, column.year))
        elif column.place not in roles and reads[column.place].weight(SELF_GRADE) and _is_grade(column):
            roles[column.place] = OTHER_GRADE


def _is_grade(column: ListColumn) -> bool:
    """A grade is short, and of few kinds; a column that is still blank may be one."""
    texts = {fold(text) for text in column.filled}
    figures = bool(texts) and all(map(_FIGURE.fullmatch, texts))
    return len(texts) <= _MOST_GRADES and not figures and all(len(text) <= _SHORT for text in texts)


def _settled(column: ListColumn, role: str, last: int) -> ListColumn:
    asked = column.place > last and bool(_ANSWER.search(column.label)) and not _OTHERS.search(column.label)
    return replace(column, role=role, open=role in (ACTUAL, SELF_GRADE, INFLUENCE) or (role == AS_IS and asked))
