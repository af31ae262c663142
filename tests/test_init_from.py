"""`torikumi init DIR --from 一覧`: a plan folder out of the list that a city has, which then builds."""

import csv
import datetime as dt
import shutil
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import PatternFill

from tests.biff import text as biff_text
from tests.biff import xls
from tests.cities import (
    CHILDREN,
    CITIES,
    DIVERSITY,
    ENVIRONMENT,
    EQUALITY,
    REFORM,
    SPORTS,
    STRATEGY,
    WELFARE,
    City,
    lines,
)
from tests.conftest import Built
from tests.corpus import ods
from tests.plans import Run, findings, table, torikumi
from tests.test_cities import Report

PLAN, MASTER = "計画.xlsx", "取組一覧.xlsx"
NEXT_YEAR = "2024"  # of the eight lists, which are those of 令和5年度


def begin(folder: Path, source: Path, *options: str) -> Run:
    return torikumi("init", folder, "--from", source, *options)


def begun(folder: Path, source: Path, *options: str) -> Run:
    run = begin(folder, source, *options)
    assert run.code == 0, run.err
    return run


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[City], Report]:
    """A city's folder of its finished list, and what building it gave; no test changes it."""
    known: dict[str, Report] = {}

    def of(city: City) -> Report:
        if city.shape not in known:
            place = tmp_path_factory.mktemp(city.shape)
            begun(place / "plan", city.write_list(place / "一覧.xlsx"))
            known[city.shape] = Report(city, place / "plan", torikumi("build", place / "plan"))
        return known[city.shape]

    return of


def shapes(*cities: City) -> Any:
    return pytest.mark.parametrize("city", cities, ids=[city.shape for city in cities])


EACH = shapes(*CITIES)


def settings(folder: Path) -> dict[str, str]:
    return {row["項目"]: row["内容"] for row in table(folder / PLAN, "計画", "項目")}


def sheet(folder: Path, title: str, first: str) -> list[dict[str, str]]:
    """The rows of a sheet of 計画.xlsx, blank cells left out."""
    rows = table(folder / PLAN, title, first)
    return [{label: str(text) for label, text in row.items() if text != ""} for row in rows]


def master(folder: Path) -> list[dict[str, str]]:
    """The rows of 取組一覧.xlsx, the headings between them apart."""
    rows = list(openpyxl.load_workbook(folder / MASTER).worksheets[0].iter_rows(min_row=2, values_only=True))
    labels = [str(label) for label in rows[0]]
    found = [dict(zip(labels, ["" if text is None else str(text) for text in row], strict=True)) for row in rows[1:]]
    return [row for row in found if sum(map(bool, row.values())) > 1]


# ---- the eight cities, of their finished lists alone


@EACH
def test_no_keystroke_is_needed(made, city):
    """The folder builds as it was begun; the 課 have not returned, and nothing else has to be mended."""
    report = made(city)
    assert (report.run.code, report.run.err) == (1, "")
    assert {row["種類"] for row in report.findings if row["区分"] == "要修正"} == {"回答がない課"}


@EACH
def test_what_the_titles_say_is_the_plan(made, city):
    """Name of the plan and of the city; the year after the one whose answers the list has."""
    said = settings(made(city).folder)
    assert (said["計画名"], said["市町村名"], said["報告年度"]) == (
        city.settings["計画名"],
        city.settings["市町村名"],
        "令和6年度",
    )
    assert said["取りまとめ課"] == ("環境政策課" if city is ENVIRONMENT else "")


@EACH
def test_every_initiative_is_there_as_it_is_numbered(made, city):
    """In the list's order; a list without numbers has 整理番号 from 1 on."""
    assert list(made(city).listed()) == city.expected.numbers
    assert f"：{len(city.expected.numbers)}件のうち0件が評価済み" in made(city).run.out


@EACH
def test_the_citys_own_columns_are_carried(made, city):
    """Below the city's headings, text by text."""
    listed = made(city).listed()
    for heading, texts in city.expected.own.items():
        if heading != "委員会評価":  # that of 令和5年度 is history now
            assert {
                number: next(text for label, text in listed[number].items() if label.endswith(heading))
                for number in texts
            } == texts


@EACH
def test_each_initiative_is_below_its_levels(made, city):
    """Where the list names its levels, in columns or in headings between the rows."""
    if city in (STRATEGY, ENVIRONMENT, DIVERSITY):
        for number, names in city.expected.levels.items():
            said = " ".join(text for row in made(city).data if row["番号"] == number for text in row.values())
            assert names[0] in said


OFFICES = {
    "strategy": "商工課 農政課 企画課 都市計画課 こども課",
    "equality": "人権推進課 学校教育課 総務課 商工振興課 健康増進課",
    "children": "子育て支援課 保育課 学務課 健康・スポーツ課",
    "environment": "管財課 環境政策課 公園緑地課 資源循環課",
    "welfare": "高齢課 地域福祉課 障害課",
    "reform": "税務課 財政課 デジタル推進課 人事課",
    "sports": "スポーツ課 学校教育課 健康課",
    "diversity": "市民協働課 防災課 学校教育課",
}


@EACH
def test_the_departments_are_asked(made, city):
    """Each by its whole name, in the order of the list, and only these."""
    names = OFFICES[city.shape].split()
    assert list(made(city).status()) == names
    rows = sheet(made(city).folder, "担当課", "課名")
    assert [row["課名"] for row in rows if row["区分"] == "課"] == names


def test_partners_and_other_names_are_told_apart(made):
    """Brackets mark a partner, which is not asked; a 部 before a 課 is offered as another name."""
    rows = sheet(made(WELFARE).folder, "担当課", "課名")
    assert [row["課名"] for row in rows if row["区分"] == "関係団体"] == ["社会福祉協議会"]
    others = {row["課名"]: row.get("別名", "") for row in sheet(made(REFORM).folder, "担当課", "課名")}
    assert others == {"税務課": "市民部　税務課", "財政課": "", "デジタル推進課": "", "人事課": "総務部　人事課"}


GRADES = {
    "strategy": "A B C D",
    "equality": "◎ ○ △ ×",
    "children": "5 4 3 2 1 対象外",
    "environment": "A B C",
    "welfare": "A B C D",
    "reform": "順調 おおむね順調 やや遅れ 遅れ",
    "sports": "A B C D",
    "diversity": "S A B C",
}


