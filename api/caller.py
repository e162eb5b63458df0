"""Caller: who asks."""

from dataclasses import dataclass

from api.roles import Role
from flows.store import DEFAULT_TENANT


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who is signed in, or a program with a token."""

    tenant: str
    name: str
    role: Role
    session: str = ""
    """Hash of the session, if it is one."""
    token: str = ""
    """Hash of the API token, if it is one."""
    csrf: str = ""
    """What a page must send with every change; empty for programs."""


SERVER = Caller(DEFAULT_TENANT, "tundish", Role.ADMIN)
"""The server itself, and who commands it on its own machine."""
