"""Never a wrong number, never a lost answer: what careless and hostile departments send, through the command."""

import csv
import datetime as dt
import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import openpyxl
import pytest
from torikumi.etl.letters import read_letter

from tests.plans import (
    DEPARTMENTS,
    HEADER,
    INITIATIVES,
    Content,
    findings,
    listed,
    plan_of,
    report_list,
    small_plan,
    table,
    torikumi,
    write_return,
)
from tests.test_returns import saved

INBOX = "inbox"
NUMBERS = [row["番号"] for row in INITIATIVES]
OWN = {
    "福祉課": ("1-1-1-1", "1-1-1-2", "2-1-1-2", "2-1-2-1"),
    "子ども課": ("1-1-2-1",),
    "防災課": ("1-1-1-2", "2-1-1-1", "2-1-1-2"),
}
Rows = Sequence[Sequence[str]]


def blank(number: str) -> list[str]:
    """The row of an initiative as the form has it, not filled in."""
    return listed(number, R2実績="", R2評価="")


def rows_of(numbers: Iterable[str], *, filled: Iterable[str] | None = None) -> list[list[str]]:
    """The rows of some initiatives, answered or (all but `filled`) blank."""
    kept = set(numbers if filled is None else filled)
    return [listed(number) if number in kept else blank(number) for number in numbers]


def write_book(path: Path, sheets: Sequence[tuple[str, Rows]]) -> None:
    """A workbook of these sheets, each of rows of texts from A1."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row) or [None])
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def form(rows: Rows, heading: str = "") -> Rows:
    """A sheet: its title with what it says of its sender, the header, the rows."""
    return [["みなと市地域計画", heading], list(HEADER), *rows]


def departments(plan: Path) -> dict[str, str]:
    """The state of each department in 提出状況."""
    staff = next((plan / "output").glob("*_確認結果.xlsx"))
    return {
        str(row["担当課"]): str(row["提出"]) for row in table(staff, "提出状況", "担当課") if row["担当課"] != "合計"
    }


def said(plan: Path, *titles: str) -> list[tuple[str, str, str, str]]:
    """区分, 種類, 番号 and 課 of the findings of these titles."""
    found = [row for row in findings(plan) if row["種類"] in titles]
    return [(str(row["区分"]), str(row["種類"]), str(row["番号"]), str(row["課"])) for row in found]


def answers(plan: Path) -> dict[str, tuple[str, str]]:
    """What is printed of each initiative: result and grade."""
    return {number: (str(row["R2実績"]), str(row["R2評価※"])) for number, row in report_list(plan).items()}


# ---- What is missing is loud -----------------------------------------------------------------------------------------------


def test_a_row_left_out_of_a_return_is_to_correct_and_no_final_report_is_made(plan: Path) -> None:
    """The 課 has sent its form without the row: number, name and 課 are said, 確定 is refused."""
    write_return(plan / INBOX / "防災課.xlsx", rows_of(["1-1-1-2", "2-1-1-2"]), "防災課")
    assert torikumi("build", plan).code == 1
    found = next(row for row in findings(plan) if row["種類"] == "回答にない取組")
    assert (found["区分"], found["番号"], found["課"]) == ("要修正", "2-1-1-1", "防災課")
    assert found["内容"] == "防災課の回答に、2-1-1-1「避難訓練」の行がありません。"
    assert answers(plan)["2-1-1-1"] == ("未回答", "")
    out = torikumi("explain", plan, "2-1-1-1").out
    assert "決まり方：防災課の回答に、この取組の行がありません。" in out
    folder = small_plan(plan.with_name("final"), Content(settings=Content().settings | {"状態": "確定"}))
    write_return(folder / INBOX / "防災課.xlsx", rows_of(["1-1-1-2", "2-1-1-2"]), "防災課")
    assert torikumi("build", folder).code == 2


def test_of_a_joint_initiative_the_first_listed_must_answer(plan: Path) -> None:
    """福祉課 leaves the joint row out: 防災課's answer stands, and that 福祉課 gave none is to correct; a second 課 need not answer."""
    write_return(plan / INBOX / "福祉課.xlsx", rows_of(["1-1-1-1", "2-1-2-1"]), "福祉課")
    assert torikumi("build", plan).code == 1
    assert said(plan, "回答にない取組", "共管の課の回答を採用") == [
        ("要修正", "回答にない取組", "1-1-1-2", "福祉課"),
        ("要確認", "共管の課の回答を採用", "1-1-1-2", "防災課"),
    ]
    out = torikumi("explain", plan, "1-1-1-2").out
    assert "先に記載された福祉課の使える回答がないため、防災課の回答を採用" in out


def test_every_listed_department_must_answer_where_the_plan_says_so(tmp_path: Path) -> None:
    """共管の取組の回答 すべての課: 福祉課, listed second, has left 2-1-1-2 blank, then out."""
    plan = small_plan(tmp_path / "plan", Content(settings=Content().settings | {"共管の取組の回答": "すべての課"}))
    assert torikumi("build", plan).code == 1
    assert said(plan, "回答にない取組", "回答が空欄") == [("要修正", "回答が空欄", "2-1-1-2", "福祉課")]
    write_return(plan / INBOX / "福祉課.xlsx", rows_of(["1-1-1-1", "1-1-1-2", "2-1-2-1"]), "福祉課")
    assert torikumi("build", plan).code == 1
    assert said(plan, "回答にない取組", "回答が空欄") == [("要修正", "回答にない取組", "2-1-1-2", "福祉課")]
    write_return(plan / INBOX / "福祉課.xlsx", rows_of(OWN["福祉課"]), "福祉課")
    assert torikumi("build", plan).code == 0


def test_a_copy_of_another_departments_file_is_no_return_in_silence(plan: Path) -> None:
    """防災課's file holds the bytes of 福祉課's form: what 防災課 was to answer is missing, and said."""
    write_return(plan / INBOX / "福祉課.xlsx", rows_of(OWN["福祉課"]))
    (plan / INBOX / "防災課.xlsx").write_bytes((plan / INBOX / "福祉課.xlsx").read_bytes())
    assert torikumi("build", plan).code == 1
    errors = {row["番号"] for row in findings(plan) if row["区分"] == "要修正"}
    assert {"2-1-1-1", "2-1-1-2"} <= errors


