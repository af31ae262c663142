"""A second program: what a report has to say, worked out from the plan folder by the rules of docs/手引き.md, and held against an output folder.

Written apart on purpose: it imports nothing of torikumi and shares no rule with it, so that a mistake in either shows as a difference. Plain
Python on what openpyxl reads; it knows the plainly stated cases (whole forms, one row an initiative and file), and judges no finding.
"""

import csv
import hashlib
import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import isclose
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

ANSWERED, UNGRADED, UNANSWERED, LEFT_OUT = "回答", "未評価", "未回答", "集計外"
RATED, NOT_RATED, NOT_COMPUTABLE = "評価", "評価対象外", "評価不能"
ACCEPTED, SUPERSEDED, REJECTED = "採用", "差替え", "不採用"
TOTAL = 0


# ---- reading ---------------------------------------------------------------------------------------------------------------------


def narrow(text: object) -> str:
    """For comparing words: one width, one case, no blanks."""
    return "".join(unicodedata.normalize("NFKC", "" if text is None else str(text)).casefold().split())


def shown(cell: Cell) -> str:
    """What Excel shows of a cell: texts, whole numbers, percentages and grouped thousands."""
    value, code = cell.value, str(cell.number_format)
    if value is None or isinstance(value, str):
        return value or ""
    places = len(match[1]) if (match := re.search(r"\.(0+)", code)) else 0
    if "%" in code:
        return f"{value * 100:.{places}f}%"
    return f"{value:,.{places}f}" if "#,##0" in code else f"{value}"


@dataclass
class Row:
    """A row of a table: its texts and its cells by what their header is read as."""

    sheet: str
    cells: dict[str, Cell]

    def text(self, name: str) -> str:
        return shown(self.cells[name]) if name in self.cells else ""

    def place(self, name: str) -> tuple[str, str]:
        return self.sheet, self.cells[name].coordinate


_YEARLY = re.compile(r"(?:r|令和)?(?P<year>\d+)(?:年度?)?(?P<item>目標値?|実績|評価)※?")


def column_name(label: object) -> str:
    """`Ｒ２ 評価 ※` and `2020年度評価` are both `評価2020`, every 初期値 is `初期値`; other labels without width and blanks."""
    text = narrow(label)
    if "初期値" in text:
        return "初期値"
    if match := _YEARLY.fullmatch(text):
        return f"{match['item'][:2]}{_western(int(match['year']))}"
    return text


def _western(year: int) -> int:
    return year + 2018 if year < 1000 else year


def year_of(text: str) -> int:
    """令和2年度, R2, 2020."""
    return _western(int(re.findall(r"\d+", narrow(text))[0]))


def japanese_year(year: int) -> str:
    reiwa = year - 2018
    return f"平成{year - 1988}年度" if reiwa < 1 else f"令和{'元' if reiwa == 1 else reiwa}年度"


def table_rows(sheet: Worksheet, first: str) -> Iterator[Row]:
    """The filled rows below each header row, which is one that has the column `first`."""
    names: dict[int, str] = {}
    for line in sheet.iter_rows():
        labels = {place: column_name(cell.value) for place, cell in enumerate(line) if cell.value is not None}
        if first in labels.values():
            names = labels
        elif names and labels:
            yield Row(sheet.title, {name: line[place] for place, name in names.items()})


@dataclass(frozen=True)
class Grade:
    letter: str
    lower: Fraction
    points: int
    wording: str


class Plan:
    """計画.xlsx."""

    def __init__(self, path: Path) -> None:
        book = openpyxl.load_workbook(path)
        said = {row.text("項目"): row.text("内容") for row in table_rows(book["計画"], "項目")}
        shading = {row.text("項目"): row.text("内容") for row in table_rows(book["網掛け"], "項目")}
        self.name, self.status = said["計画名"], said.get("状態") or "案"
        self.years = range(year_of(said["計画開始年度"]), year_of(said["計画終了年度"]) + 1)
        self.year = year_of(said["報告年度"])
        self.rule = said.get("総合評価の決め方") or "過半"
        self.relisted = said.get("再掲の扱い") or "数える"
        self.denominator = said.get("割合の分母") or "評価済みの取組"
        self.goals = {int(row.text("番号")): row.text("名称") for row in table_rows(book["基本目標"], "番号")}
        lines = [(row, narrow(row.text("集計")) != "しない") for row in table_rows(book["評価区分"], "評価")]
        self.grades = [
            Grade(row.text("評価"), Fraction(row.text("下限(%)")), int(row.text("点数")), row.text("内容"))
            for row, counted in lines
            if counted
        ]
        self.letters = [grade.letter for grade in self.grades]
        self.left_out = [row.text("評価") for row, counted in lines if not counted]
        self._read = {
            narrow(text): row.text("評価")
            for row, _ in lines
            for text in (row.text("評価"), row.text("回答での表記"))
            if text
        }
        self.shading = bool(shading.get("凡例"))
        departments = list(table_rows(book["担当課"], "課名"))
        self.asked = [row.text("課名") for row in departments if row.text("区分") in ("", "課")]
        self._names = {
            narrow(name).strip("()"): row.text("課名")
            for row in departments
            for name in [row.text("課名"), *row.text("別名").split("\n")]
            if name
        }
        self._next = {
            row.text("課名"): row.text("後継")
            for row in departments
            if row.text("後継") and row.text("有効年度(まで)") and year_of(row.text("有効年度(まで)")) < self.year
        }
        decided = table_rows(book["総合評価"], "範囲") if "総合評価" in book.sheetnames else ()
        self.decided = {row.text("範囲"): row.text("評価") for row in decided if row.text("評価")}

    def letter(self, text: str) -> str | None:
        """The grade that an answer says in either width; "" for a blank, None for what is no grade."""
        return self._read.get(narrow(text)) if text.strip() else ""

    def department(self, text: str) -> str:
        return self._names.get(narrow(text).strip("()"), "")

    def departments(self, text: str) -> list[str]:
        found = (self.department(part) for part in re.split(r"[\s、,，・]+", text))
        return list(dict.fromkeys(name for name in found if name))

    def today(self, name: str) -> str:
        while name in self._next:
            name = self._next[name]
        return name

    def scope(self, goal: int) -> str:
        return f"目標{goal}" if goal else "合計"

    def band(self, rate: Fraction) -> str:
        """The first grade of which the rate reaches the limit, the last one below all."""
        return next((grade.letter for grade in self.grades if rate * 100 >= grade.lower), self.letters[-1])


