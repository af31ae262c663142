"""CSV text in and out of frames, and frames onto worksheets."""

import csv
import io
from collections.abc import Mapping, Sequence
from importlib.resources.abc import Traversable
from pathlib import Path

import pandas as pd
from torikumi.schemas.layouts import Layout
from torikumi.workbooks.styles import Styles
from xlsxwriter.worksheet import Worksheet


def read_csv(source: Traversable | Path) -> pd.DataFrame:
    """A UTF-8 CSV as a frame of text; nothing is guessed, a blank is ``""``."""
    rows = list(csv.reader(io.StringIO(source.read_bytes().decode("utf-8"), newline="")))
    return pd.DataFrame(rows[1:], columns=rows[0], dtype="str")


def write_layout_sheet(
    sheet: Worksheet,
    styles: Styles,
    layout: Layout,
    labels: Mapping[str, str],
    rows: pd.DataFrame,
    widths: Sequence[float],
) -> None:
    """A sheet for a clerk to fill in: header row with a comment on each label, then the rows as text.

    `labels` maps the fields that stand in the sheet, in order, to their printed labels; `rows` has those labels as columns.
    """
    for column, ((field, label), width) in enumerate(zip(labels.items(), widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, label, styles("header"))
        sheet.write_comment(0, column, layout.column(field).help, {"author": "torikumi"})
        for row, text in enumerate(rows[label], start=1):
            if text:
                sheet.write_string(row, column, text, styles("cell"))
            else:
                sheet.write_blank(row, column, None, styles("cell"))
    sheet.freeze_panes(1, 0)
