"""Tables onto sheets: what becomes of each kind of cell, and that whole columns are written as XlsxWriter writes cell by cell."""

import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from torikumi.workbooks.sheet import BLANK
from torikumi.workbooks.styles import Styles, new_workbook
from torikumi.workbooks.tables import Cell, Column, Table, write_row

_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["", "<b>", " ａ\n", "_x000D_"]
)
_NUMBERS = st.integers(-(10**6), 10**6) | st.floats(allow_nan=False, allow_infinity=False)
_ROWS = st.integers(1, 4).flatmap(
    lambda width: st.lists(
        st.lists(_TEXTS | _NUMBERS | st.sampled_from([None, BLANK]), min_size=width, max_size=width),
        min_size=1,
        max_size=20,
    )
)


def _parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as book:
        return {name: book.read(name) for name in book.namelist()}


def _written(tmp_path: Path, table: Table, rows: dict[str, list[Any]], sums: bool = False) -> Worksheet:
    book = new_workbook(tmp_path / "a.xlsx", "")
    sheet, styles = book.add_worksheet("表"), Styles(book)
    frame = pd.DataFrame(rows)
    end = table.write(sheet, styles, frame)
    if sums:
        table.write_sums(sheet, styles, frame, 0, end)
    book.close()
    return load_workbook(tmp_path / "a.xlsx")["表"]


@settings(deadline=None, max_examples=60)
@given(rows=_ROWS)
def test_columns_are_written_as_cell_by_cell(rows: list[list[Any]], tmp_path_factory: pytest.TempPathFactory) -> None:
    """The same bytes as with write_string, write_number and write_blank, gaps, control characters and all."""
    folder = tmp_path_factory.mktemp("books")
    rows = [["全"] * len(rows[0]), *rows]  # each format is used
    for name in ("columns", "cells"):
        book = new_workbook(folder / name, "")
        sheet, styles = book.add_worksheet(), Styles(book)
        sheet.write_string(0, 0, "見出し", styles("title"))
        looks = [styles("cell"), styles("integer"), styles("text"), styles("link")][: len(rows[0])]
        if name == "columns":
            sheet.write_columns(1, list(zip(*rows, strict=True)), [[look] * len(rows) for look in looks])
        for line, row in enumerate(rows if name == "cells" else (), start=1):
            for column, (value, look) in enumerate(zip(row, looks, strict=True)):
                if value is BLANK:
                    sheet.write_blank(line, column, None, look)
                elif isinstance(value, str):
                    sheet.write_string(line, column, value, look)
                elif value is not None:
                    sheet.write_number(line, column, value, look)
        book.close()
    assert _parts(folder / "columns") == _parts(folder / "cells")


@pytest.mark.parametrize("text", ["<r>課</r>", "<r>A & B</r>", "<r><t>x</t></r>"])
def test_a_text_that_looks_like_a_rich_one_stays_a_text(tmp_path: Path, text: str) -> None:
    """What stands in <r> and </r> is no XML: it is shown as it was typed, in a table and alone."""
    book = new_workbook(tmp_path / "a.xlsx", "")
    sheet, styles = book.add_worksheet("表"), Styles(book)
    write_row(sheet, styles, 0, [Cell(text, "text")])
    Table({"text": Column("内容", 10)}).write(sheet, styles, pd.DataFrame({"text": [text]}), 1)
    book.close()
    written = load_workbook(tmp_path / "a.xlsx")["表"]
    assert [written["A1"].value, written["A3"].value] == [text, text]


def test_a_text_that_excel_cannot_hold_is_cut(tmp_path: Path) -> None:
    """32,767 characters are kept, as XlsxWriter does it."""
    sheet = _written(tmp_path, Table({"text": Column("内容", 10)}), {"text": ["長" * 40000, "短"]})
    assert [len(sheet["A2"].value), sheet["A3"].value, sheet["A1"].value] == [32767, "短", "内容"]


@pytest.mark.parametrize(("blank", "value", "box"), [("", "", True), (BLANK, None, True), (None, None, False)])
def test_what_becomes_of_an_empty_text(tmp_path: Path, blank: Any, value: str | None, box: bool) -> None:
    """A cell with an empty text, a blank one with its border, or none at all; the cell beside it stays."""
    sheet = _written(
        tmp_path, Table({"a": Column("あ", 9), "b": Column("い", 9)}, blank), {"a": ["", "x"], "b": [1, 2]}
    )
    assert (sheet["A2"].value, sheet["A2"].border.left.style == "thin") == (value, box)
    assert [sheet["B2"].value, sheet["A3"].value, sheet["B3"].value] == [1, "x", 2]


def test_cells_with_a_look_a_link_and_a_formula(tmp_path: Path) -> None:
    """Each beside plain values of its column, in the styles that it names."""
    rows = {
        "name": ["甲", Cell("乙", look={"bg_color": "#FF0000"})],
        "count": [3, 4],
        "twice": [Cell(6, formula="=B2*2"), 8],
        "to": [Cell("出典", "link", link="internal:'表'!A1"), "なし"],
    }
    columns = {"name": Column("名", 9), "count": Column("数", 9), "twice": Column("倍", 9), "to": Column("先", 9)}
    for table in (columns, {name: column for name, column in columns.items() if name != "twice"}):
        sheet = _written(tmp_path, Table(table), rows)
        last = sheet.cell(2, len(table))
        assert [cell.value for cell in sheet[3]] == ["乙", 4, 8, "なし"] if len(table) == 4 else ["乙", 4, "なし"]
        assert (sheet["A3"].fill.fgColor.rgb, sheet["A2"].fill.fill_type) == ("FFFF0000", None)
        assert (last.value, last.hyperlink.location, last.font.underline) == ("出典", "'表'!A1", "single")
        assert sheet["B2"].number_format == "#,##0_ "
    assert _written(tmp_path, Table(columns), rows)["C2"].value == "=B2*2"


def test_heights_sums_and_comments(tmp_path: Path) -> None:
    """A measured row is as high as its highest text, at most as Excel's highest row; 合計 adds the summed columns."""
    columns = {"text": Column("内容", 4, comment="説明"), "count": Column("数", 9, summed=True)}
    table = Table(columns, measured=True, padding=3, header=4)
    sheet = _written(tmp_path, table, {"text": ["短", "一\n二", "長" * 900], "count": [1, 2, 3]}, sums=True)
    heights = [sheet.row_dimensions[row].height for row in range(1, 5)]
    assert heights == [15.0, 14.25, 25.5, 408.75]
    assert [cell.value for cell in sheet[5]] == ["合計", "=SUM(B2:B4)"]
    assert sheet["A1"].comment.text == "説明"
    assert sheet["B1"].comment is None
