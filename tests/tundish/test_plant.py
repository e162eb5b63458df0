"""Areas of the plant: what lies in which."""

import pytest

from tundish.plant import lies_in


@pytest.mark.parametrize(
    ("area", "wanted", "lies"),
    [
        ("North", "North", True), ("North/Hall 1", "North", True), ("North/Hall 1/Cell 2", "North", True),
        ("North/Hall 1", "North/", True), ("North/Hall 1", "North/Hall 1", True), ("North", "North/Hall 1", False),
        ("North/Hall 12", "North/Hall 1", False), ("Northwest", "North", False), ("north", "North", False),
        ("South/North", "North", False), ("", "North", False),
    ],
)  # fmt: skip
def test_an_area_has_what_lies_below_it(area: str, wanted: str, lies: bool) -> None:
    assert lies == lies_in(area, wanted)
