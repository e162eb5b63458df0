"""Writes: the one way to equipment. Every write passes all stages, in this order, or ends at one of them.

    permission now → point on the allow-list → value (finite, clamp, limits) → mode → link → value as the equipment
    will hold it (type, rounding, rate) → audit of the intent → send → read back → audit of the result

At most once: what was sent and not confirmed is read back, never sent again. Every end is audited with its stage, one
that nobody foresaw too: as refused when nothing was sent, as unknown when something was.
What is allowed may change while a write waits for its turn or for the audit, so it is asked again right before the
send, with nothing in between.
"""

import asyncio
import math
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any, NamedTuple

from tundish.errors import ConnectionFailed, WriteRefused
from tundish.write import Writable, WriteRequest

FRESH = 60_000_000_000
"""Ns after which a copy of the allow-list is too old to be trusted."""
SECOND = 1_000_000_000
LARGEST = 2**63
PAUSE = 0.1
"""Seconds between looks at the value that was written."""

Audit = Callable[[dict[str, Any]], Awaitable[None] | None]
"""Keeps one record `{"action", "object", "user", ...}`. When it returns, the record is safe; when it raises, not."""


class Granted(NamedTuple):
    """One line of the allow-list."""

    point: str
    connection: str
    low: float
    high: float
    address: str
    """The only address that may be written under this name."""
    max_rate: float | None = None
    """Largest change in a second."""
    clamp: bool = False
    """A value outside low and high is brought to the nearer one instead of being refused."""
    mode: str = "auto"
    """`auto` writes, `simulation` does everything but send."""


class Course:
    """How far one write has come."""

    def __init__(self) -> None:
        self.stage = "turn"
        """Where it ended, if it ends by something that names no stage."""
        self.sent: float | None = None
        self.ended = False
        """Its end is audited."""


