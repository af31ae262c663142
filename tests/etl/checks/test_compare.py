"""Self grades against the figures of target and result."""

import pandas as pd
import pytest
from torikumi.etl.checks.compare import compare, figures
from torikumi.etl.figures.pair import pair
from torikumi.etl.figures.quantify import quantify
from torikumi.schemas.findings import Finding

from tests.etl.made import made_entries, made_initiatives
from tests.plans import plan_of

PLAN = plan_of()


def _compare(target: str, actual: str, letter: str, affected: bool = False) -> tuple[pd.DataFrame, list[Finding]]:
    """One initiative with these texts and this self grade."""
    row = {"number": "1-1-1-1", "name": "電話", "target_2020": target, "actual": actual, "letter": letter}
    row |= {"affected": affected, "actual_row_id": 7, "grade_row_id": 7}
    initiatives = made_initiatives(row)
    cells = figures(initiatives, made_entries(row), PLAN)
    return compare(pair(quantify(cells), 2020, cells), initiatives, PLAN)


@pytest.mark.parametrize(
    ("actual", "letter", "computed", "verdict", "codes"),
    [
        ("14台", "A", "B", "自己評価が高い", ["self_grade_near"]),
        ("14台", "B", "B", "一致", []),
        ("15台", "A", "A", "一致", []),
        ("16台", "B", "A", "自己評価が低い", ["self_grade_near"]),
        ("1台", "A", "D", "自己評価が高い", ["self_grade_far"]),
        ("20台", "C", "A", "自己評価が低い", ["self_grade_far"]),
        ("14台", "", "B", "", []),
    ],
)
def test_verdicts(actual: str, letter: str, computed: str, verdict: str, codes: list[str]) -> None:
    """Of a target of 20: one step apart is 参考, two or more 要確認; without a self grade there is no verdict."""
    table, found = _compare("電話20台", f"電話{actual}", letter)
    assert table.loc[0, ["letter", "computed", "verdict"]].tolist() == [letter, computed, verdict]
    assert [finding.code for finding in found] == codes
    assert all((finding.row_id, finding.field) == (7, "grade_2020") for finding in found)


def test_the_finding_shows_the_figures() -> None:
    """Both figures as they were written, the exact rate rounded for the eye, and the computed grade."""
    _, found = _compare("電話20台", "電話14台", "A")
    assert found[0].expected == "14台／20台＝70.0％、計算ではB"


def test_shaded_although_the_figures_reach_the_best_grade() -> None:
    """Shading says that the target was missed: figures that reach it are asked about."""
    _, found = _compare("電話20台", "電話18台", "B", affected=True)
    assert [finding.code for finding in found] == ["self_grade_near", "shaded_but_reached"]


def test_texts_without_figures_are_not_compared() -> None:
    """A target in words gives no rate, no computed grade and no finding, but its row says why."""
    table, found = _compare("継続", "続けた。", "A")
    assert table.loc[0, ["computed", "verdict", "reason"]].tolist() == ["", "", "target_text"]
    assert found == []


def test_figures_are_read_from_baseline_targets_and_the_report_years_result() -> None:
    """The long frame has a row for each of these cells, blank ones too."""
    row = {"number": "1-1-1-1", "baseline": "10件", "target_2020": "", "actual": "12件", "letter": "A"}
    assert figures(made_initiatives(row), made_entries(row), PLAN).to_numpy().tolist() == [
        ["1-1-1-1", "baseline", "10件"], ["1-1-1-1", "target_2020", ""], ["1-1-1-1", "target_2021", ""], ["1-1-1-1", "target_2022", ""], ["1-1-1-1", "actual_2020", "12件"]
    ]  # fmt: skip
