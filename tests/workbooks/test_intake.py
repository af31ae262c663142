"""Files of other programs, old programs and careless hands: what can be read is read, and what was not is named."""

import io
import quopri
import random
import struct
import zipfile

import msoffcrypto.format.ooxml
import pytest
from torikumi.workbooks.formats import model, parse
from torikumi.workbooks.formats.model import Contents, Unusable

from tests import biff
from tests.corpus import ods, record, wide, workbook, xlsb, xlsb_cell, xlsb_row, zipped

pytestmark = pytest.mark.usefixtures("held_against_others")

Shown = list[tuple[str, str, str]]


def shown(contents: Contents) -> Shown:
    """Address, text and kind of all cells."""
    return [
        (model.address(cell.row, cell.column), cell.text, cell.kind)
        for sheet in contents.sheets
        for cell in sheet.cells
    ]


def said(contents: Contents) -> list[tuple[str, str, str]]:
    """Code, found and place of all remarks."""
    return [(remark.code, remark.found, f"{remark.sheet}!{remark.cell}") for remark in contents.remarks]


def refused(data: bytes) -> tuple[str, str]:
    """Code and found of what is refused."""
    with pytest.raises(Unusable) as error:
        parse(data)
    return error.value.code, error.value.found


# XML Spreadsheet 2003

XML = (
    '<?xml version="1.0"{}?><?mso-application progid="Excel.Sheet"?>'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:html="http://www.w3.org/TR/REC-html40">'
    '<DocumentProperties xmlns="urn:schemas-microsoft-com:office:office"><LastSaved>2021-05-10T08:30:00Z</LastSaved></DocumentProperties>'
    '<Styles><Style ss:ID="Default"/><Style ss:ID="s1"><Interior ss:Color="#BFBFBF" ss:Pattern="Solid"/></Style>'
    '<Style ss:ID="s2" ss:Parent="s1"><NumberFormat ss:Format="0.0%"/></Style>'
    '<Style ss:ID="s3"><NumberFormat ss:Format="Short Date"/></Style><Style ss:ID="s4"><Font ss:StrikeThrough="1"/></Style>'
    '<Style ss:ID="s5"><Interior ss:Color="#FFFFFF" ss:Pattern="Gray125" ss:PatternColor="#000000"/></Style></Styles>{}</Workbook>'
)
SHEET = '<Worksheet ss:Name="R2報告"><Table>{}</Table></Worksheet>'


def spreadsheet(rows: str) -> bytes:
    """An XML Spreadsheet of one sheet."""
    return XML.format("", SHEET.format(rows)).encode()


def cell(value: str, type: str = "String", **given: object) -> str:
    """A cell of an XML Spreadsheet."""
    attributes = " ".join(f'ss:{name}="{content}"' for name, content in given.items())
    return f'<Cell {attributes}><Data ss:Type="{type}">{value}</Data></Cell>'


def test_xml_spreadsheet_gives_values_looks_and_places():
    """Its values by type and number format, fills and strikes by style, merges, indexes, comments and hidden rows and columns."""
    first = cell("番号", MergeAcross=1, MergeDown=1) + cell("一行目&#10;二行目")
    second = (
        cell("0.703", "Number", StyleID="s2")
        + cell("2020-11-05T00:00:00.000", "DateTime", StyleID="s3")
        + cell("1", "Boolean")
        + cell("#N/A", "Error", Index=5)
    )
    third = (
        cell("Ａ", StyleID="s4")
        + cell("1820.50", "Number")
        + (
            '<Cell ss:Index="4" ss:StyleID="s5"/><Cell ss:Formula="=R1C1"/>'
            '<Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40"><S>12件</S><B>15<I>件</I></B></ss:Data>'
            '<Comment ss:Author="係"><ss:Data xmlns="http://www.w3.org/TR/REC-html40"><B>係:</B> 確認</ss:Data></Comment></Cell>'
        )
    )
    columns = '<Column ss:Width="50"/><Column ss:Index="3" ss:Hidden="1" ss:StyleID="s1"/>'
    rows = f'{columns}<Row>{first}</Row><Row ss:Index="4" ss:Hidden="1">{second}</Row><Row>{third}</Row>'
    contents = parse(spreadsheet(rows))
    assert (contents.format, contents.modified, contents.remarks) == ("xml", "2021-05-10T08:30:00", [])
    assert [(sheet.name, len(sheet.cells)) for sheet in contents.sheets] == [("R2報告", 11)]
    assert [tuple(each) for each in contents.sheets[0].cells] == [
        (1, 1, "番号", "text", "", "", "", "A1:B2", False, ""),
        (1, 3, "一行目\n二行目", "text", "solid:BFBFBF", "", "", "", True, ""),
        (4, 1, "70.3%", "number", "solid:BFBFBF", "", "", "", True, "0.703"),
        (4, 2, "2020/11/5", "date", "", "", "", "", True, ""),
        (4, 3, "TRUE", "boolean", "solid:BFBFBF", "", "", "", True, ""),
        (4, 5, "#N/A", "error", "", "", "", "", True, ""),
        (5, 1, "", "text", "", "", "Ａ", "", False, ""),
        (5, 2, "1820.5", "number", "", "", "", "", False, "1820.5"),
        (5, 4, "", "text", "gray125:000000", "", "", "", False, ""),
        (5, 5, "=R1C1", "formula", "", "", "", "", False, ""),
        (5, 6, "15件", "text", "", "係: 確認", "12件", "", False, ""),
    ]


