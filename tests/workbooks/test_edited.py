"""A correction by hand in what a build wrote: the next build names it, keeps it and does not write over it silently."""

from pathlib import Path

import pytest

from tests.plans import edit, torikumi
from tests.workbooks.office import load

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
    assert (
        '各取組の総括!C5：「=COUNTIFS(一覧_番号,"1-*",一覧_番号,"<>*続き")」→「4」'
        in torikumi("build", built.parent).out
    )


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


def test_a_file_that_is_no_workbook_any_more_is_kept(built: Path) -> None:
    """A broken file stops nothing."""
    (built / BOOK).write_bytes(b"broken")
    assert torikumi("build", built.parent).code == 0
    assert (built / KEPT).read_bytes() == b"broken"


def test_many_changes_are_cut_off_with_their_number(built: Path) -> None:
    """The terminal names twenty cells and how many more there are."""
    edit(built / BOOK, "データ", {f"Z{row}": "x" for row in range(1, 26)})
    out = torikumi("build", built.parent).out
    assert out.count("データ!Z") == 20
    assert "ほか5か所" in out
