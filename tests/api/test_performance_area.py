"""Alarm performance of an area, and what stands at its end, beside what follows from the exported log alone."""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from starlette.testclient import TestClient

from api.server import Server
from engine.eventstore import EventRecord
from tests.api.conftest import Browser
from tests.api.fake_runtime import FakeRuntime
from tests.api.test_performance import BEGIN, SECOND, WINDOW, a_week, record
from tundish.iso import iso, nanoseconds_of

AREAS = ("North", "North/Hall 1", "South", "", None)
DAY = 86_400
HIDDEN = ("out_of_service", "suppressed", "shelved")
"""Which comes first when an alarm is hidden twice."""


def placed(records: Iterable[EventRecord]) -> list[EventRecord]:
    """Each point in an area of its own; of every fifth the directory said nothing, as of flows without one."""
    found = []
    for one in records:
        data, area = json.loads(one.data), AREAS[int(one.point[1:]) % len(AREAS)]
        found.append(
            one._replace(data=json.dumps(data if area is None else {**data, "area": area}, ensure_ascii=False))
        )
    return found


def exported(viewer: TestClient, query: str = "") -> list[dict[str, Any]]:
    """The oldest first."""
    lines = viewer.get(f"/api/events?format=ndjson&kind=alarm.{query}").text.splitlines()
    return [json.loads(line) for line in reversed(lines)]


def asked(viewer: TestClient, **query: str) -> dict[str, Any]:
    found = viewer.get("/api/alarms/performance", params={**WINDOW, **query})
    assert 200 == found.status_code, found.text
    return found.json()  # type: ignore[no-any-return]


def measured(found: dict[str, Any]) -> dict[str, float | None]:
    return {one["name"]: one["value"] for one in found["measures"]}


def test_areas_together_are_the_whole(browser: Browser, server: Server) -> None:
    """And each is what the log says of it; one that lies below another is part of it."""
    server.events.keep(placed(a_week(3)))
    viewer = browser("viewer")
    log = exported(viewer)
    end = nanoseconds_of(WINDOW["to"])
    calls = Counter(
        one["data"].get("area") for one in log if one["kind"] == "alarm.active" and nanoseconds_of(one["time"]) < end
    )
    north, hall, south = (asked(viewer, area=area) for area in AREAS[:3])
    assert (calls["North"] + calls["North/Hall 1"], calls["North/Hall 1"], calls["South"]) == (
        north["announced"], hall["announced"], south["announced"],
    )  # fmt: skip
    nowhere = calls[""] + calls[None]
    whole = asked(viewer)
    assert min(*calls.values(), nowhere) > 0
    assert whole["announced"] == north["announced"] + south["announced"] + nowhere
    assert {"P0", "P1", "P5", "P6", "P10", "P11", "P15", "P16"} == {one["point"] for one in north["top"]}
    assert "" == north["note"]


def test_the_history_of_an_area_is_the_log_of_it(browser: Browser, server: Server) -> None:
    server.events.keep(placed(a_week(3)))
    viewer = browser("viewer")
    log = exported(viewer)
    mine = [one["id"] for one in log if one["data"].get("area") in {"North", "North/Hall 1"}]
    assert mine == [one["id"] for one in exported(viewer, "&area=North")]
    found, cursor = list[str](), ""
    while True:
        page = viewer.get(f"/api/events?kind=alarm.&area=North&limit=7&cursor={cursor}").json()
        assert len(page["events"]) <= 7
        found += [one["id"] for one in page["events"]]
        if not (cursor := page["next"] or ""):
            break
    assert mine == found[::-1]
    counted = viewer.get(f"/api/events/count?kind=alarm.&area=North&width={30 * DAY}").json()
    assert len(mine) == sum(one["count"] for one in counted)


def test_an_area_that_nobody_knows_is_empty_and_says_so(browser: Browser, server: Server) -> None:
    server.events.keep(placed(a_week(1)))
    engineer = browser("engineer")
    engineer.put("/api/points/P77", json={"area": "West/Hall 2"})
    found, page = asked(engineer, area="Nowhere"), engineer.get("/api/events?area=Nowhere").json()
    assert (0, []) == (found["announced"], page["events"])
    assert "no area 'Nowhere'" in found["note"]
    assert found["note"] == page["note"]
    for area in ("West", "West/Hall 2"):
        quiet = {"area": area, "to": "2026-10-01T00:00:00Z", "from": "2026-09-01T00:00:00Z"}
        assert "" == asked(engineer, **quiet)["note"], area
        assert "" == engineer.get("/api/events", params=quiet).json()["note"], area


