"""Finding the list in whatever a department makes of the form: real .xlsx files, read and extracted."""

from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font
from torikumi.etl.extract import Extract, exact_figures, extract
from torikumi.schemas.layouts import INDICATORS, PROGRESS_LIST
from torikumi.schemas.models import wide
from torikumi.workbooks.read import read

HEADER = ["番号", "取組名", "担当課名", "R2目標", "R2実績", "R2評価 ※"]
ROW = ["1-1-1-1", "相談", "福祉課", "継続", "行った。", "Ａ"]


def extracted(path: Path, *sheets: tuple[str, list[list[object]]], layout=PROGRESS_LIST, edit=None) -> Extract:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    if edit:
        edit(book)
    book.save(path)
    return extract(read(path, path.name).cells, layout)


def texts(result: Extract, *fields: str) -> list[list[object]]:
    """The texts of some fields of each row; None where the sheet has no such column."""
    return wide(result.rows, result.entries, fields).to_numpy().tolist()


def codes(result: Extract) -> list[tuple[str, str, str, str]]:
    return [(row.code, row.found, row.expected, row.cell) for row in result.findings.itertuples()]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "福祉課.xlsx"


def test_a_header_below_titles_and_blank_columns_is_found(path):
    """The list may stand anywhere: below a title and a note, behind blank columns."""
    rows = [
        ["計画　取組推進状況一覧"],
        [],
        [None, "※太枠に記入してください"],
        [None, None, *HEADER],
        [None, None, *ROW],
    ]
    result = extracted(path, ("様式", rows))
    assert texts(result, "number", "target_2020", "actual_2020", "grade_2020") == [
        ["1-1-1-1", "継続", "行った。", "Ａ"]
    ]
    assert result.entries.set_index("field").at["grade_2020", "cell"] == "H5"
    assert codes(result) == []


def test_title_and_header_repeated_on_each_page_are_no_rows(path):
    """A title and header that are printed again further down start the list anew."""
    rows = [["一覧"], HEADER, ROW, ["一覧"], HEADER, ["1-1-1-2", *ROW[1:]]]
    result = extracted(path, ("様式", rows))
    assert texts(result, "number") == [["1-1-1-1"], ["1-1-1-2"]]
    assert result.rows["row"].tolist() == [3, 6]
    assert codes(result) == []


def test_columns_in_another_order_after_a_repeated_header_are_followed(path):
    """Each header counts for the rows below it alone."""
    rows = [HEADER, ROW, list(reversed(HEADER)), list(reversed(["1-1-1-2", *ROW[1:]]))]
    assert texts(extracted(path, ("様式", rows)), "number") == [["1-1-1-1"], ["1-1-1-2"]]


def test_a_header_of_two_rows_is_read_as_one(path):
    """`R2` over `目標`, `実績`, `評価` names R2目標, R2実績, R2評価."""
    rows = [["番号", "取組名", "担当課名", "R2", None, None], [None, None, None, "目標", "実績", "評価"], ROW]
    result = extracted(path, ("様式", rows))
    assert texts(result, "number", "target_2020", "actual_2020", "grade_2020")[0] == [
        "1-1-1-1",
        "継続",
        "行った。",
        "Ａ",
    ]
    assert result.rows["row"].tolist() == [3]


@pytest.mark.parametrize(
    "label",
    [
        "R2評価",
        "Ｒ２評価",
        "令和２年度評価",
        "令和2年度 自己評価",
        "2020年度評価",
        "R２\n評価　※",
        "２０２０年度の評価",
    ],
)
def test_a_label_is_known_in_every_dress(label):
    """Width, space, line break, era, ※ and the known aliases do not matter."""
    assert PROGRESS_LIST.field_of(label) == "grade_2020"


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("令和元年度実績", "actual_2019"),
        ("R１実績（初期値）", "baseline"),
        ("平成31年度目標", "target_2019"),
        ("令和2年度 目標値", "target_2020"),
        ("担当課", "department"),
        ("影響", "influence"),
        ("所感", None),
        ("R2評化", None),
    ],
)
def test_labels_and_their_fields(label, field):
    """元年 is the first year; what is not known is not guessed."""
    assert PROGRESS_LIST.field_of(label) == field


