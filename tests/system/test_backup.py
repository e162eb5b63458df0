"""A backup of a server at work, restored elsewhere: consistent at one moment, nothing missing, nothing twice."""

import asyncio
import itertools
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from engine.disk.ledger import Entry, Ledger
from tests.fixtures.programs import free_port
from tests.fixtures.site import Site, tundish

STEP = 20_000_000
"""ns between two injected events"""
TICKS = {"mode": "event", "event": "tick", "interval": STEP / 1e9, "missed": "all"}


def flow() -> dict[str, Any]:
    """Events to a broker that is not there, and a value above its limit."""
    nodes = {
        "ticks": {"kind": "source.inject", "config": TICKS},
        "send": {"kind": "action.mqtt", "config": {"connection": "broker", "topic": "ticks"}},
        "level": {"kind": "source.inject", "config": {"mode": "sample", "interval": 0.05, "point": "P1", "value": 60}},
        "limit": {"kind": "alarm.limit", "config": {"rows": [{"points": "*", "h": 50}]}},
    }
    return {
        "format": "tundish.flow/1", "id": "busy", "name": "Busy",
        "nodes": {id: {"version": 1, "name": id, "position": [0, 0], **node} for id, node in nodes.items()},
        "wires": [
            {"from": ["ticks", "events"], "to": ["send", "events"]},
            {"from": ["level", "samples"], "to": ["limit", "samples"]},
        ],
    }  # fmt: skip


def outbox(data: Path) -> list[Entry]:
    """What waits to be sent, in order."""

    async def read() -> list[Entry]:
        ledger = Ledger(data / "flows" / "flows" / "busy.db")
        try:
            return await ledger.window("send", 0, 100_000)
        finally:
            ledger.close()

    return asyncio.run(read())


def times(entries: list[Entry]) -> list[int]:
    return [entry.raw["time"] for entry in entries]


def alarms(site: Site) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = site.call("GET", "/api/alarms")["alarms"]
    return found


def waiting(data: Path) -> int:
    with closing(sqlite3.connect(data / "flows" / "flows" / "busy.db")) as ledger:
        count: int = ledger.execute("SELECT count(*) FROM outbox WHERE lane = 'send'").fetchone()[0]
        return count


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[Site]:
    """A server whose outbox grows and whose alarm is acknowledged."""
    site = Site(tmp_path / "data")
    with site.serving():
        settings = {"host": "127.0.0.1", "port": free_port()}
        site.call("POST", "/api/connections", {"id": "broker", "kind": "mqtt", "name": "Broker", "settings": settings})
        site.deploy(flow())
        site.until(lambda: alarms(site))
        chosen = {"alarms": [{"flow": "busy", "node": "limit", "point": "P1"}], "comment": "seen"}
        site.call("POST", "/api/alarms/ack", chosen)
        site.until(lambda: alarms(site)[0]["status"] == "ack")
        site.until(lambda: waiting(site.data) > 100)
        yield site


def test_what_is_restored_goes_on_from_one_moment(busy: Site, tmp_path: Path) -> None:
    file, elsewhere = tmp_path / "backup.tar.gz", Site(tmp_path / "elsewhere")
    before = waiting(busy.data)
    taken = tundish("backup", file, "--data", busy.data)
    assert (0, "") == (taken.returncode, taken.stderr)
    assert "The key is not in it" in taken.stdout
    at_work = waiting(busy.data)
    known = alarms(busy)[0]
    restored = tundish("restore", file, "--data", elsewhere.data, "--key", busy.data / "secret.key")
    assert (0, "") == (restored.returncode, restored.stderr)
    assert "The audit trail" in restored.stdout
    kept = times(outbox(elsewhere.data))
    assert before <= len(kept) <= at_work, "the backup is of the moment at which it was taken"
    assert {STEP} == {b - a for a, b in itertools.pairwise(kept)}
    with elsewhere.serving():
        elsewhere.until(lambda: alarms(elsewhere))
        elsewhere.until(lambda: waiting(elsewhere.data) > len(kept) + 50)
        found = alarms(elsewhere)[0]
    for fact in ("status", "acked_by", "level", "time"):
        assert known[fact] == found[fact]
    later = times(outbox(elsewhere.data))
    assert kept == later[: len(kept)]
    assert {STEP} == {b - a for a, b in itertools.pairwise(later)}, "nothing is missing, nothing is there twice"


def test_what_waits_for_the_event_store_is_there_or_in_it(busy: Site, tmp_path: Path) -> None:
    file, elsewhere = tmp_path / "backup.tar", tmp_path / "elsewhere"
    assert 0 == tundish("backup", file, "--data", busy.data, "--with-key").returncode
    assert 0 == tundish("restore", file, "--data", elsewhere).returncode
    with tarfile.open(file) as tar:
        names = tar.getnames()
    assert "manifest.json" == names[0]
    assert {"tundish.db", "events.db", "secret.key", "flows/flows/busy.db"} <= set(names)
    assert not [name for name in names if name.endswith(("-wal", "-shm")) or "kernels" in name or "lock" in name]
    with closing(sqlite3.connect(elsewhere / "events.db")) as events:
        kinds = {row[0] for row in events.execute("SELECT kind FROM events WHERE point = 'P1'")}
    with closing(sqlite3.connect(elsewhere / "flows" / "flows" / "busy.db")) as ledger:
        pending = ledger.execute("SELECT count(*) FROM outbox WHERE lane = '@events'").fetchone()[0]
    assert {"alarm.active", "alarm.ack"} <= kinds or pending
