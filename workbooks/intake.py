"""The files of an inbox -> what the readers answer about each, from the cache or by worker processes.

Imports nothing heavy: the workers read while the run imports its libraries.
"""

import json
import os
import stat
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn

from torikumi.schemas.exceptions import InboxUnreadable
from torikumi.workbooks.cache import Cache
from torikumi.workbooks.formats import pool
from torikumi.workbooks.formats.signatures import IGNORED, IGNORED_FOLDERS

# In a plan folder.
INBOX, OUTPUT, CACHE = "inbox", "output", ".cache"
_JUNCTION = 0xA0000003  # of Windows: IO_REPARSE_TAG_MOUNT_POINT, a link to a folder that os.walk takes for a folder
_LINKED = "フォルダへのリンク"
_SPECIAL = (
    (stat.S_ISFIFO, "名前付きパイプ"),
    (stat.S_ISSOCK, "ソケット"),
    (stat.S_ISCHR, "デバイス"),
    (stat.S_ISBLK, "デバイス"),
    (stat.S_ISLNK, "リンク切れ"),
)


@dataclass(frozen=True)
class Arrival:
    """A file of the inbox: its name as shown (NFC, parted by /), when the file system says it was written (ISO, UTC), what it is where it
    is no file that may be opened, and its bytes."""

    path: Path
    name: str
    written: str
    special: str = ""
    size: int = 0


class Intake:
    """Reads an inbox in the background from the moment it is made. A context: leaving it ends the workers, also amid a file.

    Every file below the folder is read in a worker process, in the order of their names; with a `cache` folder only those whose answer
    is not kept there. `progress` is told the name of each file as it is finished.
    """

    def __init__(
        self, folder: Path, progress: Callable[[str], None], seconds: float = pool.SECONDS, cache: Path | None = None
    ) -> None:
        self._folder, self._progress, self._seconds = folder, progress, seconds
        self._cache = Cache(cache)
        self._pool: pool.Pool | None = None
        self._closed = False
        self._thread = ThreadPoolExecutor(1)
        self._told = self._thread.submit(self._read)

    def told(self) -> Iterator[tuple[Arrival, Mapping[str, Any]]]:
        """Each file with the answer about it (`answers`; of one that is `special` an empty one), in the order of their names; given once, and not kept. Raises
        InboxUnreadable where the folder or one below it cannot be looked into."""
        while not self._told.done():  # so that Ctrl-C is heard on Windows, too
            wait([self._told], timeout=0.5)
        answers = self._told.result()
        answers.reverse()
        while answers:
            arrival, answer = answers.pop()
            told = json.loads(answer or b"{}")
            del answer
            yield arrival, told

    def __enter__(self) -> "Intake":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._closed = True
        if self._pool:
            self._pool.close()
        self._thread.shutdown()

    def _read(self) -> list[tuple[Arrival, bytes]]:
        arrivals = arrived(self._folder)
        found: dict[Path, bytes] = {}
        for arrival in arrivals:
            kept = b"" if arrival.special else self._cache.get(self._cache.key(arrival.path, arrival.name))
            if kept is not None:
                found[arrival.path] = kept
                self._progress(arrival.name)
        names = {arrival.path: arrival.name for arrival in arrivals if arrival.path not in found}
        if names:
            size = sum(arrival.size for arrival in arrivals if arrival.path in names)
            with pool.start(len(names), size) as self._pool:
                if self._closed:
                    raise RuntimeError("the intake was closed")
                read = self._pool.answers(list(names), lambda path: self._progress(names[path]), self._seconds)
            for (path, name), answer in zip(names.items(), read, strict=True):
                self._cache.put(name, answer)
                found[path] = answer
        self._cache.close()
        return [(arrival, found[arrival.path]) for arrival in arrivals]


def begin(folder: Path, progress: Callable[[str], None]) -> Intake:
    """Begin to read the inbox of a plan folder, with the folder's own cache."""
    return Intake(folder / INBOX, progress, cache=folder / CACHE)


def arrived(folder: Path) -> list[Arrival]:
    """Every file that somebody may have sent, in the order of the names; what a system or an office program leaves in folders is passed
    over (`signatures.IGNORED`). A link to a folder is one arrival, `special`, and is not followed. Raises InboxUnreadable."""

    def refuse(error: OSError) -> NoReturn:
        raise InboxUnreadable(
            f"回答のフォルダ「{error.filename or folder}」を開けません。フォルダがあるか、読み取る権限があるかを確かめてください。"
        ) from error

    found = []
    for parent, folders, files in os.walk(folder, onerror=refuse):
        own = [name for name in folders if name not in IGNORED_FOLDERS]
        linked = [name for name in own if _is_link(Path(parent, name))]
        folders[:] = [name for name in own if name not in linked]
        found += [Arrival(Path(parent, name), _shown(Path(parent, name), folder), "", _LINKED) for name in linked]
        for file in files:
            if not IGNORED.fullmatch(file):
                path = Path(parent, file)
                found.append(_arrival(path, _shown(path, folder)))
    return sorted(found, key=lambda arrival: (arrival.name, str(arrival.path)))


def _shown(path: Path, folder: Path) -> str:
    shown = path.relative_to(folder).as_posix().encode("utf-8", "replace").decode("utf-8")
    return unicodedata.normalize("NFC", shown)


def _is_link(path: Path) -> bool:
    """Whether a folder is a symbolic link or a junction to another."""
    try:
        return path.is_symlink() or getattr(path.lstat(), "st_reparse_tag", 0) == _JUNCTION
    except OSError:
        return False


def _arrival(path: Path, name: str) -> Arrival:
    try:
        state = path.stat()
    except OSError:
        try:
            state = path.lstat()
        except OSError:  # it has just gone; the reader will say so
            return Arrival(path, name, "")
    written = datetime.fromtimestamp(int(state.st_mtime), UTC).replace(tzinfo=None).isoformat()
    special = next((said for test, said in _SPECIAL if test(state.st_mode)), "")
    return Arrival(path, name, written, special, state.st_size)
