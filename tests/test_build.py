"""The main job, through the command: the sample's known result, and what becomes of a bad inbox, a bad plan and hostile text."""

import csv
import hashlib
import json
import os
import shutil
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from torikumi.workbooks.plan_folder import SAMPLE, write_plan_folder

from tests.conftest import Built
from tests.plans import Content, edit, findings, listed, report_list, small_plan, table, torikumi, write_return

SUMMARY = [
    # scope, initiatives, A, B, C, D, not graded, overall grade
    ("目標1", 17, 12, 4, 0, 1, 0, "A"),
    ("目標2", 16, 5, 10, 0, 1, 0, "B"),
    ("目標3", 25, 12, 6, 5, 2, 0, "B"),
    ("目標4", 108, 51, 34, 13, 10, 0, "B"),
    ("目標5", 37, 20, 15, 1, 1, 0, "A"),
    ("合計", 203, 100, 69, 19, 15, 0, "B"),
]


def _summary(committee: Path) -> list[tuple[object, ...]]:
    """The rows of 各取組の総括: scope, initiatives, counts of A to D, not graded, overall grade."""
    book = openpyxl.load_workbook(committee, data_only=True)
    rows = [row for row in book["各取組の総括"].iter_rows(values_only=True) if row[0]]
    header = next([str(label or "").replace("\n", "") for label in row] for row in rows if row[0] == "目標")
    places = [0, header.index("取組数"), *range(header.index("A"), header.index("A") + 4)]
    places += [next(at for at, label in enumerate(header) if label.startswith("未評価")), header.index("総合評価")]
    scopes = [row for row in rows if str(row[0]).startswith("目標") and row[0] != "目標" or row[0] == "合計"]
    return [tuple(row[place] for place in places) for row in scopes if isinstance(row[places[1]], int)]


def _places(rows: list[dict[str, object]], title: str) -> list[tuple[object, ...]]:
    """Number, file and cell of the findings of one kind."""
    return [(row["番号"], row["ファイル"], row["セル"]) for row in rows if row["種類"] == title]


def test_sample_gives_the_reports_recounted_grades(sample: Built) -> None:
    """All 203 initiatives are there, and the counts and overall grades are those recounted from the R2 report."""
    assert len(report_list(sample.folder)) == 203
    assert _summary(sample.committee) == SUMMARY
    record = json.loads(sample.record.read_text("utf-8"))
    assert record["grades"]["total"] == {"A": 100, "B": 69, "C": 19, "D": 15, "open": 0, "overall": "B", "override": ""}
    assert record["rows"] == {"採用": 261}


def test_sample_counts_its_indicators_without_making_zero_of_blank(sample: Built) -> None:
    """Of the 15 indicators one is an A and one a B; twelve without an actual are no D, the one without a target is out."""
    cover = list(openpyxl.load_workbook(sample.committee, data_only=True)["表紙"].iter_rows(values_only=True))
    kinds = ("A", "B", "C", "D", "未評価", "評価対象外")
    counts = {row[0]: next(value for value in row[1:] if isinstance(value, int)) for row in cover if row[0] in kinds}
    assert counts == {"A": 1, "B": 1, "C": 0, "D": 0, "未評価": 12, "評価対象外": 1}
    assert "成果指標：A 1、B 1、未評価 12、評価対象外 1" in sample.run.out


def test_sample_leaves_nothing_to_correct(sample: Built) -> None:
    """The sample needs no correction: exit 0, no 要修正, and every finding says where it comes from and what to do."""
    rows = findings(sample.folder)
    assert (sample.run.code, sample.run.err) == (0, "")
    assert [row for row in rows if row["区分"] == "要修正"] == []
    assert all(row["対応"] for row in rows)
    assert [row["種類"] for row in rows if not row["セル"]] == ["設定で変わる総合評価"] * 2


