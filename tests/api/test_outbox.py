"""What actions have set aside is seen by everybody and decided about by engineers, on record."""

from tests.api.conftest import Browser, add_flow, flow
from tests.api.fake_runtime import FakeRuntime

ROW = {"number": 4, "id": "ab", "time": "2026-11-21T12:00:00Z", "point": "P1", "why": "the topic is wrong", "data": {}}
URL = "/api/flows/pumps/outbox"


def test_records_set_aside_are_listed_retried_and_discarded(browser: Browser, runtime: FakeRuntime) -> None:
    engineer, viewer, admin = browser("engineer"), browser("viewer"), browser("admin")
    add_flow(engineer, flow())
    runtime.aside = [ROW, {**ROW, "number": 5}]
    assert [4, 5] == [row["number"] for row in viewer.get(URL, params={"node": "send"}).json()]
    retried = engineer.post(URL, json={"node": "send", "do": "retry", "numbers": [4, 99]})
    assert {"done": [4]} == retried.json()
    engineer.post(URL, json={"node": "send", "do": "discard", "numbers": [5]})
    assert [] == viewer.get(URL, params={"node": "send"}).json()
    found = [(e["user"], e["action"], e["object"], e["detail"]) for e in admin.get("/api/audit").json()]
    assert ("engineer", "outbox.retry", "pumps/send", {"numbers": [4, 99]}) in found
    assert ("engineer", "outbox.discard", "pumps/send", {"numbers": [5]}) in found


def test_an_operator_may_look_and_no_more(browser: Browser) -> None:
    add_flow(browser("engineer"), flow())
    assert 200 == browser("operator").get(URL, params={"node": "send"}).status_code
    assert 403 == browser("operator").post(URL, json={"node": "s", "do": "retry", "numbers": [1]}).status_code


def test_a_flow_that_is_not_there_is_404(browser: Browser) -> None:
    assert 404 == browser("viewer").get(URL, params={"node": "send"}).status_code
