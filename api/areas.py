"""Areas of the plant, as questions about alarms name them."""

from typing import Annotated

from fastapi import Query

from api.stores import Stores
from tundish.plant import lies_in

Area = Annotated[
    str,
    Query(max_length=200, description="That the data of an event tells, with the areas below it: `North`, `North/1`"),
]


def unknown_area(stores: Stores, area: str) -> str:
    """What is told beside an empty answer about an area that no point is in; nothing where one is."""
    if not area or any(lies_in(known, area) for known in stores.points.areas()):
        return ""
    return f"The point directory has no area {area!r}, and nothing that is kept of this time tells of it"
