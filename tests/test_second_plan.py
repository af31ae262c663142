"""Another city's plan, written from nothing: three goals, grades S to D, R5 to R9, no shading, two indicators of which less is better.

Nothing of it is in the code; the same command builds it.
"""

from pathlib import Path

import openpyxl
import pytest

from tests.plans import Run, findings, report_list, table, torikumi

PLAN = {
    "計画": [
        ("項目", "内容"),
        ("計画名", "あおば町防災まちづくり計画"),
        ("市町村名", "あおば町"),
        ("取りまとめ課", "総務課"),
        ("推進委員会名", "まちづくり会議"),
        ("計画開始年度", "R5"),
        ("計画終了年度", "令和9年度"),
        ("報告年度", "2024"),
        ("総合評価の決め方", "点数"),
    ],
    "基本目標": [("番号", "名称"), ("1", "備える"), ("2", "守る"), ("3", "立ち直る")],
    "評価区分": [
        ("評価", "回答での表記", "下限（％）", "内容", "点数"),
        ("S", "", "100", "目標を超えた", "4"),
        ("A", "", "80", "おおむね達した", "3"),
        ("B", "", "60", "もう少し", "2"),
        ("C", "", "40", "半ば", "1"),
        ("D", "", "0", "進んでいない", "0"),
    ],
    "担当課": [
        ("課名", "別名", "区分"),
        ("総務課", "", "課"),
        ("消防課", "消防", "課"),
        ("自主防災会", "", "関係団体"),
    ],
    "網掛け": [("項目", "内容"), ("凡例", "")],
    "講評": [("区分", "内容"), ("講評", "訓練の回数は足りている。")],
}

# number, name, departments, baseline, R6 target, R6 result, R6 grade
LIST = [
    ("1-1-1-1", "備蓄の充実", "総務課", "備蓄1,000食", "備蓄2,000食", "備蓄は2,100食となった。", "S"),
    ("1-1-1-2", "訓練の実施", "消防課\n（自主防災会）", "10回", "訓練20回", "訓練を12回行った。", "A"),
    ("1-1-2-1", "啓発", "総務課", "－", "広報に載せる", "広報に載せた。", "A"),
    ("2-1-1-1", "耐震診断", "消防課", "30戸", "診断50戸", "診断は20戸だった。", "C"),
    ("2-1-1-2", "避難路の整備", "総務課", "－", "継続", "用地の交渉が長引いた。", "D"),
    ("2-2-1-1", "火災の予防", "消防課", "－", "巡回", "巡回した。", "B"),
    ("3-1-1-1", "【再掲1-1-2-1】啓発", "総務課", "－", "広報に載せる", "広報に載せた。", "A"),
    ("3-1-1-2", "復興計画", "総務課", "－", "案の作成", "", ""),
]

# goals, name, method, related, baseline, R5 target, R5 actual, R6 target, R6 actual, R7 target
INDICATORS = [
    ("1、3", "防災訓練に参加した人の割合", "", "", "20.0%", "22.0%", "21.0%", "25.0%", "24.0%", "30.0%"),
    ("2", "年間の火災件数", "B/A", "2-2-1-1", "24件", "20件", "22件", "16件", "20件", "12件"),
    ("2", "耐震性のない公共施設数", "改善率", "", "40棟", "20棟", "35棟", "0棟", "10棟", "0棟"),
    ("3", "復興訓練の回数", "", "", "0回", "設定なし", "", "2回", "", "2回"),
]


def _sheet(book, title, rows):
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append([text or None for text in row])


