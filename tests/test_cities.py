"""The lists of eight cities (`tests.cities`) through the command: each builds as it is, to a report that says what the city's list says."""

import csv
import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from torikumi.schemas.keys import column_letter

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
    Counts,
)
from tests.plans import Run, findings, table, torikumi

REPORT_YEAR = "2023"  # of all eight
TOTAL = "合計"
MASTER = "取組一覧.xlsx"
PERCENTAGE = re.compile(r"[\d.]+[％%](?:以上|～)")
ADDRESS = re.compile(r"[A-Z]{1,2}\d+")


@dataclass(frozen=True, repr=False)
class Report:
    """A city's folder, built."""

    city: City
    folder: Path
    run: Run

    def output(self, name: str) -> Path:
        """The file that has been written under this name, behind the year."""
        assert self.run.code in (0, 1), self.run.err
        return next((self.folder / "output").glob(f"*_{name}"))

    @cached_property
    def book(self) -> dict[str, list[tuple[str, ...]]]:
        """The committee's workbook: sheet -> rows, every cell as text."""
        book = openpyxl.load_workbook(self.output("推進状況報告書.xlsx"), data_only=True)
        return {
            sheet.title: [
                tuple("" if value is None else str(value) for value in row) for row in sheet.iter_rows(values_only=True)
            ]
            for sheet in book.worksheets
        }

    @cached_property
    def data(self) -> list[dict[str, str]]:
        """The CSV."""
        with self.output("取組推進状況.csv").open(encoding="utf-8-sig", newline="") as stream:
            return list(csv.DictReader(stream))

    @cached_property
    def findings(self) -> list[dict[str, Any]]:
        """確認事項."""
        self.output("確認結果.xlsx")
        return findings(self.folder)

    def texts(self, *sheets: str) -> Iterator[str]:
        """The texts of the committee's workbook but of these sheets."""
        return (
            text for title, rows in self.book.items() if title not in sheets for row in rows for text in row if text
        )

    def status(self) -> dict[str, str]:
        """提出状況: 課 -> whether it has returned."""
        return {
            str(row["担当課"]): str(row["提出"])
            for row in table(self.output("確認結果.xlsx"), "提出状況", "担当課")
            if row["担当課"] != TOTAL
        }

    def of_year(self, item: str, year: str = REPORT_YEAR) -> list[dict[str, str]]:
        """The rows of the CSV that are a year's 実績 (actual), 評価 (grade) and so on."""
        return [row for row in self.data if (row["項目コード"], row["年度"]) == (item, year)]

    def counted(self, heading: str = "") -> dict[str, Counts]:
        """各取組の総括: how many have each grade, by scope; of another grade below its heading."""
        rows = self.book["各取組の総括"]
        line, column = next(_groups(rows, self.city.letters, heading))
        width = len(self.city.letters)
        return {
            self._scope("".join(row[:2])): tuple(map(int, row[column : column + width]))
            for row in _until_blank(rows[line + 1 :])
        }

    def listed(self) -> dict[str, dict[str, str]]:
        """取組推進状況一覧: number -> what is printed below each heading."""
        rows = self.book["取組推進状況一覧"]
        line = next(line for line, row in enumerate(rows) if sum(map(bool, row)) > 3)
        labels = ["".join(label.split()).removesuffix("※") for label in rows[line]]
        number = next(place for place, label in enumerate(labels) if label in (self.city.number, "番号", "整理番号"))
        return {row[number]: dict(zip(labels, row, strict=True)) for row in rows[line + 1 :] if row[number]}

    def _scope(self, name: str) -> str:
        return next((scope for scope in self.city.expected.counts if scope in name), name)


def _groups(rows: Sequence[Sequence[str]], letters: Sequence[str], heading: str) -> Iterator[tuple[int, int]]:
    """Where the grades stand side by side as column headings, below that heading: line and first column."""
    for line, row in enumerate(rows):
        for column in range(len(row) - len(letters) + 1):
            if list(row[column : column + len(letters)]) == list(letters) and heading in rows[line - 1][column]:
                yield line, column


def _until_blank(rows: Sequence[Sequence[str]]) -> Iterator[Sequence[str]]:
    for row in rows:
        if not row[0]:
            return
        yield row


def _below(row: dict[str, str], heading: str) -> str:
    """What a row has below a heading, that of the group above it printed with it or not."""
    return next(text for label, text in row.items() if label.endswith(heading))


def build(city: City, folder: Path) -> Report:
    return Report(city, folder, torikumi("build", city.write_folder(folder)))


