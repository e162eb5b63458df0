"""Connections of one tenant. Secret settings go in, and come out for the engine alone."""

import json
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from api.errors import Invalid, NotFound, Taken
from api.keys import Keys
from api.store.tables import ConnectionRow
from flows.document import ID_PATTERN
from flows.store import Scope


class Settings(NamedTuple):
    """Settings of a connection, parted."""

    plain: dict[str, Any]
    secret: dict[str, Any]

    @property
    def all(self) -> dict[str, Any]:
        return {**self.plain, **self.secret}


class ConnectionStore:
    """One session, one tenant."""

    def __init__(self, session: Session, scope: Scope, keys: Keys) -> None:
        self._session = session
        self._scope = scope
        self._keys = keys

    def list(self) -> Sequence[ConnectionRow]:
        """All connections by id."""
        query = select(ConnectionRow).where(ConnectionRow.tenant == self._scope.tenant)
        return self._session.exec(query.order_by(col(ConnectionRow.id))).all()

    def get(self, id: str) -> ConnectionRow:
        """One connection; NotFound."""
        row = self._session.get(ConnectionRow, (self._scope.tenant, id))
        if row is None:
            raise NotFound(f"There is no connection {id!r}")
        return row

    def settings(self, row: ConnectionRow) -> Settings:
        """The settings, secrets in clear."""
        return Settings(json.loads(row.settings), self._keys.unseal(row.secrets))

    def add(self, id: str, kind: str, name: str, settings: Settings) -> ConnectionRow:
        """Keep a new connection; Taken, Invalid."""
        if not re.fullmatch(ID_PATTERN, id):
            raise Invalid(f"A connection cannot have the id {id[:80]!r}", "Lower-case letters, digits, _ and -", "id")
        if self._session.get(ConnectionRow, (self._scope.tenant, id)):
            raise Taken(f"There is already a connection {id!r}", "Choose another id", "id")
        row = ConnectionRow(tenant=self._scope.tenant, id=id, kind=kind, name=name, settings="", secrets="")
        return self._put(row, name, settings, "connection.add")

    def replace(self, id: str, name: str, settings: Settings) -> ConnectionRow:
        """Change a connection; its kind stays."""
        return self._put(self.get(id), name, settings, "connection.save")

    def delete(self, id: str) -> None:
        """Take a connection away; NotFound."""
        self._session.delete(self.get(id))
        self._scope.record("connection.delete", id, {})

    def _put(self, row: ConnectionRow, name: str, settings: Settings, action: str) -> ConnectionRow:
        row.name = name
        row.settings = json.dumps(settings.plain, ensure_ascii=False, sort_keys=True)
        row.secrets = self._keys.seal(settings.secret)
        self._session.add(row)
        self._scope.record(
            action, row.id, {"kind": row.kind, "settings": settings.plain, "secrets": [*settings.secret]}
        )
        return row
