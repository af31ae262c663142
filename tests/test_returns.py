"""Which return counts, and for whom: issue by issue, through the command, on the small plan of `tests.plans`."""

import datetime as dt
import os
import re
import shutil
import zipfile
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

from tests.plans import HEADER, Content, findings, listed, report_list, small_plan, table, torikumi, write_return

INBOX = "inbox"


def saved(path: Path, day: int, heading: str = "") -> Path:
    """Set the document's own time of saving, and a further heading."""
    book = openpyxl.load_workbook(path)
    if heading:
        book.active["C1"] = heading
    book.save(path)
    # openpyxl stamps the time of saving itself.
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    core = parts["docProps/core.xml"].decode()
    pattern = r"(<dcterms:modified[^>]*>)[^<]*"
    parts["docProps/core.xml"] = re.sub(pattern, rf"\g<1>2021-05-{day:02d}T09:00:00Z", core).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def codes(folder: Path) -> Counter[str]:
    return Counter(str(row["種類"]) for row in findings(folder))


def status(folder: Path) -> dict[str, dict[str, object]]:
    """The per-file rows of 提出状況 by file."""
    staff = next((folder / "output").glob("*_確認結果.xlsx"))
    return {str(row["ファイル"]): row for row in table(staff, "提出状況", "ファイル") if row["ファイル"] != "合計"}


@pytest.fixture
def untouched(small) -> Counter[str]:
    """What the small plan is told without any change."""
    return codes(small.folder)


def test_whose_return_it_is_comes_from_its_content_not_its_name(plan, untouched):
    """A file may be called anything, and lie in any subfolder."""
    (plan / INBOX / "防災課.xlsx").rename(plan / INBOX / "新規 Microsoft Excel ワークシート.xlsx")
    (plan / INBOX / "5月").mkdir()
    (plan / INBOX / "福祉課.xlsx").rename(plan / INBOX / "5月" / "コピー.xlsx")
    assert torikumi("build", plan).code == 0
    assert codes(plan) == untouched
    assert status(plan)["新規 Microsoft Excel ワークシート.xlsx"]["回答課"] == "防災課"
    assert status(plan)["5月/コピー.xlsx"]["回答課"] == "福祉課"


def test_without_a_heading_the_rows_tell_whose_return_it_is(plan):
    """A return that names no 課 above its list is that of the department all its rows have in common."""
    rows = [listed(number) for number in ("1-1-1-2", "2-1-1-1", "2-1-1-2")]
    write_return(plan / INBOX / "防災課.xlsx", rows)
    assert torikumi("build", plan).code == 0
    assert status(plan)["防災課.xlsx"]["回答課"] == "防災課"


def test_a_return_that_could_be_anybodys_is_named_and_not_used(plan):
    """One row of two departments and nothing else to go by: nobody's answer."""
    write_return(plan / INBOX / "回答.xlsx", [listed("1-1-1-2", R2評価="Ｄ")])
    assert torikumi("build", plan).code == 1
    assert "どの課の回答か分からない" in codes(plan)
    assert (status(plan)["回答.xlsx"]["採用"], status(plan)["回答.xlsx"]["不採用"]) == (0, 1)
    assert report_list(plan)["1-1-1-2"]["R2評価※"] == "A"


def test_a_copy_is_said_once(plan):
    """Two files of equal bytes: one is used, the other named."""
    shutil.copy(plan / INBOX / "福祉課.xlsx", plan / INBOX / "福祉課 - コピー.xlsx")
    assert torikumi("build", plan).code == 0
    assert codes(plan)["同じ内容のファイル"] == 1
    assert {name: row["差替え"] for name, row in status(plan).items()} == {
        "子ども課.xlsx": 0,
        "福祉課 - コピー.xlsx": 4,
        "福祉課.xlsx": 0,
        "防災課.xlsx": 0,
    }


def test_the_later_saved_return_supersedes_the_earlier(plan):
    """Of two returns of a 課 the one saved later counts, whatever it is called; each changed cell is listed."""
    saved(plan / INBOX / "子ども課.xlsx", 10)
    again = write_return(
        plan / INBOX / "A再提出.xlsx",
        [listed("1-1-2-1", R2実績="コロナのため5回でした。", R2評価="Ｃ")],
        "子ども課",
        shaded=["J3"],
    )
    saved(again, 20)
    assert torikumi("build", plan).code == 0
    assert report_list(plan)["1-1-2-1"]["R2評価※"] == "C"
    changed = [row["内容"] for row in findings(plan) if row["種類"] == "差し替えで変わった回答"]
    assert changed == [
        "1-1-2-1の回答が「コロナのため6回でした。」から「コロナのため5回でした。」に変わりました。",
        "1-1-2-1の回答が「Ｂ」から「Ｃ」に変わりました。",
    ]
    said = next(row["内容"] for row in findings(plan) if row["種類"] == "差し替えられた回答")
    assert (
        said == "子ども課の新しい回答「A再提出.xlsx」があるため、こちらは使いませんでした（保存日時の新しい方を採用）。"
    )