@EACH
def test_the_grades_are_those_of_the_list_the_best_first(made, city):
    """Without percentages or points, which no list says; － is 対象外 and not counted."""
    rows = sheet(made(city).folder, "評価区分", "評価")
    assert [row["評価"] for row in rows] == GRADES[city.shape].split()
    assert [row for row in rows if "下限（％）" in row or "点数" in row] == []
    assert [(row["評価"], row["回答での表記"]) for row in rows if row.get("集計") == "しない"] == (
        [("対象外", "－")] if city is CHILDREN else []
    )


WORDS = {
    "strategy": "基本目標、施策、重要業績評価指標",
    "equality": "大項目、中項目、施策",
    "children": "事業",
    "environment": "基本方針、中項目、具体的施策",
    "welfare": "大項目、中項目、取組",
    "reform": "大項目、取組項目",
    "sports": "大項目、取組",
    "diversity": "基本目標、施策の方向、施策、取組",
}


@EACH
def test_the_levels_are_called_as_the_list_calls_them(made, city):
    """By neutral words where it says nothing; then it is asked."""
    folder = made(city).folder
    assert settings(folder)["階層の名前"] == WORDS[city.shape]
    asked = [row["すること"] for row in table(folder / PLAN, "はじめに", "番号") if "階層の名前" in row["ところ"]]
    assert bool(asked) == ("項目、" in WORDS[city.shape])


def test_the_highest_level_is_in_the_sheet_of_goals(made):
    """Of the headings between the rows, and of the column of the highest level."""
    assert [tuple(row.values()) for row in sheet(made(ENVIRONMENT).folder, "基本目標", "番号")] == [
        ("１", "脱炭素のまちをつくる"),
        ("２", "自然とともに生きる"),
        ("３", "資源を大切に使う"),
    ]
    assert [tuple(row.values()) for row in sheet(made(DIVERSITY).folder, "基本目標", "番号")] == [
        ("Ⅰ", "ことばと情報"),
        ("Ⅱ", "くらしの安心"),
        ("Ⅲ", "ともに生きる"),
    ]


YEARS = {
    "strategy": ("令和2年度", "令和6年度"),  # from the year after that of 基準値
    "sports": ("令和3年度", "令和7年度"),
}


@EACH
def test_the_years_are_those_of_the_columns(made, city):
    """From the first that has one to the last, and to the report year."""
    said = settings(made(city).folder)
    expected = YEARS.get(city.shape, ("令和5年度", "令和6年度"))
    assert (said["計画開始年度"], said["計画終了年度"]) == expected


ANSWERS = {
    "strategy": ("令和5年度実績値", "評価", "{year}実績値", "{year}評価"),
    "equality": ("実績", "評価", "{year}実績", "{year}評価"),
    "children": ("令和5年度実績", "評価", "{year}実績", "{year}評価"),
    "environment": ("令和5年度の取組実績", "評価", "{year}の取組実績", "{year}評価"),
    "welfare": ("令和5年度の取組", "担当課評価", "{year}の取組", "{year}担当課評価"),
    "reform": ("年度末の成果", "進捗評価", "{year}年度末の成果", "{year}進捗評価"),
    "sports": ("令和5年度実績", "令和5年度評価", "{year}実績", "{year}評価"),
    "diversity": ("実績", "評価", "{year}実績", "{year}評価"),
}


@EACH
def test_the_answers_are_history(made, city):
    """令和5年度's stand in the new list row by row, below headings that say their year; beside them the next year's are blank."""
    rows = master(made(city).folder)
    actual, grade, new_actual, new_grade = ANSWERS[city.shape]
    for written, heading in ((actual, new_actual), (grade, new_grade)):
        assert [row[heading.format(year="令和5年度")] for row in rows] == [
            city.cell(row, written) for row in city.initiatives
        ]
        assert {row[heading.format(year="令和6年度")] for row in rows} == {""}


COLUMNS = {
    "strategy": """基本目標=階層1 施策=階層2 No.=番号 重要業績評価指標（ＫＰＩ）=名称 単位=単位 基準値（令和元年度）=初期値 {年度}目標値=目標値
        {年度}実績値=実績 {年度}達成率=達成率 {年度}評価=自己評価 担当課=担当課 課題・今後の対応=そのまま""",
    "equality": "施策番号=番号 施策名=名称 施策の内容=内容 担当課=担当課 {年度}実績=実績 {年度}評価=自己評価 次年度の取組=そのまま",
    "children": "事業番号=番号 事業名=名称 事業の内容=内容 担当=担当課 {年度}実績=実績 {年度}評価=自己評価 予算額（千円）=そのまま",
    "environment": "番号=番号 具体的施策=名称 内容=内容 所管課=担当課 {年度}の取組実績=実績 {年度}評価=自己評価 備考=そのまま",
    "welfare": """重点=そのまま 番号=番号 取組=名称 内容=内容 担当課=担当課 {年度}の取組=実績 {年度}担当課評価=自己評価 {年度}委員会評価=他の評価
        課題=そのまま 今後の方針=そのまま""",
    "reform": """№=番号 取組項目=名称 取組内容=内容 所管課=担当課 第1四半期=そのまま 第2四半期=そのまま 第3四半期=そのまま 第4四半期=そのまま
        {年度}年度末の成果=実績 効果額（千円）=そのまま {年度}進捗評価=自己評価""",
    "sports": "番号=番号 取組名=名称 担当課=担当課 {年度}目標=目標値 {年度}実績=実績 {年度}評価=自己評価",
    "diversity": """整理番号=番号 基本目標=階層1 施策の方向=階層2 施策=階層3 取組の名称=名称 内容=内容 担当課=担当課 {年度}実績=実績
        {年度}評価=自己評価""",
}


@EACH
def test_the_columns_are_described(made, city):
    """列の設定 has a row for each column of the city, once for all its years, in the list's order."""
    rows = sheet(made(city).folder, "列の設定", "見出し")
    described = [f"{row['見出し']}={row['役割']}" for row in rows]
    between = [row for row in described if city is ENVIRONMENT and "階層" in row]  # where its headings become columns
    assert [row for row in described if row not in between] == COLUMNS[city.shape].split()


def test_what_the_departments_fill_in_is_open(made):
    """実績 and 評価 must be filled in, 課題 and what is planned may; what the committee says may not."""
    entry = {row["見出し"]: row.get("記入", "") for row in sheet(made(WELFARE).folder, "列の設定", "見出し")}
    assert {heading for heading, said in entry.items() if said == "必須"} == {"{年度}の取組", "{年度}担当課評価"}
    assert {heading for heading, said in entry.items() if said == "任意"} == {"課題", "今後の方針"}


