"""Bytes -> text, for the formats that are plain text: what decodes and looks like Japanese or like plain Latin script."""

import codecs
import re
from collections.abc import Callable
from typing import NamedTuple

from torikumi.workbooks.formats.model import Remark

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# A text file may end in the end-of-file sign of DOS; ESC and a form feed may stand in one.
_CONTROLS = re.compile(r"[\0-\x08\x0e-\x19\x1c-\x1f\x7f-\x9f]")
_CONTROL_BYTES = re.compile(rb"[\0-\x08\x0e-\x19\x1c-\x1f\x7f]")
_NOT_ASCII = re.compile(r"[^\0-\x7f]+")
# A character between Latin letters, or half-width kana beside one: what an accented letter becomes in a Japanese encoding.
_LONE = re.compile(r"(?<=[A-Za-z])(?:[^\0-\x7f](?=[A-Za-z])|[\uff61-\uff9f])|[\uff61-\uff9f](?=[A-Za-z])")
# So many characters, and runs of them beyond ASCII, tell the encoding.
_BEGINNING = 500_000
_SAMPLE = 5_000
_ENOUGH = 0.65
# Of a UTF-8 file in which a byte is wrong, so much is still UTF-8.
_MOST_WRONG = 0.1

# How natural a character is in Japanese text. EUC-JP read as CP932 is half-width kana, every second of them a punctuation mark;
# UTF-8 read as CP932 is full of rare kanji.
_JAPANESE: tuple[tuple[re.Pattern[str], float], ...] = (
    (re.compile(r"[\u3000-\u303f\u3041-\u30ff\uff01-\uff5e\uffe0-\uffe5]"), 1.0),
    (re.compile(r"[\u2010-\u2312\u2460-\u273f\u3220-\u33ff×÷±°§¶´¨]"), 1.0),
    (re.compile(r"[\uff66-\uff9f]"), 0.4),
    (re.compile(r"[\uff61-\uff65]"), 0.2),
)
_HALF_KANA = re.compile(r"[\uff66-\uff9f]+")
_COMMON_KANJI, _RARE_KANJI = 1.0, 0.75
# What Python makes of the bytes that CP932 does not have.
_NO_CP932 = re.compile("[\uf8f0-\uf8f3]")
# What texts in the Latin script are made of beyond ASCII; their accented letters hardly ever stand side by side.
# Natural Japanese in rare kanji may look like it too, and is the likelier.
_LATIN_AT_BEST = 0.85
_LATIN = re.compile(r"[À-ÖØ-öø-ÿŠšŽžŒœŸ‘’“”–—…€£§°«»¿¡ªº·©®™²³¹½¼¾±×\u00a0]{1,2}")


_DECLARATION = re.compile(rb"""\s*<\?xml[^>]*?\bencoding\s*=\s*["']([\w.:-]+)["'][^>]*\?>""")
# What Japanese documents call CP932, with the signs that Windows added to it.
_ALIASES = dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "ms_kanji", "windows-31j"), "cp932")


class Text(NamedTuple):
    """A decoded file; `guessed`: its encoding as a person names it, where it is no usual one; `wrong`: how many bytes are no text."""

    text: str
    guessed: str = ""
    wrong: int = 0

    def remarks(self) -> list[Remark]:
        """The findings on an encoding that was guessed, and on bytes that are no text."""
        return [
            *([Remark("encoding_guessed", found=self.guessed)] if self.guessed else []),
            *([Remark("text_damaged", found=str(self.wrong))] if self.wrong else []),
        ]


