"""explain: how each grade and each count came about, in words, with what went in and the cells it stands in."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import pandas as pd
from torikumi.schemas.keys import fold, initiative_number, number_parts
from torikumi.schemas.layouts import PROGRESS_LIST
from torikumi.schemas.plan import (
    ALL_INITIATIVES,
    COUNTED,
    INDICATOR,
    MAJORITY,
    POINTS,
    SETTINGS,
    TOTAL,
    Plan,
    scope_name,
)
from torikumi.schemas.rates import percent
from torikumi.schemas.years import short_year

EXACT = "判定は分数のまま行い、丸めていません。"
SHOWN = "小数第2位を四捨五入して表示。判定は四捨五入する前の値によります。"
_AS_IS = ""  # nothing is computed

Address = tuple[str, str, str]  # file, sheet, cell


class Explanation(NamedTuple):
    """`scope`: 合計, 目標4 or 4-1-1-4; `members`: the initiatives that a count counts; `sources`: the cells that went in."""

    scope: str
    item: str
    value: str
    formula: str
    inputs: str
    rounding: str
    members: tuple[str, ...] = ()
    sources: tuple[Address, ...] = ()


class _Cells:
    """Where a field of a row, and a setting of the plan, stands."""

    def __init__(self, values: pd.DataFrame) -> None:
        cells = values.drop_duplicates(["row_id", "field"])
        self._at: dict[tuple[int, str], Address] = {
            (row_id, field): (file, sheet, cell)
            for row_id, field, file, sheet, cell in cells[["row_id", "field", "file", "sheet", "cell"]].itertuples(
                index=False, name=None
            )
        }
        keys = cells[cells["field"].isin(["item", "scope"])]
        self._rows = {fold(text): int(row_id) for row_id, text in zip(keys["row_id"], keys["text"], strict=True)}

    def of(self, row_id: int, *fields: str) -> tuple[Address, ...]:
        """The addresses of the fields that the row has."""
        return tuple(self._at[row_id, field] for field in fields if (row_id, field) in self._at)

    def of_item(self, item: str, field: str) -> tuple[Address, ...]:
        """The cell beside an item of 計画, or a 範囲 of 総合評価; none where it is not written."""
        return self.of(self._rows.get(fold(item), -1), field)


def explain(
    initiatives: pd.DataFrame,
    comparison: pd.DataFrame,
    indicators: pd.DataFrame,
    rates: pd.DataFrame,
    summary: pd.DataFrame,
    values: pd.DataFrame,
    plan: Plan,
) -> pd.DataFrame:
    """One row for each explained value (columns of `Explanation`): the total, the goals with their indicators, the self grades (by goal
    and grade, so that what a count counts stands together; 再掲 that are not counted come last), then the figures of each initiative.
    """
    cells = _Cells(values)
    rows: list[Explanation] = []
    for scope in (TOTAL, *(int(goal) for goal in plan.goals["goal"])):
        rows += _overall(scope, summary, cells, plan)
        rows += _counts(scope, initiatives, summary, plan)
        rows += _indicators(scope, indicators, rates, cells, plan)
    of = {row.Index: row for row in initiatives.itertuples()}
    for number in _in_order(initiatives, plan):
        rows += _self_grade(of[number], cells, plan)
    for pair in comparison.to_dict("records"):
        rows.append(_figures(pair, of[pair["number"]], cells, plan))
    return pd.DataFrame(rows, columns=list(Explanation._fields))


def scope_of(text: str, initiatives: pd.DataFrame, plan: Plan) -> str | None:
    """The scope that a user names: `4-1-1-4` in any width, `目標4` or `4`, `合計`; None where the plan has no such one."""
    number = initiative_number(text)
    goals = {
        key: scope_name(int(goal)) for goal in plan.goals["goal"] for key in (str(goal), fold(scope_name(int(goal))))
    }
    scopes = goals | {fold(scope_name(TOTAL)): scope_name(TOTAL)}
    return number if number in initiatives.index else scopes.get(fold(text))


def _counted(initiatives: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    return initiatives if plan.relisted == COUNTED else initiatives[~initiatives["relisted"]]


def _in_order(initiatives: pd.DataFrame, plan: Plan) -> list[str]:
    ranks = {letter: rank for rank, letter in enumerate([*plan.grades, ""])}
    left_out = set(initiatives.index) - set(_counted(initiatives, plan).index)
    return sorted(
        (str(number) for number in initiatives.index),
        key=lambda number: (
            number_parts(number)[0],
            number in left_out,
            ranks[initiatives.at[number, "letter"]],
            number_parts(number),
        ),
    )


def _overall(scope: int, summary: pd.DataFrame, cells: _Cells, plan: Plan) -> Iterator[Explanation]:
    row, name = summary.loc[scope], scope_name(scope)
    settings = {setting.key: cells.of_item(setting.item, "content") for setting in SETTINGS}
    used = settings["rule"] + settings["relisted"] + settings["denominator"]
    formula, inputs = _RULES[plan.rule](row, plan)
    yield Explanation(
        name, "総合評価", row["letter"] or "評価なし", formula, inputs, _score(row, plan.rule, plan), sources=used
    )
    if row["better"]:
        unit = f"あと{row['distance']}取組" if row["distance"] else f"あと{row['missing']}点"
        words = "1段階よい評価になれば、上の総合評価に届く取組の数（最も少ない場合）"
        yield Explanation(name, "次の評価まで", f"{unit}で{row['better']}", words, inputs, EXACT)
    for item, letter, words, other, rounding in _otherwise(row, plan):
        yield Explanation(name, item, letter or "評価なし", words, other, rounding)
    if row["override"]:
        said = f"理由：{row['override_reason']}　決定者：{row['override_by']}"
        place = [cells.of_item(name, field) for field in ("letter", "reason", "by")]
        words = f"取りまとめ課が計画.xlsxの「総合評価」に書いた評価（計算では{row['letter'] or '評価なし'}）"
        yield Explanation(
            name, "総合評価（取りまとめ課の決定）", row["override"], words, said, _AS_IS, sources=sum(place, ())
        )


def _majority(row: pd.Series, plan: Plan) -> tuple[str, str]:
    reached = [
        sum(int(row[f"count_{letter}"]) for letter in plan.grades[: rank + 1]) for rank in range(len(plan.grades))
    ]
    steps = "、".join(f"{letter}以上 {count}" for letter, count in zip(plan.grades, reached, strict=True))
    formula = "評価の良い方から取組の数を足していき、はじめて分母の半数以上になる評価（なければ最も低い評価）"
    return formula, f"{steps}、分母 {row['n']}（{plan.denominator}）の半数 {_plain(Fraction(int(row['n']), 2))}"


def _points(row: pd.Series, plan: Plan) -> tuple[str, str]:
    terms = "＋".join(f"{band.grade} {row[f'count_{band.grade}']}×{band.points}点" for band in plan.bands)
    earned = sum(int(row[f"count_{band.grade}"]) * band.points for band in plan.bands)
    best = max(band.points for band in plan.bands)
    formula = "各評価の点数×取組の数の合計が、満点（最高点×分母）に占める割合を、評価区分の下限にあてはめた評価"
    return formula, f"{terms}＝{earned}点、満点 {best}点×{row['n']}（{plan.denominator}）＝{best * int(row['n'])}点"


_RULES = {MAJORITY: _majority, POINTS: _points}


def _plain(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.1f}"


def _score(row: pd.Series, rule: str, plan: Plan) -> str:
    letter, score = row[f"letter_{rule}"], row[f"score_{rule}"]
    if not letter:
        return _AS_IS
    share = f"{letter}以上の割合" if rule == MAJORITY else f"得点の割合（{_band(letter, plan)}）"
    return f"{share} {score.numerator}/{score.denominator}＝{percent(score, 2)}（小数第3位を四捨五入して表示）。{EXACT}"


def _band(letter: str, plan: Plan) -> str:
    """`75％以上でA`, `50％以上75％未満でB`."""
    rank = plan.grades.index(letter)
    upper = f"{plan.bands[rank - 1].lower:f}％未満" if rank else ""
    return f"{plan.bands[rank].lower:f}％以上{upper}で{letter}"


def _otherwise(row: pd.Series, plan: Plan) -> Iterator[tuple[str, str, str, str, str]]:
    """What other settings would give: item, letter, words, inputs, rounding."""
    for rule in (rule for rule in _RULES if rule != plan.rule):
        formula, inputs = _RULES[rule](row, plan)
        yield f"「{rule}」で決めた場合", row[f"letter_{rule}"], formula, inputs, _score(row, rule, plan)
    counted = "数えない" if plan.relisted == COUNTED else "数える"
    if row["relisted"]:
        counts = "、".join(f"{letter} {row[f'unique_{letter}']}" for letter in plan.grades)
        inputs = f"一覧 {row['listed']}取組。再掲を除くと {row['unique']}取組（{counts}）"
        yield (
            f"再掲を{counted}場合",
            row["letter_other_relisted"],
            f"再掲{row['relisted']}取組を{counted}場合の総合評価",
            inputs,
            EXACT,
        )
    if row["open"]:
        for key, letter in (("letter_open_best", plan.grades[0]), ("letter_open_worst", plan.grades[-1])):
            counts = "、".join(f"{grade} {row[f'count_{grade}']}" for grade in plan.grades)
            words = f"まだ評価のない{row['open']}取組が、すべて{letter}であった場合の総合評価"
            yield (
                f"未評価・未回答がすべて{letter}の場合",
                row[key],
                words,
                f"{counts}、未評価・未回答 {row['open']}",
                EXACT,
            )


def _counts(scope: int, initiatives: pd.DataFrame, summary: pd.DataFrame, plan: Plan) -> Iterator[Explanation]:
    row, name = summary.loc[scope], scope_name(scope)
    counted = _counted(initiatives, plan)
    counted = counted[counted["goal"] == scope] if scope else counted
    which = f"番号が「{scope}-」で始まる取組" if scope else "一覧のすべての取組"
    said = "含みます" if plan.relisted == COUNTED else "除きます"
    listed = f"一覧に{row['listed']}取組、うち再掲{row['relisted']}取組。再掲を除くと{row['unique']}取組"
    yield Explanation(
        name,
        "取組数",
        str(row["initiatives"]),
        f"{which}の数（再掲を{said}）",
        listed,
        _AS_IS,
        tuple(map(str, counted.index)),
    )
    for letter, label in [*((letter, f"{letter}の数") for letter in plan.grades), ("", "未評価・未回答の数")]:
        count = int(row[f"count_{letter}"] if letter else row["open"])
        if not letter and not count:
            continue
        members = tuple(str(number) for number in counted.index[counted["letter"] == letter])
        share = (
            f"割合 {count}÷{row['n']}＝{percent(Fraction(count, int(row['n'])))}。{SHOWN}"
            if row["n"] and (letter or _whole(plan))
            else _AS_IS
        )
        formula = (
            f"{which}のうち、自己評価が{letter}であるものを数える"
            if letter
            else f"{which}のうち、評価がまだないものを数える"
        )
        shaded = int(row[f"affected_{letter}"]) if letter and plan.shading else 0
        inputs = _sum(letter, summary, plan) if not scope else "、".join(members) or "なし"
        yield Explanation(
            name, label, str(count), formula, inputs + (f"（うち網掛け{shaded}）" if shaded else ""), share, members
        )


def _whole(plan: Plan) -> bool:
    return plan.denominator == ALL_INITIATIVES


def _sum(letter: str, summary: pd.DataFrame, plan: Plan) -> str:
    field = f"count_{letter}" if letter else "open"
    return "＋".join(f"{scope_name(int(goal))}：{summary.at[goal, field]}" for goal in plan.goals["goal"])


_METHODS = {"b/a": "目標値÷実績（B/A）", "改善率": "（初期値－実績）÷（初期値－目標値）（改善率）"}


def _indicators(
    scope: int, indicators: pd.DataFrame, rates: pd.DataFrame, cells: _Cells, plan: Plan
) -> Iterator[Explanation]:
    """The report year's grade of each indicator of a goal; for the total, how many there are of each grade."""
    shown = indicators[indicators["kind"] == INDICATOR]
    results = rates.xs(plan.report_year, level="year").reindex(shown.index)
    said = results["letter"].where(results["letter"] != "", results["state"])
    if not scope:
        for value in (value for value in [*plan.grades, "未評価", "評価対象外", "評価不能"] if (said == value).any()):
            names = "、".join(
                f"{scope_name(goal)}「{shown.at[(row_id, goal), 'indicator']}」"
                for row_id, goal in said.index[said == value]
            )
            yield Explanation(
                scope_name(TOTAL),
                f"成果指標：{value}の数",
                str(int((said == value).sum())),
                f"評価が{value}の成果指標を数える",
                names,
                _AS_IS,
            )
        return
    for (row_id, goal), indicator in shown[shown.index.get_level_values("goal") == scope].iterrows():
        result = results.loc[(row_id, goal)]
        year = short_year(plan.report_year)
        inputs = f"{year}実績 {result['actual'] or '空欄'}、{year}目標値 {result['target'] or '空欄'}、初期値 {indicator['baseline'] or '空欄'}"
        formula = _METHODS.get(fold(indicator.get("method") or ""), "実績÷目標値（A/B）")
        rounding = f"達成率 {percent(result['rate'])}。{SHOWN}" if isinstance(result["rate"], Fraction) else _AS_IS
        reason = (
            f"{formula}。{_band(result['letter'], plan)}"
            if result["letter"]
            else f"{result['state']}：{result['reason']}"
        )
        sources = cells.of(int(row_id), plan.actual_field, plan.target_field, "baseline")
        yield Explanation(
            scope_name(scope),
            f"成果指標：{indicator['indicator']}",
            said[(row_id, goal)],
            reason,
            inputs,
            rounding,
            sources=sources,
        )


