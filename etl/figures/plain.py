"""Whether a text says plainly that a figure was reached: its polarity, what may limit it (its scope), and what was done.

Not a stage: `quantify` asks it for each cell. A sentence is read only if all of it is known: `plain.csv` says in one table what may
stand before, between and behind figures. What is not there leaves the figures of the sentence unread (polarity ""), so that no list of
exceptions (cancelled, planned, not reached …) is needed, and none could be complete.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from torikumi.etl.figures.dates import DATE, Dated, plain, with_dashes
from torikumi.etl.figures.figure import AS_PLANNED, LEVEL, Figure
from torikumi.etl.figures.neighbours import limits, points_back, without_parts, without_plans, without_twins
from torikumi.etl.figures.words import forms_at, values_of, words_of
from torikumi.schemas.years import LETTERS, NAMES

_FIGURE, _YEAR, _DAY = "\ue010", "\ue011", "\ue012"
_BULLETS = "- ・○〇◎●■□◆◇▼▽*" + "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_WHOLE_YEAR = re.compile(rf".*年度|(?:{NAMES}|[{LETTERS}]) ?(?:元|\d{{1,2}})")
_YEAR_END = re.compile(r".*(?:年(?: ?\([^()]*\))? ?|[./-])0?3(?:月(?: ?31日)?|[./-]31日?)?")
# Noun and particle: a clause of such phrases says nothing that could turn the meaning (`達しないことを`, `誤りを`).
_PHRASE = (
    rf"(?:(?:[^ぁ-ん、。{_FIGURE}]|の|や|など)+(?:を|が|に|は|も|と|で|へ|より|から|まで|では|には|として|について))"
)
_COMPARED = r"が|(?<!に)より|比べ|比較し|比"
_REMARKS = ("(", "※", "→", "⇒", "*")
_DATES = re.compile(rf"\({DATE}+(?:[、・と ]+{DATE}+)*\)")


@dataclass(frozen=True)
class _Ending:
    """What the end of a sentence says of its figures; `asserted` unless it is only a noun that a later text may still take back."""

    polarity: str
    act: str = ""
    asserted: bool = True


@dataclass
class _Sentence:
    """A sentence or line with a mark for each figure and each whole year, and the index of its first figure."""

    text: str
    first: int
    stopped: bool  # by 。
    goes_on: bool  # whether the next one stands on the same line

    @property
    def figures(self) -> int:
        return self.text.count(_FIGURE)

    @property
    def bullet(self) -> str:
        lead = self.text.lstrip(" ")[:1]
        return lead if lead and lead in _BULLETS else ""


@cache
def _any(*places: str) -> str:
    """A pattern of all forms of the places, the longest first."""
    found = {form for place in places for form in forms_at(place)}
    filled = sorted(map(_marked, found), key=lambda form: (-len(form), form))
    return "|".join(map(re.escape, filled))


@cache
def _opening() -> re.Pattern[str]:
    """Words that may open a sentence: those that end in a particle or a bracket stand before anything, others before a mark."""
    return re.compile(rf"(?:{_any('opening')})(?:[、: ]+|$|(?<=[のはでに)\]>】〕{_YEAR}])(?=.))")


@cache
def _clause() -> re.Pattern[str]:
    """A clause that cannot limit what follows: why, how or against what; or a deed of which only the object is said (not when, where or by
    whom)."""
    marks = f"{_FIGURE}{_YEAR}{_DAY}{DATE}"
    thing = rf"(?:による|(?!から|まで|より|だけ|のみ|しか)[^にではがへ、{marks}])+"
    deed = rf"{thing}を(?:(?:{_any('did')})(?:を)?(?:し|して|行い)|{_any('did_ren')})"
    return re.compile(rf"^(?:[^{marks}]*(?:{_any('clause')})|{deed})$")


@cache
def _before_figure() -> re.Pattern[str]:
    return re.compile(rf"(?:{_any('join', 'amount')})$")


@cache
def _planned_words() -> tuple[str, ...]:
    return tuple(plain(form) for form, gives in forms_at("amount").items() if gives == AS_PLANNED)


@cache
def _notes() -> re.Pattern[str]:
    return re.compile(rf" *\((?:{_any('note')})\)")


@cache
def _separator(after_plan: bool) -> re.Pattern[str]:
    done = rf"(?:を|に|で|が)?(?P<act>{_any('did')})(?:を)?(?:し|して)、|(?:を|に|で)?(?:{_any('did_ren')})、"
    words = _any("between", "planned_between") if after_plan else _any("between")
    return re.compile(rf" *(?:{done}|{words}|(?=[{_BULLETS}]))[{_BULLETS}]*")


@cache
def _told() -> str:
    """A pattern of the words that tell what was done; that something rose or fell only with what it was, or what it is compared with."""
    deed = rf"{_any('told', 'did_past')}|(?:{_any('did')})(?:{_any('did_form')})"
    return rf"{deed}|(?:{_COMPARED})[^、。]*(?:{_any('changed')})"


@cache
def _endings(target: bool) -> tuple[tuple[re.Pattern[str], str, bool], ...]:
    """Pattern, polarity and whether it is an assertion, of what may stand behind the last figure of a sentence, beside `_last_words`."""
    at = rf"(?:を|に|へ|で|の|が)?(?:(?:{_any('object')})を)?"
    did = rf"{at}(?P<act>{_any('did')})"
    free = rf"、[^{_FIGURE}、。]*?"
    goes_on = rf"(?:{free}|(?![ぁ-ん]){_PHRASE}*)(?:{_told()})"
    took = rf"(?:が|の|に)?(?P<took>{_any('took_part')})"
    wanted = _any("did_form", "target_did_form") if target else _any("did_form")
    found = [
        ("", LEVEL, False),
        (did, LEVEL, False),
        (rf"{did}(?:{wanted})", LEVEL, True),
        (rf"{at}(?:{_any('did_past')})", LEVEL, True),
        (rf"(?:{did}(?:{_any('did_ren_form')})|{at}(?:{_any('did_ren')})){goes_on}", LEVEL, True),
        (rf"(?:(?:{_any('and_then')}){goes_on}|で{free}(?:{_told()}))", LEVEL, True),
        (took, LEVEL, False),
        (rf"{took}(?:した|しました|があった|がありました|だった)", LEVEL, True),
    ]
    return tuple((re.compile(pattern), gives, asserted) for pattern, gives, asserted in found)


@cache
def _last_words(target: bool) -> Mapping[str, str]:
    """The whole forms that may stand there, with their polarity; each is an assertion."""
    places = ("target_end", "end") if target else ("end",)
    return {_marked(form): gives for place in places for form, gives in forms_at(place).items()}


def _marked(form: str) -> str:
    """A form of the table as it stands in a `_Sentence`."""
    return plain(form).replace("{年}", _YEAR).replace("{末}", _DAY)


@cache
def _approximate() -> re.Pattern[str]:
    words = [word for word, mark in values_of("after").items() if mark == "approximate"]
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))


@cache
def _each() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words_of("per_head"))))


def _bare(text: str) -> str:
    """A subject as it is compared with a label: without spaces, quotation marks and 延べ, which the figure keeps apart."""
    return re.sub(
        r"[\s「」『』【】〔〕]|延べ|のべ|延(?=[人件回利参日世])", "", unicodedata.normalize("NFC", text)
    ).strip("・")


def _marks(masked: str, raw: str, dated: Sequence[Dated], figures: Sequence[Figure]) -> str:
    """The text with one mark for each figure, whole year (`令和２年度`) and end of a year (`R3.3.31`)."""
    folded = with_dashes(raw)
    chars = [DATE if char == DATE else folded[at] for at, char in enumerate(masked)]
    spans = [(figure.start, _with_its_dates(masked, figure), _FIGURE) for figure in figures]
    for date in dated:
        kind = _kind(folded, date)
        if kind:
            spans.append((date.start, date.end, kind))
    for start, end, mark in spans:
        chars[start:end] = [mark, *[""] * (end - start - 1)]
    return "".join(chars)


def _kind(text: str, date: Dated) -> str:
    """The mark of a date that names a whole year, its last day, or the day on which something is counted by rule; else ""."""
    written = text[date.start : date.end].strip()
    if _WHOLE_YEAR.fullmatch(written):
        return _YEAR
    counted = re.match("(?:時点|現在)の(.*)", text[date.end :])
    for word, day in values_of("counted_on").items():
        if (
            counted
            and counted[1].startswith(word)
            and re.search(rf"(?:^|\D)0?{day.replace('/', '[月./-]0?')}日?$", written)
        ):
            return _DAY
    return _DAY if _YEAR_END.fullmatch(written) else ""


def _with_its_dates(masked: str, figure: Figure) -> int:
    """The end of a figure, behind a bracket with as many dates as it counts (`２回（７月、２月）`)."""
    found = _DATES.match(masked, figure.end)
    return found.end() if found and len(re.findall(f"{DATE}+", found[0])) == figure.value else figure.end


def _sentences(text: str) -> Iterator[_Sentence]:
    first = 0
    for match in re.finditer(r"([^。\n]+)(。?)", text):
        if match[1].strip():
            goes_on = not text.startswith("\n", match.end())
            sentence = _Sentence(match[1].rstrip(" "), first, bool(match[2]), goes_on)
            first += sentence.figures
            yield sentence


def _opened(before: str) -> tuple[str, str]:
    """What is left of the words before a figure without known openings and clauses, and the clauses that are not known."""
    unknown: list[str] = []
    while True:
        before = before.lstrip(_BULLETS)
        opening = _opening().match(before)
        if opening and opening[0]:
            before = before[opening.end() :]
            continue
        head, comma, rest = before.partition("、")
        if not comma or not rest.strip():
            return before, "".join(unknown)
        if not _clause().match(head):
            unknown.append(head + comma)
        before = rest


def _subject(before: str, label: str) -> tuple[str, bool]:
    """The words before a figure without those that join it to its label, and whether one of those says `予定通り`."""
    named, as_planned = _bare(label), False
    while True:
        before = before.rstrip(" ")
        if named and _bare(before) == named:
            return named, as_planned
        words = _before_figure().search(before)
        if not words or not words[0]:
            return _bare(before), as_planned
        as_planned |= words[0] in _planned_words()
        before = before[: words.start()]


def _between(text: str, after_plan: bool) -> tuple[str, str] | None:
    """What stands before the second of two figures, and what was done to the first; None where the words between are not known."""
    closed = text.startswith((")", "】"))
    rest = _without_notes(text[closed:])
    rest = _approximate().sub("", rest, count=1) if _approximate().match(rest) else rest
    if rest.startswith("("):
        return rest[1:], ""
    found = _separator(after_plan).match(rest)
    if found:
        return rest[found.end() :], found["act"] or ""
    return (rest, "") if closed or not rest else None


def _without_notes(text: str) -> str:
    while found := _notes().match(text):
        text = text[found.end() :]
    return text


def _ending(text: str, target: bool) -> _Ending | None:
    """What the words behind the last figure say; None where they are not known."""
    rest = _without_notes(text[text.startswith((")", "】")) :]).strip(" ")
    words = _approximate().match(rest)
    rest = _without_notes(rest[words.end() :] if words else rest).strip(" ")
    for pattern, polarity, asserted in _endings(target):
        found = pattern.fullmatch(rest)
        if found:
            groups = found.groupdict()
            act = groups.get("act") or (groups["took"] + "者" if groups.get("took") else "")
            return _Ending(polarity, act, asserted)
    gives = _last_words(target).get(rest)
    return None if gives is None else _Ending(gives)


def _limit(subject: str, named: str, inherited: bool) -> str | None:
    """What the subject before a figure says beyond its label, which may limit it; None where it does not go with the label. `inherited`:
    the label may stand before the figure, with an earlier one or a heading."""
    if not named:
        return subject
    if not subject:
        return "" if inherited else None
    return subject.removesuffix(named) if subject.endswith(named) else None


def _one(figure: Figure, before: str, ending: _Ending, act: str, inherited: bool) -> Figure:
    """The figure with what its sentence says of it; `inherited` as in `_limit`."""
    rest, unknown = _opened(before)
    figure = figure._replace(label=_opened(figure.label)[0])
    subject, as_planned = _subject(rest, figure.label)
    limit = _limit(subject, _bare(figure.label), inherited)
    if limit is None or _each().search(rest) or DATE in unknown + limit + rest:
        return figure._replace(polarity="")
    polarity = AS_PLANNED if as_planned and ending.polarity == LEVEL else ending.polarity
    return figure._replace(polarity=polarity, scope=unknown + limit, act=act or ending.act)


def _parsed(sentence: _Sentence, figures: Sequence[Figure], target: bool, heading: str) -> tuple[list[Figure], bool]:
    """The sentence's figures, polarity "" if any part of it is not known, and whether it asserts them."""
    unread = [figure._replace(polarity="") for figure in figures]
    first, *between, last = sentence.text.split(_FIGURE)
    ending = _ending(last, target)
    befores, acts = [first], []
    for text, figure in zip(between, figures, strict=False):
        found = _between(text, "planned" in figure.qualifier.split())
        if found is None or (not text and figure.value == 1):  # 1回20人
            return unread, False
        befores.append(found[0])
        acts.append(found[1])
    if ending is None or (len(figures) > 1 and ending.polarity != LEVEL):
        return unread, False
    labels = {_bare(heading)}
    read = []
    for figure, before, act in zip(figures, befores, [*acts, ""], strict=True):
        read.append(_one(figure, before, ending, act, _bare(figure.label) in labels))
        labels.add(_bare(figure.label))
    deed = read[0].label.endswith("た")  # 段差を切り下げた（10か所）
    return without_twins(without_plans(read, befores)), ending.asserted or deed


