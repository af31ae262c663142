"""A zip package (OOXML or OpenDocument) -> its parts, unpacked only after every member has been looked at."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice
from xml.parsers import expat

from torikumi.workbooks.formats.model import Unusable

# Real workbooks expand to 60 MB at most, at ratios up to 150 (3,350 files measured); the caps are well above that.
MOST_MEMBERS = 5_000
MOST_BYTES = 256 * 1024 * 1024
MOST_RATIO = 500
# Below this size a high ratio is harmless (a small part full of blanks).
RATIO_FROM = 8 * 1024 * 1024
_CHUNK = 64 * 1024
_XML = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*\0?<")
_ODD_NAME = re.compile(r"[\\\x00-\x1f:]|^/|(?:^|/)\.\.(?:/|$)")
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    ValueError,
    IndexError,
    OverflowError,
)
# The flag of a member under a zip password.
_ENCRYPTED = 0x1


def open_package(data: bytes) -> zipfile.ZipFile:
    """The archive; raises Unusable (file_damaged) where its directory cannot be read."""
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except _DAMAGE as error:
        raise Unusable("file_damaged", "ファイルの末尾が欠けているか、壊れています") from error


def beginning(archive: zipfile.ZipFile, name: str) -> bytes:
    """Up to 1 MB of a member, nothing where there is none; raises Unusable (file_damaged, file_encrypted)."""
    members = [info for info in archive.infolist() if info.filename == name]
    return b"".join(chunk for info in members[:1] for chunk in islice(_stream(archive, info), 16))


def parts(archive: zipfile.ZipFile, doctype_allowed: bool = False) -> dict[str, bytes]:
    """The XML and .bin parts of a package by name; pictures and the like are counted, checked and left out.

    Raises Unusable: file_too_large (bomb), file_unsafe (member names twice or odd, DOCTYPE), file_encrypted, file_damaged (CRC).
    """
    members = [info for info in archive.infolist() if not info.is_dir()]
    _check_names(members)
    kept, total = {}, 0
    for info in members:
        content = io.BytesIO()
        for chunk in _stream(archive, info):
            total += len(chunk)
            content.write(chunk)
            _check_size(total, content.tell(), info)
        is_xml = bool(_XML.match(content.getvalue()[:64]))
        if is_xml and not doctype_allowed and has_doctype(content.getvalue()):
            raise Unusable("file_unsafe", "DOCTYPE宣言")
        if is_xml or info.filename.endswith(".bin"):
            kept[info.filename] = content.getvalue()
    return kept


def _check_names(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_MEMBERS:
        raise Unusable("file_too_large", f"{len(members)}個の部品")
    names = [info.filename.casefold() for info in members]
    if len(set(names)) < len(names):
        raise Unusable("file_unsafe", "同じ名前の部品")
    if any(_ODD_NAME.search(info.orig_filename) for info in members):
        raise Unusable("file_unsafe", "不正な名前の部品")


def _check_size(total: int, size: int, info: zipfile.ZipInfo) -> None:
    if total > MOST_BYTES:
        raise Unusable("file_too_large", f"{MOST_BYTES // 1024**2}MB以上")
    if size > RATIO_FROM and size > MOST_RATIO * max(info.compress_size, 1):
        raise Unusable("file_too_large", f"展開すると{MOST_RATIO}倍以上")


def _stream(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """A member's content in chunks; the sizes that the directory claims are not trusted, the CRC is checked at the end."""
    if info.flag_bits & _ENCRYPTED:
        raise Unusable("file_encrypted", "パスワード")
    try:
        with archive.open(info) as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk
    except (*_DAMAGE, RuntimeError) as error:
        raise Unusable("file_damaged", f"部品「{info.filename}」が壊れています") from error


def has_doctype(xml: bytes) -> bool:
    """Whether a part declares a document type: the way to entity bombs and external entities, which no office program needs.

    Reads up to the root element only; what is no XML is left for the reader to say.
    """
    found = []
    parser = expat.ParserCreate()

    def stop(*_: object) -> None:
        raise StopIteration

    def doctype(*_: object) -> None:
        found.append(True)
        raise StopIteration

    parser.StartElementHandler = stop
    parser.StartDoctypeDeclHandler = doctype
    try:
        for start in range(0, len(xml), _CHUNK):
            parser.Parse(xml[start : start + _CHUNK])
    except StopIteration:
        return bool(found)
    except expat.ExpatError:
        return b"<!DOCTYPE" in xml[:_CHUNK]
    return False
