"""The formulas of both workbooks: recalculated by LibreOffice they give the values that we wrote beside them."""

import math
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from tests.conftest import Built

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")

# 0: recalculate always when an Excel 2007 or later file is opened.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def _recalculate(profile: Path, out: Path, *paths: Path) -> list[Path]:
    """The workbooks as LibreOffice saves them after a hard recalculation."""
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, "utf-8")
    command = [
        str(SOFFICE),
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(out),
        *map(str, paths),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return [out / path.name for path in paths]


@pytest.fixture(scope="module")
def recalculated(sample: Built, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Both workbooks of the sample and one with a wrong cached value, recalculated in one go."""
    folder = tmp_path_factory.mktemp("recalculated")
    wrong = folder / "wrong.xlsx"
    book = xlsxwriter.Workbook(wrong)
    book.add_worksheet().write_formula(0, 0, "=1+1", None, 3)
    book.close()
    paths = _recalculate(folder / "profile", folder / "out", sample.committee, sample.staff, wrong)
    return dict(zip(("committee", "staff", "wrong"), paths, strict=True))


def test_libreoffice_really_recalculates(recalculated: dict[str, Path]) -> None:
    """A wrong cached value does not survive the conversion: else the other tests would prove nothing."""
    assert openpyxl.load_workbook(recalculated["wrong"], data_only=True).worksheets[0]["A1"].value == 2


# At least so many formulas: that none were found would prove nothing either.
LEAST = {"committee": {"表紙": 10, "目標1": 15, "目標4": 90, "各取組の総括": 80}, "staff": {"提出状況": 8}}


@pytest.mark.parametrize("which", ["committee", "staff"])
def test_formulas_give_their_cached_values(sample: Built, recalculated: dict[str, Path], which: str) -> None:
    """Each formula cell has the value that LibreOffice computes for it."""
    path: Path = getattr(sample, which)
    formulas = openpyxl.load_workbook(path)
    ours, theirs = (openpyxl.load_workbook(file, data_only=True) for file in (path, recalculated[which]))
    differences, counts = [], dict.fromkeys(formulas.sheetnames, 0)
    for sheet in formulas:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
            counts[sheet.title] += 1
            mine, computed = (book[sheet.title][cell.coordinate].value for book in (ours, theirs))
            if not _equal(mine, computed):
                differences.append((sheet.title, cell.coordinate, cell.value, mine, computed))
    assert differences == []
    assert {title: counts[title] for title, least in LEAST[which].items() if counts[title] < least} == {}


def _equal(one: object, other: object) -> bool:
    """Equal values; a blank text is no value, and numbers may differ behind the 12th place."""
    if isinstance(one, int | float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=1e-12)
    return (one or "") == (other or "") and type(one or "") is type(other or "")