def test_a_row_for_each_department_asks_every_one(made):
    """若葉市: 17 rows are 12 initiatives; each 課 answers, and how the grade is settled is asked."""
    folder = made(EQUALITY).folder
    assert len(master(folder)) == 17
    said = settings(folder)
    assert (said["共管の取組の回答"], said["共管の取組の実績"]) == ("すべての課", "すべての課")
    assert [row for row in table(folder / PLAN, "はじめに", "番号") if "共管の取組の評価" in row["ところ"]]


@EACH
def test_the_next_years_answers_give_the_next_years_report(tmp_path, city):
    """Each 課's rows of the new list, filled in with the finished list's answers: the counts are those of the city."""
    folder = tmp_path / "plan"
    begun(folder, city.write_list(tmp_path / "一覧.xlsx"))
    if city is EQUALITY:
        _set(folder, "共管の取組の評価", "最も低い評価")
    for office in city.offices:
        if office not in city.expected.missing:
            _return(folder, city, office)
    report = Report(city, folder, torikumi("build", folder))
    assert (report.run.code, report.run.err) == (city.expected.code, "")
    assert _totals(report, city) == city.expected.counts["合計"]


def _set(folder: Path, item: str, text: str) -> None:
    book = openpyxl.load_workbook(folder / PLAN)
    row = next(row for row in book["計画"].iter_rows() if row[0].value == item)
    row[1].value = text
    book.save(folder / PLAN)


def _return(folder: Path, city: City, office: str) -> None:
    """The rows of a 課, of the new list, with the answers that the finished list has, below the new year's headings."""
    book = openpyxl.load_workbook(folder / MASTER)
    list_ = book.worksheets[0]
    labels = [cell.value for cell in list_[2]]
    below = [labels.index(heading.format(year="令和6年度")) for heading in ANSWERS[city.shape][2:]]
    answers = iter(city.initiatives)
    for row in list(list_.iter_rows(min_row=3)):
        if sum(cell.value is not None for cell in row) < 2:
            continue
        finished = next(answers)
        if city.owners(finished)[0] == office:
            for place, heading in zip(below, ANSWERS[city.shape][:2], strict=True):
                row[place].value = city.cell(finished, heading)
        elif office not in city.owners(finished):
            for cell in row:
                cell.value = None
    book.save(folder / "inbox" / f"{office}.xlsx")


def _totals(report: Report, city: City) -> tuple[int, ...]:
    """How many have each grade that is counted, in total."""
    rows = report.book["各取組の総括"]
    return next(tuple(map(int, row[4 : 4 + len(city.letters)])) for row in rows if row[0] == "合計")


# ---- the sample: of its list alone, and of its report


def test_the_list_of_the_sample_alone_builds(tmp_path, sample: Built):
    """No keystroke but the city's name: 203 initiatives, 37 課 asked, no answer, R2, whose columns are there and blank."""
    folder = tmp_path / "plan"
    run = begun(folder, sample.folder / MASTER, "--city", "鎌倉市")
    assert "記入が必要なところ" not in run.out
    assert not (folder / "成果指標.xlsx").exists()
    said = settings(folder)
    assert (said["計画名"], said["市町村名"]) == ("鎌倉市地域福祉計画", "鎌倉市")
    assert (said["計画開始年度"], said["計画終了年度"], said["報告年度"]) == ("令和2年度", "令和7年度", "令和2年度")
    built = torikumi("build", folder)
    assert (built.code, built.err) == (1, "")
    assert "取組：203件のうち0件が評価済み" in built.out
    assert "回答：37課のうち0課から提出" in built.out
    offices = [row["課名"] for row in table(sample.folder / PLAN, "担当課", "課名") if row["区分"] == "課"]
    assert {row["課名"] for row in sheet(folder, "担当課", "課名") if row["区分"] == "課"} == set(offices)
    assert len([row for row in findings(folder) if row["種類"] == "回答がない課"]) == 37


def test_the_returns_of_the_sample_are_read_in_such_a_folder(tmp_path, sample: Built):
    """The 37 returns, which know nothing of the new folder: the counts are those of the sample."""
    folder = tmp_path / "plan"
    begun(folder, sample.folder / MASTER)
    shutil.copytree(sample.folder / "inbox", folder / "inbox", dirs_exist_ok=True)
    built = torikumi("build", folder)
    assert built.err == ""
    assert "合計 　203取組　A 100　B  69　C  19　D  15　総合評価 B" in built.out


def test_our_own_report_begins_the_next_year(tmp_path, sample: Built):
    """R3 with R2's answers as history; goals, levels, grades, percentages, committee and indicators are the report's."""
    folder = tmp_path / "plan"
    run = begun(folder, sample.committee)
    assert "記入が必要なところ" not in run.out
    said = settings(folder)
    assert {item: said[item] for item in ("市町村名", "取りまとめ課", "推進委員会名", "報告年度", "階層の名前")} == {
        "市町村名": "鎌倉市",
        "取りまとめ課": "健康福祉部　福祉総務課",
        "推進委員会名": "鎌倉市地域福祉計画推進委員会",
        "報告年度": "令和3年度",
        "階層の名前": "基本目標、施策、種、取組",
    }
    assert [(row["評価"], row["下限（％）"]) for row in sheet(folder, "評価区分", "評価")] == [
        ("A", "75"),
        ("B", "50"),
        ("C", "25"),
        ("D", "0"),
    ]
    for title, first in (("基本目標", "番号"),):
        assert sheet(folder, title, first) == sheet(sample.folder, title, first)
    assert {row["項目"]: row.get("内容", "") for row in sheet(folder, "網掛け", "項目")} == {
        "凡例": "評価の網掛けと※は、新型コロナウイルス感染症の影響により当初の目標に届かなかったもの",
        "欄の名前": "",
        "原因の語": "コロナ",
        "色": "D9D9D9",
    }
    rows = master(folder)
    printed = table(sample.committee, "取組推進状況一覧", "番号")
    assert [(row["番号"], row["R2実績"], row["R2評価※"]) for row in rows] == [
        (row["番号"], row["R2実績"], row["R2評価※"]) for row in printed
    ]
    assert {(row["R3実績"], row["R3評価※"]) for row in rows} == {("", "")}
    assert "網掛け（1：あり）" not in rows[0]
    built = torikumi("build", folder)
    assert (built.code, built.err) == (1, "")
    assert "取組：203件のうち0件が評価済み" in built.out
    assert "目標4　108取組" in built.out


