"""Random settings of every shipped kind, all of them valid; where numbers meet limits, they meet them often."""

from collections.abc import Callable
from random import Random
from typing import Any, TypeAlias

Config: TypeAlias = dict[str, Any]
Make: TypeAlias = Callable[[Random], Config]

PLANT = ("a.v", "b.v", "a.w", "b.w", "k")
"""Points that sources bring."""
PATTERNS = ("*", "*.v", "a.*", "b.*", "a.v", "*.f", "k", "*.scaled")
DELAYS = (0, 0, 0, 2e-9, 3e-8, 1e-6, 0.5, 1, 2.5, 30)
WHEN = (
    "True", "value == '28.0'", "kind == 'alarm.active'", "data['level'] == 'H'", "value", "point == 'a.v'",
    "data['value'] > 50", "none == 1",
)  # fmt: skip
TEXTS = ("{{ kind }} {{ point }}", "{{ time }} {{ data }}", "{{ value }}/{{ level }}", "{{ none.such }}", "fixed")
FORMULAS = (
    ("{device}.f", "{device}.v * 1.8 + 32"), ("{device}.f", "{device}.v / {device}.w + k"),
    ("{device}.f", "if({device}.v > k, {device}.v, sqrt({device}.w))"), ("sum.f", "a.v + b.v"), ("k.f", "exp(k)"),
)  # fmt: skip
MATERIALS = [{"material": "C1", "level": "2", "lot": "L1", "expiry": "2026-11"}]
TARGET = {
    "material": "C1", "level": "2", "analyte": "APTT", "unit": "s", "method": "M1",
    "target": "28.0", "low": "22.4", "high": "33.6",
}  # fmt: skip


def _limit_row(chance: Random) -> Config:
    limits = sorted(chance.sample((-30.0, -5.0, 0.0, 1.0, 40.0, 49.5, 50.0, 60.0), 4))
    given = {name: x for name, x in zip(("ll", "l", "h", "hh"), limits, strict=True) if chance.random() < 0.6}
    return {
        "points": chance.choice(PATTERNS), **given, "deadband": chance.choice((0, 0, 0.5, 2, 20)),
        "on_delay": chance.choice(DELAYS), "off_delay": chance.choice(DELAYS),
        "priority": chance.choice(("critical", "moderate")),
    }  # fmt: skip


def _limit(chance: Random) -> Config:
    return {
        "rows": [_limit_row(chance) for _ in range(chance.randint(1, 3))],
        "inclusive": chance.random() < 0.3, "deadband_mode": chance.choice(("reset", "both")),
    }  # fmt: skip


def _deadband(chance: Random) -> Config:
    row = {"band": chance.choice((0, 0.5, 1, 10, 1e300)), "band_in": chance.choice(("unit", "percent")),
           "every": chance.choice((None, 0.5, 3))}  # fmt: skip
    return {"rows": [row], "quality": chance.choice(("changes", "good"))}


def _formula(chance: Random) -> Config:
    output, formula = chance.choice(FORMULAS)
    return {"output": output, "formula": formula}


def _scale(chance: Random) -> Config:
    row = {
        "points": chance.choice(PATTERNS), "in_low": chance.choice((0, 4)), "in_high": chance.choice((20, -3, 1e308)),
        "out_high": chance.choice((100, -1e308)), "clamp": chance.random() < 0.5,
        "output": chance.choice(("{point}.scaled", "{point}")),
    }  # fmt: skip
    return {"rows": [row], "others": chance.choice(("drop", "pass"))}


def _round(chance: Random) -> Config:
    to = chance.choice(("decimals", "figures", "interval"))
    row = {
        "points": chance.choice(PATTERNS), "to": to, "digits": chance.randint(1 if to == "figures" else -3, 4),
        "interval": chance.choice(("0.5", "25")), "rule": chance.choice(("half_even", "half_up")),
        "mark": chance.choice((None, "{point}.mark")),
    }  # fmt: skip
    return {"rows": [row], "others": chance.choice(("drop", "pass"))}


