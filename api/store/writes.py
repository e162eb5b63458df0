"""Allowed writes of one tenant: which points of equipment flows may write to. Nothing is, until somebody says so."""

from collections.abc import Sequence

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

    def replace(self, rows: Sequence[AllowedWrite]) -> None:
        """These and no others."""
        before = [_plain(row) for row in self.list()]
        self._session.exec(delete(AllowedWrite).where(col(AllowedWrite.tenant) == self._scope.tenant))
        for row in rows:
            row.tenant = self._scope.tenant
            self._session.add(row)
        self._session.flush()
        self._scope.record(
            "allowed-writes.save", "allowed-writes", {"before": before, "after": [_plain(r) for r in rows]}
        )


def _plain(row: AllowedWrite) -> dict[str, object]:
    return row.model_dump(exclude={"tenant"})
