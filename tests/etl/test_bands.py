"""The bands at their edges, exact: in the code, and in the formulas of the committee's workbook."""

import shutil
import subprocess
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from torikumi.etl.normalise import normalise
from torikumi.schemas.methods import method_of
from torikumi.schemas.numbers import Numbers
from torikumi.schemas.rules import MAJORITY, POINTS, RULES
from torikumi.workbooks.committee import formulas

from tests.etl.made import FIVE, made_list, made_plan
from tests.plans import Content, report_list, small_plan, torikumi

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")

RATES = [
    ("150/200", "A"),
    ("149.99/200", "B"),
    ("75/100", "A"),
    ("74.995/100", "B"),
    ("100/200", "B"),
    ("99.99/200", "C"),
    ("50/100", "B"),
    ("25/100", "C"),
    ("24.999/100", "D"),
    ("57/76", "A"),
    ("0/5", "D"),
    ("105/70", "A"),
    ("-1/4", "D"),
]


def _fraction(text: str) -> Fraction:
    actual, target = (Fraction(part) for part in text.split("/"))
    return actual / target


@pytest.mark.parametrize(("rate", "letter"), RATES)
def test_a_rate_is_graded_by_the_exact_fraction(rate, letter):
    """75 % is an A and 74.995 % is not, whatever is displayed."""
    assert made_plan().letter_of(_fraction(rate)) == letter


# Counts A-D, the denominator, and the letter, better and distance by 過半 and by 点数.
COUNTS = [
    ((2, 1, 1, 0), 4, ("A", "", 0), ("A", "", 0)),  # 9 of 12 points: just three quarters
    ((1, 1, 1, 1), 4, ("B", "A", 1), ("B", "A", 3)),
    ((3, 0, 0, 1), 4, ("A", "", 0), ("A", "", 0)),
    ((2, 1, 0, 1), 4, ("A", "", 0), ("B", "A", 1)),  # 8 of 12
    ((100, 69, 19, 15), 203, ("B", "A", 2), ("A", "", 0)),
    ((97, 69, 19, 15), 200, ("B", "A", 3), ("B", "A", 2)),
    ((98, 64, 19, 15), 196, ("A", "", 0), ("A", "", 0)),
    ((0, 0, 1, 1), 2, ("C", "B", 1), ("D", "C", 1)),
    ((0, 0, 0, 3), 3, ("D", "C", 2), ("D", "C", 3)),
    ((1, 0, 0, 0), 3, ("D", "C", 0), ("C", "B", 0)),  # two are open and count: not even all graded ones would do
    ((0, 0, 0, 0), 4, ("", "", 0), ("", "", 0)),
]


@pytest.mark.parametrize(("counts", "n", "by_majority", "by_points"), COUNTS)
def test_both_rules_at_their_edges(counts, n, by_majority, by_points):
    """Just half of the initiatives, and just three quarters of the points, are enough; the distance is in initiatives."""
    results = [RULES[rule].overall(counts, n, made_plan().bands) for rule in (MAJORITY, POINTS)]
    assert [(result.letter, result.better, result.distance) for result in results] == [by_majority, by_points]


def test_the_distance_takes_those_first_that_gain_most():
    """With uneven points one initiative that gains five counts before two that gain one."""
    plan = made_plan((("A", "75", 10), ("B", "50", 5), ("C", "0", 4)))
    assert RULES[POINTS].overall((1, 2, 1), 4, plan.bands) == ("B", Fraction(24, 40), "A", 6, 2)


SCALES = [
    (FIVE, "S", "D"),
    ((("4", "75", 4), ("3", "50", 3), ("2", "25", 2), ("1", "0", 1)), "4", "1"),
    ((("◎", "75", 3), ("○", "50", 2), ("△", "25", 1), ("×", "0", 0)), "◎", "×"),
    ((("*", "75", 3), ("?", "50", 2), (">", "25", 1), ("~", "0", 0)), "*", "~"),
]


@pytest.mark.parametrize(
    ("written", "letter"),
    [
        ("◎", "◎"),
        ("○", "○"),
        ("〇", "○"),
        ("◯", "○"),
        ("△", "△"),
        ("×", "×"),
        ("✕", "×"),
        ("ｘ", "×"),
        ("", ""),
        ("Ａ", None),
    ],
)
def test_signs_that_look_alike_are_one_grade(written, letter):
    """A circle of any of the three characters is the plan's circle; a letter of another scale is none."""
    rows, entries = made_list({"number": "1-1-1-1", "grade_2020": written})
    assert normalise(rows, entries, Numbers([]), made_plan(SCALES[2][0]))[0]["letter"].tolist() == [letter]


