"""What is answered about one file, by a worker or in this process: plain data that JSON can hold, its cells in columns.

An answer has `size`, `sha256` (blank where the file could not be opened) and either `unusable` (code, found and format of the finding)
or `format`, `modified`, `remarks` and `sheets`, each sheet as `packed` makes it.
"""

import hashlib
import os
from collections import Counter
from pathlib import Path
from typing import Any

from torikumi.workbooks.formats import parse
from torikumi.workbooks.formats.model import Cell, Contents, Sheet, Unusable

# A file beyond this is no return, and is not read into memory to find out what it is.
MOST_BYTES = 200 * 1024 * 1024
_LOCKED = "ほかのアプリで開かれているか、読み取る権限がありません"
_CHANGING = "読み取りの間に書き換えられています"
_TRIES = 3
_DENSE = ("row", "column", "text")
# The other fields of a cell, and what nearly all cells have there.
USUAL = {name: Cell._field_defaults[name] for name in Cell._fields if name not in _DENSE}


def answer(path: Path) -> dict[str, Any]:
    """Read a file once, and hash and parse the same bytes. Raises FileNotFoundError, and whatever a bug of a reader raises."""
    size, digest = 0, ""
    try:
        data, size, digest = _loaded(path)
        if size > MOST_BYTES:
            raise Unusable("file_too_large", f"{MOST_BYTES // 1024**2}MB以上")
        return {"size": size, "sha256": digest} | _told(parse(data))
    except FileNotFoundError:
        raise
    except OSError:
        reason = Unusable("file_unreadable", _LOCKED)
    except MemoryError:
        reason = Unusable("file_memory")
    except Unusable as error:
        reason = error
    return {"size": size, "sha256": digest, "unusable": (reason.code, reason.found, reason.format)}


def digest_of(path: Path) -> str:
    """The SHA-256 of a file's bytes as they are now; blank where it cannot be opened."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


def _loaded(path: Path) -> tuple[bytes, int, str]:
    """Bytes (none of more than `MOST_BYTES`), size and SHA-256; a file that is written to meanwhile is read again. Raises Unusable."""
    for _ in range(_TRIES):
        with path.open("rb") as stream:
            before = os.fstat(stream.fileno())
            data = stream.read(MOST_BYTES)
            sha256 = hashlib.sha256(data)
            while rest := stream.read(1024**2):
                sha256.update(rest)
                data = b""
            after, size = os.fstat(stream.fileno()), stream.tell()
        if (before.st_size, before.st_mtime_ns) == (size, after.st_mtime_ns):
            return data, size, sha256.hexdigest()
    raise Unusable("file_unreadable", _CHANGING)


def _told(contents: Contents) -> dict[str, Any]:
    return {
        "format": contents.format,
        "modified": contents.modified,
        "remarks": contents.remarks,
        "sheets": [packed(sheet) for sheet in contents.sheets],
    }


def packed(sheet: Sheet) -> dict[str, Any]:
    """A sheet's name, each row with the number of its cells, a list for each of column and text; of the other fields of `Cell` the
    places and the values that are not the usual one, and nothing where all are."""
    columns = dict(zip(Cell._fields, zip(*sheet.cells, strict=True), strict=True)) if sheet.cells else {}
    rows = Counter(columns.get("row", ()))
    found: dict[str, Any] = {"name": sheet.name, "row": (list(rows), list(rows.values()))}
    found |= {name: columns.get(name, ()) for name in ("column", "text")}
    for name, usual in USUAL.items():
        values = columns.get(name, ())
        if values.count(usual) < len(values):
            places = [at for at, value in enumerate(values) if value != usual]
            found[name] = (places, [values[at] for at in places])
    return found
