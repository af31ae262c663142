"""Into the output folder: moved into place, never half a file, and what happens when that cannot be done."""

import os
from pathlib import Path

import pytest
from torikumi.workbooks import output

from tests.plans import torikumi

NAMES = ["令和2年度_取組推進状況.csv", "令和2年度_推進状況報告書.xlsx", "令和2年度_確認結果.xlsx", "記録.json"]
REPORT = "令和2年度_推進状況報告書.xlsx"


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


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


def test_a_target_that_cannot_be_replaced_gets_a_numbered_name(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is open in Excel is left alone: the new one is written beside it, and the terminal says so."""
    torikumi("build", plan)
    before = (plan / "output" / REPORT).read_bytes()
    replace = os.replace

    def locked(source: Path, target: Path) -> None:
        if Path(target).name == REPORT:
            raise PermissionError(13, "Permission denied", str(target))
        replace(source, target)

    monkeypatch.setattr(os, "replace", locked)
    for number in (2, 3):
        run = torikumi("build", plan)
        assert run.code == 0
        line = next(line for line in run.out.splitlines() if f"推進状況報告書({number}).xlsx" in line)
        assert line.endswith("（同じ名前のファイルが開かれているため、別の名前で保存しました。）")
        assert (plan / "output" / f"令和2年度_推進状況報告書({number}).xlsx").read_bytes() == before
    assert (plan / "output" / REPORT).read_bytes() == before


def test_a_folder_of_the_targets_name_is_no_obstacle(plan: Path) -> None:
    """Where a folder has the file's name, the file gets a number."""
    (plan / "output" / REPORT).mkdir()
    assert torikumi("build", plan).code == 0
    assert "令和2年度_推進状況報告書(2).xlsx" in _names(plan / "output")
    assert (plan / "output" / REPORT).is_dir()


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
    before = {path.name: path.read_bytes() for path in (plan / "output").iterdir()}

    def full(path: Path, *rest: object) -> None:
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(output, "write_committee", full)
    run = torikumi("build", plan)
    assert (run.code, run.out, run.err.count("\n")) == (2, "", 1)
    assert {path.name: path.read_bytes() for path in (plan / "output").iterdir()} == before