def _switch(chance: Random) -> Config:
    cases = [{"port": f"case{i}", "when": chance.choice(WHEN)} for i in range(chance.randint(1, 3))]
    return {"cases": cases, "match": chance.choice(("first", "all"))}


def _template(chance: Random) -> Config:
    return {"text": chance.choice(TEXTS), "event": chance.choice(("", "other"))}


def _range(chance: Random) -> Config:
    policy = chance.choice(("refuse", "warn"))
    return {
        "materials": MATERIALS, "targets": [TARGET], "expiry_policy": policy, "zone": "Asia/Shanghai",
        "compare": chance.choice(("full", "rounded")), "digits": chance.choice((None, 0)),
    }  # fmt: skip


def _inject(chance: Random) -> Config:
    """What was missed is sent, all of it: any other choice is meant to depend on outages."""
    return {
        "mode": chance.choice(("event", "sample")), "point": "inj", "value": chance.choice((1, 55)),
        "interval": chance.choice((None, 1, 2.5)), "missed": "all", "data": [{"name": "value", "value": "28.0"}],
    }  # fmt: skip


def _write(chance: Random) -> Config:
    return {"point": "valve", "value": chance.choice((0, 1.5)), "value_from": chance.choice(("fixed", "field"))}


def _topic(chance: Random) -> Config:
    return {"topic": chance.choice(("t/{{ kind }}", "t/{{ point }}", "{{ none }}", "t/+")), "payload": "{{ data }}"}


def _patterns(chance: Random) -> Config:
    return {"patterns": [{"points": chance.choice(PATTERNS)}]}


def _devices(chance: Random) -> Config:
    return {
        "devices": [{"device": name, "port": f"way{chance.randint(0, 1)}"} for name in chance.choice(("", "a", "ab"))]
    }


def _aggregate(chance: Random) -> Config:
    functions = chance.sample(("avg", "twa", "median", "std", "last", "good_share"), 2)
    return {
        "window": chance.choice(("tumbling", "months", "hopping", "sliding", "session", "count")),
        "length": 2, "hop": 1,
        "gap": 1, "count": 3, "points": chance.choice(PATTERNS), "lateness": chance.choice((0, 0.5)),
        "results": [{"function": f, "output": f"{{point}}.{f}"} for f in functions],
    }  # fmt: skip


def _mapped(*, others: bool = True, **choices: tuple[Any, ...]) -> Make:
    """Tables with one row, of these choices."""
    return lambda chance: {
        "rows": [{"points": chance.choice(PATTERNS), **{name: chance.choice(of) for name, of in choices.items()}}],
        **({"others": chance.choice(("drop", "pass"))} if others else {}),
    }  # fmt: skip


def _merge(chance: Random) -> Config:
    first, second = chance.choice((("a.v", "b.v"), ("a.v", "k"), ("{device}.v", "{device}.w")))
    return {
        "members": [{"point": first}, {"point": second}], "wait": chance.choice((0, 2)),
        "tolerance": chance.choice((0, 1)), "missing": chance.choice(("leave_out", "bad", "last")),
    }  # fmt: skip


def _machine(chance: Random) -> Config:
    after = chance.choice((0.5, 2))
    return {
        "transitions": [
            {"state": "idle", "when": "k > 1", "to": "running"},
            {"state": "running", "when": chance.choice((None, "a.v > 50")), "after": after, "to": "idle"},
        ]
    }


def _decision(chance: Random) -> Config:
    """By points and a field of events; every case has a rule, or none need have."""
    return {
        "inputs": [{"name": "k"}, {"name": "a.v"}, {"name": "value", "source": "field"}],
        "results": [{"name": "r", "point": chance.choice((None, "decided"))}],
        "table": "k | a.v | value | r\n> 1 | - | - | 1\n<= 1 | > 50 | - | 2\n<= 1 | <= 50 | > 20 | 3",
        "policy": chance.choice(("unique", "first", "any", "priority", "collect")), "collect": "sum",
        "uncovered": "nothing",
    }  # fmt: skip


