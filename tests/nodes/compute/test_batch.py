"""Expression, split, batch and join: events that become others."""

import time
from collections.abc import Mapping
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from nodes.compute import batch
from nodes.compute.batch import Batch, BatchConfig
from nodes.compute.expression import ExpressionConfig, ExpressionNode
from nodes.compute.join import Join, JoinConfig
from nodes.compute.split import Split, SplitConfig
from tests.nodes.compute.series import series
from tundish.testing import Bench
from tundish.testing.bench import msgpacked

SECOND = 1_000_000_000


def test_expressions_know_those_above_them_and_fail_as_a_whole() -> None:
    rows = [{"field": "b", "expression": "a * 2"}, {"field": "a", "expression": "b + 1"}]
    bench = Bench(ExpressionNode, ExpressionConfig.model_validate({"rows": rows, "event": "made"}))
    bench.send(1, "test", {"a": 3, "x": "y"}, time=7, point="p")
    bench.send(3, "test", {"a": "9" * 70_000})
    bench.send(5, "test", {"x": 1})
    [event] = bench.events()
    assert ("made", 7, 1, "p", {"a": 7, "b": 6, "x": "y"}) == (
        event.kind,
        event.time,
        event.arrival,
        event.point,
        event.data,
    )
    assert [3, 5] == [event.arrival for event in bench.events("failed")]
    assert [(1, "b"), (1, "b")] == [(event.data["row"], event.data["field"]) for event in bench.events("error")]


GROWING = [
    ("a text", ["x + x"] * 20, {"x": "ab"}), ("a list", ["[x, x]"] * 30, {"x": 1}),
    ("a hundredfold", [f"[{','.join(['x'] * 100)}]"] * 4, {"x": [1]}), ("itself", ["data"] * 30, {"x": 1}),
    ("a list of texts", ["x * 60000", "[x, x, x, x, x, x, x, x, x]"], {"x": "a"}),
    ("nested", ["[" * 28 + "x" + "]" * 28] * 8, {"x": 1}), ("a number", ["x * x"] * 7, {"x": 9}),
    ("a power", ["x ** x", "x ** x"], {"x": 9}), ("a sum", ["x + x"] * 70, {"x": 1}),
    ("a float", ["x * x"] * 12, {"x": 1e10}), ("numbers in lists", ["[x * x, x]", "x[0]"] * 7, {"x": 9}),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "data"), [case[1:] for case in GROWING], ids=[case[0] for case in GROWING])
def test_what_grows_in_each_row_fails_with_the_event_in_good_time(rows: list[str], data: Mapping[str, Any]) -> None:
    """Within the node, and from event to event: what a node made comes back to it, by way of an outside system."""
    table = [{"field": "x" if row != "data" else f"f{n}", "expression": row} for n, row in enumerate(rows)]
    whole = Bench(ExpressionNode, ExpressionConfig.model_validate({"rows": table}))
    begin = time.process_time()
    whole.send(1, "test", dict(data))
    assert ([], [data]) == ([e.data for e in whole.events()], [e.data for e in whole.events("failed")])
    [problem] = whole.events("error")
    assert any(word in problem.data["error"] for word in ("larger", "longer", "nested", "finite", "too large"))
    one, known, size = None, data, 0
    for n, row in enumerate(table * 3):
        one = Bench(ExpressionNode, ExpressionConfig.model_validate({"rows": [row]}))
        one.send(1 + 2 * n, "test", dict(known))
        if not one.events():
            break
        [made] = one.events()
        size = len(msgspec.msgpack.encode(made.data))
        known = made.data
    assert one is not None
    assert [known] == [event.data for event in one.events("failed")]
    assert size < 10_000_000, "what is kept stays small"
    assert time.process_time() - begin < 10


@pytest.mark.parametrize(
    ("config", "data", "expected"),
    [
        ({}, {"items": [{"a": 1}, 2], "lot": "L"},
         [{"lot": "L", "a": 1, "index": 1, "count": 2}, {"lot": "L", "value": 2, "index": 2, "count": 2}]),
        ({"items": "m.r", "keep": False}, {"m": {"r": [3]}, "lot": "L"}, [{"value": 3, "index": 1, "count": 1}]),
        ({}, {"items": []}, []), ({}, {"items": "ab"}, None), ({}, {}, None), ({"most": 1}, {"items": [1, 2]}, None),
    ],
)  # fmt: skip
def test_a_list_is_split(config: dict[str, Any], data: dict[str, Any], expected: list[Any] | None) -> None:
    bench = Bench(Split, SplitConfig.model_validate(config))
    bench.send(1, "test", data)
    assert (expected or []) == [event.data for event in bench.events()]
    assert ([] if expected is not None else [data]) == [event.data for event in bench.events("failed")]


