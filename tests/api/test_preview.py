"""/api/flows/{id}/preview: pins in, outputs of the nodes downstream out, in a process of its own."""

import asyncio
from typing import Any, cast

import pytest
from starlette.testclient import TestClient

from api.routers import preview
from tests.api.conftest import Browser
from tests.api.fake_runtime import FakeRuntime
from tests.engine.replay.test_preview import draft, pin, sample
from tundish.catalogue import load


def ask(client: TestClient, pins: Any, **more: Any) -> Any:
    body = {"document": draft(), "pins": pins, "seconds": 0, **more}
    return client.post("/api/flows/draft/preview", json=body)


def test_a_draft_is_tried_and_nothing_of_it_is_kept_or_run(
    engineer: TestClient, runtime: FakeRuntime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The flow is not even known to the server. A process that hangs or dies is an answer too."""
    app: Any = engineer.app
    monkeypatch.setattr(app.state.server.catalogue, "kinds", load().kinds)
    before = engineer.get("/api/flows").json()
    answer = ask(engineer, [pin("plc", sample(0, 10), sample(1, 30))])
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert [20.0, 60.0] == [one["value"] for one in told["nodes"]["scale"]["ports"]["samples"]["samples"]]
    assert {"line": "action", "elsewhere": "wrong"} == told["skipped"]
    assert (before, {}) == (engineer.get("/api/flows").json(), runtime.running)
    some = [pin("plc", sample(0, 10))]
    monkeypatch.setattr(preview, "MODULE", "no.such.module")
    assert (422, "document") == ((died := ask(engineer, some)).status_code, died.json()["field"])
    monkeypatch.setattr(preview, "MODULE", "timeit")  # it reads nothing and does not end for a while
    monkeypatch.setattr(preview, "LONGEST", 0.01)
    assert 504 == ask(engineer, some).status_code


@pytest.mark.parametrize(
    ("pins", "more"),
    [
        ([], {}),
        ([pin("plc", *[sample(0, 1)] * (preview.MOST_ROWS + 1))], {}),
        ([pin("plc", *[sample(0, 1)] * preview.MOST_ROWS)] * 6, {}),
        ([pin("plc", {**sample(0, 1), "quality": "fine"})], {}),
        ([pin("plc", sample(0, 1))], {"seconds": 3601}),
        ([pin("plc", sample(0, 1))], {"document": []}),
    ],
    ids=["no pins", "too many rows", "too many together", "quality", "too long", "no document"],
)
def test_a_question_that_asks_too_much_is_refused(engineer: TestClient, pins: Any, more: dict[str, Any]) -> None:
    assert 422 == ask(engineer, pins, **more).status_code


def test_who_may_not_edit_may_not_try(browser: Browser) -> None:
    assert [403, 403] == [ask(browser(role), [pin("plc", sample(0, 1))]).status_code for role in ("viewer", "operator")]


async def test_nobody_waits_behind_a_client_that_has_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it asked for ends, and the next one has its turn."""
    monkeypatch.setattr(preview, "LOOKS", 0.01)
    ended: list[bool] = []

    class Gone:
        async def is_disconnected(self) -> bool:
            return True

    async def asked(*_: object) -> dict[str, Any]:
        try:
            await asyncio.sleep(3600)
        finally:
            ended.append(True)
        return {}

    monkeypatch.setattr(preview, "_asked", asked)
    turn = asyncio.Semaphore(1)
    answer = await asyncio.wait_for(preview._while_awaited(cast("Any", Gone()), preview._in_turn(turn, b"", "")), 60)
    await asyncio.wait_for(turn.acquire(), 60)
    assert ("nobody waits for it any more", [True]) == (answer["error"], ended)
