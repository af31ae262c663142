"""points: what is told of a list that has been understood, and what is left to the clerk, all of it at once."""

from collections.abc import Iterable, Iterator, Mapping

from torikumi.etl.begin import contents
from torikumi.etl.begin.columns import ANSWERED
from torikumi.etl.begin.headings import TARGET, read_heading
from torikumi.etl.begin.offices import unread
from torikumi.etl.begin.source import Source
from torikumi.schemas import layouts, plan
from torikumi.schemas.beginning import INDICATOR_FILE, MASTER_FILE, Point, SheetRow, setting_place, sheet_place
from torikumi.schemas.roles import AS_IS, DEPARTMENT, NAME, NUMBER
from torikumi.schemas.years import long_year

_MOST_NAMED = 5
_HOW = {
    "name": "計画の名前を書いてください。一覧の題名からは分かりませんでした。",
    "city": "市町村名を書いてください（init に --city を付けて作り直すこともできます）。",
    "first_year": "計画の最初の年度を書いてください（例：令和5年度）。",
    "last_year": "計画の最後の年度を書いてください（例：令和9年度）。",
    "report_year": "今回まとめる年度を書いてください。一覧に年度がありません（init に --year R6 のように付けて作り直すこともできます）。",
    "division": "取りまとめ課を書くと、表紙に載ります。",
}
_FROM = {"列": "列から", "見出し": "行の間の見出しから", "番号": "番号から"}

Sheets = Mapping[str, tuple[SheetRow, ...]]


def told(source: Source, count: int) -> Iterator[str]:
    """What was read, a line each; `count`: the initiatives."""
    levels = source.levels
    yield f"取組：{count}件（{len(source.found.lines)}行）"
    roles = {column.role: column.heading for column in source.new if column.place and column.role != AS_IS}
    yield "見出し：" + "、".join(f"{role}＝{heading}" for role, heading in roles.items())
    yield from _years_told(source)
    words = "、".join(levels.words)
    yield f"階層：{words}（{_FROM[levels.how]}）" if levels.how else f"階層：ありません（{words}だけの一覧です）"
    yield "評価：" + "、".join(line.grade for line in source.grades.lines)
    asked, partners = _of_kind(source, plan.DEPARTMENT), _of_kind(source, plan.PARTNER)
    yield f"課：{len(asked)}課（{'、'.join(asked)}）" + (f"、関係団体 {'、'.join(partners)}" if partners else "")


def _years_told(source: Source) -> Iterator[str]:
    years = source.years
    if years.first and years.last:
        report_year = f"、報告年度 {long_year(years.report)}" if years.report else ""
        yield f"年度：{long_year(years.first)}から{long_year(years.last)}まで{report_year}"
    answers = [column for column in source.new if column.role in ANSWERED and any(column.texts)]
    past = sorted({column.year for column in answers if column.year})
    if past:
        yield f"残した実績と評価：{'、'.join(map(long_year, past))}"


def _of_kind(source: Source, kind: str) -> list[str]:
    """The departments, or the partners."""
    return [office.name for office in source.offices if office.kind == kind]


def points(source: Source, sheets: Sheets) -> tuple[Point, ...]:
    """What is left, those first without which no report can be built."""
    found = [
        *_blank_settings(sheets),
        *_blank_cells(source),
        *_years(source),
        *_levels(source),
        *_grades(source),
        *_offices(source),
        *_columns(source),
        *_rest(source, sheets),
    ]
    return tuple(sorted(found, key=lambda point: not point.must))


def _contents(sheets: Sheets, title: str) -> dict[str, str]:
    return {row.values["item"]: row.values["content"] for row in sheets[title]}


def _blank_settings(sheets: Sheets) -> Iterator[Point]:
    content = _contents(sheets, layouts.SETTINGS.title)
    for setting in plan.SETTINGS:
        if setting.key in _HOW and not content[setting.item]:
            yield Point(setting_place(setting.key), _HOW[setting.key], setting.default is None)


def _blank_cells(source: Source) -> Iterator[Point]:
    """Numbers, names and departments that a row lacks."""
    for column in (column for column in source.columns if column.role in (NUMBER, NAME, DEPARTMENT)):
        rows = [line.row for line, text in zip(source.found.lines, column.texts, strict=True) if not text.strip()]
        if rows:
            named = _named((f"{row}行" for row in rows), len(rows))
            text = f"空欄の取組が{len(rows)}行あります（元の一覧の{named}）。書いてください。"
            yield Point(f"{MASTER_FILE}「{column.label}」", text, True)
    if not any(column.role == DEPARTMENT for column in source.columns):
        text = f"一覧に課がないため、空欄で加えました。取組ごとに課名を書き、シート「{layouts.DEPARTMENTS.title}」にも並べてください。"
        yield Point(f"{MASTER_FILE}「{contents.ADDED[DEPARTMENT]}」", text, True)


def _named(texts: Iterable[str], count: int) -> str:
    return "、".join([*texts][:_MOST_NAMED]) + ("ほか" if count > _MOST_NAMED else "")


def _quoted(texts: Iterable[str]) -> str:
    return f"「{'」「'.join(texts)}」"


