"""normalise: what the raw text of a return is understood to be. Raw columns stay; keys are added beside them."""

import pandas as pd
from torikumi.schemas.findings import Finding
from torikumi.schemas.keys import fold, initiative_number, split_departments
from torikumi.schemas.plan import Plan, grade_key

# What a コロナ影響 column may say, folded; anything else is asked about.
AFFECTED = {
    "該当": True,
    "○": True,
    "〇": True,
    "◯": True,
    "有": True,
    "あり": True,
    "1": True,
    "yes": True,
    "はい": True,
    "レ": True,
    "✓": True,
}
UNAFFECTED = {
    "": False,
    "非該当": False,
    "×": False,
    "無": False,
    "なし": False,
    "0": False,
    "no": False,
    "いいえ": False,
    "-": False,
    "該当なし": False,
}


def normalise(rows: pd.DataFrame, plan: Plan) -> tuple[pd.DataFrame, list[Finding]]:
    """Add the keys `initiative` (number or None), `letter` (the plan's grade, "" where blank, None where unknown),
    `owners` (official names in their order; unknown ones left out) and `affected_said` (True, False, None where not said).

    What had to be read differently from how it is written is a finding: number_normalised, grade_normalised (the letter is
    not in the form's notation), affected_unknown.
    """
    letters = plan.notations
    result = rows.copy()
    result["initiative"] = pd.Series(
        [initiative_number(text or "") for text in rows["number"]], rows.index, dtype="object"
    )
    grades = rows[plan.grade] if plan.grade in rows else pd.Series("", rows.index)
    read = ["" if not (text or "").strip() else letters.get(grade_key(text)) for text in grades]
    result["letter"] = pd.Series(read, rows.index, dtype="object")
    departments = rows["department"] if "department" in rows else pd.Series("", rows.index)
    result["owners"] = departments.map(lambda text: owners(text or "", plan))
    affected = rows["influence"] if "influence" in rows else pd.Series([None] * len(rows), rows.index, dtype="object")
    result["affected_said"] = pd.Series([_affected(text) for text in affected], rows.index, dtype="object")
    return result, [*_numbers(result), *_grades(result, grades, plan), *_unclear(affected)]


def owners(text: str, plan: Plan) -> tuple[str, ...]:
    """The official names of the departments of a 担当課名 cell, each once, in their order; unknown names are left out."""
    names = (plan.official_name(name) for name in split_departments(text))
    return tuple(dict.fromkeys(name for name in names if name))


def _affected(text: str | None) -> bool | None:
    if text is None:
        return None
    return (AFFECTED | UNAFFECTED).get(fold(text), False)


def _numbers(rows: pd.DataFrame) -> list[Finding]:
    changed = rows[rows["initiative"].notna() & (rows["number"].str.strip() != rows["initiative"])]
    return [
        Finding(
            "number_normalised",
            found=row["number"],
            expected=row["initiative"],
            number=row["initiative"],
            row_id=row_id,
            field="number",
        )
        for row_id, row in changed.iterrows()
    ]


def _grades(rows: pd.DataFrame, grades: pd.Series, plan: Plan) -> list[Finding]:
    notation = {band.grade: band.notation for band in plan.bands}
    findings = []
    for row_id, letter in rows["letter"].items():
        written = str(grades[row_id]).strip() if letter else ""
        if letter and written != notation[letter]:
            found, expected = _with_width(written), _with_width(notation[letter])
            findings.append(
                Finding(
                    "grade_normalised",
                    found,
                    expected,
                    rows.at[row_id, "initiative"] or "",
                    row_id=int(str(row_id)),
                    field=plan.grade,
                )
            )
    return findings


def _with_width(text: str) -> str:
    """`A（半角）`: two letters that look alike are told apart in words."""
    if len(text) != 1 or fold(text) == text:
        return text
    return f"{text}（{'半角' if text.isascii() else '全角'}）" if fold(text).isascii() else text


def _unclear(affected: pd.Series) -> list[Finding]:
    known = AFFECTED | UNAFFECTED
    return [
        Finding("affected_unknown", found=text, row_id=int(str(row_id)), field="influence")
        for row_id, text in affected.items()
        if text is not None and fold(text) not in known
    ]