def test_an_initiative_of_partners_alone_is_said(tmp_path: Path) -> None:
    """Nobody is asked for it, so nobody will answer: 要修正 with the remedy."""
    content = Content()
    content.initiatives[3]["担当課名"] = "（市協）"
    plan = small_plan(tmp_path / "plan", content)
    assert torikumi("build", plan).code == 1
    assert said(plan, "照会する課のない取組") == [("要修正", "照会する課のない取組", "2-1-1-1", "")]


def _nothing(path: Path) -> None:
    path.unlink()


def _blank_form(path: Path) -> None:
    write_return(path, rows_of(OWN["防災課"], filled=()), "防災課")


def _last_year(path: Path) -> None:
    header = [label.replace("R1実績（初期値）", "初期値").replace("R2", "R1") for label in HEADER]
    write_return(path, rows_of(OWN["防災課"]), "防災課", header=header)


def _of_nobody(path: Path) -> None:
    write_return(path, rows_of(OWN["防災課"]), "危機対策室")


def _without_list(path: Path) -> None:
    write_book(path, [("Sheet1", [["該当する取組はありません。"]])])


def _pdf(path: Path) -> None:
    path.unlink()
    path.with_suffix(".pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n")


def _pdf_in_folder(path: Path) -> None:
    path.unlink()
    (path.parent / "危機管理部防災課").mkdir()
    (path.parent / "危機管理部防災課" / "回答.pdf").write_bytes(b"%PDF-1.7\n%%EOF\n")


def _damaged(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 3])


def _locked(path: Path) -> None:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le"))


@pytest.mark.parametrize(
    ("send", "state", "chased"),
    [
        (_nothing, "未提出", True),
        (_blank_form, "提出（記入なし）", False),
        (_last_year, "提出（不採用）", False),
        (_of_nobody, "提出（不採用）", False),
        (_without_list, "提出（不採用）", False),
        (_pdf, "受領（読取不可）", False),
        (_pdf_in_folder, "受領（読取不可）", False),
        (_damaged, "受領（読取不可）", False),
        (_locked, "受領（読取不可）", False),
    ],
)
def test_what_came_of_a_department_is_told_by_its_state(plan: Path, send, state: str, chased: bool) -> None:  # type: ignore[no-untyped-def]
    """提出状況, the terminal and 説明 say the same; only a 課 of which nothing came is to be reminded; something is to correct."""
    send(plan / INBOX / "防災課.xlsx")
    run = torikumi("build", plan)
    assert run.code == 1
    assert departments(plan) == {"福祉課": "提出あり", "子ども課": "提出あり", "防災課": state}
    assert f"\n{state}の課：防災課\n" in run.out
    assert "3課のうち2課から提出" in run.out
    assert bool(said(plan, "回答がない課")) == chased
    assert any(
        row["課"] == "防災課" or "危機対策室" in str(row["内容"]) for row in findings(plan) if row["区分"] == "要修正"
    )
    out = torikumi("explain", plan, "2-1-1-1").out
    assert ("担当課（防災課）の回答がありません" in out) == chased


def test_a_file_that_turned_out_to_be_anothers_is_no_return_of_the_one_that_its_name_tells(plan: Path) -> None:
    """防災課's form in 子ども課's folder: 子ども課 has sent nothing, and is reminded."""
    (plan / INBOX / "子ども課.xlsx").unlink()
    path = plan / INBOX / "子ども課" / "回答.xlsx"
    write_return(path, rows_of(OWN["防災課"]), "防災課")
    assert torikumi("build", plan).code == 1
    assert said(plan, "回答がない課") == [("要修正", "回答がない課", "", "子ども課")]
    assert departments(plan)["子ども課"] == "未提出"


def test_what_is_no_file_is_named(plan: Path) -> None:
    """A pipe and a link that leads nowhere are each to correct, none is waited for."""
    os.mkfifo(plan / INBOX / "管.xlsx")
    (plan / INBOX / "先なし.xlsx").symlink_to(plan / "ない.xlsx")
    assert torikumi("build", plan).code == 1
    found = {str(row["ファイル"]) for row in findings(plan) if row["種類"] == "開けない種類のファイル"}
    assert found == {"管.xlsx", "先なし.xlsx"}


def test_a_folder_that_is_linked_is_named_and_not_followed(plan: Path, tmp_path: Path) -> None:
    """A link to a folder with 防災課's return, one to the inbox itself, one to nothing and one that leads to itself: each is to correct."""
    outside = tmp_path / "共有"
    outside.mkdir()
    (plan / INBOX / "防災課.xlsx").rename(outside / "回答.xlsx")
    (plan / INBOX / "防災課").symlink_to(outside, target_is_directory=True)
    (plan / INBOX / "輪").symlink_to(plan / INBOX, target_is_directory=True)
    (plan / INBOX / "先なし").symlink_to(tmp_path / "ない", target_is_directory=True)
    (plan / INBOX / "自分").symlink_to(plan / INBOX / "自分")
    assert torikumi("build", plan).code == 1
    special = [row for row in findings(plan) if row["種類"] == "開けない種類のファイル"]
    assert sorted((row["ファイル"], row["課"], str(row["内容"]).split("（")[1].split("）")[0]) for row in special) == [
        ("先なし", "", "リンク切れ"),
        ("自分", "", "リンク切れ"),
        ("輪", "", "フォルダへのリンク"),
        ("防災課", "防災課", "フォルダへのリンク"),
    ]
    assert departments(plan)["防災課"] == "受領（読取不可）"


