"""Told: what an event says of itself, for people to read."""

from tundish import Event
from tundish.iso import iso


def told_subject(event: Event) -> str:
    """The `subject` in its data, or what happened to which point."""
    told = event.data.get("subject")
    return told if isinstance(told, str) and told else f"{event.kind} {event.point}".strip()


def told_text(event: Event) -> str:
    """The `text` in its data, or all of it, a line each."""
    told = event.data.get("text")
    if isinstance(told, str) and told:
        return told
    return "\n".join([iso(event.time), *(f"{name}: {value}" for name, value in event.data.items())])
