"""CSV and TSV -> cells. All is text: such a file has neither number formats nor shading nor escapes."""

import csv
import io

from torikumi.workbooks.formats import model
from torikumi.workbooks.formats.model import Cell, Contents, Remark, Sheet, Unusable, plain, too_many_cells
from torikumi.workbooks.formats.text import decoded

_SAMPLE = 64 * 1024


def read(data: bytes) -> Contents:
    """The rows of a file with commas or tabs, whichever parts more; line breaks and doubled quotes within quotes are kept.

    Says which encoding was taken where it is no usual one. Raises Unusable (file_damaged, file_too_large).
    """
    text = decoded(data)
    if text is None:
        raise Unusable("file_damaged", "文字コードが分かりません")
    beginning = text.text[:_SAMPLE]
    delimiter = "\t" if beginning.count("\t") > beginning.count(",") else ","
    format = "tsv" if delimiter == "\t" else "csv"
    cells = _cells(text.text, delimiter)
    return Contents(
        format, [Sheet(format.upper(), cells)], remarks=[Remark("shading_not_shown", found=format), *text.remarks()]
    )


def _cells(text: str, delimiter: str) -> list[Cell]:
    """The cells; a quote within a field is a character, one that is never closed would swallow all that follows it."""
    csv.field_size_limit(2**31 - 1)
    # DOS ends a text with this sign.
    text = text.rstrip("\x1a")
    try:
        return _parsed(text, delimiter, strict=True)
    except csv.Error as error:
        if "end of data" in str(error):
            raise Unusable("file_damaged", "引用符の組が合いません") from error
        return _parsed(text, delimiter, strict=False)


def _parsed(text: str, delimiter: str, strict: bool) -> list[Cell]:
    cells: list[Cell] = []
    for row, line in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict), 1):
        cells += [Cell(row, column, value) for column, field in enumerate(line, 1) if (value := plain(field))]
        if len(cells) > model.MOST_CELLS:
            raise too_many_cells()
    return cells
