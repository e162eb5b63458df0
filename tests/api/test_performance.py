"""Alarm performance over the API, beside what follows from the exported event log alone."""

import csv
import io
import json
from collections import Counter
from statistics import median
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

from api.server import Server
from engine.eventstore import EventRecord
from tests.api.conftest import Browser
from tundish.iso import iso, nanoseconds_of

BEGIN = nanoseconds_of("2026-11-01T00:00:00Z")
SECOND = 1_000_000_000
WINDOW = {"from": "2026-11-01T00:00:00Z", "to": "2026-11-08T00:00:00Z"}
WEEK = 7 * 86_400
LEVELS = {"unack": "H", "ack": "H"}


def a_week(seed: int) -> list[EventRecord]:
    """Twenty alarms that come, are acknowledged and go, with a flood on the third day."""
    chance, found = np.random.default_rng(seed), list[EventRecord]()
    for k in range(20):
        at = int(chance.integers(0, 3600))
        while at < WEEK - 4000:
            start = at + (0 if k < 3 else int(chance.exponential(40_000)))
            start = 2 * 86_400 + 600 + 7 * k if at < 2 * 86_400 < start else start
            acked, over = start + int(chance.integers(1, 600)), start + int(chance.integers(1, 1500))
            steps = [(start, "active", "unack"), (acked, "ack", "ack" if acked < over else "normal")]
            steps.insert(1 if over <= acked else 2, (over, "clear", "rtn_unack" if over <= acked else "normal"))
            for second, change, status in steps:
                data = {"status": status, "active_since": iso(BEGIN + start * SECOND), "level": LEVELS.get(status)}
                found.append(record(len(found), second, f"P{k}", change, data, "critical" if k == 0 else "advisory"))
            at = max(acked, over) + int(chance.exponential(9000)) + 1
    return found


def record(number: int, second: int, point: str, change: str, data: dict[str, Any], priority: str) -> EventRecord:
    time = BEGIN + second * SECOND
    return EventRecord(
        f"{number:032x}", "pumps", 1, "limits", "events", f"alarm.{change}", point, time, time + 1, f"{number:032x}", 0,
        "", priority, "H", json.dumps(data),
    )  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2])
