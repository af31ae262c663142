"""Files written at the same time: all are there, and an error is that of the first job that fails."""

from pathlib import Path

import pytest
from torikumi.workbooks import parallel
from torikumi.workbooks.parallel import write_all


def _write(path: Path) -> None:
    path.write_text(path.name)


def _fail(path: Path) -> None:
    raise OSError(28, f"No space for {path.name}")


@pytest.mark.parametrize("forks", [True, False])
@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_every_file_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forks: bool, count: int) -> None:
    """However many there are, with a second process and without."""
    monkeypatch.setattr(parallel, "_CAN_FORK", forks and parallel._CAN_FORK)
    names = [str(number) for number in range(count)]
    write_all({tmp_path / name: _write for name in names})
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    assert all((tmp_path / name).read_text() == name for name in names)


@pytest.mark.parametrize("failing", ["0", "1", "12", "02", "0123"])
def test_the_first_error_is_raised(tmp_path: Path, failing: str) -> None:
    """In whichever process it happened, as if the files had been written one after the other."""
    jobs = {tmp_path / name: _fail if name in failing else _write for name in "0123"}
    with pytest.raises(OSError, match=f"No space for {failing[0]}$"):
        write_all(jobs)
