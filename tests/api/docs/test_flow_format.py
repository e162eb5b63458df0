"""What the page about the flow format says is true."""

import json
import re
from pathlib import Path
from typing import Any

from api.docs import ROOT
from flows.blocks import flat
from flows.text import dumps
from flows.validate import errors_in, validate, validate_text
from tundish import catalogue

PAGE = (ROOT / "flow-format.md").read_text("utf-8")


def test_the_example_is_valid_and_written_as_tundish_writes() -> None:
    found = re.search(r"```json\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    document, problems = validate_text(found[1], catalogue.load())
    assert [] == problems
    assert document is not None
    assert found[1] == dumps(document)


def test_every_code_of_a_problem_is_explained() -> None:
    flows = Path(__file__).parents[3] / "flows"
    codes = {code for path in flows.glob("*.py") for code in re.findall(r'Problem\(\s*"([a-z-]+)"', path.read_text())}
    assert len(codes) > 15
    assert set() == {code for code in codes if f"`{code}`" not in PAGE}


def test_the_examples_of_parameters_and_blocks_make_a_flow() -> None:
    document: dict[str, Any] = {"format": "tundish.flow/1", "id": "x", "nodes": {}, "wires": []}
    for text in re.findall(r'```json\n(".*?)```', PAGE, re.DOTALL):
        part = json.loads("{" + text + "}")
        (document["nodes"] if "pumps" in part else document).update(part)
    assert {"parameters", "blocks"} <= document.keys()
    assert [] == errors_in(validate(document, catalogue.load()))
    assert "pumps/limits" in flat(document, catalogue.load().kinds)["nodes"]
