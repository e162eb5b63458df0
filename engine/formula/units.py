"""Units: a text to its dimension and size. Only used while a formula is written, checked or deployed.

A unit is a product of symbols with exponents. Sizes are exact fractions, so that 80 degC is 176 degF and not
176.00000000000003. Besides the seven dimensions of the SI there are some of our own, so that what must not be mixed
does not fit: angles, gas volumes at normal conditions (Nm3), things counted.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any

from engine.formula.normal import HALF
from engine.formula.symbols import ALIASES, ANGLES, COUNTS, GASES, GAUGES, PINT, SYMBOLS, TEMPERATURES

Powers = tuple[tuple[str, Fraction], ...]
"""Names with their exponents, none of them 0."""

LONGEST = 40
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_TOKEN = re.compile(r"\s*(?:([/*·])|(\()|(\))|([^\s/*·()]+(?:\((?:g|a|G|A|abs|gauge|表压|绝压)\))?))")


@dataclass(frozen=True, slots=True)
class Unit:
    """`zero`: what its 0 is, when that is not nothing: "temperature" (0 degC is warm) or "gauge" (above the air)."""

    powers: Powers
    dimension: Powers
    factor: Fraction
    """Base units of the SI in one."""
    zero: str = ""
    offset: Fraction = Fraction(0)
    """Kelvins at its zero."""
    mark: str = ""
    """`g` or `a`: a pressure above the air, or above nothing; empty where it was not said."""

    @property
    def text(self) -> str:
        """As shown: `m3/h`, `kJ/(kg·K)`; empty for a plain number."""
        above = [_power(name, power) for name, power in self.powers if power > 0]
        below = [_power(name, -power) for name, power in self.powers if power < 0]
        if not above and len(below) == 1:
            name, power = self.powers[0]
            return _power(name, power)
        bottom = f"({'·'.join(below)})" if len(below) > 1 else "".join(below)
        return "·".join(above or ["1"] * bool(below)) + (f"/{bottom}" if bottom else "")

    @property
    def plain(self) -> bool:
        """A number, or a part of a whole: %, ppm."""
        return not self.dimension


def _power(name: str, power: Fraction) -> str:
    if power == 1:
        return name
    return f"{name}{power}" if power.denominator == 1 and not name[-1].isdigit() else f"{name}^({power})"


NUMBER = Unit((), (), Fraction(1))
"""What a plain number is measured in."""


class UnknownUnit(ValueError):
    """`symbol` is the part that is not known."""

    def __init__(self, symbol: str) -> None:
        super().__init__(symbol)
        self.symbol = symbol


@lru_cache(maxsize=4096)
def unit(text: str) -> Unit:
    """The unit that `text` means; UnknownUnit says which part of it is none."""
    cleaned = "".join(HALF.get(char, char) for char in text.strip())
    cleaned = cleaned if cleaned in ALIASES else cleaned.replace("μ", "u").replace("µ", "u")
    if not cleaned or len(text) > LONGEST:
        raise UnknownUnit(text.strip())
    tokens = _tokens(cleaned)
    result, rest = _product(tokens, 0)
    if rest != len(tokens):
        raise UnknownUnit(tokens[rest])
    return result


def known(text: str) -> Unit | None:
    """The unit of a point as people write it into the directory; None for none, or one that is not known."""
    try:
        return unit(text)
    except UnknownUnit:
        return None


def _tokens(text: str) -> list[str]:
    if text in ALIASES or text in SYMBOLS:
        return [text]
    tokens, at = [], 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise UnknownUnit(text[at:].strip())
        tokens.append(next(part for part in match.groups() if part))
        at = match.end()
    return tokens


def _product(tokens: list[str], at: int) -> tuple[Unit, int]:
    """Terms joined by `/` and `·`; every / divides by what comes next."""
    result, sign = NUMBER, 1
    while True:
        if at >= len(tokens) or tokens[at] in "/*·)":
            raise UnknownUnit(tokens[at] if at < len(tokens) else "".join(tokens))
        if tokens[at] == "(":
            part, at = _product(tokens, at + 1)
            if at >= len(tokens) or tokens[at] != ")":
                raise UnknownUnit("".join(tokens))
        else:
            part = _term(tokens[at])
        at += 1
        result = part if result is NUMBER and sign > 0 else times(result, part, Fraction(sign))
        if at >= len(tokens) or tokens[at] == ")":
            return result, at
        if tokens[at] not in "/*·":
            raise UnknownUnit(tokens[at])
        sign = -1 if tokens[at] == "/" else 1
        at += 1


def _term(text: str) -> Unit:
    """A symbol, perhaps with an exponent: m3, m^3, s-1, m³."""
    if text == "1":
        return NUMBER
    if text in SYMBOLS:
        return _symbol(text)
    if text in ALIASES:
        return unit(ALIASES[text])
    if gauge := re.fullmatch(r"(.+)\((g|a|G|A|abs|gauge|表压|绝压)\)", text):
        plain = ALIASES.get(gauge[1], gauge[1])
        kind = "a" if gauge[2] in {"a", "A", "abs", "绝压"} else "g"
        if f"{plain}({kind})" in SYMBOLS:
            return _symbol(f"{plain}({kind})")
    match = re.fullmatch(r"([^\d⁰¹²³⁴⁵⁶⁷⁸⁹⁻^*-]+?)(?:\^|\*\*)?(-?\d|[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)", text)
    if not match:
        raise UnknownUnit(text)
    exponent = match[2].translate(_SUPERSCRIPTS)
    if not re.fullmatch(r"-?\d", exponent):
        raise UnknownUnit(text)
    return power(_term(match[1]), Fraction(int(exponent)))


@cache
def _registry() -> Any:
    import pint  # noqa: PLC0415 - half a second that a flow without units does not pay

    return pint.UnitRegistry(non_int_type=Fraction, cache_folder=None, autoconvert_offset_to_baseunit=False)


@cache
def _symbol(name: str) -> Unit:
    own = ((name, Fraction(1)),)
    if name in TEMPERATURES:
        top, bottom, zero, parts = TEMPERATURES[name]
        absolute = name in {"degC", "degF"}
        offset = Fraction(zero, parts)
        return Unit(own, (("temperature", Fraction(1)),), Fraction(top, bottom), "temperature" * absolute, offset)
    if name in ANGLES:
        return Unit(own, (("angle", Fraction(1)),), Fraction(1) if name == "rad" else _TURN)
    if name in COUNTS:
        return Unit(own, ((name, Fraction(1)),), Fraction(1))
    if name in GASES:
        size = _symbol("L" if name == "NL" else "m").factor ** (1 if name == "NL" else 3)
        return Unit(own, (("gas", Fraction(1)), (GASES[name], Fraction(1))), size)
    if name in GAUGES:
        plain, mark = GAUGES[name]
        base = _symbol(plain)
        return Unit(own, base.dimension, base.factor, "gauge" if mark == "g" else "", mark=mark)
    return _from_pint(name, own)


_TURN = Fraction("0.0174532925199432957692369076848861271344287188854172545609719144")
"""Radians in a degree: pi / 180."""


def _from_pint(name: str, own: Powers) -> Unit:
    if name in _PLAIN_TIMES:  # avg(x, 5 min) needs no registry
        return Unit(own, (("time", Fraction(1)),), _PLAIN_TIMES[name])
    registry = _registry()
    factor, base = registry.parse_expression(PINT[name]) * 1, None
    if hasattr(factor, "to_base_units"):
        quantity = factor.to_base_units()
        factor, base = quantity.magnitude, quantity.dimensionality
    dimension = tuple(sorted((key.strip("[]"), Fraction(value)) for key, value in (base or {}).items() if value))
    return Unit(own, dimension, Fraction(factor))


_PLAIN_TIMES = {
    "ns": Fraction(1, 10**9), "us": Fraction(1, 10**6), "ms": Fraction(1, 1000), "s": Fraction(1), "min": Fraction(60),
    "h": Fraction(3600), "d": Fraction(86400), "week": Fraction(7 * 86400),
}  # fmt: skip


def _merged(one: Powers, other: Powers, sign: Fraction) -> Powers:
    """In the order in which they came."""
    powers = dict(one)
    for name, exponent in other:
        powers[name] = powers.get(name, Fraction(0)) + sign * exponent
    return tuple((name, exponent) for name, exponent in powers.items() if exponent)


def times(one: Unit, other: Unit, sign: Fraction = Fraction(1)) -> Unit:
    """The product, or with sign -1 the quotient. What their zeros are is for the caller to judge."""
    return Unit(
        _merged(_bare(one), _bare(other), sign),
        tuple(sorted(_merged(one.dimension, other.dimension, sign))),
        one.factor * other.factor ** int(sign),
    )


def power(base: Unit, exponent: Fraction) -> Unit:
    """The root of a size that is no whole power is as near as a float gets."""
    whole = exponent.denominator == 1
    factor = base.factor**exponent.numerator if whole else Fraction(float(base.factor) ** float(exponent))
    scaled = tuple((name, value * exponent) for name, value in base.dimension if exponent)
    return Unit(tuple((name, value * exponent) for name, value in _bare(base) if exponent), scaled, factor)


def _bare(given: Unit) -> Powers:
    """Symbols in a product: 0 degC means nothing there, so they are differences; nor does gauge."""
    plain = {"degC": "delta_degC", "degF": "delta_degF"} | {name: base for name, (base, _) in GAUGES.items()}
    return tuple((plain.get(name, name), exponent) for name, exponent in given.powers)


def difference(given: Unit) -> Unit:
    """The unit of the difference of two values: delta_degC for degC, bar for bar(g)."""
    return Unit(_bare(given), given.dimension, given.factor)


def simplified(given: Unit) -> tuple[Unit, Fraction]:
    """Symbols of one dimension as one: m3·min/h is m3; and what the value must be multiplied with."""
    kept: dict[str, Fraction] = {}
    by_dimension: dict[Powers, str] = {}
    factor = Fraction(1)
    for name, exponent in given.powers:
        symbol = _symbol(name)
        first = by_dimension.setdefault(symbol.dimension, name)
        kept[first] = kept.get(first, Fraction(0)) + exponent
        if first != name:
            if exponent.denominator != 1:
                return given, Fraction(1)
            factor *= (symbol.factor / _symbol(first).factor) ** exponent.numerator
    powers = tuple((name, exponent) for name, exponent in kept.items() if exponent and _symbol(name).dimension)
    if factor == 1 and len(powers) == len(given.powers):
        return given, factor
    return Unit(powers, given.dimension, given.factor / factor), factor


def fits(one: Unit, other: Unit) -> bool:
    """Of the same dimension; gauge and absolute pressure are not the same."""
    return one.dimension == other.dimension and {one.mark, other.mark} != {"g", "a"}