def _recalculated(folder: Path, cells: list[tuple[str, str]], lists: dict[str, list[str]]) -> list[object]:
    """What LibreOffice makes of the formulas (and of texts, as numbers); `lists` are named columns of the sheet 一覧."""
    path, profile = folder / "formulas.xlsx", folder / "profile"
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False})
    sheet, data = book.add_worksheet("式"), book.add_worksheet("一覧")
    for column, (name, texts) in enumerate(lists.items()):
        for line, text in enumerate(texts):
            data.write_string(line, column, text)
        letter = chr(ord("A") + column)
        book.define_name(name, f"=一覧!${letter}$1:${letter}${len(texts)}")
    for address, formula in cells:
        if formula.startswith("="):
            sheet.write_formula(address, formula, None, "?")
        else:
            sheet.write_number(address, float(formula))
    book.close()
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        '<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">'
        "<value>0</value></prop></item></oor:items>",
        "utf-8",
    )
    command = [
        str(SOFFICE),
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(folder / "out"),
        str(path),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    result = openpyxl.load_workbook(folder / "out" / path.name, data_only=True)["式"]
    return [result[address].value for address, formula in cells if formula.startswith("=")]


@pytest.fixture(scope="module")
def recalculated(tmp_path_factory):
    """All formulas of this file at once: the values by what they test."""
    if SOFFICE is None:
        pytest.skip("LibreOffice is not installed")
    plan = made_plan()
    cells: list[tuple[str, str]] = []
    for line, (rate, _) in enumerate(RATES, start=1):
        actual, target = rate.split("/")
        cells += [
            (f"A{line}", actual),
            (f"B{line}", target),
            (f"C{line}", formulas.rate(method_of(""), f"A{line}", f"B{line}", "Z1")),
        ]
        cells += [(f"D{line}", formulas.indicator_grade(plan, f"C{line}", f"A{line}", f"B{line}", True))]
    for line, (counts, n, _, _) in enumerate(COUNTS, start=1):
        cells += [(f"{column}{line}", str(count)) for column, count in zip("FGHIJ", (*counts, n), strict=True)]
        for column, rule in (("K", MAJORITY), ("L", POINTS)):
            cells.append(
                (f"{column}{line}", formulas.overall(made_plan(rule=rule), [f"{c}{line}" for c in "FGHI"], f"J{line}"))
            )
    cells += [("M1", "0"), ("M2", "5"), ("M3", "20")]
    for line, (method, actual, target) in enumerate(
        (("", "M2", "M1"), ("b/a", "M2", "M1"), ("b/a", "M1", "M2"), ("改善率", "M2", "M1")), start=1
    ):
        cells.append((f"N{line}", formulas.rate(method_of(method), actual, target, "M3")))
    grades = [letter for scale, *_ in SCALES for rank, (letter, *_) in enumerate(scale) for _ in range(rank + 1)]
    for scale, (bands, *_) in enumerate(SCALES):
        for line, (letter, *_) in enumerate(bands, start=1):
            cells.append((f"{chr(ord('P') + scale)}{line}", f"={formulas.count(made_plan(bands), 1, letter)}"))
    lists = {
        formulas.GOAL: ["1"] * len(grades),
        formulas.NAME: ["取組"] * len(grades),
        formulas.GRADE: grades,
        formulas.AFFECTED: ["0"] * len(grades),
    }
    values = _recalculated(tmp_path_factory.mktemp("bands"), cells, lists)
    addresses = [address for address, formula in cells if formula.startswith("=")]
    return dict(zip(addresses, values, strict=True))


def test_the_workbooks_formulas_grade_a_rate_as_the_code_does(recalculated):
    """The same letters at the same edges, after a recalculation by LibreOffice."""
    assert [recalculated[f"D{line}"] for line in range(1, len(RATES) + 1)] == [letter for _, letter in RATES]


def test_the_workbooks_formulas_give_the_overall_grade_as_the_code_does(recalculated):
    """Both rules, at the same edges."""
    for line, (_, _, by_majority, by_points) in enumerate(COUNTS, start=1):
        assert (recalculated[f"K{line}"] or "", recalculated[f"L{line}"] or "") == (by_majority[0], by_points[0])


def test_the_workbooks_formulas_never_divide_by_a_zero_target(recalculated):
    """A target or a result of 0 gives the reason; 改善率 can reach a target of 0."""
    assert [recalculated[f"N{line}"] for line in range(1, 5)] == ["目標値が0", "目標値が0", "実績が0", 0.75]


def test_the_workbooks_formulas_count_any_scale(recalculated):
    """Letters, digits, signs and even the wildcards of Excel are counted as they stand. In the list the first grade of each
    scale stands once, the second twice, and so on."""
    assert [recalculated[f"P{line}"] for line in range(1, 6)] == [1, 2, 3, 4, 5]
    for column in "QRS":
        assert [recalculated[f"{column}{line}"] for line in range(1, 5)] == [1, 2, 3, 4]


@pytest.mark.parametrize(("letters", "answers"), [("4321", "４３２１"), ("◎○△×", "◎〇△✕"), ("SABC", "ＳＡＢＣ")])
def test_the_command_builds_a_plan_of_any_scale(tmp_path, letters, answers):
    """Digits, signs and letters: answered in any width or look-alike, graded, counted and printed as the plan writes them."""
    content = Content()
    content.grades = [
        row | {"評価": letter, "回答での表記": ""} for row, letter in zip(content.grades, letters, strict=True)
    ]
    written = dict(zip("ＡＢＣＤ", answers, strict=True))
    content.initiatives = [row | {"R2評価": written[row["R2評価"]]} for row in content.initiatives]
    folder = small_plan(tmp_path / "plan", content)
    run = torikumi("build", folder)
    assert run.code == 0
    first, second, third, fourth = letters
    assert (
        f"  合計 　  6取組　{first}   3　{second}   1　{third}   1　{fourth}   1　総合評価 {first}"
        in run.out.splitlines()
    )
    printed = {number: row["R2評価※"] for number, row in report_list(folder).items()}
    assert printed == {
        "1-1-1-1": first,
        "1-1-1-2": first,
        "1-1-2-1": second,
        "2-1-1-1": third,
        "2-1-1-2": fourth,
        "2-1-2-1": first,
    }


def test_the_workbooks_formula_rounds_a_rate_before_it_is_compared():
    """0.3 of 0.4 is 0.7499999999999999 in binary fractions; each limit is asked of the rate to 12 places, in any program."""
    assert 0.3 / 0.4 < 0.75
    formula = formulas.indicator_grade(made_plan(), "C3", "C1", "C2", due=False)
    assert formula == (
        '=IF(ISNUMBER(C3),IF(ROUND(C3,12)>=0.75,"A",IF(ROUND(C3,12)>=0.5,"B",IF(ROUND(C3,12)>=0.25,"C","D"))),"")'
    )
