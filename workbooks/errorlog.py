"""The record of an unexpected error: where in the program it happened and with which versions, without a word of the returns.

What an exception says may quote a cell ("invalid literal for int(): '…'"), so its text is written only where it can hold no data.
"""

import datetime as dt
import platform
import tempfile
import traceback
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

NAME = "エラー記録.txt"
_PACKAGES = ("torikumi", "click", "numpy", "openpyxl", "pandas", "pandera", "xlrd", "xlsxwriter")
_SPEAKING: tuple[type[BaseException], ...] = (AttributeError, ImportError, MemoryError, NameError, RecursionError)


def write_log(error: BaseException, folders: Iterable[Path]) -> Path | None:
    """Write the record into the first of the folders that takes it, else into the system's folder for temporary files; an earlier record
    there is replaced. None where none takes it."""
    content = "\n".join(_lines(error)) + "\n"
    for folder in [*folders, Path(tempfile.gettempdir())]:
        try:
            if folder.is_dir():
                (folder / NAME).write_text(content, "utf-8-sig", errors="replace")
                return folder / NAME
        except OSError:
            continue
    return None


def _lines(error: BaseException) -> Iterator[str]:
    yield f"torikumi エラー記録 {dt.datetime.now():%Y-%m-%d %H:%M:%S}"
    yield "回答の内容は書いていません。"
    yield ""
    yield f"Python {platform.python_version()} / {platform.platform()}"
    yield from (f"{name} {_version(name)}" for name in _PACKAGES)
    for each in _chain(error):
        yield ""
        yield from (_frame(frame) for frame in traceback.extract_tb(each.__traceback__))
        yield _said(each)


def _chain(error: BaseException) -> list[BaseException]:
    """The error and what it came from, the first cause first."""
    chain = [error]
    while (cause := chain[-1].__cause__ or chain[-1].__context__) is not None and cause not in chain:
        chain.append(cause)
    return chain[::-1]


def _frame(frame: traceback.FrameSummary) -> str:
    """A line of the program; of its path only the end, which has no user's name."""
    return f"  {'/'.join(Path(frame.filename).parts[-3:])}:{frame.lineno} {frame.name}: {frame.line or ''}"


def _said(error: BaseException) -> str:
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    if isinstance(error, OSError):
        return f"{kind}: errno {error.errno}"
    return f"{kind}: {error}" if isinstance(error, _SPEAKING) else kind


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "-"
