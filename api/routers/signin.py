"""/signin: the link that the demo prints."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.access import ANYBODY, GuardedRoute
from api.deps import Here
from api.doorman import cookie_name
from api.editor import notice
from api.errors import TooMany, WrongTicket
from api.problems import status_of
from api.routers.session import set_cookie
from api.signin import by_link

router = APIRouter(tags=["session"], route_class=GuardedRoute)


@router.get("/signin", dependencies=[ANYBODY], response_class=RedirectResponse)
async def follow_link(server: Here, request: Request, token: Annotated[str, Query(max_length=200)] = "") -> Response:
    """Sign in by a link that works once, and go to the editor."""
    old = request.cookies.get(cookie_name(tls=server.settings.tls), "")
    try:
        admission = await by_link(server, token, request.client.host if request.client else "", old)
    except (WrongTicket, TooMany) as error:
        return notice("Not signed in", str(error), int(status_of(error)))
    response = RedirectResponse("/", status_code=303)
    set_cookie(server, response, admission)
    return response