def test_the_indicators_of_our_own_report_are_kept(tmp_path, sample: Built):
    """Names, goals, units, baselines, targets, results, methods and sources; what the report does not print is asked."""
    folder = tmp_path / "plan"
    run = begun(folder, sample.committee)
    rows, known = (
        {row["成果指標"]: row for row in table(place / "成果指標.xlsx", "成果指標", "基本目標")}
        for place in (folder, sample.folder)
    )
    labels = ["区分", "単位", "出典", "算定方法", "初期値", *(f"R{year}目標値" for year in range(2, 8)), "R2実績"]
    assert len(rows) == 14  # 15 under their goals, of which 3 stand under several, and 2 to be seen beside one
    for name, row in rows.items():
        if row["区分"] == "指標":
            assert {label: _figure(row, label) for label in labels} == {
                label: _figure(known[name], label) for label in labels
            }
    goals = {name: row["基本目標"] for name, row in rows.items()}
    assert goals["生活課題等に対して、身近なところで相談できる人や場があると思う市民の割合"] == "1、2、5"
    assert "成果指標.xlsx：関連取組" in run.out


def _figure(row: Mapping[str, Any], label: str) -> str:
    """A text without the unit, which the report prints behind every figure; a % of any width."""
    text, unit = (unicodedata.normalize("NFKC", str(row[name])).replace(",", "") for name in (label, "単位"))
    return text if label in ("区分", "出典", "単位", "算定方法") else text.removesuffix(unit)


@EACH
def test_a_report_of_any_city_begins_its_next_year(tmp_path, city):
    """Of the city's folder, built: the numbers, the 課, what the levels are called and the grades are those of its plan."""
    city.write_folder(tmp_path / "R5")
    assert torikumi("build", tmp_path / "R5").code == city.expected.code
    folder = tmp_path / "R6"
    begun(folder, next((tmp_path / "R5" / "output").glob("*_推進状況報告書.xlsx")))
    said = settings(folder)
    assert said["報告年度"] == "令和6年度"
    for item in ("計画名", "市町村名", "取りまとめ課", "階層の名前"):
        assert said[item] == city.settings[item]
    assert [row[city.number or "整理番号"] for row in master(folder)] == city.expected.numbers
    assert {row["課名"] for row in sheet(folder, "担当課", "課名") if row["区分"] == "課"} == set(city.offices)
    assert [row["評価"] for row in sheet(folder, "評価区分", "評価")] == [grade for grade, *_ in lines(city.grades)]
    report = Report(city, folder, torikumi("build", folder))
    assert (report.run.code, report.run.err) == (1, "")
    for key, names in city.expected.levels.items():
        said_of = " ".join(text for row in report.data if row["番号"] == key for text in row.values())
        assert [name for name in names if name not in said_of] == []


# ---- any file, any place


def _rows(path: Path) -> list[list[str]]:
    """A list as a table of texts, merged cells blank."""
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [["" if value is None else str(value) for value in row] for row in sheet.iter_rows(values_only=True)]


def _as_csv(rows: Sequence[Sequence[str]], path: Path) -> Path:
    with path.open("w", encoding="cp932", errors="replace", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


def _as_xls(rows: Sequence[Sequence[str]], path: Path) -> Path:
    cells = b"".join(
        biff_text(line, column, text) for line, row in enumerate(rows) for column, text in enumerate(row) if text
    )
    path.write_bytes(xls(cells, "一覧"))
    return path


def _as_ods(rows: Sequence[Sequence[str]], path: Path) -> Path:
    xml = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
            if text
            else "<table:table-cell/>"
            for text in row
        )
        + "</table:table-row>"
        for row in rows
    )
    path.write_bytes(ods(xml))
    return path


@pytest.mark.parametrize(("write", "name"), [(_as_csv, "一覧.csv"), (_as_xls, "一覧.xls"), (_as_ods, "一覧.ods")])
@shapes(CHILDREN, REFORM, SPORTS, DIVERSITY)
def test_the_list_may_be_of_any_format(tmp_path, write, name, city):
    """Without merged cells a blank of a level is the text above it, and a group's heading runs to the right."""
    rows = [[text.replace("\n", "") for text in row] for row in _rows(city.write_list(tmp_path / "一覧.xlsx"))]
    folder = tmp_path / "plan"
    begun(folder, write(rows, tmp_path / name))
    number = "整理番号" if city is DIVERSITY else city.number
    assert [row[number] for row in master(folder)] == city.expected.numbers
    assert [f"{row['見出し']}={row['役割']}" for row in sheet(folder, "列の設定", "見出し")] == COLUMNS[
        city.shape
    ].split()
    assert torikumi("build", folder).code == 1


def test_the_list_is_found_on_any_sheet(tmp_path):
    """Behind a cover and an example, from C7 on; a sheet of indicators is no second list."""
    source = WELFARE.write_list(tmp_path / "一覧.xlsx")
    book = openpyxl.load_workbook(source)
    list_ = book.worksheets[0]
    for area in list(list_.merged_cells.ranges):
        list_.unmerge_cells(str(area))
    list_.insert_cols(1, 2)
    list_.insert_rows(1, 3)
    book.create_sheet("表紙", 0)["A1"] = "第４期朝日野市地域福祉計画"
    example = book.create_sheet("記入例", 1)
    for row in (("番号", "取組", "担当課", "評価"), ("1-1-1", "見守り", "高齢課", "A")):
        example.append(row)
    indicators = book.create_sheet("成果指標")
    for row in (("基本目標", "成果指標", "単位", "初期値", "R5目標値", "R5実績"), ("1", "割合", "%", "10", "20", "15")):
        indicators.append(row)
    book.save(source)
    run = begun(tmp_path / "plan", source)
    assert "シート「進行管理シート」C7" in run.out
    assert [row["番号"] for row in master(tmp_path / "plan")] == WELFARE.expected.numbers


