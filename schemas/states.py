"""The states of an answer and of an indicator's year, with what they mean. A year to come has none of them ("")."""

from typing import NamedTuple


class State(NamedTuple):
    """`meaning` is printed in データ定義, `indicators` on the cover, where such indicators are counted."""

    name: str
    meaning: str
    indicators: str = ""


ANSWERED, RATED, UNGRADED, UNANSWERED = "回答", "評価", "未評価", "未回答"
NOT_RATED, NOT_COMPUTABLE = "評価対象外", "評価不能"
TO_COME = ""
WITH_RATE = "達成率あり"  # what RATED is called where a rate gives no grade, and what it means there
RATE_ONLY = "成果指標の達成率を計算した"
LEFT_OUT = State("集計外", "担当課が、集計しない評価を回答した")  # only a plan that has such grades knows it
ANSWERS = (ANSWERED, LEFT_OUT.name, UNGRADED, UNANSWERED)  # of an initiative

STATES = (
    State(ANSWERED, "担当課が評価を回答した"),
    State(RATED, "成果指標の達成率を計算し、評価した"),
    State(UNGRADED, "評価または実績がまだない", "実績がまだない指標"),
    State(UNANSWERED, "担当課の回答がない"),
    State(NOT_RATED, "目標値の設定がない", "目標値の設定がない指標"),
    State(NOT_COMPUTABLE, "達成率を計算できない", "計算できない指標"),
)

# The states in which an indicator has no grade, in the order in which they are counted.
UNRATED = tuple(state for state in STATES if state.indicators)
OPEN = f"{UNGRADED}・{UNANSWERED}"  # what the initiatives without a grade are called together

# What has come of a department, from the best to the worst: the best that one of its files is.
RETURNED, BLANK, REFUSED, UNREADABLE, MISSING = STATES_OF_RETURN = (
    "提出あり",
    "提出（記入なし）",
    "提出（不採用）",
    "受領（読取不可）",
    "未提出",
)