def test_xml_spreadsheet_of_any_prefix_and_encoding():
    """The namespace counts, not the prefix, and Shift_JIS is read, which XML parsers do not know."""
    data = (
        '<?xml version="1.0" encoding="Shift_JIS"?><a:Workbook xmlns:a="urn:schemas-microsoft-com:office:spreadsheet">'
        '<a:Worksheet a:Name="報告"><a:Table><a:Row><a:Cell><a:Data a:Type="String">番号</a:Data></a:Cell></a:Row></a:Table></a:Worksheet>'
        "</a:Workbook>"
    ).encode("cp932")
    assert shown(parse(data)) == [("A1", "番号", "text")]


def test_xml_spreadsheet_with_a_hidden_sheet():
    """All cells of a hidden sheet are hidden."""
    hidden = '<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible></WorksheetOptions>'
    sheet = SHEET.format(f"<Row>{cell('番号')}</Row>").replace("</Worksheet>", f"{hidden}</Worksheet>")
    assert [each.hidden for each in parse(XML.format("", sheet).encode()).sheets[0].cells] == [True]


def test_xml_spreadsheet_counts_rows_that_span():
    """A row that stands for several moves the next one on, and the text of a cell that is no number stays."""
    rows = f'<Row ss:Span="2"/><Row>{cell("十", "Number")}</Row>'
    assert shown(parse(spreadsheet(rows))) == [("A4", "十", "text")]


def test_xml_spreadsheet_that_is_unsafe_or_cut():
    """A document type is refused, and so is what ends in the middle."""
    data = spreadsheet(f"<Row>{cell('番号')}</Row>")
    assert refused(data.replace(b"<?mso", b'<!DOCTYPE x [<!ENTITY a "b">]><?mso')) == ("file_unsafe", "DOCTYPE宣言")
    assert refused(data[:-40]) == ("file_damaged", "ブックの内容を読み取れません（ExpatError）")


def test_style_that_an_xml_spreadsheet_does_not_have():
    """The cell is read, and that its look was not is said once."""
    contents = parse(spreadsheet(f"<Row>{cell('Ｂ', StyleID='s9') * 2}</Row>"))
    assert shown(contents) == [("A1", "Ｂ", "text"), ("B1", "Ｂ", "text")]
    assert said(contents) == [("looks_unread", "", "R2報告!")]


# What yields nothing


@pytest.mark.parametrize(
    "data",
    [
        workbook(""),
        workbook('<row r="1"><c r="A1"/></row>'),
        ods(""),
        xlsb(b""),
        spreadsheet(""),
        biff.xls(b""),
        b"<html><table><tr><td> </td></tr></table></html>",
        b",,\n,,\n",
    ],
)
def test_file_without_a_cell_says_so(data):
    """A file of any format that yields no cell has a finding that says so."""
    contents = parse(data)
    assert (shown(contents), "file_without_cells" in [remark.code for remark in contents.remarks]) == ([], True)


# .ods


def ods_row(*cells: str) -> str:
    """A row of an .ods file."""
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ('office:value-type="float" office:value="0"', "#N/A"),
        ('office:value-type="float" office:value="0" table:formula="of:=1/0"', "#DIV/0!"),
        ('office:value-type="percentage" office:value="0"', "#VALUE!"),
        ('office:value-type="float" office:value="0" table:formula="of:=A1"', "Err:508"),
        ('office:value-type="string" office:string-value="" table:formula="of:=NA()"', "#N/A"),
    ],
)
def test_error_in_an_ods_that_excel_or_openoffice_saved(given, text):
    """There is no type for errors: a 0 that shows one, and a calculated one, are errors."""
    contents = parse(ods(ods_row(f"<table:table-cell {given}><text:p>{text}</text:p></table:table-cell>")))
    assert shown(contents) == [("A1", text, "error")]


