"""Link: one WebSocket, from hello to good-bye."""

import asyncio
import json
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from api.caller import Caller
from api.live.hub import Client, Hub
from api.server import Server
from tundish.errors import TundishError

POLICY_VIOLATION, TOO_SLOW, SESSION_ENDED = 1008, 4008, 4001
MOST_TEXT = 16_384
"""Longest message of a browser, in characters."""
MOST_FAULTS = 50
"""Messages that make no sense, until the connection is closed."""
MOST_FLOWS = 1_000
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

    async def run(self) -> None:
        """Serve until either side ends it."""
        await self._socket.accept()
        ended = asyncio.Event()
        self._client.end = ended.set
        self._hub.join(self._client)
        tasks = [
            asyncio.create_task(self._read()),
            asyncio.create_task(self._send()),
            asyncio.create_task(ended.wait()),
        ]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            code = SESSION_ENDED if tasks[2] in done else max((t.result() or 0 for t in done), default=0)
        finally:
            self._hub.leave(self._client)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        await self._close(int(code))

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
                    async with asyncio.timeout(self._patience):
                        await self._socket.send_text(json.dumps(message, ensure_ascii=False))
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
            case {"watch": {"flow": str(flow)}}:
                return await self._watch(flow)
            case {"unwatch": {"flow": str(flow)}}:
                self._hub.unwatch(self._client, flow)
            case {"watch": {"alarms": True}}:
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
                await asyncio.to_thread(stores.flows.get, flow)
        except TundishError as error:
            return str(error)
        self._hub.watch(self._client, flow)
        return ""

    async def _close(self, code: int) -> None:
        if code and self._socket.application_state is WebSocketState.CONNECTED:
            try:
                async with asyncio.timeout(1):
                    await self._socket.close(code)
            except (TimeoutError, RuntimeError, OSError):
                return


def _parsed(text: str) -> Any:
    try:
        return json.loads(text) if len(text) <= MOST_TEXT else None
    except (ValueError, RecursionError):
        return None
