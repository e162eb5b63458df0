"""/api/examples: ready flows to begin with."""

from typing import Any, Literal

from fastapi import APIRouter

from api.access import VIEWER, GuardedRoute
from api.examples.gallery import examples

router = APIRouter(prefix="/api/examples", tags=["examples"], route_class=GuardedRoute)


@router.get("", dependencies=[VIEWER])
def list_examples(language: Literal["en", "zh"] = "en") -> list[dict[str, Any]]:
    """All ready flows: whole documents, with their texts in the language. `POST /api/flows` makes one a draft."""
    return examples(language)
