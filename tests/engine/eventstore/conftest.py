"""An event store on SQLite, and one on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.eventstore import EventStore


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EventStore]:
    if request.param == "sqlite":
        made = EventStore(f"sqlite:///{tmp_path}/events.db")
    else:
        made = EventStore(request.getfixturevalue("postgresql_url"))
        with made.db.writing() as connection:
            connection.execute("TRUNCATE events, steps, traces RESTART IDENTITY")
    yield made
    made.close()
