"""How fast the program is, as ratios in one run on one machine: python -m tools.benchmark [--times 3] [--scales 1 4 16]

- reading: ms a file of the sample's returns, and of templates with 1,500 cell formats, against python-calamine's values-only reading;
- building the sample, and a plan of 4 and 16 times its size, against importing pandas, pandera, openpyxl and xlsxwriter;
- building the sample again after one return has changed.

Absolute times depend on the machine and what else it does; no test asserts one.
"""

import argparse
import io
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import openpyxl
import pandas as pd
import xlsxwriter
from python_calamine import CalamineWorkbook
from torikumi.schemas.plan import PARTNER
from torikumi.workbooks.formats import parse
from torikumi.workbooks.plan_folder import SAMPLE, write_plan_folder
from torikumi.workbooks.tables import read_csv

_YEARS = range(2020, 2026)
_IMPORTS = "import pandas, pandera.pandas, openpyxl, xlsxwriter"
_FORMATS, _FILES = 1500, 5


def main() -> None:
    """Print the ratios, each the median of some runs."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--times", type=int, default=3)
    arguments.add_argument("--scales", type=int, nargs="*", default=[1, 4, 16])
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        plans = {scale: grown(folder / f"plan{scale}", scale) for scale in given.scales}
        inbox = sorted((grown(folder / "sample", 1) / "inbox").iterdir())
        for name, files in (("returns", inbox), ("templates of 1,500 formats", fat(folder / "fat"))):
            print(f"reading {name}: {_reading(files, given.times)}")
        imports = statistics.median(_run([sys.executable, "-c", _IMPORTS]) for _ in range(given.times))
        print(f"importing: {imports:.2f} s")
        for scale, plan in plans.items():
            took = [_build(plan) for _ in range(given.times)]
            again = [_again(plan) for _ in range(given.times)]
            for what, times in (("first build", took), ("one return changed", again)):
                seconds = statistics.median(times)
                print(f"{203 * scale} initiatives, {what}: {seconds:.2f} s = {seconds / imports:.1f} x importing")
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        print(f"largest process: {peak} MB")


def _reading(files: Iterable[Path], times: int) -> str:
    data = [path.read_bytes() for path in files]
    ours, theirs = (min(_cpu(read, data) for _ in range(times)) for read in (parse, _values))
    return f"{ours:.2f} ms a file, calamine {theirs:.2f} ms: {ours / theirs:.1f} x"


def _values(data: bytes) -> list[object]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def _cpu(read: Callable[[bytes], object], data: list[bytes]) -> float:
    """Milliseconds of processor time a file."""
    start = time.process_time()
    for content in data:
        read(content)
    return (time.process_time() - start) / len(data) * 1000


def _run(command: list[str]) -> float:
    # Python may keep what it compiles, as it does for users.
    settings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=settings)
    return time.perf_counter() - start


def _build(plan: Path) -> float:
    """A first build: nothing is kept of an earlier one."""
    for left in ("output", ".cache"):
        shutil.rmtree(plan / left, ignore_errors=True)
    return _run([sys.executable, "-m", "torikumi.etl", "build", str(plan)])


def _again(plan: Path) -> float:
    """A build after one return has changed."""
    path = next(iter(sorted((plan / "inbox").iterdir())))
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["A1"].value = f"{book.worksheets[0]['A1'].value} "
    book.save(path)
    return _run([sys.executable, "-m", "torikumi.etl", "build", str(plan)])


def fat(folder: Path) -> list[Path]:
    """Templates with as many formats as city files often have: a small list in which every cell looks different."""
    folder.mkdir()
    paths = [folder / f"{number}.xlsx" for number in range(_FILES)]
    for path in paths:
        book = xlsxwriter.Workbook(str(path))
        sheet = book.add_worksheet()
        looks = [
            book.add_format(
                {"bg_color": f"#{number * 7919 % 0xFFFFFF:06x}", "font_size": 8 + number % 9, "border": number % 7}
            )
            for number in range(_FORMATS)
        ]
        for row in range(30):
            for column in range(13):
                sheet.write_string(row, column, f"文{row}-{column}", looks[(row * 13 + column) % _FORMATS])
        book.close()
    return paths


def grown(folder: Path, scale: int) -> Path:
    """A plan folder of so many times the sample's size: goals, initiatives, departments and returns of copy k carry the number k."""
    tables = {str(path.name): read_csv(path) for path in SAMPLE.iterdir() if path.name.endswith(".csv")}
    goals = len(tables["goals.csv"])
    asked = tables["departments.csv"].loc[tables["departments.csv"]["区分"] != PARTNER, "課名"]
    pattern = re.compile("|".join(sorted(map(re.escape, asked), key=len, reverse=True)))
    content = folder.with_name(f"{folder.name}_csv")
    content.mkdir()
    for name, table in tables.items():
        copies = [_copy(name, table, pattern, goals, number) for number in range(scale)]
        pd.concat(copies).to_csv(content / name, index=False)
    write_plan_folder(folder, _YEARS, content)
    return folder


def _copy(name: str, table: pd.DataFrame, departments: re.Pattern[str], goals: int, number: int) -> pd.DataFrame:
    """Copy k of a sheet of the plan folder; of what a plan has once, only the first."""
    if not number:
        return table
    if name == "goals.csv":
        return table.assign(番号=[str(int(goal) + goals * number) for goal in table["番号"]])
    if name == "departments.csv":
        own = table[table["区分"] != PARTNER]
        return own.assign(
            **{column: own[column].map(lambda text: _dressed(text, departments, number)) for column in own}
        )
    if name == "initiatives.csv":
        moved = table.map(lambda text: _dressed(text, departments, number))
        return moved.assign(
            番号=[_moved(text, goals * number) for text in table["番号"]],
            取組名=[
                re.sub(r"(?<=再掲)[\d０-９]+", lambda m: str(int(m[0]) + goals * number), text)
                for text in moved["取組名"]
            ],
        )
    return table.iloc[:0]


def _dressed(text: str, departments: re.Pattern[str], number: int) -> str:
    return departments.sub(lambda match: f"第{number}{match[0]}", text)


def _moved(key: str, goals: int) -> str:
    goal, _, rest = key.partition("-")
    return f"{int(goal) + goals}-{rest}"


if __name__ == "__main__":
    main()
