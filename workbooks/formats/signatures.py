"""What a file is, by its first bytes and, for containers, by what they hold."""

import re

from torikumi.workbooks.formats.model import Unusable
from torikumi.workbooks.formats.package import beginning, open_package
from torikumi.workbooks.formats.text import decoded

# Files that the system or an office program leaves in a folder; nobody sent them.
IGNORED = re.compile(
    r"~\$.*|\.~lock\..*#|~wrl?[df]?\d+\.tmp|\._.*|\.ds_store|\.gitkeep|thumbs\.db|desktop\.ini|ehthumbs\.db",
    re.IGNORECASE,
)
IGNORED_FOLDERS = frozenset({"__MACOSX", "$RECYCLE.BIN", ".git"})

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
# Excel 2.1 to 5.0 wrote the record stream without a container.
_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00", b"\x09\x08\x10\x00")

# The main part of a package, by its content type (ECMA-376, MS-XLSB), and what is said of it or how it is read.
_CONTENT_TYPES = (
    (b"application/vnd.ms-excel.sheet.binary.macroEnabled.main", "xlsb", ""),
    (b"application/vnd.ms-excel.sheet.macroEnabled.main+xml", "xlsm", ""),
    (b"application/vnd.ms-excel.template.macroEnabled.main+xml", "xlsm", ""),
    (b"spreadsheetml.sheet.main+xml", "xlsx", ""),
    (b"spreadsheetml.template.main+xml", "xlsx", ""),
    (b"wordprocessingml.", "", "Word文書"),
    (b"application/vnd.ms-word.", "", "Word文書"),
    (b"presentationml.", "", "PowerPoint資料"),
)
_MIMETYPES = (
    (b"application/vnd.oasis.opendocument.spreadsheet", "ods", ""),
    (b"application/vnd.oasis.opendocument.text", "", "OpenDocumentの文書"),
    (b"application/vnd.oasis.opendocument.", "", "OpenDocumentの表計算以外のファイル"),
)
# Streams of an OLE file, by name. An encrypted .xlsx is an OLE file.
_STREAMS = (
    ("EncryptedPackage", "", ""),
    ("Workbook", "xls", ""),
    ("Book", "xls", ""),
    ("WordDocument", "", "Word文書"),
    ("PowerPoint Document", "", "PowerPoint資料"),
    ("__properties_version1.0", "", "Outlookのメール"),
    ("JSRV_SegmentInformation", "", "一太郎文書"),
)
_SIGNATURES = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "画像（PNG）"),
    (b"\xff\xd8\xff", "画像（JPEG）"),
    (b"GIF8", "画像（GIF）"),
    (b"BM", "画像（BMP）"),
    (b"II*\0", "画像（TIFF）"),
    (b"MM\0*", "画像（TIFF）"),
    (b"{\\rtf", "リッチテキスト文書"),
    (b"7z\xbc\xaf", "圧縮フォルダー（7z）"),
    (b"Rar!", "圧縮フォルダー（RAR）"),
    (b"\x1f\x8b", "圧縮ファイル（gzip）"),
    (b"MZ", "プログラム（exe）"),
)  # fmt: skip
_MARKUP = (
    (re.compile(r"<(?:table|html|!doctype html)\b", re.IGNORECASE), "html", ""),
    (re.compile(r"urn:schemas-microsoft-com:office:spreadsheet"), "", "XMLスプレッドシート2003"),
    (re.compile(r"^MIME-Version:", re.IGNORECASE | re.MULTILINE), "", "単一ファイルWebページまたはメール"),
    (re.compile(r"^\s*<(?:\?xml|!DOCTYPE|[A-Za-z_][\w:.-]*[\s>])"), "", "XML"),
)


def detect(data: bytes) -> str:
    """xlsx, xlsm, xlsb, ods, xls, html or csv; raises Unusable (file_format, file_encrypted, …) with the name of what it is instead."""
    if not data:
        raise Unusable("file_empty")
    if data.startswith(_ZIP):
        return _known(*_package_kind(data))
    if data.startswith(_OLE):
        return _known(*_ole_kind(data))
    if data.startswith(_BIFF):
        return "xls"
    name = next((name for signature, name in _SIGNATURES if data.startswith(signature)), "")
    # Two or three letters may also begin a CSV file; those signatures count for bytes that are no text.
    text = decoded(data)
    if name and (text is None or data.startswith((b"%PDF", b"{\\rtf"))):
        raise Unusable("file_format", name)
    if text is None:
        raise Unusable(
            "file_format", "圧縮フォルダー（LZH）" if data[2:5] == b"-lh" else "表計算のファイルではありません"
        )
    return _known(
        *next(((kind, name) for pattern, kind, name in _MARKUP if pattern.search(text[:4096])), _text_kind(text))
    )


def _known(kind: str, name: str) -> str:
    if not kind:
        raise Unusable("file_format", name) if name else Unusable("file_encrypted", "パスワード")
    return kind


def _package_kind(data: bytes) -> tuple[str, str]:
    with open_package(data) as archive:
        for member, table in (("[Content_Types].xml", _CONTENT_TYPES), ("mimetype", _MIMETYPES)):
            content = beginning(archive, member)
            for mark, kind, name in table:
                if mark in content:
                    return kind, name
        if "[Content_Types].xml" in archive.namelist():
            raise Unusable("file_damaged", "ブックの目次が壊れています")
    return "", "圧縮フォルダー（zip）"


def _ole_kind(data: bytes) -> tuple[str, str]:
    return next(
        ((kind, name) for stream, kind, name in _STREAMS if _has_stream(data, stream)),
        ("", "表計算のファイルではありません"),
    )


def _has_stream(data: bytes, name: str) -> bool:
    """Whether the directory of an OLE file has an entry: 128 bytes, the name in UTF-16, its length in bytes at 64 (MS-CFB 2.6.1)."""
    entry = name.encode("utf-16-le") + b"\0\0"
    at = data.find(entry)
    while at >= 0:
        if at % 128 == 0 and data[at + 64 : at + 66] == len(entry).to_bytes(2, "little"):
            return True
        at = data.find(entry, at + 1)
    return False


def _text_kind(text: str) -> tuple[str, str]:
    return ("csv", "") if "," in text or "\t" in text else ("", "文字だけのファイル")
