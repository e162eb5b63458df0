"""Previews of drafts: what is downstream of pins runs, on simulated time, and nothing else."""

import json
import subprocess
import sys
from typing import Any

import pytest

from engine.replay.preview import preview
from flows.document import empty
from tundish import catalogue
from tundish.catalogue import Catalogue


@pytest.fixture(scope="module")
def installed() -> Catalogue:
    return catalogue.load()


def node(kind: str, **config: Any) -> dict[str, Any]:
    return {"kind": kind, "version": 1, "name": kind, "config": config, "position": [0, 0]}


def scale(factor: float) -> dict[str, Any]:
    return node(
        "compute.scale", rows=[{"in_low": 0, "in_high": 1, "out_low": 0, "out_high": factor, "output": "{point}"}]
    )


def wire(start: str, end: str) -> dict[str, Any]:
    return {"from": start.rsplit("/", 1), "to": end.rsplit("/", 1)}


def sample(second: int, value: float | None, point: str = "P", quality: str = "good") -> dict[str, Any]:
    return {"time": f"2026-01-01T00:00:{second:02d}Z", "point": point, "value": value, "quality": quality}


def pin(node: str, *samples: dict[str, Any], port: str = "samples", events: Any = ()) -> dict[str, Any]:
    return {"node": node, "port": port, "samples": list(samples), "events": list(events)}


def draft() -> dict[str, Any]:
    """A source, two limits, one of them with a delay, a text that throws, actions at both ends."""
    nodes = {
        "plc": node("source.inject", mode="sample", point="P", value=1),
        "scale": scale(2),
        "limit": node("alarm.limit", rows=[{"points": "P", "h": 50, "priority": "serious"}]),
        "late": node("alarm.limit", rows=[{"points": "P", "h": 50, "priority": "serious", "on_delay": 30}]),
        "text": node("compute.template", text="{{ data.nothing.there }}"),
        "line": node("action.log", text="x"),
        "elsewhere": node("compute.scale", rows="no rows"),
    }
    wires = [
        wire("plc/samples", "scale/samples"), wire("scale/samples", "limit/samples"),
        wire("scale/samples", "late/samples"), wire("limit/events", "text/events"), wire("late/events", "line/events"),
        wire("plc/samples", "elsewhere/samples"),
    ]  # fmt: skip
    return {**empty("draft", "Draft"), "nodes": nodes, "wires": wires}


def asked(installed: Catalogue, document: dict[str, Any], *pins: dict[str, Any], seconds: float = 0) -> dict[str, Any]:
    whole = json.loads(json.dumps({"document": document, "pins": pins, "seconds": seconds}))
    return preview(whole, installed)


def values(answer: dict[str, Any], node: str) -> list[float | None]:
    return [one["value"] for one in answer["nodes"][node]["ports"]["samples"]["samples"]]


def kinds(answer: dict[str, Any], node: str) -> list[str]:
    return [
        one["kind"]
        for one in answer["nodes"].get(node, {"ports": {"events": {"events": []}}})["ports"]["events"]["events"]
    ]


def test_what_is_downstream_runs_and_actions_and_wrong_nodes_do_not(installed: Catalogue) -> None:
    answer = asked(installed, draft(), pin("plc", sample(0, 10), sample(1, 30), sample(2, None, quality="bad")))
    assert [20.0, 60.0, None] == values(answer, "scale")
    assert ["alarm.active"] == kinds(answer, "limit")
    assert [] == kinds(answer, "late")
    assert ["problem"] == [problem["kind"] for problem in answer["nodes"]["text"]["problems"]]
    assert {"elsewhere": "wrong", "line": "action"} == answer["skipped"]
    assert "plc" not in answer["nodes"]


def test_time_goes_on_after_the_pins_for_delays(installed: Catalogue) -> None:
    ran = [asked(installed, draft(), pin("plc", sample(0, 30)), seconds=seconds) for seconds in (29, 31)]
    assert [[], ["alarm.active"]] == [kinds(answer, "late") for answer in ran]


