"""Puts a set of files in place so that a folder holds the old set or the new one, whatever interrupts.

The new files are whole, and on the disk, in a work folder inside the output folder (so a move is a rename). Then a journal is written
that says which files go where: this is the moment that counts. A run that dies before it leaves the old set, and its work folder is
removed by the next run; a run that dies after it leaves a journal, and the next run makes the moves that are still to be made before it
does anything else. A journal was chosen because no system renames several files at once, a folder that somebody has open cannot be
swapped on Windows, and what says in the set itself that it is whole (a list of hashes) would tell of a mixture but not mend it.

Where a target is held by another program nothing stays moved: each replaced file is put back from a copy.
"""

import contextlib
import errno
import hashlib
import itertools
import json
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from torikumi.schemas.exceptions import OutputUnwritable
from torikumi.workbooks.lock import Lock

WORK = ".作成中"
_LOCK = ".作成中.lock"
_JOURNAL = "切替.json"
_BEFORE = "前"
_EARLIER_WORK = ".torikumi-*"  # of versions before the journal

_ENDING = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
WAIT = 120  # seconds for another run in the same folder
_LOOK = 0.2
# Virus scanners on Windows hold a new file for a moment.
PAUSES: tuple[float, ...] = (0.1, 0.2, 0.4, 0.8) if sys.platform == "win32" else ()


@dataclass(frozen=True)
class _Step:
    """One move, by names below the output folder; `new` and `old` are the hashes of the file and of what it replaces ("": nothing)."""

    source: str
    target: str
    new: str
    old: str


