"""The exact ends of delays, to the nanosecond, without new samples, and where the clock of a source steps."""

import math
from collections.abc import Sequence
from typing import TypeAlias

import pytest

from nodes.alarm.limit import Limit, LimitConfig
from tundish.testing import Bench, Row
from tundish.testing.bench import msgpacked

S = 10**9
BEGIN = 100 * S + 1
"""Arrival of the first sample; stamps are odd, a timer that is due at one fires in the nanosecond thereafter."""
OUT, BACK = 15.0, 5.0

At: TypeAlias = float
"""Seconds after the beginning."""


def row(arrival: At, value: float, source: At | None = None, nanoseconds: int = 0) -> Row:
    at = BEGIN + round(arrival * S)
    return Row(at + nanoseconds, "p", value, 0, at + nanoseconds if source is None else BEGIN + round(source * S))


def bench(rows: Sequence[Row], *, restarts: bool = False) -> Bench:
    config = LimitConfig.model_validate({"rows": [{"h": 10, "deadband": 2, "on_delay": 10, "off_delay": 20}]})
    made = Bench(Limit, config).start(1)
    for sample in rows:
        if restarts:
            made = again(made)
        made.feed([sample])
    return made


def again(before: Bench) -> Bench:
    made = Bench(Limit, before.node.config, msgpacked(before.snapshot()))
    made.emitted = before.emitted
    return made


def told(on_bench: Bench) -> list[tuple[str, At]]:
    return [(e.kind.removeprefix("alarm."), (e.time - BEGIN) / S) for e in on_bench.events()]


@pytest.mark.parametrize("restarts", [False, True])
@pytest.mark.parametrize(
    ("rows", "due", "expected"),
    [
        pytest.param([row(0, OUT)], 10, ("active", 10), id="on-delay"),
        pytest.param([row(0, OUT, -1000)], 10, ("active", -990), id="on-delay of a source that lags"),
        pytest.param([row(0, OUT), row(9, OUT)], 10, ("active", 10), id="from the first, not the last"),
        pytest.param([row(0, OUT), row(4, OUT, -3600)], 10, ("active", 10), id="the source's clock steps back"),
        pytest.param([row(t, OUT, 0) for t in range(10)], 10, ("active", 10), id="the source's clock stands"),
        pytest.param([row(0, OUT), row(10, OUT), row(20, BACK)], 40, ("clear", 40), id="off-delay"),
        pytest.param(
            [row(0, OUT), row(10, OUT), row(20, BACK), row(30, BACK, -3600)], 40, ("clear", 40), id="back, off-delay"
        ),
        pytest.param(
            [row(0, OUT), row(10, OUT), row(20, 8.0), row(30, 9.0)], 40, None, id="off-delay given up in the deadband"
        ),
        pytest.param([row(0, OUT), row(5, 10.0)], 10, None, id="on-delay is given up at the limit itself"),
        pytest.param([row(0, OUT), row(10, BACK, nanoseconds=-2)], 10, None, id="a nanosecond before"),
        pytest.param([row(0, OUT), row(5, BACK, -3600)], 10, None, id="back by the source's clock, value inside"),
    ],
)  # fmt: skip
def test_a_delay_ends_at_its_nanosecond_without_a_sample(
    rows: list[Row], due: At, expected: tuple[str, At] | None, restarts: bool
) -> None:
    on_bench = bench(rows, restarts=restarts)
    before = told(on_bench)
    at = BEGIN + round(due * S)
    on_bench.wake(at)
    assert before == told(on_bench)
    if restarts:
        on_bench = again(on_bench)
    on_bench.wake(at + 2)
    assert before + ([expected] if expected else []) == told(on_bench)
    on_bench.wake(at + 3600 * S)
    assert before + ([expected] if expected else []) == told(on_bench)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([row(0, OUT), row(10, OUT)], [("active", 10)], id="met at the delay"),
        pytest.param([row(0, OUT), row(10, OUT, nanoseconds=-2)], [], id="not met a nanosecond before"),
        pytest.param([row(0, OUT), row(1, OUT, 3600)], [("active", 10)], id="the source's clock steps on"),
        pytest.param(
            [row(0, OUT), row(1, BACK, 3600)], [("active", 10)], id="steps on, back inside: it was out for the delay"
        ),
        pytest.param(
            [row(0, OUT), row(10, BACK), row(30, BACK)], [("active", 10), ("clear", 30)], id="met before it came back"
        ),
        pytest.param([row(0, OUT), row(1, OUT, -3600), row(2, OUT, 8)], [], id="back and on again"),
    ],
)  # fmt: skip
def test_source_time_between_samples_meets_a_delay(rows: list[Row], expected: list[tuple[str, At]]) -> None:
    assert expected == told(bench(rows)) == told(bench(rows, restarts=True))


def around(value: float) -> tuple[float, float]:
    return math.nextafter(value, -math.inf), math.nextafter(value, math.inf)


@pytest.mark.parametrize(("inclusive", "mode"), [(False, "reset"), (True, "reset"), (False, "both"), (True, "both")])
@pytest.mark.parametrize("side", [1, -1])
def test_the_neighbours_of_the_limit_and_of_the_deadband(inclusive: bool, mode: str, side: int) -> None:
    """The same below as above: at 10, deadband 2, it arms at 10 (both: 12) and returns at 8, there or just beyond."""
    limits = {"h" if side > 0 else "l": 10.0 * side, "deadband": 2}
    config = LimitConfig.model_validate({"rows": [limits], "inclusive": inclusive, "deadband_mode": mode})
    for start, edge in ((BACK, 12.0 if mode == "both" else 10.0), (OUT, 8.0)):
        inside, outside = around(edge)
        for value, active in ((inside, False), (edge, inclusive), (outside, True)):
            made = Bench(Limit, config).start(1)
            made.feed([row(0, start * side), row(1, value * side)])
            kinds = [kind for kind, _ in told(made)]
            assert active == (kinds[-1:] == ["active"]), (value, kinds)
