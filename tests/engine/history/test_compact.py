"""The history: what was told comes back once, whatever order it is compacted in and wherever the process dies."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.history import compact, parquet
from engine.history.compact import Compaction
from engine.history.log import DAY, LATE, Batch, File, Log
from engine.history.reader import Reader

NAMES = ["P2", "P1", "压力"]
EVER = (-(2**62), 2**62)


class Kill(BaseException):
    """The process ends here."""


def batch(start: int, times: list[int], values: list[float], port: str = "samples", point: int = 1) -> Batch:
    """One sample an instant; stamps go up from `start`."""
    n = len(times)
    return Batch(
        "f", "n", port, start + 2 * np.arange(n), np.array(times, np.int64), np.full(n, point, np.int32),
        np.array(values, np.float64), np.zeros(n, np.uint8),
    )  # fmt: skip


def opened(folder: Path, parts: int = compact.PARTS) -> tuple[Log, Compaction]:
    log = Log(folder / "log" / "main.db")
    log.numbers(NAMES)
    return log, Compaction(folder, log, parts)


def rows(folder: Path) -> list[tuple[Any, ...]]:
    """Everything there is, in order of sequence."""
    found = Reader(folder).read(None, *EVER)
    return sorted(
        (int(r["sequence"]), int(r["arrival"]), int(r["time"]), float(r["value"]), found.points[int(r["point"])],
         bool(r["late"]), found.sources[int(r["source"])])
        for r in found.rows
    )  # fmt: skip


def test_what_is_compacted_is_what_was_told(tmp_path: Path) -> None:
    log, compaction = opened(tmp_path)
    log.append([batch(1, [5, DAY + 1, 7], [1.5, np.inf, 3.0]), batch(1, [3], [9.0], LATE, point=3)])
    before = rows(tmp_path)
    expected = [
        (1, 1, 5, 1.5, "P2", False, "f/n"), (2, 3, DAY + 1, np.inf, "P2", False, "f/n"),
        (3, 5, 7, 3.0, "P2", False, "f/n"), (4, 1, 3, 9.0, "压力", True, "f/n"),
    ]  # fmt: skip
    assert expected == before
    assert 4 == compaction.run()
    assert expected == rows(tmp_path)
    assert (0, 0) == log.waiting()
    assert ["1970-01-01", "1970-01-02"] == [file.day for file in log.files()]


def test_what_an_output_told_before_is_not_kept_again(tmp_path: Path) -> None:
    log, compaction = opened(tmp_path)
    assert 3 == log.append([batch(1, [1, 2, 3], [1, 2, 3])])
    compaction.run()
    assert 1 == log.append([batch(3, [2, 3, 4], [2, 3, 4])])
    assert 1 == log.append([batch(3, [2], [9], port="other")])
    assert [1, 2, 3, 4, 2] == [row[2] for row in rows(tmp_path)]


def test_pieces_of_one_instant_in_one_call_are_all_kept(tmp_path: Path) -> None:
    log, _ = opened(tmp_path)
    assert 2 == log.append([batch(5, [1], [1]), batch(5, [1], [2], point=2)])


@settings(max_examples=15)
@given(data=st.data())
def test_any_order_of_telling_compacting_and_merging_keeps_every_row_once(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("h")
    log, compaction = opened(folder, 2)
    stamp, told = 1, 0
    for what in data.draw(st.lists(st.sampled_from(["tell", "tell", "round", "merge", "open"]), max_size=25)):
        if what == "tell":
            times = data.draw(st.lists(st.integers(-DAY, 3 * DAY), min_size=1, max_size=4))
            log.append([batch(stamp, times, [float(stamp)] * len(times), point=data.draw(st.integers(1, 3)))])
            stamp, told = stamp + 2 * len(times), told + len(times)
        elif what == "round":
            compaction.round(data.draw(st.integers(1, 5)))
        elif what == "merge":
            compaction.merge()
        else:
            log.close()
            log, compaction = opened(folder, 2)
            compaction.clean()
        found = rows(folder)
        assert list(range(1, told + 1)) == [row[0] for row in found]
        assert [1 + 2 * i for i in range(told)] == [row[1] for row in found]
    log.close()


def killing(at: int, monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Die before or after the k-th step that changes something on the disk; how many steps there were."""
    steps = 0

    def killed(owner: Any, name: str) -> None:
        done = getattr(owner, name)

        def step(*args: Any, **more: Any) -> Any:
            nonlocal steps
            steps += 1
            if steps == at:
                raise Kill
            result = done(*args, **more)
            steps += 1
            if steps == at:
                raise Kill
            return result

        monkeypatch.setattr(owner, name, step)

    killed(parquet, "write")
    killed(parquet, "_sync")
    killed(Log, "compacted")
    killed(Log, "replaced")
    killed(Log, "next_file")
    killed(Path, "unlink")
    return lambda: steps


