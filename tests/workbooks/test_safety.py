"""No file can crash, hang or swell the run, and none is lost in silence."""

import io
import subprocess
import sys
import threading
import time
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from torikumi.workbooks.formats import package, parse
from torikumi.workbooks.formats.model import Unusable
from torikumi.workbooks.read import read, read_inbox

from tests.corpus import (
    GOOD_ROWS,
    HARMLESS,
    HOSTILE,
    bomb,
    doctyped,
    parts,
    phantom,
    row,
    slow,
    solid,
    styles,
    swollen,
    text_cell,
    with_parts,
    workbook,
    zipped,
)

GOOD = ["番号", "取組名", "R2評価", "1-1-1-1", "相談体制の整備", "Ａ"]


@pytest.mark.parametrize(("name", "code", "made"), [(name, code, made) for name, (code, made) in HOSTILE.items()])
def test_unusable_file_is_named(tmp_path, name, code, made):
    """Each file that cannot be read gives no cells and one finding, which says why."""
    (tmp_path / name).write_bytes(made())
    result = read(tmp_path / name, name)
    assert [(finding.code, finding.file) for finding in result.findings] == [(code, name)]
    assert result.cells.empty


@pytest.mark.parametrize(("name", "cells", "made"), [(name, cells, made) for name, (cells, made) in HARMLESS.items()])
def test_odd_file_is_read_in_no_time(tmp_path, name, cells, made):
    """Far cells, absurd merges, a million formatted rows and a wrong dimension cost neither cells nor processor time."""
    (tmp_path / name).write_bytes(made())
    start = time.process_time()
    result = read(tmp_path / name, name)
    assert time.process_time() - start < 3
    assert (list(zip(result.cells["cell"], result.cells["text"], strict=True)), result.findings) == (cells, ())


KINDS = {
    "報告書.pdf": "PDF",
    "報告書.docx": "Word文書",
    "報告書.doc": "Word文書",
    "資料.ppt": "PowerPoint資料",
    "送付.msg": "Outlookのメール",
    "まとめ.zip": "圧縮フォルダー（zip）",
    "写真.png": "画像（PNG）",
    "写真.jpg": "画像（JPEG）",
    "メモ.txt": "文字だけのファイル",
}


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_file_of_another_kind_is_called_by_its_name(name, kind):
    """A PDF or a Word file is told as what a user would call it."""
    with pytest.raises(Unusable) as error:
        parse(HOSTILE[name][1]())
    assert (error.value.code, error.value.found) == ("file_format", kind)


def test_million_formatted_cells_cost_no_cells(tmp_path):
    """Formatted blank cells down to the last row are no used rows."""
    (tmp_path / "a.xlsx").write_bytes(phantom('<c r="A9" s="1"/><c r="B9" s="1"></c>'))
    assert read(tmp_path / "a.xlsx", "a").cells["text"].tolist() == GOOD


def test_total_size_of_a_package_is_capped(monkeypatch):
    """Members that are each harmless may not add up beyond the cap."""
    monkeypatch.setattr(package, "MOST_BYTES", 100_000)
    read_parts = ("xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml")
    sound = parts(GOOD_ROWS)
    with pytest.raises(Unusable) as error:
        parse(zipped(sound | {name: f"{sound[name]}{' ' * 30_000}" for name in read_parts}))
    assert error.value.code == "file_too_large"


def test_sizes_that_a_directory_claims_are_not_trusted():
    """A member is counted as it unpacks, whatever its entry says."""
    data = bomb()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    lie = data.replace(size.to_bytes(4, "little"), (10).to_bytes(4, "little"))
    with pytest.raises(Unusable) as error:
        parse(lie)
    assert (error.value.code, error.value.found) == ("file_too_large", "展開すると500倍以上")


@pytest.mark.parametrize("name", ["docProps/app.xml", "customXml/a.xml", "xl/media/a.bin", "xl/theme/theme1.xml"])
def test_part_that_is_never_read_does_no_harm(name):
    """What no cell needs is not unpacked: a bomb or a document type in it is as good as not there."""
    for data in (doctyped(name), with_parts({name: " " * 16 * 1024**2})):
        contents = parse(data)
        assert ([cell.text for cell in contents.sheets[0].cells], contents.remarks) == (GOOD, [])


def test_theme_that_is_needed_is_refused_for_its_document_type():
    """The theme is read where a cell has a colour of it."""
    style = styles('<xf/><xf fillId="2"/>', fills=solid('theme="4"'))
    cell = text_cell("A1", "Ｂ", 's="1"')
    sound = parts(f'<row r="1">{cell}</row>', style=style)
    with pytest.raises(Unusable) as error:
        parse(zipped(sound | {"xl/theme/theme1.xml": '<!DOCTYPE x [<!ENTITY a "a">]><x/>'}))
    assert (error.value.code, error.value.found) == ("file_unsafe", "DOCTYPE宣言")


