"""A correction by hand in what a build wrote: the next build names it, keeps it and does not write over it silently."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl.worksheet.formula import ArrayFormula
from torikumi.workbooks.typed import typed

from tests.conftest import Built
from tests.plans import edit, torikumi
from tests.workbooks.office import load, needs_office, saved_again

BOOK, STAFF = "令和2年度_推進状況報告書.xlsx", "令和2年度_確認結果.xlsx"
KEPT = "令和2年度_推進状況報告書（手修正）.xlsx"


@pytest.fixture
def built(plan: Path) -> Path:
    """The output folder of the small plan, built once."""
    assert torikumi("build", plan).code == 0
    return plan / "output"


def test_a_changed_cell_is_named_and_the_file_is_kept(built: Path) -> None:
    """Sheet, cell, what was and what is; the changed file stays under another name, and the new one is as the inputs say."""
    before = (built / BOOK).read_bytes()
    edit(built / BOOK, "取組推進状況一覧", {"J6": "B", "I7": "直した実績"})
    run = torikumi("build", built.parent)
    assert run.code == 0
    assert (
        f"「{BOOK}」は作成後に手で2か所直されています。直されたファイルは「{KEPT}」に残し、新しく作り直しました。"
        in run.out
    )
    assert (
        "  取組推進状況一覧!J6：「C」→「B」\n  取組推進状況一覧!I7：「在庫を調べました。」→「直した実績」\n" in run.out
    )
    assert (
        "必要な修正は、inbox の回答、取組一覧.xlsx、成果指標.xlsx、計画.xlsx のいずれかに反映し、もう一度実行してください。"
        in run.out
    )
    assert load(built / KEPT)["取組推進状況一覧"]["J6"].value == "B"
    assert (built / BOOK).read_bytes() == before


def test_a_formula_that_was_typed_over_is_named(built: Path) -> None:
    """A count that is a number now was a formula."""
    edit(built / BOOK, "各取組の総括", {"C5": "4"})
    assert '各取組の総括!C5：「=COUNTIFS(一覧_目標,"1")」→「4」' in torikumi("build", built.parent).out


def test_notes_in_the_staffs_workbook_are_kept_too(built: Path) -> None:
    """What a clerk has written into 確認結果 is not lost by the next build."""
    edit(built / STAFF, "確認事項", {"Z3": "電話済み"})
    assert "確認事項!Z3：「」→「電話済み」" in torikumi("build", built.parent).out
    assert load(built / "令和2年度_確認結果（手修正）.xlsx")["確認事項"]["Z3"].value == "電話済み"


def test_untouched_output_is_not_spoken_of(built: Path) -> None:
    """A second build after new returns says nothing of corrections: the first output is as it was written."""
    (built.parent / "inbox" / "防災課.xlsx").unlink()
    run = torikumi("build", built.parent)
    assert run.code == 1
    assert "手で" not in run.out
    assert not list(built.glob("*手修正*"))


def test_the_same_file_is_kept_once(built: Path) -> None:
    """A file of the same content is not kept under a second name; another one is."""
    edit(built / BOOK, "取組推進状況一覧", {"I7": "一"})
    changed = (built / BOOK).read_bytes()
    torikumi("build", built.parent)
    (built / BOOK).write_bytes(changed)
    torikumi("build", built.parent)
    assert [path.name for path in built.glob("*手修正*")] == [KEPT]
    edit(built / BOOK, "取組推進状況一覧", {"I7": "二"})
    torikumi("build", built.parent)
    assert sorted(path.name for path in built.glob("*手修正*")) == sorted([KEPT, KEPT.replace("手修正", "手修正2")])


def test_a_file_that_was_only_saved_again_is_kept_and_said_to_be_equal(built: Path) -> None:
    """Other looks or a program's own way to save are no changed cells."""
    load(built / BOOK).save(built / BOOK)
    run = torikumi("build", built.parent)
    assert (
        f"「{BOOK}」は作成後に保存し直されています（セルの値は同じです）。元のファイルは「{KEPT}」に残しました。"
        in run.out
    )


def test_without_the_copy_the_file_is_kept_all_the_same(built: Path) -> None:
    """Where 控え was deleted nobody can tell what was changed: the file is kept, and that is said."""
    (built / "令和2年度_控え.zip").unlink()
    edit(built / BOOK, "取組推進状況一覧", {"I7": "直した実績"})
    run = torikumi("build", built.parent)
    assert (
        f"「{BOOK}」は控えがなく、手で直されたかどうか分かりません。元のファイルは「{KEPT}」に残しました。" in run.out
    )
    assert (built / KEPT).is_file()