def test_text_that_looks_like_an_error_in_an_ods():
    """What somebody typed is text."""
    typed = '<table:table-cell office:value-type="string"><text:p>#N/A</text:p></table:table-cell>'
    assert shown(parse(ods(ods_row(typed)))) == [("A1", "#N/A", "text")]


def test_value_that_a_format_hides_in_an_ods():
    """The stored value is read and named; a value for which nothing to show was written is read like any other."""
    hidden = '<table:table-cell office:value-type="float" office:value="0"><text:p/></table:table-cell>'
    unwritten = '<table:table-cell office:value-type="float" office:value="12"/>'
    contents = parse(ods(ods_row(hidden, unwritten)))
    assert shown(contents) == [("A1", "0", "number"), ("B1", "12", "number")]
    assert said(contents) == [("value_hidden", "0", "R2報告!A1")]


def test_text_under_a_format_of_its_own_in_an_ods():
    """The text is what is stored; where the format shows nothing or something else of it, that is named."""
    hidden, other, more, lines = (
        f'<table:table-cell office:value-type="string" office:string-value="{own}">{paragraphs}</table:table-cell>'
        for own, paragraphs in (
            ("旧", "<text:p/>"),
            ("x", "<text:p>―</text:p>"),
            ("長谷", "<text:p>長谷様</text:p>"),
            ("一行目&#10;二行目", "<text:p>一行目</text:p><text:p>二行目</text:p>"),
        )
    )
    contents = parse(ods(ods_row(hidden, other, more, lines)))
    assert [text for _, text, _ in shown(contents)] == ["旧", "x", "長谷", "一行目\n二行目"]
    assert said(contents) == [("value_hidden", "旧", "R2報告!A1"), ("value_hidden", "x", "R2報告!B1")]


def test_list_and_heading_in_a_cell_of_an_ods():
    """Each item is a line, also of a list within a list."""
    inner = "<text:list><text:list-item><text:p>内</text:p></text:list-item></text:list>"
    items = f"<text:list-header><text:p>前</text:p></text:list-header><text:list-item><text:p>一</text:p>{inner}</text:list-item>"
    content = f"<text:h>見出し</text:h><text:list>{items}<text:list-item><text:p>二</text:p></text:list-item></text:list><text:p>後</text:p>"
    contents = parse(ods(ods_row(f"<table:table-cell>{content}</table:table-cell>")))
    assert shown(contents) == [("A1", "見出し\n前\n一\n内\n二\n後", "text")]


TEXT = "<table:table-cell><text:p>番号</text:p></table:table-cell>"


def members(data: bytes) -> dict[str, bytes]:
    """The members of a package."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("left_out", [("mimetype",), ("mimetype", "META-INF/manifest.xml")])
def test_ods_without_mimetype(left_out):
    """What Google saves has no mimetype, and is told by its manifest or its content."""
    parts = members(ods(ods_row(TEXT)))
    parts["META-INF/manifest.xml"] = b'<manifest media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
    contents = parse(zipped({name: content for name, content in parts.items() if name not in left_out}))
    assert (contents.format, shown(contents)) == ("ods", [("A1", "番号", "text")])


def test_ods_with_a_document_type():
    """OpenOffice 2 names one in the manifest, others in the content; with entities it is refused."""
    parts = members(ods(ods_row(TEXT)))
    manifest = (
        b'<!DOCTYPE manifest:manifest PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "Manifest.dtd"><manifest/>'
    )
    content = b'<!DOCTYPE office:document-content PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "office.dtd">'
    safe = parts | {"META-INF/manifest.xml": manifest, "content.xml": content + parts["content.xml"]}
    assert shown(parse(zipped(safe))) == [("A1", "番号", "text")]
    unsafe = parts | {"content.xml": b'<!DOCTYPE x [<!ENTITY a "b">]>' + parts["content.xml"]}
    assert refused(zipped(unsafe)) == ("file_unsafe", "DOCTYPE宣言")


def test_ods_style_of_another_family_is_another_style():
    """A text style and a cell style may share a name; a cell whose style is missing is read, and that is said."""
    automatic = (
        '<style:style style:name="a" style:family="table-cell"><style:table-cell-properties fo:background-color="#bfbfbf"/></style:style>'
        '<style:style style:name="a" style:family="text"><style:text-properties style:text-line-through-style="solid"/></style:style>'
    )
    shaded = '<table:table-cell table:style-name="a"><text:p>Ｂ</text:p></table:table-cell>'
    contents = parse(ods(ods_row(shaded), automatic))
    assert [(each.text, each.fill, each.struck) for each in contents.sheets[0].cells] == [("Ｂ", "solid:BFBFBF", "")]
    assert said(parse(ods(ods_row(shaded)))) == [("looks_unread", "", "!")]


def test_ods_tables_that_are_no_sheets():
    """The table that a link brings along is no sheet, and one within a cell is no row of its sheet."""
    inner = f'<table:table table:name="内">{ods_row(TEXT, TEXT)}</table:table>'
    parts = members(ods(ods_row(TEXT.replace("<text:p>番号</text:p>", "<text:p>番号</text:p>" + inner))))
    parts["content.xml"] = parts["content.xml"].replace(
        b"</office:spreadsheet>", f"<table:dde-links><table:dde-link>{inner}</table:dde-link></table:dde-links></office:spreadsheet>".encode()
    )  # fmt: skip
    contents = parse(zipped(parts))
    assert ([sheet.name for sheet in contents.sheets], shown(contents)) == (["R2報告"], [("A1", "番号", "text")])


def test_table_within_a_shape_of_an_ods():
    """Its rows are none of the sheet's; rows in groups are."""
    shape = f"<table:shapes><table:table>{ods_row(TEXT)}</table:table></table:shapes>"
    groups = f"<table:table-row-group><table:table-header-rows>{ods_row(TEXT)}</table:table-header-rows></table:table-row-group>"
    assert shown(parse(ods(shape + groups + ods_row(TEXT)))) == [("A1", "番号", "text"), ("A2", "番号", "text")]