def test_the_version_of_the_form_counts_before_the_time_of_saving(plan):
    """A 第2版 supersedes a first version that somebody opened and saved again later."""
    saved(plan / INBOX / "子ども課.xlsx", 20)
    again = write_return(plan / INBOX / "第二.xlsx", [listed("1-1-2-1", R2評価="Ｃ")], "子ども課", shaded=["J3"])
    saved(again, 10, "（第２版）")
    assert torikumi("build", plan).code == 0
    assert report_list(plan)["1-1-2-1"]["R2評価※"] == "C"
    assert any("版の新しい方を採用" in str(row["内容"]) for row in findings(plan))


def test_a_grade_that_is_taken_back_is_not_an_unknown_one(plan):
    """「削除」 for the grade: the result stays, the grade is open and named, and the data have no text for it."""
    saved(plan / INBOX / "子ども課.xlsx", 10)
    again = write_return(plan / INBOX / "取消し.xlsx", [listed("1-1-2-1", R2実績="", R2評価="削除")], "子ども課")
    saved(again, 20)
    assert torikumi("build", plan).code == 1
    said = codes(plan)
    assert (said["取り消された回答"], said["評価区分にない評価"]) == (1, 0)
    row = report_list(plan)["1-1-2-1"]
    assert (row["R2実績"], row["R2評価※"]) == ("コロナのため6回でした。", "")
    data = table(next((plan / "output").glob("*報告書.xlsx")), "データ", "種別")
    own = next(row for row in data if (row["番号"], row["項目"]) == ("1-1-2-1", "評価"))
    assert (own["原文"], own["評価"], own["回答状態"]) == ("", "", "未評価")


@pytest.mark.parametrize("actual", ["訓練は20回でした。", ""])
@pytest.mark.parametrize(("mark", "affected"), [("", 1), ("×", 0), ("○", 1)])
def test_the_mark_of_the_cause_is_a_cell_like_the_others(plan, mark, affected, actual):
    """A ○ of an earlier return stands until a later one fills that cell; a blank never takes it back."""
    header = [*HEADER, "コロナの影響"]
    first, later = ("訓練は10回でした。", "Ｃ", "○"), (actual, "Ｂ", mark)
    for name, day, (result, grade, said) in (("防災課.xlsx", 10, first), ("防災課_2.xlsx", 20, later)):
        row = [*listed("2-1-1-1", R2実績=result, R2評価=grade), said]
        saved(write_return(plan / INBOX / name, [row], "防災課", header=header), day)
    torikumi("build", plan)
    row = report_list(plan)["2-1-1-1"]
    assert (row["R2評価※"], row["網掛け（1：あり）"]) == ("B", affected)


def test_a_second_file_with_other_initiatives_supersedes_nothing(plan):
    """A 課 may send its initiatives in two files; only an initiative that is in both is superseded."""
    full = openpyxl.load_workbook(plan / INBOX / "福祉課.xlsx")
    numbers = [row[0].value for row in full.active.iter_rows(min_row=3)]
    (plan / INBOX / "福祉課.xlsx").unlink()
    write_return(plan / INBOX / "福祉課1.xlsx", [listed(number) for number in numbers[:2]], "福祉課")
    write_return(plan / INBOX / "福祉課2.xlsx", [listed(number) for number in numbers[2:]], "福祉課")
    torikumi("build", plan)
    assert {name: row["採用"] for name, row in status(plan).items() if row["回答課"] == "福祉課"} == {
        "福祉課1.xlsx": 2,
        "福祉課2.xlsx": 2,
    }


def test_rows_of_another_department_are_a_finding_and_not_used(plan):
    """An answer to an initiative that the 課 does not own is refused; the owner's stands."""
    write_return(
        plan / INBOX / "子ども課.xlsx", [listed("1-1-2-1"), listed("2-1-1-1", R2評価="Ａ")], "子ども課", shaded=["J3"]
    )
    assert torikumi("build", plan).code == 1
    found = next(row for row in findings(plan) if row["種類"] == "担当でない取組")
    assert (found["番号"], found["課"], found["ファイル"], found["セル"]) == (
        "2-1-1-1",
        "子ども課",
        "子ども課.xlsx",
        "A4",
    )
    assert report_list(plan)["2-1-1-1"]["R2評価※"] == "C"