@pytest.mark.parametrize("damage", [lambda content: b"broken", lambda content: b"", lambda content: content[:-900]])
def test_a_damaged_file_is_called_damaged(built: Path, damage: Callable[[bytes], bytes]) -> None:
    """A file that is no whole workbook any more (cut off, emptied) is not called corrected, and is kept under a name that says so."""
    damaged = damage((built / BOOK).read_bytes())
    (built / BOOK).write_bytes(damaged)
    run = torikumi("build", built.parent)
    kept = "令和2年度_推進状況報告書（破損）.xlsx"
    assert run.code == 0
    assert f"「{BOOK}」は壊れています。壊れたファイルは「{kept}」に残し、新しく作り直しました。" in run.out
    assert "手で" not in run.out
    assert (built / kept).read_bytes() == damaged
    assert not (built / KEPT).exists()


def test_a_workbook_with_a_password_is_not_called_damaged(built: Path) -> None:
    """Excel makes another kind of file of a workbook with a password: it is kept, and that it cannot be looked into is said."""
    (built / BOOK).write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    run = torikumi("build", built.parent)
    assert f"「{BOOK}」はパスワードを付けるなどして保存し直されており、中を確かめられません。" in run.out
    assert (built / KEPT).is_file()


@needs_office
def test_saved_again_by_libreoffice_is_no_correction(sample: Built, tmp_path: Path) -> None:
    """LibreOffice writes formulas, numbers and texts in its own way; both workbooks of the sample are equal cell by cell."""
    folder = tmp_path / "plan"
    shutil.copytree(sample.folder, folder)
    for name in (BOOK, STAFF):
        shutil.copy(saved_again(folder / "output" / name, tmp_path), folder / "output" / name)
    run = torikumi("build", folder)
    for name in (BOOK, STAFF):
        assert f"「{name}」は作成後に保存し直されています（セルの値は同じです）。" in run.out
    assert "手で" not in run.out


@needs_office
def test_a_correction_that_was_saved_by_libreoffice_is_named_alone(built: Path, tmp_path: Path) -> None:
    """Of a workbook that was corrected and saved by LibreOffice only the corrected cells are named."""
    edit(built / BOOK, "取組推進状況一覧", {"J6": "B"})
    edit(built / BOOK, "各取組の総括", {"C5": "4"})
    shutil.copy(saved_again(built / BOOK, tmp_path), built / BOOK)
    out = torikumi("build", built.parent).out
    assert f"「{BOOK}」は作成後に手で2か所直されています。" in out
    assert "  取組推進状況一覧!J6：「C」→「B」\n" in out


SAME = {
    "number": (3, False, 3.0, False),
    "quoted sheet": ("='目標1'!A1", True, "=目標1!A1", True),
    "quoted sheets of a range": ("=SUM('目標1'!$A$1:$B$2)", True, "=SUM(目標1!$A$1:$B$2)", True),
    "spaces in a formula": ("=IF(A1 = 1, 2, 3)", True, "=IF(A1=1,2,3)", True),
    "number in a formula": ("=ROUND(A1*100.0,1)", True, "=ROUND(A1*100,1)", True),
    "truth in a formula": ("=IF(A1,TRUE(),FALSE())", True, "=IF(A1,TRUE,FALSE)", True),
    "prefix of a new function": ("=_xlfn.CONCAT(A1,B1)", True, "=CONCAT(A1,B1)", True),
    "case of a function": ("=sum(a1)", True, "=SUM(A1)", True),
    "line break": ("一\r\n二", False, "一\n二", False),
    "escaped line break": ("一_x000D_\n二", False, "一\n二", False),
    "spaces at the ends": ("一 ", False, "一", False),
    "array": (ArrayFormula("A1:A2", "=SUM(B1:B2)"), True, ArrayFormula("A1:A2", "SUM(B1:B2)"), True),
}
OTHER = {
    "text in a formula": ('=IF(A1="a b",1,2)', True, '=IF(A1="ab",1,2)', True),
    "case of a text": ('=IF(A1="a",1,2)', True, '=IF(A1="A",1,2)', True),
    "sheet": ("=目標1!A1", True, "=目標2!A1", True),
    "sheet with a space": ("='目標 1'!A1", True, "=目標1!A1", True),
    "space within a text": ("一 二", False, "一二", False),
    "digits": (0.1, False, 0.1000001, False),
}


@pytest.mark.parametrize("case", SAME)
def test_what_programs_write_in_their_own_ways_is_the_same(case: str) -> None:
    """Values and formulas of one meaning compare as equal."""
    one, one_is_formula, other, other_is_formula = SAME[case]
    assert typed(one, one_is_formula) == typed(other, other_is_formula)


@pytest.mark.parametrize("case", OTHER)
def test_what_was_typed_otherwise_differs(case: str) -> None:
    """Nothing that somebody may have typed on purpose is taken for the same."""
    one, one_is_formula, other, other_is_formula = OTHER[case]
    assert typed(one, one_is_formula) != typed(other, other_is_formula)


def test_many_changes_are_cut_off_with_their_number(built: Path) -> None:
    """The terminal names twenty cells and how many more there are."""
    edit(built / BOOK, "データ", {f"Z{row}": "x" for row in range(1, 26)})
    out = torikumi("build", built.parent).out
    assert out.count("データ!Z") == 20
    assert "ほか5か所" in out
