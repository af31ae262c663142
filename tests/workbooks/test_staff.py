"""The staff's workbook, read back: who has returned what, what is to be done, and where every value stood."""

from pathlib import Path

import openpyxl

from tests.conftest import Built
from tests.plans import findings, listed, table, torikumi, write_return


def test_sheets(sample: Built) -> None:
    """The four sheets of the design are there in their order, 提出状況 first."""
    names = openpyxl.load_workbook(sample.staff).sheetnames
    assert [name for name in names if name in ("提出状況", "確認事項", "突合", "出典")] == [
        "提出状況",
        "確認事項",
        "突合",
        "出典",
    ]
    assert names[0] == "提出状況"


def test_returned_departments_and_their_counts_add_up(sample: Built) -> None:
    """37 課 with what they own and answer first: the 203 initiatives once each, all answered."""
    rows = table(sample.staff, "提出状況", "担当課")
    departments = [row for row in rows if row["担当課"] != "合計"]
    assert len(departments) == 37
    assert {row["提出"] for row in departments} == {"提出あり"}
    assert sum(row["主に回答する取組"] for row in departments) == sum(row["回答済み"] for row in departments) == 203
    assert {row["未回答・未評価"] for row in departments} == {0}


def test_files_and_their_rows_add_up(sample: Built) -> None:
    """Each file with its rows: 261 in all, all accepted; the sum is there and true."""
    files = table(sample.staff, "提出状況", "ファイル")
    total = files.pop()
    assert len(files) == 37
    for column in ("行数", "採用", "差替え", "不採用"):
        assert sum(row[column] for row in files) == total[column]
    assert (total["行数"], total["採用"]) == (261, 261)
    assert {(row["形式"], row["保存日時"]) for row in files} == {("xlsx", "2021-05-14 17:15:00")}


def test_comparison_shows_both_sides(sample: Built) -> None:
    """A self grade beside the figures it stands for, nothing changed."""
    rows = {row["番号"]: row for row in table(sample.staff, "突合", "番号")}
    shown = {
        number: [
            rows[number][label]
            for label in ("目標の数値", "実績の数値", "達成率", "計算上の評価", "自己評価", "突合結果")
        ]
        for number in ("4-1-1-4", "4-1-2-1", "2-1-1-1")
    }
    assert shown == {
        "4-1-1-4": ["20台", "14台", "70.0％", "B", "A", "自己評価が高い（1段階）"],
        "4-1-2-1": ["150,000人", "65,255人", "43.5％", "C", "B", "自己評価が高い（1段階）"],
        "2-1-1-1": ["５か所", "４", "80.0％", "A", "B", "自己評価が低い（1段階）"],
    }


def test_sources_lead_to_the_cell_that_was_read(sample: Built) -> None:
    """Every row of 出典 names a cell that holds just that text: checked in full for three returns and the master list."""
    sources = table(sample.staff, "出典", "番号")
    for name in ("商工課.xlsx", "生活福祉課.xlsx", "農水課.xlsx"):
        _check(sample.folder / "inbox" / name, [row for row in sources if row["ファイル"] == name])
    _check(sample.folder / "取組一覧.xlsx", [row for row in sources if row["ファイル"] == "取組一覧.xlsx"])
    plan_files = {"計画.xlsx", "取組一覧.xlsx", "成果指標.xlsx"}
    assert {(row["ファイル"] in plan_files, row["扱い"]) for row in sources} == {(True, "計画の値"), (False, "採用")}


def _check(path: Path, sources: list[dict[str, object]]) -> None:
    """The rows of 出典 of a file against the file: each cell as told, and no filled cell of an initiative's row left out."""
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert sources
    assert [str(sheet[str(row["セル"])].value) for row in sources] == [row["書かれている内容"] for row in sources]
    filled = {
        cell.coordinate for row in sheet.iter_rows() if str(row[0].value).count("-") == 3 for cell in row if cell.value
    }
    assert filled == {str(row["セル"]) for row in sources}


def test_findings_say_everything_in_words(plan: Path) -> None:
    """Severity, kind, place and remedy stand in words in each row, errors first."""
    write_return(plan / "inbox" / "子ども課.xlsx", [listed("1-1-2-1", 番号="9-9-9-9", R2評価="Ｅ")], "子ども課")
    (plan / "inbox" / "空.xlsx").write_bytes(b"")
    torikumi("build", plan)
    rows = findings(plan)
    assert [row["区分"] for row in rows] == sorted(
        (row["区分"] for row in rows), key=["要修正", "要確認", "参考"].index
    )
    assert all(row["種類"] and row["内容"] and row["対応"] for row in rows)


def test_what_became_of_a_refused_row_stands_in_the_sources(plan: Path) -> None:
    """The cells of a row that was not accepted are in 出典 as 不採用, with their text."""
    write_return(plan / "inbox" / "子ども課.xlsx", [listed("1-1-2-1", 番号="9-9-9-9", R2評価="Ｅ")], "子ども課")
    torikumi("build", plan)
    rows = [
        row
        for row in table(plan / "output" / "令和2年度_確認結果.xlsx", "出典", "番号")
        if row["ファイル"] == "子ども課.xlsx"
    ]
    assert {row["扱い"] for row in rows} == {"不採用"}
    assert ("R2評価", "Ｅ", "J3") in [(row["項目"], row["書かれている内容"], row["セル"]) for row in rows]