_NUMBER = re.compile(r"\d+-\d+-\d+-\d+")


def number_of(text: str) -> str:
    """`１－１－１－１` -> `1-1-1-1`; "" for what is no number of an initiative."""
    plain = re.sub("[‐‑–—―−ー]", "-", narrow(text))
    return plain if _NUMBER.fullmatch(plain) else ""


def number_key(number: str) -> tuple[int, ...]:
    return tuple(map(int, number.split("-")))


@dataclass
class Initiative:
    """A row of 取組一覧.xlsx, and the answer that stands."""

    number: str
    row: Row
    owners: list[str]
    asked: list[str]
    allowed: list[str]
    answer: "Answer | None" = None

    @property
    def goal(self) -> int:
        return number_key(self.number)[0]

    @property
    def name(self) -> str:
        return self.row.text("取組名")

    @property
    def relisted(self) -> bool:
        return self.name.startswith("【再掲")

    @property
    def letter(self) -> str:
        return self.answer.letter if self.answer else ""

    @property
    def affected(self) -> bool:
        return bool(self.answer and self.answer.affected)

    @property
    def state(self) -> str:
        if self.answer is None:
            return UNANSWERED
        return ANSWERED if self.letter else UNGRADED


@dataclass
class Sent:
    """A row of a return."""

    file: str
    department: str
    number: str
    row: Row
    actual: str
    grade: str
    influence: str
    shaded: bool
    outcome: str = ACCEPTED

    @property
    def filled(self) -> bool:
        return bool(self.actual.strip() or self.grade.strip())


@dataclass
class Answer:
    department: str
    actual: str
    letter: str
    affected: bool
    actual_row: Sent
    grade_row: Sent


@dataclass
class Return:
    """A file of the inbox."""

    name: str
    department: str
    order: tuple[int, str, str]
    rows: list[Sent] = field(default_factory=list)


def read_initiatives(folder: Path, plan: Plan) -> dict[str, Initiative]:
    found = {}
    for sheet in openpyxl.load_workbook(folder / "取組一覧.xlsx"):
        for row in table_rows(sheet, "番号"):
            if number := number_of(row.text("番号")):
                owners = plan.departments(row.text("担当課名"))
                today = [plan.today(name) for name in plan.departments(row.text("照会先")) or owners]
                asked = [name for name in today if name in plan.asked]
                asked += [name for name in today if name not in plan.asked]
                allowed = list(dict.fromkeys([*asked, *(plan.today(name) for name in owners)]))
                found[number] = Initiative(number, row, owners, list(dict.fromkeys(asked)), allowed)
    return found


def read_return(path: Path, folder: Path, plan: Plan) -> Return:
    book = openpyxl.load_workbook(path)
    name = path.relative_to(folder).as_posix()
    heading = ""
    rows = []
    for sheet in book:
        for line in sheet.iter_rows(max_row=1, values_only=True):
            heading += "　".join(str(value) for value in line if value is not None)
        rows += [row for row in table_rows(sheet, "番号") if number_of(row.text("番号"))]
    sender = re.search(r"回答課[:：]\s*(\S+)", heading)
    version = re.search(r"第(\d+)版|ver\.?(\d+)", narrow(heading))
    latest = int(version[1] or version[2]) if version else 0
    department = plan.department(sender[1]) if sender else ""
    result = Return(name, department, (latest, str(book.properties.modified), name))
    for row in rows:
        texts = (row.text(f"実績{plan.year}"), row.text(f"評価{plan.year}"), row.text("影響"))
        shaded = plan.shading and _filled(row.cells[f"評価{plan.year}"])
        result.rows.append(Sent(name, department, number_of(row.text("番号")), row, *texts, shaded))
    return result


def _filled(cell: Cell) -> bool:
    return cell.fill.fill_type == "solid" and str(cell.fill.fgColor.rgb)[-6:] != "FFFFFF"


# ---- whose answer stands ---------------------------------------------------------------------------------------------------------


def _taken_back(text: str) -> bool:
    return narrow(text) == "削除"


def settle(returns: Sequence[Return], initiatives: Mapping[str, Initiative], plan: Plan) -> None:
    """Give each row its outcome and each initiative the answer that stands."""
    sent: dict[tuple[str, str], list[Sent]] = {}
    for file in sorted(returns, key=lambda file: file.order):
        for row in file.rows:
            known = row.number in initiatives and row.department in initiatives[row.number].allowed
            if known:
                sent.setdefault((row.number, row.department), []).append(row)
            else:
                row.outcome = REJECTED
    said = {key: answer for key, rows in sent.items() if (answer := _answer(rows, plan))}
    for number, initiative in initiatives.items():
        initiative.answer = next(
            (said[number, name] for name in initiative.allowed if (number, name) in said), initiative.answer
        )


def _latest(rows: Sequence[Sent], what: str) -> Sent | None:
    """The last row in which a cell is filled."""
    return next((row for row in reversed(rows) if getattr(row, what).strip()), None)


def _answer(rows: Sequence[Sent], plan: Plan) -> Answer | None:
    """Of a department's rows of an initiative, the latest last, cell by cell what was filled last; the rows of which nothing is left are
    superseded."""
    actual, grade, influence = (_latest(rows, what) for what in ("actual", "grade", "influence"))
    for row in rows[:-1]:
        if row not in (actual, grade, influence):
            row.outcome = SUPERSEDED
    said = actual.actual if actual and not _taken_back(actual.actual) else ""
    letter = (plan.letter(grade.grade) or "") if grade and not _taken_back(grade.grade) else ""
    if not said and (grade is None or _taken_back(grade.grade)):
        return None
    marked = bool(influence and narrow(influence.influence) in ("○", "該当"))
    affected = marked or bool(grade and letter and grade.shaded)
    some = actual or grade
    assert some is not None
    return Answer(rows[0].department, said, letter, affected, actual or some, grade or some)


