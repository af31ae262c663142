"""Raw text -> keys; the raw texts stay."""

import pandas as pd
import pytest
from torikumi.etl.normalise import normalise
from torikumi.schemas.numbers import Numbers

from tests.etl.made import made_list
from tests.plans import plan_of

PLAN = plan_of()
NUMBERS = Numbers(["1-1-1-1", "1-1-1-2"])


def _list(**columns: list[str] | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows and their cells, row ids from 10; None is a column that the sheet does not have."""
    given = {"number": ["1-1-1-1"], "department": ["福祉課"], "grade_2020": ["Ａ"]} | columns
    known = {field: texts for field, texts in given.items() if texts is not None}
    size = max(map(len, known.values()))
    texts = {field: texts * (size if len(texts) == 1 else 1) for field, texts in known.items()}
    return made_list(*({field: column[line] for field, column in texts.items()} for line in range(size)), first=10)


@pytest.mark.parametrize(
    ("written", "letter"),
    [
        ("Ａ", "A"),
        ("A", "A"),
        ("ａ", "A"),
        (" Ｂ　", "B"),
        ("", ""),
        (" ", ""),
        ("\u200b", ""),
        ("Ｅ", None),
        ("A'", None),
        ("Ａ、Ｂ", None),
        ("－", None),
        (None, ""),
    ],
)
def test_grades(written: str | None, letter: str | None) -> None:
    """A known letter of any width is the plan's grade, a blank is no grade, anything else is unknown and never guessed."""
    rows, _ = normalise(*_list(grade_2020=None if written is None else [written]), NUMBERS, PLAN)
    assert rows.at[10, "letter"] == letter
    assert rows.at[10, "written"] == ("" if written in (None, " ", "\u200b") else written)


def test_what_was_read_differently_is_said() -> None:
    """A number and a grade not in the form's notation are findings: found, read as; the usual ones are not."""
    _, found = normalise(*_list(number=["１－１－１－１", "1-1-1-2"], grade_2020=["A", "Ａ"]), NUMBERS, PLAN)
    assert [(finding.code, finding.found, finding.expected, finding.row_id, finding.field) for finding in found] == [
        ("number_normalised", "１－１－１－１", "1-1-1-1", 10, "number"),
        ("grade_normalised", "A（半角）", "Ａ（全角）", 10, "grade_2020"),
    ]


def test_numbers() -> None:
    """Each row gets its initiative, or None where the number cannot be read."""
    rows, _ = normalise(*_list(number=["1.1.1.1", "1-1-1", ""]), NUMBERS, PLAN)
    assert rows["initiative"].tolist() == ["1-1-1-1", None, None]
    rows, _ = normalise(*_list(number=None), NUMBERS, PLAN)
    assert rows["initiative"].tolist() == [None]


def test_owners_are_official_names_in_their_order() -> None:
    """Other names count, each department once, unknown ones are left out (validate names them)."""
    assert PLAN.owners("（市協）\n福祉係、防災課・ない課 福祉課") == ("市協議会", "福祉課", "防災課")
    assert PLAN.owners("") == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("○", True),
        ("〇", True),
        ("該当", True),
        ("１", True),
        ("", False),
        ("×", False),
        ("－", False),
        ("△", False),
        (None, None),
    ],
)
def test_the_influence_column(text: str | None, said: bool | None) -> None:
    """○ and its like say yes, blank and × say no; a form without the column says nothing."""
    rows, found = normalise(*_list(influence=None if text is None else [text]), NUMBERS, PLAN)
    assert rows.at[10, "affected_said"] is said
    assert [(finding.code, finding.found) for finding in found] == ([("affected_unknown", "△")] if text == "△" else [])


def test_the_argument_is_not_changed() -> None:
    """A stage gives a new frame."""
    rows, entries = _list(number=["１-1-1-1"])
    before = rows.copy(), entries.copy()
    normalise(rows, entries, NUMBERS, PLAN)
    pd.testing.assert_frame_equal(rows, before[0])
    pd.testing.assert_frame_equal(entries, before[1])