def test_sample_names_the_reports_own_slips(sample: Built) -> None:
    """The three half-width grades, the two wrong 再掲 and 2.131人 are named with their cells, and nothing else of the kind."""
    rows = findings(sample.folder)
    assert _places(rows, "評価の読み替え") == [
        ("4-1-5-10", "こども相談課.xlsx", "M9"),
        ("4-1-3-7", "生活福祉課.xlsx", "M11"),
        ("4-1-5-9", "生活福祉課.xlsx", "M14"),
    ]
    assert [row["内容"] for row in rows if row["種類"] == "再掲の番号違い"] == [
        "再掲の番号「3-1-1-7」は別の名称の取組です（同じ名称の取組：3-1-1-8）。",
        "再掲の番号「4-1-5-10」は別の名称の取組です（同じ名称の取組：4-1-5-9）。",
    ]
    assert _places(rows, "再掲の番号違い") == [
        ("4-1-2-2", "取組一覧.xlsx", "B98"),
        ("4-1-8-3", "取組一覧.xlsx", "B176"),
    ]
    assert _places(rows, "桁区切りの疑い") == [("4-3-2-2", "障害福祉課.xlsx", "L30")]
    assert "「2.131人」は「2,131人」の誤りではありませんか。" in next(
        row["内容"] for row in rows if row["種類"] == "桁区切りの疑い"
    )


# Every finding of the sample by its kind: a new one must be one that a clerk agrees with.
SAMPLE_FINDINGS = {
    "実績のない指標": 12,
    "数値のない実績": 6,
    "自己評価と数値の差": 4,
    "評価の読み替え": 3,
    "再掲と元の内容の違い": 3,
    "再掲の番号違い": 2,
    "設定で変わる総合評価": 2,
    "網掛けと数値の食い違い": 1,
    "桁区切りの疑い": 1,
    "一方にしかない実績": 1,
    "年度のずれた目標": 1,
    "指標と取組で異なる値": 1,
    "評価対象外の指標": 1,
    "再掲の名称": 1,
}


def test_sample_findings_by_kind(sample: Built) -> None:
    """The sample has just these findings."""
    assert Counter(row["種類"] for row in findings(sample.folder)) == SAMPLE_FINDINGS


def test_terminal_sums_up_the_build(sample: Built) -> None:
    """The summary names returns, rows, initiatives, findings, grades per goal and in total, and the files written."""
    lines = sample.run.out.splitlines()
    assert lines[0] == "鎌倉市地域福祉計画　令和2年度（案）"
    assert "回答：37課のうち37課から提出、ファイル37件" in lines
    assert "読み取った行：261行（採用261、差替え0、不採用0）" in lines
    assert "取組：203件のうち203件が評価済み" in lines
    assert (
        f"確認事項：要修正0件、要確認{sum(row['区分'] == '要確認' for row in findings(sample.folder))}件"
        in sample.run.out
    )
    assert "  目標4　108取組　A  51　B  34　C  13　D  10　総合評価 B" in lines
    assert "  合計 　203取組　A 100　B  69　C  19　D  15　総合評価 B" in lines
    for path in (sample.committee, sample.staff, sample.csv, sample.record):
        assert f"  {path}" in lines


def test_two_samples_made_at_different_times_give_equal_bytes(sample: Built, tmp_path: Path) -> None:
    """A second sample, written later and elsewhere, gives the same bytes of all outputs; so does a second build."""
    later = tmp_path / "later"
    torikumi("init", later, "--sample")
    for path in later.rglob("*.xlsx"):
        os.utime(path, (1, 1))
    assert torikumi("build", later).code == 0
    names = sorted(path.name for path in (sample.folder / "output").iterdir())
    assert names == sorted(path.name for path in (later / "output").iterdir())
    assert len(names) >= 4
    assert [_sha(later / "output" / name) for name in names] == [
        _sha(sample.folder / "output" / name) for name in names
    ]


def _sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_building_again_gives_the_same_bytes_and_no_second_files(plan: Path) -> None:
    """A build may be repeated: the same files with the same bytes."""
    torikumi("build", plan)
    first = {path.name: path.read_bytes() for path in (plan / "output").iterdir()}
    assert torikumi("build", plan).code == 0
    assert {path.name: path.read_bytes() for path in (plan / "output").iterdir()} == first
    assert len(first) >= 4


