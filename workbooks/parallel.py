"""Writes files at the same time on two processors where a process can be forked, else one after the other."""

import os
import sys
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path

# macOS has os.fork, but its frameworks, which numpy calls, do not survive it; Windows has none.
_CAN_FORK = sys.platform == "linux"


def write_all(jobs: Mapping[Path, Callable[[Path], object]]) -> None:
    """Call each job with its path; every other one runs in a forked process, so a job changes nothing but its file.

    Where one fails, all are done again one after the other, so that the error is raised here and is that of the first job that fails.
    """
    if not _CAN_FORK or len(jobs) < 2:
        _run(jobs)
        return
    here, there = ({path: jobs[path] for path in list(jobs)[first::2]} for first in (0, 1))
    child = _fork(there)
    succeeded = False
    try:
        succeeded = _succeed(here)
    finally:
        status = os.waitpid(child, 0)[1]
    if status or not succeeded:
        _run(jobs)


def _fork(jobs: Mapping[Path, Callable[[Path], object]]) -> int:
    """Run the jobs in a process of their own, which ends with 0 if all succeed; gives its id."""
    with warnings.catch_warnings():
        # Python 3.12 warns of threads: those of numpy's library are idle and know of forks, the readers' have ended.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child:
        return child
    try:
        os._exit(0 if _succeed(jobs) else 1)
    finally:  # a KeyboardInterrupt must not lead back into the program, which goes on in the other process
        os._exit(1)


def _succeed(jobs: Mapping[Path, Callable[[Path], object]]) -> bool:
    try:
        _run(jobs)
    except Exception:
        return False
    return True


def _run(jobs: Mapping[Path, Callable[[Path], object]]) -> None:
    for path, job in jobs.items():
        job(path)
