"""Writes a plan folder: the workbooks that a clerk fills in, empty or with the sample's content.

The content comes as CSV text (`workbooks/sample/`), one file a sheet; the layouts name them (`schemas.layouts`). 取組一覧 and the returns are made
from one initiatives.csv: the list in the city's layout, the report year's answers only in the returns.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import pandas as pd
from torikumi.schemas import layouts, plan
from torikumi.schemas.exceptions import FolderNotEmpty, OutputUnwritable
from torikumi.schemas.keys import department_name, split_departments
from torikumi.schemas.years import long_year, parse_year, short_year
from torikumi.workbooks.intake import CACHE, INBOX, OUTPUT
from torikumi.workbooks.sheet import BLANK, Sheet
from torikumi.workbooks.styles import Styles, new_workbook
from torikumi.workbooks.tables import Cell, Column, Table, read_csv, write_layout_sheet

__all__ = ["CACHE", "INBOX", "INDICATOR_FILE", "MASTER_FILE", "OUTPUT", "PLAN_FILE", "SAMPLE", "write_plan_folder"]
PLAN_FILE, MASTER_FILE, INDICATOR_FILE = "計画.xlsx", "取組一覧.xlsx", "成果指標.xlsx"
SAMPLE = resources.files("torikumi.workbooks") / "sample"

_LIST_WIDTHS = {
    "number": 9,
    "name": 18,
    "content": 32,
    "department": 16,
    "baseline": 15,
    "target": 12,
    "actual": 30,
    "grade": 6,
}
SAVED = dt.datetime(2021, 5, 14, 17, 15)
_ROWS_OF_A_SPREAD = 7


def write_plan_folder(folder: Path, years: Sequence[int], content: Traversable | Path | None = None) -> list[Path]:
    """Write 計画.xlsx, 取組一覧.xlsx, 成果指標.xlsx and the empty folders inbox and output; with `content`, also the returns.

    `years` are the plan's fiscal years; `content` is a folder of the CSV files of the sample (whose settings then give the years).
    Nothing is ever overwritten: FolderNotEmpty names the first file that is in the way, before anything is written.
    OutputUnwritable where the folder cannot be made. The written files are given back.
    """
    settings = _settings(years, content)
    if content:
        years = _years(settings)
    returns = _returns(read_csv(content / "initiatives.csv"), read_csv(content / "departments.csv")) if content else {}
    names = [PLAN_FILE, MASTER_FILE, INDICATOR_FILE, *(f"{INBOX}/{department}.xlsx" for department in returns)]
    refuse_to_overwrite(folder, names)
    make_folder(folder)
    _write_plan(folder / PLAN_FILE, settings, content)
    title = f"{_content(settings, '計画名')}　取組推進状況一覧"
    master = read_csv(content / "initiatives.csv") if content else pd.DataFrame()
    _write_list(
        folder / MASTER_FILE,
        title,
        years,
        parse_year(_content(settings, "報告年度")),
        _blank_answers(master),
        repeat=True,
    )
    _write_indicators(folder / INDICATOR_FILE, years, content)
    color = _content(read_csv(content / "shading.csv"), "色") if content else ""
    for department, rows in returns.items():
        path = folder / INBOX / f"{department}.xlsx"
        _write_list(
            path, title, years, parse_year(_content(settings, "報告年度")), rows, department=department, color=color
        )
    return [folder / name for name in names]


def make_folder(folder: Path) -> None:
    """The folder with its empty inbox and output; OutputUnwritable where it cannot be made."""
    try:
        (folder / INBOX).mkdir(parents=True, exist_ok=True)
        (folder / OUTPUT).mkdir(exist_ok=True)
    except OSError as error:
        raise OutputUnwritable(f"フォルダ「{folder}」を作れません。書き込める場所か確かめてください。") from error


def refuse_to_overwrite(folder: Path, names: Iterable[str]) -> None:
    """FolderNotEmpty where one of these files is there."""
    existing = next((name for name in names if (folder / name).exists()), None)
    if existing:
        raise FolderNotEmpty(
            f"「{folder / existing}」がすでにあります。上書きはしません。別のフォルダ名を指定してください。"
        )


def _settings(years: Sequence[int], content: Traversable | Path | None) -> pd.DataFrame:
    given = read_csv(content / "settings.csv") if content else pd.DataFrame({"項目": [], "内容": []})
    years_given = {"first_year": years[0], "last_year": years[-1], "report_year": years[0]}
    defaults = {setting.item: setting.default or "" for setting in plan.SETTINGS} | {
        setting.item: long_year(years_given[setting.key]) for setting in plan.SETTINGS if setting.key in years_given
    }
    written = defaults | dict(zip(given["項目"], given["内容"], strict=True))
    return pd.DataFrame(
        [
            (setting.item, written[setting.item], setting.help)
            for setting in plan.SETTINGS
            if not setting.later or setting.item in set(given["項目"])
        ],
        columns=["項目", "内容", "説明"],
    )


def _content(table: pd.DataFrame, item: str) -> str:
    found = table.loc[table["項目"] == item, "内容"]
    return str(found.iloc[0]) if len(found) else ""


def _years(settings: pd.DataFrame) -> Sequence[int]:
    first, last = (parse_year(_content(settings, item)) for item in ("計画開始年度", "計画終了年度"))
    assert first is not None and last is not None  # the sample's own text
    return range(first, last + 1)


def _write_plan(path: Path, settings: pd.DataFrame, content: Traversable | Path | None) -> None:
    book = new_workbook(path, "計画", saved=SAVED)
    styles = Styles(book)
    for layout in layouts.PLAN_SHEETS:
        rows = settings if layout is layouts.SETTINGS else _rows(layout, content)
        columns = [column for column in layout.columns if not column.optional or column.label in rows]
        labels = {column.field: column.label for column in columns}
        sheet = book.add_worksheet(layout.title)
        write_layout_sheet(sheet, styles, layout, labels, rows, [column.width for column in columns])
        if layout is layouts.SETTINGS:
            offer_choices(sheet, rows["項目"])
    book.close()


def offer_choices(sheet: Sheet, items: Iterable[str]) -> None:
    """A list to choose from beside each item of the sheet 計画 that has one."""
    choices = {setting.item: setting.choices for setting in plan.SETTINGS if setting.choices}
    for row, item in enumerate(items, start=1):
        if item in choices:
            sheet.data_validation(row, 1, row, 1, {"validate": "list", "source": list(choices[item])})


def _rows(layout: layouts.Layout, content: Traversable | Path | None) -> pd.DataFrame:
    """What a sheet of 計画.xlsx holds at first: the content's, else only what has to be written there."""
    if content is None:
        return _blank(layout, {"項目": plan.SHADING_ITEMS, "内容": ""} if layout is layouts.SHADING else None)
    if layout.optional and not (content / layout.csv).is_file():
        return _no_overrides(read_csv(content / layouts.GOALS.csv)) if layout is layouts.OVERRIDES else _blank(layout)
    return read_csv(content / layout.csv)


