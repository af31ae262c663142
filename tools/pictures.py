"""Make the pictures of docs/images: python -m tools.pictures

The sample, its next year with invented answers and a city with columns of its own are written and built in folders of their own, printed to
PDF by LibreOffice, and a few pages are taken as small PNGs. Needs
LibreOffice, poppler's pdftotext and pdftoppm, and the font BIZ UDゴシック; Pillow is in the extra `dev`.
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path

import openpyxl
from PIL import Image
from torikumi.etl.pipeline import build
from torikumi.schemas.report import Report
from torikumi.workbooks.pdf import soffice, write_pdf
from torikumi.workbooks.plan_folder import SAMPLE, write_plan_folder
from torikumi.workbooks.staff import write_staff

from tests.cities import WELFARE
from tests.plans import torikumi

TARGET = Path(__file__).parents[1] / "docs" / "images"
COLORS = 48  # of a palette: enough for black text smoothed on white, and the few fills
SECONDS = 300

Pages = Sequence[str]  # the text of each page


def starting(*words: str) -> Callable[[Pages], list[int]]:
    """The first page whose first lines, the word 案 in the header and the title, have all the words."""

    def find(pages: Pages) -> list[int]:
        tops = ["".join(page.split("\n")[:2]) for page in pages]
        return [next(number for number, top in enumerate(tops) if all(word in top for word in words))]

    return find


def spread_with(number: str) -> Callable[[Pages], list[int]]:
    """The left page on which an initiative stands, and the right one behind it."""

    def find(pages: Pages) -> list[int]:
        left = next(at for at, page in enumerate(pages) if "取組推進状況一覧" in page and number in page.split())
        return [left, left + 1]

    return find


def staff_pdf(folder: Path, report: Report) -> Path:
    """Print the staff's workbook, which the program itself never prints."""
    book = folder / "staff.xlsx"
    write_staff(book, report)
    profile = (folder / "profile").as_uri()
    command = [soffice() or "soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", str(folder), str(book)], check=True, capture_output=True, timeout=SECONDS)
    return book.with_suffix(".pdf")


def sample(folder: Path) -> Path:
    """The sample's folder."""
    write_plan_folder(folder / "sample", range(2020, 2026), SAMPLE)
    return folder / "sample"


_MOVED = {"Ａ": "Ｂ", "Ｂ": "Ａ", "Ｃ": "Ａ", "Ｄ": "Ｂ"}
_EVERY = 9


def next_year(folder: Path) -> Path:
    """The sample's next year: the same answers, of which each ninth has another grade."""
    new = folder / "next"
    torikumi("next", folder / "sample", new)
    numbers = count()
    for path in sorted((folder / "sample" / "inbox").glob("*.xlsx")):
        book = openpyxl.load_workbook(path)
        for cell in (cell for row in book.worksheets[0].iter_rows() for cell in row):
            text = str(cell.value)
            if text in _MOVED and not next(numbers) % _EVERY:
                cell.value = _MOVED[text]
            elif text.startswith(("R2実績", "R2評価")):
                cell.value = text.replace("R2", "R3")
        book.save(new / "inbox" / path.name)
    return new


def city(folder: Path) -> Path:
    """A city whose list has columns of its own, two grades and other departments."""
    return WELFARE.write_folder(folder / "city")


def committee_pdf(folder: Path, report: Report) -> Path:
    """Print the committee's workbook as `torikumi build --pdf` does."""
    path = folder / f"committee_{report.plan.report_year}_{report.plan.city}.pdf"
    write_pdf(path, report)
    return path


Make = Callable[[Path], Path]
Print = Callable[[Path, Report], Path]
# Picture: of which folder, how its workbook is printed, its pages, and the height of a page in pixels.
PICTURES: dict[str, tuple[Make, Print, Callable[[Pages], list[int]], int]] = {
    "cover": (sample, committee_pdf, lambda pages: [0], 1000),
    "goal": (sample, committee_pdf, starting("目標3"), 1000),
    "spread": (sample, committee_pdf, spread_with("4-1-1-4"), 700),
    "totals": (sample, committee_pdf, starting("各取組の総括"), 800),
    "findings": (sample, staff_pdf, starting("確認事項"), 800),
    "two_years": (next_year, committee_pdf, starting("前年度", "比較"), 800),
    "own_columns": (city, committee_pdf, spread_with("1-1-1"), 500),
}


def page_texts(pdf: Path) -> Pages:
    """The text of each page, in its layout, without blank lines."""
    told = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, timeout=SECONDS)
    pages = told.stdout.decode("utf-8").split("\f")[:-1]
    return ["\n".join(line for line in page.splitlines() if line.strip()) for page in pages]


def page_image(pdf: Path, page: int, height: int, folder: Path) -> Image.Image:
    """One page (from 0) as an image of that height."""
    stem = folder / f"page-{page}"
    number = str(page + 1)
    size = ["-scale-to-x", "-1", "-scale-to-y", str(height)]
    command = ["pdftoppm", "-png", "-singlefile", "-f", number, "-l", number, *size, str(pdf), str(stem)]
    subprocess.run(command, check=True, timeout=SECONDS)
    with Image.open(stem.with_suffix(".png")) as image:
        return image.convert("RGB")


def beside(images: Sequence[Image.Image]) -> Image.Image:
    """Images of equal height next to each other."""
    whole = Image.new("RGB", (sum(image.width for image in images), images[0].height), "white")
    at = 0
    for image in images:
        whole.paste(image, (at, 0))
        at += image.width
    return whole


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        reports = {make: build(make(folder)) for make in dict.fromkeys(make for make, *_ in PICTURES.values())}
        printed = dict.fromkeys((make, to_pdf) for make, to_pdf, *_ in PICTURES.values())
        pdfs = {(make, to_pdf): to_pdf(folder, reports[make]) for make, to_pdf in printed}
        texts = {key: page_texts(pdf) for key, pdf in pdfs.items()}
        for picture, (make, to_pdf, find, height) in PICTURES.items():
            pages = find(texts[make, to_pdf])
            image = beside([page_image(pdfs[make, to_pdf], page, height, folder) for page in pages])
            path = TARGET / f"{picture}.png"
            image.quantize(COLORS, dither=Image.Dither.NONE).save(path, optimize=True)
            print(f"{path.name}: {image.width} x {image.height}, {path.stat().st_size // 1000} kB", file=sys.stderr)


# Where processes are not forked, the workers that read the inbox import this module again.
if __name__ == "__main__":
    main()
