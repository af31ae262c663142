"""handover: what the next who sits at the desk has to know of a year: dates, what is open, what was decided, what to do next."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from torikumi.schemas.findings import ERROR, SEVERITIES, WARNING, count
from torikumi.schemas.handover import Handover, Line, Part
from torikumi.schemas.keys import fold, is_dash
from torikumi.schemas.models import Entry, Initiative, Ledger
from torikumi.schemas.plan import ACCEPTED, FINAL, Plan
from torikumi.schemas.report import Report
from torikumi.schemas.states import RETURNED
from torikumi.schemas.tables import groups, tuples
from torikumi.schemas.years import long_year

_MOST_NUMBERS, _MOST_KINDS, _MOST_LATE, _LONGEST, _MOST_STALE = 8, 12, 5, 14, 3
# In the heading of a column of the city's own in which a 課 asks for another target, or says why; folded.
_REQUEST = ("目標変更", "変更後の目標", "変更後目標", "目標の変更")
_REASON = ("変更理由", "変更の理由")
_NOTHING = ("", "なし", "無", "無し", "特になし", "変更なし")


def handover(
    report: Report, following: Plan, built: str, kept: Sequence[str], stale: Sequence[str], name: str
) -> Handover:
    """`built`: the day on which the report was made, "" where none was; `kept`: headings of the list below which this year's text still
    stands, and `stale`: titles that name this year (`etl.rollover`); `following`: the plan of the next year, whose folder is called `name`."""
    plan = report.plan
    errors, requests = count(report.findings)[ERROR], list(_requests(report))
    parts = (
        _departments(report),
        _open(report),
        Part(
            "総合評価の決定",
            (("範囲", 1), ("評価", 2), ("理由", 4), ("決定者", 2)),
            tuple(_decisions(report)),
            "決定したものはありません。",
        ),
        _findings(report),
        Part("目標変更の申出", (("番号", 1), ("課", 2), ("申出の内容", 6)), tuple(requests), "申出はありません。"),
    )
    return Handover(
        f"{plan.name}　引継ぎ（{plan.year_name}から{following.year_name}へ）",
        tuple(_facts(report, built)),
        parts,
        tuple(_steps(report, following, kept, stale, name, bool(requests))),
        errors,
        len(requests),
    )


def _facts(report: Report, built: str) -> Iterator[tuple[str, str]]:
    """Dates, the state of the report, and by what its overall grades came about."""
    plan = report.plan
    state = plan.status if plan.status == FINAL else f"{plan.status}（確定していません）"
    total = report.summary.of[0]
    yield f"{plan.year_name}の報告書", f"{state}、総合評価 {total.override or total.letter or '未定'}"
    yield "報告書の作成", built or "まだ作っていません"
    yield "回答", _dates(sorted(_days(report).values()))
    yield "計画の期間", f"{long_year(plan.first_year)}から{long_year(plan.last_year)}まで"
    yield "決め方", f"総合評価は「{plan.rule}」、再掲は「{plan.relisted}」、割合の分母は「{plan.denominator}」"


def _days(report: Report) -> dict[str, str]:
    """File -> the day on which it was saved, of those that have one."""
    files = report.files["modified"]
    return {str(file): text[:10] for file, text in files.items() if text}


def _dates(days: Sequence[str]) -> str:
    if not days:
        return "届いていません"
    if days[0] == days[-1]:
        return f"{days[0]}（{len(days)}件）"
    return f"{days[0]}から{days[-1]}まで（{len(days)}件）"


def _departments(report: Report) -> Part:
    """Those of which nothing usable has come, then those whose first return was saved last, if not all came on one day."""
    days = _days(report)
    rows: list[Line] = []
    arrived: list[tuple[str, Any]] = []
    for row in tuples(report.departments):
        own = sorted(days[name] for name in row.files if name in days)
        if row.state != RETURNED:
            rows.append((row.department, row.state, str(row.expected)))
        elif own:
            arrived.append((own[0], row))
    arrived.sort(key=lambda found: found[0])
    middle = arrived[len(arrived) // 2][0] if arrived else ""
    late = [found for found in reversed(arrived) if found[0] > middle][:_MOST_LATE]
    rows += [(row.department, f"提出あり（{day}）", str(row.expected)) for day, row in late]
    columns = (("課", 3), ("提出", 4), (f"主に回答する{report.plan.unit_word}", 2))
    return Part(
        "未提出の課、提出の遅かった課", columns, tuple(rows), "どの課からも提出があり、特に遅かった課はありません。"
    )


def _open(report: Report) -> Part:
    """The initiatives without a grade, by who is asked first."""
    rows = report.initiatives[report.initiatives[Initiative.letter] == ""]
    found: dict[tuple[str, str], list[str]] = {}
    for row in tuples(rows):
        found.setdefault((next(iter(row.asked), ""), row.state), []).append(row.Index)
    lines = tuple((who or "－", state, _some(numbers)) for (who, state), numbers in found.items())
    word = report.plan.unit_word
    columns = (("課", 3), ("状態", 2), ("番号", 4))
    return Part(
        f"評価のない{word}（{len(rows)}件）" if len(rows) else f"評価のない{word}", columns, lines, "ありません。"
    )


def _some(texts: Sequence[str]) -> str:
    more = f" ほか{len(texts) - _MOST_NUMBERS}件" if len(texts) > _MOST_NUMBERS else ""
    return "、".join(texts[:_MOST_NUMBERS]) + more


def _decisions(report: Report) -> Iterator[Line]:
    for row in report.summary.of.values():
        if row.override:
            computed = f"{row.override}（計算では {row.letter or '評価なし'}）"
            yield report.plan.scope_name(row.Index), computed, row.override_reason, row.override_by


def _findings(report: Report) -> Part:
    """What 要修正 and 要確認 were left, by kind, the gravest first and of these the most frequent."""
    left = groups(report.findings[report.findings["severity"].isin([ERROR, WARNING])], ["severity", "title"])
    kinds = sorted(left.items(), key=lambda kind: (SEVERITIES.index(kind[0][0]), -len(kind[1])))
    lines = [
        (
            severity,
            title,
            f"{len(rows)}件",
            _some(
                list(dict.fromkeys(row.number or row.department or row.found[:_LONGEST] or row.file for row in rows))
            ),
        )
        for (severity, title), rows in kinds
    ]
    if len(lines) > _MOST_KINDS:
        rest = lines[_MOST_KINDS:]
        lines = [*lines[:_MOST_KINDS], ("", f"ほかに{len(rest)}種類", "", "確認結果の「確認事項」にあります。")]
    columns = (("区分", 1.2), ("種類", 3), ("件数", 1), ("番号など", 4))
    return Part("残った確認事項（要修正と要確認）", columns, tuple(lines), "ありません。")


def _requests(report: Report) -> Iterator[Line]:
    """The changed targets that were asked for: number, department, and what each of its columns says; of several returns of a department
    the last that says anything."""
    fields = _request_fields(report)
    accepted = report.ledger[report.ledger[Ledger.outcome] == ACCEPTED]
    senders = {row.Index: (row.initiative, row.respondent) for row in tuples(accepted)}
    said: dict[tuple[str, str], dict[str, str]] = {}
    own = report.entries[report.entries[Entry.field].isin(fields) & report.entries[Entry.row_id].isin(senders)]
    for entry in tuples(own):
        if fold(entry.text) not in _NOTHING and not is_dash(entry.text):
            said.setdefault(senders[entry.row_id], {})[entry.field] = entry.text.strip()
    order = {number: place for place, number in enumerate(report.initiatives.index)}
    for (number, department), texts in sorted(said.items(), key=lambda found: order[found[0][0]]):
        yield number, department, "\n".join(f"{fields[field]}：{texts[field]}" for field in fields if field in texts)


def _request_fields(report: Report) -> Mapping[str, str]:
    """The city's own columns that ask for a changed target, and say why: field -> heading."""
    labels = {
        field: "".join(report.layout.label(field).split())
        for field in report.layout.fields(report.plan.years)
        if field.startswith("own")
    }
    asks = {field: label for field, label in labels.items() if any(word in fold(label) for word in _REQUEST)}
    why = {field: label for field, label in labels.items() if any(word in fold(label) for word in _REASON)}
    return {field: label for field, label in labels.items() if field in asks | why} if asks else {}