def _blank(layout: layouts.Layout, items: Mapping[str, Any] | None = None) -> pd.DataFrame:
    return pd.DataFrame(items, columns=[column.label for column in layout.columns if not column.optional])


def _no_overrides(goals: pd.DataFrame) -> pd.DataFrame:
    """The sheet 総合評価 with each 範囲 and nothing decided: the computed grades stand."""
    words = next(setting.default or "" for setting in plan.SETTINGS if setting.key == "words")
    scopes = [*(plan.goal_name(words, goal) for goal in goals["番号"]), plan.TOTAL_NAME]
    labels = [column.label for column in layouts.OVERRIDES.columns]
    return pd.DataFrame({"範囲": scopes}, dtype="str").reindex(columns=labels, fill_value="")


def _write_indicators(path: Path, years: Sequence[int], content: Traversable | Path | None) -> None:
    layout = layouts.INDICATORS
    labels = {field: layout.label(field) for field in layout.fields(years)}
    rows = read_csv(content / "indicators.csv") if content else pd.DataFrame(columns=list(labels.values()))
    narrow = {"goals": 9, "kind": 8, "unit": 8, "indicator": 40, "source": 34, "remark": 40}
    book = new_workbook(path, "成果指標", saved=SAVED)
    sheet = book.add_worksheet(layout.title)
    write_layout_sheet(sheet, Styles(book), layout, labels, rows, [narrow.get(field, 11) for field in labels])
    book.close()