@pytest.fixture(scope="module")
def report_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[City], Report]:
    """A city's report, built once; no test changes it."""
    made: dict[str, Report] = {}

    def of(city: City) -> Report:
        if city.shape not in made:
            made[city.shape] = build(city, tmp_path_factory.mktemp(city.shape) / "plan")
        return made[city.shape]

    return of


def shapes(*cities: City) -> Any:
    return pytest.mark.parametrize("city", cities, ids=[city.shape for city in cities])


EACH = shapes(*CITIES)
WITH_SETTINGS = shapes(*(city for city in CITIES if city.columns))


# ---- the material itself


def test_the_lists_are_drawn_as_a_clerk_has_them(tmp_path):
    """Levels merged down but never beyond those above them, two rows of headings, headings across; nothing filled in that is asked."""
    merged = {}
    for city in (DIVERSITY, SPORTS, ENVIRONMENT):
        sheet = openpyxl.load_workbook(city.write_list(tmp_path / f"{city.shape}.xlsx")).worksheets[0]
        merged[city.shape] = {area.coord for area in sheet.merged_cells.ranges}
    assert merged["diversity"] == {
        *("A1:H1", "A5:A9", "A10:A14", "A15:A16"),
        *("B5:B7", "B8:B9", "B10:B11", "B12:B14", "B15:B16"),
        *("C5:C6", "C10:C11", "C12:C13"),
    }
    assert merged["sports"] == {"A1:R1", "A3:A4", "B3:B4", "C3:C4", "D3:F3", "G3:I3", "J3:L3", "M3:O3", "P3:R3"}
    assert merged["environment"] == {"A1:G1", *(f"A{line}:G{line}" for line in (5, 6, 9, 12, 13, 16, 20, 21, 25))}


def test_the_list_to_be_filled_in_has_no_answers(tmp_path):
    """星川市: of 令和5年度 the targets alone; a return has the rows of its 課, with the answers."""
    folder = SPORTS.write_folder(tmp_path / "plan")
    list_, return_ = (openpyxl.load_workbook(folder / name).worksheets[0] for name in (MASTER, "inbox/学校教育課.xlsx"))
    assert [cell.value for cell in list_[5]][8:13] == ["B", "20回", None, None, "22回"]
    assert [[cell.value for cell in row][:2] + [row[10].value] for row in return_["A5:L7"]] == [
        ["1.3", "学校体育施設の開放", "18校"],
        ["１．１０", "部活動の地域移行", "2部"],
        [None, None, None],
    ]


@EACH
def test_the_scopes_add_up(city):
    """What is expected of the scopes is together what is expected in total."""
    scopes = [counts for scope, counts in city.expected.counts.items() if scope != TOTAL]
    assert not scopes or tuple(map(sum, zip(*scopes, strict=True))) == city.expected.counts[TOTAL]


# ---- what every city's report says


@EACH
def test_it_builds_as_it_is(report_of, city):
    """Nothing renamed, renumbered or unmerged: exit 0, or 1 where a 課 has not returned; nothing is complained of on the way."""
    run = report_of(city).run
    assert (run.code, run.err) == (city.expected.code, "")


@EACH
def test_every_row_of_every_return_is_taken(report_of, city):
    """No row is 不採用, and the only 要修正 is that of a 課 that has not returned."""
    said = next(line for line in report_of(city).run.out.splitlines() if line.startswith("読み取った行"))
    assert re.search(r"不採用(\d+)", said)[1] == "0"
    assert not [row for row in report_of(city).findings if row["区分"] == "要修正" and row["種類"] != "回答がない課"]


@EACH
def test_the_grades_are_counted_in_the_summary(report_of, city):
    """各取組の総括: by the names of the highest level, and in total; a city without levels has its total alone."""
    assert report_of(city).counted() == city.expected.counts


@EACH
def test_the_grades_are_counted_in_the_data(report_of, city):
    """The CSV: one grade of the report year for each initiative, and with it the name of its scope."""
    rows = report_of(city).of_year("grade")
    assert sorted(row["番号"] for row in rows) == sorted(city.expected.numbers)
    scopes = {
        scope: Counter(row["評価"] for row in rows if scope == TOTAL or scope in " ".join(row.values()))
        for scope in city.expected.counts
    }
    assert {scope: tuple(counts[letter] for letter in city.letters) for scope, counts in scopes.items()} == (
        city.expected.counts
    )


@EACH
def test_the_numbers_are_printed_as_written_in_the_lists_order(report_of, city):
    """`1-(1)-①` stays so, 1.10 comes after 1.9; a list without numbers has a 整理番号 from 1 on."""
    assert list(report_of(city).listed()) == city.expected.numbers


