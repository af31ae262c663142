"""What the columns of each sheet that we read are called: labels and their aliases, as data.

A label is compared folded (`schemas.keys.fold`), without ※, and with its year taken out: `Ｒ２評価 ※`, `令和２年度評価` and
`2020年度 評価` all are `{year}評価`. A field with `{year}` stands for one column a year (`grade_2020`).
"""

import dataclasses
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from torikumi.schemas.keys import fold
from torikumi.schemas.plan import CLOSING, COMMENT, NOT_TALLIED, PARTNER, TALLIED
from torikumi.schemas.plan import DEPARTMENT as ASKED
from torikumi.schemas.roles import ROLE_NAMES
from torikumi.schemas.years import YEAR, short_year, year_of

# The fields of the city's list that are carried as they stand, and not understood, or only counted.
_CARRIED = ("own", "other", "rate_", "unit")


def is_carried(field: str) -> bool:
    """Whether a field of the city's list is carried as it stands."""
    return field.startswith(_CARRIED)


@dataclass(frozen=True)
class Column:
    """One column of a sheet: what our own sheets print (`label`), what others call it (`aliases`), what it is for (`help`).

    For the sheets of 計画.xlsx also how wide it is (characters), what its cells must be (`must`, names of `schemas.frames.CHECKS`) and,
    if not all texts may stand there, which may (`choices`, compared folded). `needed_if`: a field, and what it must
    say (a blank says so, too) for this one to be looked at.
    `optional`: one that our own sheets have only where the content has it.
    Of the city's list `side` says where it is printed (`LEFT`, `RIGHT`, `BOTH`, `NOWHERE`; "" as its role is), `printed` how wide (characters; 0 as its
    role is), `open` whether the
    departments fill it in."""

    field: str
    label: str
    help: str = ""
    aliases: tuple[str, ...] = ()
    required: bool = False
    width: float = 16
    must: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    needed_if: tuple[str, str] | None = None
    optional: bool = False
    side: str = ""
    printed: float = 0
    open: bool = False

    @property
    def yearly(self) -> bool:
        return "{year}" in self.field


@dataclass(frozen=True)
class Layout:
    """A sheet that holds one table. `key` names the column without which a row is no header.

    Of the sheets of 計画.xlsx: `csv` has the content of the sample; an `optional` one may be absent (a folder made before the sheet was
    known), a `may_be_blank` one has nothing that must be written. `year`: the one that a yearly column without a year in its heading is of
    (None: such a heading is none). `initiatives`: the city's list, not a sheet of ours. `described`: by the plan (列の設定).
    `written`: the headings as a list has them, by field, where they are printed so."""

    title: str
    key: str
    columns: tuple[Column, ...]
    csv: str = ""
    optional: bool = False
    may_be_blank: bool = False
    year: int | None = None
    initiatives: bool = False
    described: bool = False
    written: Mapping[str, str] = dataclasses.field(default_factory=dict, hash=False)

    def column(self, field: str) -> Column:
        """The column of a field, yearly or not (`grade_2020` finds `grade_{year}`); KeyError for an unknown field."""
        stem = re.sub(r"_\d{4}$", "_{year}", field)
        return self._columns.get(field) or self._columns[stem]

    def label(self, field: str) -> str:
        """The printed label of a field: `grade_2020` -> `R2評価`; a field that the layout does not have is its own label."""
        if field in self.written:
            return self.written[field]
        try:
            label = self.column(field).label
        except KeyError:
            return field
        year = field.rpartition("_")[2]
        return label.format(year=short_year(int(year))) if year.isdigit() else label

    def fields(self, years: Iterable[int]) -> list[str]:
        """Every field in the order of the columns, the yearly ones once for each of the years."""
        years = list(years)
        return [
            name
            for column in self.columns
            for name in ([column.field.format(year=year) for year in years] if column.yearly else [column.field])
        ]

    def field_of(self, label: str) -> str | None:
        """The field that a label found in a sheet names, or None. Differences of width, space, era and ※ do not count."""
        if len(label) > self._longest and len("".join(label.split())) > self._longest:
            return None  # a narrative: folding it would take longer than all labels together
        if label not in self._fields:
            self._fields[label] = self._field_of(label)
        return self._fields[label]

    def _field_of(self, label: str) -> str | None:
        known = self._known
        text = plain_label(label)
        year = YEAR.search(text)
        stem = YEAR.sub("{year}", text, count=1) if year else text
        column = known.get(stem) or known.get(text)
        if column is None or not column.yearly:
            return column.field if column else None
        meant = year_of(year) if year else self.year
        return column.field.format(year=meant) if meant else None

    def guesses_year(self, label: str) -> bool:
        """Whether a label is that of a yearly column, names no year, and is taken for the layout's year without the plan saying so."""
        column = self._known.get(plain_label(label))
        told = self.described or plain_label(label) in map(plain_label, self.written.values())
        return bool(self.year and not told and column is not None and column.yearly)

    def labels(self) -> list[str]:
        """The labels and aliases, folded, `{year}` standing for the year, of the columns that are understood: what a near miss is compared
        with."""
        return [label for label, column in self._known.items() if not is_carried(column.field)]

    @cached_property
    def _fields(self) -> dict[str, str | None]:
        """What labels have been found to name: those of one form come in every return."""
        return {}

    @cached_property
    def _columns(self) -> dict[str, Column]:
        return {column.field: column for column in self.columns}

    @cached_property
    def _known(self) -> dict[str, Column]:
        return {plain_label(name): column for column in self.columns for name in (column.label, *column.aliases)}

    @cached_property
    def _longest(self) -> int:
        """Characters that a written label can have, without white space: that of the longest, a year and a few marks."""
        return max(map(len, self._known)) + 20