def test_no_batch_is_longer_than_what_may_be_split() -> None:
    bench = Bench(Batch, BatchConfig.model_validate({"count": 0, "over": 3600})).start(1)
    for n in range(10_001):
        bench.send(2 + 2 * n, "test", {"n": n})
    bench.wake(2 * 3600 * SECOND)
    assert [(10_000, "count"), (1, "time")] == [(e.data["count"], e.data["why"]) for e in bench.events()]


def test_what_waits_in_all_groups_is_bounded_and_goes_on_when_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "MOST_WAITING", 50)
    bench = Bench(Batch, BatchConfig.model_validate({"count": 40, "over": 3600, "by": "lot"})).start(1)
    for n in range(60):
        bench.send(3 + 2 * n, "test", {"lot": n % 2, "n": n})
    assert list(range(50, 60)) == [event.data["n"] for event in bench.events("failed")]
    assert {"50 events wait already"} == {event.data["error"] for event in bench.events("error")}
    again = Bench(Batch, bench.node.config, msgpacked(bench.snapshot()))
    again.send(1001, "test", {"lot": 0, "n": 60})
    assert [60] == [event.data["n"] for event in again.events("failed")]
    again.wake(3601 * SECOND)
    assert [25, 25] == [event.data["count"] for event in again.events()]
    again.send(3602 * SECOND, "test", {"lot": 0, "n": 61})
    assert 1 == len(again.events("failed"))


def test_samples_in_a_batch_become_samples_again() -> None:
    """Whatever their quality and value, however they were cut, by point or together."""
    for by, seed in (("", 1), ("point", 2), ("quality", 3)):
        rows = series(seed, 120)
        seen = list[Any]()
        for size in (1, 7, 1000):
            collect = Bench(Batch, BatchConfig.model_validate({"count": 10, "over": 30, "by": by})).start(1)
            for begin in range(0, len(rows), size):  # instants may be cut: each sample counts for itself
                collect.feed(rows[begin : begin + size], "samples")
            collect.wake(rows[-1].arrival + 60 * SECOND)
            seen.append([(event.arrival, event.time, event.data) for event in collect.events()])
        assert seen[0] == seen[1] == seen[2]
        assert all(data["count"] <= 10 for *_, data in seen[0])
        again = Bench(Split, SplitConfig.model_validate(
            {"makes": "samples", "point": "data.point", "value": "data.value", "quality": "data.quality"}
        ))  # fmt: skip
        for arrival, _, data in seen[0]:
            again.send(arrival, "batch", data)
        want = [(row.time, row.point, str(row.value), row.quality) for row in rows]
        back = [(row[2], row[3], str(row[4]), row[5]) for row in again.seen]
        finite = [row for row in want if row[2] != "nan"]
        assert sorted(finite) == sorted(row for row in back if row[2] != "nan")
        assert sorted(row[:2] for row in want) == sorted(row[:2] for row in back)
        assert all(row[3] >= 0x80 for row in back if row[2] == "nan")


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"point": "a", "value": 1.5, "time": "1970-01-01T00:00:01Z"}, (SECOND, "a", 1.5, 0)),
        ({"point": "a", "value": 2, "time": 7, "quality": "bad:stale"}, (7, "a", 2.0, 0x82)),
        ({"point": "a", "value": None}, (5, "a", None, 0x86)), ({"point": "b", "value": 1}, None),
        ({"point": "a", "value": "x"}, None), ({"point": "a"}, None), (3, None),
        ({"point": "a", "value": 1, "quality": "fine"}, None), ({"point": "a", "value": 1, "time": 2**63}, None),
    ],
)  # fmt: skip
def test_items_become_samples_or_nothing_does(item: Any, expected: Any) -> None:
    bench = Bench(Split, SplitConfig.model_validate({"makes": "samples", "points": "a*"}))
    bench.send(9, "test", {"items": [{"point": "a0", "value": 1}, item]}, time=5)
    if expected is None:
        assert (0, 1) == (len(bench.values()), len(bench.events("failed")))
        assert "item 2" in bench.events("error")[0].data["error"]
    else:
        [first, (_, arrival, time, point, value, quality)] = bench.seen
        assert (9, 9) == (first[1], arrival)
        number = None if str(value) == "nan" else float(value)
        assert expected == (time, point, number, quality)