def test_a_list_in_parts_is_one(tmp_path):
    """A sheet for each goal, with the same headings: one after the other."""
    source = WELFARE.write_list(tmp_path / "一覧.xlsx")
    book = openpyxl.load_workbook(source)
    first = book.worksheets[0]
    second = book.copy_worksheet(first)
    second.title = "基本目標３"
    rows = {row[1].value: row[0].row for row in first.iter_rows(min_row=5)}
    first.delete_rows(rows["3-1-1"], 9)
    second.delete_rows(5, rows["3-1-1"] - 5)
    book.save(source)
    begun(tmp_path / "plan", source)
    assert [row["番号"] for row in master(tmp_path / "plan")] == WELFARE.expected.numbers


def test_headings_without_a_number_become_columns(tmp_path):
    """A build could not tell them from notes: they are levels, written into the list as a column."""
    table_ = "\n".join(
        line.partition("　")[2] if line.startswith("基本方針") else line
        for line in ENVIRONMENT.table.splitlines()
        if "|" in line or line.startswith("基本方針")
    )
    folder = tmp_path / "plan"
    begun(folder, replace(ENVIRONMENT, table=table_).write_list(tmp_path / "一覧.xlsx"))
    assert [(row["番号"], row["大項目"]) for row in master(folder)][3:5] == [
        ("1-(2)-②", "脱炭素のまちをつくる"),
        ("2-(1)-①", "自然とともに生きる"),
    ]
    assert torikumi("build", folder).code == 1


def drawn(path: Path, rows: Sequence[Sequence[str]], merges: Sequence[str] = ()) -> Path:
    """A workbook of one sheet with these texts and merged cells."""
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append([text or None for text in row])
    for area in merges:
        book.worksheets[0].merge_cells(area)
    book.save(path)
    return path


def described(folder: Path) -> list[str]:
    return [f"{row['見出し']}={row['役割']}" for row in sheet(folder, "列の設定", "見出し")]


def test_a_heading_may_have_three_rows(tmp_path):
    """The year of the middle one and the words of the last are enough."""
    rows = [
        ("海辺町総合計画", "", "", "", "", "", ""),
        ("番号", "取組名", "担当課", "実績及び評価", "", "", ""),
        ("", "", "", "令和4年度", "", "令和5年度", ""),
        ("", "", "", "実績", "評価", "実績", "評価"),
        ("1-1", "道路の補修", "建設課", "3か所", "A", "2か所", "B"),
        ("1-2", "河川の清掃", "環境課", "1回", "B", "2回", "A"),
    ]
    merges = ("A2:A4", "B2:B4", "C2:C4", "D2:G2", "D3:E3", "F3:G3")
    begun(tmp_path / "plan", drawn(tmp_path / "一覧.xlsx", rows, merges))
    assert described(tmp_path / "plan") == [
        "番号=番号",
        "取組名=名称",
        "担当課=担当課",
        "{年度}実績=実績",
        "{年度}評価=自己評価",
    ]
    assert list(master(tmp_path / "plan")[0].values()) == [
        "1-1",
        "道路の補修",
        "建設課",
        "3か所",
        "A",
        "2か所",
        "B",
        "",
        "",
    ]


def test_the_year_may_stand_behind_what_it_is_of(tmp_path):
    """目標値 over R3, R4, R5; a list without grades gets a column for them, which is told."""
    rows = [
        ("海辺町総合戦略　KPI一覧", "", "", "", "", "", "", ""),
        ("番号", "KPI", "担当課", "目標値", "", "実績値", "", ""),
        ("", "", "", "R4", "R5", "R3", "R4", "R5"),
        ("1", "人口", "企画課", "120", "130", "105", "115", ""),
        ("2", "出生数", "子育て課", "12", "13", "10", "11", ""),
    ]
    folder = tmp_path / "plan"
    run = begun(folder, drawn(tmp_path / "一覧.xlsx", rows, ("D2:E2", "F2:H2", "A2:A3", "B2:B3", "C2:C3")))
    assert described(folder)[3:] == ["目標値{年度}=目標値", "実績値{年度}=実績", "評価=自己評価"]
    assert settings(folder)["報告年度"] == "令和5年度"
    assert "一覧にないため、「評価」の列を加えました。" in run.out
    assert torikumi("build", folder, "--output", tmp_path / "out").code == 1


def test_numbers_that_begin_anew_are_no_key(tmp_path):
    """1, 2, 1, 2 below each goal: the column is carried, and 整理番号 numbers them all."""
    rows = [
        ("山田村地域福祉計画進捗管理表（令和5年度）", "", "", "", "", ""),
        ("基本目標", "番号", "取組", "担当", "実績", "評価"),
        ("１　支え合い", "1", "サロン", "福祉課", "10回", "A"),
        ("", "2", "見守り", "福祉課", "5件", "B"),
        ("２　相談", "1", "窓口", "福祉課", "20件", "A"),
        ("", "2", "専門相談", "保健課", "3件", "C"),
        ("３　基盤", "1", "移動", "交通課", "2台", "A"),
        ("", "2", "情報", "広報課", "12回", "A"),
    ]
    folder = tmp_path / "plan"
    begun(folder, drawn(tmp_path / "一覧.xlsx", rows))
    assert [(row["整理番号"], row["基本目標"], row["番号"]) for row in master(folder)][1:4] == [
        ("2", "１　支え合い", "2"),
        ("3", "２　相談", "1"),
        ("4", "２　相談", "2"),
    ]
    assert "目標１　  2取組" in torikumi("build", folder).out


def test_numbers_that_begin_anew_once_are_no_key(tmp_path):
    """1, 2, 1, 2 below two policies is no mistake of four numbers."""
    rows = [
        ("朝霧町健康増進計画　進行管理表（令和６年度）", "", "", "", "", ""),
        ("基本施策", "番号", "事業名", "担当", "実績", "評価"),
        ("１　健診", "1", "特定健診", "健康課", "48.2％", "Ａ"),
        ("", "2", "がん検診", "健康課", "30％", "Ｃ"),
        ("２　食育", "1", "食育教室", "保育課", "12回", "Ｓ"),
        ("", "2", "給食だより", "教育総務課", "12回", "Ａ"),
    ]
    folder = tmp_path / "plan"
    begun(folder, drawn(tmp_path / "一覧.xlsx", rows))
    assert [(row["整理番号"], row["番号"], row["事業名"]) for row in master(folder)] == [
        ("1", "1", "特定健診"),
        ("2", "2", "がん検診"),
        ("3", "1", "食育教室"),
        ("4", "2", "給食だより"),
    ]


