"""Text: an index of all runs of three characters, so that a text is found somewhere in kind, point or data.

The index names candidates, and each is looked at, so it may name too many, never too few. Where it cannot help (a text
of one or two letters, one that is in very many events, a database without such an index) events are gone through by
time, a bounded number a request.

SQLite: FTS5 with its trigram tokenizer, which keeps no copy of the text. A pair of Chinese characters, the usual length
of a word, is indexed as well, behind a newline. `facts.text` is the number up to which events are indexed; stores that
were there before are indexed piece by piece, the oldest first. PostgreSQL: the extension pg_trgm, where there is one.
"""

import re
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any

from engine.eventstore.condition import Condition

SHORTEST = 3
LONGEST = 32
"""Runs of a text that are looked up; the more of them, the fewer candidates."""
CANDIDATES = 20_000
"""Events that are looked at because the index names them; if there are more, events are gone through by time."""
PIECE = 2_000
"""Events that are indexed in one transaction."""
CHINESE = re.compile(r"[\u3400-\u9fff]{2,}")
PLAIN = re.compile(r"[a-z0-9]{3}")


class TextIndex(ABC):
    """Of one database; connections are the caller's."""

    @abstractmethod
    def prepare(self, connection: Any) -> None:
        """Make it where it is not there yet and costs nothing; in a transaction."""

    @abstractmethod
    def added(self, connection: Any) -> None:
        """Events were kept, in this transaction."""

    @abstractmethod
    def leaving(self, connection: Any, chosen: Condition) -> None:
        """Events will be deleted, in this transaction: `chosen` is a SELECT of their numbers."""

    @abstractmethod
    def more(self, connection: Any) -> bool:
        """Index a piece of what was there before; whether there may be more. In no transaction."""

    @abstractmethod
    def candidates(self, connection: Any, text: str) -> Condition | None:
        """Of those that may have the text; None: the index is no help."""

    @abstractmethod
    def test(self, text: str) -> Condition:
        """Whether an event has it, whatever the case."""


def words(kind: str, point: str, data: str) -> str:
    """What is indexed of an event."""
    text = f"{kind}\n{point}\n{data}"
    pairs = {run[i : i + 2] for run in CHINESE.findall(text) for i in range(len(run) - 1)}
    return "\n".join([text, *sorted(pairs)])


def lowered(text: str) -> str:
    """As `lower` of Python has it: that of SQLite knows ASCII alone."""
    return text.lower()


class Trigrams(TextIndex):
    """On SQLite."""

    def __init__(self) -> None:
        self._there = False

    def connected(self, connection: sqlite3.Connection) -> None:
        """Each connection needs our functions."""
        connection.create_function("tundish_words", 3, words, deterministic=True)
        connection.create_function("tundish_lower", 1, lowered, deterministic=True)

    def prepare(self, connection: Any) -> None:
        try:
            connection.execute(
                "CREATE VIRTUAL TABLE IF NOT EXISTS events_text "
                "USING fts5(words, content='', tokenize='trigram', detail=none, columnsize=0)"
            )
            connection.execute("SELECT count(*) FROM events_text WHERE events_text MATCH 'abc'")
        except sqlite3.OperationalError:  # this SQLite has no FTS5, or an old one
            self._there = False
            return
        connection.execute("INSERT OR IGNORE INTO facts VALUES ('text', 0)")
        self._there = True

    def added(self, connection: Any) -> None:
        """Unless there is much from before: whoever keeps events waits for none of it."""
        if self._there:
            last = connection.execute("SELECT coalesce(max(number), 0) FROM events").fetchone()[0]
            if last - self._upto(connection) <= CANDIDATES:
                self._index(connection)

    def leaving(self, connection: Any, chosen: Condition) -> None:
        if self._there:
            connection.execute(
                f"""INSERT INTO events_text (events_text, rowid, words)
                SELECT 'delete', number, tundish_words(kind, point, data) FROM events
                WHERE number IN ({chosen.sql}) AND number <= ?""",  # noqa: S608 - ours
                (*chosen.values, self._upto(connection)),
            )

    def more(self, connection: Any) -> bool:
        if not self._there:
            return False
        connection.execute("BEGIN IMMEDIATE")
        done = self._index(connection)
        connection.execute("COMMIT")
        return done == PIECE

    def candidates(self, connection: Any, text: str) -> Condition | None:
        found = " AND ".join(f'"{run}"' for run in _runs(text))
        if not self._there or not found:
            return None
        upto = self._upto(connection)
        named = "SELECT rowid FROM events_text WHERE events_text MATCH ? LIMIT ?"
        later = "SELECT number FROM events WHERE number > ? LIMIT ?"
        for query, value in ((named, found), (later, upto)):
            count = connection.execute(f"SELECT count(*) FROM ({query})", (value, CANDIDATES + 1)).fetchone()[0]  # noqa: S608
            if count > CANDIDATES:
                return None
        both = f"number IN (SELECT * FROM ({named}) UNION ALL SELECT * FROM ({later}))"  # noqa: S608 - ours
        return Condition(both, (found, CANDIDATES, upto, CANDIDATES))

    def test(self, text: str) -> Condition:
        lower = "lower" if text.isascii() or text.lower() == text.upper() else "tundish_lower"
        return Condition(
            f"{lower}(kind || char(10) || point || char(10) || data) LIKE ? ESCAPE '\\'", (_pattern(text),)
        )

    def _index(self, connection: Any) -> int:
        """What came last, when all before it is indexed; else a piece of what was there before. How many events."""
        upto = self._upto(connection)
        chosen = "SELECT number FROM events WHERE number > ? ORDER BY number LIMIT ?"
        count, last = connection.execute(
            f"SELECT count(*), max(number) FROM ({chosen})", (upto, PIECE)  # noqa: S608 - ours
        ).fetchone()  # fmt: skip
        if count:
            connection.execute(
                """INSERT INTO events_text (rowid, words)
                SELECT number, tundish_words(kind, point, data) FROM events WHERE number > ? AND number <= ?""",
                (upto, last),
            )
            connection.execute("UPDATE facts SET value = ? WHERE name = 'text'", (last,))
        return int(count)

    def _upto(self, connection: Any) -> int:
        found = connection.execute("SELECT value FROM facts WHERE name = 'text'").fetchone()
        return int(found[0]) if found else 0


