"""report: what our own 推進状況報告書.xlsx says of its plan beside the list: its first page, its goals with their indicators, its data."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd
from torikumi.etl.begin.columns import ListColumn
from torikumi.etl.begin.grades import Grade
from torikumi.etl.begin.headings import ACTUAL
from torikumi.etl.begin.lists import Found
from torikumi.etl.begin.spelling import in_year, marked_year, year_text
from torikumi.schemas.keys import CONTINUED, fold
from torikumi.schemas.methods import METHODS
from torikumi.schemas.numbers import exact, looks_like_number
from torikumi.schemas.roles import DEPARTMENT, NAME, NUMBER, OTHER_GRADE, SELF_GRADE
from torikumi.schemas.states import UNANSWERED
from torikumi.schemas.tables import tuples
from torikumi.schemas.years import parse_year

COVER, LIST, DATA = "表紙", "取組推進状況一覧", "データ"
_SHEETS = {COVER, LIST, "各取組の総括", DATA}
_OURS = ("網掛け（1：あり）", "集計用")  # columns that the report has beside the city's
_INTRODUCTION = re.compile(
    r"(?P<name>.+?)は、(?P<first>[^、]+年度)から(?P<last>[^、]+年度)までの\d+年間の計画です。(?P<motto>.*)", re.DOTALL
)
_LEVELS = re.compile(r"(?P<levels>.+?)に分けた\d+の(?P<unit>.+?)について、")
_COUNTED = re.compile(r"\d+の?(?P<word>[^、\d]+)")
_COMMITTEE = re.compile(r"3 (?P<committee>.+?)への報告 →")
_LIMIT = re.compile(r"([\d.]+)[%％]以上")
_BEGINS = re.compile(r"^(?:[\u2460-\u2473・○●◎■□◆▪\-－]|[（(]?[\d０-９]+[)）.．　 ])")
_ANSWERED_BY = re.compile(r"【[^】\n]*】(?=\S)")  # before the text of each of several 課
_HISTORY = {"actual": ACTUAL, "grade": SELF_GRADE}


@dataclass(frozen=True)
class OwnReport:
    """`settings` by their key; `goals`: number, name, outline, direction; `indicators`: rows of 成果指標 by field; `history`: role, year ->
    number (as compared) -> text, of earlier years than the list's; `paths`: the levels above each number, where they have names."""

    settings: Mapping[str, str]
    grades: tuple[Grade, ...]
    goals: tuple[tuple[str, str, str, str], ...]
    indicators: tuple[Mapping[str, str], ...]
    history: Mapping[tuple[str, int], Mapping[str, str]] = field(default_factory=dict)
    paths: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def is_own_report(sheets: Sequence[str]) -> bool:
    """Whether a workbook is one of ours."""
    return set(sheets) >= _SHEETS


class _Grid:
    """The texts of a sheet by row and column."""

    def __init__(self, cells: pd.DataFrame, sheet: str) -> None:
        self.lines: dict[int, dict[int, str]] = {}
        for cell in tuples(cells[cells["sheet"] == sheet]):
            if cell.text.strip():
                self.lines.setdefault(cell.row, {})[cell.column] = cell.text.strip()

    def rows(self) -> Iterator[tuple[int, dict[int, str]]]:
        yield from sorted(self.lines.items())

    def texts(self) -> list[str]:
        return [text for _, line in self.rows() for text in line.values()]


def read_report(cells: pd.DataFrame, sheets: Sequence[str]) -> OwnReport:
    """What the sheets beside the list say."""
    cover = _Grid(cells, COVER)
    settings = _settings(cover.texts())
    between = sheets[sheets.index(COVER) + 1 : sheets.index(LIST)]
    goals: list[tuple[str, str, str, str]] = []
    indicators: dict[tuple[str, str], dict[str, str]] = {}
    for sheet in between:
        goal = _goal(_Grid(cells, sheet), sheet, settings.get("words", ""))
        goals.append(goal)
        for row in _indicators(_Grid(cells, sheet)):
            known = indicators.setdefault((row["kind"], row["indicator"]), row | {"goals": goal[0]})
            if known["goals"] != goal[0] and goal[0] not in known["goals"].split("、"):
                known["goals"] += f"、{goal[0]}"
    data = _records(_Grid(cells, DATA))
    all_goals = tuple(goals) or _goals(data)
    return OwnReport(settings, _grades(cover), all_goals, tuple(indicators.values()), _history(data), _paths(data))


