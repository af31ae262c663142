"""The bytes of a file -> its cells: the format is told by content, never by the name."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from torikumi.workbooks.formats import signatures
from torikumi.workbooks.formats.model import Contents, Remark, Unusable, check_amount
from torikumi.workbooks.formats.package import Parts


def _module(name: str) -> Any:
    """A reader, imported when the first file of its kind comes: a worker is ready sooner, and most inboxes have one kind."""
    return import_module(f"{__name__}.{name}")


def _bytes(name: str, function: str = "read") -> Callable[[bytes, Parts | None], Contents]:
    """A reader of a file's bytes."""

    def read(data: bytes, parts: Parts | None) -> Contents:
        contents: Contents = getattr(_module(name), function)(data)
        return contents

    return read


def _package(name: str, *format: str, doctype_allowed: bool = False) -> Callable[[bytes, Parts | None], Contents]:
    """A reader of the parts of a package."""

    def read(data: bytes, parts: Parts | None) -> Contents:
        opened = Parts(data, doctype_allowed) if doctype_allowed or parts is None else parts
        contents: Contents = _module(name).read(opened, *format)
        return contents

    return read


_READERS = {
    "xlsx": _package("xlsx", "xlsx"),
    "xlsm": _package("xlsx", "xlsm"),
    "xlsb": _package("xlsb"),
    # OpenOffice 2 and 3 name a document type in the manifest; entities are refused by the reader.
    "ods": _package("ods", doctype_allowed=True),
    "fods": _bytes("ods", "read_flat"),
    "xls": _bytes("legacy"),
    "xml": _bytes("spreadsheetml"),
    "html": _bytes("webpage"),
    "mhtml": _bytes("webarchive"),
    "csv": _bytes("delimited"),
}
FORMATS = (*_READERS, "strict xlsx", "tsv")


@contextmanager
def _uncollected() -> Iterator[None]:
    """Cells are plain data without cycles: to look through them for garbage again and again takes a tenth of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def parse(data: bytes) -> Contents:
    """Cells of a file; one without any says so (file_without_cells).

    Raises Unusable, with the finding to make, for what is no workbook or cannot be read.
    """
    sight = signatures.Sight(data)
    format = signatures.told(sight)
    if format == "encrypted":
        sight = signatures.Sight(_module("encrypted").opened(data))
        format = signatures.told(sight)
    try:
        with _uncollected():
            contents = _READERS[format](sight.data, sight.parts)
        if not contents.sheets:
            raise Unusable("file_damaged", "ワークシートがありません")
        check_amount(contents.sheets)
    except Unusable as error:
        raise Unusable(error.code, error.found, format) from error
    if not any(sheet.cells for sheet in contents.sheets):
        contents.remarks.append(Remark("file_without_cells"))
    return contents
