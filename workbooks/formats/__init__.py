"""The bytes of a file -> its cells: the format is told by content, never by the name."""

from collections.abc import Callable

from torikumi.workbooks.formats import (
    delimited,
    encrypted,
    legacy,
    ods,
    signatures,
    spreadsheetml,
    webpage,
    xlsb,
    xlsx,
)
from torikumi.workbooks.formats.model import Contents, Remark, Unusable, check_amount
from torikumi.workbooks.formats.package import Parts


def _bytes(reader: Callable[[bytes], Contents]) -> Callable[[bytes, Parts | None], Contents]:
    return lambda data, parts: reader(data)


def _package(
    reader: Callable[..., Contents], *format: str, doctype_allowed: bool = False
) -> Callable[[bytes, Parts | None], Contents]:
    """A reader of the parts of a package."""

    def read(data: bytes, parts: Parts | None) -> Contents:
        return reader(Parts(data, doctype_allowed) if doctype_allowed or parts is None else parts, *format)

    return read


_READERS = {
    "xlsx": _package(xlsx.read, "xlsx"),
    "xlsm": _package(xlsx.read, "xlsm"),
    "xlsb": _package(xlsb.read),
    # OpenOffice 2 and 3 name a document type in the manifest; entities are refused by the reader.
    "ods": _package(ods.read, doctype_allowed=True),
    "fods": _bytes(ods.read_flat),
    "xls": _bytes(legacy.read),
    "xml": _bytes(spreadsheetml.read),
    "html": _bytes(webpage.read),
    "csv": _bytes(delimited.read),
}
FORMATS = (*_READERS, "strict xlsx", "tsv")


def parse(data: bytes) -> Contents:
    """Cells of a file; one without any says so (file_without_cells).

    Raises Unusable, with the finding to make, for what is no workbook or cannot be read.
    """
    sight = signatures.Sight(data)
    format = signatures.told(sight)
    if format == "encrypted":
        sight = signatures.Sight(encrypted.opened(data))
        format = signatures.told(sight)
    try:
        contents = _READERS[format](sight.data, sight.parts)
        if not contents.sheets:
            raise Unusable("file_damaged", "ワークシートがありません")
        check_amount(contents.sheets)
    except Unusable as error:
        raise Unusable(error.code, error.found, format) from error
    if not any(sheet.cells for sheet in contents.sheets):
        contents.remarks.append(Remark("file_without_cells"))
    return contents
