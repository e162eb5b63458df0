"""A formula may be asked about as often as one likes, whatever it is: nothing that runs or is kept is touched."""

import copy
import random
from collections import Counter
from typing import Any

import pytest
from starlette.testclient import TestClient

from api import measure
from api.server import Server
from tests.api.conftest import Browser, Clock, add_flow, deploy, flow
from tests.api.fake_runtime import FakeRuntime
from tests.api.test_events import NOON, event
from tests.api.test_history import tell
from tests.api.test_outbox import ROW, URL
from tests.engine.formula.test_fuzz_calls import POINTS, formula
from tundish.kernel import warm_up

NAMES = {"d1.e" if "{device}" in name else name.strip('"'): unit for name, unit in POINTS.items()}
CASES = 200


def seen(admin: TestClient, server: Server, runtime: FakeRuntime) -> dict[str, Any]:
    """All that there is to see of points, flows, what waits and what is kept; whatever a runtime was asked to do."""
    told = {name: value for name, value in vars(runtime).items() if not callable(value)}
    pages = ("/api/flows", "/api/points", "/api/audit", URL + "?node=send", "/api/flows/pumps")
    answers = {page: admin.get(page).raise_for_status().json() for page in pages}
    files = {path: path.stat().st_size for path in server.settings.history.rglob("*.parquet")}
    return copy.deepcopy({**told, **answers, "events": server.events.last(), "history": files})


@pytest.fixture
def admin(browser: Browser, server: Server, runtime: FakeRuntime, clock: Clock) -> TestClient:
    """A plant with points, a flow that runs, an event, a record set aside, and an hour of history."""
    clock.now = NOON / 1e9 + 120
    made = browser("admin")
    add_flow(made, flow())
    deploy(made)
    for number, (name, unit) in enumerate(NAMES.items(), 1):
        assert made.put(f"/api/points/{name}", json={"unit": unit}).is_success
        last = {"time": "2026-11-21T12:00:00Z", "point": name, "value": 2.5 * number, "quality": "good"}
        runtime.told_points[name] = {"last": last}
        tell(server, name, [(0, 1.0, 0), (30, 5.0, 0), (60, 2.0, 0x81)], stamp=number)
    server.events.keep([event(0)])
    runtime.aside = [ROW]
    return made


@pytest.mark.timeout(300)
def test_two_hundred_formulas_are_checked_and_tried_and_all_is_as_it_was(
    admin: TestClient, server: Server, runtime: FakeRuntime, monkeypatch: pytest.MonkeyPatch
) -> None:
    warm_up()
    monkeypatch.setattr(measure, "PATIENCE", 60)
    rng = random.Random(CASES)
    before = seen(admin, server, runtime)
    assert 1 == before["events"]
    count: Counter[str] = Counter()
    for k in range(CASES):
        asked = {"formula": formula(rng, k % 4), "output": rng.choice(["", *NAMES]), "device": rng.choice(["", "d1"])}
        for what in ("check", "preview", "trend"):
            answer = admin.post(f"/api/formula/{what}", json=asked)
            assert 200 == answer.status_code, (what, asked, answer.text)
            told = answer.json()
            count[what] += bool(told["ok"] and told.get({"preview": "sample", "trend": "samples"}.get(what, "ok")))
    assert min(count["check"], CASES - count["check"], count["preview"], count["trend"]) > CASES / 20, count
    assert before == seen(admin, server, runtime)


def test_what_is_looked_at_changes_with_whatever_is_done(
    admin: TestClient, server: Server, runtime: FakeRuntime
) -> None:
    """Or the test above could not fail."""
    pictures = [seen(admin, server, runtime)]

    def changed() -> bool:
        pictures.append(seen(admin, server, runtime))
        return pictures[-2] != pictures[-1]

    runtime.told_points["a"]["last"]["value"] = 7.0
    assert changed()
    admin.put("/api/points/a", json={"unit": "K"})
    assert changed()
    server.events.keep([event(1)])
    assert changed()
    admin.post(URL, json={"node": "send", "do": "discard", "numbers": [4]})
    assert changed()
    deploy(admin)
    assert changed()
    tell(server, "b", [(0, 1.0, 0), (30, 5.0, 0), (60, 2.0, 0)], stamp=99)
    assert changed()
