import json
from pathlib import Path

import jsonschema
import pytest

from flows.schema import schema, text
from tests.flows.kinds import flow

PUBLISHED = Path(__file__).parents[2] / "docs" / "flow.schema.json"


def test_the_published_schema_is_this_one() -> None:
    assert text() == PUBLISHED.read_text("utf-8"), "write it anew: python -m api.docs"


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize(
    ("change", "fits"),
    [
        ({}, True),
        ({"later": 1}, True),
        ({"format": "tundish.flow/9"}, False),
        ({"wires": [{"from": ["a"], "to": ["a", "b"]}]}, False),
        ({"wires": [{"from": ["a", "b"]}]}, False),
        ({"nodes": {"Bad Id": {"kind": "x"}}}, False),
        ({"nodes": {"a": {}}}, False),
    ],
    ids=["as-it-is", "more", "format", "short-end", "no-end", "id", "no-kind"],
)
def test_other_programs_can_judge_by_it(change: dict[str, object], fits: bool) -> None:
    document = json.loads(json.dumps({**flow({"a": "x"}), **change}))
    assert fits == jsonschema.Draft202012Validator(schema()).is_valid(document)
