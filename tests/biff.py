"""Files in the binary formats of old (MS-XLS), made by code: the smallest records that a reader needs, plain or encrypted."""

import hashlib
import struct
from collections.abc import Sequence

_BOOK, _SHEET = 0x0005, 0x0010
WORKSHEET, MACRO_SHEET = 0, 1


def record(number: int, content: bytes = b"") -> bytes:
    """A record: number, length, content."""
    return struct.pack("<HH", number, len(content)) + content


def text(row: int, column: int, value: str, style: int = 0) -> bytes:
    """A cell with a text (LABEL, 0-based)."""
    return record(0x0204, struct.pack("<HHHHB", row, column, style, len(value), 1) + value.encode("utf-16-le"))


def number(row: int, column: int, value: float, style: int = 0) -> bytes:
    """A cell with a number (NUMBER, 0-based)."""
    return record(0x0203, struct.pack("<HHHd", row, column, style, value))


def error(row: int, column: int, code: int) -> bytes:
    """A cell with an error (BOOLERR, 0-based)."""
    return record(0x0205, struct.pack("<HHHBB", row, column, 0, code, 1))


def _begin(kind: int) -> bytes:
    return record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))


def _style(font: int, code: int, pattern: int = 0) -> bytes:
    """A cell style: font, number format, fill pattern with the palette's colour 22 (C0C0C0)."""
    return record(0x00E0, struct.pack("<HHHBBBBIIH", font, code, 0, 0x20, 0, 0, 0xFC, 0, pattern << 26, 22 | 65 << 7))


def stream(sheets: Sequence[tuple[str, int, bytes]], before: bytes = b"") -> bytes:
    """A book's stream of sheets (name, kind, cells). Styles: 0 plain, 1 `0.0%`, 2 the date 14, 3 struck out, 4 shaded, 5 `#,###`,
    6 `;;;`."""
    fonts = [
        record(0x0031, struct.pack("<HHHHHBBBBBB", 200, flags, 8, 400, 0, 0, 0, 0, 0, 1, 0) + b"A") for flags in (0, 8)
    ]
    codes = [
        record(0x041E, struct.pack("<HHB", key, len(code), 0) + code)
        for key, code in ((164, b"0.0%"), (165, b"#,###"), (166, b";;;"))
    ]
    styles = [_style(*given) for given in ((0, 0), (0, 164), (0, 14), (1, 0), (0, 0, 1), (0, 165), (0, 166))]
    head = _begin(_BOOK) + before + record(0x0042, struct.pack("<H", 1200)) + b"".join([*fonts, *codes, *styles])
    names = [name.encode("utf-16-le") for name, _, _ in sheets]
    at = len(head) + sum(12 + len(name) for name in names) + 4
    bounds = b""
    for name, (_, kind, cells) in zip(names, sheets, strict=True):
        bounds += record(0x0085, struct.pack("<IBBBB", at, 0, kind, len(name) // 2, 1) + name)
        at += len(_begin(_SHEET)) + len(cells) + 4
    bodies = b"".join(_begin(_SHEET) + cells + record(0x000A) for _, _, cells in sheets)
    return head + bounds + record(0x000A) + bodies


def xls(cells: bytes, name: str = "R2報告") -> bytes:
    """The stream of a book of one sheet; a file may be that stream alone."""
    return stream([(name, WORKSHEET, cells)])


def compound(name: str, content: bytes, reserved: bytes = b"") -> bytes:
    """A compound file (MS-CFB) of one stream of at least 4,096 bytes; `reserved` are sectors that nobody owns."""
    content += record(0, bytes(max(4096, -(-(len(content) + 4) // 512) * 512) - len(content) - 4))
    count = len(content) // 512
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<9I", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<I", 0) + b"\xff" * 432
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, count + 2), 0xFFFFFFFE]
    assert len(chain) <= 128
    sectors = struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff")
    entries = b"".join(
        (entry.encode("utf-16-le") + b"\0\0").ljust(64, b"\0")
        + struct.pack("<HBBIII", 2 * len(entry) + 2, kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
        for entry, kind, child, start, size in (
            ("Root Entry", 5, 1, 0xFFFFFFFE, 0),
            (name, 2, 0xFFFFFFFF, 2, len(content)),
        )
    )
    return header + sectors + entries.ljust(512, b"\0") + content + reserved


def encrypted(sheets: Sequence[tuple[str, int, bytes]], password: str) -> bytes:
    """A book's stream encrypted with RC4 (MS-OFFCRYPTO 2.3.6) under a password, in a compound file."""
    salt, verifier = bytes(range(16)), bytes(range(100, 116))
    cipher = _Cipher(password, salt)
    hidden = cipher.applied(0, verifier + hashlib.md5(verifier).digest())
    plain = stream(sheets, record(0x002F, struct.pack("<HHH", 1, 1, 1) + salt + hidden))
    result, at = bytearray(plain), 0
    while at < len(plain):
        kind, length = struct.unpack_from("<HH", plain, at)
        # What opens a stream and the places of the sheets stay readable (2.2.10).
        start = at + 4 + {0x0809: length, 0x002F: length, 0x0085: 4}.get(kind, 0)
        for place in range(start, at + 4 + length):
            result[place] ^= cipher.key(place)
        at += 4 + length
    return compound("Workbook", bytes(result))


class _Cipher:
    """RC4 with a new key for every 1,024 bytes of the stream."""

    def __init__(self, password: str, salt: bytes) -> None:
        first = hashlib.md5(password.encode("utf-16-le")).digest()[:5]
        self._base = hashlib.md5((first + salt) * 16).digest()[:5]
        self._streams: dict[int, bytes] = {}

    def key(self, place: int) -> int:
        block = place // 1024
        if block not in self._streams:
            self._streams[block] = _rc4(hashlib.md5(self._base + struct.pack("<I", block)).digest(), 1024)
        return self._streams[block][place % 1024]

    def applied(self, start: int, content: bytes) -> bytes:
        return bytes(byte ^ self.key(start + at) for at, byte in enumerate(content))


def _rc4(key: bytes, length: int) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    found, i, j = bytearray(), 0, 0
    for _ in range(length):
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        found.append(state[(state[i] + state[j]) % 256])
    return bytes(found)
