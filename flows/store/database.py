"""Database: one relational database for everything that people edit. SQLite by default, PostgreSQL by URL."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlmodel import Session

BUSY_MS = 10_000
"""How long SQLite waits for another process that writes."""

Clock = Callable[[], float]
"""Seconds since 1970."""


class Database:
    """Sessions for reading and for writing.

    A session for writing is one transaction, and holds SQLite's write lock from its first moment: what it has read
    stays true until it commits.
    """

    def __init__(self, url: str, clock: Clock = time.time) -> None:
        self.clock = clock
        self.engine = _engine(url)
        self._writing = self.engine.execution_options(tundish_writes=True)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session whose changes nobody keeps."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session that commits at its end, or rolls back if an exception ends it."""
        with Session(self._writing, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """One transaction without a session: for migrations."""
        with self._writing.begin() as connection:
            yield connection

    def now(self) -> str:
        """The present, as stored in tables."""
        return iso(self.clock())

    def close(self) -> None:
        self.engine.dispose()


def iso(seconds: float) -> str:
    """A time as text that sorts as time does: `2026-11-21T12:00:00.000000Z`."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _engine(url: str) -> Engine:
    # Parameters stay out of error messages: some of them are hashes and secrets.
    made = create_engine(url, hide_parameters=True, pool_size=20, max_overflow=60, pool_pre_ping=_is_remote(url))
    if made.dialect.name == "sqlite":
        event.listen(made, "connect", _prepare)
        event.listen(made, "begin", _begin)
    return made


def _is_remote(url: str) -> bool:
    return make_url(url).get_backend_name() != "sqlite"


def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself: `_begin` does
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_MS}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("tundish_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
