"""Tickets: secrets that work once, for the first set-up and for links that sign in."""

from typing import Literal

from sqlmodel import Session, col, delete

from api.secret import fingerprint, random_secret
from api.store.tables import Ticket
from flows.store import Database, Scope

Purpose = Literal["setup", "signin"]


class TicketStore:
    """One session, one tenant."""

    def __init__(self, session: Session, scope: Scope, database: Database) -> None:
        self._session = session
        self._scope = scope
        self._clock = database.clock

    def issue(self, purpose: Purpose, user: int | None = None, seconds: float | None = None) -> str:
        """Make a ticket; the answer is its secret."""
        secret = random_secret()
        expires = self._clock() + seconds if seconds is not None else None
        self._session.add(
            Ticket(hash=fingerprint(secret), tenant=self._scope.tenant, purpose=purpose, user=user, expires=expires)
        )
        self._session.flush()
        return secret

    def take(self, purpose: Purpose, secret: str) -> Ticket | None:
        """Use a ticket up: the second one who tries gets None, and so does everybody after it has expired."""
        ticket = self._session.get(Ticket, fingerprint(secret), with_for_update=True)
        if ticket is None or ticket.tenant != self._scope.tenant or ticket.purpose != purpose:
            return None
        self._session.delete(ticket)
        self._session.flush()
        return ticket if ticket.expires is None or self._clock() < ticket.expires else None

    def known(self, purpose: Purpose, secret: str) -> bool:
        """Whether `take` would find this ticket."""
        ticket = self._session.get(Ticket, fingerprint(secret))
        return ticket is not None and ticket.tenant == self._scope.tenant and ticket.purpose == purpose

    def withdraw(self, purpose: Purpose) -> None:
        """Make all tickets for this purpose worthless."""
        self._session.exec(
            delete(Ticket).where(col(Ticket.tenant) == self._scope.tenant, col(Ticket.purpose) == purpose)
        )
