"""Deploy: go from one document to another while the flow runs, touching only what differs."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from engine.passes.inbox import CONFIG, REMOVE, START
from engine.passes.moving import move, moves
from engine.passes.plan import AnyNode, config_of, plan
from engine.passes.runner import Runner
from flows.pause import unswept
from tundish.connector import Source
from tundish.event import Event
from tundish.plant import Plant


class Change(NamedTuple):
    """Node ids by what becomes of them. A node whose kind has changed is removed and added."""

    added: list[str]
    removed: list[str]
    edited: list[str]
    kept: list[str]
    moved: list[str]
    """Of the added ones those that go on with what another node remembered."""


def change(runner: Runner, document: Mapping[str, Any], kinds: Mapping[str, type[AnyNode]]) -> Change:
    """What putting `document` to work would touch."""
    old, new, before = runner.nodes(), document["nodes"], runner.plan.specs
    same = [id for id in new if id in old and old[id].kind == new[id]["kind"]]
    plant = runner.plan.plant if runner.plan.plant.table == document.get("plant", {}) else Plant(document.get("plant"))
    edited = [id for id in same if _is_edited(new[id], before.get(id, {}), old[id], kinds) or old[id].misplaced(plant)]
    stay, touched = set(same), set(edited)
    return Change(
        added=[id for id in new if id not in stay],
        removed=[id for id in old if id not in stay],
        edited=edited,
        kept=[id for id in same if id not in touched],
        moved=[],
    )


def _is_edited(
    new: Mapping[str, Any], before: Mapping[str, Any], old: AnyNode, kinds: Mapping[str, type[AnyNode]]
) -> bool:
    return not _as_before(new, before) and bool(config_of(new, kinds[new["kind"]]) != old.config)


def _as_before(new: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
    """Whether the settings are written as they were: then they need not be read."""
    return "config" in new and new["config"] == old.get("config") and new.get("version") == old.get("version")


def redeploy(runner: Runner, document: Mapping[str, Any], kinds: Mapping[str, type[AnyNode]], until: int = 0) -> Change:
    """Put a document to work between two passes. What was waiting goes through the old plan first.

    Removed nodes close what they have open by the old wires; edited ones judge again, and new ones start, by the new.
    What moves from one node to another moves before that: it is not closed, and the other judges it again.
    """
    with unswept():
        return _redeployed(runner, document, kinds, until)


def _redeployed(
    runner: Runner, document: Mapping[str, Any], kinds: Mapping[str, type[AnyNode]], until: int
) -> Change:  # fmt: skip
    done = change(runner, document, kinds)
    old = runner.nodes()
    new_sources = {id for id in done.edited if isinstance(old[id], Source)}
    kept = {id: old[id] for id in [*done.kept, *done.edited] if id not in new_sources}
    made = plan(document, kinds, runner.points, kept=kept, before=runner.plan)  # may raise: nothing is touched yet
    runner.run_once(until)
    for id in new_sources:
        if made.sources[id].resumes(old[id].config):
            made.sources[id].state = old[id].state
    for one in moves(old, document):
        done.moved.extend(move(one, old, made, runner.points))
    _tell(runner, done.removed, REMOVE, document)
    runner.run_once(until)
    again = [id for id in done.edited if id not in new_sources]
    runner.use(made, later=set(again))
    _tell(runner, [*again, *done.moved], CONFIG, document)
    _tell(runner, [id for id in done.added if id not in done.moved], START, document)
    runner.run_once(until)
    return done


def start(runner: Runner, until: int = 0) -> None:
    """Tell every node of a flow without a past that it has come to be."""
    _tell(runner, list(runner.nodes()), START, {"nodes": {}})
    runner.run_once(until)


def _tell(runner: Runner, ids: list[str], word: str, document: Mapping[str, Any]) -> None:
    for id in sorted(ids):
        data = document["nodes"].get(id, {}) if word == CONFIG else {}
        event = Event(kind=word, time=runner.inbox.last, arrival=0, data=data)
        if not runner.inbox.put(id, word, event):
            runner.run_once()
            runner.inbox.put(id, word, event)
