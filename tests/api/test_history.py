"""Recorded samples, asked over the API."""

import csv
import io
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from starlette.testclient import TestClient

from api.history_json import EARLIEST, LATEST, as_csv
from api.server import Server
from engine.history.compact import Compaction
from engine.history.errors import HistoryError
from engine.history.log import Batch, Log
from engine.history.reader import Reader
from engine.replay.recording import recorded
from tests.api.conftest import Browser
from tundish.iso import nanoseconds_of
from tundish.rows import SampleRow

NOON = nanoseconds_of("2026-11-21T12:00:00Z")
SECOND = 1_000_000_000


def tell(
    server: Server, point: str, rows: list[tuple[float, float, int]], stamp: int = 1, port: str = "samples"
) -> None:
    """(seconds after noon, value, quality), compacted at once when there are more than two."""
    log = Log(server.settings.history / "log" / "default.db")
    (number,) = log.numbers([point])
    n = len(rows)
    time = np.array([NOON + int(after * SECOND) for after, _, _ in rows], np.int64)
    value, quality = np.array([v for _, v, _ in rows]), np.array([q for _, _, q in rows], np.uint8)
    arrival = stamp + 2 * np.arange(n)
    log.append([Batch("f", point, port, arrival, time, np.full(n, number, np.int32), value, quality)])
    if n > 2:
        Compaction(server.settings.history, log).run()
    log.close()


@pytest.fixture
def viewer(browser: Browser, server: Server) -> TestClient:
    tell(server, "P1", [(0, 1.0, 0), (1, 5.0, 0), (2, 2.0, 0x81), (60, 3.0, 0), (61, np.nan, 0)])
    tell(server, "P2", [(30, 7.0, 0)])
    return browser("viewer")


def asked(viewer: TestClient, **params: Any) -> dict[str, Any]:
    span = {"from": "2026-11-21T12:00:00Z", "to": "2026-11-21T12:02:00Z"}
    answer = viewer.get("/api/history", params={"points": "P1", **span, **params})
    assert 200 == answer.status_code, answer.text
    found: dict[str, Any] = answer.json()
    return found


def times(*seconds: float) -> list[str]:
    return [str(NOON + int(after * SECOND)) for after in seconds]


def test_every_bucket_has_its_least_and_greatest_value_and_its_worst_quality(viewer: TestClient) -> None:
    expected = {
        "point": "P1",
        "time": times(0, 60),
        "low": [1.0, 3.0],
        "high": [5.0, 3.0],
        "quality": [0x81, 0],
        "count": [3, 2],
    }
    assert {"mode": "minmax", "truncated": False, "series": [expected]} == asked(viewer, width=2)


def test_average_last_and_every_sample(viewer: TestClient) -> None:
    assert [3.0, 3.0] == asked(viewer, width=2, mode="average")["series"][0]["value"]
    last = asked(viewer, width=2, mode="last")["series"][0]
    assert (times(2, 61), [2.0, None]) == (last["time"], last["value"])
    raw = asked(viewer, mode="raw", points="P1,P2,P3")["series"]
    assert [1.0, 5.0, 2.0, 3.0, None] == raw[0]["value"]
    assert [("P2", [7.0]), ("P3", [])] == [(one["point"], one["value"]) for one in raw[1:]]


def test_more_samples_than_an_answer_has_are_cut_and_said_so(
    viewer: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.history_json.MOST_RAW", 4)
    found = asked(viewer, mode="raw", points="P2,P1")
    assert (True, [1, 3]) == (found["truncated"], [len(one["time"]) for one in found["series"]])


def test_of_a_point_and_a_time_the_last_arrival_counts(viewer: TestClient, server: Server) -> None:
    tell(server, "P1", [(1, 6.5, 0)], stamp=99)
    assert [1.0, 6.5, 2.0, 3.0, None] == asked(viewer, mode="raw")["series"][0]["value"]


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"points": " , "}, "points"),
        ({"points": ",".join(map(str, range(51)))}, "points"),
        ({"points": "P1", "from": "noon"}, "from"),
        ({"points": "P1", "from": "2026-11-22T00:00Z", "to": "2026-11-21T00:00Z"}, "from"),
    ],
    ids=str,
)
def test_a_wrong_question_is_a_problem_that_names_it(viewer: TestClient, params: dict[str, str], field: str) -> None:
    answer = viewer.get("/api/history", params={"from": "", "to": "", **params})
    assert (422, field) == (answer.status_code, answer.json()["field"])


def test_an_open_end_is_where_the_recording_ends(viewer: TestClient) -> None:
    found = asked(viewer, **{"from": "", "to": "", "width": 1})
    assert [5] == found["series"][0]["count"]


