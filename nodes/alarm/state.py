"""State alarm: a point has one of some values, or some of its bits are set."""

import re
from typing import Annotated, Any, Literal

import numpy as np
import numpy.typing as npt
from numba.extending import register_jitable
from pydantic import AfterValidator, Field

from nodes.alarm.called import CalledState, Found, call, hold
from nodes.alarm.conditions import Condition, JudgedRow, Line, Message, OffDelay, OnDelay, PriorityField, Rule, rule
from tundish import AlarmConfig, Grid, In, OnlyIf, Port, Rows, Samples, Table, kernel
from tundish.alarm import SUPPRESS, TRANSITIONS
from tundish.quality import is_bad, is_good

LARGEST = 2.0**53
"""Beyond it not every whole number has a value of its own: such values have no bits."""
SPAN = re.compile(r"\s*([+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*(?:\.\.\s*([+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*)?")
BITS = re.compile(r"[01xX.](?:[ _]?[01xX.])*")
MOST_BITS = 53


def spans(text: str) -> list[tuple[float, float]]:
    """The values that are meant by `3, 5..7`: both ends belong to a span."""
    found = []
    for part in text.split(","):
        match = SPAN.fullmatch(part)
        if match is None:
            raise ValueError(f"{part.strip()!r} is no value: write numbers and spans like 3, 5..7")
        low, high = float(match[1]), float(match[2] or match[1])
        if low > high:
            raise ValueError(f"{part.strip()!r}: the first number of a span is the smaller one")
        found.append((low, high))
    return found


def pattern(text: str) -> tuple[int, int]:
    """Mask and bits that are meant by `1x0`: 1 set, 0 not set, x either; the last is bit 0, further ones are either."""
    digits = re.sub(r"[ _]", "", text.strip())
    if not BITS.fullmatch(text.strip()) or len(digits) > MOST_BITS:
        raise ValueError(f"write a bit pattern of at most {MOST_BITS} of 0, 1 and x such as 1x0, with bit 0 last")
    mask = int("".join("1" if digit in "01" else "0" for digit in digits), 2)
    if not mask:
        raise ValueError("every value fits a bit pattern of x alone: write 0 or 1 for at least one bit")
    return mask, int("".join("1" if digit == "1" else "0" for digit in digits), 2)


def _spans(text: str) -> str:
    spans(text)
    return text


def _pattern(text: str) -> str:
    pattern(text)
    return text


class StateRow(JudgedRow):
    """Which states of all points that fit a pattern are alarms."""

    test: Annotated[Literal["is", "is_not", "bits"], Field(title="Alarm when the value")] = "is"
    """Is: it is one of the values. Is not: it is none of them. Bits: its bits fit the pattern."""
    values: Annotated[
        str, AfterValidator(_spans), Field(max_length=500, title="Values"), OnlyIf("test", "is", "is_not")
    ] = "1"
    """Numbers and spans: `3, 5..7`. Both ends of a span belong to it."""
    bits: Annotated[
        str, AfterValidator(_pattern), Field(max_length=120, title="Bit pattern"), OnlyIf("test", "bits")
    ] = "1"
    """1 set, 0 not set, x either; bit 0 comes last: `1xx0` is bit 3 set and bit 0 not. Further bits may be anything."""
    on_delay: OnDelay = 0.0
    off_delay: OffDelay = 0.0
    priority: PriorityField = "moderate"
    message: Message = "{point} is {value}"
    """What the operator reads. `{point}` and `{value}` are filled in."""


class StateConfig(AlarmConfig):
    rows: Annotated[Table[StateRow], Field(title="Points")] = (StateRow(),)
    """One row for a point or for all points that fit a pattern. Points that fit no row are not judged."""


class States(Rule):
    dtype = rule(("begin", "i8"), ("end", "i8"), ("but", "i8"), ("mask", "i8"), ("bits", "i8"))

    begin: int
    end: int
    """Spans of the row, in the list of all."""
    but: int
    mask: int
    """0: it goes by spans."""
    bits: int


@register_jitable
def fits(x: float, own: States, spans: npt.NDArray[np.float64]) -> bool:
    """Whether a value is an alarm."""
    if own.mask:
        whole = np.int64(x) if abs(x) < LARGEST else np.int64(0)
        return abs(x) < LARGEST and whole == x and (whole & own.mask) == own.bits
    among = False
    for k in range(own.begin, own.end):
        among = among or spans[k, 0] <= x <= spans[k, 1]
    return among != (own.but != 0)


@kernel
def judge(
    slot: In[np.int32], arrival: In[np.int64], time: In[np.int64], value: In[np.float64], quality: In[np.uint8],
    state: Rows[CalledState], lines: Rows[States], spans: Grid[np.float64], found: Rows[Found],
) -> int:  # fmt: skip
    n = 0
    for i in range(slot.size):
        s, v = slot[i], value[i]
        row, own = state[s], lines[s]
        if not own.judges:
            continue
        if is_bad(quality[i]) or not np.isfinite(v):
            n = hold(s, row, own, time[i], arrival[i], found, n)
        elif is_good(quality[i]):
            n = call(s, row, own, 1 if fits(v, own, spans) else 0, 0, arrival[i], time[i], v, found, n)
    return n


class StateAlarm(Condition[StateConfig, CalledState]):
    """Raise an alarm when a point has a certain state: some of many values, or a pattern of bits.

    The order is state, on-delay, off-delay. A delay is met when that much source time has passed between samples, or as
    much engine time without any. A value that is no whole number, or is too large to be exact, has no bits. Bad samples
    hold the condition: nothing is raised and nothing returns until the next good one, which is judged first. Uncertain
    ones are passed over. After an edit the last values are judged again: what does not change is not announced again,
    and delays keep running unless their length changed. A point that is bad at that time waits for its next good
    sample.
    """

    kind = "alarm.state"
    title = "State alarm"
    inputs = (Port.samples(help="Any number of points."), SUPPRESS)
    outputs = (TRANSITIONS,)
    summary_field = "rows"
    condition = "state"
    line = States

    def configured(self) -> None:
        super().configured()
        listed = [spans(row.values) for row in self.config.rows]
        self._ends = np.cumsum([0, *map(len, listed)])
        self._spans = np.array([span for of in listed for span in of], np.float64).reshape(-1, 2)

    def rest_of(self, row: StateRow, name: str) -> Line:
        if row.test == "bits":
            return 0, 0, 0, *pattern(row.bits)
        k = self.config.rows.index(row)
        return self._ends[k], self._ends[k + 1], row.test == "is_not", 0, 0

    def judge(self, slot: npt.NDArray[np.int32], samples: Samples, lines: Any, found: Any) -> int:
        return judge(
            slot, samples.arrival, samples.time, samples.value, samples.quality, self.state.rows, lines, self._spans,
            found,
        )  # fmt: skip

    def called_again(self, slot: int, row: Any, own: Any) -> tuple[int, float]:
        x = float(row.value)
        return int(fits(x, own, self._spans)), x
