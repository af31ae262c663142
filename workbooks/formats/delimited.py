"""CSV and TSV -> cells. All is text: such a file has neither number formats nor shading nor escapes."""

import csv
import io
import re

from torikumi.workbooks.formats import model
from torikumi.workbooks.formats.model import Cell, Contents, Remark, Sheet, Unusable, plain, too_many_cells
from torikumi.workbooks.formats.text import decoded

_SAMPLE = 64 * 1024
_NAMED = re.compile(r"\ufeff?sep=(.)\r?\n", re.IGNORECASE)
# How an export keeps Excel from taking a text for a number.
_SPELLED = re.compile(r'\A="([^"]*)"\Z')


def read(data: bytes) -> Contents:
    """The rows of a file with commas or tabs, whichever parts more, or what its first line names (`sep=;`, which Excel takes for no row);
    line breaks and doubled quotes within quotes are kept, and `="0012"` is the text that Excel makes of it.

    Says which encoding was taken where it is no usual one. Raises Unusable (file_damaged, file_too_large).
    """
    text = decoded(data)
    if text is None:
        raise Unusable("file_damaged", "文字コードが分かりません")
    named = _NAMED.match(text.text)
    delimiter = named[1] if named else _delimiter(text.text[:_SAMPLE])
    format = "tsv" if delimiter == "\t" else "csv"
    cells = _cells(text.text[named.end() :] if named else text.text, delimiter)
    return Contents(
        format, [Sheet(format.upper(), cells)], remarks=[Remark("shading_not_shown", found=format), *text.remarks()]
    )


def _delimiter(beginning: str) -> str:
    """A semicolon, which may stand in any text, only where there is neither comma nor tab."""
    commas, tabs = beginning.count(","), beginning.count("\t")
    return "\t" if tabs > commas else "," if commas or ";" not in beginning else ";"


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
        cells += [
            Cell(row, column, value)
            for column, field in enumerate(line, 1)
            if (value := plain(_SPELLED.sub(r"\1", field)))
        ]
        if len(cells) > model.MOST_CELLS:
            raise too_many_cells()
    return cells