# ---- counts and overall grades ---------------------------------------------------------------------------------------------------


@dataclass
class Scope:
    """A goal, or all goals: the initiatives that are counted."""

    goal: int
    initiatives: int
    listed: int
    relisted: int
    share: Fraction | None
    counts: list[int]
    left_out: list[int]  # of each grade that is not counted
    unique: list[int]  # without 再掲, of the counted grades and then the others
    affected: list[int]
    n: int
    letter: str
    score: Fraction

    @property
    def open(self) -> int:
        return self.initiatives - sum(self.counts) - sum(self.left_out)

    @property
    def shares(self) -> list[Fraction | None]:
        return [Fraction(count, self.n) if self.n else None for count in self.counts]


def count_scopes(initiatives: Iterable[Initiative], plan: Plan) -> list[Scope]:
    """Each goal of the plan, then the total."""
    everything = list(initiatives)
    whole = len(_counted(everything, plan))
    return [_scope(goal, everything, whole, plan) for goal in [*plan.goals, TOTAL]]


def _counted(initiatives: Sequence[Initiative], plan: Plan) -> list[Initiative]:
    return [one for one in initiatives if plan.relisted == "数える" or not one.relisted]


def _by_letter(initiatives: Iterable[Initiative], letters: Iterable[str]) -> list[int]:
    found = Counter(one.letter for one in initiatives)
    return [found[letter] for letter in letters]


def _scope(goal: int, everything: Sequence[Initiative], whole: int, plan: Plan) -> Scope:
    listed = [one for one in everything if goal in (TOTAL, one.goal)]
    counted = _counted(listed, plan)
    counts, left_out = _by_letter(counted, plan.letters), _by_letter(counted, plan.left_out)
    n = len(counted) - sum(left_out) if plan.denominator == "全取組" else sum(counts)
    letter, score = overall(counts, n, plan)
    return Scope(
        goal,
        len(counted),
        len(listed),
        sum(one.relisted for one in listed),
        Fraction(len(counted), whole) if whole else None,
        counts,
        left_out,
        _by_letter((one for one in listed if not one.relisted), [*plan.letters, *plan.left_out]),
        _by_letter((one for one in counted if one.affected), plan.letters),
        n,
        letter,
        score,
    )


def overall(counts: Sequence[int], n: int, plan: Plan) -> tuple[str, Fraction]:
    """過半: the first grade at which the counts from the best on come to half of n (the last, if none does). 点数: the points of the
    possible points, by the limits of the grades."""
    if not sum(counts):
        return "", Fraction(0)
    if plan.rule == "点数":
        best = max(grade.points for grade in plan.grades)
        earned = sum(count * grade.points for count, grade in zip(counts, plan.grades, strict=True))
        score = Fraction(earned, best * n) if best else Fraction(0)
        return plan.band(score), score
    reached = 0
    for letter, count in zip(plan.letters, counts, strict=True):
        reached += count
        if Fraction(reached, n) >= Fraction(1, 2):
            return letter, Fraction(reached, n)
    return plan.letters[-1], Fraction(reached, n)


# ---- indicators ------------------------------------------------------------------------------------------------------------------

_TIMES = {"百": 100, "千": 1000, "万": 10**4, "億": 10**8}
_UNITS = {"割": ("%", 10), "名": ("人", 1)}
_QUANTITY = re.compile(r"(?P<sign>[+-]?)(?P<parts>(?:[\d,]+(?:\.\d+)?[百千万億]*)+)(?P<unit>[^\d百千万億][^\d]*)?")
_PART = re.compile(r"([\d,]+(?:\.\d+)?)([百千万億]*)")


@dataclass(frozen=True)
class Quantity:
    """So much of what is counted: 3万人 is 30000 of 人, 4割 is 40 of %."""

    amount: Fraction
    base: str


def _times(signs: str) -> int:
    size = 1
    for sign in signs:
        size *= _TIMES[sign]
    return size


def unit_of(text: str) -> tuple[str, int]:
    """千円 -> 1000 of 円."""
    match = re.fullmatch(r"([百千万億]*)(.*)", narrow(text))
    assert match is not None
    base, size = _UNITS.get(match[2], (match[2], 1))
    return base, size * _times(match[1])


def quantity(text: str, unit: str) -> Quantity | None:
    """The number of a cell with its unit, or that of its row; None where it is no number."""
    plain = re.sub(r"\([^()]*\)$", "", narrow(text))
    match = _QUANTITY.fullmatch(re.sub("^[▲△]", "-", plain))
    if match is None:
        return None
    parts = _PART.findall(match["parts"])
    own = unit_of((parts[-1][1] if len(parts) == 1 else "") + (match["unit"] or ""))
    base, size = own if match["unit"] else unit_of(unit)
    if len(parts) == 1 and not match["unit"]:
        size *= own[1]
    amount = sum(
        Fraction(digits.replace(",", "")) * (_times(signs) if len(parts) > 1 else 1) for digits, signs in parts
    )
    return Quantity(amount * size * (-1 if match["sign"] == "-" else 1), base)


@dataclass
class Result:
    """An indicator's year."""

    state: str
    rate: Fraction | None = None
    reason: str = ""
    letter: str = ""


@dataclass
class Indicator:
    """A row of 成果指標.xlsx under one of its goals."""

    number: str
    goal: int
    row: Row
    results: dict[int, Result]
    references: list["Indicator"] = field(default_factory=list)

    @property
    def reference(self) -> bool:
        return self.row.text("区分") == "参考"

    def quantity(self, name: str) -> Quantity | None:
        return quantity(self.row.text(name), self.row.text("単位"))