def test_numbers_behind_a_word_are_numbers(tmp_path):
    """観-1 is the key as it is written, below 事業No."""
    rows = [
        ("みどり町観光振興計画　令和7年度", "", "", "", ""),
        ("事業No", "具体的な取組", "主管課", "実績", "自己評価"),
        ("観-1", "案内板の整備", "観光課", "20基を整備した。", "達成"),
        ("観-2", "体験の提供", "観光課", "3件増えた。", "一部達成"),
        ("産-1", "土産品の開発", "商工課", "2品を開発した。", "達成"),
    ]
    folder = tmp_path / "plan"
    begun(folder, drawn(tmp_path / "一覧.xlsx", rows))
    assert [row["事業No"] for row in master(folder)] == ["観-1", "観-2", "産-1"]
    assert "取組：3件のうち0件が評価済み" in torikumi("build", folder).out


def test_a_name_that_is_merged_over_several_departments_is_one_initiative(tmp_path):
    """So is one that is written once, with blanks below it."""
    rows = [
        ("海辺町男女共同参画計画　令和5年度実施状況", "", "", "", "", ""),
        ("No", "施策", "具体的な取組", "担当課", "実績", "評価"),
        ("1", "啓発", "講座", "総務課", "3回", "○"),
        ("", "", "", "教育課", "1回", "△"),
        ("2", "", "情報誌", "総務課", "2回", "○"),
        ("3", "参画", "審議会", "企画課", "30%", "◎"),
    ]
    for name, merges in (("merged", ("A3:A4", "B3:B5", "C3:C4")), ("blank", ())):
        folder = tmp_path / name
        begun(folder, drawn(tmp_path / "一覧.xlsx", rows, merges))
        assert [(row["No"], row["施策"], row["具体的な取組"], row["担当課"]) for row in master(folder)] == [
            ("1", "啓発", "講座", "総務課"),
            ("1", "啓発", "講座", "教育課"),
            ("2", "啓発", "情報誌", "総務課"),
            ("3", "参画", "審議会", "企画課"),
        ]
        assert "取組：3件のうち0件が評価済み" in torikumi("build", folder).out


def test_what_is_no_initiative_is_named(tmp_path):
    """Sums and notes are not copied, and told; a percentage is no grade; a 部 beside a 課 is carried."""
    rows = [
        ("青葉区地域計画", "", "", "", "", "", ""),
        ("（令和5年度実績）", "", "", "", "", "", ""),
        ("NO.", "事業名", "担当部", "担当課", "事業の実績", "達成度", "委員の意見"),
        ("1", "清掃", "環境部", "環境課", "5回", "100%", "良い"),
        ("2", "防犯", "総務部", "生活安全課", "12回", "90%", ""),
        ("", "小計", "", "", "17回", "", ""),
        ("3", "防災", "総務部", "総務課（自主防災組織）", "2回", "50%", ""),
        ("", "合計", "", "", "19回", "", ""),
        ("※速報値", "", "", "", "", "", ""),
    ]
    folder = tmp_path / "plan"
    run = begun(folder, drawn(tmp_path / "一覧.xlsx", rows))
    assert [row["NO."] for row in master(folder)] == ["1", "2", "3"]
    assert "一覧の外の文字（5か所）は写していません：「小計」「17回」「合計」「19回」「※速報値」" in run.out
    assert {row["見出し"]: (row["役割"], row["記入"]) for row in sheet(folder, "列の設定", "見出し") if "記入" in row}[
        "委員の意見"
    ] == ("そのまま", "－")
    assert [line for line in described(folder) if "達成度" in line or "担当" in line] == [
        "担当部=そのまま",
        "担当課=担当課",
        "{年度}達成度=達成率",
    ]
    built = torikumi("build", folder)
    assert "未提出の課：環境課、生活安全課、総務課" in built.out
    assert {row["種類"] for row in findings(folder)} == {"回答がない課"}


def test_a_list_without_departments_gets_their_column(tmp_path):
    """It must be filled in; a column without a heading is carried by its letter."""
    rows = [
        ("海辺町総合計画　進捗状況（令和5年度）", "", "", "", ""),
        ("番号", "取組名", "", "実績", "評価"),
        ("1", "道路の補修", "新", "3か所", "A"),
        ("2", "河川の清掃", "継", "1回", "B"),
    ]
    folder = tmp_path / "plan"
    run = begun(folder, drawn(tmp_path / "一覧.xlsx", rows))
    assert "記入が必要なところ：\n  1 取組一覧.xlsx「担当課」：一覧に課がないため、空欄で加えました。" in run.out
    assert described(folder)[2:] == ["C列=そのまま", "{年度}実績=実績", "{年度}評価=自己評価", "担当課=担当課"]
    built = torikumi("build", folder)
    assert (built.code, "「担当課」が空欄です" in built.err) == (2, True)


def test_a_number_that_excel_has_made_a_date_is_written_as_it_was_meant(tmp_path):
    """1-2 typed into a cell that is not text is 2 January."""
    source = STRATEGY.write_list(tmp_path / "一覧.xlsx")
    book = openpyxl.load_workbook(source)
    cell = next(cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value == "1-2")
    cell.value, cell.number_format = dt.datetime(2024, 1, 2), 'm"月"d"日"'
    book.save(source)
    begun(tmp_path / "plan", source)
    assert [row["No."] for row in master(tmp_path / "plan")][:3] == ["1-1", "1-2", "1-3"]


def test_shaded_grades_are_shown_and_asked_about(tmp_path):
    """The colour of a few grades goes with them; its meaning, which no list of the eight says, is asked."""
    source = CHILDREN.write_list(tmp_path / "一覧.xlsx")
    book = openpyxl.load_workbook(source)
    for row in (6, 9, 12):
        book.worksheets[0].cell(row, 6).fill = PatternFill("solid", fgColor="FFBFBFBF")
    book.save(source)
    folder = tmp_path / "plan"
    run = begun(folder, source)
    assert {row["項目"]: row.get("内容", "") for row in sheet(folder, "網掛け", "項目")}["色"] == "BFBFBF"
    assert "意味（凡例）" in run.out
    list_ = openpyxl.load_workbook(folder / MASTER).worksheets[0]
    place = [cell.value for cell in list_[2]].index("令和5年度評価")
    assert [row[place].row for row in list_.iter_rows(min_row=3) if row[place].fill.fgColor.rgb == "FFBFBFBF"] == [
        4,
        7,
        10,
    ]


