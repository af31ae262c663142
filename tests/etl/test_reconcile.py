"""The rows of all returns -> an answer of each department and initiative. (Whole files: tests/test_returns.py.)"""

import pandas as pd
import pytest
from torikumi.etl.attribute import attribute
from torikumi.etl.extract import extract
from torikumi.etl.join import join
from torikumi.etl.normalise import normalise
from torikumi.etl.reconcile import Reconciled, reconcile
from torikumi.etl.shade import shade
from torikumi.schemas.findings import Finding
from torikumi.schemas.layouts import PROGRESS_LIST
from torikumi.schemas.models import InboxFile, Master
from torikumi.schemas.numbers import Numbers
from torikumi.schemas.plan import Plan
from torikumi.schemas.tables import made

from tests.etl.made import made_list, path_of
from tests.plans import cells, plan_of

PLAN = plan_of()
HEADER = ["番号", "取組名", "担当課名", "R2目標", "R2実績", "R2評価 ※"]
MASTER = [
    ["1-1-1-1", "窓口の設置", "福祉課", "12件"],
    ["1-1-1-2", "見守り", "福祉課\n防災課", "実施"],
    ["1-1-2-1", "子育て教室", "市協\n子ども課", "10回"],
]


def _answer(number: str, actual: str, grade: str, **changes: str) -> list[str]:
    row = dict(zip(HEADER, [*next(row for row in MASTER if row[0] == number), actual, grade], strict=True)) | changes
    return list(row.values())


def _master() -> tuple[pd.DataFrame, pd.DataFrame]:
    """`Master` and its cells, row ids from 1000."""
    fields = ("number", "name", "department", "target_2020")
    _, entries = made_list(*(dict(zip(fields, row, strict=True)) for row in MASTER), first=1000, file="取組一覧.xlsx")
    records = []
    for line, (number, name, department, _) in enumerate(MASTER):
        owned = PLAN.owners(department)
        asked = tuple(sorted(owned, key=PLAN.is_partner))
        records.append(
            (
                number,
                name,
                int(number[0]),
                path_of(number),
                owned,
                asked,
                owned,
                asked,
                1000 + line,
                ((1000 + line, owned),),
            )
        )
    return made(Master, records), entries


def _reconcile(
    returns: dict[str, list[list[str]]],
    times: dict[str, str] | None = None,
    rejected: dict[int, str] | None = None,
    plan: Plan = PLAN,
) -> Reconciled:
    """Returns by file name; a file is of the department that its name starts with. Row ids run from 0."""
    frames = [cells(name, [[f"回答課：{name.split('_')[0]}"], HEADER, *rows]) for name, rows in returns.items()]
    result = extract(pd.concat(frames), PROGRESS_LIST)
    master, listed = _master()
    rows, _ = normalise(result.rows, result.entries, Numbers(master.index), plan)
    rows, _ = shade(rows, result.entries, plan)
    rows, _ = attribute(rows, master, plan)
    entries = pd.concat([listed, result.entries], ignore_index=True)
    files = made(InboxFile, [(name, "xlsx", 1, (times or {}).get(name, ""), name, 1, "", False) for name in returns])
    return reconcile(rows, entries, master, files, pd.Series(rejected or {}, dtype="object"), plan)


def _standing(result: Reconciled) -> dict[str, tuple[str, str, str]]:
    """The answer that stands for each initiative that has one: department, result and letter."""
    first = result.answers.drop_duplicates("initiative")
    return {row.initiative: (row.department, row.actual, row.letter) for row in first.itertuples()}


def _outcomes(result: Reconciled) -> list[tuple[str, str]]:
    return list(result.ledger[["outcome", "reason"]].itertuples(index=False, name=None))


def _codes(result: Reconciled) -> list[str]:
    return [finding.code for finding in result.findings]


def _at_returns(result: Reconciled) -> list[Finding]:
    """The findings at a cell of a return."""
    return [finding for finding in result.findings if 0 <= finding.row_id < 1000]


ALL = {
    "福祉課": [_answer("1-1-1-1", "12件", "Ａ"), _answer("1-1-1-2", "声かけ", "Ｂ")],
    "防災課": [_answer("1-1-1-2", "声かけ", "Ｂ")],
    "子ども課": [_answer("1-1-2-1", "6回", "Ｃ")],
}


def test_every_initiative_has_one_answer_of_an_accepted_row() -> None:
    """Equal answers of joint departments are one; nothing is left to say."""
    result = _reconcile(ALL)
    assert _outcomes(result) == [("採用", "")] * 4
    assert _standing(result) == {
        "1-1-1-1": ("福祉課", "12件", "A"),
        "1-1-1-2": ("福祉課", "声かけ", "B"),
        "1-1-2-1": ("子ども課", "6回", "C"),
    }
    assert result.answers[["actual_row_id", "grade_row_id"]].to_numpy().tolist() == [[0, 0], [1, 1], [2, 2], [3, 3]]
    assert result.findings == []


