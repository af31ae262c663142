"""Damaged, hostile and foreign files in the inbox: the build always finishes, names them, and leaves the others as they are."""

import io
import shutil
import zipfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from torikumi.etl import pipeline
from torikumi.etl.pipeline import Read
from torikumi.schemas.findings import ERROR
from torikumi.schemas.models import InboxFile
from torikumi.schemas.report import Report
from torikumi.schemas.tables import made
from torikumi.workbooks.read import Reading, read

from tests.corpus import HOSTILE
from tests.plans import small_plan

VICTIM = "防災課.xlsx"


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """A small plan folder as it was read."""
    return pipeline.read(small_plan(tmp_path_factory.mktemp("damaged") / "plan"))


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of the return that is damaged."""
    return (small_plan(tmp_path_factory.mktemp("good") / "plan") / "inbox" / VICTIM).read_bytes()


@pytest.fixture(scope="module")
def others(plan: Read) -> dict[str, tuple[str, str]]:
    """The answers of the departments whose files are never touched."""
    return answers(pipeline.settle(plan))


def received(plan: Read, reading: Reading) -> Read:
    """The plan with this file in the place of the good one, read in this process: `test_safety` has the workers."""
    cells = pd.concat([plan.cells[plan.cells["file"] != VICTIM], reading.cells], ignore_index=True)
    file = (reading.format, len(reading.sheets), reading.modified, reading.sha256, reading.size)
    unreadable = not len(reading.cells)
    inbox = pd.concat(
        [plan.inbox.drop(VICTIM), made(InboxFile, [(VICTIM, *file, VICTIM.removesuffix(".xlsx"), unreadable)])]
    )
    return replace(plan, cells=cells, inbox=inbox, findings=reading.findings)


def answers(report: Report) -> Mapping[str, tuple[str, str]]:
    table = report.initiatives[report.initiatives["department"].isin(["福祉課", "子ども課"])]
    return {str(row.Index): (row.actual, row.letter) for row in table.itertuples()}


@st.composite
def byte_damage(draw: st.DrawFn) -> list[tuple[str, int, int, bytes]]:
    """Flips, cuts and splices at places of the file given as shares of its length."""
    kinds = st.sampled_from(["flip", "cut", "splice", "truncate"])
    place = st.integers(0, 9_999)
    return draw(st.lists(st.tuples(kinds, place, place, st.binary(min_size=1, max_size=20)), min_size=1, max_size=4))


def damaged(data: bytes, damage: list[tuple[str, int, int, bytes]]) -> bytes:
    for kind, first, second, content in damage:
        start, end = sorted(place * len(data) // 10_000 for place in (first, second))
        data = {
            "flip": data[:start] + bytes([data[start] ^ (content[0] or 1)]) + data[start + 1 :]
            if start < len(data)
            else data,
            "cut": data[:start] + data[min(end, start + 200) :],
            "splice": data[:start] + content + data[start:],
            "truncate": data[:end],
        }[kind]
    return data


@st.composite
def part_damage(draw: st.DrawFn) -> list[tuple[str, int, int]]:
    """Parts of the package dropped, or put in the place of one another."""
    return draw(
        st.lists(
            st.tuples(st.sampled_from(["drop", "swap"]), st.integers(0, 20), st.integers(0, 20)), min_size=1, max_size=3
        )
    )


def repackaged(data: bytes, damage: list[tuple[str, int, int]]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for kind, first, second in damage:
        names = list(parts)
        if not names:
            break
        one, other = names[first % len(names)], names[second % len(names)]
        if kind == "drop":
            del parts[one]
        else:
            parts[one], parts[other] = parts[other], parts[one]
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return target.getvalue()


@st.composite
def cell_damage(draw: st.DrawFn) -> list[tuple[str, int, int]]:
    """Rows shuffled and doubled, cells blanked and filled with something else."""
    kinds = st.sampled_from(["swap rows", "double row", "blank", "text", "number", "formula"])
    return draw(st.lists(st.tuples(kinds, st.integers(1, 6), st.integers(1, 12)), min_size=1, max_size=5))


def retyped(data: bytes, damage: list[tuple[str, int, int]]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.active
    for kind, row, column in damage:
        cell = sheet.cell(row, column)
        if kind == "swap rows":
            for one, other in zip(sheet[row], sheet[column], strict=False):
                one.value, other.value = other.value, one.value
        elif kind == "double row":
            sheet.append([cell.value for cell in sheet[row]])
        else:
            cell.value = {"blank": None, "text": "Ｅ？", "number": 3.5, "formula": "=1/0"}[kind]
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


# A damaged file costs less than an inbox of returns: twice the examples of the profile.
EXAMPLES = settings(max_examples=2 * settings().max_examples)


def check(plan: Read, path: Path, data: bytes, others: Mapping[str, tuple[str, str]]) -> None:
    """The build finishes (it checks its books itself), names the file in 提出状況, and the others' answers are untouched."""
    path.write_bytes(data)
    report = pipeline.settle(received(plan, read(path, VICTIM)))
    row = report.files.loc[VICTIM]
    assert row["rows"] == row["採用"] + row["差替え"] + row["不採用"]
    assert answers(report) == others


@EXAMPLES
@given(damage=byte_damage())
def test_flipped_cut_and_spliced_bytes_do_no_harm(plan, tmp_path, good, others, damage):
    """Whatever happens to the bytes of one file, the build finishes and the other files count as before."""
    check(plan, tmp_path / VICTIM, damaged(good, damage), others)


@EXAMPLES
@given(damage=part_damage())
def test_dropped_and_swapped_parts_do_no_harm(plan, tmp_path, good, others, damage):
    """A package with parts missing or in each other's place."""
    check(plan, tmp_path / VICTIM, repackaged(good, damage), others)


@EXAMPLES
@given(damage=cell_damage())
def test_shuffled_doubled_and_retyped_cells_do_no_harm(plan, tmp_path, good, others, damage):
    """A list in which rows and cells were moved about; other departments' rows may now stand in it, and count for nobody."""
    check(plan, tmp_path / VICTIM, retyped(good, damage), others)


def test_hostile_files_among_forty_good_ones(tmp_path):
    """Exactly the hostile ones are named, and the good ones count."""
    folder = small_plan(tmp_path / "plan")
    inbox = folder / "inbox"
    for copy in range(37):
        shutil.copy(inbox / "防災課.xlsx", inbox / f"防災課（控え{copy}）.xlsx")
    alone = pipeline.build(folder)
    assert len(alone.files) == 40
    hostile = dict(HOSTILE)
    for name, (_, make) in hostile.items():
        (inbox / f"悪_{name}").write_bytes(make())
    report = pipeline.build(folder)
    errors = report.findings[report.findings["severity"] == ERROR]
    assert Counter(errors["file"]) == Counter(f"悪_{name}" for name in hostile)
    assert report.initiatives["letter"].tolist() == alone.initiatives["letter"].tolist()
