"""load_plan: the sheets of 計画.xlsx -> the Plan. What makes a plan unusable is a finding of severity 要修正."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pandas as pd
from torikumi.schemas import frames, layouts
from torikumi.schemas import plan as contract
from torikumi.schemas.bands import Band, Uncounted, has_points
from torikumi.schemas.columns import is_described, role_of
from torikumi.schemas.findings import CATALOGUE, ERROR, Finding
from torikumi.schemas.keys import department_name, fold, is_retracted, split_names
from torikumi.schemas.plan import LEADING, MEAN, SETTINGS, TOTAL, WORST, Override, Plan, Setting, Shading, grade_key
from torikumi.schemas.roles import ROLES
from torikumi.schemas.tables import tuples
from torikumi.schemas.years import parse_year


def load_plan(sheets: Mapping[str, pd.DataFrame]) -> Plan:
    """Make the plan of checked sheets: title of the layout -> its rows, as `extract` gives them (raw text).

    ValueError where `check_settings` or the schemas would have found something: validate first.
    """
    settings = {fold(row.item): row.content for row in tuples(sheets[layouts.SETTINGS.title])}
    values: dict[str, Any] = {
        setting.key: _value(setting, settings.get(fold(setting.item), "") or "") for setting in SETTINGS
    }
    return Plan(
        **values,
        bands=_bands(_counted(sheets[layouts.GRADES.title])),
        uncounted=_uncounted(sheets[layouts.GRADES.title]),
        shading=_shading(sheets[layouts.SHADING.title]),
        goals=_goals(sheets.get(layouts.GOALS.title, pd.DataFrame())),
        departments=_departments(sheets[layouts.DEPARTMENTS.title]),
        comments=sheets[layouts.COMMENTS.title][["section", "content"]]
        .map(lambda text: text or "")
        .reset_index(drop=True),
    )


def with_overrides(plan: Plan, rows: pd.DataFrame) -> Plan:
    """The plan with what the sheet 総合評価 says of its goals; rows that `check_overrides` would refuse say nothing."""
    return replace(plan, overrides=_overrides(rows, plan)) if len(rows) else plan


def check_settings(rows: pd.DataFrame) -> list[Finding]:
    """The sheet 計画: every item that has no default is there and filled, each at most once, each value possible, the years in order."""
    findings: list[Finding] = []
    known = {fold(setting.item): setting for setting in SETTINGS}
    seen: dict[str, int] = {}
    for row_id, row in rows.to_dict("index").items():
        setting = known.get(fold(row["item"]))
        findings += _faults(setting, row, int(str(row_id)), seen)
        if setting:
            seen.setdefault(setting.key, int(str(row_id)))
    missing = [setting for setting in SETTINGS if setting.default is None and setting.key not in seen]
    findings += [
        Finding("plan_item_missing", expected=setting.item, row_id=int(rows.index[0]), field="item")
        for setting in missing
    ]
    unusable = any(CATALOGUE[finding.code].severity == ERROR for finding in findings)
    return findings if unusable else findings + _years_in_order(rows, seen)


def _faults(setting: Setting | None, row: Mapping[Any, Any], row_id: int, seen: Collection[str]) -> Iterator[Finding]:
    """What is wrong with a row of 計画, at most one thing; `seen` are the settings of the rows above."""
    at_item: dict[str, Any] = {"row_id": row_id, "field": "item"}
    text = row["content"] or ""
    if setting is None:
        yield Finding("plan_item_unknown", row["item"], **at_item)
    elif setting.key in seen:
        yield Finding("plan_value_twice", row["item"], **at_item)
    elif not text.strip() and setting.default is None:
        yield Finding("plan_value_missing", expected=setting.item, row_id=row_id, field="content")
    elif text.strip() and _value(setting, text) is None:
        choices = f"{'、'.join(setting.choices)} のいずれかにしてください。"
        remedy = choices if setting.choices else "「令和2年度」「R2」「2020」のように書いてください。"
        yield Finding("plan_value_wrong", text, remedy, row_id=row_id, field="content")


def check_grades(rows: pd.DataFrame) -> list[Finding]:
    """評価区分: at least two grades that are counted, from the best to the worst; 下限 and 点数 of all of them or of none, the lower limits
    falling and the last one 0; no notation is that of two grades, counted or not, or takes an answer back."""
    counted = _counted(rows)
    partly = [*_partly(counted, "lower"), *_partly(counted, "points")]
    return partly or [*_wrong_limits(rows, counted), *_shared_notations(rows), *_retractions(rows)]


def _partly(counted: pd.DataFrame, field: str) -> list[Finding]:
    """The blank cells of a column that other lines have filled in."""
    blank = [row_id for row_id, text in counted[field].items() if not (text or "").strip()]
    label = layouts.GRADES.label(field)
    return [
        Finding("plan_grades_partly", expected=label, row_id=int(str(row_id)), field=field)
        for row_id in blank
        if len(blank) < len(counted)
    ]


def _wrong_limits(rows: pd.DataFrame, counted: pd.DataFrame) -> list[Finding]:
    """Fewer than two grades, or limits that do not fall to 0; grades without limits need none."""
    limits = [frames.number_of(text) for text in counted["lower"] if text.strip()]
    last = (counted if len(counted) else rows).tail(1)
    at: dict[str, Any] = {"row_id": int(last.index[0])}
    if None in limits or (len(counted) > 1 and not limits):  # the first is said of the cell
        return []
    if not limits:
        remedy = "集計する評価を2つ以上、良い評価から順に書いてください。"
        return [Finding("plan_value_wrong", str(last["grade"].iloc[0]), remedy, **at, field="grade")]
    falling = all(high is not None and low is not None and high > low for high, low in pairwise(limits))
    if falling and len(limits) > 1 and limits[-1] == 0:
        return []
    remedy = "良い評価から順に並べ、下限を順に小さくし、最後を0にしてください。"
    return [Finding("plan_value_wrong", str(last["lower"].iloc[0]), remedy, **at, field="lower")]


def check_columns(rows: pd.DataFrame) -> list[Finding]:
    """列の設定: a column of names and one of departments, and no role twice of which a list has one column."""
    roles = [(row.Index, role) for row in tuples(rows) if (role := role_of(row.role))]
    known = {role.name for _, role in roles}
    first = int(rows.index[0])
    findings = [
        Finding("plan_roles_missing", expected=role.name, row_id=first, field="role")
        for role in ROLES
        if role.needed and role.name not in known
    ]
    seen: set[str] = set()
    for row_id, role in roles:
        if role.name in seen and not role.several:
            findings.append(Finding("plan_roles_twice", role.name, row_id=row_id, field="role"))
        seen.add(role.name)
    return findings


def check_headings(rows: pd.DataFrame, texts: Collection[str]) -> list[Finding]:
    """列の設定 against the list (its short texts, as `heading_stem` reads them): it has each column that the departments do not fill in."""
    return [
        Finding("plan_heading_unknown", row.heading.strip(), row_id=row.Index, field="heading")
        for row in tuples(rows)
        if (row.heading or "").strip()
        and not is_described(row.heading, row.aliases or "", texts)
        and fold(row.entry or "") in ("", fold(layouts.CLOSED))
        and not ((role := role_of(row.role)) and role.answered)
    ]


def check_rule(rows: pd.DataFrame, plan: Plan) -> list[Finding]:
    """計画 against 評価区分: the grades have what the rules of the overall grade and of joint initiatives need."""
    remedy = "シート「評価区分」の下限（％）または点数が空欄のためです。{names} にするか、下限（％）と点数をすべて記入してください。"
    rules = [rule.name for rule in plan.rules]
    joint = [LEADING, WORST] + [MEAN] * has_points(plan.bands)
    return [
        Finding(
            "plan_value_wrong", said, remedy.format(names="、".join(known)), row_id=_row_of(key, rows), field="content"
        )
        for key, said, known in (("rule", plan.rule, rules), ("joint_grade", plan.joint_grade, joint))
        if said not in known
    ]


def _row_of(key: str, rows: pd.DataFrame) -> int:
    """The row of a setting in the sheet 計画; the first one where it is not written."""
    item = next(setting.item for setting in SETTINGS if setting.key == key)
    return next((row.Index for row in tuples(rows) if fold(row.item) == fold(item)), int(rows.index[0]))


def _retractions(rows: pd.DataFrame) -> list[Finding]:
    """A grade that is written as what takes an answer back could never be given."""
    remedy = "回答を取り消す言葉と同じため、別の書き方にしてください。"
    return [
        Finding("plan_value_wrong", text.strip(), remedy, row_id=int(str(row_id)), field=field)
        for field in ("grade", "notation")
        for row_id, text in rows[field].items()
        if is_retracted(text or "")
    ]


def _shared_notations(rows: pd.DataFrame) -> list[Finding]:
    """A 回答での表記 that another line's grade or notation is, too: an answer would mean either."""
    grades = {grade_key(row.grade): row.Index for row in tuples(rows)}
    if len(grades) < len(rows):  # said of the grades themselves
        return []
    findings = []
    for row_id, text in rows["notation"].items():
        if (text or "").strip() and grades.setdefault(grade_key(text), row_id) != row_id:
            findings.append(Finding("plan_value_twice", text.strip(), row_id=int(str(row_id)), field="notation"))
    return findings


