"""What the tests share: the sample, written and built once."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.plans import Run, small_plan, torikumi


@dataclass(frozen=True)
class Built:
    """A plan folder, and what building it gave."""

    folder: Path
    run: Run

    @property
    def committee(self) -> Path:
        """The committee's workbook."""
        return self.folder / "output" / "令和2年度_推進状況報告書.xlsx"

    @property
    def staff(self) -> Path:
        """The staff's workbook."""
        return self.folder / "output" / "令和2年度_確認結果.xlsx"

    @property
    def csv(self) -> Path:
        """The data as CSV."""
        return self.folder / "output" / "令和2年度_取組推進状況.csv"

    @property
    def record(self) -> Path:
        """記録.json."""
        return self.folder / "output" / "記録.json"


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The sample, written by `torikumi init --sample` and built; no test changes it."""
    folder = tmp_path_factory.mktemp("sample") / "plan"
    assert torikumi("init", folder, "--sample").code == 0
    return Built(folder, torikumi("build", folder))


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The small plan of `tests.plans`, built; no test changes it."""
    folder = small_plan(tmp_path_factory.mktemp("small") / "plan")
    return Built(folder, torikumi("build", folder))


@pytest.fixture(scope="session")
def _written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_plan(tmp_path_factory.mktemp("written") / "plan")


@pytest.fixture
def plan(tmp_path: Path, _written: Path) -> Path:
    """A small plan folder of one's own, not built."""
    return Path(shutil.copytree(_written, tmp_path / "plan"))
