"""CSV and TSV -> cells. All is text: such a file has neither number formats nor shading."""

import csv
import io

from torikumi.workbooks.formats.model import Cell, Contents, Remark, Sheet, Unusable, visible
from torikumi.workbooks.formats.text import decoded

_SAMPLE = 64 * 1024
MOST_CELLS = 2_000_000


def read(data: bytes) -> Contents:
    """The rows of a file with commas or tabs, whichever parts more; line breaks and doubled quotes within quotes are kept."""
    text = decoded(data)
    if text is None:
        raise Unusable("file_damaged", "文字コードが分かりません")
    delimiter = "\t" if text[:_SAMPLE].count("\t") > text[:_SAMPLE].count(",") else ","
    csv.field_size_limit(2**31 - 1)
    cells: list[Cell] = []
    try:
        for row, line in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1):
            cells += [Cell(row, column, value) for column, field in enumerate(line, 1) if (value := visible(field))]
            if len(cells) > MOST_CELLS:
                raise Unusable("file_too_large", f"{MOST_CELLS}個以上のセル")
    except csv.Error as error:
        raise Unusable("file_damaged", "引用符の組が合いません") from error
    format = "tsv" if delimiter == "\t" else "csv"
    return Contents(format, [Sheet(format.upper(), cells)], remarks=[Remark("shading_not_shown", found=format)])
