"""/api/expression, /api/template: what they give of an event that is picked while they are written. Nothing is kept."""

import json
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import AfterValidator, BaseModel, Field

from api import preview
from api.access import ENGINEER, GuardedRoute
from api.deps import Language
from tundish.errors import FieldError
from tundish.said import in_language

router = APIRouter(prefix="/api", tags=["formula"], route_class=GuardedRoute)
MOST_DATA = 200_000


def _small(data: dict[str, Any]) -> dict[str, Any]:
    if len(json.dumps(data)) > MOST_DATA:
        raise ValueError(f"the event has more than {MOST_DATA} characters of data")
    return data


class EventIn(BaseModel):
    """What expressions and templates know of an event."""

    kind: Annotated[str, Field(max_length=200)] = ""
    point: Annotated[str, Field(max_length=200)] = ""
    time: Annotated[str, Field(max_length=64)] = ""
    data: Annotated[dict[str, Any], AfterValidator(_small)] = Field(default_factory=dict)


class FieldIn(BaseModel):
    field: Annotated[str, Field(max_length=100)]
    expression: Annotated[str, Field(max_length=2000)]


class ExpressionIn(BaseModel):
    expression: Annotated[str, Field(max_length=2000)]
    event: EventIn
    before: Annotated[list[FieldIn], Field(max_length=200)] = []
    """Fields that the node computes before this one."""


class TemplateIn(BaseModel):
    template: Annotated[str, Field(max_length=20_000)]
    event: EventIn


@router.post("/expression/preview", dependencies=[ENGINEER])
def preview_expression(given: ExpressionIn, language: Language) -> dict[str, Any]:
    """The value of an expression over one event: `shown` as JSON, `type`, and whether it counts as `true`."""
    before = [(row.field, row.expression) for row in given.before]
    try:
        found = preview.limited(lambda: preview.expression(given.expression, given.event.model_dump(), before))
    except FieldError as error:
        return told(error, language)
    return {"ok": True, **found}


@router.post("/template/preview", dependencies=[ENGINEER])
def preview_template(given: TemplateIn, language: Language) -> dict[str, Any]:
    """The `text` that a template writes about one event."""
    try:
        found = preview.limited(lambda: preview.template(given.template, given.event.model_dump()))
    except FieldError as error:
        return told(error, language)
    return {"ok": True, **found}


def told(error: FieldError, language: str) -> dict[str, Any]:
    """Where it is wrong, and why, in the language of who asks."""
    said = {"message": in_language(error.message, language), "hint": in_language(error.hint, language)}
    return {"ok": False, "line": error.line, "column": error.column, **said}
