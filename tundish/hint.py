"""Hint: what somebody may have meant."""

from collections.abc import Sequence
from difflib import get_close_matches


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """A hint with the nearest known word, or nothing."""
    near = get_close_matches(word, known, n=1) or get_close_matches(word.lower(), [k.lower() for k in known], n=1)
    found = next((k for k in known if near and k.lower() == near[0].lower()), "")
    return f"Did you mean {found!r}?" if found else ""
