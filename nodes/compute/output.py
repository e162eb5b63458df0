"""Output names: how a row of a table that is meant for many points names its results."""

from typing import Annotated

from pydantic import AfterValidator

from tundish import PointRef

POINT = "{point}"


def _holds_point(text: str) -> str:
    if text.count(POINT) > 1:
        raise ValueError(f"{POINT} may stand in a name once")
    return text


OutputPoint = Annotated[PointRef, AfterValidator(_holds_point)]
"""A name in which `{point}` may stand for the name of the input."""


def keep_apart(points: str, output: str) -> None:
    """ValueError when all points that fit the pattern would become one."""
    if POINT not in output and any(c in points for c in "*?"):
        raise ValueError(f"output: it needs {POINT}, or all points of the row become one")


def named(output: str, point: str) -> str:
    """The name of the result for this point or pattern."""
    return output.replace(POINT, point)
