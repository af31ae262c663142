"""Cells that hold one figure each, and what they measure: number, unit and scale of the cells of an indicator, in one unit.

A unit is part of a number: 20000人 and 3万人, 千円 and 円, 割 and ％ are converted, 人 and ％ cannot be compared. A cell that has no unit
has that of 単位, else that of its neighbours.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from torikumi.etl.figures.dates import mask
from torikumi.etl.figures.words import units, values_of
from torikumi.schemas.keys import fold

PERCENT = "％"
# Excel holds 15 digits: beyond, the workbook and the CSV would no longer say the same.
_LARGEST = Decimal(10) ** 15

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_TIMES = "(?:[百千][万億]?|[万億])"
# A multiplier that follows no number that it belongs to makes the amount unreadable (`3万百人`).
_AMOUNT = re.compile(
    rf"(?P<sign>[+-]?)(?=\d)(?P<parts>(?:{_NUMBER}{_TIMES})*)(?P<last>{_NUMBER})?"
    r"(?P<unit>(?![百千万億兆])[^\d,.~?!=<>+*()\x22-]*?)(?P<bound>以上|以下|以内|未満|程度|前後)?"
)
_REMARK = re.compile(r"(?P<figure>.*?)\s*[(（](?P<remark>[^()（）]*)[)）]", re.DOTALL)
_BELOW = ("以下", "以内", "未満")
_WHOLE = ("count", "noun", "money")  # kinds of units that have no fractions
_TENTATIVE = re.compile("見込|予定|速報|暫定|概|推計|途中|仮")
_CUMULATIVE = re.compile("延べ|のべ|延(?=[人件回利参日世])")
_DOUBTFUL_POINT = re.compile(r"[+-]?\d{1,3}\.\d{3}")  # 2.131 for 2,131

# A unit that is so many of another.
_CONVERSIONS = {
    "割": (PERCENT, Decimal(10)),
    "‰": (PERCENT, Decimal("0.1")),
    "km": ("m", Decimal(1000)),
    "cm": ("m", Decimal("0.01")),
    "ha": ("㎡", Decimal(10000)),
    "kg": ("g", Decimal(1000)),
    "t": ("g", Decimal(1_000_000)),
    "時間": ("分間", Decimal(60)),
}


@dataclass(frozen=True)
class Scale:
    """What a number counts: `label` as it is written (千円), so many (`size`) of the unit `dimension` (円); "" where it has none."""

    label: str = ""
    size: Decimal = Decimal(1)
    dimension: str = ""


NO_UNIT = Scale()


@dataclass(frozen=True)
class Amount:
    """A cell's number and its scale as written (None: no unit). `remark` is what stands in brackets behind it; `below` says that it is a
    limit that shall not be passed."""

    number: Decimal
    scale: Scale | None
    remark: str = ""
    below: bool = False

    @property
    def cumulative(self) -> bool:
        """Whether the remark says that it is counted by visits (延べ), which is another unit."""
        return _CUMULATIVE.search(self.remark) is not None

    @property
    def tentative(self) -> bool:
        """Whether the remark says that the figure is not final."""
        return _TENTATIVE.search(self.remark) is not None


@dataclass(frozen=True)
class Measured:
    """An amount in the unit of its row. `converted`: from another; `fraction`: 0.375 read as 37.5 ％; `unclear`: a number of ％ that may be
    such a fraction; `guessed`: the unit is not written and could be another; `doubtful`: what may be meant for a doubtful separator."""

    amount: Amount
    number: Decimal
    scale: Scale
    converted: bool = False
    fraction: bool = False
    unclear: bool = False
    guessed: bool = False
    doubtful: str = ""


@cache
def _names() -> Mapping[str, tuple[str, str]]:
    """Every folded spelling of a unit: its name and kind."""
    return {fold(spelling): (unit.name, unit.kind) for unit in units() for spelling in unit.spellings}


def _narrow(text: str) -> str:
    """Folded (`schemas.keys.fold`), but as large and small letters are written."""
    return "".join(unicodedata.normalize("NFKC", text.replace("_x000D_", "")).split())


def _times(written: str) -> Decimal:
    size = Decimal(1)
    for sign in written:
        size *= Decimal(values_of("multiplier")[sign])
    return size


def scale_of(text: str) -> Scale:
    """The scale that 単位 names: 人, ％, 千円; NO_UNIT for a blank."""
    label = _narrow(text)
    times, unit = "", label
    if fold(label) not in _names():
        times, unit = re.findall(f"^({_TIMES}?)(.*)$", label)[0]
    name = _names().get(fold(unit), (fold(unit), ""))[0]
    base, size = _CONVERSIONS.get(name, (name, Decimal(1)))
    return Scale(label, size * _times(times), base)


def read_amount(text: str) -> Amount | None:
    """`56.0％` -> 56.0 of %, `1.2千人` -> 1.2 of 千人, `3万5千人` -> 35000 of 人, `▲3` -> -3, `90人（R3.3.31現在）` -> 90 of 人.

    None for blanks and words, for a figure in the brackets, for digits that are signs (`①`, `90²`), and for what is beyond the digits that
    Excel holds.
    """
    if _has_signs(text):
        return None
    figure, remark = _remarked(text)
    match = _AMOUNT.fullmatch(re.sub("^[▲△]", "-", _narrow(figure)))
    if match is None or any(char.isdecimal() for char in mask(remark)[0]):
        return None
    number, times = _read(match["parts"], match["last"] or "")
    if number is None or abs(number * _times(times)) >= _LARGEST:
        return None
    return Amount(
        number=-number if match["sign"] == "-" else number,
        scale=_scale_of_amount(times, match["unit"]),
        remark=remark,
        below=match["bound"] in _BELOW,
    )


def _remarked(text: str) -> tuple[str, str]:
    """The text without what stands in brackets behind it, and that."""
    found = _REMARK.fullmatch(text.strip())
    return (found["figure"], found["remark"].strip()) if found else (text, "")


def _scale_of_amount(times: str, unit: str) -> Scale | None:
    if unit:
        return scale_of(times + unit)
    return Scale(times, _times(times)) if times else None


def _has_signs(text: str) -> bool:
    """Whether there is a character that folding would make a digit: it may be a mark that leads to a note."""
    return any(char.isdigit() and not char.isdecimal() for char in text)


def _read(parts: str, last: str) -> tuple[Decimal | None, str]:
    """The number and the multiplier that belongs to its unit (`1.2千`); several parts are added up (`3万5千`), where they fall."""
    found = [(Decimal(digits.replace(",", "")), times) for digits, times in re.findall(f"({_NUMBER})({_TIMES})", parts)]
    if len(found) == 1 and not last:
        return found[0]
    found += [(Decimal(last.replace(",", "")), "")] if last else []
    sizes = [_times(times) for _, times in found]
    rising = any(high <= low for high, low in zip(sizes, sizes[1:], strict=False))
    too_large = any(number * low >= high for high, low, (number, _) in zip(sizes, sizes[1:], found[1:], strict=False))
    total = sum((number * size for (number, _), size in zip(found, sizes, strict=True)), Decimal(0))
    return (None if rising or too_large else total), ""


def measure(cells: Mapping[str, tuple[str, bool]], unit: str) -> dict[str, Measured | None]:
    """The cells of one indicator (field -> text, and whether it is a number cell) in one unit; None where a cell holds no figure.

    All that count the same (of one dimension) in the scale that they share, else in the unit that they can be converted to. `unit` is
    what 単位 says.
    """
    amounts = {field: amount for field, (text, _) in cells.items() if (amount := read_amount(text))}
    scales = [amount.scale for amount in amounts.values() if amount.scale and amount.scale.dimension]
    bare, guessed = _bare_scale(scales, unit)
    written = [
        Measured(amount, amount.number, _own(amount, bare), guessed=guessed and _is_bare(amount))
        for amount in amounts.values()
    ]
    shown_as_numbers = (cells[field][1] for field in amounts)
    numbers = [_fraction(value, written, shown) for value, shown in zip(written, shown_as_numbers, strict=True)]
    common = _common_scales([value.scale for value in numbers])
    measured = [_marked(_converted(value, common[value.scale.dimension]), numbers) for value in numbers]
    return dict.fromkeys(cells) | dict(zip(amounts, measured, strict=True))


def _is_bare(amount: Amount) -> bool:
    """Whether a number stands without a unit (`12000`, `1.2万`)."""
    return amount.scale is None or not amount.scale.dimension


def _own(amount: Amount, bare: Scale) -> Scale:
    """The scale of an amount: its own, else that of its row; `1.2万` of 人 is 1.2 of 万人."""
    scale = amount.scale or bare
    if amount.scale and not scale.dimension and bare.size == 1:
        scale = Scale(scale.label + bare.label, scale.size, bare.dimension)
    if amount.cumulative and not scale.dimension.startswith("延べ"):
        scale = Scale(f"延べ{scale.label}", scale.size, f"延べ{scale.dimension}")
    return scale


def _bare_scale(written: Sequence[Scale], unit: str) -> tuple[Scale, bool]:
    """The scale of a number without a unit, and whether it is a guess."""
    if fold(unit):
        return scale_of(unit), False
    if len({scale.dimension for scale in written}) != 1:
        return NO_UNIT, False
    plain = [scale for scale in written if scale.size == 1]
    if not plain:
        return Scale(written[0].dimension, Decimal(1), written[0].dimension), True
    return plain[0], len(plain) < len(written)


def _fraction(value: Measured, all_values: Sequence[Measured], is_number: bool) -> Measured:
    """A lone 0.375 among percentages: a number cell beside cells that show ％ has lost its format, for Excel keeps 37.5 % as 0.375. Of
    anything else nobody can say."""
    if value.amount.scale or value.scale.dimension != PERCENT or not 0 < abs(value.number) <= 1:
        return value
    larger = [other.amount.scale for other in all_values if abs(other.number) > 1]
    if is_number and any(scale and scale.size == 1 for scale in larger):
        return replace(value, number=_plain(value.number * 100), fraction=True)
    return replace(value, unclear=bool(larger))


def _common_scales(scales: Sequence[Scale]) -> dict[str, Scale]:
    """dimension -> the scale of all values that count the same: theirs if they share it, else the plain unit."""
    by_dimension: dict[str, list[Scale]] = {}
    for scale in scales:
        by_dimension.setdefault(scale.dimension, []).append(scale)
    return {dimension: _common(dimension, found) for dimension, found in by_dimension.items()}


def _common(dimension: str, found: Sequence[Scale]) -> Scale:
    if len({scale.size for scale in found}) == 1:
        return found[0]
    label = next((scale.label for scale in found if scale.size == 1), fold(dimension))
    return Scale(label, Decimal(1), dimension)


def _converted(value: Measured, common: Scale) -> Measured:
    if value.scale.size == common.size:
        return replace(value, scale=common)
    return replace(value, number=_plain(value.number * value.scale.size / common.size), scale=common, converted=True)


def _plain(number: Decimal) -> Decimal:
    """Without the zeros that a conversion leaves: 1200.0 is 1200."""
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def _marked(value: Measured, all_values: Sequence[Measured]) -> Measured:
    """With what is meant if a point stands for a comma: `2.131人` for 2,131人."""
    number = value.amount.number
    if not _DOUBTFUL_POINT.fullmatch(str(number)) or not _comes_in_thousands(value, all_values):
        return value
    return replace(value, doubtful=f"{number * 1000:,.0f}{value.amount.scale.label if value.amount.scale else ''}")


def _comes_in_thousands(value: Measured, all_values: Sequence[Measured]) -> bool:
    """Whether its unit is counted in whole ones, or, where nobody knows the unit, others are a hundred times as large."""
    if value.scale.dimension == PERCENT:
        return False
    kind = _names().get(value.scale.dimension, ("", ""))[1]
    return kind in _WHOLE if kind else any(abs(other.number) >= abs(value.number) * 100 for other in all_values)


def shown(number: Decimal, label: str) -> str:
    """A number with its unit as a cell shows it: 30,000人."""
    return f"{number:,f}{label}"