def test_it_follows_from_the_exported_log(browser: Browser, server: Server, seed: int) -> None:
    server.events.keep(a_week(seed))
    viewer = browser("viewer")
    found = viewer.get("/api/alarms/performance", params=WINDOW).json()
    log = [json.loads(line) for line in viewer.get("/api/events?format=ndjson&kind=alarm.").text.splitlines()]
    seconds = {one["id"]: (nanoseconds_of(one["time"]) - BEGIN) / SECOND for one in log}
    log.sort(key=lambda one: seconds[one["id"]])
    calls = [one for one in log if one["kind"] == "alarm.active" and seconds[one["id"]] < WEEK]
    measures = {one["name"]: one["value"] for one in found["measures"]}

    assert len(calls) == found["announced"]
    assert pytest.approx(len(calls) / 168) == measures["per_hour"]
    slots = Counter(int(seconds[one["id"]] // 600) for one in calls)
    assert pytest.approx(100 * sum(n > 10 for n in slots.values()) / 1008) == measures["slots_over"]
    assert [slots[k] for k in range(864, 1008) if slots[k]] == [one["count"] for one in found["slots"]]
    days = Counter(int(seconds[one["id"]] // 86_400) for one in calls)
    assert [days[k] for k in range(7)] == [one["count"] for one in found["days"]]
    often = Counter(one["point"] for one in calls)
    assert sorted(often.values(), reverse=True)[:10] == [one["count"] for one in found["top"]]
    assert often.most_common(1)[0][1] == found["top"][0]["count"]
    acked, returned = list[float](), list[float]()
    for one in calls:
        after = [two for two in log if two["point"] == one["point"] and seconds[two["id"]] > seconds[one["id"]]]
        for kind, lasted in (("alarm.ack", acked), ("alarm.clear", returned)):
            end = next(seconds[two["id"]] for two in after if two["kind"] == kind)
            lasted.extend([end - seconds[one["id"]]] if end < WEEK else [])
    assert median(acked) == measures["to_acknowledge"]
    assert median(returned) == measures["to_return"]
    assert sum(1 for s in returned if s <= 10) == sum(one["count"] for one in found["fleeting"])
    critical = sum(one["priority"] == "critical" for one in calls)
    assert pytest.approx(100 * critical / len(calls)) == measures["critical"]
    assert 1 == len(found["floods"])


def test_the_measures_as_a_file(viewer: TestClient) -> None:
    rows = list(csv.DictReader(io.StringIO(viewer.get("/api/alarms/performance?format=csv").text.lstrip("\ufeff"))))
    assert {"name": "per_hour", "value": "0.0", "target": "6", "maximum": "12"}.items() <= rows[0].items()
    assert "met" == rows[0]["verdict"]


def test_twelve_weeks_are_a_trend(browser: Browser, server: Server) -> None:
    server.events.keep(a_week(1))
    found = browser("viewer").get("/api/alarms/performance", params={**WINDOW, "weeks": 12}).json()
    whole = next(one["value"] for one in found["measures"] if one["name"] == "per_hour")
    assert [0] * 11 + [whole] == [one["per_hour"] for one in found["trend"]]
    assert WINDOW["from"][:19] == found["trend"][-1]["begin"][:19]


@pytest.mark.parametrize(
    "wrong", [{"zone": "Nowhere"}, {"from": "2026-11-02T00:00:00Z", "to": "2026-11-01T00:00:00Z"}, {"to": "soon"}]
)
def test_what_makes_no_sense_is_refused(viewer: TestClient, wrong: dict[str, str]) -> None:
    assert 422 == viewer.get("/api/alarms/performance", params=wrong).status_code


@pytest.fixture
def viewer(browser: Browser) -> TestClient:
    return browser("viewer")


def test_a_day_that_has_hardly_begun_is_no_flood(browser: Browser, server: Server) -> None:
    server.events.keep([record(k, 60 * k, f"P{k}", "active", {"status": "unack"}, "serious") for k in range(4)])
    query = {"from": WINDOW["from"], "to": "2026-11-01T00:12:00Z"}
    [day] = browser("viewer").get("/api/alarms/performance", params=query).json()["days"]
    assert (4, 4) == (day["count"], day["per_hour"])


def test_limits_that_an_engineer_has_set_are_judged_by_until_the_published_ones_hold_again(
    browser: Browser, server: Server
) -> None:
    server.events.keep(a_week(1))
    engineer, viewer = browser("engineer"), browser("viewer")

    def told(name: str = "top_ten") -> dict[str, Any]:
        found = viewer.get("/api/alarms/performance", params=WINDOW).json()["measures"]
        return next(one for one in found if one["name"] == name)

    published = told()
    assert (5, None, "over", None) == (
        published["target"],
        published["maximum"],
        published["verdict"],
        published["set_by"],
    )
    path = "/api/alarms/performance/thresholds/top_ten"
    assert 403 == viewer.put(path, json={"target": 10, "maximum": 99}).status_code
    assert 204 == engineer.put(path, json={"target": 10, "maximum": 99}).status_code
    mine = told()
    assert (10, 99, "manageable") == (mine["target"], mine["maximum"], mine["verdict"])
    assert (5, None, "engineer") == (mine["published_target"], mine["published_maximum"], mine["set_by"])
    assert mine["set_at"]
    lines = viewer.get("/api/alarms/performance", params={**WINDOW, "format": "csv"}).text.splitlines()
    assert "10.0,99.0" in next(line for line in lines if line.startswith("top_ten"))
    assert 204 == engineer.put(path, json={}).status_code
    assert (None, "none") == (told()["target"], told()["verdict"])
    assert 204 == engineer.delete(path).status_code
    assert published == told()
    assert 404 == engineer.delete(path).status_code
    assert 404 == engineer.put("/api/alarms/performance/thresholds/nonsense", json={}).status_code
    wrong = [{"target": 5, "maximum": 4}, {"maximum": 4}, {"target": -1}, {"target": "x"}]
    assert [422] * 4 == [engineer.put(path, json=one).status_code for one in wrong]
    done = [(e["action"], e["object"]) for e in browser("admin").get("/api/audit?action=alarm-threshold.").json()]
    saved, removed = ("alarm-threshold.save", "top_ten"), ("alarm-threshold.remove", "top_ten")
    assert [removed, saved, saved] == done
