"""/api/openapi.json, /api/docs: the API itself, for who is signed in. The page needs nothing from elsewhere."""

import html
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.access import VIEWER, GuardedRoute

router = APIRouter(prefix="/api", tags=["docs"], route_class=GuardedRoute)


@router.get("/openapi.json", dependencies=[VIEWER])
def read_openapi(request: Request) -> dict[str, Any]:
    """The OpenAPI description."""
    described: dict[str, Any] = request.app.openapi()
    return described


@router.get("/docs", dependencies=[VIEWER], response_class=HTMLResponse)
def read_docs(request: Request) -> HTMLResponse:
    """All routes on one page."""
    rows = "".join(
        f"<tr><td>{method.upper()}<td>{html.escape(path)}<td>{html.escape(operation.get('description', ''))}"
        for path, operations in request.app.openapi()["paths"].items()
        for method, operation in operations.items()
    )
    title = "The API of Tundish"
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title><h1>{title}</h1>'
    return HTMLResponse(f'{head}<p><a href="openapi.json">OpenAPI</a><table>{rows}</table>')