def test_a_misspelt_label_is_suggested_and_not_used(path):
    """A near miss is asked about, never guessed."""
    result = extracted(path, ("様式", [[*HEADER[:5], "R2評化"], ROW]))
    assert codes(result) == [("column_near_miss", "R2評化", "R2評価", "F1")]
    assert texts(result, "grade_2020") == [[None]]


def test_an_unknown_column_is_said_once_and_its_cells_are_traced(path):
    """A column that the form does not have is one finding; its cells stand in the sources as 未使用."""
    result = extracted(path, ("様式", [[*HEADER, "所感"], [*ROW, "良い"], ["1-1-1-2", *ROW[1:], "悪い"]]))
    assert codes(result) == [("column_unknown", "所感", "", "G1")]
    assert result.entries.loc[result.entries["field"] == "未使用", "text"].tolist() == ["良い", "悪い"]


def test_a_label_that_stands_twice_is_said(path):
    """Of two columns of one label the left one counts."""
    result = extracted(path, ("様式", [[*HEADER, "R2評価"], [*ROW, "Ｂ"]]))
    assert codes(result) == [("column_twice", "R2評価", "", "G1")]
    assert texts(result, "grade_2020") == [["Ａ"]]


def test_notes_between_and_below_are_named(path):
    """Free text that is no heading is a finding with its cell; it is no row."""
    rows = [["一覧"], HEADER, ROW, ["※人数は速報値です。"], ["1-1-1-2", *ROW[1:]], [], [None, "担当：山田（内線123）"]]
    result = extracted(path, ("様式", rows))
    assert codes(result) == [
        ("text_outside", "※人数は速報値です。", "", "A4"),
        ("text_outside", "担当：山田（内線123）", "", "B7"),
    ]
    assert len(result.rows) == 2


def test_a_note_beside_a_row_is_named(path):
    """Text in a column without a label is a finding with its cell."""
    result = extracted(path, ("様式", [HEADER, [*ROW, None, "要相談"]]))
    assert codes(result) == [("cell_outside_columns", "要相談", "", "H2")]


def test_examples_are_not_read(path):
    """A sheet 記入例 and a row that says （例） are named, not counted."""
    rows = [HEADER, ["（例）1-1-1-9", *ROW[1:]], ROW]
    result = extracted(path, ("記入例", [HEADER, ROW]), ("様式", rows))
    assert texts(result, "number") == [["1-1-1-1"]]
    assert codes(result) == [("example_ignored", "（例）1-1-1-9", "", "A2"), ("example_ignored", "記入例", "", "")]


def test_every_sheet_with_a_list_is_read_and_the_others_are_named(path):
    """Several sheets of one workbook."""
    result = extracted(
        path, ("高齢", [HEADER, ROW]), ("メモ", [["電話済み"]]), ("障害", [HEADER, ["1-1-1-2", *ROW[1:]]])
    )
    assert result.rows["sheet"].tolist() == ["高齢", "障害"]
    assert codes(result) == [("sheet_without_list", "メモ", "", "")]


def test_a_workbook_without_a_list_is_one_finding(path):
    """No header anywhere: the file is named once."""
    assert [code for code, *_ in codes(extracted(path, ("Sheet1", [["会議の案内"], ["日時"]])))] == ["file_no_list"]


def test_blank_rows_and_rows_with_only_a_number_are_told_apart(path):
    """A number alone is a row that was left blank by the department; a row of blanks is none."""
    result = extracted(path, ("様式", [HEADER, [], ["1-1-1-1"], [" "], ROW]))
    assert texts(result, "number") == [["1-1-1-1"], ["1-1-1-1"]]
    assert texts(result, "grade_2020") == [[""], ["Ａ"]]


