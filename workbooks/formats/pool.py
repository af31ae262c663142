"""Reading many untrusted files, each in a worker process; a worker that dies or is late is replaced.

Imports nothing heavy, so that workers read while the run still imports its libraries.
"""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType

# A backstop in wall time where the processor's time cannot be limited or a file is on a share that hangs: limits in bytes and cells
# decide, a file within them needs seconds.
SECONDS = 120.0
WORKERS = 2
# To start a worker takes as long as to read a hundred returns: a second one comes with more than this, in bytes.
_OF_ONE_WORKER = 8 * 1024**2
_STARTING_SECONDS = 60.0
# One that dies before it is ready has met no file: it is started again.
_STARTS = 3


class Pool:
    """Worker processes. They end with the pool, which is a context."""

    def __init__(self, count: int) -> None:
        self._workers = [_Worker() for _ in range(count)]

    def answers(self, paths: Sequence[Path], done: Callable[[Path], None], seconds: float = SECONDS) -> list[bytes]:
        """What a worker answers for each path, in the order of the paths: JSON of `answers.answer`, or of a `failure`, the type of a
        reader's exception. `done` is called as each is finished.

        A worker that does not answer in time gives `unusable` file_timeout, one that dies gives file_crash. Raises RuntimeError where
        workers cannot be started at all, which is no file's fault, and where the pool was closed.
        """
        idle: SimpleQueue[_Worker] = SimpleQueue()
        for worker in self._workers:
            idle.put(worker)

        def answer(path: Path) -> bytes:
            worker = idle.get()
            try:
                result = worker.answer(path, seconds)
            finally:
                idle.put(worker)
            done(path)
            return result

        with ThreadPoolExecutor(max(len(self._workers), 1)) as threads:
            return list(threads.map(answer, paths))

    def close(self) -> None:
        """End the workers, also amid a file."""
        for worker in self._workers:
            worker.close()

    def __enter__(self) -> "Pool":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def start(files: int, size: int) -> Pool:
    """As many workers as so many files of so many bytes need, started at once and not waited for."""
    return Pool(min(WORKERS, files, 1 + size // _OF_ONE_WORKER))


class _Worker:
    """A process that is started at once, and again after it died or was killed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._closed = False
        self._ready = False
        self._process: subprocess.Popen[bytes] | None = _started()

    def answer(self, path: Path, seconds: float) -> bytes:
        process = self._running()
        line, late = _ask(process, (json.dumps(str(path)) + "\n").encode(), seconds)
        if line.endswith(b"\n"):
            return line
        self._stop()
        if self._closed:
            raise RuntimeError("the pool was closed")
        if late or process.returncode == -getattr(signal, "SIGXCPU", 0) != 0:
            return _unusable("file_timeout", f"{seconds:g}秒")
        return _unusable("file_crash", "")

    def close(self) -> None:
        with self._lock:
            self._closed = True
        self._stop()

    def _running(self) -> subprocess.Popen[bytes]:
        """The process, after it has said that it is ready."""
        for _ in range(_STARTS):
            with self._lock:
                if self._closed:
                    raise RuntimeError("the pool was closed")
                process = self._process = self._process or _started()
            self._ready = self._ready or _ask(process, b"", _STARTING_SECONDS)[0].endswith(b"\n")
            if self._ready:
                return process
            self._stop()
        raise RuntimeError(f"the worker process cannot be started: {process.args!r}")

    def _stop(self) -> None:
        with self._lock:
            process, self._process, self._ready = self._process, None, False
        if process is not None:
            process.kill()
            process.communicate()


def _unusable(code: str, found: str) -> bytes:
    return json.dumps({"size": 0, "sha256": "", "unusable": (code, found, "")}).encode()


def _started() -> subprocess.Popen[bytes]:
    """A worker. It sees the modules that this process sees, and not those of the current folder."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "PYTHONSAFEPATH": "1"}
    command = [sys.executable, "-m", "torikumi.workbooks.formats.worker"]
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    pipe, unheard = subprocess.PIPE, subprocess.DEVNULL
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=unheard, env=environment, creationflags=flags)


def _ask(process: subprocess.Popen[bytes], question: bytes, seconds: float) -> tuple[bytes, bool]:
    """The next line of a process, and whether it was killed for being late; a cut line where it died."""
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the worker process has no pipes")
    late = threading.Event()

    def kill() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(seconds, kill)
    timer.start()
    try:
        process.stdin.write(question)
        process.stdin.flush()
        return process.stdout.readline(), late.is_set()
    except OSError:
        return b"", late.is_set()
    finally:
        timer.cancel()