def test_values_of_an_ods_that_nobody_wrote_out():
    """A cell may hold its value alone: dates and times are shown as usual."""
    given = (
        ("date", "date-value", "2020-11-05"),
        ("date", "date-value", "2020-11-05T18:30:00"),
        ("time", "time-value", "PT09H30M00S"),
        ("percentage", "value", "0.703"),
        ("boolean", "boolean-value", "true"),
        ("string", "string-value", "x"),
        ("date", "date-value", "未定"),
    )
    cells = "".join(
        f'<table:table-cell office:value-type="{type}" office:{name}="{value}"/>' for type, name, value in given
    )
    contents = parse(ods(ods_row(cells)))
    assert [text for _, text, _ in shown(contents)] == [
        "2020/11/5",
        "2020/11/5 18:30",
        "9:30:00",
        "0.703",
        "TRUE",
        "x",
        "未定",
    ]
    assert said(contents) == []


def test_formula_that_gives_a_blank_in_an_ods():
    """A calculated blank is blank, and a formula that nobody calculated is the formula."""
    blank = '<table:table-cell table:formula="of:=IF(1;&quot;&quot;)"><text:p/></table:table-cell>'
    uncached = '<table:table-cell table:formula="of:=[.A1]"/>'
    assert shown(parse(ods(ods_row(blank, uncached)))) == [("B1", "=[.A1]", "formula")]


def test_opendocument_in_one_file():
    """The flat form is read like the package, though its elements are called table, too."""
    content = members(ods(ods_row(TEXT)))["content.xml"].decode()
    mimetype = 'office:mimetype="application/vnd.oasis.opendocument.spreadsheet"'
    flat = content.replace("<office:document-content", f"<office:document {mimetype}").replace(
        "office:document-content>", "office:document>"
    )
    contents = parse(flat.encode())
    assert (contents.format, shown(contents)) == ("fods", [("A1", "番号", "text")])
    assert refused(f'<!DOCTYPE x [<!ENTITY a "b">]>{flat}'.encode()) == ("file_unsafe", "DOCTYPE宣言")


# .xls

OLD = biff.text(0, 0, "番号") + biff.number(0, 1, 0.703, 1) + biff.text(1, 0, "Ｂ", 4) + biff.error(1, 1, 0x2A)
OLD_SHOWN = [("A1", "番号", "text"), ("B1", "70.3%", "number"), ("A2", "Ｂ", "text"), ("B2", "#N/A", "error")]


@pytest.mark.parametrize("name", ["Workbook", "WORKBOOK", "Book", "BOOK", "workbook"])
def test_old_workbook_whatever_the_case_of_its_stream(name):
    """Names of streams are compared without case."""
    contents = parse(biff.compound(name, biff.xls(OLD)))
    assert (contents.format, shown(contents), said(contents)) == ("xls", OLD_SHOWN, [])
    assert contents.sheets[0].cells[2].fill == "solid:C0C0C0"


def test_old_workbook_with_a_style_that_is_not_there():
    """The cells are read; that the looks were not is said once for the sheet."""
    contents = parse(biff.xls(OLD + biff.number(2, 0, 12, 99) + biff.text(2, 1, "Ａ", 98)))
    assert shown(contents) == [*OLD_SHOWN, ("A3", "12", "number"), ("B3", "Ａ", "text")]
    assert said(contents) == [("looks_unread", "", "R2報告!")]


