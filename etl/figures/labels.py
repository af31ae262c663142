"""What a figure counts: its label, and what the words right beside it say about it.

Not a stage: `quantify` asks it for each figure. It works on text whose dates are masked (`etl.figures.dates.mask`).
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from torikumi.etl.figures.dates import DATE, MARKS, plain
from torikumi.etl.figures.words import forms_at, values_of, words_of

_BREAKS = "。、,;!?\n" + DATE
_SOFT_MARKS = re.sub("[()「」『』]", "", MARKS)
_NO_WORD = re.compile(rf"[{DATE} 、]*(?:末|現在|時点)*(?:で|の)? ?")
_TOPIC = re.compile("(.*[^ぁ-ん])は.+が$")
_QUOTED = re.compile("[「『]([^「」『』]+)[」』]$")
_LINK = re.compile("^(?:と|や|の|は|に|も|が|を|で|から|及び|並びに|または)(?=[一-龥ァ-ヴA-Z「])")


@dataclass(frozen=True)
class Label:
    """A label, the marks of the words beside the figure, where the figure ends, and whether the label is a heading."""

    text: str
    marks: frozenset[str]
    end: int
    heading: bool = False


@cache
def _particle() -> re.Pattern[str]:
    always, after_kanji = "|".join(words_of("particle")), "|".join(words_of("particle_after_kanji"))
    return re.compile(rf"(?:{always}|(?:^|(?<=[^ぁ-ん]))(?:{after_kanji}))$")


@cache
def _part() -> re.Pattern[str]:
    words = [word for word, mark in values_of("before").items() if mark == "part"]
    return re.compile(rf"(?:{'|'.join(map(re.escape, words))})(?=[一-龥ァ-ヴA-Z])")


@cache
def _answering() -> re.Pattern[str]:
    """Words between a target and the figure that answers it (`に対して実績は`); the second counts what the first counts."""
    words, bare = ("|".join(map(re.escape, found)) for found in (forms_at("planned_between"), words_of("no_label")))
    return re.compile(f"(?:{words})(?:{bare})?[はが]?")


def _low(masked: str, line: int, last_end: int, start: int) -> int:
    """Where the phrase of a figure begins: a topic stays with it over a comma (`件数は、120件`) and over a date (`件数は３月末で115人`)."""
    low = max(line, last_end, *(masked.rfind(mark, 0, start) + 1 for mark in _BREAKS))
    topic = max(masked.rfind(f"は{mark}", 0, low) for mark in ("、", DATE))
    if topic < max(line, last_end) or not _NO_WORD.fullmatch(masked, topic + 2, start):
        return low
    return max(line, last_end, *(masked.rfind(mark, 0, topic) + 1 for mark in _BREAKS))


def _fold(text: str) -> str:
    return unicodedata.normalize("NFC", plain(text))


def _strip_words(before: str) -> tuple[str, set[str]]:
    """The text without the words, brackets and particles at its end, and the marks of those words."""
    known, marks = values_of("before"), set[str]()
    while True:
        before = before.rstrip(_SOFT_MARKS)
        bracket = re.search(r"\(([^()]*)\)$", before)
        word = next(word for word in known if before.endswith(word)) if before.endswith(words_of("before")) else ""
        if bracket:
            marks.add(known.get(bracket[1], "drop"))
            before = before[: bracket.start()]
        elif word and known[word] != "keep":
            marks.add(known[word])
            before = before.removesuffix(word)
        elif not word and (particle := _particle().search(before)):
            topic = _TOPIC.match(before) if particle[0] == "が" else None
            before = topic[1] if topic else before[: particle.start()]
        else:
            return before, marks - {"drop"}


def _clean(before: str) -> tuple[str, set[str]]:
    """The label that the text before a figure ends with, and the marks of the words between the two."""
    before = re.sub(r"^.*[】〕](?= *[^ 】〕]{2})", "", before)
    before, marks = _strip_words(re.sub(r"^[^()]*\)", "", before))
    quoted = _QUOTED.search(before)
    label = quoted[1] if quoted else before.strip(MARKS).split(" ")[-1].strip(MARKS)
    for word in (word for word in words_of("cumulative_within") if word in label):
        marks.add("cumulative")
        label = label.replace(word, re.sub("^(?:延べ|のべ|延)", "", word))
    label = _LINK.sub("", label)
    while lead := next((lead for lead in words_of("lead") if label.startswith(lead)), ""):
        label = _LINK.sub("", label.removeprefix(lead).strip(MARKS))
    if part := _part().match(label):
        marks.add("part")
        label = label[part.end() :]
    if label in words_of("no_label"):
        label = ""
    if re.fullmatch("各[^の]{1,6}", label):
        marks.add("each")
    return label, marks


def _noun(label: str) -> str:
    """The label, "" where it is the end of a clause (`広めた`)."""
    return "" if label.endswith(words_of("verb_end")) else label


def _behind(masked: str, raw: str, at: int) -> str:
    """The label behind a figure: `５か所の老人センター`, or in brackets that end like a count, `31（協議実績数）`."""
    noun = re.match(r"の([一-龥ァ-ヴー々A-Za-z]{2,})(?=[がはをにでへともの]|[^ぁ-ん]|$)", masked[at:])
    bracket = re.match(r"\s*\(([^()\d]+)\)", masked[at:])
    if bracket and _fold(bracket[1]).endswith(words_of("count_label")):
        return _fold(raw[at + bracket.start(1) : at + bracket.end(1)])
    found = _fold(raw[at + noun.start(1) : at + noun.end(1)]) if noun else ""
    deed = found in forms_at("did") or found in forms_at("took_part")  # ９回の実施, 48人の参加
    return "" if deed else found


class _Phrase(NamedTuple):
    """Where a figure stands in a masked cell: the words before it in its phrase, folded, dates and 、 as spaces."""

    masked: str
    raw: str
    line: int  # where its line begins
    low: int  # where its phrase begins
    end: int  # of the figure
    words: str
    last: Label | None  # of the figure before it in the cell

    @property
    def adjoins(self) -> bool:
        """Whether the phrase begins where the figure before it ends."""
        return self.last is not None and self.low == self.last.end


def _phrase(masked: str, raw: str, start: int, end: int, last: Label | None) -> _Phrase:
    line = masked.rfind("\n", 0, start) + 1
    low = _low(masked, line, last.end if last else 0, start)
    chars = zip(raw[low:start], masked[low:start], strict=True)
    words = _fold("".join(" " if mark in DATE + "、" else char for char, mark in chars))
    phrase = _Phrase(masked, raw, line, low, end, words, last)
    return phrase._replace(words="") if _answers(phrase) else phrase


def _answers(phrase: _Phrase) -> bool:
    """Whether the words only say that the figure answers the target before it."""
    planned = phrase.last is not None and phrase.adjoins and "planned" in phrase.last.marks
    return planned and _answering().fullmatch(phrase.words.strip(" ")) is not None


def _parted(words: str) -> tuple[str, str]:
    """The words before a bracket that is still open, and those in it; all are the latter where none is."""
    outer, bracket, inner = words.rpartition("(")
    return (outer, inner) if bracket and ")" not in inner else ("", words)


def _shared(phrase: _Phrase) -> tuple[str, bool] | None:
    """The label of the figure before it, and whether that is a heading, where only a space or a bracket parts the two."""
    between = phrase.words.strip(MARKS)
    if phrase.last is None or not phrase.adjoins or phrase.low <= phrase.line:
        return None
    return None if between and between not in values_of("before") else (phrase.last.text, phrase.last.heading)


def _heading(phrase: _Phrase) -> tuple[str, bool] | None:
    """The label that the line above gives to lines that have only figures: the first of them reads it, the others have that of the last."""
    if phrase.low != phrase.line:
        return None
    above = phrase.masked.rfind("\n", 0, max(phrase.line - 1, 0)) + 1
    if phrase.last is None or phrase.last.end <= above:
        text = _read_heading(phrase, above)
    else:
        text = phrase.last.text if phrase.last.heading else ""
    return (text, True) if text else None


def _read_heading(phrase: _Phrase, above: int) -> str:
    """The label that the line above (from `above` on) ends with."""
    low = max(above, *(phrase.masked.rfind(mark, 0, phrase.line) + 1 for mark in "。、" + DATE))
    return _noun(_clean(_fold(phrase.raw[low : phrase.line - 1]))[0]) if phrase.line else ""


def label_of(masked: str, raw: str, start: int, end: int, last: Label | None) -> Label:
    """The label of the figure at `start:end`; `last` is that of the figure before it in the cell.

    The words before the figure in its phrase, unless they only say where or when (`市内で５か所の老人センター`);
    else, where only a space or a bracket parts them, the label of the figure before it (`妊婦４人（延６人）`);
    else the heading of its lines; else what stands behind it. "" where nothing is found.
    """
    phrase = _phrase(masked, raw, start, end, last)
    outer, inner = _parted(phrase.words)
    label, marks = _clean(inner)
    if phrase.adjoins and label in values_of("after"):  # of the figure before: 186組織中15組織, 5人増の25人
        whole = values_of("after")[label] == "whole"
        return Label("", frozenset(marks | {"part"} if whole else marks), end)
    text, behind = _noun(label), _behind(masked, raw, end)
    if outer and not label:
        text, more = _clean(outer)
        marks |= more
    elif behind and _particle().search(phrase.words):
        text = behind
    if text:
        return Label(text, frozenset(marks), end)
    text, heading = _shared(phrase) or (None if label else _heading(phrase)) or (behind, False)
    return Label(text, frozenset(marks), end, heading)
