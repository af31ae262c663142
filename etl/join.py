"""join: the master list with the answers that stand."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from torikumi.schemas.keys import relisted
from torikumi.schemas.models import Answer, Initiative, Master
from torikumi.schemas.parts import labelled
from torikumi.schemas.plan import EVERY, LEADING, Plan
from torikumi.schemas.states import ANSWERED, LEFT_OUT, UNANSWERED, UNGRADED
from torikumi.schemas.tables import groups

_NO_ANSWER = {"department": "", "actual": "", "actual_row_id": -1, "letter": "", "grade_row_id": -1, "affected": False}


def join(master: pd.DataFrame, answers: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """`Initiative`: each initiative of the master list (`Master`) with its answer (`Answer`), in the order of the list.

    The first answer stands; of an initiative with several answers the plan may say that all results are printed, and that the worst grade
    or the mean of the points counts (共管の取組の実績, 共管の取組の評価); one that has a row of the list for each department always has all
    its results. One without an answer has the state 未回答, one whose answer has no grade 未評価, one with a grade that is not counted 集計外.
    Both sides have an initiative once, or it is an error (pandas.errors.MergeError).
    """
    standing = _standing(answers, master, plan)
    joined = master.merge(standing, how="left", left_index=True, right_index=True, validate="1:1")
    joined = joined.fillna(_NO_ANSWER).astype({"actual_row_id": "int64", "grade_row_id": "int64", "affected": "bool"})
    states = {"": UNGRADED} | dict.fromkeys(plan.uncounted_grades, LEFT_OUT.name)
    state = joined[Initiative.letter].map(lambda letter: states.get(letter, ANSWERED)).astype("str")
    return joined.assign(
        relisted=[relisted(name) is not None for name in joined[Master.name]],
        state=state.where(joined[Initiative.grade_row_id] >= 0, UNANSWERED),
    )


def _standing(answers: pd.DataFrame, master: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """The answer of each initiative that has one."""
    standing = answers.drop_duplicates(Answer.initiative).set_index(Answer.initiative)
    several = {key for key, parts in master[Master.parts].items() if len(parts) > 1}
    if plan.joint_grade == LEADING and plan.joint_actual == LEADING and not several:
        return standing
    for (key,), own in groups(answers, [Answer.initiative]).items():
        if len(own) > 1 and (plan.joint_actual == EVERY or key in several):
            standing.at[key, Answer.actual] = labelled((answer.department, answer.actual) for answer in own)
        deciding = _deciding(own, plan)
        if deciding is not None:
            letter, answer = deciding
            standing.loc[key, [Answer.letter, Answer.grade_row_id]] = letter, answer.grade_row_id
            standing.at[key, Answer.affected] = answer.affected
    return standing


def _deciding(answers: Sequence[Any], plan: Plan) -> tuple[str, Any] | None:
    """The grade that the answers of several departments give together, and the answer that it is nearest to; None where the first one's
    stands."""
    graded = [answer for answer in answers if answer.letter in plan.grades]
    if len(answers) < 2 or plan.joint_grade == LEADING or not graded:
        return None
    letter = plan.joint_letter([answer.letter for answer in answers])
    return letter, next((answer for answer in graded if answer.letter == letter), graded[0])
