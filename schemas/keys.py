"""How text is compared: labels, names and initiative numbers. Only keys are folded, a narrative never is."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache

# Characters that look like a hyphen and are typed for one (JIS X 0208, Unicode dashes, the long vowel mark, 罫線).
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−－ー─━ｰ﹣", "-"))

# How a heading says whose return it is: `回答課：地域共生課`, `記入課名　地域共生課`, or the name in the next cell.
_LABEL = r"(?:回答|記入|報告|提出)(?:担当)?(?:課|所属|部署)名?"
_RESPONDENT = re.compile(rf"{_LABEL}\s*[:：]\s*(?P<marked>.*)|^\s*{_LABEL}\s*(?P<bare>.*)")
_UNFILLED = re.compile(r"[課室名()（）_＿○〇◯・.…\-\s]*|.*(?:記入|入力|記載|書いて).*|[(（]?例[)）:： ].*")
# What a department's name looks like, known or not; a sentence (`回答課は…`) does not.
_UNIT = re.compile(r"[^\sはがをにでのへとも]{1,20}(?:課|室|局|部|所|係|館|園|校|センター)")

# What stands for 該当なし in a cell: not a value, and not a blank either.
NOT_APPLICABLE = frozenset("-")


# Characters that have no width: pasted from a web page, nobody sees them.
_UNSEEN = str.maketrans("", "", "\u200b\u200c\u200d\u200e\u200f\u2060\ufe0e\ufe0f\ufeff\u00ad")


@lru_cache(maxsize=65536)  # names and numbers come again and again
def fold(text: str) -> str:
    """Text for comparison: NFKC, lower case, without any white space or line break. `Ｒ２ 評価` and `r2評価` are equal."""
    seen = text.replace("_x000D_", "").translate(_UNSEEN)
    return "".join(unicodedata.normalize("NFKC", seen).casefold().split())


def plain_dashes(text: str) -> str:
    """The text with every kind of hyphen, dash and minus as `-`."""
    return text.translate(_DASHES)


def is_dash(text: str) -> bool:
    """Whether the cell says 該当なし with a dash of any width (`－`, `―`, `-`)."""
    return fold(text).translate(_DASHES) in NOT_APPLICABLE


def department_name(text: str) -> str:
    """A department's name for comparison: folded, without the brackets that mark a partner organisation."""
    return fold(text).strip("()")


# What parts the departments of a cell, and what stands before a 課 in it without being one (`福祉部　健康課`).
_NAME = re.compile(r"[^\n\r、,，・･／/;；|｜\s]+")
_ABOVE = re.compile(r".*(?:部|局|教育委員会)")
_MOST_PARTS = 6  # of one department's name

# What a list writes for all departments, folded.
_EVERYBODY = re.compile(
    r"(?:全|各|全ての|すべての|関係|関係各|関係する|庁内|庁内各|庁内全|全庁各)(?:課|課室|課等|所属|部署|部課|課局室)|全庁|全庁的"
)


def is_everybody(name: str) -> bool:
    """Whether a name of a 担当課名 cell stands for all departments (`全課`, `関係各課`, `全庁`)."""
    return _EVERYBODY.fullmatch(department_name(name)) is not None


def split_departments(text: str, known: Callable[[str], object] = lambda name: None) -> list[str]:
    """The departments of a 担当課名 cell in their order, as written: one a line, or parted by 、 , ・ ／ ; or a space. A dash is none.

    `known` says (by anything true) whether a text is a department's name. Whole names come first: `健康・スポーツ課` is one where it is
    known. A 部 before a known 課, apart from it by white space or not at all, is none (`福祉部　健康課`, `福祉部健康課`).
    """
    cell = text.replace("_x000D_", "\n")
    names = []
    spans = _whole(cell, known)
    for (start, end), (after, last) in zip(spans, [*spans, (len(cell), len(cell))][1:], strict=True):
        name = cell[start:end]
        above = not known(name) and _ABOVE.fullmatch(name) and not cell[end:after].strip() and known(cell[after:last])
        if not above and not is_dash(name):
            names.append(name if known(name) else _below(name, known))
    return names


def _whole(cell: str, known: Callable[[str], object]) -> list[tuple[int, int]]:
    """Where the names of a cell begin and end: of those that can be read in several ways the longest that is known."""
    parts = [match.span() for match in _NAME.finditer(cell)]
    spans = []
    while parts:
        sizes = range(min(_MOST_PARTS, len(parts)), 1, -1)
        size = next((size for size in sizes if known(cell[parts[0][0] : parts[size - 1][1]])), 1)
        spans.append((parts[0][0], parts[size - 1][1]))
        del parts[:size]
    return spans


def _below(name: str, known: Callable[[str], object]) -> str:
    """The known 課 that a name ends with, behind its 部; else the name."""
    ends = (name[place:] for place in range(1, len(name)) if _ABOVE.fullmatch(name[:place]))
    return next(filter(known, ends), name)


def split_names(text: str) -> tuple[str, ...]:
    """The names of a 別名 cell: one a line, or parted by 、; a space within a name is none of it (`防 災 課`)."""
    names = ("".join(part.split()) for part in re.split(r"[\n\r、,，]+", text.replace("_x000D_", "\n")))
    return tuple(dict.fromkeys(filter(None, names)))


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


_RETRACTED = re.compile(
    r"削除(?:します|しました|してください|して下さい|を?お?願い(?:し|致し|いたし)?ます|希望)?[。.]?"
)


def is_retracted(text: str) -> bool:
    """Whether a cell takes back what an earlier return of the department said there (`「削除」`, `削除してください`); a blank never does, nor
    a text that says more."""
    return _RETRACTED.fullmatch(fold(text).strip("()「」[]【】")) is not None


def says_respondent(text: str) -> bool:
    """Whether a heading's cell says whose return it is, or that the next cell does."""
    return _RESPONDENT.search(text) is not None


def respondent_in(texts: Sequence[str]) -> str:
    """What the cells of a heading say of the sender behind `回答課：`, or in the cell after it; "" where nothing is filled in there.

    Without a colon only what looks like a department's name counts: `回答課は黄色の欄に記入してください` names none.
    """
    for text, following in zip(texts, [*texts[1:], ""], strict=True):
        match = _RESPONDENT.search(text)
        if not match:
            continue
        for said, sure in ((match["marked"], True), (match["bare"], False), (following, False)):
            words = (said or "").strip()
            if words and not _UNFILLED.fullmatch(plain_dashes(words)) and (sure or _UNIT.match(words)):
                return words
    return ""


def cell_place(cell: str) -> tuple[int, int]:
    """AB7 -> row 7, column 28."""
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(cell[len(letters) :]), column


CONTINUED = "続き"  # in a line of its own behind the number of a row that only continues the one above


def continued_number(text: str) -> str | None:
    """The number of the row that one continues (`4-1-5-7`, and 続き in a line below it); None for the number of any other row."""
    number, _, last = text.strip().rpartition("\n")
    return number.strip() if last.strip() == CONTINUED and number.strip() else None
