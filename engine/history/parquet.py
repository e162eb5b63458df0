"""Parquet files of the history: one tag for an hour is found by reading one row group.

Rows are sorted by point, then time, then sequence. Loads pyarrow when it is first used, so who records
nothing pays nothing.
"""

import os
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.history.log import ROWS

GROUP = 32_768
"""Rows of a row group: what has to be read at least."""
COLUMNS = ("point", "time", "value", "quality", "late", "arrival", "sequence", "source")
_NUMBERS = ("time", "value", "quality", "late", "arrival", "sequence")


def write(path: Path, rows: npt.NDArray[np.void], names: Mapping[int, str], sources: Mapping[int, str]) -> int:
    """All of it on the disk under its name, or nothing; bytes of the file."""
    import pyarrow as pa  # noqa: PLC0415 - see the module
    import pyarrow.parquet as pq  # noqa: PLC0415

    table = table_of(ordered(rows, names), names, sources)
    part = path.with_suffix(".part")
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(
        table, part, row_group_size=GROUP, compression="zstd", use_dictionary=["point", "source"],
        column_encoding={
            "time": "DELTA_BINARY_PACKED", "arrival": "DELTA_BINARY_PACKED", "sequence": "DELTA_BINARY_PACKED",
            "value": "BYTE_STREAM_SPLIT",
        },
        write_statistics=True, coerce_timestamps=None, store_schema=True,
    )  # fmt: skip
    del table
    _sync(part)
    size = part.stat().st_size
    part.replace(path)
    _sync(path.parent)
    pa.default_memory_pool().release_unused()
    return size


def ordered(rows: npt.NDArray[np.void], names: Mapping[int, str]) -> npt.NDArray[np.void]:
    """By name of the point, time and sequence; the rows come in order of sequence."""
    rank = np.zeros(max(names, default=0) + 1, np.int32)
    for place, number in enumerate(sorted(names, key=lambda n: names[n])):
        rank[number] = place
    by_time = rows["time"].argsort(kind="stable")  # nearly in order already: quick
    place = rank[rows["point"][by_time]]
    if len(names) < 2**16:
        place = place.astype(np.uint16)  # sorted by counting
    found: npt.NDArray[np.void] = rows[by_time[place.argsort(kind="stable")]]
    return found


def table_of(rows: npt.NDArray[np.void], names: Mapping[int, str], sources: Mapping[int, str]) -> Any:
    """An Arrow table of `ROWS`, in their order."""
    import pyarrow as pa  # noqa: PLC0415

    return pa.table(
        {
            "point": _texts(rows["point"], names),
            "time": pa.array(np.ascontiguousarray(rows["time"])).cast(pa.timestamp("ns", "UTC")),
            **{name: pa.array(np.ascontiguousarray(rows[name])) for name in _NUMBERS[1:]},
            "source": _texts(rows["source"], sources),
        }
    ).select(list(COLUMNS))


def read(
    path: Path, points: Sequence[str] | None, since: int, until: int, names: dict[str, int], sources: dict[str, int]
) -> npt.NDArray[np.void]:
    """Rows of these points (None: all) and this span, as `ROWS`; new names get the next numbers."""
    import pyarrow.compute as pc  # noqa: PLC0415 - see the module
    import pyarrow.parquet as pq  # noqa: PLC0415

    meta, spans = _known(str(path), path.stat().st_mtime_ns)
    wanted = None if points is None else sorted(points)
    groups = [i for i, span in enumerate(spans) if _meets(span, wanted, since, until)]
    if not groups:
        return np.empty(0, ROWS)
    with pq.ParquetFile(path, metadata=meta) as file:
        table = file.read_row_groups(groups, use_threads=False)
    if wanted is not None:
        table = table.filter(pc.is_in(table["point"].cast("string"), value_set=_strings(wanted)))
    rows = np.empty(table.num_rows, ROWS)
    for name in _NUMBERS:
        column = table[name].cast("int64") if name == "time" else table[name]
        rows[name] = column.to_numpy()
    for name, known in (("point", names), ("source", sources)):
        rows[name] = _numbers(table[name], known)
    within: npt.NDArray[np.void] = rows[(rows["time"] >= since) & (rows["time"] < until)]
    return within


@lru_cache(maxsize=512)
def _known(path: str, _changed: int) -> tuple[Any, list[tuple[str, str, int, int]]]:
    """What stands at the end of the file, and of each row group the first and last point and time.

    The file itself is not kept open: that many would leave no room for others, and threads must not share one.
    """
    import pyarrow.parquet as pq  # noqa: PLC0415

    meta = pq.read_metadata(path)
    spans = []
    for group in range(meta.num_row_groups):
        point, time = (meta.row_group(group).column(i).statistics for i in (0, 1))
        spans.append((point.min, point.max, int(time.min_raw), int(time.max_raw)))
    return meta, spans


def _meets(span: tuple[str, str, int, int], points: Sequence[str] | None, since: int, until: int) -> bool:
    first, last, begin, end = span
    if begin >= until or end < since:
        return False
    return points is None or any(first <= point <= last for point in points)


def _strings(texts: Sequence[str]) -> Any:
    import pyarrow as pa  # noqa: PLC0415

    return pa.array(list(texts), pa.string())


def _texts(numbers: npt.NDArray[np.int32], names: Mapping[int, str]) -> Any:
    import pyarrow as pa  # noqa: PLC0415

    used, index = np.unique(numbers, return_inverse=True)
    return pa.DictionaryArray.from_arrays(pa.array(index.astype(np.int32)), _strings([names[int(n)] for n in used]))


def _numbers(column: Any, known: dict[str, int]) -> npt.NDArray[np.int32]:
    encoded = column.combine_chunks().dictionary_encode() if column.type != "dictionary" else column
    chunks = encoded.chunks if hasattr(encoded, "chunks") else [encoded]
    parts = []
    for chunk in chunks:
        numbers = np.array([known.setdefault(text, len(known) + 1) for text in chunk.dictionary.to_pylist()], np.int32)
        parts.append(numbers[chunk.indices.to_numpy()])
    return np.concatenate(parts) if parts else np.empty(0, np.int32)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