def read_indicators(folder: Path, plan: Plan) -> list[Indicator]:
    found: list[Indicator] = []
    places: Counter[int] = Counter()
    above: dict[int, Indicator] = {}
    for row in table_rows(openpyxl.load_workbook(folder / "成果指標.xlsx").worksheets[0], "基本目標"):
        for goal in sorted(set(map(int, re.findall(r"\d+", narrow(row.text("基本目標")))))):
            places[goal] += 1
            one = Indicator(f"{goal}-指標-{places[goal]}", goal, row, {})
            one.results = {year: _result(one, year, plan) for year in plan.years}
            found.append(one)
            if one.reference:
                above[goal].references.append(one)
            else:
                above[goal] = one
    return found


def _result(one: Indicator, year: int, plan: Plan) -> Result:
    if one.reference:
        return Result("")
    result = _judged(one, year)
    if result.rate is not None:
        result.letter = plan.band(result.rate)
    elif year > plan.year:
        result.state = ""
    return result


def _judged(one: Indicator, year: int) -> Result:
    target, actual, baseline = (one.quantity(name) for name in (f"目標{year}", f"実績{year}", "初期値"))
    method = narrow(one.row.text("算定方法"))
    if target is None:
        return Result(NOT_RATED)
    if actual is None:
        return Result(UNGRADED)
    needed = [target, actual, *([baseline] if baseline and method == "改善率" else [])]
    if len({one.base for one in needed}) > 1:
        return Result(NOT_COMPUTABLE, reason="単位が異なる")
    if method == "改善率":
        return _improvement(target.amount, actual.amount, baseline)
    if not target.amount:
        return Result(NOT_COMPUTABLE, reason="目標値が0")
    if method == "b/a" and not actual.amount:
        return Result(NOT_COMPUTABLE, reason="実績が0")
    rate = actual.amount / target.amount
    return Result(RATED, 1 / rate if method == "b/a" else rate)


def _improvement(target: Fraction, actual: Fraction, baseline: Quantity | None) -> Result:
    if baseline is None:
        return Result(NOT_COMPUTABLE, reason="初期値がない")
    if baseline.amount == target:
        return Result(NOT_COMPUTABLE, reason="初期値と目標値が同じ")
    return Result(RATED, (baseline.amount - actual) / (baseline.amount - target))


# ---- comparing -------------------------------------------------------------------------------------------------------------------


class Differences(list[str]):
    """What was found otherwise than it must be, in words."""

    def check(self, where: str, found: object, due: object) -> None:
        if not _same(found, due):
            self.append(f"{where}: {found!r} instead of {_plain(due)!r}")


def _plain(value: object) -> object:
    return float(value) if isinstance(value, Fraction) else value


def _same(found: object, due: object) -> bool:
    found, due = ("" if value is None else _plain(value) for value in (found, due))
    if isinstance(found, int | float) and isinstance(due, int | float):
        return isclose(found, due, rel_tol=1e-12, abs_tol=1e-15)
    return found == due


def percent(rate: Fraction, places: int) -> str:
    """Rounded half away from 0."""
    scaled = abs(rate) * 100 * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    text = f"{whole // 10**places}.{whole % 10**places:0{places}d}"
    return f"{'-' if rate < 0 and whole else ''}{text}％"


@dataclass
class Expected:
    """All that was worked out of a plan folder."""

    plan: Plan
    initiatives: dict[str, Initiative]
    returns: list[Return]
    indicators: list[Indicator]
    scopes: list[Scope]

    @property
    def total(self) -> Scope:
        return self.scopes[-1]

    def outcomes(self) -> Counter[str]:
        return Counter(row.outcome for file in self.returns for row in file.rows)


def work_out(folder: Path) -> Expected:
    """Read a plan folder and settle all that its report has to say."""
    plan = Plan(folder / "計画.xlsx")
    initiatives = read_initiatives(folder, plan)
    paths = sorted((folder / "inbox").rglob("*.xlsx"))
    returns = [read_return(path, folder / "inbox", plan) for path in paths]
    settle(returns, initiatives, plan)
    indicators = read_indicators(folder, plan)
    return Expected(plan, initiatives, returns, indicators, count_scopes(initiatives.values(), plan))


def compare(folder: Path, output: Path, terminal: str) -> list[str]:
    """Every difference between the outputs, what the terminal said, and what the inputs of the plan folder come to."""
    due, found = work_out(folder), Differences()
    name = f"{japanese_year(due.plan.year)}_"
    committee = openpyxl.load_workbook(output / f"{name}推進状況報告書.xlsx", data_only=True)
    staff = openpyxl.load_workbook(output / f"{name}確認結果.xlsx", data_only=True)
    record = json.loads((output / "記録.json").read_text("utf-8"))
    with (output / f"{name}取組推進状況.csv").open(encoding="utf-8-sig", newline="") as stream:
        published = list(csv.reader(stream))
    _cover(committee["表紙"], due, found)
    for scope in due.scopes[:-1]:
        _goal(committee[due.plan.scope(scope.goal)], scope, due, found)
    _list(committee["取組推進状況一覧"], due, found)
    _totals(committee["各取組の総括"], due, found)
    _data(committee["データ"], published, due, found)
    _status(staff["提出状況"], due, found)
    _relistings(staff["突合"], due, found)
    _pairs(staff["突合"], due, found)
    findings = Counter(row.text("区分") for row in table_rows(staff["確認事項"], "区分"))
    _record(record, folder, findings, due, found)
    _terminal(terminal.splitlines(), findings, due, found)
    return found


def _lines(sheet: Worksheet) -> list[list[Any]]:
    return [list(line) for line in sheet.iter_rows(values_only=True)]


def _line(sheet: Worksheet, first: str, after: int = 0) -> int:
    """The row (from 1) of which the first cell is `first`; an IndexError says that it is not there."""
    return [line for line in range(after + 1, sheet.max_row + 1) if sheet.cell(line, 1).value == first][0]


def _check_row(where: str, sheet: Worksheet, line: int, values: Sequence[object], found: Differences) -> None:
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(line, column)
        found.check(f"{where} {sheet.title}!{cell.coordinate}", cell.value, value)


