"""Connections: the shared links of a worker, opened when the first node asks for one."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from tundish.connection import Connection
from tundish.errors import ConnectionFailed

AnyConnection = Connection[Any]


class Connections:
    """By id. `changed(id)` is called when the settings of a connection in use are others."""

    def __init__(
        self,
        kinds: Mapping[str, type[AnyConnection]],
        changed: Callable[[str], None],
        tell: Callable[[str, str, str], None],
    ) -> None:
        self._kinds = kinds
        self._changed = changed
        self._tell = tell
        self._known: dict[str, dict[str, Any]] = {}
        self._open: dict[str, tuple[AnyConnection, asyncio.Task[None]]] = {}
        self._turn = asyncio.Lock()

    def get(self, id: str) -> AnyConnection:
        """The connection; opened in the background if it is not yet."""
        if id not in self._open:
            if id not in self._known:
                raise ConnectionFailed(f"There is no connection {id!r}", "Choose one in the node's settings")
            made = self._made(id, self._known[id]["kind"], self._known[id]["settings"])
            self._open[id] = made, asyncio.create_task(made.keep(), name=f"connection {id}")
        return self._open[id][0]

    async def put(self, items: Sequence[Mapping[str, Any]]) -> None:
        """Take over all connections there are; what is open with other settings is closed."""
        async with self._turn:
            known = {item["id"]: {"kind": item["kind"], "settings": item["settings"]} for item in items}
            stale = [id for id in self._open if self._known.get(id) != known.get(id)]
            self._known = known
            for id in stale:
                await self._close(id)
                self._changed(id)

    async def attempt(self, kind: str, settings: Mapping[str, Any]) -> None:
        """Open and close one for trial; ConnectionFailed says what is wrong."""
        await self._made("trial", kind, settings, quiet=True).attempt()

    async def close(self) -> None:
        for id in list(self._open):
            await self._close(id)

    async def _close(self, id: str) -> None:
        _, task = self._open.pop(id)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    def _made(self, id: str, kind: str, settings: Mapping[str, Any], *, quiet: bool = False) -> AnyConnection:
        if kind not in self._kinds:
            raise ConnectionFailed(f"Connections of the kind {kind!r} are not installed")
        try:
            checked = self._kinds[kind].settings_type.model_validate(settings)
        except ValidationError as error:
            first = error.errors()[0]
            raise ConnectionFailed(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None
        report = (lambda _state, _message: None) if quiet else (lambda s, m: self._tell(id, s, m))
        return self._kinds[kind](id, checked, report)
