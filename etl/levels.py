"""levels: where in the plan each initiative of the list belongs: by the list's own columns, by the headings between its rows, else by the
parts of its number."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import pandas as pd
from torikumi.schemas.findings import Finding
from torikumi.schemas.keys import fold
from torikumi.schemas.models import Row, wide
from torikumi.schemas.numbers import exact, parts
from torikumi.schemas.plan import Goal, Plan
from torikumi.schemas.roles import LEVELS
from torikumi.schemas.tables import listed

_FIELDS = [f"level{level}" for level in range(1, LEVELS + 1)]
_NOTES = ("※", "注", "*", "＊", "備考", "(注", "（注")
_LONGEST = 80  # characters of a heading between the rows
# A number in a heading: `１`, `（２）`, `Ⅲ`, `④`, `第５`; a word of the plan may stand before it, a title behind it.
_SIGN = r"[\u2160-\u217f]+|[\u2460-\u2473]|[(（]\s*[\d０-９]{1,2}\s*[)）]|[\d０-９]{1,2}(?:[-－‐―.．]?[(（]?[\d０-９]{1,2}[)）]?)*|[A-ZＡ-Ｚ](?=[\s　.．、:：])"
_WORD = r"(?:第|基本)?[^\s　\d０-９\u2160-\u217f\u2460-\u2473()（）]{0,8}"
_MARKED = re.compile(
    rf"(?P<word>{_WORD}?)\s*(?P<sign>{_SIGN})(?P<end>[章節部編]?[\s　.．、:：]|$)\s*(?P<title>.*)", re.DOTALL
)
_CLOSED = re.compile(
    rf"(?P<word>{_WORD}?)\s*(?P<sign>[(（]\s*[\d０-９]{{1,2}}\s*[)）]|[\u2460-\u2473])(?P<end>)\s*(?P<title>.*)",
    re.DOTALL,
)


class Marked(NamedTuple):
    """A heading such as `基本目標１　安心して暮らす`: the word and the sign that number it, and its title."""

    word: str
    sign: str
    title: str

    @property
    def kind(self) -> tuple[str, str]:
        """Headings of one level look alike: the same word, and the same kind of sign."""
        sign = self.sign.strip()
        if re.match(r"[\u2160-\u217f]", sign):
            kind = "Ⅰ"
        elif re.match(r"[\u2460-\u2473]", sign):
            kind = "①"
        elif sign[0] in "(（":
            kind = "(1)"
        else:
            kind = re.sub(r"\d+", "1", exact(sign)) if exact(sign)[0].isdigit() else "A"
        return fold(self.word), kind


def marked(text: str) -> Marked | None:
    """A heading's parts; None for a text that is none: a note, a sentence, a number alone."""
    line = text.strip()
    if not line or len(line) > _LONGEST or line.startswith(_NOTES) or line.endswith("。"):
        return None
    match = _MARKED.fullmatch(line) or _CLOSED.fullmatch(line)
    if match is None or not (match["word"] or match["title"]):
        return None
    return Marked(match["word"], match["sign"], match["title"].strip())


def is_section(text: str) -> bool:
    """Whether a line of the list is a heading between its initiatives."""
    return marked(text) is not None


def paths(rows: pd.DataFrame, entries: pd.DataFrame, numbers: Sequence[str]) -> list[tuple[str, ...]]:
    """Of each row (`Row`) the levels above it, the highest first; `numbers` are the initiatives'.

    Level columns are filled down: through merged cells and blanks, as far as the level above them stays the same. A list with neither
    such columns nor headings has the levels that its numbers have parts before the last.
    """
    columns = wide(rows, entries, _FIELDS)
    used = [field for field in _FIELDS if columns[field].notna().any() and (columns[field].fillna("") != "").any()]
    if used:
        return list(_filled([listed(columns[field].fillna("")) for field in used], listed(rows[Row.sheet])))
    sections = [[*filter(is_section, text.split("\n"))] for text in listed(rows[Row.section])]
    if any(sections):
        return [_section_path(own) for own in sections]
    return [number_path(number) for number in numbers]


def _filled(columns: Sequence[Sequence[str]], sheets: Sequence[str]) -> Iterator[tuple[str, ...]]:
    before: list[str] = [""] * len(columns)
    sheet = ""
    for own, name in zip(zip(*columns, strict=True), sheets, strict=True):
        if name != sheet:
            before, sheet = [""] * len(columns), name
        now: list[str] = []
        for level, text in enumerate(own):
            same = now == before[:level]
            now.append(" ".join(text.split()) or (before[level] if same else ""))
        before = now
        yield tuple(text for text in now if text)


def _section_path(sections: Iterable[str]) -> tuple[str, ...]:
    """The last heading of each level: kinds of headings are levels in the order in which they first appear."""
    kinds: list[tuple[str, str]] = []
    path: list[str] = []
    for text in sections:
        heading = marked(text)
        kind = heading.kind if heading else (text, "")
        if kind not in kinds:
            del kinds[len(path) :]
            kinds.append(kind)
        level = kinds.index(kind)
        path[level:] = [text]
    return tuple(path)


def number_path(number: str) -> tuple[str, ...]:
    """`4-1-3-7` -> (`4`, `4-1`, `4-1-3`): what stands before each later part, as written."""
    ends = [
        match.start()
        for match in re.finditer(r"(?<=[^\W_])[-.・/－‐―]?[(（]?(?=[^\W_])|(?<=[)）])[-.・/－‐―]?(?=\S)", number)
    ]
    whole = parts(number)
    cut = [number[:end] for end in ends if 0 < len(parts(number[:end])) < len(whole)]
    return tuple(dict.fromkeys(cut))


def goal_of(path: Sequence[str], goals: Sequence[Goal]) -> int:
    """The goal of the plan that a path begins with: of that number, or of that name; 0 where the plan has no such one."""
    if not path:
        return 0
    heading = marked(path[0])
    signs = {parts(heading.sign), parts(heading.word + heading.sign)} if heading else {parts(path[0])}
    names = {fold(path[0])} | ({fold(heading.title)} if heading and heading.title else set())
    named = [goal.goal for goal in goals if fold(goal.name) in names]
    by_number = [goal.goal for goal in goals if parts(goal.label) in signs]
    return next(iter(named or by_number), 0)


def goals_in(all_paths: Iterable[Sequence[str]]) -> list[tuple[str, str]]:
    """Label and name of the goals that a list has, where the plan says none: the first levels in their order."""
    found = []
    for first in dict.fromkeys(path[0] for path in all_paths if path):
        heading = marked(first)
        if heading:
            found.append((heading.sign.strip(" 　()（）"), heading.title or first))
        else:
            found.append((first, "") if re.fullmatch(r"[\w()（）-]{1,6}", first) else (str(len(found) + 1), first))
    return found


def contradictions(all_paths: Iterable[tuple[int, str, Sequence[str]]], plan: Plan) -> Iterator[Finding]:
    """level_contradiction for each row whose number begins with another goal's number than the one that it stands under."""
    for row_id, number, path in all_paths:
        begins, heading = parts(number), marked(path[0]) if path else None
        if heading is None or len(begins) < 2:
            continue
        under = parts(heading.sign)
        known = {parts(goal.label) for goal in plan.goal_list}
        if under != begins[:1] and {under, begins[:1]} <= known:
            at: dict[str, Any] = {"row_id": row_id, "field": "number"}
            yield Finding("level_contradiction", path[0], str(begins[0]), number, **at)