def check_departments(rows: pd.DataFrame) -> list[Finding]:
    """担当課: no name or 別名 stands for two departments, each 後継 is a department of the plan, and no chain of 後継 comes back.

    A 別名 that two 関係団体 share is only asked about (plan_partner_shared): nobody is asked by it, the first of them is meant."""
    names: dict[str, str] = {}
    for row in tuples(rows):
        own = (row.department or "").strip()
        names.setdefault(department_name(own), own)
    return [*_shared_names(rows, names), *_wrong_successors(rows, names), *_wrong_years(rows)]


def _shared_names(rows: pd.DataFrame, names: dict[str, str]) -> Iterator[Finding]:
    """別名 that are another department's; each that is not is added to the names (as compared -> the department)."""
    partners = {(row.department or "").strip() for row in tuples(rows) if fold(row.kind or "") == contract.PARTNER}
    for row in tuples(rows):
        own = (row.department or "").strip()
        for name in split_names(row.other_names or ""):
            other = names.setdefault(department_name(name), own)
            if other != own:
                remedy = f"「{other}」と「{own}」のどちらの別名か決め、一方から消してください。"
                code = "plan_partner_shared" if {own, other} <= partners else "plan_name_ambiguous"
                yield Finding(code, name, remedy, row_id=row.Index, field="other_names")


