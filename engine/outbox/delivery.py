"""Delivery: carries effects from the outbox to the action that sends them.

In order, one at a time. An effect that does not get through is tried again; meanwhile others of the same key wait
behind it, and those of other keys go past. What is rejected for good, or fails five times for another reason than a
link that is down, is set aside until a person has it tried again or discards it. A command to equipment is sent once,
or not at all.
"""

import asyncio
import random
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any, NamedTuple, TypeAlias

import msgspec

from engine.disk.codec import event_of
from engine.disk.ledger import Ledger
from engine.disk.records import ASIDE, DONE, SENDING, Entry, Settled
from engine.disk.writer import LedgerError
from engine.outbox.backlog import WINDOW, Backlog
from engine.outbox.policy import policy
from engine.outbox.promptly import started
from engine.watch.logs import TRACE
from tundish.connector import Action, Io
from tundish.errors import ConnectionFailed, Rejected, TundishError
from tundish.event import Event

ATTEMPTS = 5
"""How often an effect is tried that fails for another reason than a link that is down."""
LONGEST = 60.0
"""Seconds that one attempt may take."""
LONGEST_PAUSE = 30.0
"""Seconds between two attempts."""
TOLD = 1000
"""Refused effects that wait to be told to the flow; the others are counted alone."""
TOLD_ATTEMPTS = 10
"""Attempts to send one effect that stand in its trace one by one; of those after them the one that succeeds."""
BROKEN_OFF = "broken off: whether it arrived is not known"
KEYS = 16
"""Keys that may be stuck while others go past."""
TOGETHER = 256
"""Effects that are sent one after the other before others get their turn, when sending takes no waiting."""


_new = tuple.__new__
"""Makes an Outcome, or a Settled, in a third of the time of its own constructor."""


class Outcome(NamedTuple):
    """What became of an effect. `aside`: it is kept for a person."""

    kind: str
    data: Mapping[str, Any]
    aside: bool = False


End: TypeAlias = Outcome | None
"""Of one attempt; None: again, later."""


class Try:
    """An effect and how often it has been tried."""

    __slots__ = ("attempts", "effect", "ended", "entry", "failures", "why")

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.effect = event_of(entry.packed)
        self.attempts = 0
        self.failures = 0
        self.why = ""
        self.ended = 0
        """When the last attempt did, in engine time; 0: it was not tried, or not this time."""

    def trace(self, flow: str) -> str:
        trace = self.effect.trace
        return trace.id(flow) if trace else ""


