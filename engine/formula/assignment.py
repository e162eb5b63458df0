"""`{device}.power = {device}.voltage * {device}.current`: a formula with the name of its result."""

import re
from typing import NamedTuple

from engine.formula.normal import half_width

_ASSIGNMENT = re.compile(r'\s*("[^"\n]+"|[^\s"=<>!#()+*/%^,-][^"=<>!#()+*/%^,\n-]*?)\s*=(?!=)')


class Assignment(NamedTuple):
    """`formula` has blanks where the name was, so that its errors keep their line and column."""

    output: str
    formula: str


def parse_assignment(text: str) -> Assignment | None:
    """Name and formula of `name = formula`; None when the text has no such form."""
    match = _ASSIGNMENT.match(half_width(text))
    if match is None:
        return None
    begin, stop = match.span(1)
    head = "".join(char if char == "\n" else " " for char in text[: match.end()])
    name = text[begin + 1 : stop - 1] if match[1][0] == '"' else match[1]
    return Assignment(name, head + text[match.end() :])
