"""Replay: recorded data goes through a flow on its own time, the same however it is cut."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from engine.replay.recording import WrongData, recorded
from engine.replay.replay import Replay
from engine.replay.told import told_line
from tests.engine.kinds import node, wires
from tundish import Action, Command, Emits, Event, Io, Node, NodeConfig, NodeState, Port, Samples, Source
from tundish.iso import iso

T = 1_795_262_400_000_000_000  # 2026-11-21T12:00Z
SECOND = 1_000_000_000


class MeterConfig(NodeConfig):
    points: tuple[str, ...] = ("*",)


class Meter(Source[MeterConfig, NodeState]):
    kind = "source.meter"
    title = "Meter"
    outputs = (Port.samples(), Port.events())

    def owned(self) -> tuple[str, ...]:
        return self.config.points

    async def produce(self, io: Io) -> None:
        raise AssertionError("no connector runs in a replay")


class Reader(Source[MeterConfig, NodeState]):
    """Reads what other flows own."""

    kind = "source.reader"
    title = "Reader"
    outputs = (Port.samples(),)

    def reads(self) -> tuple[str, ...]:
        return self.config.points

    async def produce(self, io: Io) -> None:
        raise AssertionError("no connector runs in a replay")


class Button(Node[NodeConfig, NodeState]):
    """A source that is no connector."""

    kind = "source.button"
    title = "Button"
    outputs = (Port.events(), Port.samples())
    commands = (Command("press", "Press"),)

    def owned(self) -> tuple[str, ...]:
        return ("button",)

    def on_config(self, old: NodeConfig | None) -> Emits:
        self.state.timers.set("beat", self.now, 10 * SECOND)
        return ()

    def on_timer(self, key: str, due: int) -> Emits:
        yield "events", Event(kind="beat", time=due, arrival=due)

    def on_command(self, command: Event) -> Emits:
        yield "events", Event(kind="pressed", time=command.time, arrival=command.arrival, data=command.data)


class WaitArgs(NodeConfig):
    seconds: float = Field(gt=0)


class Late(Node[NodeConfig, NodeState]):
    """Says how many samples an instant had, 10 s later; throws at 13."""

    kind = "test.late"
    title = "Late"
    inputs = (Port.samples(), Port.events("reset"))
    outputs = (Port.events("later"), Port.samples("doubled"))
    commands = (Command("wait", "Wait", args=WaitArgs),)

    def on_samples(self, port: str, samples: Samples) -> Emits:
        if (samples.value == 13).any():
            raise ValueError("thirteen")
        yield "doubled", Samples(samples.arrival, samples.time, samples.point, 2 * samples.value, samples.quality)
        for stamp in sorted(set(samples.arrival.tolist())):
            count = int((samples.arrival == stamp).sum())
            self.state.timers.set(f"{stamp}/{count}", stamp, 10 * SECOND)

    def on_event(self, port: str, event: Event) -> Emits:
        yield "later", Event(kind="reset", time=event.time, arrival=event.arrival, data={"by": event.kind})

    def on_timer(self, key: str, due: int) -> Emits:
        yield "later", Event(kind="late", time=due, arrival=due, data={"count": int(key.partition("/")[2])})

    def on_command(self, command: Event) -> Emits:
        yield "later", Event(kind="told", time=command.time, arrival=command.arrival, data=command.data)


class Send(Action[NodeConfig, NodeState]):
    kind = "test.send"
    title = "Send"
    inputs = (Port.events(),)

    async def handle(self, effect: Event, io: Io) -> None:
        raise AssertionError("nothing is sent in a replay")


KINDS: dict[str, Any] = {kind.kind: kind for kind in (Meter, Reader, Button, Late, Send)}
FLOW: dict[str, Any] = {
    "id": "f",
    "nodes": {
        "m": node("source.meter"),
        "n": node("source.meter", points=["a*", "b"]),
        "o": node("source.meter", points=["b"]),
        "button": node("source.button"),
        "late": node("test.late"),
        "again": node("test.late"),
        "send": node("test.send"),
    },
    "wires": wires(
        "m.samples > late.samples", "n.samples > late.samples", "late.doubled > again.samples",
        "button.events > late.reset", "late.later > send.events", "m.events > send.events",
    ),
}  # fmt: skip


def run(*rows: dict[str, Any], document: dict[str, Any] = FLOW, size: int = 10_000) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines(rows, document, size)[0]]


def lines(rows: Any, document: dict[str, Any] = FLOW, size: int = 10_000) -> tuple[list[bytes], Replay]:
    out: list[bytes] = []
    replay = Replay(document, KINDS, lambda told: out.append(told_line("f", *told, replay.points)), size)
    replay.run(recorded([json.dumps(row) for row in rows], "d", replay.check))
    return out, replay


def at(seconds: float, **more: Any) -> dict[str, Any]:
    return {"time": iso(T + round(seconds * SECOND)), **more}


def sample(seconds: float, point: str, value: float = 1.0, **more: Any) -> dict[str, Any]:
    return at(seconds, point=point, value=value, **more)


def of(put_out: list[dict[str, Any]], node: str, port: str) -> list[dict[str, Any]]:
    return [line for line in put_out if (line["node"], line["port"]) == (node, port)]


def kinds_of(put_out: list[dict[str, Any]], node: str, port: str) -> list[tuple[str, str]]:
    return [(line["time"], line["event"]["kind"]) for line in of(put_out, node, port)]


def test_samples_leave_every_source_that_owns_the_point_and_go_on() -> None:
    put_out = run(sample(0, "a1", 1.5, quality="bad:stale"), sample(1, "x", float(2)), sample(2, "b"))
    assert [
        {
            "time": iso(T),
            "node": "n",
            "port": "samples",
            "point": "a1",
            "value": 1.5,
            "quality": "bad",
            "reason": "stale",
        },
        {
            "time": iso(T),
            "node": "late",
            "port": "doubled",
            "point": "a1",
            "value": 3.0,
            "quality": "bad",
            "reason": "stale",
        },
        {
            "time": iso(T),
            "node": "again",
            "port": "doubled",
            "point": "a1",
            "value": 6.0,
            "quality": "bad",
            "reason": "stale",
        },
    ] == put_out[:3]
    assert ["x"] == [line["point"] for line in of(put_out, "m", "samples")], "`*` takes what no other one owns"
    assert ["a1", "b"] == [line["point"] for line in of(put_out, "n", "samples")]
    assert ["b"] == [line["point"] for line in of(put_out, "o", "samples")]


def test_what_no_source_owns_and_what_is_late_is_counted() -> None:
    document = {**FLOW, "nodes": {**FLOW["nodes"], "m": node("source.meter", points=["x"])}}
    rows = [
        sample(5, "a"),
        sample(4, "a"),
        sample(4, "b"),
        sample(5, "a"),
        sample(6, "y"),
        sample(6, "y"),
        sample(6, "z"),
    ]
    put_out, replay = lines(rows, document)
    assert ({"y": 2, "z": 1}, 1) == (replay.unowned, replay.late)
    assert ["a", "b", "a"] == [line["point"] for line in of([json.loads(line) for line in put_out], "n", "samples")]


def test_a_source_that_reads_what_others_own_gets_it_too() -> None:
    document = {"id": "f", "nodes": {"r": node("source.reader", points=["a*"]), "m": node("source.meter")}, "wires": []}
    put_out = run(sample(0, "a"), sample(0, "b"), document=document)
    assert [("r", "a"), ("m", "b")] == [(line["node"], line["point"]) for line in put_out]


def test_consecutive_rows_of_one_time_are_one_instant_at_each_source() -> None:
    rows = [sample(0, "a1"), sample(0, "a2"), sample(1, "a1"), sample(1, "x"), sample(1, "b"), sample(2, "a1")]
    put_out = run(*rows, at(2, tick=True), sample(2, "a2"), at(20, tick=True))
    counts = [line["event"]["data"].get("count") for line in of(put_out, "late", "later")]
    # two; then a1 with b at `n`, x at `m`; then one each, because a tick lies between; a beat and its reset at 10 s
    assert [2, 2, 1, 1, 1] == [count for count in counts if count]


def test_recorded_arrivals_are_kept_and_separate_instants() -> None:
    rows = [sample(0, "a1", arrival=iso(T + 5 * SECOND)), sample(0, "a2", arrival=iso(T + 6 * SECOND))]
    put_out = run(*rows, at(30, tick=True))
    times = [line["time"] for line in of(put_out, "late", "later") if line["event"]["kind"] == "late"]
    assert [iso(T + 15 * SECOND + 2), iso(T + 16 * SECOND + 2)] == times


def test_events_leave_a_source_and_enter_any_other_node() -> None:
    event = {"kind": "k", "point": "p", "data": {"x": [1, None]}}
    put_out = run(at(0, node="m", event=event), at(1, node="late", event=event), at(2, node="button", event=event))
    [line] = of(put_out, "m", "events")
    assert {**event, "id": line["event"]["id"]} == line["event"]
    assert 32 == len(line["event"]["id"])
    assert [(iso(T), "effect"), (iso(T + SECOND), "effect"), (iso(T + 2 * SECOND), "effect")] == kinds_of(
        put_out, "send", "effect"
    )
    assert [(iso(T + 2 * SECOND), "k")] == kinds_of(put_out, "button", "events")
    assert [(iso(T + SECOND), "reset"), (iso(T + 2 * SECOND), "reset")] == kinds_of(put_out, "late", "later")


def test_commands_go_to_the_node() -> None:
    rows = [at(0, node="late", command="wait", user="eva", args={"seconds": 3}), at(1, node="button", command="press")]
    put_out = run(*rows)
    assert {"user": "eva", "args": {"seconds": 3.0}} == of(put_out, "late", "later")[0]["event"]["data"]
    assert [(iso(T + SECOND), "pressed")] == kinds_of(put_out, "button", "events")


def test_samples_of_a_source_that_is_no_connector() -> None:
    assert [{"point": "button", "value": 1.0, "quality": "good"}] == [
        {key: line[key] for key in ("point", "value", "quality")} for line in run(sample(0, "button"))
    ]


def test_timers_fire_up_to_the_last_stamp_and_a_tick_lets_time_go_on() -> None:
    assert [] == kinds_of(run(sample(0, "a"), sample(9.9, "x")), "late", "later")
    beat = [(iso(T + 10 * SECOND), "reset")]
    first = [(iso(T + 10 * SECOND + 2), "late")]
    assert [*beat, *first] == kinds_of(run(sample(0, "a"), sample(10, "x")), "late", "later")
    assert [*beat, *first] == kinds_of(run(sample(0, "a"), at(10, tick=True)), "late", "later")
    assert [*beat, *first] == kinds_of(run(sample(0, "a"), at(3600, tick=True)), "late", "later")


def test_an_error_leaves_by_its_port() -> None:
    [line] = of(run(sample(0, "a", 13)), "late", "error")
    assert "thirteen" == line["event"]["data"]["error"]


def test_nothing_gives_nothing() -> None:
    assert [] == run()


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (at(0, node="lat", event={"kind": "k"}), "the flow has no node 'lat'. Did you mean 'late'?"),
        (at(0, node="o", port="x", event={"kind": "k"}), "'o' (source.meter) has no output 'x' for events"),
        (
            at(0, node="late", port="samples", event={"kind": "k"}),
            "'late' (test.late) has no input 'samples' for events",
        ),
        (at(0, node="late", command="x"), "'late' (test.late) takes no command 'x'; it takes: wait"),
        (at(0, node="send", command="x"), "it takes none"),
        (at(0, node="late", command="wait", args={"seconds": 0}), "Seconds must be greater than 0; it is 0"),
        (at(0, node="late", command="wait"), "command 'wait': Seconds is missing"),
    ],
    ids=["no-node", "no-output", "no-input", "no-command", "no-commands", "wrong-argument", "missing-argument"],
)
def test_a_row_that_is_not_for_this_flow_is_told(row: dict[str, Any], message: str) -> None:
    with pytest.raises(WrongData) as told:
        run(row)
    assert message in str(told.value)


ROWS = st.lists(
    st.one_of(
        st.tuples(st.just("sample"), st.sampled_from([0, 0, 1, 5, 10]), st.sampled_from(["a1", "b", "x", "button"])),
        st.tuples(st.just("event"), st.sampled_from([0, 1, 10]), st.sampled_from(["m", "late", "button"])),
        st.tuples(st.just("command"), st.sampled_from([0, 1]), st.just("button")),
        st.tuples(st.just("tick"), st.sampled_from([0, 7]), st.just("")),
    ),
    max_size=25,
)


def script(steps: list[tuple[str, int, str]]) -> Iterator[dict[str, Any]]:
    seconds = 0
    for number, (what, step, name) in enumerate(steps):
        seconds += step
        if what == "sample":
            yield sample(seconds, name, 13 if number % 7 == 6 else number)
        elif what == "event":
            yield at(seconds, node=name, event={"kind": "k"})
        elif what == "command":
            yield at(seconds, node=name, command="press")
        else:
            yield at(seconds, tick=True)


@given(ROWS, st.sampled_from([1, 2, 3, 7]))
def test_how_it_is_cut_into_passes_changes_no_byte(steps: list[tuple[str, int, str]], size: int) -> None:
    rows = list(script(steps))
    assert lines(rows)[0] == lines(rows, size=size)[0]