def _wrong_successors(rows: pd.DataFrame, names: Mapping[str, str]) -> Iterator[Finding]:
    """後継 that the plan does not have, or that lead back to the department itself."""
    after = {department_name(row.department): department_name(row.successor or "") for row in tuples(rows)}
    official = {key: department_name(name) for key, name in names.items()}
    for row in (row for row in tuples(rows) if (row.successor or "").strip()):
        at: dict[str, Any] = {"row_id": row.Index, "field": "successor"}
        if department_name(row.successor) not in names:
            yield Finding("plan_successor_unknown", row.successor, **at)
        elif _comes_back(department_name(row.department), after, official):
            yield Finding("plan_successor_circle", row.department, **at)


def _wrong_years(rows: pd.DataFrame) -> Iterator[Finding]:
    """A department that ended before it began."""
    for row in tuples(rows):
        first, last = (parse_year(text or "") for text in (row.first_year, row.last_year))
        if first and last and last < first:
            remedy = "有効年度は、（から）を（まで）以前の年度にしてください。"
            yield Finding("plan_value_wrong", row.last_year.strip(), remedy, row_id=row.Index, field="last_year")


def _comes_back(start: str, after: Mapping[str, str], official: Mapping[str, str]) -> bool:
    """Whether the 後継 of the 後継 … is the department itself."""
    name = start
    for _ in after:
        name = official.get(after.get(name, ""), "")
        if name == start:
            return True
    return False


def check_overrides(rows: pd.DataFrame, plan: Plan) -> list[Finding]:
    """総合評価: each 範囲 a goal of the plan or 合計, each 評価 one of its grades, and then a reason and who decided."""
    scopes = _scopes(plan)
    names = [plan.scope_name(scope) for scope in scopes.values()]
    findings = []
    for row_id, row in rows.to_dict("index").items():
        said = {field: (text or "").strip() for field, text in row.items()}
        unknown = {"scope": names} if fold(said["scope"]) not in ("", *scopes) else {}
        if grade_key(said["letter"]) not in ("", *plan.counted_notations):
            unknown["letter"] = list(plan.grades)
        for field, known in unknown.items():
            remedy = f"{'、'.join(known)} のいずれかにしてください。"
            findings.append(Finding("plan_value_wrong", row[field], remedy, row_id=int(str(row_id)), field=field))
        needed = [field for field in ("letter", "reason", "by") if not said[field]]
        for field in needed if len(needed) < 3 else ():
            label = layouts.OVERRIDES.label(field)
            findings.append(Finding("plan_value_missing", expected=label, row_id=int(str(row_id)), field=field))
    return findings


def _scopes(plan: Plan) -> dict[str, int]:
    return {fold(plan.scope_name(scope)): scope for scope in (*(goal.goal for goal in plan.goal_list), TOTAL)}


