"""Forced points of one tenant: who holds which at what value, why, and until when."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from api.errors import NotFound
from api.store.tables import ForcedPoint
from flows.store import Database, Scope


class ForceStore:
    """One session, one tenant."""

    def __init__(self, session: Session, scope: Scope, database: Database) -> None:
        self._session = session
        self._scope = scope
        self._clock = database.clock

    def all(self) -> Sequence[ForcedPoint]:
        """Those whose time has not come, by name."""
        mine = ForcedPoint.tenant == self._scope.tenant, ForcedPoint.until > self._clock()
        return self._session.exec(select(ForcedPoint).where(*mine).order_by(col(ForcedPoint.point))).all()

    def wanted(self) -> dict[str, tuple[float, int]]:
        """As the engine gets them: value, and when it ends, ns."""
        return {row.point: (row.value, int(row.until * 1e9)) for row in self.all()}

    def put(self, point: str, value: float, seconds: float, reason: str) -> None:
        """Hold a point at a value, whatever it was held at before."""
        now = self._clock()
        row = ForcedPoint(
            tenant=self._scope.tenant, point=point, value=value, reason=reason, by=self._scope.user, since=now,
            until=now + seconds,
        )  # fmt: skip
        self._session.merge(row)
        self._session.flush()
        self._scope.record("point.force", point, {"value": value, "seconds": seconds, "reason": reason})

    def release(self, point: str) -> None:
        """Hold it no more; NotFound."""
        row = self._session.get(ForcedPoint, (self._scope.tenant, point))
        if row is None or row.until <= self._clock():
            raise NotFound(f"The point {point!r} is not forced", "Its time may have come")
        self._scope.record("point.release", point, {"value": row.value})
        self._session.delete(row)
        self._session.flush()

    def ended(self) -> Sequence[ForcedPoint]:
        """Those whose time has come, and of which that is not written down yet."""
        mine = ForcedPoint.tenant == self._scope.tenant, ForcedPoint.until <= self._clock()
        return self._session.exec(select(ForcedPoint).where(*mine)).all()

    def forget_ended(self) -> None:
        """Write down that their time has come."""
        for row in self.ended():
            self._scope.record("point.force-ended", row.point, {"value": row.value, "by": row.by})
            self._session.delete(row)
