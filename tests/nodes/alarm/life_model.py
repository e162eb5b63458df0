"""The life of an alarm written down a second time, from the rules alone: one alarm at a time, no tables, seconds.

`Life` is what people and time make of it; `Model` a node with points.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from nodes.alarm.limit import LimitConfig
from tests.nodes.alarm.limit_model import SIDES, UNCERTAIN, Condition

WORD = {0: None, **{level: word for word, level in SIDES}}
EXPIRES = 600.0
GOOD = 0


@dataclass
class Life:
    """One alarm."""

    status: str = "normal"
    level: int = 0
    count: int = 0
    acked_by: str = ""
    shelf: dict[str, Any] | None = None
    out: str = ""
    """Who took it out of service."""
    returns: float = math.inf
    """When it comes back into service by itself."""
    hidden_activation: bool = False
    request: dict[str, Any] | None = None
    realarm_at: float = math.inf
    realarms: int = 0


@dataclass
class Model:
    """A node. `told` is what it says; a refusal gives the set of reasons any of which is true."""

    config: LimitConfig
    points: tuple[str, ...]
    lives: dict[str, Life] = field(default_factory=dict)
    conditions: dict[str, Condition] = field(default_factory=dict)
    causes: set[str] = field(default_factory=set)
    told: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lives = {point: Life() for point in self.points}
        self.conditions = {point: Condition() for point in self.points}

    # --- time

    def until(self, now: float) -> None:
        """All that becomes due before `now`, in order."""
        while True:
            due, point, what = min(((*wish, p) for p in self.points for wish in self._wishes(p)), default=(now, "", ""))
            point, what = what, point
            if due >= now:
                return
            life = self.lives[point]
            if what == "condition":
                self._turned(point, self.conditions[point].turns(self.config, due))
            elif what == "shelf":
                life.shelf = None
                self._reveal(life)
                self._tell(due, "unshelve", point)
            elif what == "out":
                life.out, life.returns = "", math.inf
                self._reveal(life)
                self._tell(due, "in_service", point, reason="expired")
            elif what == "realarm":
                life.status, life.realarm_at = "unack", math.inf
                life.count, life.realarms = life.count + 1, life.realarms + 1
                self._tell(due, "realarm", point)
            else:
                life.request = None
                self._tell(due, "withdraw", point, reason="expired")

    def _wishes(self, point: str) -> Iterable[tuple[float, str]]:
        life = self.lives[point]
        yield self.conditions[point].due(self.config), "condition"
        yield life.realarm_at, "realarm"
        yield life.returns, "out"
        if life.shelf:
            yield life.shelf["until"], "shelf"
        if life.request:
            yield life.request["since"] + EXPIRES, "request"

    # --- what the process does

    def sample(self, now: float, point: str, value: float, quality: int) -> None:
        self.until(now)
        condition = self.conditions[point]
        if quality == UNCERTAIN and not math.isnan(value):
            return
        if not condition.held:
            self._turned(point, condition.turns(self.config, now, by_source=True))
        condition.sample(self.config, now, value, quality)
        if not condition.held:  # what has no delay, and what was over while it was held
            self._turned(point, condition.turns(self.config, now, by_source=True, at=now))

    def edit(self, now: float, config: LimitConfig) -> None:
        self.until(now)
        before, self.config = self.config, config
        for life in self.lives.values():
            if before.realarm != config.realarm or not self._may_realarm(life):
                life.realarm_at = math.inf
            if life.realarm_at == math.inf and self._may_realarm(life):
                life.realarm_at = now + config.realarm
            if life.shelf:
                life.shelf["until"] = min(life.shelf["until"], now + config.max_shelve)
        for point, condition in self.conditions.items():
            condition.judged = config.rows[0].points in ("*", point)
            if not condition.judged:
                condition.end()
                self._ended(point, now)
            elif condition.last and not condition.held:
                condition.judge(config, *condition.last, now)
                none = [s for s in condition.sides.values() if s.since is not None and not condition.delay(config, s)]
                if none:
                    self._turned(point, condition.turns(config, now, at=condition.last[0]))

    def _ended(self, point: str, now: float) -> None:
        """The alarm of a point that no row judges, and all that was done to it."""
        life = self.lives[point]
        if self._remembered(life):
            self.lives[point] = Life()
            self._tell(now, "removed", point, was=WORD[life.level])

    def _turned(self, point: str, turns: list[tuple[float, int]]) -> None:
        for time, level in turns:
            self._to_level(point, level, time)

    def suppress(self, now: float, cause: str, value: float, quality: int) -> None:
        self.until(now)
        if quality != GOOD or math.isnan(value) or (value != 0) == (cause in self.causes):
            return
        was = bool(self.causes)
        self.causes ^= {cause}
        if was != bool(self.causes):
            self._suppression(now)

    def _suppression(self, now: float) -> None:
        kind = "suppress" if self.causes else "unsuppress"
        self.told.append({"time": now, "kind": kind, "point": "*"})
        for point, life in self.lives.items():
            if self._remembered(life):
                if not self.causes:
                    self._reveal(life)
                self._tell(now, kind, point)

    def _to_level(self, point: str, level: int, now: float) -> None:
        life = self.lives[point]
        was, life.level = life.level, level
        if was == level:
            return
        if not was:
            kind = "active"
            life.count = 1 if life.status == "normal" else life.count + 1
            life.status = "unack" if self.config.ack_required else "ack"
            life.realarms, life.hidden_activation = 0, life.hidden_activation or self._hidden(life)
            life.realarm_at, life.acked_by = math.inf, ""
        elif not level:
            kind = "clear"
            latched = self.config.latched
            life.status = {
                "unack": "latch_unack" if latched else "rtn_unack",
                "ack": "latch_ack" if latched else "normal",
            }[life.status]
            life.realarm_at = math.inf
            if life.status == "normal":
                life.hidden_activation = False
        else:
            kind = "ease" if was * level > 0 and abs(level) < abs(was) else "escalate"
            if (
                kind == "escalate"
                and life.status == "ack"
                and self.config.unack_on_escalate
                and self.config.ack_required
            ):
                life.status, life.realarm_at = "unack", math.inf
        self._tell(now, kind, point, was=WORD[was])
        if kind == "clear" and life.shelf and life.shelf["once"]:
            life.shelf = None
            self._reveal(life)
            self._tell(now, "unshelve", point)

    # --- what people do

    def command(self, now: float, command: str, args: dict[str, Any], user: str) -> None:
        self.until(now)
        point = args["point"]
        if point == "*":
            why = {"reason_required"} if not args.get("reason") else set()
            why |= set() if self.causes else {"not_suppressed"}
            if not why:
                self.causes.clear()
                self._suppression(now)
        else:
            why = self._person(now, command, args, user)
        if why:
            self.told.append(
                {"time": now, "kind": "refused", "point": point, "command": command, "user": user, "why": why}
            )

    def _person(self, now: float, command: str, args: dict[str, Any], user: str) -> set[str]:  # noqa: C901 - the rules as they stand
        life, point = self.lives[args["point"]], args["point"]
        request = life.request
        if not self.conditions[point].judged:
            return {"no_alarm"}
        if command == "withdraw":
            if request:
                life.request = None
                self._tell(now, "withdraw", point, user=user)
            return set() if request else {"no_request"}
        if command == "confirm":
            if request is None:
                return {"no_request"}
            if request["by"] == user:
                return {"same_person"}
            command, args = request["command"], request["args"]
            why = self._objections(life, command, args)
            if not why:
                life.request = None
                self._do(now, life, command, args, user, request["by"])
            return why
        why = self._objections(life, command, args)
        managed = self.config.second_person and command in ("shelve", "remove_from_service", "reset")
        if managed and request:
            why.add("waiting")
        if not why and managed:
            life.request = {"command": command, "by": user, "since": now, "args": args}
            self._tell(now, "request", point, user=user)
        elif not why:
            self._do(now, life, command, args, user, user)
        return why

    def _objections(self, life: Life, command: str, args: dict[str, Any]) -> set[str]:  # noqa: C901 - the rules as they stand
        """All that stands against it."""
        config, status, why = self.config, life.status, set()
        if command in ("ack", "reset") and config.comment_required and not args.get("comment"):
            why.add("comment_required")
        if command in ("shelve", "remove_from_service", "return_to_service") and not args.get("reason"):
            why.add("reason_required")
        if command in ("ack", "reset") and status == "normal":
            why.add("no_alarm")
        elif command == "ack" and status in ("ack", "latch_ack"):
            why.add("already")
        elif command == "reset" and status != "latch_ack":
            why |= {"still_active"} if life.level else set()
            why |= {"not_acknowledged"} if "unack" in status else set()
            why |= set() if "latch" in status else {"not_latched"}
        elif command == "shelve":
            why |= {"not_allowed"} if config.max_shelve == 0 else set()
            why |= {"too_long"} if args.get("seconds", 0) > config.max_shelve else set()
            why |= {"not_active"} if args.get("once") and not life.level else set()
        elif command == "unshelve" and not life.shelf:
            why |= {"not_shelved"} | ({"no_alarm"} if not self._remembered(life) else set())
        elif command == "remove_from_service" and life.out:
            why.add("already")
        elif command == "return_to_service" and not life.out:
            why |= {"in_service"} | ({"no_alarm"} if not self._remembered(life) else set())
        elif command == "comment" and not self._remembered(life):
            why.add("no_alarm")
        return why

    def _do(self, now: float, life: Life, command: str, args: dict[str, Any], user: str, asker: str) -> None:
        kind = {"remove_from_service": "out_of_service", "return_to_service": "in_service"}.get(command, command)
        if command == "ack":
            life.status = {"unack": "ack", "rtn_unack": "normal", "latch_unack": "latch_ack"}[life.status]
            life.acked_by = user
            if self._may_realarm(life):
                life.realarm_at = now + self.config.realarm
        elif command == "reset":
            life.status = "normal"
        elif command == "shelve":
            seconds = args.get("seconds") or self.config.max_shelve
            life.shelf = {"until": now + seconds, "once": args.get("once", False), "by": asker}
        elif command == "remove_from_service":
            life.out, life.shelf, life.returns = asker, None, now + (args.get("seconds") or math.inf)
        elif command == "unshelve":
            life.shelf = None
            self._reveal(life)
        elif command == "return_to_service":
            life.out, life.returns = "", math.inf
            self._reveal(life)
        if life.status == "normal":
            life.hidden_activation = False
        self._tell(now, kind, args["point"], user=user)

    # --- what is hidden, what is told

    def _may_realarm(self, life: Life) -> bool:
        config = self.config
        left = config.realarm_times == 0 or life.realarms < config.realarm_times
        return life.status == "ack" and bool(config.realarm) and left and config.ack_required

    def _hidden(self, life: Life) -> bool:
        return bool(life.shelf or life.out or self.causes)

    def _remembered(self, life: Life) -> bool:
        return life.status != "normal" or bool(life.shelf or life.out or life.request)

    def _reveal(self, life: Life) -> None:
        """Something that hid it has ended."""
        if self._hidden(life):
            return
        shown = life.hidden_activation and self.config.on_reveal == "unack" and self.config.ack_required
        if shown and life.status == "ack":
            life.status, life.realarm_at = "unack", math.inf
        life.hidden_activation = False

    def _tell(self, now: float, kind: str, point: str, **more: Any) -> None:
        self.told.append({"time": now, "kind": kind, "point": point, **self.shown(point), **more})

    def shown(self, point: str) -> dict[str, Any]:
        """What an alarm looks like."""
        life = self.lives[point]
        shown: dict[str, Any] = {
            "status": life.status,
            "level": WORD[life.level],
            "shelved": life.shelf and (round(life.shelf["until"], 3), life.shelf["once"], life.shelf["by"]),
            "suppressed": bool(self.causes),
            "out_of_service": (life.out, round(life.returns, 3)) if life.out else None,
            "waiting": life.request and (life.request["command"], life.request["by"], round(life.request["since"], 3)),
        }
        if life.status != "normal":
            shown["count"] = life.count
        if life.status in ("ack", "latch_ack"):
            shown["acked_by"] = life.acked_by
        return shown

    def rows(self) -> dict[str, dict[str, Any]]:
        """All that Operations shows."""
        return {p: self.shown(p) for p, life in self.lives.items() if life.status != "normal" or life.shelf or life.out}
