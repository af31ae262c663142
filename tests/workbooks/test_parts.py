"""Parts of a package under other names and in other encodings than usual: found and read, and what is lost is said."""

import pytest
from torikumi.workbooks.formats import parse
from torikumi.workbooks.formats.model import Contents

from tests.corpus import GOOD_ROWS, parts, row, styles, text_cell, workbook, zipped

pytestmark = pytest.mark.usefixtures("held_against_others")

GOOD = ["番号", "取組名", "R2評価", "1-1-1-1", "相談体制の整備", "Ａ"]
STRINGS = "".join(f"<si><t>{text}</t></si>" for text in GOOD)
BY_NUMBER = '<row r="1">' + "".join(f'<c t="s"><v>{at}</v></c>' for at in range(6)) + "</row>"


def texts(contents: Contents) -> list[str]:
    """The texts of all cells."""
    return [cell.text for sheet in contents.sheets for cell in sheet.cells]


def codes(contents: Contents) -> list[tuple[str, str]]:
    """What is said of the file."""
    return [(remark.code, remark.found) for remark in contents.remarks]


def renamed(old: str, in_package: str, in_relation: str, rows: str = GOOD_ROWS) -> bytes:
    """A good workbook in which a part has another name."""
    changed = {}
    for name, content in parts(rows, shared=STRINGS).items():
        changed[in_package if name == old else name] = str(content).replace(
            f'Target="{old.removeprefix("xl/")}"', f'Target="{in_relation}"'
        )
    return zipped(changed)


@pytest.mark.parametrize(
    ("in_package", "in_relation"),
    [
        ("xl/worksheets/シート1.xml", "worksheets/%E3%82%B7%E3%83%BC%E3%83%881.xml"),
        ("xl/worksheets/%E3%82%B7%E3%83%BC%E3%83%881.xml", "worksheets/シート1.xml"),
        ("xl/worksheets/%e3%82%b7%E3%83%BC%E3%83%881.xml", "worksheets/%E3%82%B7%e3%83%bc%e3%83%881.xml"),
        ("xl/worksheets/sheet 1.xml", "worksheets/sheet%201.xml"),
        ("XL/Worksheets/SHEET1.XML", "worksheets/sheet1.xml"),
        ("xl\\worksheets\\sheet1.xml", "worksheets\\sheet1.xml"),
        ("xl/worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml"),
        ("xl/worksheets/sheet1.xml", "../xl/./worksheets/sheet1.xml"),
    ],
)
def test_sheet_under_a_name_that_is_written_otherwise(in_package, in_relation):
    """Names of parts are compared without case, percent escapes and the kind of slash (ECMA-376 part 2, 6.2.2)."""
    contents = parse(renamed("xl/worksheets/sheet1.xml", in_package, in_relation))
    assert (texts(contents), codes(contents)) == (GOOD, [])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("xl/sharedStrings.xml", "xl/SharedStrings.xml"),
        ("xl/sharedStrings.xml", "xl/%73haredStrings.xml"),
        ("xl/styles.xml", "XL/Styles.XML"),
        ("xl/workbook.xml", "xl/Workbook.xml"),
        ("[Content_Types].xml", "[content_types].xml"),
        ("_rels/.rels", "_RELS/.RELS"),
        ("xl/_rels/workbook.xml.rels", "xl/_rels/Workbook.xml.rels"),
    ],
)
def test_part_that_its_package_spells_otherwise(old, new):
    """Whatever part it is."""
    contents = parse(renamed(old, new, old.removeprefix("xl/"), BY_NUMBER))
    assert (texts(contents), codes(contents)) == (GOOD, [])


def test_strings_that_are_named_and_absent_are_said():
    """Each cell that names one is an error, and the file says it once; a workbook whose cells need none is sound."""
    lacking = {name: content for name, content in parts(BY_NUMBER).items() if name != "xl/sharedStrings.xml"}
    contents = parse(zipped(lacking))
    assert (texts(contents), codes(contents)) == (["（読めない文字列）"] * 6, [("strings_lost", "")])
    needless = {name: content for name, content in parts(GOOD_ROWS).items() if name != "xl/sharedStrings.xml"}
    contents = parse(zipped(needless))
    assert (texts(contents), codes(contents)) == (GOOD, [])


def test_strings_that_no_relation_names_are_found_at_their_usual_place():
    """Some programs leave out the relation."""
    sound = parts(BY_NUMBER, shared=STRINGS)
    name = "xl/_rels/workbook.xml.rels"
    sound[name] = str(sound[name]).replace("/sharedStrings", "/other")
    assert texts(parse(zipped(sound))) == GOOD


ENCODED = [
    ('<?xml version="1.0" encoding="utf-16"?>', "utf-8"),
    ('<?xml version="1.0" encoding="ISO-8859-1"?>', "utf-8"),
    ("<?xml version='1.0' encoding='Shift_JIS' standalone='yes'?>", "utf-8"),
    ('<?xml version="1.0" encoding="no-such-code"?>', "utf-8"),
    ('<?xml version="1.0" encoding="Shift_JIS"?>', "cp932"),
    ('<?xml version="1.0" encoding="windows-31j"?>', "cp932"),
    ('<?xml version="1.0" encoding="EUC-JP"?>', "euc_jp"),
    ('<?xml version="1.0" encoding="utf-8"?>', "utf-16"),
    ('<?xml version="1.0" encoding="utf-16"?>', "utf-16-le"),
    ('<?xml version="1.0"?>', "utf-16-be"),
    ("", "utf-8-sig"),
    ("\n ", "utf-8"),
    ('\n<?xml version="1.0" encoding="UTF-8"?>', "utf-8"),
]


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"])
@pytest.mark.parametrize(("declaration", "encoding"), ENCODED)
def test_part_in_an_encoding_that_it_does_not_declare(part, declaration, encoding):
    """What the bytes are counts: a byte order mark, then UTF-8, then what is declared."""
    rows = f'<row r="1">{text_cell("A1", "番号")}<c r="B1" t="s"><v>0</v></c></row>'
    sound = parts(rows, shared="<si><t>取組名</t></si>")
    contents = parse(zipped(sound | {part: f"{declaration}{sound[part]}".encode(encoding)}))
    assert (texts(contents), [sheet.name for sheet in contents.sheets]) == (["番号", "取組名"], ["R2報告"])
    assert codes(contents) == []


