"""Reading many untrusted files, each in a worker process with a time limit; a worker that dies or is late is replaced."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Any

# Real returns take well under a second; so much is left for a slow office PC.
SECONDS = 30.0
WORKERS = 2
_STARTING_SECONDS = 60.0


def answers(paths: Sequence[Path], done: Callable[[Path], None], seconds: float = SECONDS) -> list[dict[str, Any]]:
    """What a worker answers for each path, in the order of the paths (`worker._answer`); `done` is called as each is finished.

    A worker that does not answer in time gives `unusable` file_timeout, one that dies gives file_crash. Raises RuntimeError where
    workers cannot be started at all, which is no file's fault.
    """
    idle: SimpleQueue[_Worker] = SimpleQueue()
    count = min(WORKERS, len(paths))
    for _ in range(count):
        idle.put(_Worker())

    def answer(path: Path) -> dict[str, Any]:
        worker = idle.get()
        try:
            result = worker.answer(path, seconds)
        finally:
            idle.put(worker)
        done(path)
        return result

    try:
        with ThreadPoolExecutor(max(count, 1)) as threads:
            return list(threads.map(answer, paths))
    finally:
        for _ in range(count):
            idle.get().stop()


class _Worker:
    """A process that is started when it is first asked, and again after it died or was killed."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def answer(self, path: Path, seconds: float) -> dict[str, Any]:
        process = self._process = self._process or _started()
        line, late = _ask(process, (json.dumps(str(path)) + "\n").encode(), seconds)
        if line.endswith(b"\n"):
            result: dict[str, Any] = json.loads(line)
            return result
        self.stop()
        return {"unusable": ("file_timeout", f"{seconds:g}秒", "") if late else ("file_crash", "", "")}

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


def _started() -> subprocess.Popen[bytes]:
    """A worker that has said it is ready. It sees the modules that this process sees, and not those of the current folder."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "PYTHONSAFEPATH": "1"}
    command = [sys.executable, "-m", "torikumi.workbooks.formats.worker"]
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    pipe, unheard = subprocess.PIPE, subprocess.DEVNULL
    process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=unheard, env=environment, creationflags=flags)
    line, _ = _ask(process, b"", _STARTING_SECONDS)
    if not line.endswith(b"\n"):
        process.kill()
        process.communicate()
        raise RuntimeError(f"the worker process cannot be started: {command}")
    return process


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