class PgTrgm(TextIndex):
    """On PostgreSQL."""

    WORDS = """lower((kind || E'\\n' || point || E'\\n' || data) COLLATE "default")"""

    def __init__(self) -> None:
        self._there = False

    def prepare(self, connection: Any) -> None:
        """Making the extension may be forbidden to us: then somebody else has made it, or there is no index."""
        if not connection.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'").fetchone():
            return
        connection.execute("SAVEPOINT text")
        try:
            connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        except Exception:  # noqa: BLE001 - of psycopg, which not everybody has
            connection.execute("ROLLBACK TO SAVEPOINT text")
        connection.execute("RELEASE SAVEPOINT text")
        if not connection.execute("SELECT 1 FROM events LIMIT 1").fetchone():
            self._make(connection, "")

    def added(self, connection: Any) -> None:
        pass

    def leaving(self, connection: Any, chosen: Condition) -> None:
        pass

    def more(self, connection: Any) -> bool:
        """All at once, while others go on writing."""
        if not self._ready(connection):
            # one that was broken off; a plain DROP would hold up everybody while it waits
            connection.execute("DROP INDEX CONCURRENTLY IF EXISTS events_text")
            self._make(connection, "CONCURRENTLY")
        return False

    def candidates(self, connection: Any, text: str) -> Condition | None:
        if not PLAIN.search(text.lower()) or not self._ready(connection):
            return None
        test = self.test(text)
        count = connection.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM events WHERE {test.sql.replace('?', '%s')} LIMIT %s) AS found",  # noqa: S608 - ours
            (*test.values, CANDIDATES + 1),
        ).fetchone()[0]
        return Condition("") if count <= CANDIDATES else None

    def test(self, text: str) -> Condition:
        return Condition(f'{self.WORDS} LIKE lower(? COLLATE "default")', (_quoted(text),))  # lower as the data is

    def _ready(self, connection: Any) -> bool:
        if not self._there:
            query = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('events_text')"
            found = connection.execute(query).fetchone()
            self._there = bool(found and found[0])
        return self._there

    def _make(self, connection: Any, how: str) -> None:
        schema = connection.execute(
            "SELECT nspname FROM pg_extension JOIN pg_namespace s ON s.oid = extnamespace WHERE extname = 'pg_trgm'"
        ).fetchone()
        if schema:
            index = f'gin ({self.WORDS} "{schema[0]}".gin_trgm_ops)'
            connection.execute(f"CREATE INDEX {how} IF NOT EXISTS events_text ON events USING {index}")


def _pattern(text: str) -> str:
    return _quoted(text.lower())


def _quoted(text: str) -> str:
    quoted = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_").replace("\0", "\ufffd")
    return f"%{quoted}%"


def _runs(text: str) -> Iterator[str]:
    """What an event that has the text must have in the index, quoted; nothing when that cannot be said."""
    text = text.replace("\0", "\ufffd")
    if len(text) < SHORTEST and CHINESE.fullmatch(text):
        yield f"\n{text}"
    for i in range(min(LONGEST, len(text) - SHORTEST + 1)):
        yield text[i : i + SHORTEST].replace('"', '""')
