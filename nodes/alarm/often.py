"""Often: something happened n times within a time, and does so no more."""

from typing import Any, NamedTuple

from tundish import AlarmState, Emits, PerKey, nanoseconds
from tundish.alarm import AlarmNode

WINDOW = "/window"
"""End of the key of the timer by which it is no longer so often."""


class Recent(NamedTuple):
    """Source times of the latest happenings, in order, as many as are counted."""

    times: tuple[int, ...] = ()


class OftenState(AlarmState):
    recent: PerKey[Recent]


def happened(node: AlarmNode[Any, Any], name: str, time: int, arrival: int, times: int, within: float) -> Emits:
    """It has happened once more: active when it is so often now; it returns when the oldest of them is too long ago."""
    state, span = node.state, nanoseconds(within)
    before = state.recent.get(name, Recent()).times[-times:]
    if len(before) == times and before[0] + span < time:  # it was over before this one
        yield from node.to_level(name, 0, before[0] + span, arrival, float(times))
    now = tuple(sorted((*before, time)))[-times:]
    state.recent[name] = Recent(now)
    over = now[0] + span
    if len(now) == times and over > now[-1]:
        yield from node.to_level(name, 1, time, arrival, float(times))
        state.timers.set(name + WINDOW, arrival, over - max(time, now[-1]))
    else:
        state.timers.cancel(name + WINDOW)


def over(node: AlarmNode[Any, Any], key: str, due: int, within: float) -> Emits:
    """The timer has fired: the oldest is too long ago."""
    name = key.removesuffix(WINDOW)
    known = node.state.recent.get(name)
    if known is not None:
        del node.state.recent[name]
        left = tuple(time for time in known.times if time > known.times[0])
        if left:
            node.state.recent[name] = Recent(left)
        yield from node.to_level(name, 0, known.times[0] + nanoseconds(within), due, float(len(left)))


def again(node: AlarmNode[Any, Any], name: str, now: int, times: int, within: float) -> Emits:
    """Another number, or another time: judged again by what is known, at the latest of them; `now` is a stamp."""
    state = node.state
    known = state.recent[name].times[-times:]
    over = known[0] + nanoseconds(within)
    often = len(known) == times and over > known[-1]
    yield from node.to_level(name, int(often), known[-1], now, float(len(known)))
    state.timers.cancel(name + WINDOW)
    if often:
        state.timers.set(name + WINDOW, now, over - known[-1])
