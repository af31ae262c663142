"""The command's help, version and usage errors: in Japanese, and at once."""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.plans import torikumi

HEAVY = ("pandas", "pandera", "openpyxl", "xlsxwriter", "numpy")
LIGHT = [
    ([], 2),
    (["--help"], 0),
    (["--version"], 0),
    (["build", "--help"], 0),
    (["init", "--help"], 0),
    (["bild"], 2),
    (["build", "--outptu", "x"], 2),
    (["build", "a", "b"], 2),
    (["init"], 2),
    (["init", "x", "--years", "R9-R5"], 2),
]


@pytest.mark.parametrize(("arguments", "code"), LIGHT)
def test_nothing_heavy_is_imported_for_help_version_and_usage_errors(
    arguments: list[str], code: int, tmp_path: Path
) -> None:
    """Help, version and usage errors answer before pandas, pandera, openpyxl or XlsxWriter are loaded."""
    script = (
        "import sys\n"
        "from etl.cli import main\n"
        "try:\n    main()\nexcept SystemExit as exit:\n    code = exit.code\nelse:\n    code = 0\n"
        f"print([code or 0, [name for name in {HEAVY!r} if name in sys.modules]], file=sys.stderr)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=True,
        env=_utf8(),
    )
    assert run.stderr.splitlines()[-1] == f"[{code}, []]"
    assert list(tmp_path.iterdir()) == []


def _utf8() -> dict[str, str]:
    """This environment, with the checkout importable and UTF-8 pipes."""
    import os

    return os.environ | {"PYTHONUTF8": "1", "PYTHONPATH": str(Path(__file__).parents[1])}


def test_version() -> None:
    """--version names the program and its version."""
    run = torikumi("--version")
    assert (run.code, run.out, run.err) == (0, f"torikumi {version('torikumi')}\n", "")


def test_help_is_in_japanese() -> None:
    """The help names the commands, and has no English heading."""
    run = torikumi("--help")
    assert (run.code, run.err) == (0, "")
    assert run.out.startswith("使い方: torikumi ")
    for words in ("コマンド:", "build", "init", "指定:", "この説明を表示します。"):
        assert words in run.out
    for words in ("Usage", "Options", "Commands", "Show this message"):
        assert words not in run.out


@pytest.mark.parametrize("command", ["build", "init"])
def test_help_of_a_command_is_in_japanese(command: str) -> None:
    """The help of a command says what it does and what each option is for, without an English word of click's."""
    run = torikumi(command, "--help")
    assert run.out.startswith(f"使い方: torikumi {command} ")
    for words in ("Usage", "Options", "Show this", "[required]", "default"):
        assert words not in run.out


USAGE_ERRORS = {
    ("bild",): ["そのようなコマンドはありません", "build", "init", "「torikumi --help」"],
    ("build", "--outptu", "x"): ["「--outptu」という指定はありません", "「torikumi build --help」"],
    ("build", "--output"): ["「--output」", "値が必要です"],
    ("build", "a", "b"): ["指定が多すぎる"],
    ("init",): ["「フォルダ」の指定が必要です", "「torikumi init --help」"],
    ("init", "x", "--years", "R9-R5"): ["R5-R9", "開始年度と終了年度"],
    ("init", "x", "--years", "ことし"): ["R5-R9"],
}


@pytest.mark.parametrize("arguments", USAGE_ERRORS)
def test_usage_error_is_told_in_japanese(arguments: tuple[str, ...]) -> None:
    """A usage error is two lines on the error stream, what is wrong and where the help is; exit 2."""
    run = torikumi(*arguments)
    assert (run.code, run.out) == (2, "")
    assert len(run.err.splitlines()) == 2
    for words in USAGE_ERRORS[arguments]:
        assert words in run.err
    for words in ("Usage", "Error", "Try", "Traceback"):
        assert words not in run.err


def test_without_a_command_the_help_is_shown() -> None:
    """`torikumi` alone shows how it is used, in Japanese."""
    run = torikumi()
    assert run.code == 2
    assert "使い方" in run.out + run.err
    assert "Usage" not in run.out + run.err


def test_folder_argument_that_is_a_file(tmp_path: Path) -> None:
    """A file where a folder belongs is refused in Japanese."""
    path = tmp_path / "plan.txt"
    path.write_text("x")
    run = torikumi("build", path)
    assert run.code == 2
    assert "フォルダ" in run.err
    assert "Error" not in run.err
    assert "is a file" not in run.err


def test_console_script_answers_in_a_process(tmp_path: Path) -> None:
    """The installed command runs: a folder without a plan gives one sentence on the error stream and exit 2."""
    run = subprocess.run(
        [sys.executable, "-c", "from etl.cli import main; main()", "build", "."],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        env=_utf8(),
    )
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.count("\n") == 1
    assert "計画.xlsx" in run.stderr
