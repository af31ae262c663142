"""The frames between the stages: a column that a model does not have, or lacks, fails where the pipeline receives it."""

from typing import Any

import pandas as pd
import pandera.pandas as pa
import pytest
from torikumi.etl import pipeline
from torikumi.etl.pipeline import Read
from torikumi.schemas import models
from torikumi.schemas.data import Datum, data_fields
from torikumi.schemas.findings import Finding, Raised, frame
from torikumi.schemas.models import Paired
from torikumi.schemas.tables import Frame, made, parts_of, row_of

from tests.plans import small_plan

MODELS = [
    model
    for model in vars(models).values()
    if isinstance(model, type) and issubclass(model, Frame) and model is not Frame
] + [Raised]


def _renamed(table: pd.DataFrame) -> pd.DataFrame:
    """The table with its last column misspelt: `leter` for `letter`."""
    last = str(table.columns[-1])
    return table.rename(columns={last: last[0] + last[2:]})


WRONG = (pa.errors.SchemaError, pa.errors.SchemaErrors)


@pytest.mark.parametrize("model", MODELS)
def test_a_frame_has_just_the_columns_of_its_model(model: type[Frame]) -> None:
    """An empty frame of the model passes; with a column misspelt, left out, or one too many it does not."""
    table = made(model, [])
    model.validate(table)
    for wrong in (_renamed(table), table.iloc[:, :-1], table.assign(leter="")):
        with pytest.raises(WRONG):
            model.validate(wrong)


_SAMPLES: dict[str, list[object]] = {"int64": [1, 2], "bool": [True, False], "str": ["一", "二"], "object": ["一", ()]}


@pytest.mark.parametrize("model", MODELS)
def test_a_frame_passes_only_as_pandera_says(model: type[Frame]) -> None:
    """A frame that is as its model says passes without pandera; what is wrong with a value is found all the same: another type, a blank
    where there is none, a value that is not allowed, an index twice."""
    parts = parts_of(model)
    schema = model.to_schema()
    records = list(
        zip(
            *(sorted(*part.allowed)[:1] * 2 if part.allowed else _SAMPLES[str(part.dtype)] for part in parts),
            strict=True,
        )
    )
    table = made(model, records)
    assert model.validate(table) is table
    assert schema.validate(table).equals(table)
    for part in parts:
        flat = table.reset_index() if table.index.names != [None] else table
        changes = [flat[part.name].map(repr) if str(part.dtype) != "object" else flat[part.name].map(len)]
        changes += (
            []
            if part.nullable or str(part.dtype) in ("int64", "bool")
            else [flat[part.name].where([True, False], None)]
        )
        changes += [pd.Series(["ほか", "ほか"], dtype="str")] if part.allowed else []
        changes += [flat[part.name].where([True, False], flat[part.name].iloc[0])] if part.unique else []
        for change in changes:
            changed = flat.assign(**{part.name: change})
            wrong = changed.set_index(table.index.names) if table.index.names != [None] else changed
            try:
                schema.validate(wrong)
            except WRONG:
                with pytest.raises(WRONG):
                    model.validate(wrong)
            else:
                model.validate(wrong)


@pytest.mark.parametrize("departments", [0, 1, 3])
def test_the_data_have_a_column_for_each_department(departments: int) -> None:
    """As many as the list needs; any other column is wrong."""
    table = pd.DataFrame({field: pd.Series(["値", None], dtype="object") for field in data_fields(departments)})
    Datum.validate(table)
    for wrong in (_renamed(table), table.iloc[:, :-1], table.assign(department="福祉課"), table.assign(value_2020=1)):
        with pytest.raises(WRONG):
            Datum.validate(wrong)


def test_a_finding_is_a_row_of_its_fields() -> None:
    """The frame of the findings has the fields of `Finding` for columns, also where there is none."""
    table = Raised.validate(frame([Finding("file_empty", file="福祉課.xlsx"), Finding("grade_missing", row_id=7)]))
    assert table.columns.tolist() == [
        "code",
        "found",
        "expected",
        "number",
        "department",
        "file",
        "sheet",
        "cell",
        "row_id",
        "field",
    ]
    assert table["file"].tolist() == ["福祉課.xlsx", ""]
    assert table["row_id"].tolist() == [-1, 7]
    assert Raised.validate(frame([])).empty


def test_a_row_is_made_of_the_columns_of_its_model() -> None:
    """What a row does not say is blank; a column that the model does not have cannot be said."""
    row = row_of(Paired, **Paired.blank())
    assert row("1-1-1-1", reason="target_text")[:4] == ("1-1-1-1", "", "", None)
    with pytest.raises(TypeError):
        row("1-1-1-1", reson="target_text")


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """The small plan as it was read."""
    return pipeline.read(small_plan(tmp_path_factory.mktemp("models") / "plan"))


@pytest.mark.parametrize(
    "stage",
    ["normalise", "shade", "join", "indicate", "relate", "grade", "figures", "relistings", "contrast.contrast", "trace", "pair", "tabulate", "explain", "frame", "status.departments"],
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
    with pytest.raises(WRONG):
        pipeline.settle(read)
