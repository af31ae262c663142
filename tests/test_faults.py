"""Mistakes in the plan folder: all of them in one run, a line each with file, sheet, cell and remedy."""

from pathlib import Path

import openpyxl

from tests.plans import Content, edit, small_plan, torikumi

_ALL = "計画のフォルダに、次の直すところがあります。すべて直して保存し、もう一度実行してください。"


def _lines(folder: Path) -> list[str]:
    """What a refused build says."""
    run = torikumi("build", folder)
    assert (run.code, run.out) == (2, "")
    assert list((folder / "output").iterdir()) == []
    return run.err.splitlines()


def _delete(path: Path, sheet: str, cells: str) -> None:
    """Delete rows (`3`) or a column (`B`) of a sheet."""
    book = openpyxl.load_workbook(path)
    if cells.isdecimal():
        book[sheet].delete_rows(int(cells))
    else:
        book[sheet].delete_cols(ord(cells) - 64)
    book.save(path)


def test_the_faults_of_every_sheet_and_file_are_told_at_once(plan: Path) -> None:
    """A clerk who has made a mistake in each place runs the command once to see them all, each at the cell that is to be mended."""
    book = plan / "計画.xlsx"
    edit(book, "計画", {"B2": None, "B8": "令和九十年", "B10": "確定版"})
    edit(book, "基本目標", {"B3": None})
    edit(book, "評価区分", {"C2": "多い", "E3": None})
    edit(book, "担当課", {"B3": "福祉課", "C4": "係"})
    edit(plan / "取組一覧.xlsx", "取組推進状況一覧", {"A4": None, "B5": None, "D6": None})
    edit(plan / "成果指標.xlsx", "成果指標", {"C1": "成果指票"})
    assert _lines(plan) == [
        _ALL,
        "計画.xlsx 計画 B2：「計画名」が空欄です。値を記入して、もう一度実行してください。",
        "計画.xlsx 計画 B8：「令和九十年」は使えません。「令和2年度」「R2」「2020」のように書いてください。",
        "計画.xlsx 計画 B10：「確定版」は使えません。案、確定 のいずれかにしてください。",
        "計画.xlsx 基本目標 B3：「名称」が空欄です。値を記入して、もう一度実行してください。",
        "計画.xlsx 評価区分 C2：「多い」は使えません。「下限（％）」には、この評価になる達成率の下限（達成率で評価しない計画では、すべて空欄）を書いてください。",
        "計画.xlsx 評価区分 E3：「点数」が空欄ですが、ほかの評価には記入があります。集計するすべての評価に記入するか、すべて空欄にしてください。",
        "計画.xlsx 担当課 B3：別名「福祉課」が2つの課に当てはまります。「福祉課」と「子ども課」のどちらの別名か決め、一方から消してください。",
        "計画.xlsx 担当課 C4：「係」は使えません。「区分」には、課、または 関係団体（照会しない相手）を書いてください。",
        "取組一覧.xlsx 取組推進状況一覧 A4：「番号」が空欄です。値を記入して、もう一度実行してください。",
        "取組一覧.xlsx 取組推進状況一覧 B5：「取組名」が空欄です。値を記入して、もう一度実行してください。",
        "取組一覧.xlsx 取組推進状況一覧 D6：「担当課名」が空欄です。値を記入して、もう一度実行してください。",
        "成果指標.xlsx 成果指標 A1：見出し「成果指標」の列がありません。見出しの言葉を直すか、列を加えてください。",
        "成果指標.xlsx 成果指標 C1：見出し「成果指票」は「成果指標」の誤りではありませんか。この列は使っていません。"
        "見出しを「成果指標」に直して、もう一度実行してください。",
    ]


def test_a_single_fault_is_one_line(plan: Path) -> None:
    """Without a sentence before it."""
    edit(plan / "取組一覧.xlsx", "取組推進状況一覧", {"B4": None})
    assert _lines(plan) == [
        "取組一覧.xlsx 取組推進状況一覧 B4：「取組名」が空欄です。値を記入して、もう一度実行してください。"
    ]


def test_an_empty_folder_says_all_that_is_to_be_written(tmp_path: Path) -> None:
    """What `init` leaves blank, as a list."""
    folder = tmp_path / "plan"
    torikumi("init", folder, "--years", "R5-R9")
    assert [line.split("：")[0] for line in _lines(folder)[1:]] == [
        "計画.xlsx 計画 B2",
        "計画.xlsx 計画 B3",
        "計画.xlsx 計画 B4",
        "計画.xlsx 評価区分 A1",
        "計画.xlsx 担当課 A1",
        "取組一覧.xlsx 取組推進状況一覧 A2",
    ]


def test_rows_are_counted_and_not_what_is_wrong_with_each(tmp_path: Path) -> None:
    """18 rows without a name are 18 lines; of more than 20 the rest is a number."""
    content = Content()
    content.initiatives = [content.initiatives[0] | {"番号": f"1-1-1-{place}"} for place in range(1, 24)]
    folder = small_plan(tmp_path / "plan", content)
    book = openpyxl.load_workbook(folder / "取組一覧.xlsx")
    sheet = book["取組推進状況一覧"]
    rows = [row for row in range(3, sheet.max_row + 1) if str(sheet.cell(row, 1).value).startswith("1-1-1-")]
    for row in rows[:18]:
        sheet.cell(row, 2).value = None
    book.save(folder / "取組一覧.xlsx")
    lines = _lines(folder)
    assert [line.split("：")[1].split("。")[0] for line in lines[1:]] == ["「取組名」が空欄です"] * 18
    for row in rows:
        sheet.cell(row, 2).value = None
    book.save(folder / "取組一覧.xlsx")
    lines = _lines(folder)
    assert len(lines) == 22
    assert lines[-1] == "取組一覧.xlsx 取組推進状況一覧：ほかに3件あります。"


def test_missing_sheets_and_headings_are_named(plan: Path) -> None:
    """A sheet that is gone, a heading that is gone or renamed, with what is needed."""
    book = openpyxl.load_workbook(plan / "計画.xlsx")
    del book["評価区分"]
    book.save(plan / "計画.xlsx")
    _delete(plan / "計画.xlsx", "担当課", "A")
    edit(plan / "取組一覧.xlsx", "取組推進状況一覧", {"D2": "部署"})
    assert _lines(plan) == [
        _ALL,
        "計画.xlsx：シート「評価区分」がありません。シートを戻してください。",
        "計画.xlsx 担当課 A1：見出し「課名」の列がありません。見出しの言葉を直すか、列を加えてください。",
        "取組一覧.xlsx 取組推進状況一覧：見出し「担当課名」の列がありません。見出しの言葉を直すか、列を加えてください。",
    ]


def test_a_missing_workbook_does_not_hide_the_rest(plan: Path) -> None:
    """取組一覧.xlsx is gone, and a setting is wrong: both."""
    (plan / "取組一覧.xlsx").unlink()
    edit(plan / "計画.xlsx", "計画", {"B2": None})
    lines = _lines(plan)
    assert lines[1] == "計画.xlsx 計画 B2：「計画名」が空欄です。値を記入して、もう一度実行してください。"
    assert f"「{plan / '取組一覧.xlsx'}」がありません。" in lines[2]
