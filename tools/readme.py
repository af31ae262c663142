"""Fill in the output of the commands that README.md shows: python -m tools.readme; with --check only say whether it is current.

A block of ```console holds one `$ torikumi …` line and what it prints. The commands run one after the other in a folder of their own.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

TARGET = Path(__file__).parents[1] / "README.md"
_BLOCK = re.compile(r"^```console\n\$ torikumi(?P<arguments>.*)\n(?P<output>(?:.*\n)*?)```$", re.MULTILINE)
_RUN = "from etl.cli import main; main()"


def current(text: str) -> str:
    """The text with the output of each command as it is now, standard error behind standard output."""
    with tempfile.TemporaryDirectory() as folder:
        return _BLOCK.sub(
            lambda block: (
                f"```console\n$ torikumi{block['arguments']}\n{output(block['arguments'].split(), folder)}```"
            ),
            text,
        )


def output(arguments: list[str], folder: str) -> str:
    """What a command prints, as on a terminal of 80 columns, with / in paths. RuntimeError where it ends in a traceback."""
    # 80 columns: click folds its help at the width of the terminal. UTF-8: what a console shows, whatever the system's code page.
    environment = os.environ | {"COLUMNS": "80", "PYTHONUTF8": "1", "PYTHONPATH": str(TARGET.parent)}
    run = subprocess.run(
        [sys.executable, "-c", _RUN, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    if "Traceback (most recent call last)" in run.stderr:
        raise RuntimeError(run.stderr)
    return (run.stdout + run.stderr).replace(os.sep, "/")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the page is not current")
    check = parser.parse_args().check
    text = TARGET.read_text(encoding="utf-8")
    now = current(text)
    if check and now != text:
        print(f"{TARGET.name} is stale: run python -m tools.readme", file=sys.stderr)
        return 1
    if not check:
        TARGET.write_text(now, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