def _years(source: Source) -> Iterator[Point]:
    years = source.years
    if years.first and years.last and not source.given.plan and source.own is None:
        span = f"{long_year(years.first)}から{long_year(years.last)}まで"
        yield Point(
            setting_place("first_year"),
            f"計画の年度を{span}と読みました。違うときは、最初と最後の年度を直してください。",
        )
    if years.report and years.first and years.last and not years.first <= years.report <= years.last:
        text = f"{long_year(years.report)}は計画の年度に入っていません。報告年度か、計画の最初と最後の年度を直してください。"
        yield Point(setting_place("report_year"), text, True)
    for column in source.new:
        if column.role == TARGET and years.report and column.year == years.report and not any(column.texts):
            text = "今年度の目標が空欄です。目標があれば書いてください。"
            yield Point(f"{MASTER_FILE}「{column.label}」", text)


def _levels(source: Source) -> Iterator[Point]:
    levels = source.levels
    if not all(levels.known):
        words = "、".join(levels.words)
        yield Point(
            setting_place("words"),
            f"階層の呼び名が一覧にないため、仮に「{words}」としました。計画の言葉に直してください。",
        )
    if levels.how == "番号" and not levels.goals:
        heads = "、".join(dict.fromkeys(path[0] for path in levels.paths if path))
        yield Point(
            sheet_place(layouts.GOALS), f"番号（{heads}）と名称を書くと、報告書に名称が載ります。空欄でも作れます。"
        )


def _grades(source: Source) -> Iterator[Point]:
    grades, place = source.grades, sheet_place(layouts.GRADES)
    letters = "、".join(line.grade for line in grades.lines if not line.counted)
    if not grades.found:
        yield Point(place, f"一覧に評価の記入がないため、仮に {letters} としました。計画の評価区分に直してください。")
    elif source.own is None:
        order = "この順でよいか、足りない評価がないか" if grades.sure else "良い順に並んでいるか"
        yield Point(place, f"評価を {letters} と読みました。{order}確かめてください。")
    left_out = [line.notation or line.grade for line in grades.lines if line.counted]
    if left_out:
        yield Point(place, f"{_quoted(left_out)}は集計しない評価としました。違うときは、集計の欄を直してください。")
    if not any(line.lower for line in grades.lines):
        yield Point(
            place, "達成率で評価する計画では、下限（％）を書いてください。そうでなければ空欄のままで構いません。"
        )


def _offices(source: Source) -> Iterator[Point]:
    place = sheet_place(layouts.DEPARTMENTS)
    partners = _of_kind(source, plan.PARTNER)
    if partners:
        yield Point(place, f"{_quoted(partners)}は照会しない関係団体としました。課のときは、区分を直してください。")
    cells = [text for column in source.columns if column.role == DEPARTMENT for text in column.texts]
    unknown = unread(cells, source.offices)
    if unknown:
        yield Point(place, f"{_quoted(unknown)}は課の名前として読めませんでした。課であれば、行を加えてください。")
    others = [
        f"{office.name}（{'、'.join(office.others)}）"
        for office in source.offices
        if office.others and office.kind == plan.DEPARTMENT
    ]
    if others:
        yield Point(place, f"一覧での別の書き方を別名としました：{'、'.join(others)}。")


def _columns(source: Source) -> Iterator[Point]:
    if not any(column.role == NUMBER for column in source.columns):
        again = any(read_heading(column.label).weight(NUMBER) for column in source.columns)
        why = "同じ番号の取組がある" if again else "一覧に番号がない"
        text = f"{why}ため、上から順に番号を付けました。取組を加えるときは、ほかの番号を変えずに新しい番号を付けてください。"
        yield Point(f"{MASTER_FILE}「{contents.PROPOSED}」", text)
    kept = [column for column in source.new if column.role == AS_IS and not column.hidden]
    if kept:
        text = "は意味を決めず、そのまま載せる列としました。評価などの列のときは、役割を直してください。"
        yield Point(sheet_place(layouts.COLUMNS), _quoted(dict.fromkeys(column.heading for column in kept)) + text)
    stale = [column.label for column in kept if column.open and not column.yearly and any(column.texts)]
    if stale:
        text = "には前の年度の記入が残っています。今年度の回答があれば、それを載せます。不要なら消してください。"
        yield Point(MASTER_FILE, _quoted(stale) + text)
    yield from _rows_of_columns(source)


def _rows_of_columns(source: Source) -> Iterator[Point]:
    listed = {column.role for column in source.columns}
    added = [label for role, label in contents.ADDED.items() if role not in {DEPARTMENT, *listed}]
    if added:
        yield Point(MASTER_FILE, f"一覧にないため、{_quoted(added)}の列を加えました。")
    earlier = [column.label for column in source.new if column.hidden]
    if earlier:
        yield Point(MASTER_FILE, f"記入済みの列の年度が分からないため、{_quoted(earlier)}として残しました。")
    if contents.joint_numbers(source.new):
        text = "1つの取組に課ごとの行があるため、課ごとに回答を求めます。取組の評価の決め方を選んでください。"
        yield Point(setting_place("joint_grade"), text)


def _rest(source: Source, sheets: Sheets) -> Iterator[Point]:
    shading = _contents(sheets, layouts.SHADING.title)
    if shading["色"] and not shading["凡例"]:
        text = "評価の欄に色の付いたセルがあります。意味（凡例）を書くと、網掛けとして読みます。"
        yield Point(sheet_place(layouts.SHADING), text)
    if source.own and source.own.indicators:
        yield Point(INDICATOR_FILE, "関連取組は報告書に載っていないため、空欄です。")
    outside = [" ".join(text.split())[:40] for _, text in source.found.outside]
    if outside:
        shown = f"{_quoted(outside[:_MOST_NAMED])}{'ほか' if len(outside) > _MOST_NAMED else ''}"
        yield Point(
            f"{source.given.file} {source.where}", f"一覧の外の文字（{len(outside)}か所）は写していません：{shown}"
        )
