"""Widths, line breaks and row heights, by literal values and against what LibreOffice renders."""

import re
import shutil
import subprocess
from html import unescape
from itertools import groupby
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from torikumi.workbooks.metrics import (
    LINE_END_FORBIDDEN,
    LINE_START_FORBIDDEN,
    MAX_ROW_HEIGHT,
    NORMAL,
    Font,
    LineCounts,
    column_points,
    line_count,
    line_height,
    row_height,
    split,
    text_width,
    wrap,
)

PROPORTIONAL = Font("BIZ UDPゴシック", 9)
UNKNOWN = Font("見知らぬ書体", 10)
FIVE_WIDE = 45.0  # five full-width characters at 9 pt

TEXTS = st.text(alphabet="あ亜ーっ、。「」（）・％Ａ１A1,.-/ \u3000ｱ①→が\u3099\n", max_size=120)


@pytest.mark.parametrize(
    ("text", "font", "width"),
    [
        ("", NORMAL, 0.0),
        ("福", NORMAL, 9.0),
        ("１", NORMAL, 9.0),
        ("①", NORMAL, 9.0),
        ("1", NORMAL, 4.5),
        ("ｱ", NORMAL, 4.5),
        (" ", NORMAL, 4.5),
        ("\u3000", NORMAL, 9.0),
        ("令和2年度", NORMAL, 40.5),
        ("令和2年度", Font("BIZ UDGothic", 9), 40.5),
        ("令和2年度", Font("BIZ UDゴシック", 18), 81.0),
        ("（", PROPORTIONAL, 4.5),
        ("福A1", UNKNOWN, 20.5),
        ("か\u3099", UNKNOWN, 10.0),
        ("福\n祉", NORMAL, 18.0),
        ("福\t祉", NORMAL, 38.25),
    ],
)
def test_width_is_the_sum_of_the_advances(text: str, font: Font, width: float) -> None:
    """A full-width character is as wide as the font's size, a half-width one half of it, others as the font says."""
    assert text_width(text, font) == pytest.approx(width)


def test_width_takes_excels_whole_pixels_where_they_are_wider() -> None:
    """At 11 pt the em is 14.67 px, Excel draws 15 px = 11.25 pt; at 10 pt it would draw less, and 10 pt count."""
    assert text_width("福", Font("BIZ UDゴシック", 11)) == 11.25
    assert text_width("福", Font("BIZ UDゴシック", 10)) == 10.0


def test_bold_has_its_own_widths() -> None:
    """The bold of the proportional font is wider, that of the fixed one is not."""
    assert text_width("A", Font("BIZ UDPゴシック", 36, bold=True)) > text_width("A", Font("BIZ UDPゴシック", 36))
    assert text_width("A", Font("BIZ UDゴシック", 36, bold=True)) == 18.0


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("地域福祉課", ["地域福祉課"]),
        ("地域福祉課長", ["地域福祉課", "長"]),
        ("継続\n拡充", ["継続", "拡充"]),
        ("継続\r\n拡充\r実施", ["継続", "拡充", "実施"]),
        ("継続\n\n拡充\n", ["継続", "", "拡充", ""]),
        ("地域福祉課、市", ["地域福祉", "課、市"]),
        ("地域福祉課。", ["地域福祉", "課。"]),
        ("地域福祉課）", ["地域福祉", "課）"]),
        ("地域福祉課」。", ["地域福祉", "課」。"]),
        ("地域のセンター", ["地域のセン", "ター"]),
        ("地域センター化", ["地域セン", "ター化"]),
        ("地域福祉待って", ["地域福祉", "待って"]),
        ("地域福祉々々", ["地域福", "祉々々"]),
        ("地域福祉ｶﾞ・", ["地域福祉", "ｶﾞ・"]),
        ("地域福祉「市」", ["地域福祉", "「市」"]),
        ("地域福祉（「市」", ["地域福祉", "（「市」"]),
        ("地域福祉１０％", ["地域福祉１", "０％"]),
        ("地域福祉課/市", ["地域福祉", "課/市"]),
        ("地域福祉課-市", ["地域福祉", "課-市"]),
        ("地域福祉、HP", ["地域福", "祉、HP"]),
        ("地域福HP（市", ["地域福", "HP（市"]),
        ("地域福祉12人", ["地域福祉12", "人"]),
        ("地域福祉123人", ["地域福祉", "123人"]),
        ("件数2,131人", ["件数2,131", "人"]),
        ("の件数2,131人", ["の件数", "2,131人"]),
        ("地域 NPO NGO", ["地域 NPO ", "NGO"]),
        ("地域福祉 課", ["地域福祉 ", "課"]),
        ("地域福祉課 市", ["地域福祉課 ", "市"]),
        ("地域福か\u3099\u3099き", ["地域福か\u3099\u3099き"]),
        ("abcdefghijklm", ["abcdefghij", "klm"]),
        ("市abcdefghijklm", ["市", "abcdefghij", "klm"]),
        ("https://example.jp/", ["https://", "example.jp", "/"]),
        ("ーーーーーーー", ["ーーーーー", "ーー"]),
    ],
)
def test_lines_break_as_kinsoku_asks(text: str, lines: list[str]) -> None:
    """Closing signs, small kana, ー and 々 take their neighbour along, opening signs move on, words stay whole."""
    font = UNKNOWN if "\u3099" in text else NORMAL
    assert wrap(text, FIVE_WIDE * font.size_pt / 9, font) == lines


