"""Puts what a build makes into the output folder, as one set."""

import contextlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from itertools import count as count_from
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from torikumi.schemas.exceptions import NotFinal
from torikumi.schemas.findings import ERROR, count
from torikumi.schemas.plan import FINAL, Plan
from torikumi.schemas.report import Report
from torikumi.schemas.tables import tuples
from torikumi.workbooks.committee import write_committee
from torikumi.workbooks.committee.data import missing_in, write_csv
from torikumi.workbooks.edited import Edited, keep_edited, save_copies, unchanged
from torikumi.workbooks.parallel import write_all
from torikumi.workbooks.pdf import PdfImpossible, write_pdf
from torikumi.workbooks.staff import write_staff
from torikumi.workbooks.switch import OutputFolder, digest, replace, switch, synced, writing
from xlsxwriter.exceptions import FileCreateError, FileSizeError

_CP932 = "cp932"
_NUMBERED = re.compile(r"第[2-9][0-9]*組|第1[0-9]+組")


def refuse_final(report: Report) -> None:
    """NotFinal where the plan says 確定 while findings of 要修正 are open."""
    errors = count(report.findings)[ERROR]
    if report.plan.status == FINAL and errors:
        raise NotFinal(
            f"要修正の確認事項が{errors}件あるため、確定の報告書は作りません。直してから実行するか、残したまま作る場合は --force を付けてください。"
        )


@dataclass(frozen=True)
class Written:
    """What a build has put into the output folder, and what became of what was there."""

    files: list[Path]
    """What the user is told of: all but the copies."""
    held: str = ""
    """The file that could not be replaced, so that the set went into a numbered folder."""
    edited: Sequence[Edited] = ()
    """The workbooks of earlier builds that were changed by hand, each kept under a name of its own."""
    rescued: Sequence[Path] = ()
    """Copies of what stood in place of files that a dead run had not yet put in place."""
    earlier: Sequence[tuple[Path, Path]] = ()
    """Files of another content that this build was not asked for, under their old and new names."""
    removed: Sequence[Path] = ()
    """Numbered folders whose set is older than this one."""
    unprinted: str = ""
    """Why there is no PDF although it was asked for."""


def write_outputs(output: OutputFolder, report: Report, cp932: bool = False, pdf: bool = False) -> Written:
    """Write both workbooks, the CSV (with `cp932` also one in that encoding), 記録.json, with `pdf` the printed sheets, and the copies of the
    workbooks by which the next build finds corrections by hand; all of them take the place of an earlier set at once (`workbooks.switch`).

    Where one of an earlier set cannot be replaced (it is open in Excel) the whole set goes into the first free folder 第2組, 第3組 …;
    the next build looks there for corrections too, and removes it when its set is in place. OutputUnwritable where the folder cannot be
    made or written to.
    """
    plan, folder = report.plan, output.path
    with writing(folder, (OSError, FileCreateError, FileSizeError)):
        drafts = output.start()
        names, unprinted = _draft(drafts, report, cp932, pdf)
        edited, closed = _look(output, plan)
        earlier = _earlier(folder, drafts, plan)
        place, held = _put(folder, drafts, [*names, _copies(plan)], earlier, closed.get(folder, ""))
        older = [each for each in _sets(folder)[1:] if each != place and each not in closed]
        removed = [each for each in older if _remove(each, plan, edited)]
    files = [place / name for name in names]
    renamed = [] if held else list(earlier.items())
    return Written(files, held, edited, output.rescued, renamed, removed, unprinted)


def _look(output: OutputFolder, plan: Plan) -> tuple[list[Edited], dict[Path, str]]:
    """The corrections by hand in the sets that are there, and for each place that cannot be looked into the file that is held."""
    edited: list[Edited] = []
    closed = {}
    for place in _sets(output.path):
        try:
            edited += keep_edited(place, _copies(plan), _workbooks(plan), output.work)
        except PermissionError as error:
            closed[place] = _name(error)
    return edited, closed


def _name(error: OSError) -> str:
    """The file that an error is about; of a move its target."""
    return Path(error.filename2 or error.filename or "前の一式").name


def _draft(drafts: Path, report: Report, cp932: bool, pdf: bool) -> tuple[list[str], str]:
    """Write the whole set into the folder and check it. Gives the names of all files but the copies, and why there is no PDF."""
    plan = report.plan
    committee, staff = _workbooks(plan)
    jobs: dict[str, Callable[[Path], object]] = {
        committee: lambda path: write_committee(path, report),
        staff: lambda path: write_staff(path, report),
        _csv(plan): lambda path: write_csv(path, report.data),
        "記録.json": lambda path: path.write_text(
            json.dumps(record(report), ensure_ascii=False, indent=2) + "\n", "utf-8", newline="\n"
        ),
    }
    if cp932:
        jobs[_csv_cp932(plan)] = lambda path: write_csv(path, report.data, _CP932)
    write_all({drafts / name: write for name, write in jobs.items()})
    names, unprinted = list(jobs), ""
    if pdf:
        try:
            write_pdf(drafts / _pdf(plan), report)
            names.append(_pdf(plan))
        except PdfImpossible as error:
            unprinted = str(error)
    save_copies(drafts / _copies(plan), drafts, [committee, staff], names[2:])
    for name in [*names, _copies(plan)]:
        _check(drafts / name)
    return names, unprinted


