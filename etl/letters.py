"""letters: a written grade -> the plan's grade. What it is dressed in is taken off layer by layer; what could mean two things is not read."""

import re
from collections.abc import Iterator

from torikumi.schemas.keys import fold, is_dash, is_retracted
from torikumi.schemas.plan import Plan, grade_key

NORMALISED, UNDRESSED, TENTATIVE = "grade_normalised", "grade_undressed", "grade_tentative"

_OPENING, _CLOSING = r"(\[{「『【〔〈《<", r")\]}」』】〕〉》>"
# A note that leaves the grade open: it is read, and asked about.
_OPEN = (
    *(
        "見込",
        "予定",
        "暫定",
        "仮",
        "案",
        "?",
        "未確定",
        "未定",
        "保留",
        "検討",
        "調整",
        "速報",
        "中止",
        "未実施",
        "中間",
        "確認",
        "tbd",
    ),
    *(
        "取消",
        "取り消",
        "削除",
        "撤回",
        "誤",
        "未達",
        "概ね",
        "おおむね",
        "ほぼ",
        "やや",
        "相当",
        "近い",
        "程度",
        "一部",
        "条件",
        "寄り",
        "弱",
    ),
    *("マイナス", "プラス", "対象外", "終了", "廃止", "休止", "途中", "未", "相談", "見直"),
)
# What a grade wears, outermost layer; `letter` is what is left, `note` what somebody has added.
_LAYERS = tuple(
    map(
        re.compile,
        (
            rf"[{_OPENING}](?P<letter>.+)[{_CLOSING}]",
            r"([\"'])(?P<letter>.+)\1",
            r"[“‘](?P<letter>.+)[”’]",
            rf"[{_OPENING}](?P<letter>[^{_CLOSING}]+)",
            rf"(?P<letter>[^{_OPENING}]+)[{_CLOSING}]",
            r"(?P<letter>.+?)(?:[。.、,!・:]|[※*†注]\d*)",
            r"[※*・:](?P<letter>.+)",
            r"(?:自己|総合|内部|担当課|本年度|今年度|当年度)?の?(?:評価|判定|ランク)(?:区分|結果)?[は:=]?(?P<letter>.+)",
            r"(?P<letter>.+?)(?:評価|判定|ランク|です|印|点|と(?:評価|判断)?(?:する|します|した|しました))",
            r"(?P<letter>\d+)\.0+",
            rf"(?P<letter>[^{_OPENING}]+)[{_OPENING}](?P<note>.+)[{_CLOSING}]",
            r"(?P<letter>[^※]+)※(?P<note>.+)",
            r"(?P<letter>[^:]+):(?P<note>.+)",
            r"(?P<letter>.+?)(?P<note>見込み?|予定|仮|\?)",
            r"(?P<note>見込み?|予定|暫定|仮)(?P<letter>.+)",
        ),
    )
)
_MOST_LAYERS = 4


def read_letter(text: str, plan: Plan) -> tuple[str | None, str]:
    """The letter ("" for a blank or 「削除」, None for what is no grade of the plan) and the code of how it had to be read.

    What the plan itself writes so is that grade (`A+`, `評価1`) before anything is taken off. A note that names another grade is asked
    about, and so is one that is another grade's 内容; one that is another grade (`Ａ（Ｂ）`) makes the cell unreadable, and so do two ways to
    read it that differ.
    """
    if not text.strip() or is_retracted(text):
        return "", ""
    plain = plan.notations.get(grade_key(text))
    if plain:
        return plain, "" if text.strip() == plan.notation(plain) else NORMALISED
    if worded := _by_wording(text, plan):
        return worded, UNDRESSED
    # A second line is a note, as what stands behind ※.
    layer = {"※".join(filter(None, map(fold, text.splitlines()))): ""}
    for _ in range(_MOST_LAYERS):
        layer = _inner(layer)
        found = {letter: note for left, note in layer.items() if (letter := plan.notations.get(grade_key(left)))}
        if found:
            (letter, note), *others = found.items()
            return (None, "") if others else _with_note(letter, note, plan)
    return None, ""


def _by_wording(text: str, plan: Plan) -> str:
    """The grade that is written together with the plan's words for it (`A 達成`), else ""."""
    worded = (band.grade for band in plan.bands if band.wording and fold(text) == fold(band.grade + band.wording))
    return next(worded, "")


def _inner(layer: dict[str, str]) -> dict[str, str]:
    """What is left of each text, with its note, when one layer is taken off in each way that there is."""
    inner: dict[str, str] = {}
    for outer, notes in layer.items():
        for left, note in _undressed(outer, notes):
            inner.setdefault(left, note)
    return inner


def _undressed(text: str, notes: str) -> Iterator[tuple[str, str]]:
    for match in (pattern.fullmatch(text) for pattern in _LAYERS):
        if match:
            yield match["letter"], "※".join(filter(None, (notes, match.groupdict().get("note"))))


def _with_note(letter: str, note: str, plan: Plan) -> tuple[str | None, str]:
    others = [key for key, grade in plan.notations.items() if grade != letter]
    if set(map(grade_key, note.split("※"))) & set(others):
        return None, ""
    words = {fold(band.wording): band.grade for band in plan.bands}
    said = {words[text] for text in note.split("※") if text in words}
    if said:
        return letter, UNDRESSED if said == {letter} else TENTATIVE
    asked = any(word in note for word in _OPEN) or any(_names(note, other) for other in others)
    return letter, TENTATIVE if asked else UNDRESSED


def _names(note: str, grade: str) -> bool:
    """Whether a note names a grade: a Latin letter only where it stands alone (`PCR` names no C), a figure (`2回目`) or a dash never."""
    if grade.isdecimal() or is_dash(grade):
        return False
    return bool(re.search(rf"(?<![a-z0-9]){re.escape(grade)}(?![a-z0-9])", note))
