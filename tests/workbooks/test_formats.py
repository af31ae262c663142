"""Every format that a department may send, told by its content."""

import shutil
import struct
import subprocess
import unicodedata
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from torikumi.workbooks.read import Reading, read, read_inbox

from tests.corpus import (
    GOOD_ROWS,
    STRICT_MAIN,
    STRICT_RELATIONS,
    ods,
    parts,
    record,
    row,
    solid,
    styles,
    text_cell,
    wide,
    with_parts,
    workbook,
    xlsb,
    xlsb_cell,
    xlsb_row,
    zipped,
)

pytestmark = pytest.mark.usefixtures("held_against_others")

GOOD = [("A1", "番号"), ("B1", "取組名"), ("C1", "R2評価"), ("A2", "1-1-1-1"), ("B2", "相談体制の整備"), ("C2", "Ａ")]


@pytest.fixture
def reading(tmp_path):
    """Reads bytes as a file of a name."""

    def of(data: bytes, name: str = "回答.xlsx") -> Reading:
        (tmp_path / name).write_bytes(data)
        return read(tmp_path / name, name)

    return of


def texts(result: Reading) -> list[tuple[str, str]]:
    return list(zip(result.cells["cell"], result.cells["text"], strict=True))


def codes(result: Reading) -> list[tuple[str, str]]:
    return [(finding.code, finding.found) for finding in result.findings]


def test_xlsm_is_read_and_its_macros_are_said(reading):
    """Macros are never run; that there are some is a note."""
    changed = {name: str(content).replace("vnd.openxmlformats-officedocument.spreadsheetml.sheet.main", "vnd.ms-excel.sheet.macroEnabled.main")
               for name, content in parts(GOOD_ROWS).items()}  # fmt: skip
    result = reading(zipped(changed | {"xl/vbaProject.bin": "macro"}), "回答.xlsm")
    assert (result.format, texts(result), codes(result)) == ("xlsm", GOOD, [("file_macros", "")])


def test_template_is_read_as_a_workbook(reading):
    """An .xltx is read like an .xlsx."""
    result = reading(
        zipped(
            {name: str(content).replace("sheet.main", "template.main") for name, content in parts(GOOD_ROWS).items()}
        )
    )
    assert (result.format, texts(result)) == ("xlsx", GOOD)


def test_strict_ooxml_gives_its_cells_and_fills(reading):
    """Strict OOXML, which openpyxl alone reads as no sheets, is read like Transitional."""
    style = styles('<xf/><xf fillId="2"/>', fills=solid('rgb="FFBFBFBF"'))
    shaded = text_cell("A1", "Ｂ", 's="1"')
    data = workbook(
        f'<row r="1">{shaded}</row>' + row(2, "x"), style=style, main=STRICT_MAIN, relations=STRICT_RELATIONS
    )
    result = reading(data)
    assert (result.format, texts(result), result.cells["fill"].tolist()) == (
        "strict xlsx",
        [("A1", "Ｂ"), ("A2", "x")],
        ["solid:BFBFBF", ""],
    )


@pytest.mark.parametrize(
    ("data", "format"),
    [
        ("番号,取組名,R2評価\r\n1-1-1-1,相談体制の整備,Ａ\r\n".encode(), "csv"),
        ("番号,取組名,R2評価\n1-1-1-1,相談体制の整備,Ａ".encode("utf-8-sig"), "csv"),
        ("番号,取組名,R2評価\r\n1-1-1-1,相談体制の整備,Ａ\r\n".encode("cp932"), "csv"),
        ("番号\t取組名\tR2評価\n1-1-1-1\t相談体制の整備\tＡ\n".encode(), "tsv"),
        ("番号\t取組名\tR2評価\r\n1-1-1-1\t相談体制の整備\tＡ\r\n".encode("utf-16"), "tsv"),
        ('"番号","取組名","R2評価"\n"1-1-1-1","相談体制の整備","Ａ"\n'.encode(), "csv"),
    ],
)
@pytest.mark.parametrize("name", ["回答.csv", "回答.xlsx"])
def test_csv_in_any_encoding_whatever_its_name(reading, data, format, name):
    """UTF-8 with or without BOM, CP932 and UTF-16, with commas or tabs, also renamed to .xlsx; that it shows no shading is said once."""
    result = reading(data, name)
    assert (result.format, texts(result), codes(result)) == (format, GOOD, [("shading_not_shown", format)])


