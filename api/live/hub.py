"""Hub: passes on what the runtime tells to the browsers that watch it. It is the loop's, but for `flows_changed`."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

from api.caller import Caller
from api.live.outbox import Outbox
from api.runtime import Runtime


class Client:
    """One browser."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller
        self.outbox = Outbox()
        self.flows: set[str] = set()
        self.alarms = False
        self.place: tuple[str, list[str]] | None = None
        """The flow that is open in front of somebody, and the nodes they have selected."""
        self.end: Callable[[], None] = lambda: None
        """Called when the session has ended."""

    def wants(self, message: dict[str, Any]) -> bool:
        match message["type"]:
            case "live" | "status" | "people":
                return message["flow"] in self.flows
            case "alarms":
                return self.alarms
            case "worker" | "flows":
                return True
        return False


class Hub:
    """All browsers that are connected."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._clients: set[Client] = set()
        self.dropped: Callable[[], None] = lambda: None
        """Called when a browser is let go because it reads too slowly."""
        self._leave: Callable[[], None] = lambda: None
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def size(self) -> int:
        """How many browsers are connected."""
        return len(self._clients)

    def start(self) -> None:
        """Listen to the runtime."""
        self._loop = asyncio.get_running_loop()
        self._leave = self._runtime.subscribe(self.put)

    def stop(self) -> None:
        self._leave()

    def put(self, message: dict[str, Any]) -> None:
        """Pass a message on."""
        for client in self._clients:
            if client.wants(message):
                client.outbox.put(message)

    def flows_changed(self) -> None:
        """The list of flows is another one. Said in any thread: browsers come and go only in the loop."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self.put, {"type": "flows"})

    def join(self, client: Client) -> None:
        self._clients.add(client)
        client.outbox.put({"type": "worker", **_worker(self._runtime.status())})

    def leave(self, client: Client) -> None:
        self._clients.discard(client)
        for flow in list(client.flows):
            self.unwatch(client, flow)

    def watch(self, client: Client, flow: str) -> None:
        """Send this client what happens in a flow, and first how it stands."""
        if flow in client.flows:
            return
        client.flows.add(flow)
        self._runtime.watch(flow)
        if status := self._runtime.flow_status(flow):
            client.outbox.put(status)

    def unwatch(self, client: Client, flow: str) -> None:
        if flow in client.flows:
            client.flows.discard(flow)
            client.outbox.forget(flow)
            self._runtime.unwatch(flow)
            if client.place and client.place[0] == flow:
                client.place = None
                self._tell_people(flow)

    def present(self, client: Client, flow: str, nodes: list[str]) -> None:
        """Somebody has this flow open, with these nodes selected: told to all who have it open too."""
        if flow in client.flows and client.place != (flow, nodes):
            client.place = flow, nodes
            self._tell_people(flow)

    def _tell_people(self, flow: str) -> None:
        """Everybody once, with what they have selected in all their windows."""
        people: dict[str, set[str]] = {}
        for client in self._clients:
            if client.place and client.place[0] == flow:
                people.setdefault(client.caller.name, set()).update(client.place[1])
        told = [{"name": name, "nodes": sorted(people[name])} for name in sorted(people)]
        self.put({"type": "people", "flow": flow, "people": told})

    def watch_alarms(self, client: Client) -> None:
        """Send this client all alarms, and then what changes."""
        client.alarms = True
        now = self._runtime.alarms()
        whole = {"number": now["number"], "changed": now["alarms"], "removed": [], "snapshot": True}
        client.outbox.put({"type": "alarms", **whole})

    def unwatch_alarms(self, client: Client) -> None:
        client.alarms = False
        client.outbox.forget_alarms()

    def sessions(self) -> set[str]:
        """Hashes of the sessions and tokens by which somebody is connected."""
        return {client.caller.session or client.caller.token for client in self._clients}

    def end(self, session: str) -> None:
        """Let go of everybody who is connected by this session."""
        self.keep(self.sessions() - {session})

    def keep(self, living: Iterable[str]) -> None:
        """Let go of everybody whose session is not among these."""
        alive = set(living)
        for client in list(self._clients):
            if (client.caller.session or client.caller.token) not in alive:
                client.end()


def _worker(status: dict[str, Any]) -> dict[str, Any]:
    groups = status.get("groups", [])
    return {"state": status.get("state", "starting"), "restarts": status.get("restarts", 0), "groups": groups}
