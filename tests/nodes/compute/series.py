"""Series: random samples as plants have them, and runs of a node that must not show how they were cut."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from tundish import Node, NodeConfig
from tundish.testing import Bench, Row
from tundish.testing.bench import msgpacked

SECOND = 1_000_000_000
BEGIN = 1_700_000_000 * SECOND
"""A time within an hour: 22:13:20 UTC."""


def series(seed: int, count: int = 300, points: Sequence[str] = ("a", "b"), gap: float = 4.0) -> list[Row]:
    """Irregular times with long gaps and equal ones, bad, uncertain and missing values, in order of arrival.

    A sample arrives a tenth of a second after its time; several may come at one instant.
    """
    chance = np.random.default_rng(seed)
    rows, time, last = [], BEGIN, 0
    for _ in range(count):
        step = 0.0 if chance.random() < 0.15 else float(chance.exponential(gap)) * (30 if chance.random() < 0.02 else 1)
        time += round(step * 1000) * 1_000_000
        arrival = max(time + SECOND // 10 + 1, last + 2) if step else max(last, time + SECOND // 10 + 1)
        value = float(np.round(chance.normal(50, 20), 3)) if chance.random() > 0.03 else float("nan")
        quality = int(chance.choice([0, 0, 0, 0, 0, 0x40, 0x81]))
        rows.append(Row(arrival, str(chance.choice(list(points))), value, quality, time))
        last = arrival
    return rows


def ran(kind: type[Node[Any, Any]], config: NodeConfig, rows: Sequence[Row], wait: int = 0) -> list[tuple[Any, ...]]:
    """What the node puts out, however its samples are cut and wherever it is restored; `wait` s after the last."""
    until = rows[-1].arrival + wait * SECOND + 1
    found = [_seen(kind, config, rows, until, size, restore) for size, restore in ((1000, 0), (7, 0), (1, 0), (7, 5))]
    for other in found[1:]:
        assert found[0] == other
    return found[0]


def _seen(
    kind: type[Node[Any, Any]], config: NodeConfig, rows: Sequence[Row], until: int, size: int, restore: int
) -> list[tuple[Any, ...]]:
    bench = Bench(kind, config).start(rows[0].arrival - 2)
    seen: list[tuple[Any, ...]] = []
    for part, begin in enumerate(_cuts(rows, size)):
        bench.feed(begin)
        if restore and part % restore == 0:
            seen += bench.seen
            bench = Bench(kind, config, msgpacked(bench.snapshot()), strangers=["x", "b", "a"])
    bench.wake(until)
    return sorted(seen + bench.seen, key=lambda row: str(row[0]))  # between ports there is no order but that of stamps


def _cuts(rows: Sequence[Row], size: int) -> list[list[Row]]:
    """Batches of at least so many samples, of whole instants."""
    parts: list[list[Row]] = [[]]
    for row in rows:
        if len(parts[-1]) >= size and row.arrival != parts[-1][-1].arrival:
            parts.append([])
        parts[-1].append(row)
    return parts


def of_point(rows: Sequence[Row], point: str) -> tuple[Any, Any, Any]:
    """Times, values and qualities of a point."""
    own = [row for row in rows if row.point == point]
    times, values, qualities = ([getattr(row, name) for row in own] for name in ("time", "value", "quality"))
    return np.array(times), np.array(values), np.array(qualities)


def results(seen: Sequence[tuple[Any, ...]], name: str) -> list[tuple[int, float, int]]:
    """Time, value and quality of what came out under a name."""
    return [(row[2], float(row[4]), row[5]) for row in seen if row[3] == name]
