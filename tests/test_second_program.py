"""Two programs, one answer: what torikumi writes of random plans is what `tests.second_program`, which shares no code with it, works out."""

import ast
import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.styles import PatternFill

from tests import second_program
from tests.conftest import Built
from tests.plans import edit, torikumi

Table = list[list[Any]]

_SCALES = (["A", "B", "C", "D"], ["S", "A", "B", "C", "D"], ["◎", "○", "△", "×"], ["4", "3", "2", "1"], ["良", "否"])
_WIDE = str.maketrans("ABCDS1234", "ＡＢＣＤＳ１２３４")
_DEPARTMENTS = ["福祉課", "子ども課", "防災課", "道路課", "総務課"]
_TEXTS = [
    "実施した。",
    "㈱①ｶﾅ　１２件",
    "=1+1",
    "－",
    "一行目\n二行目",
    "延べ3万5千人が参加",
    "12件",
    "1,200人",
]
_CAUSED = ["コロナのため中止", "コロナの影響で3回"]


@dataclass(frozen=True)
class Sent:
    """A return: its file, what its title says, its header with the rows below, and the cells (from the header on) that are shaded."""

    name: str
    heading: str
    rows: Table
    shaded: tuple[tuple[int, int], ...]

    def write(self, inbox: Path) -> None:
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        sheet["A1"], sheet["F1"] = "取組推進状況一覧", self.heading
        _fill(sheet, self.rows, first=2)
        for row, column in self.shaded:
            sheet.cell(2 + row, 1 + column).fill = PatternFill("solid", fgColor="FFBFBFBF")
        book.save(inbox / self.name)


@dataclass(frozen=True)
class Case:
    """A plan folder: the sheets of 計画.xlsx, the rows of the two others, and the returns."""

    plan: dict[str, Table]
    initiatives: Table
    indicators: Table
    returns: list[Sent]

    def write(self, folder: Path) -> Path:
        (folder / "inbox").mkdir(parents=True)
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        for title, rows in self.plan.items():
            _fill(book.create_sheet(title), rows)
        book.save(folder / "計画.xlsx")
        for name, rows in (("取組一覧", self.initiatives), ("成果指標", self.indicators)):
            book = openpyxl.Workbook()
            _fill(book.worksheets[0], rows)
            book.save(folder / f"{name}.xlsx")
        for sent in self.returns:
            sent.write(folder / "inbox")
        return folder


def _fill(sheet: Any, rows: Table, first: int = 1) -> None:
    """Type rows into a sheet: texts as texts, (number, format) as a number cell."""
    for line, row in enumerate(rows, start=first):
        for column, value in enumerate(row, start=1):
            if value in ("", None):
                continue
            cell = sheet.cell(line, column)
            if isinstance(value, tuple):
                cell.value, cell.number_format = value
            else:
                cell.value = value
                cell.data_type = "s"


# ---- random plans ----------------------------------------------------------------------------------------------------------------

_YEARS = (2020, 2021, 2022)
_BANDS = ["100", "90", "75", "66.7", "50", "33.3", "25", "10"]


@st.composite
def _grades(draw: st.DrawFn) -> Table:
    letters = draw(st.sampled_from(_SCALES))
    size = len(letters) - 1
    limits = sorted(draw(st.lists(st.sampled_from(_BANDS), min_size=size, max_size=size, unique=True)), key=float)[::-1]
    points = sorted(draw(st.lists(st.integers(0, 9), min_size=size, max_size=size, unique=True)))[::-1]
    wide = draw(st.booleans())
    rows = [
        [letter, letter.translate(_WIDE) if wide else "", lower, f"{letter}の内容", str(point)]
        for letter, lower, point in zip(letters, [*limits, "0"], [*(point + 1 for point in points), 0], strict=True)
    ]
    header = ["評価", "回答での表記", "下限（％）", "内容", "点数"]
    left_out = draw(st.sampled_from([[], [["対象外", "－"]], [["-", ""], ["事業終了", ""]]]))
    if not left_out:
        return [header, *rows]
    rows = [[*row, draw(st.sampled_from(["", "する"]))] for row in rows]
    for names in left_out:
        rows.insert(draw(st.integers(0, len(rows))), [*names, "", "数えない評価", "", "しない"])
    return [[*header, "集計"], *rows]