# ---- The full report -------------------------------------------------------------------------------------------------------


def _full_report() -> Path:
    """Where the report's own tables are: beside the checkout, or where the environment says; they are not part of the project."""
    given = os.environ.get("TORIKUMI_R2_REPORT")
    return Path(given) if given else Path(__file__).resolve().parents[2] / "shared" / "r2-report"


@pytest.mark.skipif(
    not (_full_report() / "initiatives.csv").is_file(), reason="the report's tables are not beside the checkout"
)
def test_full_report_gives_the_same_counts(tmp_path: Path) -> None:
    """A plan folder of the report's own texts gives the same counts, and names the same slips."""
    content = tmp_path / "content"
    shutil.copytree(str(SAMPLE), content)
    _merge(content / "initiatives.csv", _rows(_full_report() / "initiatives.csv"))
    own = [row for row in _rows(content / "indicators.csv") if row["区分"] == "指標"]
    report = _rows(_full_report() / "indicators.csv")
    columns = [name for name in report[0] if name in own[0] and name != "備考"]
    _write(
        content / "indicators.csv",
        [mine | {name: theirs[name] for name in columns} for mine, theirs in zip(own, report, strict=True)],
    )
    folder = tmp_path / "plan"
    write_plan_folder(folder, range(2020, 2026), content)
    run = torikumi("build", folder)
    rows = findings(folder)
    assert _summary(folder / "output" / "令和2年度_推進状況報告書.xlsx") == SUMMARY
    assert "成果指標：A 1、B 1、未評価 12、評価対象外 1" in run.out
    assert (run.code, "203件のうち203件が評価済み" in run.out) == (0, True)
    assert sorted(row["番号"] for row in rows if row["種類"] == "評価の読み替え") == ["4-1-3-7", "4-1-5-10", "4-1-5-9"]
    assert [row["番号"] for row in rows if row["種類"] == "再掲の番号違い"] == ["4-1-2-2", "4-1-8-3"]
    assert [row["番号"] for row in rows if row["種類"] == "桁区切りの疑い"] == ["4-3-2-2"]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _merge(path: Path, report: list[dict[str, str]]) -> None:
    """The report's rows, with what the report's text does not have (網掛け, 回答した課) from the sample's."""
    own = {row["番号"]: row for row in _rows(path)}
    _write(path, [own[row["番号"]] | row for row in report])


# ---- Missing and bad returns -----------------------------------------------------------------------------------------------


def test_missing_return_leaves_its_initiatives_unanswered(plan: Path) -> None:
    """Without a 課's return its initiatives are 未回答 and nothing else, the 課 is named, and the exit code is 1."""
    (plan / "inbox" / "子ども課.xlsx").unlink()
    run = torikumi("build", plan)
    rows = report_list(plan)
    assert run.code == 1
    assert "未提出の課：子ども課" in run.out
    assert "  目標1　  3取組　A   2　B   0　C   0　D   0　未評価・未回答 1　総合評価 A" in run.out.splitlines()
    assert {number: row["R2評価※"] for number, row in rows.items()} == {
        "1-1-1-1": "A", "1-1-1-2": "A", "1-1-2-1": "", "2-1-1-1": "C", "2-1-1-2": "D", "2-1-2-1": "A",
    }  # fmt: skip
    assert rows["1-1-2-1"]["R2実績"] == "未回答"
    returned = table(plan / "output" / "令和2年度_確認結果.xlsx", "提出状況", "担当課")
    assert {row["担当課"]: row["提出"] for row in returned if row["担当課"] != "合計"} == {
        "福祉課": "提出あり",
        "子ども課": "未提出",
        "防災課": "提出あり",
    }
    assert [(row["種類"], row["課"], row["対応"]) for row in findings(plan) if row["区分"] == "要修正"] == [
        ("回答がない課", "子ども課", "子ども課へ督促してください。")
    ]
    assert _summary(plan / "output" / "令和2年度_推進状況報告書.xlsx") == [
        ("目標1", 3, 2, 0, 0, 0, 1, "A"),
        ("目標2", 3, 1, 0, 1, 1, 0, "C"),
        ("合計", 6, 3, 0, 1, 1, 1, "A"),
    ]


