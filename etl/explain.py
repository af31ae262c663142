"""explain: how each grade and each count came about, in words, with what went in and the cells it stands in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import pandas as pd
from torikumi.schemas.bands import band_in_words
from torikumi.schemas.keys import fold
from torikumi.schemas.layouts import Layout
from torikumi.schemas.methods import method_of
from torikumi.schemas.models import Explained
from torikumi.schemas.numbers import Numbers, number_order
from torikumi.schemas.places import Places
from torikumi.schemas.plan import ALL_INITIATIVES, COUNTED, INDICATOR, SETTINGS, TOTAL, Plan
from torikumi.schemas.rates import percent
from torikumi.schemas.report import OPEN_BEST, OPEN_WORST, OTHER_RELISTED, Summary
from torikumi.schemas.rules import RULES, Rule
from torikumi.schemas.states import LEFT_OUT, OPEN, RATED, UNRATED, WITH_RATE
from torikumi.schemas.tables import made, row_of, tuples
from torikumi.schemas.years import short_year

EXACT = "判定は分数のまま行い、丸めていません。"
SHOWN = "小数第2位を四捨五入して表示。判定は四捨五入する前の値によります。"
_AS_IS = ""  # nothing is computed
_UNCOUNTED = "集計しない評価のため、割合の分母にも未評価にも数えません。"


_Graded = tuple[Any, Any]  # of `Indicator` and `Rate`


_Explanation = row_of(Explained, members=(), sources=())


def explain(
    initiatives: pd.DataFrame,
    comparison: pd.DataFrame,
    indicators: pd.DataFrame,
    rates: pd.DataFrame,
    summary: Summary,
    places: Places,
    layout: Layout,
    plan: Plan,
    open_why: Mapping[str, str] = MappingProxyType({}),
) -> pd.DataFrame:
    """One row for each explained value (`Explained`): the total, the goals with their indicators, the self grades (by goal
    and grade, so that what a count counts stands together; 再掲 that are not counted come last), then the figures of each initiative.
    `open_why` says of an initiative without a grade why it has none (`etl.unanswered`).
    """
    rows: list[Any] = []
    of = {row.Index: row for row in tuples(initiatives)}
    counted = [row for row in of.values() if plan.relisted == COUNTED or not row.relisted]
    graded = _graded(indicators, rates, plan)
    for scope in (TOTAL, *(goal.goal for goal in plan.goal_list)):
        rows += _overall(scope, summary, places, plan)
        rows += _counts(scope, [row for row in counted if scope in (TOTAL, row.goal)], summary, plan)
        rows += _indicators(scope, graded, places, plan)
    for row in _in_order(of.values(), counted, plan):
        rows += _self_grade(row, places, layout, plan, open_why.get(row.Index, ""))
    rows += [_figures(pair, of[pair.number], places, plan) for pair in tuples(comparison)]
    return made(Explained, rows)


def scope_of(text: str, initiatives: pd.DataFrame, plan: Plan) -> str | None:
    """The scope that a user names: `4-1-1-4` in any width, `目標4` or `4`, `合計`; None where the plan has no such one."""
    named = [(goal.goal, goal.label) for goal in plan.goal_list] + [(TOTAL, "")]
    scopes = {
        fold(key): plan.scope_name(goal) for goal, label in named for key in (label, plan.scope_name(goal)) if key
    }
    return Numbers(initiatives.index).of(text) or scopes.get(fold(text))


def _in_order(rows: Iterable[Any], counted: Sequence[Any], plan: Plan) -> list[Any]:
    """By goal and grade, so that what a count counts stands together; what is not counted comes last."""
    ranks = {letter: rank for rank, letter in enumerate([*plan.grades, *plan.uncounted_grades, ""])}
    inside = {row.Index for row in counted}
    return sorted(rows, key=lambda row: (row.goal, row.Index not in inside, ranks[row.letter], number_order(row.Index)))


def _overall(scope: int, summary: Summary, places: Places, plan: Plan) -> Iterator[Any]:
    row, name, rule = summary.of[scope], plan.scope_name(scope), RULES[plan.rule]
    settings = {setting.key: places.of_item(setting.item, "content") for setting in SETTINGS}
    used = settings["rule"] + settings["relisted"] + settings["denominator"]
    inputs = _inputs(scope, rule, summary, plan)
    rounding = _score(rule, row.letter, row.score, plan)
    yield _Explanation(
        name, "総合評価", row.letter or "評価なし", plan.worded(rule.words), inputs, rounding, sources=used
    )
    if row.better:
        missing = (
            plan.worded(f"あと{row.distance}取組") if row.distance else plan.worded(f"あと{row.missing}{rule.unit}")
        )
        words = plan.worded("1段階よい評価になれば、上の総合評価に届く取組の数（最も少ない場合）")
        yield _Explanation(name, "次の評価まで", f"{missing}で{row.better}", words, inputs, EXACT)
    yield from _other_rules(scope, summary, plan)
    yield from _other_relisted(scope, summary, plan)
    yield from _open(scope, summary, plan)
    if row.override:
        said = f"理由：{row.override_reason}　決定者：{row.override_by}"
        place = [places.of_item(name, field) for field in ("letter", "reason", "by")]
        words = f"取りまとめ課が計画.xlsxの「総合評価」に書いた評価（計算では{row.letter or '評価なし'}）"
        yield _Explanation(
            name, "総合評価（取りまとめ課の決定）", row.override, words, said, _AS_IS, sources=sum(place, ())
        )


def _inputs(scope: int, rule: Rule, summary: Summary, plan: Plan) -> str:
    counts, n = summary.counts(scope, plan.grades), summary.of[scope].n
    return rule.inputs(counts, n, plan.bands, plan.denominator_name)


def _score(rule: Rule, letter: str, score: Fraction, plan: Plan) -> str:
    if not letter:
        return _AS_IS
    return f"{rule.scored_in_full(letter, score, plan.bands)}（小数第3位を四捨五入して表示）。{EXACT}"


def _other_rules(scope: int, summary: Summary, plan: Plan) -> Iterator[Any]:
    for rule in (rule for rule in plan.rules if rule.name != plan.rule):
        letter, score = summary.other(scope, rule.name)
        item, inputs = f"「{rule.name}」で決めた場合", _inputs(scope, rule, summary, plan)
        rounding = _score(rule, letter, score, plan)
        yield _Explanation(
            plan.scope_name(scope), item, letter or "評価なし", plan.worded(rule.words), inputs, rounding
        )


def _other_relisted(scope: int, summary: Summary, plan: Plan) -> Iterator[Any]:
    row, counted = summary.of[scope], "数えない" if plan.relisted == COUNTED else "数える"
    if row.relisted:
        counts = _listed(plan.grades, summary.counts(scope, plan.grades, "unique"))
        inputs = plan.worded(f"一覧 {row.listed}取組。再掲を除くと {row.unique}取組（{counts}）")
        letter, _ = summary.other(scope, OTHER_RELISTED)
        words = plan.worded(f"再掲{row.relisted}取組を{counted}場合の総合評価")
        yield _Explanation(plan.scope_name(scope), f"再掲を{counted}場合", letter or "評価なし", words, inputs, EXACT)


def _open(scope: int, summary: Summary, plan: Plan) -> Iterator[Any]:
    """What the overall grade would be if all open answers were the best grade, or the worst."""
    still = summary.count(scope, "")
    for what, letter in ((OPEN_BEST, plan.grades[0]), (OPEN_WORST, plan.grades[-1])) if still else ():
        words = plan.worded(f"まだ評価のない{still}取組が、すべて{letter}であった場合の総合評価")
        inputs = f"{_listed(plan.grades, summary.counts(scope, plan.grades))}、{OPEN} {still}"
        overall, _ = summary.other(scope, what)
        yield _Explanation(plan.scope_name(scope), f"{OPEN}がすべて{letter}の場合", overall, words, inputs, EXACT)


def _listed(letters: Sequence[str], counts: Sequence[int]) -> str:
    """`A 98、B 64`"""
    return "、".join(f"{letter} {count}" for letter, count in zip(letters, counts, strict=True))


def _counts(scope: int, counted: Sequence[Any], summary: Summary, plan: Plan) -> Iterator[Any]:
    row, name = summary.of[scope], plan.scope_name(scope)
    which = plan.worded(f"{name}の取組" if scope else "一覧のすべての取組")
    said = "含みます" if plan.relisted == COUNTED else "除きます"
    listed = plan.worded(f"一覧に{row.listed}取組、うち再掲{row.relisted}取組。再掲を除くと{row.unique}取組")
    words = f"{which}の数（再掲を{said}）"
    members = tuple(initiative.Index for initiative in counted)
    yield _Explanation(name, plan.worded("取組数"), str(row.initiatives), words, listed, _AS_IS, members)
    for letter in [*plan.grades, *plan.uncounted_grades, *([""] if summary.count(scope, "") else [])]:
        yield _count(scope, letter, f"{which}のうち、", counted, summary, plan)


def _count(scope: int, letter: str, which: str, counted: Sequence[Any], summary: Summary, plan: Plan) -> Any:
    """How many initiatives of a scope have the letter; "" for those that have none yet."""
    count = summary.count(scope, letter)
    members = tuple(initiative.Index for initiative in counted if initiative.letter == letter)
    shown = "、".join(members) or "なし" if scope else _sum(letter, summary, plan)
    shaded = summary.count(scope, letter, "affected") if plan.shading else 0
    inputs = shown + (f"（うち網掛け{shaded}）" if shaded else "")
    words = f"自己評価が{letter}であるものを数える" if letter else "評価がまだないものを数える"
    share = _share(letter, count, summary.of[scope].n, plan)
    return _Explanation(
        plan.scope_name(scope), f"{letter or OPEN}の数", str(count), which + words, inputs, share, members
    )


def _share(letter: str, count: int, n: int, plan: Plan) -> str:
    """A count's share of the denominator; the open ones have one only where the denominator holds them."""
    if letter in plan.uncounted_grades:
        return f"{LEFT_OUT.name}（集計しない評価）。割合の分母に含めません。"
    if not n or not (letter or plan.denominator == ALL_INITIATIVES):
        return _AS_IS
    return f"割合 {count}÷{n}＝{percent(Fraction(count, n))}。{SHOWN}"


