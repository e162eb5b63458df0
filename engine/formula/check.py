"""Check a tree: functions exist, arguments fit, caps hold. Says the first thing that is wrong."""

import math
import re

from engine.formula.library import FUNCTIONS, Function, find
from engine.formula.tree import Call, Node, Number, Place, Point, postorder
from engine.formula.units import known
from engine.formula.words import INSTEAD, TIMES, near_unit, unknown
from engine.formula.written import written
from tundish.errors import FormulaError
from tundish.said import Said, say

MOST_NODES = 1000
MOST_INPUTS = 64
LARGEST_EXPONENT = 1000
MOST_DIGITS = 15
RESERVED = frozenset({
    "abs", "acos", "asin", "atan", "atan2", "avg", "ceil", "clamp", "coalesce", "cos", "exp", "floor", "hypot", "if",
    "if_bad", "is_bad", "is_good", "is_uncertain", "ln", "log", "log10", "max", "min", "mod", "pi", "pow", "round",
    "scale", "sign", "sin", "sqrt", "tan", "trunc",
})  # fmt: skip
"""Bare names that are no points. The functions of the first form; later ones do not join, or they would break formulas
that use their name for a point."""


def check(text: str, root: Node) -> tuple[str, ...]:
    """The names of the inputs in the order of their first use."""
    nodes = postorder(root)
    if len(nodes) > MOST_NODES:
        raise _error(
            nodes[MOST_NODES].place,
            say("the formula has more than {most_nodes} parts", most_nodes=MOST_NODES),
            say("split it in two points"),
        )
    literals = _literals(nodes)
    _no_windows(text, nodes, literals)
    inputs: dict[str, Point] = {}
    for node in nodes:
        if id(node) in literals:
            continue
        if isinstance(node, Number):
            _number(text, node)
        elif isinstance(node, Point):
            _point(node)
            inputs.setdefault(node.name, node)
            if len(inputs) > MOST_INPUTS:
                raise _error(
                    node.place,
                    say("the formula reads more than {most_inputs} points", most_inputs=MOST_INPUTS),
                    say("split it in two points"),
                )
        elif node.operator:
            _exponent(node)
        else:
            _call(text, node)
    return tuple(inputs)


def _literals(nodes: list[Node]) -> set[int]:
    """What is written as an argument and is no input; by identity."""
    calls = [(find(node), node) for node in nodes if isinstance(node, Call) and not node.operator]
    return {id(item) for function, node in calls if function for item in written(function, node)}


def _error(place: Place, message: str, hint: str) -> FormulaError:
    return FormulaError(message, place.line, place.column, hint)


def _shown(text: str, node: Number) -> str:
    return text[node.place.start : (node.unit_place or node.place).stop]


def _number(text: str, node: Number) -> None:
    shown = _shown(text, node)
    if not math.isfinite(node.value):
        raise _error(
            node.place, say("the number {shown} is too large", shown=shown), say("the largest number is 1.8e308")
        )
    if node.unit_place is None:
        return
    unit, digits = node.unit, text[node.place.start : node.place.stop]
    touching = node.place.stop == node.unit_place.start
    multiply = say("to multiply write {digits} * {unit}", digits=digits, unit=unit)
    hyphen = re.search(r"[\w.]+-$", text[: node.place.start])
    if touching and hyphen:
        hint = say(
            'a name with a hyphen stands in double quotes: "{hyphen}{shown}"; {multiply}',
            hyphen=hyphen[0],
            shown=shown,
            multiply=multiply,
        )
    elif known(unit):
        return
    elif unit.lower() in {"and", "or", "not"}:
        hint = say("write {unit} in small letters, between two conditions", unit=unit.lower())
    elif touching:
        hint = say(
            'a name that begins with a digit stands in double quotes: "{shown}"; {multiply}',
            shown=shown,
            multiply=multiply,
        )
    else:
        near = near_unit(unit)
        hint = (
            say(
                "{multiply}; for a number with a unit write {digits} {near}",
                multiply=multiply,
                digits=digits,
                near=near,
            )
            if near
            else multiply
        )
    raise _error(
        node.unit_place, say("an operator is missing between {digits!r} and {unit!r}", digits=digits, unit=unit), hint
    )


