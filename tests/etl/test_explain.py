"""Each grade and count explained: on the sheet 説明 with links that lead to the cells, and by the command."""

import re

import openpyxl
import pytest
from torikumi.etl.explain import scope_of

from tests.etl.made import made_initiatives, made_plan
from tests.plans import Content, edit, small_plan, table, torikumi


@pytest.fixture(scope="module")
def rows(sample):
    """The rows of the sheet 説明 by scope and item."""
    return {(row["範囲"], row["項目"]): row for row in table(sample.staff, "説明", "範囲")}


def test_an_overall_grade_is_explained_in_words_with_its_inputs_and_rounding(rows):
    """Goal 4: 85 of 108 are B or better, 51 are A, three more would do."""
    row = rows["目標4", "総合評価"]
    assert row["値"] == "B"
    assert row["使った値"] == "A以上 51、B以上 85、C以上 98、D以上 108、分母 108（評価済みの取組）の半数 54"
    assert str(row["端数の扱い"]).startswith("B以上の割合 85/108＝78.70％（小数第3位を四捨五入して表示）")
    assert [row[f"出典{place}"] for place in (1, 2, 3)] == [
        "計画.xlsx 計画!B11",
        "計画.xlsx 計画!B12",
        "計画.xlsx 計画!B13",
    ]
    assert rows["目標4", "次の評価まで"]["値"] == "あと3取組でA"


def test_the_total_says_what_the_other_settings_give(rows):
    """点数 gives A with 457 of 609 points, without 再掲 the total is an A, too."""
    assert rows["合計", "総合評価"]["値"] == "B"
    points = rows["合計", "「点数」で決めた場合"]
    assert points["値"] == "A"
    assert points["使った値"] == "A 100×3点＋B 69×2点＋C 19×1点＋D 15×0点＝457点、満点 3点×203（評価済みの取組）＝609点"
    assert "457/609＝75.04％" in str(points["端数の扱い"])
    relisted = rows["合計", "再掲を数えない場合"]
    assert (relisted["値"], relisted["使った値"]) == (
        "A",
        "一覧 203取組。再掲を除くと 196取組（A 98、B 64、C 19、D 15）",
    )


def test_a_count_names_what_it_counts(rows):
    """The 13 C of goal 4 by number; the total by goal."""
    row = rows["目標4", "Cの数"]
    assert row["値"] == "13"
    assert str(row["使った値"]).startswith("4-1-1-3、4-1-1-7、4-1-1-8、4-1-2-7、")
    assert str(row["端数の扱い"]).startswith("割合 13÷108＝12.0％。小数第2位を四捨五入")
    assert rows["合計", "Aの数"]["使った値"] == "目標1：12＋目標2：5＋目標3：12＋目標4：51＋目標5：20"


def test_an_indicator_is_explained(rows):
    """213 of 224 人 is an A; one without an actual says so."""
    row = rows["目標3", "成果指標：民生委員児童委員の選任数（定数を目標値とする）"]
    assert (row["値"], row["決まり方"]) == ("A", "実績÷目標値（A/B）。75％以上でA")
    assert row["使った値"] == "R2実績 213人、R2目標値 224人、初期値 212人"
    assert rows["目標3", "成果指標：ボランティア登録団体数"]["決まり方"] == "未評価：実績が空欄"


def test_every_link_leads_to_the_cell_that_it_names(sample):
    """Each 出典 link goes to the row of the sheet 出典 with that file, sheet and cell."""
    book = openpyxl.load_workbook(sample.staff)
    sheet, sources = book["説明"], book["出典"]
    checked = 0
    for link in (cell for row in sheet.iter_rows() for cell in row if cell.hyperlink):
        target, line = re.fullmatch(r"'(.+)'!A(\d+)", link.hyperlink.location).groups()
        if target == "出典":
            file, name, cell = (sources[f"{column}{line}"].value for column in "DEF")
            assert link.value == f"{file} {name}!{cell}"
            checked += 1
    assert checked > 400


def test_a_counts_link_leads_to_as_many_rows_of_that_grade(sample):
    """From `Aの数` of goal 4 to the first of 51 rows that follow one another, each an A of goal 4."""
    sheet = openpyxl.load_workbook(sample.staff)["説明"]
    line = next(
        row for row in range(4, sheet.max_row) if (sheet[f"A{row}"].value, sheet[f"B{row}"].value) == ("目標4", "Aの数")
    )
    start = int(re.fullmatch(r"'説明'!A(\d+)", sheet[f"G{line}"].hyperlink.location).group(1))
    grades = [
        (sheet[f"A{row}"].value, sheet[f"C{row}"].value)
        for row in range(start, start + 200)
        if sheet[f"B{row}"].value == "自己評価"
    ]
    assert sheet[f"G{line}"].value == f"51取組（{start}行目から）"
    assert {(number.split("-")[0], letter) for number, letter in grades[:51]} == {("4", "A")}
    assert grades[51][1] == "B"