class Head(NamedTuple):
    """Header rows as they stand in a sheet: the first of them and how many, and of each column (from 1) its field and its label as written,
    also where it has no field."""

    file: str
    sheet: str
    row: int
    height: int
    fields: Mapping[int, str]
    labels: Mapping[int, str]


# What marks an example in a form, in the name of a sheet or in the first cells of a row; folded.
EXAMPLES = ("記入例", "入力例", "記載例", "作成例", "見本", "(例)", "例)", "【例】", "例:")


def is_example(text: str) -> bool:
    """Whether a sheet's name or a row's first cell says that it is an example: `記入例`, `（例）1-1-1-1`, `例`."""
    folded = fold(text)
    return folded == "例" or any(word in folded for word in EXAMPLES)


def plain_label(label: str) -> str:
    """A label for comparison: folded, without ※ and other marks that only refer to a note."""
    return re.sub(r"[※*]", "", fold(label))


# The city's list as most cities have it; 列の設定 says it of one that differs (`schemas.columns`).
PROGRESS_LIST = Layout(
    "取組推進状況一覧",
    "number",
    (
        Column(
            "number",
            "番号",
            "取組の番号。一覧にひとつだけのものであれば、どのような書き方でも構いません。",
            (
                *("取組番号", "事業番号", "施策番号", "整理番号", "管理番号", "通し番号", "連番"),
                *("No.", "No", "事業No", "事業No.", "取組No", "取組No.", "施策No", "施策No."),
            ),
            required=True,
        ),
        Column(
            "name",
            "取組名",
            "取組の名称。再掲は【再掲2-1-1-2】を前に付けます。",
            ("取組の名称", "取組", "事業名", "事業の名称", "具体的施策", "具体的な施策", "具体的取組", "具体的な取組"),
            required=True,
        ),
        Column(
            "content",
            "取組内容",
            "取組の内容",
            ("取組の内容", "内容", "事業内容", "事業の内容", "事業概要", "取組の概要"),
        ),
        Column(
            "department",
            "担当課名",
            "担当課。複数ある場合はセル内で改行し、主に回答する課を先頭に書きます。",
            ("担当課", "所管課", "所管", "担当", "課名", "担当部署", "所管部署", "担当所属", "主担当課"),
            required=True,
        ),
        Column("asked", "照会先", "組織改正などで、照会する課が担当課と異なる場合の課名", ("回答先",)),
        Column(
            "baseline",
            "初期値",
            "計画策定時の値",
            ("{year}実績(初期値)", "基準値", "現状値", "{year}初期値", "{year}基準値", "{year}現状値"),
        ),
        Column("unit", "単位", "目標と実績の単位", ()),
        Column(
            "target_{year}",
            "{year}目標",
            "その年度の目標",
            ("{year}目標値", "{year}の目標", "{year}年度目標", "目標", "目標値"),
        ),
        Column(
            "actual_{year}",
            "{year}実績",
            "その年度の実績",
            ("{year}実績値", "{year}の実績", "{year}取組実績", "{year}の取組実績", "実績", "実績値", "取組実績"),
        ),
        Column("rate_{year}", "{year}達成率", "その年度の達成率", ("達成率",)),
        Column(
            "grade_{year}", "{year}評価 ※", "その年度の自己評価", ("{year}自己評価", "{year}の評価", "評価", "自己評価")
        ),
        Column("influence", "影響", "外部の影響を受けて目標に届かなかった取組に○", ("網掛け",)),
    ),
    initiatives=True,
)