def _point(node: Point) -> None:
    if node.quoted:
        if node.name != node.name.strip() or not node.name.isprintable():
            message = say("a point name has no blanks at its ends and no invisible characters")
            clean = "".join(char for char in node.name if char.isprintable()).strip()
            raise _error(node.place, message, say('write "{clean}"', clean=clean))
        return
    if node.name in RESERVED:
        hint = say(
            'write {signature}; for a point of that name write "{name}", with the quotes',
            signature=FUNCTIONS[node.name].signature,
            name=node.name,
        )
        raise _error(node.place, say("{name!r} is a function", name=node.name), hint)
    if node.name.lower() in INSTEAD:
        raise _error(node.place, say("{name!r} is no point", name=node.name), INSTEAD[node.name.lower()])


def _call(text: str, node: Call) -> None:
    function = find(node)
    if function is None:
        raise _error(node.place, say("unknown function {function!r}", function=node.function), unknown(node.function))
    given = len(node.operands)
    if not function.fewest <= given <= function.most:
        raise _error(node.place, _arity(function, given), _arity_hint(text, function, node))
    if function.whole and given == len(function.parameters):
        _whole(function, node.operands[-1])
    if function.name == "pow":
        _exponent(node)


def _arity(function: Function, given: int) -> str:
    few, most = function.fewest, function.most
    if few != most and not function.repeats:
        arguments = say("{few} or {most} arguments", few=few, most=most)
    else:
        arguments = _arguments(most if given > most else few)
        if function.repeats:
            least = given < few
            arguments = say("at least {what}", what=arguments) if least else say("at most {what}", what=arguments)
    return say("{name} takes {arguments}, not {given}", name=function.name, arguments=arguments, given=given)


def _arguments(count: int) -> Said:
    if not count:
        return say("no arguments")
    return say("{count} argument", count=count) if count == 1 else say("{count} arguments", count=count)


def _arity_hint(text: str, function: Function, node: Call) -> str:
    if function.name == "log" and len(node.operands) == 1:
        return say("write log(x, 10), log10(x), or ln(x) for the natural logarithm")
    if function.name in {"avg", "min", "max"} and len(node.operands) == 1:
        return say(
            "over time write {name}(x, 5 min); of several points write {signature}",
            name=function.name,
            signature=function.signature,
        )
    last = node.operands[-2:]
    touching = len(last) == 2 and text[last[0].place.stop : last[1].place.start] in {",", "\uff0c"}  # noqa: PLR2004
    if touching and all(isinstance(item, Number) for item in last):
        return say("write {signature}; decimals are written with a point: 3.5", signature=function.signature)
    return say("write {signature}", signature=function.signature)


def _constant(node: Node) -> float | None:
    """The number that is written there, with or without a minus sign."""
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Call) and node.operator and node.function == "-" and len(node.operands) == 1:
        inner = node.operands[0]
        return -inner.value if isinstance(inner, Number) else None
    return None


def _whole(function: Function, node: Node) -> None:
    value = _constant(node)
    if value is None or not value.is_integer() or abs(value) > MOST_DIGITS:
        message = say(
            "{whole} of {name} must be a whole number from -{most_digits} to {most_digits}",
            whole=function.whole,
            name=function.name,
            most_digits=MOST_DIGITS,
        )
        raise _error(node.place, message, say("write a number there, for example {name}(x, 2)", name=function.name))


def _exponent(node: Call) -> None:
    if node.function not in {"^", "pow"}:
        return
    value = _constant(node.operands[1])
    if value is not None and abs(value) > LARGEST_EXPONENT:
        message = say("the exponent is larger than {largest_exponent}", largest_exponent=LARGEST_EXPONENT)
        raise _error(node.operands[1].place, message, say("write exp(y * ln(x)) if it is meant so"))


def _no_windows(text: str, nodes: list[Node], literals: set[int]) -> None:
    """Only windows take a stretch of time. Said before the unit itself is complained about."""
    for node in nodes:
        if not isinstance(node, Call) or node.operator:
            continue
        for item in node.operands[1:]:
            if isinstance(item, Number) and item.unit in TIMES and id(item) not in literals:
                message = say(
                    "{function} takes no stretch of time ({value})",
                    function=node.function,
                    value=_shown(text, item),
                )
                known = FUNCTIONS.get(node.function)
                hint = (
                    say("for the values of this moment write {known}", known=known.signature)
                    if known
                    else unknown(node.function)
                )
                raise _error(node.place, message, hint)
