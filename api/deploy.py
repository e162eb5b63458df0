"""Deploy: from a draft to a version that runs. Checked and recorded here, run by the engine."""

import json
from typing import Any

import anyio.to_thread

from api import units
from api.caller import Caller
from api.errors import Silent
from api.plant import plant_of
from api.runtime import within
from api.server import Server
from api.stores import Stores
from engine.watch.logs import logger
from flows.store import Deployment
from tundish.errors import CommandRefused, TundishError

DEPLOY, WITHDRAW = 60.0, 30.0
"""Seconds the engine may take."""
LOG = logger("tundish.api")


async def deploy(server: Server, who: Caller, flow: str, seen: int, comment: str) -> int:
    """Run the draft with this revision; the number of its version. DeployRefused, FlowConflict leave the old one."""
    async with server.deploying:
        async with server.read(who) as stores:
            before, points, results = await anyio.to_thread.run_sync(_checked, server, stores, flow, seen)
        async with server.write(who) as stores:
            made = await anyio.to_thread.run_sync(stores.flows.add_version, flow, seen, comment, points)
            version, document = made.version, json.loads(made.document)
            document |= {name: points[name] for name in ("units", "plant") if points[name]}
        try:
            if await _enabled(server, who, flow):
                await within(DEPLOY, "take the flow", server.runtime.deploy(flow, version, document))
        except Exception as error:
            await _take_back(server, who, flow, version, str(error))
            if isinstance(error, Silent):
                await _restore(server, flow, before)
            raise
        try:
            async with server.write(who) as stores:
                await anyio.to_thread.run_sync(stores.flows.deployed, flow, version)
                await anyio.to_thread.run_sync(_give_units, stores, results)
        except Exception:
            await _restore(server, flow, before)
            raise
    server.failed.pop(flow, None)
    server.hub.flows_changed()
    return version


async def stop(server: Server, who: Caller, flow: str) -> None:
    """Run the flow no longer, until it is started."""
    async with server.deploying:
        async with server.write(who) as stores:
            await anyio.to_thread.run_sync(lambda: stores.flows.run(flow, running=False))
        await within(WITHDRAW, "stop the flow", server.runtime.withdraw(flow))
    server.failed.pop(flow, None)
    server.hub.flows_changed()


async def start(server: Server, who: Caller, flow: str) -> None:
    """Run again the version that was deployed last."""
    async with server.deploying:
        async with server.read(who) as stores:
            deployment = await anyio.to_thread.run_sync(_deployment, stores, flow)
        if deployment and await _enabled(server, who, flow):
            work = server.runtime.deploy(flow, deployment.version, deployment.document)
            await within(DEPLOY, "take the flow", work)
        async with server.write(who) as stores:
            await anyio.to_thread.run_sync(lambda: stores.flows.run(flow, running=True))
    server.failed.pop(flow, None)
    server.hub.flows_changed()


async def disable(server: Server, who: Caller, flow: str, why: str) -> None:
    """Run the flow no longer, whatever is deployed, until it is enabled."""
    async with server.deploying:
        async with server.write(who) as stores:
            known = await anyio.to_thread.run_sync(_deployment, stores, flow)
            await anyio.to_thread.run_sync(stores.flows.disable, flow, why)
        if known and known.running:
            await within(WITHDRAW, "stop the flow", server.runtime.withdraw(flow))
    server.failed.pop(flow, None)
    server.hub.flows_changed()


async def enable(server: Server, who: Caller, flow: str, why: str) -> None:
    """Run what is deployed, unless it was stopped."""
    async with server.deploying:
        async with server.write(who) as stores:
            deployment = await anyio.to_thread.run_sync(stores.flows.enable, flow, why)
        try:
            if deployment:
                work = server.runtime.deploy(flow, deployment.version, deployment.document)
                await within(DEPLOY, "take the flow", work)
        except TundishError as error:  # it is enabled, and does not run: nobody shall think that it does
            server.failed[flow] = str(error)
            raise
        else:
            server.failed.pop(flow, None)
        finally:
            server.hub.flows_changed()


