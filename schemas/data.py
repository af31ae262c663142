"""The data sheet and its CSV: what each column is called and what it means. データ定義 is printed from here.

The rules that the sheet keeps are those of 行政データにおける機械可読性に関するルール; tests/workbooks/test_data_rules.py has a case for each.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from torikumi.schemas.states import STATES


@dataclass(frozen=True)
class DataColumn:
    """One column of データ: its name in frames, its header, what it holds, and its codes, each with its meaning."""

    field: str
    label: str
    meaning: str
    codes: tuple[tuple[str, str], ...] = ()


INITIATIVE, INDICATOR = "取組", "成果指標"
DEPARTMENT = "department_{n}"  # one column for each department, as many as the list needs

ITEMS = {"baseline": "初期値", "target": "目標", "actual": "実績", "rate": "達成率", "grade": "評価"}
DATA_COLUMNS = (
    DataColumn("kind", "種別", "取組の行か、成果指標の行か", ((INITIATIVE, "取組の行"), (INDICATOR, "成果指標の行"))),
    DataColumn("year", "年度", "値の年度（西暦）。初期値は計画開始年度の前年度"),
    DataColumn("era", "年度（和暦）", "値の年度（和暦）"),
    DataColumn("number", "番号", "取組の番号（基本目標-施策-種-連番）。成果指標は 基本目標-指標-連番。文字列"),
    DataColumn("goal", "基本目標番号", "番号の1番目の数字"),
    DataColumn("goal_name", "基本目標", "基本目標の名称"),
    DataColumn("name", "名称", "取組名または成果指標の名称。取組一覧・成果指標のとおり"),
    DataColumn("relisted", "再掲", "ほかの取組の再掲かどうか。成果指標は空欄", (("1", "再掲"), ("0", "再掲でない"))),
    DataColumn(DEPARTMENT, "担当課{n}", "取組一覧の担当課。1が主に回答する課。2つ目以降は列を分ける"),
    DataColumn("item", "項目コード", "値の種類", tuple(ITEMS.items())),
    DataColumn("item_name", "項目", "値の種類の名称"),
    DataColumn("text", "原文", "取組一覧、回答、成果指標に書かれたとおりの文字。記入がない場合と計算した値は空欄"),
    DataColumn(
        "value", "数値", "原文がひとつの数量だけを示す場合の数、または計算した達成率。それ以外は空欄（0ではない）"
    ),
    DataColumn("unit", "単位", "数値の単位。割合は％（56.0は56.0％）"),
    DataColumn("letter", "評価", "評価の行の評価区分。未評価・未回答・評価対象外は空欄"),
    DataColumn(
        "affected",
        "網掛け",
        "評価の行で、評価の網掛け（影響あり）かどうか。ほかの行は空欄",
        (("1", "網掛けあり"), ("0", "網掛けなし")),
    ),
    DataColumn(
        "state",
        "回答状態",
        "実績、達成率、評価の行の状態。成果指標の実績に値がある場合は空欄",
        tuple((state.name, state.meaning) for state in STATES),
    ),
    DataColumn("respondent", "回答課", "採用した回答の課"),
    DataColumn("file", "出典ファイル", "値の元のファイル"),
    DataColumn("sheet", "出典シート", "値の元のシート"),
    DataColumn("cell", "出典セル", "値の元のセル"),
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


def data_fields(departments: int) -> list[str]:
    """Every field in the order of the columns, with one column for each of so many departments."""
    return [
        field
        for column in DATA_COLUMNS
        for field in (
            [column.field.format(n=n + 1) for n in range(departments)] if column.field == DEPARTMENT else [column.field]
        )
    ]


def column_of(field: str) -> DataColumn:
    """The column of a field, numbered or not (`department_2`). KeyError for an unknown field."""
    stem, _, number = field.rpartition("_")
    known = {column.field: column for column in DATA_COLUMNS}
    return known[DEPARTMENT] if number.isdigit() and f"{stem}_{{n}}" == DEPARTMENT else known[field]


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
