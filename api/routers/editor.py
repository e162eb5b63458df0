"""/: the editor. Everything that is not below /api is one of its files, or its page."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from api.access import ANYBODY, GuardedRoute
from api.deps import Here
from api.editor import answer, folder_of

router = APIRouter(route_class=GuardedRoute, include_in_schema=False)


@router.api_route("/{path:path}", methods=["GET", "HEAD"], dependencies=[ANYBODY])
def read_editor(server: Here, request: Request, path: str) -> Response:
    """A file of the editor, or its page."""
    if path == "api" or path.startswith("api/"):
        raise HTTPException(404)
    return answer(folder_of(server.settings), path)
