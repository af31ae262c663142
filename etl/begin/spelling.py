"""spelling: years in headings, read and written as the city writes them: `令和５年度`, `R5`, `2023年度`."""

import re

from torikumi.schemas.years import long_year, parse_year, short_year

MARK = "{年度}"
# A year in a text as it stands (`schemas.years.YEAR` is of folded texts).
_YEAR = re.compile(
    r"(?:(?:令和|平成|昭和)\s*(?:元|\d{1,2})|(?<![A-Za-zＡ-Ｚａ-ｚ])[RHrhＲＨｒｈ]\s*(?:元|\d{1,2})|(?<!\d)(?:19|20|１９|２０)\d{2})\s*(?:年度|年)?"
)
_WIDE = str.maketrans("0123456789R", "０１２３４５６７８９Ｒ")


def marked_year(label: str) -> str:
    """A heading with its (first) year as {年度}: `令和５年度の取組` -> `{年度}の取組`."""
    return _YEAR.sub(MARK, label, count=1)


def year_text(label: str) -> str:
    """The (first) year of a text as it is written there, "" for none."""
    found = _YEAR.search(label)
    return found[0].strip() if found else ""


def in_year(template: str, year: int, like: str) -> str:
    """A heading for a year, written like another year is: (`{年度}実績`, 2024, `令和５年度`) -> `令和６年度実績`."""
    return template.replace(MARK, _like(year, like))


def _like(year: int, like: str) -> str:
    if not like:
        return long_year(year)
    tail = next((tail for tail in ("年度", "年") if like.endswith(tail)), "")
    if re.match(r"[\d]", like):
        text = str(year) + tail
    elif re.match(r"[A-Za-zＡ-Ｚａ-ｚ]", like):
        text = short_year(year) + tail
    else:
        text = long_year(year).removesuffix("年度") + tail
    return text.translate(_WIDE) if re.search(r"[０-９]", like) else text


def years_in(text: str, fiscal: bool) -> list[int]:
    """The years that a text names; `fiscal`: only those that say 年度, or are short (`R5`)."""
    found = [match[0].strip() for match in _YEAR.finditer(text)]
    said = [year for year in found if not fiscal or year.endswith("年度") or not re.search(r"年$|^[\d]", year)]
    return [year for each in said if (year := parse_year(each))]
