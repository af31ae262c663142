"""normalise: what the raw text of a return is understood to be. Raw texts stay; keys are added beside them."""

import pandas as pd
from torikumi.etl.letters import read_letter
from torikumi.schemas.findings import Finding
from torikumi.schemas.keys import fold
from torikumi.schemas.models import Understood, wide
from torikumi.schemas.numbers import Numbers
from torikumi.schemas.plan import Plan
from torikumi.schemas.tables import listed, tuples

# What a コロナ影響 column may say, folded; anything else is asked about.
AFFECTED = dict.fromkeys(("該当", "○", "〇", "◯", "有", "あり", "1", "yes", "はい", "レ", "✓"), True)
UNAFFECTED = dict.fromkeys(("", "非該当", "×", "無", "なし", "0", "no", "いいえ", "-", "該当なし"), False)


def normalise(
    rows: pd.DataFrame, entries: pd.DataFrame, numbers: Numbers, plan: Plan
) -> tuple[pd.DataFrame, list[Finding]]:
    """The rows of the returns (`Row`, `Entry`) as `Understood`; `numbers` are those of the master list. A row of a list that has no numbers
    is the initiative of its name.

    What had to be read differently from how it is written is a finding: number_normalised, grade_normalised (the letter is not in the
    form's notation), grade_undressed (it stands in brackets or with a mark), grade_tentative (a note leaves it open), affected_unknown.
    """
    raw = wide(rows, entries, ["number", "name", "department", plan.actual_field, plan.grade_field, "influence"])
    keys = {text: numbers.of(text) for text in raw["number"].dropna().unique()}
    by_name = {name: numbers.named(name) for name in raw.loc[raw["number"].isna(), "name"].fillna("").unique()}
    initiatives = [
        by_name[name or ""] if number is None else keys[number]
        for number, name in zip(listed(raw["number"]), listed(raw["name"]), strict=True)
    ]
    said = {text: plan.owners(text or "") for text in raw["department"].unique()}
    actual, written = (_said(raw[field]) for field in (plan.actual_field, plan.grade_field))
    grades = {text: read_letter(text, plan) for text in written.unique()}
    result = rows.assign(
        number=raw["number"].fillna("").astype("str"),
        name=raw["name"].fillna("").astype("str"),
        initiative=_objects(initiatives, rows),
        owners=_objects(raw["department"].map(said.get), rows),
        actual=actual,
        written=written,
        letter=_objects([grades[text][0] for text in written], rows),
        influence=raw["influence"].fillna("").astype("str"),
        affected_said=_objects([_affected(text) for text in raw["influence"]], rows),
    )
    read = {row_id: grades[text] for row_id, text in written.items() if text.strip()}
    return result, [*_numbers(result), *_grades(result, read, plan), *_unclear(raw["influence"])]


def _said(texts: pd.Series) -> pd.Series:
    """The texts of a column, "" for one that nobody sees (spaces, characters without width): it is a blank, and supersedes nothing."""
    return texts.map(lambda text: text if fold(text or "") else "").astype("str")


def _objects(values: object, rows: pd.DataFrame) -> pd.Series:
    return pd.Series(list(values), rows.index, dtype="object").where(lambda series: series.notna(), None)  # type: ignore[call-overload]


def _affected(text: str | None) -> bool | None:
    return None if text is None else (AFFECTED | UNAFFECTED).get(fold(text), False)


def _numbers(rows: pd.DataFrame) -> list[Finding]:
    changed = rows[
        rows["initiative"].notna() & (rows["number"] != "") & (rows["number"].str.strip() != rows["initiative"])
    ]
    return [
        Finding("number_normalised", row.number, row.initiative, row.initiative, row_id=row.Index, field="number")
        for row in tuples(changed)
    ]


def _grades(rows: pd.DataFrame, read: dict[int, tuple[str | None, str]], plan: Plan) -> list[Finding]:
    findings = []
    for row_id, (letter, code) in read.items():
        if code and letter:
            found, expected = (
                _with_width(rows.at[row_id, Understood.written].strip()),
                _with_width(plan.notation(letter)),
            )
            number = rows.at[row_id, Understood.initiative] or ""
            findings.append(Finding(code, found, expected, number, row_id=row_id, field=plan.grade_field))
    return findings


def _with_width(text: str) -> str:
    """`A（半角）`: two letters that look alike are told apart in words."""
    if len(text) != 1 or fold(text) == text:
        return text
    return f"{text}（{'半角' if text.isascii() else '全角'}）" if fold(text).isascii() else text


def _unclear(affected: pd.Series) -> list[Finding]:
    known = AFFECTED | UNAFFECTED
    return [
        Finding("affected_unknown", found=text, row_id=row_id, field="influence")
        for row_id, text in affected.items()
        if text is not None and fold(text) not in known
    ]
