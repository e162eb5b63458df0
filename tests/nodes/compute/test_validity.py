"""Validity: cases computed by hand from the rules, at their borders."""

import math
from typing import Any

import pytest
from pydantic import ValidationError

from nodes.compute.validity import Validity, ValidityConfig
from tests.nodes.compute.series import BEGIN, SECOND, ran, results
from tundish.testing import Bench, Row

DAY = 86400 * SECOND
START = BEGIN // DAY * DAY


def minute(m: float, value: float = 10, quality: int = 0) -> Row:
    time = START + round(m * 60) * SECOND
    return Row(time + 1, "so2", value, quality, time)


def means(rows: list[Row], name: str = "mean", **config: Any) -> list[tuple[float, bool]]:
    """Average and whether it is valid, of each hour."""
    seen = ran(Validity, ValidityConfig.model_validate(config), rows)
    return [(value, quality == 0) for _, value, quality in results(seen, f"so2.{name}")]


@pytest.mark.parametrize(("valid", "expected"), [(45, True), (44, False), (60, True), (0, False)])
def test_an_hour_needs_45_valid_minutes(valid: int, expected: bool) -> None:
    """HJ 75: an hourly mean needs valid data of 45 minutes; calibration is bad quality."""
    rows = [minute(m, 10 + m % 2, 0 if m < valid else 0x81) for m in range(61)]
    [(mean, found)] = means(rows)
    assert expected == found
    minutes = [10 + m % 2 for m in range(valid)]
    assert mean == pytest.approx(sum(minutes) / valid if valid else math.nan, nan_ok=True)


def test_a_mean_is_one_of_minutes_not_of_values() -> None:
    rows = [
        minute(m + second / 60, 100 if m == 0 else 10) for m in range(60) for second in range(0, 60, 60 if m else 6)
    ]
    [(mean, valid)] = means([*rows, minute(60)])
    assert valid
    assert mean == pytest.approx((100 + 59 * 10) / 60)


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [([0, 15, 30, 45], True), ([14, 29, 44, 59], True), ([0, 15, 30, 31], False), ([5], False)],
)
def test_a_full_hour_needs_a_valid_value_in_each_quarter(minutes: list[int], expected: bool) -> None:
    """40 CFR 60.13(h)(2)(i): four or more data points, one in each quadrant of the hour."""
    assert [(10, expected)] == means([*map(minute, minutes), minute(60)], rule="quarters")


def test_a_rolling_average_needs_so_many_valid_hours() -> None:
    """Hours of 10, 20, 30 … ppm; the third is not valid. Three-hour averages of which two must be valid."""
    rows = [minute(60 * h + m, 10.0 * (h + 1), 0x81 if h == 2 else 0) for h in range(7) for m in range(60)]
    rolling = means(rows, "rolling", blocks=3, least=2)
    assert [False, True, True, True, True, True] == [valid for _, valid in rolling]
    assert [10, 15, 15, 30, 45, 50] == pytest.approx([value for value, _ in rolling])
    without_break = means(rows, "rolling", blocks=2, least=2)  # 40 CFR 60.185(b): two contiguous one-hour means
    assert [False, True, False, False, True, True] == [valid for _, valid in without_break]


def test_hours_without_samples_are_not_valid_and_come_on_time() -> None:
    bench = Bench(Validity, ValidityConfig(blocks=2, least=1))
    bench.feed([minute(m) for m in range(60)])
    bench.wake(START + 3 * 3600 * SECOND + 5 * SECOND)
    assert [0, 0x82, 0x82] == [quality for _, _, quality in results(bench.seen, "so2.mean")]
    assert [0, 0, 0x82] == [quality for _, _, quality in results(bench.seen, "so2.rolling")]
    gap = [minute(m) for m in range(60)] + [minute(60 * h + m) for h in range(30, 32) for m in range(60)]
    hours = means(gap)
    assert [True] + [False] * 29 + [True] == [valid for _, valid in hours]


def test_a_long_backlog_in_one_batch_rolls_as_it_does_hour_by_hour() -> None:
    """All of it comes at once to a point that was never seen: its hours end within that one call."""
    backlog = [minute(60 * h + m, 10.0 * (h + 1)) for h in range(30) for m in range(60)]
    rows = [row._replace(arrival=backlog[-1].arrival + 2 * k) for k, row in enumerate(backlog)]
    at_once, singly = Bench(Validity, ValidityConfig(blocks=24, least=18)), Bench(Validity, ValidityConfig(blocks=24))
    at_once.feed(rows)
    for row in rows:
        singly.feed([row])
    rolling = results(at_once.seen, "so2.rolling")
    assert rolling == results(singly.seen, "so2.rolling")
    assert [10.0 * (sum(range(max(1, h - 22), h + 2)) / min(24, h + 1)) for h in range(29)] == [
        v for _, v, _ in rolling
    ]


def switched(point: str, *times: float) -> list[Row]:
    """Off before, on at the first minute, off at the second, and so on."""
    found = [(m, k % 2) for k, m in enumerate((-10, *times))] if times else []
    return [minute(m, value)._replace(point=point, arrival=minute(m).arrival - 1) for m, value in found]


