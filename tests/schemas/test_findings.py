"""The catalogue of findings, and findings as rows."""

import string

import pandas as pd
import pytest
from torikumi.schemas.findings import (
    CATALOGUE,
    ERROR,
    NOTE,
    SEVERITIES,
    WARNING,
    Finding,
    Kind,
    count,
    frame,
    locate,
    render,
)

WORDS = {"found", "expected", "number", "department"}
VALUES = pd.DataFrame(
    [
        (7, "number", "福祉課.xlsx", "R2報告", "A3"),
        (7, "grade_2020", "福祉課.xlsx", "R2報告", "J3"),
        (8, "number", "福祉課.xlsx", "R2報告", "A4"),
    ],
    columns=["row_id", "field", "file", "sheet", "cell"],
)


@pytest.mark.parametrize("kind", CATALOGUE.values(), ids=lambda kind: kind.code)
def test_each_kind_says_what_it_is_and_what_to_do(kind: Kind) -> None:
    """Each entry has a severity, a title, a whole sentence, a remedy and, where it quotes what was found, an example."""
    used = {name for text in (kind.message, kind.remedy) for _, name, _, _ in string.Formatter().parse(text) if name}
    assert kind.severity in SEVERITIES
    assert used <= WORDS
    assert kind.title
    assert kind.remedy
    filled = {"found": kind.example[0], "expected": kind.example[1], "number": "1-1-1-1", "department": "福祉課"}
    assert kind.message.format(**filled).endswith("。")
    assert "found" not in used or kind.example[0]


# What of a return or of the plan is wrong and must be mended (要修正), what someone must decide (要確認), what is only told (参考).
_SEVERITY = {
    ERROR: """
        actual_missing answer_left_out answer_missing answer_of_nobody answer_retracted cell_error column_missing column_twice
        department_unknown file_crash file_damaged file_empty file_encrypted file_format file_memory file_no_list file_special
        file_timeout file_too_large file_unreadable file_unsafe file_without_cells file_without_rows formula_uncached goal_unknown
        grade_missing grade_unknown indicator_goal_unknown indicator_method_unknown indicator_orphan indicator_units_differ
        indicator_unknown indicator_unreadable name_unknown not_owner not_returned number_duplicate number_missing
        number_of_another number_unknown number_unreadable plan_column_missing plan_grades_partly plan_header_missing
        plan_heading_unknown plan_item_missing plan_name_ambiguous plan_number_twice plan_roles_missing plan_roles_twice
        plan_rows_missing plan_sheet_missing plan_successor_circle plan_successor_unknown plan_value_missing plan_value_twice
        plan_value_wrong respondent_unknown return_of_nobody sheet_damaged strings_lost wrong_plan wrong_year
    """,
    WARNING: """
        affected_unknown answer_not_asked baseline_differs cause_without_shading cell_kept cell_twice column_differs
        column_near_miss comments_unread content_differs department_differs encoding_guessed figure_suspicious
        figure_without_result file_mended grade_tentative history_grade_jump history_magnitude history_rewritten
        history_running_fell history_text_copied indicator_actual_elsewhere indicator_entries_differ indicator_figure_differs
        indicator_fraction indicator_grade_opposite indicator_lower_better indicator_not_computable indicator_rate_extreme
        indicator_relation_unknown indicator_return_differs indicator_returns_differ indicator_target_shifted indicator_tentative
        indicator_unit_missing indicator_without_actual joint_differs joint_substituted level_contradiction looks_unread
        merged_rows name_differs overall_sensitive plan_partner_shared relisted_grade_differs relisted_other_name
        relisted_unresolved respondent_contradiction self_grade_far shaded_but_reached shading_contradiction shading_of_best
        shading_unclear shading_without_cause struck_out target_differs text_damaged text_too_long
    """,
    NOTE: """
        actual_idle answer_changed cell_outside_columns column_carried column_unknown example_ignored external_links file_copy
        file_macros grade_normalised grade_undressed heading_yearless hidden_rows indicator_not_rated indicator_read_as macro_sheet
        master_answer_ignored number_normalised number_repeated numbers_proposed overall_overridden plan_item_unknown relisted_differs
        relisted_renamed return_partly_superseded return_superseded self_grade_near shading_not_shown sheet_without_list text_outside
        value_hidden whole_list_returned
    """,
}


@pytest.mark.parametrize(("severity", "codes"), [(severity, codes.split()) for severity, codes in _SEVERITY.items()])
def test_each_kind_has_the_severity_that_is_written_here(severity: str, codes: list[str]) -> None:
    """Every kind of the catalogue stands in this table once: a new or a changed one is decided on, never slipped in."""
    assert sorted(kind.code for kind in CATALOGUE.values() if kind.severity == severity) == codes


def test_titles_are_not_shared() -> None:
    """A clerk can tell two kinds apart by their titles."""
    titles = [kind.title for kind in CATALOGUE.values()]
    assert sorted(title for title in set(titles) if titles.count(title) > 1) == []


def test_unknown_code_is_a_bug() -> None:
    """A finding of a code that the catalogue does not have cannot be made."""
    with pytest.raises(KeyError):
        Finding("no_such_code")


def test_frame_of_nothing_has_the_columns() -> None:
    """No findings are an empty frame of the same columns."""
    assert list(frame([]).columns) == list(frame([Finding("file_empty", file="a.xlsx")]).columns)
    assert len(frame([])) == 0


def test_locate_leads_to_the_cell() -> None:
    """A finding gets the address of its field, of its row's first cell where the field has none, and keeps a file that it names."""
    raw = frame(
        [
            Finding("grade_missing", row_id=7, field="grade_2020"),
            Finding("actual_missing", row_id=8, field="actual_2020"),
            Finding("file_empty", file="空.xlsx"),
            Finding("overall_sensitive", "合計", "Bですが、点数ではAになります。"),
        ]
    )
    places = locate(raw, VALUES)[["file", "sheet", "cell"]]
    assert places.to_numpy().tolist() == [
        ["福祉課.xlsx", "R2報告", "J3"],
        ["福祉課.xlsx", "R2報告", "A4"],
        ["空.xlsx", "", ""],
        ["", "", ""],
    ]


def test_render_puts_errors_first_and_says_nothing_twice() -> None:
    """確認事項 has 要修正 before 要確認 before 参考, else the stages' order; a row that is there already is left out."""
    note, warning = (
        Finding("file_copy", "a.xlsx", file="b.xlsx"),
        Finding("struck_out", "12件", "15件", file="b.xlsx", cell="L3"),
    )
    first, second = Finding("file_empty", file="y.xlsx"), Finding("file_empty", file="x.xlsx")
    table = render(frame([note, warning, first, second, first]))
    assert list(table["severity"]) == [ERROR, ERROR, WARNING, NOTE]
    assert list(table["file"]) == ["y.xlsx", "x.xlsx", "b.xlsx", "b.xlsx"]
    assert table["message"].iloc[2] == "取り消し線のある文字「12件」を除き、「15件」と読みました。"
    assert count(table) == {ERROR: 2, WARNING: 1, NOTE: 1}


def test_braces_in_a_found_text_stay() -> None:
    """What a department wrote is quoted as it is, also when it looks like a placeholder."""
    table = render(frame([Finding("text_outside", "{number}%s", file="a.xlsx")]))
    assert "「{number}%s」" in table["message"].iloc[0]


def test_count_names_every_severity() -> None:
    """Without findings every severity is 0."""
    assert count(render(frame([]))) == {ERROR: 0, WARNING: 0, NOTE: 0}
