"""提出状況: who has returned what, and what became of it."""

import pandas as pd
from torikumi.etl.status import departments, files

from tests.plans import plan_of

READINGS = pd.DataFrame(
    {
        "format": ["xlsx", "xlsx", ""],
        "sheets": [1, 2, 0],
        "modified": ["2021-05-14T17:15:00", "", ""],
        "sha256": "x",
        "size": 9,
    },
    index=pd.Index(["福祉課.xlsx", "防災課.xlsx", "空.xlsx"], name="file"),
)
LEDGER = pd.DataFrame(
    [
        ("福祉課.xlsx", "福祉課", "採用"),
        ("福祉課.xlsx", "福祉課", "採用"),
        ("福祉課.xlsx", "福祉課", "不採用"),
        ("防災課.xlsx", "防災課", "差替え"),
    ],
    columns=["file", "respondent", "outcome"],
)
FINDINGS = pd.DataFrame(
    [("福祉課.xlsx", "要修正"), ("空.xlsx", "要修正"), ("福祉課.xlsx", "参考"), ("取組一覧.xlsx", "要確認")],
    columns=["file", "severity"],
)


def test_files_have_their_rows_by_outcome_and_their_findings() -> None:
    """Rows = 採用 + 差替え + 不採用; a file without rows has zeros, and its findings are counted all the same."""
    table = files(READINGS, LEDGER, FINDINGS)
    columns = ["department", "rows", "採用", "差替え", "不採用", "要修正", "要確認", "参考"]
    assert table[columns].to_dict("index") == {
        "福祉課.xlsx": dict(zip(columns, ["福祉課", 3, 2, 0, 1, 1, 0, 1], strict=True)),
        "防災課.xlsx": dict(zip(columns, ["防災課", 1, 0, 1, 0, 0, 0, 0], strict=True)),
        "空.xlsx": dict(zip(columns, ["", 0, 0, 0, 0, 1, 0, 0], strict=True)),
    }


def test_no_files_give_no_rows() -> None:
    """An empty inbox has an empty table with its columns."""
    table = files(READINGS.iloc[:0], LEDGER.iloc[:0], FINDINGS.iloc[:0])
    assert len(table) == 0
    assert {"rows", "採用", "差替え", "不採用", "要修正"} <= set(table.columns)


def test_departments_that_were_asked() -> None:
    """Each asked 課 with what it owns, what it answers first, what is answered; one that owns nothing and partners are left out."""
    owners = [("福祉課",), ("市協議会", "福祉課"), ("福祉課", "防災課")]
    initiatives = pd.DataFrame({"owners": owners, "letter": ["A", "", "B"]}, index=["1-1-1-1", "1-1-1-2", "1-1-1-3"])
    table = departments(LEDGER[LEDGER["file"] == "福祉課.xlsx"], initiatives, plan_of())
    assert table[
        ["department", "contact", "state", "files", "owned", "expected", "answered", "open"]
    ].to_numpy().tolist() == [
        ["福祉課", "内線10", "提出あり", ["福祉課.xlsx"], 3, 3, 2, 1],
        ["防災課", "", "未提出", [], 1, 0, 0, 0],
    ]
