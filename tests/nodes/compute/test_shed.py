"""Load shedding: what is shed and restored, by hand."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from nodes.compute.shed import Shed, ShedConfig
from tests.nodes.compute.series import BEGIN, SECOND, ran
from tundish.testing import Bench, Row

HOUR = 3600 * SECOND
START = BEGIN // HOUR * HOUR
LOADS = [
    {"load": "heater", "power": 200, "priority": 1}, {"load": "fan", "power": 50, "priority": 1},
    {"load": "pump", "power": 300, "priority": 2}, {"load": "crane", "power": 900, "priority": 1, "locked": True},
]  # fmt: skip


def at(minute: float, value: float, quality: int = 0, point: str = "power.projected") -> Row:
    time = START + round(minute * 60) * SECOND
    return Row(time + 1, point, value, quality, time)


def told(rows: list[Row], loads: list[dict[str, Any]] = LOADS, **config: Any) -> list[tuple[float, str, str]]:
    """Minute, what happened, and to which load."""
    setting = ShedConfig.model_validate({"loads": loads, "limit": 1000, "back": 95, **config})
    ran(Shed, setting, rows)
    bench = Bench(Shed, setting)
    bench.feed(rows)
    return [
        ((event.time - START) / 60 / SECOND, event.kind.removeprefix("demand."), event.data.get("load", ""))
        for event in bench.events()
    ]


def test_as_much_is_shed_as_the_rest_of_the_block_needs_in_order_of_priority() -> None:
    """At 5 min two thirds of the block are left: 200 kW save 133, 50 save 33, 300 save 200. The crane is locked."""
    assert [(5, "shed", "heater")] == told([at(5, 1100)])
    assert [(5, "shed", "heater"), (5, "shed", "fan")] == told([at(5, 1150)])
    shed = [(5, "shed", "heater"), (5, "shed", "fan"), (5, "shed", "pump")]
    assert shed == told([at(5, 1366)])
    assert [*shed, (5, "short", "")] == told([at(5, 1367)])
    assert [] == told([at(5, 1000)])


def test_a_shed_load_is_reckoned_with_until_it_shows() -> None:
    """30 s later at the most: then the projection has it. Shortness is told once a block."""
    rows = [at(5, 1100), at(5.4, 1095), at(5.5, 1020), at(5.6, 1200), at(6.6, 1200), at(16, 999), at(18, 1200)]
    assert [
        (5, "shed", "heater"), (5.5, "shed", "fan"), (5.6, "shed", "pump"), (6.6, "short", ""), (18, "short", ""),
    ] == told(rows)  # fmt: skip


def test_nothing_is_shed_early_in_a_block_or_by_a_bad_projection() -> None:
    assert [] == told([at(1, 2000), at(5, 2000, 0x81), at(5, np.nan)])
    assert [(2, "shed", "heater")] == told([at(1, 1100), at(2, 1100)])


def test_loads_return_last_shed_first_after_their_time_when_there_is_room() -> None:
    """At 18 min 600 + 300 + 50 is below 95 % of 1030, and 200 more are not; at 19 min they are."""
    rows = [at(13, 1100), at(13.5, 700), at(15, 600), at(18, 600), at(18.5, 779), at(19, 778)]
    assert [
        (13, "shed", "heater"), (13, "shed", "fan"), (13, "shed", "pump"), (18, "restore", "pump"),
        (18, "restore", "fan"), (19, "restore", "heater"),
    ] == told(rows, limit=1030)  # fmt: skip
    assert [(5, "shed", "heater"), (10, "restore", "heater")] == told([at(5, 1100), at(9, 700), at(10, 700)])


def test_a_restored_load_stays_on_for_its_time() -> None:
    loads = [{"load": "heater", "power": 200, "min_off": 60, "min_on": 240}]
    rows = [at(4, 1100), at(5, 700), at(8, 1100), at(8.9, 1100), at(9, 1100)]
    assert [(4, "shed", "heater"), (5, "restore", "heater"), (8, "short", ""), (9, "shed", "heater")] == told(
        rows, loads
    )


def test_a_load_is_not_restored_for_the_end_of_a_block_only_to_be_shed_in_the_next() -> None:
    """Other loads take 940 kW, the heater 200 more: at 14.9 min it would hardly count any more."""
    rows = [at(m, 940) for m in (10, 14, 14.9, 17, 29.9, 44.9)]
    assert [(5, "shed", "heater")] == told([at(5, 1100), *rows])


def test_nothing_is_restored_at_the_beginning_of_a_block() -> None:
    """Nor soon after another was, which the projection does not show yet."""
    assert [(5, "shed", "heater"), (17, "restore", "heater")] == told([at(5, 1100), at(15, 0), at(16.9, 0), at(17, 0)])
    rows = [at(5, 1150), at(12, 880), at(12.3, 701), at(12.5, 701)]
    assert [(12, "restore", "fan"), (12.5, "restore", "heater")] == told(rows)[2:]


def test_what_comes_late_neither_sheds_nor_unlocks() -> None:
    late = at(5, 2000)._replace(arrival=START + 7 * 60 * SECOND)
    assert [] == told([at(6, 900), late])
    loads = [{"load": "mill", "power": 500, "lock": "m"}]
    unlocked = at(3, 0, point="m")._replace(arrival=START + 5 * 60 * SECOND)
    assert [(8, "short", "")] == told([at(4, 1, point="m"), unlocked, at(8, 1100)], loads)


def test_a_load_that_is_never_shed_after_an_edit_is_restored() -> None:
    bench = Bench(Shed, ShedConfig.model_validate({"loads": LOADS}))
    bench.feed([at(5, 1150)])
    locked = [{**LOADS[0], "locked": True}, *LOADS[1:]]
    bench.configure(ShedConfig.model_validate({"loads": locked}), START + HOUR)
    assert ["heater", "fan", "heater"] == [event.data["load"] for event in bench.events()]


def test_what_a_point_locks_is_not_shed() -> None:
    """Nor while that point is unknown or bad."""
    loads = [{"load": "mill", "power": 500, "lock": "mill.locked"}]
    locks = [at(3, 1, point="mill.locked"), at(5, 0, point="mill.locked"), at(7, 0, 0x81, point="mill.locked")]
    for n, shed in ((0, False), (1, False), (2, True), (3, False)):
        assert ("shed" in {kind for _, kind, _ in told([*locks[:n], at(8, 1100)], loads)}) == shed, n


def test_loads_that_leave_the_table_or_whose_node_leaves_are_restored() -> None:
    config = ShedConfig.model_validate({"loads": LOADS})
    bench = Bench(Shed, config)
    bench.feed([at(5, 1350)])
    bench.configure(ShedConfig.model_validate({"loads": LOADS[1:]}), START + HOUR)
    bench.step.remove(START + HOUR + 2)
    assert ["shed"] * 3 + ["restore"] * 3 == [event.kind[7:] for event in bench.events()]
    assert ["heater", "fan", "pump"] == [event.data["load"] for event in bench.events()][3:]
    assert [1, 1, 1, 0, 0, 0] == bench.values()


def test_a_random_day_sheds_nothing_locked_and_keeps_all_times() -> None:
    chance = np.random.default_rng(5)
    rows = [at(m / 4, float(chance.normal(990, 120))) for m in range(2000)]
    times: dict[str, list[tuple[float, str]]] = {}
    for minute, what, load in told(rows):
        if load:
            times.setdefault(load, []).append((minute, what))
    assert {"heater", "fan", "pump"} == set(times)
    for switched in times.values():
        assert ["shed", "restore"] * (len(switched) // 2) == [what for _, what in switched][: len(switched) // 2 * 2]
        assert all(after - before >= 5 for (before, _), (after, _) in pairwise(switched))


@pytest.mark.parametrize(
    ("config", "what"),
    [({"loads": [LOADS[0], LOADS[0]]}, "twice"), ({"output": "shed"}, "needs {load}"), ({"block": 7000}, "divides")],
)
def test_what_makes_no_sense_is_refused(config: dict[str, Any], what: str) -> None:
    with pytest.raises(ValidationError, match=what):
        ShedConfig.model_validate(config)
