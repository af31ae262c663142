"""Reading cells as a person sees them (OOXML; what other formats share is in test_formats)."""

import io
import time
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.styles.colors import Color
from torikumi.workbooks.formats.numbers import shown
from torikumi.workbooks.read import Reading, read

from tests import corpus
from tests.corpus import merges, parts, relations_of_sheet, row, solid, styles, text_cell, workbook, zipped

pytestmark = pytest.mark.usefixtures("held_against_others")


@pytest.fixture
def reading(tmp_path):
    """Reads bytes as a file 回答.xlsx."""

    def of(data: bytes) -> Reading:
        (tmp_path / "回答.xlsx").write_bytes(data)
        return read(tmp_path / "回答.xlsx", "回答.xlsx")

    return of


def columns(result: Reading, *names: str) -> list[tuple[object, ...]]:
    """The cells as rows of these columns."""
    assert result.findings == ()
    return list(result.cells[list(names)].itertuples(index=False, name=None))


def test_frame_of_cells_names_file_sheet_and_address(reading):
    """A cell comes with its file, its sheet and its address, in the order of rows."""
    result = reading(workbook(row(1, "番号", "取組名") + row(2, "1-1-1-1")))
    assert columns(result, "file", "sheet", "row", "column", "cell", "text") == [
        ("回答.xlsx", "R2報告", 1, 1, "A1", "番号"),
        ("回答.xlsx", "R2報告", 1, 2, "B1", "取組名"),
        ("回答.xlsx", "R2報告", 2, 1, "A2", "1-1-1-1"),
    ]
    assert (result.format, result.sheets, result.size > 0, len(result.sha256)) == ("xlsx", ("R2報告",), True, 64)


def test_furigana_is_never_part_of_the_text(reading):
    """Phonetic runs are left out of shared and of inline strings."""
    phonetic = '<rPh sb="0" eb="2"><t>カマクラ</t></rPh><phoneticPr fontId="1"/>'
    rows = f'<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>鎌倉</t>{phonetic}</is></c></row>'
    result = reading(workbook(rows, shared=f"<si><t>鎌倉</t>{phonetic}</si>"))
    assert columns(result, "cell", "text") == [("A1", "鎌倉"), ("B1", "鎌倉")]


STYLE_1 = 's="1"'
RICH = "<r><t>計</t></r><r><rPr><strike/></rPr><t>12件</t></r><r><rPr><b/></rPr><t>15件</t></r>"


def test_struck_out_parts_are_kept_apart(reading):
    """Of 見え消し the kept text is the text, and the struck text is told beside it, in shared and in inline strings."""
    rows = f'<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is>{RICH}</is></c></row>'
    result = reading(workbook(rows, shared=f"<si>{RICH}</si>"))
    assert columns(result, "cell", "text", "struck") == [("A1", "計15件", "12件"), ("B1", "計15件", "12件")]


def test_cell_struck_out_as_a_whole_has_no_text(reading):
    """A strike of the cell's own font takes all of its text, and those parts of a rich text that have no font of their own."""
    style = styles('<xf/><xf fontId="1"/>', fonts="<font><strike/></font>")
    rich = '<c r="B1" s="1" t="inlineStr"><is><r><t>旧</t></r><r><rPr><b/></rPr><t>新</t></r></is></c>'
    result = reading(
        workbook(f'<row r="1">{text_cell("A1", "廃止", STYLE_1)}{rich}<c r="C1" s="1"><v>5</v></c></row>', style=style)
    )
    assert columns(result, "cell", "text", "struck", "kind") == [
        ("A1", "", "廃止", "text"),
        ("B1", "新", "旧", "text"),
        ("C1", "", "5", "number"),
    ]


