"""The bytes of a file -> its cells: the format is told by content, never by the name."""

from collections.abc import Callable

from torikumi.workbooks.formats import (
    delimited,
    encrypted,
    legacy,
    ods,
    package,
    signatures,
    spreadsheetml,
    webpage,
    xlsb,
    xlsx,
)
from torikumi.workbooks.formats.model import Contents, Remark, Unusable

_Reader = Callable[[bytes], Contents]


def _packaged(reader: Callable[..., Contents], *format: str, doctype_allowed: bool = False) -> _Reader:
    """A reader of a package, behind the checks of `package.parts`."""

    def read(data: bytes) -> Contents:
        with package.open_package(data) as archive:
            return reader(archive, package.parts(archive, doctype_allowed), *format)

    return read


_READERS: dict[str, _Reader] = {
    "xlsx": _packaged(xlsx.read, "xlsx"),
    "xlsm": _packaged(xlsx.read, "xlsm"),
    "xlsb": _packaged(xlsb.read),
    # OpenOffice 2 and 3 name a document type in the manifest; entities are refused by the reader.
    "ods": _packaged(ods.read, doctype_allowed=True),
    "fods": ods.read_flat,
    "xls": legacy.read,
    "xml": spreadsheetml.read,
    "html": webpage.read,
    "csv": delimited.read,
}
FORMATS = (*_READERS, "strict xlsx", "tsv")


def parse(data: bytes) -> Contents:
    """Cells of a file; one without any says so (file_without_cells).

    Raises Unusable, with the finding to make, for what is no workbook or cannot be read.
    """
    format = signatures.detect(data)
    if format == "encrypted":
        data = encrypted.opened(data)
        format = signatures.detect(data)
    try:
        contents = _READERS[format](data)
        if not contents.sheets:
            raise Unusable("file_damaged", "ワークシートがありません")
    except Unusable as error:
        raise Unusable(error.code, error.found, format) from error
    if not any(sheet.cells for sheet in contents.sheets):
        contents.remarks.append(Remark("file_without_cells"))
    return contents
