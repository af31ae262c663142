"""The plan: what 計画.xlsx says, once it is read and checked. Nothing about any one city is in the code."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

import pandas as pd
from torikumi.schemas.bands import Band, Uncounted, has_limits, rank_of
from torikumi.schemas.keys import department_name, fold, is_everybody, plain_dashes, split_departments
from torikumi.schemas.rules import MAJORITY, RULES, Rule
from torikumi.schemas.states import LEFT_OUT
from torikumi.schemas.tables import tuples
from torikumi.schemas.years import long_year, parse_year

DRAFT, FINAL = "案", "確定"
COUNTED, NOT_COUNTED = "数える", "数えない"
GRADED_ONLY, ALL_INITIATIVES = "評価済みの取組", "全取組"
SPREAD, A3 = "A4見開き", "A3"
DEPARTMENT, PARTNER = "課", "関係団体"
COMMENT, CLOSING = "講評", "総括"
LEADING, EVERY = "先頭の課", "すべての課"
WORST, MEAN = "最も低い評価", "点数の平均"
NOT_ASKED = "照会しない"
TALLIED, NOT_TALLIED = "する", "しない"
INDICATOR, REFERENCE = "指標", "参考"

# What became of a row of a return.
ACCEPTED, SUPERSEDED, REJECTED = OUTCOMES = ("採用", "差替え", "不採用")


@dataclass(frozen=True)
class Setting:
    """One row of the sheet 計画: the item's name, what may stand there, and what stands there if nothing is written."""

    key: str
    item: str
    help: str
    default: str | None = None  # None: must be written
    choices: tuple[str, ...] = ()
    parse: Callable[[str], object] = str
    later: bool = False  # written by `next` only: without an earlier year it says nothing


SETTINGS = (
    Setting("name", "計画名", "表紙と一覧の題名に使います。"),
    Setting("city", "市町村名", "表紙に使います。"),
    Setting("division", "取りまとめ課", "表紙に使います。空欄でも構いません。", default=""),
    Setting("motto", "基本理念", "表紙に使います。空欄でも構いません。", default=""),
    Setting("committee", "推進委員会名", "表紙に使います。空欄でも構いません。", default="推進委員会"),
    Setting("first_year", "計画開始年度", "例：令和2年度、R2、2020", parse=parse_year),
    Setting("last_year", "計画終了年度", "例：令和7年度、R7、2025", parse=parse_year),
    Setting("report_year", "報告年度", "今回まとめる年度。例：令和2年度", parse=parse_year),
    Setting("status", "状態", "案 または 確定", default=DRAFT, choices=(DRAFT, FINAL)),
    Setting(
        "rule",
        "総合評価の決め方",
        "または ".join(f"{rule.name}（{rule.hint}）" for rule in RULES.values()),
        default=MAJORITY,
        choices=tuple(RULES),
    ),
    Setting("relisted", "再掲の扱い", "数える または 数えない", default=COUNTED, choices=(COUNTED, NOT_COUNTED)),
    Setting(
        "denominator",
        "割合の分母",
        "評価済みの取組 または 全取組（未回答も分母に含める）",
        default=GRADED_ONLY,
        choices=(GRADED_ONLY, ALL_INITIATIVES),
    ),
    Setting(
        "paper",
        "用紙",
        "取組推進状況一覧の用紙。A4見開き（左右2ページ）または A3（1ページ）",
        default=SPREAD,
        choices=(SPREAD, A3),
    ),
    Setting(
        "joint",
        "共管の取組の回答",
        "先頭の課（先頭の課の回答があればよい）または すべての課（記載された課すべての回答を求める）",
        default=LEADING,
        choices=(LEADING, EVERY),
    ),
    Setting(
        "joint_grade",
        "共管の取組の評価",
        "課ごとの回答から取組の評価をどう決めるか。先頭の課、最も低い評価、点数の平均（四捨五入した点数に届く、最もよい評価）",
        default=LEADING,
        choices=(LEADING, WORST, MEAN),
    ),
    Setting(
        "joint_actual",
        "共管の取組の実績",
        "先頭の課 または すべての課（課ごとに【課名】を付けて載せる）",
        default=LEADING,
        choices=(LEADING, EVERY),
    ),
    Setting(
        "words",
        "階層の名前",
        "上の階層から順に「、」で区切り、最後に取組にあたる言葉を書きます。例：柱、方針、事業",
        default="基本目標、施策、種、取組",
    ),
    Setting(
        "previous",
        "前年度評価の印刷",
        "取組推進状況一覧に前年度の評価の列を印刷する または しない。取組一覧に前年度の評価がある場合だけです。",
        default=TALLIED,
        choices=(TALLIED, NOT_TALLIED),
        later=True,
    ),
    Setting(
        "everybody",
        "全課の扱い",
        "担当課名に 全課、各課、関係各課、全庁 とある取組。照会しない または すべての課（どの課にも照会する）",
        default=NOT_ASKED,
        choices=(NOT_ASKED, EVERY),
    ),
    Setting("licence", "利用条件", "データを公表するときの利用条件。例：CC BY 4.0。空欄でも構いません。", default=""),
    Setting("remark", "備考", "表紙には印刷しません。", default=""),
)

