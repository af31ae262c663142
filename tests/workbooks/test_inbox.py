"""The inbox as a folder: what is no file, what cannot be looked into, what changes meanwhile, and what is kept from one run to the next."""

import hashlib
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from torikumi.schemas.exceptions import InboxUnreadable
from torikumi.workbooks.formats import pool
from torikumi.workbooks.read import Reading, read, read_inbox

from tests.corpus import GOOD_ROWS, HOSTILE, row, workbook
from tests.plans import small_plan, torikumi

needs_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such files on this system")
REFUSED = "ほかのアプリで開かれているか、読み取る権限がありません"


def found(readings: list[Reading]) -> list[tuple[str, str, str]]:
    """Name, code and found of all findings."""
    return [(each.name, finding.code, finding.found) for each in readings for finding in each.findings]


# What is no file


@needs_pipes
def test_pipes_sockets_and_links_to_nothing_are_named_and_never_opened(tmp_path):
    """Each is a finding of its own and the files beside it are read; a link to a file is that file."""
    (tmp_path / "a.xlsx").write_bytes(workbook(GOOD_ROWS))
    os.mkfifo(tmp_path / "b.xlsx")
    (tmp_path / "c.xlsx").symlink_to(tmp_path / "なし.xlsx")
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(tmp_path / "d.xlsx"))
        (tmp_path / "e.xlsx").symlink_to(tmp_path / "a.xlsx")
        (tmp_path / "f.xlsx").symlink_to("/dev/null")
        (tmp_path / "g.xlsx").symlink_to(tmp_path / "g.xlsx")
        readings = read_inbox(tmp_path)
    assert found(readings) == [
        ("b.xlsx", "file_special", "名前付きパイプ"),
        ("c.xlsx", "file_special", "リンク切れ"),
        ("d.xlsx", "file_special", "ソケット"),
        ("f.xlsx", "file_special", "デバイス"),
        ("g.xlsx", "file_special", "リンク切れ"),
    ]
    assert [each.name for each in readings if len(each.cells) == 6] == ["a.xlsx", "e.xlsx"]


@needs_pipes
def test_links_to_folders_are_not_followed(tmp_path):
    """A folder that is a link, also one to its own parent, is named and not looked into."""
    (tmp_path / "inbox" / "福祉").mkdir(parents=True)
    (tmp_path / "inbox" / "福祉" / "a.xlsx").write_bytes(workbook(GOOD_ROWS))
    (tmp_path / "inbox" / "loop").symlink_to(tmp_path / "inbox")
    readings = read_inbox(tmp_path / "inbox")
    assert found(readings) == [("loop", "file_special", "フォルダへのリンク")]
    assert [each.name for each in readings] == ["loop", "福祉/a.xlsx"]


# What cannot be looked into


@pytest.mark.parametrize("missing", [True, False])
def test_inbox_that_is_missing_or_a_file_stops_the_run(tmp_path, missing):
    """It is never an inbox without files."""
    if not missing:
        (tmp_path / "inbox").write_bytes(b"x")
    with pytest.raises(InboxUnreadable) as error:
        read_inbox(tmp_path / "inbox")
    assert str(error.value) == (
        f"回答のフォルダ「{tmp_path / 'inbox'}」を開けません。フォルダがあるか、読み取る権限があるかを確かめてください。"
    )


def test_folder_below_the_inbox_that_may_not_be_opened_stops_the_run(tmp_path, monkeypatch):
    """Files that nobody can see are not files that nobody sent; the sentence names the folder."""
    locked = tmp_path / "福祉"
    locked.mkdir()
    scandir = os.scandir

    def refuse(path="."):
        if Path(path) == locked:
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(InboxUnreadable, match="福祉"):
        read_inbox(tmp_path)