def _overrides(rows: pd.DataFrame, plan: Plan) -> dict[int, Override]:
    scopes = _scopes(plan)
    given = [row for row in rows.to_dict("records") if (row["letter"] or "").strip()]
    return {
        scopes[fold(row["scope"])]: Override(
            plan.counted_notations[grade_key(row["letter"])], row["reason"].strip(), row["by"].strip()
        )
        for row in given
        if fold(row["scope"]) in scopes and grade_key(row["letter"]) in plan.counted_notations
    }


def _years_in_order(rows: pd.DataFrame, seen: Mapping[str, int]) -> list[Finding]:
    first, last, report = (
        parse_year(rows.at[seen[key], "content"]) or 0 for key in ("first_year", "last_year", "report_year")
    )
    if first <= report <= last:
        return []
    remedy = "報告年度は、計画開始年度から計画終了年度までの年度にしてください。"
    found = rows.at[seen["report_year"], "content"]
    return [Finding("plan_value_wrong", found=found, expected=remedy, row_id=seen["report_year"], field="content")]


def _value(setting: Setting, text: str) -> object:
    """What the setting says; its default where blank; None where it cannot be read."""
    text = text.strip() or setting.default or ""
    if setting.choices:
        return next((choice for choice in setting.choices if fold(choice) == fold(text)), None)
    return setting.parse(text)


def _is_counted(rows: pd.DataFrame) -> pd.Series:
    """Which lines of 評価区分 are counted: all but those whose 集計 says しない."""
    said = rows["counted"] if "counted" in rows else pd.Series(None, rows.index, dtype="object")
    return said.map(lambda text: fold(text or "") != contract.NOT_TALLIED).astype("bool")


def _counted(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[_is_counted(rows)]


def _uncounted(rows: pd.DataFrame) -> tuple[Uncounted, ...]:
    records = rows[~_is_counted(rows)].to_dict("records")
    return tuple(Uncounted(row["grade"].strip(), _notation(row), row["wording"] or "") for row in records)


def _notation(row: Mapping[Any, Any]) -> str:
    """How an answer writes the grade of a line; where nothing is said, as the grade."""
    return str((row.get("notation") or "").strip() or row["grade"].strip())


def _bands(rows: pd.DataFrame) -> tuple[Band, ...]:
    return tuple(
        Band(
            grade=row["grade"].strip(),
            notation=_notation(row),
            lower=frames.number_of(row["lower"] or ""),
            wording=row["wording"] or "",
            points=int(fold(row["points"])) if (row["points"] or "").strip() else None,
        )
        for row in rows.to_dict("records")
    )


def _shading(rows: pd.DataFrame) -> Shading:
    items = {fold(row.item): (row.content or "").strip() for row in tuples(rows)}
    legend, label, words, color = (items.get(item, "") for item in contract.SHADING_ITEMS)
    return Shading(legend, label, tuple(words.split()), color.lstrip("#") or Shading.color)


def _texts(rows: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """The columns as text; one that the sheet lacks is blank throughout."""
    table = rows.reindex(columns=columns).astype("object")
    return table.where(table.notna(), "")


def _goals(rows: pd.DataFrame) -> pd.DataFrame:
    table = _texts(rows, ["goal", "name", "outline", "direction"])
    return goals_of(table.assign(label=table["goal"].map(str.strip)))


def goals_of(table: pd.DataFrame) -> pd.DataFrame:
    """The goals by the labels that they have in the list (label, name, outline, direction): numbered by them where all are figures, else
    in their order."""
    figures = [fold(label) for label in table["label"]]
    numbers = [*map(int, figures)] if all(map(str.isdecimal, figures)) else [*range(1, len(figures) + 1)]
    columns = ["goal", "label", "name", "outline", "direction"]
    return (
        table.assign(goal=pd.Series(numbers, table.index, dtype="int64"))[columns]
        .sort_values("goal")
        .reset_index(drop=True)
    )


def _departments(rows: pd.DataFrame) -> pd.DataFrame:
    columns = [column.field for column in layouts.DEPARTMENTS.columns]
    table = _texts(rows, columns).map(str.strip)
    return table.assign(
        department=table["department"].map(lambda text: "".join(text.split())),
        other_names=table["other_names"].map(split_names),
        kind=table["kind"].map(lambda text: text or contract.DEPARTMENT),
        first_year=table["first_year"].map(parse_year),
        last_year=table["last_year"].map(parse_year),
    ).reset_index(drop=True)
