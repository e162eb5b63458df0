"""Every installed kind keeps the promises, on random tables."""

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tundish import Event, Node, NodeConfig, Samples
from tundish.catalogue import load
from tundish.testing import Ask, Bench, Edit, Happen, Item, Row, conform

GOLDEN = Path(__file__).parents[1] / "golden"
POINTS = ["a.v", "b.v", "a.w", "b.w", "k"]
VALUES = [0.0, 1.0, 49.0, 50.0, 51.0, 59.5, 61.0, -5.0, -20.0, 28.0, np.nan, np.inf]
RESULT = {"analyte": "APTT", "unit": "s", "method": "M1", "material": "C1", "lot": "L1", "level": "2", "value": "28.0"}

MATERIALS = [{"material": "C1", "level": "2", "lot": "L1", "expiry": "2019-11"}]
LINE = {"material": "C1", "level": "2", "analyte": "APTT", "unit": "s", "target": "28.0", "low": "22.4", "high": "33.6"}
CONFIGS: dict[str, list[dict[str, Any]]] = {
    "compute.aggregate": [
        {"window": "hopping", "length": 2e-8, "hop": 1e-8, "lateness": 3e-9, "empty": "leave_out", "points": "*.v",
         "results": [{"function": f, "output": "{point}." + f} for f in ("twa", "median", "std", "late")]},
        {"window": "months", "lateness": 0, "zone": "Europe/Berlin", "points": "*.v"},
    ],
    "compute.batch": [{"count": 2, "over": 2e-8, "by": "value"}],
    "compute.build": [{"format": "xml"}],
    "compute.counter": [{"rows": [{"end": 60, "most": 55, "result": "rate"}, {"points": "k", "result": "total"}]},
                        {"rows": [{"also_rate": "{point}.rate", "also_total": "{point}.total"}], "others": "pass"}],
    "compute.decision": [
        {"inputs": [{"name": "a.v"}, {"name": "k"}], "results": [{"name": "r", "point": "out"}, {"name": "s"}],
         "table": "a.v | k | r | s\n> 50 | - | 1 | A\n<= 50 | < 1 | 2 | A", "policy": "first", "uncovered": "nothing"},
        {"inputs": [{"name": "k"}, {"name": "value", "source": "field"}], "results": [{"name": "r", "point": "out"}],
         "table": "k|value|r\n-|<= 28|1\n>0|-|2\n<=0|> 28|3", "policy": "collect", "collect": "sum"},
    ],
    "compute.deadband": [
        {"rows": [{"band": 2, "every": 2e-8}, {"points": "*.w", "band": 1, "band_in": "percent", "span": 50},
                  {"points": "k", "band": 0, "output": "{point}.moved"}]},
        {"rows": [{"points": "a.*", "band": 2, "every": 6e-9}], "quality": "good", "others": "pass"},
    ],
    "compute.delay": [{"rows": [{"points": "a.*", "delay": 2e-8}, {"points": "k", "delay": 3e-9}]}],
    "compute.demand": [{"settle": 0, "rows": [{"limit": 40}]}],
    "compute.daily": [{"rows": [{"points": "*.v"}, {"points": "k", "output": "d", "month": "m"}], "hours": 1}],
    "compute.substitute": [
        {"rows": [{"points": "*.v", "output": "{point}"}, {"points": "k"}], "rule": rule} for rule in ("hj75", "part75")
    ],
    "compute.shed": [
        {"projection": "a.v", "limit": 40, "settle": 0, "response": 3e-9,
         "loads": [{"load": "x", "power": 20, "min_off": 5e-9}, {"load": "y", "lock": "k", "min_on": 9e-9}]},
    ],
    "compute.devices": [
        {"devices": [{"device": "a", "port": "x"}, {"device": "b", "port": "y"}]},
        {"points": "*.{device}", "devices": [{"device": "w", "port": "x"}]},
    ],
    "compute.drift": [
        {"rows": [{"over": 2e-8, "fit": 0.1}, {"points": "a.*", "method": "ewma", "target": 0},
                  {"points": "k", "method": "cusum", "sigma": 9}]},
        {"rows": [{"method": "cusum", "learns": "both", "training": 5e-9}]},
    ],
    "compute.filter": [
        {"rows": [{"method": "hampel", "values": 3, "accept": 2, "action": "hold"}, {"points": "k", "method": "rate"}]},
    ],
    "compute.formula": [
        {"formula": "{device}.v * 1.8 + 32"},
        {"formula": "{device}.v * k", "devices": ["b"]},
        {"formula": "if({device}.v > k, {device}.v / {device}.w, {device}.w - k)"},
        {"output": "sum", "formula": "a.v + b.v"},
        {"formula": "avg({device}.v, 20 ns) + on_delay({device}.v > 50, 7 ns) + totalise({device}.w)"},
        {"formula": "off_delay(k > 50, 9 ns) + max({device}.v, 12 ns, 0) + if_bad(prev(k, 2), 0) + count(k, 30 ns, 0)"},
    ],
    "compute.expression": [{"rows": [{"field": "twice", "expression": "float(value) * 2"}]}],
    "compute.join": [{"left": "lot", "right": "lot", "within": 2e-8}],
    "compute.lookup": [{"key": "material, level", "table": "m | l | x\nC1 | 2 | 3", "into": "found"}],
    "compute.merge": [
        {"members": [{"point": "a.v"}, {"point": "k"}], "tolerance": 1e-8, "wait": 2e-8, "missing": "last"},
        {"members": [{"point": "{device}.v"}, {"point": "{device}.w"}], "tolerance": 1e-8, "wait": 2e-8,
         "missing": "bad"},
    ],
    "compute.parse": [
        {"field": "value", "into": ""},
        {"field": "value", "format": "xml", "makes": "samples", "points": "x.*"},
    ],
    "compute.rate": [{"rows": [{"over": 2e-8}, {"points": "a.*", "over": 0, "method": "ends"}], "others": "pass"}],
    "compute.resample": [{"every": 1e-8, "rows": [{"points": "*.v", "method": "linear", "gap": 2e-8}]}],
    "compute.round": [
        {"rows": [{"points": "*.v", "digits": 0}, {"points": "k", "to": "interval", "output": "near"}]},
        {"rows": [{"points": "a.*", "to": "figures", "digits": 1, "rule": "half_up", "mark": "{point}.m"}],
         "others": "pass"},
    ],
    "compute.scale": [
        {"rows": [{"points": "*.v", "clamp": True}, {"points": "k", "output": "{point}", "out_high": -3}]},
        {"rows": [{"points": "a.*", "output": "raw.{point}"}], "others": "pass"},
    ],
    "compute.smooth": [
        {"rows": [{"points": "a.*", "method": "median", "over": "time", "length": 2e-8}, {"method": "half_life"}]},
    ],
    "compute.throttle": [{"rows": [{"interval": 2e-8, "passes": "average"}, {"points": "*.w", "passes": "first"}]}],
    "compute.totalise": [
        {"rows": [{"hold": 1e-8, "per": "second"}, {"points": "a.*", "rollover": 1e-6}], "reset": "clock", "every": 4},
    ],
    "compute.unit": [{"rows": [{"points": "*.v", "before": "bar", "after": "kPa"}], "others": "pass"}],
    "compute.validity": [{"length": 5, "period": 1, "blocks": 3, "least": 2, "rule": "quarters"},
                         {"length": 5, "period": 1, "rows": [{"points": "*.v", "running": "k", "maintenance": "a.w"}]}],
    "compute.split": [{"items": "value"}, {"items": "value", "makes": "samples"}],
    "compute.statemachine": [
        {"states": [{"name": "a"}, {"name": "b", "number": 1}, {"name": "c", "number": 2}],
         "transitions": [{"when": "k > 1", "to": "b"}, {"state": "b", "after": 20, "to": "c"},
                         {"state": "c", "when": "a.v > b.v", "after": 5, "to": "a"}]},
    ],
    "compute.switch": [
        {"cases": [{"port": "odd", "when": "value == '28.0'"}, {"port": "rest", "when": "True"}]},
        {"match": "all", "cases": [{"port": "x", "when": "data['value'] > 3"}, {"port": "y", "when": "value"}]},
    ],
    "compute.template": [{"text": "{{ value }} {{ data }} {{ none.such }}"}],
    "alarm.absence": [
        {"rows": [{"expected": "lab.result", "after": "test", "within": 2e-8}], "zone": "Asia/Tokyo"},
        {"rows": [{"expected": "alarm.active", "after": "*", "within": 1e-8, "alarm": "{point}.late"}]},
    ],
    "alarm.count": [{"rows": [{"kind": "*", "times": 2, "within": 2e-8}]}],
    "alarm.deviation": [
        {"rows": [{"points": "*.v", "set_point": "*.w", "high": 5, "deadband": 2, "hold_off": 1e-8, "on_delay": 4e-9}]},
        {"rows": [{"set_point": "k", "hold_off": 6e-9, "off_delay": 1e-8}, {"points": "a.v", "set_point": "50"}]},
    ],
    "alarm.discrepancy": [{"rows": [{"points": "*.v", "other": "*.w", "travel": 1.2e-8, "on_delay": 4e-9}]}],
    "alarm.formula": [
        {"on_delay": 1e-8, "off_delay": 4e-9},
        {"output": "{device}.x", "formula": "max({device}.v, 12 ns, 0) > 50", "times": 2, "within": 3e-8},
        {"output": "one", "formula": "on_delay(a.v > b.v, 6 ns)"},
    ],
    "alarm.group": [{"rows": [{"points": "*", "group": "all"}]}],
    "alarm.limit": [
        {"rows": [{"h": 50, "hh": 60, "l": 0, "deadband": 1}]},
        {"rows": [{"ll": -10, "l": 0, "h": 50, "hh": 60, "deadband": 1, "on_delay": 2e-8, "off_delay": 1.2e-8}]},
        {"rows": [{"points": "a.*", "h": 50, "off_delay": 6e-9}, {"points": "a.v", "hh": 49}], "inclusive": True},
        {"rows": [{"h": 50, "l": 0, "deadband": 2, "on_delay": 4e-9}], "deadband_mode": "both"},
    ],
    "alarm.moving": [
        {"rows": [{"points": "*.v", "h": "*.w", "deadband": 1, "on_delay": 8e-9}, {"points": "a.*", "mode": 1, "l": "0",
                   "off_delay": 4e-9}], "mode": "k"},
        {"rows": [{"points": "*", "h": "k", "ll": "-10"}], "inclusive": True},
    ],
    "alarm.rate": [
        {"rows": [{"per": "second", "over": 0, "on_delay": 8e-9}, {"points": "a.*", "over": 2e-8, "method": "slope"}]},
    ],
    "alarm.stale": [
        {"rows": [{"silent": 1.2e-8, "bad": 4e-9, "off_delay": 4e-9}, {"points": "a.*", "silent": 0, "flat": 2e-8,
                   "band": 2}, {"points": "k", "silent": 8e-9, "bad": 0}, {"points": "z", "silent": 3e-8}]},
    ],
    "alarm.state": [
        {"rows": [{"values": "0..1, 50", "on_delay": 8e-9, "off_delay": 4e-9},
                  {"points": "*.w", "test": "bits", "bits": "1xx0"}, {"points": "k", "test": "is_not"}]},
    ],
    "alarm.statistical": [
        {"rows": [{"mean": 50, "sigma": 5}, {"points": "*.w", "method": "nelson", "mean": 45, "sigma": 20},
                  {"points": "a.v", "method": "ewma"}, {"points": "k", "method": "cusum", "on_delay": 8e-9}]},
        {"rows": [{"mean": 50, "sigma": 5}, {"points": "a.*", "learns": "both", "values": 10, "on_delay": 8e-9}]},
    ],
    "alarm.notify": [
        {"routes": [{"delay": 4e-9, "repeat": 1e-8, "storm": 2, "within": 3e-8}, {"name": "b", "returns": "both"}],
         "escalations": [{"after": 2e-8}], "recipients": [{"name": "a", "email": "a@x.org"}, {"language": "zh"}]},
    ],
    "qc.range": [
        {"materials": MATERIALS, "targets": [{**LINE, "method": "M1"}, {**LINE, "method": "M2", "lot": "L"}]},
        {"materials": MATERIALS, "targets": [{**LINE, "method": "M1"}], "expiry_policy": "warn", "zone": "Asia/Tokyo",
         "compare": "rounded", "digits": 0},
    ],
    "source.inject": [{"interval": 10}, {"mode": "sample", "interval": 7.5, "value": 3}],
}  # fmt: skip
COMMANDS: dict[str, tuple[str, list[dict[str, Any]]]] = {
    **dict.fromkeys(
        ("alarm.deviation", "alarm.moving", "alarm.rate", "alarm.stale", "alarm.state", "alarm.statistical"),
        ("shelve", [{"point": "a.v", "seconds": 1e-8, "reason": "x"}, {"point": "b.w", "once": True, "reason": "y"}]),
    ),
    "alarm.limit": ("ack", [{"point": "a.v"}, {"point": "b.v", "comment": "seen"}]),
    "compute.drift": ("learn", [{}, {"points": "a.*"}]),
    "compute.totalise": ("reset", [{}, {"points": "a.*"}]),
    "source.inject": ("press", [{}]),
}
CASES = [
    pytest.param(kind, config, id=f"{name}-{i}")
    for name, kind in sorted(load().kinds.items())
    for i, config in enumerate([None, *CONFIGS.get(name, [])])
]