@pytest.mark.parametrize("name", ["", "総務部"])
def test_a_folder_that_cannot_be_opened_stops_the_build(plan: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The inbox or a folder in it is locked: exit 2, one sentence, the earlier report is left as it is."""
    assert torikumi("build", plan).code == 0
    before = {path.name: path.read_bytes() for path in (plan / "output").iterdir()}
    locked = plan / INBOX / name
    locked.mkdir(exist_ok=True)
    scandir = os.scandir

    def closed(path: object) -> object:
        if Path(str(path)) == locked:
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)  # type: ignore[call-overload]

    monkeypatch.setattr(os, "scandir", closed)
    run = torikumi("build", plan)
    monkeypatch.undo()
    assert run.code == 2
    assert run.err.startswith(f"回答のフォルダ「{locked}」を開けません。")
    assert {path.name: path.read_bytes() for path in (plan / "output").iterdir()} == before


# ---- One bad cell never takes the rest of its row --------------------------------------------------------------------------

PLAN = plan_of()


def _plan_with(letters: Sequence[str]):  # type: ignore[no-untyped-def]
    content = Content()
    content.grades = [
        {"評価": letter, "回答での表記": "", "下限（％）": str(90 - 10 * rank), "内容": letter, "点数": str(9 - rank)}
        for rank, letter in enumerate(letters)
    ]
    content.grades[-1]["下限（％）"] = "0"
    return plan_of(content)


@pytest.mark.parametrize(
    "text",
    [
        "（Ａ）",
        "(A)",
        "[Ａ]",
        "［Ａ］",
        "「Ａ」",
        "『Ａ』",
        "【Ａ】",
        "《Ａ》",
        "〈Ａ〉",
        "“Ａ”",
        "Ａ評価",
        "ａ評価",
        "評価Ａ",
        "評価：Ａ",
    ]
    + [
        "評価「Ａ」",
        "（評価Ａ）",
        "自己評価Ａ",
        "評価はＡ",
        "Ａ。",
        "Ａ．",
        "Ａ、",
        "Ａ※",
        "Ａ※1",
        "※Ａ",
        "Ａ＊",
        "Ａ*2",
        "＊Ａ",
        "A（コロナ）",
    ]
    + [
        "Ａ（コロナの影響）",
        "Ａ(ｺﾛﾅ)※",
        "Ａ\nコロナの影響",
        "Ａ※コロナ",
        "Ａ（PCR検査を含む）",
        "Ａ（コロナ（第3波））",
        "Ａです",
        "Ａとします",
        "Ａ評価とする",
        "総合評価Ａ",
        "担当課の評価：Ａ",
        "ランクＡ",
        "Ａ注1",
        "Ａ：順調",
        "Ａ　順調",
        "Ａ（順調）",
        "Ａ：コロナの影響",
        "Ａランク",
        "Ａ判定",
    ],
)
def test_a_dress_that_means_one_thing_is_taken_off_and_said(text: str) -> None:
    """Brackets, 評価, full stops, marks that refer to a note, and notes that name no grade: read, with a 参考."""
    assert read_letter(text, PLAN) == ("A", "grade_undressed")


@pytest.mark.parametrize("text", ["ａ", "A", "A　", " A ", "Ａ\u200b", "Ⓐ"])
def test_another_width_or_case_is_the_same_grade(text: str) -> None:
    """Width, case, blanks and what nobody sees."""
    assert read_letter(text, PLAN) == ("A", "grade_normalised")


@pytest.mark.parametrize(
    "text",
    [
        "Ａ（見込み）",
        "Ａ（見込）",
        "Ａ(仮)",
        "Ａ（予定）",
        "Ａ（暫定値）",
        "Ａ（案）",
        "Ａ（未定）",
        "Ａ（？）",
        "Ａ？",
        "Ａ見込み",
        "仮Ａ",
        "Ａ（中止）",
    ]
    + [
        "Ａ（前年Ｂ）",
        "Ａ（Ｂに近い）",
        "Ａ（要改善）",
        "Ａ（おおむね順調）",
        "Ａ：不足",
        "Ａ（概ね）",
        "Ａ（一部）",
        "Ａ（取消）",
        "Ａ（削除）",
    ]
    + ["Ａ（対象外）", "Ａ（事業終了）", "Ａ（廃止）", "Ａ（要相談）", "Ａ（年度途中）", "Ａ（未集計）"]
    + ["Ａ（中間）", "A（要確認）", "A（TBD）", "Ａ（誤り）", "Ａ（未達成）", "Ａ：Ｂに近い"],
)
def test_a_note_that_leaves_the_grade_open_is_read_and_asked_about(text: str) -> None:
    """見込み, 仮 and their kin, and notes that name another grade."""
    assert read_letter(text, PLAN) == ("A", "grade_tentative")


@pytest.mark.parametrize(
    "text",
    [
        "A'",
        "Ａ’",
        "Ａ～Ｂ",
        "Ａ/Ｂ",
        "Ａ・Ｂ",
        "ＡＢ",
        "Ａ→Ｂ",
        "Ａ（Ｂ）",
        "Ａ\nＢ",
        "Ａ※Ｂ",
        "Ｅ",
        "Ａ＋",
        "A-",
        "ほぼ達成できた",
        "Ａだと思うがＢかもしれない",
        "Ａ：Ｂ",
        "R1評価Ａ",
        "前年度評価Ａ",
        "Ａ要改善",
        "Ａ順調ではない",
        "概ねＡ",
        "Ａ以上",
        "ＢからＡ",
        "Ａ○",
        "1",
        "－",
    ],
)
def test_what_could_mean_two_things_is_no_grade(text: str) -> None:
    """A span, two grades, a mark that may change the grade, a sentence, a letter that the plan does not have."""
    assert read_letter(text, PLAN)[0] is None


@pytest.mark.parametrize(
    ("letters", "texts"),
    [
        ("◎○△×", {"〇": "○", "⭕": "○", "（◎）": "◎", "○印": "○", "✕": "×", "x": "×", "△※": "△", "◎（仮）": "◎", "○△": None, "○（△）": None}),
        ("SABCD", {"Ｓ": "S", "（Ｓ）": "S", "Ｓ評価": "S", "E": None}),
        ("54321", {"５": "5", "（５）": "5", "5点": "5", "5.0": "5", "評価４": "4", "5※1": "5", "3（2回目）": "3", "6": None, "51": None}),
        (("達成", "未達成"), {"達成": "達成", "未達成": "未達成", "「未達成」": "未達成", "達成（コロナ）": "達成", "達成見込み": "達成", "ほぼ達成": None}),
        (("A+", "A", "A-", "B"), {"Ａ＋": "A+", "Ａ－": "A-", "A−": "A-", "(A-)": "A-", "Ａ": "A", "Ａ※": "A"}),
        (("評価1", "評価2"), {"評価1": "評価1", "（評価２）": "評価2", "1": None}),
        (("1*", "1"), {"1*": "1*", "１＊": "1*", "1": "1"}),
    ],
)  # fmt: skip
def test_other_letters_are_not_undressed_into_another_grade(
    letters: Sequence[str], texts: dict[str, str | None]
) -> None:
    """What the plan itself writes with brackets, marks or words is that grade before anything is taken off."""
    plan = _plan_with(letters)
    assert {text: read_letter(text, plan)[0] for text in texts} == texts


@pytest.mark.parametrize("grade", ["A'", "Ａ～Ｂ", "ほぼ達成できた", "Ｅ"])
def test_an_unreadable_grade_costs_the_grade_alone(plan: Path, grade: str) -> None:
    """The row is accepted, its result printed, 評価 is 未評価, and the finding has number and 課; 説明 says why."""
    rows = [listed("1-1-1-2"), listed("2-1-1-1", R2評価=grade), listed("2-1-1-2")]
    write_return(plan / INBOX / "防災課.xlsx", rows, "防災課")
    assert torikumi("build", plan).code == 1
    assert said(plan, "評価区分にない評価") == [("要修正", "評価区分にない評価", "2-1-1-1", "防災課")]
    assert answers(plan)["2-1-1-1"] == ("訓練は3回でした。", "")
    out = torikumi("explain", plan, "2-1-1-1").out
    assert f"防災課の評価「{grade}」は評価区分（A、B、C、D）にないため、未評価としています。" in out
    assert "回答がありません" not in out


def test_an_unreadable_grade_of_a_resent_return_takes_the_old_one_out_of_print(plan: Path) -> None:
    """The new result is printed without a grade, and both changes are said; the other way round nothing stays to correct."""
    old, new = plan / INBOX / "子ども課.xlsx", plan / INBOX / "子ども課_再提出.xlsx"
    saved(write_return(old, [listed("1-1-2-1")], "子ども課"), 1)
    saved(write_return(new, [listed("1-1-2-1", R2実績="7回でした。", R2評価="A'")], "子ども課"), 2)
    assert torikumi("build", plan).code == 1
    assert answers(plan)["1-1-2-1"] == ("7回でした。", "")
    changed = [str(row["内容"]) for row in findings(plan) if row["種類"] == "差し替えで変わった回答"]
    assert changed == [
        "1-1-2-1の回答が「コロナのため6回でした。」から「7回でした。」に変わりました。",
        "1-1-2-1の回答が「Ｂ」から「A'」に変わりました。",
    ]
    saved(old, 3)
    assert torikumi("build", plan).code == 0
    assert answers(plan)["1-1-2-1"] == ("コロナのため6回でした。", "B")


def test_of_a_joint_initiative_an_unreadable_grade_does_not_bring_the_others(plan: Path) -> None:
    """福祉課, listed first, wrote Ａ～Ｂ, 防災課 D: the result of 福祉課 stands without a grade, and both are named."""
    rows = [listed(n, R2評価="Ａ～Ｂ") if n == "1-1-1-2" else listed(n) for n in OWN["福祉課"]]
    write_return(plan / INBOX / "福祉課.xlsx", rows, "福祉課")
    rows = [listed("1-1-1-2", R2実績="三度行いました。", R2評価="Ｄ"), listed("2-1-1-1"), listed("2-1-1-2")]
    write_return(plan / INBOX / "防災課.xlsx", rows, "防災課")
    assert torikumi("build", plan).code == 1
    assert answers(plan)["1-1-1-2"] == ("声かけを行いました。", "")
    contents = [str(row["内容"]) for row in findings(plan) if row["種類"] == "共管の回答が違う"]
    assert contents[0].startswith("防災課は「D」と回答していますが、先に記載された課の回答は「Ａ～Ｂ（福祉課.xlsx")


# ---- Whose return is it ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["回答.xlsx", "子ども課.xlsx"])
def test_the_whole_list_with_ones_own_row_filled_is_ones_own(plan: Path, name: str) -> None:
    """A small 課 sends all six rows back: its one answer counts, the blanks take nothing from anybody."""
    (plan / INBOX / "子ども課.xlsx").unlink()
    write_return(plan / INBOX / name, rows_of(NUMBERS, filled=["1-1-2-1"]), shaded=["J5"])
    assert torikumi("build", plan).code == 0
    assert departments(plan) == {"福祉課": "提出あり", "子ども課": "提出あり", "防災課": "提出あり"}
    assert [grade for _, grade in answers(plan).values()] == ["A", "A", "B", "C", "D", "A"]


def test_a_whole_list_with_a_joint_row_filled_is_nobodys(plan: Path) -> None:
    """福祉課 or 防災課 may have answered 1-1-1-2, and the list says nothing of its sender: who has most rows of it is not guessed, and no
    answer is superseded."""
    rows = [listed(n, R2実績="別の回答", R2評価="Ｄ") if n == "1-1-1-2" else blank(n) for n in NUMBERS]
    saved(write_return(plan / INBOX / "回答.xlsx", rows), 28)
    assert torikumi("build", plan).code == 1
    assert [row["種類"] for row in findings(plan) if row["区分"] == "要修正"] == ["どの課の回答か分からない"]
    assert answers(plan)["1-1-1-2"] == ("声かけを行いました。", "A")


@pytest.mark.parametrize(
    "heading",
    [
        "回答課：防災課",
        "回答課　防災課",
        "回答課：防災課（内線10）",
        "回答課:危機管理部防災課",
        "回答課：危機管理部 防災課",
        "回答課名：防災課",
        "記入課：防災課",
    ]
    + ["回答担当課：防災課　担当：山田", "みなと市地域計画　回答課：防災課"],
)
def test_a_heading_says_whose_return_it_is(plan: Path, heading: str) -> None:
    """The 課 is understood with what stands around its name, whatever the file is called."""
    (plan / INBOX / "防災課.xlsx").unlink()
    write_book(plan / INBOX / "回答.xlsx", [("一覧", form(rows_of(["1-1-1-2", "2-1-1-2"]), heading))])
    torikumi("build", plan)
    assert departments(plan)["防災課"] == "提出あり"


def test_the_name_may_stand_in_the_next_cell(plan: Path) -> None:
    """回答課 in one cell, 防災課 in the next."""
    (plan / INBOX / "防災課.xlsx").unlink()
    rows = [["計画", "", "回答課：", "防災課"], list(HEADER), *rows_of(["1-1-1-2", "2-1-1-2"])]
    write_book(plan / INBOX / "回答.xlsx", [("一覧", rows)])
    torikumi("build", plan)
    assert departments(plan)["防災課"] == "提出あり"


@pytest.mark.parametrize(
    "heading",
    [
        "回答課：",
        "回答課：－",
        "回答課：―――課",
        "回答課：　　課",
        "回答課：（課名を記入してください）",
        "回答課：例）福祉課",
        "回答課は黄色の欄に記入してください。",
    ],
)
def test_a_heading_that_is_not_filled_in_says_nothing(plan: Path, heading: str) -> None:
    """The file's name tells the 課 then; a sentence about 回答課 is no name."""
    write_book(plan / INBOX / "防災課.xlsx", [("一覧", form(rows_of(OWN["防災課"]), heading))])
    assert torikumi("build", plan).code == 0
    assert departments(plan)["防災課"] == "提出あり"


def test_an_unknown_department_is_asked_about_and_not_guessed(plan: Path) -> None:
    """回答課：危機対策室 is none of the plan's: its rows are not used, whatever the file is called."""
    write_return(plan / INBOX / "防災課.xlsx", rows_of(OWN["防災課"]), "危機対策室")
    assert torikumi("build", plan).code == 1
    assert said(plan, "計画にない回答課") == [("要修正", "計画にない回答課", "", "防災課")]
    assert answers(plan)["2-1-1-1"] == ("未回答", "")


@pytest.mark.parametrize(
    ("file", "sheet", "heading"),
    [
        ("危機管理部.xlsx", "防災課", "回答課：危機管理部"),
        ("防災課/回答.xlsx", "一覧", "回答課：訓練係"),
        ("防災課.xlsx", "一覧", "回答課：訓練担当　内線12"),
        ("福祉課_回答.xlsx", "一覧", "回答課：防災課"),
        ("防災課.xlsx", "福祉課", "回答課：防災課"),
        ("x.xlsx", "一覧", "回答課：福祉課、防災課"),
    ],
)
def test_names_that_contradict_each_other_are_asked_about(plan: Path, file: str, sheet: str, heading: str) -> None:
    """回答課 counts before the sheet's and the file's name, unless it says only a 部 or 係; that they disagree is 要確認; so is a heading of
    two 課."""
    (plan / INBOX / "防災課.xlsx").unlink()
    write_book(plan / INBOX / file, [(sheet, form(rows_of(OWN["防災課"]), heading))])
    assert torikumi("build", plan).code == 0
    assert said(plan, "回答課の食い違い") == [("要確認", "回答課の食い違い", "", "防災課")]
    assert answers(plan)["2-1-1-1"] == ("訓練は3回でした。", "C")


def test_of_names_within_each_other_the_longer_is_meant(tmp_path: Path) -> None:
    """福祉総務課's file is not 総務課's."""
    content = Content()
    content.departments += [{"課名": "総務課", "区分": "課"}, {"課名": "福祉総務課", "区分": "課"}]
    content.initiatives[3]["担当課名"] = "総務課\n福祉総務課"
    plan = small_plan(tmp_path / "plan", content)
    row = listed("2-1-1-1", 担当課名="総務課\n福祉総務課")
    for name in ("総務課", "福祉総務課"):
        (plan / INBOX / f"{name}.xlsx").unlink(missing_ok=True)
    write_return(plan / INBOX / "R2回答（福祉総務課）最終.xlsx", [row])
    write_return(plan / INBOX / "防災課.xlsx", rows_of(["1-1-1-2", "2-1-1-2"]), "防災課")
    torikumi("build", plan)
    states = departments(plan)
    assert (states["福祉総務課"], states["総務課"]) == ("提出あり", "未提出")


_DIVISION = {
    "a sheet for each 課": [(name, form(rows_of(OWN[name]))) for name in OWN],
    "sheets without a name": [(f"Sheet{n}", form(rows_of(OWN[name]))) for n, name in enumerate(OWN, start=1)],
    "blocks with 回答課": [
        (
            "一覧",
            [row for name in OWN for row in [["計画"], [f"回答課：{name}"], list(HEADER), *rows_of(OWN[name]), []]],
        )
    ],
    "blocks with a name": [("一覧", [row for name in OWN for row in [[name], list(HEADER), *rows_of(OWN[name]), []]])],
}


@pytest.mark.parametrize("file", ["福祉部.xlsx", "福祉課.xlsx"])
@pytest.mark.parametrize("kind", list(_DIVISION))
def test_a_division_sends_its_departments_together(plan: Path, kind: str, file: str) -> None:
    """A sheet or a block for each 課, under the division's name or the first 課's: every answer counts, no 課 is missing."""
    for path in (plan / INBOX).iterdir():
        path.unlink()
    write_book(plan / INBOX / file, _DIVISION[kind])
    assert torikumi("build", plan).code == 0
    assert departments(plan) == dict.fromkeys(OWN, "提出あり")
    assert [grade for _, grade in answers(plan).values()] == ["A", "A", "B", "C", "D", "A"]


@pytest.mark.parametrize("line", ["◆{}", "【{}】", "{}", "{}分"])
def test_a_division_may_list_its_departments_below_lines_of_their_names(plan: Path, line: str) -> None:
    """One header, and a line before the rows of each 課: every answer counts, no 課 is missing."""
    for path in (plan / INBOX).iterdir():
        path.unlink()
    rows = [row for name in OWN for row in [[line.format(name)], *rows_of(OWN[name])]]
    write_book(plan / INBOX / "健康福祉部.xlsx", [("一覧", [["計画", ""], list(HEADER), *rows])])
    assert torikumi("build", plan).code == 0
    assert departments(plan) == dict.fromkeys(OWN, "提出あり")
    assert [grade for _, grade in answers(plan).values()] == ["A", "A", "B", "C", "D", "A"]


def test_the_lines_of_a_whole_list_that_one_department_sends_back_say_nothing(plan: Path) -> None:
    """The list is grouped by 課, 子ども課 has filled its own row: the others have sent nothing by it."""
    for path in (plan / INBOX).iterdir():
        path.unlink()
    rows = [row for name in OWN for row in [[f"◆{name}"], *rows_of(OWN[name], filled=["1-1-2-1"])]]
    write_book(plan / INBOX / "回答.xlsx", [("一覧", [["計画", ""], list(HEADER), *rows])])
    assert torikumi("build", plan).code == 1
    assert departments(plan) == {"福祉課": "未提出", "子ども課": "提出あり", "防災課": "未提出"}


# ---- 組織改正 ----------------------------------------------------------------------------------------------------------------


def _reorganised(folder: Path, asked: dict[str, str] | None = None, last: str = "令和2年度") -> Path:
    """福祉課 has ended, 共生課 follows it, 総務課 is new; the list still has 福祉課. `asked`: 照会先 by number."""
    content = Content()
    content.departments[0] |= {"後継": "共生課", "有効年度（まで）": last}
    content.departments += [{"課名": "共生課", "区分": "課"}, {"課名": "総務課", "区分": "課"}]
    assert DEPARTMENTS[0]["課名"] == "福祉課"
    plan = small_plan(folder, content)
    path = plan / "取組一覧.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    top = next(line for line in range(1, 10) if sheet.cell(line, 1).value == "番号")
    column = sheet.max_column + 1
    if asked:
        sheet.cell(top, column).value = "照会先"
        for line in range(top + 1, sheet.max_row + 1):
            sheet.cell(line, column).value = asked.get(str(sheet.cell(line, 1).value))
        book.save(path)
    (plan / INBOX / "福祉課.xlsx").unlink(missing_ok=True)
    return plan


def _send(plan: Path, *returns: tuple[str, Rows]) -> None:
    for name in ("福祉課", "共生課", "総務課"):
        (plan / INBOX / f"{name}.xlsx").unlink(missing_ok=True)
    for name, rows in returns:
        write_return(plan / INBOX / f"{name}.xlsx", rows, name)


GRADES_OF_ALL = ["A", "A", "B", "C", "D", "A"]


@pytest.mark.parametrize("sender", ["福祉課", "共生課"])
@pytest.mark.parametrize("last", ["令和元年度", "令和2年度"])
def test_the_new_organisation_answers_for_the_old(tmp_path: Path, sender: str, last: str) -> None:
    """The form of the old 課, sent by it or by its successor: every row counts, nobody is reminded."""
    plan = _reorganised(tmp_path / "plan", last=last)
    _send(plan, (sender, rows_of(OWN["福祉課"])))
    run = torikumi("build", plan)
    assert run.code == 0
    assert departments(plan)["共生課"] == "提出あり"
    assert [grade for _, grade in answers(plan).values()] == GRADES_OF_ALL


def test_the_department_is_printed_as_it_is_listed(tmp_path: Path) -> None:
    """Who is asked and what is printed are two things; a return that writes the new name into 担当課名 is no contradiction."""
    plan = _reorganised(tmp_path / "plan")
    rows = [[*row[:3], row[3].replace("福祉課", "共生課"), *row[4:]] for row in rows_of(OWN["福祉課"])]
    _send(plan, ("共生課", rows))
    assert torikumi("build", plan).code == 0
    assert report_list(plan)["1-1-1-1"]["担当課名"] == "福祉課"
    assert said(plan, "担当課名が違う") == []


SPLIT = {"1-1-1-1": "共生課", "1-1-1-2": "総務課\n防災課", "2-1-2-1": "総務課"}


@pytest.mark.parametrize(
    "returns",
    [
        [("共生課", ["1-1-1-1", "2-1-1-2"]), ("総務課", ["1-1-1-2", "2-1-2-1"])],
        [("福祉課", list(OWN["福祉課"]))],
        [("共生課", list(OWN["福祉課"]))],
        [("共生課", ["1-1-1-1", "2-1-1-2", "2-1-2-1"]), ("総務課", ["1-1-1-2"])],
    ],
)
def test_a_department_is_split_initiative_by_initiative(tmp_path: Path, returns: list[tuple[str, list[str]]]) -> None:
    """照会先 says who is asked; an answer of the old or of the new 課 counts, and then nobody is reminded."""
    plan = _reorganised(tmp_path / "plan", SPLIT)
    _send(plan, *((name, rows_of(numbers)) for name, numbers in returns))
    run = torikumi("build", plan)
    assert [row for row in findings(plan) if row["区分"] == "要修正"] == []
    assert run.code == 0
    assert [grade for _, grade in answers(plan).values()] == GRADES_OF_ALL
    assert {departments(plan)[name] for name in ("共生課", "総務課")} == {"提出あり"}


def test_who_is_asked_today_is_reminded(tmp_path: Path) -> None:
    """総務課 has sent nothing and nobody in its stead: it is reminded of its two, the ended 福祉課 never."""
    plan = _reorganised(tmp_path / "plan", SPLIT)
    _send(plan, ("共生課", rows_of(["1-1-1-1", "2-1-1-2"])))
    assert torikumi("build", plan).code == 1
    assert said(plan, "回答がない課") == [("要修正", "回答がない課", "", "総務課")]


def test_a_dash_for_a_place_to_ask_is_a_blank(tmp_path: Path) -> None:
    """照会先 － says that there is no other: the successor is asked."""
    plan = _reorganised(tmp_path / "plan", {"1-1-1-1": "－"})
    _send(plan, ("共生課", rows_of(OWN["福祉課"])))
    assert torikumi("build", plan).code == 0
    assert departments(plan)["共生課"] == "提出あり"


def test_an_unknown_place_to_ask_is_said(tmp_path: Path) -> None:
    """照会先 that the plan does not have."""
    plan = _reorganised(tmp_path / "plan", {"1-1-1-1": "ない課"})
    _send(plan, ("共生課", rows_of(OWN["福祉課"])))
    assert torikumi("build", plan).code == 1
    assert [str(row["内容"]) for row in findings(plan) if row["種類"] == "計画にない課"] == [
        "照会先「ない課」は計画.xlsxの担当課にありません。"
    ]


# ---- Two 係 of one 課 --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("days", [(1, 2), (2, 1), (1, 1)])
def test_two_sections_each_fill_a_half_of_one_form(plan: Path, days: tuple[int, int]) -> None:
    """In either order, and saved at one time, both halves count: a blank cell never supersedes."""
    own = OWN["福祉課"]
    for name, filled, day in zip(("福祉課.xlsx", "福祉課_2.xlsx"), (own[:2], own[2:]), days, strict=True):
        saved(write_return(plan / INBOX / name, rows_of(own, filled=filled), "福祉課"), day)
    assert torikumi("build", plan).code == 0
    assert [grade for _, grade in answers(plan).values()] == GRADES_OF_ALL


def test_two_sections_each_fill_a_sheet_of_one_file(plan: Path) -> None:
    """The whole form twice in one file, each half filled on another sheet."""
    own = OWN["福祉課"]
    sheets = [("相談係", form(rows_of(own, filled=own[:2]))), ("支援係", form(rows_of(own, filled=own[2:])))]
    write_book(plan / INBOX / "福祉課.xlsx", sheets)
    assert torikumi("build", plan).code == 0
    assert [grade for _, grade in answers(plan).values()] == GRADES_OF_ALL


def test_superseding_is_cell_by_cell_and_said(plan: Path) -> None:
    """A later return with a result and no grade: the old grade is kept, and both are said."""
    saved(write_return(plan / INBOX / "子ども課.xlsx", [listed("1-1-2-1")], "子ども課"), 1)
    row = listed("1-1-2-1", R2実績="コロナのため7回でした。", R2評価="")
    saved(write_return(plan / INBOX / "追加.xlsx", [row], "子ども課"), 2)
    assert torikumi("build", plan).code == 0
    assert answers(plan)["1-1-2-1"] == ("コロナのため7回でした。", "B")
    assert said(plan, "空欄で差し替えられない回答", "差し替えで変わった回答") == [
        ("要確認", "空欄で差し替えられない回答", "1-1-2-1", "子ども課"),
        ("参考", "差し替えで変わった回答", "1-1-2-1", "子ども課"),
    ]


@pytest.mark.parametrize(
    ("actual", "grade", "printed", "what"),
    [
        ("削除", "「削除」", ("未回答", ""), "実績と評価"),
        ("", "削除", ("コロナのため6回でした。", ""), "評価"),
        ("削除します。", "削除してください", ("未回答", ""), "実績と評価"),
    ],
)
def test_who_takes_something_back_writes_so(
    plan: Path, actual: str, grade: str, printed: tuple[str, str], what: str
) -> None:
    """「削除」 takes an earlier cell back; that something is missing now is to correct, and 説明 says why."""
    saved(write_return(plan / INBOX / "子ども課.xlsx", [listed("1-1-2-1")], "子ども課"), 1)
    row = listed("1-1-2-1", R2実績=actual, R2評価=grade)
    saved(write_return(plan / INBOX / "訂正.xlsx", [row], "子ども課"), 2)
    assert torikumi("build", plan).code == 1
    assert answers(plan)["1-1-2-1"] == printed
    errors = [str(row["内容"]) for row in findings(plan) if row["区分"] == "要修正"]
    assert errors == [f"1-1-2-1の{what}は「削除」と書かれているため、取り消されたものとして扱いました。"]
    assert "「削除」により取り消されて" in torikumi("explain", plan, "1-1-2-1").out


def test_what_nobody_sees_is_a_blank(plan: Path) -> None:
    """A later form whose cells hold spaces and characters without width takes nothing back."""
    saved(write_return(plan / INBOX / "子ども課.xlsx", [listed("1-1-2-1")], "子ども課", shaded=["J3"]), 1)
    row = listed("1-1-2-1", R2実績=" \u3000\u200b", R2評価="\u200b")
    saved(write_return(plan / INBOX / "追加.xlsx", [row], "子ども課"), 2)
    assert torikumi("build", plan).code == 0
    assert answers(plan)["1-1-2-1"] == ("コロナのため6回でした。", "B")


def test_a_row_without_a_number_is_named(plan: Path) -> None:
    """The finding says which initiative the row is about."""
    rows = [listed("1-1-1-2"), listed("2-1-1-1", 番号=""), listed("2-1-1-2")]
    write_return(plan / INBOX / "防災課.xlsx", rows, "防災課")
    assert torikumi("build", plan).code == 1
    assert [str(row["内容"]) for row in findings(plan) if row["種類"] == "番号がない"] == [
        "番号が空欄の行があります（取組名「避難訓練」）。この行は採用していません。"
    ]


# ---- Mistakes in 担当課 and 取組一覧 ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "cell", "words"),
    [
        ({1: {"別名": "福祉課"}}, "B", "別名「福祉課」が2つの課に当てはまります。"),
        ({1: {"別名": "係"}, 2: {"別名": "係"}}, "B", "別名「係」が2つの課に当てはまります。"),
        ({1: {"別名": "防 災 課"}}, "B", "別名「防災課」が2つの課に当てはまります。"),
        ({0: {"有効年度（から）": "R3", "有効年度（まで）": "R1"}}, "F", "「R1」は使えません。"),
        ({0: {"後継": "ない課"}}, "D", "後継「ない課」は担当課の一覧にありません。"),
        ({0: {"後継": "子ども課\n防災課"}}, "D", "後継「子ども課、防災課」は担当課の一覧にありません。"),
        ({0: {"後継": "福祉課"}}, "D", "「福祉課」の後継をたどると「福祉課」に戻ります。"),
        ({0: {"後継": "防災課"}, 2: {"後継": "福祉係"}}, "D", "「福祉課」の後継をたどると「福祉課」に戻ります。"),
    ],
)
def test_mistakes_of_the_departments_stop_with_a_sentence_each(
    tmp_path: Path, change: dict[int, dict[str, str]], cell: str, words: str
) -> None:
    """Sheet, cell and remedy; nothing is guessed and nothing written."""
    content = Content()
    for row, texts in change.items():
        content.departments[row] |= texts
    plan = small_plan(tmp_path / "plan", content)
    run = torikumi("build", plan)
    assert run.code == 2
    assert [line for line in run.err.splitlines() if line.startswith(f"計画.xlsx 担当課 {cell}") and words in line]
    assert not list((plan / "output").glob("*.xlsx"))


