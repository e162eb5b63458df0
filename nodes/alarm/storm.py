"""Storm: when more messages come from a route than anybody reads, one tells of many."""

from typing import NamedTuple

from nodes.alarm.routes import PRIORITIES

MOST_LINES = 30
"""Messages that a summary tells one by one."""


class Storm(NamedTuple):
    """Of one route; its critical alarms have one of their own."""

    times: tuple[int, ...] = ()
    """Stamps of the messages that were sent one by one lately."""
    on: bool = False
    number: int = 0
    """Messages since the last summary."""
    lines: tuple[str, ...] = ()
    """The first of them."""
    severity: str = ""
    """The highest of them."""
    groups: tuple[str, ...] = ()
    """Whom they are for."""
    everyone: tuple[str, ...] = ()
    """For whom all were, since the storm began."""

    def with_one(self, line: str, severity: str, groups: tuple[str, ...]) -> "Storm":
        """One more message that is not sent by itself."""
        return self._replace(
            number=self.number + 1,
            lines=(*self.lines, line)[:MOST_LINES],
            severity=max(self.severity, severity, key=_rank),
            groups=both(self.groups, groups),
            everyone=both(self.everyone, groups),
        )

    def told(self) -> "Storm":
        """A summary has gone out."""
        return Storm(on=True, everyone=self.everyone)


def both(some: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    """Each name once, in order."""
    return tuple(dict.fromkeys((*some, *others)))


def _rank(severity: str) -> int:
    return PRIORITIES.index(severity) if severity in PRIORITIES else -1