class Delivery:
    """Of one action node. `answer(event, settled)` takes the result back into the flow, and the record with it.

    It says False when there is no room for it; `room()` waits until there is. `answered` are numbers of records whose
    result is on its way to the disk. What can be sent without waiting is sent without a coroutine of our own.
    """

    def __init__(
        self,
        node: Action[Any, Any],
        io: Io,
        ledger: Ledger,
        answer: Callable[[Event, Settled | None], bool],
        room: Callable[[], Awaitable[None]],
        answered: set[int],
        flow: str = "",
    ) -> None:
        self.node = node
        self.policy = policy(node, {})
        self.tried: Callable[[Event, int, int, str], None] = lambda *_: None
        """Told of attempts: effect, engine time, ns that it took, what went wrong."""
        self._io = io
        self._ledger = ledger
        self._answer = answer
        self._inbox_room = room
        self._answered = answered
        self._flow = flow
        self._backlog = Backlog(ledger, node.id, answered)
        self._stuck: dict[str, deque[Try]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._begun: Try | None = None
        """The one that is being tried, unless its key is stuck."""
        self._moved = asyncio.Event()
        self._refused: deque[Event] = deque(maxlen=TOLD)
        self._refusing = asyncio.Event()
        self.dropped = 0
        """Records that were given up because the outbox was full."""

    def put(self, entry: Entry) -> None:
        """An effect that has come to the outbox, and is on the disk."""
        self._backlog.put(entry)

    def thin(self, most: int) -> None:
        """Give up the oldest records that are not in memory yet, so that `most` are left, if that is the policy."""
        if self.policy.when_full != "drop_oldest" or self._ledger.counts[self.node.id] <= most:
            return
        if (reach := self._backlog.reach) is not None:
            self._backlog.reread()
            self._ledger.thin(self.node.id, most, reach, then=self._given_up)

    def _given_up(self, number: int) -> None:
        self.dropped += number

    def refuses(self, effect: Event, room: int) -> bool:
        """Whether there is no room for it, and it is to be told so rather than wait."""
        if self.policy.when_full != "refuse" or self.size < room:
            return False
        self.dropped += 1
        self._refused.append(effect)
        self._refusing.set()
        return True

    @property
    def size(self) -> int:
        """How many wait."""
        return max(
            0, self._ledger.counts[self.node.id] - len(self._answered)
        )  # those of a pass are off both for a moment

    @property
    def oldest(self) -> int:
        """Stamp of the oldest effect that waits, or 0."""
        tries = [waiting[0] for waiting in self._stuck.values() if waiting]
        tries += [self._begun] if self._begun else []
        first = self._backlog.first
        stamps = [tried.effect.arrival for tried in tries] + ([event_of(first.packed).arrival] if first else [])
        return min(stamps, default=0)

    async def run(self) -> None:
        """Until cancelled."""
        self._tasks.add(asyncio.create_task(self._refuse()))
        try:
            while True:
                for entry in await self._next():
                    if self._stuck:
                        await self._room(entry.key)
                    if (rest := self._begin(Try(entry))) is not None:
                        await rest
                await asyncio.sleep(0)
        finally:
            for task in self._tasks:
                task.cancel()

    async def _refuse(self) -> None:
        """Tell the flow of what was not taken."""
        while True:
            await self._refusing.wait()
            while self._refused:
                effect = self._refused.popleft()
                error = f"Not sent: the outbox is full ({self.size} wait)"
                self._io.status("error", error)
                outcome = Outcome("action.failed", {"error": error})
                await self._tell(self._result(effect, outcome, self._io.now()), None)
            self._refusing.clear()

    async def _next(self) -> list[Entry]:
        while True:
            try:
                return await self._backlog.next(TOGETHER)
            except LedgerError as error:
                self._io.status("warn", str(error))
                await asyncio.sleep(random.uniform(0.5, 1.0))  # noqa: S311 - jitter

    async def _room(self, key: str) -> None:
        """Wait until there is room behind a key that is stuck, or for one more that is."""
        while self._stuck and self._crowded(key):
            self._moved.clear()
            await self._moved.wait()

    def _crowded(self, key: str) -> bool:
        many = sum(map(len, self._stuck.values())) >= WINDOW
        return many or (len(self._stuck) >= KEYS and key not in self._stuck)

    def _begin(self, tried: Try) -> Coroutine[Any, Any, None] | None:
        """Try it, or put it behind others of its key; what is left to do when that takes waiting."""
        key = tried.entry.key
        if key in self._stuck:
            self._stuck[key].append(tried)
            return None
        self._begun = tried
        end = self._attempt(tried)
        if type(end) is Outcome and self._told_at_once(*self._to_tell(tried, end)):
            self._begun = None
            return None
        return self._go_on(tried, end)

    async def _go_on(self, tried: Try, end: End | Awaitable[End]) -> None:
        """After an attempt: tell what came of it, or try again, and let others go past."""
        outcome = await _ended(end)
        self._begun = None
        if outcome is not None:
            await self._tell(*self._to_tell(tried, outcome))
            return
        key = tried.entry.key
        self._stuck[key] = deque([tried])
        task = asyncio.create_task(self._persist(key))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _persist(self, key: str) -> None:
        """Send what is behind a key, one after the other, each as often as it takes."""
        waiting = self._stuck[key]
        while waiting:
            tried = waiting[0]
            if tried.attempts:
                pause = min(LONGEST_PAUSE, 2.0 ** min(tried.attempts, 10))
                await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - jitter
            if (outcome := await _ended(self._attempt(tried))) is not None:
                await self._tell(*self._to_tell(tried, outcome))
                waiting.popleft()
                self._moved.set()
        del self._stuck[key]
        self._moved.set()

    def _attempt(self, tried: Try) -> End | Coroutine[Any, Any, End]:
        """Try once: what came of it, or what to wait for."""
        if self.node.at_most_once or self.policy.lifetime:
            return self._checked(tried)
        return self._sent(tried)

    async def _checked(self, tried: Try) -> End:
        if (ended := await self._before(tried)) is not None:
            tried.ended = 0
            return ended
        return await _ended(self._sent(tried))

    def _sent(self, tried: Try) -> End | Coroutine[Any, Any, End]:
        io, effect, began = self._io, tried.effect, self._io.now()
        mark = TRACE.set(lambda: tried.trace(self._flow))  # stands in what the action logs
        tried.why = BROKEN_OFF
        try:
            work = self.node.look(effect, io) if tried.entry.state == SENDING else self.node.handle(effect, io)
            told, waits = started(work, LONGEST)
            if waits is not None:
                return self._waited(tried, waits, began)
            result = dict(told) if told else {}
        except Exception as error:  # noqa: BLE001 - whatever goes wrong is the result
            return self._missed(tried, error, began)
        finally:
            TRACE.reset(mark)
        return self._arrived(tried, result, began)

    async def _waited(self, tried: Try, waits: Awaitable[Mapping[str, Any] | None], began: int) -> End:
        mark = TRACE.set(lambda: tried.trace(self._flow))
        try:
            told = await waits
            result = dict(told) if told else {}
        except Exception as error:  # noqa: BLE001 - whatever goes wrong is the result
            return self._missed(tried, error, began)
        except BaseException:
            self._tell_attempt(tried, began)
            raise
        finally:
            TRACE.reset(mark)
        return self._arrived(tried, result, began)

    def _arrived(self, tried: Try, result: Mapping[str, Any], began: int) -> Outcome:
        tried.why = ""
        self._io.status("ok")
        self._tell_attempt(tried, began)
        return _new(Outcome, ("action.done", result, False))

    def _missed(self, tried: Try, error: Exception, began: int) -> End:
        if isinstance(error, ConnectionFailed):
            tried.why = str(error)  # the link is down: nothing is given up, order is kept
        elif isinstance(error, TimeoutError):
            tried.why = f"no answer within {LONGEST:.0f} s"
            tried.failures += 1
        else:
            tried.why = str(error) if isinstance(error, TundishError) else f"{type(error).__name__}: {error}"
            tried.failures = ATTEMPTS if isinstance(error, Rejected) else tried.failures + 1
        self._tell_attempt(tried, began)
        tried.attempts += 1
        self._io.status("error", tried.why if self.size <= 1 else f"{tried.why} ({self.size} wait)")
        if self.node.at_most_once:
            return Outcome("action.failed", {"error": tried.why})
        if tried.failures >= ATTEMPTS:
            return Outcome("action.failed", {"error": tried.why, "aside": True}, aside=True)
        return None

    def _tell_attempt(self, tried: Try, began: int) -> None:
        ended = tried.ended = self._io.now()
        if tried.attempts < TOLD_ATTEMPTS or not tried.why:
            self.tried(tried.effect, began, ended - began, tried.why)

    async def _before(self, tried: Try) -> Outcome | None:
        """Why an effect must not be sent, if it must not; that it is being sent is written down."""
        age = self._io.now() - tried.effect.arrival
        lifetime = self.policy.lifetime
        why = ""
        if tried.entry.state == SENDING:
            return None
        if lifetime is not None and age > lifetime * 1e9:
            what = "a command to equipment" if self.node.at_most_once else "this action"
            why = f"Not sent: it was decided {age // 1_000_000_000} s ago, which is too old for {what}"
        elif self.node.at_most_once:
            try:
                await self._ledger.mark(tried.entry.number, SENDING)
            except LedgerError as error:
                why = f"Not sent: that it is being sent could not be written down ({error.message})"
        if not why:
            return None
        self._io.status("error", why)
        return Outcome("action.failed", {"error": why})

    def _to_tell(self, tried: Try, outcome: Outcome) -> tuple[Event, Settled]:
        """The result, and what becomes of the record."""
        entry, (state, why) = tried.entry, (ASIDE, tried.why) if outcome.aside else (DONE, "")
        at = tried.ended or self._io.now()
        return self._result(tried.effect, outcome, at), _new(Settled, (entry.number, entry.lane, state, why))

    async def _tell(self, event: Event, settled: Settled | None) -> None:
        """Take the result of an effect back into the flow."""
        while not self._told_at_once(event, settled):
            await self._inbox_room()

    def _told_at_once(self, event: Event, settled: Settled | None) -> bool:
        """Whether there was room for it."""
        try:
            return self._answer(event, settled)
        except ValueError as error:  # what the action returned cannot be kept, or is nested too deep with its effect
            lost = msgspec.structs.replace(event, data={"error": f"the result is lost: {error}"})
            return self._answer(lost, settled)

    def _result(self, effect: Event, outcome: Outcome, at: int) -> Event:
        return Event(
            kind=outcome.kind, time=at, arrival=0, point=effect.point,
            data={"effect": dict(effect.data), **outcome.data}, trace=effect.trace,
        )  # fmt: skip


async def _ended(end: End | Awaitable[End]) -> End:
    return end if end is None or isinstance(end, Outcome) else await end
