"""CSV rows: samples as `time,point,value[,quality][,arrival]`; columns in any order, others are left alone."""

import csv
from collections.abc import Iterable, Iterator

from engine.rows import Row, sample
from flows.words import did_you_mean

COLUMNS = ("time", "point", "value", "quality", "arrival")
_ALIASES = {"timestamp": "time"}


def csv_rows(lines: Iterable[str]) -> Iterator[tuple[int, Row | ValueError]]:
    """Line number and row, or what is wrong with it. Wrong columns are told once, and end it."""
    rows = csv.reader(lines, strict=True)
    place: dict[str, int] = {}
    while True:
        try:
            fields = next(rows)
            if not fields or not any(map(str.strip, fields)):
                continue
            if place:
                yield rows.line_num, _row(fields, place, rows.line_num)
            else:
                place = _places([_ALIASES.get(name, name) for name in (f.strip().lower() for f in fields)])
        except StopIteration:
            return
        except csv.Error as error:
            yield rows.line_num, ValueError(f"no CSV: {error}")
        except ValueError as error:
            yield rows.line_num, error
            if not place:
                return


def _places(names: list[str]) -> dict[str, int]:
    """Where each column stands; how many there are under the empty name."""
    if len(set(names)) < len(names):
        raise ValueError("a column stands twice in the header")
    if ";" in "".join(names):
        raise ValueError("columns are separated by commas, not by semicolons")
    for name in names:
        if name not in COLUMNS and (hint := did_you_mean(name, COLUMNS)):
            raise ValueError(f"unknown column {name!r}. {hint}")
    missing = [name for name in ("time", "point", "value") if name not in names]
    if missing:
        raise ValueError(f"the header has no column {missing[0]!r}: the columns are time,point,value[,quality]")
    return {**{name: names.index(name) for name in COLUMNS if name in names}, "": len(names)}


def _row(fields: list[str], place: dict[str, int], line: int) -> Row:
    if len(fields) != place[""]:
        raise ValueError(f"{len(fields)} columns, but the header has {place['']}")
    texts = [fields[place[name]].strip() if name in place else "" for name in COLUMNS]
    return sample(line, texts[-1], texts[:-1])