INDICATORS = Layout(
    "成果指標",
    "indicator",
    (
        Column(
            "goals",
            "基本目標",
            "基本目標の番号。複数の目標に共通の指標は 1、2 のように並べます。",
            ("目標",),
            required=True,
        ),
        Column("kind", "区分", "指標、または 参考（直前の指標に添えて示す行）", ()),
        Column("indicator", "成果指標", "指標の名称", ("指標", "指標名", "成果指標名"), required=True),
        Column("unit", "単位", "％、人、団体 など", ()),
        Column("source", "出典", "値の出所", ("出所",)),
        Column("method", "算定方法", "A/B（空欄も同じ）、B/A（減少が望ましい）、改善率", ("達成率の算定方法",)),
        Column(
            "related", "関連取組", "関連する取組の番号。複数は改行か読点で並べます。", ("関連する取組",), required=True
        ),
        Column("baseline", "初期値", "計画策定時の値", ("基準値", "現状値")),
        Column("target_{year}", "{year}目標値", "その年度の目標値。設定なし・検討中も書けます。", ("{year}目標",)),
        Column("actual_{year}", "{year}実績", "その年度の実績。まだない場合は空欄にします。", ("{year}実績値",)),
        Column("remark", "備考", "説明", ()),
    ),
)

SETTINGS = Layout(
    "計画",
    "item",
    (
        Column("item", "項目", "設定の名前", required=True, width=22),
        Column("content", "内容", "設定の値", required=True, width=50),
        Column("remark", "説明", "書き方", width=60),
    ),
    csv="settings.csv",
)

GOALS = Layout(
    "基本目標",
    "goal",
    (
        Column(
            "goal",
            "番号",
            "基本目標の番号（取組番号の1番目の部分、または一覧での書き方）",
            required=True,
            width=8,
            must=("filled", "unique"),
        ),
        Column("name", "名称", "基本目標の名称", required=True, width=36, must=("filled",)),
        Column("outline", "概要", "目標のページの「概要」", width=70),
        Column("direction", "方向性", "目標のページの「方向性」。複数はセル内で改行します。", width=50),
    ),
    csv="goals.csv",
    optional=True,
    may_be_blank=True,
)

GRADES = Layout(
    "評価区分",
    "grade",
    (
        Column(
            "grade",
            "評価",
            "評価の文字。良いものから順に書きます。",
            required=True,
            width=8,
            must=("filled", "unique_grade"),
        ),
        Column(
            "notation", "回答での表記", "照会様式での書き方（全角のＡなど）。空欄は評価の文字と同じです。", width=14
        ),
        Column(
            "lower",
            "下限（％）",
            "この評価になる達成率の下限（達成率で評価しない計画では、すべて空欄）",
            ("下限",),
            required=True,
            width=12,
            must=("number",),
            needed_if=("counted", TALLIED),
        ),
        Column("wording", "内容", "区分の説明", required=True, width=50),
        Column(
            "points",
            "点数",
            "総合評価を点数で決める場合の点（決めない計画では、すべて空欄でも可）",
            required=True,
            width=8,
            must=("digits",),
            needed_if=("counted", TALLIED),
        ),
        Column(
            "counted",
            "集計",
            "する（空欄も同じ）、または しない（割合にも未評価にも数えない評価）",
            width=8,
            choices=(TALLIED, NOT_TALLIED),
            optional=True,
        ),
    ),
    csv="grades.csv",
)