@WITH_SETTINGS
def test_the_headings_are_the_citys(report_of, city):
    """A heading without a year is printed as the list has it, one with a year in either way to write it."""
    printed = list(next(iter(report_of(city).listed().values())))
    plain = [
        heading for heading, _, _, _, _, side, _ in settings_of(city) if "{年度}" not in heading and side != "しない"
    ]
    assert [heading for heading in plain if not any(label.endswith(heading) for label in printed)] == []


def settings_of(city: City) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in city.columns.splitlines() if line.strip()]


@EACH
def test_the_answers_are_printed(report_of, city):
    """Each result stands in the list as the 課 wrote it."""
    listed = report_of(city).listed()
    result = next(heading for heading in city.asked if heading in RESULTS)
    typed = {(number, heading) for _, number, heading, _ in city.by_hand}
    for row, number in zip(city.initiatives, _numbers(city), strict=True):
        if city.owners(row)[0] not in city.expected.missing and (city.key(row), result) not in typed:
            text = city.cell(row, result)
            assert [printed for printed in listed[number].values() if text in printed], text


RESULTS = {"令和5年度実績値", "実績", "令和5年度実績", "令和5年度の取組実績", "令和5年度の取組", "年度末の成果"}


def _numbers(city: City) -> list[str]:
    """The number of each row; of a list without numbers its place."""
    rows = city.initiatives
    return list(map(city.key, rows)) if city.number else [str(place) for place, _ in enumerate(rows, start=1)]


@EACH
def test_the_citys_own_columns_are_printed(report_of, city):
    """What nobody has to understand stands in the list as it was written, by the 課 or in the master list; a blank stays blank."""
    listed = report_of(city).listed()
    for heading, texts in city.expected.own.items():
        assert {number: _below(listed[number], heading) for number in texts} == texts


@EACH
def test_the_citys_own_columns_are_in_the_data(report_of, city):
    """A row for each written text, 項目 is its heading."""
    found = {
        (row["番号"], heading): row["原文"]
        for row in report_of(city).data
        for heading in city.expected.own
        if row["項目"].endswith(heading)
    }
    for heading, texts in city.expected.own.items():
        assert {number: found.get((number, heading), "") for number in texts} == texts


@EACH
def test_each_initiative_is_below_its_levels(report_of, city):
    """The names of all the levels above an initiative are in its rows of the data."""
    for number, names in city.expected.levels.items():
        said = " ".join(text for row in report_of(city).data if row["番号"] == number for text in row.values())
        assert [name for name in names if name not in said] == []


@EACH
def test_a_number_in_other_signs_is_read_and_told(report_of, city):
    """Another width, other dashes, leading zeros, ① as 1: the row is joined, and a 参考 says how it was read."""
    told = [row for row in report_of(city).findings if row["種類"] == "番号の読み替え"]
    assert {number for number, row in _pairs(city.expected.read_as, told)} == set(city.expected.read_as)
    assert {row["区分"] for row in told} <= {"参考"}


