"""What the tests of the readers share."""

from collections.abc import Iterator

import pytest
from torikumi.workbooks import formats

from tests.differential import unexplained


@pytest.fixture
def held_against_others(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Holds every workbook that the test reads in this process against other readers, cell by cell."""
    seen: dict[bytes, None] = {}

    class Recorded(formats.signatures.Sight):
        def __init__(self, data: bytes) -> None:
            super().__init__(data)
            seen.setdefault(data)

    monkeypatch.setattr(formats.signatures, "Sight", Recorded)
    yield
    for data in list(seen):
        assert unexplained(request.function.__name__, data) == {}
