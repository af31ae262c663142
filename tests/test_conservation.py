"""Nothing lost: whatever the departments send, every row and every cell ends somewhere that can be named."""

import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from torikumi.etl import pipeline
from torikumi.schemas.plan import ACCEPTED, OUTCOMES, REJECTED, SUPERSEDED
from torikumi.schemas.report import Report
from torikumi.workbooks.output import write_outputs
from torikumi.workbooks.read import Reading, read

from tests.plans import HEADER, INITIATIVES, listed, small_plan, write_return

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
# Each example is a build of some tenths of a second: a failing one is shown as it was found, not made smaller.
_EXAMPLES = settings(
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
_INBOX = st.lists(_SENT, max_size=4, unique_by=lambda sent: sent.name)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small plan folder whose inbox each example fills anew."""
    return small_plan(tmp_path_factory.mktemp("conservation") / "plan")


def _fill(folder: Path, inbox: list[Sent]) -> None:
    for path in (folder / "inbox").iterdir():
        path.unlink()
    for sent in inbox:
        write_return(folder / "inbox" / sent.name, sent.rows, sent.department, shaded=sent.shaded)


def _build(folder: Path) -> Report:
    """A build that reads the inbox in this process: workers would only cost time here (their tests are the reader's)."""

    def read_here(inbox: Path, progress: object) -> list[Reading]:
        return [read(path, path.name) for path in sorted(inbox.iterdir())]

    with mock.patch.object(pipeline, "read_inbox", read_here), warnings.catch_warnings():
        warnings.simplefilter("error")
        return pipeline.build(folder)


@settings(_EXAMPLES, max_examples=30)
@given(_INBOX)
def test_every_row_and_every_cell_of_any_inbox_is_accounted_for(folder: Path, inbox: list[Sent]) -> None:
    """The build finishes; rows = accepted + superseded + rejected; each filled cell is in 出典 or named, as it was written."""
    _fill(folder, inbox)
    report = _build(folder)
    outcomes = report.ledger["outcome"].value_counts()
    assert set(outcomes.index) <= {ACCEPTED, SUPERSEDED, REJECTED} == set(OUTCOMES)
    assert len(report.ledger) == sum(outcomes)
    assert (
        int(report.files[["rows"]].sum().sum()) == int(report.files[list(OUTCOMES)].sum().sum()) == len(report.ledger)
    )
    sources = {(row.file, row.cell): row.text for row in report.sources.itertuples()}
    named = {(row.file, row.cell) for row in report.findings.itertuples()}
    for path in sorted((folder / "inbox").iterdir()):
        sheet = openpyxl.load_workbook(path).worksheets[0]
        for cell in (cell for row in sheet.iter_rows(min_row=3) for cell in row if cell.value and cell.value.strip()):
            place = (path.name, cell.coordinate)
            assert place in sources or place in named
            assert (
                sources.get(place, cell.value).rstrip() == cell.value.rstrip()
            )  # the reader leaves out what ends a cell unseen
    assert list(report.initiatives.index) == NUMBERS
    answers = report.initiatives[report.initiatives["row_id"] >= 0]
    assert (report.ledger.loc[answers["row_id"], "outcome"] == ACCEPTED).all()
    assert [row.actual for row in answers.itertuples()] == [
        report.ledger.at[row.row_id, "actual_2020"] or "" for row in answers.itertuples()
    ]
    assert (report.initiatives.loc[report.initiatives["state"] != "回答", "letter"] == "").all()


@settings(_EXAMPLES, max_examples=6)
@given(_INBOX)
def test_equal_inboxes_give_equal_bytes(folder: Path, inbox: list[Sent]) -> None:
    """Two builds of the same inputs give the same bytes of all files, whatever was sent."""
    _fill(folder, inbox)
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        for out in (first, second):
            write_outputs(Path(out), _build(folder))
        one, other = ({path.name: path.read_bytes() for path in Path(out).iterdir()} for out in (first, second))
    assert len(one) >= 4
    assert one == other
