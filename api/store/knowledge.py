"""Alarm knowledge of one tenant: causes, consequences, responses, and the settings that were approved."""

from collections.abc import Iterable, Sequence
from zlib import crc32

from sqlmodel import Session, col, insert, select, update

from api.errors import Taken
from api.store.tables import KnowledgeRow
from flows.store import Scope


class KnowledgeStore:
    """One session, one tenant."""

    def __init__(self, session: Session, scope: Scope) -> None:
        self._session = session
        self._scope = scope

    def all(self) -> Sequence[KnowledgeRow]:
        """By flow, node and point."""
        query = select(KnowledgeRow).where(KnowledgeRow.tenant == self._scope.tenant)
        order = col(KnowledgeRow.flow), col(KnowledgeRow.node), col(KnowledgeRow.point)
        return self._session.exec(query.order_by(*order)).all()

    def revision(self) -> int:
        """A number that another table has not: who saves says which one was read."""
        return crc32("".join(row.model_dump_json() for row in self.all()).encode())

    def check(self, seen: int) -> None:
        """Taken, when somebody has changed the table since it was read."""
        if seen != self.revision():
            raise Taken("Somebody else has changed the table meanwhile", "Read it again, and make your change there")

    def news(self, rows: Iterable[KnowledgeRow]) -> tuple[list[KnowledgeRow], list[KnowledgeRow]]:
        """Those of these that are new, and those that have changed."""
        known = {(row.flow, row.node, row.point): row.model_dump() for row in self.all()}
        added, changed = list[KnowledgeRow](), list[KnowledgeRow]()
        for row in rows:
            row.tenant = self._scope.tenant
            before = known.get((row.flow, row.node, row.point))
            if before != row.model_dump():
                (added if before is None else changed).append(row)
        return added, changed

    def put(self, rows: Iterable[KnowledgeRow]) -> tuple[int, int]:
        """Take these over, beside those that are there; how many are new, and how many have changed."""
        added, changed = self.news(rows)
        detail = {what: [_name(row) for row in found] for what, found in (("added", added), ("changed", changed))}
        for change, found in ((insert(KnowledgeRow), added), (update(KnowledgeRow), changed)):
            if found:  # many at once: row by row is a question to the database for each
                self._session.execute(change, [row.model_dump() for row in found])
        self._session.expire_all()
        if added or changed:
            self._scope.record("alarm-knowledge.save", "alarm-knowledge", detail)
        return len(added), len(changed)

    def remove(self, keys: Iterable[tuple[str, str, str]]) -> int:
        """Forget these; how many there were."""
        gone = []
        for flow, node, point in keys:
            row = self._session.get(KnowledgeRow, (self._scope.tenant, flow, node, point))
            if row is not None:
                gone.append(_name(row))
                self._session.delete(row)
        self._session.flush()
        if gone:
            self._scope.record("alarm-knowledge.remove", "alarm-knowledge", {"removed": gone})
        return len(gone)


def _name(row: KnowledgeRow) -> str:
    return f"{row.flow}/{row.node} {row.point}"
