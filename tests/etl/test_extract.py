"""Cells -> rows: small frames of cells. (Whole files: test_intake.)"""

import pandas as pd
import pytest
from torikumi.etl.extract import UNUSED, Extract, exact_figures, extract, missing_columns
from torikumi.schemas.findings import Finding
from torikumi.schemas.layouts import PROGRESS_LIST

from tests.plans import cells

HEADER = ["番号", "取組名", "担当課名", "R2実績", "R2評価 ※"]
ROW = ["1-1-1-1", "窓口の設置", "福祉課", "12件", "Ａ"]


def _extract(rows: list[list[str]], **looks: dict[str, object]) -> Extract:
    return extract(cells("福祉課.xlsx", rows, **looks), PROGRESS_LIST, 100)


def _codes(result: Extract) -> list[tuple[str, str, str]]:
    return [(row.code, row.found, row.cell) for row in result.findings.itertuples()]


def test_a_row_keeps_its_place_its_heading_and_its_raw_texts() -> None:
    """Below title and header each row has an id, file, sheet, Excel row, heading, and its cells as they were written."""
    result = _extract(
        [["令和2年度", "", "", "回答課：福祉課"], HEADER, ["１-1-1-1", "窓口の 設置", "福祉課\n防災課", "㈱①", " Ａ"]]
    )
    row = result.rows.loc[100]
    assert len(result.rows) == 1
    assert row[["file", "sheet", "row", "heading"]].tolist() == [
        "福祉課.xlsx",
        "R2報告",
        3,
        "令和2年度\n回答課：福祉課",
    ]
    assert result.entries[["row_id", "field", "text"]].to_numpy().tolist() == [
        [100, "number", "１-1-1-1"],
        [100, "name", "窓口の 設置"],
        [100, "department", "福祉課\n防災課"],
        [100, "actual_2020", "㈱①"],
        [100, "grade_2020", " Ａ"],
    ]
    assert _codes(result) == []


def test_a_blank_cell_is_blank_and_has_an_address() -> None:
    """A blank cell of a column is "" and can be pointed at; a column that the sheet lacks has no cells."""
    result = _extract([HEADER, ["1-1-1-1", "窓口の設置", "福祉課", "", "Ａ"]])
    cells = result.entries.set_index("field")[["text", "cell"]]
    assert cells.loc["actual_2020"].tolist() == ["", "D2"]
    assert "baseline" not in cells.index


def test_no_cells_give_no_rows_but_the_columns() -> None:
    """An empty inbox gives empty frames that have their columns all the same."""
    result = extract(cells("a.xlsx", []), PROGRESS_LIST)
    assert len(result.rows) == 0
    assert list(result.rows.columns) == ["file", "sheet", "row", "heading", "section"]
    assert len(result.entries) == 0
    assert set(result.entries.columns) >= {"row_id", "field", "text", "cell", "fill"}


def test_row_ids_run_on_over_files_from_the_first() -> None:
    """Each row of all files has an id of its own."""
    both = pd.concat([cells("a.xlsx", [HEADER, ROW, ROW]), cells("b.xlsx", [HEADER, ROW])])
    assert extract(both, PROGRESS_LIST, 7).rows["file"].to_dict() == {7: "a.xlsx", 8: "a.xlsx", 9: "b.xlsx"}


def test_cells_under_unknown_labels_and_beside_the_table_are_kept_or_named() -> None:
    """A cell under an unknown label is in the entries as unused, one without a label is named with its address."""
    result = _extract([[*HEADER, "所感"], [*ROW, "よかった", "欄外"]])
    assert _codes(result) == [("column_unknown", "所感", "F1"), ("cell_outside_columns", "欄外", "G2")]
    assert result.entries.loc[result.entries["field"] == UNUSED, "text"].tolist() == ["よかった", "欄外"]


def test_errors_and_uncached_formulas_are_no_answers() -> None:
    """A cell with an error value or a formula without a value is blank, and named."""
    looks = {"D2": {"kind": "error"}, "E2": {"kind": "formula"}}
    result = _extract([HEADER, ["1-1-1-1", "窓口の設置", "福祉課", "#REF!", "=X1"]], **looks)
    texts = result.entries.set_index("field")["text"]
    assert texts[["actual_2020", "grade_2020"]].tolist() == ["", ""]
    assert result.entries["unread"].tolist() == ["", "", "", "#REF!", "=X1"]
    assert [(row.code, row.found, row.field) for row in result.findings.itertuples()] == [
        ("cell_error", "#REF!", "actual_2020"),
        ("formula_uncached", "=X1", "grade_2020"),
    ]


def test_a_file_without_the_list_is_one_finding() -> None:
    """No header, no rows."""
    result = _extract([["お知らせ"], ["番号は別紙"]])
    assert len(result.rows) == 0
    assert "file_no_list" in [code for code, _, _ in _codes(result)]


def test_the_argument_is_not_changed() -> None:
    """The frame of cells stays as it was."""
    frame = cells("福祉課.xlsx", [HEADER, ROW])
    before = frame.copy()
    extract(frame, PROGRESS_LIST)
    assert frame.equals(before)


def test_missing_columns_are_said_once_a_file() -> None:
    """A column that a file's list lacks is one finding, however many rows there are."""
    result = _extract([HEADER[:-1], ROW[:-1], ROW[:-1]])
    assert missing_columns(result, PROGRESS_LIST, ["number", "actual_2020", "grade_2020"]) == [
        Finding("column_missing", expected="R2評価 ※", file="福祉課.xlsx", sheet="R2報告")
    ]


@pytest.mark.parametrize(
    ("label", "code", "likely"),
    [
        ("担当者", "column_near_miss", "担当課"),  # two thirds alike
        ("担当の氏名等", "column_near_miss", "担当課名"),  # three fifths: the limit
        ("担当部署", "column_unknown", ""),  # four sevenths
    ],
)
def test_a_label_is_suggested_from_three_fifths_alike(label: str, code: str, likely: str) -> None:
    """A label that is at least three fifths like a known one is asked about with it; one that is less is unknown."""
    found = _extract([[*HEADER, label], [*ROW, "よかった"]]).findings
    assert [(row.code, row.found, row.expected) for row in found.itertuples()] == [(code, label, likely)]


@pytest.mark.parametrize(
    ("shown", "stored", "exact"),
    [
        ("6.3%", "0.0625", "6.25%"),  # a half is shown rounded up, not to the even digit
        ("3人", "2.5", "2.5人"),
        ("2人", "2.5", "2人"),  # not what Excel shows of it: another format, which is left alone
        ("75%", "0.74995", "74.995%"),
        ("75%", "0.75", "75%"),
    ],
)
def test_what_is_shown_rounded_is_known_as_it_is_stored(shown: str, stored: str, exact: str) -> None:
    """A shown number that is the stored one rounded, halves up, stands for the stored one."""
    looks = {"D2": {"kind": "number", "stored": stored}}
    result = _extract([HEADER, ["1-1-1-1", "窓口の設置", "福祉課", shown, "Ａ"]], **looks)
    figures = exact_figures(result.entries).set_index("field")["text"]
    assert figures["actual_2020"] == exact
