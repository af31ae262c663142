"""A process that reads one untrusted file after another: a path a line on standard input, what it holds as a line of JSON on standard output.

Kept apart so that a file can neither crash nor hang nor swell the run; started by `workbooks.formats.pool`, never imported by the run itself.
"""

import json
import sys
from pathlib import Path
from typing import Any

# 1 GB of addresses holds any real return; a reader that asks for more has met a hostile one.
MOST_MEMORY = 1024**3


def main() -> None:
    """Answer every line until the input ends."""
    _limit_memory()
    # openpyxl uses numpy when it is there; without it, a worker starts in half the time.
    sys.modules["numpy"] = None  # type: ignore[assignment]
    from torikumi.workbooks.formats import parse

    answers = sys.stdout.buffer
    sys.stdout = sys.stderr
    answers.write(b"{}\n")
    answers.flush()
    for line in sys.stdin.buffer:
        answers.write(_answer(Path(json.loads(line)), parse) + b"\n")
        answers.flush()


def _limit_memory() -> None:
    """Cap the address space where the system has such a limit (not Windows)."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def _answer(path: Path, parse: Any) -> bytes:
    """JSON of the file's contents, of the reason why it is `unusable`, or of the `failure` of a reader: its exception's type."""
    from torikumi.workbooks.formats.model import Unusable

    try:
        contents = parse(path.read_bytes())
        return _json(
            format=contents.format,
            modified=contents.modified,
            remarks=contents.remarks,
            sheets=[(sheet.name, sheet.cells) for sheet in contents.sheets],
        )
    except Unusable as error:
        return _json(unusable=(error.code, error.found, error.format))
    except MemoryError:
        return _json(unusable=("file_memory", "", ""))
    except Exception as error:
        return _json(failure=type(error).__name__)


def _json(**answer: object) -> bytes:
    return json.dumps(answer).encode()


if __name__ == "__main__":
    main()