SHADING_ITEMS = ("凡例", "欄の名前", "原因の語", "色")


@dataclass(frozen=True)
class Shading:
    """The shading convention of the year; a plan without a legend has none."""

    legend: str = ""
    label: str = ""
    words: tuple[str, ...] = ()
    color: str = "D9D9D9"

    def __bool__(self) -> bool:
        return bool(self.legend)

    def names_cause(self, text: str) -> bool:
        """Whether the text names the cause (`コロナ` also finds `新型ｺﾛﾅ`)."""
        folded = fold(text)
        return any(fold(word) in folded for word in self.words)


@dataclass(frozen=True)
class Override:
    """An overall grade that the division has set instead of the computed one: the letter, why, and who decided."""

    letter: str
    reason: str
    by: str


TOTAL = 0  # the scope of the whole plan, beside the goals' numbers
TOTAL_NAME = "合計"


class Goal(NamedTuple):
    """A goal: the number that it has here, how the city writes it, what it is called."""

    goal: int
    label: str
    name: str


# The names of sheets and files before the words that they begin with: the first that fits stands.
_OURS = re.compile("取組一覧|取組推進状況|各取組の総括|「基本目標」|取組|基本目標")


def goal_name(words: str, label: str) -> str:
    """What a goal is called in a word, by 階層の名前 and its label: 目標4 (for 基本目標), 柱Ⅰ."""
    return f"{split_words(words)[0].removeprefix('基本')}{label}"


def split_words(words: str) -> list[str]:
    """The names of 階層の名前."""
    return [word for word in re.split(r"[、,，・\s]+", words) if word]


# Characters that are typed for one another in a grade of signs; the first of each is how it is compared.
_SIGNS = {other: signs[0] for signs in ("○〇◯⚪⭕", "◎⦿", "△▵", "×✕✖╳❌xX") for other in signs}


def grade_key(text: str) -> str:
    """A written grade for comparison: folded, and of signs that look alike one (`〇` is `○`, `✕` is `×`, `A－` is `A-`)."""
    folded = plain_dashes(fold(text))
    return _SIGNS.get(folded, folded)