def test_a_legend_of_the_grades_is_read(tmp_path):
    """Letters that no row has, the wording and the percentages, where a note says them."""
    city = replace(SPORTS, notes=("評価　A：100%以上、B：80%以上、C：60%以上、D：40%以上、E：40%未満",))
    folder = tmp_path / "plan"
    begun(folder, city.write_list(tmp_path / "一覧.xlsx"))
    assert [(row["評価"], row["下限（％）"], row["内容"]) for row in sheet(folder, "評価区分", "評価")] == [
        ("A", "100", "100%以上"),
        ("B", "80", "80%以上"),
        ("C", "60", "60%以上"),
        ("D", "40", "40%以上"),
        ("E", "0", "40%未満"),
    ]


# ---- the year


def _without_year(tmp_path: Path) -> Path:
    source = DIVERSITY.write_list(tmp_path / "list" / "一覧.xlsx")
    book = openpyxl.load_workbook(source)
    book.worksheets[0]["A1"] = "高瀬市多文化共生推進プラン　取組状況"
    book.worksheets[0]["H2"] = None
    book.save(source)
    return source


def test_a_list_without_a_year_asks_for_it(tmp_path):
    """報告年度 and the plan's years stand in the list of blanks, first of all; build names each of them. The answers are set aside."""
    folder = tmp_path / "plan"
    run = begun(folder, _without_year(tmp_path))
    must = [row["ところ"] for row in table(folder / PLAN, "はじめに", "番号") if row["記入"] == "必要"]
    assert [place.partition("（")[2] for place in must] == ["計画開始年度）", "計画終了年度）", "報告年度）"]
    assert "記入が必要なところ：\n  1 計画.xlsx シート「計画」B7（計画開始年度）" in run.out
    built = torikumi("build", folder)
    assert built.code == 2
    assert [item for item in ("計画開始年度", "計画終了年度", "報告年度") if item not in built.err] == []
    assert [(row["前回の実績"], row["前回の評価"], row["実績"]) for row in master(folder)][:2] == [
        ("５言語で毎月発行した。", "A", ""),
        ("11言語に増やした。", "S", ""),
    ]


def test_the_year_may_be_given(tmp_path):
    """--year says the report year; answers without a year are then those of the year before, --years says the plan's."""
    folder = tmp_path / "plan"
    begun(folder, _without_year(tmp_path), "--year", "R6", "--years", "R4-R8")
    said = settings(folder)
    assert [said[item] for item in ("計画開始年度", "計画終了年度", "報告年度")] == [
        "令和4年度",
        "令和8年度",
        "令和6年度",
    ]
    assert {row["令和6年度実績"] for row in master(folder)} == {""}
    assert [row["令和5年度評価"] for row in master(folder)][:3] == ["A", "S", "A"]
    assert torikumi("build", folder).code == 1


def test_a_list_that_is_still_blank_is_this_years(tmp_path):
    """令和5年度's columns are there without an answer: that is the report year, and nothing is added."""
    blank = "\n".join(
        " | ".join(["" if place in (5, 6) else text.strip() for place, text in enumerate(line.split("|"))])
        for line in WELFARE.table.strip().splitlines()
    )
    city = replace(WELFARE, table=blank)
    folder = tmp_path / "plan"
    begun(folder, city.write_list(tmp_path / "一覧.xlsx"))
    assert settings(folder)["報告年度"] == "令和5年度"
    assert list(master(folder)[0]) == [
        "重点",
        "番号",
        "取組",
        "内容",
        "担当課",
        "令和5年度の取組",
        "担当課評価",
        "委員会評価",
        "課題",
        "今後の方針",
    ]


def test_the_years_of_the_plan_may_stand_in_the_title(tmp_path):
    """（令和4年度～令和8年度）"""
    city = replace(
        WELFARE, titles=("第４期朝日野市地域福祉計画（令和4年度～令和8年度）　進行管理シート", "令和5年度分")
    )
    folder = tmp_path / "plan"
    begun(folder, city.write_list(tmp_path / "一覧.xlsx"))
    said = settings(folder)
    assert [said[item] for item in ("計画名", "計画開始年度", "計画終了年度", "報告年度")] == [
        "第４期朝日野市地域福祉計画",
        "令和4年度",
        "令和8年度",
        "令和6年度",
    ]


def test_a_city_that_no_title_names_is_asked_for(tmp_path):
    """It is the only thing that must be written; --city says it."""
    city = replace(CHILDREN, titles=("第２期子ども・子育て支援事業計画　点検・評価表", "（令和５年度）"))
    source = city.write_list(tmp_path / "一覧.xlsx")
    run = begun(tmp_path / "plan", source)
    assert "記入が必要なところ：\n  1 計画.xlsx シート「計画」B3（市町村名）" in run.out
    assert "記入してから、torikumi build" in run.out
    built = torikumi("build", tmp_path / "plan")
    assert (built.code, "市町村名" in built.err) == (2, True)
    begun(tmp_path / "named", source, "--city", "桜台市")
    assert torikumi("build", tmp_path / "named").code == 1


# ---- what is marked, and what is left


def test_what_was_read_is_marked(made):
    """A colour, and a note that says where; what has to be looked at has another colour."""
    book = openpyxl.load_workbook(made(WELFARE).folder / PLAN)
    name, city, division = (book["計画"][cell] for cell in ("B2", "B3", "B4"))
    assert {cell.fill.fgColor.rgb for cell in (name, city)} == {"FFDDEBF7"}
    assert name.comment.text == "一覧から読み取りました（シート「進行管理シート」A4）"
    assert book["計画"]["C2"].value.startswith("一覧から読み取りました。")
    assert division.fill.fill_type is None
    roles = {row[0].value: row[2].fill.fgColor.rgb for row in book["列の設定"].iter_rows(min_row=2)}
    assert (roles["番号"], roles["課題"]) == ("FFDDEBF7", "FFFFF2CC")
    assert book["列の設定"]["A2"].comment.text == "一覧から読み取りました（シート「進行管理シート」A4）"


def test_the_same_points_are_on_the_terminal_and_in_the_sheet(tmp_path):
    """Numbered alike; はじめに is the first sheet."""
    folder = tmp_path / "plan"
    run = begun(folder, REFORM.write_list(tmp_path / "一覧.xlsx"))
    assert openpyxl.load_workbook(folder / PLAN).sheetnames[0] == "はじめに"
    rows = table(folder / PLAN, "はじめに", "番号")
    assert len(rows) == 9
    assert [f"  {row['番号']} {row['ところ']}：{row['すること']}" for row in rows] == [
        line for line in run.out.splitlines() if line.startswith("  ") and line[2:3].isdigit()
    ]