class OutputFolder:
    """The output folder during a run: no other run's, and free of what a run that died has left there.

    `waiting` is called once where another run has to be waited for; OutputUnwritable where that lasts too long, where the folder cannot
    be made or written to, and where a dead run's set cannot be completed because a file of it is open.
    """

    def __init__(self, path: Path, waiting: Callable[[], object] = lambda: None) -> None:
        self.path = path
        self.rescued: list[Path] = []
        self._lock = Lock(path / _LOCK)
        self._waiting = waiting

    @property
    def work(self) -> Path:
        """Where the new files are written."""
        return self.path / WORK

    def __enter__(self) -> "OutputFolder":
        """A folder that is there is claimed at once; one that is not is made only when there is something to write."""
        if self.path.is_dir():
            self.claim()
        return self

    def __exit__(self, *_: object) -> None:
        if self._lock.held and not (self.work / _JOURNAL).exists():
            shutil.rmtree(self.work, ignore_errors=True)
        self._lock.release()

    def claim(self) -> None:
        """Have the folder to oneself, first completing or removing what a dead run has left."""
        if self._lock.held:
            return
        with writing(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
            self._acquire()
            try:
                self.rescued = _finish(self.path)
            except BaseException:
                self._lock.release()
                raise

    def start(self) -> Path:
        """A new, empty folder for the new files. It is no mkdtemp: on Windows its private rights would go along with each file."""
        self.claim()
        self.work.mkdir(exist_ok=True)
        drafts = next(path for number in itertools.count(1) if not (path := self.work / f"組{number}").exists())
        drafts.mkdir()
        return drafts

    def _acquire(self) -> None:
        """The time is counted in looks, so that a computer that sleeps does not end it."""
        for look in range(int(WAIT / _LOOK)):
            if self._lock.acquire():
                return
            if not look:
                self._waiting()
            time.sleep(_LOOK)
        raise OutputUnwritable(
            f"出力先「{self.path}」では別の実行が作成中のため、それが終わってから、もう一度実行してください。"
        )


@contextlib.contextmanager
def writing(folder: Path, errors: type[Exception] | tuple[type[Exception], ...] = OSError) -> Iterator[None]:
    """What keeps a file from being written is told as OutputUnwritable, in one sentence."""
    try:
        yield
    except errors as error:
        raise OutputUnwritable(
            f"出力先「{folder}」に書き込めません（{_reason(error)}）。空きや権限を確かめるか、書き込める場所を --output で指定してください。"
        ) from error


_REASONS = {
    "空き容量が足りません": ("ENOSPC", "EDQUOT", "EFBIG"),
    "書き込む権限がないか、ほかのアプリで開かれています": ("EACCES", "EPERM", "EBUSY", "ETXTBSY"),
    "読み取り専用の場所です": ("EROFS",),
    "フォルダのところにファイルがあります": ("ENOTDIR", "EEXIST"),
    "名前が長すぎます": ("ENAMETOOLONG",),
    "同じ名前のフォルダがあります": ("EISDIR",),
}


def _reason(error: BaseException) -> str:
    """Why, in Japanese where it is known. An exception of XlsxWriter has the system's error within."""
    inner = (
        error if isinstance(error, OSError) else next((each for each in error.args if isinstance(each, OSError)), None)
    )
    if inner is None or inner.errno is None:
        return "書いたものを確かめられませんでした"
    name = errno.errorcode.get(inner.errno, "")
    return next((words for words, names in _REASONS.items() if name in names), inner.strerror or name)


def switch(folder: Path, moves: Mapping[Path, Path]) -> None:
    """Move each file (below `folder`, and `synced`) to its target (in it), all or none.

    PermissionError or IsADirectoryError where a target cannot be replaced, any other OSError where something else fails: then all is as it
    was, or, where even that fails, a journal stays, by which the next run completes the set.
    """
    before = folder / WORK / _BEFORE
    before.mkdir(exist_ok=True)
    steps = []
    for number, (source, target) in enumerate(moves.items()):
        if there := target.exists():
            shutil.copyfile(target, before / str(number))
        old = digest(before / str(number)) if there else ""
        steps.append(
            _Step(source.relative_to(folder).as_posix(), target.relative_to(folder).as_posix(), digest(source), old)
        )
    with _uninterrupted():
        _commit(folder / WORK, steps)
        done: list[int] = []
        try:
            for number, step in enumerate(steps):
                replace(folder / step.source, folder / step.target)
                done.append(number)
        except OSError:
            _undo(folder, steps, done)
            raise
        finally:
            if len(done) in (0, len(steps)):
                with contextlib.suppress(OSError):  # one that stays has no moves left
                    (folder / WORK / _JOURNAL).unlink()


def _undo(folder: Path, steps: list[_Step], done: list[int]) -> None:
    """Put back what was replaced, and the new files where they were; empties `done`."""
    while done:
        step = steps[done[-1]]
        replace(folder / step.target, folder / step.source)
        if step.old:
            replace(folder / WORK / _BEFORE / str(done[-1]), folder / step.target)
        done.pop()


def _commit(work: Path, steps: list[_Step]) -> None:
    """Write the journal, whole or not at all."""
    draft = work / f"{_JOURNAL}.new"
    draft.write_text(json.dumps([vars(step) for step in steps], ensure_ascii=False), "utf-8")
    synced(draft)
    replace(draft, work / _JOURNAL)
    if sys.platform != "win32":
        with contextlib.suppress(OSError):  # not every file system can
            _sync_folder(work)


def _sync_folder(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _finish(folder: Path) -> list[Path]:
    """Make the moves of a journal that are still to be made, and remove the work folder. Gives what was found in a target that is neither
    the old file nor the new one (somebody has worked in it since), kept beside it."""
    work = folder / WORK
    rescued = []
    for step in _journal(work):
        source, target = folder / step.source, folder / step.target
        if not source.is_file() or digest(source) != step.new:
            continue
        if target.is_file() and digest(target) not in (step.old, step.new):
            rescued.append(keep(target, "手修正", work))
        try:
            replace(source, target)
        except (PermissionError, IsADirectoryError) as error:
            raise OutputUnwritable(
                f"前回の実行が途中で止まり、出力先「{folder}」に新旧のファイルが混ざっています。「{target.name}」を閉じてから、もう一度実行してください。"
            ) from error
    (work / _JOURNAL).unlink(missing_ok=True)
    for left in [work, *folder.glob(_EARLIER_WORK)]:
        shutil.rmtree(left, ignore_errors=True)
    return rescued


def _journal(work: Path) -> list[_Step]:
    """The steps of a journal that can be believed: the files still to be moved are those that it names."""
    try:
        read: Any = json.loads((work / _JOURNAL).read_text("utf-8"))
        steps = [_Step(**step) for step in read]
    except FileNotFoundError:
        return []
    except (ValueError, TypeError):  # the disk has lost it; a journal is never written half
        return []
    drafts = [(work.parent / step.source, step.new) for step in steps if step.source.startswith(f"{WORK}/")]
    return steps if all(not path.is_file() or digest(path) == new for path, new in drafts) else []


def keep(path: Path, word: str, work: Path) -> Path:
    """Copy a file to the first free name …（word）, （word2）…, never half of it; the same content is not kept twice."""
    content = path.read_bytes()
    draft = work / "写し"
    work.mkdir(exist_ok=True)
    number = 1
    while True:
        kept = path.with_stem(f"{path.stem}（{word}{'' if number == 1 else number}）")
        if not kept.exists():
            draft.write_bytes(content)
            synced(draft)
            replace(draft, kept)
            return kept
        if kept.is_file() and kept.read_bytes() == content:
            return kept
        number += 1


def replace(source: Path, target: Path) -> None:
    """A rename, tried again for a short time where a scanner holds a file. PermissionError where it stays held."""
    for pause in PAUSES:
        try:
            source.replace(target)
            return
        except PermissionError:
            time.sleep(pause)
    source.replace(target)


def synced(path: Path) -> None:
    """Have the file on the disk, not only on its way there."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Signals that end a run (Ctrl-C among them) wait for the end of the block. Only the main thread gets signals."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    caught: list[int] = []
    numbers = [getattr(signal, name) for name in _ENDING if hasattr(signal, name)]
    before = {number: signal.signal(number, lambda number, frame: caught.append(number)) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        for number in caught[:1]:
            signal.raise_signal(number)
