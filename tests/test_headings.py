"""Headings of a return that are not ours, through the command: nobody is told to rename what is a column of its own."""

from pathlib import Path

import openpyxl

from tests.plans import HEADER, findings, listed, torikumi, write_return


def _said(folder: Path) -> list[tuple[object, object]]:
    """What 確認事項 says of headings and of what stands outside of the columns."""
    kinds = ("見出しの書き誤り", "様式にない列", "見出しのない列の記入", "一覧の外の文字", "必要な列がない")
    return [(row["種類"], row["内容"]) for row in findings(folder) if row["種類"] in kinds]


def test_columns_of_a_city_are_no_slips_of_ours(plan: Path) -> None:
    """予算額, 課題 and 委員会評価 beside R2評価, with and without the year, are columns that the form does not have; 達成率 is one of its own."""
    own = ["R2予算額", "R2課題", "R2委員会評価", "予算額", "課題", "委員会評価"]
    rows = [[*listed(number), *["1"] * len(own), "75％"] for number in ("1-1-1-2", "2-1-1-1", "2-1-1-2")]
    write_return(plan / "inbox" / "防災課.xlsx", rows, "防災課", header=[*HEADER, *own, "R2達成率"])
    assert torikumi("build", plan).code == 0
    assert _said(plan) == [
        ("様式にない列", f"様式にない見出し「{label}」の列があります。この列は使っていません。") for label in own
    ]


def test_a_heading_of_two_rows_that_knows_no_more_labels_explains_its_columns(plan: Path) -> None:
    """R2決算額 over 予算 and 支出: both columns have a heading, and no cell below is without one."""
    rows = [[*listed(number), "12", "10"] for number in ("1-1-1-2", "2-1-1-1", "2-1-1-2")]
    path = write_return(plan / "inbox" / "防災課.xlsx", rows, "防災課", header=[*HEADER, "R2決算額"])
    book = openpyxl.load_workbook(path)
    book.worksheets[0].insert_rows(3)
    book.worksheets[0]["K3"], book.worksheets[0]["L3"] = "予算", "支出"
    book.save(path)
    assert torikumi("build", plan).code == 0
    assert _said(plan) == [
        ("様式にない列", f"様式にない見出し「R2決算額{part}」の列があります。この列は使っていません。")
        for part in ("予算", "支出")
    ]
