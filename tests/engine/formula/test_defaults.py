"""Arguments that may be left out: what the help tells of them is what they are then."""

import math
import re
from collections.abc import Iterator

import pytest

from engine.formula import compile_formula, functions
from engine.formula.help import FunctionSpec
from tests.engine.formula.run import one

SHARED: dict[str, float | str] = {"min_good": 50, "mode": "step", "zone": "UTC", "digits": 0, "unit": "s"}
OWN: dict[str, dict[str, float | str]] = {
    "bit_not": {"width": 16}, "flow_dp": {"cutoff": 0}, "gas_density": {"z": 1}, "air_enthalpy": {"p": 101.325},
    "pump_power": {"density": 1000, "efficiency": 100}, "pump_head": {"density": 1000}, "power3": {"factor": 1},
    "weir_v": {"coefficient": 0.578}, "prev": {"n": 1}, "totalise": {"reset": 0, "rollover": 0, "unit": "s"},
    "counter_delta": {"rollover": 0}, "max_hold": {"reset": 0, "decay": 0}, "min_hold": {"reset": 0, "decay": 0},
}  # fmt: skip
OTHER = {"mode": '"linear"', "zone": '"Asia/Shanghai"', "unit": '"h"', "min_good": "80", "width": "8"}
"""Not the default; 7 for the rest."""
OPTIONAL = [spec for spec in functions() if spec["defaults"]]


def written(value: float | str) -> str:
    return f'"{value}"' if isinstance(value, str) else f"{value:.15g}"


def arguments(spec: FunctionSpec) -> list[str]:
    """Of the call in the example, as written; no comma of an example is in a bracket within it."""
    call = re.search(rf"\b{spec['name']}\(((?:[^()]|\([^()]*\))*)\)", spec["example"])
    assert call
    return [part.strip() for part in re.findall(r'(?:"[^"]*"|[^,"])+', call[1])]


def calls(spec: FunctionSpec) -> Iterator[tuple[str, str]]:
    """Every way to leave something out, and the same with what the help tells written out."""
    told = spec["defaults"]
    given = arguments(spec)
    fewest = spec["signature"].count(",") + 1 - len(told)
    for count in range(fewest, min(len(given), fewest + len(told) - 1) + 1):
        short = given[:count]
        for stop in range(count - fewest + 1, len(told) + 1):
            more = [written(value) for value in list(told.values())[count - fewest : stop]]
            yield f"{spec['name']}({', '.join(short)})", f"{spec['name']}({', '.join(short + more)})"


def code(text: str) -> tuple[list[tuple[float, ...]], list[float]]:
    """Instructions, each with the first of its constants, and all constants, wherever they lie."""
    compiled = compile_formula(text)
    steps = [(op, compiled.constants[at], *rest) for op, at, *rest in compiled.code.tolist()]
    return steps, sorted(compiled.constants.tolist())


def test_what_can_be_left_out() -> None:
    for spec in OPTIONAL:
        expected = OWN.get(spec["name"]) or {name: SHARED[name] for name in spec["defaults"]}
        assert expected == spec["defaults"], spec["name"]
        end = ", ".join(f"{name} = {written(value)}" for name, value in expected.items())
        assert spec["signature"].endswith(f", {end})"), spec["name"]
    assert OWN.keys() < {spec["name"] for spec in OPTIONAL}
    assert [] == [spec["name"] for spec in functions() if ("=" in spec["signature"]) != bool(spec["defaults"])]


def test_an_argument_left_out_is_what_is_told() -> None:
    """The same result, and the same code with the same constants: so with any samples."""
    pairs = [pair for spec in OPTIONAL for pair in calls(spec)]
    assert len(pairs) > len(OPTIONAL)
    for short, full in pairs:
        assert repr(one(short)) == repr(one(full)), full
        assert code(short) == code(full), full


def test_another_value_is_another_formula() -> None:
    """Positive control of the test above."""
    for spec in OPTIONAL:
        given = arguments(spec)[: spec["signature"].count(",") + 1 - len(spec["defaults"])]
        for name, value in spec["defaults"].items():
            other = f"{spec['name']}({', '.join([*given, OTHER.get(name, '7')])})"
            assert code(f"{spec['name']}({', '.join(given)})") != code(other), other
            given.append(written(value))


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("pump_head(1 bar, 2 bar)", "pump_head(1 bar, 2 bar, 1 t/m3)"),
        ("pump_power(0.1 m3/s, 10 m)", "pump_power(0.1 m3/s, 10 m, 1 kg/L, 100)"),
        ("air_enthalpy(68 degF, 50)", "air_enthalpy(68 degF, 50, 1.01325 bar(a))"),
    ],
)
def test_a_default_is_in_the_unit_of_its_row(short: str, full: str) -> None:
    value, quality = one(short)
    expected, same = one(full)
    assert (0, 0) == (quality, same)
    assert math.isclose(expected, value, rel_tol=1e-12)