def batches(bench: Bench) -> list[tuple[int, str, list[int], str]]:
    return [
        (event.arrival, event.data["key"], [item["data"]["n"] for item in event.data["items"]], event.data["why"])
        for event in bench.events()
    ]


def test_a_batch_goes_out_by_count_or_by_time() -> None:
    bench = Bench(Batch, BatchConfig(count=2, over=10, by="lot"))
    for i, lot in enumerate("abaca"):
        bench.send(2 * i + 1, "test", {"n": i, "lot": lot})
    bench.wake(10 * SECOND + 5)
    bench.wake(20 * SECOND)
    assert [
        (5, "a", [0, 2], "count"), (10 * SECOND + 4, "b", [1], "time"), (10 * SECOND + 8, "c", [3], "time"),
        (10 * SECOND + 10, "a", [4], "time"),
    ] == batches(bench)  # fmt: skip
    bench.send(21 * SECOND + 1, "test", {"n": 5})
    assert 1 == len(bench.events("failed"))


def test_nothing_that_waits_is_lost_by_an_edit_or_a_removal() -> None:
    bench = Bench(Batch, BatchConfig(count=5))
    for i in range(3):
        bench.send(2 * i + 1, "test", {"n": i})
    bench.configure(BatchConfig(count=3), 7)
    bench.send(9, "test", {"n": 3})
    bench.node.now = 11
    assert [(7, "", [0, 1, 2], "edit")] == batches(bench)
    [(_, left)] = list(bench.node.on_removed())
    assert ("removed", 1) == (left.data["why"], left.data["count"])  # type: ignore[union-attr]


def test_a_batch_that_never_ends_is_refused() -> None:
    with pytest.raises(ValidationError, match="at least one"):
        BatchConfig(count=0)


def test_a_pair_is_joined_once_and_who_waits_in_vain_leaves_alone() -> None:
    bench = Bench(Join, JoinConfig(left="id", right="order.id", within=10))
    bench.send(1, "result", {"id": 7}, port="left", time=5)
    bench.send(3, "order", {"order": {"id": "7"}}, port="right", time=2, point="p")
    bench.send(5, "order", {"order": {"id": 7}}, port="right")
    bench.send(7, "order", {"order": {"id": 7}, "new": 1}, port="right")
    bench.send(9, "result", {}, port="left")
    bench.wake(60 * SECOND)
    [pair] = bench.events()
    assert (5, 3, "p", {"key": "7", "left": {"id": 7}, "right": {"order": {"id": "7"}}}) == (
        pair.time, pair.arrival, pair.point, pair.data,
    )  # fmt: skip
    assert [
        (7, {"order": {"id": 7}, "side": "right"}),
        (10 * SECOND + 8, {"order": {"id": 7}, "new": 1, "side": "right"}),
    ] == [(event.arrival, event.data) for event in bench.events("alone")]
    assert [{}] == [event.data for event in bench.events("failed")]


SENT = st.lists(st.tuples(st.sampled_from(["left", "right"]), st.integers(0, 3), st.integers(1, 8)), max_size=20)


@given(SENT, st.integers(0, 20))
def test_each_event_leaves_a_join_once_also_across_a_restart(sent: list[tuple[str, int, int]], restart: int) -> None:
    def told(at: int) -> list[Any]:
        bench, arrival = Bench(Join, JoinConfig(within=5)), 1
        emitted = []
        for i, (port, key, gap) in enumerate(sent):
            if i == at:
                emitted = bench.emitted
                bench = Bench(Join, JoinConfig(within=5), msgpacked(bench.snapshot()))
            arrival += gap * SECOND
            bench.wake(arrival)
            bench.send(arrival, "test", {"id": key, "n": i}, port=port)
        bench.wake(arrival + 60 * SECOND)
        return [(port, event.arrival, event.data) for port, event in (*emitted, *bench.emitted)]  # type: ignore[union-attr]

    whole = told(-1)
    assert whole == told(restart)
    halves = [
        half for port, _, data in whole for half in ((data["left"], data["right"]) if port == "events" else (data,))
    ]
    assert list(range(len(sent))) == sorted(half["n"] for half in halves)