def _totals(sheet: Worksheet, due: Expected, found: Differences) -> None:
    """Each goal and the total: counts, shares, what is open, the overall grade, the decided one, the shaded ones; and the words."""
    plan, first = due.plan, _line(sheet, "目標")
    for line, scope in enumerate(due.scopes, start=first + 1):
        where = plan.scope(scope.goal)
        row = [where, plan.goals.get(scope.goal), scope.initiatives, scope.share or 0, *scope.counts, *scope.shares]
        row += [scope.open, *scope.left_out, scope.letter]
        row += [plan.decided.get(where)] if plan.decided else []
        row += scope.affected if plan.shading else []
        _check_row(where, sheet, line, row, found)
    words = [str(line[0] or "") for line in _lines(sheet)]
    for scope in due.scopes:
        if scope.letter:
            share = "得点の割合" if plan.rule == "点数" else f"{scope.letter}以上の取組の割合"
            score = f"{percent(scope.score, 2)}、{scope.score.numerator}/{scope.score.denominator}"
            begins = f"{plan.scope(scope.goal)}：{scope.letter}（{share} {score}"
            found.check(f"各取組の総括 {begins}", any(text.startswith(begins) for text in words), True)
    relisted = f"再掲（{due.total.relisted}取組）は{'含めて' if plan.relisted == '数える' else '除いて'}数えています。一覧には{due.total.listed}取組を掲載しています。"
    found.check(f"各取組の総括 {relisted}", relisted in words, due.total.relisted > 0)


def _cover(sheet: Worksheet, due: Expected, found: Differences) -> None:
    """The indicators by grade and state, and the initiatives in one sentence."""
    plan = due.plan
    year = [one.results[plan.year] for one in due.indicators if not one.reference]
    counts = [sum(result.letter == letter for result in year) for letter in plan.letters]
    first, whole = _line(sheet, "区分"), sum(counts)
    for line, (grade, count) in enumerate(zip(plan.grades, counts, strict=True), start=first + 1):
        found.check(f"表紙 {grade.letter}", sheet.cell(line, 1).value, grade.letter)
        found.check(f"表紙 {grade.letter} 指標数", sheet.cell(line, 4).value, count)
        found.check(f"表紙 {grade.letter} 割合", sheet.cell(line, 5).value, Fraction(count, whole) if whole else "")
    found.check("表紙 合計", sheet.cell(_line(sheet, "合計"), 4).value, whole)
    states = Counter(result.state for result in year if not result.letter)
    shown_states = {str(line[0]): line[3] for line in _lines(sheet) if line[0] in (UNGRADED, NOT_RATED, NOT_COMPUTABLE)}
    found.check("表紙 評価のない指標", shown_states, dict(states))
    total = due.total
    graded = "、".join(f"{letter} {count}" for letter, count in zip(plan.letters, total.counts, strict=True))
    beside = {"未評価・未回答": total.open, "集計外": sum(total.left_out)}
    more = "、".join(f"{name} {number}" for name, number in beside.items() if number)
    graded += f"（ほかに{more}）" if more else ""
    decided = f"{plan.decided['合計']}（取りまとめ課の決定）" if "合計" in plan.decided else total.letter or "未定"
    sentence = f"取組{total.initiatives}件の評価は、{graded}、総合評価は {decided} です（「各取組の総括」）。"
    found.check(f"表紙 {sentence}", any(line[0] == sentence for line in _lines(sheet)), True)


def _goal(sheet: Worksheet, scope: Scope, due: Expected, found: Differences) -> None:
    plan, where = due.plan, due.plan.scope(scope.goal)
    left_out = [sum(scope.left_out)] if plan.left_out else []
    row = ["取組の数", scope.initiatives, *scope.counts, scope.open, *left_out, scope.letter]
    _check_row(where, sheet, _line(sheet, "取組の数"), row, found)
    line = _line(sheet, "成果指標")
    own = [one for one in due.indicators if one.goal == scope.goal]
    for one in (one for one in own if not one.reference):
        line = _line(sheet, f"◆{one.row.text('成果指標')}", line)
        _check_indicator(sheet, line + 2, one, plan, found)
    written = sum(str(line[0] or "").startswith("◆") for line in _lines(sheet))
    found.check(f"{where} 指標の数", written, sum(not one.reference for one in own))


def _check_indicator(sheet: Worksheet, line: int, one: Indicator, plan: Plan, found: Differences) -> None:
    for reference in one.references:
        found.check(f"{sheet.title} 参考", sheet.cell(line, 1).value, reference.row.text("成果指標"))
        _check_values(sheet, line, reference, ["初期値", *(f"実績{year}" for year in plan.years)], found)
        line += 1
    _check_values(sheet, line, one, ["初期値", *(f"実績{year}" for year in plan.years)], found)
    _check_values(sheet, line + 1, one, ["", *(f"目標{year}" for year in plan.years)], found)
    for column, result in enumerate(one.results.values(), start=3):
        where = f"{sheet.title} {one.number}"
        rate, letter = (sheet.cell(line + below, column) for below in (2, 3))
        found.check(
            f"{where} 達成率 {rate.coordinate}", rate.value, result.reason if result.rate is None else result.rate
        )
        found.check(f"{where} 評価 {letter.coordinate}", letter.value, result.letter or result.state)


def _check_values(sheet: Worksheet, line: int, one: Indicator, names: Sequence[str], found: Differences) -> None:
    """A number with the unit of its format is the quantity that was written, whatever the unit; words stand as they are."""
    for column, name in enumerate(names, start=2):
        cell = sheet.cell(line, column)
        where, size = f"{sheet.title} {one.number} {name} {cell.coordinate}", one.quantity(name)
        if size is None:
            found.check(where, cell.value, one.row.text(name).strip() if name else "")
            continue
        unit = match[1] if (match := re.search('"([^"]*)"', cell.number_format)) else ""
        base, times = ("%", 100) if "%" in cell.number_format else unit_of(unit)
        found.check(f"{where} 単位", base, size.base)
        found.check(where, _times_of(cell.value, times), size.amount)


