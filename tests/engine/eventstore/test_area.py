"""Events of an area are those whose data says so, or an area below it: by index and by walk alike."""

import json

import msgspec
import pytest

from engine.eventstore import EventStore, Filter, text
from engine.eventstore import store as storing
from engine.eventstore.errors import TooMany
from tests.engine.eventstore.test_store import HOUR, event
from tests.engine.eventstore.test_text import by_pages

AREAS = ("North", "North/Hall 1", "Northwest", "north", "South", "", None, "锅炉房", "锅炉房/1", 'a "b" \\ c', "N", 7)
ASKED = {
    "North": {"North", "North/Hall 1"}, "North/": {"North", "North/Hall 1"}, "North/Hall 1": {"North/Hall 1"},
    "North/Hall": set(), "NORTH": set(), "锅炉房": {"锅炉房", "锅炉房/1"}, 'a "b" \\ c': {'a "b" \\ c'}, "N": {"N"},
    "Nowhere": set(), "a\0b": set(), "No%": set(), "*": set(),
}  # fmt: skip
"""Which areas each finds."""


def filled(store: EventStore, count: int = 120) -> list[tuple[int, object, str]]:
    """(number, area, point) of events, the newest first. Every third says North elsewhere than in its area."""
    rows = []
    for i in range(count):
        data = {"message": ['"area":"North"', "\0", ""][i % 3], "was": {"area": "North"}, "area": AREAS[i % len(AREAS)]}
        if data["area"] is None:
            del data["area"]
        rows.append(event(f"{i}", (i * 37) % count, point=f"P{i % 5}", data=msgspec.json.encode(data).decode()))
    store.keep([*rows, event("no object", -1, data='"area"')])
    placed = sorted(enumerate(rows, 1), key=lambda one: (-one[1].time, -one[0]))
    return [(number, json.loads(row.data).get("area"), row.point) for number, row in placed]


@pytest.mark.parametrize(("candidates", "walk"), [(20_000, 50_000), (15, 40), (0, 7)], ids=["index", "some", "walk"])
def test_an_area_is_found_with_what_lies_below_it(
    store: EventStore, monkeypatch: pytest.MonkeyPatch, candidates: int, walk: int
) -> None:
    monkeypatch.setattr(text, "CANDIDATES", candidates)
    monkeypatch.setattr(storing, "WALK", walk)
    rows = filled(store)
    for asked, areas in ASKED.items():
        expected = [number for number, area, _ in rows if area in areas]
        for limit in (3, 1000):
            assert expected == by_pages(store, Filter(area=asked), limit), asked
        assert expected == [one.number for one in store.all(Filter(area=asked))]
        some = [number for number, area, point in rows if area in areas and point == "P3"]
        assert some == by_pages(store, Filter(area=asked, point="*3", kind="alarm."), 4)
        assert len(expected) == sum(count for *_, count in store.count(Filter(area=asked), HOUR))
    quoted = [number for number, area, _ in rows if area in ASKED["North"] and (number - 1) % 3 == 0]
    assert quoted == by_pages(store, Filter(area="North", text='\\"area'), 5)


def test_an_area_is_counted_among_a_bounded_number_of_events(
    store: EventStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(store)
    monkeypatch.setattr(storing, "COUNTED", 100)
    with pytest.raises(TooMany, match="for the area"):
        store.count(Filter(area="South"), HOUR)
