"""Log: the effect holds the text, and handling it writes the line."""

import logging
from typing import Any

import pytest

from nodes.action.log import Log, LogConfig
from tundish.testing import Bench


async def test_the_text_is_in_the_effect_and_handling_it_writes_it(caplog: pytest.LogCaptureFixture) -> None:
    bench = Bench(Log, LogConfig(text="{{ point }} is {{ value }}", level="warning"))
    bench.send(1, "test", {"value": 7}, point="p")
    [effect] = bench.events("effect")
    assert {"text": "p is 7", "level": "warning"} == effect.data
    node: Any = bench.node
    with caplog.at_level(logging.INFO, "tundish.action.log"):
        await node.handle(effect, None)
    assert [("tundish.action.log", logging.WARNING, "p is 7")] == caplog.record_tuples


def test_a_text_that_cannot_be_made_is_told_and_the_line_says_so() -> None:
    bench = Bench(Log, LogConfig(text="{{ data.a.b }}"))
    bench.send(1, "test", {}, point="p")
    assert 1 == len(bench.events("error"))
    [effect] = bench.events("effect")
    assert effect.data["text"].startswith("test p: the text cannot be made")
