"""The printed report: its pages, as LibreOffice prints them, against the data."""

from collections import Counter
from pathlib import Path

import pytest
from torikumi.workbooks import pdf

from tests.conftest import Built
from tests.plans import Content, small_plan, torikumi
from tests.workbooks import printed
from tests.workbooks.office import load, needs_fonts

PDF, BOOK = "令和2年度_推進状況報告書.pdf", "令和2年度_推進状況報告書.xlsx"
FIRST, LAST = 10, 43  # the list's pages in the sample
PADDING, LINE = 3, 9  # points: below the text of a row, and of a line in LibreOffice


@pytest.fixture(scope="module")
def output(sample: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's output with the PDF."""
    folder = tmp_path_factory.mktemp("printed")
    assert torikumi("build", sample.folder, "--pdf", "--output", folder).code == 0
    return folder


@pytest.fixture(scope="module")
def pages(output: Path) -> list[list[printed.Char]]:
    return printed.pages(output / PDF)


@pytest.fixture(scope="module")
def rows(output: Path, pages: list[list[printed.Char]]) -> list[printed.Row]:
    columns = printed.columns(output / BOOK)
    return [row for left in range(FIRST, LAST, 2) for row in printed.spread(pages[left - 1], pages[left], columns, 5)]


def _expected(path: Path) -> dict[str, dict[str, str]]:
    """The list's texts by number and header, without spaces, a shaded grade with its ※."""
    sheet = load(path)[printed.LISTING]
    header = [str(cell.value).replace("\n", "") for cell in sheet[2] if cell.value]
    found = {}
    for row in sheet.iter_rows(min_row=3):
        shown = ["".join(str(cell.value or "").split()) + "※" * ("※" in cell.number_format) for cell in row]
        found[shown[0]] = dict(zip(header, shown, strict=False))
    return found


@needs_fonts
def test_the_sample_has_44_pages_and_a_bookmark_for_each_printed_sheet(
    output: Path, pages: list[list[printed.Char]]
) -> None:
    """The PDF holds 表紙 to 各取組の総括, and no page of データ."""
    assert len(pages) == 44
    assert printed.bookmarks(output / PDF) == [
        ("表紙", 1),
        ("目標1", 2),
        ("目標2", 3),
        ("目標3", 4),
        ("目標4", 5),
        ("目標5", 9),
        ("取組推進状況一覧", 10),
        ("各取組の総括", 44),
    ]


@needs_fonts
def test_page_numbers_run_through_all_sheets(pages: list[list[printed.Char]]) -> None:
    """Each page has its number at its foot and 案 at its head."""
    for number, page in enumerate(pages, start=1):
        text = ["".join(char.text for char in page if low < char.top < high) for low, high in ((0, 30), (555, 900))]
        assert "案" in text[0]
        assert f"－{number}－" in text[1]


@needs_fonts
def test_every_initiative_is_whole_on_facing_pages(output: Path, rows: list[printed.Row]) -> None:
    """Each cell's text is found whole in its column, on the left or the right page, between the tops of its row and of the next."""
    expected = _expected(output / BOOK)
    assert [row.number for row in rows] == list(expected)
    assert len(rows) == 203
    labels = [label for label, _ in printed.columns(output / BOOK)]
    different = [
        (row.number, label) for row in rows for label in labels if row.text(label) != expected[row.number][label]
    ]
    assert different == []


@needs_fonts
def test_left_and_right_halves_are_at_the_same_height(rows: list[printed.Row]) -> None:
    """The first line of each text of a row is at the height of the number, on both pages."""
    assert max(abs(top - row.top) for row in rows for label, top in row.tops.items() if label != "R2評価※") < 0.5


@needs_fonts
def test_the_list_begins_on_a_left_page() -> None:
    """The first left page has an even number, as in a bound book."""
    assert FIRST % 2 == 0


@needs_fonts
def test_title_left_and_legend_right_on_every_spread(pages: list[list[printed.Char]]) -> None:
    """Each left page has the title and the header, each right page the legend and the header."""
    for number in range(FIRST, LAST + 1):
        head = "".join(char.text for char in pages[number - 1] if 30 < char.top < 90)
        assert head.startswith(
            "鎌倉市地域福祉計画取組推進状況一覧番号"
            if number % 2 == 0
            else "※評価の網掛けと※は、新型コロナウイルス感染症の影響により"
        )
        assert ("R2評価" in head) == (number % 2 == 1)


@needs_fonts
def test_a_goal_begins_a_page(output: Path, pages: list[list[printed.Char]]) -> None:
    """No page holds initiatives of two goals."""
    columns = printed.columns(output / BOOK)
    goals = [
        {row.number[0] for row in printed.spread(pages[left - 1], pages[left], columns, 5)}
        for left in range(FIRST, LAST, 2)
    ]
    assert {len(of) for of in goals} == {1}
    assert [of for before, of in zip([set(), *goals], goals, strict=False) if before != of] == [
        {"1"},
        {"2"},
        {"3"},
        {"4"},
        {"5"},
    ]


@needs_fonts
def test_rows_are_as_high_as_their_text(rows: list[printed.Row]) -> None:
    """No row is a line short, and none has a spare line: 186 rows have a row below them to measure by."""
    spare = Counter(
        round((row.bottom - row.top - PADDING) / LINE - max(map(len, row.lines.values()))) for row in rows if row.bottom
    )
    assert spare == {0: 186}


@needs_fonts
def test_equal_reports_give_equal_pdfs(small: Built, tmp_path: Path) -> None:
    """Neither the time of the print nor a random identifier is left in the file."""
    for name in ("one", "two"):
        torikumi("build", small.folder, "--pdf", "--output", tmp_path / name)
    assert (tmp_path / "one" / PDF).read_bytes() == (tmp_path / "two" / PDF).read_bytes()


SENTENCE = "福祉の相談を受け、関係する課とともに対応しました。"


def long_plan(folder: Path, **settings: str) -> Path:
    """A plan of 30 initiatives, one of which has an answer of 9,600 characters."""
    content = Content()
    content.settings |= settings
    content.initiatives = [
        content.initiatives[0]
        | {
            "番号": f"{1 + index // 15}-1-{1 + index % 15 // 8}-{index % 15 % 8 + 1}",
            "取組名": f"取組その{index + 1}",
            "R2実績": SENTENCE * (400 if index == 4 else 1 + index % 5),
            "R2評価": "ＡＢＣＤ"[index % 4],
            "網掛け": "1" if index == 5 else "",
        }
        for index in range(30)
    ]
    content.indicators = [row | {"関連取組": ""} for row in content.indicators]
    return small_plan(folder, content)


@needs_fonts
@pytest.mark.parametrize(("paper", "total"), [("A4見開き", 20), ("A3", 12)])
def test_a_cell_that_is_higher_than_a_page_goes_on_in_the_next_row(tmp_path: Path, paper: str, total: int) -> None:
    """A plan of 30 rows with one very long cell prints every text whole; the parts, marked 続き, joined are the text."""
    run = torikumi("build", long_plan(tmp_path / "plan", 用紙=paper), "--pdf")
    assert run.code == 0
    book, pages = tmp_path / "plan" / "output" / BOOK, printed.pages(tmp_path / "plan" / "output" / PDF)
    assert len(pages) == total
    columns, rows = printed.columns(book), []
    for page in range(4, total):
        if paper == "A3":
            rows += printed.spread(pages[page - 1], [], columns, len(columns))
        elif page % 2 == 0:
            rows += printed.spread(pages[page - 1], pages[page], columns, 5)
    answers: dict[str, str] = {}
    for row in rows:
        key = row.number.removesuffix("続き")
        answers[key] = answers.get(key, "") + row.text("R2実績")
    assert len(answers) == 30
    assert list(answers.values()) == [SENTENCE * (400 if index == 4 else 1 + index % 5) for index in range(30)]
    assert {row.text("R2評価※") for row in rows if row.number.endswith("続き")} == {"続き"}


def test_without_libreoffice_the_workbooks_are_made_and_a_sentence_says_so(
    small: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The exit code stays; what could not be made is said, and how to make it."""
    monkeypatch.setattr(pdf, "soffice", lambda: None)
    run = torikumi("build", small.folder, "--pdf", "--output", tmp_path)
    assert run.code == small.run.code
    assert (
        "LibreOfficeが見つからないため、PDFは作りませんでした。Excelで報告書を開き、PDFとして保存してください。"
        in run.out
    )
    assert (tmp_path / BOOK).is_file()
    assert not (tmp_path / PDF).exists()


def test_a_libreoffice_that_fails_is_said_too(small: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that cannot be run gives the other sentence, and no traceback."""
    monkeypatch.setattr(pdf, "soffice", lambda: str(tmp_path / "nothing"))
    run = torikumi("build", small.folder, "--pdf", "--output", tmp_path / "out")
    assert run.code == small.run.code
    assert "LibreOfficeでPDFを作れませんでした。" in run.out