def test_a_pinned_node_does_not_run_and_pins_of_one_time_are_seen_together(installed: Catalogue) -> None:
    """A pin downstream of another takes its place; the order in which pins are given changes nothing."""
    pins = [pin("plc", sample(0, 10)), pin("scale", sample(0, 99), sample(5, 1))]
    answers = [asked(installed, draft(), *some) for some in (pins, pins[::-1])]
    assert answers[0]["nodes"] == answers[1]["nodes"]
    assert "scale" not in answers[0]["nodes"]
    assert ["alarm.active", "alarm.clear"] == kinds(answers[0], "limit")
    assert "pinned" == answers[0]["skipped"]["scale"]


def test_events_are_pinned_too_and_keep_their_data(installed: Catalogue) -> None:
    document = draft()
    document["nodes"]["text"]["config"]["text"] = "{{ point }}: {{ data.level }}"
    event = {"time": "2026-01-01T00:00:00Z", "kind": "alarm.active", "point": "P7", "data": {"level": "HH"}}
    answer = asked(installed, document, pin("limit", port="events", events=[event]))
    assert ["P7: HH"] == [one["data"]["text"] for one in answer["nodes"]["text"]["ports"]["events"]["events"]]


def test_the_output_of_a_block_stands_for_the_node_inside(installed: Catalogue) -> None:
    block = {
        "format": "tundish.block/1", "id": "box", "name": "Box",
        "inputs": [{"name": "in", "carries": "samples", "wires": [["inner", "samples"]]}],
        "outputs": [{"name": "out", "carries": "samples", "wires": [["inner", "samples"]]}],
        "nodes": {"inner": scale(3)}, "wires": [],
    }  # fmt: skip
    document = draft()
    document["blocks"] = {"box": block}
    document["nodes"]["box"] = node("block", block="box")
    document["wires"] += [wire("scale/samples", "box/in"), wire("box/out", "limit/samples")]
    through = asked(installed, document, pin("plc", sample(0, 10)))
    assert [60.0] == values(through, "box/inner")
    pinned = asked(installed, document, pin("box", sample(0, 70), port="out"))
    assert ["alarm.active"] == kinds(pinned, "limit")
    assert {"limit", "text"} == set(pinned["nodes"])


@pytest.mark.parametrize(
    ("kind", "told"), [("compute.hangs", []), ("compute.eats", ["problem"])], ids=["time", "memory"]
)
def test_bounds_are_held_by_the_system(kind: str, told: list[str]) -> None:
    """A node that hangs is ended with its process, though nobody is there to do it; one that wants too much throws."""
    document = {
        **draft(), "nodes": {"plc": node("source.inject"), "bad": node(kind)}, "wires": [wire("plc/samples", "bad/in")]
    }  # fmt: skip
    modules = ["nodes.source.inject", "tests.engine.replay.greedy"]
    question = {"document": document, "modules": modules, "pins": [pin("plc", sample(0, 1))], "seconds": 0}
    code = f"from engine.replay import preview; preview.CPU = {600 if told else 4}; preview.main()"
    asked = [sys.executable, "-c", code]
    done = subprocess.run(asked, input=json.dumps(question), capture_output=True, text=True, check=False, timeout=300)
    assert (done.returncode == 0) == bool(told), done.stderr
    answer = json.loads(done.stdout or '{"nodes": {}}')
    assert told == [one["kind"] for found in answer["nodes"].values() for one in found["problems"]]


def test_only_what_a_draft_needs_is_loaded() -> None:
    """A try must answer soon: the libraries of equipment and workbooks are not for it."""
    question = {"document": draft(), "modules": ["nodes.compute.scale"], "pins": [pin("plc", sample(0, 1))]}
    code = "import sys; from engine.replay import preview; preview.main(); print([*sys.modules], file=sys.stderr)"
    asked, text = [sys.executable, "-c", code], json.dumps({**question, "seconds": 0})
    done = subprocess.run(asked, input=text, capture_output=True, text=True, check=True, timeout=300)
    assert "scale" in json.loads(done.stdout)["nodes"]
    assert "nodes.compute.scale" in done.stderr
    assert "nodes.action" not in done.stderr
