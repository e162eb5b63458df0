"""API tokens of one tenant: for programs. They begin with `tdt_`, so that scanners for leaked secrets know them."""

from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, select

from api.errors import Invalid, NotFound, Taken
from api.roles import Role
from api.secret import fingerprint, random_secret
from api.store.tables import ApiToken
from flows.store import Database, Scope

PREFIX = "tdt_"


class TokenStore:
    """One session; all but `find` belong to one tenant."""

    def __init__(self, session: Session, scope: Scope, database: Database) -> None:
        self._session = session
        self._scope = scope
        self._database = database

    def add(self, name: str, role: Role, days: float | None) -> str:
        """Make a token; the answer is shown once and never again. Taken, Invalid."""
        name = name.strip()
        if not name or len(name) > 64 or not name.isprintable():  # noqa: PLR2004 - as for users
            raise Invalid(f"A token cannot be called {name[:80]!r}", "1 to 64 printable characters", "name")
        if days is not None and not 0 < days <= 36_500:  # noqa: PLR2004 - a hundred years
            raise Invalid("A token lives for more than 0 and at most 36,500 days", "", "days")
        if self._named(name):
            raise Taken(f"There is already a token {name!r}", "Revoke it, or choose another name", "name")
        secret = PREFIX + random_secret()
        expires = self._database.clock() + days * 86_400 if days is not None else None
        self._session.add(
            ApiToken(
                tenant=self._scope.tenant,
                name=name,
                hash=fingerprint(secret),
                role=role.name.lower(),
                created=self._database.now(),
                expires=expires,
            )
        )
        self._scope.record("token.add", name, {"role": role.name.lower(), "days": days})
        return secret

    def list(self) -> Sequence[ApiToken]:
        """All tokens by name."""
        query = select(ApiToken).where(ApiToken.tenant == self._scope.tenant).order_by(col(ApiToken.name))
        return self._session.exec(query).all()

    def revoke(self, name: str) -> None:
        """From now on the token does nothing; NotFound."""
        token = self._named(name)
        if token is None:
            raise NotFound(f"There is no token {name!r}", "`tundish token list` shows them all")
        self._session.delete(token)
        self._scope.record("token.revoke", name, {})

    def find(self, secret: str) -> ApiToken | None:
        """The token, of whatever tenant, unless it has expired."""
        token = self._session.exec(select(ApiToken).where(ApiToken.hash == fingerprint(secret))).first()
        if token and token.expires is not None and token.expires <= self._database.clock():
            return None
        return token

    def living(self, hashes: Iterable[str]) -> set[str]:
        """Those of these tokens that work."""
        now = self._database.clock()
        rows = self._session.exec(select(ApiToken).where(col(ApiToken.hash).in_(set(hashes))))
        return {row.hash for row in rows if row.expires is None or now < row.expires}

    def _named(self, name: str) -> ApiToken | None:
        query = select(ApiToken).where(ApiToken.tenant == self._scope.tenant, ApiToken.name == name)
        return self._session.exec(query).first()
