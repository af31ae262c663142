"""Any workbook -> a frame of cells."""

import hashlib
import os
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from torikumi.schemas.cells import cells_frame
from torikumi.schemas.findings import Finding
from torikumi.workbooks.formats import parse, pool
from torikumi.workbooks.formats.model import Cell, Contents, Remark, Sheet, Unusable, address
from torikumi.workbooks.formats.signatures import IGNORED, IGNORED_FOLDERS

# A file beyond this is no return, and is not read into memory to find out what it is.
MOST_BYTES = 200 * 1024 * 1024
MOST_CHARACTERS = 32_767
_LOCKED = "ほかのアプリで開かれているか、読み取る権限がありません"


@dataclass(frozen=True)
class Reading:
    """What became of one file: its cells (`schemas.cells`), and the findings that concern the file as a whole.

    `format` is one of `workbooks.formats.FORMATS`, blank where the file is none of them; `modified` is the document's own time of
    saving (ISO, without a zone: UTC in OOXML), for a file of the inbox that has none the file system's, else blank.
    """

    name: str
    format: str
    sheets: tuple[str, ...]
    cells: pd.DataFrame
    findings: tuple[Finding, ...]
    modified: str
    sha256: str
    size: int


def read(path: Path, name: str) -> Reading:
    """Read one trusted file in this process; one that cannot be read gives no cells and a finding.

    Raises OSError only where there is no such file.
    """
    try:
        size, digest = _identity(path)
        if size > MOST_BYTES:
            return _unusable(name, _too_large(), size, digest)
        contents = parse(path.read_bytes())
    except PermissionError:
        return _unusable(name, Unusable("file_unreadable", _LOCKED), 0, "")
    except MemoryError:
        return _unusable(name, Unusable("file_memory"), size, digest)
    except Unusable as error:
        return _unusable(name, error, size, digest)
    return _reading(name, contents, size, digest)


def read_inbox(
    folder: Path, progress: Callable[[str], None] | None = None, seconds: float = pool.SECONDS
) -> list[Reading]:
    """Read every file below the folder, each in a worker process, in the order of their names (NFC, parted by /).

    Lock files and what a system leaves in folders are passed over (`signatures.IGNORED`), links to folders are not followed.
    `progress` is told the name of each file as it is finished. A file that cannot be read, takes longer than `seconds`, or kills its
    worker is a Reading with that finding; it changes nothing in the others.
    """
    names = _files(folder)
    tell = progress or (lambda name: None)
    identities = {path: _safe_identity(path) for path in names}
    sound = [path for path in names if identities[path][1] and identities[path][0] <= MOST_BYTES]
    answers = dict(zip(sound, pool.answers(sound, lambda path: tell(names[path]), seconds), strict=True))
    readings = []
    for path, name in names.items():
        size, digest = identities[path]
        if path in answers:
            reading = _answered(name, answers[path], size, digest)
            readings.append(replace(reading, modified=reading.modified or _written(path)))
        else:
            reason = _too_large() if digest else Unusable("file_unreadable", _LOCKED)
            readings.append(_unusable(name, reason, size, digest))
            tell(name)
    return readings


def _files(folder: Path) -> dict[Path, str]:
    """Every file that somebody may have sent, with its name as shown, in the order of these names."""
    found = {}
    for parent, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in IGNORED_FOLDERS]
        for file in files:
            path = Path(parent, file)
            if not IGNORED.fullmatch(file) and path.is_file():
                shown = path.relative_to(folder).as_posix().encode("utf-8", "replace").decode("utf-8")
                found[path] = unicodedata.normalize("NFC", shown)
    return dict(sorted(found.items(), key=lambda item: (item[1], str(item[0]))))


def _identity(path: Path) -> tuple[int, str]:
    """Size and SHA-256."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return stream.tell(), digest


def _safe_identity(path: Path) -> tuple[int, str]:
    """Size and SHA-256; a blank SHA-256 where the file cannot be opened (another program holds it, it has just gone)."""
    try:
        return _identity(path)
    except OSError:
        return 0, ""


def _written(path: Path) -> str:
    """The file system's time of writing (ISO, UTC), for formats that hold no time of their own."""
    return datetime.fromtimestamp(int(path.stat().st_mtime), UTC).replace(tzinfo=None).isoformat()


def _too_large() -> Unusable:
    return Unusable("file_too_large", f"{MOST_BYTES // 1024**2}MB以上")


def _answered(name: str, answer: dict[str, Any], size: int, digest: str) -> Reading:
    """A worker's answer as a Reading; the exception of a reading library is said by its type."""
    if "unusable" in answer:
        return _unusable(name, Unusable(*answer["unusable"]), size, digest)
    if "failure" in answer:
        return _unusable(name, Unusable("file_unreadable", f"内部の誤り：{answer['failure']}"), size, digest)
    sheets = [Sheet(title, [Cell(*cell) for cell in cells]) for title, cells in answer["sheets"]]
    remarks = [Remark(*remark) for remark in answer["remarks"]]
    return _reading(name, Contents(answer["format"], sheets, answer["modified"], remarks), size, digest)


def _unusable(name: str, error: Unusable, size: int, digest: str) -> Reading:
    finding = Finding(error.code, found=error.found, file=name)
    return Reading(name, error.format, (), cells_frame([]), (finding,), "", digest, size)


def _reading(name: str, contents: Contents, size: int, digest: str) -> Reading:
    rows: list[dict[str, object]] = [
        {"file": name, "sheet": sheet.name, "cell": address(cell.row, cell.column), **cell._asdict()}
        for sheet in contents.sheets
        for cell in sheet.cells
    ]
    remarks = [*contents.remarks, *_too_long(contents.sheets)]
    findings = tuple(Finding(file=name, **remark._asdict()) for remark in remarks)
    titles = tuple(sheet.name for sheet in contents.sheets)
    return Reading(name, contents.format, titles, cells_frame(rows), findings, _time(contents.modified), digest, size)


def _too_long(sheets: Iterable[Sheet]) -> list[Remark]:
    """Cells whose text is longer than Excel's own cells can be."""
    return [
        Remark("text_too_long", str(len(cell.text)), sheet=sheet.name, cell=address(cell.row, cell.column))
        for sheet in sheets
        for cell in sheet.cells
        if len(cell.text) > MOST_CHARACTERS
    ]


def _time(text: str) -> str:
    """An ISO time; blank for what is none (a month 13)."""
    try:
        return datetime.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        return ""
