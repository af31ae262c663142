"""A lock of the operating system on a file: one process has it, and a process that dies gives it back."""

import contextlib
import os
import sys
from pathlib import Path
from typing import BinaryIO

if sys.platform == "win32":
    import msvcrt

    def _held_elsewhere(file: BinaryIO) -> bool:
        file.seek(0)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return True
        return False
else:
    import fcntl

    def _held_elsewhere(file: BinaryIO) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            return True
        except OSError:  # a file system without locks: better a build without one than none
            return False
        return False


class Lock:
    """Held from an `acquire` that succeeds to `release`, or to the end of the process. The file is there no longer than the lock; one
    that a dead process has left is taken over."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO | None = None

    @property
    def held(self) -> bool:
        return self._file is not None

    def acquire(self) -> bool:
        """False where another process has it. OSError where the file cannot be made."""
        while self._file is None:
            file = self._path.open("a+b")
            if _held_elsewhere(file):
                file.close()
                return False
            if self._is(file):
                self._file = file
            else:  # its last holder has removed it between opening and locking: that lock is of no file
                file.close()
        return True

    def _is(self, file: BinaryIO) -> bool:
        try:
            return os.path.samestat(os.fstat(file.fileno()), self._path.stat())
        except FileNotFoundError:
            return False

    def release(self) -> None:
        """Give it back. POSIX removes the file while nobody else can have it; Windows can only remove a file that is closed."""
        file, self._file = self._file, None
        if file is None:
            return
        if sys.platform == "win32":
            file.close()
        with contextlib.suppress(OSError):
            self._path.unlink()
        file.close()