def test_the_whole_list_sent_back_counts_for_the_departments_own_rows(plan):
    """A 課 that fills in its rows of the whole list and sends all of it back: one remark, nothing refused loudly."""
    numbers = ["1-1-1-1", "1-1-1-2", "1-1-2-1", "2-1-1-1", "2-1-1-2", "2-1-2-1"]
    rows = [listed(number) if number == "1-1-2-1" else listed(number, R2実績="", R2評価="") for number in numbers]
    write_return(plan / INBOX / "子ども課.xlsx", rows, "子ども課", shaded=["J5"])
    assert torikumi("build", plan).code == 0
    assert codes(plan)["一覧全体の返送"] == 1
    assert (status(plan)["子ども課.xlsx"]["採用"], status(plan)["子ども課.xlsx"]["不採用"]) == (1, 5)


def test_last_years_form_is_recognised_and_said_once(plan):
    """Columns of another year only: one finding, no row is taken for an answer."""
    header = [label.replace("R2実績", "R1実績").replace("R2評価", "R1評価") for label in HEADER]
    write_return(plan / INBOX / "子ども課.xlsx", [listed("1-1-2-1")], "子ども課", header=header)
    assert torikumi("build", plan).code == 1
    found = [row for row in findings(plan) if row["ファイル"] == "子ども課.xlsx"]
    assert [row["種類"] for row in found] == ["年度の違う様式"]
    assert (
        found[0]["内容"] == "令和元年度の様式です。今回の報告年度は令和2年度です。このファイルの行は採用していません。"
    )
    assert report_list(plan)["1-1-2-1"]["R2実績"] == "未回答"


def test_another_plans_form_is_recognised_and_said_once(plan):
    """The same numbers with other names throughout are another plan's."""
    rows = [
        listed("1-1-2-1", 取組名="道路の補修"),
        listed("1-1-1-1", 取組名="橋の点検"),
        listed("1-1-1-2", 取組名="公園"),
    ]
    write_return(plan / INBOX / "道路課.xlsx", rows)
    assert torikumi("build", plan).code == 1
    assert [row["種類"] for row in findings(plan) if row["ファイル"] == "道路課.xlsx"] == ["別の計画の様式"]


def test_a_missing_column_is_one_finding_not_one_a_row(plan):
    """Without the grade column the file is named once, and its initiatives are 未評価."""
    header = HEADER[:-1]
    rows = [listed(number)[:-1] for number in ("1-1-1-2", "2-1-1-1", "2-1-1-2")]
    write_return(plan / INBOX / "防災課.xlsx", rows, "防災課", header=header)
    assert torikumi("build", plan).code == 1
    assert [row["種類"] for row in findings(plan) if row["ファイル"] == "防災課.xlsx" and row["区分"] == "要修正"] == [
        "必要な列がない"
    ]


def test_equal_answers_to_a_joint_initiative_are_one(plan, untouched):
    """Both 課 of 1-1-1-2 answer the same: nothing to say."""
    assert torikumi("build", plan).code == 0
    assert codes(plan)["共管の回答が違う"] == untouched["共管の回答が違う"] == 0


def test_of_different_joint_answers_the_first_listed_stands_and_both_cells_are_named(plan):
    """防災課 differs from 福祉課, which is listed first."""
    rows = [listed("1-1-1-2", R2評価="Ｂ"), listed("2-1-1-1"), listed("2-1-1-2")]
    write_return(plan / INBOX / "防災課.xlsx", rows, "防災課")
    assert torikumi("build", plan).code == 0
    assert report_list(plan)["1-1-1-2"]["R2評価※"] == "A"
    found = next(row for row in findings(plan) if row["種類"] == "共管の回答が違う")
    assert (found["ファイル"], found["セル"], found["課"]) == ("防災課.xlsx", "J3", "防災課")
    assert "福祉課.xlsx 取組推進状況一覧!J4" in str(found["内容"])


def test_where_the_first_listed_is_silent_the_other_departments_answer_is_used_and_said(plan):
    """福祉課 leaves 1-1-1-2 blank; 防災課 has answered it."""
    rows = [
        listed("1-1-1-1"),
        listed("1-1-1-2", R2実績="", R2評価=""),
        listed("2-1-1-2", R2実績="", R2評価=""),
        listed("2-1-2-1"),
    ]
    write_return(plan / INBOX / "福祉課.xlsx", rows, "福祉課")
    assert torikumi("build", plan).code == 1
    assert (codes(plan)["共管の課の回答を採用"], codes(plan)["回答が空欄"]) == (1, 1)
    assert report_list(plan)["1-1-1-2"]["R2評価※"] == "A"