class Writes:
    """Of one worker. `clock` is engine time in ns."""

    def __init__(self, clock: Callable[[], int], audit: Audit, pause: Callable[[float], Awaitable[Any]] | None = None):
        self._clock = clock
        self._audit = audit
        self._pause = pause or asyncio.sleep
        self._grants: dict[tuple[str, str], Granted] = {}
        self._granted_at: int | None = None
        self._sent: dict[tuple[str, str], int] = {}
        self._turn: dict[tuple[str, str], asyncio.Lock] = {}
        self._noting: set[asyncio.Task[None]] = set()

    def grant(self, writes: Iterable[Mapping[str, Any]]) -> None:
        """Take over the allow-list as of now. A line that cannot be understood allows nothing."""
        self._grants = {(g.connection, g.point): g for g in map(_granted, writes) if g is not None}
        self._granted_at = self._clock()

    async def write(self, request: WriteRequest, link: Writable) -> dict[str, Any]:
        """Do it; what was sent and read back. WriteRefused says at which stage it ended, and why."""
        course = Course()
        if request.looks:
            return await self._looked(request, link, course)
        async with self._end_told(request, course):
            turn = self._turn.setdefault(_place(request), asyncio.Lock())
            async with turn, self._end_told(request, course):  # nobody else writes there until this one is read back
                granted, value = await self._allowed(request, link, course)
                if granted.mode == "simulation":
                    await self._end(course, "write.simulated", request, {"sent": value})
                    return {"status": "simulated", "point": request.point, "sent": value}
                return await self._send(request, granted, value, link, course)

    async def _looked(self, request: WriteRequest, link: Writable, course: Course) -> dict[str, Any]:
        """Find out what became of a write whose process ended. Nothing is sent, so nothing has to be allowed."""
        doubt = "the process ended while it was being sent"
        granted = self._grants.get((request.connection, request.point))
        async with self._end_told(request, course):
            course.stage = "read-back"
            course.sent = request.value if granted is None else _asked(request, granted)
            await link.ready(request.timeout)
            course.sent = await link.fits(request.address, course.sent)
            return await self._confirmed(request, link, course, doubt)

    async def refuse(self, request: WriteRequest, why: str) -> WriteRefused:
        """Audit that a write came to nothing before it got here; what to raise."""
        error = WriteRefused(f"{why}: nothing was sent", stage="link")
        await self._end(Course(), "write.refused", request, {"stage": error.stage, "why": str(error)})
        return error

    async def unknown(self, request: WriteRequest, why: str) -> WriteRefused:
        """Audit that nobody knows what became of a write that another worker was to do; what to raise."""
        error = WriteRefused(
            f"{request.point}: {why}: whether {request.value:g} arrived is not known",
            "Look at the equipment: it was not sent again", stage="send",
        )  # fmt: skip
        await self._end(Course(), "write.unknown", request, {"stage": error.stage, "why": error.message})
        return error

    @asynccontextmanager
    async def _end_told(self, request: WriteRequest, course: Course) -> AsyncIterator[None]:
        """Whatever ends it is audited. What nobody foresaw becomes a WriteRefused."""
        try:
            yield
        except BaseException as error:
            foreseen = isinstance(error, WriteRefused)
            why = "it was broken off" if isinstance(error, asyncio.CancelledError) else _sentence(error)
            if not course.ended:
                stage = error.stage if isinstance(error, WriteRefused) else course.stage
                sent = {} if course.sent is None else {"sent": course.sent}
                action = "write.refused" if course.sent is None else "write.unknown"
                await self._end(course, action, request, {"stage": stage, **sent, "why": why})
            if foreseen or not isinstance(error, Exception):
                raise
            outcome = "nothing was sent" if course.sent is None else f"whether {course.sent:g} arrived is not known"
            raise WriteRefused(f"{request.point}: {why}: {outcome}", stage=course.stage) from error

    async def _allowed(self, request: WriteRequest, link: Writable, course: Course) -> tuple[Granted, float]:
        """All stages before the audit."""
        course.stage = "permission"
        granted = self._permission(request)
        course.stage = "value"
        value = _asked(request, granted)
        if granted.mode not in {"auto", "simulation"}:
            raise WriteRefused(f"{request.point} is in mode {granted.mode!r}: flows may not write it", stage="mode")
        course.stage = "link"
        try:
            return granted, await self._exact(request, granted, value, link)
        except ConnectionFailed as error:
            raise WriteRefused(f"{error.message}: nothing was sent", stage="link") from error

    def _permission(self, request: WriteRequest) -> Granted:
        age = None if self._granted_at is None else self._clock() - self._granted_at
        if age is None or not 0 <= age <= FRESH:
            raise WriteRefused(
                "The list of allowed writes is older than 60 s", "Is the server running?", stage="permission"
            )
        granted = self._grants.get((request.connection, request.point))
        if granted is None or _plain(granted.address) != _plain(request.address):
            where = f"{request.point} at {request.address} of {request.connection!r}"
            raise WriteRefused(
                f"{where} is not on the list of allowed writes", "An administrator can put it there", stage="allow-list"
            )
        return granted

    async def _exact(self, request: WriteRequest, granted: Granted, value: float, link: Writable) -> float:
        """The value as the equipment will hold it. A link that is just being opened is waited for."""
        if not all(callable(getattr(link, name, None)) for name in ("fits", "read", "write")):
            raise WriteRefused(f"Connection {request.connection!r} cannot be written to", stage="link")
        await link.ready(request.timeout)
        try:
            exact = await link.fits(request.address, value)
        except ValueError as error:
            raise WriteRefused(f"{request.point}: {error}", stage="value") from None
        _within(granted, exact)  # rounding must not carry it over a limit
        if granted.max_rate is not None:
            await self._rate(request, granted.max_rate, exact, link)
        return exact

    async def _rate(self, request: WriteRequest, most: float, value: float, link: Writable) -> None:
        """A step is as large as the time since the last write allows, and never larger than a second allows."""
        present = await link.read(request.address)
        since = self._clock() - self._sent.get(_place(request), -SECOND)
        allowed = most * min(max(since, 0), SECOND) / SECOND
        if not abs(value - present) <= allowed * (1 + 1e-9):
            raise WriteRefused(
                f"{request.point} would jump from {present:g} to {value:g}: {most:g} a second is allowed", stage="rate"
            )

    async def _send(
        self, request: WriteRequest, granted: Granted, value: float, link: Writable, course: Course
    ) -> dict[str, Any]:
        def still() -> None:
            self._still(request, granted, link)
            course.sent = value  # the wire comes next

        course.stage = "audit"
        await self._intent(request, value)
        course.stage = "send"
        doubt = ""
        try:
            await link.write(request.address, value, still)
        except WriteRefused as error:
            await self._end(course, "write.failed", request, {"stage": error.stage, "sent": value, "why": str(error)})
            raise
        except Exception as error:
            if course.sent is None:
                raise
            doubt = _sentence(error)  # it may have arrived: look, never send again
        course.sent, course.stage = value, "read-back"
        return await self._confirmed(request, link, course, doubt)

    async def _intent(self, request: WriteRequest, value: float) -> None:
        try:
            await _kept(self._audit(self._record("write.intent", request, {"sent": value})))
        except Exception as error:
            raise WriteRefused(
                f"The audit could not be written ({error}): nothing was sent", "Is the disk full?", stage="audit"
            ) from error

    def _still(self, request: WriteRequest, granted: Granted, link: Writable) -> None:
        """What was allowed a moment ago still is."""
        if self._permission(request) != granted:
            raise WriteRefused(f"{request.point} was allowed otherwise until now: nothing was sent", stage="permission")
        if not link.connected:
            raise WriteRefused(f"Connection {request.connection!r} is down: nothing was sent", stage="link")
        self._sent[_place(request)] = self._clock()

    async def _confirmed(self, request: WriteRequest, link: Writable, course: Course, doubt: str) -> dict[str, Any]:
        """Look until the value is there or time is up."""
        value = course.sent or 0.0
        seen: float | None = None
        trouble = ""
        with suppress(TimeoutError):
            async with asyncio.timeout(request.timeout):
                while seen is None or not abs(seen - value) <= request.tolerance:
                    if seen is not None or trouble:
                        await self._pause(PAUSE)
                    try:
                        seen = float(await link.read(request.address))
                    except Exception as error:  # noqa: BLE001 - it is sent: look as long as there is time
                        trouble = _sentence(error)
        if seen is not None and abs(seen - value) <= request.tolerance:
            await self._end(course, "write.done", request, {"sent": value, "read_back": seen})
            return {"status": "done", "point": request.point, "sent": value, "read_back": seen}
        what = "nothing could be read back" if seen is None else f"{seen:g} was read back"
        unsure = doubt or (trouble if seen is None else "")
        why = f"{request.point}: {value:g} was sent, but {what} within {request.timeout:g} s" + (
            f" ({unsure})" * bool(unsure)
        )
        known = seen is not None and not doubt
        detail = {"stage": "read-back", "sent": value, "read_back": seen, "why": why}
        await self._end(course, "write.failed" if known else "write.unknown", request, detail)
        raise WriteRefused(why, "Look at the equipment: it was not sent again", stage="read-back")

    async def _end(self, course: Course, action: str, request: WriteRequest, detail: Mapping[str, Any]) -> None:
        """Audit an end. It has happened already: an audit that fails cannot undo it, and stops the next intent.

        Whoever asked for the write may break off now: the record is kept all the same, and there is no second one.
        """
        course.ended = True
        noting = asyncio.create_task(self._note(self._record(action, request, detail)))
        self._noting.add(noting)
        noting.add_done_callback(self._noting.discard)
        await asyncio.shield(noting)

    async def _note(self, record: dict[str, Any]) -> None:
        with suppress(Exception):
            await _kept(self._audit(record))

    def _record(self, action: str, request: WriteRequest, detail: Mapping[str, Any]) -> dict[str, Any]:
        asked = {key: getattr(request, key) for key in ("connection", "address", "value", "flow", "node")}
        asked["value"] = _recordable(asked["value"])
        return {
            "action": action, "object": request.point, "user": request.user, "at": self._clock(), **asked, **detail,
        }  # fmt: skip


