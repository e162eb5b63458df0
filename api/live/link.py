"""Link: one WebSocket, from hello to good-bye."""

import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import anyio
import anyio.to_thread
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from api.access import runs_flows
from api.caller import Caller
from api.live.hub import Client, Hub
from api.live.spoken import spoken
from api.server import Server
from tundish.errors import TundishError

POLICY_VIOLATION, TOO_SLOW, SESSION_ENDED = 1008, 4008, 4001
MOST_TEXT = 16_384
"""Longest message of a browser, in characters."""
MOST_FAULTS = 50
"""Messages that make no sense, until the connection is closed."""
MOST_FLOWS = 1_000
MOST_SELECTED, MOST_ID = 50, 200
"""Nodes that others are told to be selected, and characters of one."""
PATIENCE = 10.0
"""Seconds that a browser may take to accept what is sent."""


class Link:
    """Reads what the browser wants and sends what it has asked for."""

    def __init__(self, socket: WebSocket, server: Server, caller: Caller, patience: float = PATIENCE) -> None:
        self._socket = socket
        self._server = server
        self._hub: Hub = server.hub
        self._client = Client(caller)
        self._patience = patience
        self._faults = 0
        self._code = 0
        self._language = ""

    async def run(self) -> int:
        """Serve until either side ends it; the code with which we did, or 0."""
        await self._socket.accept()
        self._hub.join(self._client)
        try:
            async with anyio.create_task_group() as group:
                self._client.end = lambda: self._finish(group.cancel_scope, SESSION_ENDED)
                for work in (self._read, self._send):
                    group.start_soon(self._until_done, work, group.cancel_scope)
        finally:
            self._hub.leave(self._client)
        if self._code == TOO_SLOW:
            self._hub.dropped()
        await self._close()
        return self._code

    async def _until_done(self, work: Callable[[], Awaitable[int]], scope: anyio.CancelScope) -> None:
        self._finish(scope, await work())

    def _finish(self, scope: anyio.CancelScope, code: int) -> None:
        self._code = self._code or code
        scope.cancel()

    async def _read(self) -> int:
        try:
            while self._faults < MOST_FAULTS:
                if fault := await self._understand(await self._socket.receive_text()):
                    self._faults += 1
                    self._client.outbox.put({"type": "error", "message": fault})
        except (WebSocketDisconnect, KeyError, RuntimeError):  # gone, or it sent bytes
            return 0
        return POLICY_VIOLATION

    async def _send(self) -> int:
        while True:
            for message in await self._client.outbox.take():
                try:
                    with anyio.fail_after(self._patience):
                        await self._socket.send_text(json.dumps(spoken(message, self._language), ensure_ascii=False))
                except TimeoutError:
                    return TOO_SLOW
                except (WebSocketDisconnect, RuntimeError, OSError):
                    return 0
                if self._client.outbox.overfull:
                    return TOO_SLOW

    async def _understand(self, text: str) -> str:
        """Do what a message asks; the answer is what is wrong with it, or nothing."""
        message = _parsed(text)
        match message:
            case {"language": str(language)}:
                self._language = language[:8]
            case {"watch": {"flow": str(flow)}}:
                return await self._watch(flow)
            case {"unwatch": {"flow": str(flow)}}:
                self._hub.unwatch(self._client, flow)
            case {"here": {"flow": str(flow), "nodes": list(nodes)}} if _are_nodes(nodes):
                self._hub.present(self._client, flow, nodes)
            case {"watch": {"alarms": True}}:
                if not runs_flows(self._client.caller):
                    return "No flows of your tenant run here: there are no alarms to watch"
                self._hub.watch_alarms(self._client)
            case {"unwatch": {"alarms": True}}:
                self._hub.unwatch_alarms(self._client)
            case _:
                return 'Not understood. Send {"watch": {"flow": ID}}, {"watch": {"alarms": true}} or unwatch'
        return ""

    async def _watch(self, flow: str) -> str:
        if len(self._client.flows) >= MOST_FLOWS:
            return f"One page watches at most {MOST_FLOWS} flows"
        try:
            async with self._server.read(self._client.caller) as stores:
                await anyio.to_thread.run_sync(stores.flows.get, flow)
        except TundishError as error:
            return str(error)
        if not runs_flows(self._client.caller):
            return "No flows of your tenant run here: there is nothing to watch"
        self._hub.watch(self._client, flow)
        return ""

    async def _close(self) -> None:
        if self._code and self._socket.application_state is WebSocketState.CONNECTED:
            with anyio.move_on_after(1), suppress(RuntimeError, OSError):
                await self._socket.close(self._code)


def _are_nodes(nodes: list[Any]) -> bool:
    return len(nodes) <= MOST_SELECTED and all(isinstance(id, str) and len(id) <= MOST_ID for id in nodes)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text) if len(text) <= MOST_TEXT else None
    except (ValueError, RecursionError):
        return None
