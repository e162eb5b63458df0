"""The limit alarm with its life cycle: an edit announces nothing, and stretches with all that may come between."""

import json
from time import process_time
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nodes.alarm.limit import Limit, LimitConfig
from tundish import Samples
from tundish.testing import Ask, Bench, Row
from tundish.testing.bench import msgpacked, samples

SECOND = 1_000_000_000


def config(deadband: float = 1.0, **more: Any) -> LimitConfig:
    return LimitConfig.model_validate({"rows": [{"h": 50, "hh": 80, "deadband": deadband}], **more})


def test_a_deadband_edit_announces_none_of_50_acknowledged_and_50_shelved_alarms() -> None:
    """Nor does it lengthen a shelf, or a delay until an alarm is announced again."""
    bench = Bench(Limit, config(realarm=3600)).start()
    bench.feed([Row(SECOND + 1, f"p{i:03}", 60.0) for i in range(100)])
    for i in range(100):
        stamp = 2 * SECOND + 2 * i + 1
        if i < 50:
            bench.command(stamp, "ack", {"point": f"p{i:03}", "comment": "seen"})
        else:
            bench.command(stamp, "shelve", {"point": f"p{i:03}", "seconds": 1800, "reason": "noisy"})
    before, told = bench.snapshot(), len(bench.emitted)
    assert 100 == len(before["timers"])
    bench.configure(config(deadband=3.0, realarm=3600), 10 * SECOND + 1)
    bench.feed([Row(11 * SECOND + 1, f"p{i:03}", 61.0) for i in range(100)])
    after = bench.snapshot()
    assert [] == bench.emitted[told:]
    assert (before["records"], before["timers"]) == (after["records"], after["timers"])
    again = Bench(Limit, config(deadband=3.0, realarm=3600), msgpacked(after))
    again.feed([Row(1900 * SECOND + 1, "p000", 61.0)])
    assert ["alarm.unshelve"] * 50 == [event.kind for event in again.events()]
    again.feed([Row(3700 * SECOND + 1, "p000", 61.0)])
    assert ["alarm.realarm"] * 50 == [event.kind for event in again.events()[50:]]


def test_a_row_edit_that_ends_a_shelved_alarm_ends_its_shelf() -> None:
    bench = Bench(Limit, config()).start()
    bench.feed([Row(1, "a", 60.0)])
    bench.command(3, "shelve", {"point": "a", "reason": "x"})
    bench.configure(LimitConfig.model_validate({"rows": [{"points": "b", "h": 1}]}), 5)
    removed = bench.events()[-1]
    assert ("alarm.removed", None) == (removed.kind, removed.data.get("shelved"))
    assert ({}, {}) == (bench.snapshot()["records"]["alarms"], bench.snapshot()["timers"])


def test_only_points_that_a_row_judges_are_shelved() -> None:
    bench = Bench(Limit, LimitConfig.model_validate({"rows": [{"points": "a*", "h": 1}, {"points": "ab"}]})).start()
    for i, point in enumerate(["a1", "b", "ab"]):
        bench.command(2 * i + 1, "shelve", {"point": point, "reason": "x"})
    assert ["a1"] == list(bench.node.state.alarms)
    assert ["normal", "no_alarm", "no_alarm"] == [e.data.get("why") or e.data["status"] for e in bench.events()]
    assert all(json.dumps(dict(e.data), allow_nan=False) for e in bench.events())


ITEMS = st.lists(
    st.tuples(
        st.integers(0, 6),
        st.sampled_from(["a", "b", "a/@shelve", "*"]),
        st.sampled_from([0.0, 45.0, 60.0, 90.0]),
        st.sampled_from(["", "", "", "", "", "ack", "shelve", "once", "remove_from_service", "suppress", "release"]),
    ),
    max_size=40,
)


