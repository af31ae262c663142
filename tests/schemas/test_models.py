"""The frames between the stages: a column that a model does not have, or lacks, fails where the pipeline receives it."""

from typing import Any

import pandas as pd
import pandera.pandas as pa
import pytest
from torikumi.etl import pipeline
from torikumi.etl.pipeline import Read
from torikumi.schemas import models
from torikumi.schemas.models import Datum, Frame, made

from tests.plans import small_plan

MODELS = [
    model
    for model in vars(models).values()
    if isinstance(model, type)
    and issubclass(model, Frame)
    and model not in (Frame, Datum)  # データ has its columns elsewhere
]


def _renamed(table: pd.DataFrame) -> pd.DataFrame:
    """The table with its last column misspelt: `leter` for `letter`."""
    last = str(table.columns[-1])
    return table.rename(columns={last: last[0] + last[2:]})


@pytest.mark.parametrize("model", MODELS)
def test_a_frame_has_just_the_columns_of_its_model(model: type[Frame]) -> None:
    """An empty frame of the model passes; with a column misspelt, left out, or one too many it does not."""
    table = made(model, [])
    model.validate(table)
    for wrong in (_renamed(table), table.iloc[:, :-1], table.assign(leter="")):
        with pytest.raises((pa.errors.SchemaError, pa.errors.SchemaErrors)):
            model.validate(wrong)


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """The small plan as it was read."""
    return pipeline.read(small_plan(tmp_path_factory.mktemp("models") / "plan"))


@pytest.mark.parametrize(
    "stage",
    ["normalise", "shade", "join", "indicate", "relate", "grade", "figures", "relistings", "contrast.contrast", "trace", "status.departments"],
)  # fmt: skip
def test_a_stage_that_misspells_a_column_fails_before_the_build_ends(
    read: Read, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    """Whatever a stage gives is checked where the pipeline receives it."""
    *module, name = stage.split(".")
    owner: Any = getattr(pipeline, module[0]) if module else pipeline
    right = getattr(owner, name)

    def wrong(*arguments: Any) -> Any:
        result = right(*arguments)
        return (_renamed(result[0]), *result[1:]) if isinstance(result, tuple) else _renamed(result)

    monkeypatch.setattr(owner, name, wrong)
    with pytest.raises((pa.errors.SchemaError, pa.errors.SchemaErrors)):
        pipeline.settle(read)
