"""Make docs/確認事項.md from the catalogue: python -m tools.finding_docs; with --check only say whether it is current (exit 1 if not)."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from torikumi.schemas.findings import CATALOGUE, ERROR, NOTE, SEVERITIES, WARNING, Kind

TARGET = Path(__file__).parents[1] / "docs" / "確認事項.md"

# A group begins with the finding of this code and goes on to the next group, in the order of the catalogue.
GROUPS = (
    ("file_unreadable", "受信フォルダ（inbox）のファイル"),
    ("file_no_list", "一覧・見出し・回答のまとまり"),
    ("formula_uncached", "セルの中身"),
    ("number_missing", "回答の行"),
    ("name_differs", "取組一覧との違い"),
    ("grade_missing", "評価と実績"),
    ("not_returned", "提出と共管"),
    ("cause_without_shading", "網掛け"),
    ("relisted_unresolved", "取組一覧と再掲"),
    ("indicator_without_actual", "成果指標"),
    ("plan_value_missing", "計画のフォルダ"),
    ("self_grade_far", "自己評価と数値の突合"),
    ("history_grade_jump", "前年度までとの比較"),
    ("overall_sensitive", "総合評価"),
)
# What stands for the place of a finding that has no example of its own.
EXAMPLE_NUMBER, EXAMPLE_DEPARTMENT = "4-1-5-7", "地域共生課"

_MEANING = {
    ERROR: "直さないと正しい報告書になりません。ひとつでも残ると、終了コードは1です。",
    WARNING: "人が見て決めるものです。そのままでも報告書は完成します。",
    NOTE: "知っておくためのものです。対応は、ほとんどの場合不要です。",
}

_HEAD = """# 確認事項の一覧

「確認結果」ブックのシート「確認事項」に出る項目の説明です。シートの「種類」の欄と同じ名前を探してください。
例の番号・課名・値は説明のためのものです。シートには、実際のファイル・シート・セルが出ます。

このページは `schemas/findings.py` から `python -m tools.finding_docs` で作っています。直接書き換えないでください。
"""


def groups() -> Iterator[tuple[str, list[Kind]]]:
    """Each group's title with its findings, in the order of the catalogue. ValueError where a group's first code is gone, or out
    of order: then `GROUPS` has to follow the catalogue."""
    codes, firsts = list(CATALOGUE), [code for code, _ in GROUPS]
    starts = [codes.index(code) for code in firsts if code in CATALOGUE]
    if len(starts) < len(firsts) or starts != sorted(starts) or starts[0]:
        raise ValueError(f"GROUPS does not follow the catalogue: {', '.join(firsts)}")
    for (_, title), start, end in zip(GROUPS, starts, [*starts[1:], len(codes)], strict=True):
        yield title, [CATALOGUE[code] for code in codes[start:end]]


def entry(kind: Kind) -> str:
    """One finding: title, severity, the message and the remedy with the example filled in."""
    found, expected = kind.example
    words = {"found": found, "expected": expected, "number": EXAMPLE_NUMBER, "department": EXAMPLE_DEPARTMENT}
    return "\n".join(
        (
            f"### {kind.title}",
            "",
            f"- 区分：**{kind.severity}**（`{kind.code}`）",
            f"- 表示の例：{kind.message.format(**words)}",
            f"- 対応：{kind.remedy.format(**words)}",
        )
    )


def page() -> str:
    """The whole page."""
    counts = {severity: sum(kind.severity == severity for kind in CATALOGUE.values()) for severity in SEVERITIES}
    table = ["| 区分 | 意味 | 種類の数 |", "|---|---|---:|"]
    table += [f"| {severity} | {_MEANING[severity]} | {counts[severity]} |" for severity in SEVERITIES]
    parts = [_HEAD + "\n" + "\n".join(table)]
    parts.append(
        "## 目次\n\n" + "\n".join(f"- [{title}](#{anchor(title)})（{len(kinds)}）" for title, kinds in groups())
    )
    for title, kinds in groups():
        parts += [f"## {title}", *map(entry, kinds)]
    return "\n\n".join(parts) + "\n"


def anchor(title: str) -> str:
    """The anchor that GitHub and GitLab give a heading: letters and digits stay, brackets and dots go."""
    return "".join(char for char in title.lower().replace(" ", "-") if char.isalnum() or char in "-_")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the page is not current")
    check = parser.parse_args().check
    current = TARGET.exists() and TARGET.read_text(encoding="utf-8") == page()
    if check and not current:
        print(f"{TARGET.name} is stale: run python -m tools.finding_docs", file=sys.stderr)
        return 1
    if not check:
        TARGET.write_text(page(), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