def _is_told(text: str) -> bool:
    """Whether a sentence without a figure says that something was done."""
    return re.search(rf"(?:{_told()})$", text) is not None


def _heading(before: Sequence[_Sentence], sentence: _Sentence, inherited: str) -> str:
    """The heading over a line, "" if none: the line above that is no sentence; lines of the same bullet, and those that have figures, share
    theirs."""
    above = before[-1] if before else None
    if above is None or (above.stopped and not re.search(_any("points"), above.text)):
        return ""
    if above.figures:
        return inherited
    if above.bullet and above.bullet == sentence.bullet:
        return inherited
    if _is_told(above.text):
        return ""
    return _opened(above.text.strip(" 【】[]<>〔〕:") + " ")[0].strip(_BULLETS + "【】[]<>〔〕:()")


def _stands(sentences: Sequence[_Sentence], at: int, asserted: bool, target: bool) -> bool:
    """Whether the sentences around leave the figures of one as they are; those of a noun without a verb (not `asserted`) only beside figures,
    notes and sentences of what was done."""
    above = sentences[at - 1] if at else None
    below = next((sentence for sentence in sentences[at + 1 :] if not sentence.figures), None)
    if above and above.goes_on and not above.figures and _is_limited(above.text, asserted or target):
        return False
    if below is None or _is_told(below.text):
        return True
    if asserted or below is not sentences[at + 1]:  # what is said below other figures may go for all of them
        return not points_back(below.text)
    return _is_note(below.text) or (target and not below.text.lstrip(" ").startswith(_REMARKS))


