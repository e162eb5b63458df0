"""Unit rules of functions: `A, A -> A`, `MPa(a), degC -> kJ/kg`, `angle -> 1`.

One word an argument that is computed, the last again for those that are repeated, and one for the result. A letter is
any unit, the same wherever it stands; `delta A` that of a difference; `1` a plain number; `angle` a plain number or an
angle; `*` anything; any other word is a unit: a plain number is taken to be in it, anything else is converted. `~`
after a pressure leaves gauge and absolute as they are. A result may multiply, divide and raise: `A^0.5`, `A*s`,
`delta A/unit`, where `unit` is what was written for the parameter of that name.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from typing import NamedTuple, TypeAlias

from engine.formula.functions.function import Function
from engine.formula.library import find
from engine.formula.quantity import ONE, Quantity, common, converted, error, misfit, of, place_of, scaled
from engine.formula.tree import Call, Node
from engine.formula.units import NUMBER, Unit, UnknownUnit, difference, fits, known, power, simplified, times, unit
from engine.formula.words import unknown_unit
from engine.formula.written import literal, written
from tundish.said import say

_SAME = "A, * -> A"
_OTHERS = {
    **dict.fromkeys(
        ("avg", "twa", "min", "max", "first", "last", "median", "percentile", "lag", "value_at", "prev", "deadband",
         "median_filter", "moving_avg", "filter", "ewma", "ramp_limit", "max_hold", "min_hold", "counter_delta"), _SAME,
    ),
    **dict.fromkeys(("range", "delta", "std_pop", "std_sample"), "A, * -> delta A"),
    "sum": "A, * -> A+",
    **dict.fromkeys(("var", "var_pop", "var_sample"), "A, * -> delta A^2"),
    **dict.fromkeys(("rate", "slope", "derivative"), "A, * -> delta A/unit"),
    **dict.fromkeys(("integral", "integrate", "totalise"), "A, * -> A*unit"),
    **dict.fromkeys(
        ("count", "count_true", "count_changes", "count_starts", "r2", "hysteresis", "on_delay", "off_delay",
         "held_for", "pulse", "is_stale", "latch", "toggle", "rising", "falling", "changed", "n_of_m"), "* -> 1",
    ),
    "pct_good": "* -> %", "duration": "* -> s", "age": "* -> s", "time_since": "* -> s", "run_hours": "* -> h",
}  # fmt: skip
"""Of functions that remember, by name."""


def rule_of(function: Function) -> str:
    """As in the table; empty for one that fits anything and gives no known unit."""
    return function.units or _OTHERS.get(function.name, "")


def literals(node: Call) -> Sequence[Node]:
    """The arguments of a call that are written, not computed."""
    function = find(node)
    return written(function, node) if function else ()


Models: TypeAlias = "dict[str, Quantity | None]"
"""What the arguments of a letter have in common; None while nothing is known of them."""


class Rule(NamedTuple):
    specs: tuple[str, ...]
    result: str


@cache
def _parsed(text: str) -> Rule:
    left, _, right = text.partition("->")
    specs = tuple(word.strip() for word in left.split(",") if word.strip() not in {"", "-"})
    return Rule(specs, right.strip())


def apply(function: Function, node: Call, given: list[Quantity]) -> tuple[Quantity, list[Quantity]]:
    """The result of a call and its arguments as they are used."""
    text = rule_of(function)
    special = _SPECIAL.get(text)
    if special:
        return special(function, node, given)
    free = {id(item) for item in literals(node)}
    rule = _parsed(text)
    specs = _specs(function, rule, node, given, free)
    used = list(given)
    models: Models = {}
    for letter in {spec for spec in specs if re.fullmatch(r"[A-Z]", spec)}:
        places = [k for k, spec in enumerate(specs) if spec == letter]
        values, models[letter] = common([given[k] for k in places], say("{name} takes", name=function.name))
        for k, value in zip(places, values, strict=True):
            used[k] = value
    for k, spec in enumerate(specs):
        if not re.fullmatch(r"[A-Z]", spec):
            used[k] = _fitted(function, given[k], spec, models)
    made = replace(node, operands=tuple(value.node for value in used))
    bare = {spec: all(given[k].bare for k, s in enumerate(specs) if s == spec) for spec in models}
    return _result(function, node, made, rule.result, models, bare), used


def _specs(function: Function, rule: Rule, node: Call, given: list[Quantity], free: set[int]) -> list[str]:
    """One an argument."""
    words, specs = iter(rule.specs), []
    last = "*"
    for item in node.operands:
        if id(item) in free:
            specs.append("*")
            continue
        last = next(words, last)
        specs.append(last)
    return specs


def _fitted(function: Function, value: Quantity, spec: str, models: Models) -> Quantity:  # noqa: C901, PLR0911 - one each
    """One argument by a word that is no letter."""
    if spec == "*" or value.bare or value.unit is None:
        return value
    if spec == "angle":
        if [name for name, _ in value.unit.dimension] == ["angle"]:
            return converted(value, unit("rad"))
        return _plain(function, value, say("an angle or a plain number"))
    if spec == "1":
        return _plain(function, value, say("a plain number"))
    if spec.startswith("delta "):
        model = models.get(spec[6:])
        if model is None or model.unit is None:
            return value
        target = Quantity(value.node, difference(model.unit))
        return common(
            [target, replace(value, unit=difference(value.unit), weight=Fraction(0))],
            say("{name} takes", name=function.name),
        )[0][1]
    wanted = of(value.node, unit(spec.removesuffix("~")))
    assert wanted.unit is not None  # noqa: S101 - it has just been made
    if spec.endswith("~") and value.unit.dimension == wanted.unit.dimension:
        return Quantity(scaled(value.node, value.unit.factor / wanted.unit.factor), wanted.unit)
    if not fits(value.unit, wanted.unit):
        raise misfit(value, wanted, say("{name} needs", name=function.name))
    if wanted.unit.zero and not value.weight and not value.unit.zero and value.unit.text not in {"K", "degR"}:
        raise misfit(value, wanted, say("{name} needs", name=function.name))
    if wanted.unit.zero and not value.unit.zero:  # kelvins: a temperature here
        value = replace(value, weight=ONE)
    return converted(value, wanted.unit)


def _plain(function: Function, value: Quantity, what: str) -> Quantity:
    assert value.unit is not None  # noqa: S101 - known here
    if value.unit.plain:
        return converted(value, NUMBER)
    if [name for name, _ in value.unit.dimension] == ["angle"] and value.unit.factor == 1:
        return value
    raise error(
        place_of(value.node),
        say("{name} takes {what}, not a value in {text}", name=function.name, what=what, text=value.text),
        say('divide by a reference value, or take its plain number: number(x, "{text}")', text=value.unit.text),
    )


def _result(function: Function, node: Call, made: Call, text: str, models: Models, bare: dict[str, bool]) -> Quantity:  # noqa: PLR0911 - one return a kind of result
    """`text` is the right side of a rule; empty: not known."""
    if not text:
        return Quantity(made)
    if text == "1" or bare.get(text):
        return Quantity(made, bare=True)
    if text in models:
        model = models[text]
        return Quantity(made, model.unit, weight=model.weight) if model else Quantity(made)
    if not models:
        return of(made, unit(text))
    parts = _PARTS.findall(text)
    letters = [word[-1] for _, word, _ in parts if re.fullmatch(r"(delta )?[A-Z]", word)]
    if not letters:
        return of(made, unit(text))
    if all(bare.get(letter, False) for letter in letters) and "unit" not in text:
        return Quantity(made, bare=True)
    return _multiplied(function, node, made, parts, models)


_PARTS = re.compile(r"([*/]?)((?:delta )?[A-Z](?![a-z(])|[\w()·%]+)(\^[\d./]+|\+)?")


def _multiplied(
    function: Function, node: Call, made: Call, parts: list[tuple[str, str, str]], models: Models
) -> Quantity:
    """A result like `A^0.5`, `delta A/unit`; `A+` is a sum, which of temperatures is none."""
    result, weight = NUMBER, Fraction(0)
    for sign, word, exponent in parts:
        found, weight = _part(function, node, word, models)
        if found is None or (weight and exponent == "+"):
            return Quantity(made)
        if weight and (exponent or len(parts) > 1):
            raise error(
                node.place,
                say("{name} of a value whose 0 is not nothing", name=function.name),
                say('take a difference, T - 0 degC, or kelvins, to(T, "K")'),
            )
        raised = power(found, _exponent(exponent)) if exponent and exponent != "+" else found
        result = times(result, raised, Fraction(-1 if sign == "/" else 1)) if len(parts) > 1 else raised
    if len(parts) == 1:
        return Quantity(made, result, weight=weight)
    result, factor = simplified(result)
    return Quantity(scaled(made, factor), result)


def _exponent(text: str) -> Fraction:
    return Fraction(text[1:]).limit_denominator(12)


def _part(function: Function, node: Call, word: str, models: Models) -> tuple[Unit | None, Fraction]:
    if word.startswith("delta "):
        model = models.get(word[6:])
        return (difference(model.unit) if model and model.unit else None), Fraction(0)
    if word in models:
        model = models[word]
        return (model.unit, model.weight) if model else (None, Fraction(0))
    if word == "unit":
        names, texts = function.parameters, function.defaults
        values: dict[str, object] = dict(zip(names[len(names) - len(texts) :], texts, strict=True))
        values |= {function.parameter(k): literal(item) for k, item in enumerate(node.operands)}
        return known(str(values.get("unit") or "s")), Fraction(0)
    return unit(word), Fraction(0)


def _unit(node: Node) -> Unit:
    """A unit that is written in quotes."""
    text = str(literal(node))
    try:
        return unit(text)
    except UnknownUnit as wrong:
        raise error(
            node.place, say("{symbol!r} is no unit that is known", symbol=wrong.symbol), unknown_unit(wrong.symbol)
        ) from None


Applied = tuple[Quantity, list[Quantity]]


def _to(function: Function, node: Call, given: list[Quantity]) -> Applied:
    value, target = given[0], _unit(node.operands[1])
    if value.unit is None or value.bare:
        raise error(
            place_of(value.node),
            say("the unit of this is not known, so it cannot be converted"),
            say(
                'say what it is in: to(as_unit(x, "..."), "{target}"), or convert(x, "...", "{target}")',
                target=target.text,
            ),
        )
    made = _into(value, target, say("{name} needs", name="to()"))
    return made, given


def _into(value: Quantity, target: Unit, what: str) -> Quantity:
    wanted = of(value.node, target)
    assert value.unit is not None  # noqa: S101 - known here
    if not fits(value.unit, target):
        raise misfit(value, wanted, what)
    if (
        target.zero
        and not value.unit.zero
        and not value.weight
        and target.zero == "temperature"
        and value.unit.text == "K"
    ):
        value = replace(value, weight=ONE)
    return converted(value, target)


def _convert(function: Function, node: Call, given: list[Quantity]) -> Applied:
    source, target = _unit(node.operands[1]), _unit(node.operands[2])
    value = given[0]
    if value.unit is not None and not value.bare:
        value = _into(value, source, "convert() is told")
    else:
        value = of(value.node, source)
    return _into(value, target, "convert() is told"), given


def _number(function: Function, node: Call, given: list[Quantity]) -> Applied:
    value, target = given[0], _unit(node.operands[1])
    made = value if value.unit is None or value.bare else _into(value, target, "number() needs")
    return Quantity(made.node, bare=True), given


def _as(function: Function, node: Call, given: list[Quantity]) -> Applied:
    return of(given[0].node, _unit(node.operands[1])), given


def _switch(function: Function, node: Call, given: list[Quantity]) -> Applied:
    """X and its keys are alike, the values are alike."""
    used = list(given)
    keys = [0, *range(1, len(given) - 1, 2)]
    values = [k for k in range(len(given)) if k not in keys]
    model = None
    compares, takes = say("{name} compares", name=function.name), say("{name} takes", name=function.name)
    for places, what in ((keys, compares), (values, takes)):
        alike, model = common([given[k] for k in places], what)
        for k, value in zip(places, alike, strict=True):
            used[k] = value
    made = replace(node, operands=tuple(value.node for value in used))
    if model is None:
        return Quantity(made, bare=all(given[k].bare for k in values)), used
    return Quantity(made, model.unit, weight=model.weight), used


def _case(function: Function, node: Call, given: list[Quantity]) -> Applied:
    places = [k for k in range(len(given)) if k % 2 or (k == len(given) - 1)]
    return _alike(function, node, given, places)


def _pairs(function: Function, node: Call, given: list[Quantity]) -> Applied:
    """Values are alike; their weights are not looked at."""
    return _alike(function, node, given, list(range(0, len(given), 2)))


def _alike(function: Function, node: Call, given: list[Quantity], places: list[int]) -> Applied:
    used = list(given)
    alike, model = common([given[k] for k in places], say("{name} takes", name=function.name))
    for k, value in zip(places, alike, strict=True):
        used[k] = value
    made = replace(node, operands=tuple(value.node for value in used))
    if model is None:
        return Quantity(made, bare=all(given[k].bare for k in places)), used
    return Quantity(made, model.unit, weight=model.weight), used


_SPECIAL = {
    "to": _to, "convert": _convert, "number": _number, "as": _as, "switch": _switch, "case": _case, "pairs": _pairs,
}  # fmt: skip
