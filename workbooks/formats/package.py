"""A zip package (OOXML or OpenDocument) -> its parts, each unpacked when it is first asked for.

The directory is read by zipfile; a member's bytes are taken out of the file here, for zipfile needs 50 microseconds to open one, which
is as long as the whole of a return takes to be understood, and it expands a bomb before its size can be looked at.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote
from xml.parsers import expat

from torikumi.workbooks.formats.model import DamagedPart, Unusable
from torikumi.workbooks.formats.text import as_utf8

# Real workbooks expand to 60 MB at most, at ratios up to 150 (3,350 files measured); the caps are well above that.
MOST_MEMBERS = 5_000
MOST_BYTES = 256 * 1024 * 1024
MOST_RATIO = 500
# Below this size a high ratio is harmless (a small part full of blanks).
RATIO_FROM = 8 * 1024 * 1024
_CHUNK = 64 * 1024
_XML = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*\0?<")
_ODD_NAME = re.compile(r"[\x00-\x1f:]|^[/\\]|(?:^|[/\\])\.\.(?:[/\\]|$)")
_DAMAGE = (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, ValueError, IndexError, OverflowError)
_LOCAL = struct.Struct("<4s22xHH")  # a member's own header: signature, lengths of its name and of its extra field
# The flag of a member under a zip password.
_ENCRYPTED = 0x1
_UTF8 = 0x800


def open_package(data: bytes) -> zipfile.ZipFile:
    """The archive; raises Unusable (file_damaged) where its directory cannot be read."""
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except _DAMAGE as error:
        raise Unusable("file_damaged", "ファイルの末尾が欠けているか、壊れています") from error


class Parts(Mapping[str, bytes]):
    """The parts of a package by name, compared without case, with either slash, and with or without percent escapes (OPC, ECMA-376
    part 2, 6.2.2); XML parts are given in UTF-8.

    Reading one raises Unusable: file_too_large (bomb), file_unsafe (DOCTYPE), file_encrypted, file_damaged (CRC, length); KeyError where
    there is none. Making the object raises file_too_large and file_unsafe for what the directory says (members twice or oddly named).
    """

    def __init__(self, data: bytes, doctype_allowed: bool = False) -> None:
        archive = open_package(data)
        members = [info for info in archive.infolist() if not info.is_dir()]
        _check_names(members)
        self.names = [_name(info) for info in members]
        self._data, self._doctype_allowed = data, doctype_allowed
        self._members = {part_key(_name(info)): info for info in members}
        self._read: dict[str, bytes] = {}
        self.relations: dict[str, Any] = {}  # of parts, as `ooxml.related` has read them
        self._total = 0

    def __getitem__(self, name: str) -> bytes:
        key = part_key(name)
        if key not in self._read:
            self._read[key] = self._content(self._members[key])
        return self._read[key]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and part_key(name) in self._members

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)

    def beginning(self, name: str) -> bytes:
        """Up to 1 MB of a part, nothing where there is none; raises as reading it does, but for its size."""
        info = self._members.get(part_key(name))
        return self._unpacked(info, 1024**2)[0] if info else b""

    def _content(self, info: zipfile.ZipInfo) -> bytes:
        ratio = max(RATIO_FROM, MOST_RATIO * max(info.compress_size, 1))
        content, whole = self._unpacked(info, min(ratio, MOST_BYTES - self._total))
        self._total += len(content)
        if not whole and len(content) >= ratio:
            raise Unusable("file_too_large", f"展開すると{MOST_RATIO}倍以上")
        if not whole:
            raise Unusable("file_too_large", f"{MOST_BYTES // 1024**2}MB以上")
        if not _XML.match(content[:64]):
            return content
        content = as_utf8(content)
        if not self._doctype_allowed and has_doctype(content):
            raise Unusable("file_unsafe", "DOCTYPE宣言")
        return content

    def _unpacked(self, info: zipfile.ZipInfo, most: int) -> tuple[bytes, bool]:
        """A member's content up to so many bytes, and whether that is all of it. The CRC of a whole one is checked; the sizes that the
        directory claims are not trusted."""
        if info.flag_bits & _ENCRYPTED:
            raise Unusable("file_encrypted", "パスワード")
        try:
            signature, name, extra = _LOCAL.unpack_from(self._data, info.header_offset)
            start = info.header_offset + _LOCAL.size + name + extra
            packed = self._data[start : start + info.compress_size]
            if signature != b"PK\3\4" or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise DamagedPart(info.filename)
            if info.compress_type == zipfile.ZIP_STORED:
                content, rest, ended = packed[:most], packed[most:], True
            else:
                unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
                content = unpacker.decompress(packed, most)
                rest = unpacker.decompress(unpacker.unconsumed_tail, 1) if len(content) >= most > 0 else b""
                ended = unpacker.eof
        except (zlib.error, struct.error) as error:
            raise DamagedPart(info.filename) from error
        if rest:
            return content, False
        if not ended or zlib.crc32(content) != info.CRC:
            raise DamagedPart(info.filename)
        return content, True


def part_key(name: str) -> str:
    """A name of a part as names are compared."""
    return (unquote(name) if "%" in name else name).replace("\\", "/").casefold()


def _name(info: zipfile.ZipInfo) -> str:
    """The name of a member; one beyond ASCII that is not marked as UTF-8 (zipfile takes it for CP437) is mostly that all the same."""
    if info.filename.isascii() or info.flag_bits & _UTF8:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _check_names(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_MEMBERS:
        raise Unusable("file_too_large", f"{len(members)}個の部品")
    names = [part_key(_name(info)) for info in members]
    if len(set(names)) < len(names):
        raise Unusable("file_unsafe", "同じ名前の部品")
    if any(_ODD_NAME.search(info.orig_filename) for info in members):
        raise Unusable("file_unsafe", "不正な名前の部品")


def has_doctype(xml: bytes) -> bool:
    """Whether a part declares a document type: the way to entity bombs and external entities, which no office program needs.

    Reads up to the root element only; what is no XML is left for the reader to say.
    """
    # A byte is sought ten times as fast as a word that begins like every element.
    if b"!" not in xml or b"<!DOCTYPE" not in xml:
        return False
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
