"""/api/flows/{id}/preview: what a draft makes of outputs that somebody pinned. Nothing that runs is touched."""

import json
import os
import subprocess
import sys
from typing import Annotated, Any, Literal

import anyio
import anyio.to_thread
from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.access import ENGINEER, OURS, GuardedRoute
from api.deps import Here, Who
from api.errors import Invalid, Silent
from api.units import measure
from tundish.fields import LONGEST_POINT

router = APIRouter(prefix="/api/flows/{id}/preview", tags=["flows"], dependencies=[OURS], route_class=GuardedRoute)

MODULE = "engine.replay.preview"
LONGEST = 60.0
"""Seconds that it may take, start of its process included."""
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
async def preview_draft(server: Here, who: Who, id: str, given: PreviewIn) -> PreviewOut:
    """Run what is downstream of the pins, once, on simulated time, in a process that ends with the answer.

    One runs at a time; the others wait.
    Compute, quality and alarm nodes run; sources and actions do not, nothing is sent, kept or remembered.
    """
    if sum(len(pin.samples) + len(pin.events) for pin in given.pins) > MOST_TOGETHER:
        raise Invalid(f"All pins together may have {MOST_TOGETHER:,} samples and events", "Pin fewer", "pins")
    async with server.read(who) as stores:
        directory = await anyio.to_thread.run_sync(stores.points.units)
    document = measure({**given.document, "id": id}, server.catalogue, directory).document
    question = {**given.model_dump(mode="json"), "document": document}
    async with server.previewing:
        answer = await _asked(json.dumps(question).encode(), server.settings.data)
    if "error" in answer:
        raise Invalid(f"The draft cannot be run: {answer['error']}", "See its problems", "document")
    return PreviewOut.model_validate(answer)


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
