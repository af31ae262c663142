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