def test_hidden_and_filtered_rows_and_columns_are_read_and_marked(reading):
    """Rows hidden by hand or by a filter and hidden columns are read like any other."""
    rows = row(1, "a", "b", "c") + row(2, "d").replace("<row ", '<row hidden="1" ')
    result = reading(
        workbook(rows, before='<cols><col min="2" max="2" hidden="1"/></cols>', after='<autoFilter ref="A1:C2"/>')
    )
    assert columns(result, "cell", "hidden") == [("A1", False), ("B1", True), ("C1", False), ("A2", True)]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheet_is_read_and_marked(reading, state):
    """All cells of a hidden sheet are hidden."""
    assert columns(reading(workbook(row(1, "a"), state=state)), "text", "hidden") == [("a", True)]


def test_formulas_give_their_cached_value(reading):
    """A formula is its cached value, a cached blank is blank, and one without a cached value is the formula itself."""
    cells = (
        '<c r="A1"><f>1+2</f><v>3</v></c>'
        '<c r="B1" t="str"><f>"a"</f><v>a</v></c>'
        '<c r="C1" t="str"><f>IF(1,"")</f><v></v></c>'
        '<c r="D1"><f>B2+C2</f></c>'
        '<c r="E1"><f>SUM(A2:A3)</f><v></v></c>'
        '<c r="F1" t="e"><f>A1/0</f><v>#DIV/0!</v></c>'
    )
    assert columns(reading(workbook(f'<row r="1">{cells}</row>')), "cell", "text", "kind") == [
        ("A1", "3", "number"),
        ("B1", "a", "text"),
        ("D1", "=B2+C2", "formula"),
        ("E1", "=SUM(A2:A3)", "formula"),
        ("F1", "#DIV/0!", "error"),
    ]


def test_shared_and_array_formulas_without_value_are_spelled_out(reading):
    """A shared formula is told as it stands in its own cell; an array formula as it is written."""
    rows = (
        '<row r="1"><c r="B1"><f t="shared" ref="B1:B2" si="0">A1*2</f><v>4</v></c></row>'
        '<row r="2"><c r="B2"><f t="shared" si="0"/></c></row>'
        '<row r="3"><c r="B3"><f t="array" ref="B3">SUM(A1:A2)</f></c></row>'
    )
    assert columns(reading(workbook(rows)), "cell", "text") == [("B1", "4"), ("B2", "=A2*2"), ("B3", "=SUM(A1:A2)")]


def test_errors_and_booleans_are_told_from_text(reading):
    """#REF! as an error and as a text, TRUE as a truth value and as a text differ in kind."""
    cells = (
        '<c r="A1" t="e"><v>#REF!</v></c>'
        + text_cell("B1", "#REF!")
        + '<c r="C1" t="b"><v>1</v></c>'
        + text_cell("D1", "TRUE")
    )
    assert columns(reading(workbook(f'<row r="1">{cells}</row>')), "text", "kind") == [
        ("#REF!", "error"),
        ("#REF!", "text"),
        ("TRUE", "boolean"),
        ("TRUE", "text"),
    ]


def test_numbers_are_shown_by_their_format(reading):
    """A percentage, a date and a number with a unit read as they are seen; a number stored as text stays as typed."""
    formats = '<numFmt numFmtId="164" formatCode="0.0%"/><numFmt numFmtId="165" formatCode="#,##0&quot;人&quot;"/>'
    style = styles('<xf/><xf numFmtId="164"/><xf numFmtId="14"/><xf numFmtId="165"/>', formats=formats)
    cells = (
        '<c r="A1" s="1"><v>0.703</v></c><c r="B1" s="2"><v>44140</v></c><c r="C1" s="3"><v>1820</v></c><c r="D1"><v>12.0</v></c>'
        + text_cell("E1", "0012")
        + '<c r="F1" t="d"><v>2020-11-05T00:00:00</v></c>'
    )
    assert columns(reading(workbook(f'<row r="1">{cells}</row>', style=style)), "text", "kind") == [
        ("70.3%", "number"),
        ("2020/11/5", "date"),
        ("1,820人", "number"),
        ("12", "number"),
        ("0012", "text"),
        ("2020/11/5", "date"),
    ]