def test_a_text_of_exactly_the_width_fits_one_line() -> None:
    """Ten half-width characters fill a column of ten characters, and so do five full-width ones."""
    assert wrap("1234567890", column_points(10), NORMAL) == ["1234567890"]
    assert wrap("令和二年度", column_points(10), NORMAL) == ["令和二年度"]
    assert len(wrap("令和二年度版", column_points(10), NORMAL)) == 2


def test_a_column_narrower_than_a_character_has_one_on_each_line() -> None:
    """However narrow a column, each line takes a character, so that wrapping ends."""
    assert wrap("福祉課", 1, NORMAL) == ["福", "祉", "課"]


@pytest.mark.parametrize("width", [0, -4.5])
def test_a_width_that_is_not_positive_is_an_error(width: float) -> None:
    """A column without width is the caller's mistake and is named."""
    with pytest.raises(ValueError, match="width must be positive"):
        wrap("福祉", width, NORMAL)


@given(TEXTS, st.integers(1, 40))
def test_lines_hold_the_text_and_fit(text: str, chars: int) -> None:
    """Joined, the lines are the text without its line breaks; each fits, hanging spaces apart, or is one character."""
    width = column_points(chars)
    lines = wrap(text, width, NORMAL)
    assert "".join(lines) == text.replace("\n", "")
    assert all(text_width(line.rstrip(" "), NORMAL) <= width or len(line.rstrip(" ")) <= 1 for line in lines)


@given(
    st.text(alphabet="あ亜いう、。ー（「」）", max_size=80).filter(
        lambda text: not re.search("[、。ー（「」）]{4}", text)
    )
)
def test_no_line_starts_or_ends_with_a_forbidden_character(text: str) -> None:
    """Where no chain of signs is longer than a line, 禁則 is kept at each break."""
    lines = wrap(text, 20 * 9.0, NORMAL)
    assert not any(line[0] in LINE_START_FORBIDDEN for line in lines[1:])
    assert not any(line[-1] in LINE_END_FORBIDDEN for line in lines[:-1])


@pytest.mark.parametrize(
    ("chars", "normal", "points"),
    [
        (10, NORMAL, 45.0),
        (38, NORMAL, 171.0),
        (13.5, NORMAL, 60.75),
        (1, NORMAL, 4.5),
        (0.5, NORMAL, 0.0),
        (10, Font("BIZ UDゴシック", 11), 60.0),
        (10, UNKNOWN, 52.5),
    ],
)
def test_column_width_counts_the_normal_fonts_digits_in_pixels(chars: float, normal: Font, points: float) -> None:
    """A character of column width is 6 px at 9 pt, 8 px at 11 pt; the margins come on top."""
    assert column_points(chars, normal) == points


def test_a_line_is_the_fonts_height_and_excels_leading() -> None:
    """9 pt: 12 px and 3 px; 11 pt: 15 px and 3 px, the 13.5 pt rows that Excel makes; without leading the font's."""
    assert line_height(NORMAL) == 11.25
    assert line_height(Font("BIZ UDゴシック", 11)) == 13.5
    assert line_height(UNKNOWN) == 12.0
    assert line_height(NORMAL, leading_px=0) == 9.0
    assert line_height(Font("BIZ UDゴシック", 10), leading_px=0) == 10.5


def test_a_row_is_as_high_as_its_cell_with_most_lines() -> None:
    """Three lines of 9 pt are 33.75 pt, whatever the other cells need."""
    cells = [("4-1-3-7", 45.0, NORMAL), ("地域福祉課高齢者いきいき課", 45.0, NORMAL), ("Ａ", 22.5, NORMAL)]
    assert row_height(cells) == 33.75
    assert row_height([*cells, ("Ａ", 45.0, Font("BIZ UDゴシック", 36))]) == 38.25


