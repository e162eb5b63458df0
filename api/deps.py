"""What handlers may ask for, as types: `def list_points(stores: Reading)`.

A handler names its body before `Writing`: whoever sends slowly must not hold up the others.
"""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import Depends, Header, Request

from api.caller import Caller
from api.errors import Invalid, NoRevision
from api.server import Server
from api.stores import Stores
from flows.text import loads


def _server(request: Request) -> Server:
    return Server.of(request)


def _caller(request: Request) -> Caller:
    caller: Caller = request.state.caller
    return caller


Here = Annotated[Server, Depends(_server)]
"""The server."""
Who = Annotated[Caller, Depends(_caller)]
"""Who asks."""


async def _reading(server: Here, who: Who) -> AsyncIterator[Stores]:
    async with server.read(who) as stores:
        yield stores


async def _writing(server: Here, who: Who) -> AsyncIterator[Stores]:
    async with server.write(who) as stores:
        yield stores


async def _json(request: Request) -> dict[str, Any]:
    return loads(await request.body())


def _seen(if_match: Annotated[str, Header(description='The revision you have read: `"3"`')] = "") -> int:
    revision = if_match.removeprefix("W/").strip('" ')
    if not if_match:
        raise NoRevision("The header If-Match is missing", 'Send the revision you have read: If-Match: "3"')
    if not revision.isascii() or not revision.isdigit() or len(revision) > 18:  # noqa: PLR2004 - fits 64 bits
        raise Invalid(f"If-Match: {if_match[:40]!r} is no revision", 'Send one such as "3"', "If-Match")
    return int(revision)


def language_of(accept_language: str) -> str:
    """The language somebody reads best, `zh` of `zh-CN,zh;q=0.9`."""
    return accept_language.split(",", maxsplit=1)[0].split(";", maxsplit=1)[0].split("-", maxsplit=1)[0].strip().lower()


def _language(accept_language: Annotated[str, Header(max_length=1000)] = "") -> str:
    return language_of(accept_language)


async def _asking(server: Here) -> AsyncIterator[None]:
    async with server.asking:
        yield


async def _converting(server: Here) -> AsyncIterator[None]:
    async with server.converting:
        yield


ASKING = Depends(_asking, scope="function")
"""For routers of what is kept in great numbers: few such questions at once."""
Converting = Annotated[None, Depends(_converting, scope="function")]
"""For what reads or writes a workbook: few at once. A handler names its body before, and `Writing` after."""
Reading = Annotated[Stores, Depends(_reading, scope="function")]
"""Stores to ask."""
Writing = Annotated[Stores, Depends(_writing, scope="function")]
"""Stores to change; committed before the answer is sent."""
FlowJson = Annotated[dict[str, Any], Depends(_json)]
"""A body with a flow document in it, read as strictly as a file is: errors have line and column."""
Language = Annotated[str, Depends(_language)]
"""In which messages are told, as far as they are known in it: Accept-Language."""
Seen = Annotated[int, Depends(_seen)]
"""The revision in If-Match."""
