"""Refer: how a row for many points names another point for each of them."""

import re
from functools import lru_cache

POINT = "{point}"


def number_in(text: str) -> float | None:
    """The finite number that a text is, or None."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if abs(number) < float("inf") else None


def referred(reference: str, pattern: str, name: str) -> str:
    """The point that is meant for the point `name`, which fits the pattern.

    In the reference `{point}` stands for the name, and each `*` for what the `*` of the pattern stood for, in order.
    """
    if POINT in reference:
        return reference.replace(POINT, name)
    if "*" not in reference:
        return reference
    match = _compiled(pattern).fullmatch(name)
    parts = list(match.groups()) if match else []
    return re.sub(r"\*", lambda _: parts.pop(0) if parts else "*", reference)


def must_refer(reference: str, pattern: str, field: str) -> None:
    """ValueError when it cannot be one point for each point of the pattern, or is the point itself."""
    if POINT not in reference and reference.count("*") > pattern.count("*"):
        raise ValueError(f"{field}: it has more * than Points; each stands for what a * of Points stood for")
    if "?" in reference:
        raise ValueError(f"{field}: ? stands for nothing here; write * or {POINT}")
    if reference in (pattern, POINT):
        raise ValueError(f"{field}: it is the point itself")


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> "re.Pattern[str]":
    """With a group for each star; what a star but the last stands for is as short as it can be."""
    first, *others = ("".join("." if c == "?" else re.escape(c) for c in part) for part in pattern.split("*"))
    if not others:
        return re.compile(first, re.DOTALL)
    last = others.pop()
    return re.compile(first + "".join(f"(?>(.*?){part})" for part in others) + f"(.*){last}", re.DOTALL)
