"""titles: what the lines above a list tell of the plan: its name, the city, the division, the years."""

import re
from collections.abc import Iterable, Sequence

from torikumi.etl.begin.spelling import marked_year, years_in
from torikumi.schemas.keys import fold, says_respondent

_CITY = r"(?P<city>[^\s　\d０-９「」『』（）()【】・、。]{{1,6}}?{end})(?![民内長場立街政役有外域区道営民])"
_CITIES = tuple(re.compile(_CITY.format(end=end)) for end in ("市", "[町村]", "[区県]"))
_NO_CITY = re.compile(
    r"(?:.*(?:計画|中心|田園|学園|環境|文化|創造|健康|未来|中核|政令))?都市|(?:本|当|全|各|同|両)[市町村区県]|.*(?:地区|学区|校区|特別区|まち|むら)"
)
_EDITION = re.compile(r"^第\s*[\d０-９一二三四五六七八九十]+\s*[期次版]|^改訂版?|^新|^（仮称）")
_PLAN = re.compile(
    r".*(?:計画|プラン|戦略|ビジョン|指針|大綱|構想|プログラム|方針|アジェンダ|マニフェスト)(?:\([^()]*\)|（[^（）]*）)?"
)
# What a list is called, which is no part of the plan's name.
_LIST_WORDS = re.compile(
    r"(?:の)?(?:年度別)?(?:取組|取り組み|事業|施策|ＫＰＩ|KPI)?(?:等)?の?(?:推進|進捗|進行|実施|取組|達成|管理|点検|評価|実績)(?:状況|管理|評価|実績|調査|報告|シート|一覧|表|調書|票|書|・|及び|について).*$"
)
_OFFICE = re.compile(r"[^\s　（）()：:、。]{1,14}(?:課|室|局|事務局|推進本部)")
_SPAN = re.compile(r"\s*(?:から|～|〜|~|－|–|―|-|ー)\s*")


def city_of(texts: Iterable[str]) -> str:
    """The first 〇〇市 (町, 村, 区, 県) that begins a word of the titles; 都市, 本市, 市民 and the like are none."""
    for text in texts:
        for word in re.split(r"[\s　「」『』（）()【】]+", text):
            bare = _EDITION.sub("", marked_year(word).removeprefix("{年度}"))
            found = next((match for each in _CITIES if (match := each.match(bare))), None)
            if found and not _NO_CITY.fullmatch(found["city"]):
                rest = bare[found.end() : found.end() + 1]
                return found["city"] + (rest if rest == "市" else "")
    return ""


def plan_of(texts: Iterable[str]) -> str:
    """The plan's name: the first words of a title that end with 計画, プラン, 戦略 …, without the year and what the list is called."""
    for text in texts:
        bare = re.sub(r"[（(]\s*(?:\{年度\})\s*分?\s*[）)]|\{年度\}\s*の?", " ", marked_year(text))
        words = [_LIST_WORDS.sub("", word) for word in re.split(r"[\s　]+", bare.strip(" 　「」『』【】")) if word]
        for number in range(1, len(words) + 1):
            found = _PLAN.match("　".join(words[:number]))
            if found and found.end() > 2:
                return found[0].strip("「」『』【】　 ")
    return ""


def division_of(texts: Iterable[str]) -> str:
    """The division that a title names alone, or behind the city: `森川市　環境政策課`."""
    for text in texts:
        words = [
            re.sub(r"^(?:担当|所管|作成|事務局|取りまとめ|とりまとめ)(?:課|部署)?\s*[：:]", "", word)
            for word in re.split(r"[\s　]+", text)
        ]
        words = [word.strip("（）()") for word in words if word]
        if says_respondent(text) or not words or not _OFFICE.fullmatch(words[-1]):
            continue
        rest = [word for word in words[:-1] if not city_of([word])]
        if all(word.endswith(("部", "局")) for word in rest):
            return "　".join([*rest, words[-1]])
    return ""


def span_of(texts: Iterable[str]) -> tuple[int, int] | None:
    """The plan's years, where a title has them: `（令和2年度～令和7年度）`."""
    for text in texts:
        years = years_in(text, fiscal=False)
        parts = _SPAN.split(text)
        for before, after in zip(parts, parts[1:], strict=False):
            first, last = years_in(before, fiscal=False)[-1:], years_in(after, fiscal=False)[:1]
            if len(years) > 1 and first and last and first[0] < last[0]:
                return first[0], last[0]
    return None


def year_of(texts: Sequence[str], span: tuple[int, int] | None) -> int | None:
    """The fiscal year that a title says: `令和５年度進捗状況調査票`, `R5点検評価`; of several the last, the plan's span apart."""
    found = [year for text in texts for year in years_in(text, fiscal=True)]
    own = [year for year in found if not span or year not in span]
    return own[-1] if own else None


def notes_of(texts: Iterable[str], word: str) -> str:
    """The first text that has a word, without its mark."""
    return next((text.lstrip("※*＊ 　").strip() for text in texts if fold(word) in fold(text)), "")