def test_hidden_rows_are_read_and_said_once(path):
    """A hidden row is as good as any other; that it was hidden is said."""

    def hide(book):
        book["様式"].row_dimensions[3].hidden = True

    result = extracted(path, ("様式", [HEADER, ROW, ["1-1-1-2", *ROW[1:]]]), edit=hide)
    assert len(result.rows) == 2
    assert codes(result) == [("hidden_rows", "3行目", "", "A3")]


def test_a_comment_is_kept_with_its_cell(path):
    """A cell's comment is not lost: it stands with the source."""

    def comment(book):
        book["様式"]["E2"].comment = Comment("速報値", "課員")

    result = extracted(path, ("様式", [HEADER, ROW]), edit=comment)
    assert result.entries.set_index("field").at["actual_2020", "comment"] == "速報値"


def test_struck_out_text_is_left_out_and_named(path):
    """見え消し: a cell that is struck out as a whole has no text, and the finding says what was struck."""

    def strike(book):
        book["様式"]["F2"].font = Font(strike=True)

    result = extracted(path, ("様式", [HEADER, ROW]), edit=strike)
    assert texts(result, "grade_2020") == [[""]]
    found = result.findings.iloc[0]
    assert (found["code"], found["found"], found["expected"], found["field"]) == ("struck_out", "Ａ", "", "grade_2020")


def test_a_merge_over_several_initiatives_is_asked_about(path):
    """The value of merged cells stands in their first row alone."""

    def merge(book):
        book["様式"].merge_cells("F2:F3")

    result = extracted(path, ("様式", [HEADER, ROW, ["1-1-1-2", *ROW[1:5]]]), edit=merge)
    assert [(row.code, row.found) for row in result.findings.itertuples()] == [("merged_rows", "F2:F3")]
    assert texts(result, "grade_2020") == [["Ａ"], [""]]


def test_formulas_without_a_value_and_error_cells_are_no_text(path):
    """A formula that was never calculated and #REF! leave the field blank and are named."""
    result = extracted(path, ("様式", [HEADER, [*ROW[:3], "=A1", "#REF!", "Ａ"]]))
    assert texts(result, "target_2020", "actual_2020")[0] == ["", ""]
    assert {(row.code, row.found) for row in result.findings.itertuples()} == {
        ("formula_uncached", "=A1"),
        ("cell_error", "#REF!"),
    }


def test_the_indicator_sheet_is_found_the_same_way(path):
    """One mechanism reads every list."""
    header = ["目標", "指標", "関連取組", "現状値", "R2目標", "R2実績"]
    result = extracted(
        path, ("指標", [["成果指標"], header, ["1", "団体数", None, "63団体", "63団体", None]]), layout=INDICATORS
    )
    assert texts(result, "goals", "indicator", "baseline", "target_2020", "actual_2020")[0] == [
        "1",
        "団体数",
        "63団体",
        "63団体",
        "",
    ]


def test_a_figure_counts_as_stored_not_as_shown(path):
    """75 % is an A and 74.995 % is not, whatever is displayed; what is shown in full stays as it is written."""

    def show(book):
        for cell, code in (("E2", "0%"), ("F2", "0%"), ("E3", '#,##0"人"'), ("F3", '#,##0"人"')):
            book["指標"][cell].number_format = code

    header = ["目標", "指標", "関連取組", "初期値", "R2目標", "R2実績"]
    rows = [header, ["1", "割合", None, None, 1, 0.74995], ["1", "人数", None, None, 1642, 1641.5]]
    found = extracted(path, ("指標", rows), layout=INDICATORS, edit=show)
    assert texts(found, "target_2020", "actual_2020") == [["100%", "75%"], ["1,642人", "1,642人"]]
    exact = found._replace(entries=exact_figures(found.entries))
    assert texts(exact, "target_2020", "actual_2020") == [
        ["100%", "74.995%"],
        ["1,642人", "1,641.5人"],
    ]
