"""Limits of alarm performance that people have set in place of the published ones."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from api.errors import NotFound
from api.store.tables import ThresholdRow
from flows.store import Database, Scope


class ThresholdStore:
    """One session, one tenant."""

    def __init__(self, session: Session, scope: Scope, database: Database) -> None:
        self._session = session
        self._scope = scope
        self._now = database.now

    def all(self) -> Sequence[ThresholdRow]:
        """By name of the measure."""
        mine = ThresholdRow.tenant == self._scope.tenant
        return self._session.exec(select(ThresholdRow).where(mine).order_by(col(ThresholdRow.measure))).all()

    def put(self, measure: str, target: float | None, maximum: float | None) -> None:
        """From now on these are the limits of a measure; None: it has no such limit."""
        row = ThresholdRow(
            tenant=self._scope.tenant, measure=measure, target=target, maximum=maximum, by=self._scope.user,
            at=self._now(),
        )  # fmt: skip
        before = self._session.get(ThresholdRow, (self._scope.tenant, measure))
        was = [before.target, before.maximum] if before else None
        self._session.merge(row)
        self._session.flush()
        detail = {"target": target, "maximum": maximum, "before": was}
        self._scope.record("alarm-threshold.save", measure, detail)

    def remove(self, measure: str) -> None:
        """The published limits hold again; NotFound."""
        row = self._session.get(ThresholdRow, (self._scope.tenant, measure))
        if row is None:
            raise NotFound(f"The limits of {measure!r} are the published ones", "Read the page again")
        self._scope.record("alarm-threshold.remove", measure, {"before": [row.target, row.maximum]})
        self._session.delete(row)
        self._session.flush()
