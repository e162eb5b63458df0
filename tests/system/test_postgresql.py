"""A server whose PostgreSQL goes away: flows go on, people are told, and what happened meanwhile is kept."""

import itertools
import urllib.error
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.postgresql import PostgreSQL
from tests.fixtures.site import Site

BEAT = 50
"""ms between two injected events"""


def ticking() -> dict[str, Any]:
    """An event every 50 ms that is kept in the event store."""
    config = {"mode": "event", "event": "tick", "interval": BEAT / 1e3, "missed": "all"}
    node = {
        "kind": "source.inject",
        "version": 1,
        "name": "ticks",
        "position": [0, 0],
        "record": True,
        "config": config,
    }
    return {"format": "tundish.flow/1", "id": "ticking", "name": "Ticking", "nodes": {"ticks": node}, "wires": []}


def test_a_database_that_goes_away(tmp_path: Path, postgresql: PostgreSQL, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUNDISH_DATABASE", postgresql.url)
    site = Site(tmp_path / "data")

    def kept() -> list[int]:
        found = site.call("GET", "/api/events?flow=ticking&kind=tick&limit=1000")["events"]
        return sorted(int(datetime.fromisoformat(event["time"]).timestamp() * 1e3) for event in found)

    with site.serving():
        site.deploy(ticking())
        site.until(lambda: len(kept()) > 5)
        postgresql.stop()
        with pytest.raises(urllib.error.HTTPError) as refused:
            kept()
        assert (503, True) == (refused.value.code, b"database-away" in refused.value.read())
        postgresql.start()
        before = site.until(lambda: len(kept()))
        site.until(lambda: len(kept()) > before + 40)
        times = kept()
    assert [BEAT] * (len(times) - 1) == [b - a for a, b in itertools.pairwise(times)]
