"""headings: what the heading of a column says that it is, as a table: patterns of folded labels, without the year that stands in them."""

import re
from functools import lru_cache
from typing import NamedTuple

from torikumi.schemas.layouts import plain_label
from torikumi.schemas.roles import DEPARTMENT, NAME, NUMBER, OTHER_GRADE, SELF_GRADE
from torikumi.schemas.years import YEAR, year_of

LEVEL, CONTENT, ASKED, BASELINE = "階層", "内容", "照会先", "初期値"
TARGET, ACTUAL, RATE, UNIT, INFLUENCE = "目標値", "実績", "達成率", "単位", "影響"

# What an initiative is called, and a level above it.
_THING = "取組|取り組み|取組み|事業|事務事業|施策|指標|kpi|項目|プロジェクト|プログラム|メニュー|アクション"
_UNIT_NAME = "課|課室|課等|課・室|課・係|課\\(室\\)|部署|部課|部課名|所属|係|機関|主体|団体|セクション"
_JUDGES = (
    "委員会?|審議会|協議会|会議|外部|有識者|第三者|二次|2次|市民|庁内|本部|行政|推進本部|懇話会|最終|総合|部長|評価会"
)
_LONGEST = 40

# Role, how sure, pattern of the whole label. A label may have several roles: the cells and the other columns decide.
_TABLE: tuple[tuple[str, int, re.Pattern[str]], ...] = tuple(
    (role, weight, re.compile(pattern))
    for role, weight, pattern in (
        (NUMBER, 5, rf"(?:(?:{_THING}|整理|計画|管理|通し)の?)?(?:番号|no\.?|コード|id)|項番|連番|通番|#"),
        (
            NAME,
            6,
            rf"(?:{_THING}|計画事業|実施事業|個別事業|主要事業|関連事業|個別施策|具体的施策|具体的取組)の?(?:名|名称|件名)",
        ),
        (
            NAME,
            5,
            r"取組|取り組み|取組み|(?:取組|実施|推進|改革|改善|検討|重点|個別)(?:項目|事項|事業|施策)|主な取組|主要な?取組|主な事業|重要業績評価指標(?:\(kpi\))?"
            r"|kpi(?:\(重要業績評価指標\))?|具体的な?(?:施策|取組|取り組み|事業)|個別の?取組|行動計画|事務事業|アクションプラン|取組\(事業\)名?",
        ),
        (NAME, 3, r"事業|施策|項目|件名|名称|成果指標|指標|プロジェクト|アクション|メニュー"),
        (
            CONTENT,
            5,
            rf"(?:(?:{_THING}|業務|実施|計画)の?)?(?:内容|概要|説明|目的|趣旨|詳細)|(?:取組|事業)の?(?:目的|概要)[・と](?:内容|概要)|目的・内容|概要・目的",
        ),
        (
            DEPARTMENT,
            6,
            rf"(?:主|主な|主たる|統括|事業|取組|推進)?(?:担当|所管|主管|所属)(?:{_UNIT_NAME})?名?|(?:実施|推進)(?:{_UNIT_NAME})名?|課名|部署名?|主担当",
        ),
        (DEPARTMENT, 4, r"(?:主)?(?:担当|所管|主管|推進|実施)(?:部|部局|部門|局|室)名?"),
        (DEPARTMENT, 3, rf"(?:関係|関連|連携)(?:{_UNIT_NAME})名?|課"),
        (ASKED, 5, r"照会先(?:課)?|回答先"),
        (BASELINE, 7, r".{0,10}(?:初期値|基準値|現状値|現況値|策定時|当初値|ベース値).{0,8}|現状|基準|当初"),
        (
            TARGET,
            5,
            r"(?:数値|達成|年度|活動|最終|到達|計画|当初)?目標(?:値|数値|量|水準|等)?|計画(?:値|量|目標)|(?:取組|事業)の?(?:目標|計画)|量の見込み",
        ),
        (
            ACTUAL,
            5,
            r"(?:数値|年度末の?|活動|事業|取組|取り組み|実施)?の?(?:実績|成果|結果)(?:値|数値|量|内容|等|報告|・成果)?|(?:取組|取り組み|事業|実施)の?(?:実績|状況|結果|成果)"
            r"|実施(?:状況|内容|結果)|進捗(?:状況|内容)|推進状況|取組(?:内容)?(?:及び|と|・)(?:実績|成果)",
        ),
        (RATE, 3, r"(?:達成|進捗)(?:度|状況)"),
        (RATE, 5, r"達成率|進捗率|執行率|達成割合|目標達成率"),
        (UNIT, 5, r"単位"),
        (INFLUENCE, 5, r"影響|(?:新型)?コロナ(?:ウイルス感染症)?の?影響|網掛け"),
        (OTHER_GRADE, 7, rf".*(?:{_JUDGES}).*(?:評価|判定|評定)"),
        (SELF_GRADE, 6, r".*(?:自己|担当課?|所管課?|主管課?|内部|一次|1次|課)(?:の?)(?:評価|判定|評定)"),
        (SELF_GRADE, 5, r"(?:[^理由方法基準根拠]{0,8})(?:評価|判定|評定)(?:区分|結果|ランク)?"),
        (SELF_GRADE, 4, r"(?:達成|進捗)(?:度|区分|状況)|達成度合い?|ランク|進捗(?:度合い?|の状況)"),
        (
            LEVEL,
            5,
            r"(?:基本|重点|主要|施策|政策|個別|具体的?|まちづくりの)?の?(?:目標|方針|施策|政策|方向|方向性|柱|分野|課題|理念|テーマ|視点|体系)(?:名|名称)?"
            r"|(?:施策|取組|政策|基本)の?(?:方向|方向性|柱|展開|分野|体系|目標|区分)|基本的な?(?:方向|方針|方向性)|[大中小](?:項目|分類|柱|区分)|章|節|分類|区分|カテゴリー?|対策|推進項目|改革の柱",
        ),
    )
)
_YEAR_ONLY = {
    "取組": (ACTUAL, 5),
    "取り組み": (ACTUAL, 5),
    "取組内容": (ACTUAL, 6),
    "計画": (TARGET, 5),
    "事業内容": (ACTUAL, 5),
}
_OF_GROUPS = (TARGET, ACTUAL, RATE, SELF_GRADE, OTHER_GRADE, UNIT, BASELINE)
_YEARLESS = (NAME, NUMBER, LEVEL, DEPARTMENT)
_BRACKETED = re.compile(r"[(\[【〔][^()\[\]]*[)\]】〕]$")


