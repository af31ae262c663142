"""Figures in sentences: which are paired, by kind of sentence, and what a figure's sentence says of it."""

import csv
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from torikumi.etl.figures.pair import pair
from torikumi.etl.figures.quantify import quantify, read
from torikumi.etl.figures.reasons import REASONS
from torikumi.etl.figures.words import PLACES, forms_at

FOLDER = Path(__file__).parent
# `expected` is actual/target of each pair, blank where there must be none; behind ~ it may be paired so, or not at all.
SETS = ("sentences.csv", "sentences_unseen.csv", "sentences_around.csv")


def _pairs(cells: list[tuple[str, str]]) -> list[set[str]]:
    """actual/target of the pairs that have a rate, of each target and actual."""
    values = pd.DataFrame(
        [
            (str(at), field, text)
            for at, (target, actual) in enumerate(cells)
            for field, text in (("target_2020", target), ("actual_2020", actual))
        ],
        columns=["number", "field", "text"],
    )
    found: list[set[str]] = [set() for _ in cells]
    for row in pair(quantify(values), 2020, values).itertuples():
        if isinstance(row.rate, Fraction):
            found[int(row.number)].add(f"{row.actual.normalize():f}/{row.target.normalize():f}")
    return found


@pytest.mark.parametrize("name", SETS)
def test_a_sentence_gives_the_right_pair_or_none(name: str) -> None:
    """No sentence of any kind gives a wrong pair, and the plain ones are all paired."""
    with FOLDER.joinpath(name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    wrong = []
    for row, found in zip(rows, _pairs([(row["target"], row["actual"]) for row in rows]), strict=True):
        allowed = set(row["expected"].removeprefix("~").split(";")) - {""}
        needed = set() if row["expected"].startswith("~") else allowed
        if not needed <= found <= allowed:
            wrong.append((row["kind"], row["target"], row["actual"], row["expected"], sorted(found)))
    assert wrong == []


SAID = [
    ("講座を８回開催した。", "level", "", "開催"),
    ("参加者数は85人だった。", "level", "", ""),
    ("講座を予定通り５回開いた。", "as_planned", "", ""),
    ("登録者数は10人増加した。", "up", "", ""),
    ("登録者数は10人の減となった。", "down", "", ""),
    ("講座には85人が参加した。", "level", "", "参加者"),
    ("活動の対象学校数\n小学校25校", "level", "活動の対象学校数", ""),
    ("入居を助ける、相談会を予定通り５回開いた。", "as_planned", "入居を助ける、", ""),
    ("講座10回を計画したが、実施できなかった。", "", "", ""),
    ("参加者は100人に満たなかった。", "", "", ""),
    ("講座：5回\n（中止）", "", "", ""),
    ("講座：5回\n全て中止となった。", "", "", ""),
    ("1月の利用者数は100人だった。", "", "", ""),
    ("１人当たりの利用回数は3回だった。", "", "", ""),
]


@pytest.mark.parametrize(("text", "polarity", "scope", "act"), SAID)
def test_what_a_sentence_says_of_its_figure(text: str, polarity: str, scope: str, act: str) -> None:
    """A figure has a polarity only where every part of its sentence is known; what may limit it is its scope."""
    (figure,) = read(text, 2020)
    assert (figure.polarity, figure.scope, figure.act) == (polarity, scope, act)


def test_a_target_may_be_wished_and_an_actual_must_be_done() -> None:
    """`開催する` and `を目指す` are plain in a target and say nothing of what was reached."""
    for text in ("講座を５回開催する", "会員50人を目指す"):
        assert [figure.polarity for figure in read(text, 2020, target=True)] == ["level"]
        assert [figure.polarity for figure in read(text, 2020)] == [""]


def test_an_aim_to_lower_what_is_better_low_is_reached_by_more() -> None:
    """事故20件減 with 10件減 is half of it; 事故20件 with 10件 twice as good as asked; to raise it is no aim to be rated."""
    cells = [("事故20件減", "事故10件減"), ("事故20件", "事故10件"), ("事故20件増", "事故10件増")]
    values = pd.DataFrame(
        [(str(at), field, text) for at, pair_ in enumerate(cells) for field, text in zip(FIELDS, pair_, strict=True)],
        columns=["number", "field", "text"],
    )
    found = pair(quantify(values), 2020, values)
    assert list(found["rate"]) == [Fraction(1, 2), Fraction(2), None]
    assert list(found["method"]) == ["A/B", "B/A", ""]


FIELDS = ("target_2020", "actual_2020")


def test_a_figure_of_which_too_little_is_said_has_its_reason() -> None:
    """The row says that the figure is there and that its sentence does not make it the result of the year."""
    values = pd.DataFrame(
        [("1", "target_2020", "講座5回"), ("1", "actual_2020", "講座5回すべてを中止した。")],
        columns=["number", "field", "text"],
    )
    assert list(pair(quantify(values), 2020, values)["reason"]) == ["unclear"]
    assert "unclear" in REASONS


def test_the_table_of_what_may_stand_is_whole() -> None:
    """Every place has forms, and no other is asked for."""
    assert all(forms_at(place) for place in PLACES)
    with pytest.raises(KeyError):
        forms_at("elsewhere")