def test_csv_keeps_line_breaks_commas_and_quotes_within_quotes(reading):
    """A quoted field is one cell."""
    assert texts(reading('番号,実績\n1-1-1-1,"一行目,\r\n""二""行目"\n'.encode()))[2:] == [
        ("A2", "1-1-1-1"),
        ("B2", '一行目,\n"二"行目'),
    ]


def test_csv_text_that_looks_like_a_formula_is_text(reading):
    """Nothing in a text file is a formula, a number or a date."""
    result = reading(b"=1+1,0012,2020/11/5\n")
    assert list(zip(result.cells["text"], result.cells["kind"], strict=True)) == [
        ("=1+1", "text"),
        ("0012", "text"),
        ("2020/11/5", "text"),
    ]


HTML = (
    '<html><head><meta charset="{}"><style>td{{}}</style></head><body><table><tr><th>番号</th><th colspan="2">R2</th></tr>'
    '<tr><td rowspan="2">1-1-1-1</td><td style="background:#BFBFBF">Ａ</td><td>一行目<br>二行目</td></tr>'
    "<tr><td bgcolor='#FFFFFF'>&amp;Ｂ</td><td><s>12件</s>15件</td></tr></table></body></html>"
)


@pytest.mark.parametrize("charset", ["utf-8", "Shift_JIS"])
def test_html_renamed_to_xls_gives_its_table(reading, charset):
    """The table of a web page is read, with merges, colours and struck-out parts."""
    result = reading(HTML.format(charset).encode("cp932" if charset == "Shift_JIS" else "utf-8"), "回答.xls")
    assert (result.format, result.findings) == ("html", ())
    assert list(result.cells[["cell", "text", "fill", "struck", "merged"]].itertuples(index=False, name=None)) == [
        ("A1", "番号", "", "", ""),
        ("B1", "R2", "", "", "B1:C1"),
        ("A2", "1-1-1-1", "", "", "A2:A3"),
        ("B2", "Ａ", "solid:BFBFBF", "", ""),
        ("C2", "一行目\n二行目", "", "", ""),
        ("B3", "&Ｂ", "", "", ""),
        ("C3", "15件", "", "12件", ""),
    ]


def test_page_without_a_table_is_named(reading):
    """A web page that holds no table is no return."""
    assert codes(reading(b"<html><body>x</body></html>")) == [("file_format", "表のないHTML")]


def test_xlsb_gives_formats_errors_fills_and_struck_text(reading):
    """The binary format is read with all that the others show."""
    rows = xlsb_row(
        0,
        xlsb_cell(7, 0, struct.pack("<I", 0)),
        xlsb_cell(6, 1, wide("取組名 ")),
        xlsb_cell(7, 2, struct.pack("<I", 1)),
    )
    rows += xlsb_row(
        1,
        xlsb_cell(5, 0, struct.pack("<d", 0.703), 1),
        xlsb_cell(5, 1, struct.pack("<d", 44140), 2),
        xlsb_cell(3, 2, b"\x17"),
        xlsb_cell(4, 3, b"\1"),
        xlsb_cell(2, 4, struct.pack("<I", 1820 << 2 | 2)),
        xlsb_cell(2, 5, struct.pack("<I", 70350 << 2 | 3), 4),
        hidden=True,
    )
    rows += xlsb_row(
        2,
        xlsb_cell(6, 0, wide("取消"), 3),
        xlsb_cell(8, 1, wide("式") + bytes(10)),
        xlsb_cell(11, 2, b"\x2a" + bytes(10)),
    )
    rows += xlsb_row(3, xlsb_cell(1, 0, b"", 4))
    result = reading(xlsb(rows, record(176, struct.pack("<4I", 0, 1, 0, 0))))
    assert (result.format, result.sheets, result.findings) == ("xlsb", ("R2報告",), ())
    assert list(
        result.cells[["cell", "text", "kind", "fill", "struck", "merged", "hidden"]].itertuples(index=False, name=None)
    ) == [
        ("A1", "番号", "text", "", "", "A1:A2", False),
        ("B1", "取組名", "text", "", "", "", False),
        ("C1", "新", "text", "", "旧", "", False),
        ("A2", "70.3%", "number", "", "", "", True),
        ("B2", "2020/11/5", "date", "", "", "", True),
        ("C2", "#REF!", "error", "", "", "", True),
        ("D2", "TRUE", "boolean", "", "", "", True),
        ("E2", "1820", "number", "", "", "", True),
        ("F2", "703.5", "number", "solid:BFBFBF", "", "", True),
        ("A3", "", "text", "", "取消", "", False),
        ("B3", "式", "text", "", "", "", False),
        ("C3", "#N/A", "error", "", "", "", False),
    ]


