from typing import Any

import pytest
from pydantic import ValidationError

from flows.document import Document, empty, nodes_of, structure, wires_of
from flows.text import dumps, loads
from flows.validate import validate
from tests.flows.kinds import catalogue, flow

STRANGE: dict[str, Any] = flow({"a": ("no.such.kind", {"x": [1, {"y": None}]})}, later={"more": [1]})
STRANGE["nodes"]["a"]["colour"] = "red"
STRANGE["wires"] = [{"from": ["a", "o"], "to": ["a", "i"], "bend": [1, 2]}]


def test_what_we_do_not_know_survives_load_and_save() -> None:
    assert STRANGE == loads(dumps(STRANGE))
    assert STRANGE == Document.of(STRANGE).plain()


def test_the_typed_form_reads_as_it_says() -> None:
    document = Document.of(STRANGE)
    assert ("no.such.kind", ["a", "o"], ["a", "i"]) == (
        document.nodes["a"].kind, document.wires[0].start, document.wires[0].end,
    )  # fmt: skip
    assert "" == Document.of({"format": "tundish.flow/1", "id": "x"}).name


def test_a_broken_document_has_no_typed_form() -> None:
    with pytest.raises(ValidationError):
        Document.of({"id": "x"})
    assert [("format",)] == [error["loc"] for error in structure({"id": "x"})]


def test_an_empty_flow_is_valid() -> None:
    assert [] == validate(empty("new-flow", "New"), catalogue())


@pytest.mark.parametrize(
    "document", [None, [], {}, {"nodes": 1, "wires": 2}, {"nodes": {"a": 1}, "wires": [1, {"from": 1}]}]
)
def test_what_cannot_be_read_is_passed_over(document: Any) -> None:
    assert ([], []) == (list(nodes_of(document)), list(wires_of(document)))


IDS: list[Any] = [
    pytest.param("pump-station_2", True, id="plain"),
    pytest.param("0", True, id="digit"),
    pytest.param("a" * 64, True, id="64-characters"),
    pytest.param("a" * 65, False, id="65-characters"),
    pytest.param("-a", False, id="begins-with-a-dash"),
    pytest.param("A", False, id="upper-case"),
    pytest.param("", False, id="empty"),
    pytest.param("a\n", False, id="line-end"),
    pytest.param("ä", False, id="umlaut"),
]


@pytest.mark.parametrize(("id", "fits"), IDS)
def test_ids(id: str, fits: bool) -> None:
    assert fits == (structure({**flow({}), "id": id}) == [])
    assert fits == (structure(flow({id: "x"})) == [])


GROUPS: list[Any] = [
    pytest.param("", True, id="default"),
    pytest.param("slow-lane_2", True, id="plain"),
    pytest.param("a" * 65, False, id="65-characters"),
    pytest.param("Slow lane", False, id="words"),
    pytest.param("a\n", False, id="line-end"),
    pytest.param(None, False, id="null"),
]


@pytest.mark.parametrize(("name", "fits"), GROUPS)
def test_names_of_isolation_groups(name: Any, fits: bool) -> None:
    assert fits == (structure(flow({}, isolation=name)) == [])


def test_a_wrong_isolation_group_is_told_at_its_field() -> None:
    [problem] = validate(flow({}, isolation="Slow lane"), catalogue())
    assert ("structure", "isolation", 'isolation: "Slow lane" is no name of an isolation group') == (
        problem.code, problem.field, problem.message,
    )  # fmt: skip


def test_a_node_says_whether_it_is_recorded() -> None:
    document = flow({"a": "source.meter", "b": "source.meter"})
    document["nodes"]["a"]["record"] = True
    typed = Document.of(document)
    assert (True, False) == (typed.nodes["a"].record, typed.nodes["b"].record)
    document["nodes"]["a"]["record"] = "yes"
    assert ["a"] == [problem.node for problem in validate(document, catalogue())]