@st.composite
def _plan(draw: st.DrawFn) -> dict[str, Table]:
    goals, departments = draw(st.integers(1, 4)), draw(st.integers(2, 5))
    report_year = draw(st.sampled_from(["令和2年度", "R3"]))
    grades = draw(_grades())
    said = [
        ["計画名", "みなと市地域計画"],
        ["市町村名", "みなと市"],
        ["取りまとめ課", "企画課"],
        ["計画開始年度", "R2"],
        ["計画終了年度", "2022"],
        ["報告年度", report_year],
        ["総合評価の決め方", draw(st.sampled_from(["過半", "点数"]))],
        ["再掲の扱い", draw(st.sampled_from(["数える", "数えない"]))],
        ["割合の分母", draw(st.sampled_from(["評価済みの取組", "全取組"]))],
        ["共管の取組の回答", draw(st.sampled_from(["先頭の課", "すべての課"]))],
    ]
    shading = [["凡例", "コロナの影響"], ["欄の名前", "影響"], ["原因の語", "コロナ"]] if draw(st.booleans()) else []
    scopes = st.sampled_from([*(f"目標{goal + 1}" for goal in range(goals)), "合計"])
    decided = draw(st.lists(scopes, max_size=1)) if draw(st.booleans()) else []
    letters = [row[0] for row in grades[1:] if row[-1] != "しない"]
    return {
        "計画": [["項目", "内容"], *said],
        "基本目標": [["番号", "名称"], *([str(goal + 1), f"目標の名{goal + 1}"] for goal in range(goals))],
        "評価区分": grades,
        "担当課": [
            ["課名", "別名", "区分"],
            *([name, f"{name[:-1]}係", "課"] for name in _DEPARTMENTS[:departments]),
            ["市協議会", "（市協）", "関係団体"],
        ],
        "網掛け": [["項目", "内容"], *shading],
        "講評": [["区分", "内容"]],
        "総合評価": [
            ["範囲", "評価", "理由", "決定者"],
            *([scope, draw(st.sampled_from(letters)), "会議", "部長"] for scope in decided),
        ],
    }


@st.composite
def _initiatives(draw: st.DrawFn, plan: dict[str, Table]) -> Table:
    """取組一覧.xlsx: 2 to 12 initiatives of one to three 課, joint ones with or without a partner, some of them 再掲."""
    names = [row[0] for row in plan["担当課"][1:-1]]
    goals = [row[0] for row in plan["基本目標"][1:]]
    part = st.integers(1, 12)
    numbers = draw(st.lists(st.tuples(st.sampled_from(goals), part, part, part), min_size=2, max_size=12, unique=True))
    rows: Table = []
    for parts in numbers:
        owners = draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))
        if draw(st.integers(0, 3)) == 0:
            owners.insert(draw(st.integers(0, len(owners))), "（市協）")
        if draw(st.integers(0, 3)) == 0:
            owners[-1] = owners[-1].replace("課", "係")
        name = f"取組{len(rows)}"
        if rows and draw(st.integers(0, 3)) == 0:
            name = f"【再掲{rows[-1][0]}】{name}"
        texts = draw(st.lists(st.sampled_from(["12件", "実施", "", "検討中", "1,200人"]), min_size=4, max_size=4))
        number, text = "-".join(map(str, parts)), draw(st.sampled_from(["内容", "－", "長い内容。" * 20]))
        rows.append([number, name, text, draw(st.sampled_from(["\n", "、"])).join(owners), *texts])
    return [["番号", "取組名", "取組内容", "担当課名", "初期値", *(f"R{year - 2018}目標" for year in _YEARS)], *rows]


_VALUES = {
    "%": ["37.5％", "50.0%", "4割", "0％", "100%", "120％", "55.5", (0.375, "0.0%"), (0.5, "0%")],
    "人": ["20000人", "3万人", "1,200人", "1.2千人", "0人", "90人（R3.3.31現在）", "100", (1500, "#,##0"), "▲3人"],
    "千円": ["5千円", "4,500円", "3万5千円", "12", "0円", "1億円"],
    "件": ["3件", "4件", "０件", "1,000件"],
}
_WORDS = ["", "設定なし", "検討中", "－", "調査中"]


