"""The data sheet and its CSV: what each column is called and what it means. データ定義 is printed from here.

The rules that the sheet keeps are those of 行政データにおける機械可読性に関するルール; tests/workbooks/test_data_rules.py has a case for each.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from inspect import get_annotations
from typing import Any

import pandera.pandas as pa
from pandera.typing.pandas import Series
from torikumi.schemas.states import NOT_COMPUTABLE, NOT_RATED, RATED, STATES
from torikumi.schemas.tables import Frame

_Codes = tuple[tuple[str, str], ...]  # each with its meaning


def _column(label: str, meaning: str, codes: _Codes = (), plain: str = "", **more: Any) -> Any:
    """`plain`: what it means in a plan without indicators, where that is not the same."""
    return pa.Field(
        nullable=True, title=label, description=meaning, metadata={"codes": codes, "plain": plain or meaning}, **more
    )


INITIATIVE, INDICATOR = "取組", "成果指標"
OF_INDICATORS = frozenset((INDICATOR, "rate", RATED, NOT_RATED, NOT_COMPUTABLE))  # codes that only they have
ITEMS = {"baseline": "初期値", "target": "目標", "actual": "実績", "rate": "達成率", "grade": "評価"}
# Only where the plan has them: an answer of each of several departments, a grade beside the self grade, a column of the city's own.
FURTHER = {"part_actual": "課別実績", "part_grade": "課別評価", "other_grade": "ほかの評価", "own": "取組一覧の列"}


class Datum(Frame):
    """A value of データ: plain values or None, never a blank text. Header, meaning and codes of each column are what データ定義 prints."""

    kind: Series[object] = _column(
        "種別", "取組の行か、成果指標の行か", ((INITIATIVE, "取組の行"), (INDICATOR, "成果指標の行")), "すべて取組の行"
    )
    year: Series[object] = _column("年度", "値の年度（西暦）。初期値は計画開始年度の前年度")
    era: Series[object] = _column("年度（和暦）", "値の年度（和暦）")
    number: Series[object] = _column(
        "番号",
        "取組の番号（取組一覧のとおり）。成果指標は 基本目標-指標-連番。文字列",
        plain="取組の番号（取組一覧のとおり）。文字列",
    )
    goal: Series[object] = _column("基本目標番号", "基本目標の番号。基本目標のない計画では空欄")
    goal_name: Series[object] = _column("基本目標", "基本目標の名称")
    # One column for each level below the goals, where the list names them.
    level: Series[object] | None = _column(
        "階層{n}",
        "取組一覧での階層（基本目標の下から2、3…）",
        plain="取組一覧での階層",
        alias=r"^level_\d+$",
        regex=True,
    )
    name: Series[object] = _column(
        "名称", "取組名または成果指標の名称。取組一覧・成果指標のとおり", plain="取組名。取組一覧のとおり"
    )
    relisted: Series[object] = _column(
        "再掲",
        "ほかの取組の再掲かどうか。成果指標は空欄",
        (("1", "再掲"), ("0", "再掲でない")),
        "ほかの取組の再掲かどうか",
    )
    # One column for each department, as many as the list needs.
    department: Series[object] | None = _column(
        "担当課{n}",
        "取組一覧の担当課。1が主に回答する課。2つ目以降は列を分ける",
        alias=r"^department_\d+$",
        regex=True,
    )
    item: Series[object] = _column("項目コード", "値の種類", tuple(ITEMS.items()))
    item_name: Series[object] = _column("項目", "値の種類の名称")
    text: Series[object] = _column(
        "原文",
        "取組一覧、回答、成果指標に書かれたとおりの文字。記入がない場合と計算した値は空欄",
        plain="取組一覧、回答に書かれたとおりの文字。記入がない場合は空欄",
    )
    value: Series[object] = _column(
        "数値",
        "原文がひとつの数量だけを示す場合の数、または計算した達成率。それ以外は空欄（0ではない）",
        plain="原文がひとつの数量だけを示す場合の数。それ以外は空欄（0ではない）",
    )
    unit: Series[object] = _column("単位", "数値の単位。割合は％（56.0は56.0％）")
    letter: Series[object] = _column(
        "評価", "評価の行の評価区分。未評価・未回答・評価対象外は空欄", plain="評価の行の評価区分。未評価・未回答は空欄"
    )
    affected: Series[object] = _column(
        "網掛け",
        "評価の行で、評価の網掛け（影響あり）かどうか。ほかの行は空欄",
        (("1", "網掛けあり"), ("0", "網掛けなし")),
    )
    state: Series[object] = _column(
        "回答状態",
        "実績、達成率、評価の行の状態。成果指標の実績に値がある場合は空欄",
        tuple((state.name, state.meaning) for state in STATES),
        "実績と評価の行の状態",
    )
    respondent: Series[object] = _column("回答課", "採用した回答の課")
    file: Series[object] = _column("出典ファイル", "値の元のファイル")
    sheet: Series[object] = _column("出典シート", "値の元のシート")
    cell: Series[object] = _column("出典セル", "値の元のセル")


@dataclass(frozen=True)
class DataColumn:
    """One column of データ, or one for each department or level (`department_{n}`): its name in frames, its header, what it holds, its codes."""

    field: str
    label: str
    meanings: tuple[str, str]  # with and without indicators
    all_codes: _Codes

    def meaning(self, indicators: bool) -> str:
        """What it holds, in a plan that has indicators, or none."""
        return self.meanings[not indicators]

    def codes(self, without: Collection[str]) -> _Codes:
        """Its codes, each with its meaning, but for those that a plan does not have."""
        return tuple(code for code in self.all_codes if code[0] not in without)


_NUMBERED = "_{n}"
# Of the attributes, not of the schema: to make that takes longer than all else that is made when this module is imported.
DATA_COLUMNS = tuple(
    DataColumn(
        name + _NUMBERED if column.regex else name,
        column.title,
        (column.description, column.metadata["plain"]),
        column.metadata["codes"],
    )
    for name, column in ((name, vars(Datum)[name]) for name in get_annotations(Datum))
)


# A spreadsheet runs a text of a CSV that begins with one of these, but for a sign alone. The apostrophe is among them so that a reader
# can always take one off.
_GUARDED = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
_HARMLESS = ("=", "+", "-", "@")
GUARD_RULE = (
    "CSVでは、= + - @ ' タブ 改行 のいずれかで始まる文字（= + - @ の1字だけのものを除く）の前に ' を1つ付けている"
    "（表計算ソフトが式として実行しないため）。先頭の ' を1つ除くと元の文字になる。数値はそのまま"
)


def guarded(text: str) -> str:
    """A text as the CSV has it: data, never code. A reader takes one leading apostrophe off."""
    return f"'{text}" if text.startswith(_GUARDED) and text not in _HARMLESS else text


def data_fields(departments: int, levels: Collection[int] = ()) -> list[str]:
    """Every field in the order of the columns, with one column for each of so many departments, and for each of the levels."""
    numbers = {"department": range(1, departments + 1), "level": levels}
    return [
        field
        for column in DATA_COLUMNS
        for field in (
            [column.field.format(n=n) for n in numbers[column.field.removesuffix(_NUMBERED)]]
            if column.field.endswith(_NUMBERED)
            else [column.field]
        )
    ]


def column_of(field: str) -> DataColumn:
    """The column of a field, numbered or not (`department_2`). KeyError for an unknown field."""
    stem, _, number = field.rpartition("_")
    known = {column.field: column for column in DATA_COLUMNS}
    return known[stem + _NUMBERED if number.isdigit() else field]


def data_label(field: str) -> str:
    """The header of a field: `department_2` -> 担当課2. KeyError for an unknown field."""
    return column_of(field).label.format(n=field.rpartition("_")[2])


# Lead bytes in CP932 of the rows that JIS X 0208 does not have: NEC's row 13 (①, ㈱, ℡), NEC's and IBM's extensions (髙, 﨑).
_VENDOR_ROWS = frozenset({0x87, 0xED, 0xEE, 0xFA, 0xFB, 0xFC})


def platform_dependent(text: str) -> list[str]:
    """The characters of a text that not every computer shows alike, each once, in their order: vendors' signs such as ① and ㈱,
    half-width kana, and all that CP932 does not have. They are named, never changed."""
    return [char for char in dict.fromkeys(text) if _is_platform_dependent(char)]


def _is_platform_dependent(char: str) -> bool:
    try:
        code = char.encode("cp932")
    except UnicodeEncodeError:
        return True
    return 0xA1 <= code[0] <= 0xDF if len(code) == 1 else code[0] in _VENDOR_ROWS


def unencodable(texts: Iterable[str], encoding: str = "cp932") -> list[str]:
    """The characters that the encoding does not have, each once, sorted."""
    return sorted({char for text in texts for char in text if not _fits(char, encoding)})


def _fits(char: str, encoding: str) -> bool:
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