SAMPLE = st.tuples(st.sampled_from(POINTS), st.sampled_from(VALUES), st.sampled_from([0, 0, 0, 0x40, 0x81]))
EVENT = st.tuples(
    st.sampled_from(["test", "lab.result", "alarm.active"]),
    st.fixed_dictionaries({}, optional={k: st.sampled_from([v, "28", "M2", 3, None]) for k, v in RESULT.items()}),
)  # fmt: skip
MOMENT = st.tuples(st.integers(1, 20), st.lists(SAMPLE, max_size=4), st.lists(EVENT, max_size=2), st.integers(0, 9))
STORY = st.lists(MOMENT, max_size=6)
examples = settings(max_examples=max(5, settings().max_examples // 3), deadline=None)


class Told(NamedTuple):
    """A story as `conform` takes it."""

    rows: list[Row]
    events: list[Happen]
    commands: list[Ask]
    edits: list[Edit]


def told(story: list[Any], kind: type[Node[Any, Any]], configs: list[NodeConfig]) -> Told:
    arrival = 1
    out = Told([], [], [], [])
    command, args = COMMANDS.get(kind.kind, ("", [{}]))
    for gap, samples, events, dice in story:
        arrival += 2 * gap
        out.rows.extend(Row(arrival, *sample) for sample in samples)
        out.events.extend(Happen(arrival, name, {**RESULT, **data}) for name, data in events)
        if dice == 0 and command:
            out.commands.append(Ask(arrival + 2 * gap, command, args[gap % len(args)]))
        if dice == 1:
            out.edits.append(Edit(arrival, configs[gap % len(configs)]))
    return out


def configs_of(kind: type[Node[Any, Any]]) -> list[NodeConfig]:
    return [kind.config_type.model_validate(config) for config in CONFIGS.get(kind.kind, [{}])]


@pytest.mark.parametrize(("kind", "config"), CASES)
def test_every_kind_conforms(kind: type[Node[Any, Any]], config: dict[str, Any] | None) -> None:
    made = None if config is None else kind.config_type.model_validate(config)

    @examples
    @given(story=STORY)
    def keeps(story: list[Any]) -> None:
        conform(kind, made, *told(story, kind, configs_of(kind)))

    if {port.carries for port in kind.inputs} & {Samples, Event}:
        keeps()
    conform(kind, made, golden=GOLDEN)


def everything(kind: type[Node[Any, Any]]) -> list[Item]:
    """One long story for all configs, the same in every process."""
    rows = [Row(2 * i + 1, POINTS[i * 7 % 5], VALUES[i * 5 % 12], (0, 0, 0x40)[i % 3]) for i in range(60)]
    events = [Happen(2 * i + 1, "lab.result", {**RESULT, "value": str(i)}) for i in range(60)]
    carried = {port.carries for port in kind.inputs}
    return [*(rows if Samples in carried else ()), *(events if Event in carried else ())]


def digest() -> str:
    """Of what all kinds emit, and of what they would store."""
    total = sha256()
    for name, kind in sorted(load().kinds.items()):
        for config in configs_of(kind):
            bench = Bench(kind, config).start().play(everything(kind))
            bench.wake(10**11)
            total.update(repr((name, bench.seen, bench.snapshot())).encode())
    return total.hexdigest()


def test_another_process_with_other_hashes_gives_the_same() -> None:
    """Both start at once: a file that is edited while this runs cannot come between them."""
    code = f"import runpy; print(runpy.run_path({__file__!r})['digest']())"
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}, text=True,
            stdout=subprocess.PIPE,
        )
        for seed, zone in (("1", "UTC"), ("2", "America/New_York"))
    ]  # fmt: skip
    first, second = (process.communicate()[0].strip() for process in running)
    assert [0, 0] == [process.returncode for process in running]
    assert 64 == len(first)
    assert first == second
