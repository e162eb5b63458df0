"""Delay: what comes out is what went in, later."""

from nodes.compute.delay import Delay, DelayConfig
from nodes.compute.recent import MOST
from tests.nodes.compute.series import BEGIN, SECOND, ran, series
from tundish.testing import Bench, Row


def test_everything_comes_later_and_in_order() -> None:
    rows = series(41, 200)
    config = DelayConfig.model_validate({"rows": [{"points": "a", "delay": 30}]})
    seen = ran(Delay, config, rows, wait=40)
    own = [row for row in rows if row.point == "a"]
    expected = [((row.time or 0) + 30 * SECOND, repr(row.value), row.quality) for row in own if row.value == row.value]
    assert expected == [(row[2], row[4], row[5]) for row in seen if row[4] != "nan"]
    due = [row.arrival + 30 * SECOND + 1 for row in own]
    assert [row[1] for row in seen] == due


def test_points_that_fit_no_row_are_left_out() -> None:
    rows = [Row(1, "a", 1), Row(3, "b", 2)]
    config = DelayConfig.model_validate({"rows": [{"points": "b"}]})
    assert ["b.delayed"] == [row[3] for row in ran(Delay, config, rows, wait=61)]


def test_of_too_many_the_oldest_are_lost_and_the_first_after_them_says_so() -> None:
    """100,003 samples a second apart within the delay: three are lost; the fourth comes when it is due, uncertain."""
    bench = Bench(Delay, DelayConfig.model_validate({"rows": [{"delay": 200_000}]})).start(BEGIN - 1)
    bench.feed([Row(BEGIN + i * SECOND, "a", i, 0, BEGIN + i * SECOND) for i in range(MOST + 3)])
    bench.wake(BEGIN + 200_002 * SECOND + 2)
    assert [] == bench.seen, "what is lost does not draw the others forward"
    bench.wake(BEGIN + 200_005 * SECOND + 2)
    assert [(3.0, 0x42), (4.0, 0), (5.0, 0)] == [(float(row[4]), row[5]) for row in bench.seen]