SHOWN = [
    (0.1 + 0.2, "General", "0.3"),
    (1e15, "General", "1000000000000000"),
    (0.00001, "General", "0.00001"),
    (-12.50, "General", "-12.5"),
    (1e300, "General", "1E+300"),
    (0.703, "0.0%", "70.3%"),
    (2 / 3, "0%", "67%"),
    (0.745, "0%", "75%"),
    (1234567.891, "#,##0", "1,234,568"),
    (1234.5, "#,##0.00", "1,234.50"),
    (2.5, "0", "3"),
    (-2.5, "0", "-3"),
    (-0.4, "0", "0"),
    (7, "000", "007"),
    (12345678, "000-00000", "123-45678"),
    (1820, '#,##0"人"', "1,820人"),
    (1820, r"#,##0\ 人", "1,820 人"),
    (1820000, '#,##0,"千円"', "1,820千円"),
    (-5, "#,##0;[Red]▲#,##0", "▲5"),
    (-5, '#,##0"件";"▲"#,##0"件"', "▲5件"),
    (0, '0;-0;"－"', "－"),
    (0, "#,##0;;", "0"),
    (150, "[>=100]0;[<100]0.0", "150"),
    (50.26, "[>=100]0;[<100]0.0", "50.3"),
    (1234, "[$¥-411]#,##0", "¥1,234"),
    (1500, "0.0E+00", "1.5E+03"),
    (3.5, "@", "3.5"),
    (0.5, "# ?/?", "1/2"),
    (-12.25, "# ??/??", "-12 1/4"),
    (0, "# ?/?", "0"),
    (1.5, "?/?", "3/2"),
    (12.5, "# ?/8", "12 4/8"),
    (0.25, '"約"#/#', "約1/4"),
    (1500, "0.E+0", "2.E+3"),
    (12345, "##0.0E+0", "12.3E+3"),
    (0.00012, "0.0E-00", "1.2E-04"),
    (9.96, "0.0E+0", "1.0E+1"),
    (12.5, ".0", "12.5"),
    (0.5, ".00", ".50"),
    (-5, '"計"General', "-計5"),
    (12, '@"※"', "12"),
    (-1, "m/d;@", "-1"),
    (-1, "0;@", "-1"),
    (-5, '[<0]"▲"0;0', "▲5"),
    (-5, '[>=0]0;"▲"0', "▲5"),
    (-5, '[=0]"";0', "-5"),
    (-10, "[>=100]0.00;0.000", "-10.000"),
    (-10, "[>=100]0.00;0.000;0.0000", "10.000"),
    (-10, "[>=100]0.00;[>=10]0.000;0.0000", "-10.0000"),
    (5, '[>=100]0;[<0]"負"0', "5"),
    (1, '0;[=0]"零"', "1"),
    (0.4, "[>=1]0", "0.4"),
    (2, '[=1]"有";[=0]"無"', "2"),
    (1, '[=1]"有";[=0]"無"', "有"),
    (12, "[DBNum1]General", "十二"),
    (20345, "[DBNum1][$-411]General", "二万三百四十五"),
    (12.5, "[DBNum1]General", "十二.五"),
    (-12, "[DBNum1]General", "-十二"),
    (20345, "[DBNum1]0", "二〇三四五"),
    (123456, "[DBNum2]General", "壱拾弐萬参阡四百伍拾六"),
    (123456, "[DBNum3]General", "１十２万３千４百５十６"),
    (1234, "[DBNum3]#,##0", "１,２３４"),
    (479, '"約"0"件"', "約479件"),
    (1.5, "0.##", "1.5"),
]
DATES = [
    (44140, "yyyy/m/d", "2020/11/5"),
    (44140, "yyyy-mm-dd", "2020-11-05"),
    (44140, 'yyyy"年"m"月"d"日"', "2020年11月5日"),
    (44140, '[$-411]ggge"年"m"月"d"日"', "令和2年11月5日"),
    (44140, "[$-411]ge.m.d", "R2.11.5"),
    (43585, "[$-411]gge", "平31"),
    (44140, "m/d(aaa)", "11/5(木)"),
    (44140, "ddd, d mmm yy", "Thu, 5 Nov 20"),
    (44140.75, "yyyy/m/d h:mm", "2020/11/5 18:00"),
    (44140.75, "h:mm AM/PM", "6:00 PM"),
    (0.5, "h:mm:ss", "12:00:00"),
    (1.5, "[h]:mm", "36:00"),
    (59, "yyyy/m/d", "1900/2/28"),
    (61, "yyyy/m/d", "1900/3/1"),
    (60, "yyyy/m/d", "1900/2/29"),
    (0, "yyyy/m/d h:mm", "1900/1/0 0:00"),
    (44140, "[$-F800]dddd, mmmm dd, yyyy", "2020年11月5日"),
    (0.75, "[$-F400]h:mm:ss AM/PM", "18:00:00"),
    (43586, '[$-411]ggge"年"m"月"d"日"', "令和元年5月1日"),
    (43586, '[$-ja-JP-x-gannen]ggge"年"', "令和元年"),
    (43586, "[$-411]ge.m.d", "R1.5.1"),
    (43585, '[$-411]ggge"年"', "平成31年"),
    (44140, '[DBNum1][$-411]ggge"年"m"月"d"日"', "令和二年十一月五日"),
    (44140, '[DBNum1]yyyy"年"m"月"d"日"', "二〇二〇年十一月五日"),
    (44140, '[DBNum3][$-411]yyyy"年"m"月"d"日"', "２０２０年１１月５日"),
    (44140.75, '[$-411]AM/PM h"時"mm"分"', "午後 6時00分"),
    (44140, "[$-411]ddd", "木"),
    (0.5000001, "mm:ss.00", "00:00.01"),
]


