"""Ready flows on their simulated values: what comes out is what the rules say, computed here with NumPy alone."""

import contextlib
import io
import json
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pytest

from api.cli import main
from api.examples.gallery import NAMES

BEGIN = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
Column = npt.NDArray[np.float64]


class Told(NamedTuple):
    """What a run told: of each point its times (s), values (NaN where bad) and whether it was good; and all events."""

    points: dict[str, tuple[Column, Column]]
    events: list[dict[str, Any]]

    def of(self, point: str) -> Column:
        return self.points[point][1]

    def times(self, point: str) -> Column:
        return self.points[point][0]

    def logged(self, text: str) -> list[str]:
        """Texts that the logs were given, with these words in them."""
        found = [event["event"]["data"].get("text", "") for event in self.events if event["port"] == "effect"]
        return [line for line in found if text in line]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Any:
    """A run of an example as a person makes it, on the command line; once for each."""
    folder = tmp_path_factory.mktemp("examples")

    @lru_cache
    def run(name: str) -> Told:
        capture = request.getfixturevalue("capture")
        flow, data, out = (folder / f"{name}.{ending}" for ending in ("json", "csv", "jsonl"))
        flow.write_text(capture(["examples", name]), "utf-8")
        data.write_text(capture(["examples", name, "--data"]), "utf-8")
        assert "valid" in capture(["check", str(flow)])
        capture(["run", str(flow), "--replay", str(data), "--out", str(out)])
        return read(out)

    return run


@pytest.fixture(scope="module")
def capture() -> Any:
    """Run a command and return what it printed."""

    def captured(arguments: list[str]) -> str:
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            assert main(arguments) == 0
        return out.getvalue()

    return captured


def read(out: Path) -> Told:
    columns: dict[str, list[tuple[float, float]]] = {}
    events = []
    for line in out.read_text("utf-8").splitlines():
        row = json.loads(line)
        if "event" in row:
            events.append(row)
        else:
            value = row["value"] if row["quality"] == "good" and row["value"] is not None else np.nan
            time = datetime.fromisoformat(row["time"][:19] + "+00:00").timestamp() - BEGIN
            columns.setdefault(row["point"], []).append((time, value))
    return Told({point: (np.array(rows)[:, 0], np.array(rows)[:, 1]) for point, rows in columns.items()}, events)


