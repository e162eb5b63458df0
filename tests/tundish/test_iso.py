"""Times as text."""

from tundish.iso import iso

DAY, MINUTE, SECOND = 86_400_000_000_000, 60_000_000_000, 1_000_000_000


def test_times_around_minutes_days_and_the_epoch() -> None:
    expected = {
        0: "1970-01-01T00:00:00.000000000Z",
        -1: "1969-12-31T23:59:59.999999999Z",
        MINUTE - 1: "1970-01-01T00:00:59.999999999Z",
        MINUTE: "1970-01-01T00:01:00.000000000Z",
        MINUTE + 9 * SECOND + 7: "1970-01-01T00:01:09.000000007Z",
        DAY - 1: "1970-01-01T23:59:59.999999999Z",
        -DAY - MINUTE: "1969-12-30T23:59:00.000000000Z",
    }
    assert expected == {time: iso(time) for time in expected}
