"""Virtual points: one for each device, once per instant, with what is known of the other inputs."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from nodes.compute.formula import FormulaConfig, FormulaNode
from nodes.compute.formula_wiring import Wiring, device_of
from tundish import Points
from tundish.testing import Bench, Row


def computed(rows: list[Row], **config: Any) -> list[tuple[Any, ...]]:
    """(arrival, time, point, value, quality) of what comes out."""
    bench = Bench(FormulaNode, FormulaConfig(**config))
    bench.feed(rows)
    return [(arrival, time, point, float(value), quality) for _, arrival, time, point, value, quality in bench.seen]


def test_a_device_is_silent_until_all_its_inputs_are_known() -> None:
    rows = [Row(1, "a.u", 2), Row(3, "b.i", 5), Row(5, "a.i", 3), Row(7, "a.u", 4), Row(9, "a.x", 9)]
    assert [(5, 5, "a.p", 6.0, 0), (7, 7, "a.p", 12.0, 0)] == computed(
        rows, output="{device}.p", formula="{device}.u * {device}.i"
    )


def test_a_pair_read_together_is_judged_once() -> None:
    rows = [Row(1, "a", 1), Row(1, "b", 2), Row(3, "a", 3), Row(3, "b", 4)]
    assert [(1, 1, "sum", 3.0, 0), (3, 3, "sum", 7.0, 0)] == computed(rows, output="sum", formula="a + b")


def test_a_shared_input_moves_every_device_in_order_of_names() -> None:
    rows = [Row(1, "z.v", 1), Row(1, "a.v", 2), Row(3, "k", 10)]
    assert [(3, 3, "a.f", 20.0, 0), (3, 3, "z.f", 10.0, 0)] == computed(rows, formula="{device}.v * k")


def test_the_time_is_the_newest_and_the_quality_the_worst_of_the_inputs() -> None:
    rows = [Row(1, "a", 1, 0x41, time=90), Row(3, "b", 2, 0, time=50)]
    assert [(3, 90, "s", 3.0, 0x41)] == computed(rows, output="s", formula="a + b")


@pytest.mark.parametrize(("value", "quality"), [(math.nan, 0x86), (math.inf, 0x86), (0.0, 0x85)])
def test_what_cannot_be_computed_is_bad_with_a_reason(value: float, quality: int) -> None:
    [(*_, result, found)] = computed([Row(1, "a", value)], output="s", formula="1 / a")
    assert math.isnan(result) or value == math.inf
    assert found >= 0x80
    assert found & 0x3F


@pytest.mark.parametrize("at_once", [1, 3, 7, 20, 99])
def test_instants_that_nobody_uses_do_not_hide_others(at_once: int) -> None:
    """More instants than rows to make: each needs a mark of its own, in later batches too."""
    rows = [Row(1, "a.v", 1), Row(1, "b.v", 2), Row(3, "k", 1)]
    rows += [Row(2 * i + 5, "k" if i % 9 in {0, 5} else "idle", float(i)) for i in range(90)]
    bench = Bench(FormulaNode, FormulaConfig(formula="{device}.v * k"))
    for i in range(0, len(rows), at_once):
        bench.feed(rows[i : i + at_once])
    moved = [row for row in rows if row.point == "k"]
    assert [(row.arrival, d) for row in moved for d in ("a.f", "b.f")] == [(row[1], row[3]) for row in bench.seen]


def test_an_edit_keeps_what_is_known_and_says_nothing() -> None:
    bench = Bench(FormulaNode, FormulaConfig(output="s", formula="a + b"))
    bench.feed([Row(1, "a", 1), Row(1, "b", 2)])
    bench.configure(FormulaConfig(output="t", formula="a * b"), 3)
    assert 1 == len(bench.seen)
    bench.feed([Row(5, "a", 7)])
    assert ("samples", 5, 5, "t", "14.0", 0) == bench.seen[-1]


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"output": "s", "formula": "1 + 2"}, "names no point"),
        ({"output": "a", "formula": "a + 2"}, "is the output and an input"),
        ({"output": "s", "formula": "{device}.v"}, "must stand in both or in none"),
        ({"output": "{device}.s", "formula": "v + 1"}, "must stand in both or in none"),
        ({"output": "{device}{device}", "formula": "{device}.v"}, "may stand in a name once"),
        ({"output": "s", "formula": "v +"}, "line 1"),
        ({"output": "", "formula": "v"}, "at least 1 character"),
    ],
)
def test_configs_that_cannot_work_are_refused(config: dict[str, str], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        FormulaConfig.model_validate(config)


def test_it_owns_what_it_computes() -> None:
    bench = Bench(FormulaNode, FormulaConfig(output="{device}.p", formula="{device}.u"))
    assert ("*.p",) == bench.node.owned()


@pytest.mark.parametrize(
    ("name", "pattern", "device"),
    [
        ("a.v", "{device}.v", "a"),
        (".v", "{device}.v", None),
        ("a.b.v", "{device}.v", "a.b"),
        ("k", "k", ""),
        ("l", "k", None),
    ],
)
def test_device_of(name: str, pattern: str, device: str | None) -> None:
    assert device == device_of(name, pattern.split("{device}"))


def test_only_the_devices_that_are_listed_are_computed() -> None:
    rows = [Row(1, "a.v", 1), Row(1, "b.v", 2), Row(3, "k", 10)]
    assert [(3, 3, "b.f", 20.0, 0)] == computed(rows, formula="{device}.v * k", devices=["b", "c"])


def test_a_formula_owns_the_points_of_its_devices() -> None:
    def owned(**config: Any) -> tuple[str, ...]:
        return FormulaNode("f", FormulaConfig(output="{device}.f", **config), Points()).owned()

    assert ("*.f",) == owned()
    assert ("a.f", "b.f") == owned(devices=["a", "b"])


ORDERS = st.permutations(["k", *(f"{d}.{x}" for d in "abcde" for x in "vw")])


@given(order=ORDERS, cut=st.integers(1, 11))
def test_in_which_order_points_come_to_be_known_does_not_show(order: list[str], cut: int) -> None:
    """One point after the other, or all at once: the wiring is the same but for its numbers."""
    points, names = Points(), ["{device}.v", "{device}.w", "k"]
    numbers = [points.number(name) for name in order]
    slowly, at_once = Wiring(names, "{device}.f"), Wiring(names, "{device}.f")
    for known in (*range(1, len(order)), cut):
        slowly.extend(numbers[:known], points)
    slowly.extend(numbers, points)
    at_once.extend(numbers, points)
    for wiring in (slowly, at_once):
        made = [points.name(number) for number in wiring.computed]
        fed = {
            name: [made[d] for d in wiring.user[wiring.first[s] : wiring.first[s + 1]]] for s, name in enumerate(order)
        }
        assert {"k": [f"{d}.f" for d in "abcde"], **{f"{d}.{x}": [f"{d}.f"] for d in "abcde" for x in "vw"}} == fed
        read = [[order[s] for s in wiring.inputs[3 * i : 3 * i + 3]] for i in range(5)]
        assert [[f"{name[0]}.v", f"{name[0]}.w", "k"] for name in made] == read
        assert [-1] * 5 == wiring.touched.tolist()


def test_units_of_the_points_are_converted_and_so_is_the_result() -> None:
    """The same samples, with the units that the directory had when the flow was deployed."""
    units = {"a": "degF", "b": "degC"}
    for unit, expected in (("", 35.0), ("degF", 95.0)):
        config = FormulaConfig(output="f", formula="(a + b) / 2", units={**units, "f": "degC"}, unit=unit)
        it = Bench(FormulaNode, config)
        it.feed([Row(1, "a", 86.0), Row(1, "b", 40.0)])
        assert [expected] == it.values()
    with pytest.raises(ValidationError, match="this adds degF and bar"):
        FormulaConfig(output="f", formula="a + b", units={"a": "degF", "b": "bar"})
    assert FormulaNode.measured({"formula": "{device}.a + b", "output": "{device}.f"}) == (
        "{device}.a", "b", "{device}.f",
    )  # fmt: skip
    assert FormulaNode.measured({"formula": 'to(a, "K")', "output": "f"}) == ("a", "f")
    config = FormulaConfig(output="f", formula='to(a, "K")', units={"a": "degC"})
    assert Bench(FormulaNode, config).play([Row(1, "a", 20.0)]).values() == [293.15]
    with pytest.raises(ValidationError, match="the unit of this is not known"):
        FormulaConfig(output="f", formula='to(a, "K")')
    assert FormulaNode.measured({"formula": "1 +"}) == FormulaNode.measured({}) == ()
