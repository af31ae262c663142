"""What a figure in a cell looks like: the units and the words around figures, as two tables that a clerk can check.

`units.csv` has a unit a row with its other spellings; `figure_words.csv` a word a row with its kind (`KINDS` says what
each kind does), a value where the kind needs one, and a source. Digits and letters are half-width, kana full-width.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TypeVar

from torikumi.workbooks.tables import read_records

_Key = TypeVar("_Key", str, tuple[str, str])

UNIT_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "count": "何を数えているかは前後の語で決まる単位（人、件、回）",
        "noun": "単位そのものが数えているものの名（団体、校、公園）",
        "ratio": "割合（％、割）",
        "money": "金額",
        "time": "期間",
        "measure": "長さ、面積、重さなど",
    }
)

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "before": "数字の直前に付く語。値は読み方（approximate 概数、cumulative 延べ、drop 無視、keep 語の一部）",
        "after": "単位の直後に付く語。値は同じ",
        "cumulative_within": "見出しの中にあれば延べ数とみなす語",
        "multiplier": "数字に掛ける位取りの語（値は倍数）",
        "negative": "負の数の印",
        "lower_better": "見出しがこの語で（または measure_tail の語を除いてこの語で）終わるものは、少ないほどよい",
        "lower_better_within": "割合の見出しの中にあれば、少ないほどよい語",
        "direction_unclear": "見出しが同じくこの語で終わるものは、多いほどよいか少ないほどよいか決められない",
        "measure_tail": "lower_better と direction_unclear の語の後に付く、量り方や数える相手の語",
        "year_offset": "記入年度から見た年度のずれ（値は年数）",
        "since": "年度の直後にあれば、その年度の数字ではない語",
        "ordinal_before": "直後の数字が順序や名前になる語",
        "not_after_unit": "単位の直後にあれば量ではなくなる語（３回目、１人当たり）",
        "compound": "単位で始まるが別の語（３人権の人）",
        "name": "数字を含む名前",
        "clear_only": "期間であることが明らかなときだけ単位とみなす語",
        "lead": "見出しの頭から取り除く語",
        "particle": "見出しの末尾から取り除く助詞",
        "particle_after_kanji": "漢字・片仮名の後でだけ取り除く助詞（「子ども」の「も」は残す）",
        "verb_end": "この語で終わる語句は見出しではない",
        "count_label": "見出しがこの語で終われば、単位がなくても量とみなす",
        "generic_tail": "見出しを比べるときに末尾から取り除く語（値はその置き換え）",
        "narrowing": "見出しの片方だけにあれば、別のものを数えているとみなす語",
        "same": "見出しを比べるときに、値の語と同じとみなす語",
        "no_label": "それだけでは何を数えたかを言わない語",
        "counted_on": "数える日が決まっているもの（値は月/日）。その日の数を年度の実績とみなす",
        "per_head": "前後にあれば、一人当たり・一回当たりなどの数とみなす語（多いほどよいとは限らない）",
    }
)

PLACES: Mapping[str, str] = MappingProxyType(
    {
        "opening": "文の頭にあってよい語（{年}は年度、{末}は年度末の日）",
        "clause": "「、」で終わる前の句の末尾にあってよい語",
        "join": "見出しと数字の間にあってよい語",
        "amount": "数字の直前にあってよい語（as_planned は予定どおりの意味）",
        "between": "数字と次の見出しの間にあってよい語",
        "planned_between": "目標の数字と実績の数字の間にあってよい語",
        "note": "数字の後の括弧の中にあってよい語",
        "end": "数字の後で文を終えてよい語（level 状態、up 増、down 減）",
        "and_then": "数字の後で、told の語で終わる句に続いてよい語",
        "told": "数字を述べた後に続く句や文を終えてよい語",
        "changed": "同じく、増減を述べる語。何が増減したか、何と比べたかが句にあるときだけ（数字そのものがその後に変わった、とも読めるため）",
        "target_end": "目標の欄でだけ、数字の後にあってよい語",
        "did": "数字の後にあってよい、行ったことの語（act は、それを数えたときだけ同じとみなす語）",
        "did_form": "did の語に続いて文を終えてよい語",
        "did_ren_form": "did の語に続いて、次の句につながってよい語",
        "did_past": "did の語と同じ働きの、活用した語",
        "did_ren": "did_past の語の、次の句につながる形",
        "target_did_form": "目標の欄でだけ、did の語に続いてよい語",
        "object": "数字と did の語の間にあってよい目的語",
        "took_part": "「〜人が参加した」のように、何の人数かを言う語",
        "points": "この語のある文は、「。」で終わっていても、下の行の見出しとみなす語",
        "programme": "目標の見出しだけにあっても、同じものを数えているとみなす語（事業などの名の終わり。実績は短く書かれる）",
        "works_place": "見出しの片方だけに、この語だけが余分にあり、行った数が目標と同じときは、同じものを数えているとみなす語（工事の場所）",
        "plain_lead": "見出しの片方だけの頭にあっても、同じものを数えているとみなす語",
    }
)


@dataclass(frozen=True)
class Unit:
    """One unit: the spelling that is used (`か所`), the others (`箇所`, `カ所`), its kind and its source."""

    name: str
    synonyms: tuple[str, ...]
    kind: str
    source: str

    @property
    def spellings(self) -> tuple[str, ...]:
        return (self.name, *self.synonyms)


@dataclass(frozen=True)
class Word:
    """One word of a kind of `KINDS`; `value` is blank where the kind needs none."""

    word: str
    kind: str
    value: str
    source: str


def _rows(name: str, known: Mapping[str, str], column: str = "kind") -> Iterator[dict[str, str]]:
    for row in read_records(files("torikumi.etl.figures") / name):
        if row[column] not in known:
            raise ValueError(f"{name}: unknown {column} {row[column]!r} in {row}; known are {', '.join(known)}")
        yield row


@cache
def units() -> tuple[Unit, ...]:
    """Every unit. ValueError for an unknown kind, or for a spelling that stands for two units."""
    table = tuple(
        Unit(row["unit"], tuple(row["synonyms"].split()), row["kind"], row["source"])
        for row in _rows("units.csv", UNIT_KINDS)
    )
    twice = _twice(spelling for unit in table for spelling in unit.spellings)
    if twice:
        raise ValueError(f"units.csv: spelling of two units: {', '.join(twice)}")
    return table


def _twice(keys: Iterable[_Key]) -> list[_Key]:
    return sorted(key for key, times in Counter(keys).items() if times > 1)


@cache
def unit_of() -> Mapping[str, Unit]:
    """The unit of each spelling."""
    return MappingProxyType({spelling: unit for unit in units() for spelling in unit.spellings})


@cache
def words() -> tuple[Word, ...]:
    """Every word about figures. ValueError for an unknown kind, or for a word that a kind has twice."""
    rows = _rows("figure_words.csv", KINDS)
    table = tuple(Word(row["word"], row["kind"], row["value"], row["source"]) for row in rows)
    twice = _twice((word.kind, word.word) for word in table)
    if twice:
        raise ValueError(f"figure_words.csv: written twice: {twice}")
    return table


@cache
def values_of(kind: str) -> Mapping[str, str]:
    """The words of a kind with their values, the longest first, so that the first that fits is the one meant. KeyError
    for a kind that is not in `KINDS`."""
    if kind not in KINDS:
        raise KeyError(kind)
    found = sorted((word for word in words() if word.kind == kind), key=lambda word: (-len(word.word), word.word))
    return MappingProxyType({word.word: word.value for word in found})


@cache
def words_of(kind: str) -> tuple[str, ...]:
    """The words of a kind, the longest first."""
    return tuple(values_of(kind))


def forms_at(place: str) -> Mapping[str, str]:
    """The forms of `plain.csv` that may stand at a place of `PLACES`, the longest first, with what each gives. KeyError for another
    place."""
    return _forms()[place]


@cache
def _forms() -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = {place: {} for place in PLACES}
    for row in sorted(_rows("plain.csv", PLACES, "place"), key=lambda row: (-len(row["form"]), row["form"])):
        found[row["place"]][row["form"]] = row["gives"]
    return {place: MappingProxyType(forms) for place, forms in found.items()}