def test_flotation(told: Any) -> None:
    run: Told = told("flotation")
    f, c, t = (run.of(f"flot.{which}_grade") for which in ("feed", "conc", "tail"))
    assert run.of("flot.recovery") == pytest.approx(100 * c * (f - t) / (f * (c - t)))
    assert np.all((run.of("flot.recovery") > 75) & (run.of("flot.recovery") < 95)), "a copper mine may be like that"
    hours = (run.times("flot.conc_grade") // 3600).astype(int)
    means = [c[hours == hour].mean() for hour in range(3)]
    assert run.of("flot.conc_grade.hour")[-2:] == pytest.approx(means[-2:])
    ph = run.of("flot.pH")
    calm = [np.median(ph[max(0, i - 4) : i + 1]) for i in range(ph.size)]
    assert run.of("flot.pH.calm")[4:] == pytest.approx(calm[4:])
    alarms = run.logged("Pulp pH H")
    assert 5 <= len([line for line in alarms if "active" in line]) <= 6, "the sine passes the limit every half hour"
    assert run.logged("Pulp pH L")
    assert run.logged("Concentrate grade L")


def test_aluminium_pot(told: Any) -> None:
    run: Told = told("aluminium-pot")
    v, i = run.of("pot.voltage"), run.of("pot.current")
    assert run.of("pot.resistance") == pytest.approx((v - 1.65) / i * 1000)
    assert run.of("pot.power") == pytest.approx(v * i)
    faraday = 26.9815385 / (3 * 96485.33212) * 3600  # g of Al by 1 A·h
    assert run.of("pot.energy") == pytest.approx(v / (faraday * 0.93) * 1000, rel=1e-4)
    normal = run.of("pot.energy")[v < 5]
    assert 13_000 < normal.mean() < 14_000, "kWh/t of an ordinary pot"
    moves = [event["event"]["data"]["state"] for event in run.events if event["node"] == "state"]
    assert ["normal", *["anode effect", "normal"] * 2] == moves, "one anode effect in each of two hours"
    effects = run.logged("alarm.active: Anode effect")
    warned = run.logged("alarm.active: Resistance rises")
    assert len(effects) == 2
    assert len(warned) >= 2
    first = [event["event"]["data"].get("text", "") for event in run.events if event["port"] == "effect"]
    assert first.index(warned[0]) < first.index(effects[0]), "the rising resistance told before the effect came"


def test_so2_hourly_mean(told: Any) -> None:
    """Hours by hand: valid with 45 good minutes; 02:00 UTC loses one quarter (valid), 14:00 two (not valid)."""
    run: Told = told("so2-hourly-mean")
    so2, o2 = run.of("stack.SO2"), run.of("stack.O2")
    reference = so2 * (21 - 6) / (21 - o2)
    assert run.of("stack.SO2_ref") == pytest.approx(reference, nan_ok=True)
    minute = (run.times("stack.SO2") // 60).astype(int)
    good = [reference[(minute == m) & np.isfinite(reference)] for m in range(28 * 60)]
    hours = np.array([part.mean() if part.size else np.nan for part in good]).reshape(28, 60)
    valid = np.isfinite(hours).sum(axis=1) >= 45
    assert [14] == np.flatnonzero(~valid).tolist()
    means = np.array([np.nanmean(hour) for hour in hours])
    found = run.of("stack.SO2_ref.hour")
    assert found[:28] == pytest.approx(np.where(valid, means, np.nan), nan_ok=True)
    rolling = [np.mean(means[max(0, h - 23) : h + 1][valid[max(0, h - 23) : h + 1]]) for h in range(28)]
    assert run.of("stack.SO2_ref.day")[18:28] == pytest.approx(rolling[18:]), "18 valid hours of 24"
    assert np.isnan(run.of("stack.SO2_ref.day")[:16]).all()
    reported = run.of("stack.SO2_ref.hour.reported")[:28]
    assert reported == pytest.approx(np.where(valid, np.round(means), np.nan), nan_ok=True)
    beyond = np.flatnonzero(np.diff(np.concatenate([[False], (np.round(means) > 100)[valid]]).astype(int)) == 1)
    assert len(run.logged("alarm.active: Hourly mean of SO2 H")) == beyond.size > 0


def test_peak_demand(told: Any) -> None:
    run: Told = told("peak-demand")
    power, time = run.of("site.power"), run.times("site.power")
    block = (time // 900).astype(int)
    means = [power[block == b].mean() for b in range(12)]
    assert run.of("site.demand") == pytest.approx(means), "evenly spaced values that hold: their average"
    into = time - 900 * block
    so_far = np.array([power[(block == block[i]) & (time < time[i])].sum() * 10 for i in range(power.size)])
    assert run.of("site.projected") == pytest.approx((so_far + power * (900 - into)) / 900)
    held = np.concatenate([[0.0], np.cumsum(power[:-1]) * 10 / 3600])
    assert run.of("site.energy") == pytest.approx(held)
    over = sum(mean > 2300 for mean in means)
    told_alarms = len(run.logged("alarm.active: Demand H"))
    assert told_alarms == over == 3, "one block of each hour"
    kinds = [event["event"]["kind"] for event in run.events if event["node"] == "demand"]
    assert len([kind for kind in kinds if kind == "demand.over"]) >= 3


def test_drinking_water(told: Any) -> None:
    run: Told = told("drinking-water")
    chlorine, flow = run.of("water.chlorine"), run.of("water.flow")
    assert run.of("water.ct") == pytest.approx(chlorine * 400 * 0.5 / (flow / 60))
    clean, time = run.points["water.turbidity.clean"][1], run.times("water.turbidity.clean")
    raw = run.of("water.turbidity")
    assert raw.max() > 1 > np.median(raw)
    assert np.nanmax(clean) > 1, "what lasts is no bubble"
    held = 0.5 < np.isnan(clean).mean()
    assert not held, "few values are held, as uncertain"
    hours, found = run.points["water.turbidity.clean.p95"]
    assert [3600.0, 7200.0, 10800.0, 14400.0] == hours.tolist()
    for end, p95 in zip(hours, found, strict=True):
        part = raw[(time >= end - 3600) & (time < end)]
        assert np.isnan(p95) or np.percentile(part, 90) < p95 < np.percentile(part, 99)
    assert len(run.logged("alarm.escalate: Turbidity HH")) == 2, "every two hours"
    assert run.logged("Free chlorine L")
    assert run.logged("CT L")
    assert not run.logged("Free chlorine H")


def test_line_oee(told: Any) -> None:
    """By hand. A shift of 480 min; 5-min parts 20 to 23, 50 to 57 and 80 stand still: 13 × 5 = 65 min. In ten parts
    48 and 3 pieces a minute, in 96 - 13 - 10 = 73 parts 60 and 1."""
    run: Told = told("line-oee")
    running = 480 - 65
    made, scrap = 73 * 5 * 60 + 10 * 5 * 48, 73 * 5 * 1 + 10 * 5 * 3
    availability, performance, quality = running / 480, made / (running * 62), (made - scrap) / made
    assert [100 * availability] * 2 == pytest.approx(run.of("line.availability").tolist())
    assert [100 * performance] * 2 == pytest.approx(run.of("line.performance").tolist())
    assert [100 * quality] * 2 == pytest.approx(run.of("line.quality").tolist())
    assert [100 * availability * performance * quality] * 2 == pytest.approx(run.of("line.oee").tolist())
    assert len(run.logged("OEE of the shift L")) == 1


def test_all_of_them_are_looked_at_here() -> None:
    assert {name.replace("-", "_") for name in NAMES} == {
        name.removeprefix("test_") for name in globals() if name.startswith("test_")
    } - {"all_of_them_are_looked_at_here"}


def test_alarm_messages(told: Any) -> None:
    """H is told to the shift after a minute, HH at once, the foreman a quarter of an hour after the first, the end."""
    run: Told = told("alarm-messages")
    times, level = run.times("tank.level"), run.of("tank.level")
    assert level == pytest.approx(run.of("tank.depth") * 10)
    expected: list[tuple[float, str, str]] = []
    state, since = 0, 0.0
    for time, value in zip(times, level, strict=True):
        reached = 2 if value > 95 else 1 if value > 85 else 0
        if state and reached < state and value > (94 if state == 2 else 84):
            reached = state
        if reached and not state:
            since = time
            expected += [(time + 60, "alarm", "shift"), (time + 960, "escalation", "foreman")]
        elif reached > state:
            expected.append((time, "worse", "shift"))
        elif state and not reached:
            expected = [one for one in expected if one[0] <= time]
            expected += [(time, "cleared", "shift")] if time > since + 60 else []
        state = reached
    expected = sorted(one for one in expected if one[0] <= times[-1])
    assert {"alarm", "worse", "escalation", "cleared"} == {reason for _, reason, _ in expected}
    messages = [event for event in run.events if (event["node"], event["port"]) == ("notify", "notify")]
    found = set()
    for message in messages:
        data = message["event"]["data"]
        stamp = datetime.fromisoformat(message["time"][:19] + "+00:00").timestamp() - BEGIN
        found.add((stamp, data["reason"], data["groups"][0]))
    assert expected == sorted(found)
    shift = [m["event"]["data"]["language"] for m in messages if "shift" in m["event"]["data"]["groups"]]
    assert shift.count("en") == shift.count("zh") == len([one for one in expected if one[2] == "shift"])
    mails = [event["event"]["data"]["to"] for event in run.events if event["node"] == "mail"]
    heard = [reason for _, reason, _ in expected if reason in {"escalation", "cleared"}]
    assert ["foreman@example.org"] * len(heard) == mails, (
        "a Thursday morning in Shanghai; who was told hears of the end"
    )