def decoded(data: bytes) -> Text | None:
    """Text in the encoding of its byte order mark; else in UTF-8, else in that of `_ENCODINGS` in which all of it decodes and looks most
    natural. None for what is no text or looks natural in none.

    A UTF-8 file with some wrong bytes is still one: each becomes U+FFFD, and they are counted.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _text(data, encoding)
    jis = b"\x1b" in data and _text(data, "iso2022_jp_2")
    if jis:
        return jis._replace(guessed="ISO-2022-JP（JIS）")
    return _text(data, "utf-8") or _nearly_utf8(data) or _most_natural(data)


def declared(data: bytes, name: str) -> Text | None:
    """Text of a document that says in which encoding it is: in UTF-8 where it is that, which no other encoding is by chance; else as it
    says; where that is unknown or wrong, as any text."""
    text = None if b"\x1b" in data else _in(data, "utf-8-sig")
    if text is None:
        text = _in(data, name)
    return decoded(data) if text is None else Text(text)


def xml_encoding(data: bytes) -> str:
    """The encoding that an XML document declares; UTF-8 where it declares none."""
    found = _DECLARATION.match(data)
    return found[1].decode("ascii") if found else "utf-8"


def as_utf8(xml: bytes) -> bytes:
    """An XML document in UTF-8, without a declaration that says otherwise: the parser knows few encodings, and believes what is declared."""
    if b"\0" in xml[:4]:
        mark = xml.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        encoding = "utf-16" if mark else "utf-16-be" if xml[:1] == b"\0" else "utf-16-le"
        xml = xml.decode(encoding, "replace").encode("utf-8", "replace")
    found = _DECLARATION.match(xml)
    if not found or found[1].lower() == b"utf-8":
        return xml.lstrip() if found else xml
    content = xml[found.end() :]
    if _in(content, "utf-8") is None and (text := _in(content, found[1].decode("ascii"))) is not None:
        return text.encode("utf-8", "replace")
    return content


def _in(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(_ALIASES.get(encoding.lower(), encoding))
    except (LookupError, ValueError):
        return None


def is_text(data: bytes) -> bool:
    """Whether bytes might be a text in some encoding: they hold no control characters."""
    return not _CONTROL_BYTES.search(data[:65536])


def _text(data: bytes, encoding: str, errors: str = "strict") -> Text | None:
    try:
        text = data.decode(encoding, errors)
    except UnicodeDecodeError:
        return None
    return None if _CONTROLS.search(text) else Text(text)


def _nearly_utf8(data: bytes) -> Text | None:
    text = _text(data, "utf-8", "replace")
    if text is None:
        return None
    wrong = text.text.count("\ufffd")
    return text._replace(wrong=wrong) if wrong <= _MOST_WRONG * _count(text.text) else None


def _count(text: str) -> int:
    return sum(len(match[0]) for match in _NOT_ASCII.finditer(text))


def _most_natural(data: bytes) -> Text | None:
    found: list[tuple[float, Text]] = []
    for encoding, guessed, natural in _ENCODINGS:
        text = _text(data, encoding)
        if text is not None and (share := natural(text.text[:_BEGINNING])) >= _ENOUGH:
            wrong = len(_NO_CP932.findall(text.text))
            found.append((share, text._replace(guessed=guessed, wrong=wrong)))
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _share(text: str, weight: Callable[[str], float]) -> float:
    """How natural the characters beyond ASCII are, by the weight of each run of them."""
    runs = [match[0] for match, _ in zip(_NOT_ASCII.finditer(text), range(_SAMPLE), strict=False)]
    count = sum(map(len, runs))
    return sum(map(weight, runs)) / count if count else 1.0


def _japanese(text: str) -> float:
    return _share(_LONE.sub("\ufffd", text), _japanese_run)


def _japanese_run(run: str) -> float:
    return float(len(run)) if _HALF_KANA.fullmatch(run) else sum(map(_japanese_weight, run))


def _japanese_weight(character: str) -> float:
    """The weight of a sign, of a kanji of JIS X 0208 level 1, of any other kanji that CP932 has."""
    weight = next((weight for pattern, weight in _JAPANESE if pattern.match(character)), 0.0)
    if weight or not "\u4e00" <= character <= "\ufaff":
        return weight
    code = character.encode("cp932", "replace")
    return _COMMON_KANJI if 0x88 <= code[0] <= 0x98 else _RARE_KANJI if len(code) == 2 else 0.0


def _latin(text: str) -> float:
    return _share(text, lambda run: _LATIN_AT_BEST * len(run) if _LATIN.fullmatch(run) else 0.0)


# Equally natural, the earlier one counts.
_ENCODINGS: tuple[tuple[str, str, Callable[[str], float]], ...] = (
    ("cp932", "", _japanese),
    ("euc_jp", "EUC-JP", _japanese),
    ("utf-16-le", "UTF-16（リトルエンディアン）", _japanese),
    ("utf-16-be", "UTF-16（ビッグエンディアン）", _japanese),
    ("cp1252", "Windows-1252（欧文）", _latin),
)