def _steps(
    report: Report, following: Plan, kept: Sequence[str], stale: Sequence[str], name: str, requests: bool
) -> Iterator[str]:
    """What to do in the new year, in its order."""
    plan = report.plan
    if plan.status != FINAL:
        yield f"{plan.year_name}の報告書がまだ案です。委員会の後に、前の年度のフォルダの計画.xlsx の状態を「{FINAL}」にして作り直してください。"
    if count(report.findings)[ERROR] or (report.initiatives[Initiative.letter] == "").any():
        yield f"上の要修正と評価のない{plan.unit_word}を、前の年度のフォルダで直すか、このまま進めるかを決めてください。直したときは、新しいフォルダを作り直します。"
    yield "計画.xlsx の「担当課」を、4月の組織改正と異動に合わせてください（なくなった課には後継と有効年度（まで）を書き、新しい課は行を加えます。連絡先も直します）。"
    if plan.shading:
        yield f"計画.xlsx の「網掛け」（{plan.shading.label or '影響'}）を{following.year_name}も使うか決めてください。使わないときは、凡例を空欄にします。"
    if requests:
        yield f"上の目標変更の申出を認めるか決め、認めたものは、取組一覧.xlsx の{following.year_name}からの目標を直してください。"
    else:
        yield f"取組一覧.xlsx の{following.year_name}の目標と、新しい{plan.unit_word}、終わった{plan.unit_word}を確かめてください。"
    if kept:
        yield f"取組一覧.xlsx の「{'」「'.join(kept)}」の列は、見出しに年度がないため{plan.year_name}の記入が残っています。{following.year_name}の内容に直してください。"
    if stale:
        yield f"取組一覧.xlsx の題名などの「{'」「'.join(stale[:_MOST_STALE])}」を、{following.year_name}に直してください。"
    if report.has_indicators:
        yield f"成果指標.xlsx に、分かった{plan.year_name}の実績を書き足してください。"
    yield f"各課に照会し、届いた回答を「{name}」の inbox に入れてください。"
    yield f"torikumi build {name} を実行し、提出状況と確認事項を見ながら、要修正がなくなるまで繰り返してください。"
