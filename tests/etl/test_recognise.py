"""Whether a returned list is this year's form of this plan."""

import pytest
from torikumi.etl.normalise import normalise
from torikumi.etl.recognise import recognise
from torikumi.schemas.models import Master
from torikumi.schemas.numbers import Numbers
from torikumi.schemas.tables import made

from tests.etl.made import made_list
from tests.plans import plan_of

PLAN = plan_of()
OURS = ("福祉課",)
MASTER = made(
    Master,
    [
        (f"1-1-1-{serial}", f"取組{serial}", 1, (), OURS, OURS, OURS, OURS, serial, ((serial, OURS),))
        for serial in range(1, 5)
    ],
)


def _codes(names: list[str], **answer: str) -> list[str]:
    """The codes of the findings about a return with these names, row by row of the master list's numbers."""
    rows = [
        {"number": f"1-1-1-{serial}", "name": name} | (answer or {"grade_2020": "Ａ"})
        for serial, name in enumerate(names, start=1)
    ]
    table, entries = made_list(*rows)
    understood, _ = normalise(table, entries, Numbers(MASTER.index), PLAN)
    codes, found = recognise(understood, entries, MASTER, PLAN)
    assert set(codes) <= {finding.code for finding in found}
    assert len(codes) in (0, len(rows))
    return [finding.code for finding in found]


@pytest.mark.parametrize(
    ("names", "codes"),
    [
        (["取組1", "取組2", "取組3", "取組4"], []),
        (["取組1", "取組2", "道路", "公園"], []),  # half of it is foreign: row by row
        (["取組1", "道路", "公園", "橋"], ["wrong_plan"]),
        (["取組1", "道路"], []),
        (["道路", "公園"], ["wrong_plan"]),
        (["道路"], []),  # never judged by one row
    ],
)
def test_a_list_of_which_more_than_half_is_foreign_is_another_plans(names: list[str], codes: list[str]) -> None:
    """Exactly half is still this plan's list with faults; more is another plan's, said once."""
    assert _codes(names) == codes


def test_a_form_of_another_year_is_told_by_its_columns() -> None:
    """Results of R1 alone are last year's form; with a column of R2 beside it is this year's."""
    assert _codes(["取組1", "取組2"], grade_2019="Ａ") == ["wrong_year"]
    assert _codes(["取組1", "取組2"], grade_2019="Ａ", actual_2020="") == []
    assert _codes(["取組1", "取組2"], content="内容") == []  # without any of them, nothing is known of its year
