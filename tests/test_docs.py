"""The documents tell the truth: what is generated is current, and what a clerk meets is named in the guide."""

from pathlib import Path

import click
import openpyxl
import pytest
from torikumi.etl.cli import cli
from torikumi.schemas import layouts
from torikumi.schemas.findings import CATALOGUE
from torikumi.schemas.plan import OUTCOMES, SETTINGS, SHADING_ITEMS

from tests.conftest import Built
from tools import finding_docs, readme

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs" / "手引き.md").read_text(encoding="utf-8")


def test_the_page_of_findings_is_current() -> None:
    """docs/確認事項.md is what tools.finding_docs makes of the catalogue."""
    assert finding_docs.TARGET.read_text(encoding="utf-8") == finding_docs.page()


def test_the_page_of_findings_has_every_finding_once() -> None:
    """Each code of the catalogue has one entry, in one group."""
    shown = [kind.code for _, kinds in finding_docs.groups() for kind in kinds]
    assert shown == list(CATALOGUE)


@pytest.mark.parametrize("code", CATALOGUE)
def test_each_example_fills_its_message(code: str) -> None:
    """A message or remedy that names a found or expected value has an example of it, so that the page shows a whole sentence."""
    kind = CATALOGUE[code]
    named = [name for name in ("found", "expected") if f"{{{name}}}" in kind.message + kind.remedy]
    assert [name for name in named if not dict(zip(("found", "expected"), kind.example, strict=True))[name]] == []


def test_the_output_in_the_readme_is_current() -> None:
    """Each command of the README prints, on the sample, what the README shows."""
    text = readme.TARGET.read_text(encoding="utf-8")
    assert readme.current(text) == text


def test_the_readme_opens_with_the_two_commands() -> None:
    """make run and make test come first, then their Windows lines and a picture that is there."""
    top = (ROOT / "README.md").read_text(encoding="utf-8").split("## ")[0]
    named = [
        top.index(word) for word in ("make run", "make test", "make.bat run", "make.bat test", "docs/images/spread.png")
    ]
    assert named == sorted(named)
    assert sorted(path.name for path in (ROOT / "docs" / "images").glob("*.png")) == [
        "cover.png",
        "findings.png",
        "goal.png",
        "own_columns.png",
        "spread.png",
        "totals.png",
        "two_years.png",
    ]


def test_the_pictures_are_small() -> None:
    """Each is below 150 kB."""
    assert [path.name for path in (ROOT / "docs" / "images").glob("*.png") if path.stat().st_size >= 150_000] == []


def test_every_command_and_option_is_in_the_guide() -> None:
    """`torikumi --help` names no command, and no command's help an option, that the guide does not."""
    commands = [f"torikumi {name}" for name in cli.commands]
    options = [
        option
        for command in cli.commands.values()
        for parameter in command.params
        if isinstance(parameter, click.Option) and "--help" not in parameter.opts
        for option in parameter.opts
    ]
    assert [name for name in (*commands, *options) if name not in GUIDE] == []


def test_every_sheet_is_in_the_guide(sample: Built) -> None:
    """Every sheet of the plan folder and of both workbooks of a build is named."""
    books = [*sample.folder.glob("*.xlsx"), sample.committee, sample.staff]
    sheets = {sheet for book in books for sheet in openpyxl.load_workbook(book, read_only=True).sheetnames}
    numbered = {f"目標{number}" for number in (3, 4, 5)}  # 目標1、目標2 … in the guide
    assert sorted(sheet for sheet in sheets - numbered if sheet not in GUIDE) == []


def test_every_setting_is_in_the_guide() -> None:
    """Every item of the sheet 計画 has a row that names its choices, every item of 網掛け a row."""
    rows = {line.split("|")[1].strip(): line for line in GUIDE.splitlines() if line.startswith("| ")}
    assert [setting.item for setting in SETTINGS if setting.item not in rows] == []
    assert [
        choice for setting in SETTINGS for choice in setting.choices if f"`{choice}`" not in rows[setting.item]
    ] == []
    assert [item for item in SHADING_ITEMS if item not in rows] == []


@pytest.mark.parametrize(
    "layout", [*layouts.PLAN_SHEETS, layouts.PROGRESS_LIST, layouts.INDICATORS], ids=lambda layout: layout.title
)
def test_every_column_is_in_the_guide(layout: layouts.Layout) -> None:
    """The columns of the three workbooks that a clerk fills in are named, the yearly ones by the example R2."""
    labels = [column.label.replace("{year}", "R2").removesuffix(" ※") for column in layout.columns]
    assert [label for label in labels if label not in GUIDE] == []


def test_the_outcomes_and_the_exit_codes_are_in_the_guide() -> None:
    """採用, 差替え, 不採用 and what 0, 1 and 2 mean."""
    assert [word for word in (*OUTCOMES, "| 0 |", "| 1 |", "| 2 |") if word not in GUIDE] == []


def test_the_links_of_the_documents_lead_somewhere() -> None:
    """Every relative link and picture of README.md and docs/ is a file that is there."""
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    broken = [
        (page.name, link)
        for page in pages
        for part in page.read_text(encoding="utf-8").split("](")[1:]
        if not (link := part.split(")")[0]).startswith(("http", "#"))
        and not (page.parent / link.split("#")[0]).exists()
    ]
    assert broken == []


def test_the_anchors_of_the_documents_lead_somewhere() -> None:
    """Every link to a heading of the same page has that heading."""
    broken = []
    for page in (ROOT / "docs").glob("*.md"):
        text = page.read_text(encoding="utf-8")
        anchors = {finding_docs.anchor(line.lstrip("#").strip()) for line in text.splitlines() if line.startswith("#")}
        broken += [
            (page.name, part.split(")")[0]) for part in text.split("](#")[1:] if part.split(")")[0] not in anchors
        ]
    assert broken == []