def _sum(letter: str, summary: Summary, plan: Plan) -> str:
    return "＋".join(f"{plan.scope_name(int(goal))}：{summary.count(int(goal), letter)}" for goal in plan.goals["goal"])


def _graded(indicators: pd.DataFrame, rates: pd.DataFrame, plan: Plan) -> list[_Graded]:
    """Each indicator beside its report year."""
    years = {row.Index[:2]: row for row in tuples(rates) if row.Index[2] == plan.report_year}
    return [(row, years[row.Index]) for row in tuples(indicators) if row.kind == INDICATOR]


def _indicators(scope: int, graded: Sequence[_Graded], places: Places, plan: Plan) -> Iterator[Any]:
    """The report year's grade of each indicator of a goal; for the total, how many there are of each grade."""
    if not scope:
        yield from _indicator_counts(graded, plan)
        return
    for indicator, result in graded:
        if indicator.Index[1] == scope:
            yield _indicator(indicator, result, places, plan)


def _indicator_counts(graded: Sequence[_Graded], plan: Plan) -> Iterator[Any]:
    values = {
        letter: f"評価が{letter}の成果指標を数える" for letter in (*plan.grades, *(state.name for state in UNRATED))
    }
    values |= {} if plan.grades_rates else {RATED: "達成率のある成果指標を数える"}
    for value, words in values.items():
        members = [indicator for indicator, result in graded if (result.letter or result.state) == value]
        if members:
            names = "、".join(f"{plan.scope_name(row.Index[1])}「{row.indicator}」" for row in members)
            item = f"成果指標：{WITH_RATE if value == RATED else value}の数"
            yield _Explanation(plan.scope_name(TOTAL), item, str(len(members)), words, names, _AS_IS)


