"""Units of a formula: what each part is measured in, and the conversions that this takes.

Runs while a formula is checked or deployed. The tree that comes out computes with plain numbers: a conversion has
become a factor and an offset, of a number that is written nothing at all. Rules: numbers without a unit take that of
what they meet; a point whose unit is not known fits everything, which is told; %, ppm and angles in radians count as
plain numbers in a product; a value times 60, 3600, 1000, ... is taken for a conversion by hand, and its unit for
unknown.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from engine.formula import rules
from engine.formula.library import find
from engine.formula.quantity import NONE, ONE, Quantity, common, converted, error, misfit, of, place_of, scaled
from engine.formula.tree import Call, Node, Number, Point, postorder
from engine.formula.units import NUMBER, Unit, UnknownUnit, difference, fits, known, power, simplified, times, unit
from engine.formula.words import unknown_unit
from tundish.said import say

COMPARISONS = frozenset({"<", "<=", "≤", ">", ">=", "≥", "==", "!=", "≠"})
_HAND = {Fraction(value) for value in ("60", "3600", "24", "1440", "86400", "1000", "1000000", "1.8", "9.80665", "100")}
_PAIRS = {one * other for one in _HAND | {Fraction(1)} for other in _HAND} | {
    one / other for one in _HAND for other in _HAND
}
COUNTS = frozenset(range(1, 10))
"""Numbers that are no conversion: of a mean, of a pair of pumps."""
BY_HAND = tuple(sorted({float(v) for value in _PAIRS for v in (value, 1 / value)} - COUNTS))
"""Factors that are more likely a conversion than a number of things: 3.6 of l/s to m3/h."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The tree to compile, the unit of its value, and what a person should know."""

    tree: Node
    unit: str | None
    """None: not known; empty: a plain number."""
    notes: tuple[str, ...]


def measure(root: Node, units: Mapping[str, str], target: str = "") -> Measured:
    """Check the units of a checked tree; FormulaError says what does not fit, where, and what to do.

    A value whose unit is known is converted to the `target`, if there is one.
    """
    return _Walk(units, target).of(root)


def needs_units(root: Node, units: Mapping[str, str]) -> bool:
    """Whether there is anything to check: a unit in the formula, or a known one of a point."""
    for node in postorder(root):
        if isinstance(node, Number) and node.unit:
            return True
        if isinstance(node, Point) and units.get(node.name):
            return True
        if isinstance(node, Call) and not node.operator and (function := find(node)) and function.group == "units":
            return True
    return False


