"""Colours and fills as they are seen: theme and tint resolved, white and no fill alike."""

import colorsys
import re

WHITE, BLACK = "FFFFFF", "000000"
# The default palette (ECMA-376 part 1, 18.8.27): 0-7 repeat 8-15, 64 and 65 are the system's foreground and background.
_PALETTE = re.findall(
    r"\w+",
    """
    000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF 000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF
    800000 008000 000080 808000 800080 008080 C0C0C0 808080 9999FF 993366 FFFFCC CCFFFF 660066 FF8080 0066CC CCCCFF
    000080 FF00FF FFFF00 00FFFF 800080 800000 008080 0000FF 00CCFF CCFFFF CCFFCC FFFF99 99CCFF FF99CC CC99FF FFCC99
    3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 969696 003366 339966 003300 333300 993300 993366 333399 333333
""",
)
# Office's own theme, for a workbook without one: lt1 dk1 lt2 dk2 accent1-6 hlink folHlink.
DEFAULT_THEME = (
    "FFFFFF",
    "000000",
    "EEECE1",
    "1F497D",
    "4F81BD",
    "C0504D",
    "9BBB59",
    "8064A2",
    "4BACC6",
    "F79646",
    "0000FF",
    "800080",
)
# The fill patterns by number (MS-XLS 2.5.130, MS-XLSB 2.4.659), named as in OOXML.
_PATTERNS = re.findall(
    r"\w+",
    """
    none solid mediumGray darkGray lightGray darkHorizontal darkVertical darkDown darkUp darkGrid darkTrellis lightHorizontal
    lightVertical lightDown lightUp lightGrid lightTrellis gray125 gray0625
""",
)
_SCHEME = re.compile(rb"<(?:\w+:)?clrScheme\b.*?</(?:\w+:)?clrScheme>", re.DOTALL)
_SCHEME_COLOUR = re.compile(rb'<(?:\w+:)?(?:srgbClr\b[^>]*?\bval|sysClr\b[^>]*?\blastClr)="([0-9A-Fa-f]{6})"')


def theme_colours(theme: bytes) -> tuple[str, ...]:
    """The twelve colours of a theme part, numbered as a cell's colour numbers them (light before dark); none where it has no scheme."""
    scheme = _SCHEME.search(theme)
    found = [colour.decode().upper() for colour in _SCHEME_COLOUR.findall(scheme[0])] if scheme else []
    if len(found) < 12:
        return ()
    return (found[1], found[0], found[3], found[2], *found[4:12])


def indexed(index: int, palette: tuple[str, ...] = ()) -> str:
    """A palette colour; the workbook's own palette first, the system's background for what lies beyond."""
    if index < len(palette):
        return palette[index][-6:].upper()
    return _PALETTE[index] if index < len(_PALETTE) else BLACK if index == 64 else WHITE


def tinted(rgb: str, tint: float) -> str:
    """A colour lightened (tint up to 1) or darkened (down to -1) in HLS, by ECMA-376 part 1, 18.8.19."""
    if not tint:
        return rgb
    hue, light, saturation = colorsys.rgb_to_hls(*(int(rgb[at : at + 2], 16) / 255 for at in (0, 2, 4)))
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    return "".join(
        f"{round(channel * 255):02X}" for channel in colorsys.hls_to_rgb(hue, min(max(light, 0), 1), saturation)
    )


def pattern(number: int) -> str:
    """The name of a fill pattern by its number in the binary formats."""
    return _PATTERNS[number] if number < len(_PATTERNS) else "none"


def fill(pattern: str, front: str, back: str = WHITE) -> str:
    """`solid:BFBFBF`, `gray125:000000`; blank where there is nothing to be seen: no pattern, or white on white."""
    if not pattern or pattern == "none":
        return ""
    colour = back if front == WHITE and pattern != "solid" else front
    return "" if colour == WHITE else f"{pattern}:{colour}"
