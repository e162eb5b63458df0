"""Asks: what a person's command does to an alarm, or why it is refused. Pure: from an alarm to an alarm."""

from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple, TypeAlias

from tundish.alarm.config import AlarmConfig
from tundish.alarm.cycle import Table
from tundish.alarm.record import NO_EXTRA, Alarm, Out, Request, Shelf
from tundish.fields import nanoseconds
from tundish.iso import iso

PATIENCE = 600_000_000_000
"""How long a request waits for a second person, ns."""

Why: TypeAlias = Literal[
    "unknown", "arguments", "no_alarm", "already", "not_active", "still_active", "not_acknowledged", "not_latched",
    "not_allowed", "too_long", "not_shelved", "in_service", "comment_required", "reason_required", "waiting",
    "no_request", "same_person", "not_suppressed",
]  # fmt: skip
WORDS: Mapping[str, str] = {
    "unknown": "This node does not know the command",
    "arguments": "What was given does not fit the command",
    "no_alarm": "There is no such alarm",
    "already": "That is so already: somebody was first",
    "not_active": "The alarm is not active",
    "still_active": "The alarm is still active",
    "not_acknowledged": "The alarm has not been acknowledged",
    "not_latched": "The alarm is not latched",
    "not_allowed": "Alarms of this node may not be shelved",
    "too_long": "That is longer than these alarms may be shelved",
    "not_shelved": "The alarm is not shelved",
    "in_service": "The alarm is in service",
    "comment_required": "Alarms of this class need a comment",
    "reason_required": "A reason is needed",
    "waiting": "A request for this alarm waits for a second person already",
    "no_request": "No request waits for a second person",
    "same_person": "Another person must confirm than the one who asked",
    "not_suppressed": "Nothing suppresses these alarms",
}
"""Why a command is refused, in words."""


class Done(NamedTuple):
    """What came of a command: the kind of event, the alarm, and what else is told."""

    kind: str
    alarm: Alarm
    more: dict[str, Any]


class Asked(NamedTuple):
    """A command, and what it is about."""

    args: Any
    user: str
    time: int
    at: int
    """Stamp."""
    config: AlarmConfig
    table: Table


Answer: TypeAlias = Done | Why


def _ack(old: Alarm, asked: Asked) -> Answer:
    after = asked.table.get((old.status, "ack"))
    if after is None:
        return "no_alarm" if old.status == "normal" else "already"
    comment = asked.args.comment
    if asked.config.comment_required and not comment.strip():
        return "comment_required"
    said = comment or old.comment
    return Done("ack", old._replace(status=after, by=asked.user, comment=said), {"comment": said})


def _reset(old: Alarm, asked: Asked) -> Answer:
    after = asked.table.get((old.status, "reset"))
    if after is None:
        if old.status == "normal":
            return "no_alarm"
        return "still_active" if old.level else "not_acknowledged" if old.status == "latch_unack" else "not_latched"
    comment = asked.args.comment
    if asked.config.comment_required and not comment.strip():
        return "comment_required"
    said = comment or old.comment
    return Done("reset", old._replace(status=after, comment=said), {"comment": said})


def _shelve(old: Alarm, asked: Asked) -> Answer:
    args, most = asked.args, asked.config.max_shelve
    if not most:
        return "not_allowed"
    if args.seconds > most:
        return "too_long"
    if not args.reason.strip():
        return "reason_required"
    if args.once and not old.level:
        return "not_active"
    shelf = Shelf(even(asked.at + nanoseconds(args.seconds or most)), args.once, asked.user, args.reason)
    return Done("shelve", old._replace(extra=(old.extra or NO_EXTRA)._replace(shelf=shelf)), {"reason": args.reason})


def _unshelve(old: Alarm, asked: Asked) -> Answer:
    if old.extra is None or old.extra.shelf is None:
        return "not_shelved"
    return Done("unshelve", old._replace(extra=old.extra._replace(shelf=None)), {"reason": asked.args.reason})


def _remove_from_service(old: Alarm, asked: Asked) -> Answer:
    extra, reason, seconds = old.extra or NO_EXTRA, asked.args.reason, asked.args.seconds
    if extra.out:
        return "already"
    if not reason.strip():
        return "reason_required"
    until = even(asked.at + nanoseconds(seconds)) if seconds else 0
    extra = extra._replace(out=Out(asked.time, asked.user, reason, until), shelf=None)
    return Done("out_of_service", old._replace(extra=extra), {"reason": reason})


def _return_to_service(old: Alarm, asked: Asked) -> Answer:
    if old.extra is None or old.extra.out is None:
        return "in_service"
    if not asked.args.reason.strip():
        return "reason_required"
    return Done("in_service", old._replace(extra=old.extra._replace(out=None)), {"reason": asked.args.reason})


def _comment(old: Alarm, asked: Asked) -> Answer:
    if old.status == "normal" and (old.extra is None):
        return "no_alarm"
    return Done("comment", old._replace(comment=asked.args.text), {"comment": asked.args.text})


def _confirm(old: Alarm, asked: Asked) -> Answer:
    request = old.extra.request if old.extra else None
    if old.extra is None or request is None:
        return "no_request"
    if request.by == asked.user:
        return "same_person"
    said = {"text": request.text, "reason": request.text, "comment": request.text}
    args = Said(seconds=request.seconds, once=request.once, **said)
    alone = old._replace(extra=old.extra._replace(request=None))
    answer = DO[request.command](alone, asked._replace(args=args, user=request.by))
    if isinstance(answer, Done):
        answer.more.update(requested_by=request.by, requested_at=iso(request.since))
    return answer


def _withdraw(old: Alarm, asked: Asked) -> Answer:
    if old.extra is None or old.extra.request is None:
        return "no_request"
    more = {"reason": "withdrawn", "command": old.extra.request.command}
    return Done("withdraw", old._replace(extra=old.extra._replace(request=None)), more)


class Said(NamedTuple):
    """The arguments of a request, as any command takes them."""

    seconds: float
    once: bool
    text: str
    reason: str
    comment: str


DO: Mapping[str, Callable[[Alarm, Asked], Answer]] = {
    "ack": _ack,
    "reset": _reset,
    "shelve": _shelve,
    "unshelve": _unshelve,
    "remove_from_service": _remove_from_service,
    "return_to_service": _return_to_service,
    "comment": _comment,
    "confirm": _confirm,
    "withdraw": _withdraw,
}
FOR_TWO = frozenset({"reset", "shelve", "remove_from_service"})
"""What waits for a second person, where one is needed."""


def ask(command: str, old: Alarm, asked: Asked) -> Answer:
    """What the command comes to; nothing is changed."""
    answer = DO[command](old, asked)
    if isinstance(answer, str) or not asked.config.second_person or command not in FOR_TWO:
        return answer
    extra, args = old.extra or NO_EXTRA, asked.args
    if extra.request:
        return "waiting"
    text = args.comment if command == "reset" else args.reason
    request = Request(
        command, asked.user, asked.time, even(asked.at + PATIENCE), getattr(args, "seconds", 0.0),
        getattr(args, "once", False), text,
    )  # fmt: skip
    more = {"command": command, "reason": text}
    return Done("request", old._replace(extra=extra._replace(request=request)), more)


def even(stamp: int) -> int:
    """As timers are due."""
    return stamp + (stamp & 1)
