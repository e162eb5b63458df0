"""/api/keeping: how long things are kept, and how much room they take."""

from typing import Any

from fastapi import APIRouter

from api.access import ADMIN, OURS, GuardedRoute
from api.deps import ASKING, Here
from api.keeping import days_of
from api.times import told

router = APIRouter(prefix="/api/keeping", tags=["status"], dependencies=[OURS, ASKING], route_class=GuardedRoute)


@router.get("", dependencies=[ADMIN])
def read_keeping(server: Here) -> dict[str, Any]:
    """Days by the names of their settings; of each store the bytes in use, those it may take, and its oldest time."""
    events, history = server.settings.keep_events, server.settings.keep_history
    oldest, span, size = server.events.oldest(), server.history.span(), server.history.size()
    return {
        "days": days_of(events, history),
        "events": {"bytes": server.events.db.size(), "room": events.size, "oldest": _told(oldest)},
        "history": {
            "bytes": size["bytes"] + size["waiting_bytes"], "room": history.size,
            "oldest": _told(span[0] if span else None),
        },
    }  # fmt: skip


def _told(time: int | None) -> str | None:
    return None if time is None else told(time)