def test_a_goal_that_the_plan_does_not_have_is_to_correct(tmp_path: Path) -> None:
    """取組一覧 has an initiative of 基本目標 3, 計画.xlsx does not: no page is left out in silence."""
    content = Content()
    content.initiatives[5]["番号"] = "3-1-2-1"
    content.initiatives[5]["取組名"] = "新しい取組"
    plan = small_plan(tmp_path / "plan", content)
    assert torikumi("build", plan).code == 1
    assert [str(row["内容"]) for row in findings(plan) if row["種類"] == "計画にない基本目標"] == [
        "取組一覧に基本目標3の取組（3-1-2-1）がありますが、計画.xlsxの「基本目標」に3がありません。"
        "合計には数えていますが、目標のページはありません。"
    ]


def test_a_return_that_rewrites_earlier_years_is_named(plan: Path) -> None:
    """A form with the columns of R1 whose result differs from the list's: the list's stands, and it is asked about."""
    path = plan / "取組一覧.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    top = next(line for line in range(1, 10) if sheet.cell(line, 1).value == "番号")
    column = sheet.max_column
    for place, text in enumerate(("R1実績", "R1評価"), start=1):
        sheet.cell(top, column + place).value = text
    sheet.cell(top + 3, column + 1).value, sheet.cell(top + 3, column + 2).value = "5回でした。", "Ｃ"
    book.save(path)
    row = [*listed("1-1-2-1"), "9回でした。", "Ａ"]
    write_return(plan / INBOX / "子ども課.xlsx", [row], "子ども課", header=[*HEADER, "R1実績", "R1評価"], shaded=["J3"])
    assert torikumi("build", plan).code == 0
    assert said(plan, "過年度の値が違う") == [("要確認", "過年度の値が違う", "1-1-2-1", "子ども課")] * 2


