"""hierarchy: the levels of a list: its own columns, the headings between its rows, else the parts of its numbers; and what they are called."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from torikumi.etl.begin.columns import ListColumn, filled_down
from torikumi.etl.begin.headings import LEVEL
from torikumi.etl.begin.lists import Line
from torikumi.etl.levels import goals_in, is_section, marked, number_path
from torikumi.schemas.roles import NAME, NUMBER

# What levels are called where the list does not say it: words that are true of any plan.
_NEUTRAL = ("大項目", "中項目", "小項目", "細項目", "細目")
_INITIATIVE = "取組"
_VAGUE = ("項目", "名称", "件名", "内容")


class Hierarchy(NamedTuple):
    """`paths`: of each row the levels above it, the highest first; `words`: what the levels are called, the initiatives last; `known`: which of
    these the list says; `goals`: number and name of the highest level's. `how`: 列, 見出し, 番号 or "" for no levels. `drawn`: the paths are
    written into the new list as columns, since its headings cannot be read again as they are."""

    paths: tuple[tuple[str, ...], ...]
    words: tuple[str, ...]
    known: tuple[bool, ...]
    goals: tuple[tuple[str, str], ...]
    how: str
    drawn: bool = False


def hierarchy_of(columns: Sequence[ListColumn], lines: Sequence[Line]) -> Hierarchy:
    """The levels of the rows of a list."""
    own = [column for column in columns if column.role.startswith(LEVEL)]
    unit = _unit_word(columns)
    sections = [_section_path(line.sections) for line in lines]
    if any(sections) and (own or not _readable(lines)):
        paths = [(*above, *below) for above, below in zip(sections, _column_paths(own, len(lines)), strict=True)]
        depth = max(map(len, sections))
        words = [*_section_words(sections, depth), *(_plain(column.label) for column in own)]
        return _hierarchy(paths, words, unit, "見出し", drawn=True)
    if own:
        return _hierarchy(_column_paths(own, len(lines)), [_plain(column.label) for column in own], unit, "列")
    if any(sections):
        return _hierarchy(sections, _section_words(sections, max(map(len, sections))), unit, "見出し")
    numbers = next((column.texts for column in columns if column.role == NUMBER), [""] * len(lines))
    paths = [number_path(number.strip()) for number in numbers]
    return _hierarchy(paths, [""] * max(map(len, paths), default=0), unit, "番号")


def _hierarchy(
    paths: Sequence[tuple[str, ...]], words: Sequence[str], unit: str, how: str, drawn: bool = False
) -> Hierarchy:
    named = [word or _NEUTRAL[place] for place, word in enumerate(words[: len(_NEUTRAL)])]
    goals = goals_in(paths) if how != "番号" else []
    known = (*map(bool, words[: len(_NEUTRAL)]), bool(unit))
    return Hierarchy(tuple(paths), (*named, unit or _INITIATIVE), known, tuple(goals), how if any(paths) else "", drawn)


def _column_paths(columns: Sequence[ListColumn], rows: int) -> list[tuple[str, ...]]:
    paths: list[tuple[str, ...]] = [()] * rows
    for column in columns:
        paths = filled_down(column.texts, paths) or [
            (*path, text) for path, text in zip(paths, column.texts, strict=True)
        ]
    return paths


def _readable(lines: Sequence[Line]) -> bool:
    """Whether each heading between the rows is one that a build takes for a heading."""
    return all(is_section(text) for text in {text for line in lines for text in line.sections})


def _section_path(sections: Sequence[str]) -> tuple[str, ...]:
    """The last heading of each level: kinds of headings are levels in the order in which they first come."""
    kinds: list[tuple[str, str]] = []
    path: list[str] = []
    for text in sections:
        heading = marked(text)
        kind = heading.kind if heading else ("", "")
        if kind not in kinds:
            del kinds[len(path) :]
            kinds.append(kind)
        path[kinds.index(kind) :] = [text]
    return tuple(path)


def _section_words(paths: Sequence[tuple[str, ...]], depth: int) -> list[str]:
    """The word with which all headings of a level begin: 基本方針 of `基本方針１`; "" where they have none."""
    found = []
    for level in range(depth):
        headings = [marked(path[level]) for path in paths if len(path) > level]
        words = {heading.word.strip() if heading else "" for heading in headings}
        word = next(iter(words)) if len(words) == 1 else ""
        found.append(word if word != "第" and not re.search(r"[、。・]", word) else "")
    return found


def _plain(label: str) -> str:
    """A heading as the name of a level: 施策名 -> 施策."""
    bare = re.sub(r"[（(].*?[）)]|[※*・、,，\s　]", "", label)
    return re.sub(r"(?<=.)(?:の?(?:名称|名))$", "", bare)


def _unit_word(columns: Sequence[ListColumn]) -> str:
    """What an initiative is called, by the heading of its name; "" for a heading that any list could have."""
    word = next((_plain(column.label) for column in columns if column.role == NAME), "")
    word = re.sub(r"^(?:主な|主要な|具体的な|個別の)(?=.)", "", word)
    return "" if word in _VAGUE else word
