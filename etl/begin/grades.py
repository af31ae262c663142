"""grades: the grades that stand in a list, from the best to the worst, with what its notes say of them."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from torikumi.etl.begin.columns import ListColumn
from torikumi.schemas.keys import fold, is_dash
from torikumi.schemas.plan import NOT_TALLIED, grade_key
from torikumi.schemas.roles import OTHER_GRADE, SELF_GRADE

_SCALES = (
    ("S", "A", "B", "C", "D", "E", "F"),
    ("◎", "○", "△", "×"),
    ("◎", "〇", "△", "▲", "×"),
    ("5", "4", "3", "2", "1"),
    ("順調", "おおむね順調", "やや遅れ", "遅れ"),
    ("順調", "概ね順調", "やや遅れている", "遅れている"),
    ("達成", "おおむね達成", "一部達成", "未達成"),
    ("達成", "概ね達成", "やや遅れ", "未達成"),
    ("完了", "順調", "やや遅れ", "遅れ"),
    ("実施", "一部実施", "検討中", "未実施"),
    ("実施済", "実施中", "検討中", "未着手"),
)
_USUAL = ("A", "B", "C", "D")
_LEFT_OUT = ("対象外", "評価対象外", "該当なし", "該当無し", "評価なし", "評価不能", "判定不能", "未評価", "未定")
_LEGEND = re.compile(
    r"(?P<grade>[A-Za-zＡ-Ｚ◎○〇●△▲×✕]|\d|[ぁ-んァ-ヶ一-龥]{2,8}?)\s*[：:＝=]\s*(?P<wording>[^、，,；;\n　]+)"
)
_LIMIT = re.compile(r"(\d+(?:\.\d+)?)\s*[%％]\s*以上")


class Grade(NamedTuple):
    """A line of 評価区分."""

    grade: str
    notation: str = ""
    lower: str = ""
    wording: str = ""
    counted: str = ""


class Grades(NamedTuple):
    """`sure`: the order is that of a usual scale; `found`: the list has grades at all."""

    lines: tuple[Grade, ...]
    sure: bool
    found: bool


def grades_of(columns: Iterable[ListColumn], notes: Iterable[str]) -> Grades:
    """The grades of all columns of grades; a scale's gaps are filled. Percentages only where the notes say them. A list without grades
    has A to D."""
    written = _written(columns)
    left_out = [text for text in written if _is_left_out(text)]
    letters = {grade_key(text): text for text in written if not _is_left_out(text)}
    legend = _legend(notes, set(letters))
    order, sure = _ordered([*letters.values(), *(grade for grade in legend if grade_key(grade) not in letters)])
    lines = [_line(letter, legend) for letter in order or _USUAL]
    if left_out:
        name = next((text for text in left_out if not is_dash(text)), _LEFT_OUT[0])
        dash = next((text for text in left_out if is_dash(text)), "")
        lines.append(Grade(name, dash, counted=NOT_TALLIED))
    return Grades(tuple(_limited(lines)), sure, bool(letters))


def _written(columns: Iterable[ListColumn]) -> list[str]:
    """Each grade as it is first written."""
    texts = [text for column in columns if column.role in (SELF_GRADE, OTHER_GRADE) for text in column.filled]
    found: dict[str, str] = {}
    for text in texts:
        found.setdefault(grade_key(text), "".join(text.split()))
    return list(found.values())


def _is_left_out(text: str) -> bool:
    return is_dash(text) or fold(text) in _LEFT_OUT


def _ordered(letters: Sequence[str]) -> tuple[list[str], bool]:
    """The letters from the best to the worst, as a usual scale has them, with those that are between; else as they first come."""
    keys = {grade_key(text): text for text in letters}
    for scale in _SCALES:
        places = {grade_key(grade): place for place, grade in enumerate(scale)}
        if keys and set(keys) <= set(places):
            own = sorted(places[key] for key in keys)
            single = len(own) == 1 or scale[own[0] : own[-1] + 1] == scale[:1]
            chosen = (
                scale if single and len(scale[0]) > 1 else scale[own[0] : own[-1] + 1] if not single else _whole(scale)
            )
            return [_plain(keys.get(grade_key(grade), grade)) for grade in chosen], True
    return [_plain(text) for text in letters], False


def _whole(scale: Sequence[str]) -> Sequence[str]:
    """A scale of which a list has a single grade only: of letters A to D."""
    return _USUAL if "A" in scale else scale


def _plain(text: str) -> str:
    """A letter or figure of full width in the usual one."""
    return fold(text).upper() if re.fullmatch(r"[A-Za-zＡ-Ｚａ-ｚ\d]", text) else text


def _legend(notes: Iterable[str], known: set[str]) -> dict[str, str]:
    """What notes say of grades (`A：順調に進んだ、B：…`), where they name at least two that the list has, or a usual scale's."""
    for note in notes:
        said = {match["grade"]: match["wording"].strip(" ）)。") for match in _LEGEND.finditer(note)}
        alike = [grade for grade in said if grade_key(grade) in known]
        usual = any(set(map(grade_key, said)) <= set(map(grade_key, scale)) for scale in _SCALES)
        if len(said) > 1 and (len(alike) > 1 or (usual and not known)):
            return said
    return {}


def _line(letter: str, legend: dict[str, str]) -> Grade:
    wording = next((text for grade, text in legend.items() if grade_key(grade) == grade_key(letter)), "")
    limit = _LIMIT.search(fold(wording))
    return Grade(letter, lower=limit[1] if limit else "", wording=wording)


def _limited(lines: Sequence[Grade]) -> list[Grade]:
    """The percentages of all counted grades (the last from 0), or of none."""
    counted = [line for line in lines if not line.counted]
    if not all(line.lower for line in counted[:-1]):
        return [line._replace(lower="") for line in lines]
    return [line._replace(lower="0") if line is counted[-1] and not line.lower else line for line in lines]
