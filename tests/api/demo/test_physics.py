"""The simulated devices: the same with the same seed, and lively: alarms come and go within two minutes."""

from collections.abc import Callable
from decimal import Decimal
from itertools import islice, pairwise

import pytest

from api.demo.analyser import results
from api.demo.content import targets
from api.demo.furnace import Furnace
from api.demo.plc import Plc
from api.demo.pumps import POINTS, PumpStation


def station(seconds: float, *, acts: bool = True) -> list[dict[str, float]]:
    """Values at every second; `acts`: somebody starts and stops pump 2 by the level."""
    plc = Plc()
    made = PumpStation(plc)
    told = []
    for step in range(int(10 * seconds)):
        made.step(0.1)
        if acts and made.level > 80:
            plc.coils[1] = 1
        elif acts and made.level < 35:
            plc.coils[1] = 0
        if step % 10 == 0:
            told.append({**dict(zip(POINTS, made.values(), strict=True)), "P2.run": plc.coils[1]})
    return told


def furnace(seconds: float) -> list[dict[str, float]]:
    made = Furnace()
    told = []
    for _ in range(int(2 * seconds)):
        made.step(0.5)
        told.append(dict(made.now))
    return told


@pytest.mark.parametrize("simulate", [station, furnace])
def test_the_same_every_time(simulate: Callable[[float], object]) -> None:
    assert simulate(20) == simulate(20)


@pytest.mark.parametrize(
    ("simulate", "point", "limit"),
    [
        (station, "tank.level", 80.0),
        (station, "P1.bearing", 72.0),
        (station, "P1.vibration", 4.5),
        (furnace, "CO", 150.0),
        (furnace, "T2", 1250.0),
    ],
)
def test_a_limit_is_crossed_both_ways(
    simulate: Callable[[float], list[dict[str, float]]], point: str, limit: float
) -> None:
    values = [row[point] > limit for row in simulate(200)]
    assert {(False, True), (True, False)} <= set(pairwise(values))


def test_within_half_a_minute_something_happens() -> None:
    assert any(row["tank.level"] > 80 for row in station(30))
    assert any(row["O2"] < 2.5 for row in furnace(30))


def test_the_station_saves_itself_when_nobody_acts() -> None:
    rows = station(300, acts=False)
    assert all(0 < row["tank.level"] < 99 for row in rows)
    assert {0, 1} == {row["P2.run"] for row in rows}


def test_the_analyser_tells_of_everything_that_may_be_wrong() -> None:
    known = {(r["analyte"], r["unit"], r["method"]): r for r in targets()}
    seen = {"fail": 0, "pass": 0, "wrong lot": 0, "expired": 0, "unknown": 0}
    for result in islice(results(), 200):
        row = known.get((result["analyte"], result["unit"], result["method"]))
        if row is None:
            seen["unknown"] += 1
        elif result["lot"] == "255CG":
            seen["wrong lot"] += 1
        elif result["lot"] == "P-07":
            seen["expired"] += 1
        else:
            inside = Decimal(row["low"]) <= Decimal(result["value"]) <= Decimal(row["high"])
            seen["pass" if inside else "fail"] += 1
    assert all(seen.values()), seen
    assert 0.05 < seen["fail"] / 200 < 0.2
    assert seen["pass"] > 100