def test_a_refused_row_answers_nothing() -> None:
    """What validation has refused is rejected for its code, and its initiative has no answer."""
    result = _reconcile(ALL, rejected={0: "number_unknown"})
    assert _outcomes(result)[0] == ("不採用", "number_unknown")
    assert "1-1-1-1" not in _standing(result)


def test_a_later_return_supersedes_initiative_by_initiative() -> None:
    """Of two returns of one 課 the one that was saved later counts, for the initiatives that both give."""
    returns = {
        "福祉課": ALL["福祉課"],
        "福祉課_2": [_answer("1-1-1-1", "13件", "Ａ")],
        "子ども課": ALL["子ども課"],
        "防災課": ALL["防災課"],
    }
    result = _reconcile(returns, {"福祉課": "2021-05-01T00:00:00", "福祉課_2": "2021-05-02T00:00:00"})
    assert _outcomes(result)[:3] == [("差替え", "return_superseded"), ("採用", ""), ("採用", "")]
    assert [actual for _, actual, _ in _standing(result).values()] == ["13件", "声かけ", "6回"]
    assert [(finding.found, finding.expected) for finding in result.findings if finding.code == "answer_changed"] == [
        ("13件", "12件")
    ]


def test_rows_of_others_are_not_used() -> None:
    """A 課 cannot answer what it does not own."""
    result = _reconcile({"子ども課": [*ALL["子ども課"], _answer("1-1-1-1", "勝手に", "Ａ")]})
    assert _outcomes(result) == [("採用", ""), ("不採用", "not_owner")]
    assert "1-1-1-1" not in _standing(result)


def test_a_repeated_row_is_one_and_a_contradictory_one_none() -> None:
    """The same initiative twice in one return: equal rows are one, different ones are both refused."""
    equal = _reconcile({"福祉課": [ALL["福祉課"][0]] * 2})
    assert _outcomes(equal) == [("採用", ""), ("差替え", "number_repeated")]
    different = _reconcile({"福祉課": [ALL["福祉課"][0], _answer("1-1-1-1", "99件", "Ａ")]})
    assert _outcomes(different) == [("不採用", "number_duplicate")] * 2
    assert "1-1-1-1" not in _standing(different)
    assert "answer_left_out" not in [f.code for f in different.findings if f.number == "1-1-1-1"]


@pytest.mark.parametrize(
    ("changes", "code", "found", "expected"),
    [
        ({"取組名": "窓口"}, "name_differs", "窓口", "窓口の設置"),
        ({"R2目標": "11件"}, "target_differs", "11件", "12件"),
        ({"R2目標": ""}, "target_differs", "（空欄）", "12件"),
        ({"担当課名": "福祉課\n防災課"}, "department_differs", "福祉課\n防災課", "福祉課"),
    ],
)
def test_what_a_return_changes_of_the_master_list_is_named(
    changes: dict[str, str], code: str, found: str, expected: str
) -> None:
    """The master's name, target and department stand; the difference is said with both texts."""
    result = _reconcile({"福祉課": [_answer("1-1-1-1", "12件", "Ａ", **changes)]})
    assert [(finding.code, finding.found, finding.expected) for finding in _at_returns(result)] == [
        (code, found, expected)
    ]


def test_differences_of_width_and_space_are_none() -> None:
    """１２件 and 12件 are the same target."""
    result = _reconcile({"福祉課": [_answer("1-1-1-1", "12件", "Ａ", R2目標="１２ 件", 取組名="窓口 の設置")]})
    assert [finding.code for finding in _at_returns(result)] == []


@pytest.mark.parametrize(
    ("actual", "grade", "state", "code"),
    [
        ("", "Ａ", "回答", "actual_missing"),
        ("12件", "", "未評価", "grade_missing"),
        ("", "", "未回答", "answer_missing"),
    ],
)
def test_gaps_in_an_answer_are_three_different_things(actual: str, grade: str, state: str, code: str) -> None:
    """Without a result, without a grade, without both: three states, three findings, never a D or a 0."""
    result = _reconcile({"福祉課": [_answer("1-1-1-1", actual, grade)]})
    assert join(_master()[0], result.answers, PLAN).at["1-1-1-1", "state"] == state
    assert [finding.code for finding in _at_returns(result)] == [code]


def test_of_joint_answers_the_first_listed_stands() -> None:
    """Different answers are said at the other department's cell, with the address of the one that stands."""
    result = _reconcile(ALL | {"防災課": [_answer("1-1-1-2", "声かけ", "Ａ")]})
    assert _standing(result)["1-1-1-2"] == ("福祉課", "声かけ", "B")
    assert [(f.code, f.department, f.found, f.expected, f.field) for f in result.findings] == [
        ("joint_differs", "防災課", "A", "B（福祉課 R2報告!F4）", "grade_2020")
    ]


def test_a_silent_first_department_is_stood_in_for() -> None:
    """Where the first-listed is silent, the other's answer stands, and that is said."""
    result = _reconcile({"福祉課": [ALL["福祉課"][0]], "防災課": ALL["防災課"], "子ども課": ALL["子ども課"]})
    assert _standing(result)["1-1-1-2"] == ("防災課", "声かけ", "B")
    assert _codes(result) == ["answer_left_out", "joint_substituted"]


