"""The list of alarms is told anew without announcing anything that was known."""

from typing import Any

from engine.watch.readmodel import ReadModel


def row(point: str, status: str = "ack", node: str = "limit") -> dict[str, Any]:
    return {"flow": "f", "node": node, "point": point, "status": status}


def begins(model: ReadModel, *rows: dict[str, Any]) -> dict[str, Any] | None:
    """What is told on when the flow begins with these alarms."""
    message = {"type": "alarms", "number": 1, "begin": "f", "changed": list(rows), "removed": []}
    return message if model.take(message) else None


def test_alarms_that_are_known_are_not_announced_when_their_flow_begins_again() -> None:
    model = ReadModel()
    first = begins(model, row("P1"), row("P2"))
    assert first is not None
    assert 1 == first["number"]
    assert begins(model, row("P1"), row("P2")) is None
    assert 1 == model.alarms()["number"], "no number is left out"


def test_what_is_news_when_a_flow_begins_is_told_and_nothing_else() -> None:
    model = ReadModel()
    begins(model, row("P1"), row("P2"), row("P3"))
    told = begins(model, row("P1"), row("P2", "unack"), row("P3", node="other"))
    assert told is not None
    assert [row("P2", "unack"), row("P3", node="other")] == told["changed"]
    assert [{"flow": "f", "node": "limit", "point": "P3"}] == told["removed"]
    assert ["ack", "unack", "ack"] == [alarm["status"] for alarm in model.alarms()["alarms"]]