def _pairs(read_as: Any, told: Sequence[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    for written, number in read_as.items():
        for row in told:
            if row["番号"] == number and f"「{written}」" in row["内容"]:
                yield written, row


@EACH
def test_the_departments_are_the_plans(report_of, city):
    """提出状況 names each 課 that is asked, in the plan's order, and which of them have not returned."""
    status = report_of(city).status()
    assert list(status) == city.offices
    assert [name for name, state in status.items() if state != "提出あり"] == list(city.expected.missing)


@EACH
def test_nothing_is_said_of_indicators_that_a_city_does_not_have(report_of, city):
    """No 成果指標.xlsx: no table, no chart, no line on the terminal, no finding."""
    report = report_of(city)
    assert not (report.folder / "成果指標.xlsx").exists()
    assert [text for text in report.texts("データ定義") if "成果指標" in text] == []
    assert "成果指標" not in report.run.out
    assert [row for row in report.findings if "指標" in row["種類"]] == []


@shapes(EQUALITY, ENVIRONMENT, WELFARE, REFORM, DIVERSITY)
def test_grades_without_percentages_print_none(report_of, city):
    """No lower limit is in the plan: none is in the report."""
    assert [text for text in report_of(city).texts() if PERCENTAGE.search(text)] == []


@shapes(EQUALITY, ENVIRONMENT, REFORM, DIVERSITY)
def test_points_that_a_city_does_not_have_are_not_offered(report_of, city):
    """Neither in the report nor among the settings that would change an overall grade."""
    assert [text for text in report_of(city).texts() if "点数" in text] == []
    assert [row for row in report_of(city).findings if "「点数」" in row["内容"]] == []


@shapes(CHILDREN, ENVIRONMENT, REFORM, SPORTS)
def test_the_levels_are_called_as_the_city_calls_them(report_of, city):
    """A plan whose highest level is 柱 or 基本方針, or that has none, has no 基本目標 in what is printed."""
    report = report_of(city)
    assert [text for text in report.texts("データ", "データ定義") if "基本目標" in text] == []
    assert "基本目標" not in report.run.out
    assert [row for row in report.findings if "基本目標" in row["内容"]] == []


# ---- what only some have


def test_figures_are_held_against_targets(report_of):
    """潮見市: 単位, 目標値 and 実績値 are numbers; 438 of 450 is 97.3 %, a B as the 課 says, and so is each other row."""
    compared = table(report_of(STRATEGY).output("確認結果.xlsx"), "突合", "番号")
    assert {row["番号"]: (row["達成率"], row["突合結果"]) for row in compared} == {
        "1-1": ("97.3％", "一致"),
        "1-2": ("110.0％", "一致"),
        "1-3": ("62.5％", "一致"),
        "1-4": ("103.0％", "一致"),
        "2-1": ("114.0％", "一致"),
        "2-2": ("73.3％", "一致"),
        "2-3": ("92.5％", "一致"),
        "2-4": ("93.6％", "一致"),
        "3-1": ("", ""),  # a rate without a unit is compared with nothing
        "3-2": ("100.0％", "一致"),
        "3-3": ("37.0％", "一致"),
        "4-1": ("92.0％", "一致"),
        "4-2": ("49.2％", "一致"),
        "4-3": ("101.7％", "一致"),
    }


def test_the_units_column_is_the_unit_of_the_figures(report_of):
    """潮見市: the data have 数値 and 単位 of the targets and results, of which the cells have the number alone."""
    rows = {(row["番号"], row["項目コード"]): (row["数値"], row["単位"]) for row in report_of(STRATEGY).data}
    assert rows["1-1", "target"] == ("45000000000", "円")
    assert rows["1-1", "actual"] == ("43800000000", "円")
    assert rows["2-3", "actual"] == ("1388", "人")
    assert rows["3-3", "actual"] == ("7.4", "％")


def test_the_grade_of_several_departments_is_the_worst(report_of):
    """若葉市: ◎ and ○ are ○, ○ and △ are △, by 共管の取組の評価."""
    grades = {row["番号"]: row["評価"] for row in report_of(EQUALITY).of_year("grade")}
    assert grades == {
        "Ⅰ-1-(1)": "○",
        "Ⅰ-1-(2)": "○",
        "Ⅰ-2-(1)": "○",
        "Ⅰ-2-(2)": "◎",
        "Ⅱ-1-(1)": "△",
        "Ⅱ-1-(2)": "○",
        "Ⅱ-2-(1)": "△",
        "Ⅱ-2-(2)": "×",
        "Ⅲ-1-(1)": "○",
        "Ⅲ-1-(2)": "○",
        "Ⅲ-2-(1)": "△",
        "Ⅲ-2-(2)": "○",
    }


def test_the_first_departments_grade_stands_where_the_city_says_so(tmp_path):
    """先頭の課, which is also the default: the 課 of the first row decides."""
    rest = {item: text for item, text in EQUALITY.settings.items() if item != "共管の取組の評価"}
    for folder, settings in (("said", rest | {"共管の取組の評価": "先頭の課"}), ("default", rest)):
        report = build(replace(EQUALITY, settings=settings), tmp_path / folder)
        assert report.run.code == 0
        grades = {row["番号"]: row["評価"] for row in report.of_year("grade")}
        assert {number: grades[number] for number in ("Ⅰ-1-(1)", "Ⅱ-1-(1)", "Ⅱ-2-(1)")} == {
            "Ⅰ-1-(1)": "◎",
            "Ⅱ-1-(1)": "△",
            "Ⅱ-2-(1)": "△",
        }


def test_every_departments_answer_is_printed(report_of):
    """若葉市: the text of each 課 behind its name, in the order of the list."""
    printed = _below(report_of(EQUALITY).listed()["Ⅱ-2-(1)"], "実績")
    said = [
        "【商工振興課】企業向けの講座を１回開いた。",
        "【総務課】男性職員の育児休業取得率は62.0%だった。",
        "【健康増進課】両親学級に男性が延べ96人参加した。",
    ]
    assert "".join(printed.split()) == "".join(said)


def test_every_departments_answer_is_in_the_data(report_of):
    """若葉市: 17 rows of the list are 17 results of 5 課, each with the grade that the 課 gave."""
    rows = report_of(EQUALITY).data
    texts = {(row["番号"], row["回答課"], row["原文"]) for row in rows}
    assert ("Ⅱ-2-(1)", "商工振興課", "企業向けの講座を１回開いた。") in texts
    assert ("Ⅱ-2-(1)", "健康増進課", "両親学級に男性が延べ96人参加した。") in texts
    assert {(number, who, text) for number, who, text in texts if number == "Ⅱ-2-(1)" and text in "◎○△×"} >= {
        ("Ⅱ-2-(1)", "商工振興課", "△"),
        ("Ⅱ-2-(1)", "総務課", "◎"),
        ("Ⅱ-2-(1)", "健康増進課", "○"),
    }


def test_a_heading_without_a_year_is_this_years(report_of):
    """若葉市 and 高瀬市 write 実績 and 評価: they are those of 令和5年度."""
    for city in (EQUALITY, DIVERSITY):
        assert {row["年度"] for row in report_of(city).data if row["項目コード"] in ("actual", "grade")} == {
            REPORT_YEAR
        }


def test_a_grade_that_is_not_counted_is_beside_the_counted(report_of):
    """桜台市: － is 対象外, in none of the five counts and not 未評価; a budget of 0 is 0."""
    row = next(row for row in report_of(CHILDREN).of_year("grade") if row["番号"] == "12")
    assert (row["評価"], row["回答状態"]) == ("対象外", "集計外")


def test_a_name_with_a_dot_in_it_is_one_department(report_of):
    """桜台市: 健康・スポーツ課 is not 健康 and スポーツ課."""
    owners = {row["番号"]: (row["担当課1"], row["担当課2"]) for row in report_of(CHILDREN).of_year("grade")}
    assert (owners["5"], owners["15"]) == (("健康・スポーツ課", ""), ("学務課", "保育課"))


def test_departments_are_named_in_many_ways(report_of):
    """朝日野市: a slash parts two 課, a 団体 in brackets is asked nothing; 大橋市: the 部 before a 課 is no 課."""
    owners = {row["番号"]: (row["担当課1"], row["担当課2"]) for row in report_of(WELFARE).of_year("grade")}
    assert (owners["2-2-1"], owners["1-2-1"]) == (("高齢課", "障害課"), ("地域福祉課", "社会福祉協議会"))
    assert {row["担当課1"] for row in report_of(REFORM).of_year("grade")} == set(REFORM.offices)


def test_headings_between_the_rows_are_levels_and_no_rows(report_of):
    """森川市: 基本方針１ and １－（１） run across the sheet; 14 initiatives are below them, and nothing is left outside."""
    assert len(report_of(ENVIRONMENT).listed()) == 14
    assert [row for row in report_of(ENVIRONMENT).findings if row["種類"] == "一覧の外の文字"] == []


def test_a_department_that_has_not_returned_is_missing_in_its_initiatives(report_of):
    """森川市: 管財課 has not; its two initiatives are 未回答, and nothing else is."""
    report = report_of(ENVIRONMENT)
    assert "未提出の課：管財課" in report.run.out
    unanswered = [row["番号"] for row in report.of_year("grade") if row["回答状態"] == "未回答"]
    assert unanswered == ["1-(1)-①", "1-(2)-②"]


def test_the_committees_grade_is_counted_beside(report_of):
    """朝日野市: 担当課評価 is the self grade, 委員会評価 has its own columns in 総括; what the committee has not graded is in none."""
    for heading, counts in WELFARE.expected.beside.items():
        assert report_of(WELFARE).counted(heading) == counts


def test_a_blank_of_the_divisions_own_column_is_no_difference(report_of):
    """朝日野市: 委員会評価 is blank in the returns and filled in the list; nobody is asked about that."""
    assert [row for row in report_of(WELFARE).findings if "委員会評価" in f"{row['種類']}{row['内容']}"] == []


def test_years_beside_the_report_year_are_in_the_data(report_of):
    """星川市: the grades of 令和3年度 and 令和4年度 are kept, those to come are not there."""
    grades = {(row["番号"], row["年度"]): row["評価"] for row in report_of(SPORTS).data if row["項目コード"] == "grade"}
    assert [grades["1.1", year] for year in ("2021", "2022", "2023")] == ["C", "B", "A"]
    assert [grades["2.2", year] for year in ("2021", "2022", "2023")] == ["A", "A", "D"]
    assert {year for _, year in grades} == {"2021", "2022", "2023"}


def test_an_earlier_years_answer_is_not_taken_for_this_years(report_of):
    """星川市: 1.7 had an A in 令和4年度 and has a C now, which is a jump that is asked about; 1.8 has jumped up."""
    asked = [row["番号"] for row in report_of(SPORTS).findings if row["種類"] == "前年から大きく変わった評価"]
    assert sorted(asked) == ["1.10", "1.7", "1.8", "2.1", "2.2"]


def test_a_list_without_numbers_gets_them(report_of):
    """高瀬市: 1 to 12 in the list's order, and the names beside them are the list's."""
    names = {number: _below(row, "取組の名称") for number, row in report_of(DIVERSITY).listed().items()}
    assert (names["1"], names["4"], names["12"]) == ("広報紙の翻訳", "日本語教室の開催", "自治会への加入の案内")


# ---- numbers that look alike


def return_cell(report_folder: Path, office: str, key: str) -> tuple[Any, Any]:
    """The open workbook of a return, and its cell that holds a text."""
    book = openpyxl.load_workbook(report_folder / "inbox" / f"{office}.xlsx")
    return book, next(cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value == key)


def retyped(
    city: City, folder: Path, office: str, key: str, value: Any, number_format: str = "General"
) -> tuple[Report, str]:
    """A city's report after a 課 has another value in the cell of a number; and that cell's address."""
    city.write_folder(folder)
    book, cell = return_cell(folder, office, key)
    cell.value, cell.number_format = value, number_format
    book.save(folder / "inbox" / f"{office}.xlsx")
    return Report(city, folder, torikumi("build", folder)), cell.coordinate


@pytest.mark.parametrize("number_format", ["m-d", 'm"月"d"日"', "m/d"])
def test_a_number_that_excel_has_made_a_date_is_joined(tmp_path, number_format):
    """4-1 typed into a cell that is not text is 1 April; the list's only such number is meant. Where the cell shows something else, that
    is told."""
    report, cell = retyped(STRATEGY, tmp_path / "plan", "企画課", "4-1", dt.datetime(2024, 4, 1), number_format)
    assert report.run.code == 0
    assert report.counted() == STRATEGY.expected.counts
    told = [row["番号"] for row in report.findings if (row["ファイル"], row["セル"]) == ("企画課.xlsx", cell)]
    assert told == ["4-1"] or number_format == "m-d"


def test_a_date_that_no_number_looks_like_is_asked_about(tmp_path):
    """12 May is no number of the list: the row is not taken, and the cell is named."""
    report, cell = retyped(STRATEGY, tmp_path / "plan", "企画課", "4-1", dt.datetime(2024, 12, 5), "m-d")
    assert report.run.code == 1
    assert ("要修正", cell) in {
        (row["区分"], row["セル"]) for row in report.findings if row["ファイル"] == "企画課.xlsx"
    }
    assert report.counted()[TOTAL] == (5, 4, 2, 2)


def with_zeros() -> City:
    """桜台市 with two numbers that only zeros tell apart: 1 and 001."""
    table = CHILDREN.table.replace("18 | 子どもの体力づくり", "001 | 子どもの体力づくり")
    numbers = CHILDREN.expected.printed.replace("18", "001")
    return replace(CHILDREN, table=table, by_hand=(), expected=replace(CHILDREN.expected, printed=numbers))


def test_numbers_that_zeros_tell_apart_are_two(tmp_path):
    """Where the list has 1 and 001, each return means its own."""
    report = build(with_zeros(), tmp_path / "plan")
    assert report.run.code == 0
    assert report.counted() == CHILDREN.expected.counts
    letters = {row["番号"]: row["原文"] for row in report.of_year("actual")}
    assert (letters["1"], letters["001"]) == ("相談は1,204件だった。", "教室を24回開き、延べ530人が参加した。")


def test_a_number_that_could_be_either_is_asked_about(tmp_path):
    """01 beside 1 and 001: the cell is named, and 001 keeps its own answer."""
    report, cell = retyped(with_zeros(), tmp_path / "plan", "子育て支援課", 1, "01", "@")
    asked = [row["セル"] for row in report.findings if row["ファイル"] == "子育て支援課.xlsx" and row["区分"] != "参考"]
    assert cell in asked
    assert {row["番号"]: row["原文"] for row in report.of_year("actual")}[
        "001"
    ] == "教室を24回開き、延べ530人が参加した。"


def test_a_number_that_shows_its_zero_is_joined(tmp_path):
    """1.1 in a cell of the format 0.00 is 1.10, as one sees."""
    report, _ = retyped(SPORTS, tmp_path / "plan", "学校教育課", "１．１０", 1.1, "0.00")
    assert report.run.code == 0
    assert report.counted() == SPORTS.expected.counts


def test_a_number_that_has_lost_its_zero_is_asked_about(tmp_path):
    """1.10 typed into a cell that is not text is 1.1, another initiative: its answer is not overwritten, and the cell is named."""
    report, cell = retyped(SPORTS, tmp_path / "plan", "学校教育課", "１．１０", 1.1)
    assert report.run.code == 1
    assert cell in {row["セル"] for row in report.findings if row["ファイル"] == "学校教育課.xlsx"}
    assert _below(report.listed()["1.1"], "令和5年度実績") == "21回"


def test_a_name_that_disagrees_with_its_proposed_number_is_asked_about(tmp_path):
    """高瀬市: a row inserted above would shift every 整理番号; a return must agree in number and name."""
    folder = DIVERSITY.write_folder(tmp_path / "plan")
    book = openpyxl.load_workbook(folder / "inbox" / "防災課.xlsx")
    sheet = book.worksheets[0]
    merged = [area.coord for area in sheet.merged_cells.ranges]
    for area in merged:
        sheet.unmerge_cells(area)
    sheet.insert_cols(1)
    for row, text in enumerate(("整理番号", "7", "6"), start=4):  # 6 and 7 changed places
        sheet.cell(row, 1).value = text
    book.save(folder / "inbox" / "防災課.xlsx")
    report = Report(DIVERSITY, folder, torikumi("build", folder))
    assert report.run.code == 1
    asked = [row for row in report.findings if row["ファイル"] == "防災課.xlsx" and row["区分"] != "参考"]
    assert {row["セル"][1:] for row in asked} == {"5", "6"}


# ---- bad input: what stops the run


@dataclass(frozen=True)
class Fault:
    """A sentence of what stopped the run: where it points, and what it says."""

    place: str
    cell: str
    sentence: str


def faults(run: Run) -> list[Fault]:
    """The lines of stderr: `計画.xlsx 列の設定 C3：…`, one a fault."""
    found = []
    for line in (line for line in run.err.splitlines() if "：" in line):
        place, _, sentence = line.partition("：")
        address = ADDRESS.search(place)
        found.append(Fault(place, address[0] if address else "", sentence))
    return found


def broken(city: City, folder: Path, columns: dict[str, str] | None = None, rows: dict[str, str] | None = None) -> Run:
    """The command on a city's folder after these texts of its 列の設定 and of its list have been changed."""
    for text, other in (columns or {}).items():
        assert city.columns.count(text) == 1
        city = replace(city, columns=city.columns.replace(text, other))
    for text, other in (rows or {}).items():
        assert city.table.count(text) == 1
        city = replace(city, table=city.table.replace(text, other))
    return torikumi("build", city.write_folder(folder))


def assert_told(run: Run, expected: Sequence[tuple[str, str, str]]) -> None:
    """Exit 2 with a line for each fault: its sheet, its cell (a pattern), what it quotes, and behind that what is to be done."""
    found = faults(run)
    assert (run.code, len(found)) == (2, len(expected)), run.err
    assert [fault for fault in found if not fault.cell or fault.sentence.count("。") < 2] == []
    for sheet, cell, quoted in expected:
        assert [
            fault
            for fault in found
            if sheet in fault.place and re.fullmatch(cell, fault.cell) and quoted in fault.sentence
        ], (sheet, cell, quoted)


COLUMNS_SHEET, WELFARE_LIST = "計画.xlsx 列の設定", "取組一覧.xlsx 進行管理シート"


def test_all_faults_of_the_columns_are_told_at_once(tmp_path):
    """Two 番号, no 名称, an unknown 役割, a heading that the list does not have."""
    changes = {
        "課題 | | そのまま": "課題 | | 番号",
        "\n取組 | | 名称": "\n取組 | | そのまま",
        "今後の方針 | | そのまま | 任意 | | 右 | 10": "今後の方針 | | コメント | 任意 | | 右 | 10\n総合所見 | | そのまま | | | |",
    }
    run = broken(WELFARE, tmp_path / "plan", changes)
    told = [
        (COLUMNS_SHEET, "C(3|10)", "番号"),
        (COLUMNS_SHEET, ".*", "名称"),
        (COLUMNS_SHEET, "C11", "コメント"),
        (COLUMNS_SHEET, "A12", "総合所見"),
    ]
    assert_told(run, told)


def test_all_faults_of_the_list_are_told_at_once(tmp_path):
    """A number that is another's in other signs, and an initiative that stands there twice."""
    again = " | 2-1-3 | 介護者の支援 | 介護者の集いを開く。 | 高齢課 | 集いを12回開いた。 | B | B | | 継続\n"
    rows = {" | 1-2-1 |": " | １－１－２ |", "★ | 2-2-1": f"{again}★ | 2-2-1"}
    run = broken(WELFARE, tmp_path / "plan", rows=rows)
    assert_told(run, [(WELFARE_LIST, "B7", "１－１－２"), (WELFARE_LIST, "B12", "2-1-3")])
    assert "B6" in run.err and "B11" in run.err  # where the others stand


def test_faults_of_the_columns_and_of_the_list_are_told_at_once(tmp_path):
    """Of the columns such as leave the list readable."""
    columns = {"重点 | | そのまま": "重点 | | マーク", "委員会評価 | | 他の評価": "有識者評価 | | 他の評価"}
    run = broken(WELFARE, tmp_path / "plan", columns, {" | 1-2-1 |": " | １－１－２ |"})
    assert_told(
        run, [(COLUMNS_SHEET, "C2", "マーク"), (COLUMNS_SHEET, "A9", "有識者評価"), (WELFARE_LIST, "B7", "１－１－２")]
    )


def test_one_number_with_two_names_is_no_row_of_another_department(tmp_path):
    """若葉市 has a row for each 課; a number whose names differ is a mistake, and so is a 課 that stands there twice."""
    rows = {
        "Ⅱ-1-(2) | 管理職への登用": "Ⅱ-1-(1) | 管理職への登用",
        "Ⅲ-1-(2) | 被害者の支援 | 関係機関と連携する。": "Ⅲ-1-(1) | ＤＶの防止 | 相談先を周知する。",
    }
    run = broken(EQUALITY, tmp_path / "plan", rows=rows)
    assert_told(
        run,
        [("取組一覧.xlsx 進捗状況", "[AB]11", "管理職への登用"), ("取組一覧.xlsx 進捗状況", "[AD]18", "人権推進課")],
    )


def test_a_level_that_contradicts_the_key_is_told(tmp_path):
    """潮見市: 3-9 stands below １　産業を育て; the cell is named, by what stops the run or in 確認事項."""
    folder = tmp_path / "plan"
    run = broken(STRATEGY, folder, rows={"| 1-3 |": "| 3-9 |"})
    told = [(fault.cell, fault.sentence) for fault in faults(run)]
    if run.code != 2:
        told = [(row["セル"], row["内容"]) for row in findings(folder) if row["ファイル"] == MASTER]
    assert [cell for cell, sentence in told if "3-9" in sentence] == ["C7"]


def test_proposed_numbers_are_stored_in_the_list_once(tmp_path):
    """高瀬市: the first build writes 整理番号 into the list and keeps the workbook as it was; a row that is added later moves no number."""
    folder = DIVERSITY.write_folder(tmp_path / "plan")
    before = (folder / MASTER).read_bytes()
    first = torikumi("build", folder)
    assert (
        "「取組一覧.xlsx」に「整理番号」の列を加えました。元のブックは「取組一覧（番号を付ける前）.xlsx」に残しました。"
        in first.out
    )
    assert (folder / "取組一覧（番号を付ける前）.xlsx").read_bytes() == before
    sheet = openpyxl.load_workbook(folder / MASTER).worksheets[0]
    assert [sheet.cell(row, 9).value for row in range(4, 17)] == ["整理番号", *map(str, range(1, 13))]
    second = torikumi("build", folder)
    assert (second.code, "整理番号" in second.out) == (0, False)
    assert list(Report(DIVERSITY, folder, second).listed()) == [*map(str, range(1, 13))]


def test_a_column_is_printed_where_and_as_wide_as_the_plan_says(tmp_path):
    """朝日野市: 番号 on both pages; a 幅 counts whether 印刷 is filled in or not."""
    line = next(line for line in WELFARE.columns.splitlines() if line.startswith("番号 |"))
    city = replace(WELFARE, columns=WELFARE.columns.replace(line, "番号 | | 番号 | | | 両方 | 15"))
    report = build(city, tmp_path / "plan")
    assert report.run.code == 0
    sheet = openpyxl.load_workbook(next((report.folder / "output").glob("*報告書.xlsx")))["取組推進状況一覧"]
    labels = [cell.value for cell in sheet[2]]
    places = [place for place, label in enumerate(labels, start=1) if label == "番号"]
    (split,) = [mark.id for mark in sheet.col_breaks.brk]
    assert len(places) == 2 and places[0] <= split < places[1]
    assert [[sheet.cell(row, place).value for place in places] for row in (3, 15)] == [["1-1-1"] * 2, ["3-2-2"] * 2]
    assert {round(sheet.column_dimensions[column_letter(place)].width) for place in places} == {
        16
    }  # with Excel's padding
    assert report.counted() == WELFARE.expected.counts
