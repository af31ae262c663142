"""Single-file web pages (MHTML), which Excel saves and opens too -> cells: the pages within a message of mail (RFC 2557)."""

import re
from email import message_from_bytes
from email.message import Message
from html import unescape
from urllib.parse import unquote

from torikumi.workbooks.formats import webpage
from torikumi.workbooks.formats.grid import Grid
from torikumi.workbooks.formats.model import Contents, Remark, Unusable
from torikumi.workbooks.formats.text import declared

# How the first page of a workbook of several sheets names them, and the pages that hold them.
_SHEET = re.compile(r"<x:ExcelWorksheet>(.*?)</x:ExcelWorksheet>", re.DOTALL)
_NAME = re.compile(r"<x:Name>(.*?)</x:Name>", re.DOTALL)
_SOURCE = re.compile(r"<x:WorksheetSource\s+HRef=3?[\"']([^\"']+)[\"']", re.IGNORECASE)


def read(data: bytes) -> Contents:
    """The tables of all pages, or those of the pages that the first one names as sheets, under their names.

    Raises Unusable (file_damaged, file_format).
    """
    pages = [part for part in message_from_bytes(data).walk() if part.get_content_type() == "text/html"]
    named = _named(pages[0]) if pages else {}
    grids: list[Grid] = []
    remarks: list[Remark] = []
    for page in pages:
        place = _last(str(page.get("Content-Location", "")))
        if not named or place in named or len(pages) == 1:
            found, said = webpage.tables(_content(page), page.get_content_charset(""))
            for grid in found:
                grid.name = named.get(place) or grid.name
            grids += found
            remarks += said
    if not grids:
        raise Unusable("file_format", "表のない単一ファイルWebページ")
    return webpage.contents("mhtml", grids, list(dict.fromkeys(remarks)))


def _content(page: Message) -> bytes:
    content = page.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _named(first: Message) -> dict[str, str]:
    """The names of the sheets by the last part of their pages' places; none where the first page names no pages."""
    text = declared(_content(first), first.get_content_charset("utf-8"))
    found = {}
    for sheet in _SHEET.findall(text.text if text else ""):
        name, source = _NAME.search(sheet), _SOURCE.search(sheet)
        if name and source:
            found[_last(unescape(source[1]))] = unescape(name[1]).strip()
    return found


def _last(place: str) -> str:
    return unquote(place).replace("\\", "/").rpartition("/")[2]
