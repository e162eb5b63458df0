"""Batching, wake-ups, replay, restart and deploys never change the answer, in a flow with every difficulty."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.disk.codec import Codec
from engine.passes.deploy import redeploy
from engine.passes.inbox import COMMAND, CONFIG, Emit, Inbox
from engine.passes.plan import plan
from engine.passes.runner import Runner
from tests.engine.kinds import KINDS as TEST_KINDS
from tests.engine.kinds import node, wires
from tundish import Event, Points, Samples
from tundish.catalogue import load

KINDS = {**load().kinds, **TEST_KINDS}
ROW = {"points": "*", "l": 0, "h": 50, "hh": 60, "deadband": 1, "on_delay": 3e-8, "off_delay": 1e-8}
LIMITS = {"rows": [ROW, {"points": "a*", "h": 40}]}
OTHER = {"rows": [{"points": "*", "h": 30, "hh": 55, "deadband": 2, "on_delay": 1e-8}]}

FLOW: dict[str, Any] = {
    "nodes": {
        "s1": node("test.source"), "s2": node("test.source"),
        "f": node("compute.formula", output="{device}.f", formula="{device}.v / {device}.w + k"),
        "dead": node("compute.deadband", band=0.5), "picky": node("test.picky"), "totals": node("test.totals"),
        "lim": node("alarm.limit", **LIMITS), "all": node("test.collect"),
    },
    "wires": wires(
        "s1.samples > f.samples", "s2.samples > f.samples", "s1.samples > totals.samples", "f.samples > dead.samples",
        "dead.samples > lim.samples", "s1.samples > lim.samples", "s2.samples > picky.samples",
        "picky.samples > lim.samples", "totals.samples > lim.samples", "f.samples > all.samples",
        "totals.samples > all.more", "picky.error > all.events", "lim.events > all.events",
    ),
}  # fmt: skip

POINTS = ["a.v", "a.w", "b.v", "b.w", "k"]
VALUES = [0.0, 1.0, 13.0, 39.0, 45.0, 51.0, 59.0, 61.0, -3.0, np.nan, np.inf]
SAMPLE = st.tuples(
    st.sampled_from(POINTS), st.integers(0, 3), st.sampled_from(VALUES), st.sampled_from([0, 0, 0, 0x41, 0x81])
)
EMIT = st.tuples(st.just("emit"), st.sampled_from(["s1", "s2"]), st.lists(SAMPLE, min_size=1, max_size=5))
ACTION = st.one_of(
    EMIT,
    EMIT,
    st.tuples(st.just("advance"), st.integers(1, 40)),
    st.tuples(st.just("take")),
    st.tuples(st.just("ack"), st.sampled_from(["a.v", "b.v", "a.f", "b.f"])),
    st.tuples(st.just("config"), st.sampled_from([LIMITS, OTHER])),
)
SCRIPT = st.lists(ACTION, max_size=30)
SIZES = st.lists(st.integers(1, 9), min_size=1, max_size=5)
Frames = list[tuple[list[Emit], int]]


class Live:
    """A flow played from a script; every pass is kept."""

    def __init__(self) -> None:
        self.now = 1000
        self.points = Points()
        self.frames: Frames = []
        self.runner = Runner(plan(FLOW, KINDS, self.points), Inbox(lambda: self.now), self.points)

    def once(self) -> None:
        emits, until = self.runner.inbox.take()
        self.frames.append((emits, until))
        self.runner.run(emits, until)

    def play(self, script: list[Any], takes: str) -> "Live":
        """`takes`: as the script says, after every action, or only at the end."""
        for action, *rest in script:
            getattr(self, f"_{action}")(*rest)
            if takes == "every" or (takes == "script" and action == "take"):
                self.once()
        self.now += 500
        self.once()
        return self

    def _emit(self, source: str, rows: list[Any]) -> None:
        names, times, values, qualities = zip(*rows, strict=True)
        made = Samples.of(
            arrival=[0] * len(rows), time=[self.now + t for t in times], point=[self.points.number(n) for n in names],
            value=values, quality=qualities,
        )  # fmt: skip
        self.runner.inbox.put(source, "samples", made)

    def _advance(self, by: int) -> None:
        self.now += by

    def _take(self) -> None:
        pass

    def _ack(self, point: str) -> None:
        data = {"user": "ann", "args": {"point": point}}
        self.runner.inbox.put("lim", COMMAND, Event(kind="ack", time=self.now, arrival=0, data=data))

    def _config(self, config: dict[str, Any]) -> None:
        spec = {**FLOW["nodes"]["lim"], "config": config}
        self.runner.inbox.put("lim", CONFIG, Event(kind=CONFIG, time=self.now, arrival=0, data=spec))


def seen(runner: Runner) -> list[object]:
    collect: Any = runner.plan.node("all")
    found: list[object] = collect.seen
    return found


def passes(frames: Frames, sizes: Iterator[int]) -> Iterator[tuple[list[Emit], int]]:
    """The same in passes of other sizes: how it was cut when live does not matter."""
    emits: list[Emit] = []
    size = next(sizes)
    for frame, until in frames:
        for emit in frame:
            emits.append(emit)
            if len(emits) >= size:
                yield emits, emit.last + 1
                emits, size = [], next(sizes)
        if emits and size % 2:
            continue  # let this pass reach into the next frame
        yield emits, until
        emits = []
    yield emits, frames[-1][1]


def endless(sizes: list[int]) -> Iterator[int]:
    while True:
        yield from sizes


@given(script=SCRIPT)
def test_when_the_inbox_is_emptied_does_not_matter(script: list[Any]) -> None:
    expected = Live().play(script, "every")
    assert seen(expected.runner) == seen(Live().play(script, "script").runner)
    assert seen(expected.runner) == seen(Live().play(script, "end").runner)
    assert expected.runner.problems == []


@given(script=SCRIPT, sizes=SIZES)
def test_replay_is_live(script: list[Any], sizes: list[int]) -> None:
    live = Live().play(script, "script")
    again = Runner(plan(FLOW, KINDS, live.points), Inbox(lambda: 0), live.points)
    for emits, until in passes(live.frames, endless(sizes)):
        again.run(emits, until)
    assert seen(live.runner) == seen(again)


@given(script=SCRIPT, at=st.integers(0, 20), sizes=SIZES)
def test_restart_from_a_checkpoint_changes_nothing(script: list[Any], at: int, sizes: list[int]) -> None:
    """Another process numbers points differently, and everything goes through bytes: only names may matter."""
    live = Live().play(script, "script")
    old, new = live.points, Points()
    for name in reversed([*POINTS, "b.f", "a.f"]):
        new.number(name)
    runner = Runner(plan(FLOW, KINDS, old), Inbox(lambda: 0), old)
    points, outputs = old, []
    for k, (emits, until) in enumerate(passes(live.frames, endless(sizes))):
        if k == at:
            outputs = list(seen(runner))
            states = {id: n.state.snapshot(old) for id, n in runner.nodes().items()}
            specs = {id: {"kind": n.kind, "config": n.config.model_dump()} for id, n in runner.nodes().items()}
            runner, points = Runner(plan({**FLOW, "nodes": specs}, KINDS, new, states), Inbox(lambda: 0), new), new
        raw, names = Codec(old).encode(emits, until)
        runner.run(*Codec(points, names).decode(raw))
    assert seen(live.runner) == outputs + seen(runner)


@given(script=SCRIPT, at=st.integers(0, 30))
def test_deploying_the_same_document_while_it_runs_changes_nothing(script: list[Any], at: int) -> None:
    before = [action for action in script[:at] if action[0] != "config"]
    expected = Live().play(before, "script").play(script[at:], "script")
    live = Live().play(before, "script")
    done = redeploy(live.runner, {**FLOW, "name": "again"}, KINDS)
    live.play(script[at:], "script")
    assert ([], [], [], sorted(FLOW["nodes"])) == (done.added, done.removed, done.edited, sorted(done.kept))
    assert seen(expected.runner) == seen(live.runner)


def test_a_removed_node_closes_its_alarms_by_the_old_wires() -> None:
    nodes = {"s": node("test.source"), "high": node("test.high"), "all": node("test.collect")}
    points = Points()
    document = {"nodes": nodes, "wires": wires("s.samples > high.samples", "high.events > all.events")}
    runner = Runner(plan(document, KINDS, points), Inbox(lambda: 1000), points)
    hot = Samples.of(arrival=[0], time=[1], point=[points.number("p")], value=[70.0], quality=[0])
    runner.inbox.put("s", "samples", hot)
    redeploy(runner, {"nodes": {"s": nodes["s"], "all": nodes["all"]}, "wires": []}, KINDS)
    assert ["alarm.active", "alarm.removed"] == [row[3] for row in seen(runner)]  # type: ignore[index]


def test_a_document_that_cannot_run_changes_nothing() -> None:
    live = Live().play([("emit", "s1", [("b.v", 0, 70.0, 0)])], "script")
    before = live.runner.plan
    broken = {**FLOW, "nodes": {**FLOW["nodes"], "new": node("compute.deadband", band=-1)}}
    try:
        redeploy(live.runner, broken, KINDS)
    except ValueError:
        assert live.runner.plan is before
    else:
        raise AssertionError("a broken document was deployed")


def test_a_timer_that_waits_costs_no_memory_with_every_pass() -> None:
    nodes = {"s": node("test.source"), "high": node("test.high", delay=10**12)}
    points = Points()
    document = {"nodes": nodes, "wires": wires("s.samples > high.samples")}
    runner = Runner(plan(document, KINDS, points), Inbox(lambda: 1000), points)
    for i in range(1000):
        hot = Samples.of(arrival=[0], time=[i], point=[points.number("p")], value=[70.0], quality=[0])
        runner.inbox.put("s", "samples", hot)
        runner.run_once()
    assert 1 == len(runner._alarms)
    assert runner.due > 10**12
