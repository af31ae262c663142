"""A build that is stopped while it writes: the old set or the new one is there, never a mixture, and nobody is accused of anything.

Each moment is a step of the file system inside the output folder. The build runs in a forked process, in which an audit hook of Python
stops it, or refuses the step, at the moment of that number; so nothing of the program is replaced.
"""

import errno
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from torikumi.etl import pipeline
from torikumi.schemas.exceptions import OutputUnwritable
from torikumi.schemas.report import Report
from torikumi.workbooks.edited import keep_edited
from torikumi.workbooks.output import write_outputs
from torikumi.workbooks.switch import OutputFolder

from tests.plans import small_plan, torikumi

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the moments need os.fork")

REPORT, STAFF = "令和2年度_推進状況報告書.xlsx", "令和2年度_確認結果.xlsx"
BUILT, UNWRITABLE, INTERRUPTED, ERROR = 0, 2, 3, 4
SET = sorted(
    ["令和2年度_取組推進状況.csv", "令和2年度_推進状況報告書.xlsx", "令和2年度_確認結果.xlsx", "記録.json"]
    + ["令和2年度_控え.zip"]
)
# What a step of the file system is called by Python's audit events.
STEPS = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.listdir", "os.scandir", "shutil.copyfile"}
Contents = dict[str, bytes]


class Case:
    """Two reports of one plan, the sets that they make, and a folder in which the old set stands."""

    def __init__(self, folder: Path) -> None:
        plan = small_plan(folder / "plan")
        self.before = pipeline.build(plan)
        (plan / "inbox" / "防災課.xlsx").unlink()
        self.after = pipeline.build(plan)
        self.old, self.new = (
            self._made(folder / name, report) for name, report in (("o", self.before), ("n", self.after))
        )
        self.output = folder / "output"

    def _made(self, folder: Path, report: Report) -> Contents:
        with OutputFolder(folder) as place:
            write_outputs(place, report)
        return contents(folder)

    def reset(self) -> None:
        """The old set alone."""
        shutil.rmtree(self.output, ignore_errors=True)
        self.output.mkdir()
        for name, content in self.old.items():
            (self.output / name).write_bytes(content)

    def stopped(self, hook: Callable[[int, str, tuple[Any, ...]], None]) -> int:
        """Write the new set over the old one in a process of its own; `hook` is called at each step with its number. Gives how it ended."""
        self.reset()
        child = os.fork()
        if not child:
            os._exit(self._child(hook))
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    def _child(self, hook: Callable[[int, str, tuple[Any, ...]], None]) -> int:
        # A test run started in the background inherits an ignored SIGINT.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        number = 0

        def audit(event: str, arguments: tuple[Any, ...]) -> None:
            nonlocal number
            if event in STEPS and any(str(self.output) in str(argument) for argument in arguments):
                number += 1
                hook(number, event, arguments)

        sys.addaudithook(audit)
        try:
            with OutputFolder(self.output) as place:
                write_outputs(place, self.after)
        except KeyboardInterrupt:
            return INTERRUPTED
        except OutputUnwritable:
            return UNWRITABLE
        except BaseException:
            return ERROR
        return BUILT

    def moments(self) -> int:
        """How many steps a build has that nothing stops (those of forked processes are not counted)."""
        counted = self.output.with_name("moments")
        self.stopped(lambda number, event, arguments: None if counted.open("w").write(str(number)) else None)
        return int(counted.read_text())

    def whole(self) -> bool:
        """The old set or the new one, and nothing else."""
        return contents(self.output) in (self.old, self.new)

    def whole_after_the_next_run(self) -> bool:
        """The next run first sets right what it finds, sees no file that was changed by hand, and leaves nothing behind."""
        with OutputFolder(self.output) as place:
            edited = keep_edited(self.output, "令和2年度_控え.zip", [REPORT, STAFF], place.work)
            rescued = place.rescued
        return self.whole() and not edited and not rescued


