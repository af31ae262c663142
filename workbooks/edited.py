"""Corrections by hand in what an earlier build wrote: found, named and kept, never overwritten silently.

A build keeps a copy of the workbooks that it writes in one zip beside them (`令和2年度_控え.zip`), so that the next build can tell which
cells somebody has changed since. Only what was typed counts: a formula that gives another value because a cell was changed is not named,
nor what a program writes in its own way when it saves again (`workbooks.typed`).
"""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from torikumi.workbooks.switch import digest, keep

_TIME = (2000, 1, 1, 0, 0, 0)  # equal inputs give equal bytes
_LIST = "組.json"  # in the zip: name -> SHA-256 of every file of the set
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # what Excel makes of a workbook with a password

# What became of a workbook since it was written.
CHANGED, RESAVED, UNKNOWN, DAMAGED, CLOSED = "changed", "resaved", "unknown", "damaged", "closed"


@dataclass(frozen=True)
class Change:
    """A cell that somebody has changed: what the build had written there, and what stands there now."""

    sheet: str
    cell: str
    was: str
    now: str


@dataclass(frozen=True)
class Edited:
    """A workbook that is no longer as it was written, and where it is kept. `state`: CHANGED (with its changes), RESAVED (no cell differs),
    UNKNOWN (there is no copy that it could be compared with), DAMAGED (it is no whole file), CLOSED (a password, or another format)."""

    path: Path
    kept: Path
    state: str
    changes: tuple[Change, ...] = ()


def keep_edited(folder: Path, copies: str, names: list[str], work: Path) -> list[Edited]:
    """Look at the workbooks of these names in `folder`, and keep each that was changed since it was written under a name of its own
    (`…（手修正）.xlsx`; `…（破損）.xlsx` where it is damaged). `copies` is the name of the zip with the copies; in `work` a copy is written
    before it gets its name. PermissionError where another program does not let us read a file: then nothing may be written over it.
    Any other OSError where a file cannot be kept."""
    written = _read_copies(folder / copies)
    edited = []
    for name in names:
        path, was = folder / name, written.get(name)
        now = path.read_bytes() if path.is_file() else was
        if now is None or now == was:
            continue
        state, changes = _compare(was, now)
        edited.append(Edited(path, keep(path, "破損" if state == DAMAGED else "手修正", work), state, changes))
    return edited


def save_copies(path: Path, folder: Path, names: list[str], others: list[str]) -> None:
    """Write the zip: the files of `names` in `folder`, and the hashes of these and the `others`."""
    hashes = {name: digest(folder / name) for name in sorted([*names, *others])}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as copies:
        copies.writestr(zipfile.ZipInfo(_LIST, _TIME), json.dumps(hashes, ensure_ascii=False, indent=2) + "\n")
        for name in sorted(names):
            copies.writestr(zipfile.ZipInfo(name, _TIME), (folder / name).read_bytes())


def unchanged(folder: Path, copies: str) -> list[Path]:
    """The files of the set in `folder` that are as they were written, the zip last; none where there is no zip that says so."""
    try:
        hashes: dict[str, str] = json.loads(_read_copies(folder / copies)[_LIST])
    except (KeyError, ValueError):
        return []
    same = [folder / name for name, was in hashes.items() if (folder / name).is_file() and digest(folder / name) == was]
    return [*same, folder / copies]


def _read_copies(path: Path) -> Mapping[str, bytes]:
    """Name -> content; nothing where there is no such zip, or no whole one (then nobody can tell what was changed)."""
    try:
        with zipfile.ZipFile(path) as copies:
            return {name: copies.read(name) for name in copies.namelist()}
    except (FileNotFoundError, IsADirectoryError, zipfile.BadZipFile):
        return {}


def _compare(was: bytes | None, now: bytes) -> tuple[str, tuple[Change, ...]]:
    """What became of a workbook, and which cells differ."""
    if now.startswith(_OLE):
        return CLOSED, ()
    after = _cells(now)
    if after is None:
        return DAMAGED, ()
    before = None if was is None else _cells(was)
    if before is None:
        return UNKNOWN, ()
    changes = tuple(_changes(before, after))
    return (CHANGED if changes else RESAVED), changes


_Cells = dict[str, dict[tuple[int, int], tuple[str, str]]]


def _changes(before: _Cells, after: _Cells) -> Iterator[Change]:
    """The cells that differ, in the order of the sheets and rows; all of a sheet that was added or removed is left unsaid but its name."""
    for sheet in dict.fromkeys([*before, *after]):
        if sheet not in before or sheet not in after:
            yield Change(
                sheet, "", *(("シートあり", "シートなし") if sheet in before else ("シートなし", "シートあり"))
            )
            continue
        old, new = before[sheet], after[sheet]
        for place in sorted(old.keys() | new.keys()):
            if old.get(place, ("", ""))[1] != new.get(place, ("", ""))[1]:
                address = (old.get(place) or new[place])[0]
                yield Change(sheet, address, old.get(place, ("", ""))[1], new.get(place, ("", ""))[1])


def _cells(content: bytes) -> _Cells | None:
    """Sheet -> (row, column) -> address and what was typed there, as text; None where it is no whole workbook any more."""
    # Most builds find nothing that was changed, and openpyxl takes a fifth of all imports.
    from openpyxl import load_workbook
    from torikumi.workbooks.typed import typed

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if package.testzip() is not None:
                return None
        book = load_workbook(io.BytesIO(content))
        return {
            sheet.title: {
                (cell.row, cell.column): (cell.coordinate, text)
                for row in sheet.iter_rows()
                for cell in row
                if cell.value not in (None, "") and (text := typed(cell.value, cell.data_type == "f"))
            }
            for sheet in book.worksheets
        }
    except Exception:  # whatever openpyxl raises for a broken file: it is kept all the same
        return None
