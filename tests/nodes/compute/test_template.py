"""Template: the event goes on with a text."""

import pytest
from pydantic import ValidationError

from nodes.compute.template import TemplateConfig, TemplateNode
from tundish.testing import Bench


def test_the_text_joins_the_data() -> None:
    config = TemplateConfig(
        text="{{ kind }} of {{ point }}: {{ value }} {{ data.unit }}", field="message", event="note"
    )
    bench = Bench(TemplateNode, config)
    bench.send(3, "result", {"value": "28.0", "unit": "s"}, point="APTT", time=9)
    [event] = bench.events()
    assert ("note", 9, 3, "APTT") == (event.kind, event.time, event.arrival, event.point)
    assert {"value": "28.0", "unit": "s", "message": "result of APTT: 28.0 s"} == event.data


def test_an_event_keeps_its_kind_unless_told() -> None:
    bench = Bench(TemplateNode, TemplateConfig())
    bench.send(1, "result", point="p")
    assert [("result", "result p")] == [(event.kind, event.data["text"]) for event in bench.events()]


def test_a_text_that_cannot_be_made_is_a_problem_of_that_event_alone() -> None:
    bench = Bench(TemplateNode, TemplateConfig(text="{{ data.a.b }}"))
    bench.send(1, "test", {})
    bench.send(3, "test", {"a": {"b": 5}})
    assert 0 == bench.step.failed
    assert [1] == [event.arrival for event in bench.events("error")]
    assert ["5"] == [event.data["text"] for event in bench.events()]


def test_a_broken_template_is_refused_where_it_is_broken() -> None:
    with pytest.raises(ValidationError, match="line 1"):
        TemplateConfig(text="{{ value")