def _indicator(indicator: Any, result: Any, places: Places, plan: Plan) -> Any:
    row_id, goal = indicator.Index
    year = short_year(plan.report_year)
    inputs = f"{year}実績 {result.actual or '空欄'}、{year}目標値 {result.target or '空欄'}、初期値 {indicator.baseline or '空欄'}"
    reason = f"{result.state}：{result.reason}"
    if result.state == RATED:
        words = [method_of(indicator.method or "").words, band_in_words(result.letter, plan.bands)]
        reason = "。".join(filter(None, words))
    rated = result.letter or percent(result.rate)
    return _Explanation(
        plan.scope_name(goal),
        f"成果指標：{indicator.indicator}",
        rated if result.state == RATED else result.state,
        reason,
        inputs,
        f"達成率 {percent(result.rate)}。{SHOWN}" if isinstance(result.rate, Fraction) else _AS_IS,
        sources=places.of(int(row_id), plan.actual_field, plan.target_field, "baseline"),
    )


def _self_grade(row: Any, places: Places, layout: Layout, plan: Plan, open_why: str) -> Iterator[Any]:
    label = layout.label(plan.grade_field).removesuffix(" ※")
    answered = bool(row.department)
    place = (row.grade_row_id, plan.grade_field) if answered else (row.master_row_id, "number")
    sources = places.of(*place)
    formula = open_why or "担当課の回答の評価をそのまま載せています。プログラムは評価を変えません。"
    formula += _UNCOUNTED if row.letter in plan.uncounted_grades else ""
    owners = "、".join(row.owners)
    inputs = f"{row.department}の{label}" if answered else f"担当課（{owners}）の採用できる回答なし"
    if answered and (len(row.owners) > 1 or row.asked[:1] != (row.department,)):
        inputs += f"（担当課：{owners}。{_whose(row)}）"
    yield _Explanation(row.Index, "自己評価", row.letter or row.state, formula, inputs, _AS_IS, sources=sources)
    if row.affected and plan.shading:
        words = f"評価のセルの網掛け、または影響の欄の記入による（{plan.shading.legend}）"
        yield _Explanation(row.Index, "網掛け", "あり", words, inputs, _AS_IS, sources=sources)


