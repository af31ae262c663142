"""`torikumi next`: next year's folder from this year's, and the report that shows both years."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cities import CITIES, WELFARE, City
from tests.conftest import Built
from tests.plans import Content, Run, edit, listed, report_list, small_plan, table, torikumi, write_return
from tests.test_two_years import below, rows_of
from tests.workbooks.office import load

PLAN, LIST, INDICATORS, HANDOVER = "計画.xlsx", "取組一覧.xlsx", "成果指標.xlsx", "引継ぎ.xlsx"
SHEET, TOTALS = "取組推進状況一覧", "各取組の総括"
OF_R3 = "output/令和3年度_推進状況報告書.xlsx"


def settings(folder: Path) -> dict[str, Any]:
    """The sheet 計画: item -> content."""
    return {row["項目"]: row["内容"] for row in table(folder / PLAN, "計画", "項目")}


def list_of(folder: Path, key: str = "番号") -> dict[str, dict[str, Any]]:
    """取組一覧.xlsx by number."""
    path = folder / LIST
    sheet = load(path).worksheets[0].title
    return {str(row[key]): row for row in table(path, sheet, key)}


def handed_over(folder: Path) -> list[str]:
    """引継ぎ.xlsx, a line a row, its cells parted by |."""
    rows = load(folder / HANDOVER).worksheets[0].iter_rows(values_only=True)
    return ["|".join(str(value) for value in row if value is not None) for row in rows]


def _own_texts(city: City, path: Path) -> list[list[object]]:
    """What the city's list has below every heading that is asked of nobody, and the headings."""
    sheet = load(path)[city.sheet]
    width = len(city.labels)
    asked = [place for place, label in enumerate(city.labels) if not label.endswith(tuple(city.asked))]
    later = [city.column(label) for label in city.later]
    return [
        [row[place] for place in asked if place not in later]
        for row in sheet.iter_rows(max_col=width, values_only=True)
    ]


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if ".cache" not in path.parts)


def answer(folder: Path, department: str, answers: Mapping[str, tuple[str, str]]) -> None:
    """A return as a 課 makes it of the folder's list: its rows, with the result and the grade of the report year."""
    sheet = load(folder / LIST).worksheets[0]
    header = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "番号")
    year = [place for place, label in enumerate(header) if str(label).startswith(("R3実績", "R3評価"))]
    rows = []
    for row in sheet.iter_rows(values_only=True):
        if row[0] in answers:
            cells = list(row)
            for place, text in zip(year, answers[row[0]], strict=True):
                cells[place] = text
            rows.append(cells)
    assert len(rows) == len(answers)
    write_return(folder / "inbox" / f"{department}.xlsx", rows, department, header)


@pytest.fixture(scope="module")
def handed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Run]:
    """The small plan of R2, built, and its next year."""
    folder = small_plan(tmp_path_factory.mktemp("next") / "R2")
    assert torikumi("build", folder).code == 0
    new = folder.with_name("R3")
    return folder, new, torikumi("next", folder, new)


# ---- the sample, from R2 to a report of both years

# What the 課 of the sample are made to answer for R3: of goal 1 everything.
R3 = {
    "地域共生課": {
        "1-1-1-1": ("方針を決め、会議を４回開いた。", "Ａ"),
        "1-1-1-2": ("窓口を１か所増やした。", "Ｂ"),
    },
    "福祉総務課": {"1-1-1-3": ("３か所で開いた。", "Ａ")},
}


