"""Keeping: how long what happened and what was recorded is kept, and how much room it may take, as settings."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:  # the engine is heavy, and `tundish --help` is not
    from engine.eventstore import Keep as KeepEvents
    from engine.history.keep import Keep as KeepHistory

GIB = 2**30
MOST_DAYS = 36_500
MOST_GIB = 1_000_000


class Kept(NamedTuple):
    """One class of what is kept, or a room for it. What is built in is the engine's own; a test says so."""

    name: str
    """Of its setting."""
    default: int
    help: str
    unit: str = "DAYS"

    @property
    def most(self) -> int:
        """The least is one."""
        return MOST_DAYS if self.unit == "DAYS" else MOST_GIB


CLASSES = (
    Kept("keep-alarms", 800, "days that transitions of alarms are kept"),
    Kept("keep-commands", 800, "days that commands of people are kept"),
    Kept("keep-actions", 400, "days that results of actions are kept"),
    Kept("keep-verdicts", 1200, "days that verdicts of quality control are kept"),
    Kept("keep-problems", 90, "days that problems are kept"),
    Kept("keep-events", 90, "days that all other events are kept"),
)
TRACES = (
    Kept("keep-traces", 3, "days that ordinary traces are kept"),
    Kept("keep-alarm-traces", 30, "days that traces in which an alarm rose are kept"),
    Kept("keep-action-traces", 90, "days that traces in which something was sent are kept"),
    Kept("keep-failed-traces", 90, "days that traces in which something failed are kept"),
)
SAMPLES = Kept("keep-history", 400, "days that recorded samples are kept")
EVENTS_ROOM = Kept("events-room", 20, "GiB that events and traces may take", "GIB")
HISTORY_ROOM = Kept("history-room", 50, "GiB that recorded samples may take", "GIB")
DAYS = (*CLASSES, *TRACES, SAMPLES)
ALL = (*DAYS, EVENTS_ROOM, HISTORY_ROOM)


def keep_events(said: Mapping[str, Any]) -> "KeepEvents":
    """Of the settings by name; those that are missing are as built in."""
    from engine.eventstore import Keep  # noqa: PLC0415

    alarm, command, action, qc, problem, other = (_value(said, kept) for kept in CLASSES)
    ordinary, rose, sent, failed = (_value(said, kept) for kept in TRACES)
    steps = (ordinary, rose, sent, failed)
    return Keep(alarm, command, action, qc, problem, other, steps, _value(said, EVENTS_ROOM) * GIB)


def keep_history(said: Mapping[str, Any]) -> "KeepHistory":
    """The same for recorded samples."""
    from engine.history.keep import Keep  # noqa: PLC0415

    return Keep(_value(said, SAMPLES), _value(said, HISTORY_ROOM) * GIB)


def days_of(events: "KeepEvents", history: "KeepHistory") -> dict[str, float]:
    """Days by the name of their setting."""
    days = (events.alarm, events.command, events.action, events.qc, events.problem, events.other, *events.steps)
    return {kept.name: float(value) for kept, value in zip(DAYS, (*days, history.days), strict=True)}


def _value(said: Mapping[str, Any], kept: Kept) -> int:
    return int(said.get(kept.name, kept.default))