def test_old_workbook_with_a_fault_in_its_sectors():
    """A chain of sectors that crosses another is stepped over, and said."""
    data = bytearray(biff.compound("Workbook", biff.xls(OLD)))
    # The directory goes on in the stream.
    struct.pack_into("<I", data, 512 + 4, 3)
    contents = parse(bytes(data))
    assert (shown(contents), said(contents)) == (OLD_SHOWN, [("file_mended", "", "!")])


def test_damaged_sheet_of_an_old_workbook_costs_only_itself():
    """The others are read, and it is named; a macro sheet is named, too."""
    broken = biff.record(0x0203, b"\1")
    data = biff.stream([("集計", 0, broken), ("R2報告", 0, OLD), ("Macro1", biff.MACRO_SHEET, b"")])
    contents = parse(data)
    assert shown(contents) == OLD_SHOWN
    assert said(contents) == [("sheet_damaged", "集計", "集計!"), ("macro_sheet", "Macro1", "Macro1!")]
    assert refused(biff.xls(broken)) == ("file_damaged", "ブックの内容を読み取れません（error）")


def test_shaded_blanks_of_an_old_workbook_make_no_row():
    """As in every format, a row without a text is left out."""
    blank = biff.record(0x0201, struct.pack("<HHH", 5, 0, 4))
    assert shown(parse(biff.xls(OLD + blank))) == OLD_SHOWN


# Values that a format hides


@pytest.mark.parametrize(
    ("data", "sheet"),
    [
        (biff.xls(biff.number(0, 0, 0, 5)), "R2報告"),
        (
            XML.format("", SHEET.format(f"<Row>{cell('0', 'Number', StyleID='s9')}</Row>"))
            .replace("</Styles>", '<Style ss:ID="s9"><NumberFormat ss:Format="#,###"/></Style></Styles>')
            .encode(),
            "R2報告",
        ),
    ],
)
def test_value_that_a_format_hides_is_kept_and_named(data, sheet):
    """0 under `#,###` shows nothing; zero is not blank."""
    contents = parse(data)
    assert [(each.text, each.kind, each.stored) for each in contents.sheets[0].cells] == [("0", "number", "0")]
    assert said(contents) == [("value_hidden", "0", f"{sheet}!A1")]


@pytest.mark.parametrize(
    "data",
    [
        biff.xls(biff.text(0, 0, "旧", 6)),
        XML.format("", SHEET.format(f"<Row>{cell('旧', StyleID='s9')}</Row>"))
        .replace("</Styles>", '<Style ss:ID="s9"><NumberFormat ss:Format=";;;"/></Style></Styles>')
        .encode(),
    ],
)
def test_text_that_a_format_hides_is_kept_and_named(data):
    """`;;;` shows nothing of a text either."""
    contents = parse(data)
    assert (shown(contents), said(contents)) == ([("A1", "旧", "text")], [("value_hidden", "旧", "R2報告!A1")])


# Encrypted


def locked(data: bytes, password: str) -> bytes:
    """An .xlsx file under a password; msoffcrypto can encrypt no file that is smaller than 4,096 bytes."""
    picture = {"xl/media/image1.png": random.Random(0).randbytes(4096)}
    target = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(zipped(members(data) | picture))).encrypt(password, target)
    return target.getvalue()


def test_workbook_under_excels_default_password_is_opened():
    """Excel opens it without asking, and so does this; it is the format that lies within."""
    old = parse(biff.encrypted([("R2報告", 0, OLD)], "VelvetSweatshop"))
    assert (old.format, shown(old), said(old)) == ("xls", OLD_SHOWN, [])
    new = parse(locked(workbook('<row r="1"><c r="A1"><v>5</v></c></row>'), "VelvetSweatshop"))
    assert (new.format, shown(new), said(new)) == ("xlsx", [("A1", "5", "number")], [])


def test_workbook_under_a_real_password_is_named():
    """Only the sender has it."""
    assert refused(biff.encrypted([("R2報告", 0, OLD)], "秘密")) == ("file_encrypted", "パスワード")
    assert refused(locked(workbook(""), "秘密")) == ("file_encrypted", "パスワード")


# .xlsb


def test_records_after_the_data_of_a_sheet_are_no_cells():
    """Records of the same numbers mean other things there."""
    after = record(0, struct.pack("<I", 0) + bytes(13)) + xlsb_cell(6, 0, wide("別物"))
    assert shown(parse(xlsb(xlsb_row(0, xlsb_cell(6, 0, wide("番号"))), after))) == [("A1", "番号", "text")]


