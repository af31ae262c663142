"""LibreOffice for the tests: a workbook recalculated and saved again, in a profile of the test's own."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
needs_office = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")
needs_fonts = pytest.mark.skipif(
    SOFFICE is None
    or not shutil.which("fc-list")
    or "BIZ UDGothic" not in subprocess.run(["fc-list"], capture_output=True, text=True, check=True).stdout,
    reason="LibreOffice (soffice) or the BIZ UDGothic font is not installed",
)

# 0: recalculate always when a workbook is opened.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def saved_again(path: Path, folder: Path) -> Path:
    """The workbook as LibreOffice saves it after it has recalculated every formula."""
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "registrymodifications.xcu").write_text(_PROFILE, "utf-8")
    command = [str(SOFFICE), f"-env:UserInstallation={profile.parent.as_uri()}", "--headless", "--convert-to", "xlsx"]
    subprocess.run(
        [*command, "--outdir", str(folder / "again"), str(path)], check=True, capture_output=True, timeout=120
    )
    return folder / "again" / path.name


def load(path: Path, **options: bool) -> Any:
    """The workbook as openpyxl reads it (whose types leave every cell open)."""
    return openpyxl.load_workbook(path, **options)
