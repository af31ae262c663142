"""Small plan folders and returns for the tests, and the command as a user runs it."""

import contextlib
import csv
import io
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

import openpyxl
import pandas as pd
from openpyxl.styles import PatternFill
from torikumi.etl import cli
from torikumi.etl.load_plan import load_plan
from torikumi.schemas import layouts
from torikumi.schemas.cells import cells_frame
from torikumi.schemas.keys import column_letter
from torikumi.schemas.layouts import Layout
from torikumi.schemas.plan import Plan
from torikumi.workbooks.plan_folder import write_plan_folder

Row = Mapping[str, str]

SETTINGS = {
    "計画名": "みなと市地域計画",
    "市町村名": "みなと市",
    "取りまとめ課": "企画課",
    "計画開始年度": "令和2年度",
    "計画終了年度": "令和4年度",
    "報告年度": "令和2年度",
}
GOALS = [
    {"番号": "1", "名称": "相談", "概要": "身近に相談できる。", "方向性": "①窓口"},
    {"番号": "2", "名称": "防災", "概要": "災害に備える。", "方向性": "①訓練"},
]
GRADES = [
    {"評価": letter, "回答での表記": notation, "下限（％）": lower, "内容": wording, "点数": points}
    for letter, notation, lower, wording, points in (
        ("A", "Ａ", "75", "順調", "3"),
        ("B", "Ｂ", "50", "おおむね順調", "2"),
        ("C", "Ｃ", "25", "不足", "1"),
        ("D", "Ｄ", "0", "要改善", "0"),
    )
]
DEPARTMENTS = [
    {"課名": "福祉課", "別名": "福祉係", "区分": "課", "連絡先": "内線10"},
    {"課名": "子ども課", "区分": "課"},
    {"課名": "防災課", "区分": "課"},
    {"課名": "市協議会", "別名": "（市協）", "区分": "関係団体"},
]
SHADING = {
    "凡例": "コロナの影響により目標に届かなかったもの",
    "欄の名前": "コロナの影響",
    "原因の語": "コロナ",
    "色": "D9D9D9",
}


def _initiative(
    number: str,
    name: str,
    departments: str,
    targets: Sequence[str],
    actual: str,
    grade: str,
    shaded: str = "",
    answered: str = "",
) -> dict[str, str]:
    """A row of initiatives.csv: the baseline and the targets of three years, the answer, and the 課 that give it."""
    baseline, first, second, third = targets
    row = {
        "番号": number,
        "取組名": name,
        "取組内容": f"{name}を行います。",
        "担当課名": departments,
        "R1実績（初期値）": baseline,
    }
    row |= {"R2目標": first, "R3目標": second, "R4目標": third, "R2実績": actual, "R2評価": grade}
    return row | {"網掛け": shaded, "回答した課": answered or departments.split("\n")[0]}


INITIATIVES = [
    _initiative("1-1-1-1", "窓口の設置", "福祉課", ("10件", "12件", "14件", "16件"), "相談は12件でした。", "Ａ"),
    _initiative(
        "1-1-1-2",
        "見守り",
        "福祉課\n防災課",
        ("－", "実施", "実施", "実施"),
        "声かけを行いました。",
        "Ａ",
        answered="福祉課\n防災課",
    ),
    _initiative(
        "1-1-2-1",
        "子育て教室",
        "子ども課\n（市協）",
        ("8回", "10回", "10回", "10回"),
        "コロナのため6回でした。",
        "Ｂ",
        shaded="1",
    ),
    _initiative("2-1-1-1", "避難訓練", "防災課", ("4回", "6回", "6回", "6回"), "訓練は3回でした。", "Ｃ"),
    _initiative("2-1-1-2", "備蓄", "防災課\n福祉課", ("？", "検討中", "", ""), "在庫を調べました。", "Ｄ"),
    _initiative(
        "2-1-2-1", "【再掲1-1-1-1】窓口の設置", "福祉課", ("10件", "12件", "14件", "16件"), "相談は12件でした。", "Ａ"
    ),
]
INDICATORS = [
    {
        "基本目標": "1",
        "区分": "指標",
        "成果指標": "相談できる市民の割合",
        "単位": "%",
        "初期値": "40.0%",
        "R2目標値": "50.0%",
        "R2実績": "37.5%",
    },
    {
        "基本目標": "2",
        "区分": "指標",
        "成果指標": "訓練参加者数",
        "単位": "人",
        "初期値": "100人",
        "R2目標値": "120人",
        "関連取組": "2-1-1-1",
    },
]
_INDICATOR_COLUMNS = ["基本目標", "区分", "成果指標", "単位", "出典", "算定方法", "関連取組", "初期値"]
_INDICATOR_COLUMNS += [f"R{year}{item}" for item in ("目標値", "実績") for year in (2, 3, 4)] + ["備考"]


