"""The numbers of the city's list, and what a return writes for them."""

import pytest
from torikumi.schemas.numbers import Numbers, looks_like_number, number_order, parts

FOUR = Numbers(["1-1-1-1", "1-1-1-2", "4-1-10-1"])


@pytest.mark.parametrize(
    "text",
    ["1-1-1-1", "１－１－１－１", "1‐1‐1‐1", "1.1.1.1", " 1-1-1-1 ", "1ー1ー1ー1", "1−1—1―1", "01-1-1-1", "1-1-1-\n1"],
)
def test_a_number_is_read_however_it_is_typed(text: str) -> None:
    """Full-width digits, any dash, points, spaces and leading zeros give the same number."""
    assert FOUR.of(text) == "1-1-1-1"


@pytest.mark.parametrize("text", ["", "1-1-1", "1-1-1-1-1", "1-1-1-a", "番号", "1-1-1-1（再掲）", "9-9-9-9", "①-1-1-x"])
def test_what_is_no_number_of_the_list(text: str) -> None:
    """Anything that the list does not have."""
    assert FOUR.of(text) is None


@pytest.mark.parametrize(("text", "like"), [("9-9-9-9", True), ("9-9-9", False), ("番号", False), ("2021/1/1", False)])
def test_what_is_built_like_a_number_of_the_list(text: str, like: bool) -> None:
    """As many parts of the same kinds."""
    assert FOUR.is_like(text) is like


@pytest.mark.parametrize(
    ("written", "text", "number"),
    [
        (["1-(1)-①", "1-(1)-②"], "１－（１）－②", "1-(1)-②"),
        (["1-(1)-①", "1-(1)-②"], "1-1-2", "1-(1)-②"),
        (["Ⅰ-1-(2)", "Ⅱ-1-(2)"], "Ⅱ－１－⑵", "Ⅱ-1-(2)"),
        (["Ⅰ-1-(2)", "Ⅱ-1-(2)"], "2-1-2", "Ⅱ-1-(2)"),
        (["A-1", "A-3", "B-1"], "Ａ－０３", "A-3"),
        (["1", "2", "120"], "００２", "2"),
        (["1", "2", "120"], "No.120", "120"),
        (["1-1", "1-2"], "1月2日", "1-2"),
    ],
)
def test_numbers_of_other_cities(written: list[str], text: str, number: str) -> None:
    """Printed as the list has them, read by what they say; a date is what Excel made of 1-2."""
    assert Numbers(written).of(text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [("1.1", "1.1"), ("1.10", "1.10"), ("1", "1"), ("001", "001"), ("01", None), ("1-1", "1.1"), ("1-10", "1.10")],
)
def test_what_the_list_tells_apart_is_told_apart(text: str, number: str | None) -> None:
    """1.1 is not 1.10, and 001 not 1; what could mean either means none."""
    assert Numbers(["1.1", "1.10", "1", "001"]).of(text) == number


@pytest.mark.parametrize("text", ["1-1-1-1", "1-(1)-①", "Ⅰ-1-(2)", "A-3", "12", "No.5", "(1)", "１"])
def test_what_may_be_a_number(text: str) -> None:
    """Signs and short parts."""
    assert looks_like_number(text)


@pytest.mark.parametrize(
    "text", ["", "基本目標１", "合計", "令和2年度", "２　相談", "※人数は速報値", "1-1-1-1（再掲）"]
)
def test_what_is_no_number_at_all(text: str) -> None:
    """A word of Japanese, or nothing."""
    assert not looks_like_number(text)


def test_numbers_sort_by_their_parts() -> None:
    """4-1-10-2 comes after 4-1-9-1."""
    assert sorted(["4-1-10-2", "4-1-9-1", "10-1-1-1", "4-1-9-10"], key=number_order) == [
        "4-1-9-1",
        "4-1-9-10",
        "4-1-10-2",
        "10-1-1-1",
    ]


def test_the_parts_of_a_number() -> None:
    """Words stay words."""
    assert parts("施策Ａ-０３（②）") == ("施策a", 3, 2)
