"""Heard: what the other side says of a message, as people read it and as any disk keeps it."""

LONGEST = 200


def heard(told: object) -> str:
    """One short line without control characters and halves of characters. Bytes are read as UTF-8."""
    text = told.decode("utf-8", "replace") if isinstance(told, bytes) else str(told)
    line = " ".join("".join(c if c.isprintable() else " " for c in text[: 8 * LONGEST]).split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
