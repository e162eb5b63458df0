"""Outbox: what waits to be sent to one browser. The newest value of a wire takes the place of the one before it.

So what waits never grows with time, only with what is watched; who watches more than `MOST` things at once and does not
read is let go.
"""

import asyncio
from typing import Any

MOST = 50_000
"""Entries that may wait for one browser."""

Message = dict[str, Any]


class Outbox:
    """Messages by what they are about."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._live: dict[str, dict[str, Any]] = {}
        self._status: dict[str, Message] = {}
        self._alarms: _Alarms | None = None
        self._others: dict[str, Message] = {}
        self._news = asyncio.Event()

    def put(self, message: Message) -> None:
        """Take a message in, over an older one about the same thing."""
        match message["type"]:
            case "live":
                self._live.setdefault(message["flow"], {}).update(message["values"])
            case "status":
                self._status[message["flow"]] = message
            case "alarms":
                self._alarms = self._alarms or _Alarms()
                self._alarms.put(message)
            case "people":
                self._others[f"people of {message['flow']}"] = message
            case other:
                self._others[other] = message
        self._news.set()

    @property
    def overfull(self) -> bool:
        """Whether more waits than one browser may let wait."""
        return len(self._status) + sum(map(len, self._live.values())) + len(self._alarms or ()) > self._most

    def forget(self, flow: str) -> None:
        """The flow is not watched any more."""
        self._live.pop(flow, None)
        self._status.pop(flow, None)
        self._others.pop(f"people of {flow}", None)

    def forget_alarms(self) -> None:
        """Alarms are not watched any more."""
        self._alarms = None

    async def take(self) -> list[Message]:
        """All that waits, as soon as something does."""
        await self._news.wait()
        self._news.clear()
        messages = [*self._others.values(), *self._status.values()]
        messages += [{"type": "live", "flow": flow, "values": values} for flow, values in self._live.items()]
        if self._alarms:
            messages.append(self._alarms.message())
        self._others, self._status, self._live, self._alarms = {}, {}, {}, None
        return messages


class _Alarms:
    """Several messages about alarms as one."""

    def __init__(self) -> None:
        self._number = 0
        self._snapshot = False
        self._changed: dict[tuple[str, str, str], Message] = {}
        self._removed: dict[tuple[str, str, str], Message] = {}

    def __len__(self) -> int:
        return len(self._changed) + len(self._removed)

    def put(self, message: Message) -> None:
        if message.get("snapshot"):
            self._snapshot = True
            self._changed.clear()
            self._removed.clear()
        self._number = message["number"]
        for alarm in message.get("changed", ()):
            self._changed[_key(alarm)] = alarm
            self._removed.pop(_key(alarm), None)
        for alarm in message.get("removed", ()):
            self._changed.pop(_key(alarm), None)
            self._removed[_key(alarm)] = alarm

    def message(self) -> Message:
        whole = {"snapshot": True} if self._snapshot else {}
        lists = {"changed": [*self._changed.values()], "removed": [*self._removed.values()]}
        return {"type": "alarms", "number": self._number, **lists, **whole}


def _key(alarm: Message) -> tuple[str, str, str]:
    return alarm["flow"], alarm["node"], alarm["point"]
