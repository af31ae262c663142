"""The plan folder: what is written, and that nothing is ever overwritten."""

import csv
from pathlib import Path

import openpyxl
import pytest
from torikumi.schemas.exceptions import FolderNotEmpty, OutputUnwritable
from torikumi.workbooks.plan_folder import SAMPLE, write_plan_folder

from tests.conftest import Built
from tests.plans import Content, small_plan, table, torikumi


def _csv(name: str) -> list[dict[str, str]]:
    with (SAMPLE / name).open("r", encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_sample_has_the_three_workbooks_and_a_return_per_department(sample: Built) -> None:
    """37 returns, each named after its 課; the folder output is there."""
    names = sorted(path.stem for path in (sample.folder / "inbox").iterdir())
    assert len(names) == 37
    assert set(names) == {row["課名"] for row in _csv("departments.csv") if row["区分"] == "課"}
    assert {path.name for path in sample.folder.iterdir()} >= {
        "計画.xlsx",
        "取組一覧.xlsx",
        "成果指標.xlsx",
        "inbox",
        "output",
    }


def test_master_list_holds_every_text_of_the_sample_unchanged(sample: Built) -> None:
    """All 203 rows, cell by cell as in the reviewable CSV; the answers are blank, title and header stand at each spread."""
    sheet = openpyxl.load_workbook(sample.folder / "取組一覧.xlsx").worksheets[0]
    rows = [["" if value is None else str(value) for value in row] for row in sheet.iter_rows(values_only=True)]
    header = [
        "番号",
        "取組名",
        "取組内容",
        "担当課名",
        "R1実績（初期値）",
        "R2目標",
        "R3目標",
        "R4目標",
        "R5目標",
        "R6目標",
        "R7目標",
        "R2実績",
        "R2評価 ※",
    ]
    assert rows[1] == header
    assert rows.count(header) == len([row for row in rows if row[0] == "鎌倉市地域福祉計画　取組推進状況一覧"]) == 29
    data = [row for row in rows if row[0].count("-") == 3]
    assert data == [[row[label] for label in header[:-2]] + ["", ""] for row in _csv("initiatives.csv")]
    assert len(data) == 203


def test_a_return_has_only_its_departments_rows_with_answers_and_shading(sample: Built) -> None:
    """障害福祉課's return holds just the initiatives that name it, grades in the form's notation, shaded where derived."""
    sheet = openpyxl.load_workbook(sample.folder / "inbox" / "障害福祉課.xlsx").worksheets[0]
    rows = [row for row in sheet.iter_rows(min_row=3) if row[0].value]
    own = [row for row in _csv("initiatives.csv") if "障害福祉課" in row["担当課名"]]
    assert [row[0].value for row in rows] == [row["番号"] for row in own]
    answered = [row for row in own if "障害福祉課" in row["回答した課"]]
    given = [row for row in rows if row[12].value]
    assert [row[12].value for row in given] == [row["R2評価"] for row in answered]
    assert [row[12].fill.fill_type == "solid" for row in given] == [bool(row["網掛け"]) for row in answered]
    assert 0 < len(given) < len(rows)


def test_plan_workbook_says_what_may_be_written(sample: Built) -> None:
    """Every setting has its help, choices are lists to choose from, headers have comments."""
    book = openpyxl.load_workbook(sample.folder / "計画.xlsx")
    settings = table(sample.folder / "計画.xlsx", "計画", "項目")
    assert all(row["説明"] for row in settings)
    assert {row["項目"]: row["内容"] for row in settings}["報告年度"] == "令和2年度"
    lists = {str(rule.sqref): rule.formula1 for rule in book["計画"].data_validations.dataValidation}
    assert '"案,確定"' in lists.values()
    assert all(cell.comment for cell in book["担当課"][1])


def test_sample_says_that_its_shading_is_derived(sample: Built) -> None:
    """The sample's own description tells that the shading is not the printed one."""
    settings = {row["項目"]: row["内容"] for row in table(sample.folder / "計画.xlsx", "計画", "項目")}
    assert "印刷された網掛けの写しではありません" in str(settings["備考"])


@pytest.mark.parametrize("name", ["計画.xlsx", "取組一覧.xlsx", "inbox/子ども課.xlsx"])
def test_nothing_is_overwritten(tmp_path: Path, name: str) -> None:
    """A file in the way is named, stays as it is, and nothing else is written beside it."""
    folder = tmp_path / "plan"
    (folder / name).parent.mkdir(parents=True)
    (folder / name).write_text("大切")
    with pytest.raises(FolderNotEmpty, match=Path(name).name):
        small_plan(folder)
    assert (folder / name).read_text() == "大切"
    assert [path for path in folder.rglob("*") if path.is_file()] == [folder / name]


def test_init_twice_is_refused_in_one_sentence(tmp_path: Path) -> None:
    """The command says which file is there and exits with 2."""
    assert torikumi("init", tmp_path / "plan").code == 0
    run = torikumi("init", tmp_path / "plan")
    assert (run.code, run.out, run.err.count("\n")) == (2, "", 1)
    assert "計画.xlsx" in run.err
    assert "上書きはしません" in run.err


def test_init_where_nothing_can_be_made(tmp_path: Path) -> None:
    """A folder below a file cannot be made: exit 2, one sentence."""
    (tmp_path / "file").write_text("x")
    run = torikumi("init", tmp_path / "file" / "plan")
    assert (run.code, run.out, run.err.count("\n")) == (2, "", 1)
    with pytest.raises(OutputUnwritable):
        write_plan_folder(tmp_path / "file" / "plan", range(2023, 2028))


def test_empty_folder_has_its_years_and_asks_for_the_rest(tmp_path: Path) -> None:
    """`init --years R5-R9` writes a list with these years; building it names the first setting that is missing."""
    folder = tmp_path / "plan"
    assert torikumi("init", folder, "--years", "R5-R9").code == 0
    header = [cell.value for cell in openpyxl.load_workbook(folder / "取組一覧.xlsx").worksheets[0][2]]
    assert header[4:] == ["R4実績（初期値）", "R5目標", "R6目標", "R7目標", "R8目標", "R9目標", "R5実績", "R5評価 ※"]
    assert list((folder / "inbox").iterdir()) == []
    run = torikumi("build", folder)
    assert (run.code, "「計画名」が空欄です" in run.err) == (2, True)


def test_equal_content_gives_equal_bytes(tmp_path: Path) -> None:
    """Two plan folders of the same content are the same, byte by byte."""
    one, other = small_plan(tmp_path / "one"), small_plan(tmp_path / "other", Content())
    files = sorted(path.relative_to(one) for path in one.rglob("*.xlsx"))
    assert len(files) == 6
    assert [(one / name).read_bytes() for name in files] == [(other / name).read_bytes() for name in files]
