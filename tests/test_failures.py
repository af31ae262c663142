"""What a user meets when the program itself is at fault, is interrupted, or speaks to a console that lacks a character."""

import io
import json
import os
import signal
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

import pytest
from torikumi.etl import pipeline
from torikumi.etl.balance import balance
from torikumi.schemas.exceptions import Unbalanced
from torikumi.workbooks import errorlog, output
from xlsxwriter.exceptions import XlsxWriterException

from tests.plans import small_plan, torikumi

LOG = "エラー記録.txt"
CELL = "相談は12件でした。"


class Odd(Exception):
    """An exception that nobody expects."""


ERRORS = [
    ValueError(f"invalid literal for int() with base 10: '{CELL}'"),
    KeyError(CELL),
    RuntimeError(CELL),
    Odd(CELL),
    Unbalanced(CELL),
    json.JSONDecodeError(CELL, CELL, 0),
    XlsxWriterException(CELL),
    RecursionError("maximum recursion depth exceeded"),
    MemoryError(),
    OSError(5, f"Input/output error: {CELL}", CELL),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("stage", ["extract", "settle"])
def test_an_unexpected_error_has_its_own_code_one_sentence_and_a_log(
    plan: Path, monkeypatch: pytest.MonkeyPatch, stage: str, error: Exception
) -> None:
    """Whatever a stage raises: exit 3, one sentence with the place of the log, which has the traceback and the versions, and no word of
    the returns."""

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(pipeline, stage, fail)
    run = torikumi("build", plan)
    log = plan / "output" / LOG
    assert (run.code, run.out) == (3, "")
    assert run.err == (
        f"プログラムの誤りにより中止したため、記録「{log}」（回答の内容は入っていません）をプログラムの担当者に渡してください。\n"
    )
    text = log.read_text("utf-8-sig")
    assert f"torikumi {version('torikumi')}" in text
    assert type(error).__name__ in text
    assert "etl/cli.py" in text
    assert CELL not in text
    assert str(plan) not in text
    assert [path.name for path in (plan / "output").iterdir()] == [LOG]


@pytest.mark.parametrize("writer", ["write_committee", "write_staff", "write_csv", "record"])
def test_an_unexpected_error_while_writing_leaves_the_old_set(
    plan: Path, monkeypatch: pytest.MonkeyPatch, writer: str
) -> None:
    """A bug in a writer of an output: exit 3, and the files of the build before are as they were."""
    assert torikumi("build", plan).code == 0
    before = {path.name: path.read_bytes() for path in (plan / "output").iterdir()}

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(output, writer, fail)
    assert torikumi("build", plan).code == 3
    (plan / "output" / LOG).unlink()
    assert {path.name: path.read_bytes() for path in (plan / "output").iterdir()} == before


def test_books_that_do_not_balance_are_a_bug(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that would lose a row writes nothing and ends with the code of a bug."""
    assert balance.__name__ == "balance"

    def unbalanced(*_: object) -> None:
        raise Unbalanced("rows without one outcome: [1]")

    monkeypatch.setattr("torikumi.etl.balance.balance", unbalanced)
    run = torikumi("build", plan)
    assert (run.code, run.out, run.err.count("\n")) == (3, "", 1)


def test_the_log_is_beside_the_plan_where_there_is_no_output(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an output folder the log is in the plan's, and in the system's for temporary files where that takes none."""
    (plan / "output").rmdir()

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(pipeline, "extract", fail)
    assert f"「{plan / LOG}」" in torikumi("build", plan).err
    (plan / LOG).unlink()
    (plan / LOG).mkdir()
    monkeypatch.setattr(errorlog.tempfile, "gettempdir", lambda: str(plan / "inbox"))
    assert f"「{plan / 'inbox' / LOG}」" in torikumi("build", plan).err
    (plan / "inbox" / LOG).unlink()
    (plan / "inbox" / LOG).mkdir()
    run = torikumi("explain", plan, "合計")
    assert (run.code, run.err) == (3, "プログラムの誤りにより中止しました（記録は残せませんでした）。\n")


@pytest.mark.skipif(sys.platform == "win32", reason="the signal is sent as POSIX does")
@pytest.mark.parametrize("seconds", [0.1, 0.2, 0.3, 0.5, 0.7])
def test_an_early_interruption_is_no_traceback(tmp_path: Path, seconds: float) -> None:
    """Ctrl-C while the program is still being loaded: one sentence, or the usual end where it was too late."""
    plan = small_plan(tmp_path / "plan")
    script = "print('begun', flush=True); from torikumi.etl.__main__ import main; main()"
    command = [sys.executable, "-c", script, "build", str(plan)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8") as run:
        assert run.stdout
        run.stdout.readline()
        time.sleep(seconds)
        run.send_signal(signal.SIGINT)
        err = run.communicate()[1]
    assert (run.returncode, err.lstrip("\n")) in [(2, "中断しました。\n"), (0, "")]


def test_an_interruption_while_the_command_is_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    """The entry point imports everything else, so that an interruption then is told too."""
    script = """
import builtins, sys
from torikumi.etl.__main__ import main
known = builtins.__import__
def interrupted(name, *rest):
    if name == "click":
        raise KeyboardInterrupt
    return known(name, *rest)
builtins.__import__ = interrupted
main()
"""
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8")
    assert (run.returncode, run.stdout, run.stderr) == (2, "", "中断しました。\n")


def test_an_interruption_that_another_error_hides_is_told_as_one(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C within a clean-up that then fails itself: no fault of the program, and no log."""

    def clean_up(*_: object) -> None:
        try:
            raise KeyboardInterrupt
        finally:
            os.close(-1)

    monkeypatch.setattr(pipeline, "extract", clean_up)
    run = torikumi("build", plan)
    assert (run.code, run.out, run.err) == (2, "", "中断しました。\n")
    assert list((plan / "output").iterdir()) == []


def test_a_character_that_the_console_lacks_stops_nothing(tmp_path: Path) -> None:
    """A name with a character that the console's code page lacks is shown with a mark in its place, in what is said and in errors."""
    plan = small_plan(tmp_path / "計画😀")
    environment = os.environ | {"PYTHONIOENCODING": "cp932", "PYTHONUTF8": "0"}
    for folder, code in ((plan, 0), (plan / "inbox", 2)):
        run = subprocess.run(
            [sys.executable, "-m", "torikumi.etl", "build", str(folder)], capture_output=True, env=environment
        )
        assert run.returncode == code
        assert "計画?" in (run.stdout + run.stderr).decode("cp932")
        assert b"Traceback" not in run.stderr


class Terminal(io.StringIO):
    """An error stream that is a terminal."""

    def isatty(self) -> bool:
        return True


def test_the_names_of_the_files_are_wiped_by_spaces(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The line of the file that is being read is written over by spaces: no command that an old console would show as signs."""
    terminal = Terminal()
    monkeypatch.setattr("contextlib.redirect_stderr", lambda stream: _Redirected(terminal))
    torikumi("build", plan)
    shown = terminal.getvalue()
    assert "\r読み取り中：福祉課.xlsx" in shown
    assert "\x1b" not in shown
    assert shown.endswith(" " * 21 + "\r")


class _Redirected:
    """`contextlib.redirect_stderr` to another stream than the one given."""

    def __init__(self, stream: io.StringIO) -> None:
        self._stream, self._before = stream, sys.stderr

    def __enter__(self) -> None:
        sys.stderr = self._stream

    def __exit__(self, *_: object) -> None:
        sys.stderr = self._before


def test_an_interruption_that_python_cannot_raise_comes_a_moment_later() -> None:
    """In a callback of Python's own an interruption is only printed: the command ends all the same, and without a traceback."""
    # A test run started in the background inherits an ignored SIGINT.
    script = """
import signal, time
from torikumi.etl import __main__ as entry
from torikumi.etl import cli
signal.signal(signal.SIGINT, signal.default_int_handler)
class Callback:
    def __del__(self):
        raise KeyboardInterrupt
def run():
    Callback()
    for _ in range(300):
        time.sleep(0.1)
cli.main = run
entry.main()
"""
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8")
    assert (run.returncode, run.stdout, run.stderr) == (2, "", "中断しました。\n")
