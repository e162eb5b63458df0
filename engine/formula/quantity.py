"""A value with its unit while a formula is checked, and what happens when two of them meet.

A temperature in degC is not so many kelvins: its 0 is somewhere. `weight` says how many such zeros a value holds: 1 is
a temperature, 0 a difference of two, and the mean (T1 + T2) / 2 is a temperature again. A gauge pressure holds the
pressure of the air in the same way.
"""

from dataclasses import dataclass, replace
from fractions import Fraction

from engine.formula.tree import Call, Node, Number, Place
from engine.formula.units import Unit, difference, fits
from tundish.errors import FormulaError
from tundish.said import say

ONE, NONE = Fraction(1), Fraction(0)


@dataclass(frozen=True, slots=True)
class Quantity:
    """`unit` is None while it is not known. A `bare` number has none and takes that of what it meets."""

    node: Node
    unit: Unit | None = None
    bare: bool = False
    weight: Fraction = NONE

    @property
    def constant(self) -> Fraction | None:
        """The number that is written there."""
        node, sign = self.node, 1
        while isinstance(node, Call) and node.operator and node.function == "-" and len(node.operands) == 1:
            node, sign = node.operands[0], -sign
        return sign * Fraction(repr(node.value)) if isinstance(node, Number) else None

    @property
    def text(self) -> str:
        """Its unit in the words of a message."""
        if self.unit is None:
            return say("no unit")
        if self.unit.zero == "temperature":
            return self.unit.text if self.weight else say("a difference in {text}", text=self.unit.text)
        return self.unit.text or say("a plain number")


def of(node: Node, unit: Unit) -> Quantity:
    """A value in this unit: a temperature, not a difference, where the unit has a zero of its own."""
    return Quantity(node, unit, weight=ONE if unit.zero else NONE)


def error(place: Place, message: str, hint: str) -> FormulaError:
    return FormulaError(message, place.line, place.column, hint)


def place_of(node: Node) -> Place:
    """Where a part of the formula begins: of `a + b` where a does."""
    while isinstance(node, Call) and node.operator and len(node.operands) == 2:  # noqa: PLR2004 - infix
        node = node.operands[0]
    return node.place


def converted(given: Quantity, target: Unit) -> Quantity:
    """The same in another unit of its dimension; a number that is written is computed here, exactly."""
    unit = given.unit
    if unit is None or given.bare:
        return Quantity(given.node, target, weight=given.weight)
    factor = unit.factor / target.factor
    offset = given.weight * (unit.offset - target.offset) / target.factor
    made = Quantity(scaled(given.node, factor, offset), target, weight=given.weight)
    return replace(made, unit=difference(target)) if target.zero and not given.weight else made


def scaled(node: Node, factor: Fraction, offset: Fraction = NONE) -> Node:
    """`node * factor + offset`, as little of it as is needed."""
    if factor == 1 and offset == 0:
        return node
    written = Quantity(node).constant
    if written is not None:
        return Number(node.place, float(written * factor + offset))
    before = offset / factor
    first = offset != 0 and _short(before) and not _short(offset)  # (x - 32) / 1.8, not x * 0.5555 - 17.7777
    node = _shifted(node, before) if first else node
    if factor != 1:  # with the number that has an end, of two the whole one: x / 3.6, x * 0.06, x / 1000
        multiply = _short(factor) and not (_short(1 / factor) and factor < 1)
        sign, by = ("/", 1 / factor) if _short(1 / factor) and not multiply else ("*", factor)
        node = Call(node.place, sign, (node, Number(node.place, float(by))), operator=True, depth=node.depth)
    return node if first else _shifted(node, offset)


def _shifted(node: Node, offset: Fraction) -> Node:
    if not offset:
        return node
    sign = "+" if offset > 0 else "-"
    return Call(node.place, sign, (node, Number(node.place, float(abs(offset)))), operator=True, depth=node.depth)


