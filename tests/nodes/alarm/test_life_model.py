"""The life of alarms against a model written from the rules alone, along random walks.

Where the rules are silent or at odds, the model says what is so. This is what to look at when they get a word on it:

* shelving again replaces the shelf; what is out of service can be shelved, and comes out of service shelved;
* a request that fails when it is confirmed waits on: only confirming, withdrawing and ten minutes end it;
* with limits of both sides exceeded at once (an off-delay runs) the lower one of two equally bad is the level;
  from one side to the other is an escalation, also from HH to L;
* what became active while hidden, was acknowledged and returned, and is latched, comes out as `latch_ack`;
* becoming worse and being announced again while hidden are no activation: acknowledged then, it comes out so;
* an edit that shortens the longest shelving cuts a shelf to that length from the edit on, 0 ends it; a changed time to
  announce again runs from the edit;
* an edit judges also a point that is bad now, if there is no delay: what comes of it has the time of the last good
  sample. A delay that an edit begins takes its length from the edit, and ends at the last good sample + delay;
* the alarm of a point that no row judges any more ends as removed with all that was done to it; when a row judges it
  again, it is judged by its last good sample, also by one that came meanwhile, but not while it is bad;
* no number holds whatever its quality, though uncertain samples are passed over.
"""

import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from random import Random
from typing import Any, TypeAlias

import pytest

from nodes.alarm.limit import Limit, LimitConfig
from nodes.alarm.rate import RateAlarm
from nodes.alarm.stale import Stale
from tests.nodes.alarm.life_model import GOOD, Model
from tests.nodes.alarm.limit_model import BAD, UNCERTAIN
from tundish import Event
from tundish.testing import Bench, Row
from tundish.testing.bench import msgpacked

CASES = 10_000 if os.environ.get("TUNDISH_LONG") else 300
S = 10**9
POINTS = ("a", "b")
LENGTH = 40
NAN = float("nan")
STEP = 0.001
"""Added to each step, so that no step is at the moment of a timer: delays end in .1 to .4."""

Walk: TypeAlias = list[tuple[float, tuple[Any, ...]]]


VALUES = (0.0, 5.0, 7.0, 9.0, 9.5, 10.0, 11.0, 15.0, 15.0, 17.0, 20.0, 21.0, 25.0, 25.0, -10.0, -15.0, -25.0, NAN)
QUALITIES = (*[GOOD] * 10, BAD, UNCERTAIN)
SAID = ("", *["why"] * 5)
COMMANDS: Mapping[str, Mapping[str, Sequence[Any]]] = {
    "ack": {"comment": SAID},
    "reset": {"comment": SAID},
    "shelve": {"reason": SAID, "seconds": (0.0, 20.2, 20.2, 90.2, 90.3), "once": (False, False, True)},
    "unshelve": {"reason": SAID},
    "remove_from_service": {"reason": SAID, "seconds": (0.0, 0.0, 30.2, 90.3)},
    "return_to_service": {"reason": SAID},
    "comment": {"text": ("look",)},
    "confirm": {},
    "withdraw": {},
    "unsuppress": {"point": ("*",), "reason": SAID},
}
ASKED = (
    *["ack"] * 6, *["reset"] * 3, *["shelve"] * 5, *["confirm"] * 4, "unshelve", "remove_from_service",
    *["return_to_service"] * 2, "comment", "withdraw", "unsuppress",
)  # fmt: skip
STEPS = (*["samples"] * 8, *["command"] * 9, *["suppress"] * 2, "edit", "restart", "wait")
EDITED: Mapping[str, Sequence[Any]] = {
    "latched": (False, True), "max_shelve": (0.0, 15.2, 90.2), "realarm": (0.0, 37.1, 41.1), "realarm_times": (0, 1, 2),
    "second_person": (False, True), "comment_required": (False, True), "on_reveal": ("unack", "tracked"),
    "unack_on_escalate": (False, True), "ack_required": (False, True, True), "points": ("*", "*", "a"),
}  # fmt: skip
GAPS = (1, 1, 2, 2, 4, 10, 10, 30, 100, 650)


def config_of(chance: Random) -> dict[str, Any]:
    any_of = chance.choice
    row = {
        "points": "*", "ll": any_of([None, -20.0]), "l": any_of([None, -10.0]),
        "h": 10.0, "hh": any_of([None, 20.0, 20.0]),
        "deadband": any_of([0.0, 1.0, 3.0]), "on_delay": any_of([0.0, 0.0, 5.3]), "off_delay": any_of([0.0, 0.0, 7.4]),
    }  # fmt: skip
    return {
        "rows": [row], "inclusive": any_of([False, True]), "deadband_mode": any_of(["reset", "both"]),
        "ack_required": any_of([True] * 4 + [False]), "unack_on_escalate": any_of([True, False]),
        "latched": any_of([False, True]), "realarm": any_of([0.0, 37.1]), "realarm_times": any_of([0, 1, 2]),
        "max_shelve": any_of([0.0, 90.2, 90.2, 90.2, 28800.2]), "comment_required": any_of([False, False, True]),
        "second_person": any_of([False, False, True]), "on_reveal": any_of(["unack", "unack", "tracked"]),
    }  # fmt: skip


