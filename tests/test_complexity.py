"""No function has more paths than a reader can hold: a rule too many belongs into a table or a function with a name."""

from pathlib import Path

import pytest
from radon.complexity import cc_visit

ROOT = Path(__file__).parent.parent
MOST = 15  # McCabe, each condition and comprehension counted


@pytest.mark.parametrize("package", ["etl", "schemas", "workbooks"])
def test_no_function_has_too_many_paths(package: str) -> None:
    """As `radon cc` counts."""
    paths = {path.relative_to(ROOT).as_posix(): path for path in sorted((ROOT / package).rglob("*.py"))}
    counted = {
        f"{name}::{block.fullname}": block.complexity
        for name, path in paths.items()
        for block in cc_visit(path.read_text(encoding="utf-8"))
    }
    assert counted
    assert {name: paths for name, paths in counted.items() if paths > MOST} == {}
