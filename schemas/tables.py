"""What every frame between the stages is made of: the base of its model, and how it is made from rows and read as rows."""

import re
from collections import namedtuple
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from inspect import get_annotations
from typing import Any, NamedTuple, get_args, get_origin

import numpy as np
import pandas as pd
import pandera.pandas as pa
from pandas.api.types import pandas_dtype
from pandera.typing.pandas import Index, Series


class Frame(pa.DataFrameModel):
    """A frame that has these columns and no other."""

    class Config:
        strict = True

    @classmethod
    def validate(cls, check_obj: pd.DataFrame, *args: Any, **kwargs: Any) -> Any:
        """As pandera's, which is only asked where a look at the whole columns does not show that all is well (measured: with its schemas
        it takes a sixth of a build)."""
        return check_obj if _fits(check_obj, parts_of(cls)) else super().validate(check_obj, *args, **kwargs)

    @classmethod
    def blank(cls) -> dict[str, object]:
        """What says nothing in each column that holds texts or objects: None where it may, else ""."""
        return {part.name: None if part.nullable else "" for part in parts_of(cls) if not part.level}


class Part(NamedTuple):
    """What a model asks of a column, or of a level of the index; `pattern` where the name is one, of several columns."""

    name: str
    dtype: Any
    level: bool
    pattern: bool
    nullable: bool
    unique: bool
    allowed: tuple[frozenset[object], ...]  # of each check the values that it allows; none of another than `isin`


_KINDS: tuple[Any, ...] = (Index, Series)


@cache
def parts_of(model: type[Frame]) -> tuple[Part, ...]:
    """The levels of the index of a model's frames, then their columns, in their order."""
    parts: dict[str, Part] = {}
    for each in reversed(model.__mro__):
        for name, hint in get_annotations(each).items() if issubclass(each, Frame) else ():
            kind: Any = hint if get_origin(hint) in _KINDS else get_args(hint)[0]  # the first of `Series[str] | None`
            field, origin = vars(each)[name], get_origin(kind)
            parts[name] = Part(
                field.alias or name,
                pandas_dtype(*get_args(kind)),
                origin is Index,
                field.regex,
                field.nullable,
                field.unique,
                tuple(frozenset((check.statistics or {}).get("allowed_values", ())) for check in field.checks),
            )
    return tuple(sorted(parts.values(), key=lambda part: not part.level))


def columns_of(model: type[Frame]) -> list[str]:
    """The columns of a model's frames, in their order, without the index."""
    return [part.name for part in parts_of(model) if not part.level]


def _fits(table: pd.DataFrame, parts: Sequence[Part]) -> bool:
    """Whether a frame is surely as its model says."""
    levels = [part for part in parts if part.level]
    columns = [part for part in parts if not part.level]
    found = _found(table, columns)
    if set(found) != set(columns) or not table.columns.is_unique:
        return False
    if levels and table.index.names != [level.name for level in levels]:
        return False
    of_index = (table.index.get_level_values(level.name).to_series() for level in levels)
    return all(map(_passes, of_index, levels)) and all(
        _passes(column, part) for (_, column), part in zip(table.items(), found, strict=True) if part
    )


def _found(table: pd.DataFrame, columns: Sequence[Part]) -> list[Part | None]:
    """What the model asks of each column of a table; None for a column that it does not have."""
    named = {part.name: part for part in columns if not part.pattern}
    patterns = [part for part in columns if part.pattern]
    return [
        named.get(name) or next((part for part in patterns if re.match(part.name, str(name))), None)
        for name in table.columns
    ]


def _passes(column: pd.Series, part: Part) -> bool:
    """Whether a column surely is as it should be; of the checks only `isin` is known here."""
    return (
        _kind(column.dtype) == _kind(part.dtype)
        and (part.nullable or not column.hasnans)
        and (not part.unique or column.is_unique)
        and all(values.issuperset(column) for values in part.allowed)
    )


def _kind(dtype: object) -> object:
    """A dtype; those of texts, of which pandas has two, are one."""
    return str if isinstance(dtype, pd.StringDtype) else dtype


def made(model: type[Frame], records: Iterable[Sequence[object]]) -> pd.DataFrame:
    """A frame of a model from its rows, each with the values of the columns in their order, those of the index first."""
    parts = parts_of(model)
    columns = list(zip(*records, strict=True)) or [()] * len(parts)
    index = pd.RangeIndex(len(columns[0]))
    found = {part.name: _column(values, part.dtype, index) for part, values in zip(parts, columns, strict=True)}
    table = pd.DataFrame(found, index, copy=False)
    levels = [part.name for part in parts if part.level]
    return table.set_index(levels) if levels else table


def _column(values: Sequence[object], dtype: Any, index: pd.Index) -> Any:
    """The values as an array, which a frame takes as it is; of Series it would compare the indexes (measured: ten times the time of a small
    frame). Objects stay a Series, because in an array pandas would look for texts."""
    if isinstance(dtype, pd.StringDtype):
        return pd.array(values, dtype=dtype)
    column = np.fromiter(values, dtype, len(values))
    return pd.Series(column, index, dtype, copy=False) if column.dtype.hasobject else column


def row_of(model: type[Frame], **usual: object) -> Any:
    """The named tuple of a frame's rows, as `made` takes them; `usual` is what its last columns hold where a row says nothing else."""
    names = [part.name for part in parts_of(model)]
    if names[len(names) - len(usual) :] != list(usual):
        raise ValueError(f"not the last columns of {model.__name__}: {', '.join(usual)}")
    return namedtuple(model.__name__, names, defaults=usual.values())


def tuples(table: pd.DataFrame) -> Iterator[Any]:
    """The rows as named tuples, the index first as `Index`, with Python's own numbers and texts.

    `DataFrame.itertuples` is the same but for its time: it asks a column of texts for each of its cells (measured: five times as long).
    """
    named = _row_type(*table.columns)
    columns = [table.index.tolist(), *(listed(column) for _, column in table.items())]
    return map(named._make, zip(*columns, strict=True))


@cache
def _row_type(*columns: str) -> Any:
    return namedtuple("Row", ["Index", *columns])


def groups(table: pd.DataFrame, keys: Sequence[str]) -> dict[tuple[Any, ...], list[Any]]:
    """The rows (as tuples, in their order) of each group, in the order of the groups' first rows."""
    found: dict[tuple[Any, ...], list[Any]] = {}
    for key, row in zip(zip(*(listed(table[key]) for key in keys), strict=True), tuples(table), strict=True):
        found.setdefault(key, []).append(row)
    return found


def listed(column: pd.Series) -> list[Any]:
    """The values of a column, Python's own (to ask a column of texts for each of its cells takes five times as long)."""
    return column.to_numpy(dtype="object").tolist()
