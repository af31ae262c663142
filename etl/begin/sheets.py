"""sheets: a list that has been understood -> the sheets of 計画.xlsx, each cell marked that was read or has to be looked at."""

import re
from collections.abc import Iterator, Mapping, Sequence

from torikumi.etl.begin import contents
from torikumi.etl.begin.contents import NewColumn
from torikumi.etl.begin.source import Given, Source
from torikumi.etl.begin.titles import city_of, division_of, notes_of, plan_of
from torikumi.schemas import layouts, plan
from torikumi.schemas.beginning import READ, ListCell, ListLine, SheetRow
from torikumi.schemas.roles import NUMBER, OTHER_GRADE, SELF_GRADE
from torikumi.schemas.years import long_year

_WIDE = {ord("A") + place: chr(ord("Ａ") + place) for place in range(26)}
_DAY = re.compile(r"(\d{1,2})[月/-](\d{1,2})日?$")


def plan_sheets(source: Source, color: str) -> Mapping[str, tuple[SheetRow, ...]]:
    """The sheets by title; `color`: that of shaded grades, "" for none."""
    return {
        layouts.SETTINGS.title: tuple(_settings(source)),
        layouts.COLUMNS.title: contents.column_rows(source.new, lambda column: _at(source, column)),
        layouts.GOALS.title: tuple(_goals(source)),
        layouts.GRADES.title: tuple(_grades(source)),
        layouts.DEPARTMENTS.title: tuple(_offices(source)),
        layouts.SHADING.title: tuple(_shading(source, color)),
    }


def _at(source: Source, column: NewColumn) -> str:
    label = source.found.labels.get(column.place)
    return f"シート「{source.found.sheet}」{label.cell}" if label else ""


def _settings(source: Source) -> Iterator[SheetRow]:
    """The sheet 計画, in the order of its items."""
    said, given = _said(source), _given(source.given)
    for setting in plan.SETTINGS:
        text = said.get(setting.key, "")
        content = given.get(setting.key) or text or setting.default or ""
        sure = bool(text) and setting.key not in given
        asked = (setting.default is None and not content) or (setting.key == "words" and not all(source.levels.known))
        remark = f"{READ}。{setting.help}" if sure and not asked else setting.help
        values = {"item": setting.item, "content": content, "remark": remark}
        marked = frozenset({"content"})
        yield SheetRow(
            values, source.where, marked if sure and not asked else frozenset(), marked if asked else frozenset()
        )


def _given(given: Given) -> dict[str, str]:
    years = {"report_year": given.report} | dict(zip(("first_year", "last_year"), given.plan or (), strict=False))
    known = {"city": given.city} | {key: long_year(year) for key, year in years.items() if year}
    return {key: text for key, text in known.items() if text}


def _said(source: Source) -> dict[str, str]:
    """What the list says of the settings, by key."""
    years = source.years
    found = {
        "name": plan_of(source.titles),
        "city": city_of(source.found.titles),
        "division": division_of(source.found.titles),
        "words": "、".join(source.levels.words),
    }
    for key, year in (("first_year", years.first), ("last_year", years.last)):
        found[key] = long_year(year) if year else ""
    if contents.joint_numbers(source.new):
        found |= {"joint": plan.EVERY, "joint_actual": plan.EVERY}
    report_year = long_year(years.report) if years.report else ""
    return found | dict(source.own.settings if source.own else {}) | {"report_year": report_year}


def _goals(source: Source) -> Iterator[SheetRow]:
    own = {label: rest for label, _, *rest in source.own.goals} if source.own else {}
    for label, name in source.levels.goals:
        outline, direction = own.get(label, ("", ""))
        values = {"goal": label, "name": name or label, "outline": outline, "direction": direction}
        yield SheetRow(values, source.where, _filled(values))


def _filled(values: Mapping[str, str]) -> frozenset[str]:
    return frozenset(field for field, text in values.items() if text)


def _grades(source: Source) -> Iterator[SheetRow]:
    """評価区分; the letters that only a usual scale has are asked about."""
    columns = [column for column in source.columns if column.role in (SELF_GRADE, OTHER_GRADE)]
    listed = {plan.grade_key(text) for column in columns for text in column.filled}
    for line in source.grades.lines:
        wide = line.grade.translate(_WIDE) if line.grade.isascii() and line.grade.isalpha() else ""
        values = {"grade": line.grade, "notation": line.notation or wide, "lower": line.lower, "wording": line.wording}
        values |= {"points": "", "counted": line.counted}
        here = source.own is not None or bool({plan.grade_key(line.grade), plan.grade_key(line.notation)} & listed)
        read = frozenset(field for field in ("grade", "lower", "wording") if values[field])
        yield SheetRow(
            values, source.where, read if here else frozenset(), frozenset() if here else frozenset({"grade"})
        )


def _offices(source: Source) -> Iterator[SheetRow]:
    for office in source.offices:
        values = {"department": office.name, "other_names": "\n".join(office.others), "kind": office.kind}
        asked = frozenset({"kind"} if office.kind == plan.PARTNER else ())
        yield SheetRow(values, source.where, _filled(values), asked)


def shade_of(source: Source) -> str:
    """The fill of a few of the cells of grades: what most have is decoration."""
    fills = [
        line.fills.get(column.place, "")
        for column in source.columns
        if column.role == SELF_GRADE and column.filled
        for line, text in zip(source.found.lines, column.texts, strict=False)
        if text.strip()
    ]
    colors = [_color(fill) for fill in fills if fill]
    best = max(colors, key=colors.count, default="")
    return best if best and colors.count(best) * 2 < len(fills) else ""


def _color(fill: str) -> str:
    """`solid:BFBFBF` -> BFBFBF."""
    return fill.rpartition(":")[2]


def _shading(source: Source, color: str) -> Iterator[SheetRow]:
    legend = notes_of(source.notes, "網掛け") or notes_of(source.notes, "網かけ") or notes_of(source.notes, "着色")
    said = {"凡例": legend, "原因の語": "コロナ" if "コロナ" in legend else "", "色": color}
    for item in plan.SHADING_ITEMS:
        text = said.get(item, "")
        asked = frozenset({"content"} if color and not legend and item == "凡例" else ())
        yield SheetRow({"item": item, "content": text}, source.where, frozenset({"content"} if text else ()), asked)


def list_lines(source: Source, color: str) -> Iterator[ListLine]:
    """The rows of the new list, with the headings between them where they are no columns there."""
    grades = {column.place for column in source.columns if column.role == SELF_GRADE}
    shown: Sequence[str] = ()
    for row, line in enumerate(source.found.lines):
        if not source.levels.drawn:
            yield from (ListLine(section=text) for text in line.sections[len(shown) :])
            shown = line.sections
        cells = []
        for column in source.new:
            shaded = column.place in grades and _color(line.fills.get(column.place, "")) == color != ""
            text = column.texts[row]
            day = _DAY.search(text) if column.role == NUMBER and column.place in line.dates else None
            cells.append(ListCell(f"{day[1]}-{day[2]}" if day else text, color if shaded and text else ""))
        yield ListLine(tuple(cells))
