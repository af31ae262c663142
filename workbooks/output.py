"""Puts what a build makes into the output folder: written beside, moved into place, never half a file."""

import json
import tempfile
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path

from torikumi.schemas.exceptions import NotFinal, OutputUnwritable
from torikumi.schemas.findings import ERROR, count
from torikumi.schemas.plan import FINAL, Plan
from torikumi.schemas.report import Report
from torikumi.workbooks.committee import write_committee
from torikumi.workbooks.committee.data import missing_in, write_csv
from torikumi.workbooks.edited import Edited, keep_edited, save_copies
from torikumi.workbooks.parallel import write_all
from torikumi.workbooks.pdf import write_pdf
from torikumi.workbooks.staff import write_staff

_CP932 = "cp932"


def refuse_final(report: Report) -> None:
    """NotFinal where the plan says 確定 while findings of 要修正 are open."""
    errors = count(report.findings)[ERROR]
    if report.plan.status == FINAL and errors:
        raise NotFinal(
            f"要修正の確認事項が{errors}件あるため、確定の報告書は作りません。直してから実行するか、残したまま作る場合は --force を付けてください。"
        )


def keep_corrections(folder: Path, plan: Plan) -> list[Edited]:
    """The workbooks of an earlier build that were changed by hand since, each kept under a name of its own. OutputUnwritable where one
    cannot be kept: then nothing may be written over it."""
    try:
        return keep_edited(folder, _copies(plan), _workbooks(plan))
    except OSError as error:
        raise OutputUnwritable(
            f"手で直された報告書を「{folder}」に残せません（{error.strerror}）。ブックを閉じてから、もう一度実行してください。"
        ) from error


def write_outputs(folder: Path, report: Report, cp932: bool = False) -> list[tuple[Path, bool]]:
    """Write both workbooks, the CSV (with `cp932` also one in that encoding), 記録.json, and the copies of the workbooks by which the next
    build finds corrections by hand. Gives each path but the copies', and whether the name had to be another because the file of that name
    could not be replaced (open in Excel). OutputUnwritable where the folder cannot be made or written to."""
    plan = report.plan
    committee, staff = _workbooks(plan)
    csv = f"{plan.year_name}_取組推進状況"
    writers: dict[str, Callable[[Path], object]] = {
        committee: lambda path: write_committee(path, report),
        staff: lambda path: write_staff(path, report),
        f"{csv}.csv": lambda path: write_csv(path, report.data),
        "記録.json": lambda path: path.write_text(
            json.dumps(record(report), ensure_ascii=False, indent=2) + "\n", "utf-8", newline="\n"
        ),
    }
    if cp932:
        writers[f"{csv}_CP932.csv"] = lambda path: write_csv(path, report.data, _CP932)
    written = _write(folder, writers)
    _write(
        folder,
        {
            _copies(plan): lambda path: save_copies(
                path, folder, [path.name for path, _ in written[:2]], folder / _copies(plan)
            )
        },
    )
    return written


def write_printed(folder: Path, report: Report) -> tuple[Path, bool]:
    """Write the PDF of the printed sheets. PdfImpossible where LibreOffice is missing or fails; else as `write_outputs`."""
    return _write(folder, {f"{report.plan.year_name}_推進状況報告書.pdf": lambda path: write_pdf(path, report)})[0]


def lost_in_cp932(report: Report) -> list[str]:
    """The characters that the CP932 CSV has 〓 for."""
    return missing_in(report.data, _CP932)


def _workbooks(plan: Plan) -> list[str]:
    return [f"{plan.year_name}_推進状況報告書.xlsx", f"{plan.year_name}_確認結果.xlsx"]


def _copies(plan: Plan) -> str:
    return f"{plan.year_name}_控え.zip"


def _write(folder: Path, writers: Mapping[str, Callable[[Path], object]]) -> list[tuple[Path, bool]]:
    """Write all files beside their places, then move them there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".torikumi-", dir=folder, ignore_cleanup_errors=True) as beside:
            write_all({Path(beside) / name: write for name, write in writers.items()})
            written = [_put(Path(beside) / name, folder / name) for name in writers]
    except OSError as error:
        raise OutputUnwritable(
            f"出力先「{folder}」に書き込めません（{error.strerror}）。書き込める場所を --output で指定してください。"
        ) from error
    return written


def _put(draft: Path, target: Path) -> tuple[Path, bool]:
    """Move the draft into place; where the target is held by another program, to the first free numbered name."""
    try:
        draft.replace(target)
        return target, False
    except (PermissionError, IsADirectoryError):
        number = 2
        while (other := target.with_stem(f"{target.stem}({number})")).exists():
            number += 1
        draft.replace(other)
        return other, True


def record(report: Report) -> dict[str, object]:
    """記録.json: program and plan, inputs with SHA-256, counts. No clock, so that equal inputs give equal bytes."""
    plan, summary = report.plan, report.summary
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
        "inputs": [{"file": row.Index, "sha256": row.sha256, "size": row.size} for row in report.inputs.itertuples()],
        "rows": {
            str(outcome): int(size) for outcome, size in report.ledger["outcome"].value_counts().sort_index().items()
        },
        "findings": count(report.findings),
        "grades": {
            str(row.Index or "total"): {letter: summary.count(row.Index, letter) for letter in plan.grades}
            | {"open": row.open, "overall": row.letter, "override": row.override}
            for row in summary.scopes.itertuples()
        },
    }