@pytest.fixture(scope="module")
def sample_of_r3(sample: Built, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The sample's next year, in which two 課 have answered."""
    folder = tmp_path_factory.mktemp("sample_next") / "R3"
    run = torikumi("next", sample.folder, folder)
    assert run.code == 0, run.err
    for department, answers in R3.items():
        answer(folder, department, answers)
    return Built(folder, torikumi("build", folder))


def test_the_sample_builds_at_once_with_nothing_answered(sample: Built, tmp_path: Path) -> None:
    """R2 -> next -> build: 203 initiatives of which none is answered, 37 課 that have not returned, the grades of R2 as they were."""
    assert torikumi("next", sample.folder, tmp_path / "R3").code == 0
    run = torikumi("build", tmp_path / "R3")
    assert run.code == 1
    assert "鎌倉市地域福祉計画　令和3年度（案）" in run.out
    assert "回答：37課のうち0課から提出、ファイル0件" in run.out
    assert "取組：203件のうち0件が評価済み" in run.out
    rows = rows_of(tmp_path / "R3" / OF_R3, TOTALS)
    assert [row[2:6] for row in below(rows, "前年度（R2）との比較")[2:8]] == [
        [12, 4, 0, 1],
        [5, 10, 0, 1],
        [12, 6, 5, 2],
        [51, 34, 13, 10],
        [20, 15, 1, 1],
        [100, 69, 19, 15],
    ]


def test_the_report_of_the_sample_has_both_years(sample_of_r3: Built) -> None:
    """Of three answers one grade went up, from B to A, and one down, from A to B; the list shows both."""
    rows = rows_of(sample_of_r3.folder / OF_R3, TOTALS)
    assert below(rows, "前年度（R2）との比較")[2][2:] == [12, 4, 0, 1, 2, 1, 0, 0, 1, 1, 1]
    assert below(rows, "評価が下がった取組（1件）")[1:] == [
        ["1-1-1-2", "福祉総合相談窓口の設置・運営", "地域共生課", "A", "B"]
    ]
    listed_rows = table(sample_of_r3.folder / "output" / "令和3年度_推進状況報告書.xlsx", SHEET, "番号")
    assert [(row["番号"], row["前年度評価"], row["R3評価※"]) for row in listed_rows[:4]] == [
        ("1-1-1-1", "A", "A"),
        ("1-1-1-2", "A", "B"),
        ("1-1-1-3", "B", "A"),
        ("1-1-2-1", "A", ""),
    ]


# ---- what is in the new folder


def test_the_new_folder_has_what_a_year_begins_with(handed: tuple[Path, Path, Run]) -> None:
    """Four workbooks, an empty inbox, an empty output; said in a few lines."""
    folder, new, run = handed
    assert run.code == 0, run.err
    assert files(new) == ["inbox", "output", PLAN, HANDOVER, LIST, INDICATORS] or set(files(new)) == {
        *("inbox", "output", PLAN, HANDOVER, LIST, INDICATORS)
    }
    assert run.out.splitlines() == [
        f"令和3年度のフォルダ「{new}」を作りました（計画.xlsx、取組一覧.xlsx、成果指標.xlsx、引継ぎ.xlsx）。",
        "令和2年度の実績と評価は、取組一覧.xlsx に過年度の列として残しました（6取組）。",
        "引継ぎ.xlsx の「次にすること」を順に進めてください。",
        f"そのまま torikumi build {new} を実行できます（すべて未回答です）。",
    ]


def test_the_old_folder_is_left_alone(handed: tuple[Path, Path, Run], small: Built) -> None:
    """Every file of this year's folder is byte for byte what it was."""
    folder, _, _ = handed
    names = [PLAN, LIST, INDICATORS, "inbox/福祉課.xlsx", "output/記録.json", "output/令和2年度_推進状況報告書.xlsx"]
    assert {(folder / name).read_bytes() == (small.folder / name).read_bytes() for name in names} == {True}


def test_the_plan_moves_on_by_a_year(handed: tuple[Path, Path, Run]) -> None:
    """報告年度 is the next, 状態 案, the rest as it was; 前年度評価の印刷 can be chosen now."""
    folder, new, _ = handed
    assert settings(new) == settings(folder) | {"報告年度": "令和3年度", "前年度評価の印刷": "する"}
    for sheet in ("基本目標", "評価区分", "担当課", "網掛け"):
        ours, theirs = (
            [[cell.value for cell in row] for row in load(path / PLAN)[sheet].iter_rows()] for path in (folder, new)
        )
        assert ours == theirs


def test_accepted_answers_become_history(handed: tuple[Path, Path, Run]) -> None:
    """R2実績 and R2評価 hold what counted; columns for R3 follow, blank; everything else stays."""
    folder, new, _ = handed
    before, after = list_of(folder), list_of(new)
    assert list(after["1-1-1-1"]) == [*before["1-1-1-1"], "R3実績", "R3評価 ※"]
    assert {number: (row["R2実績"], row["R2評価 ※"]) for number, row in after.items()} == {
        "1-1-1-1": ("相談は12件でした。", "A"),
        "1-1-1-2": ("声かけを行いました。", "A"),
        "1-1-2-1": ("コロナのため6回でした。", "B"),
        "2-1-1-1": ("訓練は3回でした。", "C"),
        "2-1-1-2": ("在庫を調べました。", "D"),
        "2-1-2-1": ("相談は12件でした。", "A"),
    }
    assert {(row["R3実績"], row["R3評価 ※"]) for row in after.values()} == {("", "")}
    same = [label for label in before["1-1-1-1"] if not label.startswith(("R2実績", "R2評価"))]
    assert [[row[label] for label in same] for row in before.values()] == [
        [row[label] for label in same] for row in after.values()
    ]


def test_the_shading_of_the_year_stays_visible(handed: tuple[Path, Path, Run]) -> None:
    """The grade of 1-1-2-1, which the cause had kept from its target, is shaded in the history."""
    sheet = load(handed[1] / LIST).worksheets[0]
    shaded = {sheet.cell(row, 1).value for row in range(3, 9) if sheet.cell(row, 10).fill.fill_type == "solid"}
    assert shaded == {"1-1-2-1"}


def test_the_new_columns_look_like_the_old(handed: tuple[Path, Path, Run]) -> None:
    """Heading, cells and width of R3実績 are those of R2実績."""
    sheet = load(handed[1] / LIST).worksheets[0]
    for row in (2, 3):
        assert sheet.cell(row, 11)._style == sheet.cell(row, 9)._style
    assert sheet.column_dimensions["K"].width == sheet.column_dimensions["I"].width


def test_comments_and_decisions_begin_anew(tmp_path: Path) -> None:
    """講評, 総括 and 総合評価 are blank, the scopes and the sections stay, a final plan is a draft again; the decision is handed over."""
    content = Content(comments=[{"区分": "講評", "内容": "着実に進んでいる。"}])
    content.settings["状態"] = "確定"
    folder = small_plan(tmp_path / "R2", content)
    edit(folder / PLAN, "総合評価", {"A2": "目標1", "B2": "B", "C2": "影響を考慮", "D2": "部長"})
    assert torikumi("next", folder, tmp_path / "R3").code == 0
    assert settings(tmp_path / "R3")["状態"] == "案"
    book = load(tmp_path / "R3" / PLAN)
    assert [cell.value for cell in book["講評"][2]] == ["講評", None]
    assert [cell.value for cell in book["総合評価"][2]] == ["目標1", None, None, None]
    assert "目標1|B（計算では A）|影響を考慮|部長" in handed_over(tmp_path / "R3")


def test_the_next_year_is_counted_against_it(handed: tuple[Path, Path, Run], tmp_path: Path) -> None:
    """Invented answers of R3 are graded beside R2: one up, one down, in list, 総括 and データ."""
    folder = tmp_path / "R2"
    small_plan(folder)
    new = tmp_path / "R3"
    assert torikumi("next", folder, new).code == 0
    answer(
        new,
        "福祉課",
        {
            "1-1-1-1": ("相談は9件でした。", "Ｃ"),
            "1-1-1-2": ("声かけを続けました。", "Ａ"),
            "2-1-2-1": ("相談は9件でした。", "Ｃ"),
        },
    )
    answer(new, "子ども課", {"1-1-2-1": ("11回でした。", "Ａ")})
    answer(new, "防災課", {"2-1-1-1": ("訓練は6回でした。", "Ａ"), "2-1-1-2": ("水を備えました。", "Ｄ")})
    run = torikumi("build", new)
    assert run.code == 0, run.out
    assert "前年度（R2）との比較：上がった取組2件、下がった取組2件" in run.out
    rows = rows_of(new / OF_R3, TOTALS)
    assert below(rows, "前年度（R2）との比較")[2:5] == [
        ["目標1", "相談", 2, 1, 0, 0, 2, 0, 1, 0, 1, 1, 1],
        ["目標2", "防災", 1, 0, 1, 1, 1, 0, 1, 1, 1, 1, 1],
        ["合計", None, 3, 1, 1, 1, 3, 0, 2, 1, 2, 2, 2],
    ]
    assert below(rows, "評価が上がった取組（2件）")[1:] == [
        ["2-1-1-1", "避難訓練", "防災課", "C", "A"],
        ["1-1-2-1", "子育て教室", "子ども課", "B", "A"],
    ]
    assert report_list(new)["1-1-1-1"]["前年度評価"] == "A"


def test_indicators_keep_and_gain_their_actuals(handed: tuple[Path, Path, Run]) -> None:
    """成果指標.xlsx is taken over with the actuals of the year."""
    folder, new, _ = handed
    ours, theirs = (table(path / INDICATORS, "成果指標", "基本目標") for path in (folder, new))
    assert ours == theirs
    assert [row["R2実績"] for row in theirs] == ["37.5%", ""]


# ---- lists of other shapes


def _rewrite(path: Path, rows: Iterable[Sequence[object]], widths: Mapping[str, float] | None = None) -> None:
    """A list as some city has it, instead of the sample's."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "進捗管理"
    for row in rows:
        sheet.append(list(row))
    for column, width in (widths or {}).items():
        sheet.column_dimensions[column].width = width
    book.save(path)


OWN = [
    ("番号", "取組名", "担当課名", "R2目標", "実績", "評価", "重点"),
    ("1-1-1-1", "窓口の設置", "福祉課", "12件", None, None, "★"),
    ("1-1-1-2", "見守り", "福祉課", "実施", None, None, None),
]


def test_headings_without_a_year_stay_and_history_has_its_year(tmp_path: Path) -> None:
    """実績 and 評価 are the new year's and blank; R2実績 and R2評価 follow the city's own columns."""
    folder = small_plan(tmp_path / "R2")
    _rewrite(folder / LIST, OWN)
    assert torikumi("build", folder).code in (0, 1)
    assert torikumi("next", folder, tmp_path / "R3").code == 0
    rows = list(load(tmp_path / "R3" / LIST).worksheets[0].iter_rows(values_only=True))
    assert rows == [
        (*OWN[0], "R3目標", "R2実績", "R2評価"),
        ("1-1-1-1", "窓口の設置", "福祉課", "12件", None, None, "★", None, "相談は12件でした。", "A"),
        ("1-1-1-2", "見守り", "福祉課", "実施", None, None, None, None, "声かけを行いました。", "A"),
    ]
    run = torikumi("build", tmp_path / "R3")
    assert run.code == 1, run.err
    printed = table(tmp_path / "R3" / "output" / "令和3年度_推進状況報告書.xlsx", SHEET, "番号")
    assert [(row["番号"], row["前年度評価"]) for row in printed] == [("1-1-1-1", "A"), ("1-1-1-2", "A")]


def test_headings_of_each_printed_page_get_the_new_columns(sample: Built, tmp_path: Path) -> None:
    """The sample's list repeats its header every seven rows: each has R3実績 and R3評価, in the same columns."""
    torikumi("next", sample.folder, tmp_path / "R3")
    sheet = load(tmp_path / "R3" / LIST).worksheets[0]
    headers = [[cell.value for cell in row] for row in sheet.iter_rows() if row[0].value == "番号"]
    assert len(headers) == 29
    assert {tuple(header[11:]) for header in headers} == {("R2実績", "R2評価 ※", "R3実績", "R3評価 ※")}


def test_values_of_formulas_stay(tmp_path: Path) -> None:
    """A number that the city computes is its value in the new list, which no program has to compute before it can be read."""
    folder = small_plan(tmp_path / "R2")
    path = folder / LIST
    import xlsxwriter

    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("一覧")
    sheet.write_row(0, 0, ["番号", "取組名", "担当課名", "R2目標", "R2実績", "R2評価", "予算額"])
    sheet.write_row(1, 0, ["1-1-1-1", "窓口の設置", "福祉課", "12件", "", ""])
    sheet.write_formula(1, 6, "=600*2", book.add_format({"num_format": "#,##0"}), 1200)
    book.close()
    assert torikumi("next", folder, tmp_path / "R3").code == 0
    sheet = load(tmp_path / "R3" / LIST).worksheets[0]
    assert (sheet["G2"].value, sheet["G2"].number_format) == (1200, "#,##0")


def test_continuation_rows_are_joined(tmp_path: Path) -> None:
    """A list taken from our own report has 続き rows: they are one initiative, and one row in the next list."""
    folder = small_plan(tmp_path / "R2")
    rows = [
        ("番号", "取組名", "取組内容", "担当課名", "R2目標", "R2実績", "R2評価"),
        ("1-1-1-1", "窓口の設置", "相談を", "福祉課", "12件", "", ""),
        ("1-1-1-1\n続き", "窓口の設置", "受けます。", "福祉課", "", "", ""),
        ("1-1-1-2", "見守り", "見守ります。", "福祉課", "実施", "", ""),
    ]
    _rewrite(folder / LIST, rows)
    run = torikumi("build", folder)
    assert "取組：2件のうち2件が評価済み" in run.out
    assert torikumi("next", folder, tmp_path / "R3").code == 0
    sheet = load(tmp_path / "R3" / LIST).worksheets[0]
    found = [row[:7] for row in sheet.iter_rows(min_row=2, values_only=True) if any(row)]
    assert found == [
        ("1-1-1-1", "窓口の設置", "相談を受けます。", "福祉課", "12件", "相談は12件でした。", "A"),
        ("1-1-1-2", "見守り", "見守ります。", "福祉課", "実施", "声かけを行いました。", "A"),
    ]


# ---- 組織改正


def test_departments_that_follow_others_are_asked(tmp_path: Path) -> None:
    """福祉課 ended with R2 and くらし課 follows: 担当課 stays as printed, 照会先 and who has not returned are of today."""
    content = Content()
    content.departments[0] |= {"後継": "くらし課", "有効年度（まで）": "令和2年度"}
    content.departments.append({"課名": "くらし課", "区分": "課", "有効年度（から）": "令和3年度"})
    folder = small_plan(tmp_path / "R2", content)
    edit(folder / LIST, SHEET, {"K2": "照会先", "K7": "福祉課"})
    assert torikumi("next", folder, tmp_path / "R3").code == 0
    after = list_of(tmp_path / "R3")
    assert (after["1-1-1-1"]["担当課名"], after["1-1-1-1"]["照会先"]) == ("福祉課", "")
    assert (after["2-1-1-2"]["担当課名"], after["2-1-1-2"]["照会先"]) == ("防災課\n福祉課", "くらし課")
    run = torikumi("build", tmp_path / "R3")
    assert "未提出の課：子ども課、防災課、くらし課" in run.out


# ---- 引継ぎ


def test_what_is_open_is_handed_over(tmp_path: Path) -> None:
    """A 課 that is missing, findings by kind, the state of the report; said on the terminal, too."""
    folder = small_plan(tmp_path / "R2")
    (folder / "inbox" / "防災課.xlsx").unlink()
    torikumi("build", folder)
    run = torikumi("next", folder, tmp_path / "R3")
    assert run.code == 0
    assert "要修正の確認事項が1件残ったまま次の年度に進みます。引継ぎ.xlsx に書き出しました。" in run.out
    lines = handed_over(tmp_path / "R3")
    assert lines[0] == "みなと市地域計画　引継ぎ（令和2年度から令和3年度へ）"
    assert "防災課|未提出|2" in lines
    assert "要修正|回答がない課|1件|防災課" in lines
    assert any(line.startswith("令和2年度の報告書|案（確定していません）") for line in lines)
    steps = lines[lines.index("次にすること") + 1 :]
    assert [line.split("|")[0] for line in steps if line] == [str(number) for number in range(1, len(steps) + 1)]
    assert "2-1-1-1、2-1-1-2" in "".join(lines)


def test_what_still_speaks_of_the_old_year_is_a_step(tmp_path: Path) -> None:
    """A title that names R2, and a target without a year, are left as they are, and named among what to do."""
    folder = small_plan(tmp_path / "R2")
    rows = [
        ("みなと市　令和２年度取組一覧", None, None, None),
        ("番号", "取組名", "担当課名", "目標"),
        ("1-1-1-1", "窓口の設置", "福祉課", "12件"),
    ]
    _rewrite(folder / LIST, rows)
    assert torikumi("next", folder, tmp_path / "R3").code == 0
    steps = "".join(handed_over(tmp_path / "R3"))
    assert "取組一覧.xlsx の「目標」の列は、見出しに年度がないため令和2年度の記入が残っています。" in steps
    assert "取組一覧.xlsx の題名などの「みなと市 令和２年度取組一覧」を、令和3年度に直してください。" in steps
    assert [cell.value for cell in load(tmp_path / "R3" / LIST).worksheets[0][3]][:4] == [
        "1-1-1-1",
        "窓口の設置",
        "福祉課",
        "12件",
    ]


def test_a_second_and_a_third_year_follow(tmp_path: Path) -> None:
    """R2 -> R3 -> R4: both earlier years are in the list, 前年度 is R3, and R4 is the last."""
    folder = small_plan(tmp_path / "R2")
    assert torikumi("next", folder, tmp_path / "R3").code == 0
    answer(tmp_path / "R3", "防災課", {"2-1-1-1": ("訓練は6回でした。", "Ａ"), "2-1-1-2": ("水を備えました。", "Ｄ")})
    assert torikumi("next", tmp_path / "R3", tmp_path / "R4").code == 0
    after = list_of(tmp_path / "R4")
    labels = [label for label in after["2-1-1-1"] if label.startswith(("R2評", "R3評", "R4評", "R2実", "R3実", "R4実"))]
    assert labels == ["R2実績", "R2評価 ※", "R3実績", "R3評価 ※", "R4実績", "R4評価 ※"]
    assert [after["2-1-1-1"][label] for label in labels] == ["訓練は3回でした。", "C", "訓練は6回でした。", "A", "", ""]
    torikumi("build", tmp_path / "R4")
    rows = rows_of(tmp_path / "R4" / "output" / "令和4年度_推進状況報告書.xlsx", TOTALS)
    assert below(rows, "前年度（R3）との比較")[4][2:6] == [1, 0, 0, 1]
    assert "令和4年度で終わる" in torikumi("next", tmp_path / "R4", tmp_path / "R5").err


def test_returns_are_handed_over_with_their_dates(handed: tuple[Path, Path, Run]) -> None:
    """When the returns were saved, and when the report was made."""
    lines = handed_over(handed[1])
    assert "回答|2021-05-14（3件）" in lines
    made = next(line for line in lines if line.startswith("報告書の作成|"))
    assert len(made.split("|")[1]) == len("2026-11-01")


def test_a_folder_that_was_never_built_says_so(tmp_path: Path) -> None:
    """No report, no date."""
    torikumi("next", small_plan(tmp_path / "R2"), tmp_path / "R3")
    assert "報告書の作成|まだ作っていません" in handed_over(tmp_path / "R3")


def test_a_changed_target_is_kept_for_the_next_plan(tmp_path: Path) -> None:
    """変更後の目標 and the reason of a return stand in 引継ぎ with number and 課; a dash asks for nothing."""
    folder = small_plan(tmp_path / "R2")
    labels = ("番号", "取組名", "担当課名", "R2目標", "R2実績", "R2評価", "変更後の目標", "目標変更の理由")
    _rewrite(folder / LIST, [labels, *[(row[0], row[1], "福祉課", "12件") for row in OWN[1:]]])
    rows = [
        ("1-1-1-1", "窓口の設置", "福祉課", "12件", "12件", "Ａ", "R3から20件", "窓口を増やすため"),
        ("1-1-1-2", "見守り", "福祉課", "12件", "行った。", "Ａ", "－", ""),
    ]
    for path in (folder / "inbox").iterdir():
        path.unlink()
    write_return(folder / "inbox" / "福祉課.xlsx", rows, "福祉課", labels)
    run = torikumi("next", folder, tmp_path / "R3")
    assert "目標変更の申出が1件あります。引継ぎ.xlsx に書き出しました。" in run.out
    lines = handed_over(tmp_path / "R3")
    asked = lines[lines.index("目標変更の申出") + 1 :][:2]
    assert asked == ["番号|課|申出の内容", "1-1-1-1|福祉課|変更後の目標：R3から20件\n目標変更の理由：窓口を増やすため"]


# ---- what is refused


def test_nothing_is_overwritten(plan: Path, tmp_path: Path) -> None:
    """A folder with anything in it is refused, before anything is read, and stays as it was."""
    new = tmp_path / "R3"
    new.mkdir()
    (new / "メモ.txt").write_text("覚え書き", encoding="utf-8")
    run = torikumi("next", plan, new)
    assert (run.code, run.out) == (2, "")
    assert run.err == f"「{new}」は空ではありません。上書きはしません。まだないフォルダの名前を指定してください。\n"
    assert files(new) == ["メモ.txt"]


def test_an_empty_folder_is_filled(plan: Path, tmp_path: Path) -> None:
    """A folder that somebody has made already is used."""
    (tmp_path / "R3").mkdir()
    assert torikumi("next", plan, tmp_path / "R3").code == 0
    assert (tmp_path / "R3" / HANDOVER).is_file()


def test_the_new_folder_lies_outside(plan: Path) -> None:
    """A folder inside this year's would be copied along with it, and in its inbox be read as returns."""
    run = torikumi("next", plan, plan / "inbox" / "R3")
    assert run.code == 2
    assert "今年度のフォルダの外" in run.err
    assert not (plan / "inbox" / "R3").exists()


def test_the_last_year_of_a_plan_has_no_next(tmp_path: Path) -> None:
    """令和4年度 is the plan's last: a sentence with what to do, and no folder."""
    folder = small_plan(tmp_path / "R4")
    edit(folder / PLAN, "計画", {"B9": "令和4年度"})
    run = torikumi("next", folder, tmp_path / "R5")
    assert (run.code, run.out) == (2, "")
    assert run.err == (
        "みなと市地域計画は令和4年度で終わるため、次の年度のフォルダは作りません。次の計画は torikumi init で新しく作り、"
        "計画を延ばしたときは、計画.xlsx の計画終了年度を直してから実行してください。\n"
    )
    assert not (tmp_path / "R5").exists()


def test_a_list_that_excel_must_save_first_is_said(tmp_path: Path) -> None:
    """取組一覧.xlsx that is a CSV inside can be read, but not taken over: what to do, and no half folder."""
    folder = small_plan(tmp_path / "R2")
    (folder / LIST).write_text("番号,取組名,担当課名\n1-1-1-1,窓口の設置,福祉課\n", encoding="utf-8-sig")
    run = torikumi("next", folder, tmp_path / "R3")
    assert run.code == 2
    assert run.err.startswith("取組一覧.xlsx を次の年度に写せません")
    assert not (tmp_path / "R3").exists()


def test_who_was_late_is_handed_over(tmp_path: Path) -> None:
    """A 課 whose return was saved later than most is named, with the day; those of the middle day are not."""
    folder = small_plan(tmp_path / "R2")
    write_return(folder / "inbox" / "防災課.xlsx", [listed("2-1-1-1"), listed("2-1-1-2")], "防災課")
    book = openpyxl.load_workbook(folder / "inbox" / "防災課.xlsx")
    saved = f"{book.properties.modified:%Y-%m-%d}"
    assert torikumi("next", folder, tmp_path / "R3").code == 0
    lines = handed_over(tmp_path / "R3")
    start = lines.index("未提出の課、提出の遅かった課")
    assert lines[start + 1 : start + 4] == ["課|提出|主に回答する取組", f"防災課|提出あり（{saved}）|2", ""]


# ---- the lists of eight cities


@pytest.mark.parametrize("city", CITIES, ids=[city.shape for city in CITIES])
def test_any_citys_list_goes_on_as_it_is(city: City, tmp_path: Path) -> None:
    """R5 -> next -> R6 at once: the grades of R5 are the year before's, with the counts that R5's report has; nothing is answered; the city's
    own columns, levels and numbers are the same."""
    folder = city.write_folder(tmp_path / "R5")
    run = torikumi("next", folder, tmp_path / "R6")
    assert run.code == 0, run.err
    run = torikumi("build", tmp_path / "R6")
    assert run.code == 1, run.err
    assert f"{len(city.expected.numbers)}件のうち0件が評価済み" in run.out
    path = tmp_path / "R6" / "output" / "令和6年度_推進状況報告書.xlsx"
    rows = rows_of(path, TOTALS)
    size = len(city.letters)
    counts = [tuple(row[2 : 2 + size]) for row in below(rows, "前年度（R5）との比較")[2:]]
    assert counts[: len(city.expected.counts)] == list(city.expected.counts.values())
    first, second = (_own_texts(city, base / LIST) for base in (folder, tmp_path / "R6"))
    assert first == second


def test_the_committees_grades_begin_anew(tmp_path: Path) -> None:
    """朝日野市: 委員会評価 that the division has filled in is R5委員会評価, blank for R6; it is counted for R5 alone, and printed no more."""
    folder = WELFARE.write_folder(tmp_path / "R5")
    WELFARE.write_list(folder / LIST)
    assert torikumi("next", folder, tmp_path / "R6").code == 0
    rows = table(tmp_path / "R6" / LIST, WELFARE.sheet, "重点")
    assert [(row["番号"], row["委員会評価"], row["R5委員会評価"]) for row in rows[:4]] == [
        ("1-1-1", "", "A"),
        ("1-1-2", "", "B"),
        ("1-2-1", "", "B"),
        ("1-2-2", "", "A"),
    ]
    assert torikumi("build", tmp_path / "R6").code == 1
    book = load(tmp_path / "R6" / "output" / "令和6年度_推進状況報告書.xlsx")
    headings = [str(cell.value).replace("\n", "") for cell in book[SHEET][2]]
    assert [heading for heading in headings if "委員会評価" in heading] == []
    assert "前年度評価" in headings