def _check(path: Path) -> None:
    """Have a file on the disk. OSError where it did not become whole."""
    whole = path.stat().st_size > 0
    if whole and path.suffix in (".xlsx", ".zip"):
        try:
            with ZipFile(path) as package:
                whole = package.testzip() is None
        except BadZipFile:
            whole = False
    if not whole:
        raise OSError(f"{path.name} is not whole")
    synced(path)


def _earlier(folder: Path, drafts: Path, plan: Plan) -> dict[Path, Path]:
    """The PDF and the CP932 CSV of an earlier set that this one does not have, and the names under which they stay: beside a new report of
    another content they would be taken for its own."""
    made_of = {_pdf(plan): _workbooks(plan)[0], _csv_cp932(plan): _csv(plan)}
    return {
        folder / name: (folder / name).with_stem(f"{Path(name).stem}（以前）")
        for name, source in made_of.items()
        if (folder / name).is_file() and not (drafts / name).exists() and _differ(folder / source, drafts / source)
    }


def _differ(one: Path, other: Path) -> bool:
    return not one.is_file() or digest(one) != digest(other)


def _put(folder: Path, drafts: Path, names: list[str], earlier: Mapping[Path, Path], held: str) -> tuple[Path, str]:
    """Move the set into the output folder; where a file there is held, as a folder of its own beside it. Gives the place of the set, and
    the name of the file that was held."""
    try:
        if not held:
            switch(folder, {drafts / name: folder / name for name in names} | dict(earlier))
            return folder, ""
    except (PermissionError, IsADirectoryError) as error:
        held = _name(error)
    place = next(path for number in count_from(2) if not (path := folder / f"第{number}組").exists())
    replace(drafts, place)
    return place, held


def _sets(folder: Path) -> list[Path]:
    """The folders that may hold a set: the output folder, then the numbered ones."""
    return [folder, *sorted(path for path in folder.glob("第*組") if _NUMBERED.fullmatch(path.name) and path.is_dir())]


def _remove(place: Path, plan: Plan, edited: Sequence[Edited]) -> bool:
    """Remove an older set, but nothing that is not as it was written, or kept; a file that is open stays, and with it what comes after it.
    Gives whether the folder is gone."""
    kept = [each.path for each in edited if each.path.parent == place]
    with contextlib.suppress(OSError):
        for path in [*kept, *unchanged(place, _copies(plan))]:
            path.unlink()
        place.rmdir()
    return not place.exists()


def lost_in_cp932(report: Report) -> list[str]:
    """The characters that the CP932 CSV has 〓 for."""
    return missing_in(report.data, _CP932)


def _workbooks(plan: Plan) -> list[str]:
    return [f"{plan.year_name}_推進状況報告書.xlsx", f"{plan.year_name}_確認結果.xlsx"]


def _csv(plan: Plan) -> str:
    return f"{plan.year_name}_取組推進状況.csv"


def _csv_cp932(plan: Plan) -> str:
    return f"{plan.year_name}_取組推進状況_CP932.csv"


def _pdf(plan: Plan) -> str:
    return f"{plan.year_name}_推進状況報告書.pdf"


def _copies(plan: Plan) -> str:
    return f"{plan.year_name}_控え.zip"


def record(report: Report) -> dict[str, object]:
    """記録.json: program and plan, inputs with SHA-256, counts. No clock, so that equal inputs give equal bytes."""
    plan, summary, left_out = report.plan, report.summary, report.plan.uncounted_grades
    return {
        "program": {"name": "torikumi", "version": version("torikumi")},
        "plan": {
            "name": plan.name,
            "report_year": plan.report_year,
            "status": plan.status,
            "rule": plan.rule,
            "relisted": plan.relisted,
            "denominator": plan.denominator,
        },
        "inputs": [{"file": row.Index, "sha256": row.sha256, "size": row.size} for row in tuples(report.inputs)],
        "rows": {
            str(outcome): int(size) for outcome, size in report.ledger["outcome"].value_counts().sort_index().items()
        },
        "findings": count(report.findings),
        "grades": {
            str(row.Index or "total"): {letter: summary.count(row.Index, letter) for letter in plan.grades}
            | {"open": row.open}
            | ({"uncounted": {letter: summary.count(row.Index, letter) for letter in left_out}} if left_out else {})
            | {"overall": row.letter, "override": row.override}
            for row in summary.of.values()
        },
    }
