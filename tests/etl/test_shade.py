"""Fills -> the flag: small frames. (Whole files: test_shading.)"""

import pytest
from torikumi.etl.normalise import normalise
from torikumi.etl.shade import shade
from torikumi.schemas.numbers import Numbers
from torikumi.schemas.plan import Plan

from tests.etl.made import made_list
from tests.plans import Content, plan_of

PLAN = plan_of()


def _shade(
    rows: list[tuple[str, str, bool | None]], plan: Plan = PLAN
) -> tuple[list[bool], list[tuple[str, str, str]]]:
    """Rows of fill of the grade cell, result and what the influence column says -> affected, and code, found, expected of the findings."""
    texts = [
        {"number": f"1-1-1-{line}", "actual_2020": actual, "grade_2020": "Ｂ"}
        | ({} if said is None else {"influence": "○" if said else ""})
        for line, (_, actual, said) in enumerate(rows, start=1)
    ]
    fills = {(line, "grade_2020"): fill for line, (fill, _, _) in enumerate(rows)}
    table, entries = made_list(*texts, fills=fills)
    understood, _ = normalise(table, entries, Numbers([]), plan)
    result, found = shade(understood, entries, plan)
    return result["affected"].tolist(), [(finding.code, finding.found, finding.expected) for finding in found]


GREY = "solid:BFBFBF"


@pytest.mark.parametrize("fill", [GREY, "gray125:000000", "lightUp:FF0000", "solid:FFF2CC"])
def test_any_visible_fill_of_a_grade_cell_counts(fill: str) -> None:
    """Solid or pattern, grey or not: the shaded row is affected, the others are not."""
    assert _shade([(fill, "コロナで中止", None), ("", "", None), ("", "コロナで中止", None)]) == (
        [True, False, False],
        [],
    )


def test_either_shading_or_the_column_counts_and_a_contradiction_is_asked_about() -> None:
    """Shaded but not said, or said but not shaded: affected, and named."""
    affected, found = _shade([(GREY, "コロナ", False), ("", "コロナ", True), (GREY, "コロナ", True), ("", "", False)])
    assert affected == [True, True, True, False]
    assert found == [("shading_contradiction", "空欄", "あり"), ("shading_contradiction", "○", "なし")]


def test_a_fill_that_most_rows_share_is_decoration() -> None:
    """A form's colour is not shading, and is asked about."""
    affected, found = _shade([("solid:FFE699", "", None)] * 3 + [("", "", None)])
    assert affected == [False] * 4
    assert [(code, colour) for code, colour, _ in found] == [("shading_unclear", "solid:FFE699")]


def test_a_plan_without_the_convention_shades_nothing() -> None:
    """In a year without the convention a fill means nothing and nothing is asked."""
    assert _shade([(GREY, "コロナ", None), ("", "", None), ("", "", None)], plan_of(Content(shading={"凡例": ""}))) == (
        [False] * 3,
        [],
    )


@pytest.mark.parametrize(
    ("fills", "actuals", "affected", "decoration"),
    [
        # how much of the sheet has the fill, where no text names the cause: half is shading, more is decoration
        ((GREY, GREY, "", ""), ("", "", "", ""), [True, True, False, False], False),
        ((GREY, GREY, GREY, ""), ("", "", "", ""), [False] * 4, True),
        # how many of the texts name the cause, where every row has the fill: half is shading, less is decoration
        ((GREY,) * 4, ("コロナ", "コロナ", "", ""), [True] * 4, False),
        ((GREY,) * 4, ("コロナ", "", "", ""), [False] * 4, True),
    ],
)
def test_half_is_still_shading(
    fills: tuple[str, ...], actuals: tuple[str, ...], affected: list[bool], decoration: bool
) -> None:
    """Exactly half of a sheet, and exactly half of the texts, speak for shading; one row more or less decides otherwise."""
    found, said = _shade([(fill, actual, None) for fill, actual in zip(fills, actuals, strict=True)])
    assert found == affected
    assert [code for code, _, _ in said] == ["shading_unclear"] * decoration