@pytest.mark.parametrize(("value", "code", "text"), SHOWN)
def test_number_format(value, code, text):
    """A number is shown as Excel shows it by its format; what a format would hide is shown in General."""
    assert shown(value, code)[:2] == (text, "number")


HIDDEN = [
    (0, "#,###"), (0.1, "#"), (0.4, "##"), (-0.4, "#"), (0, "#.#"), (0, '#"件"'), (0, "#%"), (5, ";;;"), (-5, ";;;"), (0, ";;;"), (5, ";"),
    (0, "0;-0;"), (0, "0;;"), (-5, "0;;0"), (0, '[=0]"";0'), (0, '[=0]"";General'), (3, '[<10]"";0'), (5, '"";"";"";@'), (7, ';;;"x"@'),
    (0, '_ * #,##0_ ;_ * -#,##0_ ;_ * ""_ ;_ @_ '),
]  # fmt: skip


@pytest.mark.parametrize(("value", "code"), HIDDEN)
def test_number_that_its_format_hides(value, code):
    """A number of which no digit and no word is shown is read in General, and marked."""
    assert shown(value, code) == (str(value), "number", True)


@pytest.mark.parametrize(("value", "code", "text"), DATES)
def test_date_format(value, code, text):
    """A serial number under a date format is shown as the date."""
    assert shown(value, code)[:2] == (text, "date")


def test_number_out_of_the_calendar_stays_a_number():
    """What Excel fills with #### is shown as the number that it is."""
    assert shown(-1, "yyyy/m/d")[:2] == ("-1", "number")
    assert shown(2958466, "yyyy/m/d")[:2] == ("2958466", "number")
    assert shown(10**309, "yyyy/m/d")[:2] == (str(10**309), "number")


