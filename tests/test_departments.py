"""課 as a list writes them: names with ・ or a space, a 部 before the 課, and 全課, through the command."""

from pathlib import Path
from typing import Any

import pytest

from tests.plans import DEPARTMENTS, INITIATIVES, Content, findings, report_list, small_plan, table, torikumi

_CITY = [
    {"課名": name, "区分": "課"}
    for name in ("健康・スポーツ課", "スポーツ課", "まち づくり課", "高齢課", "障害課", "健康課")
]


def _folder(path: Path, departments: str, answered: str = "", **settings: str) -> Path:
    """A plan of one initiative whose 担当課名 is as given; the 課 `answered` have returned it with Ａ."""
    content = Content(departments=[*DEPARTMENTS, *_CITY])
    content.settings |= settings
    content.initiatives = [INITIATIVES[0] | {"担当課名": departments, "回答した課": answered or departments}]
    return small_plan(path, content)


def _states(folder: Path) -> dict[str, str]:
    """The 課 that are asked, and what has come of them."""
    staff = next((folder / "output").glob("*_確認結果.xlsx"))
    return {str(row["担当課"]): str(row["提出"]) for row in table(staff, "提出状況", "担当課") if row["提出"]}


def _errors(folder: Path) -> list[Any]:
    return [row["内容"] for row in findings(folder) if row["区分"] == "要修正"]


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("健康・スポーツ課", ["健康・スポーツ課"]),
        ("健康･ スポーツ課", ["健康・スポーツ課"]),  # half width, and a space
        ("健康・\nスポーツ課", ["健康・スポーツ課"]),  # a narrow column
        ("スポーツ課・健康課", ["スポーツ課", "健康課"]),
        ("健康・スポーツ課・障害課", ["健康・スポーツ課", "障害課"]),
        ("まち づくり課", ["まちづくり課"]),
        ("まち　づくり課、高齢課", ["まちづくり課", "高齢課"]),
        ("高齢課／障害課", ["高齢課", "障害課"]),
        ("高齢課/障害課", ["高齢課", "障害課"]),
        ("福祉部　健康課", ["健康課"]),
        ("健康福祉部\n健康課", ["健康課"]),
        ("健康福祉部健康課", ["健康課"]),
        ("福祉部　健康課・障害課", ["健康課", "障害課"]),
        ("福祉課　子ども課", ["福祉課", "子ども課"]),
    ],
)
def test_whole_names_come_first(tmp_path: Path, written: str, asked: list[str]) -> None:
    """A cell names the 課 that the plan has, however it is parted; each of them is asked, and its return is taken."""
    folder = _folder(tmp_path / "plan", written)
    run = torikumi("build", folder)
    assert (run.code, _errors(folder)) == (0, [])
    assert sorted(_states(folder)) == sorted(asked)
    assert report_list(folder)["1-1-1-1"]["担当課名"].split() == written.split()
    assert f"回答：{len(asked)}課のうち{len(asked)}課から提出" in run.out


@pytest.mark.parametrize("written", ["福祉部", "福祉部、健康課", "ない課／健康課", "スポーツ・健康課"])
def test_what_is_no_department_is_still_said(tmp_path: Path, written: str) -> None:
    """A 部 alone, or parted from the 課 by a comma, is asked about, and so is a half of a name."""
    folder = _folder(tmp_path / "plan", written, "健康課")
    torikumi("build", folder)
    assert f"担当課名「{written}」は計画.xlsxの担当課にありません。" in _errors(folder)


@pytest.mark.parametrize("word", ["全課", "関係各課", "各課", "全庁", "全ての課", "関係課"])
def test_nobody_is_asked_for_what_is_everybodys(tmp_path: Path, word: str) -> None:
    """全課 is no unknown 課; as long as the plan does not say otherwise nobody is asked, which is said once."""
    folder = _folder(tmp_path / "plan", word)
    run = torikumi("build", folder)
    assert (run.code, _states(folder)) == (0, {})
    assert [(row["区分"], row["番号"], row["内容"], row["セル"]) for row in findings(folder) if row["番号"]] == [
        (
            "要確認",
            "1-1-1-1",
            f"1-1-1-1「窓口の設置」の担当課は「{word}」で、どの課にも照会していないため、回答がありません。",
            "D3",
        )
    ]


def test_beside_everybody_the_named_department_is_asked(tmp_path: Path) -> None:
    """「福祉課、関係各課」 asks 福祉課 alone."""
    folder = _folder(tmp_path / "plan", "福祉課\n関係各課")
    run = torikumi("build", folder)
    assert (run.code, _states(folder)) == (0, {"福祉課": "提出あり"})
    assert [row["内容"] for row in findings(folder) if row["番号"]] == []


def test_everybody_is_asked_where_the_plan_says_so(tmp_path: Path) -> None:
    """全課の扱い すべての課: each 課 of the plan is asked, the named one first; a 関係団体 is not."""
    folder = _folder(tmp_path / "plan", "障害課、全庁", 全課の扱い="すべての課")
    run = torikumi("build", folder)
    everybody = {str(row["課名"]).replace(" ", "") for row in [*DEPARTMENTS[:3], *_CITY]}
    states = _states(folder)
    assert set(states) == everybody
    assert [name for name, state in states.items() if state == "提出あり"] == ["障害課"]
    assert run.code == 1
    assert len([row for row in _errors(folder) if "の回答がまだありません（1取組）" in row]) == len(everybody) - 1


def test_who_answers_for_everybody_is_heard(tmp_path: Path) -> None:
    """Where nobody is asked, the answer that a 課 sends all the same stands, and explain says why."""
    folder = _folder(tmp_path / "plan", "全課")
    source = _folder(tmp_path / "other", "高齢課")
    (source / "inbox" / "高齢課.xlsx").rename(folder / "inbox" / "高齢課.xlsx")
    run = torikumi("build", folder)
    assert (run.code, report_list(folder)["1-1-1-1"]["R2評価※"]) == (0, "A")
    assert "どの課にも照会していないため、高齢課の回答を採用" in torikumi("explain", folder, "1-1-1-1").out