def _times_of(value: object, times: int) -> object:
    return Fraction(str(value)) * times if isinstance(value, int | float) else value


def _list(sheet: Worksheet, due: Expected, found: Differences) -> None:
    """What is printed of each initiative is what was typed, the parts of long texts put together."""
    plan = due.plan
    printed: dict[str, dict[str, str]] = {}
    parts: Counter[str] = Counter()
    for row in table_rows(sheet, "番号"):
        number, _, more = row.text("番号").partition("\n")
        parts[number] += 1
        texts = {name: row.text(name) for name in row.cells}
        if more:
            for name in {"取組内容", "初期値", f"実績{plan.year}", *(f"目標{year}" for year in plan.years)}:
                printed[number][name] += texts[name]
        else:
            printed[number] = texts
    found.check("取組推進状況一覧 番号", list(printed), list(due.initiatives))
    for number, one in due.initiatives.items():
        if number not in printed:
            continue
        texts = {name: one.row.text(name) for name in ("取組名", "取組内容", "担当課名", "初期値")}
        texts |= {f"目標{year}": one.row.text(f"目標{year}") for year in plan.years}
        actual = one.answer.actual if one.answer else UNANSWERED
        texts |= {f"実績{plan.year}": actual, f"評価{plan.year}": one.letter}
        texts |= {"網掛け(1:あり)": str(int(one.affected))} if plan.shading else {}
        for name, text in texts.items():
            said = printed[number].get(name, "")
            if parts[number] > 1:  # where a text goes on in another row, a line break may be the end of the row
                said, text = "".join(said.split()), "".join(text.split())
            found.check(f"取組推進状況一覧 {number} {name}", said, text)


def _data(sheet: Worksheet, published: list[list[str]], due: Expected, found: Differences) -> None:
    """The CSV is the sheet, and the sheet has each value once and as it must be."""
    header, *lines = _lines(sheet)
    texts = [["" if value is None else str(value) for value in line] for line in (header, *lines)]
    found.check("CSV 行数", len(published), len(texts))
    for line, (own, other) in enumerate(zip(texts, published, strict=False), start=1):
        for label, value, text in zip(header, own, other, strict=True):
            number = label == "数値" and line > 1 and text and value
            if value.startswith(tuple("=+-@'\t\r\n")) and value not in tuple("=+-@") and not number:
                value = f"'{value}"  # Excel would run it
            found.check(f"CSV {line}行目 {label}", *((float(text), float(value)) if number else (text, value)))
    rows = [dict(zip(header, line, strict=True)) for line in lines]
    keyed = {(row["番号"], row["年度"], row["項目"]): row for row in rows}
    found.check("データ 行の重なり", len(rows) - len(keyed), 0)
    wanted = dict(_records(due))
    for key in keyed.keys() - wanted.keys():
        found.append(f"データ {key}: a row too many")
    for key, record in wanted.items():
        if key not in keyed:
            found.append(f"データ {key}: no row")
            continue
        row, where = keyed[key], f"データ {'/'.join(map(str, key))}"
        for label in header:
            if label not in ("数値", "単位"):
                found.check(f"{where} {label}", row[label], record.get(label))
        _check_value(where, row, record, found)


_Record = dict[str, Any]
_CODES = {"初期値": "baseline", "目標": "target", "実績": "actual", "達成率": "rate", "評価": "grade"}


def _record_of(year: int, item: str, text: str = "", place: tuple[str, str, str] | None = None) -> _Record:
    record: _Record = {"年度": year, "年度（和暦）": japanese_year(year), "項目コード": _CODES[item], "項目": item}
    record |= dict(zip(("出典ファイル", "出典シート", "出典セル"), place, strict=True)) if place else {}
    return record | {"原文": text}


def _records(due: Expected) -> Iterator[tuple[tuple[str, int, str], _Record]]:
    for common, record in [*_of_initiatives(due), *_of_indicators(due)]:
        whole = common | record
        yield (whole["番号"], whole["年度"], whole["項目"]), whole


def _of_initiatives(due: Expected) -> Iterator[tuple[_Record, _Record]]:
    plan = due.plan
    for one in due.initiatives.values():
        common: _Record = {"種別": "取組", "番号": one.number, "基本目標番号": one.goal, "名称": one.name}
        common |= {"基本目標": plan.goals.get(one.goal, ""), "再掲": int(one.relisted)}
        common |= {f"担当課{place}": owner for place, owner in enumerate(one.owners, start=1)}
        for year, item in [(plan.years[0] - 1, "初期値"), *((year, "目標") for year in plan.years)]:
            name = item if item == "初期値" else f"{item}{year}"
            if one.row.text(name).strip() or item == "初期値":
                text = one.row.text(name)
                yield common, _record_of(year, item, text, ("取組一覧.xlsx", *one.row.place(name))) | {"plain": text}
        answer, said = one.answer, {"回答状態": LEFT_OUT if one.letter in plan.left_out else one.state}
        graded = {"評価": one.letter, "網掛け": int(one.affected)}
        if answer is None:
            yield common, _record_of(plan.year, "実績") | said
            yield common, _record_of(plan.year, "評価") | said | graded
            continue
        said["回答課"] = answer.department
        for row, item, text in (
            (answer.actual_row, "実績", answer.actual),
            (answer.grade_row, "評価", "" if _taken_back(answer.grade_row.grade) else answer.grade_row.grade),
        ):
            place = (row.file, *row.row.place(f"{item}{plan.year}"))
            yield (
                common,
                _record_of(plan.year, item, text, place) | said | (graded if item == "評価" else {"plain": text}),
            )


