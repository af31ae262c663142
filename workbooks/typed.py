"""What was typed into a cell, in one writing: programs write the same value or formula in their own ways when they save a workbook."""

import datetime as dt
import re

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token, TokenizerError
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

_PREFIX = re.compile(r"_xlfn\.|_xlws\.|_xludf\.|_xll\.|com\.sun\.star\.sheet\.addin\.\w+\.get", re.IGNORECASE)
_PLAIN_SHEET = re.compile(r"'((?:[^\W\d][\w.]*))'(?=!)")  # a sheet's name that needs no quotes
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def typed(value: object, formula: bool) -> str:
    """A value or formula for comparison and for naming; "" where nothing is there. A text may begin with = and be no formula.

    3 is 3.0 and TRUE() is TRUE; line breaks are LF; `'目標1'!A1` is `目標1!A1`; in a formula spaces, the case of functions and references,
    and the prefixes of new functions do not count. Spaces at the ends of a text are not typed to mean anything.
    """
    if isinstance(value, ArrayFormula | DataTableFormula):
        value = f"={str(getattr(value, 'text', None) or '').removeprefix('=')}"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return f"{value:.15g}"
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    text = str(value)
    if formula:
        return _formula(text)
    text = _ESCAPE.sub(lambda code: chr(int(code[1], 16)), text)
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _formula(text: str) -> str:
    """A formula, token by token."""
    try:
        pieces = [_token(token) for token in Tokenizer(text).items if token.type != Token.WSPACE]
    except TokenizerError:
        return text.replace(" ", "")
    return "=" + re.sub(r"\b(TRUE|FALSE)\(\)", r"\1", "".join(pieces))


def _token(token: Token) -> str:
    text = token.value.replace("\r", "")
    if token.type == Token.OPERAND and token.subtype == Token.TEXT:
        return text
    if token.type == Token.OPERAND and token.subtype == Token.NUMBER:
        return f"{float(text):.15g}"
    return _PLAIN_SHEET.sub(r"\1", _PREFIX.sub("", text.strip())).upper()