def test_a_row_has_at_least_one_line() -> None:
    """No cells, and cells without text, are one line high."""
    assert row_height([]) == 11.25
    assert row_height([("", 45.0, NORMAL)]) == 11.25


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", [""]),
        ("地域福祉課", ["地域福祉課"]),
        ("地域福祉課" * 3, ["地域福祉課" * 3]),
        ("地域福祉課" * 7, ["地域福祉課" * 3, "地域福祉課" * 3, "地域福祉課"]),
        ("一\n二\n三", ["一\n二\n三"]),
        ("一\n二\n三\n四", ["一\n二\n", "三\n四"]),
    ],
)
def test_a_text_higher_than_a_row_is_split_where_lines_end(text: str, parts: list[str]) -> None:
    """Three lines a row: the parts end with lines, and a line break at the end of a part counts as a line."""
    assert split(text, FIVE_WIDE, NORMAL, max_height=35.0) == parts


@settings(max_examples=200)
@given(
    st.text(alphabet="あ。「A1-.ｱ \u3000\u3099\n\r\t", max_size=30),
    st.integers(1, 30),
    st.sampled_from([NORMAL, PROPORTIONAL, UNKNOWN]),
)
def test_lines_are_counted_as_they_are_wrapped(text: str, chars: int, font: Font) -> None:
    """Counting takes a short way for texts that fit whatever they are made of; the count is that of the lines."""
    width = column_points(chars)
    lines = len(wrap(text, width, font))
    assert (line_count(text, width, font), LineCounts(width, font)[text]) == (lines, lines)


@settings(max_examples=200)
@given(TEXTS, st.integers(2, 20), st.floats(22.5, 120))
def test_parts_joined_are_the_text_and_each_fits(text: str, chars: int, max_height: float) -> None:
    """Splitting loses and adds nothing, and no part needs a row higher than allowed."""
    width = column_points(chars)
    parts = split(text, width, NORMAL, max_height)
    assert "".join(parts) == text
    assert all(row_height([(part, width, NORMAL)]) <= max_height for part in parts)


def test_split_fills_excels_highest_row() -> None:
    """36 lines of 11.25 pt fit 409 pt."""
    parts = split("福" * 5 * 40, FIVE_WIDE, NORMAL)
    assert [len(part) // 5 for part in parts] == [36, 4]
    assert row_height([(parts[0], FIVE_WIDE, NORMAL)]) == 405.0 < MAX_ROW_HEIGHT


def test_a_height_of_less_than_two_lines_cannot_be_split_into() -> None:
    """The message says what was asked and what fits."""
    with pytest.raises(ValueError, match="max_height 20 pt holds 1 lines of BIZ UDゴシック 9 pt, need 2"):
        split("福祉", FIVE_WIDE, NORMAL, max_height=20)


SAMPLES = [
    "相談件数2,131件（前年度比108.4％）、うち新規は412件、電話が1,020件だった。",
    "「くらしの窓口」を月～金曜日に開き、延べ3,045人が来所した。",
    "・講座を３回実施（6/12、9/18、2/5）\n・参加者数：延べ128人\n・満足度は92.5％",
    "ボランティアセンターの登録者は1,204人、うち学生は87人である。",
    "ＳＮＳ（LINE、Twitter等）で情報を発信し、フォロワーは2,560人になった。",
    "https://www.example.jp/fukushi/keikaku/index.html に計画の全文を載せた。",
    "NPO法人3団体、自治会・町内会12団体と「見守りネットワーク」の協定を結んだ。",
    "オンライン会議をＺｏｏｍで２回、対面を１回行った。",
    "①窓口の案内②手話通訳③筆談ボードの３つを備え、どの課でも使えるようにした。",
    "ユニバーサルデザインのチェックリストを作り、15か所の公共施設で使ってみた。",
    "（市社協）サロン活動の支援：助成32か所、立ち上げの相談9件、うち4件が開設",
    "認知症サポーター養成講座：23回、受講者は612人（累計14,388人）",
    "AED設置場所マップをPDFとCSVで公開し、GISにも載せた。",
    "バリアフリー化した歩道は延べ1.8km、点字ブロックは0.6kmである。",
    "R2.4月～R3.3月の利用は、のべ1,530時間／年（目標1,800時間／年）だった。",
    "「わかりやすい版」を500部つくり、支所、図書館、学校へ配った。",
    "…検討中…",
    "－",
    "設定なし",
    "継続\n\n拡充",
    "ｼﾙﾊﾞｰ人材ｾﾝﾀｰと連携し、ｻｰﾋﾞｽの担い手を12人増やした。",
    "障害者雇用の相談は就労支援センターで72件、ハローワークで48件を受けた。",
    "避難行動要支援者名簿：対象8,912人、同意3,207人（36.0％）。",
    "福祉教育は小学校16校、中学校9校で実施。車いす体験・アイマスク体験・手話の3種類。",
    "民生委員・児童委員の定数は241人、現員は229人、充足率は95.0％である。",
    "コロナのため、ふれあいサロンは4～6月は休み、7月に３密を避けて再び始めた。",
    "1人1台のタブレットを、特別支援学級の児童42人に配った。",
    "ゲートキーパー「初級」の講座を7回、「中級」を2回開いた。",
    "生活困窮者の自立相談支援は新規287件。住居確保給付金は194件で、前年の20倍となった。",
    "子育て「ほっと」ルームの利用は、大人2,203人、子ども2,417人。",
    "成年後見センターの相談は延べ385件。市民後見人は12名（うち受任6名）。",
    "市の広報（4/1号・10/1号）とホームページで知らせた",
    "防災無線が聞こえにくい方へ、メール・FAX・電話の３つで同じ内容を届けるしくみを整えた。",
    "Ａ：75％以上　Ｂ：50％以上75％未満　Ｃ：25％以上50％未満　Ｄ：25％未満",
    "こども・若者の居場所は5か所。ひきこもりの相談は、オンラインでも受けつけている。",
    "リーフレット「ちいきのささえあい」を、やさしいにほんごで作った。",
    "会場：福祉センター2階〔定員30人〕、参加費：無料、申込み：℡または窓口",
    "介護予防の体操教室を週1回×48週、12会場で行い、参加者は延べ9,876人だった。",
    "地域包括支援センターは10か所（うち直営0か所、委託10か所）である。",
    "ヘルプマークは累計1,350個、ヘルプカードは2,000枚を渡した。" * 6,
]
COLUMN_WIDTHS = (8, 13, 22, 38)
MARGIN_INCH = 0.5
needs_renderer = pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("pdftotext") and shutil.which("fc-list"))
    or "BIZ UDGothic" not in subprocess.run(["fc-list"], capture_output=True, text=True, check=True).stdout,
    reason="LibreOffice (soffice), poppler (pdftotext) or the BIZ UDGothic font is not installed",
)


