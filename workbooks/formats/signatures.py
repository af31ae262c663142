"""What a file is, by its first bytes and, for containers, by what they hold: one table, the first line that fits decides."""

import re
from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

from torikumi.workbooks.formats.model import Unusable
from torikumi.workbooks.formats.ooxml import Damaged, content_type, document
from torikumi.workbooks.formats.package import Parts
from torikumi.workbooks.formats.text import decoded, is_text

# Files that the system or an office program leaves in a folder; nobody sent them.
IGNORED = re.compile(
    r"~\$.*|\.~lock\..*#|~wrl?[df]?\d+\.tmp|\._.*|\.ds_store|\.gitkeep|thumbs\.db|desktop\.ini|ehthumbs\.db",
    re.IGNORECASE,
)
IGNORED_FOLDERS = frozenset({"__MACOSX", "$RECYCLE.BIN", ".git"})

_BEGINNING = 4096
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
# What a web server may send along: an empty line, a byte order mark, its own headers.
_BEFORE_ZIP = re.compile(rb"[\t\n\r\x20-\x7e\xef\xbb\xbf]{1,1024}(?=PK\x03\x04)")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The sizes and versions of the first record of Excel 2.1 to 97, which may stand without a container.
_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00", b"\x09\x08\x10\x00")
_MACROS = rb"application/vnd\.ms-excel\.(?:sheet|template|addin)\.macroEnabled\.main\+xml"


class Sight:
    """What of a file can be asked, each looked up when a line of the table first asks for it."""

    def __init__(self, data: bytes) -> None:
        before = _BEFORE_ZIP.match(data)
        self.data = data[before.end() :] if before else data

    def member(self, name: str) -> bytes:
        """The beginning of a member of a zip file, its name compared without case (OPC); nothing where there is none."""
        return self.parts.beginning(name) if self.parts else b""

    @cached_property
    def parts(self) -> Parts | None:
        """The members of a zip file; None for any other file."""
        return Parts(self.data) if self.data.startswith(_ZIP) else None

    @cached_property
    def content_types(self) -> bytes:
        """The type of the part that an OOXML package is about; of one that does not say, the whole table of contents."""
        if not self.parts or "[Content_Types].xml" not in self.parts:
            return b""
        try:
            name = document(self.parts)
            kind = content_type(self.parts, name) if name else ""
        except Damaged:
            kind = ""
        return kind.encode() or self.member("[Content_Types].xml")

    @cached_property
    def streams(self) -> frozenset[str]:
        """The streams of an OLE file, in capitals (MS-CFB 2.6.4 compares them so): an entry of its directory is 128 bytes, the name in
        UTF-16, its length in bytes at 64."""
        if not self.data.startswith(_OLE):
            return frozenset()
        found = set()
        for at in range(512, len(self.data) - 127, 128):
            length = int.from_bytes(self.data[at + 64 : at + 66], "little")
            if 2 < length <= 64 and self.data[at + 66] in (1, 2, 5):
                found.add(self.data[at : at + length - 2].decode("utf-16-le", "replace").upper())
        return frozenset(found)

    @cached_property
    def text(self) -> str | None:
        """The text of a file that is no container; None for what is no text."""
        text = None if self.data.startswith((*_ZIP, _OLE)) else decoded(self.data)
        return text.text if text else None

    @cached_property
    def head(self) -> str:
        """The beginning of the text; blank for what is none."""
        return (self.text or "")[:_BEGINNING]


_Test = Callable[[Sight], object]


class _Line(NamedTuple):
    """A kind of file: how it is told, its reader (blank for none), what is said of it where it has none, and why it is told so."""

    test: _Test
    kind: str
    said: str
    reason: str


def _starts(*marks: bytes) -> _Test:
    return lambda sight: sight.data.startswith(marks)


def _binary(*marks: bytes) -> _Test:
    return lambda sight: sight.data.startswith(marks) and sight.text is None


def _content_type(pattern: bytes) -> _Test:
    return lambda sight: re.search(pattern, sight.content_types, re.IGNORECASE)  # RFC 2045, 5.1