def _save(path: Path, sheets: dict[str, list[tuple[str, ...]]]) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        _sheet(book, title, rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def _return(rows: list[tuple[str, ...]], department: str) -> list[tuple[str, ...]]:
    own = [row for row in rows if department in row[2]]
    return [
        (f"回答課：{department}",),
        ("番号", "取組名", "担当課名", "令和6年度目標", "令和６年度実績", "Ｒ６評価"),
        *((*row[:3], *row[4:]) for row in own),
    ]


@pytest.fixture(scope="module")
def city(tmp_path_factory) -> tuple[Path, Run]:
    """The plan folder, built by the command."""
    folder = tmp_path_factory.mktemp("city") / "plan"
    _save(folder / "計画.xlsx", PLAN)
    header = ("番号", "取組名", "担当課名", "初期値", "R6目標", "R5実績", "R5評価")
    last_year = {"2-1-1-1": ("診断は200戸だった。", "A"), "1-1-2-1": ("広報に載せた。", "A")}
    _save(folder / "取組一覧.xlsx", {"一覧": [header, *((*row[:5], *last_year.get(row[0], ("", ""))) for row in LIST)]})
    labels = (
        "基本目標",
        "成果指標",
        "算定方法",
        "関連取組",
        "初期値",
        "R5目標値",
        "R5実績",
        "R6目標値",
        "R6実績",
        "R7目標値",
    )
    _save(folder / "成果指標.xlsx", {"成果指標": [labels, *INDICATORS]})
    for department in ("総務課", "消防課"):
        _save(folder / "inbox" / f"{department}.xlsx", {"様式": _return(LIST, department)})
    return folder, torikumi("build", folder)


def test_the_command_builds_it_and_asks_for_the_one_open_answer(city):
    """Exit code 1: 3-1-1-2 is not answered."""
    folder, run = city
    assert run.err == ""
    assert run.code == 1
    assert run.out.splitlines()[:12] == [
        "あおば町防災まちづくり計画　令和6年度（案）",
        "回答：2課のうち2課から提出、ファイル2件",
        "読み取った行：8行（採用8、差替え0、不採用0）",
        "取組：8件のうち7件が評価済み",
        "確認事項：要修正1件、要確認6件、参考1件",
        "  目標1　  3取組　S   1　A   2　B   0　C   0　D   0　総合評価 A",
        "  目標2　  3取組　S   0　A   0　B   1　C   1　D   1　総合評価 D",
        "  目標3　  2取組　S   0　A   1　B   0　C   0　D   0　未評価・未回答 1　総合評価 B",
        "  合計 　  8取組　S   1　A   3　B   1　C   1　D   1　未評価・未回答 1　総合評価 C",
        "前年度（R5）との比較：上がった取組0件、下がった取組1件",
        "成果指標：A 3、B 1、未評価 1",
        "突合：目標と実績の数値を比べられた取組 3件",
    ]
    assert {path.name for path in (folder / "output").iterdir()} >= {
        "令和6年度_取組推進状況.csv",
        "令和6年度_推進状況報告書.xlsx",
        "令和6年度_確認結果.xlsx",
        "記録.json",
    }


def test_the_list_has_its_grades(city):
    """Each letter as answered; R5 to R9; no ※."""
    rows = report_list(city[0])
    assert {number: row["R6評価"] for number, row in rows.items()} == {
        "1-1-1-1": "S",
        "1-1-1-2": "A",
        "1-1-2-1": "A",
        "2-1-1-1": "C",
        "2-1-1-2": "D",
        "2-2-1-1": "B",
        "3-1-1-1": "A",
        "3-1-1-2": "",
    }
    assert [label for label in rows["1-1-1-1"] if label.startswith("R")] == [
        "R4実績（初期値）",
        "R6目標",
        "R6実績",
        "R6評価",
    ]


def test_indicators_of_which_less_is_better_are_graded_by_their_method(city):
    """B/A: 16/20 is 80 %, an A; 改善率 to a target of 0: (40-10)/(40-0) is 75 %, a B; years to come are empty."""
    book = openpyxl.load_workbook(next((city[0] / "output").glob("*報告書.xlsx")), data_only=True)
    lines = {str(row[0].value): [cell.value for cell in row[2:7]] for row in book["目標2"].iter_rows() if row[0].value}
    grades = [[cell.value or "" for cell in row[2:7]] for row in book["目標2"].iter_rows() if row[0].value == "評価"]
    rates = [
        [cell.value for cell in row[2:4]] for row in book["目標2"].iter_rows() if str(row[0].value).startswith("達成率")
    ]
    assert {"達成率　B/A", "達成率（改善率）"} <= set(lines)
    assert rates == [[pytest.approx(20 / 22), pytest.approx(0.8)], [pytest.approx(0.25), pytest.approx(0.75)]]
    assert grades == [["A", "A", "", "", ""], ["D", "B", "", "", ""]]


def test_one_entry_is_shown_under_both_goals(city):
    """防災訓練 is entered once for goals 1 and 3 and is an A (24/25) under both; goal 3's other one has no actual."""
    book = openpyxl.load_workbook(next((city[0] / "output").glob("*報告書.xlsx")), data_only=True)
    shown = {
        goal: [row[3].value for row in book[f"目標{goal}"].iter_rows() if row[0].value == "評価"] for goal in (1, 2, 3)
    }
    assert shown == {1: ["A"], 2: ["A", "B"], 3: ["A", "未評価"]}


def test_self_grades_are_held_against_the_figures_by_the_citys_own_bands(city):
    """S from 100 %, A from 80 %, B from 60 %, C from 40 %."""
    rows = {
        row["番号"]: (row["達成率"], row["計算上の評価"], row["突合結果"])
        for row in table(_staff(city[0]), "突合", "番号")
    }
    assert rows["1-1-1-1"] == ("105.0％", "S", "一致")
    assert rows["1-1-1-2"] == ("60.0％", "B", "自己評価が高い（1段階）")
    assert rows["2-1-1-1"] == ("40.0％", "C", "一致")
    assert rows["1-1-2-1"] == ("", "", "")


def test_the_findings_are_just_these(city):
    """Every remark of the run, with its cell."""
    found = [(row["区分"], row["種類"], row["番号"], row["ファイル"], row["セル"]) for row in findings(city[0])]
    assert found == [
        ("要修正", "回答が空欄", "3-1-1-2", "総務課.xlsx", "F7"),
        ("要確認", "実績のない指標", "", "成果指標.xlsx", "I5"),
        ("要確認", "前年から大きく変わった評価", "2-1-1-1", "消防課.xlsx", "F4"),
        ("要確認", "桁の変わった数値", "2-1-1-1", "消防課.xlsx", "E4"),
        ("要確認", "設定で変わる総合評価", "", "", ""),
        ("要確認", "設定で変わる総合評価", "", "", ""),
        ("要確認", "設定で変わる総合評価", "", "", ""),
        ("参考", "自己評価と数値の差", "1-1-1-2", "消防課.xlsx", "F3"),
    ]


def test_the_goals_that_other_settings_would_change_are_named(city):
    """Goal 1 is an A however it is decided; the rule of the plan is 点数."""
    assert [row["内容"] for row in findings(city[0]) if row["種類"] == "設定で変わる総合評価"] == [
        "目標2の総合評価はDですが、「過半」で決めるとC（C以上の取組の割合66.67％）になります。",
        "目標3の総合評価はBですが、「過半」で決めるとA（A以上の取組の割合100.00％）、再掲を数えないと評価なし、"
        "未評価・未回答の1取組がすべてSであればA、未評価・未回答の1取組がすべてDであればDになります。",
        "合計の総合評価はCですが、「過半」で決めるとA（A以上の取組の割合57.14％）、未評価・未回答の1取組がすべてSであればBになります。",
    ]


def test_nothing_is_shaded_where_the_plan_has_no_convention(city):
    """No legend, no findings about shading, no ※."""
    book = openpyxl.load_workbook(next((city[0] / "output").glob("*報告書.xlsx")), data_only=True)
    texts = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [text for text in texts if "※" in text or "コロナ" in text]


def test_the_total_is_explained(city):
    """4×1＋3×3＋2×1＋1×1＋0×1 = 16 of 28 points are 57.14 %, from 40 % a C."""
    out = torikumi("explain", city[0], "合計").out
    assert "S 1×4点＋A 3×3点＋B 1×2点＋C 1×1点＋D 1×0点＝16点、満点 4点×7（評価済みの取組）＝28点" in out


def _staff(folder: Path) -> Path:
    return next((folder / "output").glob("*確認結果.xlsx"))
