"""Initiatives against themselves and each other."""

from typing import Any

import pandas as pd
import pytest
from torikumi.etl.checks.relistings import relistings
from torikumi.etl.checks.separators import separators
from torikumi.etl.checks.shading import shading
from torikumi.etl.figures.quantify import quantify
from torikumi.schemas.layouts import PROGRESS_LIST

from tests.etl.made import made_entries, made_initiatives
from tests.plans import Content, plan_of

PLAN = plan_of()


def _initiatives(*rows: dict[str, Any]) -> pd.DataFrame:
    """Initiatives by number; what a row does not say is an A of 福祉課 that reached its target."""
    usual = {"name": "見守り", "letter": "A", "actual": "した"}
    numbered = [{"number": f"1-1-1-{n}"} | usual | row for n, row in enumerate(rows, start=1)]
    return made_initiatives(*numbered)


@pytest.mark.parametrize(
    ("letter", "affected", "actual", "codes"),
    [
        ("B", True, "新型ｺﾛﾅで中止", []), ("B", False, "コロナで中止", ["cause_without_shading"]), ("B", True, "雨で中止", ["shading_without_cause"]),
        ("A", True, "コロナでも実施", ["shading_of_best"]), ("A", False, "コロナでも実施", []), ("B", False, "雨で中止", []), ("", False, "コロナ", []),
    ],
)  # fmt: skip
def test_shading_against_the_text(letter: str, affected: bool, actual: str, codes: list[str]) -> None:
    """Below the best grade shading and cause go together; either without the other is asked about, at the grade's cell."""
    found = shading(_initiatives({"letter": letter, "affected": affected, "actual": actual}), PLAN)
    assert [finding.code for finding in found] == codes
    assert all((finding.row_id, finding.field, finding.number) == (3000, "grade_2020", "1-1-1-1") for finding in found)


def test_a_year_without_the_convention_asks_nothing() -> None:
    """Without a legend the text may say what it likes."""
    assert shading(_initiatives({"letter": "D", "actual": "コロナ"}), plan_of(Content(shading={"凡例": ""}))) == []


def _relisted(name: str, **other: object) -> list[tuple[str, str, str]]:
    """The findings of a 再掲 of that name in a list of two others."""
    rows = [{"name": "見守り", **other}, {"name": "予防事業の充実（体操など）"}, {"name": name}]
    _, references, _ = relistings(_initiatives(*rows), made_entries(), PROGRESS_LIST, PLAN)
    return [(finding.code, finding.found, finding.expected) for finding in references]


@pytest.mark.parametrize(
    "name", ["【再掲1-1-1-1】見守り", "【再掲１－１－１－１】見 守り", "【再掲1-1-1-2】予防事業の充実"]
)
def test_a_right_reference_is_silent(name: str) -> None:
    """Any notation of the number, any width of the name; the name may end earlier."""
    assert _relisted(name) == []


def test_a_reference_to_another_name_proposes_the_right_number() -> None:
    """Off by one: the initiative of the name is proposed."""
    assert _relisted("【再掲1-1-1-2】見守り") == [("relisted_other_name", "1-1-1-2", "同じ名称の取組：1-1-1-1")]


def test_a_reference_to_nothing() -> None:
    """A number that the list does not have, with the initiative of the name or without one."""
    assert _relisted("【再掲9-9-9-9】見守り") == [("relisted_unresolved", "9-9-9-9", "（同じ名称の取組：1-1-1-1）")]
    assert _relisted("【再掲9-9-9-9】ない名前") == [
        ("relisted_unresolved", "9-9-9-9", "（同じ名称の取組も見当たりません）")
    ]


def test_a_renamed_original_of_the_same_department_is_only_said() -> None:
    """Where no name fits but the departments do, the reference stands."""
    assert _relisted("【再掲1-1-1-1】虐待の防止") == [("relisted_renamed", "1-1-1-1", "見守り")]
    assert _relisted("【再掲1-1-1-1】虐待の防止", owners=("防災課",))[0][0] == "relisted_other_name"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2.131人", [("2.131人", "2,131人")]),
        ("２．１３１人", [("２．１３１人", "２，１３１人")]),
        ("2,131人", []),
        ("2.5人", []),
    ],
)
def test_a_point_that_must_be_a_comma(text: str, found: list[tuple[str, str]]) -> None:
    """Three decimals of something that is counted are asked about, in the width they were typed; nothing is corrected."""
    quantities = quantify(pd.DataFrame([("1-1-1-1", "actual_2020", text)], columns=["number", "field", "text"]))
    assert [(finding.found, finding.expected) for finding in separators(quantities, _initiatives({}), PLAN)] == found


def test_a_relisting_is_never_its_own_original() -> None:
    """【再掲…】 with the number of its own row: the only other initiative of the name is the original, and the number is asked about."""
    rows = _initiatives({"name": "見守り"}, {"name": "教室"}, {"name": "【再掲1-1-1-3】見守り"})
    table, references, _ = relistings(rows, made_entries(), PROGRESS_LIST, PLAN)
    assert table[["number", "original", "how"]].to_numpy().tolist() == [
        ["1-1-1-3", "1-1-1-1", "名称による（番号は別の取組）"]
    ]
    assert [(finding.code, finding.found, finding.expected) for finding in references] == [
        ("relisted_unresolved", "1-1-1-3", "（同じ名称の取組：1-1-1-1）")
    ]


def test_a_relisting_without_another_of_its_name_has_no_original() -> None:
    """Its own number and no other initiative of the name: nothing is named."""
    table, references, _ = relistings(
        _initiatives({"name": "教室"}, {"name": "【再掲1-1-1-2】見守り"}), made_entries(), PROGRESS_LIST, PLAN
    )
    assert table[["original", "how"]].to_numpy().tolist() == [["", "元の取組が見当たらない"]]
    assert [finding.expected for finding in references] == ["（同じ名称の取組も見当たりません）"]