def test_a_figure_is_judged_by_what_is_stored_and_printed_as_it_is_shown(plan: Path) -> None:
    """0.7499 shown as 75% against a target of 100%: a B by the figure, not an A; the list shows 75%."""
    path = plan / "取組一覧.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    top = next(line for line in range(1, 10) if sheet.cell(line, 1).value == "番号")
    sheet.cell(top + 4, 6).value = "100%"
    book.save(path)
    rows = [listed("1-1-1-2"), listed("2-1-1-1", R2目標="100%", R2評価="Ｂ"), listed("2-1-1-2")]
    write_return(plan / INBOX / "防災課.xlsx", rows, "防災課")
    book = openpyxl.load_workbook(plan / INBOX / "防災課.xlsx")
    book.active["I4"].value, book.active["I4"].number_format = 0.7499, "0%"
    book.save(plan / INBOX / "防災課.xlsx")
    torikumi("build", plan)
    assert answers(plan)["2-1-1-1"] == ("75%", "B")
    out = torikumi("explain", plan, "2-1-1-1").out
    assert "達成率 75.0％" in out
    assert "計算上の評価：B" in out


# ---- What goes in and out as it is ---------------------------------------------------------------------------------------------


def test_a_date_among_the_indicators_is_no_value_and_no_fault_of_the_program(plan: Path) -> None:
    """A cell of type d (a date as ISO 8601 text, as some programs write it) is to correct, by its cell."""
    path = plan / "成果指標.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    place = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "37.5%")
    place.value = dt.datetime(2021, 3, 31)
    book.iso_dates = True
    book.save(path)
    run = torikumi("build", plan)
    assert (run.code, run.err) == (1, "")
    found = [row for row in findings(plan) if row["種類"] == "読めない値"]
    assert [(row["区分"], row["ファイル"], row["セル"]) for row in found] == [
        ("要修正", "成果指標.xlsx", place.coordinate)
    ]


