"""Tracing: takes the traces of a worker's flows to the event store, without any flow waiting for it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from engine.eventstore.records import StepRecord, TraceRecord
from engine.watch.logs import logger
from engine.watch.traces import ORDINARY, Sampler, Trace, Tracer
from tundish.errors import TundishError

LOG = logger("tundish.engine")
MOST_WAITING = 50_000
"""Steps that may wait to be kept; ordinary traces are given up from half of it on."""
PIECE = 5_000
"""Steps that are kept in one go."""
PAUSE, LONGEST_PAUSE = 0.5, 30.0
"""Seconds between two looks; after failures longer."""

Keep = Callable[[Sequence[TraceRecord], Sequence[StepRecord]], Awaitable[None]]


class Tracing:
    """Of one worker. Run `run()` in its loop; `keep` puts pieces on disk and raises when it cannot."""

    def __init__(self, keep: Keep, sampler: Sampler | None = None) -> None:
        self.sampler = sampler or Sampler()
        self.lost = 0
        """Traces given up because the store did not keep up."""
        self.kept = 0
        """Traces, or pieces of them, that the store has taken."""
        self.sampler.room = self._room
        self._keep = keep
        self._waiting: list[Trace] = []
        self._steps = 0

    @property
    def waiting(self) -> int:
        """Steps not yet kept."""
        return self._steps

    def told(self) -> dict[str, int]:
        """For metrics."""
        return {
            "traces_kept": self.kept, "traces_waiting": self._steps, "traces_passed_over": self.sampler.passed_over,
            "traces_lost": self.lost,
        }  # fmt: skip

    def tracer(self, flow: str) -> Tracer:
        """For one flow."""
        return Tracer(flow, self.put, self.sampler)

    def put(self, trace: Trace) -> None:
        """Take a piece of a trace; there was room for it."""
        self._waiting.append(trace)
        self._steps += len(trace.steps)

    def _room(self, importance: int) -> bool:
        """Too much that waits is not put together first."""
        if self._steps < (MOST_WAITING // 2 if importance == ORDINARY else MOST_WAITING):
            return True
        self.lost += 1
        return False

    async def run(self) -> None:
        """Keep what comes, until cancelled."""
        pause = PAUSE
        while True:
            await asyncio.sleep(pause)
            try:
                await self.write()
            except TundishError as error:
                if pause == PAUSE:
                    LOG.warning("traces cannot be kept now", error=str(error), waiting=self._steps)
                pause = min(LONGEST_PAUSE, 2 * pause)
            else:
                pause = PAUSE

    async def write(self) -> None:
        """Keep everything that waits now; what could not be kept waits on."""
        while self._waiting:
            piece = self._waiting[: _until(self._waiting)]
            await self._keep([_record(trace) for trace in piece], [step for trace in piece for step in trace.steps])
            del self._waiting[: len(piece)]
            self.kept += len(piece)
            self._steps -= sum(len(trace.steps) for trace in piece)


def _until(waiting: Sequence[Trace]) -> int:
    """How many traces make a piece."""
    steps = 0
    for number, trace in enumerate(waiting, 1):
        steps += len(trace.steps)
        if steps >= PIECE:
            return number
    return len(waiting)


def _record(trace: Trace) -> TraceRecord:
    steps = trace.steps
    return TraceRecord(
        trace=trace.id, flow=trace.flow, node=trace.node, kind=trace.kind, point=trace.point, time=trace.time,
        last=max(step.time for step in steps), ns=sum(step.ns for step in steps), steps=len(steps),
        importance=trace.importance, error=next((step.error for step in steps if step.error), ""),
    )  # fmt: skip
