"""A runtime that runs nothing: it remembers what it was asked, and says what a test tells it to say."""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import anyio

from api.runtime import Put
from tundish.errors import CommandRefused, DeployRefused, Problem


class FakeRuntime:
    def __init__(self) -> None:
        self.running: dict[str, tuple[int, dict[str, Any]]] = {}
        self.restarted: list[str] = []
        self.retried: list[tuple[str, str]] = []
        self.commands: list[tuple[str, str, str, str, dict[str, Any]]] = []
        self.connections_given: list[dict[str, Any]] = []
        self.grants: list[dict[str, Any]] = []
        self.recording: dict[str, bool] = {}
        self.forces: dict[str, tuple[float, int]] = {}
        self.tried: list[tuple[str, dict[str, Any]]] = []
        self.watched: Counter[str] = Counter()
        self.refuse: set[str] = set()
        """Flows that cannot be deployed, and nodes that take no command."""
        self.whys: dict[str, dict[str, str]] = {}
        """What is answered to commands to alarms, by point."""
        self.hang = False
        self.up = False
        self.aside: list[dict[str, Any]] = []
        self.told_points: dict[str, dict[str, Any]] = {}
        self.told_alarms: list[dict[str, Any]] = []
        self.load: dict[str, Any] = {}
        self.states: dict[str, dict[str, Any]] = {}
        self.put: Put = lambda _: None

    async def start(self) -> None:
        self.up = True

    async def stop(self) -> None:
        self.up = False

    async def deploy(self, flow: str, version: int, document: dict[str, Any]) -> None:
        if self.hang:
            await anyio.sleep_forever()
        if flow in self.refuse:
            raise DeployRefused([Problem("no-memory", "The flow needs more memory than there is")])
        self.running[flow] = (version, document)

    async def withdraw(self, flow: str, *, forget: bool = False) -> None:
        self.running.pop(flow, None)

    async def restart(self, flow: str) -> None:
        if flow not in self.running:
            raise CommandRefused(f"Flow {flow!r} is not running")
        self.restarted.append(flow)

    async def retry(self, flow: str, node: str) -> None:
        self.retried.append((flow, node))

    async def command(self, flow: str, node: str, command: str, user: str, args: dict[str, Any]) -> None:
        if self.hang:
            await anyio.sleep_forever()
        if node in self.refuse:
            raise CommandRefused(f"{node!r} does not want to")
        self.commands.append((flow, node, command, user, args))

    async def ask(
        self, flow: str, command: str, user: str, asks: Sequence[tuple[str, dict[str, Any]]]
    ) -> list[dict[str, str]]:
        answers: list[dict[str, str]] = []
        for node, args in asks:
            answers.append(dict(self.whys.get(args["point"], {})))
            try:
                if not answers[-1]:
                    await self.command(flow, node, command, user, args)
            except CommandRefused as error:
                answers[-1]["reason"] = error.message
        return answers

    async def last(self, flow: str, node: str) -> dict[str, Any]:
        return {"ports": {"samples": {"carries": "samples", "samples": []}}, "problems": []}

    async def outbox(self, flow: str, node: str, do: str = "list", numbers: Sequence[int] = ()) -> list[dict[str, Any]]:
        if do == "list":
            return self.aside
        gone = [row for row in self.aside if row["number"] in numbers]
        self.aside = [row for row in self.aside if row["number"] not in numbers]
        return gone

    def audit_by(self, keep: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
        self.audit = keep

    def watch(self, flow: str) -> None:
        self.watched[flow] += 1

    def unwatch(self, flow: str) -> None:
        self.watched[flow] -= 1

    def alarms(self) -> dict[str, Any]:
        return {"number": 7, "alarms": self.told_alarms}

    def status(self) -> dict[str, Any]:
        return {"state": "up", "restarts": 0, "since": "2026-11-21T12:00:00Z"}

    def flow_status(self, flow: str) -> dict[str, Any] | None:
        return self.states.get(flow)

    def told(self) -> dict[str, Any]:
        return {"flows": dict(self.states), "workers": {"": {"up": self.up, "restarts": 0, **self.load}}}

    def points(self) -> dict[str, dict[str, Any]]:
        return self.told_points

    def connections(self) -> dict[str, dict[str, str]]:
        return {"plc1": {"state": "connected", "message": ""}}

    async def try_connection(self, kind: str, settings: dict[str, Any]) -> dict[str, Any]:
        self.tried.append((kind, settings))
        return {"ok": True, "message": "", "ms": 3}

    async def set_connections(self, connections: list[dict[str, Any]]) -> None:
        self.connections_given = connections

    def recorders(self) -> dict[str, dict[str, Any]]:
        return {"": {"waiting": 0, "lost": 0, "recorded": 7, "trouble": ""}}

    async def set_recording(self, points: dict[str, bool]) -> None:
        self.recording = points

    async def set_forces(self, forces: dict[str, tuple[float, int]]) -> None:
        self.forces = forces

    async def set_grants(self, writes: list[dict[str, Any]]) -> None:
        self.grants = writes

    def subscribe(self, put: Put) -> Callable[[], None]:
        self.put = put

        def leave() -> None:
            self.put = lambda _: None

        return leave