def _whose(row: Any) -> str:
    """Why this department's answer stands."""
    if row.asked[:1] == (row.department,):
        return "先に記載された課の回答を採用"
    if row.department in row.asked:
        return f"先に記載された{row.asked[0]}の使える回答がないため、{row.department}の回答を採用"
    if not row.asked:
        return f"どの課にも照会していないため、{row.department}の回答を採用"
    return f"照会先{'、'.join(row.asked)}に代わる{row.department}の回答を採用"


def _figures(pair: Any, row: Any, places: Places, plan: Plan) -> Any:
    """The rate of a pair of figures and the grade it would give, or why there is none."""
    sources = places.of(row.actual_row_id, plan.actual_field) + places.of(row.master_row_id, plan.target_field)
    label = ("計算上の評価" if plan.grades_rates else "達成率") + (f"（{pair.label}）" if pair.label else "")
    sides: Sequence[tuple[str, str]] = (("実績", pair.actual_text), ("目標", pair.target_text))
    inputs = "、".join(f"{side} {text}" for side, text in sides if text) or "数値なし"
    if not isinstance(pair.rate, Fraction):
        return _Explanation(pair.number, label, "計算なし", pair.reason_text, inputs, _AS_IS, sources=sources)
    formula = "実績÷目標" if pair.method == "A/B" else "目標÷実績（少ないほどよい項目）"
    verdict = f"自己評価{pair.letter or 'なし'}との突合：{pair.verdict or 'なし'}" + (
        f"（{pair.steps}段階）" if pair.steps else ""
    )
    if not plan.grades_rates:
        return _Explanation(pair.number, label, percent(pair.rate), formula, inputs, SHOWN, sources=sources)
    words = f"{formula}。{band_in_words(pair.pair_letter, plan.bands)}。{verdict}"
    rounding = f"達成率 {percent(pair.rate)}。{SHOWN}"
    return _Explanation(pair.number, label, pair.pair_letter, words, inputs, rounding, sources=sources)