def test_a_server_without_history_answers(browser: Browser) -> None:
    viewer = browser("viewer")
    assert [] == viewer.get("/api/history/points").json()
    assert [] == asked(viewer)["series"][0]["time"]
    assert 0 == viewer.get("/api/history/status").json()["samples"]


def test_the_export_is_what_a_replay_reads(viewer: TestClient) -> None:
    text = viewer.get("/api/history/export").text
    assert ["time", "point", "value", "quality"] == next(csv.reader(io.StringIO(text)))
    rows = [row for row in recorded(text.splitlines(keepends=True)) if isinstance(row, SampleRow)]
    assert [("P1", 1.0, 0), ("P1", 5.0, 0), ("P1", 2.0, 0x81)] == [(r.point, r.value, r.quality) for r in rows[:3]]
    assert 6 == len(rows)


def test_the_export_as_parquet_is_read_by_pandas(viewer: TestClient, tmp_path: Path) -> None:
    answer = viewer.get("/api/history/export", params={"format": "parquet", "points": "P1"})
    file = tmp_path / "history.parquet"
    file.write_bytes(answer.content)
    frame = pd.read_parquet(file)
    assert ["P1"] * 5 == frame["point"].tolist()
    assert pd.Timestamp(NOON, tz="UTC") == frame["time"][0]
    assert [] == [path.name for path in (tmp_path / "data").glob(".export-*")]


def test_the_status_tells_what_is_there_and_how_recording_goes(viewer: TestClient) -> None:
    found = viewer.get("/api/history/status").json()
    assert (5, 1, 7) == (found["samples"], found["waiting"], found["workers"][""]["recorded"])
    assert ["P1", "P2"] == viewer.get("/api/history/points").json()


def test_a_bucket_of_many_days_is_put_together_day_by_day(viewer: TestClient, server: Server) -> None:
    days = [(day * 86_400.0, float(day), 0) for day in range(-3, 4)]
    tell(server, "P3", days, stamp=1001)
    span = {"from": "2026-11-18T00:00Z", "to": "2026-11-26T00:00Z", "points": "P3"}
    (found,) = asked(viewer, **span, width=1)["series"]
    assert ([-3.0], [3.0], [7]) == (found["low"], found["high"], found["count"])
    (found,) = asked(viewer, **span, width=2, mode="average")["series"]
    assert ([-1.5, 2.0], [4, 3]) == (found["value"], found["count"])
    (found,) = asked(viewer, **span, width=2, mode="last")["series"]
    assert (times(0, 3 * 86_400), [0.0, 3.0]) == (found["time"], found["value"])


def test_one_sample_of_long_ago_costs_nothing(
    viewer: TestClient, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only days that have samples are read."""
    tell(server, "P4", [(-1.6e9, 1.0, 0), (0, 2.0, 0)], stamp=1001)
    looks: list[int] = []
    read = Reader.read

    def counted(self: Reader, points: Any, since: int, until: int) -> Any:
        looks.append(since)
        return read(self, points, since, until)

    monkeypatch.setattr(Reader, "read", counted)
    for path in ("/api/history?points=P4&from=&to=&mode=raw", "/api/history/export?points=P4"):
        looks.clear()
        assert 200 == viewer.get(path).status_code
        assert 2 == len(looks), path


def test_an_answer_has_a_most(viewer: TestClient) -> None:
    names = ",".join(f"P{i}" for i in range(50))
    answer = viewer.get("/api/history", params={"points": names, "from": "", "to": "", "width": 20_000})
    assert (422, "width") == (answer.status_code, answer.json()["field"])


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_an_export_that_cannot_begin_says_so_and_leaves_nothing_behind(
    viewer: TestClient, server: Server, monkeypatch: pytest.MonkeyPatch, format: str
) -> None:
    def damaged(*_: object) -> None:
        raise HistoryError("The history cannot be read")

    before = sorted(server.settings.data.iterdir())
    monkeypatch.setattr(Reader, "read", damaged)
    assert 503 == viewer.get("/api/history/export", params={"format": format}).status_code
    assert before == sorted(server.settings.data.iterdir())


def test_an_export_is_sent_in_pieces_of_many_lines(viewer: TestClient, server: Server) -> None:
    tell(server, "P5", [(after, float(after), 0) for after in range(25_000)], stamp=1001)
    pieces = list(as_csv(server.history, ["P5"], EARLIEST, LATEST))
    assert 3 == len(pieces)
    assert 25_001 == "".join(pieces).count("\n")


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_an_export_of_nothing_has_its_columns(viewer: TestClient, format: str, tmp_path: Path) -> None:
    answer = viewer.get("/api/history/export", params={"format": format, "points": "none"})
    file = tmp_path / "got"
    file.write_bytes(answer.content)
    columns = (pd.read_csv if format == "csv" else pd.read_parquet)(file).columns
    assert {"time", "point", "value", "quality"} <= set(columns)