def judged(rows: list[Row], **config: Any) -> list[tuple[float, int]]:
    row = {"running": "boiler.on", "maintenance": "so2.service"}
    rows = sorted(rows, key=lambda row: row.arrival)
    seen = ran(Validity, ValidityConfig.model_validate({"rows": [row], **config}), rows)
    return [(value, quality) for _, value, quality in results(seen, "so2.mean")]


@pytest.mark.parametrize(
    ("on", "valid", "expected"),
    [
        # minutes of operation in the hour; valid minutes; 75 % of the time of operation
        ((-1,), range(45), 0), ((-1,), range(44), 0x81), ((20,), range(20, 50), 0), ((20,), range(20, 49), 0x81),
        ((10, 30), range(10, 25), 0), ((10, 30), range(10, 24), 0x81), ((-1, 20, 40), range(45), 0x81),
        ((-1, 20, 40), [*range(20), *range(40, 50)], 0), ((-1, 0), range(60), 0x89),
    ],
)  # fmt: skip
def test_only_the_time_of_operation_counts(on: tuple[float, ...], valid: Any, expected: int) -> None:
    """What is measured while the plant stands has another value and must not show."""
    operates = [m for k, m in enumerate([*on, 60]) for m in range(int(m), int([*on, 60, 60][k + 1])) if k % 2 == 0]
    rows = [minute(m, 10 if m in operates else 500, 0 if m in valid else 0x81) for m in range(61)]
    [(mean, quality)] = judged([*switched("boiler.on", *on), *rows])
    assert expected == quality
    assert math.isnan(mean) if expected == 0x89 else mean == 10


@pytest.mark.parametrize(
    ("on", "service", "minutes", "expected"),
    [
        # 40 CFR 60.13(h)(2)(ii): a partial operating hour has a valid value in each quarter of operation
        ((20,), (), [21, 31, 46], True), ((20,), (), [21, 46], False), ((46,), (), [50], True),
        # (iii): with maintenance two values at least 15 min apart, or one when it operated in a single quarter
        ((-1,), (5, 20), [1, 16], True), ((-1,), (5, 20), [1, 15.9], False), ((-1,), (5, 20), [40], False),
        ((46,), (47, 50), [55], True), ((46,), (47, 50), [], False), ((-1,), (-9, -5), [1, 16], False),
        ((-1,), (59, 70), [1, 16], True),
    ],
)  # fmt: skip
def test_partial_hours_and_hours_with_maintenance(
    on: tuple[float, ...], service: tuple[float, ...], minutes: list[float], expected: bool
) -> None:
    rows = [*switched("boiler.on", *on), *switched("so2.service", *service), *map(minute, minutes), minute(0, 9, 0x81)]
    [(_, quality)] = judged([*rows, minute(60)], rule="quarters")
    assert expected == (quality == 0)


def test_hours_without_operation_are_in_no_rolling_average() -> None:
    """Hours 10, 20, 30, 40; the plant stands in the second."""
    rows = [minute(60 * h + m, 10.0 * (h + 1)) for h in range(5) for m in range(60)]
    config = {"rows": [{"running": "{point}.on"}], "blocks": 3, "least": 3}
    rows = sorted([*switched("so2.on", -1, 60, 120), *rows], key=lambda row: row.arrival)
    seen = ran(Validity, ValidityConfig.model_validate(config), rows)
    assert [0, 0x89, 0, 0] == [quality for _, _, quality in results(seen, "so2.mean")]
    assert (80 / 3, 0) == pytest.approx(results(seen, "so2.rolling")[3][1:])
    assert {"so2.mean", "so2.rolling"} == {row[3] for row in seen}


def test_a_point_that_an_edit_makes_one_of_operation_is_averaged_no_more() -> None:
    hours = [minute(m) for m in range(61)] + [minute(m)._replace(point="k", value=0.0) for m in range(61)]
    bench = Bench(Validity, ValidityConfig())
    bench.feed(sorted(hours, key=lambda row: row.arrival))
    assert {"so2.mean", "k.mean"} <= {row[3] for row in bench.seen}
    before = len(bench.seen)
    config = ValidityConfig.model_validate({"rows": [{"points": "so2", "running": "k"}]})
    bench.configure(config, minute(60).arrival + 2)
    bench.feed(sorted([minute(m) for m in range(61, 181)], key=lambda row: row.arrival))
    later = bench.seen[before:]
    assert {"so2.mean", "so2.rolling"} == {row[3] for row in later}
    assert [0, 0] == [quality for _, _, quality in results(later, "so2.mean")][:2], (
        "its state was not known: it operates"
    )


def test_uncertain_samples_are_valid_when_the_permit_says_so() -> None:
    rows = [minute(m, 10, 0x40) for m in range(61)]
    assert [False, True] == [means(rows, uncertain=which)[0][1] for which in ("invalid", "valid")]


@pytest.mark.parametrize(
    ("config", "what"),
    [
        ({"least": 25}, "cannot be valid"),
        ({"period": 7}, "whole number"),
        ({"length": 5000}, "divides an hour"),
        ({"rows": [{"rolling": "{point}.mean"}]}, "another name"),
    ],
)
def test_what_makes_no_sense_is_refused(config: dict[str, Any], what: str) -> None:
    with pytest.raises(ValidationError, match=what):
        ValidityConfig.model_validate(config)
