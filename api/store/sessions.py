"""Sessions: browsers that are signed in. Both times of expiry are checked on every request."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlmodel import Session, col, delete, select

from api.secret import fingerprint, random_secret
from api.store.tables import User, UserSession
from flows.store import Database

TOUCH = 60.0
"""Seconds after which `seen` is written again: not on every request."""


class Limits(NamedTuple):
    """Seconds until a session ends: without a request, and in any case."""

    idle: float = 12 * 3600.0
    absolute: float = 7 * 24 * 3600.0


class SessionStore:
    """Sessions of all tenants: the cookie is looked up before the tenant is known."""

    def __init__(self, session: Session, database: Database, limits: Limits) -> None:
        self._session = session
        self._clock = database.clock
        self._limits = limits

    def start(self, user: User, address: str) -> str:
        """Sign a user in; the answer is the secret for the cookie, which nobody can read here later."""
        assert user.id is not None, "the user is stored"  # noqa: S101 - for the type checker
        now, secret = self._clock(), random_secret()
        self._session.exec(delete(UserSession).where(col(UserSession.expires) < now))
        self._session.add(
            UserSession(
                hash=fingerprint(secret),
                tenant=user.tenant,
                user=user.id,
                address=address[:200],
                seen=now,
                expires=now + self._limits.absolute,
            )
        )
        return secret

    def find(self, secret: str) -> tuple[UserSession, User] | None:
        """The session of a cookie and its user, if it has not ended."""
        query = (
            select(UserSession, User)
            .join(User, col(User.id) == col(UserSession.user))
            .where(UserSession.hash == fingerprint(secret))
        )
        found = self._session.exec(query).first()
        if found is None or not self._lives(found[0]):
            return None
        return found[0], found[1]

    def is_stale(self, session: UserSession) -> bool:
        """Whether it is time to write down that the session is used."""
        return self._clock() - session.seen > TOUCH

    def touch(self, hash: str) -> None:
        """The session is used."""
        if session := self._session.get(UserSession, hash):
            session.seen = self._clock()
            self._session.add(session)

    def end(self, hash: str) -> None:
        """Sign out."""
        self._session.exec(delete(UserSession).where(col(UserSession.hash) == hash))

    def living(self, hashes: Iterable[str]) -> set[str]:
        """Those of these sessions that have not ended."""
        rows = self._session.exec(select(UserSession).where(col(UserSession.hash).in_(set(hashes))))
        return {row.hash for row in rows if self._lives(row)}

    def of(self, tenant: str) -> list[tuple[UserSession, str]]:
        """All sessions of a tenant that have not ended, with the names of their users; used last first."""
        query = (
            select(UserSession, User.name)
            .join(User, col(User.id) == col(UserSession.user))
            .where(UserSession.tenant == tenant)
            .order_by(col(UserSession.seen).desc())
        )
        return [(session, name) for session, name in self._session.exec(query) if self._lives(session)]

    def _lives(self, session: UserSession) -> bool:
        now = self._clock()
        return now < session.expires and now < session.seen + self._limits.idle