def test_cells_that_follow_one_another_without_a_column():
    """A short record stands in the column after the last."""
    short = record(17, struct.pack("<I", 0) + wide("右")) + record(16, struct.pack("<Id", 1, 0.703))
    rows = xlsb_row(0, xlsb_cell(6, 2, wide("番号")), short)
    assert shown(parse(xlsb(rows))) == [("C1", "番号", "text"), ("D1", "右", "text"), ("E1", "70.3%", "number")]


def test_damaged_sheet_of_an_xlsb_costs_only_itself():
    """The other sheet is read, and the damaged one is named."""
    parts = members(xlsb(xlsb_row(0, xlsb_cell(6, 0, wide("番号")))))
    second = record(156, struct.pack("<II", 0, 2) + wide("rId9") + wide("集計")) + record(144)
    parts["xl/workbook.bin"] = parts["xl/workbook.bin"].replace(record(144), second)
    contents = parse(zipped(parts))
    assert (shown(contents), said(contents)) == ([("A1", "番号", "text")], [("sheet_damaged", "集計", "集計!")])


def test_strings_that_an_xlsb_names_and_lacks():
    """Each cell that names one is an error, and the file says it once."""
    parts = members(xlsb(xlsb_row(0, *(xlsb_cell(7, at, struct.pack("<I", at)) for at in range(2)))))
    del parts["xl/sharedStrings.bin"]
    contents = parse(zipped(parts))
    lost = "（読めない文字列）"
    assert (shown(contents), said(contents)) == (
        [("A1", lost, "error"), ("B1", lost, "error")],
        [("strings_lost", "", "!")],
    )


def test_styles_that_an_xlsb_names_and_lacks():
    """The values are read, as they are stored, and that the looks were not is said."""
    parts = members(xlsb(xlsb_row(0, xlsb_cell(5, 0, struct.pack("<d", 0.703), 1))))
    del parts["xl/styles.bin"]
    contents = parse(zipped(parts))
    assert (shown(contents), said(contents)) == ([("A1", "0.703", "number")], [("looks_unread", "", "!")])


def test_cell_that_comes_twice_in_an_xlsb():
    """A text beats a shaded blank, and of two texts the other one is named."""
    twice = xlsb_row(0, xlsb_cell(1, 0, b"", 4), xlsb_cell(6, 0, wide("12件")), xlsb_cell(6, 0, wide("15件")))
    contents = parse(xlsb(twice))
    assert (shown(contents), said(contents)) == ([("A1", "12件", "text")], [("cell_twice", "15件", "R2報告!A1")])


# Plain text

LATIN = "Numéro;Größe,Señor\nnaïve,façade\n"


@pytest.mark.parametrize(
    ("encoding", "text", "found"),
    [
        ("cp1252", LATIN, "Windows-1252（欧文）"),
        ("latin-1", LATIN, "Windows-1252（欧文）"),
        ("cp1252", "don’t,“quoted” – text\n", "Windows-1252（欧文）"),
        ("euc_jp", "番号,取組名\n1-1-1-1,相談体制の整備\n", "EUC-JP"),
        ("iso2022_jp", "番号,取組名\n1-1-1-1,相談体制の整備\n", "ISO-2022-JP（JIS）"),
        ("utf-16-le", "番号,取組名\n1-1-1-1,相談体制の整備\n", "UTF-16（リトルエンディアン）"),
        ("utf-16-be", "番号,取組名\n1-1-1-1,相談体制の整備\n", "UTF-16（ビッグエンディアン）"),
    ],
)
def test_encoding_that_was_guessed_is_said(encoding, text, found):
    """A text file is read in the encoding in which it looks natural; an unusual one is named."""
    contents = parse(text.encode(encoding))
    lines = [line.split(",") for line in text.splitlines()]
    assert [each.text for each in contents.sheets[0].cells] == [field for line in lines for field in line]
    assert said(contents)[1:] == [("encoding_guessed", found, "!")]


@pytest.mark.parametrize(
    "text",
    [
        "番号,Ａ\n",
        "ｶﾏｸﾗ,ﾀﾛｳ\n",
        "A棟,B棟\n",
        "齋藤,渡邉,澁谷\n",
        "髙橋,山﨑,㈱\n",
        "1-1-1-1,A※\n",
        "№1,℡,①\n",
        "ア,い\n",
    ],
)
def test_japanese_in_cp932_is_told_from_latin(text):
    """Few characters, rare kanji, half-width kana and the signs of NEC and IBM are CP932 without a word."""
    contents = parse(text.encode("cp932"))
    assert [each.text for each in contents.sheets[0].cells] == text.strip().split(",")
    assert said(contents) == [("shading_not_shown", "csv", "!")]


