"""Condition: a cell of a decision table, after the unary tests of DMN 1.3, and the values that cells tell apart."""

import math
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from nodes.compute.grid import cell
from tundish.errors import FieldError

ANY = ("", "-")
NUMBER = r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?"
RANGE = re.compile(rf"([\[\](]?)\s*({NUMBER})\s*\.\.\s*({NUMBER})\s*([\])\[]?)", re.ASCII)
COMPARED = re.compile(r"(<=|>=|!=|<>|<|>|==?|≤|≥|≠)\s*(.+)", re.DOTALL)
SIGNS = {"==": "=", "<>": "!=", "≠": "!=", "≤": "<=", "≥": ">="}
MOST_TESTS = 2_100_000
"""Values told apart times rules, of one input: a thousand bands in a thousand rules."""
BOOLEAN = {"true": 1.0, "false": 0.0}


class Span(NamedTuple):
    """Numbers from low to high."""

    low: float
    high: float
    with_low: bool = True
    with_high: bool = True

    def holds(self, x: float) -> bool:
        above = x >= self.low if self.with_low else x > self.low
        return above and (x <= self.high if self.with_high else x < self.high)


class Condition(NamedTuple):
    """True of values in one of the spans or texts; when `but`, of all others."""

    spans: tuple[Span, ...] = ()
    texts: frozenset[str] = frozenset()
    but: bool = False

    def holds(self, value: float | str) -> bool:
        found = value in self.texts if isinstance(value, str) else any(span.holds(value) for span in self.spans)
        return found != self.but


def condition(text: str, line: int = 1, column: int = 1) -> Condition:
    """What is written in a cell: `> 80`, `20..80`, `(20..80]`, `= "A"`, `1, 2, 5..7`, `not(3)`, `-` for any."""
    if text in ANY:
        return Condition(but=True)
    inner = re.fullmatch(r"not\s*\((.*)\)", text, re.DOTALL)
    spans: list[Span] = []
    texts: set[str] = set()
    for part in re.split(r""",(?=(?:[^"]*"[^"]*")*[^"]*$)""", inner[1] if inner else text):
        one = _one(part.strip(), line, column)
        if one.but:
            if inner or text.strip() != part.strip():
                raise FieldError("!= stands alone in a cell", line, column, "write not(1, 2)")
            return one
        spans += one.spans
        texts |= one.texts
    return Condition(tuple(spans), frozenset(texts), inner is not None)


def _one(text: str, line: int, column: int) -> Condition:
    if match := RANGE.fullmatch(text):
        low, high = float(match[2]), float(match[3])
        span = Span(low, high, match[1] not in ("(", "]"), match[4] not in (")", "["))
        if not -math.inf < low <= high < math.inf or not (span.holds(low) or span.holds(high) or low < high):
            raise FieldError(f"no number lies in {text}", line, column)
        return Condition((span,))
    sign, value = "=", text
    if match := COMPARED.fullmatch(text):
        sign, value = SIGNS.get(match[1], match[1]), match[2].strip()
    if not value:
        raise FieldError("a value is missing", line, column, "write 3, > 80, 20..80, A or - for any")
    word = BOOLEAN.get(value, cell(value))
    if isinstance(word, str):
        if sign not in ("=", "!="):
            raise FieldError(f"{value!r} is no number", line, column, "texts are compared with = and != only")
        if value[0] != '"' and re.search(r"[<>=()\[\]\"]|\.\.", value):
            raise FieldError(
                f"{text!r} cannot be read", line, column, "write 3, > 80, 20..80, A, or a text in quotation marks"
            )
        return Condition((), frozenset([word]), sign == "!=")
    x = float(word)
    if sign == "!=":
        return Condition((Span(x, x),), but=True)
    low, high = (x if sign in ("=", ">", ">=") else -math.inf), (x if sign in ("=", "<", "<=") else math.inf)
    return Condition((Span(low, high, sign in ("=", ">=", "<", "<="), sign in ("=", "<=", ">", ">=")),))


