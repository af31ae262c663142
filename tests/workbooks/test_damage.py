"""Damaged files of every format, read in this process: nothing crashes or hangs, and what has checksums never gives a wrong value."""

import io
import os
import random
import signal
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from torikumi.workbooks.formats import parse
from torikumi.workbooks.formats.model import Contents, Unusable

from tests import biff
from tests.corpus import ods, wide, xlsb, xlsb_cell, xlsb_row

# More than 7,000 files in CI, beside the 510 builds of test_hostile_inbox; a sample of them everywhere else.
SEEDS = 120 if os.environ.get("CI") else 20
# A backstop in seconds of processor time: any of these files is read in a few milliseconds.
MOST_SECONDS = 20.0


def by_openpyxl() -> bytes:
    """A list with a shaded, a struck-out and a commented cell, a date, a percentage and a merge."""
    book = openpyxl.Workbook()
    sheet = book.active
    for line in (["番号", "取組名", "R2実績"], ["1-1-1-1", "相談体制の整備", 0.703], ["1-1-1-2", "見守り", 44140]):
        sheet.append(line)
    sheet["A1"].comment = Comment("確認", "係")
    sheet["B2"].fill = PatternFill("solid", fgColor="BFBFBF")
    sheet["B3"].font = Font(strike=True)
    sheet["C2"].number_format, sheet["C3"].number_format = "0.0%", "yyyy/m/d"
    sheet.merge_cells("A4:B5")
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def by_hand_ods() -> bytes:
    """A list with a shaded and a struck-out cell."""
    automatic = (
        '<style:style style:name="a" style:family="table-cell"><style:table-cell-properties fo:background-color="#bfbfbf"/></style:style>'
        '<style:style style:name="b" style:family="text"><style:text-properties style:text-line-through-style="solid"/></style:style>'
    )
    cells = '<table:table-cell table:style-name="a"><text:p>番号</text:p></table:table-cell>'
    cells += '<table:table-cell><text:p><text:span text:style-name="b">旧</text:span>新</text:p></table:table-cell>'
    return ods(f"<table:table-row>{cells}</table:table-row>" * 3, automatic)


def by_hand_xlsb() -> bytes:
    """A list with shared strings, a percentage, a date and a shaded cell."""
    first = xlsb_row(0, *(xlsb_cell(7, at, struct.pack("<I", at)) for at in range(2)))
    second = xlsb_row(1, xlsb_cell(5, 0, struct.pack("<d", 0.703), 1), xlsb_cell(5, 1, struct.pack("<d", 44140), 2))
    return xlsb(first + second + xlsb_row(2, xlsb_cell(6, 0, wide("Ｂ"), 4)))


def by_hand_xls() -> bytes:
    """The same in the format of old."""
    cells = (
        biff.text(0, 0, "番号") + biff.number(1, 0, 0.703, 1) + biff.number(1, 1, 44140, 2) + biff.text(2, 0, "Ｂ", 4)
    )
    return biff.compound("Workbook", biff.xls(cells))


def by_hand_xml() -> bytes:
    """The same as XML Spreadsheet 2003."""
    cell = '<Cell ss:StyleID="a"><Data ss:Type="{}">{}</Data></Cell>'.format
    row = f"<Row>{cell('String', '番号')}{cell('Number', '0.703')}{cell('DateTime', '2020-11-05T00:00:00.000')}</Row>"
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}"><Styles><Style ss:ID="a"/></Styles>'
        f'<Worksheet ss:Name="R2報告"><Table>{row * 3}</Table></Worksheet></Workbook>'
    ).encode()