def _of_indicators(due: Expected) -> Iterator[tuple[_Record, _Record]]:
    plan = due.plan
    for one in due.indicators:
        common: _Record = {"種別": "成果指標", "番号": one.number, "基本目標番号": one.goal}
        common |= {"基本目標": plan.goals.get(one.goal, ""), "名称": one.row.text("成果指標")}

        def written(year: int, item: str, name: str, one: Indicator = one) -> _Record:
            place = ("成果指標.xlsx", *one.row.place(name)) if name in one.row.cells else None
            return _record_of(year, item, one.row.text(name), place) | {"quantity": one.quantity(name)}

        yield common, written(plan.years[0] - 1, "初期値", "初期値")
        for year, result in one.results.items():
            if one.row.text(f"目標{year}").strip():
                yield common, written(year, "目標", f"目標{year}")
            due_now, said = year <= plan.year, one.row.text(f"実績{year}").strip()
            if said or due_now:
                yield common, written(year, "実績", f"実績{year}") | ({} if said else {"回答状態": UNGRADED})
            if due_now and not one.reference:
                yield common, _record_of(year, "達成率") | {"回答状態": result.state, "rate": result.rate}
                yield common, _record_of(year, "評価") | {"回答状態": result.state, "評価": result.letter}


_SOLE = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(件|回|人|か所)")


def _check_value(where: str, row: _Record, record: _Record, found: Differences) -> None:
    """数値 and 単位: of an indicator what its cell says, of a rate the percentage, of an initiative the one plain quantity of its text."""
    value, unit = row["数値"], row["単位"]
    if "rate" in record:
        rate = record["rate"]
        found.check(f"{where} 数値", value, None if rate is None else rate * 100)
        found.check(f"{where} 単位", unit, None if rate is None else "％")
    elif "quantity" in record:
        size = record["quantity"]
        base, times = unit_of(unit or "")
        found.check(f"{where} 単位", base, size.base if size else "")
        found.check(f"{where} 数値", _times_of(value, times), size.amount if size else None)
    elif "plain" in record:
        _check_plain(where, value, unit, record["plain"], found)
    else:
        found.check(f"{where} 数値", value, None)


def _check_plain(where: str, value: object, unit: object, text: str, found: Differences) -> None:
    plain = unicodedata.normalize("NFKC", text)
    if sole := _SOLE.fullmatch(plain):
        found.check(f"{where} 数値", (value, unit), (int(sole[1].replace(",", "")), sole[2]))
    elif not re.search(r"[\d〇一二三四五六七八九十百千万億]", plain):
        found.check(f"{where} 数値", value, None)
    elif isinstance(value, int | float):
        numbers = [float(text.replace(",", "")) for text in re.findall(r"\d[\d,]*(?:\.\d+)?", plain)]
        sizes = {number * times for number in numbers for times in (1, 100, 1000, 10**4, 10**8)}
        kanji = bool(re.search("[〇一二三四五六七八九十百千万億]", plain))
        found.check(f"{where} 数値 {value} in {text!r}", kanji or abs(value) in sizes, True)


def _status(sheet: Worksheet, due: Expected, found: Differences) -> None:
    """Who has returned what, and what became of the rows of each file."""
    for line, row in enumerate(_departments(due), start=_line(sheet, "担当課") + 1):
        _check_row("提出状況", sheet, line, row, found)
    first = _line(sheet, "ファイル")
    lines = {str(line[0]): line[5:9] for line in _lines(sheet)[first:] if line[0]}
    outcomes = {file.name: Counter(row.outcome for row in file.rows) for file in due.returns} | {"合計": due.outcomes()}
    wanted = {
        name: [counts.total(), counts[ACCEPTED], counts[SUPERSEDED], counts[REJECTED]]
        for name, counts in outcomes.items()
    }
    found.check("提出状況 ファイルごとの行数", lines, wanted)


def _departments(due: Expected) -> list[list[Any]]:
    """担当課, 提出, 回答ファイル, 担当する取組, 主に回答する取組, 回答済み, 未回答・未評価 of each 課 that has an initiative."""
    rows = []
    for name in due.plan.asked:
        owned = [one for one in due.initiatives.values() if name in one.asked]
        first = [one for one in owned if one.asked[0] == name]
        done = sum(bool(one.letter) for one in first)
        sent = [row for file in due.returns for row in file.rows if row.department == name]
        kept = [row for row in sent if row.outcome == ACCEPTED]
        if any(row.filled for row in kept) or (kept and not first):
            state = "提出あり"
        elif kept:
            state = "提出（記入なし）"
        else:
            state = "提出（不採用）" if sent else "未提出"
        if owned:
            files = "\n".join(dict.fromkeys(row.file for row in sent))
            rows.append([name, state, files, len(owned), len(first), done, len(first) - done])
    return rows


def _relistings(sheet: Worksheet, due: Expected, found: Differences) -> None:
    """The counts with and without 再掲 of 突合."""
    plan = due.plan
    first = [line for line in range(1, sheet.max_row + 1) if sheet.cell(line, 3).value == "取組数（再掲を含む）"][0]
    for line, scope in enumerate(due.scopes, start=first + 1):
        name = plan.goals.get(scope.goal, "合計")
        row = [plan.scope(scope.goal), name, scope.listed, scope.relisted, scope.listed - scope.relisted, *scope.unique]
        _check_row("再掲", sheet, line, row, found)


def _pairs(sheet: Worksheet, due: Expected, found: Differences) -> None:
    """The rates of 突合 are those of the two figures beside them, and all of an initiative together are judged by the limits of the grades."""
    plan = due.plan
    labels = [str(value) for value in _lines(sheet)[_line(sheet, "番号") - 1]]
    computed: dict[str, set[str]] = {}
    rows = []
    for line in _lines(sheet)[_line(sheet, "番号") :]:
        if not line[0]:
            break
        row = dict(zip(labels, line, strict=False))
        found.check(f"突合 {row['番号']} 自己評価", row["自己評価"], due.initiatives[row["番号"]].letter)
        if row["達成率"]:
            rows.append(row)
            computed.setdefault(row["番号"], set()).add(_pair_letter(row, plan, found))
    for row in rows:
        letters = sorted(computed[row["番号"]], key=plan.letters.index)
        where, between = f"突合 {row['番号']}", "～".join(dict.fromkeys([letters[0], letters[-1]]))
        found.check(f"{where} 計算上の評価", row["計算上の評価"], between)
        found.check(f"{where} 突合結果", row["突合結果"], _verdict(row["自己評価"], letters[0], letters[-1], plan))