def _recordable(value: Any) -> float | str:
    """A value as a record can hold it: a number, or the beginning of whatever it is."""
    if isinstance(value, int) and not -LARGEST < value < LARGEST:
        return "a number of more than 64 bits"
    return value if isinstance(value, int | float) else repr(value)[:100]


def _sentence(error: BaseException) -> str:
    return str(error) or type(error).__name__


async def _kept(outcome: Awaitable[None] | None) -> None:
    if outcome is not None:
        await outcome


def _asked(request: WriteRequest, granted: Granted) -> float:
    """The value that is asked for, within its limits."""
    value: Any = request.value
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    if not plain or isinstance(_recordable(value), str) or not math.isfinite(value):
        raise WriteRefused(f"{_recordable(value)} for {request.point} is no finite number", stage="value")
    value = min(max(value, granted.low), granted.high) if granted.clamp else value
    _within(granted, value)
    return float(value)


def _within(granted: Granted, value: float) -> None:
    if not granted.low <= value <= granted.high:
        raise WriteRefused(
            f"{value:g} for {granted.point} is outside {granted.low:g} to {granted.high:g}", stage="value"
        )


def _granted(line: Mapping[str, Any]) -> Granted | None:
    try:
        known = {name: line[name] for name in Granted._fields if name in line}
        granted = Granted(**known)
        numbers = [granted.low, granted.high, *([] if granted.max_rate is None else [granted.max_rate])]
        types = {"address": str, "clamp": bool, "mode": str}
        clear = all(isinstance(known[name], type_) for name, type_ in types.items() if name in known)
        return granted if clear and _plain(granted.address) and all(math.isfinite(n) for n in numbers) else None
    except TypeError:
        return None


def _place(request: WriteRequest) -> tuple[str, str]:
    return request.connection, _plain(request.address)


def _plain(address: str) -> str:
    """One spelling of an address. In a node id (`ns=2;s=Pump 1`) every sign counts; a register has no `=`."""
    return address.strip() if "=" in address else " ".join(address.replace(":", " ").split())
