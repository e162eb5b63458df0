"""Users of one tenant."""

import unicodedata
from collections.abc import Sequence

from sqlmodel import Session, col, delete, select

from api.errors import Invalid, NotFound, Taken
from api.roles import Role
from api.store.tables import Ticket, User, UserSession
from flows.store import Database, Scope

LONGEST_NAME = 64


class UserStore:
    """One session, one tenant."""

    def __init__(self, session: Session, scope: Scope, database: Database) -> None:
        self._session = session
        self._scope = scope
        self._now = database.now

    def any(self) -> bool:
        """Whether there is a user at all."""
        return self._session.exec(select(User).where(User.tenant == self._scope.tenant).limit(1)).first() is not None

    def list(self) -> Sequence[User]:
        """All users by name."""
        return self._session.exec(select(User).where(User.tenant == self._scope.tenant).order_by(col(User.key))).all()

    def find(self, name: str) -> User | None:
        """The user of this name, however it is written."""
        query = select(User).where(User.tenant == self._scope.tenant, User.key == key_of(name))
        return self._session.exec(query).first()

    def get(self, name: str) -> User:
        """The user of this name; NotFound."""
        if user := self.find(name):
            return user
        raise NotFound(f"There is no user {name!r}")

    def by_id(self, id: int | None) -> User | None:
        """The user of a session or a ticket."""
        user = self._session.get(User, id) if id is not None else None
        return user if user and user.tenant == self._scope.tenant else None

    def add(self, name: str, role: Role, password: str) -> User:
        """Take in a user; `password` is hashed already. Taken, Invalid."""
        name = unicodedata.normalize("NFC", name.strip())
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            raise Invalid(f"A user cannot be called {name[:80]!r}", f"1 to {LONGEST_NAME} printable characters", "name")
        if self.find(name):
            raise Taken(f"There is already a user {name!r}", "Choose another name", "name")
        user = User(
            tenant=self._scope.tenant, name=name, key=key_of(name), role=role.name.lower(), password=password,
            created=self._now(),
        )  # fmt: skip
        self._session.add(user)
        self._session.flush()
        self._scope.record("user.add", name, {"role": user.role})
        return user

    def password(self, name: str, password: str) -> User:
        """Give a user another password, hashed already. Who is signed in under this name no longer is."""
        user = self.get(name)
        user.password = password
        self._session.add(user)
        self._session.exec(delete(UserSession).where(col(UserSession.user) == user.id))
        self._scope.record("user.password", user.name, {})
        return user

    def role(self, name: str, role: Role) -> User:
        """Let a user do more, or less; NotFound, Taken."""
        user = self.get(name)
        if role < Role.ADMIN:
            self._keep_an_admin(user, "have another role")
        self._scope.record("user.role", user.name, {"from": user.role, "to": role.name.lower()})
        user.role = role.name.lower()
        self._session.add(user)
        return user

    def remove(self, name: str) -> Sequence[str]:
        """Take a user away, with what is open under the name: the hashes of those sessions. NotFound, Taken."""
        user = self.get(name)
        self._keep_an_admin(user, "be removed")
        ended = self._session.exec(select(UserSession.hash).where(col(UserSession.user) == user.id)).all()
        self._session.exec(delete(UserSession).where(col(UserSession.user) == user.id))
        self._session.exec(delete(Ticket).where(col(Ticket.user) == user.id))
        self._session.delete(user)
        self._scope.record("user.remove", user.name, {"role": user.role})
        return ended

    def _keep_an_admin(self, user: User, what: str) -> None:
        admins = [other.id for other in self.list() if other.role == Role.ADMIN.name.lower()]
        if admins == [user.id]:
            raise Taken(f"{user.name} is the only administrator and cannot {what}", "Make somebody else one first")

    def rehash(self, user: User, password: str) -> None:
        """Keep the same password under newer parameters."""
        user.password = password
        self._session.add(user)


def key_of(name: str) -> str:
    """A name as it is compared."""
    return unicodedata.normalize("NFKC", name.strip()).casefold()
