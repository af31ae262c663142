"""The labels of the sheets that are read."""

import pytest
from torikumi.schemas.layouts import INDICATORS, PLAN_SHEETS, PROGRESS_LIST, Layout, plain_label

LABELS = [
    ("番号", "number"),
    ("取 組 名", "name"),
    ("取組の名称", "name"),
    ("担当課", "department"),
    ("担当課名\n", "department"),
    ("R１実績（初期値）", "baseline"),
    ("H30実績(初期値)", "baseline"),
    ("Ｒ２目標", "target_2020"),
    ("令和７年度目標", "target_2025"),
    ("R2実績", "actual_2020"),
    ("2020年度 評価", "grade_2020"),
    ("R2評価 ※", "grade_2020"),
    ("Ｒ２\n自己評価", "grade_2020"),
]


@pytest.mark.parametrize(("label", "field"), LABELS)
def test_labels_of_the_list(label: str, field: str) -> None:
    """Width, space, era and ※ of a label do not count."""
    assert PROGRESS_LIST.field_of(label) == field


@pytest.mark.parametrize("label", ["", "所感", "R2評化", "R2", "評価者", "目標と実績"])
def test_unknown_labels(label: str) -> None:
    """A label that the list does not know is no field."""
    assert PROGRESS_LIST.field_of(label) is None


def test_baseline_of_the_report_is_no_actual() -> None:
    """R1実績（初期値） is the baseline, R1実績 is an actual."""
    assert PROGRESS_LIST.field_of("R1実績（初期値）") == "baseline"
    assert PROGRESS_LIST.field_of("R1実績") == "actual_2019"


@pytest.mark.parametrize("layout", [PROGRESS_LIST, INDICATORS, *PLAN_SHEETS], ids=lambda layout: layout.title)
def test_printed_labels_lead_back_to_their_fields(layout: Layout) -> None:
    """What our own sheets print is read as the same field, and no two columns share a label."""
    for field in layout.fields([2020, 2021]):
        assert layout.field_of(layout.label(field)) == field
    labels = [plain_label(name) for column in layout.columns for name in (column.label, *column.aliases)]
    assert len(labels) == len(set(labels))


def test_every_column_says_what_belongs_there() -> None:
    """Each column that a clerk fills in has a help text."""
    without = [
        (layout.title, column.label)
        for layout in (PROGRESS_LIST, INDICATORS, *PLAN_SHEETS)
        for column in layout.columns
        if not column.help
    ]
    assert without == []


def test_yearly_fields_and_labels() -> None:
    """A yearly field is printed with the short year; fields come in the order of the columns."""
    assert PROGRESS_LIST.label("target_2020") == "R2目標"
    assert PROGRESS_LIST.label("grade_2019") == "R1評価 ※"
    assert PROGRESS_LIST.fields([2020, 2021])[5:11] == [
        "baseline",
        "unit",
        "target_2020",
        "target_2021",
        "actual_2020",
        "actual_2021",
    ]
    with pytest.raises(KeyError):
        PROGRESS_LIST.column("colour")
