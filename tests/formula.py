"""A tiny evaluator of the formulas that we write, in exact fractions: enough to hold a formula against the function beside it."""

import re
from collections.abc import Callable, Mapping
from fractions import Fraction

_TOKEN = re.compile(r'\s*("(?:[^"]|"")*"|[A-Z]+\d+(?::[A-Z]+\d+)?|[A-Z]+(?=\()|\d+(?:\.\d+)?|>=|<=|<>|[-+*/=<>(),])')
_COMPARE: Mapping[str, Callable[..., bool]] = {
    "=": lambda a, b: a == b, "<>": lambda a, b: a != b, ">": lambda a, b: a > b,
    "<": lambda a, b: a < b, ">=": lambda a, b: a >= b, "<=": lambda a, b: a <= b,
}  # fmt: skip


def evaluate(formula: str, cells: Mapping[str, object]) -> object:
    """The value of a formula over cells (address -> Fraction, text or None for a blank); ValueError for what it does not know."""
    tokens = _TOKEN.findall(formula.removeprefix("="))
    if "".join(tokens) != formula.removeprefix("="):
        raise ValueError(formula)
    tree, rest = _comparison(tokens)
    if rest:
        raise ValueError(rest)
    return tree(cells)


def _comparison(tokens):
    left, tokens = _sum(tokens)
    if tokens and tokens[0] in _COMPARE:
        compare = _COMPARE[tokens[0]]
        right, tokens = _sum(tokens[1:])
        return (lambda cells: compare(left(cells) or 0, right(cells) or 0)), tokens
    return left, tokens


def _chain(operators, operand):
    def parse(tokens):
        value, tokens = operand(tokens)
        while tokens and tokens[0] in operators:
            apply = operators[tokens[0]]
            right, tokens = operand(tokens[1:])
            value = _applied(apply, value, right)
        return value, tokens

    return parse


def _applied(apply, left, right):
    return lambda cells: apply(left(cells) or 0, right(cells) or 0)


def _factor(tokens):
    token, tokens = tokens[0], tokens[1:]
    if token == "(":
        value, tokens = _comparison(tokens)
        return value, tokens[1:]
    if token == "-":
        value, tokens = _factor(tokens)
        return (lambda cells: -value(cells)), tokens
    if token.startswith('"'):
        return (lambda cells: token[1:-1].replace('""', '"')), tokens
    if token[0].isdigit():
        return (lambda cells: Fraction(token)), tokens
    if ":" in token:
        return (lambda cells: _range(token, cells)), tokens
    if tokens[:1] == ["("]:
        arguments, tokens = [], tokens[1:]
        while True:
            value, tokens = _comparison(tokens)
            arguments.append(value)
            closing, tokens = tokens[0], tokens[1:]
            if closing == ")":
                return (lambda cells: _FUNCTIONS[token](cells, *arguments)), tokens
    return (lambda cells: cells.get(token)), tokens


def _range(token, cells):
    first, last = token.split(":")
    return [value for address, value in cells.items() if first <= address <= last]


_FUNCTIONS = {
    "IF": lambda cells, test, yes, no: (yes if test(cells) else no)(cells),
    "AND": lambda cells, *tests: all(test(cells) for test in tests),
    "NOT": lambda cells, test: not test(cells),
    "SUM": lambda cells, *values: sum(sum(v(cells)) if isinstance(v(cells), list) else v(cells) for v in values),
    "ISNUMBER": lambda cells, value: isinstance(value(cells), Fraction | int),
    "ROUND": lambda cells, value, places: round(value(cells), int(places(cells))),
}
_product = _chain({"*": lambda a, b: a * b, "/": lambda a, b: a / b}, _factor)
_sum = _chain({"+": lambda a, b: a + b, "-": lambda a, b: a - b}, _product)
