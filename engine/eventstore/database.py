"""Database: SQLite or PostgreSQL below the event store; what is different between them is here.

Statements are written with `?`. Connections are made when needed, kept for the next one, and thrown away when
something went wrong, so that a server that was away is found again. Nothing of this runs in an event loop.
"""

import sqlite3
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from engine.eventstore.errors import EventStoreError
from engine.eventstore.schema import VERSION, statements
from engine.eventstore.text import PgTrgm, TextIndex, Trigrams

BUSY = 10.0
"""Seconds to wait for another process that writes."""
IDLE = 8
"""Connections kept open while nobody uses them."""
LOCK = 0x7456
"""Writers of one PostgreSQL take turns by this, so that numbers go up in the order of commits."""
HINT = "Nothing is lost: what is to be kept waits in the flow and is tried again"


class Database(ABC):
    """`reading()` and `writing()` give a connection; `writing()` is one transaction."""

    errors: tuple[type[Exception], ...]
    text: TextIndex

    def __init__(self, name: str) -> None:
        self.name = name
        self._idle: list[Any] = []
        self._turn = threading.Lock()
        self._ready = False

    @contextmanager
    def reading(self) -> Iterator[Any]:
        with self._connection() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Any]:
        with self._connection() as connection:
            self.begin(connection)
            yield connection
            connection.execute("COMMIT")

    def rows(self, connection: Any, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        found: list[Any] = connection.execute(self.sql(statement), values).fetchall()
        return found

    def run(self, connection: Any, statement: str, values: Sequence[Any] = ()) -> int:
        """How many rows it touched."""
        return int(connection.execute(self.sql(statement), values).rowcount)

    def close(self) -> None:
        with self._turn:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def sql(self, statement: str) -> str:
        return statement

    @abstractmethod
    def insert(self, connection: Any, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> int:
        """How many rows were new."""

    @abstractmethod
    def like(self, column: str, pattern: str) -> tuple[str, str]:
        """A condition and its value, for a pattern of `*` and `?`; case counts."""

    @abstractmethod
    def said(self, name: str) -> str:
        """An expression: the text that the data of an event has by this name; NULL where it has none."""

    def unindexed(self, column: str) -> str:
        """The column where its index must not be chosen: another one is better."""
        return column

    @abstractmethod
    def size(self) -> int:
        """Bytes in use; what was deleted counts no more."""

    @abstractmethod
    def begin(self, connection: Any) -> None: ...

    @abstractmethod
    def connect(self) -> Any: ...

    @abstractmethod
    def prepare(self, connection: Any) -> None:
        """Make the tables."""

    @contextmanager
    def _connection(self) -> Iterator[Any]:
        connection = None
        try:
            connection = self._taken()
            yield connection
        except self.errors as error:
            raise EventStoreError(f"The event store ({self.name}) does not answer: {error}", HINT) from error
        except BaseException:
            self._away(connection)
            connection = None
            raise
        finally:
            if connection is not None:
                self._back(connection)

    def _taken(self) -> Any:
        while True:
            with self._turn:
                if not self._idle:
                    break
                connection = self._idle.pop()
            if self.alive(connection):
                return connection
            self._away(connection)
        connection = self.connect()
        try:
            with self._turn:
                if not self._ready:
                    self._prepared(connection)
                    self._ready = True
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepared(self, connection: Any) -> None:
        self.begin(connection)
        self.prepare(connection)
        rows = self.rows(connection, "SELECT value FROM facts WHERE name = 'version'")
        if not rows:
            self.run(connection, "INSERT INTO facts VALUES ('version', ?)", (VERSION,))
        elif rows[0][0] > VERSION:
            raise EventStoreError(f"The event store ({self.name}) is of a newer version of Tundish", "Start that one")
        connection.execute("COMMIT")

    def _back(self, connection: Any) -> None:
        """Keep a sound connection for the next one."""
        if self.sound(connection):
            with self._turn:
                if len(self._idle) < IDLE:
                    self._idle.append(connection)
                    return
        self._away(connection)

    @abstractmethod
    def sound(self, connection: Any) -> bool:
        """Whether it is open and in no transaction."""

    def alive(self, connection: Any) -> bool:
        """Whether one that was idle still leads somewhere."""
        return True

    def _away(self, connection: Any) -> None:
        if connection is not None:
            connection.close()  # what it had begun is rolled back


class Sqlite(Database):
    """One file, beside the flows' files. Readers do not wait for writers (WAL)."""

    errors = (sqlite3.Error, OSError)

    def __init__(self, path: Path) -> None:
        super().__init__(path.name)
        self.path = path
        self.text = self._trigrams = Trigrams()

    def connect(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        made = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False, timeout=BUSY)
        # FULL: the flow lets go of an event as soon as it is kept here
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "cache_size=-64000",
            "temp_store=MEMORY",
            "wal_autocheckpoint=16000",
        ):
            made.execute(f"PRAGMA {pragma}")
        self._trigrams.connected(made)
        return made

    def begin(self, connection: sqlite3.Connection) -> None:
        connection.execute("BEGIN IMMEDIATE")

    def prepare(self, connection: sqlite3.Connection) -> None:
        for statement in statements(
            serial="INTEGER PRIMARY KEY AUTOINCREMENT", exact="", bytes="BLOB", clustered=" WITHOUT ROWID"
        ):  # fmt: skip
            connection.execute(statement)
        self.text.prepare(connection)

    def insert(self, connection: Any, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> int:
        names, marks = ", ".join(f'"{c}"' for c in columns), ", ".join("?" * len(columns))
        before = connection.total_changes
        connection.executemany(f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608 - ours
        return int(connection.total_changes - before)

    def like(self, column: str, pattern: str) -> tuple[str, str]:
        return f"{column} GLOB ?", pattern.replace("[", "[[]")

    def said(self, name: str) -> str:
        return f"CASE WHEN instr(data, '\"{name}\"') > 0 AND json_valid(data) THEN json_extract(data, '$.{name}') END"

    def unindexed(self, column: str) -> str:
        return f"+{column}"

    def size(self) -> int:
        with self.reading() as connection:
            pages, free, size = (
                connection.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("page_count", "freelist_count", "page_size")
            )  # fmt: skip
        return int((pages - free) * size)

    def sound(self, connection: sqlite3.Connection) -> bool:
        return not connection.in_transaction


class Postgres(Database):
    """Tables `events`, `steps` and `facts` of a schema of their own, `tundish_events`."""

    SCHEMA = "tundish_events"

    def __init__(self, url: str) -> None:
        super().__init__("PostgreSQL")
        try:
            import psycopg  # noqa: PLC0415 - only who has PostgreSQL has this
        except ImportError:
            raise EventStoreError("psycopg is not installed", "Install tundish[postgresql]") from None
        self.text = PgTrgm()
        self._psycopg = psycopg
        self._url = url.replace("postgresql+psycopg://", "postgresql://")
        self.errors = (psycopg.Error, OSError)

    def connect(self) -> Any:
        made = self._psycopg.connect(self._url, autocommit=True, connect_timeout=10)
        made.execute(f"SET search_path TO {self.SCHEMA}")
        return made

    def sql(self, statement: str) -> str:
        return statement.replace("?", "%s")

    def alive(self, connection: Any) -> bool:
        try:
            connection.execute("SELECT 1")
        except self.errors:
            return False
        return True

    def begin(self, connection: Any) -> None:
        connection.execute("BEGIN")
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))

    def prepare(self, connection: Any) -> None:
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {self.SCHEMA}")
        for statement in statements(
            serial="BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", exact='COLLATE "C"', bytes="BYTEA", clustered=""
        ):  # fmt: skip
            connection.execute(statement)
        self.text.prepare(connection)

    def insert(self, connection: Any, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> int:
        names, marks = ", ".join(f'"{c}"' for c in columns), ", ".join(["%s"] * len(columns))
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {table} ({names}) VALUES ({marks}) ON CONFLICT DO NOTHING",  # noqa: S608 - ours
                rows,
            )
            return max(0, int(cursor.rowcount))

    def like(self, column: str, pattern: str) -> tuple[str, str]:
        quoted = pattern.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        return f"{column} LIKE ?", quoted.replace("*", "%").replace("?", "_")

    def said(self, name: str) -> str:
        """It reads no data with a NUL in it."""
        readable = "replace(data, '\\u0000', '\\ufffd')::json"
        return f"CASE WHEN strpos(data, '\"{name}\"') > 0 THEN {readable} ->> '{name}' END"

    def size(self) -> int:
        with self.reading() as connection:
            found = self.rows(
                connection, "SELECT pg_total_relation_size('events') + pg_total_relation_size('steps')"
            )  # fmt: skip
        return int(found[0][0])

    def sound(self, connection: Any) -> bool:
        idle = self._psycopg.pq.TransactionStatus.IDLE
        return not connection.closed and connection.info.transaction_status == idle


def database(url: str) -> Database:
    """For `sqlite:///path` or `postgresql://…`; EventStoreError for others."""
    scheme, _, rest = url.partition("://")
    if scheme == "sqlite":
        return Sqlite(Path(rest.removeprefix("/")))
    if scheme in {"postgresql", "postgresql+psycopg"}:
        return Postgres(url)
    raise EventStoreError(f"{scheme}: is no database for events", "Give a URL of SQLite or PostgreSQL")