class _Walk:
    """Bottom-up over a tree."""

    def __init__(self, units: Mapping[str, str], target: str) -> None:
        self._units = units
        self._target = target
        self._notes: dict[str, None] = {}
        self._unknown: dict[str, None] = {}
        self._by_numbers = False
        """Whether something is multiplied by a number without a unit, which may stand for one: 0.4 * current."""

    def of(self, root: Node) -> Measured:
        nodes = postorder(root)
        calls = [node for node in nodes if isinstance(node, Call) and not node.operator]
        literal = {id(item) for node in calls for item in rules.literals(node)}
        done: dict[int, Quantity] = {}
        for node in nodes:
            if id(node) in literal:
                done[id(node)] = Quantity(node, bare=True)
            elif isinstance(node, Number):
                done[id(node)] = self._number(node)
            elif isinstance(node, Point):
                done[id(node)] = self._point(node)
            else:
                done[id(node)] = self._call(node, [done[id(item)] for item in node.operands])
        self._by_numbers = any(isinstance(node, Call) and _by_number(node) for node in nodes)
        result = done[id(root)]
        known_units = any(self._units.get(node.name) for node in nodes if isinstance(node, Point)) or any(
            isinstance(node, Number) and node.unit for node in nodes if id(node) not in literal
        )
        if self._unknown and known_units:
            names = ", ".join(self._unknown)
            self._note(say("no unit is known of {names}; it is taken to fit", names=names))
        unit = self._final(result)
        result = self._wanted(result)
        return Measured(result.node, unit if result.unit is None else self._final(result), tuple(self._notes))

    def _wanted(self, result: Quantity) -> Quantity:
        """The value in the unit it is to have."""
        target = known(self._target) if self._target else None
        if target is None or result.unit is None or result.bare or result.unit.text == target.text:
            return result
        if self._by_numbers:
            self._note(
                say(
                    "the result is taken to be in {other}, not {one}: its numbers may stand for units",
                    one=result.text,
                    other=target.text,
                )
            )
            return replace(result, unit=target, weight=ONE if target.zero else NONE)
        if not fits(result.unit, target):
            message = say(
                "the result is in {one}, which does not fit {other}, the unit of the output point",
                one=result.text,
                other=target.text,
            )
            raise error(
                place_of(result.node), message, say("give the output point another unit, or convert the result")
            )
        made = converted(result, target)
        if made.node is not result.node:
            self._note(
                say("the result is converted from {text} to {target}", text=result.unit.text, target=target.text)
            )
        return made

    def _note(self, text: str) -> None:
        self._notes[text] = None

    def _final(self, result: Quantity) -> str | None:
        if result.bare:
            return ""
        if result.unit is None:
            return None
        if result.weight not in {0, 1}:
            if result.weight.denominator == 1 and result.weight > 1:
                what = say("temperatures") if result.unit.zero == "temperature" else say("gauge pressures")
                raise error(
                    place_of(result.node),
                    say("the sum of {result} {what} is none itself", result=result.weight, what=what),
                    say("divide it by their number, or write avg(a, b)"),
                )
            self._note(
                say("the value is taken to be in {text}, though it is one times a number", text=result.unit.text)
            )
        if result.unit.zero and not result.weight:
            return difference(result.unit).text
        return result.unit.text

    def _number(self, node: Number) -> Quantity:
        if not node.unit:
            return Quantity(node, bare=True)
        try:
            found = unit(node.unit)
        except UnknownUnit as wrong:
            raise error(
                node.unit_place or node.place,
                say("{symbol!r} is no unit that is known", symbol=wrong.symbol),
                unknown_unit(wrong.symbol),
            ) from None
        return of(replace(node, unit="", unit_place=None), found)

    def _point(self, node: Point) -> Quantity:
        text = self._units.get(node.name, "")
        found = known(text) if text else None
        if found is None:
            self._unknown[node.name] = None
            if text:
                self._note(say("the unit {text!r} of {name} is not one that is known", text=text, name=node.name))
            return Quantity(node)
        return of(node, found)

    def _call(self, node: Call, given: list[Quantity]) -> Quantity:  # noqa: PLR0911 - one return an operator
        if not node.operator:
            return self._function(node, given)
        if len(given) == 1:
            inner = given[0]
            made = replace(node, operands=(inner.node,))
            if node.function == "not":
                return Quantity(made, bare=True)
            return replace(inner, node=made, weight=-inner.weight)
        left, right = given
        if node.function in {"+", "-"}:
            return self._sum(node, left, right)
        if node.function in {"*", "/"}:
            return self._product(node, left, right)
        if node.function == "^":
            return self._power(node, left, right)
        if node.function in {"and", "or"}:
            return Quantity(_with(node, left, right), bare=True)
        what = say("this compares") if node.function in COMPARISONS else say("this divides")
        (left, right), model = common([left, right], what)
        if node.function in COMPARISONS:
            self._converted(given, [left, right])
            return Quantity(_with(node, left, right), bare=True)
        return _like(_with(node, left, right), given, model)

    def _converted(self, before: list[Quantity], after: list[Quantity]) -> None:
        """Tell which points are converted."""
        for one, other in zip(before, after, strict=True):
            if one.node is not other.node and isinstance(one.node, Point) and one.unit and other.unit:
                self._note(
                    say(
                        "{name} is converted from {text} to {text2}",
                        name=one.node.name,
                        text=one.unit.text,
                        text2=other.unit.text,
                    )
                )

    def _sum(self, node: Call, left: Quantity, right: Quantity) -> Quantity:
        minus = node.function == "-"
        what = say("this subtracts") if minus else say("this adds")
        if left.bare and right.bare:
            return Quantity(_with(node, left, right), bare=True)
        if left.unit is None or right.unit is None:
            one = left if right.unit is None else right
            fits_all = left.bare or right.bare or one.unit is None or not one.unit.zero
            weight = one.weight if one is left or not minus else -one.weight
            return Quantity(_with(node, left, right), one.unit if fits_all and not one.bare else None, weight=weight)
        sign = -1 if minus else 1
        marks = left.unit.mark + right.unit.mark
        if marks in {"ga", "ag"} and left.unit.dimension == right.unit.dimension and not minus:
            return self._absolute(node, left, right)
        if not fits(left.unit, right.unit):
            raise misfit(right, left, what)
        if not minus and left.weight and right.weight:  # T + 5 degC: by 5 degrees more
            left, right = (left, _difference(right)) if _written(right) else (left, right)
            left, right = (_difference(left), right) if _written(left) and right.weight else (left, right)
        zeros = left.unit is not None and left.unit.zero, right.unit is not None and right.unit.zero
        model = left if zeros[0] or (not _written(left) and not zeros[1]) else right
        target = model.unit
        assert target is not None  # noqa: S101 - both are known here
        one, other = converted(left, target), converted(right, target)
        self._converted([left, right], [one, other])
        weight = left.weight + sign * right.weight
        result = target if weight else difference(target)
        if minus and marks == "aa":
            result = difference(target)
        return Quantity(_with(node, one, other), result, weight=weight)

    def _absolute(self, node: Call, left: Quantity, right: Quantity) -> Quantity:
        """A gauge pressure plus that of the air."""
        gauge, air = (left, right) if left.unit and left.unit.mark == "g" else (right, left)
        assert air.unit is not None  # noqa: S101 - both are known here
        target = unit(f"{difference(gauge.unit).text}(a)") if gauge.unit else air.unit
        one, other = (converted(replace(value, weight=Fraction(0)), target) for value in (left, right))
        return Quantity(_with(node, one, other), target)

    def _product(self, node: Call, left: Quantity, right: Quantity) -> Quantity:
        made = _with(node, left, right)
        divided = node.function == "/"
        if left.bare and right.bare:
            return Quantity(made, bare=True)
        if left.bare or right.bare:
            return self._times_number(node, left, right)
        if left.unit is None or right.unit is None:
            return Quantity(made)
        one, other = left.unit, right.unit
        for value in (left, right):
            if value.weight and value.unit and value.unit.zero == "temperature":
                raise error(
                    place_of(value.node),
                    say("a temperature in {text} cannot be multiplied or divided", text=value.unit.text),
                    say('its 0 is not nothing: take a difference, T - 0 degC, or kelvins, to(T, "K")'),
                )
        if divided and right.weight:
            raise error(
                place_of(right.node),
                say("this divides by a gauge pressure"),
                say("its 0 is the pressure of the air: divide by the absolute one, PT + 101.325 kPa(a)"),
            )
        if not (divided and one.plain and other.plain):
            one, other = (NUMBER if side.plain or _radians(side) else side for side in (one, other))
        result, factor = simplified(times(one, other, Fraction(-1 if divided else 1)))
        if not result.dimension:
            result, factor = NUMBER, factor * result.factor
        return Quantity(scaled(made, factor), result)

    def _times_number(self, node: Call, left: Quantity, right: Quantity) -> Quantity:
        """A value by a number without a unit."""
        made = _with(node, left, right)
        divided = node.function == "/"
        value, by = (right, left) if left.bare else (left, right)
        if value.unit is None:
            return Quantity(made)
        constant = by.constant
        if left.bare and divided:
            return self._product(node, Quantity(left.node, NUMBER), right)
        if value.unit.plain:
            return Quantity(made, bare=True)
        if constant is not None and any(math.isclose(abs(constant), hand, rel_tol=5e-4) for hand in BY_HAND):
            number = f"{float(constant or 0):g}"
            by_what = (
                say("{unit} by {number}", unit=value.unit.text, number=number)
                if divided
                else say("{unit} times {number}", unit=value.unit.text, number=number)
            )
            self._note(say("{what} is taken for a conversion by hand, so the unit of the result is not known",
                           what=by_what))  # fmt: skip
            return Quantity(made)
        if constant is None:
            return Quantity(made, None if value.weight else value.unit)
        weight = value.weight / constant if divided and constant else value.weight * constant
        return Quantity(made, value.unit, weight=weight)

    def _power(self, node: Call, base: Quantity, exponent: Quantity) -> Quantity:
        made = _with(node, base, exponent)
        if exponent.unit is not None and not exponent.bare and not exponent.unit.plain:
            raise error(
                place_of(exponent.node),
                say("the exponent has a unit, {exponent}", exponent=exponent.text),
                say('an exponent is a plain number: number(x, "{text}")', text=exponent.unit.text),
            )
        if base.bare or base.unit is None:
            return Quantity(made, bare=base.bare)
        if base.unit.plain:
            return Quantity(made, NUMBER)
        constant = exponent.constant
        if constant is None:
            raise error(
                place_of(exponent.node),
                say("the exponent of a value in {text} is not written as a number", text=base.unit.text),
                say("the unit of the result would change with it; write the number, or use number(x, ...)"),
            )
        if base.weight:
            raise error(
                place_of(base.node),
                say("a power of {text}, whose 0 is not nothing", text=base.unit.text),
                say('take a difference, or to(T, "K")'),
            )
        result = power(base.unit, constant.limit_denominator(12))
        return Quantity(made, result if result.powers else NUMBER)

    def _function(self, node: Call, given: list[Quantity]) -> Quantity:
        function = find(node)
        assert function is not None  # noqa: S101 - it is checked already
        if function.units == "power":
            return self._power(node, *given)
        result, used = rules.apply(function, node, given)
        self._converted(given, used)
        return result


def _with(node: Call, left: Quantity, right: Quantity) -> Call:
    return replace(node, operands=(left.node, right.node))


def _by_number(node: Call) -> bool:
    return node.function in {"*", "/"} and any(
        isinstance(item, Number) and not item.unit and item.value not in COUNTS for item in node.operands
    )


def _written(value: Quantity) -> bool:
    return value.constant is not None


def _difference(value: Quantity) -> Quantity:
    return replace(value, unit=difference(value.unit) if value.unit else None, weight=Fraction(0))


def _radians(given: Unit) -> bool:
    return [name for name, _ in given.dimension] == ["angle"] and given.factor == 1


def _like(node: Call, given: list[Quantity], model: Quantity | None) -> Quantity:
    if model is None:
        return Quantity(node, bare=all(value.bare for value in given))
    return Quantity(node, model.unit, weight=model.weight)