def test_command_says_which_folder_and_leaves_the_report(tmp_path):
    """A build without an inbox exits with 2, and an earlier report stays as it is."""
    folder = small_plan(tmp_path / "plan")
    assert torikumi("build", folder).code in (0, 1)
    before = {path.name: path.read_bytes() for path in (folder / "output").iterdir()}
    (folder / "inbox").rename(folder / "移動")
    run = torikumi("build", folder)
    assert (run.code, "inbox」を開けません" in run.err) == (2, True)
    assert {path.name: path.read_bytes() for path in (folder / "output").iterdir()} == before


# One read


def test_file_that_grows_while_it_is_read_is_read_again(tmp_path, monkeypatch):
    """SHA-256, size and cells are of the same bytes."""
    path, later = tmp_path / "a.xlsx", workbook(row(1, "後"))
    path.write_bytes(workbook(row(1, "前")))
    fstat, seen = os.fstat, []

    def write_once(number):
        state = fstat(number)
        if not seen:
            seen.append(number)
            path.write_bytes(later)
            os.utime(path, ns=(0, 0))
        return state

    monkeypatch.setattr("torikumi.workbooks.formats.answers.os.fstat", write_once)
    result = read(path, "a.xlsx")
    assert (result.cells["text"].tolist(), result.sha256, result.size) == (
        ["後"],
        hashlib.sha256(later).hexdigest(),
        len(later),
    )


def test_file_that_never_rests_is_named(tmp_path, monkeypatch):
    """After some tries it is a finding that says so."""
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n")
    fstat = os.fstat

    def write(number):
        state = fstat(number)
        with path.open("ab") as stream:
            stream.write(b"c,d\n")
        return state

    monkeypatch.setattr("torikumi.workbooks.formats.answers.os.fstat", write)
    assert found([read(path, "a.csv")]) == [("a.csv", "file_unreadable", "読み取りの間に書き換えられています")]


def test_file_that_may_not_be_opened_is_named(tmp_path):
    """By the worker, too."""
    (tmp_path / "a.xlsx").write_bytes(workbook(GOOD_ROWS))
    (tmp_path / "a.xlsx").chmod(0)
    if os.access(tmp_path / "a.xlsx", os.R_OK):
        pytest.skip("this user may open everything")
    assert found(read_inbox(tmp_path)) == [("a.xlsx", "file_unreadable", REFUSED)]


# What is kept


@pytest.fixture
def asked(monkeypatch):
    """The names of the files that were given to workers."""
    names: list[str] = []
    answers = pool.Pool.answers

    def record(self, paths, *given):
        names.extend(path.name for path in paths)
        return answers(self, paths, *given)

    monkeypatch.setattr(pool.Pool, "answers", record)
    return names


def same(one: list[Reading], other: list[Reading]) -> bool:
    """Whether all is equal."""
    return len(one) == len(other) and all(
        a.cells.equals(b.cells)
        and (a.name, a.format, a.sheets, a.findings, a.sha256, a.size)
        == (b.name, b.format, b.sheets, b.findings, b.sha256, b.size)
        for a, b in zip(one, other, strict=True)
    )


@pytest.fixture
def inbox(tmp_path):
    """A good return, a damaged one, and a file of another kind."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "a.xlsx").write_bytes(workbook(GOOD_ROWS))
    (folder / "b.xlsx").write_bytes(workbook(row(1, "_x005F_x", "😀\u2028", " ")))
    (folder / "c.pdf").write_bytes(HOSTILE["報告書.pdf"][1]())
    return folder


def test_second_run_reads_only_the_return_that_changed(inbox, tmp_path, asked):
    """The others' answers are kept; without a change no worker is started; an entry that is of no use any more is removed."""
    cache = tmp_path / ".cache"
    without = read_inbox(inbox)
    assert same(read_inbox(inbox, cache=cache), without)
    assert len(list(cache.iterdir())) == 3
    asked.clear()
    assert same(read_inbox(inbox, cache=cache), without)
    assert asked == []
    (inbox / "b.xlsx").write_bytes(workbook(row(1, "直した")))
    (inbox / "c.pdf").unlink()
    changed = read_inbox(inbox, cache=cache)
    assert [each.cells["text"].tolist() for each in changed][1] == ["直した"]
    assert (asked, len(list(cache.iterdir()))) == (["b.xlsx"], 2)