def test_numbers_in_every_dress_are_understood_and_said(plan):
    """Full-width digits, other hyphens and dots are read; a number of three parts is not guessed."""
    rows = [
        listed("1-1-1-2", 番号="１－１－１－２"),
        listed("2-1-1-1", 番号="2.1.1.1"),
        listed("2-1-1-2", 番号="2‐1‐1‐2 "),
    ]
    write_return(plan / INBOX / "防災課.xlsx", rows, "防災課")
    assert torikumi("build", plan).code == 0
    said = [(row["セル"], row["内容"]) for row in findings(plan) if row["種類"] == "番号の読み替え"]
    assert said == [
        ("A3", "番号「１－１－１－２」を「1-1-1-2」と読みました。"),
        ("A4", "番号「2.1.1.1」を「2-1-1-1」と読みました。"),
        ("A5", "番号「2‐1‐1‐2」を「2-1-1-2」と読みました。"),
    ]


def test_an_initiative_twice_with_different_content_is_used_neither_time(plan):
    """The 課 must say which row is right; equal rows are one."""
    write_return(plan / INBOX / "子ども課.xlsx", [listed("1-1-2-1"), listed("1-1-2-1", R2評価="Ａ")], "子ども課")
    assert torikumi("build", plan).code == 1
    assert codes(plan)["番号の重複"] == 2
    assert report_list(plan)["1-1-2-1"]["R2実績"] == "未回答"
    write_return(
        plan / INBOX / "子ども課.xlsx", [listed("1-1-2-1"), listed("1-1-2-1")], "子ども課", shaded=["J3", "J4"]
    )
    assert torikumi("build", plan).code == 0
    assert codes(plan)["同じ行の繰り返し"] == 1


def test_a_csv_return_counts_by_its_time_of_writing_and_says_that_it_shows_no_shading(plan):
    """CSV holds no time of its own; the file's is used. One remark a file says that shading cannot be seen."""
    saved(plan / INBOX / "子ども課.xlsx", 10)
    text = "\r\n".join(
        [
            ",".join(label.replace("\n", "") for label in HEADER),
            ",".join(f'"{cell}"' for cell in listed("1-1-2-1", R2評価="Ｃ")),
        ]
    )
    again = plan / INBOX / "再提出.csv"
    again.write_bytes(text.encode("cp932"))
    for day, expected in ((dt.datetime(2021, 5, 9), "B"), (dt.datetime(2021, 5, 11), "C")):
        stamp = day.replace(tzinfo=dt.UTC).timestamp()
        os.utime(again, (stamp, stamp))
        assert torikumi("build", plan).code == 0
        assert report_list(plan)["1-1-2-1"]["R2評価※"] == expected
        assert codes(plan)["網掛けのない形式"] == 1
    assert (status(plan)["再提出.csv"]["形式"], status(plan)["再提出.csv"]["保存日時"]) == (
        "csv",
        "2021-05-11 00:00:00",
    )


def test_a_plan_without_a_target_or_a_return_is_built(tmp_path):
    """Nothing is to be compared yet: the three 課 that have not answered are named, and no initiative is graded."""
    content = Content()
    for row in content.initiatives:
        row |= {"R2目標": "", "R3目標": "", "R4目標": ""}
    folder = small_plan(tmp_path / "plan", content)
    for path in (folder / INBOX).iterdir():
        path.unlink()
    run = torikumi("build", folder)
    assert (run.code, run.err) == (1, "")
    assert "未提出の課：福祉課、子ども課、防災課" in run.out.splitlines()
    assert "取組：6件のうち0件が評価済み" in run.out.splitlines()


def test_a_comment_on_an_answer_stands_in_the_sources(plan):
    """What a 課 wrote in a cell's comment is not lost."""
    book = openpyxl.load_workbook(plan / INBOX / "子ども課.xlsx")
    book.active["I3"].comment = Comment("速報値です", "課員")
    book.save(plan / INBOX / "子ども課.xlsx")
    assert torikumi("build", plan).code == 0
    staff = next((plan / "output").glob("*_確認結果.xlsx"))
    rows = [row for row in table(staff, "出典", "番号") if row["セルのコメント"]]
    assert [(row["番号"], row["セル"], row["セルのコメント"]) for row in rows] == [("1-1-2-1", "I3", "速報値です")]


def test_a_number_that_became_a_date_is_named_with_the_way_to_mend_it(plan):
    """Excel takes 1-1-2 for a date: the row is not used, and the remedy says how to type it."""
    write_return(plan / INBOX / "子ども課.xlsx", [listed("1-1-2-1")], "子ども課")
    book = openpyxl.load_workbook(plan / INBOX / "子ども課.xlsx")
    book.active["A3"] = dt.datetime(2001, 1, 2)
    book.save(plan / INBOX / "子ども課.xlsx")
    assert torikumi("build", plan).code == 1
    found = next(row for row in findings(plan) if row["種類"] == "番号が読めない")
    assert (found["ファイル"], found["セル"]) == ("子ども課.xlsx", "A3")
    assert "表示形式を「文字列」にして" in str(found["対応"])