@pytest.mark.parametrize("part", [name for name in parts("") if name.endswith((".xml", ".rels"))])
def test_document_type_is_refused_in_every_part(part):
    """Entities are never expanded, in whatever part they are declared."""
    with pytest.raises(Unusable) as error:
        parse(doctyped(part))
    assert (error.value.code, error.value.found) == ("file_unsafe", "DOCTYPE宣言")


def test_text_that_mentions_a_document_type_is_text():
    """`<!DOCTYPE` in a cell is no declaration."""
    assert parse(workbook(row(1, "&lt;!DOCTYPE x&gt;"))).sheets[0].cells[0].text == "<!DOCTYPE x>"


def test_cdata_that_looks_like_a_blank_row_is_text():
    """Blank rows are left out before parsing, but not from within a text."""
    cells = (
        parse(workbook('<row r="1"><c t="inlineStr"><is><t><![CDATA[<row r="9"/>]]></t></is></c></row>'))
        .sheets[0]
        .cells
    )
    assert [cell.text for cell in cells] == ['<row r="9"/>']


def test_hostile_files_do_not_touch_the_others(tmp_path):
    """In one inbox, every good file is read, every hostile one is named, and two runs are equal."""
    for at in range(5):
        (tmp_path / f"課{at}.xlsx").write_bytes(workbook(GOOD_ROWS))
    for name, (_, made) in HOSTILE.items():
        (tmp_path / name).write_bytes(made())
    result = {each.name: each for each in read_inbox(tmp_path)}
    assert {name: [finding.code for finding in result[name].findings] for name in HOSTILE} == {
        name: [code] for name, (code, _) in HOSTILE.items()
    }
    assert [result[f"課{at}.xlsx"].cells["text"].tolist() for at in range(5)] == [GOOD] * 5
    assert len(result) == 5 + len(HOSTILE)
    again = read_inbox(tmp_path)
    assert [(each.name, each.findings, each.sha256) for each in again] == [
        (each.name, each.findings, each.sha256) for each in result.values()
    ]


def test_worker_and_own_process_read_the_same(tmp_path):
    """`read_inbox` gives what `read` gives."""
    (tmp_path / "a.xlsx").write_bytes(workbook(GOOD_ROWS))
    (tmp_path / "b.csv").write_bytes("番号,評価\n".encode("cp932"))
    for each in read_inbox(tmp_path):
        own = read(tmp_path / each.name, each.name)
        assert each.cells.equals(own.cells)
        assert (each.format, each.sheets, each.findings, each.sha256) == (
            own.format,
            own.sheets,
            own.findings,
            own.sha256,
        )


def test_late_file_is_named_and_the_next_is_read(tmp_path):
    """A file that takes longer than the limit is given up; its worker is replaced."""
    (tmp_path / "a.xlsx").write_bytes(slow())
    (tmp_path / "b.xlsx").write_bytes(slow())
    (tmp_path / "c.xlsx").write_bytes(workbook(GOOD_ROWS))
    late, later, good = read_inbox(tmp_path, seconds=0.8)
    assert [[(f.code, f.found) for f in each.findings] for each in (late, later)] == [[("file_timeout", "0.8秒")]] * 2
    assert good.cells["text"].tolist() == GOOD


def test_file_that_swells_is_named(tmp_path):
    """A file that shows more text than any return has is given up, before it fills the memory of the run."""
    (tmp_path / "a.xlsx").write_bytes(swollen())
    (tmp_path / "b.xlsx").write_bytes(workbook(GOOD_ROWS))
    swelling, good = read_inbox(tmp_path)
    assert [finding.code for finding in swelling.findings] == ["file_too_large"]
    assert good.cells["text"].tolist() == GOOD


def test_many_cells_cost_the_run_little(tmp_path):
    """200,000 cells in less than 120 MB of the main process (a million in about 430): they come as columns, not as rows. They are made
    elsewhere, for what was used once counts."""
    lines = "".join(f"<row>{f'<c><v>{at}.5</v></c>' * 20}</row>" for at in range(10_000))
    (tmp_path / "a.xlsx").write_bytes(workbook(lines))
    code = (
        "import resource, sys; from pathlib import Path; from torikumi.workbooks.read import read_inbox;"
        "used = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss;"
        "before = used(); count = len(read_inbox(Path(sys.argv[1]))[0].cells); print(count, (used() - before) // 1024)"
    )
    pytest.importorskip("resource")
    told = subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, capture_output=True, text=True)
    count, used = map(int, told.stdout.split())
    assert (count, used < 120) == (200_000, True), used


