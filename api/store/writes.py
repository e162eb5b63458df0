"""Allowed writes of one tenant: which points of equipment flows may write to, and where. None, until somebody says so.

A line goes out as it is kept, address, clamp and mode with it: the engine decides by them.
"""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, delete, select

from api.store.tables import AllowedWrite
from flows.store import Scope


class WriteStore:
    """One session, one tenant."""

    def __init__(self, session: Session, scope: Scope) -> None:
        self._session = session
        self._scope = scope

    def list(self) -> Sequence[AllowedWrite]:
        """All allowed writes by connection and point."""
        query = select(AllowedWrite).where(AllowedWrite.tenant == self._scope.tenant)
        return self._session.exec(query.order_by(col(AllowedWrite.connection), col(AllowedWrite.point))).all()

    def lines(self) -> Sequence[dict[str, Any]]:
        """All allowed writes as JSON: for people, and for the engine."""
        return [_plain(row) for row in self.list()]

    def replace(self, rows: Sequence[AllowedWrite]) -> None:
        """These and no others."""
        before = self.lines()
        self._session.exec(delete(AllowedWrite).where(col(AllowedWrite.tenant) == self._scope.tenant))
        for row in rows:
            row.tenant = self._scope.tenant
            self._session.add(row)
        self._session.flush()
        self._scope.record(
            "allowed-writes.save", "allowed-writes", {"before": before, "after": [_plain(r) for r in rows]}
        )


def _plain(row: AllowedWrite) -> dict[str, Any]:
    return row.model_dump(exclude={"tenant"})
