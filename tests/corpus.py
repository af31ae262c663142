"""Files that departments and others may send, made by code: packages of hand-written parts, odd ones and hostile ones."""

import io
import struct
import warnings
import zipfile
from collections.abc import Callable, Mapping, Sequence

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip file of these members."""
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return package.getvalue()


def styles(cells: str = "<xf/>", fills: str = "", fonts: str = "", formats: str = "", colours: str = "") -> str:
    """A style part: cell formats, and fills (from 2), fonts (from 1) and number formats that they name."""
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts><fonts><font/>{fonts}</fonts>'
        f'<fills><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>{fills}</fills>'
        f"<borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs><cellXfs>{cells}</cellXfs>{colours}</styleSheet>"
    )


def solid(colour: str, pattern: str = "solid") -> str:
    """A fill part: `rgb="FFBFBFBF"`, `theme="0" tint="-0.25"`, `indexed="22"`."""
    return f'<fill><patternFill patternType="{pattern}"><fgColor {colour}/></patternFill></fill>'


def parts(
    rows: str,
    *,
    shared: str = "",
    style: str = "",
    after: str = "",
    before: str = "",
    main: str = MAIN,
    relations: str = RELATIONS,
    state: str = "visible",
    book: str = "",
) -> dict[str, str | bytes]:
    """The parts of a workbook of one sheet R2報告; `rows` is the content of sheetData, `before` and `after` stand beside it."""
    root = f'xmlns="{main}" xmlns:r="{relations}"'
    return {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_TYPE}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEET_TYPE}.worksheet+xml"/>'
            f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_SHEET_TYPE}.sharedStrings+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{_SHEET_TYPE}.styles+xml"/></Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'<workbook {root}>{book}<sheets><sheet name="R2報告" sheetId="1" state="{state}" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="rId2" Type="{relations}/sharedStrings" Target="sharedStrings.xml"/>'
            f'<Relationship Id="rId3" Type="{relations}/styles" Target="styles.xml"/></Relationships>'
        ),
        "xl/worksheets/sheet1.xml": f"<worksheet {root}>{before}<sheetData>{rows}</sheetData>{after}</worksheet>",
        "xl/sharedStrings.xml": f'<sst xmlns="{main}">{shared}</sst>',
        "xl/styles.xml": (style or styles()).replace(MAIN, main),
    }


def relations_of_sheet(*related: tuple[str, str]) -> dict[str, str | bytes]:
    """The relations part of the sheet: type (after the last /, or in full) and target of each."""
    entries = "".join(
        f'<Relationship Id="rId{rank}" Type="{kind if ":" in kind else f"{RELATIONS}/{kind}"}" Target="{target}"/>'
        for rank, (kind, target) in enumerate(related)
    )
    return {
        "xl/worksheets/_rels/sheet1.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{entries}</Relationships>'
    }


def workbook(rows: str, **given: str) -> bytes:
    """An .xlsx file of `parts`."""
    return zipped(parts(rows, **given))


def text_cell(address: str, text: str, attributes: str = "") -> str:
    """A cell with an inline string."""
    return f'<c r="{address}" t="inlineStr" {attributes}><is><t xml:space="preserve">{text}</t></is></c>'


def row(number: int, *texts: str) -> str:
    """A row of inline strings from column A."""
    return f'<row r="{number}">{"".join(text_cell(f"{chr(65 + at)}{number}", text) for at, text in enumerate(texts))}</row>'


GOOD_ROWS = row(1, "番号", "取組名", "R2評価") + row(2, "1-1-1-1", "相談体制の整備", "Ａ")


def ole(*streams: str) -> bytes:
    """A compound file (MS-CFB) of one allocation sector and one directory sector that names these streams."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<9I", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<I", 0) + b"\xff" * 432
    fat = struct.pack("<II", 0xFFFFFFFD, 0xFFFFFFFE) + b"\xff" * 504
    entries = b"".join(
        (name.encode("utf-16-le") + b"\0\0").ljust(64, b"\0")
        + struct.pack("<HBB", 2 * len(name) + 2, kind, 1)
        + b"\xff" * 12
        + bytes(48)
        for name, kind in [("Root Entry", 5), *((stream, 2) for stream in streams)]
    )
    return header + fat + entries.ljust(512, b"\0")


def encrypted_xls() -> bytes:
    """A BIFF8 stream whose records are encrypted by a password (FILEPASS)."""
    start = struct.pack("<HHHHHHII", 0x0809, 16, 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6)
    return start + struct.pack("<HH", 0x002F, 6) + bytes(6) + struct.pack("<HH", 0x000A, 0)