def _of(**choices: tuple[Any, ...]) -> Make:
    """Any of these choices."""
    return lambda chance: {name: chance.choice(of) for name, of in choices.items()}


def _notify(chance: Random) -> Config:
    route = {
        "name": "r", "points": chance.choice(PATTERNS), "delay": chance.choice(DELAYS), "repeat": chance.choice(DELAYS),
        "repeats": chance.randint(1, 3), "returns": chance.choice(("none", "cleared", "acknowledged", "both")),
        "storm": chance.choice((0, 1, 5)), "within": chance.choice((0.5, 30)),
        "quiet": chance.choice(("", "00:00-12:00")), "priorities": chance.choice(("", "critical")),
    }  # fmt: skip
    return {
        "routes": [route, {"name": "s", "delay": chance.choice(DELAYS)}], "match": chance.choice(("all", "first")),
        "escalations": [{"route": "r", "after": chance.choice((0.5, 2, 30)), "group": "more"}],
        "recipients": [{"name": "a", "email": "a@example.org"}, {"group": "more", "channel": "c", "language": "zh"}],
        "text": chance.choice(TEXTS),
    }  # fmt: skip


def nothing(_: Random) -> Config:
    return {}


def _delayed(chance: Random) -> Config:
    return {"on_delay": chance.choice(DELAYS), "off_delay": chance.choice(DELAYS)}


def _condition(**choices: tuple[Any, ...]) -> Make:
    """One or two rows of an alarm node on samples."""
    return lambda chance: {
        "rows": [
            {"points": points, "on_delay": chance.choice(DELAYS), "off_delay": chance.choice(DELAYS),
             **{name: chance.choice(of) for name, of in choices.items()}}
            for points in chance.sample(("*", "*.v", "a.*", "b.*"), chance.randint(1, 2))
        ]
    }  # fmt: skip


def _stale(chance: Random) -> Config:
    row = {
        "silent": chance.choice((0, 1, 30)), "bad": chance.choice((None, 0, 2)), "flat": 5, "band": 1,
        "off_delay": chance.choice(DELAYS),
    }  # fmt: skip
    return {"rows": [{"points": chance.choice(PATTERNS), **row}, {"points": "nobody", "silent": 20}]}


def _absence(chance: Random) -> Config:
    after = {"expected": "*", "after": "alarm.*", "within": chance.choice((0.5, 5)), "alarm": "{point}.late"}
    return {"rows": [after, {"expected": "alarm.active", "within": 1800, "alarm": "half-hour"}]}


def _formula_alarm(chance: Random) -> Config:
    return {
        "formula": chance.choice(("{device}.v > 50", "on_delay({device}.v > {device}.w, 2 s)", "{device}.v != k")),
        "output": "{device}.alarm", "on_delay": chance.choice(DELAYS), "off_delay": chance.choice(DELAYS),
        "times": chance.choice((1, 2)), "within": 5,
    }  # fmt: skip