def test_wrong_byte_in_a_text_file_costs_one_character():
    """The rest stays UTF-8, and the byte is counted."""
    data = "番号,取組名\n1-1-1-1,相談体制の整備\n".encode().replace("談".encode(), b"\xff")
    contents = parse(data)
    assert [each.text for each in contents.sheets[0].cells] == ["番号", "取組名", "1-1-1-1", "相\ufffd体制の整備"]
    assert said(contents)[1:] == [("text_damaged", "1", "!")]


def test_text_in_an_encoding_that_nobody_here_uses_is_named():
    """Nonsense is worse than a refusal."""
    assert refused("Номер,Имя\n1,Москва\n".encode("cp1251")) == ("file_format", "文字コードの分からない文字のファイル")


@pytest.mark.parametrize(
    ("data", "name"), [(b'TABLE\r\n0,1\r\n"x"\r\n', "DIF"), (b"ID;PWXL;N;E\nC;Y1;X1;K1,2\n", "SYLK")]
)
def test_formats_of_text_that_are_no_csv_are_named(data, name):
    """Their records would pass for cells."""
    assert refused(data) == ("file_format", name)


def test_escape_in_a_text_file_is_text():
    """`_x0041_` is an A in OOXML only."""
    assert shown(parse(b"_x0041_,_x000D_\n")) == [("A1", "_x0041_", "text"), ("B1", "_x000D_", "text")]
    assert shown(parse(b"<table><tr><td>_x0041_</td></tr></table>")) == [("A1", "_x0041_", "text")]
    assert shown(parse(ods(ods_row(TEXT.replace("番号", "_x0041_"))))) == [("A1", "_x0041_", "text")]


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("sep=;\n番号;評価\n", [("A1", "番号"), ("B1", "評価")]),
        ("SEP=,\r\n番号,評価;Ａ\r\n", [("A1", "番号"), ("B1", "評価;Ａ")]),
        ("番号;評価\n1;Ａ\n", [("A1", "番号"), ("B1", "評価"), ("A2", "1"), ("B2", "Ａ")]),
        ("番号,評価\n1,Ａ;Ｂ;Ｃ\n", [("A1", "番号"), ("B1", "評価"), ("A2", "1"), ("B2", "Ａ;Ｂ;Ｃ")]),
        ('="0012",=1+1\n', [("A1", "0012"), ("B1", "=1+1")]),
        ("番号,評価\r\ufeff1,Ａ\r", [("A1", "番号"), ("B1", "評価"), ("A2", "1"), ("B2", "Ａ")]),
    ],
)
def test_text_file_as_excel_shows_it(text, cells):
    """A line that names the separator is no row, and a text that is spelled as a formula is the text."""
    contents = parse(text.encode())
    assert (contents.format, [(place, text) for place, text, _ in shown(contents)]) == ("csv", cells)


def test_quote_that_is_never_closed_is_named():
    """It would swallow every row that follows; a quote within a field is a character."""
    assert refused('番号,実績\n1,"12件\n2,15件\n'.encode()) == ("file_damaged", "引用符の組が合いません")
    assert shown(parse('"12"件,15件\n'.encode())) == [("A1", "12件", "text"), ("B1", "15件", "text")]


# Web pages


def test_looks_of_a_page_by_class_name_and_notation():
    """Colours by class, in three notations and by name; line-through; what is not displayed is hidden."""
    page = (
        "<html><style>.x1{background:#BFBFBF} .x2 {text-decoration: line-through}</style><table><tr style='display:none'>"
        "<td class='a x1'>1</td><td class=x2>2</td><td style='background-color:#ccc'>3</td>"
        "<td style='background:rgb(1, 2, 255)'>4</td><td bgcolor=yellow>5</td></tr></table>"
    )
    assert [(each.text, each.fill, each.struck, each.hidden) for each in parse(page.encode()).sheets[0].cells] == [
        ("1", "solid:BFBFBF", "", True),
        ("", "", "2", True),
        ("3", "solid:CCCCCC", "", True),
        ("4", "solid:0102FF", "", True),
        ("5", "solid:FFFF00", "", True),
    ]


def test_page_that_is_cut_keeps_its_last_cell():
    """A table that does not end is read to where the page ends."""
    assert shown(parse("<table><tr><td>番号<td>取組名".encode())) == [("A1", "番号", "text"), ("B1", "取組名", "text")]