def _self_grade(row: Any, cells: _Cells, plan: Plan) -> Iterator[Explanation]:
    label = PROGRESS_LIST.label(plan.grade_field).removesuffix(" ※")
    answered = bool(row.department)
    place = (row.grade_row_id, plan.grade_field) if answered else (row.master_row_id, "number")
    sources = cells.of(*place)
    formula = "担当課の回答の評価をそのまま載せています。プログラムは評価を変えません。"
    owners = "、".join(row.owners)
    inputs = f"{row.department}の{label}" if answered else f"担当課（{owners}）の回答がありません"
    if len(row.owners) > 1 and answered:
        inputs += f"（担当課：{owners}。先に記載された課の回答を採用）"
    yield Explanation(row.Index, "自己評価", row.letter or row.state, formula, inputs, _AS_IS, sources=sources)
    if row.affected and plan.shading:
        words = f"評価のセルの網掛け、または影響の欄の記入による（{plan.shading.legend}）"
        yield Explanation(row.Index, "網掛け", "あり", words, inputs, _AS_IS, sources=sources)


def _figures(pair: Mapping[Any, Any], row: Any, cells: _Cells, plan: Plan) -> Explanation:
    """The rate of a pair of figures and the grade it would give, or why there is none."""
    sources = cells.of(row.actual_row_id, plan.actual_field) + cells.of(row.master_row_id, plan.target_field)
    label = f"計算上の評価（{pair['label']}）" if pair["label"] else "計算上の評価"
    sides: Sequence[tuple[str, str]] = (("実績", pair["actual_text"]), ("目標", pair["target_text"]))
    inputs = "、".join(f"{side} {text}" for side, text in sides if text) or "数値なし"
    if not isinstance(pair["rate"], Fraction):
        return Explanation(pair["number"], label, "計算なし", pair["reason_text"], inputs, _AS_IS, sources=sources)
    formula = "実績÷目標" if pair["method"] == "A/B" else "目標÷実績（少ないほどよい項目）"
    verdict = f"自己評価{pair['letter'] or 'なし'}との突合：{pair['verdict'] or 'なし'}" + (
        f"（{pair['steps']}段階）" if pair["steps"] else ""
    )
    words = f"{formula}。{_band(pair['pair_letter'], plan)}。{verdict}"
    rounding = f"達成率 {percent(pair['rate'])}。{SHOWN}"
    return Explanation(pair["number"], label, pair["pair_letter"], words, inputs, rounding, sources=sources)