MAKERS: dict[str, Make] = {
    "alarm.deviation": _condition(set_point=("50", "k", "{point}.scaled"), hold_off=(0, 2), deadband=(0, 1)),
    "alarm.discrepancy": _condition(other=("k", "{point}.f"), travel=(0, 3), tolerance=(0.5, 10)),
    "alarm.moving": lambda chance: {
        "rows": [{**_delayed(chance), "points": "*.v", "h": "*.w", "deadband": 1}, {**_delayed(chance), "mode": 1}],
        "mode": chance.choice(("", "k")),
    },
    "alarm.rate": _condition(over=(0, 3), method=("ends", "slope"), per=("second", "minute")),
    "alarm.state": _condition(test=("is", "is_not", "bits"), values=("1, 50..60",), bits=("1x0",)),
    "alarm.statistical": _condition(method=("western_electric", "nelson", "ewma", "cusum"), mean=(50,), sigma=(5,)),
    "alarm.stale": _stale, "alarm.absence": _absence, "alarm.formula": _formula_alarm,
    "alarm.count": lambda chance: {"rows": [{"kind": "*", "times": chance.choice((1, 2, 5)), "within": 3}]},
    "alarm.group": lambda chance: {"rows": [{"points": "*", "group": chance.choice(("all", "*"))}]},
    "alarm.limit": _limit, "compute.deadband": _deadband, "compute.formula": _formula, "compute.scale": _scale,
    "compute.switch": _switch, "compute.template": _template, "qc.range": _range, "source.inject": _inject,
    "action.write": _write, "action.mqtt": _topic, "source.points": _patterns,
    "compute.devices": _devices, "compute.round": _round, "compute.aggregate": _aggregate,
    "compute.filter": _mapped(method=("jump", "sigma", "hampel"), values=(3, 5), action=("drop", "uncertain", "hold")),
    "compute.smooth": _mapped(method=("weight", "first_order", "median"), over=("samples", "time"), length=(2,)),
    "compute.counter": _mapped(result=("increment", "rate", "total"), end=(None, 60), most=(None, 40)),
    "compute.rate": _mapped(over=(0, 1, 3), method=("ends", "slope")), "compute.merge": _merge,
    "compute.throttle": _mapped(others=False, interval=(0.5, 3), passes=("first", "last", "average")),
    "compute.totalise": _mapped(others=False, per=("second",), between=("step", "linear"), hold=(0, 2)),
    "compute.daily": _mapped(others=False, month=("{point}.month",)),
    "compute.substitute": _mapped(others=False, highest=(None, 99)),
    "compute.shed": lambda chance: {
        "projection": "a.v", "limit": chance.choice((20, 50)), "settle": 0, "response": chance.choice((0, 2)),
        "loads": [{"load": "x", "power": 20, "min_off": 1}, {"load": "y", "power": 5, "lock": "k", "min_on": 3}],
    },
    "compute.demand": _mapped(others=False, limit=(None, 20)), "compute.validity": lambda _: {"length": 5, "period": 1},
    "compute.drift": _mapped(others=False, method=("trend", "ewma", "cusum")),
    "compute.statemachine": _machine,
    "compute.batch": _of(count=(0, 2, 5), over=(0.5, 3), by=("", "value")),
    "compute.build": _of(format=("json", "csv", "xml")),
    "compute.decision": _decision, "compute.join": _of(left=("value",), right=("value",), within=(0.5, 5)),
    "compute.expression": lambda _: {"rows": [{"field": "value", "expression": "kind"}]},
    "compute.lookup": lambda _: {"key": "level", "table": "level | x\nH | 1\n* | 2"},
    "compute.parse": _of(field=("text", "value"), format=("json", "csv", "xml"), into=("", "parsed")),
    "compute.split": _of(items=("items", "value"), keep=(True, False)),
    "compute.delay": _mapped(others=False, delay=(0.5, 3)), "compute.unit": _mapped(after=("K", "degF")),
    "compute.resample": _mapped(others=False, method=("last", "linear", "average"), gap=(0, 90)),
    "alarm.notify": _notify, "action.email": _of(to=("a@example.org, b@example.org", ""), text=TEXTS),
    "action.webhook": _of(channel=("", "c"), body=('{"text": {{ kind | json }}}', "", "{{ kind }}")),
    "action.log": lambda chance: {"text": chance.choice(TEXTS)},
    "source.mqtt": nothing, "source.opcua": nothing, "source.modbus": nothing, "source.file": nothing,
    "source.events": nothing, "source.simulate": nothing,
}  # fmt: skip
"""By kind."""
