"""Into the output folder: moved into place, never half a file, and what happens when that cannot be done."""

import os
import subprocess
import sys
from pathlib import Path
from subprocess import PIPE

import pytest
from torikumi.schemas.report import Report
from torikumi.workbooks import output, switch
from xlsxwriter.exceptions import FileCreateError, FileSizeError

from tests.plans import edit, torikumi

NAMES = ["令和2年度_取組推進状況.csv", "令和2年度_推進状況報告書.xlsx", "令和2年度_確認結果.xlsx", "記録.json"]
REPORT = "令和2年度_推進状況報告書.xlsx"


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_the_four_files_are_there_and_no_draft(plan: Path) -> None:
    """Both workbooks, the CSV and the record; no draft stays behind."""
    assert torikumi("build", plan).code == 0
    assert set(_names(plan / "output")) >= set(NAMES)
    assert [name for name in _names(plan / "output") if name.startswith((".", "~"))] == []


def test_another_output_folder_is_made(plan: Path, tmp_path: Path) -> None:
    """--output may name a folder that is not there yet; the plan's own stays empty."""
    run = torikumi("build", plan, "--output", tmp_path / "a" / "b")
    assert run.code == 0
    assert set(_names(tmp_path / "a" / "b")) >= set(NAMES)
    assert _names(plan / "output") == []


def _hold(monkeypatch: pytest.MonkeyPatch, held: Path) -> None:
    """Have the file held by another program, as Excel holds a workbook on Windows."""
    replace = os.replace

    def locked(source: Path, target: Path) -> None:
        if Path(target) == held:
            raise PermissionError(13, "Permission denied", str(target))
        replace(source, target)

    monkeypatch.setattr(os, "replace", locked)


SET = sorted([*NAMES, "令和2年度_控え.zip"])


@pytest.mark.parametrize("held", SET)
def test_one_held_file_sends_the_whole_set_into_a_numbered_folder(
    plan: Path, monkeypatch: pytest.MonkeyPatch, held: str
) -> None:
    """Whichever file of the set is open in another program: the old set stays as it was, the new one is whole in 第2組, and the
    terminal says so; nothing else is left."""
    torikumi("build", plan)
    before = _contents(plan / "output")
    (plan / "inbox" / "防災課.xlsx").unlink()
    with monkeypatch.context() as patched:
        _hold(patched, plan / "output" / held)
        run = torikumi("build", plan)
    assert run.code == 1
    assert f"「{held}」が開かれているか、置き換えられないため、今回の一式は「第2組」に保存しました。" in run.out
    assert f"  {plan / 'output' / '第2組' / REPORT}\n" in run.out
    assert _contents(plan / "output") == before
    assert _names(plan / "output") == sorted([*SET, "第2組"])
    assert _names(plan / "output" / "第2組") == SET