def test_ods_gives_what_its_cells_show(reading):
    """Shown texts, repeated cells, furigana left out, struck-out parts, notes, and a formula without a value."""
    automatic = (
        '<style:style style:name="T1" style:family="text"><style:text-properties style:text-line-through-style="solid"/></style:style>'
        '<style:style style:name="ce1" style:family="table-cell"><style:table-cell-properties fo:background-color="#bfbfbf"/></style:style>'
        '<style:style style:name="ce2" style:family="table-cell" style:parent-style-name="ce1"/>'
    )
    table = (
        '<table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>'
        '<table:table-row><table:table-cell table:style-name="ce2"><text:p><text:ruby><text:ruby-base>鎌倉</text:ruby-base>'
        "<text:ruby-text>カマクラ</text:ruby-text></text:ruby>市</text:p></table:table-cell>"
        '<table:table-cell><text:p><text:span text:style-name="T1">旧</text:span>新<text:s text:c="2"/>版</text:p><text:p>二行目</text:p>'
        "<office:annotation><text:p>確認</text:p></office:annotation></table:table-cell>"
        '<table:table-cell table:formula="of:=[.A1]"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="2" table:visibility="filter">'
        '<table:table-cell office:value-type="percentage" office:value="0.703" table:number-columns-repeated="2"><text:p>70.3%</text:p>'
        "</table:table-cell></table:table-row>"
        '<table:table-row table:number-rows-repeated="1048573"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    result = reading(ods(table, automatic), "回答.ods")
    assert (result.format, result.modified, result.findings) == ("ods", "2021-05-10T17:30:00", ())
    assert list(
        result.cells[["cell", "text", "kind", "fill", "struck", "comment", "hidden"]].itertuples(index=False, name=None)
    ) == [
        ("A1", "鎌倉市", "text", "solid:BFBFBF", "", "", False),
        ("B1", "新  版\n二行目", "text", "", "旧", "確認", False),
        ("C1", "=[.A1]", "formula", "", "", "", True),
        ("A2", "70.3%", "number", "", "", "", True),
        ("B2", "70.3%", "number", "", "", "", True),
        ("A3", "70.3%", "number", "", "", "", True),
        ("B3", "70.3%", "number", "", "", "", True),
    ]


# The same return from several programs.
SAME = [
    ("A1", "番号", "text", "", "", ""),
    ("B1", "R2評価", "text", "", "", ""),
    ("C1", "R2実績", "text", "", "", "C1:D1"),
    ("A2", "1-1-1-1", "text", "", "", ""),
    ("B2", "Ｂ", "text", "solid:BFBFBF", "", ""),
    ("C2", "一行目\n二行目", "text", "", "", ""),
    ("D2", "70.3%", "number", "", "", ""),
    ("A3", "1-1-1-2", "text", "", "", ""),
    ("B3", "", "text", "", "Ａ", ""),
    ("C3", "1,820人", "number", "", "", ""),
    ("D3", "2020/11/5", "date", "", "", ""),
    ("A4", "1-1-1-3", "text", "", "", ""),
    ("B4", "Ａ", "text", "", "", ""),
    ("C4", "12", "number", "", "", ""),
]
SHOWN = ["cell", "text", "kind", "fill", "struck", "merged"]


def by_openpyxl(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    lines = [
        ["番号", "R2評価", "R2実績"],
        ["1-1-1-1", "Ｂ", "一行目\n二行目", 0.703],
        ["1-1-1-2", "Ａ", 1820, 44140],
        ["1-1-1-3", "Ａ", 12],
    ]
    for line in lines:
        sheet.append(line)
    sheet.merge_cells("C1:D1")
    sheet["B2"].fill = PatternFill("solid", fgColor="BFBFBF")
    sheet["B3"].font = Font(strike=True)
    for address, code in (("D2", "0.0%"), ("C3", '#,##0"人"'), ("D3", "yyyy/m/d")):
        sheet[address].number_format = code
    sheet["A4"].comment = Comment("確認済み", "係")
    sheet.row_dimensions[4].hidden = True
    book.save(path)


def by_xlsxwriter(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate([["番号", "R2評価"], ["1-1-1-1"], ["1-1-1-2"], ["1-1-1-3", "Ａ", 12]]):
            sheet.write_row(number, 0, line)
        sheet.merge_range("C1:D1", "R2実績")
        sheet.write("B2", "Ｂ", book.add_format({"bg_color": "#BFBFBF"}))
        sheet.write("C2", "一行目\n二行目", book.add_format({"text_wrap": True}))
        sheet.write("D2", 0.703, book.add_format({"num_format": "0.0%"}))
        sheet.write("B3", "Ａ", book.add_format({"font_strikeout": True}))
        sheet.write("C3", 1820, book.add_format({"num_format": '#,##0"人"'}))
        sheet.write("D3", 44140, book.add_format({"num_format": "yyyy/m/d"}))
        sheet.write_comment("A4", "確認済み")
        sheet.set_row(3, None, None, {"hidden": True})


@pytest.mark.parametrize("writer", [by_openpyxl, by_xlsxwriter])
def test_same_return_from_openpyxl_and_xlsxwriter(tmp_path, writer):
    """What the two libraries write reads to the same cells."""
    writer(tmp_path / "回答.xlsx")
    result = read(tmp_path / "回答.xlsx", "回答.xlsx")
    assert list(result.cells[SHOWN].itertuples(index=False, name=None)) == SAME
    assert result.cells.loc[result.cells["hidden"], ["cell", "comment"]].to_numpy().tolist() == [
        ["A4", "確認済み"],
        ["B4", ""],
        ["C4", ""],
    ]


@pytest.fixture(scope="module")
def converted(tmp_path_factory):
    """The return of `by_openpyxl`, saved by LibreOffice in its formats."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("converted")
    by_openpyxl(folder / "回答.xlsx")
    for format in ("xls", "ods", "xlsx"):
        subprocess.run(
            [program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", format]
            + ["--outdir", str(folder / format), str(folder / "回答.xlsx")],
            check=True,
            capture_output=True,
            timeout=120,
        )
    return folder


@pytest.mark.parametrize("format", ["xls", "ods", "xlsx"])
def test_same_return_from_libreoffice(converted, format):
    """What LibreOffice saves as .xls, .ods and .xlsx reads to the same cells, with shading, strike-outs, comments and hidden rows."""
    result = read(converted / format / f"回答.{format}", "回答")
    assert (result.format, result.findings) == (format, ())
    assert list(result.cells[SHOWN].itertuples(index=False, name=None)) == SAME
    assert result.cells.loc[result.cells["hidden"], ["cell", "comment"]].to_numpy().tolist() == [
        ["A4", "確認済み"],
        ["B4", ""],
        ["C4", ""],
    ]


def test_xls_renamed_to_xlsx_is_read_as_xls(converted, reading):
    """The content counts, not the name."""
    result = reading((converted / "xls" / "回答.xls").read_bytes(), "回答.xlsx")
    assert (result.format, len(result.cells)) == ("xls", 14)


def test_external_links_are_said_and_not_followed(reading):
    """A link to another workbook is a note; its cached value is the value."""
    link = '<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    data = with_parts(
        {"xl/externalLinks/externalLink1.xml": link}, '<row r="1"><c r="A1"><f>[1]Sheet1!A1</f><v>5</v></c></row>'
    )
    result = reading(data)
    assert (texts(result), codes(result)) == ([("A1", "5")], [("external_links", "")])


def test_inbox_is_read_with_its_subfolders_in_the_order_of_names(tmp_path):
    """Subfolders are read, names are NFC and parted by /, and what a system leaves in folders is passed over."""
    decomposed = unicodedata.normalize("NFD", "ガイド.csv")
    for name in (
        "ｂ.csv",
        "福祉/a.csv",
        decomposed,
        "~$回答.xlsx",
        "Thumbs.db",
        ".DS_Store",
        "福祉/desktop.ini",
        "__MACOSX/._a.csv",
        ".~lock.a.csv#",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"a,b\n")
    told: list[str] = []
    result = read_inbox(tmp_path, told.append)
    assert [each.name for each in result] == ["ガイド.csv", "福祉/a.csv", "ｂ.csv"]
    assert sorted(told) == ["ガイド.csv", "福祉/a.csv", "ｂ.csv"]
    assert set(result[0].cells["file"]) == {"ガイド.csv"}


def test_inbox_that_is_empty_gives_nothing(tmp_path):
    """No file, no reading."""
    assert read_inbox(tmp_path) == []