def record(number: int, content: bytes = b"") -> bytes:
    """A record of an .xlsb part."""
    head = bytes([number]) if number < 128 else bytes([number & 0x7F | 0x80, number >> 7])
    length = len(content)
    size = b""
    while length > 127:
        size += bytes([length & 0x7F | 0x80])
        length >>= 7
    return head + size + bytes([length]) + content


def wide(text: str) -> bytes:
    """A text of an .xlsb record."""
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb_cell(number: int, column: int, value: bytes, style: int = 0) -> bytes:
    """A cell record (0-based column)."""
    return record(number, struct.pack("<II", column, style) + value)


def xlsb_row(number: int, *cells: bytes, hidden: bool = False) -> bytes:
    """A row record (0-based) and its cells."""
    return record(0, struct.pack("<IIHBBB", number, 0, 300, 0, 0x10 if hidden else 0, 0) + bytes(4)) + b"".join(cells)


def xlsb(rows: bytes, after: bytes = b"") -> bytes:
    """An .xlsb file of one sheet R2報告. Styles: 0 plain, 1 `0.0%`, 2 the date 14, 3 struck out, 4 shaded BFBFBF."""
    colour = {name: bytes([kind << 1 | 1, 0, 0, 0]) + rgb for name, kind, rgb in
              (("grey", 2, bytes.fromhex("BFBFBFFF")), ("auto", 0, bytes(4)))}  # fmt: skip
    fills = [struct.pack("<I", pattern) + front + colour["auto"] + bytes(48) for pattern, front in
             ((0, colour["auto"]), (17, colour["auto"]), (1, colour["grey"]))]  # fmt: skip
    fonts = [
        struct.pack("<HHHHBBBB", 220, flags, 400, 0, 0, 2, 128, 0) + colour["auto"] + b"\0" + wide("Yu Gothic")
        for flags in (0, 8)
    ]
    formats = [struct.pack("<5H", 0xFFFF, code, font, fill, 0) + bytes(6) for code, font, fill in
               ((0, 0, 0), (164, 0, 0), (14, 0, 0), (0, 1, 0), (0, 0, 2))]  # fmt: skip
    return zipped(
        {
            "[Content_Types].xml": (
                f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="bin" '
                'ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
                '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
            ),
            "_rels/.rels": (
                f'<Relationships xmlns="{_PACKAGE}/relationships">'
                f'<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.bin"/></Relationships>'
            ),
            "xl/workbook.bin": record(131) + record(143)
            + record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("R2報告")) + record(144) + record(132),
            "xl/_rels/workbook.bin.rels": (
                f'<Relationships xmlns="{_PACKAGE}/relationships">'
                f'<Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.bin"/>'
                f'<Relationship Id="rId2" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.bin"/>'
                f'<Relationship Id="rId3" Type="{RELATIONS}/styles" Target="styles.bin"/></Relationships>'
            ),
            "xl/sharedStrings.bin": record(159, struct.pack("<II", 2, 2)) + record(19, b"\0" + wide("番号"))
            + record(19, b"\1" + wide("新旧") + struct.pack("<IHHHH", 2, 0, 0, 1, 1)) + record(160),
            "xl/styles.bin": record(278) + record(615, struct.pack("<I", 1)) + record(44, struct.pack("<H", 164) + wide("0.0%"))
            + record(616) + record(611) + b"".join(record(43, font) for font in fonts) + record(612)
            + record(603) + b"".join(record(45, fill) for fill in fills) + record(604)
            + record(617, struct.pack("<I", 5)) + b"".join(record(47, format) for format in formats) + record(618) + record(279),
            "xl/worksheets/sheet1.bin": record(129) + record(148, struct.pack("<4I", 0, 9, 0, 9)) + record(145) + rows + record(146) + after + record(130),
        }
    )  # fmt: skip


def ods(table: str, automatic: str = "", manifest: str = "", name: str = "R2報告") -> bytes:
    """An .ods file of one sheet; `table` is the content of table:table, `automatic` of the automatic styles."""
    oasis = "urn:oasis:names:tc:opendocument:xmlns"
    spaces = " ".join(f'xmlns:{space}="{oasis}:{space}:1.0"' for space in ("office", "table", "text", "style"))
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": f'<manifest xmlns="{oasis}:manifest:1.0">{manifest}</manifest>',
            "content.xml": (
                f'<office:document-content {spaces} xmlns:fo="{oasis}:xsl-fo-compatible:1.0">'
                f"<office:automatic-styles>{automatic}</office:automatic-styles><office:body><office:spreadsheet>"
                f'<table:table table:name="{name}">{table}</table:table></office:spreadsheet></office:body></office:document-content>'
            ),
            "meta.xml": '<meta xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:date>2021-05-10T17:30:00.5</dc:date></meta>',
        }
    )