def test_a_numbered_set_is_removed_when_a_newer_one_is_in_place(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the file stays open each set gets a folder of its own and the one before goes; once it is closed the set is in its place."""
    torikumi("build", plan)
    with monkeypatch.context() as patched:
        _hold(patched, plan / "output" / REPORT)
        torikumi("build", plan)
        assert "「第2組」の一式は古くなったので消しました。" in torikumi("build", plan).out
        assert _names(plan / "output") == sorted([*SET, "第3組"])
    run = torikumi("build", plan)
    assert "「第3組」の一式は古くなったので消しました。" in run.out
    assert _names(plan / "output") == SET


def test_corrections_in_a_numbered_set_are_named_and_kept(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was corrected by hand in 第2組 is looked for there; the corrected file and what is not ours stay."""
    torikumi("build", plan)
    with monkeypatch.context() as patched:
        _hold(patched, plan / "output" / REPORT)
        torikumi("build", plan)
    edit(plan / "output" / "第2組" / REPORT, "取組推進状況一覧", {"J6": "B"})
    (plan / "output" / "第2組" / "メモ.txt").write_text("x")
    run = torikumi("build", plan)
    kept = "令和2年度_推進状況報告書（手修正）.xlsx"
    assert f"「第2組/{REPORT}」は作成後に手で1か所直されています。" in run.out
    assert "  取組推進状況一覧!J6：「C」→「B」\n" in run.out
    assert _names(plan / "output" / "第2組") == sorted(["メモ.txt", kept])


def test_a_folder_of_the_targets_name_is_no_obstacle(plan: Path) -> None:
    """Where a folder has the file's name, the set goes into a numbered folder."""
    (plan / "output" / REPORT).mkdir()
    assert torikumi("build", plan).code == 0
    assert _names(plan / "output" / "第2組") == SET
    assert (plan / "output" / REPORT).is_dir()
    assert _names(plan / "output") == [REPORT, "第2組"]


def test_a_scanner_that_holds_a_file_for_a_moment_is_waited_for(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows a new file may be held for a moment: the move is tried again."""
    monkeypatch.setattr(switch, "PAUSES", (0, 0))
    replace, refused = os.replace, []

    def scanned(source: Path, target: Path) -> None:
        if refused.count(target) < 2:
            refused.append(target)
            raise PermissionError(13, "Permission denied", str(target))
        replace(source, target)

    monkeypatch.setattr(os, "replace", scanned)
    assert torikumi("build", plan).code == 0
    assert _names(plan / "output") == SET


def test_a_pdf_or_csv_of_another_content_does_not_stay_beside_a_new_set(plan: Path) -> None:
    """What a build was not asked for is left as it is while it fits, and renamed where the report has changed."""
    csv, old = "令和2年度_取組推進状況_CP932.csv", "令和2年度_取組推進状況_CP932（以前）.csv"
    torikumi("build", plan, "--cp932")
    before = (plan / "output" / csv).read_bytes()
    assert "名前を変えました" not in torikumi("build", plan).out
    assert csv in _names(plan / "output")
    (plan / "inbox" / "防災課.xlsx").unlink()
    run = torikumi("build", plan)
    assert f"「{csv}」は前の内容のため、「{old}」に名前を変えました。" in run.out
    assert _names(plan / "output") == sorted([*SET, old])
    assert (plan / "output" / old).read_bytes() == before


def test_output_folder_that_cannot_be_made(plan: Path, tmp_path: Path) -> None:
    """An output folder below a file cannot be made: exit 2 and one sentence that names it and the remedy."""
    (tmp_path / "file").write_text("x")
    run = torikumi("build", plan, "--output", tmp_path / "file" / "out")
    assert (run.code, run.out, run.err.count("\n")) == (2, "", 1)
    assert str(tmp_path / "file" / "out") in run.err
    assert "--output" in run.err


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_output_folder_without_permission(plan: Path, tmp_path: Path) -> None:
    """A folder that may not be written to: exit 2 and one sentence."""
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o500)
    run = torikumi("build", plan, "--output", folder)
    assert (run.code, run.out, run.err.count("\n")) == (2, "", 1)


def test_a_full_disk_leaves_the_old_files_alone(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where writing fails midway, the earlier files stay whole and no draft is left."""
    torikumi("build", plan)
    before = _contents(plan / "output")

    def full(path: Path, *rest: object) -> None:
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(output, "write_committee", full)
    run = torikumi("build", plan)
    assert (run.code, run.out) == (2, "")
    assert run.err == (
        f"出力先「{plan / 'output'}」に書き込めません（空き容量が足りません）。"
        "空きや権限を確かめるか、書き込める場所を --output で指定してください。\n"
    )
    assert _contents(plan / "output") == before
    assert _names(plan / "output") == SET


@pytest.mark.parametrize("error", [FileCreateError(OSError(28, "No space left on device")), FileSizeError("too large")])
def test_an_error_of_xlsxwriter_about_its_file_is_told_as_one(
    plan: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """XlsxWriter's own exceptions are no OSError, and yet of a file that cannot be written: exit 2 and one sentence."""

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(output, "write_staff", fail)
    run = torikumi("build", plan)
    assert (run.code, run.out, run.err.count("\n")) == (2, "", 1)
    assert run.err.startswith(f"出力先「{plan / 'output'}」に書き込めません（")


@pytest.mark.parametrize("size", [0, 900])
def test_a_file_that_did_not_become_whole_is_never_put_in_place(
    plan: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    """A disk that loses what was written without an error: the draft is looked at before anything is replaced."""
    torikumi("build", plan)
    before = _contents(plan / "output")
    write = output.write_staff

    def cut(path: Path, report: Report) -> None:
        write(path, report)
        path.write_bytes(path.read_bytes()[:size])

    monkeypatch.setattr(output, "write_staff", cut)
    run = torikumi("build", plan)
    assert (run.code, run.out) == (2, "")
    assert "書いたものを確かめられませんでした" in run.err
    assert _contents(plan / "output") == before


def test_a_second_build_in_the_same_folder_waits_and_says_so(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another process has the folder the build waits; where that lasts too long it stops with one sentence."""
    (plan / "output" / "x").write_text("")
    script = f"from pathlib import Path; from torikumi.workbooks.switch import OutputFolder; place = OutputFolder(Path({str(plan / 'output')!r})); place.claim(); print('held', flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", script], stdin=PIPE, stdout=PIPE, text=True) as other:
        assert other.stdin and other.stdout
        assert other.stdout.readline() == "held\n"
        monkeypatch.setattr(switch, "WAIT", 0.5)
        run = torikumi("build", plan)
        assert (run.code, run.out) == (2, "")
        assert run.err == (
            "同じ出力先で別の実行が作成中のため、終わるのを待っています。\n"
            f"出力先「{plan / 'output'}」では別の実行が作成中のため、それが終わってから、もう一度実行してください。\n"
        )
        other.kill()
    assert torikumi("build", plan).code == 0  # a dead process holds nothing