def hiding(seed: int) -> list[EventRecord]:
    """A week in which alarms are shelved, taken out of service and suppressed by design as well, some twice over."""
    ends = {"shelve": "unshelve", "out_of_service": "in_service", "suppress": "unsuppress"}
    words = dict(zip(ends, ("shelved", "out_of_service", "suppressed"), strict=True))
    steps = [((one.time - BEGIN) // SECOND, int(one.point[1:]), one.kind, json.loads(one.data)) for one in a_week(seed)]
    for point in range(20):
        for k, change in enumerate(ends):
            for day in range(7):
                if (point + 3 * day + 2 * k) % 5 < 2:
                    begin = DAY * day + 1800 * (k + 1) + 60 * point
                    steps += [(begin, point, change, {}), (begin + 50_000 + 900 * k, point, ends[change], {})]
    found, status, hidden = list[EventRecord](), dict[int, dict[str, Any]](), dict[int, dict[str, Any]]()
    for second, point, kind, said in sorted(steps, key=lambda one: one[:2]):
        data, change = said or status.get(point, {"status": "normal"}), kind.removeprefix("alarm.")
        status[point], marks = data, hidden.setdefault(point, {})
        marks |= {words[change]: {"by": "x"}} if change in ends else {}
        marks |= {words[begin]: None for begin, end in ends.items() if end == change}
        found.append(record(len(found), second, f"P{point}", change, {**data, **marks}, "serious"))
    return placed(found)


def stood(log: list[dict[str, Any]], until: int, area: str = "") -> dict[str, float]:
    """By the last thing told of each alarm before then."""
    last = {one["point"]: one for one in log if nanoseconds_of(one["time"]) < until}
    words = Counter[str]()
    for one in last.values():
        data = one["data"]
        if area and not f"{data.get('area')}/".startswith(f"{area}/"):
            continue
        word = next((word for word in HIDDEN if data.get(word)), None)
        if word == "suppressed" and data["status"] == "normal" and not data.get("shelved"):
            continue
        words[word or "standing"] += word is not None or data["status"] in {"unack", "ack"}
    return {name: float(words[name]) for name in ("standing", *HIDDEN)}


def test_what_stands_and_what_is_hidden_at_the_end_follows_from_the_log(browser: Browser, server: Server) -> None:
    server.events.keep(hiding(4))
    viewer = browser("viewer")
    log = exported(viewer)
    seen = Counter[str]()
    for hour in range(5, 168, 23):
        until = BEGIN + (3600 * hour + 1800) * SECOND
        for area in ("", "North"):
            found = measured(asked(viewer, to=iso(until), area=area))
            expected = stood(log, until, area)
            assert expected == {name: found[name] for name in expected}, (hour, area)
            seen.update(name for name, count in expected.items() if count)
    assert {"standing", *HIDDEN} == set(seen)
    verdicts = {one["name"]: one["verdict"] for one in asked(viewer)["measures"]}
    assert {"none"} == {verdicts[name] for name in ("standing", *HIDDEN)}, "nobody has published a limit"


def test_until_now_the_alarm_board_is_counted(browser: Browser, server: Server, runtime: FakeRuntime) -> None:
    """Each alarm once; of flows and areas that are asked for."""
    server.events.keep([record(0, 5, "P9", "active", {"status": "unack"}, "serious")])
    rows: list[dict[str, Any]] = [
        {"status": "unack", "area": "North"}, {"status": "ack", "area": "North/Hall 1"}, {"status": "rtn_unack"},
        {"status": "ack", "shelved": {"by": "x"}, "area": "South"},
        {"status": "normal", "suppressed": "M", "point": "*"},
        {"status": "normal", "out_of_service": {"by": "x"}, "suppressed": "M", "flow": "fans"},
    ]  # fmt: skip
    runtime.told_alarms = [
        {"flow": "pumps", "node": "n", "point": f"P{k}", "active_since": "2026-11-01T00:00:00Z", **row}
        for k, row in enumerate(rows)
    ]
    viewer = browser("viewer")

    def now(**query: str) -> list[float | None]:
        found = measured(viewer.get("/api/alarms/performance", params=query).json())
        return [found[name] for name in ("standing", "shelved", "out_of_service", "suppressed")]

    assert [2, 1, 1, 1] == now() == now(to="2099-01-01T00:00:00Z", **{"from": "2098-12-01T00:00:00Z"})
    assert [2, 1, 0, 1] == now(flow="pumps")
    assert [2, 0, 0, 0] == now(area="North")
    assert [1, 0, 0, 0] == now(area="North/Hall 1")
    trend = viewer.get("/api/alarms/performance?weeks=2").json()["trend"]
    assert (2, 1) == (trend[-1]["standing"], trend[-1]["suppressed"])