def _mimetype(pattern: bytes) -> _Test:
    return lambda sight: re.match(pattern, sight.member("mimetype"))


def _holds(name: str, pattern: bytes = b"") -> _Test:
    return lambda sight: sight.parts and name in sight.parts and re.search(pattern, sight.member(name))


def _stream(name: str) -> _Test:
    return lambda sight: name.upper() in sight.streams


def _says(pattern: str, flags: int = 0) -> _Test:
    compiled = re.compile(pattern, flags)
    return lambda sight: compiled.search(sight.head)


_SPREADSHEET = rb"application/vnd\.oasis\.opendocument\.spreadsheet"
_TABLE: tuple[_Line, ...] = (
    # Packages: OOXML by the type of its main part, OpenDocument by its first member.
    _Line(_content_type(_MACROS), "xlsm", "", "the type of a workbook with macros, of a template or an add-in"),
    _Line(_content_type(rb"spreadsheetml\.(?:sheet|template)\.main\+xml"), "xlsx", "", "ECMA-376 part 1, 12.3.23"),
    _Line(_content_type(rb"application/vnd\.ms-excel\.sheet\.binary\.macroEnabled\.main"), "xlsb", "", "MS-XLSB 2.1.7.61; last, for SheetJS gives it to all .bin parts of an .xlsx"),
    _Line(_content_type(rb"wordprocessingml\.|application/vnd\.ms-word\."), "", "Word文書", "ECMA-376 part 1, 11.3.10"),
    _Line(_content_type(rb"presentationml\.|application/vnd\.ms-powerpoint\."), "", "PowerPoint資料", "ECMA-376 part 1, 13.3.6"),
    _Line(_mimetype(_SPREADSHEET), "ods", "", "ODF 1.3 part 2, 3.3: the first member names the type"),
    _Line(_mimetype(rb"application/vnd\.oasis\.opendocument\.text"), "", "OpenDocumentの文書", "the same"),
    _Line(_mimetype(rb"application/vnd\.oasis\.opendocument\."), "", "OpenDocumentの表計算以外のファイル", "the same"),
    _Line(_holds("META-INF/manifest.xml", _SPREADSHEET), "ods", "", "the member mimetype is optional, the manifest names the type too"),
    _Line(_holds("content.xml", rb"<(?:[\w.-]+:)?spreadsheet\b"), "ods", "", "Google leaves out mimetype and manifest alike"),
    _Line(_holds("xl/workbook.xml"), "xlsx", "", "where the table of contents does not say: the place that all programs use"),
    _Line(_holds("xl/workbook.bin"), "xlsb", "", "the same"),
    _Line(_holds("[Content_Types].xml"), "", "", "a package whose table of contents names no document is damaged"),
    _Line(_starts(*_ZIP), "", "圧縮フォルダー（zip）", "any other zip file"),
    # OLE files. An encrypted .xlsx is one, whatever else it holds.
    _Line(_stream("EncryptedPackage"), "encrypted", "", "MS-OFFCRYPTO 1.3.3"),
    _Line(_stream("Workbook"), "xls", "", "MS-XLS 2.1.2, since Excel 97"),
    _Line(_stream("Book"), "xls", "", "Excel 5.0 and 95"),
    _Line(_stream("WordDocument"), "", "Word文書", "MS-DOC 2.1.1"),
    _Line(_stream("PowerPoint Document"), "", "PowerPoint資料", "MS-PPT 2.1.2"),
    _Line(_stream("__properties_version1.0"), "", "Outlookのメール", "MS-OXMSG 2.4"),
    _Line(_stream("JSRV_SegmentInformation"), "", "一太郎文書", "seen in documents of 一太郎"),
    _Line(_starts(_OLE), "", "表計算のファイルではありません", "any other OLE file"),
    # What no text begins with.
    _Line(_starts(*_BIFF), "xls", "", "Excel 2.1 to 4.0 wrote the records without a container"),
    _Line(_starts(b"%PDF"), "", "PDF", "ISO 32000-1, 7.5.2"),
    _Line(_starts(b"{\\rtf"), "", "リッチテキスト文書", "RTF is plain ASCII, but no table"),
    # Two or three letters may also begin a CSV file, so that these count only for bytes that are no text.
    _Line(_binary(b"\x89PNG"), "", "画像（PNG）", "signature"),
    _Line(_binary(b"\xff\xd8\xff"), "", "画像（JPEG）", "signature"),
    _Line(_binary(b"GIF8"), "", "画像（GIF）", "signature"),
    _Line(_binary(b"BM"), "", "画像（BMP）", "signature"),
    _Line(_binary(b"II*\0", b"MM\0*"), "", "画像（TIFF）", "signature"),
    _Line(_binary(b"7z\xbc\xaf"), "", "圧縮フォルダー（7z）", "signature"),
    _Line(_binary(b"Rar!"), "", "圧縮フォルダー（RAR）", "signature"),
    _Line(_binary(b"\x1f\x8b"), "", "圧縮ファイル（gzip）", "signature"),
    _Line(_binary(b"MZ"), "", "プログラム（exe）", "signature"),
    _Line(lambda sight: sight.text is None and sight.data[2:5] == b"-lh", "", "圧縮フォルダー（LZH）", "signature"),
    _Line(lambda sight: sight.text is None and is_text(sight.data), "", "文字コードの分からない文字のファイル", "no encoding fits"),
    _Line(lambda sight: sight.text is None, "", "表計算のファイルではありません", "any other bytes"),
    # Texts. A message first, for it holds pages; XML before HTML, for the elements of an XML Spreadsheet are called Table, too.
    _Line(_says(r"\A(?:[\w-]+:.*\n(?:[ \t].*\n)*)*(?:To|Received|Return-Path|Delivered-To|Message-ID):", re.IGNORECASE), "", "メール", "RFC 5322, 3.6: somebody sent it"),
    _Line(_says(r"\A(?:[\w-]+:.*\n(?:[ \t].*\n)*)*MIME-Version:", re.IGNORECASE), "mhtml", "", "RFC 2557: a web page with all that it needs"),
    _Line(
        _says(r"<(?:[\w.-]+:)?Workbook\b[^>]*[\"']urn:schemas-microsoft-com:office:spreadsheet[\"']"), "xml", "",
        "XML Spreadsheet 2003: the root and its namespace",
    ),
    _Line(_says(r"office:mimetype=[\"']application/vnd\.oasis\.opendocument\.spreadsheet[\"']"), "fods", "", "ODF 1.3 part 3, 3.1.2: its root"),
    _Line(_says(r"<(?:table|html|!doctype html)(?![\w:.-])", re.IGNORECASE), "html", "", "what many systems call an Excel export"),
    _Line(_says(r"^\s*<(?:\?xml|!DOCTYPE|[A-Za-z_][\w:.-]*[\s>])"), "", "XML", "any other XML"),
    _Line(_says(r"\ATABLE\r?\n0,1\r?\n"), "", "DIF", "its first lines, which would pass for a CSV"),
    _Line(_says(r"\AID;P"), "", "SYLK", "its first record"),
    _Line(lambda sight: any(mark in (sight.text or "") for mark in ",\t;"), "csv", "", "something parts the fields"),
    _Line(lambda _: True, "", "文字だけのファイル", "any other text"),
)  # fmt: skip


def detect(data: bytes) -> str:
    """The reader of a file: xlsx, xlsm, xlsb, ods, fods, encrypted, xls, xml, html or csv.

    Raises Unusable: file_empty, file_format with the name of what it is instead, file_damaged or file_encrypted for a package whose
    members cannot be looked at.
    """
    return told(Sight(data))


def told(sight: Sight) -> str:
    """As `detect`, of a file that is already being looked at."""
    if not sight.data:
        raise Unusable("file_empty")
    line = next(line for line in _TABLE if line.test(sight))
    if line.kind:
        return line.kind
    raise Unusable("file_format", line.said) if line.said else Unusable("file_damaged", "ブックの目次が壊れています")
