"""cli: the commands. The only module that prints or sets the exit code; heavy imports wait until a command needs them."""

import datetime as dt
import io
import re
import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from torikumi.etl.help import Conflict, Group, explain
from torikumi.schemas.exceptions import ScopeUnknown, TorikumiError
from torikumi.schemas.years import parse_year

if TYPE_CHECKING:
    from torikumi.schemas.handover import NextYear
    from torikumi.schemas.report import Report
    from torikumi.workbooks.edited import Edited
    from torikumi.workbooks.output import Written

BUILT, TO_CORRECT, NOT_BUILT, FAILED = 0, 1, 2, 3
_HELP = {"help_option_names": ["-h", "--help"]}


@click.group(cls=Group, context_settings=_HELP, add_help_option=False)
@click.help_option("-h", "--help", help="この説明を表示します。")
@click.version_option(package_name="torikumi", message="torikumi %(version)s", help="版を表示します。")
def cli() -> None:
    """各課の回答（Excel）から、推進委員会に提出する推進状況報告書を作ります。

    はじめに torikumi init で計画のフォルダを作り、inbox に各課の回答を入れて torikumi build を実行します。
    """


def _five_years() -> range:
    """From this fiscal year on, which begins in April."""
    today = dt.date.today()
    first = today.year - (today.month < 4)
    return range(first, first + 5)


def _years(ctx: click.Context, param: click.Parameter, value: str | None) -> range | None:
    """`R5-R9` -> 2023 to 2027; None without a value."""
    if value is None:
        return None
    years = [parse_year(part) for part in re.split(r"[-~～－–]", value)]
    if len(years) != 2 or years[0] is None or years[1] is None or years[0] > years[1]:
        raise click.BadParameter("「R5-R9」のように、開始年度と終了年度を - でつないで書いてください。", ctx, param)
    return range(years[0], years[1] + 1)