def test_a_kill_at_any_step_loses_and_repeats_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Compaction with a merge, killed at each step in turn, until it gets through."""
    at, killed = 1, True
    while killed:
        folder = tmp_path / str(at)
        log, compaction = opened(folder)
        for i in range(compact.PARTS):
            log.append([batch(1 + 10 * i, [i, DAY + i], [i, i])])
            compaction.round()
        log.append([batch(999, [1, DAY], [7, 8])])
        before = rows(folder)
        with monkeypatch.context() as patch:
            steps = killing(at, patch)
            with suppress(Kill):
                compaction.run()
            killed = steps() >= at
        log.close()
        assert before == rows(folder), f"after a kill at step {at}"
        log, compaction = opened(folder)
        compaction.run()
        assert before == rows(folder), f"after a kill at step {at} and another run"
        on_disk = {path.relative_to(folder).as_posix() for path in folder.glob("*/*.p*")}
        assert {file.name for file in log.files()} == on_disk
        log.close()
        at += 1
    assert at > 30


def test_small_files_of_a_day_are_put_together(tmp_path: Path) -> None:
    log, compaction = opened(tmp_path)
    for i in range(compact.PARTS):
        log.append([batch(1 + 10 * i, [i], [i])])
        compaction.round()
    before = rows(tmp_path)
    compaction.run()
    (file,) = log.files()
    assert (compact.PARTS, before) == (file.rows, rows(tmp_path))


def test_old_days_go_first_then_what_takes_too_much_room(tmp_path: Path) -> None:
    log, compaction = opened(tmp_path)
    log.append([batch(1, [0, DAY, 2 * DAY, 3 * DAY], [1, 2, 3, 4])])
    compaction.run()
    size = log.files()[0].bytes
    compact.retain([(log, compaction)], DAY + 5, 10**9)
    assert [2.0, 3.0, 4.0] == [row[3] for row in rows(tmp_path)]
    compact.retain([(log, compaction)], 0, size + 10)
    assert [4.0] == [row[3] for row in rows(tmp_path)]
    assert ["1970-01-04"] == sorted(path.name for path in tmp_path.iterdir() if path.name != "log")


def test_one_compaction_at_a_time(tmp_path: Path) -> None:
    log, _ = opened(tmp_path)
    log.append([batch(1, [0], [1])])
    with compact._alone(tmp_path) as free:
        assert free
        assert 0 == compact.run(tmp_path, 1e6, 10**12, 0)
    assert 1 == compact.run(tmp_path, 1e6, 10**12, 0)


def test_a_file_that_was_merged_away_meanwhile_is_looked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log, compaction = opened(tmp_path)
    for i in range(compact.PARTS):
        log.append([batch(1 + 10 * i, [i], [i])])
        compaction.round()
    expected = rows(tmp_path)
    contents = Log.contents

    def merged_after_the_look(self: Log, since: int, until: int) -> Any:
        found = contents(self, since, until)
        monkeypatch.setattr(Log, "contents", contents)
        compaction.run()
        return found

    monkeypatch.setattr(Log, "contents", merged_after_the_look)
    assert expected == rows(tmp_path)


def test_files_are_read_by_others(tmp_path: Path) -> None:
    """pandas and DuckDB read the folder as it is."""
    import duckdb  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415

    log, compaction = opened(tmp_path)
    log.append([batch(1, [5, DAY + 7], [1.5, 2.5]), batch(9, [6], [3.5], point=3)])
    compaction.run()
    frame = pd.concat([pd.read_parquet(tmp_path / file.name) for file in log.files()])
    assert ["P2", "压力", "P2"] == frame["point"].tolist()
    assert [pd.Timestamp(5, tz="UTC"), pd.Timestamp(6, tz="UTC"), pd.Timestamp(DAY + 7, tz="UTC")] == list(
        frame["time"]
    )
    query = f"SELECT point, count(*), sum(value) FROM '{tmp_path}/*/*.parquet' GROUP BY 1 ORDER BY 1"
    assert [("P2", 2, 4.0), ("压力", 1, 3.5)] == duckdb.connect().execute(query).fetchall()


def test_latest_arrival_wins_where_point_and_time_are_equal(tmp_path: Path) -> None:
    log, compaction = opened(tmp_path)
    log.append([batch(1, [5, 6], [1, 2])])
    compaction.run()
    log.append([batch(11, [5], [9])])
    log.append([batch(31, [6], [7], LATE)])
    found = Reader(tmp_path).latest(["P2"], *EVER)
    assert [(5, 9.0), (6, 7.0)] == [(int(row["time"]), float(row["value"])) for row in found.rows]
    assert [1.0, 2.0, 9.0] == Reader(tmp_path).arrived(*EVER).rows["value"].tolist()


def test_a_list_of_files_knows_times_and_sizes(tmp_path: Path) -> None:
    log, compaction = opened(tmp_path)
    log.append([batch(1, [5, 9], [1, 2])])
    compaction.run()
    (file,) = log.files()
    size = (tmp_path / file.name).stat().st_size
    assert File("1970-01-01/main-00000002.parquet", "1970-01-01", 2, 5, 9, size) == file
    assert {"samples": 2, "bytes": size, "waiting": 0, "waiting_bytes": 0} == Reader(tmp_path).size()
