"""Effects get out in order, past what is stuck, however often the process ends meanwhile; what is poison waits."""

import asyncio
import os
import resource
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.outbox.backlog import WINDOW
from engine.outbox.policy import policy
from engine.watch.traces import Sampler, Trace, Tracer
from tests.engine.kinds import Record
from tests.engine.stage import DOCUMENT, Stage
from tundish import Event, Points
from tundish.errors import ConnectionFailed

LONG = os.environ.get("TUNDISH_LONG") == "1"
NUMBER = 1_000_000 if LONG else 20_000
STRAIGHT: dict[str, Any] = {
    "nodes": {id: DOCUMENT["nodes"][id] for id in ("s", "record")},
    "wires": [{"from": ["s", "events"], "to": ["record", "events"]}],
}


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.setattr("engine.outbox.delivery.LONGEST_PAUSE", 0.01)
    return Stage(tmp_path)


def put(stage: Stage, numbers: range, keys: int = 1) -> None:
    """Each number as an event, point by point in turn."""
    for k in numbers:
        stage.flow.inbox.put("s", "events", Event(kind="e", time=k, arrival=0, point=f"p{k % keys}", data={"k": k}))
        if k % 1000 == 999:
            stage.flow.once()
    stage.flow.once()


async def until(stage: Stage, done: Callable[[], bool]) -> None:
    async with asyncio.timeout(1000):
        while not done():
            await asyncio.sleep(0)
            stage.world.time += 10
            stage.flow.once()


def waiting(stage: Stage) -> int:
    return stage.flow.outgoing.deliveries["record"].size


