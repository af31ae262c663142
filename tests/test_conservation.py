"""Nothing lost: whatever the departments send, every row and every cell ends somewhere that can be named."""

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from torikumi.etl import pipeline
from torikumi.etl.pipeline import Read
from torikumi.schemas.cells import cells_frame
from torikumi.schemas.models import InboxFile
from torikumi.schemas.plan import ACCEPTED, OUTCOMES, REJECTED, SUPERSEDED
from torikumi.schemas.tables import made
from torikumi.workbooks.output import write_outputs
from torikumi.workbooks.switch import OutputFolder

from tests.plans import HEADER, INITIATIVES, cells, listed, small_plan

NUMBERS = [row["番号"] for row in INITIATIVES]
GRADE, ACTUAL = len(HEADER) - 1, len(HEADER) - 2


@dataclass(frozen=True)
class Sent:
    """A file of the inbox: its name, what its heading says of its sender, its rows and its shaded cells."""

    name: str
    department: str
    rows: tuple[tuple[str, ...], ...]
    shaded: tuple[str, ...]


_CELL = {
    0: st.sampled_from(["", "9-9-9-9", "1-1-1", "１－１－１－２", "1.1.2.1", "合計", *NUMBERS]),
    1: st.sampled_from(["", "ほかの名前", "見守り"]),
    3: st.sampled_from(["", "福祉課", "防災課\n福祉課", "ない課", "（市協）"]),
    5: st.sampled_from(["", "999件", "2.131人"]),
    ACTUAL: st.sampled_from(["", "㈱①ｶﾅ　１２件", "=1+1", "－", " ", "一行目\n二行目"]),
    GRADE: st.sampled_from(["", "A", "Ｂ", " Ｃ ", "Ｅ", "A'", "－"]),
}


@st.composite
def _row(draw: st.DrawFn) -> tuple[str, ...]:
    """A row of the small plan with up to three cells typed over, or blank."""
    row = [*listed(draw(st.sampled_from(NUMBERS))), ""]
    for column in draw(st.lists(st.sampled_from(sorted(_CELL)), max_size=3, unique=True)):
        row[column] = draw(_CELL[column])
    if draw(st.integers(0, 9)) == 0:
        row[-1] = "欄外の書き込み"
    return tuple("" for _ in row) if draw(st.integers(0, 19)) == 0 else tuple(row)


_SENT = st.builds(
    Sent,
    st.sampled_from(["福祉課.xlsx", "福祉課_再提出.xlsx", "子ども課.xlsx", "防災課.xlsx", "回答（最終）.xlsx"]),
    st.sampled_from(["福祉課", "子ども課", "防災課", "福祉係", "ない課", ""]),
    st.lists(_row(), max_size=8).map(tuple),
    st.lists(st.sampled_from(["J3", "J4", "J5"]), max_size=2, unique=True).map(tuple),
)
_INBOX = st.lists(_SENT, max_size=4, unique_by=lambda sent: sent.name)


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """A small plan folder as it was read, without a return."""
    folder = small_plan(tmp_path_factory.mktemp("conservation") / "plan")
    for path in (folder / "inbox").iterdir():
        path.unlink()
    return pipeline.read(folder)


def _received(plan: Read, inbox: list[Sent]) -> Read:
    """The plan with these returns in its inbox, as the readers would give them."""
    frames = [
        cells(
            sent.name,
            [
                ["みなと市地域計画", *[""] * 7, f"回答課：{sent.department}" if sent.department else ""],
                list(HEADER),
                *([text.rstrip() for text in row] for row in sent.rows),  # no reader gives what ends a cell unseen
            ],
            "取組推進状況一覧",
            **{address: {"fill": "solid:BFBFBF"} for address in sent.shaded},
        )
        for sent in inbox
    ]
    records = [(sent.name, "xlsx", 1, "", str(place), 1, "", False) for place, sent in enumerate(inbox)]
    return replace(plan, cells=pd.concat([cells_frame([]), *frames]), inbox=made(InboxFile, records))


@given(_INBOX)
def test_every_row_and_every_cell_of_any_inbox_is_accounted_for(plan: Read, inbox: list[Sent]) -> None:
    """The build finishes; rows = accepted + superseded + rejected; each filled cell is in 出典 or named, as it was written; what is
    printed as an answer is what an accepted row says."""
    received = _received(plan, inbox)
    report = pipeline.settle(received)
    outcomes = report.ledger["outcome"].value_counts()
    assert set(outcomes.index) <= {ACCEPTED, SUPERSEDED, REJECTED} == set(OUTCOMES)
    assert len(report.ledger) == sum(outcomes)
    assert (
        int(report.files[["rows"]].sum().sum()) == int(report.files[list(OUTCOMES)].sum().sum()) == len(report.ledger)
    )
    sources = {(row.file, row.cell): row.text for row in report.sources.itertuples()}
    named = {(row.file, row.cell) for row in report.findings.itertuples()}
    for cell in received.cells[(received.cells["row"] > 2) & received.cells["text"].str.strip().ne("")].itertuples():
        place = (cell.file, cell.cell)
        assert place in sources or place in named
        assert sources.get(place, cell.text) == cell.text
    assert list(report.initiatives.index) == NUMBERS
    answers = report.initiatives[report.initiatives["department"] != ""]
    for row_id in ("actual_row_id", "grade_row_id"):
        assert (report.ledger.loc[answers[row_id], "outcome"] == ACCEPTED).all()
    assert list(answers["actual"]) == [report.ledger.at[row_id, "actual"] for row_id in answers["actual_row_id"]]
    assert (report.initiatives.loc[report.initiatives["state"] != "回答", "letter"] == "").all()


@given(_INBOX)
def test_settling_changes_nothing_that_it_is_given(plan: Read, inbox: list[Sent]) -> None:
    """Settling the same twice gives the same, and leaves the cells as they were."""
    received = _received(plan, inbox)
    before = received.cells.copy()
    one, other = pipeline.settle(received), pipeline.settle(received)
    pd.testing.assert_frame_equal(received.cells, before)
    pd.testing.assert_frame_equal(one.findings, other.findings)
    pd.testing.assert_frame_equal(one.data, other.data)


@settings(max_examples=3)
@given(_INBOX)
def test_equal_inboxes_give_equal_bytes(plan: Read, inbox: list[Sent]) -> None:
    """Two builds of the same inputs give the same bytes of all files, whatever was sent."""
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        for out in (first, second):
            with OutputFolder(Path(out)) as output:
                write_outputs(output, pipeline.settle(_received(plan, inbox)))
        one, other = ({path.name: path.read_bytes() for path in Path(out).iterdir()} for out in (first, second))
    assert len(one) >= 4
    assert one == other