def test_dates_of_a_workbook_that_counts_from_1904(reading):
    """The workbook's own epoch counts."""
    data = workbook(
        '<row r="1"><c r="A1" s="1"><v>42678</v></c></row>',
        style=styles('<xf/><xf numFmtId="14"/>'),
        book='<workbookPr date1904="1"/>',
    )
    assert columns(reading(data), "text", "kind") == [("2020/11/5", "date")]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (27, "R2.11.5"), (28, "令和2年11月5日"), (29, "令和2年11月5日"), (30, "11/5/20"), (31, "2020年11月5日"), (34, "2020年11月"),
        (35, "11月5日"), (36, "R2.11.5"), (50, "R2.11.5"), (51, "令和2年11月5日"), (52, "2020年11月"), (53, "11月5日"),
        (54, "令和2年11月5日"), (55, "2020年11月"), (56, "11月5日"), (57, "R2.11.5"), (58, "令和2年11月5日"),
    ],
)  # fmt: skip
def test_builtin_formats_of_a_japanese_excel_are_dates(reading, number, text):
    """The formats 27-36 and 50-58, which no file spells out, are dates."""
    data = workbook(
        '<row r="1"><c r="A1" s="1"><v>44140</v></c></row>', style=styles(f'<xf/><xf numFmtId="{number}"/>')
    )
    assert columns(reading(data), "text", "kind") == [(text, "date")]


def test_escapes_line_breaks_and_trailing_blanks(reading):
    """`_x000D_` is a line break, an escaped underscore is one, blanks at the end are not seen; leading ones are an indent."""
    texts = ["一行目_x000D_\n二行目", "a_x005F_x000D_b", "Ａ　 \n", "　字下げ", "   "]
    assert columns(reading(workbook(row(1, *texts))), "text") == [
        ("一行目\n二行目",),
        ("a_x000D_b",),
        ("Ａ",),
        ("　字下げ",),
    ]


def test_merges_name_their_range_and_hide_no_value(reading):
    """The top left cell knows the merged range, and a value under a merge is a cell like any other."""
    result = reading(workbook(row(1, "a", "b") + row(2, "c"), after=merges("A1:A2", "B1:B1")))
    assert columns(result, "cell", "text", "merged") == [("A1", "a", "A1:A2"), ("B1", "b", ""), ("A2", "c", "")]


def test_blank_cell_with_a_link_is_blank(reading):
    """A link gives no text."""
    links = '<hyperlinks><hyperlink ref="A1" r:id="rId0"/></hyperlinks>'
    data = zipped(
        parts('<row r="1"><c r="A1"/></row>' + row(2, "x"), after=links)
        | relations_of_sheet(("hyperlink", "https://example.jp/"))
    )
    assert columns(reading(data), "cell", "text") == [("A2", "x")]


def test_comments_are_kept(reading, tmp_path):
    """A comment stands beside its cell's text, and alone where the cell is blank."""
    book = openpyxl.Workbook()
    book.active["A1"] = "Ａ"
    book.active["A1"].comment = Comment("確認済み\n再掲", "係")
    book.active["B9"].comment = Comment("空欄です", "係")
    book.save(tmp_path / "a.xlsx")
    assert columns(read(tmp_path / "a.xlsx", "a"), "cell", "text", "comment") == [
        ("A1", "Ａ", "確認済み\n再掲"),
        ("B9", "", "空欄です"),
    ]


def test_threaded_comments_are_read_instead_of_the_note_about_them(reading):
    """All entries of a conversation are kept, without Excel's advice to buy a newer version."""
    main, threads = corpus.MAIN, "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    extra = relations_of_sheet(
        ("comments", "../comments1.xml"),
        ("http://schemas.microsoft.com/office/2017/10/relationships/threadedComment", "../threadedComments/t1.xml"),
    ) | {
        "xl/comments1.xml": (
            f'<comments xmlns="{main}"><authors><author>a</author></authors><commentList><comment ref="A1" authorId="0">'
            "<text><t>[スレッド化されたコメント]</t></text></comment></commentList></comments>"
        ),
        "xl/threadedComments/t1.xml": (
            f'<ThreadedComments xmlns="{threads}"><threadedComment ref="A1"><text>これは？</text></threadedComment>'
            '<threadedComment ref="A1"><text>直しました</text></threadedComment></ThreadedComments>'
        ),
    }
    assert columns(reading(zipped(parts(row(1, "x")) | extra)), "text", "comment") == [("x", "これは？\n直しました")]


