"""The long form: one row for each initiative, year and kind of value."""

from typing import Any

import pandas as pd
from torikumi.etl.checks.compare import figures
from torikumi.etl.figures.quantify import quantify
from torikumi.etl.recall import recall
from torikumi.etl.tabulate import tabulate
from torikumi.schemas.data import data_fields
from torikumi.schemas.models import Indicator, Rate
from torikumi.schemas.places import Places
from torikumi.schemas.tables import made

from tests.etl.made import ANSWER_ROW, made_entries, made_initiatives, made_list
from tests.plans import plan_of

PLAN = plan_of()
NO_INDICATORS, NO_RATES = made(Indicator, []), made(Rate, [])
ROWS: list[dict[str, Any]] = [
    {"number": "1-1-1-1", "name": "窓口", "owners": ("福祉課", "市協議会"), "baseline": "10件", "target_2020": "12件", "target_2021": "", "actual": "㈱と14件", "letter": "A", "affected": True},
    {"number": "2-1-1-1", "name": "【再掲】訓練", "owners": ("防災課",), "baseline": "", "target_2020": "3～4回", "target_2021": "継続"},
]  # fmt: skip
GRADES = [{"grade_2020": "Ａ"}]


def _table(rows: list[dict[str, Any]] = ROWS) -> pd.DataFrame:
    initiatives, listed = made_initiatives(*rows), made_entries(*rows)
    entries = pd.concat([listed, made_list(*GRADES, first=ANSWER_ROW)[1]], ignore_index=True)
    quantities = quantify(figures(initiatives, entries, PLAN))
    return tabulate(
        initiatives,
        recall(initiatives, entries, PLAN),
        NO_INDICATORS,
        NO_RATES,
        entries,
        Places(entries),
        quantities,
        PLAN,
    )


def test_rows_and_columns() -> None:
    """Baseline, result and grade always have a row, blank or not; a target only where one is written."""
    table = _table()
    assert list(table.columns) == data_fields(2)
    assert table[["number", "year", "item", "text"]].to_numpy().tolist() == [
        ["1-1-1-1", 2019, "baseline", "10件"], ["1-1-1-1", 2020, "target", "12件"], ["1-1-1-1", 2020, "actual", "㈱と14件"], ["1-1-1-1", 2020, "grade", "Ａ"],
        ["2-1-1-1", 2019, "baseline", None], ["2-1-1-1", 2020, "target", "3～4回"], ["2-1-1-1", 2021, "target", "継続"], ["2-1-1-1", 2020, "actual", None], ["2-1-1-1", 2020, "grade", None],
    ]  # fmt: skip


def test_a_number_stands_only_where_the_text_is_one() -> None:
    """12件 is 12 件; a range, a word and a blank are no number, and never 0."""
    table = _table()
    assert table.loc[table["value"].notna(), ["number", "item", "value", "unit"]].to_numpy().tolist() == [
        ["1-1-1-1", "baseline", 10.0, "件"], ["1-1-1-1", "target", 12.0, "件"], ["1-1-1-1", "actual", 14.0, "件"]
    ]  # fmt: skip


def test_grade_state_and_shading() -> None:
    """The grade's row has the letter, the raw notation, 1 or 0 for the shading, and the state; the others have no letter."""
    table = _table().set_index(["number", "item"]).sort_index()
    assert table.loc[("1-1-1-1", "grade"), ["text", "letter", "affected", "state", "respondent"]].tolist() == [
        "Ａ",
        "A",
        1,
        "回答",
        "福祉課",
    ]
    assert table.loc[("2-1-1-1", "grade"), ["text", "letter", "affected", "state", "respondent"]].tolist() == [
        None,
        None,
        0,
        "未回答",
        None,
    ]
    assert table.loc[("1-1-1-1", "target"), ["letter"]].tolist() == [None]


def test_each_value_names_its_cell() -> None:
    """File, sheet and cell of what was used; an unanswered initiative's answer has none."""
    table = _table().set_index(["number", "item"]).sort_index()
    assert table.loc[("1-1-1-1", "actual"), ["file", "sheet", "cell"]].tolist() == [
        "福祉課.xlsx",
        "取組推進状況一覧",
        "A3",
    ]
    assert table.loc[("2-1-1-1", "actual"), ["file", "sheet", "cell"]].tolist() == [None, None, None]


def test_departments_and_relisting() -> None:
    """Each department has a column, the names are the plan's; 再掲 is 1 or 0."""
    table = _table().drop_duplicates("number")
    assert table[["department_1", "department_2", "goal_name", "relisted"]].to_numpy().tolist() == [
        ["福祉課", "市協議会", "相談", 0],
        ["防災課", None, "防災", 1],
    ]


def test_a_suspicious_figure_is_no_number() -> None:
    """2.131人, which may be 2,131人, stands as text alone; 2,131人 and 2.5人 are numbers."""
    texts = {"baseline": "2.131人", "target_2020": "2,131人", "target_2021": "2.5人", "actual": "1.050人"}
    table = _table([{"number": "1-1-1-1", "letter": "A"} | texts])
    values = table[table["item"] != "grade"]
    assert [(row.item, row.text, None if pd.isna(row.value) else row.value) for row in values.itertuples()] == [
        ("baseline", "2.131人", None),
        ("target", "2,131人", 2131),
        ("target", "2.5人", 2.5),
        ("actual", "1.050人", None),
    ]