def test_file_whose_worker_dies_is_named(tmp_path, monkeypatch):
    """A dead worker is that file's finding; the next file gets a new one."""
    started: list[subprocess.Popen[bytes]] = []

    class Recorded(subprocess.Popen):
        def __init__(self, *given, **named):
            super().__init__(*given, **named)
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Recorded)
    (tmp_path / "a.xlsx").write_bytes(slow())
    (tmp_path / "b.xlsx").write_bytes(workbook(GOOD_ROWS))
    monkeypatch.setattr("torikumi.workbooks.formats.pool.WORKERS", 1)
    timer = threading.Timer(1.5, lambda: started[0].kill())
    timer.start()
    dead, good = read_inbox(tmp_path)
    timer.cancel()
    assert [finding.code for finding in dead.findings] == ["file_crash"]
    assert good.cells["text"].tolist() == GOOD


def test_file_that_is_held_by_another_program_is_named(tmp_path, monkeypatch):
    """A file that may not be opened is a finding that says so."""
    (tmp_path / "a.xlsx").write_bytes(workbook(GOOD_ROWS))

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr("pathlib.Path.open", refuse)
    for result in (read(tmp_path / "a.xlsx", "a.xlsx"),):
        assert [(f.code, f.found) for f in result.findings] == [
            ("file_unreadable", "ほかのアプリで開かれているか、読み取る権限がありません")
        ]


def test_texts_that_are_lost_are_errors_in_their_cells():
    """A shared string that does not exist, the part of them that is not there, a number that is none: each an error of its own cell."""
    cells = (
        '<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>9</v></c><c r="C1"><v>十</v></c><c r="D1" t="s"><v>x</v></c>'
    )
    sound = parts(f'<row r="1">{cells}</row>', shared="<si><t>番号</t></si>")
    lacking = {name: content for name, content in sound.items() if name != "xl/sharedStrings.xml"}
    lost = ("（読めない文字列）", "error")
    assert [[(cell.text, cell.kind) for cell in parse(zipped(data)).sheets[0].cells] for data in (sound, lacking)] == [
        [("番号", "text"), lost, ("十", "error"), lost],
        [lost, lost, ("十", "error"), lost],
    ]


@pytest.mark.parametrize("lost", ["xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"])
def test_sheet_is_never_lost_in_silence(lost):
    """A package that lacks its sheet or its relations is damaged, not empty."""
    sound = parts('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', shared="<si><t>番号</t></si>")
    assert parse(zipped(sound)).sheets[0].cells[0].text == "番号"
    with pytest.raises(Unusable) as error:
        parse(zipped({name: content for name, content in sound.items() if name != lost}))
    assert error.value.code == "file_damaged"


def test_part_that_is_no_worksheet_is_named():
    """A sheet whose part is something else is damaged, not empty."""
    with pytest.raises(Unusable) as error:
        parse(with_parts({"xl/worksheets/sheet1.xml": parts("")["xl/styles.xml"]}))
    assert error.value.code == "file_damaged"


SOUND = workbook(
    row(1, "番号", "取組名", "R2評価") + "".join(row(at, f"1-1-1-{at}", "取組", "Ａ") for at in range(2, 9))
)
PLAIN = parts(GOOD_ROWS)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A good return with bytes flipped, cut out or spliced in, or with parts dropped, swapped or damaged inside a sound package."""
    kind = draw(st.sampled_from(["flip", "cut", "splice", "drop", "swap", "inside"]))
    if kind in ("drop", "swap", "inside"):
        names = draw(st.permutations(list(PLAIN)))
        changed = dict(PLAIN)
        if kind == "drop":
            del changed[names[0]]
        elif kind == "swap":
            changed[names[0]], changed[names[1]] = changed[names[1]], changed[names[0]]
        else:
            text = str(changed[names[0]])
            at = draw(st.integers(0, len(text)))
            changed[names[0]] = text[:at] + draw(st.text(max_size=5)) + text[at + draw(st.integers(0, 9)) :]
        return zipped({name: str(content).encode("utf-8", "replace") for name, content in changed.items()})
    data = bytearray(SOUND)
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(data) - 1))
        if kind == "flip":
            data[at] ^= draw(st.integers(1, 255))
        elif kind == "cut":
            del data[at : at + draw(st.integers(1, 400))]
        else:
            data[at:at] = draw(st.binary(min_size=1, max_size=40))
        if not data:
            break
    return bytes(data)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=damaged())
def test_damaged_return_gives_cells_or_a_finding(tmp_path, data):
    """Whatever is done to the bytes or the parts of a return, reading ends with cells or with the reason."""
    (tmp_path / "a.xlsx").write_bytes(data)
    result = read(tmp_path / "a.xlsx", "a.xlsx")
    assert result.sheets or result.findings
    assert set(result.cells["kind"]) <= {"text", "number", "date", "boolean", "error", "formula"}