THEME = (
    '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:themeElements><a:clrScheme name="x">'
    '<a:dk1><a:sysClr val="windowText" lastClr="000000"/></a:dk1><a:lt1><a:sysClr val="window" lastClr="FFFFFF"/></a:lt1>'
    + "".join(f'<a:{name}><a:srgbClr val="{colour}"/></a:{name}>' for name, colour in
              zip(("dk2", "lt2", *(f"accent{at}" for at in range(1, 7)), "hlink", "folHlink"),
                  ("44546A", "E7E6E6", "5B9BD5", "ED7D31", "A5A5A5", "FFC000", "4472C4", "70AD47", "0563C1", "954F72"), strict=True))
    + "</a:clrScheme></a:themeElements></a:theme>"
)  # fmt: skip
FILLS = {
    solid('rgb="FFBFBFBF"'): "solid:BFBFBF",
    solid('rgb="00BFBFBF"'): "solid:BFBFBF",
    solid('rgb="FFFFFFFF"'): "",
    solid('indexed="22"'): "solid:C0C0C0",
    solid('indexed="9"'): "",
    solid('indexed="65"'): "",
    solid('theme="0"'): "",
    solid('theme="0" tint="-0.249977111117893"'): "solid:BFBFBF",
    solid('theme="1"'): "solid:000000",
    solid('theme="2"'): "solid:E7E6E6",
    solid('theme="4" tint="0.79998168889431442"'): "solid:DEEBF7",
    solid('theme="7"'): "solid:FFC000",
    solid('rgb="FF000000"', "gray125"): "gray125:000000",
    solid('indexed="64"', "lightUp"): "lightUp:000000",
    '<fill><patternFill patternType="gray125"/></fill>': "gray125:000000",
    '<fill><patternFill patternType="none"/></fill>': "",
    '<fill><patternFill patternType="gray125"><fgColor rgb="FFFFFFFF"/><bgColor rgb="FFD9D9D9"/></patternFill></fill>': "gray125:D9D9D9",
    '<fill><gradientFill><stop position="0"><color rgb="FFFFFFFF"/></stop><stop position="1"><color rgb="FF808080"/></stop>'
    "</gradientFill></fill>": "gradient:808080",
}


@pytest.mark.parametrize(("fill", "expected"), FILLS.items())
def test_fill_is_what_is_seen(reading, fill, expected):
    """Rgb, palette and theme colours with tint are one notation; white and no fill are none."""
    data = zipped(
        parts(f'<row r="1">{text_cell("A1", "Ｂ", STYLE_1)}</row>', style=styles('<xf/><xf fillId="2"/>', fills=fill))
        | {"xl/theme/theme1.xml": THEME}
    )
    assert columns(reading(data), "text", "fill") == [("Ｂ", expected)]


def test_fill_from_the_workbooks_own_palette(reading):
    """A palette in the style part takes the place of the default one."""
    palette = '<colors><indexedColors><rgbColor rgb="00111111"/><rgbColor rgb="00222222"/></indexedColors></colors>'
    style = styles('<xf/><xf fillId="2"/>', fills=solid('indexed="1"'), colours=palette)
    assert columns(reading(workbook(f'<row r="1">{text_cell("A1", "Ｂ", STYLE_1)}</row>', style=style)), "fill") == [
        ("solid:222222",)
    ]


def test_blank_shaded_cell_in_a_used_row_is_kept(reading):
    """A blank grade cell may be shaded; rows that hold no value at all are left out."""
    style = styles('<xf/><xf fillId="2"/>', fills=solid('rgb="FFBFBFBF"'))
    rows = f'<row r="1">{text_cell("A1", "1-1-1-1")}<c r="B1" s="1"/></row><row r="2"><c r="A2" s="1"/></row>'
    assert columns(reading(workbook(rows, style=style)), "cell", "text", "fill") == [
        ("A1", "1-1-1-1", ""),
        ("B1", "", "solid:BFBFBF"),
    ]


