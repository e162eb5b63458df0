from copy import deepcopy
from typing import Any

import pytest

from flows.migrate import formatted, migrated
from tests.flows.kinds import catalogue, flow
from tundish.errors import FlowError


def from_zero(document: dict[str, Any]) -> dict[str, Any]:
    """A made-up format 0 in which nodes were a list."""
    nodes = {node["id"]: {k: v for k, v in node.items() if k != "id"} for node in document["nodes"]}
    return {**document, "format": "tundish.flow/1", "nodes": nodes}


STEPS = {"tundish.flow/0": from_zero}


def test_an_older_format_goes_through_its_steps() -> None:
    old = {"format": "tundish.flow/0", "id": "f", "nodes": [{"id": "a", "kind": "x"}]}
    kept = deepcopy(old)
    assert {"format": "tundish.flow/1", "id": "f", "nodes": {"a": {"kind": "x"}}} == formatted(old, STEPS)
    assert kept == old


def test_steps_that_lead_nowhere_are_told() -> None:
    with pytest.raises(FlowError, match="circle"):
        formatted({"format": "a"}, {"a": lambda d: d})


def test_an_older_config_is_brought_to_the_installed_version() -> None:
    old = flow({"l": ("alarm.limits", {"wait": 5, "old": 1}), "x": ("no.such", {"y": 1})})
    old["nodes"]["l"]["version"] = 1
    kept = deepcopy(old)
    new = migrated(old, catalogue())
    assert (3, {"delay": 5}) == (new["nodes"]["l"]["version"], new["nodes"]["l"]["config"])
    assert old["nodes"]["x"] is new["nodes"]["x"], "unknown kinds are kept"
    assert kept == old, "what is stored stays as it is"


def test_a_current_config_is_not_touched() -> None:
    document = flow({"l": ("alarm.limits", {"old": 1})})
    assert document == migrated(document, catalogue())


@pytest.mark.parametrize(
    ("kind", "version", "why"),
    [("alarm.limits", 4, "version 3 is installed"), ("compute.rogue", 1, "cannot be brought to version 2: no way")],
    ids=["newer", "throws"],
)
def test_what_cannot_be_migrated_is_told(kind: str, version: int, why: str) -> None:
    document = flow({"l": kind})
    document["nodes"]["l"]["version"] = version
    with pytest.raises(FlowError, match=why):
        migrated(document, catalogue())