def test_missing_return_of_the_sample(sample: Built, tmp_path: Path) -> None:
    """Of the sample 商工課's three initiatives alone become 未回答; every other row of the list stays as it was."""
    folder = tmp_path / "plan"
    shutil.copytree(sample.folder, folder, ignore=shutil.ignore_patterns("output"))
    (folder / "inbox" / "商工課.xlsx").unlink()
    run = torikumi("build", folder)
    before, after = report_list(sample.folder), report_list(folder)
    assert run.code == 1
    assert "未提出の課：商工課" in run.out
    changed = [number for number in before if before[number] != after[number]]
    assert changed == ["3-1-2-4", "4-1-2-9", "4-1-2-11"]
    assert [(after[number]["R2評価※"], after[number]["R2実績"]) for number in changed] == [("", "未回答")] * 3
    assert _summary(folder / "output" / "令和2年度_推進状況報告書.xlsx")[2:4] == [
        ("目標3", 25, 12, 6, 4, 2, 1, "A"),
        ("目標4", 108, 49, 34, 13, 10, 2, "B"),
    ]


@pytest.mark.parametrize("grade", ["Ｅ", "A'", "A/B", "1", "良"])
def test_unknown_grade_is_no_grade_and_its_result_stands(plan: Path, small: Built, grade: str) -> None:
    """A grade that the plan does not have is 要修正 with its cell; its initiative is 未評価, its result is printed, no other row changes."""
    rows = [listed("1-1-2-1", R2評価=grade)]
    write_return(plan / "inbox" / "子ども課.xlsx", rows, "子ども課")
    run = torikumi("build", plan)
    errors = [row for row in findings(plan) if row["区分"] == "要修正" and row["種類"] == "評価区分にない評価"]
    assert run.code == 1
    assert "読み取った行：8行（採用8、差替え0、不採用0）" in run.out
    assert [(row["番号"], row["課"]) for row in errors] == [("1-1-2-1", "子ども課")]
    assert [(row["内容"], row["ファイル"], row["シート"], row["セル"]) for row in errors] == [
        (
            f"1-1-2-1の評価「{grade}」は評価区分（A、B、C、D）にありません。この取組は未評価とし、実績は採用しました。",
            "子ども課.xlsx",
            "取組推進状況一覧",
            "J3",
        )
    ]
    before, after = report_list(small.folder), report_list(plan)
    assert [number for number in before if before[number] != after[number]] == ["1-1-2-1"]
    assert (after["1-1-2-1"]["R2評価※"], after["1-1-2-1"]["R2実績"]) == ("", "コロナのため6回でした。")