class Axis:
    """The values of an input that no condition tells apart, as numbered parts, each with an example.

    Numbers are parted at the ends of spans, texts one by one, with one part for all others. `masks[i]` has bit r set
    where condition r holds of part i.
    """

    def __init__(self, conditions: Sequence[Condition], *, texts: bool, allowed: Condition) -> None:
        every = [*conditions, allowed]
        self._ends: list[float] = []
        self._words: list[str] = []
        if texts:
            self._words = sorted({text for one in every for text in one.texts})
            examples: Iterable[float | str] = [*self._words, _other(self._words)]
        else:
            ends = {end for one in every for span in one.spans for end in (span.low, span.high)}
            self._ends = sorted(end for end in ends if math.isfinite(end))
            examples = _numbers(self._ends)
        self._number = {word: i for i, word in enumerate(self._words)}
        self.examples = list(examples)
        if len(self.examples) * len(conditions) > MOST_TESTS:
            raise FieldError("the table tells too many values apart", 1, 1, "make several of it, or a lookup table")
        self.allowed = [allowed.holds(example) for example in self.examples]
        self.masks = [sum(1 << r for r, c in enumerate(conditions) if c.holds(example)) for example in self.examples]

    def mask(self, value: float | str) -> int:
        """Of the conditions that hold of a value."""
        if isinstance(value, str):
            return self.masks[self._number.get(value, len(self._words))]
        at = bisect_left(self._ends, value)
        return self.masks[2 * at + (at < len(self._ends) and self._ends[at] == value)]

    def told(self, parts: Iterable[int]) -> str:
        """A condition that holds of these parts, and of no other part that is allowed."""
        wanted = set(parts)
        if all(part in wanted for part, allowed in enumerate(self.allowed) if allowed):
            return "-"
        if isinstance(self.examples[0], str):
            other = len(self._words) in wanted
            words = [_quoted(word) for i, word in enumerate(self._words) if (i in wanted) != other]
            return f"not({', '.join(words)})" if other else ", ".join(words)
        runs: list[list[int]] = []
        for part in sorted(wanted):
            if runs and runs[-1][1] == part - 1:
                runs[-1][1] = part
            else:
                runs.append([part, part])
        return ", ".join(self._span(first, last) for first, last in runs)

    def _span(self, first: int, last: int) -> str:
        """Numbers of the parts from the first to the last; even ones lie between ends, odd ones are ends."""
        low = _shown(self._ends[(first - 1) // 2]) if first else ""
        high = _shown(self._ends[last // 2]) if last < 2 * len(self._ends) else ""
        if not low or not high:
            sign = f"{'<' if high else '>'}{'=' if (last if high else first) % 2 else ''}"
            return f"{sign} {low or high}"
        if first == last and first % 2:
            return low
        if first % 2 and last % 2:
            return f"{low}..{high}"
        return f"{'[' if first % 2 else '('}{low}..{high}{']' if last % 2 else ')'}"

    def parts(self, values: Any) -> Any:
        """The numbers of the parts in which these numbers lie."""
        ends = np.array([*self._ends, math.inf])
        at = np.minimum(np.searchsorted(ends, values), len(self._ends))
        return 2 * at + ((ends[at] == values) & (at < len(self._ends)))


def _numbers(ends: Sequence[float]) -> Iterable[float]:
    """Below the first end, at it, between it and the next, and so on: a whole number where there is one."""
    if not ends:
        yield 0.0
        return
    yield float(math.ceil(ends[0]) - 1)
    for i, end in enumerate(ends):
        yield end
        whole = float(math.floor(end) + 1)
        yield whole if i + 1 == len(ends) or whole < ends[i + 1] else (end + ends[i + 1]) / 2


def _shown(x: float) -> str:
    return str(int(x)) if x.is_integer() and abs(x) < 1e15 else repr(x)  # noqa: PLR2004 - as far as it is short


def _quoted(word: str) -> str:
    """As it is written in a cell: what would be read as something else is in quotation marks."""
    try:
        plain = "," not in word and word == word.strip() and condition(word) == Condition((), frozenset([word]))
    except FieldError:
        plain = False
    return word if plain else f'"{word}"'


def _other(words: Sequence[str]) -> str:
    return next(word for n in range(len(words) + 1) if (word := f"other{n or ''}") not in words)
