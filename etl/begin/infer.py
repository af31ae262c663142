"""infer: a city's own list -> what a plan folder begins with, and what is left to be said."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
from torikumi.etl.begin import contents, report
from torikumi.etl.begin.columns import ListColumn, columns_of
from torikumi.etl.begin.grades import Grades, grades_of
from torikumi.etl.begin.hierarchy import Hierarchy, hierarchy_of
from torikumi.etl.begin.lists import Found, find_lists
from torikumi.etl.begin.offices import offices_of
from torikumi.etl.begin.points import points, told
from torikumi.etl.begin.sheets import list_lines, plan_sheets, shade_of
from torikumi.etl.begin.source import Given, Source
from torikumi.etl.begin.titles import span_of, year_of
from torikumi.etl.begin.years import Years, years_of
from torikumi.schemas import layouts, plan
from torikumi.schemas.beginning import Beginning
from torikumi.schemas.exceptions import ListUnusable
from torikumi.schemas.keys import fold
from torikumi.schemas.numbers import exact
from torikumi.schemas.roles import DEPARTMENT, NAME, NUMBER
from torikumi.schemas.years import parse_year

__all__ = ["Given", "infer"]
_MOST_FAULTS = 20


def infer(cells: pd.DataFrame, sheets: Sequence[str], given: Given) -> Beginning:
    """What a file's list tells of a plan. `cells`: `schemas.cells`, `sheets`: the names of all sheets.

    ListUnusable, a line a fault, where the file has no list, or two; where initiatives stand there twice.
    """
    source = _understood(cells, sheets, given)
    color = shade_of(source)
    written = plan_sheets(source, color)
    count = len({exact(text) for column in source.new if column.role == NUMBER for text in column.texts})
    name = next(row.values["content"] for row in written[layouts.SETTINGS.title] if row.values["item"] == _ITEM)
    return Beginning(
        f"{given.file} {source.where}",
        count,
        written,
        f"{name}　{layouts.PROGRESS_LIST.title}" if name else layouts.PROGRESS_LIST.title,
        tuple(map(contents.heading_of, source.new)),
        tuple(list_lines(source, color)),
        source.own.indicators if source.own else (),
        tuple(told(source, count)),
        points(source, written),
    )


_ITEM = next(setting.item for setting in plan.SETTINGS if setting.key == "name")


def _understood(cells: pd.DataFrame, sheets: Sequence[str], given: Given) -> Source:
    """The list of a file, and everything that it says."""
    is_own = report.is_own_report(sheets)
    found = _the_list(cells[cells["sheet"] == report.LIST] if is_own else cells, sheets, given)
    columns = columns_of(found)
    own = report.read_report(cells, sheets) if is_own else None
    if own:
        columns, found = report.own_columns(columns, found)
    years = _years(columns, found, own, given)
    columns = report.with_history(columns, own) if own else columns
    levels = hierarchy_of(columns, found.lines)
    levels = _by_report(levels, own) if own else levels
    _refuse_twice(columns, found, levels, given)
    notes = [*found.titles, *(text for _, text in found.outside)]
    return Source(
        given,
        found,
        [*found.titles, _stem(given.file)],
        columns,
        contents.new_columns(columns, levels, years),
        years,
        levels,
        Grades(own.grades, True, True) if own and own.grades else grades_of(columns, notes),
        offices_of(text for column in columns if column.role == DEPARTMENT for text in column.texts),
        own,
    )


def _stem(file: str) -> str:
    return file.rpartition(".")[0] or file


def _years(columns: Sequence[ListColumn], found: Found, own: report.OwnReport | None, given: Given) -> Years:
    """The year that a title says goes before that of the sheet's name, and this before that of the file's."""
    span = span_of(found.titles)
    said = [year_of(texts, span) for texts in (found.titles, [found.sheet], [_stem(given.file)])]
    return years_of(columns, next(filter(None, said), None), span, given.report, given.plan or _span_of(own))


def _span_of(own: report.OwnReport | None) -> tuple[int, int] | None:
    years = [parse_year(own.settings.get(key, "")) for key in ("first_year", "last_year")] if own else [None, None]
    return (years[0], years[1]) if years[0] and years[1] else None


def _by_report(levels: Hierarchy, own: report.OwnReport) -> Hierarchy:
    """The levels as our own report names them."""
    words = tuple(plan.split_words(own.settings.get("words", ""))) or levels.words
    goals = tuple((label, name) for label, name, *_ in own.goals) or levels.goals
    return levels._replace(words=words, known=(True,) * len(words), goals=goals)


# ---- which list


def _the_list(cells: pd.DataFrame, sheets: Sequence[str], given: Given) -> Found:
    """The list of a file: of those that can be seen, and have 課, the only one; one that goes on in further sheets is one."""
    owned = _likely(find_lists(cells))
    if not owned:
        names = "、".join(f"「{sheet}」" for sheet in sheets)
        raise ListUnusable(
            f"{given.file}：取組の一覧（取組名、担当課などの見出しと、その下の行）が見つかりません（調べたシート：{names}）。一覧のあるファイルを指定するか、見出しの行を確かめてください。"
        )
    first, *others = owned
    if not all(_goes_on(first, other) for other in others):
        places = "と".join(f"シート「{found.sheet}」{found.cell}" for found in owned)
        raise ListUnusable(
            f"{given.file}：一覧が{len(owned)}つあります（{places}）。使う一覧のシートだけを残した別のファイルに保存して、指定してください。"
        )
    lines = [line for found in owned for line in found.lines]
    return replace(first, lines=lines, outside=[place for found in owned for place in found.outside])


def _likely(lists: Sequence[Found]) -> Sequence[Found]:
    """Those that can be seen, and of these those that name 課."""
    seen = [found for found in lists if not found.hidden] or lists
    return [found for found in seen if DEPARTMENT in found.roles] or seen


def _goes_on(first: Found, other: Found) -> bool:
    """Whether a list is another part of the same: the same headings in the same columns, and none of its rows."""
    keys = list(first.labels)[:3]
    rows, own = ({tuple(line.texts.get(key, "") for key in keys) for line in found.lines} for found in (first, other))
    return first.written == other.written and list(first.labels) == list(other.labels) and not rows & own


def _refuse_twice(columns: Sequence[ListColumn], found: Found, levels: Hierarchy, given: Given) -> None:
    """Refuse initiatives that stand in the list twice; rows of one for several 課 are none."""
    own = {column.role: column for column in columns if column.role in (NUMBER, NAME, DEPARTMENT)}
    key = own.get(NUMBER) or own[NAME]
    known: dict[object, list[int]] = {}
    faults = []
    for row, text in enumerate(key.texts):
        before = known.setdefault(exact(text) if key.role == NUMBER else (levels.paths[row], fold(text)), [])
        if text.strip() and any(not _is_joint(own, row, other) for other in before):
            here, there = (
                found.lines[each].cells.get(key.place, f"{found.lines[each].row}行") for each in (row, before[0])
            )
            faults.append(
                f"{given.file} シート「{found.sheet}」{here}：{key.label}「{' '.join(text.split())}」は{there}にもあります。一方の行を消すか、正しい{key.label}に直してください。"
            )
        before.append(row)
    if faults:
        more = [f"ほかに{len(faults) - _MOST_FAULTS}件あります。"] if len(faults) > _MOST_FAULTS else []
        raise ListUnusable("\n".join([*faults[:_MOST_FAULTS], *more]))


def _is_joint(own: dict[str, ListColumn], row: int, other: int) -> bool:
    """Whether two rows are of one initiative, each of another 課."""
    same = fold(own[NAME].texts[row]) == fold(own[NAME].texts[other])
    owner = own.get(DEPARTMENT)
    return bool(same and owner and owner.texts[row].strip() and fold(owner.texts[row]) != fold(owner.texts[other]))