def walk_of(chance: Random) -> Walk:
    """Steps, each with the time that passes before it."""

    def point() -> str:
        return chance.choice(POINTS)

    def step(what: str) -> tuple[Any, ...]:
        if what == "samples":
            return what, [
                (point(), chance.choice(VALUES), chance.choice(QUALITIES)) for _ in range(chance.randint(1, 3))
            ]
        if what == "suppress":
            cause, value = chance.choice(["s1", "s2"]), chance.choice([0.0, 0.0, 0.0, 1.0, NAN])
            return what, cause, value, chance.choice(QUALITIES)
        if what == "edit":
            field = chance.choice(["deadband", "deadband", "deadband", *EDITED])
            return what, field, chance.choice([0.0, 1.0, 3.0] if field == "deadband" else EDITED[field])
        if what == "command":
            command = chance.choice(ASKED)
            args = {"point": point()} | {name: chance.choice(values) for name, values in COMMANDS[command].items()}
            return what, command, args, chance.choice(["ann", "bob", "eve"])
        return (what,)

    return [(chance.choice(GAPS), step(chance.choice(STEPS))) for _ in range(LENGTH)]


class Product:
    """The node, driven as the model is."""

    def __init__(self, config: LimitConfig) -> None:
        self.bench = Bench(Limit, config).start(1)
        self.told = 0

    def restart(self, config: LimitConfig) -> None:
        self.bench = Bench(Limit, config, msgpacked(self.bench.snapshot()))
        self.told = 0

    @property
    def node(self) -> Limit:
        assert isinstance(self.bench.node, Limit)
        return self.bench.node

    def new(self) -> list[Event]:
        events = self.bench.events()
        self.told, begin = len(events), self.told
        return events[begin:]

    def rows(self) -> dict[str, dict[str, Any]]:
        rows = {point: shown(data) for point, data, _ in self.node.rows()}
        hidden = rows.pop("*", None)
        assert hidden is None or hidden["suppressed"]
        return {
            p: row for p, row in rows.items() if row["status"] != "normal" or row["shelved"] or row["out_of_service"]
        }


