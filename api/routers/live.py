"""/api/live: the WebSocket."""

from fastapi import APIRouter, WebSocket

from api.doorman import check_site, identify
from api.live.link import POLICY_VIOLATION, Link
from api.server import Server
from tundish.errors import TundishError

router = APIRouter()


@router.websocket("/api/live")
async def live(socket: WebSocket) -> None:
    """Values, states and alarms as they happen, for who is signed in, from our own page or by token."""
    server = Server.of(socket)
    try:
        caller = await identify(socket, server)
        check_site(socket, strict=not caller.token)
    except TundishError:
        await socket.close(POLICY_VIOLATION)
        return
    await Link(socket, server, caller).run()
