"""Gaps: whoever makes samples over time makes a bounded number of them, however long nothing came."""

import time
from typing import Any

import pytest

from nodes.compute.producing import Producing
from tests.nodes.compute.series import BEGIN, SECOND
from tundish.catalogue import load
from tundish.testing import Bench, Row

YEAR = 365 * 86400 * SECOND
MOST = 4_000
"""Samples of one point that a gap may make; the largest bound is that of averages of emissions, 1,000 hours of two."""
LEAST = 1e-9
EVERY = {"rows": [{"points": "*"}]}
SMALLEST: dict[str, list[dict[str, Any]]] = {
    "compute.aggregate": [
        {"window": "tumbling", "length": LEAST, "lateness": 0},
        {"window": "tumbling", "length": LEAST, "results": [{"function": "median", "output": "{point}.m"}]},
        {"window": "months", "lateness": 0}, {"window": "hopping", "length": 1, "hop": LEAST, "lateness": 0},
        {"window": "sliding", "length": LEAST}, {"window": "session", "gap": LEAST}, {"window": "count", "count": 1},
    ],
    "compute.delay": [{"rows": [{"delay": LEAST}]}],
    "compute.demand": [{"block": 1, "lateness": 0, "settle": 0, "rows": [{"limit": 1}]}],
    "compute.merge": [
        {"members": [{"point": "a"}, {"point": "b"}], "wait": wait, "missing": missing}
        for wait in (0, LEAST) for missing in ("leave_out", "bad", "last")
    ],
    "compute.resample": [
        {"every": LEAST, "lateness": 0, "rows": [{"method": method}]} for method in ("last", "linear", "average")
    ],
    "compute.throttle": [{"rows": [{"interval": LEAST, "passes": passes}]} for passes in ("first", "last", "average")],
    "compute.totalise": [{"reset": "clock", "every": 1, "lateness": 0}],
    "compute.validity": [{"length": 1, "period": 0.1, "lateness": 0, "blocks": 10_000, "least": 1}],
}  # fmt: skip
KINDS = {name: kind for name, kind in load().kinds.items() if issubclass(kind, Producing)}


def test_every_node_that_makes_samples_over_time_is_here() -> None:
    assert set(KINDS) == set(SMALLEST)


@pytest.mark.parametrize("name", sorted(SMALLEST))
@pytest.mark.timeout(300)
def test_thirty_years_without_a_sample_make_a_bounded_number(name: str) -> None:
    """A gap in source time, then as long on the engine's clock alone; with zones that change their clocks, too."""
    zones = [{}, {"zone": "Europe/Berlin"}] if "zone" in KINDS[name].config_type.model_fields else [{}]
    for config in [{**one, **zone} for one in SMALLEST[name] for zone in zones]:
        bench = Bench(KINDS[name], KINDS[name].config_type.model_validate(config)).start(BEGIN)
        began = time.process_time()
        for stamp in (BEGIN + 1, BEGIN + 30 * YEAR):
            bench.feed([Row(stamp + 1, point, 1.5, 0, stamp) for point in "ab"])
        assert len(bench.seen) <= 2 * MOST, (config, len(bench.seen))
        seen = len(bench.seen)
        bench.wake(BEGIN + 60 * YEAR)
        assert len(bench.seen) - seen <= 2 * MOST, (config, len(bench.seen) - seen)
        assert time.process_time() - began < 60, "a watchdog: a kernel is compiled within it"