def with_parts(changed: Mapping[str, str | bytes], rows: str = GOOD_ROWS) -> bytes:
    """A good workbook with some parts put in place of its own or beside them."""
    return zipped({**parts(rows), **changed})


def without(*names: str) -> bytes:
    """A good workbook that lacks some parts."""
    return zipped({name: content for name, content in parts(GOOD_ROWS).items() if name not in names})


def twice(name: str) -> bytes:
    """A good workbook with a member of the same name added."""
    package = io.BytesIO(workbook(GOOD_ROWS))
    with warnings.catch_warnings(), zipfile.ZipFile(package, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr(name, "<x/>")
    return package.getvalue()


def with_wrong_crc() -> bytes:
    """A good workbook in which a stored character was changed."""
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts(GOOD_ROWS).items():
            archive.writestr(name, content)
    return package.getvalue().replace("相談体制".encode(), "相談休制".encode(), 1)


def with_password_flag() -> bytes:
    """A good workbook whose members say that they are encrypted by a zip password."""
    data = bytearray(workbook(GOOD_ROWS))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 1)
    return bytes(data)


def bomb() -> bytes:
    """A sheet of 16 MB of blanks in 16 KB."""
    return with_parts({"xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}">{" " * 16 * 1024**2}</worksheet>'})


def doctyped(part: str, encoding: str = "utf-8") -> bytes:
    """A good workbook with a document type (nested entities) in one part."""
    entities = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(f'<!ENTITY {b} "' + f"&{a};" * 10 + '">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)) + "]>"  # fmt: skip
    content = parts(GOOD_ROWS).get(part, "<x/>")
    text = f'<?xml version="1.0" encoding="{encoding}"?>{entities}{content if isinstance(content, str) else ""}'
    return with_parts({part: text.encode(encoding)})


def phantom(cells: str = "") -> bytes:
    """A good list with formatted rows down to the last."""
    rows = "".join(f'<row r="{number}" s="1" customFormat="1">{cells}</row>' if cells else f'<row r="{number}" s="1" customFormat="1"/>' for number in range(3, 1_048_577))  # fmt: skip
    return workbook(GOOD_ROWS + rows)


def slow(rows: int = 40_000) -> bytes:
    """A good workbook that takes seconds to read, for nothing but its size."""
    return workbook("".join(f'<row r="{number}">{"<c><v>1</v></c>" * 13}</row>' for number in range(1, rows)))


def swollen() -> bytes:
    """A workbook that shows a text of 40 million characters twice, which packs well, but not like a bomb."""
    block = "".join(chr(0x4E00 + (at * 7919) % 20000) for at in range(4000)) * 20
    rows = GOOD_ROWS + '<row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3" t="s"><v>0</v></c></row>'
    return workbook(rows, shared=f"<si><t>{block * 500}</t></si>")


def merges(*ranges: str) -> str:
    """The part of a sheet that names its merged ranges."""
    entries = "".join(f'<mergeCell ref="{ref}"/>' for ref in ranges)
    return f"<mergeCells>{entries}</mergeCells>"


# What must be named, and by which code; file names as they would arrive.
HOSTILE: Mapping[str, tuple[str, Callable[[], bytes]]] = {
    "空.xlsx": ("file_empty", lambda: b""),
    "爆弾.xlsx": ("file_too_large", bomb),
    "部品が多い.xlsx": ("file_too_large", lambda: with_parts({f"xl/media/{at}.xml": "" for at in range(5_001)})),
    "同名の部品.xlsx": ("file_unsafe", lambda: twice("XL/Workbook.xml")),
    "上のフォルダ.xlsx": ("file_unsafe", lambda: with_parts({"xl/../../a.xml": "<x/>"})),
    "絶対パス.xlsx": ("file_unsafe", lambda: with_parts({"/etc/a.xml": "<x/>"})),
    "逆斜線の上.xlsx": ("file_unsafe", lambda: with_parts({"xl\\..\\..\\a.xml": "<x/>"})),
    "逆斜線の絶対.xlsx": ("file_unsafe", lambda: with_parts({"\\\\server\\a.xml": "<x/>"})),
    "実体爆弾.xlsx": ("file_unsafe", lambda: doctyped("xl/worksheets/sheet1.xml")),
    "実体爆弾_UTF16.xlsx": ("file_unsafe", lambda: doctyped("xl/sharedStrings.xml", "utf-16")),
    "実体爆弾_目次.xlsx": ("file_unsafe", lambda: doctyped("[Content_Types].xml")),
    "実体爆弾_書式.xlsx": ("file_unsafe", lambda: doctyped("xl/styles.xml")),
    "末尾なし.xlsx": ("file_damaged", lambda: workbook(GOOD_ROWS)[:-300]),
    "先頭だけ.xlsx": ("file_damaged", lambda: workbook(GOOD_ROWS)[:40]),
    "CRC違い.xlsx": ("file_damaged", with_wrong_crc),
    "XML壊れ.xlsx": ("file_damaged", lambda: with_parts({"xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>'})),
    "ブックなし.xlsx": ("file_damaged", lambda: without("xl/workbook.xml")),
    "目次だけ.xlsx": ("file_damaged", lambda: zipped({"[Content_Types].xml": "<Types/>"})),
    "パスワード.xlsx": ("file_encrypted", lambda: ole("EncryptionInfo", "EncryptedPackage")),
    "パスワード.xls": ("file_encrypted", encrypted_xls),
    "パスワード_zip.xlsx": ("file_encrypted", with_password_flag),
    "パスワード.ods": ("file_encrypted", lambda: ods("", manifest="<encryption-data/>")),
    "壊れた.xls": ("file_damaged", lambda: ole("Workbook")),
    "壊れた.xlsb": ("file_damaged", lambda: xlsb(record(0, b"\1"))),
    "遠い繰り返し.ods": (
        "file_too_large",
        lambda: ods(
            '<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384">'
            "<text:p>x</text:p></table:table-cell></table:table-row>"
        ),
    ),
    "報告書.pdf": ("file_format", lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3"),
    "報告書.docx": (
        "file_format",
        lambda: zipped({"[Content_Types].xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"}),
    ),
    "報告書.doc": ("file_format", lambda: ole("WordDocument")),
    "資料.ppt": ("file_format", lambda: ole("PowerPoint Document")),
    "送付.msg": ("file_format", lambda: ole("__properties_version1.0")),
    "まとめ.zip": ("file_format", lambda: zipped({"回答.xlsx": workbook(GOOD_ROWS)})),
    "写真.png": ("file_format", lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
    "写真.jpg": ("file_format", lambda: b"\xff\xd8\xff\xe0\0\x10JFIF\0"),
    "プログラム.exe": ("file_format", lambda: b"MZ\x90\0\3\0\0\0"),
    "文書.odt": ("file_format", lambda: zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"})),
    "メモ.txt": ("file_format", lambda: "ご確認ください。".encode()),
    "でたらめ.xlsx": ("file_format", lambda: bytes(range(256)) * 4),
    "古いXML.xls": ("file_damaged", lambda: b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'),
    "一覧.xml": ("file_format", lambda: b'<?xml version="1.0"?><list/>'),
}  # fmt: skip

# What looks dangerous and is read like any other: addresses and texts of its cells.
HARMLESS: Mapping[str, tuple[Sequence[tuple[str, str]], Callable[[], bytes]]] = {
    "遠いセル.xlsx": (
        [("A1", "始"), ("XFD1048576", "終")],
        lambda: workbook(f'<row r="1">{text_cell("A1", "始")}</row><row r="1048576">{text_cell("XFD1048576", "終")}</row>'),
    ),
    "終わらない結合.xlsx": ([("A1", "x")], lambda: workbook(row(1, "x"), after=merges("A1:XFD1048576", *["B2:XFD1048576"] * 50))),
    "空の書式行.xlsx": (
        [("A1", "番号"), ("B1", "取組名"), ("C1", "R2評価"), ("A2", "1-1-1-1"), ("B2", "相談体制の整備"), ("C2", "Ａ")],
        phantom,
    ),
    "読まない部品の実体爆弾.xlsx": ([("A1", "番号"), ("B1", "取組名"), ("C1", "R2評価"), ("A2", "1-1-1-1"), ("B2", "相談体制の整備"), ("C2", "Ａ")],
        lambda: doctyped("docProps/app.xml")),
    "逆斜線.xlsx": ([("A1", "x")], lambda: zipped({name.replace("/", "\\"): content for name, content in parts(row(1, "x")).items()})),
    "小さい寸法.xlsx": ([("A1", "x"), ("A2", "y")], lambda: workbook(row(1, "x") + row(2, "y"), before='<dimension ref="A1"/>')),
    "遠いセル.xlsb": (
        [("A1", "始"), ("XFD1048576", "終")],
        lambda: xlsb(xlsb_row(0, xlsb_cell(6, 0, wide("始"))) + xlsb_row(1_048_575, xlsb_cell(6, 16_383, wide("終")))),
    ),
}  # fmt: skip
