"""What the server does in the background: samples become files, what is too old goes."""

from dataclasses import replace

from starlette.testclient import TestClient

from api.housekeeping import compact_once, prune_once
from api.server import Server
from engine.eventstore import Keep
from tests.api.conftest import Clock
from tests.api.test_events import NOON, SECOND, event
from tests.api.test_history import tell

DAY = 86_400


async def test_a_compaction_is_a_process_of_its_own(server: Server) -> None:
    tell(server, "P1", [(0, 1.0, 0), (1, 2.0, 0)])
    assert await compact_once(server)
    assert {"samples": 2, "waiting": 0} == {name: server.history.size()[name] for name in ("samples", "waiting")}


async def test_a_compaction_that_fails_is_told_and_hurts_nobody(server: Server) -> None:
    tell(server, "P1", [(0, 1.0, 0)])
    log = server.settings.history / "log" / "default.db"
    log.with_name("broken.db").write_bytes(b"no database")
    assert not await compact_once(server)
    log.with_name("broken.db").unlink()
    assert (1, 0) == ((size := server.history.size())["samples"], size["waiting"])


async def test_events_that_are_too_old_for_their_class_go(server: Server, clock: Clock) -> None:
    server.events.keep([event(1), event(2, kind="problem")])
    clock.now = NOON / SECOND + 100 * DAY
    await prune_once(server)
    assert server.events.one(f"{1:032x}") is not None
    assert server.events.one(f"{2:032x}") is None


async def test_how_long_is_what_the_settings_say(server: Server, clock: Clock) -> None:
    server.settings = replace(server.settings, keep_events=Keep(alarm=1, problem=200))
    server.events.keep([event(1), event(2, kind="problem")])
    clock.now = NOON / SECOND + 100 * DAY
    await prune_once(server)
    assert server.events.one(f"{1:032x}") is None
    assert server.events.one(f"{2:032x}") is not None


def test_an_administrator_sees_how_long_and_how_much(admin: TestClient, engineer: TestClient, server: Server) -> None:
    server.events.keep([event(1), event(2)])
    told = admin.get("/api/keeping").json()
    assert (800, 3, 400) == tuple(told["days"][name] for name in ("keep-alarms", "keep-traces", "keep-history"))
    assert (20 * 2**30, "2026-11-21T12:00:01.000000000Z") == (told["events"]["room"], told["events"]["oldest"])
    assert 0 < told["events"]["bytes"] < told["events"]["room"]
    assert {"bytes": 0, "room": 50 * 2**30, "oldest": None} == told["history"]
    assert 403 == engineer.get("/api/keeping").status_code