def stamp(time: float) -> int:
    """Odd, as the engine's."""
    return round(time * 1000) * (S // 1000) + 1


def seconds(text: str) -> float:
    return round((datetime.fromisoformat(text[:26] + "+00:00")).timestamp(), 3)


def shown(data: Any) -> dict[str, Any]:
    """What the model tells too of an alarm, from the data of an event or of a row."""
    shelf, out, waiting = data.get("shelved"), data.get("out_of_service"), data.get("waiting")
    seen = {
        "status": data["status"],
        "level": data["level"],
        "shelved": shelf and (seconds(shelf["until"]), shelf["once"], shelf["by"]),
        "suppressed": bool(data.get("suppressed")),
        "out_of_service": out and (out["by"], seconds(out["until"]) if "until" in out else float("inf")),
        "waiting": waiting and (waiting["command"], waiting["by"], seconds(waiting["since"])),
    }
    if data["status"] != "normal":
        seen["count"] = data["count"]
    if data["status"] in ("ack", "latch_ack"):
        seen["acked_by"] = data["acked_by"]
    return seen


def read(event: Event, expected: dict[str, Any]) -> dict[str, Any]:
    """An event as the model would tell it; of a refusal the model knows all that is true."""
    base = {"time": round(event.time / S, 3), "kind": event.kind.removeprefix("alarm."), "point": event.point}
    if base["kind"] == "refused":
        allowed = expected.get("why", set())
        said = event.data["why"]
        return (
            base
            | {"command": event.data["command"], "user": event.data["user"]}
            | {"why": allowed if said in allowed else {said}}
        )
    if event.point == "*":
        return base
    return base | shown(event.data) | {k: event.data.get(k) for k in ("was", "user", "reason") if k in expected}


def same(product: Product, model: Model, walk: Sequence[Any]) -> None:
    expected = [told | {"time": round(told["time"], 3)} for told in model.told]
    events = product.new()
    pairs = [(e.point, e) for e in events]
    for point in (*POINTS, "*"):  # between points of one moment there is no order
        mine = [told for told in expected if told["point"] == point]
        theirs = [e for p, e in pairs if p == point]
        padded = mine + [{}] * (len(theirs) - len(mine))
        got = [read(e, told) for e, told in zip(theirs, padded, strict=False)]
        assert got == mine, f"{walk}\nproduct: {got}\nrules:   {mine}"
    assert product.rows() == model.rows(), f"{walk}\nproduct: {product.rows()}\nrules:   {model.rows()}"
    model.told.clear()


def edited(given: dict[str, Any], name: str, value: Any) -> dict[str, Any]:
    """The settings with another value of one."""
    return {
        **given,
        **({"rows": [{**given["rows"][0], name: value}]} if name in ("deadband", "points") else {name: value}),
    }


def walked(given: dict[str, Any], walk: Walk) -> None:
    config = LimitConfig(**given)
    product, model, now = Product(config), Model(config, POINTS), 10.0
    for at, (gap, (what, *how)) in enumerate(walk):
        now += gap + STEP
        if what == "samples":
            rows = []
            for point, value, quality in how[0]:
                rows.append(Row(stamp(now), point, value, quality))
                model.sample(now, point, value, quality)
                now += 3 + STEP
            product.bench.feed(rows)
        elif what == "suppress":
            model.suppress(now, *how)
            product.bench.feed([Row(stamp(now), how[0], how[1], how[2])], "suppress")
        elif what == "command":
            command, args, user = how
            model.command(now, command, args, user)
            product.bench.command(stamp(now), command, args, user)
        elif what == "edit":
            given = edited(given, *how)
            config = LimitConfig(**given)
            model.edit(now, config)
            product.bench.configure(config, stamp(now))
        elif what == "restart":
            product.restart(config)
        model.until(now + STEP / 2)
        product.bench.wake(stamp(now) + S // 2000)
        same(product, model, (given, walk[: at + 1]))


def fewest(given: dict[str, Any], walk: Walk) -> Walk:
    """The steps without which a walk that fails does not."""
    at = 0
    while at < len(walk):
        less = walk[:at] + walk[at + 1 :]
        try:
            walked(given, less)
        except AssertionError:
            walk = less
        else:
            at += 1
    return walk


@pytest.mark.timeout(1200 if os.environ.get("TUNDISH_LONG") else 120)
def test_the_life_of_alarms_is_as_the_rules_say() -> None:
    for number in range(CASES):
        chance = Random(number)
        given, walk = config_of(chance), walk_of(chance)
        try:
            walked(given, walk)
        except AssertionError:
            walked(given, fewest(given, walk))
            raise


def test_how_often_to_announce_again_is_edited_and_the_time_runs_on() -> None:
    """An edit leaves running times alone; the acknowledgement is what it runs from."""
    settings: dict[str, Any] = {"rows": [{"h": 10}], "realarm": 40}
    bench = Bench(Limit, LimitConfig(**settings)).start(1)
    bench.feed([Row(stamp(1), "a", 15.0)])
    bench.command(stamp(2), "ack", {"point": "a"})
    bench.configure(LimitConfig(**settings, realarm_times=3), stamp(30))
    bench.wake(stamp(100))
    assert ["alarm.active", "alarm.ack", "alarm.realarm"] == [e.kind for e in bench.events()]
    assert 42.0 == round(bench.events()[-1].time / S, 3)


def test_a_new_activation_is_acknowledged_by_nobody() -> None:
    """Also where no acknowledgement is required any more, so that it stands as acknowledged from the beginning."""
    settings: dict[str, Any] = {"rows": [{"h": 10}], "latched": True}
    bench = Bench(Limit, LimitConfig(**settings)).start(1)
    bench.feed([Row(stamp(1), "a", 15.0)])
    bench.command(stamp(2), "ack", {"point": "a"})
    bench.configure(LimitConfig(**settings, ack_required=False), stamp(3))
    bench.feed([Row(stamp(4), "a", 5.0), Row(stamp(5), "a", 15.0)])
    assert [("ann", "ack"), ("ann", "latch_ack"), ("", "ack")] == [
        (e.data["acked_by"], e.data["status"]) for e in bench.events()[1:]
    ]


@pytest.mark.parametrize("kind", [Limit, RateAlarm, Stale])
def test_what_was_done_to_a_point_without_samples_ends_with_its_row(kind: type[Any]) -> None:
    bench = Bench(kind, kind.config_type(rows=[{"points": "p*", **({"h": 1} if kind is Limit else {})}])).start(1)
    bench.command(stamp(1), "shelve", {"point": "pump", "reason": "repair"})
    bench.command(stamp(1), "remove_from_service", {"point": "pipe", "reason": "repair"})
    row = {"points": "q*", **({"h": 1} if kind is Limit else {})}
    bench.configure(kind.config_type(rows=[row]), stamp(2))
    assert [("alarm.removed", "pipe"), ("alarm.removed", "pump")] == [(e.kind, e.point) for e in bench.events()[2:]]
    assert {} == bench.snapshot()["records"]["alarms"]