def test_nothing_is_overwritten(tmp_path):
    """A file that is in the way is named; the folder stays as it is."""
    source = CHILDREN.write_list(tmp_path / "一覧.xlsx")
    folder = tmp_path / "plan"
    folder.mkdir()
    (folder / MASTER).write_bytes(b"mine")
    run = begin(folder, source)
    assert (run.code, MASTER in run.err, "上書きはしません" in run.err) == (2, True, True)
    assert [path.name for path in folder.iterdir()] == [MASTER]
    assert (folder / MASTER).read_bytes() == b"mine"


# ---- bad input


def refused(tmp_path: Path, source: Path, *options: str) -> list[str]:
    """The lines of what is refused; no folder is made."""
    run = begin(tmp_path / "plan", source, *options)
    assert (run.code, run.out) == (2, "")
    assert not (tmp_path / "plan").exists()
    return run.err.splitlines()


def test_a_file_without_a_list_is_refused(tmp_path):
    """The sheets that were looked at are named."""
    book = openpyxl.Workbook()
    book.worksheets[0].title = "名簿"
    for row in (("氏名", "役職"), ("山田", "委員長"), ("川口", "委員")):
        book.worksheets[0].append(row)
    book.create_sheet("日程")["A1"] = "第1回"
    book.save(tmp_path / "名簿.xlsx")
    assert refused(tmp_path, tmp_path / "名簿.xlsx") == [
        "名簿.xlsx：取組の一覧（取組名、担当課などの見出しと、その下の行）が見つかりません（調べたシート：「名簿」「日程」）。一覧のあるファイルを指定するか、見出しの行を確かめてください。".replace(
            "「名簿」「日程」", "「名簿」、「日程」"
        )
    ]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("一覧.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "この形式のファイルは読み取れません（PDF）。"),
        ("一覧.xlsx", b"", "ファイルの中身が空（0バイト）です。"),
        ("一覧.xlsx", b"PK\x03\x04broken", "ファイルが壊れているため、読み取れません"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path, name, content, said):
    """One sentence says why, one what to do."""
    (tmp_path / name).write_bytes(content)
    (line,) = refused(tmp_path, tmp_path / name)
    assert line.startswith(f"{name}：")
    assert said in line
    assert line.endswith("「名前を付けて保存」で .xlsx として保存し直して、もう一度実行してください。")


def test_a_file_that_is_not_there_is_refused(tmp_path):
    """So is a folder."""
    (line,) = refused(tmp_path, tmp_path / "ない.xlsx")
    assert line == f"「{tmp_path / 'ない.xlsx'}」がありません。ファイルの場所と名前を確かめてください。"
    (line,) = refused(tmp_path, tmp_path)
    assert line == f"「{tmp_path}」はフォルダです。一覧のファイル（.xlsx など）を指定してください。"


def _with_rows_again(city: City, source: Path, *rows: int) -> Path:
    """The list with some of its rows again at its end."""
    city.write_list(source)
    book = openpyxl.load_workbook(source)
    list_ = book.worksheets[0]
    last = list_.max_row
    for offset, row in enumerate(rows, start=1):
        for cell in list(list_[row]):
            list_.cell(last + offset, cell.column).value = cell.value
    book.save(source)
    return source


def test_initiatives_that_stand_there_twice_are_refused(tmp_path):
    """Each with its cell, that of the other, and what to do; all of them at once."""
    source = _with_rows_again(WELFARE, tmp_path / "一覧.xlsx", 5, 7)
    at = "一覧.xlsx シート「進行管理シート」"
    rest = "にもあります。一方の行を消すか、正しい番号に直してください。"
    assert refused(tmp_path, source) == [f"{at}B18：番号「1-1-1」はB5{rest}", f"{at}B19：番号「1-2-1」はB7{rest}"]


def test_one_number_of_two_initiatives_is_refused(tmp_path):
    """Written in other signs, too."""
    source = WELFARE.write_list(tmp_path / "一覧.xlsx")
    book = openpyxl.load_workbook(source)
    book.worksheets[0]["B7"] = "１－１－２"
    book.save(source)
    (line,) = refused(tmp_path, source)
    assert line.startswith("一覧.xlsx シート「進行管理シート」B7：番号「１－１－２」はB6にもあります。")


def test_a_list_of_which_the_names_cannot_be_told_is_refused(tmp_path):
    """The heading is missing, and the texts are not all different."""
    source = EQUALITY.write_list(tmp_path / "一覧.xlsx")
    book = openpyxl.load_workbook(source)
    book.worksheets[0]["B3"] = None
    book.save(source)
    assert refused(tmp_path, source) == [
        "一覧.xlsx シート「進捗状況」A3：取組の名称の列が分かりません。その列の見出しを「取組名」にして、もう一度実行してください。"
    ]


def test_two_lists_are_refused(tmp_path):
    """Both places are named: last year's and this year's of the same initiatives."""
    source = WELFARE.write_list(tmp_path / "一覧.xlsx")
    book = openpyxl.load_workbook(source)
    book.copy_worksheet(book.worksheets[0]).title = "R4"
    book.save(source)
    assert refused(tmp_path, source) == [
        "一覧.xlsx：一覧が2つあります（シート「進行管理シート」A4とシート「R4」A4）。使う一覧のシートだけを残した別のファイルに保存して、指定してください。"
    ]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--city", "鎌倉市"), "--city と --year は、--from と一緒に使います。"),
        (("--year", "R6"), "--city と --year は、--from と一緒に使います。"),
        (("--from", "一覧.xlsx", "--sample"), "--from と --sample は、どちらか一方だけを使ってください。"),
        (("--from", "一覧.xlsx", "--year", "来年"), "「R6」「令和6年度」「2024」のように書いてください。"),
    ],
)
def test_options_that_do_not_go_together_are_refused(tmp_path, options, said):
    """A sentence, and where to find help."""
    run = torikumi("init", tmp_path / "plan", *options)
    assert (run.code, said in run.err, "torikumi init --help" in run.err) == (2, True, True)


def test_the_material_is_the_cities(made):
    """The answers that are named here are headings of the finished lists."""
    for city in CITIES:
        assert lines(city.header)
        assert [heading for heading in ANSWERS[city.shape][:2] if not city.column(heading) + 1] == []