@st.composite
def _indicators(draw: st.DrawFn, plan: dict[str, Table], numbers: Sequence[str]) -> Table:
    """成果指標.xlsx: rates, counts and money in several scales, words, and now and then a value of another unit."""
    goals = [row[0] for row in plan["基本目標"][1:]]
    header = ["基本目標", "区分", "成果指標", "単位", "出典", "算定方法", "関連取組", "初期値"]
    header += [f"R{year - 2018}{item}" for item in ("目標値", "実績") for year in _YEARS]
    rows: Table = []
    for place in range(draw(st.integers(1, 5))):
        unit = draw(st.sampled_from(sorted(_VALUES)))
        strange = draw(st.sampled_from(sorted(_VALUES))) if draw(st.integers(0, 3)) == 0 else unit
        own, other = st.sampled_from(_VALUES[unit]), st.sampled_from([*_VALUES[strange], *_WORDS])
        values = [draw(own if draw(st.integers(0, 2)) else other) for _ in range(7)]
        shared = "、".join(draw(st.lists(st.sampled_from(goals), min_size=1, max_size=2)))
        reference = bool(rows) and draw(st.integers(0, 4)) == 0
        goal, kind = (rows[-1][0], "参考") if reference else (shared, draw(st.sampled_from(["指標", ""])))
        method = draw(st.sampled_from(["", "A/B", "B/A", "Ｂ／Ａ", "改善率"]))
        unit = "" if unit == strange == "件" and draw(st.booleans()) else unit
        related = draw(st.sampled_from(["", *numbers]))
        rows.append([goal, kind, f"指標{place}", unit, "", method, related, *values])
    return [header, *rows]