async def restart(server: Server, who: Caller, flow: str) -> None:
    """Start the flow again from what it remembers, also when the engine has given it up."""
    async with server.deploying:
        async with server.write(who) as stores:
            deployment = await anyio.to_thread.run_sync(_deployment, stores, flow)
            await anyio.to_thread.run_sync(stores.note, "flow.restart", flow, {})
        if deployment is None or not deployment.running:
            raise CommandRefused(f"The flow {flow!r} is not running", "Start or enable it")
        if flow in server.failed:
            work = server.runtime.deploy(flow, deployment.version, deployment.document)
        else:
            work = server.runtime.restart(flow)
        await within(DEPLOY, "take the flow", work)
    server.failed.pop(flow, None)
    server.hub.flows_changed()


async def retry(server: Server, who: Caller, flow: str, node: str) -> None:
    """Put a node to work again that was stopped."""
    async with server.write(who) as stores:
        deployment = await anyio.to_thread.run_sync(_deployment, stores, flow)
        await anyio.to_thread.run_sync(stores.note, "node.retry", f"{flow}/{node}", {})
    if deployment is None or not deployment.running:
        raise CommandRefused(f"The flow {flow!r} is not running", "Start or enable it")
    await within(WITHDRAW, "try the node again", server.runtime.retry(flow, node))


async def delete(server: Server, who: Caller, flow: str, seen: int) -> None:
    """Take the flow away, and what runs of it."""
    async with server.deploying:
        async with server.write(who) as stores:
            known = await anyio.to_thread.run_sync(_deployment, stores, flow)
            await anyio.to_thread.run_sync(stores.flows.delete, flow, seen)
        if known:
            await within(WITHDRAW, "stop the flow", server.runtime.withdraw(flow, forget=True))
    server.failed.pop(flow, None)
    server.hub.flows_changed()


async def deploy_all(server: Server) -> None:
    """At the start of the server: run everything that was running. What does not run any more is told, and stays."""
    async with server.read() as stores:
        deployments = await anyio.to_thread.run_sync(stores.flows.deployments)
    for deployment in deployments:
        if not deployment.running:
            continue
        try:
            work = server.runtime.deploy(deployment.flow, deployment.version, deployment.document)
            await within(DEPLOY, "take the flow", work)
        except TundishError as error:
            server.failed[deployment.flow] = str(error)
            LOG.error("a flow does not start", flow=deployment.flow, error=str(error))  # noqa: TRY400 - no traceback to users


def _checked(
    server: Server, stores: Stores, flow: str, seen: int
) -> tuple[Deployment | None, dict[str, Any], dict[str, str]]:
    """What runs now, the points of the draft, the units of its results; DeployRefused."""
    directory = stores.points.units()
    measured = units.measure(json.loads(stores.flows.deployable(flow, seen).document), server.catalogue, directory)
    deployments = stores.flows.deployments()
    points = {**server.point_use(measured.document), "units": measured.table}
    points["plant"] = plant_of(measured.document, server.catalogue, points, stores.points.all())
    server.checker.deployable(flow, measured, points["owns"], deployments)
    results = units.results(measured.document, server.catalogue, directory)
    return next((d for d in deployments if d.flow == flow), None), points, results


def _give_units(stores: Stores, results: dict[str, str]) -> None:
    """To the points in the directory that have none."""
    if results:
        stores.points.put(units.rows_of(results, stores))


def _deployment(stores: Stores, flow: str) -> Deployment | None:
    stores.flows.get(flow)
    return next((d for d in stores.flows.deployments() if d.flow == flow), None)


async def _enabled(server: Server, who: Caller, flow: str) -> bool:
    async with server.read(who) as stores:
        return (await anyio.to_thread.run_sync(stores.flows.get, flow)).disabled is None


async def _take_back(server: Server, who: Caller, flow: str, version: int, why: str) -> None:
    async with server.write(who) as stores:
        await anyio.to_thread.run_sync(stores.flows.forget_version, flow, version)
        await anyio.to_thread.run_sync(stores.note, "flow.refused", flow, {"why": why[:2000]})


async def _restore(server: Server, flow: str, before: Deployment | None) -> None:
    """Make the engine run what is recorded, as well as it can."""
    try:
        if before and before.running:
            await within(DEPLOY, "take the flow", server.runtime.deploy(flow, before.version, before.document))
        else:
            await within(WITHDRAW, "stop the flow", server.runtime.withdraw(flow))
    except TundishError as error:
        server.failed[flow] = str(error)
        server.hub.flows_changed()
        LOG.error("a flow is not as it was before", flow=flow, error=str(error))  # noqa: TRY400 - no traceback to users
