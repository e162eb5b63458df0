"""The point directory of one tenant: what people say about points. Who owns and reads them, flows say."""

from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, select

from api.store.tables import PointRow
from flows.store import Scope


class PointStore:
    """One session, one tenant."""

    def __init__(self, session: Session, scope: Scope) -> None:
        self._session = session
        self._scope = scope

    def all(self) -> Sequence[PointRow]:
        """The whole directory by name."""
        query = select(PointRow).where(PointRow.tenant == self._scope.tenant).order_by(col(PointRow.name))
        return self._session.exec(query).all()

    def find(self, name: str) -> PointRow | None:
        """What is said about a point, if anything."""
        return self._session.get(PointRow, (self._scope.tenant, name))

    def units(self) -> dict[str, str]:
        """Of the points that have one."""
        mine = PointRow.tenant == self._scope.tenant
        query = select(PointRow.name, PointRow.unit).where(mine, PointRow.unit != "")
        return dict(self._session.exec(query).all())

    def areas(self) -> Sequence[str]:
        """Each once."""
        mine = PointRow.tenant == self._scope.tenant
        return self._session.exec(select(PointRow.area).where(mine, PointRow.area != "").distinct()).all()

    def recording(self) -> dict[str, bool]:
        """Points that are recorded in any case (True) or never."""
        mine = PointRow.tenant == self._scope.tenant
        query = select(PointRow.name, PointRow.record).where(mine, col(PointRow.record).is_not(None))
        return {name: bool(record) for name, record in self._session.exec(query)}

    def put(self, rows: Iterable[PointRow]) -> tuple[int, int]:
        """Take over what is said about these points; how many are new, and how many have changed."""
        known = {row.name: row for row in self.all()}
        added = changed = 0
        for row in rows:
            row.tenant = self._scope.tenant
            old = known.get(row.name)
            added += old is None
            if old is not None and old.model_dump() != row.model_dump():
                changed += 1
            if old is None or old.model_dump() != row.model_dump():
                self._session.merge(row)
        self._session.flush()
        if added or changed:
            self._scope.record("points.save", "points", {"added": added, "changed": changed})
        return added, changed