@needs_renderer
@pytest.mark.parametrize("scale", [100, 88])
def test_libreoffice_needs_the_lines_that_were_counted(tmp_path: Path, scale: int) -> None:
    """Each text is whole and inside its row, in as many lines as counted or one fewer."""
    cells = [(text, chars) for chars in COLUMN_WIDTHS for text in SAMPLES]
    assert len(SAMPLES) == 40
    pages = _rendered_pages(tmp_path, scale)
    assert len(pages) == len(cells)
    spare = []
    for (text, chars), words in zip(cells, pages, strict=True):
        width = column_points(chars)
        assert "".join(word for _, word in words) == re.sub(r"\s", "", text)
        tops = [top for top, _ in groupby(words, key=lambda word: round(word[0]))]
        row_bottom = MARGIN_INCH * 72 + row_height([(text, width, NORMAL)], leading_px=0) * scale / 100
        assert tops[-1] + NORMAL.size_pt * scale / 100 <= row_bottom + 1
        spare.append(len([line for line in wrap(text, width, NORMAL) if line.strip()]) - len(tops))
    assert set(spare) <= {0, 1}
    assert sum(spare) / len(spare) < 0.15


def _rendered_pages(folder: Path, scale: int) -> list[list[tuple[float, str]]]:
    """A page for each text at each column width, as LibreOffice prints it: (top in points, word) in reading order."""
    path = folder / "cells.xlsx"
    options = {
        "default_format_properties": {"font_name": NORMAL.name, "font_size": NORMAL.size_pt},
        "default_column_width": 56,
        "default_row_height": 15,
    }
    with xlsxwriter.Workbook(path, options) as workbook:
        cell_format = workbook.add_format(
            {"font_name": NORMAL.name, "font_size": NORMAL.size_pt, "text_wrap": True, "valign": "top"}
        )
        for chars in COLUMN_WIDTHS:
            sheet = workbook.add_worksheet()
            sheet.set_paper(9)
            sheet.set_margins(MARGIN_INCH, MARGIN_INCH, MARGIN_INCH, MARGIN_INCH)
            sheet.set_print_scale(scale)
            sheet.set_column(0, 0, chars)
            for row, text in enumerate(SAMPLES):
                sheet.set_row(row, row_height([(text, column_points(chars), NORMAL)], leading_px=0))
                sheet.write_string(row, 0, text, cell_format)
            sheet.set_h_pagebreaks(list(range(1, len(SAMPLES))))
    profile = (folder / "profile").as_uri()
    convert = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf", "--outdir"]
    subprocess.run([*convert, str(folder), str(path)], check=True, capture_output=True, timeout=180)
    boxes = subprocess.run(
        ["pdftotext", "-bbox", str(folder / "cells.pdf"), "-"], check=True, capture_output=True, text=True
    ).stdout
    word = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="[\d.]+" yMax="[\d.]+">(.*?)</word>')
    pages = [
        sorted((round(float(top)), float(left), float(top), unescape(text)) for left, top, text in word.findall(page))
        for page in boxes.split("<page ")[1:]
    ]
    return [[(top, text) for _, _, top, text in words] for words in pages]
