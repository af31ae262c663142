"""Puts what a build makes into the output folder: written beside, moved into place, never half a file."""

import json
import os
import tempfile
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path

from schemas.exceptions import OutputUnwritable
from schemas.findings import count
from schemas.report import Report
from workbooks.committee import write_committee
from workbooks.committee.data import write_csv
from workbooks.staff import write_staff


def write_outputs(folder: Path, report: Report) -> list[tuple[Path, bool]]:
    """Write both workbooks, the CSV and 記録.json. Gives each path, and whether the name had to be another because the file of that
    name could not be replaced (open in Excel). OutputUnwritable where the folder cannot be made or written to."""
    year = report.plan.year_name
    writers: Mapping[str, Callable[[Path], None]] = {
        f"{year}_推進状況報告書.xlsx": lambda path: write_committee(path, report),
        f"{year}_確認結果.xlsx": lambda path: write_staff(path, report),
        f"{year}_取組推進状況.csv": lambda path: write_csv(path, report.data),
        "記録.json": lambda path: path.write_text(json.dumps(record(report), ensure_ascii=False, indent=2) + "\n", "utf-8", newline="\n"),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".torikumi-", dir=folder, ignore_cleanup_errors=True) as beside:
            written = []
            for name, write in writers.items():
                draft = Path(beside) / name
                write(draft)
                written.append(_put(draft, folder / name))
    except OSError as error:
        raise OutputUnwritable(f"出力先「{folder}」に書き込めません（{error.strerror}）。書き込める場所を --output で指定してください。") from error
    return written


def _put(draft: Path, target: Path) -> tuple[Path, bool]:
    """Move the draft into place; where the target is held by another program, to the first free numbered name."""
    try:
        os.replace(draft, target)
        return target, False
    except (PermissionError, IsADirectoryError):
        number = 2
        while (other := target.with_stem(f"{target.stem}({number})")).exists():
            number += 1
        os.replace(draft, other)
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
        "inputs": [{"file": str(name), "sha256": row["sha256"], "size": int(row["size"])} for name, row in report.inputs.iterrows()],
        "rows": {str(outcome): int(size) for outcome, size in report.ledger["outcome"].value_counts().sort_index().items()},
        "findings": count(report.findings),
        "grades": {
            str(scope or "total"): {letter: int(row[f"count_{letter}"]) for letter in plan.grades}
            | {"open": int(row["open"]), "overall": row["letter"]}
            for scope, row in summary.iterrows()
        },
    }
