"""Any workbook -> a frame of cells."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pandas as pd

from schemas.cells import cells_frame
from schemas.findings import Finding


@dataclass(frozen=True)
class Reading:
    """What became of one file: its cells (`schemas.cells`), and the findings that concern the file as a whole."""

    name: str
    format: str
    sheets: tuple[str, ...]
    cells: pd.DataFrame
    findings: tuple[Finding, ...]
    modified: str
    sha256: str
    size: int


def read(path: Path, name: str) -> Reading:
    """Read one file; one that cannot be read gives no cells and a finding."""
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    if not data:
        return Reading(name, "", (), cells_frame([]), (Finding("file_empty", file=name),), "", digest, 0)
    try:
        book = openpyxl.load_workbook(path, data_only=True)
    except Exception as error:
        finding = Finding("file_unreadable", found=type(error).__name__, file=name)
        return Reading(name, "", (), cells_frame([]), (finding,), "", digest, len(data))
    rows = []
    for sheet in book.worksheets:
        for line in sheet.iter_rows():
            for cell in line:
                fill = ""
                if cell.fill.patternType and cell.fill.fgColor.type == "rgb" and cell.fill.fgColor.rgb[2:] != "FFFFFF":
                    fill = f"{cell.fill.patternType}:{cell.fill.fgColor.rgb[2:]}"
                text = "" if cell.value is None else str(cell.value)
                if text or fill:
                    rows.append(
                        {"file": name, "sheet": sheet.title, "row": cell.row, "column": cell.column, "cell": cell.coordinate}
                        | {"text": text, "fill": fill, "comment": cell.comment.text if cell.comment else ""}
                    )
    modified = book.properties.modified.isoformat() if book.properties.modified else ""
    return Reading(name, "xlsx", tuple(book.sheetnames), cells_frame(rows), (), modified, digest, len(data))


def read_inbox(folder: Path, progress: object = None) -> list[Reading]:
    """Read every file below the folder, in the order of their names."""
    files = sorted(path for path in folder.rglob("*.xlsx") if not path.name.startswith("~$"))
    return [read(path, path.relative_to(folder).as_posix()) for path in files]
