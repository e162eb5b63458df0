"""Stores: all that one session can ask of the database, on behalf of one caller."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from sqlmodel import Session

from api.keys import Keys
from api.store.audit import AuditStore
from api.store.connections import ConnectionStore
from api.store.forces import ForceStore
from api.store.knowledge import KnowledgeStore
from api.store.points import PointStore
from api.store.sessions import Limits, SessionStore
from api.store.thresholds import ThresholdStore
from api.store.tickets import TicketStore
from api.store.tokens import TokenStore
from api.store.users import UserStore
from api.store.writes import WriteStore
from flows.store import BlockStore, Database, FlowStore, Scope


class Stores:
    """One session, one tenant, one user. What the stores change, they record in the same transaction."""

    def __init__(
        self, session: Session, database: Database, keys: Keys, limits: Limits, tenant: str, user: str
    ) -> None:
        self._session = session
        self._database = database
        self._keys = keys
        self._limits = limits
        self.audit = AuditStore(session, tenant, database)
        self.scope = Scope(tenant, user, self.note)
        self.afterwards: list[Callable[[], None]] = []
        """Who is told when the changes are kept: nobody who then asks finds what was before."""

    def note(self, action: str, thing: str, detail: Mapping[str, Any], /) -> None:
        """Record what is being done; also what is no change of a row, such as a refusal."""
        self.audit.add(self.scope.user, action, thing, detail)

    @cached_property
    def flows(self) -> FlowStore:
        return FlowStore(self._session, self.scope, self._database)

    @cached_property
    def blocks(self) -> BlockStore:
        return BlockStore(self._session, self.scope, self._database)

    @cached_property
    def users(self) -> UserStore:
        return UserStore(self._session, self.scope, self._database)

    @cached_property
    def sessions(self) -> SessionStore:
        return SessionStore(self._session, self._database, self._limits)

    @cached_property
    def tokens(self) -> TokenStore:
        return TokenStore(self._session, self.scope, self._database)

    @cached_property
    def tickets(self) -> TicketStore:
        return TicketStore(self._session, self.scope, self._database)

    @cached_property
    def connections(self) -> ConnectionStore:
        return ConnectionStore(self._session, self.scope, self._keys)

    @cached_property
    def points(self) -> PointStore:
        return PointStore(self._session, self.scope)

    @cached_property
    def forces(self) -> ForceStore:
        return ForceStore(self._session, self.scope, self._database)

    @cached_property
    def knowledge(self) -> KnowledgeStore:
        return KnowledgeStore(self._session, self.scope)

    @cached_property
    def thresholds(self) -> ThresholdStore:
        return ThresholdStore(self._session, self.scope, self._database)

    @cached_property
    def writes(self) -> WriteStore:
        return WriteStore(self._session, self.scope)
