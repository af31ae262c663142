"""A process that reads one untrusted file after another: a path a line on standard input, its answer as a line of JSON on standard output.

Kept apart so that a file can neither crash nor hang nor swell the run; started by `workbooks.formats.pool`, never imported by the run
itself.
"""

import gc
import json
import sys
import time
from pathlib import Path
from typing import Any

# What a file of `model.MOST_CELLS` cells needs; a reader that asks for more has met a hostile one.
MOST_MEMORY = 2 * 1024**3
# A backstop, far beyond what a file within the limits needs: those are in bytes and cells, the same on any machine.
CPU_SECONDS = 60


def main() -> None:
    """Answer every line until the input ends."""
    limit = _limits()
    # openpyxl and lxml's helpers use numpy when it is there; without it, a worker starts in half the time.
    sys.modules["numpy"] = None  # type: ignore[assignment]
    from torikumi.workbooks.formats.answers import answer

    out = sys.stdout.buffer
    sys.stdout = sys.stderr
    out.write(b"{}\n")
    out.flush()
    # A file is plain data that is dropped as a whole: looking through it again and again would take a third of the time.
    gc.collect()
    gc.freeze()
    gc.disable()
    for line in sys.stdin.buffer:
        limit()
        try:
            told = _json(answer(Path(json.loads(line))))
        except MemoryError:
            told = _json({"size": 0, "sha256": "", "unusable": ("file_memory", "", "")})
        except Exception as error:
            told = _json({"size": 0, "sha256": "", "failure": type(error).__name__})
        out.write(told + b"\n")
        out.flush()
        told = b""
        gc.collect()


def _json(answer: dict[str, Any]) -> bytes:
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _limits() -> Any:
    """Cap the address space; gives what caps the processor's time of the next file. Neither where the system has no such limits
    (Windows)."""
    try:
        import resource
    except ImportError:
        return lambda: None
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    most = resource.getrlimit(resource.RLIMIT_CPU)[1]

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + 1 + CPU_SECONDS, most))

    return limit


if __name__ == "__main__":
    main()
