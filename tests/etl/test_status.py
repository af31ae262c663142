"""提出状況: who has returned what, and what became of it."""

import pandas as pd
import pytest
from torikumi.etl.status import departments, files
from torikumi.schemas.models import InboxFile
from torikumi.schemas.tables import made

from tests.etl.made import made_initiatives
from tests.plans import plan_of

INBOX = made(
    InboxFile,
    [
        ("福祉課.xlsx", "xlsx", 1, "2021-05-14T17:15:00", "x", 9, "福祉課", False),
        ("防災課.xlsx", "xlsx", 2, "", "y", 9, "防災課", False),
        ("空.xlsx", "", 0, "", "", 0, "", True),
    ],
)
LEDGER = pd.DataFrame(
    [
        ("福祉課.xlsx", "福祉課", "採用", "12件", "Ａ"),
        ("福祉課.xlsx", "福祉課", "採用", "", "Ｂ"),
        ("福祉課.xlsx", "福祉課", "不採用", "9件", "Ａ"),
        ("防災課.xlsx", "防災課", "差替え", "3回", "Ｃ"),
    ],
    columns=["file", "respondent", "outcome", "actual", "written"],
)
FINDINGS = pd.DataFrame(
    [("福祉課.xlsx", "要修正"), ("空.xlsx", "要修正"), ("福祉課.xlsx", "参考"), ("取組一覧.xlsx", "要確認")],
    columns=["file", "severity"],
)


def test_files_have_their_rows_by_outcome_and_their_findings() -> None:
    """Rows = 採用 + 差替え + 不採用; a file without rows has zeros, and its findings are counted all the same."""
    table = files(INBOX, LEDGER, FINDINGS)
    columns = ["department", "rows", "採用", "差替え", "不採用", "要修正", "要確認", "参考"]
    assert table[columns].to_dict("index") == {
        "福祉課.xlsx": dict(zip(columns, ["福祉課", 3, 2, 0, 1, 1, 0, 1], strict=True)),
        "防災課.xlsx": dict(zip(columns, ["防災課", 1, 0, 1, 0, 0, 0, 0], strict=True)),
        "空.xlsx": dict(zip(columns, ["", 0, 0, 0, 0, 1, 0, 0], strict=True)),
    }


def test_no_files_give_no_rows() -> None:
    """An empty inbox has an empty table with its columns."""
    table = files(INBOX.iloc[:0], LEDGER.iloc[:0], FINDINGS.iloc[:0])
    assert len(table) == 0
    assert {"rows", "採用", "差替え", "不採用", "要修正"} <= set(table.columns)


COLUMNS = ["department", "contact", "state", "files", "owned", "expected", "answered", "open"]


def test_departments_that_were_asked() -> None:
    """Each asked 課 with what it owns, what it answers first, what is answered; one that owns nothing and partners are left out."""
    initiatives = made_initiatives(
        {"number": "1-1-1-1", "letter": "A"},
        {"number": "1-1-1-2", "owners": ("市協議会", "福祉課"), "asked": ("福祉課", "市協議会")},
        {"number": "1-1-1-3", "letter": "B", "owners": ("福祉課", "防災課")},
    )
    own = LEDGER[LEDGER["file"] == "福祉課.xlsx"]
    table = departments(own, INBOX.loc[["福祉課.xlsx"]], initiatives, plan_of())
    assert table[COLUMNS].to_numpy().tolist() == [
        ["福祉課", "内線10", "提出あり", ["福祉課.xlsx"], 3, 3, 2, 1],
        ["防災課", "", "未提出", [], 1, 0, 0, 0],
    ]


@pytest.mark.parametrize(
    ("rows", "unreadable", "state"),
    [
        ([("採用", "12件", "")], "", "提出あり"),
        ([("採用", "", "")], "", "提出（記入なし）"),
        ([("不採用", "12件", "Ａ")], "", "提出（不採用）"),
        ([("採用", "", ""), ("不採用", "12件", "Ａ")], "", "提出（記入なし）"),
        ([], "福祉課", "受領（読取不可）"),
        ([], "", "未提出"),
    ],
)
def test_what_has_come_is_not_always_a_return(rows: list[tuple[str, str, str]], unreadable: str, state: str) -> None:
    """Only an accepted row that says something is 提出あり; a blank form, a refused one and a file that cannot be read are told apart."""
    ledger = pd.DataFrame([("a.xlsx", "福祉課", *row) for row in rows], columns=LEDGER.columns, dtype="str")
    inbox = made(InboxFile, [("福祉課.pdf", "", 0, "", "x", 9, unreadable, bool(unreadable))])
    table = departments(ledger, inbox, made_initiatives({"number": "1-1-1-1"}), plan_of())
    assert table["state"].tolist() == [state]
