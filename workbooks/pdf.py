"""Prints the committee's report as one PDF through LibreOffice, where it is installed."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from torikumi.schemas.report import Report
from torikumi.workbooks.committee import write_committee

TIME_LIMIT = 180  # seconds; the sample takes 5

# Bookmarks are the sheets' names; a tagged PDF can be read aloud.
_FILTER = 'pdf:calc_pdf_Export:{"ExportBookmarks":{"type":"boolean","value":"true"},"UseTaggedPDF":{"type":"boolean","value":"true"}}'

# Where it is installed when it is not on the path.
_USUAL = {
    "win32": (
        r"%ProgramFiles%\LibreOffice\program\soffice.exe",
        r"%ProgramFiles(x86)%\LibreOffice\program\soffice.exe",
    ),
    "darwin": ("/Applications/LibreOffice.app/Contents/MacOS/soffice",),
}

# What LibreOffice writes of the moment: the time of the print, and two hashes of it.
_TIME = re.compile(rb"(?<=/CreationDate\(D:)\d{14}")
_HASHES = re.compile(rb"(/ID\s*\[\s*<|(?<=[0-9A-F]{32}>)\s*<|/DocChecksum /)[0-9A-F]{32}")


class PdfImpossible(Exception):
    """LibreOffice is missing or failed; the text is one Japanese sentence. The workbooks are not touched by it."""


def soffice() -> str | None:
    """LibreOffice's program, from the path or where it usually is installed; None where it is not."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    usual = (os.path.expandvars(path) for path in _USUAL.get(sys.platform, ()))
    return found or next((path for path in usual if Path(path).is_file()), None)


def write_pdf(path: Path, report: Report) -> None:
    """Print 表紙 to 各取組の総括 of a copy of the workbook that is made for LibreOffice. Equal reports give equal bytes on one machine.

    It runs with a profile of its own, so that a LibreOffice that the user has open is not disturbed. PdfImpossible where it is not
    installed, takes longer than TIME_LIMIT, or gives no PDF.
    """
    program = soffice()
    if program is None:
        raise PdfImpossible(
            "LibreOfficeが見つからないため、PDFは作りませんでした。Excelで報告書を開き、PDFとして保存してください。"
        )
    with tempfile.TemporaryDirectory(prefix="torikumi-", ignore_cleanup_errors=True) as beside:
        source = Path(beside) / "report.xlsx"
        write_committee(source, report, printed_only=True)
        profile = (Path(beside) / "profile").as_uri()
        command = [
            program,
            f"-env:UserInstallation={profile}",
            "--headless",
            "--norestore",
            "--convert-to",
            _FILTER,
            "--outdir",
            beside,
            str(source),
        ]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=TIME_LIMIT)
            content = source.with_suffix(".pdf").read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise PdfImpossible(
                "LibreOfficeでPDFを作れませんでした。Excelで報告書を開き、PDFとして保存してください。"
            ) from error
    path.write_bytes(_without_moment(content))


def _without_moment(content: bytes) -> bytes:
    """The PDF without its time and the hashes of it; each is replaced by as many characters, so that no offset changes."""
    return _HASHES.sub(rb"\g<1>" + b"0" * 32, _TIME.sub(b"20000101000000", content))
