"""Within: values in the data of an event, found by a path."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from tundish import Event


def _path(text: str) -> str:
    if text and not all(part.strip() == part and part for part in text.split(".")):
        raise ValueError("write names with a dot between them, like reading.value")
    return text


Path = Annotated[str, Field(max_length=200), AfterValidator(_path)]
"""Names with a dot between: `reading.value`. Empty: all of the data."""


class Unfit(LookupError):
    """The data of an event is not what is needed."""


def found(data: Any, path: str) -> Any:
    """What lies there; Unfit says what is missing. A number in a path counts the items of a list from 0."""
    for done, name in enumerate(path.split(".") if path else ()):
        if isinstance(data, Mapping) and name in data:
            data = data[name]
        elif isinstance(data, list | tuple) and name.isdecimal() and len(name) < 10 and int(name) < len(data):  # noqa: PLR2004 - digits
            data = data[int(name)]
        else:
            at = ".".join(path.split(".")[:done]) or "the data"
            raise Unfit(f"there is no {name!r} in {at}")
    return data


def key_of(data: Any, path: str, longest: int = 1000) -> str:
    """A number or a text as a key: 7 and 7.0 are the text 7. Unfit when there is none."""
    value = found(data, path)
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Unfit(f"{path} is neither a text nor a number")
    key = str(value)
    if len(key) > longest:
        raise Unfit(f"{path} has more than {longest} characters")
    return key


def changed(event: Event, data: Mapping[str, Any], kind: str = "") -> Event:
    """The event with other data, and another kind unless that is empty."""
    return Event(kind=kind or event.kind, time=event.time, arrival=event.arrival, point=event.point, data=data)