@given(
    told=ITEMS, on=st.sampled_from([0, 4, 9]), cuts=st.lists(st.integers(1, 12), min_size=1), pause=st.integers(0, 30),
    latched=st.booleans(),
)  # fmt: skip
def test_whatever_comes_between_a_stretch_is_the_same_as_one_at_a_time(
    told: list[tuple[int, str, float, str]], on: int, cuts: list[int], pause: int, latched: bool
) -> None:
    """Delays, shelves that end, alarms announced again, suppression, people; origins included. Times are ns."""
    given = {
        "rows": [{"h": 50, "hh": 80, "deadband": 1, "on_delay": on / 1e9}], "realarm": 7e-9, "max_shelve": 11e-9,
        "latched": latched,
    }  # fmt: skip
    benches = [Bench(Limit, LimitConfig.model_validate(given)).start() for _ in range(4)]
    benches[1].step.trace = lambda _: None  # who is traced is called one by one
    rows: list[Row] = []
    arrival, cut = 1, 0
    for gap, point, value, what in told:
        arrival += 2 * gap
        if not what and len(rows) < cuts[cut % len(cuts)]:
            rows.append(Row(arrival, point, value))
            continue
        arrival += 2
        feed(benches, rows)
        rows, cut = [], cut + 1
        if what in {"suppress", "release"}:
            signal = [Row(arrival, "c", float(what == "suppress")), Row(arrival + 6, "c", float(value > 50))]
            for bench in benches:
                bench.feed(signal, "suppress")
            arrival += 8
        elif what:
            args = {"point": point} if what == "ack" else {"point": point, "reason": "x"}
            more = {"once": True} if what == "once" else {}
            for bench in benches:
                bench.play([Ask(arrival, "shelve" if what == "once" else what, {**args, **more})])
            arrival += 2
        else:
            rows.append(Row(arrival, point, value))
    feed(benches, rows)
    for bench in benches:
        bench.wake(arrival + 2 * pause + 1)
    for other in benches[1:]:
        assert other.seen == benches[0].seen
        assert other.snapshot() == benches[0].snapshot()


def feed(benches: list[Bench], rows: list[Row]) -> None:
    """In a stretch, one by one, in a stretch that is undone first, after a restart."""
    if not rows:
        return
    benches[0].feed(rows)
    benches[1].play(rows, apart=True)
    state, batch = benches[2].node.state, samples(rows, benches[2].points)
    state.begin()
    list(benches[2].node.on_stretch("samples", batch, batch.last))
    state.undo()
    benches[2].feed(rows)
    again = Bench(Limit, benches[3].node.config, msgpacked(benches[3].snapshot()))
    again.seen = benches[3].seen
    benches[3] = again
    benches[3].feed(rows)


def test_it_is_told_where_an_active_level_returns() -> None:
    """At the limit, less the deadband above and more below; what has returned returns nowhere."""
    bench = Bench(Limit, LimitConfig.model_validate({"rows": [{"l": 20, "h": 80, "hh": 90, "deadband": 5}]}))
    bench.feed([Row(k * SECOND, "a", value) for k, value in enumerate([85.0, 95.0, 80.0, 15.0, 40.0])])
    told = [(event.kind, event.data["level"], event.data.get("returns")) for event in bench.events()]
    assert [
        ("alarm.active", "H", 75.0),
        ("alarm.escalate", "HH", 85.0),
        ("alarm.ease", "H", 75.0),
        ("alarm.escalate", "L", 25.0),
        ("alarm.clear", None, None),
    ] == told
    huge = Bench(Limit, LimitConfig.model_validate({"rows": [{"h": -1.7e308, "deadband": 1.7e308}]}))
    huge.feed([Row(0, "a", 1.0)])
    assert "returns" not in huge.events()[0].data


def test_an_edit_of_100_000_points_is_quick() -> None:
    """0.75 s of processor time, of which ten times as much is a sign that something went wrong; no change of them is
    announced twice. A tenth of them exceeds the new limit."""
    size = 100_000
    values = np.tile(np.arange(0.0, 100.0, 10.0), size // 10)

    def limits(high: float) -> LimitConfig:
        return LimitConfig.model_validate({"rows": [{"points": "*", "ll": -2, "l": -1, "h": high, "hh": 100}]})

    bench = Bench(Limit, limits(99)).start()
    point = bench.points.column(bench.points.numbers([f"P{i}" for i in range(size)]))
    good, once = np.zeros(size, np.uint8), np.ones(size, np.int64)
    bench.step.samples("samples", Samples(once, once, point, values, good))
    assert [] == bench.emitted
    begin = process_time()
    bench.configure(limits(85), 3)
    took = process_time() - begin
    assert size // 10 == len(bench.events())
    bench.configure(limits(84), 5)
    assert size // 10 == len(bench.events())
    assert took < 7.5
