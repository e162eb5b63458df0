from typing import Any

import pytest

from flows.blocks import flat
from flows.paths import node_at
from tests.flows.test_blocks import KINDS, NESTED, PUMPS, SINGLE


@pytest.mark.parametrize("document", [NESTED, PUMPS, SINGLE], ids=["nested", "pumps", "single"])
def test_every_node_that_runs_is_found_by_its_path(document: dict[str, Any]) -> None:
    running = {id: node for id, node in flat(document, KINDS)["nodes"].items() if "~to-" not in id}
    assert {id: node["kind"] for id, node in running.items()} == {
        id: (node_at(document, id) or {}).get("kind") for id in running
    }


@pytest.mark.parametrize("path", ["", "gone", "station/gone", "station/pump/limits/more", "plant/x", "station//limits"])
def test_what_is_not_there_is_not_found(path: str) -> None:
    assert node_at(NESTED, path) is None