def test_fills_of_openpyxl_with_theme_and_tint(tmp_path):
    """A theme colour with tint that openpyxl wrote reads like the colour that it shows."""
    book = openpyxl.Workbook()
    book.active["A1"] = "Ｂ"
    book.active["A1"].fill = PatternFill("solid", fgColor=Color(theme=0, tint=-0.15))
    book.save(tmp_path / "a.xlsx")
    assert columns(read(tmp_path / "a.xlsx", "a"), "fill") == [("solid:D9D9D9",)]


def test_cells_and_rows_without_addresses_follow_one_another(reading):
    """Addresses are optional in OOXML."""
    assert columns(
        reading(workbook("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>")), "cell", "text"
    ) == [
        ("A1", "1"),
        ("B1", "2"),
        ("A2", "3"),
    ]


def test_rows_out_of_order_are_put_in_order(reading):
    """No row is lost for its place in the part."""
    assert columns(reading(workbook(row(3, "c") + row(1, "a"))), "cell", "text") == [("A1", "a"), ("A3", "c")]


def test_address_that_comes_twice_is_named(reading):
    """Of two cells with the same address the first counts, and the other's text is told."""
    result = reading(workbook(row(1, "12件") + row(1, "15件")))
    assert result.cells["text"].tolist() == ["12件"]
    assert [(f.code, f.found, f.expected, f.sheet, f.cell) for f in result.findings] == [
        ("cell_twice", "15件", "12件", "R2報告", "A1")
    ]


def test_style_that_is_not_there_is_no_style(reading):
    """A cell that names an unknown style keeps its value, and the file's looks count as not read."""
    result = reading(workbook('<row r="1"><c r="A1" s="99"><v>7</v></c></row>'))
    assert list(zip(result.cells["text"], result.cells["fill"], strict=True)) == [("7", "")]
    assert [finding.code for finding in result.findings] == ["looks_unread"]


def test_too_long_text_is_named_with_its_cell(reading):
    """A text beyond 32,767 characters is kept, and named."""
    result = reading(workbook(row(1, "番号") + row(2, "あ" * 32_768) + row(3, "い" * 32_767)))
    assert [(f.code, f.found, f.file, f.sheet, f.cell) for f in result.findings] == [
        ("text_too_long", "32768", "回答.xlsx", "R2報告", "A2")
    ]
    assert result.cells["text"].str.len().tolist() == [2, 32_768, 32_767]


def test_time_of_saving_is_the_documents_own(reading):
    """The core properties tell when the workbook was saved; a senseless time is none."""
    core = (
        '<cp:coreProperties xmlns:cp="c" xmlns:dcterms="d"><dcterms:modified>{}</dcterms:modified></cp:coreProperties>'
    )
    data = [
        zipped(parts(row(1, "x")) | {"docProps/core.xml": core.format(moment)})
        for moment in ("2021-05-10T08:30:00Z", "2021-13-10T08:30:00Z")
    ]
    assert [reading(each).modified for each in data] == ["2021-05-10T08:30:00", ""]


def test_list_of_203_rows_costs_less_than_openpyxl_needs_for_it(reading):
    """Reading the whole list of a city is no matter of waiting: in processor time, each the best of three."""
    data = workbook("".join(row(number, *["実績の文章です。" * 10] * 13) for number in range(1, 204)))
    assert len(reading(data).cells) == 2639
    ours, theirs = (
        min(_processor_time(each) for _ in range(3))
        for each in (lambda: reading(data), lambda: openpyxl.load_workbook(io.BytesIO(data)))
    )
    assert ours < theirs


def _processor_time(run):
    start = time.process_time()
    run()
    return time.process_time() - start


def test_missing_file_is_an_error_of_the_caller(tmp_path: Path):
    """A path that does not exist is no finding."""
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "なし.xlsx", "なし.xlsx")
