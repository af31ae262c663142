"""How text is compared: labels, names and initiative numbers. Only keys are folded, a narrative never is."""

import re
import unicodedata

# Characters that look like a hyphen and are typed for one (JIS X 0208, Unicode dashes, the long vowel mark, 罫線).
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−－ー─━ｰ﹣", "-"))
_NUMBER = re.compile(r"(\d{1,3})[-.](\d{1,3})[-.](\d{1,3})[-.](\d{1,3})")

# How a heading says whose return it is: `回答課：地域共生課`.
RESPONDENT = re.compile(r"回答課\s*[:：]?\s*(\S+)")

# What stands for 該当なし in a cell: not a value, and not a blank either.
NOT_APPLICABLE = frozenset("-")


def fold(text: str) -> str:
    """Text for comparison: NFKC, lower case, without any white space or line break. `Ｒ２ 評価` and `r2評価` are equal."""
    return "".join(unicodedata.normalize("NFKC", text.replace("_x000D_", "")).casefold().split())


def initiative_number(text: str) -> str | None:
    """`１－１－１－１`, `1‐1‐1‐1`, `1.1.1.1 ` -> `1-1-1-1`; None where there are not just four parts."""
    match = _NUMBER.fullmatch(fold(text).translate(_DASHES))
    return "-".join(str(int(part)) for part in match.groups()) if match else None


def number_parts(number: str) -> tuple[int, ...]:
    """Sort key of a well-formed number: `4-1-10-2` after `4-1-9-1`."""
    return tuple(int(part) for part in number.split("-"))


def is_dash(text: str) -> bool:
    """Whether the cell says 該当なし with a dash of any width (`－`, `―`, `-`)."""
    return fold(text).translate(_DASHES) in NOT_APPLICABLE


def department_name(text: str) -> str:
    """A department's name for comparison: folded, without the brackets that mark a partner organisation."""
    return fold(text).strip("()")


def split_departments(text: str) -> list[str]:
    """The departments of a 担当課名 cell in their order, as written: one a line, or parted by 、 , ・ or a space."""
    return [part for part in re.split(r"[\n\r、,，・\s]+", text.replace("_x000D_", "\n")) if part]


_RELISTED = re.compile(r"【再掲([^】]*)】")


def relisted(name: str) -> tuple[str, str] | None:
    """`【再掲4-1-5-４】介護予防事業の充実` -> (`4-1-5-４`, the name that follows); None where nothing is relisted."""
    match = _RELISTED.match(name.strip())
    return (match[1], name.strip()[match.end() :].strip()) if match else None


def column_letter(column: int) -> str:
    """1 -> A, 27 -> AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


_RETRACTED = "削除"


def is_retracted(text: str) -> bool:
    """Whether a cell takes back what an earlier return of the department said there (`「削除」`); a blank never does."""
    return fold(text).strip("()「」[]【】") == _RETRACTED
