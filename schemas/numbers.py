"""The numbers of the city's list: any text that is there once, printed as it is written, compared by what it says.

`1-1-1-1`, `1-(1)-①`, `Ⅰ-1-(2)`, `A-3`, `12`: the city decides. A text of a return means the number that is written alike (folded); else
the only one that says the same with other signs (`１．１` for 1-1, `01` for 1). Where the list tells two apart (`1.1` and `1.10`, `001` and
`1`), so does this.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache

from torikumi.schemas.keys import fold, plain_dashes

Part = int | str

_PART = re.compile(r"\d+|[^\W\d_]+")
# What a number may look like where no list says it yet: signs and short parts, none of them a word of Japanese.
_SHAPE = re.compile(r"(?:no\.?)?[a-z]{0,3}(?:[-.・/]?[(]?(?:\d{1,4}|[ivx]{1,4}|[a-z])[)]?)+")
_LONGEST = 24
_DATE = re.compile(r"(\d{1,2})月(\d{1,2})日")  # what Excel makes of 1-1
# NFKC makes Ⅰ an I and ① a 1; a Roman number is a number.
_ROMAN = {chr(0x2160 + value): str(value + 1) for value in range(12)} | {
    chr(0x2170 + value): str(value + 1) for value in range(12)
}
_ROMAN_SIGNS = str.maketrans(_ROMAN)


def exact(text: str) -> str:
    """A number for comparison: folded, each kind of dash one; `１‐（１）` is `1-(1)`."""
    return plain_dashes(fold(text))


@lru_cache(maxsize=65536)  # the same numbers are asked for by many stages
def parts(text: str) -> tuple[Part, ...]:
    """What a number says, whatever signs part it: `1-(1)-①` -> (1, 1, 1), `A-03` -> ("a", 3), `Ⅳ` -> (4,)."""
    folded = _DATE.sub(r"\1-\2", exact(text.translate(_ROMAN_SIGNS))).removeprefix("no.")
    return tuple(int(part) if part.isdecimal() else part for part in _PART.findall(folded))


def looks_like_number(text: str) -> bool:
    """Whether a text may be the number of an initiative, where no list says which there are."""
    return len(text) <= _LONGEST and _SHAPE.fullmatch(exact(text.translate(_ROMAN_SIGNS))) is not None


def number_order(text: str) -> tuple[tuple[int, int, str], ...]:
    """Sort key: by parts, numbers before words (`4-1-10-2` after `4-1-9-1`)."""
    return tuple((0, part, "") if isinstance(part, int) else (1, 0, part) for part in parts(text))


class Numbers:
    """The numbers of a list, in its order, and what its initiatives are called."""

    def __init__(self, written: Iterable[str], names: Iterable[str] = ()) -> None:
        self._all = tuple(written)
        self._names = tuple(names)
        self._known: dict[str, str | None] = {}

    def of(self, text: str) -> str | None:
        """The number that a text means, as the list prints it; None where it has no such one, or two."""
        if text not in self._known:
            loose = self._by_parts.get(parts(text), ())
            self._known[text] = self._by_text.get(exact(text)) or (loose[0] if len(loose) == 1 else None)
        return self._known[text]

    def is_like(self, text: str) -> bool:
        """Whether a text is built like a number of the list, though it may be none (`9-9-9-9`)."""
        return _shape(text) in self._shapes

    def named(self, name: str) -> str | None:
        """The number of the only initiative that is called so; None where there is none, or two."""
        found = self._by_name.get(fold(name), ())
        return found[0] if len(found) == 1 else None

    def is_called(self, number: str, name: str) -> bool:
        """Whether that is the name of the initiative of a number."""
        return number in self._by_name.get(fold(name), ())

    @cached_property
    def _by_name(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for number, name in zip(self._all, self._names, strict=False):
            found.setdefault(fold(name), []).append(number)
        return found

    @cached_property
    def _by_text(self) -> Mapping[str, str]:
        return {exact(number): number for number in reversed(self._all)}

    @cached_property
    def _by_parts(self) -> Mapping[tuple[Part, ...], list[str]]:
        found: dict[tuple[Part, ...], list[str]] = {}
        for number in self._all:
            found.setdefault(parts(number), []).append(number)
        return found

    @cached_property
    def _shapes(self) -> frozenset[object]:
        return frozenset(map(_shape, self._all))


def _shape(text: str) -> object:
    """The kinds of the parts of a number, None where the text has more than these."""
    return tuple(type(part) for part in parts(text)) if looks_like_number(text) else None