DEPARTMENTS = Layout(
    "担当課",
    "department",
    (
        Column(
            "department",
            "課名",
            "正式な課名",
            ("担当課", "担当課名"),
            required=True,
            width=24,
            must=("filled", "unique"),
        ),
        Column("other_names", "別名", "一覧での別の書き方。複数はセル内で改行します。", width=30),
        Column("kind", "区分", "課、または 関係団体（照会しない相手）", width=12, choices=(ASKED, PARTNER)),
        Column("successor", "後継", "組織改正後の課名", width=20),
        Column("first_year", "有効年度（から）", "この課名を使い始めた年度", width=18, must=("year",)),
        Column("last_year", "有効年度（まで）", "この課名を使い終えた年度", width=18, must=("year",)),
        Column("contact", "連絡先", "督促先（内線など）", width=18),
    ),
    csv="departments.csv",
)

SHADING = Layout(
    "網掛け",
    "item",
    (
        Column(
            "item", "項目", "凡例、欄の名前、原因の語、色", required=True, width=16, must=("shading_item", "unique")
        ),
        Column("content", "内容", "項目の値。原因の語はセル内で改行して並べます。", required=True, width=70),
    ),
    csv="shading.csv",
    optional=True,
    may_be_blank=True,
)

COMMENTS = Layout(
    "講評",
    "section",
    (
        Column(
            "section",
            "区分",
            "講評 または 総括",
            required=True,
            width=12,
            must=("filled",),
            choices=(COMMENT, CLOSING),
        ),
        Column("content", "内容", "表紙にそのまま印刷する文", required=True, width=90),
    ),
    csv="comments.csv",
    optional=True,
    may_be_blank=True,
)

OVERRIDES = Layout(
    "総合評価",
    "scope",
    (
        Column("scope", "範囲", "目標1、目標2 … または 合計", required=True, width=12, must=("filled", "unique")),
        Column(
            "letter",
            "評価",
            "取りまとめ課が決めた総合評価。空欄の行は、計算した総合評価のままです。",
            required=True,
            width=8,
        ),
        Column("reason", "理由", "計算と異なる評価にする理由", required=True, width=70),
        Column("by", "決定者", "決めた人または会議", required=True, width=24),
    ),
    csv="overrides.csv",
    optional=True,
    may_be_blank=True,
)

LEFT, RIGHT, BOTH, NOWHERE = "左", "右", "両方", "しない"
MUST, MAY, CLOSED = "必須", "任意", "－"

COLUMNS = Layout(
    "列の設定",
    "heading",
    (
        Column(
            "heading",
            "見出し",
            "取組一覧の見出し（印刷するとおり）。年度は {年度} と書きます。",
            required=True,
            width=28,
            must=("filled", "unique"),
        ),
        Column("aliases", "別名", "回答などでの別の書き方。複数はセル内で改行します。", width=28),
        Column(
            "role",
            "役割",
            "番号、階層1～階層5、名称、内容、担当課、照会先、初期値、目標値、実績、自己評価、他の評価、影響、単位、達成率、そのまま のいずれか",
            required=True,
            width=14,
            must=("filled",),
            choices=ROLE_NAMES,
        ),
        Column("entry", "記入", "各課に記入してもらう列は 必須 または 任意", width=8, choices=(MUST, MAY, CLOSED)),
        Column("limit", "字数", "記入できる字数", width=8, must=("digits",)),
        Column(
            "side", "印刷", "左、右、両方、しない（空欄は役割のとおり）", width=8, choices=(LEFT, RIGHT, BOTH, NOWHERE)
        ),
        Column("width", "幅", "印刷するときの幅（文字数の目安）", width=6, must=("digits",)),
    ),
    csv="columns.csv",
    optional=True,
    may_be_blank=True,
)

PLAN_SHEETS = (SETTINGS, COLUMNS, GOALS, GRADES, DEPARTMENTS, SHADING, COMMENTS, OVERRIDES)
