"""/api/flows/{id}/preview: what a draft makes of outputs that somebody pinned. Nothing that runs is touched."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Coroutine, Mapping
from typing import Annotated, Any, Literal

import anyio
import anyio.to_thread
from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from api.access import ENGINEER, OURS, GuardedRoute
from api.deps import Here, Who
from api.errors import Invalid, Silent
from api.plant import plant_of
from api.server import Server
from api.stores import Stores
from api.units import measure
from tundish.fields import LONGEST_POINT

router = APIRouter(prefix="/api/flows/{id}/preview", tags=["flows"], dependencies=[OURS], route_class=GuardedRoute)

MODULE = "engine.replay.preview"
LONGEST = 60.0
"""Seconds that it may take, start of its process included."""
LOOKS = 0.3
"""Seconds between two looks whether the client is still there."""
MOST_PINS, MOST_ROWS, MOST_TOGETHER = 50, 2_000, 10_000
FURTHEST = 3_600.0

Name = Annotated[str, Field(min_length=1, max_length=200)]
Time = Annotated[str, Field(max_length=40)]


class PinnedSample(BaseModel):
    """As `/last` tells them."""

    time: Time
    point: Annotated[str, Field(min_length=1, max_length=LONGEST_POINT)]
    value: Annotated[float, Field(allow_inf_nan=False)] | None
    quality: Literal["good", "uncertain", "bad"] = "good"
    reason: Annotated[str, Field(max_length=40)] | None = None


class PinnedEvent(BaseModel):
    """As `/last` tells them, and steps of traces."""

    time: Time
    kind: Annotated[str, Field(min_length=1, max_length=200)]
    point: Annotated[str, Field(max_length=LONGEST_POINT)] = ""
    data: dict[str, Any] = Field(default_factory=dict)


class Pin(BaseModel):
    """What an output says, in place of its node. Samples or events, as the port carries."""

    node: Name
    port: Name
    samples: Annotated[list[PinnedSample], Field(max_length=MOST_ROWS)] = []
    events: Annotated[list[PinnedEvent], Field(max_length=MOST_ROWS)] = []


class PreviewIn(BaseModel):
    document: dict[str, Any]
    """The draft; it may have problems, what is wrong does not run."""
    pins: Annotated[list[Pin], Field(min_length=1, max_length=MOST_PINS)]
    seconds: Annotated[float, Field(ge=0, le=FURTHEST)] = 60.0
    """Simulated time that goes on after the last of the pins, for delays and timers."""


class PreviewOut(BaseModel):
    nodes: dict[str, Any]
    """By node, inside blocks by path: `{"ports": {port: {"carries", "samples" or "events", "count"}}, "problems"}`,
    of each port the 200 newest."""
    skipped: dict[str, str]
    """What lies downstream and did not run: `action`, `wrong`: it has problems, `pinned`, or `unknown`."""


@router.post("", dependencies=[ENGINEER])
async def preview_draft(request: Request, server: Here, who: Who, id: str, given: PreviewIn) -> PreviewOut:
    """Run what is downstream of the pins, once, on simulated time, in a process that ends with the answer.

    One runs at a time; the others wait, and one whose client has gone away is not run any more.
    Compute, quality and alarm nodes run; sources and actions do not, nothing is sent, kept or remembered.
    """
    if sum(len(pin.samples) + len(pin.events) for pin in given.pins) > MOST_TOGETHER:
        raise Invalid(f"All pins together may have {MOST_TOGETHER:,} samples and events", "Pin fewer", "pins")
    async with server.read(who) as stores:
        document = await anyio.to_thread.run_sync(_placed, server, stores, {**given.document, "id": id})
    kinds = server.catalogue.kinds
    modules = sorted(_modules(document.get("nodes"), kinds) | _modules(document.get("blocks"), kinds))
    question = json.dumps({**given.model_dump(mode="json"), "document": document, "modules": modules}).encode()
    answer = await _while_awaited(request, _in_turn(server.previewing, question, server.settings.data))
    if "error" in answer:
        raise Invalid(f"The draft cannot be run: {answer['error']}", "See its problems", "document")
    return PreviewOut.model_validate(answer)


def _placed(server: Server, stores: Stores, draft: dict[str, Any]) -> dict[str, Any]:
    """With what the point directory says now, as a deploy would have it."""
    document = measure(draft, server.catalogue, stores.points.units()).document
    points = server.point_use(document)
    return {**document, "plant": plant_of(document, server.catalogue, points, stores.points.all())}


def _modules(part: Any, kinds: Mapping[str, type]) -> set[str]:
    """Where the kinds of a draft are, those inside its blocks included: the process need not load the others."""
    if isinstance(part, list):
        return set().union(*(_modules(one, kinds) for one in part))
    if not isinstance(part, dict):
        return set()
    kind = kinds.get(part["kind"]) if isinstance(part.get("kind"), str) else None
    return _modules(list(part.values()), kinds) | ({kind.__module__} if kind else set())


async def _while_awaited(request: Request, work: Coroutine[Any, Any, dict[str, Any]]) -> dict[str, Any]:
    """Work ends with the client: each change of a draft asks anew, and nobody waits for what was asked before."""
    task = asyncio.create_task(work)
    try:
        while not task.done():
            await asyncio.wait([task], timeout=LOOKS)
            if not task.done() and await request.is_disconnected():
                return {"error": "nobody waits for it any more"}
        return task.result()
    finally:
        task.cancel()


async def _in_turn(turn: asyncio.Semaphore, question: bytes, data: Any) -> dict[str, Any]:
    async with turn:
        return await _asked(question, data)


async def _asked(question: bytes, data: Any) -> dict[str, Any]:
    environment = {"NUMBA_CACHE_DIR": str(data / "kernels"), **os.environ}
    try:
        with anyio.fail_after(LONGEST):
            done = await anyio.run_process(
                [sys.executable, "-m", MODULE], input=question, stderr=subprocess.DEVNULL, env=environment, check=False
            )
    except TimeoutError:
        hint = "Pin fewer samples, or let less time go on"
        raise Silent(f"The draft took more than {LONGEST:g} s; it was stopped", hint) from None
    if done.returncode:
        raise Invalid("A node of the draft ended the preview", "Pin less, or leave nodes out one by one", "document")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