def _settings(texts: Sequence[str]) -> dict[str, str]:
    city, *division = re.split(r"[\s　]+", texts[0]) if texts else [""]
    found = {"city": city, "division": "　".join(division)}
    for text in texts:
        if match := _INTRODUCTION.match(text):
            found |= {
                "name": match["name"],
                "first_year": match["first"],
                "last_year": match["last"],
                "motto": match["motto"].strip(),
            }
        elif match := _LEVELS.match(text):
            levels = [counted["word"] for counted in _COUNTED.finditer(match["levels"])]
            found["words"] = "、".join([*levels, match["unit"]])
        elif match := _COMMITTEE.search(text):
            found["committee"] = match["committee"]
    return {key: text for key, text in found.items() if text}


def _grades(cover: _Grid) -> tuple[Grade, ...]:
    """The table of the grades on the first page: letter, percentage, wording."""
    columns: dict[str, int] = {}
    grades: list[Grade] = []
    for _, line in cover.rows():
        labels = {text: column for column, text in line.items()}
        if not columns:
            columns = labels if {"区分", "内容"} <= set(labels) else {}
        elif line.get(columns["区分"]) in (None, "合計"):
            break
        else:
            limit = _LIMIT.match(line.get(columns.get("達成率", 0), ""))
            grades.append(
                Grade(line[columns["区分"]], lower=limit[1] if limit else "", wording=line.get(columns["内容"], ""))
            )
    return tuple(grades)


def _goal(grid: _Grid, sheet: str, words: str) -> tuple[str, str, str, str]:
    """Number, name, outline and direction of a goal's sheet."""
    title = grid.texts()[0] if grid.lines else sheet
    head, _, name = title.partition("　")
    word = words.split("、")[0].removeprefix("基本")
    label = head.removeprefix(word) if word and head.startswith(word) else re.sub(r"^\D*?(?=[\dⅠ-ⅿ０-９A-Z])", "", head)
    parts: dict[str, list[str]] = {"概要": [], "方向性": []}
    now = ""
    for _, line in grid.rows():
        first = line.get(1, "")
        if first:
            now = first if first in parts else ""
        if now and 2 in line:
            parts[now].append(line[2])
    return label, name or head, _unwrapped(parts["概要"]), _unwrapped(parts["方向性"])


def _unwrapped(lines: Sequence[str]) -> str:
    """Lines that print has broken, joined again; what begins with a mark begins a line."""
    text = ""
    for line in lines:
        text += f"\n{line}" if text and _BEGINS.match(line) else line
    return text


def _indicators(grid: _Grid) -> Iterator[dict[str, str]]:
    """The indicators of a goal's sheet, with the 参考 rows behind each."""
    blocks: list[list[dict[int, str]]] = []
    for _, line in grid.rows():
        if line.get(1, "").startswith("◆"):
            blocks.append([])
        if blocks:
            blocks[-1].append(line)
    for block in blocks:
        yield from _indicator(block)


def _indicator(block: Sequence[Mapping[int, str]]) -> list[dict[str, str]]:
    """An indicator's table: its name (of which print may have made several lines), the years, the 参考 rows, its own rows, its source."""
    firsts = [line.get(1, "") for line in block]
    head = firsts.index("年度") if "年度" in firsts else len(firsts)
    row = {"kind": "指標", "indicator": "".join(firsts[:head]).removeprefix("◆"), "unit": ""}
    years = {
        column: year for line in block[head : head + 1] for column, text in line.items() if (year := parse_year(text))
    }
    beside: list[dict[str, str]] = []
    for first, line in zip(firsts[head + 1 :], block[head + 1 :], strict=True):
        if first.startswith("出典："):
            row["source"] = first.removeprefix("出典：").strip("「」")
        else:
            beside += _figures(first, line, years, row)
    row["unit"] = _unit([text for key, text in row.items() if key.startswith(("target", "actual", "base"))])
    return [row, *beside] if head < len(firsts) else []


