"""Corrections by hand in what an earlier build wrote: found, named and kept, never overwritten silently.

A build keeps a copy of the workbooks that it writes in one zip beside them (`令和2年度_控え.zip`), so that the next build can tell which
cells somebody has changed since. Only what was typed counts: a formula that gives another value because a cell was changed is not named.
"""

import io
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook

_TIME = (2000, 1, 1, 0, 0, 0)  # equal inputs give equal bytes
_KEPT = "（手修正{}）"


@dataclass(frozen=True)
class Change:
    """A cell that somebody has changed: what the build had written there, and what stands there now."""

    sheet: str
    cell: str
    was: str
    now: str


@dataclass(frozen=True)
class Edited:
    """A workbook that is no longer as it was written. `kept`: where it is kept; `changes` is None where the copy that it could be compared
    with is missing, and empty where only looks or comments were changed, or it was only saved again."""

    path: Path
    kept: Path
    changes: tuple[Change, ...] | None


def keep_edited(folder: Path, copies: str, names: list[str]) -> list[Edited]:
    """Look at the workbooks of these names in `folder`, and keep each that was changed since it was written under a name of its own
    (`…（手修正）.xlsx`). `copies` is the name of the zip with the copies. A file that another program does not let us read is left out:
    it cannot be written over either. OSError where a file cannot be kept."""
    written = _read_copies(folder / copies)
    edited = []
    for name in names:
        path, was = folder / name, written.get(name)
        try:
            now = path.read_bytes() if path.is_file() else was
        except PermissionError:
            continue
        if now is None or now == was:
            continue
        edited.append(Edited(path, _keep(path, now), None if was is None else tuple(_changes(was, now))))
    return edited


def save_copies(path: Path, folder: Path, names: list[str], earlier: Path) -> None:
    """Write the zip: the files of these names in `folder`, and what the `earlier` zip holds of files that are still there beside it."""
    kept = {name: content for name, content in _read_copies(earlier).items() if (earlier.parent / name).is_file()}
    files = kept | {name: (folder / name).read_bytes() for name in names}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as copies:
        for name in sorted(files):
            copies.writestr(zipfile.ZipInfo(name, _TIME), files[name])


def _read_copies(path: Path) -> Mapping[str, bytes]:
    """Name -> content; nothing where there is no such zip or it cannot be read (then every workbook counts as changed)."""
    try:
        with zipfile.ZipFile(path) as copies:
            return {name: copies.read(name) for name in copies.namelist()}
    except (OSError, zipfile.BadZipFile):
        return {}


def _keep(path: Path, content: bytes) -> Path:
    """Copy the file to the first free name; the same content is not kept twice."""
    number = 1
    while True:
        kept = path.with_stem(path.stem + _KEPT.format("" if number == 1 else number))
        if not kept.exists():
            shutil.copyfile(path, kept)
            return kept
        if kept.is_file() and kept.read_bytes() == content:
            return kept
        number += 1


def _changes(was: bytes, now: bytes) -> Iterator[Change]:
    """The cells that differ, in the order of the sheets and rows; all of a sheet that was added or removed is left unsaid but its name."""
    before, after = _cells(was), _cells(now)
    if after is None or before is None:
        return
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


def _cells(content: bytes) -> dict[str, dict[tuple[int, int], tuple[str, str]]] | None:
    """Sheet -> (row, column) -> address and what was typed there, as text; None where it is no workbook any more."""
    try:
        book = load_workbook(io.BytesIO(content))
    except Exception:  # whatever openpyxl raises for a broken file: it is kept all the same
        return None
    return {
        sheet.title: {
            (cell.row, cell.column): (cell.coordinate, _typed(cell.value))
            for row in sheet.iter_rows()
            for cell in row
            if cell.value not in (None, "")
        }
        for sheet in book.worksheets
    }


def _typed(value: object) -> str:
    """A value for comparison: programs save 3 as 3 or 3.0, a line break as LF or CR LF, and formulas with or without spaces."""
    if isinstance(value, float):
        return f"{value:.15g}"
    text = str(value).replace("\r\n", "\n").replace("_x000D_", "")
    return text.replace(" ", "") if text.startswith("=") else text