PACKAGES: Mapping[str, Callable[[], bytes]] = {"xlsx": by_openpyxl, "ods": by_hand_ods, "xlsb": by_hand_xlsb}
OTHERS: Mapping[str, Callable[[], bytes]] = {
    "xls": by_hand_xls,
    "xls without container": lambda: biff.xls(biff.text(0, 0, "番号") + biff.number(1, 0, 0.703, 1)),
    "encrypted": lambda: biff.encrypted([("R2報告", 0, biff.text(0, 0, "番号"))], "VelvetSweatshop"),
    "xml": by_hand_xml,
    "html": lambda: ("<html><table>" + "<tr><td bgcolor=#BFBFBF>番号<td colspan=2><s>旧</s>新" * 5 + "</table></html>").encode(),
    "csv": lambda: ('番号,取組名,"一行目\n二行目"\n' * 10).encode(),
    "csv in CP932": lambda: ("番号,取組名,実績\n" * 10).encode("cp932"),
}  # fmt: skip


def flipped(data: bytes, chance: random.Random) -> bytes:
    """Some bits turned over."""
    result = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        result[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(result)


def overwritten(data: bytes, chance: random.Random) -> bytes:
    """A stretch of noise."""
    start, noise = chance.randrange(len(data)), chance.randbytes(chance.randint(1, 64))
    return data[:start] + noise + data[start + len(noise) :]


def truncated(data: bytes, chance: random.Random) -> bytes:
    """The end cut off."""
    return data[: chance.randrange(1, len(data))]


def cut(data: bytes, chance: random.Random) -> bytes:
    """A piece missing."""
    start = chance.randrange(len(data))
    return data[:start] + data[start + chance.randint(1, 200) :]


def _members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _packed(parts: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def without_parts(data: bytes, chance: random.Random) -> bytes:
    """One or two parts of a package removed."""
    parts = _members(data)
    gone = chance.sample(list(parts), chance.randint(1, 2))
    return _packed({name: content for name, content in parts.items() if name not in gone})


def with_swapped_parts(data: bytes, chance: random.Random) -> bytes:
    """Two parts of a package in the place of one another."""
    parts = _members(data)
    one, other = chance.sample(list(parts), 2)
    return _packed(parts | {one: parts[other], other: parts[one]})


BYTES = (flipped, overwritten, truncated, cut)
PARTS = (without_parts, with_swapped_parts)
_Damage = Callable[[bytes, random.Random], bytes]


@contextmanager
def limited() -> Iterator[None]:
    """Ends what does not end by itself, where the system can."""
    if not hasattr(signal, "SIGVTALRM"):
        yield
        return

    def late(_: int, __: FrameType | None) -> None:
        pytest.fail("a damaged file is read without end")

    before = signal.signal(signal.SIGVTALRM, late)
    signal.setitimer(signal.ITIMER_VIRTUAL, MOST_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def read(data: bytes) -> Contents | None:
    """What is read of a file; nothing where it is refused. Any other exception is a crash."""
    with limited():
        try:
            return parse(data)
        except Unusable as error:
            assert error.code
            return None


def values(contents: Contents) -> dict[tuple[str, int, int], tuple[str, str, str]]:
    """Text, kind and struck-out text of each cell."""
    return {
        (sheet.name, cell.row, cell.column): (cell.text, cell.kind, cell.struck)
        for sheet in contents.sheets
        for cell in sheet.cells
        if cell.text or cell.struck
    }


DAMAGED_PACKAGES = [(format, damage) for format in PACKAGES for damage in (*BYTES, *PARTS)]


@pytest.mark.parametrize(("format", "damage"), DAMAGED_PACKAGES)
def test_damaged_package_gives_no_wrong_value_without_a_word(format, damage):
    """Refused, or read with a finding, or read with the very values of the whole file."""
    whole = PACKAGES[format]()
    sound = read(whole)
    assert sound is not None and not sound.remarks
    for seed in range(SEEDS * 2):
        contents = read(damage(whole, random.Random(seed)))
        if contents is not None and not contents.remarks:
            assert values(contents) == values(sound), f"seed {seed}"


@pytest.mark.parametrize("damage", BYTES)
@pytest.mark.parametrize("format", OTHERS)
def test_damaged_file_without_checksums_does_no_harm(format, damage):
    """Refused or read: nothing crashes, nothing hangs."""
    whole = OTHERS[format]()
    assert read(whole) is not None
    for seed in range(SEEDS):
        read(damage(whole, random.Random(seed)))