def test_damaged_or_foreign_entry_is_passed_over_and_written_anew(inbox, tmp_path, asked):
    """Cut, changed by a letter, another return's, or no JSON at all: the file is read again, and nothing else follows."""
    cache = tmp_path / ".cache"
    without = read_inbox(inbox)
    read_inbox(inbox, cache=cache)
    entries = sorted(cache.iterdir())
    whole = [entry.read_bytes() for entry in entries]
    for damaged in (
        [data[: len(data) // 2] for data in whole],
        [
            data.replace("取組名".encode(), "取組各".encode()).replace(b"PDF", b"PDG").replace(b"_x", b"_y")
            for data in whole
        ],
        whole[1:] + whole[:1],
        [b""] * 3,
        [b"\x80\x04N."] * 3,
    ):
        for entry, data in zip(entries, damaged, strict=True):
            entry.write_bytes(data)
        asked.clear()
        assert same(read_inbox(inbox, cache=cache), without)
        assert asked == ["a.xlsx", "b.xlsx", "c.pdf"]
        assert [entry.read_bytes() for entry in entries] == whole


def test_renamed_return_is_read_again(inbox, tmp_path, asked):
    """The name is part of what is kept."""
    read_inbox(inbox, cache=tmp_path / ".cache")
    (inbox / "a.xlsx").rename(inbox / "d.xlsx")
    asked.clear()
    read_inbox(inbox, cache=tmp_path / ".cache")
    assert asked == ["d.xlsx"]


def test_failure_by_time_is_not_kept(inbox, tmp_path, monkeypatch):
    """What took too long once is tried again; so is what a worker died of."""
    cache = tmp_path / ".cache"
    late = b'{"size":0,"sha256":"","unusable":["file_timeout","120\xe7\xa7\x92",""]}\n'
    with monkeypatch.context() as patch:
        patch.setattr(pool.Pool, "answers", lambda self, paths, *_: [late for _ in paths])
        assert {finding.code for each in read_inbox(inbox, cache=cache) for finding in each.findings} == {
            "file_timeout"
        }
    assert [finding.code for each in read_inbox(inbox, cache=cache) for finding in each.findings] == ["file_format"]


def test_folder_that_cannot_be_written_means_no_cache(inbox, tmp_path):
    """A file in the place of the folder changes nothing but the speed, and is left as it is; so are other files in the folder."""
    cache = tmp_path / ".cache"
    cache.write_bytes(b"x")
    assert same(read_inbox(inbox, cache=cache), read_inbox(inbox))
    assert cache.read_bytes() == b"x"
    cache.unlink()
    cache.mkdir()
    (cache / "メモ.txt").write_bytes(b"y")
    read_inbox(inbox, cache=cache)
    assert (cache / "メモ.txt").read_bytes() == b"y"


def test_outputs_are_the_same_with_without_and_with_a_damaged_cache(tmp_path):
    """Byte for byte, through the command."""
    folder = small_plan(tmp_path / "plan")

    def outputs():
        assert torikumi("build", folder).code in (0, 1)
        return {path.name: path.read_bytes() for path in (folder / "output").iterdir()}

    without = outputs()
    entries = list((folder / ".cache").iterdir())
    assert len(entries) == len(list((folder / "inbox").iterdir()))
    assert outputs() == without
    for entry in entries:
        entry.write_bytes(entry.read_bytes()[:-9])
    assert outputs() == without


# Workers


def test_inbox_is_begun_without_the_libraries_of_the_run():
    """Neither the run, while it begins, nor a worker imports pandas, numpy, openpyxl or xlrd before a file needs them."""
    code = (
        "import sys; import torikumi.workbooks.intake, torikumi.workbooks.formats.xlsx; "
        "print(sorted({'pandas', 'numpy', 'openpyxl', 'xlrd', 'lxml'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
