"""Lookup: columns of a key, defaults, and keys that are not there."""

from typing import Any

import pytest
from pydantic import ValidationError

from nodes.compute.lookup import Lookup, LookupConfig
from tundish.testing import Bench

TABLE = 'material\tunit\tlow\n7\ts\t22.4\nC1\t"007"\t-1'


def looked_up(data: dict[str, Any], **config: Any) -> tuple[list[Any], list[Any]]:
    bench = Bench(Lookup, LookupConfig.model_validate({"table": TABLE, **config}))
    bench.send(1, "result", data)
    assert len(bench.events("unknown")) == len(bench.events("error"))
    return [event.data for event in bench.events()], [event.data for event in bench.events("unknown")]


@pytest.mark.parametrize(
    ("key", "config", "expected"),
    [
        (7, {}, {"unit": "s", "low": 22.4}), (7.0, {}, {"unit": "s", "low": 22.4}),
        ("7", {}, {"unit": "s", "low": 22.4}),
        ("C1", {}, {"unit": "007", "low": -1}), ("c1", {"case": "any"}, {"unit": "007", "low": -1}),
        ("C1", {"into": "m"}, {"m": {"unit": "007", "low": -1}}),
        ("new", {"table": TABLE + "\n*\t?\t0"}, {"unit": "?", "low": 0}),
    ],
)  # fmt: skip
def test_the_columns_join_the_event(key: Any, config: dict[str, Any], expected: dict[str, Any]) -> None:
    assert ([{"material": key, "x": 1, **expected}], []) == looked_up({"material": key, "x": 1}, **config)


@pytest.mark.parametrize("data", [{"material": "c1"}, {"material": "none"}, {}, {"material": None}, {"material": [7]}])
def test_an_unknown_key_goes_its_own_way(data: dict[str, Any]) -> None:
    assert ([], [data]) == looked_up(data)


def test_two_fields_may_make_the_key() -> None:
    config = {"key": "a, b.c", "table": "a|c|x\n1|2|3\n*|*|0"}
    assert [{"a": 1, "b": {"c": "2"}, "x": 3}] == looked_up({"a": 1, "b": {"c": "2"}}, **config)[0]
    assert [{"a": 1, "b": {"c": "3"}, "x": 0}] == looked_up({"a": 1, "b": {"c": "3"}}, **config)[0]


@pytest.mark.parametrize(
    ("table", "what"),
    [("k|x\n1|2\n1|3", "line 3.*stands there twice"), ("k\n1", "no column beside"), ("", "names the columns"),
     ("k|x\n1", "line 2, column 2: this line has 1 cells"), ("k|x|x\n1|2|3", "two columns are called 'x'")],
)  # fmt: skip
def test_a_table_that_cannot_be_read_is_refused(table: str, what: str) -> None:
    with pytest.raises(ValidationError, match=what):
        LookupConfig(table=table)
