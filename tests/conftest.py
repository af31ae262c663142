"""What the tests share: the sample, written and built once."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.plans import Run, small_plan, torikumi

# Under a loaded machine a deadline fails without a reason; a failing example of a whole build is shown as it was found, not made smaller.
_COMMON = settings(
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile("default", _COMMON, max_examples=25)
settings.register_profile("ci", _COMMON, max_examples=100)
settings.load_profile("ci" if os.environ.get("CI") else "default")


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
