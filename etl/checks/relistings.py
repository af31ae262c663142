"""relistings: each 再掲 beside its original. Nothing is changed, everything is named."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pandas as pd
from torikumi.schemas.findings import Finding
from torikumi.schemas.keys import fold, relisted
from torikumi.schemas.layouts import Layout
from torikumi.schemas.models import Initiative, Relisting, texts
from torikumi.schemas.numbers import Numbers
from torikumi.schemas.plan import Plan
from torikumi.schemas.tables import made, tuples


class _Relisted(NamedTuple):
    """A 【再掲…】 resolved: `original` is the initiative that it shows again, "" where none can be named; `how` says by what."""

    number: str
    reference: str
    original: str
    how: str
    code: str  # of the finding, "" where the reference is right
    said: str


BY_NUMBER, BY_NAME, RENAMED, UNRESOLVED = (
    "番号のとおり",
    "名称による（番号は別の取組）",
    "番号のとおり（名称は異なる）",
    "元の取組が見当たらない",
)


class _Listed:
    """The initiatives of the list by key, and which of them have like names (folded; one may go on where the other ends)."""

    def __init__(self, initiatives: pd.DataFrame) -> None:
        self.initiatives = initiatives
        self.numbers = Numbers(initiatives.index)
        written = initiatives[Initiative.name].items()
        self.names = {str(key): fold((relisted(name) or ("", name))[1]) for key, name in written}
        self.originals = set(initiatives.index[~initiatives[Initiative.relisted]])
        self.owners = dict(initiatives[Initiative.owners].items())
        self.by_first: dict[str, list[str]] = {}  # first character of the name -> keys: only such names can be alike
        for key, folded in self.names.items():
            self.by_first.setdefault(folded[:1], []).append(key)

    def like(self, name: str, but: str) -> list[str]:
        """The other initiatives of a like name."""
        others = self.by_first.get(name[:1], [])
        return [other for other in others if other != but and _alike(self.names[other], name)]


def resolve(initiatives: pd.DataFrame) -> list[_Relisted]:
    """By number; where that is none of the list, or has another name, by the only other initiative of the name. Names are compared
    folded; one may go on where the other ends (`（…事業）`). Where no name fits but the departments do, the number stands. An initiative
    that cites its own number has no original there."""
    listed = _Listed(initiatives)
    return [_resolved(row, listed) for row in tuples(initiatives[initiatives[Initiative.relisted]])]


def _resolved(row: Any, listed: _Listed) -> _Relisted:
    reference, written = relisted(row.name) or ("", "")
    name, original = fold(written), listed.numbers.of(reference) or ""
    same = listed.like(name, row.Index)
    known = original in listed.names and original != row.Index
    if known and _alike(listed.names[original], name):
        return _Relisted(row.Index, reference, original, BY_NUMBER, "", "")
    if known and not same and set(row.owners) & set(listed.owners[original]):
        said = listed.initiatives.at[original, Initiative.name]
        return _Relisted(row.Index, reference, original, RENAMED, "relisted_renamed", said)
    likely = [other for other in same if other in listed.originals]
    found = (likely[0], BY_NAME) if len(likely) == 1 else ("", UNRESOLVED)
    proposal = f"同じ名称の取組：{'、'.join(same)}" if same else "同じ名称の取組も見当たりません"
    why = ("relisted_other_name", proposal) if known else ("relisted_unresolved", f"（{proposal}）")
    return _Relisted(row.Index, reference, *found, *why)


def relistings(
    initiatives: pd.DataFrame, entries: pd.DataFrame, layout: Layout, plan: Plan
) -> tuple[pd.DataFrame, list[Finding], list[Finding]]:
    """`Relisting`: one row for each 再掲 with its original and what is not the same of grade, result, departments and targets, in words.

    Grade and result are compared where both are answered. Without an original the other side is blank. Findings about the reference, at
    the master's row: relisted_unresolved, relisted_other_name, relisted_renamed. Findings about the sides: relisted_grade_differs at the
    grade, relisted_differs at the master's row.
    """
    targets = {f"target_{year}": texts(entries, f"target_{year}") for year in plan.years}
    listed = texts(entries, "department")
    resolved = resolve(initiatives)
    needed = {key for one in resolved for key in (one.number, one.original) if key}
    of = {row.Index: row for row in tuples(initiatives[initiatives.index.isin(needed)])}
    records, about = [], []
    between: list[Finding] = []
    for one in resolved:
        row, other = of[one.number], of.get(one.original)
        differs = _differences(row, other, targets, layout, plan) if other is not None else {}
        if one.code:
            about.append(Finding.at_master(one.code, row, "name", one.reference, one.said))
        between += _between(row, other, differs, plan)
        sides = [_side(side, listed) for side in (row, other)]
        pairs = [text for both in zip(*sides, strict=True) for text in both]
        names = (one.number, row.name, one.reference, one.original, one.how)
        records.append((*names, *pairs, "、".join(differs.values())))
    return made(Relisting, records), about, between


def _between(row: Any, other: Any, differs: Mapping[str, str], plan: Plan) -> Iterator[Finding]:
    """What a 再掲 and its original do not have the same: the grade, and all else in one finding."""
    if plan.grade_field in differs:
        said = f"{other.Index}は{other.letter}"
        yield Finding.at_answer("relisted_grade_differs", row, plan.grade_field, row.letter, said)
    rest = [words for field, words in differs.items() if field != plan.grade_field]
    if rest:
        yield Finding.at_master("relisted_differs", row, "name", other.Index, "、".join(rest))


def _side(row: Any, listed: pd.Series) -> tuple[str, str, str]:
    """Grade, departments as listed, and result; blank for none."""
    return (row.letter, listed.get(row.master_row_id, ""), row.actual) if row is not None else ("", "", "")


def _differences(row: Any, other: Any, targets: Mapping[str, pd.Series], layout: Layout, plan: Plan) -> dict[str, str]:
    """field -> label of what differs; width and white space do not count."""
    fields: dict[str, tuple[object, object]] = {}
    if row.letter and other.letter:
        fields[plan.grade_field] = row.letter, other.letter
    if row.actual.strip() and other.actual.strip():
        fields[plan.actual_field] = fold(row.actual), fold(other.actual)
    fields["department"] = set(row.owners), set(other.owners)
    for field, text in targets.items():
        fields[field] = fold(text.get(row.master_row_id, "")), fold(text.get(other.master_row_id, ""))
    return {field: layout.label(field).removesuffix(" ※") for field, (one, two) in fields.items() if one != two}


def _alike(one: str, other: str) -> bool:
    return bool(one and other) and (one.startswith(other) or other.startswith(one))
