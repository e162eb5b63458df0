"""What people do about alarms: many in one call, each answered by itself, by role, and in the audit."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from api.routers.alarms import MOST
from tests.api.conftest import Browser, add_flow, flow
from tests.api.fake_runtime import FakeRuntime

COMMANDS: list[tuple[str, dict[str, Any], str, dict[str, Any]]] = [
    ("ack", {"comment": "seen"}, "ack", {"comment": "seen"}),
    ("reset", {}, "reset", {"comment": ""}),
    ("shelve", {"seconds": 60, "once": True, "reason": "x"}, "shelve", {"seconds": 60.0, "once": True, "reason": "x"}),
    ("shelve", {"reason": "x"}, "shelve", {"seconds": 0.0, "once": False, "reason": "x"}),
    ("unshelve", {}, "unshelve", {"reason": ""}),
    ("out-of-service", {"reason": "x"}, "remove_from_service", {"reason": "x", "seconds": 0.0}),
    ("out-of-service", {"reason": "x", "seconds": 60}, "remove_from_service", {"reason": "x", "seconds": 60.0}),
    ("in-service", {"reason": "x"}, "return_to_service", {"reason": "x"}),
    ("unsuppress", {"reason": "x"}, "unsuppress", {"reason": "x"}),
    ("comment", {"text": "x"}, "comment", {"text": "x"}),
    ("confirm", {}, "confirm", {}),
    ("withdraw", {}, "withdraw", {}),
]


def keys(*points: str, flow: str = "pumps") -> list[dict[str, str]]:
    return [{"flow": flow, "node": "limit", "point": point} for point in points]


def test_an_alarm_in_a_block_is_known_by_its_path(browser: Browser, runtime: FakeRuntime) -> None:
    """Ids have up to 64 characters each: block/node~device."""
    operator, path = browser("operator"), f"{'b' * 64}/{'n' * 64}~band=2"
    add_flow(browser("engineer"), flow())
    answer = operator.post("/api/alarms/ack", json={"alarms": [{"flow": "pumps", "node": path, "point": "P1"}]})
    assert (200, {"accepted": 1, "refused": []}) == (answer.status_code, answer.json())
    assert path == runtime.commands[0][1]


def test_every_command_comes_to_its_node_and_into_the_audit(
    browser: Browser, admin: TestClient, runtime: FakeRuntime
) -> None:
    engineer = browser("engineer")
    add_flow(engineer, flow())
    for path, given, command, args in COMMANDS:
        runtime.commands.clear()
        answer = engineer.post(f"/api/alarms/{path}", json={"alarms": keys("P1", "P2"), **given})
        assert (200, {"accepted": 2, "refused": []}) == (answer.status_code, answer.json()), path
        expected = [("pumps", "limit", command, "engineer", {"point": point, **args}) for point in ("P1", "P2")]
        assert expected == runtime.commands
        entry = admin.get("/api/audit?limit=1").json()[0]
        assert (f"alarm.{command}", "engineer", "2 alarms") == (entry["action"], entry["user"], entry["object"])
    engineer.post("/api/alarms/ack", json={"alarms": keys("P3")})
    assert "P3" == admin.get("/api/audit?limit=1").json()[0]["object"]  # one is found by its point


def test_each_alarm_is_answered_by_itself(browser: Browser, runtime: FakeRuntime) -> None:
    add_flow(browser("engineer"), flow())
    runtime.refuse.add("gone")
    already = {"reason": "That is so already: somebody was first", "why": "already"}
    runtime.whys["P2"] = already
    alarms = [*keys("P1", "P2"), *keys("P3", flow="strange"), {**keys("P4")[0], "node": "gone"}, *keys("P5")]
    answer = browser("operator").post("/api/alarms/ack", json={"alarms": alarms}).json()
    assert 2 == answer["accepted"]
    refused = {row["point"]: (row.get("why"), row["reason"]) for row in answer["refused"]}
    assert {
        "P2": ("already", already["reason"]), "P3": (None, "There is no flow 'strange'"),
        "P4": (None, "'gone' does not want to"),
    } == refused  # fmt: skip


def test_ten_thousand_in_one_call_and_no_more(browser: Browser, runtime: FakeRuntime) -> None:
    engineer = browser("engineer")
    add_flow(engineer, flow())
    many = keys(*(f"P{i}" for i in range(MOST)))
    answer = engineer.post("/api/alarms/shelve", json={"alarms": many, "reason": "storm"})
    assert {"accepted": MOST, "refused": []} == answer.json()
    assert [f"P{i}" for i in range(MOST)] == [args["point"] for *_, args in runtime.commands]
    assert 422 == engineer.post("/api/alarms/shelve", json={"alarms": [*many, many[0]], "reason": "x"}).status_code


@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("ack", {"alarms": []}),
        ("shelve", {"alarms": keys("P"), "seconds": -1}),
        ("shelve", {"alarms": keys("P"), "seconds": "long"}),
        ("comment", {"alarms": keys("P"), "text": ""}),
        ("comment", {"alarms": keys("P")}),
        ("ack", {"alarms": [{"flow": "f", "node": "n"}]}),
    ],
)
def test_what_makes_no_sense_is_refused_as_a_whole(browser: Browser, path: str, given: dict[str, Any]) -> None:
    assert 422 == browser("operator").post(f"/api/alarms/{path}", json=given).status_code