@dataclass(frozen=True)
class Plan:
    """Frames: goals (goal int, label as the city writes it, name, outline, direction), departments (department, other_names, kind, successor, first_year,
    last_year, contact), comments (section, content); bands from the best grade to the worst, and the grades beside them that are not
    counted; overrides by scope (0: 合計)."""

    name: str
    city: str
    division: str
    motto: str
    committee: str
    first_year: int
    last_year: int
    report_year: int
    status: str
    rule: str
    relisted: str
    denominator: str
    remark: str
    bands: tuple[Band, ...]
    shading: Shading
    goals: pd.DataFrame
    departments: pd.DataFrame
    comments: pd.DataFrame
    overrides: Mapping[int, Override] = field(default_factory=dict)
    paper: str = SPREAD
    joint: str = LEADING
    previous: str = TALLIED
    everybody: str = NOT_ASKED
    licence: str = ""
    joint_grade: str = LEADING
    joint_actual: str = LEADING
    words: str = "基本目標、施策、種、取組"
    uncounted: tuple[Uncounted, ...] = ()
    commented: bool = True  # whether there is a sheet 講評

    @property
    def years(self) -> range:
        """The plan's fiscal years, first to last."""
        return range(self.first_year, self.last_year + 1)

    @cached_property
    def goal_list(self) -> list[Goal]:
        """The goals in their order."""
        return [Goal(row.goal, row.label, row.name) for row in tuples(self.goals)]

    @property
    def level_words(self) -> list[str]:
        """What the levels are called, the highest first."""
        return split_words(self.words)[:-1]

    @property
    def unit_word(self) -> str:
        """What an initiative is called."""
        return split_words(self.words)[-1]

    def worded(self, text: str) -> str:
        """A sentence or heading of ours with this plan's own words for 取組 and 基本目標; the names of sheets and files stay. Not for what
        somebody else has written."""
        words = {"取組": self.unit_word} | ({"基本目標": self.level_words[0]} if self.level_words else {})
        return _OURS.sub(lambda match: words.get(match[0], match[0]), text)

    @property
    def goal_words(self) -> tuple[str, str]:
        """What stands above the goals in a table: in short, as their names begin, and in full; blank for a plan without levels."""
        word = self.level_words[0] if self.level_words else ""
        short = word.removeprefix("基本")
        return short or "区分", word if word != short else "名称" * bool(word)

    def scope_name(self, scope: int) -> str:
        """What a scope is called: 目標4, or 合計 for the whole plan."""
        return self._scope_names[scope]

    @cached_property
    def _scope_names(self) -> dict[int, str]:
        return {goal.goal: goal_name(self.words, goal.label) for goal in self.goal_list} | {TOTAL: TOTAL_NAME}

    @property
    def grades(self) -> list[str]:
        """The letters that are counted, from best to worst."""
        return [band.grade for band in self.bands]

    @property
    def uncounted_grades(self) -> list[str]:
        """The letters that an answer may have and that are not counted, in the plan's order."""
        return [one.grade for one in self.uncounted]

    @property
    def _lines(self) -> tuple[Band | Uncounted, ...]:
        return (*self.bands, *self.uncounted)

    @cached_property
    def notations(self) -> dict[str, str]:
        """Every way to write a grade, as `grade_key` compares them -> the grade."""
        return {grade_key(text): one.grade for one in self._lines for text in (one.grade, one.notation)}

    @cached_property
    def counted_notations(self) -> dict[str, str]:
        """The same of the grades that are counted."""
        return {key: grade for key, grade in self.notations.items() if grade in self.grades}

    @property
    def denominator_name(self) -> str:
        """What the shares are of, in words: `全取組`, with grades that are not counted `全取組（集計外を除く）`."""
        return self.denominator + (f"（{LEFT_OUT.name}を除く）" if self.uncounted else "")

    @property
    def actual_field(self) -> str:
        """The field of the report year's result."""
        return f"actual_{self.report_year}"

    @property
    def grade_field(self) -> str:
        """The field of the report year's self grade."""
        return f"grade_{self.report_year}"

    @property
    def previous_field(self) -> str:
        """The field of the self grade of the year before the report year."""
        return f"grade_{self.report_year - 1}"

    @property
    def target_field(self) -> str:
        """The field of the report year's target."""
        return f"target_{self.report_year}"

    @property
    def year_name(self) -> str:
        """令和2年度"""
        return long_year(self.report_year)

    @property
    def grades_rates(self) -> bool:
        """Whether a rate gives a grade: the grades have percentages."""
        return has_limits(self.bands)

    @property
    def rules(self) -> list[Rule]:
        """The rules of the overall grade that its grades have what is needed for."""
        return [rule for rule in RULES.values() if rule.offered(self.bands)]

    def letter_of(self, rate: Fraction) -> str:
        """The grade of an exact rate by the bands: 3/4 is 75 %, 74.995 % is not. Below the lowest limit the last grade stands. "" where the
        grades have no percentages."""
        if not self.grades_rates:
            return ""
        return self.bands[rank_of(rate, self.bands)].grade

    def joint_letter(self, letters: Sequence[str]) -> str:
        """The grade that those of several departments come to, in their order ("" for none): the first one, or by 共管の取組の評価 the worst,
        or the best that the mean of the points, rounded half up, reaches."""
        graded = [letter for letter in letters if letter in self.grades]
        if len(letters) < 2 or self.joint_grade == LEADING or not graded:
            return next(filter(None, letters), "")
        if self.joint_grade == WORST:
            return max(graded, key=self.grades.index)
        points = {band.grade: band.points or 0 for band in self.bands}
        mean = Fraction(sum(points[letter] for letter in graded), len(graded))
        rounded = (Decimal(mean.numerator) / mean.denominator).quantize(Decimal(1), ROUND_HALF_UP)
        return next((letter for letter in self.grades if points[letter] <= rounded), self.grades[-1])

    def official_name(self, written: str) -> str | None:
        """The department that a name written in a list means: its own or another of its names; None where the plan has none.

        A department that ended before the report year is its successor (one step of 後継 after the other).
        """
        name = self._names.get(department_name(written))
        for _ in range(len(self._successors)):
            name = self._successors.get(name or "", name)
        return name

    def owners(self, text: str) -> tuple[str, ...]:
        """The official names of the departments of a 担当課名 cell, each once, in their order; unknown names are left out."""
        names = map(self.official_name, self._split(text))
        return tuple(dict.fromkeys(name for name in names if name))

    def _split(self, text: str) -> list[str]:
        """The departments of a cell as written; few different cells come again and again."""
        if text not in self._departments_of:
            self._departments_of[text] = split_departments(text, self.official_name)
        return self._departments_of[text]

    @cached_property
    def _departments_of(self) -> dict[str, list[str]]:
        return {}

    def printed(self, text: str) -> tuple[str, ...]:
        """The same with what stands for all departments, as it is written (`福祉課、関係各課`)."""
        names = self._split(text)
        said = (self.official_name(name) or (name if is_everybody(name) else None) for name in names)
        return tuple(dict.fromkeys(name for name in said if name))

    def names_everybody(self, text: str) -> bool:
        """Whether a 担当課名 cell stands for all departments, or has that beside others."""
        return self.printed(text) != self.owners(text)

    def notation(self, grade: str) -> str:
        """How the form writes a grade."""
        return next(one.notation for one in self._lines if one.grade == grade)

    def asked_name(self, department: str | None) -> str:
        """Who answers for a department on the day of asking, which is after the report year: its successor if it has ended by then.
        "" for none."""
        name = department or ""
        for _ in range(len(self._followed)):
            name = self._followed.get(name, name)
        return name

    def department_in(self, text: str) -> str:
        """The (official) department that a text names somewhere in it: a heading, the name of a file or sheet; "" where the text names
        none, or two."""
        meant = self.departments_in(text)
        return meant[0] if len(meant) == 1 else ""

    def departments_in(self, text: str) -> tuple[str, ...]:
        """All (official) departments that a text names. Of names that are part of another (総務課 of 福祉総務課) the longer counts."""
        if text not in self._mentioned:
            self._mentioned[text] = self._mention(department_name(text))
        return self._mentioned[text]

    def _mention(self, folded: str) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for name, official in self._by_length:
            if name and name in folded:
                found[official] = None
                folded = folded.replace(name, "|")
        return tuple(found)

    @property
    def asked(self) -> list[str]:
        """The departments that are sent a form: no partner, and none that has ended by the day of asking; in the plan's order."""
        names = self.departments.loc[self.departments["kind"] == DEPARTMENT, "department"]
        return [name for name in names if name not in self._followed]

    def is_partner(self, department: str) -> bool:
        """Whether the (official) name is a partner organisation, which is listed but never asked."""
        return department in self._partners

    @cached_property
    def _partners(self) -> frozenset[str]:
        return frozenset(self.departments.loc[self.departments["kind"] == PARTNER, "department"])

    @cached_property
    def _mentioned(self) -> dict[str, tuple[str, ...]]:
        """What headings, sheets and files have been found to name."""
        return {}

    @cached_property
    def _by_length(self) -> list[tuple[str, str]]:
        return sorted(self._names.items(), key=lambda item: -len(item[0]))

    def _ended(self, last: int) -> dict[str, str]:
        """Departments that ended in that year or before, each with the one that follows."""
        return {
            row.department: self._names.get(department_name(row.successor), row.successor)
            for row in tuples(self.departments)
            if row.successor and (pd.isna(row.last_year) or row.last_year <= last)
        }

    @cached_property
    def _successors(self) -> dict[str, str]:
        return self._ended(self.report_year - 1)

    @cached_property
    def _followed(self) -> dict[str, str]:
        return self._ended(self.report_year)

    @cached_property
    def _names(self) -> dict[str, str]:
        return {
            department_name(name): row.department
            for row in tuples(self.departments)
            for name in (row.department, *row.other_names)
        }