@dataclass
class Content:
    """The CSV files of a plan folder; a test changes what it is about."""

    settings: dict[str, str] = field(default_factory=lambda: dict(SETTINGS))
    goals: list[dict[str, str]] = field(default_factory=lambda: [dict(row) for row in GOALS])
    grades: list[dict[str, str]] = field(default_factory=lambda: [dict(row) for row in GRADES])
    departments: list[dict[str, str]] = field(default_factory=lambda: [dict(row) for row in DEPARTMENTS])
    shading: dict[str, str] = field(default_factory=lambda: dict(SHADING))
    comments: Sequence[Row] = ()
    initiatives: list[dict[str, str]] = field(default_factory=lambda: [dict(row) for row in INITIATIVES])
    indicators: list[dict[str, str]] = field(default_factory=lambda: [dict(row) for row in INDICATORS])

    def write(self, folder: Path) -> Path:
        """The folder of CSV files that `write_plan_folder` takes."""
        folder.mkdir(parents=True)
        _write_csv(folder / "settings.csv", ["項目", "内容"], _items(self.settings))
        _write_csv(folder / "goals.csv", ["番号", "名称", "概要", "方向性"], self.goals)
        columns = ["評価", "回答での表記", "下限（％）", "内容", "点数"]
        columns += ["集計"] if any("集計" in row for row in self.grades) else []
        _write_csv(folder / "grades.csv", columns, self.grades)
        columns = ["課名", "別名", "区分", "後継", "有効年度（から）", "有効年度（まで）", "連絡先"]
        _write_csv(folder / "departments.csv", columns, self.departments)
        _write_csv(folder / "shading.csv", ["項目", "内容"], _items(self.shading))
        _write_csv(folder / "comments.csv", ["区分", "内容"], self.comments)
        _write_csv(folder / "initiatives.csv", list(INITIATIVES[0]), self.initiatives)
        _write_csv(folder / "indicators.csv", _INDICATOR_COLUMNS, self.indicators)
        return folder


def _items(texts: Mapping[str, str]) -> list[Row]:
    return [{"項目": item, "内容": text} for item, text in texts.items()]


def _write_csv(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)


def small_plan(folder: Path, content: Content | None = None) -> Path:
    """A plan folder of 2 goals, 6 initiatives and 3 departments that have all answered."""
    source = (content or Content()).write(folder.with_name(f"{folder.name}_csv"))
    write_plan_folder(folder, range(2020, 2023), source)
    return folder


HEADER = (
    "番号",
    "取組名",
    "取組内容",
    "担当課名",
    "R1実績（初期値）",
    "R2目標",
    "R3目標",
    "R4目標",
    "R2実績",
    "R2評価 ※",
)


def listed(number: str, **changes: str) -> list[str]:
    """The row of an initiative of the small plan as its return has it; `changes` by label without ※."""
    row = next(row for row in INITIATIVES if row["番号"] == number) | changes
    return [row[label.removesuffix(" ※")] for label in HEADER]