class Read(NamedTuple):
    """What a heading says: the year that stands in it, and each role that it may have with how sure that is, the surest first."""

    year: int | None
    roles: tuple[tuple[str, int], ...]

    @property
    def role(self) -> str:
        return self.roles[0][0] if self.roles else ""

    def weight(self, role: str) -> int:
        """How sure a role is; 0 for one that it has not."""
        return dict(self.roles).get(role, 0)


def read_label(group: str, own: str) -> Read:
    """What a heading below that of a group says: both together, else its own words, of the year that the group says."""
    whole = read_heading(group + own)
    if whole.roles or not group:
        return whole
    alone, year = read_heading(own), read_heading(group).year
    roles = tuple((role, weight) for role, weight in alone.roles if role in _OF_GROUPS)
    return Read(whole.year or alone.year or year, roles)


@lru_cache(maxsize=4096)
def read_heading(label: str) -> Read:
    """What a heading says; no role for one that is in no line of the table, or too long to be a heading."""
    text = plain_label(label)
    if not text or len(text) > _LONGEST:
        return Read(None, ())
    found = YEAR.search(text)
    year = year_of(found) if found else None
    core = _core(YEAR.sub("", text, count=1)) if found else text
    roles = dict([_YEAR_ONLY[core]]) if found and core in _YEAR_ONLY else {}
    roles = roles or _roles(core, found is not None) or _roles(_BRACKETED.sub("", core), found is not None)
    return Read(year, tuple(sorted(roles.items(), key=lambda item: -item[1])))


def _roles(core: str, yearly: bool) -> dict[str, int]:
    """The roles of a label without its year; one that has a year names, numbers and orders nothing."""
    roles: dict[str, int] = {}
    for role, weight, pattern in _TABLE:
        if core and weight > roles.get(role, 0) and not (yearly and role in _YEARLESS) and pattern.fullmatch(core):
            roles[role] = weight
    return roles


def _core(text: str) -> str:
    """What is left of a label without its year: without the brackets, particles and marks that held it."""
    bare = re.sub(r"[(\[【〔][)\]】〕]", "", text)
    return re.sub(r"^(?:末|の|における|・|:|/|-)+|(?:末)?$", "", bare)