BROKEN = {
    "空.xlsx": b"",
    "文字.xlsx": "ただの文章です。".encode(),
    "こわれた.xlsx": b"PK\x03\x04" + b"\0" * 40,
    "文書.pdf": b"%PDF-1.7\n%%EOF\n",
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_file_is_named_and_the_others_are_processed(plan: Path, small: Built, name: str) -> None:
    """A file that is no return is 要修正 under its name; all other returns count as before."""
    (plan / "inbox" / name).write_bytes(BROKEN[name])
    run = torikumi("build", plan)
    assert (run.code, run.err) == (1, "")
    assert [row["ファイル"] for row in findings(plan) if row["区分"] == "要修正"] == [name]
    assert report_list(plan) == report_list(small.folder)


def test_workbook_without_a_list_is_named(plan: Path, small: Built) -> None:
    """A workbook without the list's header is 要修正 under its name, and nothing of it is counted."""
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "お知らせ"
    book.save(plan / "inbox" / "メモ.xlsx")
    run = torikumi("build", plan)
    assert run.code == 1
    assert [(row["種類"], row["ファイル"]) for row in findings(plan) if row["区分"] == "要修正"] == [
        ("一覧が見つからない", "メモ.xlsx")
    ]
    assert report_list(plan) == report_list(small.folder)


def test_empty_inbox_is_built_and_everybody_is_asked_for(plan: Path) -> None:
    """Without any return there still are workbooks: all initiatives 未回答, all 課 named, no overall grade, exit 1."""
    for path in (plan / "inbox").iterdir():
        path.unlink()
    run = torikumi("build", plan)
    assert (run.code, "未提出の課：福祉課、子ども課、防災課" in run.out) == (1, True)
    assert {row["R2実績"] for row in report_list(plan).values()} == {"未回答"}
    assert [row[-2:] for row in _summary(plan / "output" / "令和2年度_推進状況報告書.xlsx")] == [
        (3, None),
        (3, None),
        (6, None),
    ]


def test_missing_inbox_stops_the_build_and_an_empty_one_does_not(plan: Path) -> None:
    """An inbox that is not there is not taken for one without returns: one sentence names it, and nothing is written."""
    shutil.rmtree(plan / "inbox")
    run = torikumi("build", plan)
    assert run.code == 2
    assert f"回答のフォルダ「{plan / 'inbox'}」を開けません。" in run.err
    assert list((plan / "output").iterdir()) == []
    (plan / "inbox").mkdir()
    assert torikumi("build", plan).code == 1


# ---- A plan folder that cannot be used -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["計画.xlsx", "取組一覧.xlsx", "成果指標.xlsx"])
@pytest.mark.parametrize("state", ["missing", "empty", "text", "truncated", "folder"])
def test_plan_workbook_missing_or_broken(plan: Path, name: str, state: str) -> None:
    """A workbook of the plan that is missing or broken stops the run with one sentence that names it; nothing is written. A city may
    have no indicators at all."""
    path = plan / name
    data = path.read_bytes()
    path.unlink()
    contents = {"empty": b"", "text": "これは計画です。".encode(), "truncated": data[: len(data) // 2]}
    if state in contents:
        path.write_bytes(contents[state])
    elif state == "folder":
        path.mkdir()
    if (name, state) == ("成果指標.xlsx", "missing"):
        assert torikumi("build", plan).code == 0
    else:
        _refused(plan, name)


def _refused(plan: Path, *words: str) -> None:
    """Not built: exit 2, lines that hold the words and end like a sentence, no traceback, no output."""
    run = torikumi("build", plan)
    assert (run.code, run.out) == (2, "")
    assert [line for line in run.err.splitlines() if not line.endswith(("。", "）"))] == []
    for word in words:
        assert word in run.err
    assert list((plan / "output").iterdir()) == []


@pytest.mark.parametrize("sheet", ["計画", "評価区分", "担当課"])
def test_plan_sheet_missing(plan: Path, sheet: str) -> None:
    """A sheet that is gone from 計画.xlsx is named."""
    book = openpyxl.load_workbook(plan / "計画.xlsx")
    del book[sheet]
    book.save(plan / "計画.xlsx")
    _refused(plan, "計画.xlsx", f"「{sheet}」", "戻してください")


# sheet, what is typed into which cells, and what the sentence must say: place, value, remedy
WRONG_PLANS = {
    "required setting blank": ("計画", {"B2": None}, ["計画 B2：", "「計画名」が空欄です", "記入して"]),
    "setting renamed away": ("計画", {"A2": "計面名"}, ["計画.xlsx 計画", "「計画名」の行がありません", "行を加えて"]),
    "impossible year": (
        "計画",
        {"B9": "令和二十年"},
        ["計画 B9：", "「令和二十年」は使えません", "「令和2年度」「R2」「2020」のように"],
    ),
    "report year outside of the plan": (
        "計画",
        {"B9": "令和9年度"},
        ["計画 B9：", "「令和9年度」は使えません", "計画終了年度までの年度"],
    ),
    "end before start": ("計画", {"B8": "令和元年度"}, ["計画.xlsx 計画 B"]),
    "unknown choice": ("計画", {"B11": "平均"}, ["計画 B11：", "「平均」は使えません", "過半、点数 のいずれか"]),
    "setting twice": ("計画", {"A13": "計画名"}, ["計画 A13：", "「計画名」が2か所にあります", "一方を消して"]),
    "goal twice": ("基本目標", {"A3": "1"}, ["基本目標 A3：", "「1」が2か所にあります"]),
    "goal without a name": ("基本目標", {"B3": None}, ["基本目標 B3：", "「名称」が空欄です"]),
    "grade twice": ("評価区分", {"A3": "A"}, ["評価区分 A3：", "「A」が2か所にあります"]),
    "limit is no number": ("評価区分", {"C3": "半分"}, ["評価区分 C3：", "「半分」は使えません"]),
    "limits rising": ("評価区分", {"C3": "80"}, ["評価区分 C", "下限を順に小さくし"]),
    "department twice": ("担当課", {"A3": "福祉課"}, ["担当課 A3：", "「福祉課」が2か所にあります"]),
    "department neither 課 nor partner": ("担当課", {"C3": "係"}, ["担当課 C3：", "「係」は使えません"]),
}


@pytest.mark.parametrize("case", WRONG_PLANS)
def test_wrong_setting_is_named_with_its_cell_and_remedy(plan: Path, case: str) -> None:
    """A setting that cannot be used stops the run with file, sheet, cell, value and what to write instead."""
    sheet, changes, words = WRONG_PLANS[case]
    edit(plan / "計画.xlsx", sheet, changes)
    _refused(plan, "計画.xlsx", *words)


WRONG_LISTS = {
    "number twice": (
        "取組一覧.xlsx",
        "取組推進状況一覧",
        {"A4": "1-1-1-1"},
        ["A4：", "「1-1-1-1」が2か所にあり、取組名「見守り」がA3の「窓口の設置」と異なります"],
    ),
    "number twice in another width": (
        "取組一覧.xlsx",
        "取組推進状況一覧",
        {"A4": "１－１－１－１"},
        ["A4：", "「１－１－１－１」が2か所にあり、取組名「見守り」がA3の「窓口の設置」と異なります"],
    ),
    "number blank": ("取組一覧.xlsx", "取組推進状況一覧", {"A4": None}, ["A4："]),
    "name blank": ("取組一覧.xlsx", "取組推進状況一覧", {"B4": None}, ["B4：", "「取組名」が空欄です"]),
    "no header": ("取組一覧.xlsx", "取組推進状況一覧", {"A2": "い", "B2": "ろ", "D2": "は"}, ["見出し"]),
    "no indicator header": ("成果指標.xlsx", "成果指標", {"C1": "名前"}, ["見出し"]),
    "column missing": (
        "成果指標.xlsx",
        "成果指標",
        {"G1": "つながり"},
        ["見出し「関連取組」の列がありません", "列を加えて"],
    ),
}


@pytest.mark.parametrize("case", WRONG_LISTS)
def test_wrong_list_is_named_with_its_cell(plan: Path, case: str) -> None:
    """A master list or an indicator sheet that cannot be used stops the run with file, sheet, cell and value."""
    name, sheet, changes, words = WRONG_LISTS[case]
    edit(plan / name, sheet, changes)
    _refused(plan, name, *words)


def test_folder_that_is_no_plan(tmp_path: Path) -> None:
    """A folder without 計画.xlsx is refused with the way to make one; nothing is written into it."""
    run = torikumi("build", tmp_path)
    assert run.code == 2
    assert "計画.xlsx" in run.err
    assert "torikumi init" in run.err
    assert list(tmp_path.iterdir()) == []


# ---- Output is data --------------------------------------------------------------------------------------------------------

HOSTILE = [
    "=1+1",
    "+81-467-23-3000",
    "-5件の減",
    "@SUM(A1)",
    '=HYPERLINK("http://example.invalid","x")',
    "\tタブ",
    "＝全角",
    "'引用符",
]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built plan folder whose results and targets look like formulas."""
    content = Content()
    places = [(row, field) for field in ("R2実績", "R3目標") for row in content.initiatives]
    for text, (row, field) in zip(HOSTILE, places, strict=False):
        row[field] = text
    folder = small_plan(tmp_path_factory.mktemp("hostile") / "plan", content)
    torikumi("build", folder, "--cp932")
    return folder


def test_text_is_never_a_formula_or_a_link(hostile: Path) -> None:
    """Text that starts with = + - @ is a string wherever it stands in both workbooks, and no cell is a link out of the workbook."""
    found: dict[str, set[tuple[str, str]]] = {text: set() for text in HOSTILE}
    for path in sorted((hostile / "output").glob("*.xlsx")):
        for sheet in openpyxl.load_workbook(path):
            for cell in (cell for row in sheet.iter_rows() for cell in row):
                if cell.value in found:
                    found[str(cell.value)].add((sheet.title, cell.data_type))
                assert not (cell.hyperlink and cell.hyperlink.target)
    for text, places in found.items():
        assert {title for title, _ in places} >= {"取組推進状況一覧", "データ", "出典"}, text
        assert {kind for _, kind in places} == {"s"}, text


GUARDED = {
    "=1+1": "'=1+1",
    "+81-467-23-3000": "'+81-467-23-3000",
    "-5件の減": "'-5件の減",
    "@SUM(A1)": "'@SUM(A1)",
    '=HYPERLINK("http://example.invalid","x")': """'=HYPERLINK("http://example.invalid","x")""",
    "\tタブ": "'\tタブ",
    "＝全角": "＝全角",
    "'引用符": "''引用符",
}


@pytest.mark.parametrize("name", ["令和2年度_取組推進状況.csv", "令和2年度_取組推進状況_CP932.csv"])
def test_a_text_of_the_csv_that_a_spreadsheet_would_run_has_an_apostrophe(hostile: Path, name: str) -> None:
    """A text that begins like a formula is shown and never run; one leading apostrophe taken off, each text is as it was written."""
    encoding = "cp932" if "CP932" in name else "utf-8-sig"
    with (hostile / "output" / name).open(encoding=encoding, newline="") as stream:
        raw = {row["原文"] for row in csv.DictReader(stream)}
    assert set(GUARDED.values()) <= raw
    assert {text.removeprefix("'") for text in raw} >= set(HOSTILE)
    assert not [text for text in raw if text.startswith(("=", "+", "@", "\t", "-5"))]


def test_a_negative_number_of_the_csv_is_a_number(tmp_path: Path) -> None:
    """In 数値 -5 is a number, whatever its text begins with; what データ定義 says of the apostrophe stands there."""
    content = Content()
    content.indicators[1] |= {"R2実績": "-5人"}
    folder = small_plan(tmp_path / "plan", content)
    torikumi("build", folder)
    row = next(row for row in _rows(folder / "output" / "令和2年度_取組推進状況.csv") if row["原文"] == "'-5人")
    assert row["数値"] == "-5"
    rows = openpyxl.load_workbook(next((folder / "output").glob("*_推進状況報告書.xlsx")))["データ定義"].values
    assert "先頭の ' を1つ除くと元の文字になる" in next(row[2] for row in rows if row[1] == "CSVの先頭の記号")


def test_a_narrative_is_never_rewritten(tmp_path: Path) -> None:
    """㈱, ①, half-width kana, full-width digits and line breaks come out as they went in."""
    text = "㈱みなとと①を\n２回、ﾊﾝﾄﾞﾌﾞｯｸ５冊〜　完了。"
    content = Content()
    content.initiatives = [row | {"R2実績": text} if row["番号"] == "2-1-1-1" else row for row in content.initiatives]
    folder = small_plan(tmp_path / "plan", content)
    torikumi("build", folder)
    assert report_list(folder)["2-1-1-1"]["R2実績"] == text
