"""Commands: what people ask of nodes that run. Recorded before they are sent."""

from typing import Annotated, Any

import anyio.to_thread
from pydantic import BaseModel, Field

from api.access import runs_flows
from api.caller import Caller
from api.errors import Forbidden
from api.roles import Role
from api.runtime import within
from api.server import Server
from api.stores import Stores
from flows.paths import node_at
from tundish.errors import CommandRefused, FlowNotFound, TundishError

COMMAND, LAST = 10.0, 5.0
"""Seconds the engine may take."""
AT_ONCE = 50
"""Alarms of one entry of the audit."""
TOGETHER = 1000
"""Alarms that the engine is asked about at once."""
Alarm = dict[str, Any]


class AlarmKey(BaseModel):
    """One alarm."""

    flow: Annotated[str, Field(max_length=64)]
    node: Annotated[str, Field(max_length=200)]
    """Of one in a block: its path."""
    point: Annotated[str, Field(max_length=200)]


async def command(server: Server, who: Caller, flow: str, node: str, name: str, args: dict[str, Any]) -> None:
    """Ask something of a node; CommandRefused, Forbidden, FlowNotFound."""
    async with server.write(who) as stores:
        kind = await anyio.to_thread.run_sync(_kind_of, stores, flow, node)
        refused = await anyio.to_thread.run_sync(_objection, server, who, kind, node, name)
        action = "node.refused" if refused else "node.command"
        await anyio.to_thread.run_sync(stores.note, action, f"{flow}/{node}", {"command": name, "args": args})
    if refused:
        raise refused
    await within(COMMAND, "take the command", server.runtime.command(flow, node, name, who.name, args))


async def last(server: Server, who: Caller, flow: str, node: str) -> dict[str, Any]:
    """What a node last put out; FlowNotFound."""
    async with server.read(who) as stores:
        await anyio.to_thread.run_sync(stores.flows.get, flow)
    return await within(LAST, "answer", server.runtime.last(flow, node))


async def alarms(server: Server, who: Caller) -> dict[str, Any]:
    """All alarms of the flows of this tenant."""
    async with server.read(who) as stores:
        ours = {flow.id for flow, _ in await anyio.to_thread.run_sync(stores.flows.list) if runs_flows(who)}
    now = server.runtime.alarms()
    return {"number": now["number"], "alarms": [alarm for alarm in now["alarms"] if alarm["flow"] in ours]}


async def ask_alarms(
    server: Server, who: Caller, command: str, keys: list[AlarmKey], args: dict[str, Any]
) -> dict[str, Any]:
    """One command to many alarms; each is taken or refused by itself."""
    listed = [key.model_dump() for key in keys]
    async with server.write(who) as stores:
        ours = {flow.id for flow, _ in await anyio.to_thread.run_sync(stores.flows.list) if runs_flows(who)}
        for start in range(0, len(listed), AT_ONCE):
            part = listed[start : start + AT_ONCE]
            thing = part[0]["point"] if len(part) == 1 else f"{len(part)} alarms"
            await anyio.to_thread.run_sync(stores.note, f"alarm.{command}", thing, {"alarms": part, **args})
    refused: list[dict[str, Any]] = []
    by_flow: dict[str, list[Alarm]] = {}
    for key in listed:
        by_flow.setdefault(key["flow"], []).append(key)
    for flow, asked in by_flow.items():
        if flow not in ours:
            refused += [{**key, "reason": f"There is no flow {flow!r}"} for key in asked]
            continue
        for start in range(0, len(asked), TOGETHER):
            refused += await _ask(server, who, flow, command, asked[start : start + TOGETHER], args)
    return {"accepted": len(listed) - len(refused), "refused": refused}


async def _ask(
    server: Server, who: Caller, flow: str, command: str, keys: list[Alarm], args: dict[str, Any]
) -> list[Alarm]:
    """Those of the alarms of one flow that were refused, each with the reason."""
    asks = [(key["node"], {"point": key["point"], **args}) for key in keys]
    try:
        answers = await within(COMMAND, "take the command", server.runtime.ask(flow, command, who.name, asks))
    except TundishError as error:
        return [{**key, "reason": str(error)} for key in keys]
    return [{**key, **answer} for key, answer in zip(keys, answers, strict=True) if answer]


def _kind_of(stores: Stores, flow: str, node: str) -> str:
    """Kind of a node that is deployed."""
    stores.flows.get(flow)
    deployed = next((d for d in stores.flows.deployments() if d.flow == flow), None)
    if deployed is None:
        raise CommandRefused(f"The flow {flow!r} is not deployed", "Deploy it first")
    found = node_at(deployed.document, node)
    if found is None:
        raise FlowNotFound(f"The flow {flow!r}, as it is deployed, has no node {node!r}")
    return str(found["kind"])


def _objection(server: Server, who: Caller, kind: str, node: str, name: str) -> TundishError | None:
    """Why the node, or who asks, is not to do this."""
    roles = {c["name"]: c["role"] for spec in server.specs if spec["kind"] == kind for c in spec["commands"]}
    if name not in roles:
        return CommandRefused(f"The node {node!r} ({kind}) knows no command {name[:80]!r}")
    if who.role < Role.of(roles[name]):
        return Forbidden(f"This needs the role {roles[name]}", "Ask an administrator")
    return None
