"""Smooth: every method beside pandas, or its formula."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from nodes.compute.smooth import Smooth, SmoothConfig
from tests.nodes.compute.series import SECOND, of_point, ran, series
from tundish.testing import Bench, Row


def config(**row: Any) -> SmoothConfig:
    return SmoothConfig.model_validate({"rows": [row]})


def oracle(times: Any, values: Any, row: dict[str, Any]) -> list[float]:
    """Of good samples only."""
    frame = pd.Series(values, pd.to_datetime(times))
    if row["method"] in {"average", "median"}:
        how = "mean" if row["method"] == "average" else "median"
        over = row["samples"] if "samples" in row else pd.Timedelta(seconds=row["length"])
        # of equal times pandas gives all the window of the last: ours is as the samples came
        windows = [frame.iloc[: i + 1] for i in range(len(frame))]
        if isinstance(over, int):
            return [float(getattr(w.iloc[-over:], how)()) for w in windows]
        return [float(getattr(w[w.index > w.index[-1] - over], how)()) for w in windows]
    if row["method"] == "weight":
        return [float(v) for v in frame.ewm(alpha=row["weight"], adjust=False).mean()]
    found = [float(values[0])]
    for i in range(1, len(values)):
        passed = (times[i] - times[i - 1]) / SECOND
        if row["method"] == "half_life":
            found.append(values[i] + (found[-1] - values[i]) * 0.5 ** (passed / row["time"]))
        else:
            found.append(values[i - 1] + (found[-1] - values[i - 1]) * np.exp(-passed / row["time"]))
    return found


@pytest.mark.parametrize(
    "row",
    [
        {"method": "weight", "weight": 0.3},
        {"method": "half_life", "time": 8},
        {"method": "first_order", "time": 8},
        {"method": "average", "samples": 6},
        {"method": "median", "samples": 7},
        {"method": "average", "over": "time", "length": 20},
        {"method": "median", "over": "time", "length": 20},
    ],
    ids=lambda row: "-".join(map(str, row.values())),
)
def test_it_agrees_with_the_oracle(row: dict[str, Any]) -> None:
    rows = series(7, 200)
    seen = [out for out in ran(Smooth, config(**row), rows) if out[3] == "a.smooth" and out[5] < 0x80]
    times, values, qualities = of_point(rows, "a")
    good = (qualities < 0x80) & np.isfinite(values)
    assert times[good].tolist() == [out[2] for out in seen]
    assert oracle(times[good], values[good], row) == pytest.approx([float(out[4]) for out in seen], rel=1e-12)


def test_a_step_is_followed_by_63_percent_in_a_time_constant() -> None:
    bench = Bench(Smooth, config(time=10))
    bench.feed([Row(1, "a", 0), Row(3, "a", 100), Row(10 * SECOND + 3, "a", 100)])
    assert [0, 0, 100 * (1 - np.exp(-1))] == pytest.approx(bench.values())


def test_after_a_gap_it_begins_anew_and_bad_samples_change_nothing() -> None:
    bench = Bench(Smooth, config(method="average", samples=10, gap=5))
    rows = [(0, 1, 0), (1, 3, 0x40), (2, 9, 0x81), (3, 5, 0), (10, 7, 0)]
    bench.feed([Row(s * SECOND + 1, "a", v, q) for s, v, q in rows])
    assert [1, 2, 9, 3, 7] == bench.values()
    assert [0, 0x40, 0x81, 0x40, 0] == [row[5] for row in bench.seen]