def test_part_in_no_encoding_at_all_is_damaged():
    """Bytes that are text in no way cost the sheet, not the run."""
    sound = parts(row(1, "番号"))
    name = "xl/worksheets/sheet1.xml"
    two = str(sound["xl/workbook.xml"]).replace("</sheets>", '<sheet name="別" sheetId="2" r:id="rId9"/></sheets>')
    related = str(sound["xl/_rels/workbook.xml.rels"]).replace(
        "</Relationships>",
        '<Relationship Id="rId9" Type="http://x/worksheet" Target="worksheets/sheet2.xml"/></Relationships>',
    )
    broken = b'<?xml version="1.0" encoding="Shift_JIS"?>' + str(sound[name]).encode("cp932") + b"\xff\xff"
    contents = parse(
        zipped(
            sound | {"xl/workbook.xml": two, "xl/_rels/workbook.xml.rels": related, "xl/worksheets/sheet2.xml": broken}
        )
    )
    assert (texts(contents), codes(contents)) == (["番号"], [("sheet_damaged", "別")])


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (";;;", [("value_hidden", "旧")]),
        ('0;0;0;"－"', [("value_hidden", "旧")]),
        (';;;"x"@', []),
        ("@", []),
        ("0;;", []),
        ("0;;;@", []),
    ],
)
def test_text_that_a_number_format_hides_is_kept_and_named(code, said):
    """The fourth section is for texts: without @ it shows nothing of them; what it adds is no part of the text."""
    style = styles(
        '<xf/><xf numFmtId="164"/>', formats=f'<numFmt numFmtId="164" formatCode="{code.replace(chr(34), "&quot;")}"/>'
    )
    shared = '<c r="B1" s="1" t="s"><v>0</v></c>'
    for cell in (text_cell("A1", "旧", 's="1"'), shared, '<c r="C1" s="1" t="str"><f>B1</f><v>旧</v></c>'):
        contents = parse(workbook(f'<row r="1">{cell}</row>', shared="<si><t>旧</t></si>", style=style))
        assert (texts(contents), codes(contents)) == (["旧"], said)


TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("[Content_Types].xml", TYPE, TYPE.upper()),
        ("[Content_Types].xml", TYPE, f"{TYPE}; charset=utf-8"),
        ("[Content_Types].xml", TYPE, "application/xml"),
        ("xl/_rels/workbook.xml.rels", 'Target="worksheets/sheet1.xml"', 'Target="xl/worksheets/sheet1.xml"'),
        ("xl/_rels/workbook.xml.rels", 'Target="worksheets/sheet1.xml"', 'Target="worksheets/sheet1.xml#A1"'),
        ("xl/worksheets/sheet1.xml", "相談", "&#11;相&#x1F;談\x0b&#x0008;"),
    ],
    ids=[
        "type in capitals",
        "type with a parameter",
        "no type",
        "name from the root",
        "name with a fragment",
        "control characters",
    ],
)
def test_part_that_a_careless_program_wrote(part, old, new):
    """What the standard forbids and its readers let pass is read without a word."""
    sound = parts(GOOD_ROWS)
    assert old in str(sound[part])
    contents = parse(zipped(sound | {part: str(sound[part]).replace(old, new)}))
    assert (contents.format, texts(contents), codes(contents)) == ("xlsx", GOOD, [])


def test_strings_with_characters_that_are_none():
    """The control characters fall away, and the strings keep their numbers."""
    contents = parse(workbook(BY_NUMBER, shared=STRINGS.replace("相談", "相\x01談&#2;")))
    assert (texts(contents), codes(contents)) == (GOOD, [])


def test_package_without_a_table_of_contents():
    """It is told by its workbook part."""
    contents = parse(zipped({name: part for name, part in parts(GOOD_ROWS).items() if name != "[Content_Types].xml"}))
    assert (contents.format, texts(contents)) == ("xlsx", GOOD)


@pytest.mark.parametrize("before", [b"\r\n", b"\xef\xbb\xbf", b"HTTP/1.1 200 OK\r\nContent-Type: x\r\n\r\n"])
def test_what_a_web_server_sends_before_a_package(before):
    """Is passed over; what comes behind the package is, too."""
    assert texts(parse(before + workbook(GOOD_ROWS) + b"\0" * 100)) == GOOD


@pytest.mark.parametrize("value", ["NaN", "INF", "-Infinity", "1_000", "1,234"])
def test_number_that_is_none(value):
    """What Python takes for a number and no workbook has is an error of its cell."""
    contents = parse(workbook(f'<row r="1"><c r="A1"><v>{value}</v></c></row>'))
    assert [(cell.text, cell.kind) for cell in contents.sheets[0].cells] == [(value, "error")]
