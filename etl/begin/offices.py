"""offices: the departments that a list names. Whole names come first (健康・スポーツ課 is one), brackets mark partner organisations, what
stands before a 課 (福祉部　健康課) and behind it (（交通政策担当）) are other names of it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from torikumi.schemas.keys import department_name, fold, is_dash, is_everybody, split_departments
from torikumi.schemas.plan import DEPARTMENT, PARTNER

_OFFICE = r"(?:課|室|局|部|所|係|館|署|園|校|センター|本部|支所|事務所)"
_ENDS = re.compile(rf".*{_OFFICE}")
_ABOVE = re.compile(r".{2,}(?:部|局|本部|委員会事務局|教育委員会|委員会)")
_JOINED = re.compile(r"(?P<above>.{2,}?(?:部|局|教育委員会))(?P<own>(?!.*(?:部|局)$).{2,}(?:課|室))")
_PARTNER = re.compile(
    r".*(?:協議会|社協|法人|財団|社団|公社|連合会|連絡会|商工会議所|商工会|組合|自治会|町内会|民生委員|児童委員|NPO.*|ボランティア.*|事業者|大学|農協|JA.*|協会|団体|組織|クラブ|市民|県|国|警察署?|病院|学校)",
    re.IGNORECASE,
)
_PARTS = re.compile(r"[\n\r、,，;；|｜]+|[／/](?=\S)")
_DUTY = re.compile(r"(?P<own>.+?)[（(](?P<duty>[^（）()]+)[）)]")
_REST = re.compile(r"(?:ほか|他|など|等)$")
# Long names of what is mostly written short.
_SHORT = {"社協": "社会福祉協議会", "地域包括": "地域包括支援センター"}


@dataclass
class Office:
    """A department as the list mostly writes it, with its other names; `kind` as in 担当課."""

    name: str
    kind: str
    others: dict[str, None] = field(default_factory=dict)


def offices_of(cells: Iterable[str]) -> list[Office]:
    """The departments that the cells name, in the order in which they first come; 全課 and the like are none."""
    cells = list(cells)
    found: dict[str, Office] = {}
    for cell in cells:
        for name, kind, other in names_in(cell):
            key = _key(name)
            office = found.get(key) or next((each for each in found.values() if _is_short(key, each)), None)
            if office is None:
                office = found.setdefault(key, Office(name, kind))
            elif key != _key(office.name):
                _rename(office, name)
            if other and _key(other) != _key(office.name):
                office.others[other] = None
    return list(found.values())


def unread(cells: Iterable[str], offices: Iterable[Office]) -> list[str]:
    """What stands in the cells and a build would not take for a department: neither one of these by any of its names, nor all of them."""
    names = {department_name(name) for office in offices for name in (office.name, *office.others)}
    parts = (part for cell in cells for part in split_departments(cell, lambda name: department_name(name) in names))
    return [*dict.fromkeys(part for part in parts if department_name(part) not in names and not is_everybody(part))]


def _key(name: str) -> str:
    return fold(name).strip("()")


def _is_short(key: str, office: Office) -> bool:
    """Whether a name and a department's differ by an abbreviation only: 市社協, 市社会福祉協議会."""
    own = _key(office.name)
    return any(key.replace(short, long) == own or own.replace(short, long) == key for short, long in _SHORT.items())


def _rename(office: Office, name: str) -> None:
    """The longer name is the department's, the other one of its others."""
    longer, shorter = sorted((office.name, name), key=len, reverse=True)
    office.name = longer
    office.others[shorter] = None


def names_in(cell: str) -> Iterator[tuple[str, str, str]]:
    """The departments of a cell: name, kind, how else the cell writes it ("" for not)."""
    for line in _PARTS.split(cell.replace("_x000D_", "\n")):
        for word in _words(line):
            yield from _named(word)


def _words(line: str) -> Iterator[str]:
    """The names of a line: parted by a space where a whole name ends before it, a 部 and its 課 together; by ・ where names stand on both
    sides."""
    parts = [part for part in re.split(r"[\s　]+", line.strip()) if part]
    while parts:
        word = parts.pop(0)
        if parts and _ABOVE.fullmatch(word) and re.fullmatch(r".{2,}(?:課|室|係|所|センター|館)", parts[0]):
            word = f"{word}　{parts.pop(0)}"
        while parts and not _ENDS.fullmatch(word) and _ENDS.fullmatch(parts[0]) and not word.endswith(("）", ")")):
            word = f"{word}{parts.pop(0)}"
        pieces = re.split(r"[・･]", word)
        yield from pieces if len(pieces) > 1 and all(_ENDS.fullmatch(piece) for piece in pieces) else [word]


def _named(word: str) -> Iterator[tuple[str, str, str]]:
    whole = _REST.sub("", word.strip())
    if not whole or is_dash(whole) or is_everybody(whole):
        return
    if whole[0] in "（(" and whole[-1] in "）)":
        yield whole[1:-1], _kind(whole[1:-1], bracketed=True), whole if len(whole) > 2 else ""
        return
    duty = _DUTY.fullmatch(whole)
    if duty:
        yield from _with_duty(whole, duty["own"], duty["duty"])
    else:
        name = _below(whole)
        yield name, _kind(name), whole if name != whole else ""


def _with_duty(whole: str, own: str, duty: str) -> Iterator[tuple[str, str, str]]:
    """A bracket behind a name is a partner, or a part of the department."""
    name = _below(own)
    if _PARTNER.fullmatch(duty) and not re.search(r"(?:担当|係|班|グループ)$", duty):
        yield name, _kind(name), whole
        yield duty, PARTNER, f"（{duty}）"
    else:
        yield name, _kind(name), whole


def _below(word: str) -> str:
    """The 課 behind its 部: 福祉部　健康課 and 福祉部健康課 are 健康課."""
    parts = re.split(r"[\s　]+", word)
    if len(parts) > 1:
        return parts[-1]
    joined = _JOINED.fullmatch(word)
    return joined["own"] if joined and len(joined["above"]) > 2 else word


def _kind(name: str, bracketed: bool = False) -> str:
    """A department is asked, a partner organisation is not."""
    own = re.fullmatch(r".*(?:課|室|局|部|係)", name) is not None
    return PARTNER if (bracketed and not own) or (_PARTNER.fullmatch(name) and not own) else DEPARTMENT
