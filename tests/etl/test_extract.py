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
    ("known", "label", "likely"),
    [
        ("担当課名", "担当者", "担当"),  # two thirds alike
        ("担当課名", "担当施設", ""),  # a half
        ("担当課名", "担当の氏名等", ""),  # three fifths, but two signs more
        ("取組名", "取組の各条", "取組の名称"),  # three fifths: the limit
        ("R2実績", "R2実積", "R2実績"),
        ("R2評価 ※", "令和２年度評化", "R2評価"),
        ("R2評価 ※", "R2評価点", "R2評価"),
        ("R2評価 ※", "R2評価理由", ""),
        ("R2評価 ※", "R2予算額", ""),
        ("R2評価 ※", "R2課題", ""),
        ("R2評価 ※", "R2委員会評価", ""),
        ("R2評価 ※", "予算額", ""),
        ("R2評価 ※", "課題", ""),
        ("R2評価 ※", "達成率", ""),
        ("R2評価 ※", "委員会評価", ""),
    ],
)
def test_a_label_is_suggested_for_a_slip_of_a_column_that_is_missing(known: str, label: str, likely: str) -> None:
    """A heading that is a slip of that of a missing column is asked about with it; any other is unknown."""
    place = HEADER.index(known)
    header = [*HEADER[:place], label, *HEADER[place + 1 :]]
    found = _extract([header, ROW]).findings
    code = "column_near_miss" if likely else "column_unknown"
    assert [(row.code, row.found, row.expected) for row in found.itertuples()] == [(code, label, likely)]


@pytest.mark.parametrize("label", ["R2実積", "R2評価点", "担当者", "R2実績額", "R2委員会評価", "R2予算額"])
def test_no_label_is_suggested_that_the_heading_has(label: str) -> None:
    """A column beside R2評価 is none that is called R2評価 by mistake."""
    found = _extract([[*HEADER, label], [*ROW, "よかった"]]).findings
    assert [(row.code, row.found) for row in found.itertuples()] == [("column_unknown", label)]


def test_of_two_ways_to_read_a_heading_the_one_that_explains_the_columns_counts() -> None:
    """`R2決算` over 予算 and 支出 is a heading of two rows, although it knows no more labels than its first row alone."""
    header = ["番号", "取組名", "担当課名", "R2評価", "R2決算額", ""]
    below = ["", "", "", "", "予算", "支出"]
    result = _extract([header, below, ["1-1-1-1", "窓口の設置", "福祉課", "Ａ", "12", "10"]])
    assert _codes(result) == [("column_unknown", "R2決算額予算", "E1"), ("column_unknown", "R2決算額支出", "F2")]
    assert result.rows["row"].tolist() == [3]


def test_a_remark_below_a_heading_is_no_second_row_of_it() -> None:
    """What stands below a heading of one row, with nothing beneath, is outside the list."""
    result = _extract([HEADER, ["", "", "", "", "", "", "単位：件"], ROW])
    assert _codes(result) == [("text_outside", "単位：件", "G2")]


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
