"""Access: every route says which role it needs, or that it needs none; a route that says nothing is an error at start.

Who asks is found out before the body is read, so strangers learn nothing from how their body is refused.
"""

from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from fastapi import Depends, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from api.caller import SERVER, Caller
from api.doorman import SAFE, check_csrf, check_site, identify
from api.errors import Forbidden, NotFound
from api.roles import Role
from api.server import Server


class Needs:
    """Marks a route with the role that it needs; None is for everybody."""

    def __init__(self, role: Role | None) -> None:
        self.role = role

    async def __call__(self) -> None:
        """Nothing is left to do: `GuardedRoute` has checked it."""

    async def check(self, request: Request) -> None:
        """Put the caller in the request's state, or raise."""
        safe = request.method in SAFE
        if not safe:
            check_site(request)
        if self.role is None:
            return
        server = Server.of(request)
        caller = await identify(request, server)
        if not safe:
            check_csrf(request, caller)
        if caller.role < self.role:
            await _refuse(server, caller, self.role, request)
        request.state.caller = caller


ANYBODY = Depends(Needs(None))
VIEWER = Depends(Needs(Role.VIEWER))
OPERATOR = Depends(Needs(Role.OPERATOR))
ENGINEER = Depends(Needs(Role.ENGINEER))
ADMIN = Depends(Needs(Role.ADMIN))


def runs_flows(caller: Caller) -> bool:
    """Whether the engine runs flows of this caller's tenant. It tells flows apart by id alone, so it has one tenant."""
    return caller.tenant == SERVER.tenant


async def _check_tenant(request: Request) -> None:
    if not runs_flows(request.state.caller):
        raise NotFound("No flows of your tenant run here, and nothing is kept of them", "Ask whoever runs this server")


OURS = Depends(_check_tenant)
"""For routers of what runs and of what is kept of it: nothing of one tenant is shown to, or done by, another."""


class GuardedRoute(APIRoute):
    """A route that lets in only those it says it is for."""

    @property
    def needs(self) -> Needs:
        """The mark of this route; LookupError when it has none."""
        marks = [call for call in _calls(self.dependant) if isinstance(call, Needs)]
        if len(marks) != 1:
            raise LookupError(f"{self.path} must say once which role it needs: {len(marks)} marks")
        return marks[0]

    def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:  # type: ignore[override]
        needs, handle = self.needs, super().get_route_handler()

        async def guarded(request: Request) -> Response:
            await needs.check(request)
            return await handle(request)

        return guarded


def _calls(dependant: Dependant) -> Iterator[Any]:
    for inner in dependant.dependencies:
        yield inner.call
        yield from _calls(inner)


async def _refuse(server: Server, caller: Caller, role: Role, request: Request) -> None:
    wanted, has = role.name.lower(), caller.role.name.lower()
    async with server.write(caller) as stores:
        stores.note("refused", f"{request.method} {request.url.path}", {"needs": wanted, "has": has})
    raise Forbidden(f"This needs the role {wanted}; you are {has}", "Ask an administrator")
