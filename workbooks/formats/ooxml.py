"""What all OOXML packages have in common, and what is mended in one before its reader sees it."""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring
from torikumi.workbooks.formats.model import Remark, visible

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_THREAD = "{http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments}"
# The texts of a string, and whether each is struck out (None: as the font of the cell has it).
Pieces = tuple[tuple[str, bool | None], ...]

_STRICT = b"http://purl.oclc.org/ooxml/"
_NAMESPACES = {
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
    b"http://purl.oclc.org/ooxml/drawingml/main": b"http://schemas.openxmlformats.org/drawingml/2006/main",
}
_UNREAD = re.compile(
    r"/(?:drawings|charts|media|externalLinks|pivotCache|pivotTables|embeddings|ctrlProps)/|^customXml/", re.IGNORECASE
)
# Rows without a value: an old template formats a million of them. No attribute of a row or a cell has a `/`.
_PHANTOM = re.compile(rb"<((?:[\w.-]+:)?)row\b(?:[^<>/]*/>|[^<>/]*>\s*(?:<\1c\b[^<>/]*(?:/>|>\s*</\1c>)\s*)*</\1row>)")
_MODIFIED = re.compile(rb"<(?:\w+:)?modified\b[^>]*>\s*(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)")
# Members that are never opened, and what is said of them.
_NAMED = (("vbaproject.bin", "file_macros"), ("/externallinks/", "external_links"))


def is_strict(parts: dict[str, bytes]) -> bool:
    """Whether the workbook is in Strict OOXML (ISO 29500-1), which differs in the names of its namespaces."""
    return any(_STRICT in content[:4096] for name, content in parts.items() if name.endswith("workbook.xml"))


def modified(parts: dict[str, bytes]) -> str:
    """When the document was saved by its own properties (UTC); blank where it does not say."""
    found = _MODIFIED.search(parts.get("docProps/core.xml", b""))
    return found[1].decode() if found else ""


def remarks(archive: zipfile.ZipFile) -> list[Remark]:
    """What is said of members that are not read: macros, links to other workbooks."""
    names = [name.casefold() for name in archive.namelist()]
    return [Remark(code) for mark, code in _NAMED if any(mark in name for name in names)]


def mended(parts: dict[str, bytes]) -> dict[str, bytes]:
    """The parts that are needed: Strict made Transitional, rows without a value left out."""
    return {name: _mended(content) for name, content in parts.items() if not _UNREAD.search(name)}


def packed(parts: dict[str, bytes]) -> io.BytesIO:
    """The parts as a package, not compressed."""
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return package


def _mended(content: bytes) -> bytes:
    if _STRICT in content:
        for strict, transitional in _NAMESPACES.items():
            content = content.replace(strict, transitional)
    # In a comment or a CDATA section, what looks like a row need not be one.
    if b"sheetData" in content and b"<!" not in content:
        content = _PHANTOM.sub(b"", content)
    return content


def related(parts: dict[str, bytes], name: str) -> dict[str, tuple[str, str]]:
    """The relations of a part by their ids: kind (the last word of the type) and target; raises ParseError for what is no XML."""
    folder, _, base = name.rpartition("/")
    content = parts.get(f"{folder}/_rels/{base}.rels")
    found = {}
    for relation in fromstring(content).iter(_RELATION) if content else ():
        target = posixpath.normpath(posixpath.join("/" + folder, relation.get("Target", ""))).lstrip("/")
        found[relation.get("Id", "")] = (relation.get("Type", "").rpartition("/")[2], target)
    return found


def comments(parts: dict[str, bytes], sheet: str) -> Iterator[tuple[str, str]]:
    """Address and text of each comment of a sheet; of a conversation all entries instead of Excel's note about it."""
    threads: dict[str, list[str]] = {}
    notes: dict[str, str] = {}
    for kind, target in related(parts, sheet).values():
        if kind == "threadedComment" and target in parts:
            for entry in fromstring(parts[target]).iter(f"{_THREAD}threadedComment"):
                threads.setdefault(entry.get("ref", ""), []).append(entry.findtext(f"{_THREAD}text") or "")
        elif kind == "comments" and target in parts:
            for note in fromstring(parts[target]).iter(f"{MAIN}comment"):
                texts = (text for item in note.iter(f"{MAIN}text") for text, _ in pieces(item))
                notes[note.get("ref", "")] = "".join(texts)
    for address, text in (notes | {address: "\n".join(entries) for address, entries in threads.items()}).items():
        yield address, visible(text)


def pieces(item: Element) -> Pieces:
    """The texts of a string and whether each is struck out; furigana is left out."""
    found: list[tuple[str, bool | None]] = []
    for part in item:
        if part.tag == f"{MAIN}t":
            found.append((part.text or "", None))
        elif part.tag == f"{MAIN}r":
            font = part.find(f"{MAIN}rPr")
            strike = part.find(f"{MAIN}rPr/{MAIN}strike")
            struck = strike is not None and strike.get("val") not in ("0", "false")
            found.append((part.findtext(f"{MAIN}t") or "", None if font is None else struck))
    return tuple(found)