@pytest.mark.timeout(1800)
async def test_what_piles_up_while_the_receiver_is_down_comes_in_order_over_two_kills(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, figures: Callable[[str], None]
) -> None:
    up = False
    got: list[int] = []

    async def handle(_: Any, effect: Event, __: Any) -> None:
        if not up:
            raise ConnectionFailed("down")
        got.append(effect.data["k"])

    monkeypatch.setattr(Record, "handle", handle)
    stage.open(STRAIGHT)
    half = NUMBER // 2
    put(stage, range(half))
    await asyncio.sleep(0.05)
    stage.kill()
    for _ in range(5):
        await asyncio.sleep(0)  # no task of what was killed may be alive when the receiver is up
    stage.open(STRAIGHT)
    put(stage, range(half, NUMBER))
    backlog: Any = stage.flow.outgoing.deliveries["record"]
    assert (NUMBER, True) == (waiting(stage), len(backlog._backlog._here) <= WINDOW), "a window is in memory, no more"
    up = True
    await until(stage, lambda: len(got) > half // 2)
    stage.flow.once()
    stage.kill()
    stage.open(STRAIGHT)
    await until(stage, lambda: waiting(stage) == 0)
    first = list(dict.fromkeys(got))
    assert list(range(NUMBER)) == first
    assert len(got) - len(first) <= 64, "what was sent and not yet written down comes again, no more"
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    figures(f"R3: {NUMBER:,} records, 2 kills: 0 lost, in order, {len(got) - len(first)} again, {most} MB at most")
    stage.kill()


async def test_other_keys_go_past_one_that_is_stuck_and_its_own_order_stays(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_: set[str] = {"p1", "p2"}
    got: list[tuple[str, int]] = []

    async def handle(_: Any, effect: Event, __: Any) -> None:
        if effect.point not in open_:
            raise ConnectionFailed(f"{effect.point} is down")
        got.append((effect.point, effect.data["k"]))

    monkeypatch.setattr(Record, "handle", handle)
    stage.open(STRAIGHT)
    put(stage, range(30), keys=3)
    await until(stage, lambda: len(got) == 20)
    assert {"p1", "p2"} == {point for point, _ in got}
    open_.add("p0")
    await until(stage, lambda: waiting(stage) == 0)
    for point in ("p0", "p1", "p2"):
        mine = [k for p, k in got if p == point]
        assert sorted(mine) == mine
    assert 30 == len(got)
    stage.kill()


async def test_poison_is_set_aside_after_five_attempts_and_can_be_tried_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[int] = []
    healed = False

    async def handle(_: Any, effect: Event, __: Any) -> None:
        tries.append(effect.data["k"])
        if effect.data["k"] == 1 and not healed:
            raise ValueError("poison")

    monkeypatch.setattr(Record, "handle", handle)
    flow = stage.open(STRAIGHT)
    put(stage, range(3))
    await until(stage, lambda: waiting(stage) == 0)
    assert [0, 1, 1, 1, 1, 1, 2] == tries
    (row,) = await flow.outgoing.aside("record", "list", [])
    assert ("ValueError: poison", {"kind": "e", "k": 1}) == (row["why"], row["data"])
    stage.kill()
    flow = stage.open(STRAIGHT)
    assert 1 == flow.status()["outbox"]["record"]["aside"]
    healed = True
    await flow.outgoing.aside("record", "retry", [row["number"]])
    await until(stage, lambda: waiting(stage) == 0)
    assert 1 == tries[-1]
    assert [] == await flow.outgoing.aside("record", "list", [])
    stage.kill()


@pytest.mark.parametrize("policy", ["wait", "drop_oldest"])
async def test_a_full_outbox_waits_or_gives_up_the_oldest(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, policy: str
) -> None:
    async def down(*_: Any) -> None:
        raise ConnectionFailed("down")

    monkeypatch.setattr(Record, "handle", down)
    monkeypatch.setattr(Record, "when_full", policy)
    monkeypatch.setattr("engine.work.flow.ROOM", 10)
    flow = stage.open(STRAIGHT)
    put(stage, range(15))
    if policy == "wait":
        assert (True, 15) == (flow.busy(), waiting(stage))
    else:
        assert (False, 10, 5) == (flow.busy(), waiting(stage), flow.status()["outbox"]["record"]["dropped"])
    stage.kill()


async def test_what_a_node_says_counts_before_what_its_kind_says(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first refuses what comes when ten wait, and tells it; then the same flow gives up what is too old."""

    async def down(*_: Any) -> None:
        raise ConnectionFailed("down")

    monkeypatch.setattr(Record, "handle", down)
    monkeypatch.setattr("engine.outbox.outgoing.ROOM", 10)
    monkeypatch.setattr("engine.work.flow.ROOM", 10)
    record = STRAIGHT["nodes"]["record"]
    refusing = {**STRAIGHT["nodes"], "record": {**record, "delivery": {"when_full": "refuse"}}}
    flow = stage.open({**STRAIGHT, "nodes": refusing})
    put(stage, range(15))
    assert (False, 10, 5) == (flow.busy(), waiting(stage), flow.status()["outbox"]["record"]["dropped"])

    def told() -> list[Any]:
        ports = flow.monitor.last("record")["ports"]
        return [e["data"] for e in ports["events"]["events"]] if "events" in ports else []

    await until(stage, lambda: bool(told()))
    assert "the outbox is full (10 wait)" in told()[-1]["error"]
    brief = {**STRAIGHT["nodes"], "record": {**record, "delivery": {"lifetime": 10}}}
    flow.deploy({**STRAIGHT, "nodes": brief}, 2)
    assert flow.busy(), "it waits again, as its kind has it"
    stage.world.time += 11 * 10**9
    await until(stage, lambda: waiting(stage) == 0)
    assert "too old for this action" in told()[-1]["error"]
    stage.kill()


@pytest.mark.parametrize(
    ("once", "own", "said", "expected"),
    [
        (False, None, {}, ("wait", None)),
        (False, 5.0, {}, ("wait", 5.0)),
        (False, 5.0, {"lifetime": 900, "when_full": "drop_oldest"}, ("drop_oldest", 900)),
        (True, None, {}, ("wait", 60.0)),
        (True, None, {"lifetime": 900}, ("wait", 60.0)),
        (True, None, {"lifetime": 2.5}, ("wait", 2.5)),
        (True, 5.0, {"lifetime": 900}, ("wait", 5.0)),
    ],
)
def test_a_command_to_equipment_never_lives_longer(
    monkeypatch: pytest.MonkeyPatch, once: bool, own: float | None, said: dict[str, Any], expected: tuple[str, Any]
) -> None:
    monkeypatch.setattr(Record, "at_most_once", once)
    monkeypatch.setattr(Record, "lifetime", own)
    made: Any = Record("r", Record.config_type(), Points())
    assert expected == tuple(policy(made, {"delivery": said}))


async def test_an_effect_that_is_too_old_for_its_action_is_told_and_not_sent(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Record, "lifetime", 10.0)
    stage.open(STRAIGHT)
    put(stage, range(1))
    stage.kill()
    stage.world.time += 11 * 10**9
    flow = stage.open(STRAIGHT)
    await until(stage, lambda: waiting(stage) == 0)
    (result,) = flow.monitor.last("record")["ports"]["events"]["events"]
    assert "too old for this action" in result["data"]["error"]
    stage.kill()


async def test_each_attempt_is_a_step_of_its_trace_with_its_outcome(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twelve fail, then it goes out: ten of the failures are told one by one, and that it went out."""
    left = 12

    async def handle(_: Any, effect: Event, io: Any) -> None:
        nonlocal left
        stage.world.time += 1000
        if left:
            left -= 1
            raise ConnectionFailed("down")

    monkeypatch.setattr(Record, "handle", handle)
    kept: list[Trace] = []
    flow = stage.open(STRAIGHT)
    flow.traced(Tracer("f", kept.append, Sampler()))
    put(stage, range(1))
    await until(stage, lambda: waiting(stage) == 0 and any(step.port == "@result" for t in kept for step in t.steps))
    assert 1 == len({trace.id for trace in kept})
    steps = sorted((step for trace in kept for step in trace.steps), key=lambda step: step.ordinal)
    assert ["events", *["@attempt"] * 11, "@result"] == [step.port for step in steps]
    assert [*["down"] * 10, ""] == [step.error for step in steps[1:-1]]
    assert all(step.ns >= 1000 and step.node == "record" for step in steps[1:-1])
    flow.traced(Tracer("f", kept.append, Sampler()))
    stage.kill()


async def test_an_attempt_that_is_broken_off_is_not_told_as_sent(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = asyncio.Event()

    async def handle(*_: Any) -> None:
        begun.set()
        await asyncio.sleep(1000)

    monkeypatch.setattr(Record, "handle", handle)
    kept: list[Trace] = []
    flow = stage.open(STRAIGHT)
    flow.traced(Tracer("f", kept.append, Sampler()))
    put(stage, range(1))
    await asyncio.wait_for(begun.wait(), 100)
    flow.deploy({**STRAIGHT, "nodes": {"s": STRAIGHT["nodes"]["s"]}, "wires": []}, 2)
    await until(stage, lambda: any(step.port == "@attempt" for trace in kept for step in trace.steps))
    steps = [step for trace in kept for step in trace.steps if step.port == "@attempt"]
    assert ["broken off: whether it arrived is not known"] == [step.error for step in steps]
    stage.kill()


async def test_a_refusal_that_cannot_be_told_keeps_no_other_from_being_told(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def down(*_: Any) -> None:
        raise ConnectionFailed("down")

    monkeypatch.setattr(Record, "handle", down)
    monkeypatch.setattr("engine.outbox.outgoing.ROOM", 1)
    told: list[Any] = []

    def answer(event: Event, settled: object) -> bool:
        if "effect" in event.data and event.data["effect"]["k"] == 1:
            raise ValueError("too deep")
        told.append(event.data)
        return True

    record = {**STRAIGHT["nodes"]["record"], "delivery": {"when_full": "refuse"}}
    flow = stage.open({**STRAIGHT, "nodes": {**STRAIGHT["nodes"], "record": record}})
    monkeypatch.setattr(flow.outgoing.deliveries["record"], "_answer", answer)
    put(stage, range(3))
    await until(stage, lambda: len(told) == 2)
    assert "too deep" in told[0]["error"]
    assert told[1]["effect"]["k"] == 2
    stage.kill()
