"""The bytes of a file -> its cells: the format is told by content, never by the name."""

from collections.abc import Callable

from torikumi.workbooks.formats import delimited, legacy, ods, package, signatures, webpage, xlsb, xlsx
from torikumi.workbooks.formats.model import Contents, Unusable

_Reader = Callable[[bytes], Contents]


def _packaged(reader: Callable[..., Contents], *format: str) -> _Reader:
    """A reader of a package, behind the checks of `package.parts`."""

    def read(data: bytes) -> Contents:
        with package.open_package(data) as archive:
            return reader(archive, package.parts(archive), *format)

    return read


_READERS: dict[str, _Reader] = {
    "xlsx": _packaged(xlsx.read, "xlsx"),
    "xlsm": _packaged(xlsx.read, "xlsm"),
    "xlsb": _packaged(xlsb.read),
    "ods": _packaged(ods.read),
    "xls": legacy.read,
    "html": webpage.read,
    "csv": delimited.read,
}
FORMATS = (*_READERS, "strict xlsx", "tsv")


def parse(data: bytes) -> Contents:
    """Cells of a file. Raises Unusable, with the finding to make, for what is no workbook or cannot be read."""
    format = signatures.detect(data)
    try:
        contents = _READERS[format](data)
        if not contents.sheets:
            raise Unusable("file_damaged", "ワークシートがありません")
        return contents
    except Unusable as error:
        raise Unusable(error.code, error.found, format) from error