def test_the_record_names_the_bytes_that_were_read(plan: Path) -> None:
    """記録.json has each input with the SHA-256 of its content, of the second build too, which reads most from its cache."""
    for grade in ("Ｃ", "Ｂ"):
        rows = [listed("1-1-1-2"), listed("2-1-1-1", R2評価=grade), listed("2-1-1-2")]
        write_return(plan / INBOX / "防災課.xlsx", rows, "防災課")
        assert torikumi("build", plan).code == 0
        inputs = json.loads((plan / "output" / "記録.json").read_text("utf-8"))["inputs"]
        places = {path.name: path for folder in (plan, plan / INBOX) for path in folder.glob("*.xlsx")}
        assert len(inputs) == len(places) == 6
        for one in inputs:
            content = places[one["file"]].read_bytes()
            assert (one["sha256"], one["size"]) == (hashlib.sha256(content).hexdigest(), len(content))


def test_an_escape_of_a_workbook_is_text_in_a_csv(plan: Path) -> None:
    """`_x0041_` is A in a workbook's XML alone: a CSV return that says so is printed so."""
    (plan / INBOX / "子ども課.xlsx").unlink()
    with (plan / INBOX / "子ども課.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        rows = [[label.replace("\n", "") for label in HEADER], listed("1-1-2-1", R2実績="_x0041_を6回_x000D_")]
        csv.writer(stream).writerows(rows)
    assert torikumi("build", plan).code == 0
    assert answers(plan)["1-1-2-1"] == ("_x0041_を6回_x000D_", "B")
