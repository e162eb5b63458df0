"""Audit: what was done, by whom, in a chain of hashes that shows every later change.

Each entry's hash covers its own text and the hash before it. Cutting off the newest entries is noticed only by somebody
who knows a later hash: `verify` takes one that was written down elsewhere.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlmodel import Session, col, func, or_, select

from api.store.tables import AuditRow
from flows.store import Database, Tenant

START = "0" * 64
"""What stands for the hash before the first entry."""
MOST_DETAIL = 20_000


class Break(NamedTuple):
    """Where the chain does not hold."""

    number: int
    why: str


class Head(NamedTuple):
    """The newest entry, to be written down elsewhere."""

    number: int
    hash: str


class Wanted(NamedTuple):
    """Of which entries; empty means any."""

    user: str = ""
    action: str = ""
    """The whole word, or its beginning up to a dot: `flow.`."""
    text: str = ""
    """Somewhere in object or detail, whatever the case."""
    since: str = ""
    until: str = ""
    """ISO 8601 in UTC: from `since` on, before `until`."""


class AuditStore:
    """The chain of one tenant. Entries are added in the transaction that does what they tell."""

    def __init__(self, session: Session, tenant: str, database: Database) -> None:
        self._session = session
        self._tenant = tenant
        self._now = database.now

    def add(self, user: str, action: str, thing: str, detail: Mapping[str, Any] | None = None) -> AuditRow:
        """Write one entry. Needs a session for writing."""
        self._session.get(Tenant, self._tenant, with_for_update=True)  # one at a time, also on PostgreSQL
        head = self.head()
        text = canonical(dict(detail or {}))
        if len(text) > MOST_DETAIL:
            text = canonical({"shortened": text[:MOST_DETAIL]})
        row = AuditRow(
            tenant=self._tenant, number=head.number + 1, time=self._now(), user=user, action=action,
            object=thing[:2000], detail=text, previous=head.hash, hash="",
        )  # fmt: skip
        row.hash = hash_of(row)
        self._session.add(row)
        self._session.flush()
        return row

    def head(self) -> Head:
        """Number and hash of the newest entry."""
        row = self._session.exec(
            select(AuditRow).where(AuditRow.tenant == self._tenant).order_by(col(AuditRow.number).desc()).limit(1)
        ).first()
        return Head(row.number, row.hash) if row else Head(0, START)

    def page(self, before: int | None, limit: int, wanted: "Wanted | None" = None) -> Sequence[AuditRow]:
        """The newest entries that fit, or the newest before a number."""
        query = select(AuditRow).where(AuditRow.tenant == self._tenant)
        if before is not None:
            query = query.where(AuditRow.number < before)
        for condition in _conditions(wanted or Wanted()):
            query = query.where(condition)
        return self._session.exec(query.order_by(col(AuditRow.number).desc()).limit(limit)).all()

    def verify(self, known: Head | None = None) -> Break | None:
        """The first entry that does not fit the one before it, or None if all do."""
        expected, number = START, 0
        rows = self._session.exec(
            select(AuditRow).where(AuditRow.tenant == self._tenant).order_by(col(AuditRow.number))
        )
        for row in rows:
            number += 1
            if row.number != number:
                return Break(number, "is missing")
            if row.previous != expected:
                return Break(number, "does not follow the entry before it")
            if row.hash != hash_of(row):
                return Break(number, "was changed")
            if known and known.number == number and known.hash != row.hash:
                return Break(number, "is not the one that was noted elsewhere")
            expected = row.hash
        if known and known.number > number:
            return Break(number + 1, "and later ones were cut off")
        return None


def _conditions(wanted: Wanted) -> Iterator[Any]:
    if wanted.user:
        yield func.lower(AuditRow.user) == func.lower(wanted.user)  # SQLite knows small letters of ASCII alone
    if wanted.action.endswith("."):
        yield col(AuditRow.action).startswith(wanted.action, autoescape=True)
    elif wanted.action:
        yield AuditRow.action == wanted.action
    if wanted.text:
        yield or_(*(col(field).icontains(wanted.text, autoescape=True) for field in (AuditRow.object, AuditRow.detail)))
    if wanted.since:
        yield AuditRow.time >= wanted.since
    if wanted.until:
        yield AuditRow.time < wanted.until


def hash_of(row: AuditRow) -> str:
    """SHA-256 over the canonical JSON of all fields of an entry but its own hash."""
    fields = ("tenant", "number", "time", "user", "action", "object", "detail", "previous")
    return hashlib.sha256(canonical({name: getattr(row, name) for name in fields}).encode()).hexdigest()


def canonical(value: Any) -> str:
    """JSON with one text for one value: sorted keys, no blanks."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=str)
