"""Trial: a formula looked at in parts while it is written: what each line gives, its inputs, its last hour, a mend."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from api.history_json import answer
from api.measure import preview, ready
from engine.formula import Compiled, compile_formula
from engine.formula.parse import parse
from engine.formula.tree import Call, Node, postorder
from engine.history.reader import Reader
from engine.watch.wire import number
from tundish.errors import FormulaError
from tundish.quality import BAD, level_of
from tundish.said import Said

DEVICE = "{device}"
MOST_LINES = 60
BUCKETS = 120
MOST_INPUTS = 40
DEPTH = {"(": 1, ")": -1, "（": 1, "）": -1}
SECOND = 1_000_000_000
MEANT = ("did you mean {meant}?", "did you mean {near}?", 'did you mean "{near}"?')
PLAIN = 'number(x, "{text}")'
Points = Mapping[str, Mapping[str, Any]]
Units = Mapping[str, str]


class Fix(NamedTuple):
    """A stretch of the text and what to put there; lines and columns count from 1."""

    line: int
    column: int
    length: int
    text: str


def of_device(text: str, device: str) -> str:
    """A formula of one of its devices."""
    return text.replace(DEVICE, device) if device else text


def lines(text: str, units: Units, points: Points) -> list[dict[str, Any]]:
    """What the largest part gives that lies in one line, for each line that has one; a formula of one line has none."""
    if "\n" not in text.strip():
        return []
    found: dict[int, str] = {}
    for node in postorder(parse(text)):  # operands first: what is larger comes later
        if isinstance(node, Call) and (part := _in_one_line(text, node)):
            found[text.count("\n", 0, part[0]) + 1] = text[part[0] : part[1]]
    return [{"line": line, **_worth(part, units, points)} for line, part in sorted(found.items())[:MOST_LINES]]


def _worth(part: str, units: Units, points: Points) -> dict[str, Any]:
    try:
        compiled = compile_formula(part, tuple(sorted(units.items())))
    except FormulaError:
        return {"unit": "", "sample": None}
    unit = compiled.measured.unit if compiled.measured else ""
    return {"unit": unit or "", "sample": preview(compiled, points)}


def _in_one_line(text: str, node: Node) -> tuple[int, int] | None:
    """Begin and end of a part, with the brackets that it needs."""
    places = [one.place for one in postorder(node)]
    begin, end = min(p.start for p in places), max(p.stop for p in places)
    first = text.rfind("\n", 0, begin) + 1
    line_end = text.find("\n", begin)
    stop = len(text) if line_end < 0 else line_end
    opened, closed = _open(text[begin:end])
    while closed > 0 and begin > first:
        begin -= 1
        closed += DEPTH.get(text[begin], 0) * -1
    while opened > 0 and end < stop:
        opened += DEPTH.get(text[end], 0)
        end += 1
    return (begin, end) if end <= stop and opened == closed == 0 else None


def _open(part: str) -> tuple[int, int]:
    """How many brackets are not closed in it, and how many not opened."""
    opened = closed = 0
    for char in re.sub(r'"[^"\n]*"|#[^\n]*', "", part):
        opened += DEPTH.get(char, 0)
        if opened < 0:
            opened, closed = 0, closed + 1
    return opened, closed


def inputs(compiled: Compiled, units: Units, points: Points) -> list[dict[str, Any]]:
    """Each point with its unit and last sample."""
    return [
        {"name": name, "unit": units.get(name, ""), "sample": points.get(name, {}).get("last")}
        for name in compiled.inputs[:MOST_INPUTS]
    ]


def trend(compiled: Compiled, reader: Reader, until: int, span: int) -> list[dict[str, Any]]:
    """The value over recorded inputs, each with the last one known, a sample for each of 120 spans; empty without any.

    A formula that remembers has no trend: what it gives depends on every sample.
    """
    names = compiled.inputs
    if not names or len(names) > MOST_INPUTS or compiled.layout.cells or not ready():
        return []
    width = max(1, span // BUCKETS)
    begin = until - BUCKETS * width
    series = answer(reader, names, begin, until, BUCKETS, "last")["series"]
    x = np.full((len(names), BUCKETS), math.nan)
    xq = np.full((len(names), BUCKETS), BAD, np.uint8)
    for k, one in enumerate(series):
        _lay(one, begin, width, x[k], xq[k])
    time = begin + width * np.arange(1, BUCKETS + 1, dtype=np.int64)
    value, quality = np.empty(BUCKETS), np.empty(BUCKETS, np.uint8)
    compiled.run(x, xq, value, quality, time)
    known = np.isfinite(x).all(axis=0)
    return [
        {"time": int(time[i]) // 1_000_000, "value": number(float(value[i])), "quality": level_of(int(quality[i]))}
        for i in np.flatnonzero(known)
    ]


def _lay(
    series: Mapping[str, Any], begin: int, width: int, x: npt.NDArray[np.float64], xq: npt.NDArray[np.uint8]
) -> None:
    """The last value of each span, held until the next."""
    for time, value, quality in zip(series["time"], series["value"], series["quality"], strict=True):
        i = min(max(0, (int(time) - begin) // width), x.size - 1)
        x[i:], xq[i:] = (math.nan if value is None else value), quality


def fix(text: str, error: FormulaError) -> Fix | None:
    """How the text can be mended at the place of the error, where the hint says exactly that."""
    hint = error.hint
    rows = text.split("\n")
    if not isinstance(hint, Said) or not 0 < error.line <= len(rows):
        return None
    word = re.match(r'"[^"]*"|[^\W]?[\w.{}%°/³²·]+', rows[error.line - 1][error.column - 1 :])
    if word is None:
        return None
    if hint.key in MEANT:
        meant = next(iter(hint.params.values()))
        return Fix(error.line, error.column, len(word[0]), f'"{meant}"' if '"' in hint.key + word[0] else str(meant))
    if PLAIN in hint.key and "text" in hint.params and not word[0][0].isdigit():
        return Fix(error.line, error.column, len(word[0]), f'number({word[0]}, "{hint.params["text"]}")')
    if said := re.fullmatch(r"write (\d+|pi\(\))", hint.key):
        return Fix(error.line, error.column, len(word[0]), said[1])
    return None


def devices(names: Sequence[str], known: Sequence[str]) -> Iterator[str]:
    """Devices of which every point of a formula with `{device}` is known, in order."""
    patterns = [name for name in names if DEVICE in name]
    if not patterns:
        return
    head, _, tail = patterns[0].partition(DEVICE)
    points = set(known)
    for point in known:
        if point.startswith(head) and point.endswith(tail) and len(point) > len(head) + len(tail):
            device = point[len(head) : len(point) - len(tail)]
            if all(of_device(name, device) in points for name in patterns):
                yield device
