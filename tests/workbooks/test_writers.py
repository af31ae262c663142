"""The same cells, written by several programs in every format that each can write, read to the same frame."""

import json
import os
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from torikumi.workbooks.read import read

from tests.workbooks.office import SOFFICE, needs_office

pytestmark = pytest.mark.usefixtures("held_against_others")

NODE = Path(__file__).parents[1] / "node"
needs_node = pytest.mark.skipif(
    shutil.which("node") is None or not (NODE / "node_modules" / "xlsx").is_dir(),
    reason="node or its packages are not installed (npm install --no-package-lock in tests/node)",
)
Grid = list[list[Any]]

TEXTS = (
    "番号",
    "取組名",
    "Ａ",
    "A",
    "一行目\n二行目",
    "0012",
    "1-1-1-1",
    "=1+1",
    "＜&>\"'",
    "㈱①髙﨑",
    "TRUE",
    "#N/A",
    "12.50",
    "𠮷野",
)
NUMBERS = (0, 1, -5, 1820, 0.703, 1.5, 123456789, 0.1, 12345678901)
TRUTH = ("FALSE", "TRUE")
# Each program is started once for all of them.
GRIDS = 24 if os.environ.get("CI") else 6
# The formats whose cells are all text.
TEXT_ONLY = ("csv", "txt", "html", "tsv")


def grid(seed: int) -> Grid:
    """Some rows of texts, numbers, truth values and blanks; the first cell is a text."""
    chance = random.Random(seed)
    values = (*TEXTS, *NUMBERS, True, False, None, None)
    rows = [[chance.choice(values) for _ in range(chance.randint(2, 6))] for _ in range(chance.randint(2, 8))]
    rows[0][:2] = ["番号", "取組名"]
    return rows


def expected(rows: Grid, format: str, truth: tuple[str, str] = TRUTH) -> list[tuple[str, str, str]]:
    """Address, text and kind of what was written."""
    return [
        (f"{'ABCDEF'[column]}{row}", _text(value, truth), "text" if format in TEXT_ONLY else _kind(value))
        for row, line in enumerate(rows, 1)
        for column, value in enumerate(line)
        if value is not None
    ]


def _text(value: Any, truth: tuple[str, str]) -> str:
    return truth[value] if isinstance(value, bool) else str(value)


def _kind(value: Any) -> str:
    return "boolean" if isinstance(value, bool) else "number" if isinstance(value, (int, float)) else "text"


def cells(path: Path) -> list[tuple[str, str, str]]:
    """What is read."""
    result = read(path, path.name)
    unexpected = {"shading_not_shown"} ^ {finding.code for finding in result.findings}
    assert unexpected <= {"shading_not_shown"}, result.findings
    return list(result.cells[["cell", "text", "kind"]].itertuples(index=False, name=None))


def by_openpyxl(rows: Grid, path: Path) -> None:
    """Texts as texts, also those that begin with =."""
    book = openpyxl.Workbook()
    for row, line in enumerate(rows, 1):
        for column, value in enumerate(line, 1):
            cell = book.active.cell(row, column)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
    book.save(path)


def by_xlsxwriter(rows: Grid, path: Path) -> None:
    """The same."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet()
        for row, line in enumerate(rows):
            sheet.write_row(row, 0, line)


@pytest.mark.parametrize("seed", range(GRIDS))
@pytest.mark.parametrize("write", [by_openpyxl, by_xlsxwriter])
def test_libraries_of_python(tmp_path, write, seed):
    """openpyxl and XlsxWriter."""
    write(grid(seed), tmp_path / "回答.xlsx")
    assert cells(tmp_path / "回答.xlsx") == expected(grid(seed), "xlsx")


OFFICE_TRUTH = {"html": ("0", "1")}
# Filters of LibreOffice, by the ending that they give.
OFFICE = {
    "xlsx": "xlsx",
    "xls": "xls",
    "ods": "ods",
    "fods": "fods",
    "csv": "csv:Text - txt - csv (StarCalc):44,34,76,1",
    "html": "html",
}


@pytest.fixture(scope="module")
def by_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All grids as LibreOffice saves them."""
    folder = tmp_path_factory.mktemp("office")
    sources = []
    for seed in range(GRIDS):
        sources.append(folder / f"{seed}.xlsx")
        by_openpyxl(grid(seed), sources[-1])
    for ending, filter in OFFICE.items():
        command = [str(SOFFICE), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
        command += ["--convert-to", filter, "--outdir", str(folder / ending), *map(str, sources)]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
    return folder


@needs_office
@pytest.mark.parametrize("format", OFFICE)
@pytest.mark.parametrize("seed", range(GRIDS))
def test_libreoffice(by_office, format, seed):
    """LibreOffice, which writes truth values into a web page as numbers."""
    assert cells(by_office / format / f"{seed}.{format}") == expected(
        grid(seed), format, OFFICE_TRUTH.get(format, TRUTH)
    )


@pytest.fixture(scope="module")
def by_node(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All grids as SheetJS and exceljs save them."""
    folder = tmp_path_factory.mktemp("node")
    (folder / "grids.json").write_text(json.dumps([grid(seed) for seed in range(GRIDS)]), "utf-8")
    subprocess.run(
        ["node", "write.js", str(folder / "grids.json"), str(folder)], cwd=NODE, check=True, capture_output=True
    )
    return folder


@needs_node
@pytest.mark.parametrize("format", ["xlsx", "xlsm", "xlsb", "xls", "xml", "ods", "fods", "html", "csv", "txt"])
@pytest.mark.parametrize("seed", range(GRIDS))
def test_sheetjs(by_node, format, seed):
    """SheetJS, in which half of the tools of the web write."""
    assert cells(by_node / f"{seed}.sheetjs.{format}") == expected(grid(seed), format)


@needs_node
@pytest.mark.parametrize("format", ["xlsx", "csv"])
@pytest.mark.parametrize("seed", range(GRIDS))
def test_exceljs(by_node, format, seed):
    """exceljs, which writes truth values into a text file in its own way."""
    truth = ("false", "true") if format == "csv" else TRUTH
    assert cells(by_node / f"{seed}.exceljs.{format}") == expected(grid(seed), format, truth)