def _figures(
    first: str, line: Mapping[int, str], years: Mapping[int, int], row: dict[str, str]
) -> list[dict[str, str]]:
    """Take a row of an indicator's table; gives the 参考 row that it is, else nothing."""
    values = {year: line.get(column, "") for column, year in years.items()}
    if first.startswith("実績"):
        row |= {"baseline": line.get(2, ""), **{f"actual_{year}": text for year, text in values.items()}}
    elif first.startswith("目標値"):
        row |= {f"target_{year}": text for year, text in values.items()}
    elif first.startswith("達成率"):
        method = next((each for each in METHODS.values() if fold(each.label) == fold(first)), None)
        row["method"] = method.name if method and method.name != "A/B" else ""
    elif first and first != "評価" and "baseline" not in row:
        own = {f"actual_{year}": text for year, text in values.items()}
        return [{"kind": "参考", "indicator": first, "unit": "", "baseline": line.get(2, ""), **own}]
    return []


def _unit(values: Sequence[str]) -> str:
    units = [match[1] for text in values if (match := re.fullmatch(r"[\d,.]+\s*(\D+)", fold(text)))]
    return max(units, key=units.count) if units else ""


def _records(data: _Grid) -> list[dict[str, str]]:
    """The rows of データ that are of initiatives, by label."""
    lines = [line for _, line in data.rows()]
    labels = lines[0] if lines else {}
    rows = [{label: line.get(column, "") for column, label in labels.items()} for line in lines[1:]]
    return [row for row in rows if row.get("種別") == "取組"]


def _history(data: Sequence[Mapping[str, str]]) -> dict[tuple[str, int], dict[str, str]]:
    """Results and grades by year and number, of all years."""
    found: dict[tuple[str, int], dict[str, str]] = {}
    for row in data:
        year = parse_year(row["年度"])
        if row["項目コード"] in _HISTORY and row["原文"] and year:
            found.setdefault((_HISTORY[row["項目コード"]], year), {})[exact(row["番号"])] = row["原文"]
    return found


def _goals(data: Sequence[Mapping[str, str]]) -> tuple[tuple[str, str, str, str], ...]:
    """The goals, of a plan that has no sheets for them."""
    named = dict.fromkeys((row["基本目標番号"], row["基本目標"]) for row in data if row["基本目標"])
    return tuple((label, name, "", "") for label, name in named)


def _paths(data: Sequence[Mapping[str, str]]) -> dict[str, tuple[str, ...]]:
    """The levels above each number, where those below the highest have names and not only numbers."""
    found = {}
    for row in data:
        lower = [text for label, text in row.items() if label.startswith("階層") and text]
        if lower and not all(map(looks_like_number, lower)):
            found[exact(row["番号"])] = (f"{row['基本目標番号']}　{row['基本目標']}", *lower)
    return found


def own_columns(columns: Sequence[ListColumn], found: Found) -> tuple[list[ListColumn], Found]:
    """The columns and rows of the city's list as the report prints it: without our own columns, continuation rows joined to those that
    they continue, and without 未回答."""
    number = next(column for column in columns if column.role == NUMBER)
    kept = [column for column in columns if column.label not in _OURS]
    rows: list[list[int]] = []
    for place, text in enumerate(number.texts):
        if text.rstrip().endswith(CONTINUED) and rows:
            rows[-1].append(place)
        else:
            rows.append([place])
    joined = [replace(column, texts=tuple(_joined(column, row) for row in rows)) for column in kept]
    return joined, replace(found, lines=[found.lines[row[0]] for row in rows])


def _joined(column: ListColumn, rows: Sequence[int]) -> str:
    texts = [column.texts[row] for row in rows]
    once = column.role in (NUMBER, NAME, DEPARTMENT, SELF_GRADE, OTHER_GRADE)
    text = texts[0] if once else "".join(texts)
    if column.role == DEPARTMENT:
        return _ANSWERED_BY.sub("", text)
    return "" if column.role == ACTUAL and text.strip() == UNANSWERED else text


def with_history(columns: Sequence[ListColumn], report: OwnReport) -> list[ListColumn]:
    """The columns with those of earlier years that only the data have, before the list's own of that role."""
    listed: Any = {(column.role, column.year) for column in columns}
    numbers = [exact(text) for text in next(column.texts for column in columns if column.role == NUMBER)]
    out: list[ListColumn] = []
    for column in columns:
        if column.role in _HISTORY.values():
            for (role, year), texts in sorted(report.history.items(), key=lambda item: item[0][1]):
                if role == column.role and (role, year) not in listed and year < (column.year or year):
                    label = in_year(marked_year(column.label), year, year_text(column.label))
                    own = tuple(texts.get(number, "") for number in numbers)
                    listed.add((role, year))
                    out.append(replace(column, year=year, label=label, group="", own=label, texts=own))
        out.append(column)
    return out