def _year(ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
    """`R6` -> 2024; None without a value."""
    year = parse_year(value) if value is not None else None
    if value is not None and year is None:
        raise click.BadParameter("「R6」「令和6年度」「2024」のように書いてください。", ctx, param)
    return year


@cli.command(add_help_option=False)
@click.argument("folder", metavar="フォルダ", type=click.Path(file_okay=False, path_type=Path))
@click.option("--sample", is_flag=True, help="見本（令和2年度の203取組と各課の回答）を入れて作ります。")
@click.option(
    "--from",
    "source",
    metavar="一覧.xlsx",
    type=click.Path(path_type=Path),
    help="今ある一覧（.xlsx、.xls、.ods、.csv）や前年度の推進状況報告書から作ります。",
)
@click.option("--city", metavar="市町村名", help="--from で、市町村名。一覧の題名にあれば要りません。")
@click.option("--year", metavar="R6", callback=_year, help="--from で、報告年度。一覧の年度から分かれば要りません。")
@click.option("--years", metavar="R5-R9", callback=_years, help="計画の年度。見本では使いません。")
@click.help_option("-h", "--help", help="この説明を表示します。")
@click.pass_obj
def init(
    places: list[Path],
    folder: Path,
    sample: bool,
    source: Path | None,
    city: str | None,
    year: int | None,
    years: range | None,
) -> None:
    """計画のフォルダ（計画.xlsx、取組一覧.xlsx、成果指標.xlsx、inbox、output）を作ります。

    --from で今ある一覧を指定すると、その列、番号、課、評価を読み取って作ります。すでにあるファイルは上書きしません。
    """
    places[:] = [folder]
    if source is None and (city is not None or year is not None):
        raise Conflict("--city と --year は、--from と一緒に使います。")
    if source is not None and sample:
        raise Conflict("--from と --sample は、どちらか一方だけを使ってください。")
    if source is not None:
        for line in _begun(folder, source, city or "", year, years):
            click.echo(line)
        return
    from torikumi.workbooks.plan_folder import SAMPLE, write_plan_folder

    written = write_plan_folder(folder, years or _five_years(), SAMPLE if sample else None)
    returns = sum(path.parent.name == "inbox" for path in written)
    click.echo(f"計画のフォルダ「{folder}」を作りました（計画.xlsx、取組一覧.xlsx、成果指標.xlsx）。")
    click.echo(
        f"見本の回答を inbox に{returns}件入れました。"
        if sample
        else "3つのブックに記入し、各課の回答を inbox に入れてください。"
    )
    click.echo(f"次に torikumi build {folder} を実行してください。")


def _begun(folder: Path, source: Path, city: str, year: int | None, years: range | None) -> Iterator[str]:
    """Make the folder of a list; what was read, and what is left, a line each."""
    from torikumi.etl.begin.infer import Given, infer
    from torikumi.workbooks.begun import write_beginning
    from torikumi.workbooks.source import read_source

    with _progress() as progress:
        progress(source.name)
        reading = read_source(source)
    span = (years[0], years[-1]) if years else None
    beginning = infer(reading.cells, reading.sheets, Given(reading.name, city, year, span))
    write_beginning(folder, beginning)
    yield f"「{beginning.source}」の一覧から、計画のフォルダ「{folder}」を作りました（{'、'.join(beginning.files)}）。"
    yield "読み取ったこと："
    yield from (f"  {line}" for line in beginning.told)
    must = [point for point in beginning.points if point.must]
    rest = [point for point in beginning.points if not point.must]
    for title, points, first in (
        ("記入が必要なところ", must, 1),
        ("確かめてほしいところ（このままでも作れます）", rest, len(must) + 1),
    ):
        if points:
            yield f"{title}："
        yield from (f"  {number} {place}：{text}" for number, (place, text, _) in enumerate(points, start=first))
    yield "同じことが、計画.xlsx のシート「はじめに」にもあります。"
    yield f"{'記入してから、' if must else '次に '}torikumi build {folder} を実行してください。"


@cli.command(add_help_option=False)
@click.argument("folder", metavar="[フォルダ]", default=".", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--output",
    metavar="出力先",
    type=click.Path(file_okay=False, path_type=Path),
    help="出力先。省略するとフォルダの中の output。",
)
@click.option("--pdf", is_flag=True, help="印刷するシートを1つのPDFにもします（LibreOfficeが必要です）。")
@click.option("--cp932", is_flag=True, help="CP932（シフトJIS）のCSVも作ります。")
@click.option("--force", is_flag=True, help="要修正が残っていても、確定の報告書を作ります（表紙に書き添えます）。")
@click.help_option("-h", "--help", help="この説明を表示します。")
@click.pass_obj
def build(places: list[Path], folder: Path, output: Path | None, pdf: bool, cp932: bool, force: bool) -> None:
    """inbox の回答を読み取り、委員会用の報告書と職員用の確認結果を作ります。

    終了コードは、0：要修正なし、1：要修正あり（ブックは作成）、2：作成できず、3：プログラムの誤り、です。
    """
    from torikumi.workbooks.intake import OUTPUT
    from torikumi.workbooks.switch import OutputFolder

    target = output or folder / OUTPUT
    places[:] = [target, folder]
    with OutputFolder(target, _wait) as place:
        report = _built(folder)
        from torikumi.workbooks.output import lost_in_cp932, refuse_final, write_outputs

        if not force:
            refuse_final(report)
        written = write_outputs(place, report, cp932, pdf)
    for line in _summary(report):
        click.echo(line)
    for path in written.files:
        click.echo(f"  {path}")
    for line in _numbered(folder, report):
        click.echo(line)
    if cp932 and (lost := lost_in_cp932(report)):
        click.echo(f"CP932にない文字を〓に置き換えました：{'、'.join(lost)}")
    for remark in [*_remarks(written, target), *_corrections(written.edited, target, report)]:
        click.echo(remark)
    from torikumi.schemas.findings import ERROR, count

    sys.exit(TO_CORRECT if count(report.findings)[ERROR] else BUILT)


def _numbered(folder: Path, report: "Report") -> Iterator[str]:
    """Store the numbers that a list without numbers was given."""
    from torikumi.workbooks.numbering import store_numbers
    from torikumi.workbooks.plan_folder import MASTER_FILE

    if not (report.findings["code"] == "numbers_proposed").any():
        return
    try:
        kept = store_numbers(folder / MASTER_FILE, report.number_cells, report.layout.label("name"))
    except OSError:
        yield f"「{MASTER_FILE}」に整理番号を書き込めませんでした。開いていれば閉じて、もう一度実行してください。"
    else:
        yield f"「{MASTER_FILE}」に「整理番号」の列を加えました。元のブックは「{kept.name}」に残しました。"


@cli.command("explain", add_help_option=False)
@click.argument("folder", metavar="フォルダ", type=click.Path(file_okay=False, path_type=Path))
@click.argument("scope", metavar="範囲")
@click.help_option("-h", "--help", help="この説明を表示します。")
@click.pass_obj
def explain_scope(places: list[Path], folder: Path, scope: str) -> None:
    """評価や件数がどう決まったかを説明します（範囲は 4-1-1-4、目標4、合計 など）。

    ブックは作りません。同じ説明は、確認結果の「説明」シートにもあります。
    """
    from torikumi.etl.explain import scope_of
    from torikumi.schemas.tables import tuples

    places[:] = [folder]
    report = _built(folder)
    name = scope_of(scope, report.initiatives, report.plan)
    if name is None:
        goals = "、".join(report.plan.scope_name(goal.goal) for goal in report.plan.goal_list)
        raise ScopeUnknown(
            f"「{scope}」という範囲はありません。取組一覧の番号（{report.initiatives.index[0]} など）、{goals}、合計 のいずれかを指定してください。"
        )
    titles = {report.plan.scope_name(goal.goal): goal.name for goal in report.plan.goal_list}
    click.echo(
        f"{name}　{titles.get(name) or (report.initiatives.at[name, 'name'] if name in report.initiatives.index else report.plan.name)}"
    )
    texts = report.sources.set_index(["file", "sheet", "cell"])["text"].to_dict()
    for row in tuples(report.explanations[report.explanations["scope"] == name]):
        click.echo(f"\n■ {row.item}：{row.value}")
        for label, text in (("決まり方", row.formula), ("使った値", row.inputs), ("端数の扱い", row.rounding)):
            if text:
                click.echo(f"  {label}：{text}")
        for file, sheet, cell in row.sources:
            text = texts.get((file, sheet, cell), "").replace("\n", " ") or "（空欄）"
            click.echo(f"  出典：{file} {sheet}!{cell}「{text if len(text) <= 60 else text[:59] + '…'}」")
    found = report.findings[
        (report.findings["number"] == name) | ((report.findings["number"] == "") & (report.findings["found"] == name))
    ]
    for row in tuples(found):
        click.echo(f"\n{row.severity}：{row.message}")


@cli.command("next", add_help_option=False)
@click.argument("folder", metavar="フォルダ", type=click.Path(file_okay=False, path_type=Path))
@click.argument("target", metavar="新しいフォルダ", type=click.Path(path_type=Path))
@click.help_option("-h", "--help", help="この説明を表示します。")
@click.pass_obj
def next_year(places: list[Path], folder: Path, target: Path) -> None:
    """次の年度のフォルダを作ります。

    今年度の実績と評価は取組一覧.xlsx の過年度の列になり、引継ぎ.xlsx に残ったことと次にすることを書きます。今年度のフォルダは変えません。
    """
    from torikumi.workbooks.intake import begin
    from torikumi.workbooks.rollover import built_on, refuse_target, write_next

    places[:] = [folder]
    refuse_target(folder, target)
    with _progress() as progress, begin(folder, progress) as intake:
        from torikumi.etl.pipeline import read, roll, settle

        given = read(folder, progress, intake)
        report = settle(given)
    year = roll(given, report, built_on(folder), target.name)
    names = write_next(folder, target, year)
    for line in _rolled(report, year, target, names):
        click.echo(line)


def _rolled(report: "Report", year: "NextYear", target: Path, names: Sequence[str]) -> Iterator[str]:
    """What `next` has made, a line each."""
    from torikumi.schemas.years import long_year

    plan = report.plan
    yield f"{long_year(plan.report_year + 1)}のフォルダ「{target}」を作りました（{'、'.join(names)}）。"
    answered = int((report.initiatives["department"] != "").sum())
    yield f"{plan.year_name}の実績と評価は、取組一覧.xlsx に過年度の列として残しました（{answered}{plan.unit_word}）。"
    if year.handover.errors:
        yield f"要修正の確認事項が{year.handover.errors}件残ったまま次の年度に進みます。引継ぎ.xlsx に書き出しました。"
    if year.handover.requests:
        yield f"目標変更の申出が{year.handover.requests}件あります。引継ぎ.xlsx に書き出しました。"
    yield "引継ぎ.xlsx の「次にすること」を順に進めてください。"
    yield f"そのまま torikumi build {target} を実行できます（すべて未回答です）。"


def _wait() -> None:
    click.echo("同じ出力先で別の実行が作成中のため、終わるのを待っています。", err=True)


def _built(folder: Path) -> "Report":
    """The report of a plan folder. Its inbox is read by other processes while this one imports what a build needs."""
    from torikumi.workbooks.intake import begin

    with _progress() as progress, begin(folder, progress) as intake:
        from torikumi.etl.pipeline import build as run

        return run(folder, progress, intake)


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """Names of the files while they are read: one line that is written over on a terminal, nothing elsewhere.

    By spaces, because not every console on Windows knows a command that clears the line.
    """
    if not sys.stderr.isatty():
        yield lambda name: None
        return
    room = shutil.get_terminal_size().columns - 1
    shown = 0

    def show(text: str) -> None:
        nonlocal shown
        width = 0
        for at, char in enumerate(text):
            width += 2 if unicodedata.east_asian_width(char) in "WFA" else 1
            if width > room:
                text = text[:at]
                break
        click.echo(f"\r{' ' * shown}\r{text}", nl=False, err=True)
        shown = min(width, room)

    try:
        yield lambda name: show(f"読み取り中：{name}")
    finally:
        show("")


def _summary(report: "Report") -> Iterator[str]:
    """What a build has found, a line each."""
    from torikumi.schemas.findings import count

    plan, pairs = report.plan, report.comparison
    yield f"{plan.name}　{plan.year_name}（{plan.status}）"
    yield from _returned(report)
    yield "確認事項：" + "、".join(f"{severity}{number}件" for severity, number in count(report.findings).items())
    yield from map(_overall, repeat(report), report.summary.of.values())
    yield from _moved(report)
    yield from _indicators(report)
    compared = pairs.loc[pairs["rate"].notna(), "number"].nunique()
    yield plan.worded(f"突合：目標と実績の数値を比べられた取組 {int(compared)}件")
    yield "作成したファイル："


def _returned(report: "Report") -> Iterator[str]:
    """Who has returned, and what became of it."""
    from torikumi.schemas.states import LEFT_OUT, STATES_OF_RETURN

    departments, initiatives = report.departments, report.initiatives
    files = report.files
    returned = int((departments["state"] == STATES_OF_RETURN[0]).sum())
    yield f"回答：{len(departments)}課のうち{returned}課から提出、ファイル{len(report.files)}件"
    rows = "、".join(f"{outcome}{int(files[outcome].sum())}" for outcome in ("採用", "差替え", "不採用"))
    yield f"読み取った行：{int(files['rows'].sum())}行（{rows}）"
    left_out = int((initiatives["state"] == LEFT_OUT.name).sum())
    graded = int((initiatives["letter"] != "").sum()) - left_out
    beside = f"、{left_out}件が{LEFT_OUT.name}" if left_out else ""
    yield f"{report.plan.unit_word}：{len(initiatives)}件のうち{graded}件が評価済み{beside}"
    for state in STATES_OF_RETURN[1:]:
        names = departments.loc[departments["state"] == state, "department"]
        if len(names):
            yield f"{state}の課：{'、'.join(names)}"


def _overall(report: "Report", row: Any) -> str:
    """The counts of a goal, or of the whole plan, and its overall grade."""
    from torikumi.schemas.states import LEFT_OUT, OPEN

    letters = "　".join(f"{letter} {report.summary.count(row.Index, letter):>3}" for letter in report.plan.grades)
    name = report.plan.scope_name(row.Index) if row.Index else "合計 "
    open_rows = f"　{OPEN} {row.open}" if row.open else ""
    open_rows += f"　{LEFT_OUT.name} {row.uncounted}" if row.uncounted else ""
    override = f" → {row.override}（取りまとめ課の決定）" if row.override else ""
    return f"  {name}　{row.initiatives:>3}{report.plan.unit_word}　{letters}{open_rows}　総合評価 {row.letter or '－'}{override}"


def _moved(report: "Report") -> Iterator[str]:
    """How many initiatives have a better and a worse grade than in the year before; nothing where the list does not hold that."""
    from torikumi.schemas.years import short_year

    steps = report.changes["steps"]
    if len(steps):
        year = short_year(report.plan.report_year - 1)
        counts = f"上がった取組{int((steps > 0).sum())}件、下がった取組{int((steps < 0).sum())}件"
        yield report.plan.worded(f"前年度（{year}）との比較：{counts}")


def _indicators(report: "Report") -> Iterator[str]:
    """How many indicators have each grade or state; nothing for a plan that has none."""
    from torikumi.schemas.states import RATED, UNRATED, WITH_RATE

    if not report.has_indicators:
        return
    due = report.rates.xs(report.plan.report_year, level="year")
    counts = due["letter"].where(due["letter"] != "", due["state"]).value_counts()
    order = [name for name in [*report.plan.grades, RATED, *(state.name for state in UNRATED)] if name in counts]
    yield "成果指標：" + "、".join(f"{WITH_RATE if name == RATED else name} {int(counts[name])}" for name in order)


def _remarks(written: "Written", target: Path) -> list[str]:
    """What a user has to know of the places of the files: where the set is, and what became of an earlier one."""
    lines = [written.unprinted] if written.unprinted else []
    if written.held:
        lines.append(
            f"「{written.held}」が開かれているか、置き換えられないため、今回の一式は「{written.files[0].parent.name}」に保存しました。"
            "開いているブックを閉じて、もう一度実行すると、元の場所に保存します。"
        )
    lines += [f"「{old.name}」は前の内容のため、「{new.name}」に名前を変えました。" for old, new in written.earlier]
    lines += [f"「{path.name}」の一式は古くなったので消しました。" for path in written.removed]
    lines += [
        f"前回の実行が止まった後に直されたファイルを「{path.relative_to(target)}」に残しました。"
        for path in written.rescued
    ]
    return lines


_NAMED_CELLS = 20
# By what became of the workbook (`workbooks.edited`).
_EDITED = {
    "changed": "「{name}」は作成後に手で{number}か所直されています。直されたファイルは「{kept}」に残し、新しく作り直しました。",
    "resaved": "「{name}」は作成後に保存し直されています（セルの値は同じです）。元のファイルは「{kept}」に残しました。",
    "unknown": "「{name}」は控えがなく、手で直されたかどうか分かりません。元のファイルは「{kept}」に残しました。",
    "damaged": "「{name}」は壊れています。壊れたファイルは「{kept}」に残し、新しく作り直しました。",
    "closed": "「{name}」はパスワードを付けるなどして保存し直されており、中を確かめられません。元のファイルは「{kept}」に残しました。",
}


def _corrections(edited: "Sequence[Edited]", target: Path, report: "Report") -> list[str]:
    """What somebody has changed by hand in an output workbook, where it is kept, and where it should be changed instead."""
    books = "、".join(["取組一覧.xlsx", *["成果指標.xlsx"] * report.has_indicators, "計画.xlsx"])
    lines = []
    for file in edited:
        name, kept = (path.relative_to(target).as_posix() for path in (file.path, file.kept))
        lines.append(_EDITED[file.state].format(name=name, kept=kept, number=len(file.changes)))
        if not file.changes:
            continue
        lines += [
            f"  {c.sheet}{'!' if c.cell else ''}{c.cell}：「{c.was}」→「{c.now}」" for c in file.changes[:_NAMED_CELLS]
        ]
        if len(file.changes) > _NAMED_CELLS:
            lines.append(f"  ほか{len(file.changes) - _NAMED_CELLS}か所")
        lines.append(f"  必要な修正は、inbox の回答、{books} のいずれかに反映し、もう一度実行してください。")
    return lines


def main() -> None:
    """The console command: usage errors and what stops a run as plain sentences; a bug as one too, its traceback in a log."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console of CP932 has no sign for every character of a return
    places: list[Path] = []  # where a log may go, as soon as a command knows
    try:
        cli.main(prog_name="torikumi", standalone_mode=False, obj=places)
    except click.UsageError as error:
        click.echo(explain(error), err=True)
        sys.exit(NOT_BUILT)
    except TorikumiError as error:
        click.echo(str(error), err=True)
        sys.exit(NOT_BUILT)
    except (click.Abort, KeyboardInterrupt):
        click.echo("中断しました。", err=True)
        sys.exit(NOT_BUILT)
    except Exception as error:
        if _was_interrupted(error):
            click.echo("中断しました。", err=True)
            sys.exit(NOT_BUILT)
        click.echo(_failed(error, places), err=True)
        sys.exit(FAILED)


def _was_interrupted(error: BaseException | None) -> bool:
    """Whether an error came of an interruption: where one hits a clean-up of Python's own (`shutil.rmtree`), another error takes its place."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def _failed(error: Exception, places: list[Path]) -> str:
    from torikumi.workbooks.errorlog import write_log

    path = write_log(error, places)
    if path is None:
        return "プログラムの誤りにより中止しました（記録は残せませんでした）。"
    return f"プログラムの誤りにより中止したため、記録「{path}」（回答の内容は入っていません）をプログラムの担当者に渡してください。"