def test_the_command_explains_an_initiative(sample):
    """torikumi explain DIR 4-1-1-4: the self grade, the figures, the cells, and what was found."""
    run = torikumi("explain", sample.folder, "４－１－１－４")
    assert run.code == 0
    lines = run.out.splitlines()
    assert lines[0] == "4-1-1-4　地域防犯カメラ設置費補助事業"
    assert "■ 自己評価：A" in lines
    assert "■ 計算上の評価（防犯カメラ設置補助台数）：B" in lines
    assert "  使った値：実績 14台、目標 20台" in lines
    assert "  決まり方：実績÷目標。50％以上75％未満でB。自己評価Aとの突合：自己評価が高い（1段階）" in lines
    assert "  出典：地域のつながり課.xlsx 取組推進状況一覧!M11「Ａ」" in lines
    assert any(line.startswith("参考：自己評価はAで") for line in lines)


@pytest.mark.parametrize(
    ("scope", "title"),
    [
        ("目標4", "目標4　地域生活支援と権利擁護"),
        ("4", "目標4　地域生活支援と権利擁護"),
        ("合計", "合計　鎌倉市地域福祉計画"),
    ],
)
def test_the_command_explains_a_goal_and_the_total(sample, scope, title):
    """The overall grade comes first."""
    run = torikumi("explain", sample.folder, scope)
    assert run.code == 0
    assert run.out.splitlines()[:3] == [title, "", "■ 総合評価：B"]


def test_an_unknown_scope_is_a_sentence_that_names_what_is_possible(plan):
    """Exit code 2; nothing is written."""
    run = torikumi("explain", plan, "4-9-9-9")
    said = "「4-9-9-9」という範囲はありません。取組一覧の番号（1-1-1-1 など）、目標1、目標2、合計 のいずれかを指定してください。"
    assert (run.code, run.out, run.err) == (2, "", f"{said}\n")
    assert list((plan / "output").iterdir()) == []


def test_an_override_is_explained_with_its_reason(tmp_path):
    """The division's letter beside the computed one."""
    folder = small_plan(tmp_path / "plan")
    edit(folder / "計画.xlsx", "総合評価", {"B4": "B", "C4": "中止が多いため", "D4": "推進委員会"})
    out = torikumi("explain", folder, "合計").out
    assert "■ 総合評価（取りまとめ課の決定）：B" in out
    assert "理由：中止が多いため　決定者：推進委員会" in out
    assert "出典：計画.xlsx 総合評価!B4「B」" in out


def test_open_answers_are_explained(tmp_path):
    """A missing return: the initiatives are 未回答, and what they could still change is said."""
    folder = small_plan(tmp_path / "plan", Content())
    (folder / "inbox" / "防災課.xlsx").unlink()
    out = torikumi("explain", folder, "2-1-1-1").out
    assert "■ 自己評価：未回答" in out
    assert "担当課（防災課）の回答がありません" in out
    assert "■ 未評価・未回答がすべてAの場合：" in torikumi("explain", folder, "目標2").out


@pytest.mark.parametrize(
    ("denominator", "shares"),
    [
        ("評価済みの取組", {"A": "割合 1÷1＝100.0％"}),
        ("全取組", {"A": "割合 1÷3＝33.3％", "未評価・未回答": "割合 2÷3＝66.7％"}),
    ],
)
def test_open_answers_have_a_share_where_they_are_in_the_denominator(tmp_path, denominator, shares):
    """Two of goal 2 are open; where only graded ones count, they are no part of the whole."""
    content = Content()
    content.settings["割合の分母"] = denominator
    folder = small_plan(tmp_path / "plan", content)
    (folder / "inbox" / "防災課.xlsx").unlink()
    lines = torikumi("explain", folder, "目標2").out.split("\n■ ")
    counts = {part.split("の数：")[0]: part for part in lines if "の数：" in part and "指標" not in part}
    found = {name: share for name in counts for share in re.findall(r"割合 \d+÷[1-9]\d*＝[\d.]+％", counts[name])}
    assert {name: share for name, share in found.items() if not share.startswith("割合 0")} == shares


@pytest.mark.parametrize(
    ("text", "scope"),
    [("１-１-１-１", "1-1-1-1"), ("目標２", "目標2"), ("２", "目標2"), ("合 計", "合計"), ("目標3", None), ("", None)],
)
def test_a_scope_may_be_written_in_any_width(text, scope):
    """Numbers, goals and 合計; anything else is none."""
    assert scope_of(text, made_initiatives({"number": "1-1-1-1"}), made_plan()) == scope