def _list_labels(years: Sequence[int], report_year: int) -> dict[str, str]:
    """The columns of the city's list: the answers of the report year alone."""
    layout = layouts.PROGRESS_LIST
    fields = ["number", "name", "content", "department", "baseline", *(f"target_{year}" for year in years)]
    labels = {field: layout.label(field) for field in [*fields, f"actual_{report_year}", f"grade_{report_year}"]}
    return labels | {"baseline": f"{short_year(years[0] - 1)}実績（初期値）"}


def _write_list(
    path: Path,
    title: str,
    years: Sequence[int],
    report_year: int | None,
    rows: pd.DataFrame,
    department: str = "",
    color: str = "",
    repeat: bool = False,
) -> None:
    """The progress list in the city's layout: title, header, rows; `repeat` sets both again at each printed spread."""
    labels = _list_labels(years, report_year or years[0])
    book = new_workbook(path, title, author=department, saved=SAVED)
    sheet: Sheet = book.add_worksheet("取組推進状況一覧")
    styles = Styles(book)
    sheet.set_landscape()
    sheet.set_paper(9)
    table = Table({label.removesuffix(" ※"): _list_column(field, label) for field, label in labels.items()}, BLANK)
    table.set_widths(sheet)
    rows = _shaded(rows, list(table.columns), color)
    line, breaks = 0, []
    for start in range(0, max(len(rows), 1), _ROWS_OF_A_SPREAD if repeat else max(len(rows), 1)):
        if start:
            breaks.append(line)
        sheet.write_string(line, 0, title, styles("title"))
        if department:
            sheet.write_string(line, len(labels) - 2, f"回答課：{department}", styles("heading"))
        spread = rows.iloc[start : start + _ROWS_OF_A_SPREAD if repeat else None]
        line = table.write(sheet, styles, spread, line + 1)
    sheet.set_h_pagebreaks(breaks)
    sheet.freeze_panes(2, 2)
    book.close()


def _list_column(field: str, label: str) -> Column:
    kind = field.rpartition("_")[0] or field
    return Column(label, _LIST_WIDTHS[kind], "grade" if kind == "grade" else "cell")


def _shaded(rows: pd.DataFrame, columns: list[str], color: str) -> pd.DataFrame:
    """The columns of the list; the grade, which is the last, has the colour where 網掛け is filled in."""
    if rows.empty:
        return pd.DataFrame(columns=columns)
    look = {"bg_color": f"#{color}"}
    letters = [
        Cell(letter, look=look) if shaded else letter
        for letter, shaded in zip(rows[columns[-1]], rows["網掛け"], strict=True)
    ]
    return rows[columns[:-1]].assign(**{columns[-1]: letters})


def _blank_answers(rows: pd.DataFrame) -> pd.DataFrame:
    answers = [
        column
        for column in rows.columns
        if column.endswith("評価") or (column.endswith("実績") and "初期値" not in column)
    ]
    return rows.assign(**dict.fromkeys([*answers, "網掛け"], "")) if len(rows) else rows


def _returns(rows: pd.DataFrame, departments: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The rows of each asked 課, in the order of the plan; a 課 that did not answer a joint initiative has its answer blank."""
    asked = departments[departments["区分"] == plan.DEPARTMENT]
    official = {
        department_name(name): row["課名"]
        for row in asked.to_dict("records")
        for name in [row["課名"], *row["別名"].split("\n")]
        if name
    }

    def known(name: str) -> str | None:
        return official.get(department_name(name))

    def named(text: str) -> list[str | None]:
        return [known(name) for name in split_departments(text, known)]

    owners, answered = (rows[column].map(named) for column in ("担当課名", "回答した課"))
    blank = _blank_answers(rows)
    returns = {}
    for department in asked["課名"]:
        own = owners.map(lambda names, department=department: department in names)
        did = answered.map(lambda names, department=department: department in names)
        returns[department] = rows.where(did, blank)[own]
    return {department: own for department, own in returns.items() if len(own)}