def test_an_initiative_that_a_return_leaves_out_is_loud() -> None:
    """The first-listed 課 did return, but without that row: named with number, name and 課, at the master list."""
    result = _reconcile(ALL | {"福祉課": [ALL["福祉課"][0]], "防災課": []})
    assert [
        (f.code, f.found, f.number, f.department, f.row_id) for f in result.findings if f.code == "answer_left_out"
    ] == [("answer_left_out", "見守り", "1-1-1-2", "福祉課", 1001)]


def test_every_listed_department_must_answer_where_the_plan_says_so() -> None:
    """共管の取組の回答 is すべての課: the second 課 that left the row out is named, too; with 先頭の課 it is not."""
    returns = {"福祉課": ALL["福祉課"], "子ども課": ALL["子ども課"], "防災課": [_answer("1-1-1-1", "", "")]}
    said = {
        joint: [
            (f.code, f.number, f.department)
            for f in _reconcile(returns, plan=plan_of(**{"共管の取組の回答": joint})).findings
        ]
        for joint in ("先頭の課", "すべての課")
    }
    assert ("answer_left_out", "1-1-1-2", "防災課") not in said["先頭の課"]
    assert ("answer_left_out", "1-1-1-2", "防災課") in said["すべての課"]


def test_a_blank_cell_never_supersedes_and_a_filled_one_does() -> None:
    """Two halves of one form: of each cell the latest that is filled stands, and what was kept from the earlier file is said."""
    returns = ALL | {"福祉課_2": [_answer("1-1-1-1", "13件", ""), _answer("1-1-1-2", "", "Ａ")]}
    result = _reconcile(returns, {"福祉課": "2021-05-01T00:00:00", "福祉課_2": "2021-05-02T00:00:00"})
    assert _standing(result)["1-1-1-1"] == ("福祉課", "13件", "A")
    assert _standing(result)["1-1-1-2"] == ("福祉課", "声かけ", "A")
    assert [(f.code, f.number, f.found, f.expected) for f in result.findings if f.department == "福祉課"] == [
        ("answer_changed", "1-1-1-1", "13件", "12件"),
        ("cell_kept", "1-1-1-1", "Ａ", "福祉課"),
        ("cell_kept", "1-1-1-2", "声かけ", "福祉課"),
        ("answer_changed", "1-1-1-2", "Ａ", "Ｂ"),
    ]


def test_a_whole_blank_row_takes_nothing_back_but_a_word_does() -> None:
    """A later form that leaves the row blank changes nothing; 「削除」 takes the cell back."""
    times = {"福祉課": "2021-05-01T00:00:00", "福祉課_2": "2021-05-02T00:00:00"}
    blank = _reconcile(ALL | {"福祉課_2": [_answer("1-1-1-1", "", "")]}, times)
    assert _standing(blank)["1-1-1-1"] == ("福祉課", "12件", "A")
    taken = _reconcile(ALL | {"福祉課_2": [_answer("1-1-1-1", "", "削除")]}, times)
    assert _standing(taken)["1-1-1-1"] == ("福祉課", "12件", "")
    both = _reconcile(ALL | {"福祉課_2": [_answer("1-1-1-1", "削除", "削除")]}, times)
    assert "1-1-1-1" not in _standing(both)


def test_an_unreadable_grade_keeps_the_result() -> None:
    """A grade that is none of the plan's leaves the result in print, without a letter."""
    result = _reconcile(ALL | {"福祉課": [_answer("1-1-1-1", "12件", "A'"), ALL["福祉課"][1]]})
    assert _outcomes(result)[0] == ("採用", "")
    assert _standing(result)["1-1-1-1"] == ("福祉課", "12件", "")


def test_departments_that_sent_nothing_are_named_with_their_contact() -> None:
    """A 課 without a return is 要修正, with how many initiatives and whom to call; a partner is never asked."""
    result = _reconcile({"子ども課": ALL["子ども課"]})
    assert [(f.department, f.found, f.expected) for f in result.findings] == [
        ("福祉課", "2", "福祉課（内線10）へ督促してください。"),
        ("防災課", "1", "防災課へ督促してください。"),
    ]


def test_the_first_listed_stands_whatever_the_order_of_the_files() -> None:
    """The order of the master list decides, not that of the files, of the rows or of the times of saving."""
    returns = {"防災課": [_answer("1-1-1-2", "見回り", "Ａ")], "福祉課": ALL["福祉課"], "子ども課": ALL["子ども課"]}
    for times in ({}, {"防災課": "2021-05-02T00:00:00", "福祉課": "2021-05-01T00:00:00"}):
        result = _reconcile(returns, times)
        assert _standing(result)["1-1-1-2"] == ("福祉課", "声かけ", "B")
        assert [(f.code, f.department, f.field) for f in result.findings] == [
            ("joint_differs", "防災課", "grade_2020"),
            ("joint_differs", "防災課", "actual_2020"),
        ]
