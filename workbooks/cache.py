"""What was answered about files before, kept in a folder that may be deleted at any time and never changes a result.

An entry is one JSON document a file. Its key is made of what the answer depends on: the file's bytes and name, the limits, the sources
of the readers and the versions of what they use. It says its key and the SHA-256 of its answer, so that a damaged or a foreign entry is
passed over. What failed for time, memory or a crash is not kept, for it may succeed the next time.
"""

import hashlib
import json
import os
import platform
import re
import zlib
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from xml.parsers import expat

from torikumi.workbooks.formats import answers, model, package

_LIBRARIES = ("defusedxml", "lxml", "msoffcrypto-tool", "openpyxl", "xlrd")
_SOURCES = (Path(__file__).parent / "formats", Path(__file__).parents[1] / "schemas")
# How an answer begins that is no failure of a reader (`worker`), and the codes of what may succeed the next time.
_LASTING = re.compile(rb'\{"size":\d+,"sha256":"([0-9a-f]{64})",(?:"unusable":\["(\w+)"|"format":)')
_PASSING = (b"file_crash", b"file_memory", b"file_timeout", b"file_unreadable")
_ENTRY = re.compile(r"[0-9a-f]{64}\.json(?:\.new)?")
_BEGINNING = '{{"key":"{}","sha256":"{}","answer":'


class Cache:
    """Answers in a folder; without a folder, or where it cannot be written, nothing is kept."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._used: set[str] = set()

    def key(self, path: Path, name: str) -> str:
        """The key of a file as it is now; blank where nothing is kept, or the file cannot be opened."""
        sha256 = answers.digest_of(path) if self._folder else ""
        return _key(sha256, name) if sha256 else ""

    def get(self, key: str) -> bytes | None:
        """The answer of a key; None where there is none that is whole."""
        try:
            data = self._path(key).read_bytes() if key and self._folder else b""
        except OSError:
            return None
        answer = data[_LENGTH:-1]
        if data != _entry(key, answer):
            return None
        self._used.add(self._path(key).name)
        return answer

    def put(self, name: str, answer: bytes) -> None:
        """Keep the answer about the file of a name under the bytes that the answer itself is about."""
        told = _LASTING.match(answer)
        if not self._folder or not told or told[2] in _PASSING:
            return
        key, answer = _key(told[1].decode(), name), answer.rstrip(b"\n")
        path = self._path(key)
        beside = path.with_name(f"{path.name}.new")
        try:
            self._folder.mkdir(exist_ok=True)
            beside.write_bytes(_entry(key, answer))
            beside.replace(path)
            self._used.add(path.name)
        except OSError:
            self._folder = None

    def close(self) -> None:
        """Remove the entries that this run has not used; other files are left alone."""
        try:
            for entry in os.scandir(self._folder) if self._folder else ():
                if _ENTRY.fullmatch(entry.name) and entry.name not in self._used:
                    Path(entry.path).unlink(missing_ok=True)
        except OSError:
            return

    def _path(self, key: str) -> Path:
        return Path(self._folder or "", f"{key}.json")


def _entry(key: str, answer: bytes) -> bytes:
    return _BEGINNING.format(key, hashlib.sha256(answer).hexdigest()).encode() + answer + b"}"


_LENGTH = len(_BEGINNING.format("0" * 64, "0" * 64))


def _key(sha256: str, name: str) -> str:
    limits = (model.MOST_CELLS, model.MOST_TEXT, answers.MOST_BYTES, package.MOST_BYTES, package.MOST_MEMBERS)
    return hashlib.sha256(json.dumps((sha256, name, limits, _readers())).encode()).hexdigest()


@lru_cache(maxsize=1)
def _readers() -> str:
    """A hash of the readers' sources and of the versions of what they use."""
    found = hashlib.sha256(repr((platform.python_version(), expat.EXPAT_VERSION, zlib.ZLIB_RUNTIME_VERSION)).encode())
    for library in _LIBRARIES:
        found.update(f"{library} {_version(library)}\n".encode())
    for source in sorted(path for folder in _SOURCES for path in folder.glob("*.py")):
        content = source.read_bytes()
        found.update(f"{source.name} {len(content)}\n".encode() + content)
    return found.hexdigest()


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""