def _short(number: Fraction) -> bool:
    """Whether its decimals have an end."""
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def common(values: list[Quantity], what: str) -> tuple[list[Quantity], Quantity | None]:
    """All in one unit, that of the first that is not written as a number; and what they have in common.

    Bare numbers take it; what has no known unit fits. FormulaError if they do not fit; `what` says who wants it.
    """
    known = [value for value in values if value.unit is not None and not value.bare]
    if not known:
        return values, None
    model = next((value for value in known if value.constant is None), known[0])
    made = []
    for value in values:
        if value.unit is None or value.bare:
            made.append(value)
            continue
        made.append(aligned(value, model, what))
    return made, model


def aligned(value: Quantity, model: Quantity, what: str) -> Quantity:
    """In the unit of the model."""
    if value.unit is None or model.unit is None or value is model:
        return value
    if not fits(value.unit, model.unit):
        raise misfit(value, model, what)
    if value.weight != model.weight and (absolute := _kelvins(value, model)):
        return absolute
    if value.weight != model.weight and "gauge" in {value.unit.zero, model.unit.zero} and _unsaid(value, model):
        value = replace(value, weight=model.weight)  # 5 bar beside a gauge pressure is one
    if value.weight != model.weight:
        written, other = (value, model) if value.constant is not None else (model, value)
        if written.constant is None or written.unit is None or not written.unit.zero:
            raise _mixed(value, model, what)
        if written is value:  # 5 degC beside a difference is a difference
            value = replace(value, weight=other.weight, unit=difference(written.unit))
    return converted(value, model.unit)


def _kelvins(value: Quantity, model: Quantity) -> Quantity | None:
    """In the unit of the model, where one of them is in kelvins: beside a temperature they are one too."""
    kelvins = [side.unit is not None and side.unit.text in {"K", "degR"} for side in (value, model)]
    if model.unit is None or not any(kelvins) or {value.weight, model.weight} != {NONE, ONE}:
        return None
    made = converted(replace(value, weight=ONE), model.unit)
    return replace(made, unit=model.unit, weight=model.weight)


def _unsaid(one: Quantity, other: Quantity) -> bool:
    """Whether one of them does not say what its zero is."""
    return not (one.unit and one.unit.mark) or not (other.unit and other.unit.mark)


def misfit(value: Quantity, model: Quantity, what: str) -> FormulaError:
    """Two units that do not fit, in words that say why where there is more to say than that."""
    place, one, other = place_of(value.node), model.text, value.text
    pair = {model.unit.mark if model.unit else "", value.unit.mark if value.unit else ""}
    dimensions = [dict(unit.dimension) for unit in (model.unit, value.unit) if unit]
    if pair == {"g", "a"}:
        hint = say("gauge pressure begins at the air, absolute pressure at nothing: add the air, PT + 101.325 kPa(a)")
        return error(
            place, say("{what} {one} and {other}: gauge and absolute pressure", what=what, one=one, other=other), hint
        )
    if any("gas" in dimension for dimension in dimensions):
        hint = say(
            "Nm3 is an amount of gas, at 0 degC and 101.325 kPa; use normal_flow(flow, p, t) or actual_flow(...)"
        )
        return error(place, say("{what} {one} and {other}, which do not fit", what=what, one=one, other=other), hint)
    if NUMBER_LIKE in {one, other}:
        other_one = other if one == NUMBER_LIKE else one
        hint = say('write the plain number of the other in a unit: number(x, "{other_one}")', other_one=other_one)
        return error(place, say("{what} {one} and {other}, which do not fit", what=what, one=one, other=other), hint)
    hint = say("check which points are meant; a value in {one} is needed, or convert both to one kind", one=one)
    return error(place, say("{what} {one} and {other}, which do not fit", what=what, one=one, other=other), hint)


NUMBER_LIKE = "a plain number"


def _mixed(value: Quantity, model: Quantity, what: str) -> FormulaError:
    gauge = (value.unit and value.unit.zero == "gauge") or (model.unit and model.unit.zero == "gauge")
    if gauge:
        hint = say("take the difference of two gauge pressures on both sides")
        return error(place_of(value.node), say("{what} a gauge pressure and a pressure difference", what=what), hint)
    hint = say("compare a temperature with a temperature, and a difference with a difference: T1 - T2 > 5 delta_degC")
    return error(place_of(value.node), say("{what} a temperature and a temperature difference", what=what), hint)