def write_return(
    path: Path,
    rows: Iterable[Sequence[str | None]],
    department: str = "",
    header: Sequence[str] = HEADER,
    shaded: Iterable[str] = (),
) -> Path:
    """A return as a department may have made it: title, 回答課, header in row 2, rows from row 3; `shaded` are cells to fill grey."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "取組推進状況一覧"
    sheet["A1"] = "みなと市地域計画　取組推進状況一覧"
    if department:
        sheet["I1"] = f"回答課：{department}"
    for line, row in enumerate([header, *rows], start=2):
        for column, text in enumerate(row, start=1):
            cell = sheet.cell(line, column)
            cell.value = text or None
            if text and text.startswith("="):
                cell.data_type = "s"  # a person typed '=…
    for address in shaded:
        sheet[address].fill = PatternFill("solid", fgColor="FFBFBFBF")
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def edit(path: Path, sheet: str, changes: Mapping[str, str | None]) -> None:
    """Type texts into cells of a workbook."""
    book = openpyxl.load_workbook(path)
    for cell, text in changes.items():
        book[sheet][cell].value = text
    book.save(path)


@dataclass(frozen=True)
class Run:
    """What a run of the command gave."""

    code: int
    out: str
    err: str


def torikumi(*arguments: str | Path) -> Run:
    """Run the command in this process, as the console script does; anything but an exit is a traceback."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    argv = ["torikumi", *map(str, arguments)]
    with mock.patch.object(sys, "argv", argv), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            cli.main()
        except SystemExit as exit:
            code = exit.code if isinstance(exit.code, int) else 0
    return Run(code, out.getvalue(), err.getvalue())


def table(path: Path, sheet: str, first: str, values: bool = True) -> list[dict[str, Any]]:
    """The table of a sheet whose header row starts with `first`, to its first empty row; blank cells are ""."""
    rows = list(openpyxl.load_workbook(path, data_only=values)[sheet].iter_rows(values_only=True))
    start = next(line for line, row in enumerate(rows) if row[0] == first)
    labels = [str(label).replace("\n", "") for label in rows[start] if label]
    found = []
    for row in rows[start + 1 :]:
        if all(value in (None, "") for value in row):
            break
        found.append({label: "" if value is None else value for label, value in zip(labels, row, strict=False)})
    return found


def findings(folder: Path) -> list[dict[str, Any]]:
    """The rows of 確認事項 of a built plan folder."""
    return table(next((folder / "output").glob("*_確認結果.xlsx")), "確認事項", "区分")


def report_list(folder: Path) -> dict[str, dict[str, Any]]:
    """取組推進状況一覧 of a built plan folder, by number."""
    rows = table(next((folder / "output").glob("*_推進状況報告書.xlsx")), "取組推進状況一覧", "番号")
    return {str(row["番号"]): row for row in rows if row["番号"]}


def layout_rows(layout: Layout, rows: Sequence[Row], first_row_id: int = 0) -> pd.DataFrame:
    """Rows by printed label as `extract` gives them: index row_id, a column a field, "" where a row says nothing."""
    columns = [column for column in layout.columns if not column.yearly]
    records = [[row.get(column.label, "") for column in columns] for row in rows]
    index = pd.RangeIndex(first_row_id, first_row_id + len(rows), name="row_id")
    return pd.DataFrame(records, index, [column.field for column in columns], dtype="object")


def plan_of(content: Content | None = None, **settings: str) -> Plan:
    """The plan of the small plan folder, without writing it; `settings` by item."""
    content = content or Content()
    sheets: dict[Layout, Sequence[Row]] = {
        layouts.SETTINGS: _items(content.settings | settings),
        layouts.GOALS: content.goals,
        layouts.GRADES: content.grades,
        layouts.DEPARTMENTS: content.departments,
        layouts.SHADING: _items(content.shading),
        layouts.COMMENTS: content.comments,
    }
    return load_plan({layout.title: layout_rows(layout, rows) for layout, rows in sheets.items()})


def cells(
    file: str, rows: Sequence[Sequence[str]], sheet: str = "R2報告", **looks: Mapping[str, object]
) -> pd.DataFrame:
    """A frame of cells (`schemas.cells`) of rows of texts; `looks` by address: A3={"fill": "solid:BFBFBF"}."""
    found: list[dict[str, object]] = []
    for line, row in enumerate(rows, start=1):
        for column, text in enumerate(row, start=1):
            address = f"{column_letter(column)}{line}"
            if text or address in looks:
                place = {"file": file, "sheet": sheet, "row": line, "column": column, "cell": address}
                found.append(place | {"text": text} | looks.get(address, {}))
    return cells_frame(found)