@st.composite
def _sent(draw: st.DrawFn, department: str, case: Case, name: str, note: str) -> Sent | None:
    """A return of a 課: its initiatives or some of them, now and then the whole list, a row that is not its own or an unknown number."""
    alias = f"{department[:-1]}係"
    rows = case.initiatives[1:]
    own = [row for row in rows if department in row[3] or alias in row[3]]
    if draw(st.integers(0, 2)) == 0:
        own = [row for row in own if draw(st.booleans())]
    foreign = [row for row in rows if row not in own and not (department in row[3] or alias in row[3])]
    strangers = foreign if draw(st.integers(0, 4)) == 0 else []
    answered = [(row, True) for row in own] + [(row, draw(st.integers(0, 5)) == 0) for row in strangers]
    if draw(st.integers(0, 9)) == 0:
        answered.append((["9-9-9-9", "ない取組", "", department, "", "", "", ""], True))
    if not answered:
        return None
    year = 2020 if ["報告年度", "令和2年度"] in case.plan["計画"] else 2021
    kind = draw(st.sampled_from(["R{0}", "令和{0}年度", "{1}年度", "Ｒ{0}"]))
    prefix = kind.format(year - 2018, year)
    labels = ["番号", "取組名", "担当課名", f"{prefix}実績", f"{prefix}評価", "係名"]
    influenced = len(case.plan["網掛け"]) > 1 and draw(st.booleans())
    labels += ["影響"] if influenced else []
    order = draw(st.permutations(range(len(labels))))
    letters = [letter for row in case.plan["評価区分"][1:] for letter in (row[0], row[1] or row[0])]
    grade = st.one_of(st.sampled_from(letters), st.sampled_from([*letters, "", "", "削除", "済", "Ｚ"]))
    actual = st.sampled_from([*_TEXTS, *_CAUSED, "", "", "削除"])
    table: Table = [[labels[place] for place in order]]
    shaded = []
    for row, says in answered:
        result, letter = (draw(actual), draw(grade)) if says else ("", "")
        result = "長い文。" * 500 if says and draw(st.integers(0, 49)) == 0 else result
        cells = [row[0].translate(_WIDE) if draw(st.booleans()) else row[0], row[1], row[3], result, letter, "庶務係"]
        cells += [draw(st.sampled_from(["", "○", "×"])) if says else ""] if influenced else []
        if result in _CAUSED and letter in letters and draw(st.booleans()):
            shaded.append((len(table), order.index(4)))
        table.append([cells[place] for place in order])
    return Sent(name, f"回答課：{draw(st.sampled_from([department, alias]))}　{note}", table, tuple(shaded))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A plan with its returns: of each 課 none, one, or two."""
    plan = draw(_plan())
    initiatives = draw(_initiatives(plan))
    numbers = [row[0] for row in initiatives[1:]]
    case = Case(plan, initiatives, draw(_indicators(plan, numbers)), [])
    for row in plan["担当課"][1:-1]:
        names = draw(st.permutations([f"{row[0]}.xlsx", f"{row[0]}（再提出）.xlsx"]))
        notes = draw(st.lists(st.sampled_from(["", "再送", "第2版", "Ver.3"]), min_size=2, max_size=2, unique=True))
        files = draw(st.sampled_from([0, 1, 1, 1, 2, 2]))
        for name, note in list(zip(names, notes, strict=True))[:files]:
            if sent := draw(_sent(row[0], case, name, note)):
                case.returns.append(sent)
    return case


def _differences(folder: Path) -> list[str]:
    run = torikumi("build", folder)
    assert run.code in (0, 1), run.err
    return second_program.compare(folder, folder / "output", run.out)


# A build takes most of a second, so there are fewer at the desk than of other random tests.
@settings(max_examples=100 if os.environ.get("CI") else 12)
@given(cases())
def test_what_is_written_of_any_plan_is_what_the_second_program_works_out(case: Case) -> None:
    """Every count, share, rate, grade, state, printed answer, value, row outcome and line of the terminal."""
    with tempfile.TemporaryDirectory() as place:
        assert _differences(case.write(Path(place) / "plan")) == []


def test_of_the_sample_both_programs_say_the_same(sample: Built) -> None:
    """203 initiatives of 37 課."""
    assert second_program.compare(sample.folder, sample.folder / "output", sample.run.out) == []


def test_it_shares_no_code() -> None:
    """The second program imports nothing of the first, nor of the tests."""
    tree = ast.parse(Path(second_program.__file__).read_text("utf-8"))
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = [node.module or "" if isinstance(node, ast.ImportFrom) else node.names[0].name for node in nodes]
    assert not [name for name in names if name.startswith(("torikumi", "tests"))]


_REPORT, _STAFF = "令和2年度_推進状況報告書.xlsx", "令和2年度_確認結果.xlsx"


@pytest.mark.parametrize(
    ("book", "sheet", "cell", "value", "named"),
    [
        (_REPORT, "各取組の総括", "E5", 1, "各取組の総括!E5: 1 instead of 2"),
        (_REPORT, "各取組の総括", "I7", 0.51, "各取組の総括!I7: 0.51 instead of 0.5"),
        (_REPORT, "各取組の総括", "N6", "B", "各取組の総括!N6: 'B' instead of 'C'"),
        (_REPORT, "目標1", "C16", 0.76, "目標1 1-指標-1 達成率 C16: 0.76 instead of 0.75"),
        (_REPORT, "目標1", "C14", 0.38, "実績2020 C14: Fraction(38, 1) instead of 37.5"),
        (_REPORT, "取組推進状況一覧", "I3", "相談は21件でした。", "1-1-1-1 実績2020: '相談は21件でした。'"),
        (_REPORT, "取組推進状況一覧", "K5", 0, "1-1-2-1 網掛け(1:あり): '0' instead of '1'"),
        (_REPORT, "表紙", "D22", 2, "評価のない指標: {'未評価': 2} instead of {'未評価': 1}"),
        (_REPORT, "データ", "M2", "11件", "CSV 2行目 原文"),
        (_STAFF, "提出状況", "F4", 2, "提出状況!F4: 2 instead of 3"),
        (_STAFF, "突合", "F21", 1, "突合!F21: 1 instead of 2"),
    ],
)
def test_one_changed_cell_is_named(
    small: Built, tmp_path: Path, book: str, sheet: str, cell: str, value: object, named: str
) -> None:
    """Whatever is written otherwise than the returns come to is found, with its place."""
    output = Path(shutil.copytree(small.folder / "output", tmp_path / "output"))
    changed = openpyxl.load_workbook(output / book, data_only=True)  # with values, which a formula would lose
    changed[sheet][cell] = value
    changed.save(output / book)
    found = second_program.compare(small.folder, output, small.run.out)
    assert any(named in difference for difference in found), found


def test_one_changed_return_is_named(small: Built, tmp_path: Path) -> None:
    """A grade that is typed over after the build: the counts, the list, the data, the record and the terminal are all found out."""
    folder = Path(shutil.copytree(small.folder, tmp_path / "plan"))
    edit(folder / "inbox" / "防災課.xlsx", "取組推進状況一覧", {"J4": "Ａ"})
    found = second_program.compare(folder, folder / "output", small.run.out)
    assert "取組推進状況一覧 2-1-1-1 評価2020: 'C' instead of 'A'" in found
    assert "データ 2-1-1-1/2020/評価 評価: 'C' instead of 'A'" in found
    assert {difference.split(" ")[0] for difference in found} >= {"目標2", "合計", "表紙", "記録", "画面"}


def test_one_changed_line_of_the_terminal_is_named(small: Built) -> None:
    """The screen says what the workbooks say."""
    said = small.run.out.replace("採用8", "採用7")
    found = second_program.compare(small.folder, small.folder / "output", said)
    assert len(found) == 1
    assert found[0].startswith("画面 3行目: ")
