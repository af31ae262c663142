"""relistings: each 再掲 beside its original. Nothing is changed, everything is named."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd
from torikumi.schemas.findings import Finding
from torikumi.schemas.keys import fold, initiative_number, relisted
from torikumi.schemas.layouts import PROGRESS_LIST
from torikumi.schemas.models import Initiative, Relisting, made, texts
from torikumi.schemas.plan import Plan


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


def resolve(initiatives: pd.DataFrame) -> list[_Relisted]:
    """By number; where that is none of the list, or has another name, by the only other initiative of the name. Names are compared
    folded; one may go on where the other ends (`（…事業）`). Where no name fits but the departments do, the number stands. An initiative
    that cites its own number has no original there."""
    names = {str(key): fold((relisted(name) or ("", name))[1]) for key, name in initiatives[Initiative.name].items()}
    first = set(initiatives.index[~initiatives[Initiative.relisted]])
    owners = initiatives[Initiative.owners]
    alike: dict[str, list[str]] = {}  # first character of the name -> keys: only such names can be alike
    for key, folded in names.items():
        alike.setdefault(folded[:1], []).append(key)
    resolved = []
    for row in initiatives[initiatives[Initiative.relisted]].itertuples():
        reference, name = relisted(row.name) or ("", "")
        original = initiative_number(reference) or ""
        same = [
            other for other in alike.get(fold(name)[:1], []) if other != row.Index and _alike(names[other], fold(name))
        ]
        proposal = f"同じ名称の取組：{'、'.join(same)}" if same else "同じ名称の取組も見当たりません"
        likely = [other for other in same if other in first]
        by_name = likely[0] if len(likely) == 1 else ""
        by_other = by_name, BY_NAME if by_name else UNRESOLVED
        known = original in names and original != row.Index
        found: tuple[str, str, str, str]
        if not known:
            found = (*by_other, "relisted_unresolved", f"（{proposal}）")
        elif _alike(names[original], fold(name)):
            found = (original, BY_NUMBER, "", "")
        elif set(row.owners) & set(owners[original]) and not same:
            found = (original, RENAMED, "relisted_renamed", initiatives.at[original, Initiative.name])
        else:
            found = (*by_other, "relisted_other_name", proposal)
        resolved.append(_Relisted(str(row.Index), reference, *found))
    return resolved


def relistings(
    initiatives: pd.DataFrame, entries: pd.DataFrame, plan: Plan
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
    of = {row.Index: row for row in initiatives[initiatives.index.isin(needed)].itertuples()}
    records, about, between = [], [], []
    for one in resolved:
        row, other = of[one.number], of.get(one.original)
        if one.code:
            about.append(Finding.at_master(one.code, row, "name", one.reference, one.said))
        differs = _differences(row, other, targets, plan) if other is not None else {}
        if plan.grade_field in differs and other is not None:
            said = f"{one.original}は{other.letter}"
            between.append(Finding.at_answer("relisted_grade_differs", row, plan.grade_field, row.letter, said))
        rest = [words for field, words in differs.items() if field != plan.grade_field]
        if rest:
            between.append(Finding.at_master("relisted_differs", row, "name", one.original, "、".join(rest)))
        sides = [_side(side, listed) for side in (row, other)]
        pairs = [text for both in zip(*sides, strict=True) for text in both]
        names = (one.number, row.name, one.reference, one.original, one.how)
        records.append((*names, *pairs, "、".join(differs.values())))
    return made(Relisting, records), about, between


def _side(row: Any, listed: pd.Series) -> tuple[str, str, str]:
    """Grade, departments as listed, and result; blank for none."""
    return (row.letter, listed.get(row.master_row_id, ""), row.actual) if row is not None else ("", "", "")


def _differences(row: Any, other: Any, targets: Mapping[str, pd.Series], plan: Plan) -> dict[str, str]:
    """field -> label of what differs; width and white space do not count."""
    fields: dict[str, tuple[object, object]] = {}
    if row.letter and other.letter:
        fields[plan.grade_field] = row.letter, other.letter
    if row.actual.strip() and other.actual.strip():
        fields[plan.actual_field] = fold(row.actual), fold(other.actual)
    fields["department"] = set(row.owners), set(other.owners)
    for field, text in targets.items():
        fields[field] = fold(text.get(row.master_row_id, "")), fold(text.get(other.master_row_id, ""))
    return {field: PROGRESS_LIST.label(field).removesuffix(" ※") for field, (one, two) in fields.items() if one != two}


def _alike(one: str, other: str) -> bool:
    return bool(one and other) and (one.startswith(other) or other.startswith(one))