def _is_limited(above: str, asserted: bool) -> bool:
    """Whether the sentence before on the same line, without figures, limits the figures; those that no verb asserts stand only behind a
    deed."""
    told = _is_told(above)
    return limits(above, told) or not (told or asserted)


def _is_note(text: str) -> bool:
    return text.lstrip(" ").startswith(_REMARKS) and _notes().fullmatch(text.strip(" ")) is not None


def read_plainly(
    masked: str, raw: str, dated: Sequence[Dated], figures: Sequence[Figure], *, target: bool
) -> list[Figure]:
    """The figures of a cell with polarity, scope and act. `target`: the cell says what is wanted, not what was done."""
    sentences = list(_sentences(_marks(masked, raw, dated, figures)))
    found: list[tuple[list[Figure], bool]] = []
    heading = ""
    for at, sentence in enumerate(sentences):
        if not sentence.figures:
            found.append(([], True))
            continue
        heading = _heading(sentences[:at], sentence, heading)
        own = figures[sentence.first : sentence.first + sentence.figures]
        read, asserted = _parsed(sentence, own, target, heading)
        if not _stands(sentences, at, asserted, target):
            read = [figure._replace(polarity="") for figure in read]
        found.append(([_under(figure, heading) for figure in read], asserted))
    following = [*(read for read, _ in found[1:]), []]
    return [
        figure
        for (read, asserted), other in zip(found, following, strict=False)
        for figure in without_parts(read, other, asserted)
    ]


def _under(figure: Figure, heading: str) -> Figure:
    """The figure with its heading as scope, unless that is its label."""
    return figure if _bare(heading) in ("", _bare(figure.label)) else figure._replace(scope=heading + figure.scope)