def contents(folder: Path) -> Contents:
    return {path.name: path.read_bytes() if path.is_file() else b"" for path in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    made = Case(tmp_path_factory.mktemp("interrupted"))
    assert sorted(made.old) == sorted(made.new) == SET
    assert all(made.old[name] != made.new[name] for name in SET)
    return made


@pytest.fixture(scope="module")
def moments(case: Case) -> range:
    number = case.moments()
    assert number >= 50
    return range(1, number + 1)


def test_killed_at_any_moment(case: Case, moments: range) -> None:
    """SIGKILL at each step: the next run finds the old set or the new one, completed by the journal where need be."""
    ends = set()
    for moment in moments:
        ended = case.stopped(
            lambda number, event, arguments, moment=moment: (
                os.kill(os.getpid(), signal.SIGKILL) if number == moment else None
            )
        )
        ends.add(ended)
        assert case.whole_after_the_next_run(), moment
    assert -signal.SIGKILL in ends


def test_interrupted_at_any_moment(case: Case, moments: range) -> None:
    """Ctrl-C at each step: at once there is the old set or the new one, and nothing else in the folder."""
    ends = set()
    for moment in moments:
        ended = case.stopped(
            lambda number, event, arguments, moment=moment: (
                os.kill(os.getpid(), signal.SIGINT) if number == moment else None
            )
        )
        ends.add(ended)
        assert case.whole() or ended == INTERRUPTED and _only_leftovers(case), moment
        assert case.whole_after_the_next_run(), moment
    assert ends <= {INTERRUPTED, BUILT}
    assert INTERRUPTED in ends


def _only_leftovers(case: Case) -> bool:
    """The set is whole; the clean-up itself was interrupted."""
    return {name: content for name, content in contents(case.output).items() if not name.startswith(".")} in (
        case.old,
        case.new,
    )


def test_a_disk_that_is_full_from_any_moment_on(case: Case, moments: range) -> None:
    """No new file, folder or byte from a step on: one sentence and the old set, or the new set."""

    def full(number: int, event: str, arguments: tuple[Any, ...]) -> None:
        writes = event in ("os.mkdir", "shutil.copyfile") or event == "open" and _writes(arguments)
        if number >= moment and writes:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    ends = set()
    for moment in moments[::2]:
        ends.add(case.stopped(full))
        assert case.whole(), moment
        assert case.whole_after_the_next_run(), moment
    assert ends == {BUILT, UNWRITABLE}


def _writes(arguments: tuple[Any, ...]) -> bool:
    flags = arguments[2] if isinstance(arguments[2], int) else 0
    return bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


def test_a_disk_that_is_gone_from_any_moment_on(case: Case, moments: range) -> None:
    """Every step fails from a moment on (a share that is gone): the next run finds the old set or the new one."""

    def gone(number: int, event: str, arguments: tuple[Any, ...]) -> None:
        if number >= moment:
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    ends = set()
    for moment in moments[::2]:
        ends.add(case.stopped(gone))
        assert case.whole_after_the_next_run(), moment
    assert ends == {BUILT, UNWRITABLE}


def test_a_step_that_fails_once(case: Case, moments: range) -> None:
    """A step is refused once (held by a scanner, or a share that stutters): all is put back at once, or goes into a numbered folder."""

    def refused(number: int, event: str, arguments: tuple[Any, ...]) -> None:
        if number == moment:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    for moment in moments[::2]:
        ended = case.stopped(refused)
        numbered = case.output / "第2組"
        if numbered.is_dir():
            assert contents(numbered) == case.new, moment
            shutil.rmtree(numbered)
        assert _only_leftovers(case), (moment, ended)
        assert case.whole_after_the_next_run(), moment


def test_files_that_may_not_grow(case: Case) -> None:
    """A limit of the system on the size of a file, as a full disk cuts off in the middle: one sentence and the old set."""
    resource = pytest.importorskip("resource")
    for size in (0, 100, 1000, 3000, 6000, 10_000, 20_000):

        def limit(number: int, event: str, arguments: tuple[Any, ...], size: int = size) -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

        assert case.stopped(limit) == UNWRITABLE, size
        assert case.whole(), size
        assert case.whole_after_the_next_run(), size


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL, signal.SIGTERM])
@pytest.mark.parametrize("seconds", [0.7, 1.4])
def test_the_command_is_stopped_after_a_time(
    case: Case, tmp_path: Path, number: signal.Signals, seconds: float
) -> None:
    """The command as it is started, stopped by time: whatever it was doing, the next build says nothing of corrections and is whole."""
    plan = small_plan(tmp_path / "plan")
    assert torikumi("build", plan).code == 0
    (plan / "inbox" / "防災課.xlsx").unlink()
    command = [sys.executable, "-m", "torikumi.etl", "build", str(plan)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8") as run:
        try:
            run.wait(seconds)
        except subprocess.TimeoutExpired:
            run.send_signal(number)
        err = run.communicate()[1]
    assert "Traceback" not in err
    found = {name: content for name, content in contents(plan / "output").items() if not name.startswith(".")}
    assert number == signal.SIGKILL or found in (case.old, case.new)
    again = torikumi("build", plan)
    assert again.code == 1
    assert "手で" not in again.out
    assert contents(plan / "output") == case.new
