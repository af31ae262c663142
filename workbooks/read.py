"""Any workbook -> a frame of cells."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from torikumi.schemas.cells import COLUMNS, frame_of_columns
from torikumi.schemas.findings import Finding
from torikumi.schemas.keys import column_letter
from torikumi.workbooks.formats import answers, pool
from torikumi.workbooks.intake import Arrival, Intake

MOST_CHARACTERS = 32_767


@dataclass(frozen=True)
class Reading:
    """What became of one file: its cells, and the findings that concern the file as a whole.

    `columns`: the columns of its frame of cells (`schemas.cells`), an array each; the frame itself is made where it is asked for.
    `format` is one of `workbooks.formats.FORMATS`, blank where the file is none of them; `modified` is the document's own time of
    saving (ISO, without a zone: UTC in OOXML), for a file of the inbox that has none the file system's, else blank. `sha256` and `size`
    are of the bytes that were read; blank and 0 where the file could not be opened.
    """

    name: str
    format: str
    sheets: tuple[str, ...]
    columns: Mapping[str, np.ndarray[Any, Any]]
    findings: tuple[Finding, ...]
    modified: str
    sha256: str
    size: int

    @property
    def is_empty(self) -> bool:
        """Whether not one cell was read."""
        return not len(self.columns["file"])

    @cached_property
    def cells(self) -> pd.DataFrame:
        """`schemas.cells`."""
        return frame_of_columns(self.columns)


def cells_of(readings: Sequence[Reading]) -> pd.DataFrame:
    """The cells of all files as one frame (`schemas.cells`), in their order."""
    columns = [reading.columns for reading in readings] or [_columns("", [])]
    return frame_of_columns({name: np.concatenate([each[name] for each in columns]) for name in COLUMNS})


def read(path: Path, name: str) -> Reading:
    """Read one trusted file in this process; one that cannot be read gives no cells and a finding.

    Raises FileNotFoundError where there is no such file.
    """
    return _reading(name, answers.answer(path))


def read_inbox(
    folder: Path,
    progress: Callable[[str], None] | None = None,
    seconds: float = pool.SECONDS,
    cache: Path | None = None,
    intake: Intake | None = None,
) -> list[Reading]:
    """Read every file below the folder, each in a worker process, in the order of their names (NFC, parted by /).

    Lock files and what a system leaves in folders are passed over (`signatures.IGNORED`); a link to a folder, and what is no file (a pipe,
    a device, a link to nothing), is a finding and never opened. `progress` is told the name of each file as it is
    finished. A file that cannot be read, takes longer than `seconds`, or kills its worker is a Reading with that finding; it changes
    nothing in the others. What is kept in the `cache` folder is not read again. `intake`: the same, begun before; the other arguments
    are its own then. Raises InboxUnreadable.
    """
    if intake is None:
        with Intake(folder, progress or (lambda name: None), seconds, cache) as intake:
            return [_arrived(arrival, answer) for arrival, answer in intake.told()]
    return [_arrived(arrival, answer) for arrival, answer in intake.told()]


def _arrived(arrival: Arrival, answer: Mapping[str, Any]) -> Reading:
    """The Reading of a file of the inbox."""
    if arrival.special:
        return _unusable(arrival.name, "file_special", arrival.special)
    reading = _reading(arrival.name, answer)
    return replace(reading, modified=reading.modified or arrival.written)


def _reading(name: str, answer: Mapping[str, Any]) -> Reading:
    """An answer (`formats.answers`) as a Reading; the exception of a reading library is said by its type."""
    size, sha256 = answer["size"], answer["sha256"]
    if "failure" in answer:
        return _unusable(name, "file_unreadable", f"内部の誤り：{answer['failure']}", "", sha256, size)
    if "unusable" in answer:
        code, found, format = answer["unusable"]
        return _unusable(name, code, found, format, sha256, size)
    sheets = answer["sheets"]
    columns = _columns(name, sheets)
    findings = [Finding(file=name, **dict(zip(_REMARK, remark, strict=True))) for remark in answer["remarks"]]
    titles = tuple(sheet["name"] for sheet in sheets)
    modified = _time(answer["modified"])
    findings += _too_long(name, columns)
    return Reading(name, answer["format"], titles, columns, tuple(findings), modified, sha256, size)


_REMARK = ("code", "found", "expected", "sheet", "cell")


def _unusable(name: str, code: str, found: str, format: str = "", sha256: str = "", size: int = 0) -> Reading:
    return Reading(name, format, (), _columns(name, []), (Finding(code, found=found, file=name),), "", sha256, size)


_NO_CELLS: Mapping[str, Any] = {"name": "", "row": ((), ()), "column": (), "text": ()}


def _columns(name: str, sheets: Sequence[Mapping[str, Any]]) -> Mapping[str, np.ndarray[Any, Any]]:
    """The frame of cells of all sheets of a file; a column at a time, for a file may have a million cells."""
    return {
        column: np.concatenate([_column(column, name, sheet) for sheet in sheets or [_NO_CELLS]]) for column in COLUMNS
    }


def _column(column: str, name: str, sheet: Mapping[str, Any]) -> np.ndarray[Any, Any]:
    """One column of the frame of cells for a sheet, as `answers.packed` has it."""
    if column == "row":
        return np.repeat(*(np.array(numbers, dtype=np.int64) for numbers in sheet["row"]))
    if column == "column":
        return np.array(sheet["column"], dtype=np.int64)
    found = np.empty(len(sheet["text"]), dtype=object)
    if column == "cell":
        rows = (row for row, count in zip(*sheet["row"], strict=True) for _ in range(count))
        letters = {number: column_letter(number) for number in set(sheet["column"])}
        found[:] = [f"{letters[number]}{row}" for row, number in zip(rows, sheet["column"], strict=True)]
    elif column == "text":
        found[:] = sheet["text"]
    elif column in ("file", "sheet"):
        found[:] = name if column == "file" else sheet["name"]
    else:
        found[:] = answers.USUAL[column]
        places, values = sheet.get(column, ((), ()))
        if places:
            found[list(places)] = values
    return found


def _too_long(name: str, columns: Mapping[str, np.ndarray[Any, Any]]) -> list[Finding]:
    """Cells whose text is longer than Excel's own cells can be."""
    lengths = list(map(len, columns["text"]))
    if max(lengths, default=0) <= MOST_CHARACTERS:
        return []
    return [
        Finding("text_too_long", found=str(length), file=name, sheet=sheet, cell=cell)
        for length, sheet, cell in zip(lengths, columns["sheet"], columns["cell"], strict=True)
        if length > MOST_CHARACTERS
    ]


def _time(text: str) -> str:
    """An ISO time; blank for what is none (a month 13)."""
    try:
        return datetime.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        return ""
