"""Reads the file that `init --from` begins with."""

import unicodedata
from pathlib import Path

from torikumi.schemas.exceptions import ListUnusable
from torikumi.schemas.findings import CATALOGUE, ERROR
from torikumi.workbooks.read import Reading, read

_AGAIN = "Excelで開けるか確かめ、「名前を付けて保存」で .xlsx として保存し直して、もう一度実行してください。"


def read_source(path: Path) -> Reading:
    """The cells of a workbook; ListUnusable says in a sentence why there are none, or that cells of it cannot be read."""
    name = unicodedata.normalize("NFC", path.name)
    if path.is_dir():
        raise ListUnusable(f"「{path}」はフォルダです。一覧のファイル（.xlsx など）を指定してください。")
    try:
        reading = read(path, name)
    except FileNotFoundError as error:
        raise ListUnusable(f"「{path}」がありません。ファイルの場所と名前を確かめてください。") from error
    for finding in reading.findings:
        kind = CATALOGUE[finding.code]
        if kind.severity == ERROR:
            raise ListUnusable(f"{name}：{kind.message.format(found=finding.found, expected=finding.expected)}{_AGAIN}")
    return reading
