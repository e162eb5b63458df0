"""Events: what other flows emit comes in once, from where it was."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import pytest

from nodes.source.events import MOST_HOPS, EventsConfig, EventsSource, EventsState
from tundish import Event, Points
from tundish.event import Origin, hops_of


class Store:
    """An event store with these events, and the io that reads it."""

    flow = "reader"

    def __init__(self, *events: Mapping[str, Any], last: int = 0) -> None:
        self.events = events
        self.last = last
        self.asked: list[Any] = []
        self.put: list[tuple[str, str, int | None, Mapping[str, Any], Origin | None]] = []
        self.remembered: list[Mapping[str, Any]] = []
        self.said: list[tuple[str, str]] = []

    async def last_event(self) -> int:
        return self.last

    async def remember(self, data: Mapping[str, Any]) -> None:
        self.remembered.append(data)

    async def happened(
        self, after: int, wanted: Sequence[Mapping[str, str]]
    ) -> AsyncIterator[Sequence[Mapping[str, Any]]]:
        self.asked.append((after, list(wanted)))
        yield [event for event in self.events if event["number"] > after]

    async def event(
        self, kind: str, data: Mapping[str, Any], point: str, time: int, *, trace: Origin | None = None
    ) -> None:
        self.put.append((kind, point, time, data, trace))

    def status(self, state: str, message: str = "") -> None:
        self.said.append((state, message))


def kept(number: int, flow: str = "other", hops: int = 0) -> dict[str, Any]:
    return {
        "number": number, "id": f"{number:032x}", "flow": flow, "node": "n", "kind": "alarm.active", "point": "P1",
        "time": 10 * number, "trace": "ab" * 16, "hops": hops, "data": {"value": 7.5},
    }  # fmt: skip


def node(begin: str = "now", state: EventsState | None = None) -> EventsSource:
    config = EventsConfig.model_validate({"rows": [{"kind": "alarm.*", "point": "P*"}], "begin": begin})
    return EventsSource("e", config, Points(), state)


def entered(source: EventsSource, number: int) -> bool:
    return source.entered("events", Event(kind="k", time=0, arrival=1, data={"origin": {"number": number}}))


async def test_an_event_comes_in_as_it_was_with_where_it_came_from() -> None:
    store: Any = Store(kept(3), last=2)
    await node().produce(store)
    origin = {"flow": "other", "node": "n", "id": f"{3:032x}", "number": 3}
    ((kind, point, time, data, trace),) = store.put
    assert ("alarm.active", "P1", 30, {"value": 7.5, "origin": origin}) == (kind, point, time, data)
    assert trace is not None
    assert ("ab" * 16, 1) == (trace.id("any flow"), hops_of(trace))
    assert [(2, [{"kind": "alarm.*", "point": "P*", "flow": "", "node": ""}])] == store.asked
    assert [("ok", "")] == store.said


@pytest.mark.parametrize(("begin", "first"), [("now", 5), ("oldest", 0)])
async def test_a_new_one_remembers_where_it_begins_before_anything_has_come(begin: str, first: int) -> None:
    store: Any = Store(last=5)
    source = node(begin)
    await source.produce(store)
    assert [{"number": first, "rows": {"alarm.* | P* |  | ": first}}] == store.remembered
    assert source.entered("@remember", Event(kind="@remember", time=0, arrival=1, data=store.remembered[0]))
    again: Any = Store(last=9)
    await node(begin, source.state).produce(again)
    assert [] == again.remembered
    assert first == again.asked[0][0]


def test_an_event_that_has_entered_is_left_out_when_it_comes_again() -> None:
    source = node()
    assert [True, False, True, False] == [entered(source, number) for number in (4, 4, 7, 5)]
    restored = node(state=EventsState.restored(source.state.snapshot(source.points), Points()))
    assert [False, True] == [entered(restored, number) for number in (7, 8)]


def test_an_event_of_a_recording_has_no_number_and_enters() -> None:
    source = node()
    assert source.entered("events", Event(kind="k", time=0, arrival=1, data={}))


async def test_a_flow_does_not_read_its_own_events() -> None:
    store: Any = Store(kept(1, flow="reader"), kept(2))
    await node("oldest").produce(store)
    assert [20] == [time for _, _, time, _, _ in store.put]


async def test_what_has_come_through_many_flows_is_read_no_further_and_the_node_says_so() -> None:
    store: Any = Store(kept(1, hops=MOST_HOPS), kept(2, hops=MOST_HOPS - 1), kept(3, hops=MOST_HOPS + 1))
    await node("oldest").produce(store)
    assert [20] == [time for _, _, time, _, _ in store.put]
    assert ("warn", "2 events left out: flows read each other in a circle") == store.said[-1]


async def test_without_a_row_it_says_so_and_reads_nothing() -> None:
    store: Any = Store(kept(1))
    await EventsSource("e", EventsConfig(), Points()).produce(store)
    assert ["warn"] == [state for state, _ in store.said]
    assert [] == store.put


class Remembering(Store):
    """Everything that a source puts in or remembers enters it."""

    def __init__(self, source: EventsSource, *events: Mapping[str, Any], last: int = 0) -> None:
        super().__init__(*events, last=last)
        self.source = source

    async def remember(self, data: Mapping[str, Any]) -> None:
        await super().remember(data)
        self.source.entered("@remember", Event(kind="@remember", time=0, arrival=1, data=data))

    async def happened(self, after: int, wanted: Sequence[Mapping[str, str]]) -> AsyncIterator[Any]:
        kinds = [row["kind"].rstrip("*") for row in wanted]
        yield [e for e in self.events if e["number"] > after and any(e["kind"].startswith(kind) for kind in kinds)]

    async def event(self, kind: str, data: Mapping[str, Any], point: str, time: int, **more: Any) -> None:
        if entered(self.source, data["origin"]["number"]):
            await super().event(kind, data, point, time, **more)


async def read(source: EventsSource, kinds: str, last: int = 0) -> list[int]:
    """Numbers of what comes in while these have happened: `am` is an alarm, then a message."""
    known = {"a": "alarm.active", "m": "message.sent"}
    rows = [{**kept(number), "kind": known[letter]} for number, letter in enumerate(kinds, 1)]
    store: Any = Remembering(source, *rows, last=last or len(rows))
    await source.produce(store)
    return [time // 10 for _, _, time, _, _ in store.put]


def edited(source: EventsSource, *kinds: str, begin: str = "now") -> EventsSource:
    """The same node with other rows, as a deploy makes it."""
    config = EventsConfig.model_validate({"rows": [{"kind": kind} for kind in kinds], "begin": begin})
    made = EventsSource("e", config, Points())
    assert made.resumes(source.config)
    made.state = source.state
    return made


async def test_an_edited_one_goes_on_where_it_was_and_a_new_row_begins_now() -> None:
    """The last alarm that came was number 3; 4 to 8 happened while it was being edited, 9 and 10 after that."""
    source = edited(node(), "alarm.*", begin="oldest")
    assert [1, 3] == await read(source, "ama")
    source = edited(source, "alarm.*", "message.*", begin="oldest")
    assert [4, 6, 9, 10] == await read(source, "amaamammma", last=8)
    assert [11] == await read(source, "amaamammmaa")


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (("alarm.",), [5]),  # written in another way: another row
        (("message.*",), [6]),
        (("message.*", "alarm.*"), [3, 5, 6]),
        (("", "alarm.*"), [3, 5, 6]),
    ],
    ids=str,
)
async def test_rows_that_stay_lose_nothing_and_rows_that_come_bring_nothing_old(
    kinds: tuple[str, ...], expected: list[int]
) -> None:
    source = edited(node(), "alarm.*", begin="oldest")
    assert [1] == await read(source, "a")
    assert expected == await read(edited(source, *kinds), "amamam", last=4)


async def test_a_row_that_left_and_comes_back_begins_now() -> None:
    source = edited(node(), "alarm.*", "message.*", begin="oldest")
    await read(source, "am")
    source = edited(source, "alarm.*")
    assert [3] == await read(source, "amam")
    source = edited(source, "message.*", "alarm.*")
    assert [6, 7] == await read(source, "amammma", last=5)


async def test_a_row_that_comes_back_after_none_was_read_begins_now() -> None:
    source = edited(node(), "alarm.*", begin="oldest")
    assert [1] == await read(source, "am")
    source = edited(source)
    for _ in range(2):  # a restart changes nothing
        assert [] == await read(source, "amama")
    assert [7] == await read(edited(source, "alarm.*"), "amamama", last=6)


async def test_what_is_passed_over_is_passed_once() -> None:
    """A row begins far behind an old position: a restart must not go through all of it again."""
    source = edited(node(), "alarm.*", begin="oldest")
    await read(source, "a")
    source = edited(source, "alarm.*", "message.*")
    assert [] == await read(source, "a" + "m" * 2500)
    assert 2001 == source.state.position[""].number


async def test_one_that_remembers_as_versions_before_did_reads_all_its_rows_on() -> None:
    source = node()
    assert entered(source, 3)
    assert [] == list(source.state.begun)
    assert [4, 5] == await read(edited(source, "alarm.*", "message.*"), "aaaam")
