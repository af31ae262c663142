"""The books: a build that loses something says so instead of writing a workbook."""

import pandas as pd
import pytest
from torikumi.etl.balance import balance
from torikumi.schemas.exceptions import Unbalanced

from tests.plans import cells

PLACE = ["file", "sheet", "cell"]
CELLS = cells("福祉課.xlsx", [["番号", "取組名"], ["1-1-1-1", "窓口"], ["", "注意書き"]])


def _ledger(outcome: object = "採用", reason: str = "") -> pd.DataFrame:
    return pd.DataFrame(
        [("福祉課.xlsx", "R2報告", 2, outcome, reason)], [5], ["file", "sheet", "row", "outcome", "reason"]
    )


def _places(*addresses: str) -> pd.DataFrame:
    return pd.DataFrame([("福祉課.xlsx", "R2報告", address) for address in addresses], columns=PLACE)


def _answers(*row_ids: int) -> pd.DataFrame:
    """Answers whose result and grade stand in these rows."""
    return pd.DataFrame({"actual_row_id": list(row_ids), "grade_row_id": list(row_ids)}, dtype="int64")


def test_balanced_books_pass() -> None:
    """Each row has its outcome, each cell of a row is used or named; cells outside of the rows are the business of extract."""
    balance(CELLS, _ledger(), _places("A2", "B2"), _places(), _answers(5))
    balance(CELLS, _ledger(), _places("A2"), _places("B2"), _answers(5))
    balance(CELLS, _ledger("不採用", "not_owner"), _places("A2", "B2"), _places(), _answers())
    balance(CELLS.iloc[:0], _ledger().iloc[:0], _places(), _places(), _answers())


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [("", ""), (None, ""), ("採用", "not_owner"), ("不採用", ""), ("差替え", ""), ("採用、差替え", "")],
)
def test_a_row_without_one_outcome_is_found(outcome: object, reason: str) -> None:
    """Accepted without a reason, superseded or rejected with one, nothing else."""
    with pytest.raises(Unbalanced, match="outcome"):
        balance(CELLS, _ledger(outcome, reason), _places("A2", "B2"), _places(), _answers())


def test_a_lost_cell_is_found() -> None:
    """A filled cell of a data row that is neither used nor named stops the build, with its address."""
    with pytest.raises(Unbalanced, match="B2"):
        balance(CELLS, _ledger(), _places("A2"), _places(), _answers())


@pytest.mark.parametrize(("ledger", "answers"), [(_ledger("不採用", "x"), _answers(5)), (_ledger(), _answers(5, 5))])
def test_an_answer_of_a_refused_row_or_of_one_row_twice_is_found(ledger: pd.DataFrame, answers: pd.DataFrame) -> None:
    """Every answer comes from an accepted row, each row answers once."""
    with pytest.raises(Unbalanced, match="answer"):
        balance(CELLS, ledger, _places("A2", "B2"), _places(), answers)
