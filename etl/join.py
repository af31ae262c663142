"""join: the master list with the answers that stand."""

from collections.abc import Collection

import pandas as pd
from torikumi.schemas.keys import relisted
from torikumi.schemas.models import Answer, Initiative, Master
from torikumi.schemas.states import ANSWERED, LEFT_OUT, UNANSWERED, UNGRADED

_NO_ANSWER = {"department": "", "actual": "", "actual_row_id": -1, "letter": "", "grade_row_id": -1, "affected": False}


def join(master: pd.DataFrame, answers: pd.DataFrame, uncounted: Collection[str] = ()) -> pd.DataFrame:
    """`Initiative`: each initiative of the master list (`Master`) with its first answer (`Answer`), in the order of the list.

    One without an answer has the state 未回答, one whose answer has no grade 未評価, one with a grade of the `uncounted` 集計外. Both sides
    have an initiative once, or it is an error (pandas.errors.MergeError).
    """
    standing = answers.drop_duplicates(Answer.initiative).set_index(Answer.initiative)
    joined = master.merge(standing, how="left", left_index=True, right_index=True, validate="1:1")
    joined = joined.fillna(_NO_ANSWER).astype({"actual_row_id": "int64", "grade_row_id": "int64", "affected": "bool"})
    states = {"": UNGRADED} | dict.fromkeys(uncounted, LEFT_OUT.name)
    state = joined[Initiative.letter].map(lambda letter: states.get(letter, ANSWERED)).astype("str")
    return joined.assign(
        relisted=[relisted(name) is not None for name in joined[Master.name]],
        state=state.where(joined[Initiative.grade_row_id] >= 0, UNANSWERED),
    )