def _pair_letter(row: Mapping[str, Any], plan: Plan, found: Differences) -> str:
    """The grade of a row's rate, which is the one figure through the other."""
    target, actual = (quantity(row[name], "") for name in ("目標の数値", "実績の数値"))
    assert target and actual
    rates = [actual.amount / target.amount, *([target.amount / actual.amount] if actual.amount else [])]
    said = str(row["達成率"]).split("（")[0]
    rate = next((rate for rate in rates if percent(rate, 1) == said), None)
    found.check(f"突合 {row['番号']} 達成率", said, said if rate is not None else percent(rates[0], 1))
    return plan.band(rates[0] if rate is None else rate)


def _verdict(own: str | None, best: str, worst: str, plan: Plan) -> str:
    if not own or own not in plan.letters:
        return ""
    rank, high, low = (plan.letters.index(letter) for letter in (own, best, worst))
    if high <= rank <= low:
        return "一致"
    return f"自己評価が高い（{high - rank}段階）" if rank < high else f"自己評価が低い（{rank - low}段階）"


def _record(record: Any, folder: Path, findings: Counter[str], due: Expected, found: Differences) -> None:
    plan = due.plan
    names = ["計画.xlsx", "取組一覧.xlsx", "成果指標.xlsx", *(f"inbox/{file.name}" for file in due.returns)]
    inputs = {name.removeprefix("inbox/"): (folder / name).read_bytes() for name in names}
    wanted = {name: [hashlib.sha256(data).hexdigest(), len(data)] for name, data in inputs.items()}
    found.check("記録 inputs", {one["file"]: [one["sha256"], one["size"]] for one in record["inputs"]}, wanted)
    found.check("記録 rows", record["rows"], dict(due.outcomes()))
    found.check("記録 findings", {name: count for name, count in record["findings"].items() if count}, dict(findings))
    said = {"name": plan.name, "report_year": plan.year, "status": plan.status, "rule": plan.rule}
    said |= {"relisted": plan.relisted, "denominator": plan.denominator}
    found.check("記録 plan", record["plan"], said)
    grades = {}
    for scope in due.scopes:
        counts = dict(zip(plan.letters, scope.counts, strict=True))
        left_out = {"uncounted": dict(zip(plan.left_out, scope.left_out, strict=True))} if plan.left_out else {}
        rest = left_out | {
            "open": scope.open,
            "overall": scope.letter,
            "override": plan.decided.get(plan.scope(scope.goal), ""),
        }
        grades[str(scope.goal or "total")] = counts | rest
    found.check("記録 grades", record["grades"], grades)


def _terminal(lines: list[str], findings: Counter[str], due: Expected, found: Differences) -> None:
    """Each line before the names of the files, but that of 突合, of which the number is not worked out here."""
    wanted = list(_said(findings, due))
    shown_lines = lines[: lines.index("作成したファイル：")] if "作成したファイル：" in lines else lines
    shown_lines = [line for line in shown_lines if not line.startswith("突合：")]
    found.check("画面の行数", len(shown_lines), len(wanted))
    for line, (text, due_text) in enumerate(zip(shown_lines, wanted, strict=False), start=1):
        found.check(f"画面 {line}行目", text, due_text)


_STATES_OF_RETURN = ("提出あり", "提出（記入なし）", "提出（不採用）", "未提出")


def _said(findings: Counter[str], due: Expected) -> Iterator[str]:
    plan, outcomes = due.plan, due.outcomes()
    yield f"{plan.name}　{japanese_year(plan.year)}（{plan.status}）"
    departments = _departments(due)
    states = {state: [row[0] for row in departments if row[1] == state] for state in _STATES_OF_RETURN}
    came = len(states.pop("提出あり"))
    yield f"回答：{len(departments)}課のうち{came}課から提出、ファイル{len(due.returns)}件"
    rows = "、".join(f"{outcome}{outcomes[outcome]}" for outcome in (ACCEPTED, SUPERSEDED, REJECTED))
    yield f"読み取った行：{outcomes.total()}行（{rows}）"
    graded = sum(one.letter in plan.letters for one in due.initiatives.values())
    aside = sum(one.letter in plan.left_out for one in due.initiatives.values())
    yield f"取組：{len(due.initiatives)}件のうち{graded}件が評価済み" + (f"、{aside}件が集計外" if aside else "")
    yield from (f"{state}の課：{'、'.join(names)}" for state, names in states.items() if names)
    yield "確認事項：" + "、".join(f"{severity}{findings[severity]}件" for severity in ("要修正", "要確認", "参考"))
    for scope in due.scopes:
        name = plan.scope(scope.goal)
        counts = "　".join(f"{letter} {count:>3}" for letter, count in zip(plan.letters, scope.counts, strict=True))
        waiting = f"　未評価・未回答 {scope.open}" if scope.open else ""
        waiting += f"　集計外 {sum(scope.left_out)}" if sum(scope.left_out) else ""
        decided = f" → {plan.decided[name]}（取りまとめ課の決定）" if name in plan.decided else ""
        yield (
            f"  {name if scope.goal else '合計 '}　{scope.initiatives:>3}取組　{counts}{waiting}　総合評価 {scope.letter or '－'}{decided}"
        )
    year = Counter(
        one.results[plan.year].letter or one.results[plan.year].state for one in due.indicators if not one.reference
    )
    order = [name for name in [*plan.letters, UNGRADED, NOT_RATED, NOT_COMPUTABLE] if year[name]]
    if order:
        yield "成果指標：" + "、".join(f"{name} {year[name]}" for name in order)


if __name__ == "__main__":
    differences = compare(Path(sys.argv[1]), Path(sys.argv[2]), sys.stdin.read())
    print("\n".join(differences) or "no difference")
    sys.exit(bool(differences))