def test_furigana_and_paragraphs_of_a_page():
    """Furigana is no text, and what begins a line of its own does so in a cell."""
    page = "<table><tr><td><ruby>鎌倉<rp>(</rp><rt>カマクラ</rt><rp>)</rp></ruby>市<td><p>一行目</p> <p>二行目</p><td><div>一</div>二<ul><li>三</ul></table>"
    assert [text for _, text, _ in shown(parse(page.encode()))] == ["鎌倉市", "一行目\n二行目", "一\n二\n三"]


def archive(*pages: tuple[str, str], header: str = "MIME-Version: 1.0\nX-Document-Type: Workbook\n") -> bytes:
    """A single-file web page as Excel writes it: place and content of each page."""
    parts = "".join(
        f"------=_A\nContent-Location: file:///C:/{place}\nContent-Transfer-Encoding: quoted-printable\n"
        f'Content-Type: text/html; charset="shift_jis"\n\n{quopri.encodestring(page.encode("cp932")).decode()}\n'
        for place, page in pages
    )
    boundary = 'Content-Type: multipart/related; boundary="----=_A"'
    return f"{header}{boundary}\n\nThis is a web archive.\n\n{parts}------=_A--\n".encode()


def test_single_file_web_page_of_several_sheets():
    """The first page names the sheets; the strip of tabs is none of them."""
    names = "".join(
        f'<x:ExcelWorksheet><x:Name>{name}</x:Name><x:WorksheetSource HRef="回答.files/{page}"/></x:ExcelWorksheet>'
        for name, page in (("R2報告", "sheet001.htm"), ("集計", "sheet002.htm"))
    )
    tab = "<html><table><tr><td>R2報告</table></html>"
    style = "<style><!-- .xl65 {background:#BFBFBF;} --></style>"
    pages = (
        ("回答.htm", f"<html><!--[if gte mso 9]><xml>{names}</xml><![endif]--></html>"),
        ("回答.files/sheet001.htm", f"<html>{style}<table><tr><td>番号<td class=xl65>Ｂ</table></html>"),
        ("回答.files/sheet002.htm", "<html><table><tr><td>計</table></html>"),
        ("回答.files/tabstrip.htm", tab),
    )
    contents = parse(archive(*pages))
    assert contents.format == "mhtml"
    assert [(sheet.name, [(each.text, each.fill) for each in sheet.cells]) for sheet in contents.sheets] == [
        ("R2報告", [("番号", ""), ("Ｂ", "solid:BFBFBF")]),
        ("集計", [("計", "")]),
    ]


def test_single_file_web_page_of_one_page():
    """Of a workbook of one sheet, or of any page that a browser saved; without a table it is named."""
    header = "From: <Saved by Blink>\nSnapshot-Content-Location: https://example.jp/\nSubject: x\nMIME-Version: 1.0\n"
    assert shown(parse(archive(("a.htm", "<table><tr><td>番号</table>"), header=header))) == [("A1", "番号", "text")]
    assert refused(archive(("a.htm", "<p>x</p>"))) == ("file_format", "表のない単一ファイルWebページ")


def test_mail_is_named():
    """A message that somebody sent is no page, whatever it holds."""
    header = "Received: by example.jp\nTo: a@example.jp\nMIME-Version: 1.0\n"
    assert refused(archive(("a.htm", "<table><tr><td>番号</table>"), header=header)) == ("file_format", "メール")


# Places


@pytest.mark.parametrize(
    "data",
    [
        spreadsheet(f'<Row ss:Index="99999999">{cell("番号")}</Row>'),
        spreadsheet(f'<Row ss:Index="-5">{cell("番号")}</Row>'),
        spreadsheet(f"<Row>{cell('番号', Index=16385)}</Row>"),
        xlsb(xlsb_row(2_000_000, xlsb_cell(6, 0, wide("番号")))),
        workbook('<row r="1048577"><c><v>1</v></c></row>'),
        workbook('<row r="1"><c r="XFE1"><v>1</v></c></row>'),
    ],
)
def test_place_that_no_sheet_has_is_damage(data):
    """It would be a row of nothing."""
    assert refused(data)[0] == "file_damaged"


# Sizes


@pytest.mark.parametrize(
    "data",
    [
        b"1,2\n3,4\n",
        biff.xls(OLD),
        ods(ods_row(TEXT * 4)),
        xlsb(xlsb_row(0, *[xlsb_cell(6, at, wide("x")) for at in range(4)])),
        spreadsheet(f"<Row>{cell('x') * 4}</Row>"),
        b"<table><tr><td>1<td>2<td>3<td>4</table>",
    ],
)
def test_more_cells_than_a_return_has_are_named(data, monkeypatch):
    """The limit is in cells, the same on any machine, and in every format."""
    monkeypatch.setattr(model, "MOST_CELLS", 3)
    assert refused(data) == ("file_too_large", "3個以上のセル")
