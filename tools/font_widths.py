"""Make workbooks/font_widths.json from font files: python -m tools.font_widths BIZUDGothic-Regular.ttf ...

Of each font: its names, where it is from, the height of its line, and the advance of each character in font units
where it differs from workbooks.metrics.fallback_advance, as [first, last, advance] runs of code points. Needs
fontTools, which building a workbook does not.
"""

import json
import sys
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont
from torikumi.workbooks.metrics import fallback_advance

TARGET = Path(__file__).parents[1] / "workbooks" / "font_widths.json"
NAME_FAMILY, NAME_FULL, NAME_VERSION, NAME_LICENCE = 1, 4, 5, 13
BOLD_BIT = 1 << 5  # OS/2 fsSelection, OpenType specification


def runs(advances: dict[int, int]) -> list[list[int]]:
    """Neighbouring code points of equal advance as [first, last, advance], in ascending order."""
    found: list[list[int]] = []
    for code, advance in sorted(advances.items()):
        if found and found[-1][1] == code - 1 and found[-1][2] == advance:
            found[-1][1] = code
        else:
            found.append([code, code, advance])
    return found


def read(path: Path) -> dict[str, Any]:
    """The entry of one font file."""
    font = TTFont(path)
    names, em, glyph_advances = font["name"], font["head"].unitsPerEm, font["hmtx"]
    advances = {code: glyph_advances[glyph][0] for code, glyph in font.getBestCmap().items()}
    return {
        "names": sorted({record.toUnicode() for record in names.names if record.nameID == NAME_FAMILY}),
        "bold": bool(font["OS/2"].fsSelection & BOLD_BIT),
        "source": f"{names.getDebugName(NAME_FULL)}, {names.getDebugName(NAME_VERSION)}",
        "licence": names.getDebugName(NAME_LICENCE),
        "units_per_em": em,
        "ascent": font["hhea"].ascent,
        "descent": -font["hhea"].descent,
        "advances": runs({c: a for c, a in advances.items() if a != fallback_advance(chr(c)) * em}),
    }


def to_json(fonts: list[dict[str, Any]]) -> str:
    """Readable JSON with ten runs to a line, so that a change of a font shows as a small difference."""
    numbered = [font | {"advances": index} for index, font in enumerate(fonts)]
    text = json.dumps({"fonts": numbered}, ensure_ascii=False, indent=1)
    for index, font in enumerate(fonts):
        text = text.replace(f'"advances": {index}\n', f'"advances": [\n{_lines(font["advances"])}\n]\n')
    return text + "\n"


def _lines(found: list[list[int]], per_line: int = 10) -> str:
    starts = range(0, len(found), per_line)
    return ",\n".join(json.dumps(found[i : i + per_line], separators=(",", ":"))[1:-1] for i in starts)


if __name__ == "__main__":
    TARGET.write_text(to_json([read(Path(argument)) for argument in sys.argv[1:]]), encoding="utf-8")
