"""Asked: commands that people give to many nodes of a flow at once, and what came of each."""

from collections.abc import Sequence
from typing import Any

from engine.work.flow import Flow
from tundish.alarm import WORDS
from tundish.errors import CommandRefused
from tundish.event import Event

AT_ONCE = 500
"""Commands of one pass: others have their turn between two such."""
Words = tuple[str, dict[str, Any]]
"""Node and arguments."""
Answer = dict[str, str]
"""Empty: it was done. Else `reason`, and `why` as a word if an alarm's life cycle refused it."""


class Asked:
    """Of one worker. It hears of what alarms refuse."""

    def __init__(self) -> None:
        self._why: dict[tuple[str, str, int], str] = {}
        """By flow, node and stamp of the command; empty as long as nothing is known."""

    def see(self, flow: str, node: str, event: Event) -> None:
        """An alarm event."""
        key = flow, node, event.arrival
        if event.kind == "alarm.refused" and key in self._why:
            self._why[key] = event.data["why"]

    async def ask(
        self, flow: Flow, command: str, user: str, asks: Sequence[tuple[str, dict[str, Any]]]
    ) -> list[Answer]:
        """Each is taken or refused by itself; returns when all that were taken are on the disk."""
        answers: list[Answer] = []
        for start in range(0, len(asks), AT_ONCE):
            answers += await self._some(flow, command, user, asks[start : start + AT_ONCE])
        return answers

    async def _some(self, flow: Flow, command: str, user: str, asks: Sequence[Words]) -> list[Answer]:
        answers: list[Answer] = []
        taken: dict[tuple[str, str, int], Answer] = {}
        for node, args in asks:
            answers.append({})
            try:
                flow.command(node, command, user, args)
            except CommandRefused as error:
                answers[-1]["reason"] = error.message
            else:
                key = flow.id, node, flow.inbox.last
                taken[key], self._why[key] = answers[-1], ""
        try:
            if taken:
                await flow.commanded()
        finally:
            for key, answer in taken.items():
                if why := self._why.pop(key, ""):
                    answer.update(why=why, reason=WORDS[why])
        return answers
