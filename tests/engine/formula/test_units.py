"""Units: what a formula computes, in which unit, and every way in which units do not fit."""

import math
import re
from fractions import Fraction

import numpy as np
import pytest

from engine.formula import compile_formula
from engine.formula.check import check
from engine.formula.measure import measure
from engine.formula.parse import parse
from engine.formula.symbols import ALIASES, SYMBOLS
from engine.formula.tree import postorder
from engine.formula.units import UnknownUnit, unit
from tundish.errors import FormulaError

UNITS = {
    "T": "degC", "T2": "°C", "TF": "degF", "TK": "K", "P": "bar", "PG": "kPa(g)", "PA": "bar(a)", "F": "m3/h",
    "FL": "L/min", "X": "%", "L": "m", "W": "kW", "N": "Nm³/h", "V": "V", "I": "A", "cp": "kJ/(kg·K)", "m": "t/h",
    "odd": "furlong", "n": "r/min",
}  # fmt: skip

GOOD = [
    # formula, values, result, its unit
    ("TF > 80 degC", {"TF": 176.1}, 1, ""),
    ("TF > 80 degC", {"TF": 176.0}, 0, ""),
    ("T > 176 degF", {"T": 80.0}, 0, ""),
    ("80 degC", {}, 80, "degC"),
    ("T - T2", {"T": 80.0, "T2": 20.0}, 60, "delta_degC"),
    ("T - TF", {"T": 100.0, "TF": 212.0}, 0, "delta_degC"),
    ('to(T - T2, "delta_degF")', {"T": 80.0, "T2": 20.0}, 108, "delta_degF"),
    ("(T + TF) / 2", {"T": 0.0, "TF": 212.0}, 50, "degC"),
    ("0.25 * T + 0.75 * T2", {"T": 40.0, "T2": 80.0}, 70, "degC"),
    ("T + 5 degC", {"T": 80.0}, 85, "degC"),
    ("T + 9 delta_degF", {"T": 80.0}, 85, "degC"),
    ("T - T2 > 5 degC", {"T": 80.0, "T2": 70.0}, 1, ""),
    ("T - T2 > 9 degF", {"T": 80.0, "T2": 75.5}, 0, ""),
    ("TK > 20 degC", {"TK": 300.0}, 1, ""),
    ("TK > T", {"TK": 300.0, "T": 27.0}, 0, ""),
    ("avg(T, TF)", {"T": 0.0, "TF": 212.0}, 50, "degC"),
    ("max(5, T)", {"T": 7.0}, 7, "degC"),
    ("P + 10 kPa", {"P": 1.0}, 1.1, "bar"),
    ("PG > 5 bar", {"PG": 501.0}, 1, ""),
    ("PG + 101.325 kPa(a)", {"PG": 100.0}, 201.325, "kPa(a)"),
    ('to(PG + 1.01325 bar(a), "MPa(a)")', {"PG": 100.0}, 0.201325, "MPa(a)"),
    ("PG - PG", {"PG": 100.0}, 0, "kPa"),
    ("F * 5 min", {"F": 60.0}, 5, "m3"),
    ('to(F, "L/s")', {"F": 36.0}, 10, "L/s"),
    ("F + FL", {"F": 1.0, "FL": 100.0}, 7, "m3/h"),
    ("if(1, F, FL)", {"F": 1.0, "FL": 100.0}, 1, "m3/h"),
    ("if(0, F, FL)", {"F": 1.0, "FL": 100.0}, 6, "m3/h"),
    ("if(0, F, 0)", {"F": 1.0}, 0, "m3/h"),
    ("case(F > 3, 1 kW, F > 0, W)", {"F": 1.0, "W": 4.0}, 4, "kW"),
    ("switch(X, 1, F, 2, FL)", {"X": 2.0, "F": 1.0, "FL": 100.0}, 6, "m3/h"),
    ("V * I", {"V": 400.0, "I": 10.0}, 4000, "V·A"),
    ('to(V * I, "kW")', {"V": 400.0, "I": 10.0}, 4, "kW"),
    ('to(m * cp * (T - T2), "kW")', {"m": 3.6, "cp": 4.2, "T": 30.0, "T2": 20.0}, 42, "kW"),
    ("heat_duty(m, cp, T2, T)", {"m": 3.6, "cp": 4.2, "T": 30.0, "T2": 20.0}, 42, "kW"),
    ("L / (50 mm)", {"L": 1.0}, 20, ""),
    ("ln(L / 2 m)", {"L": 2.0}, 0, ""),
    ("sqrt(L * L)", {"L": 3.0}, 3, "m"),
    ("L ^ 2", {"L": 3.0}, 9, "m2"),
    ("1 / L", {"L": 4.0}, 0.25, "m-1"),
    ("L % 30 cm", {"L": 0.75}, 0.15, "m"),
    ("sin(30 deg)", {}, 0.5, ""),
    ("asin(1)", {}, math.pi / 2, "rad"),
    ("degrees(asin(1))", {}, 90, "deg"),
    ("oee(X, X, X)", {"X": 50.0}, 12.5, "%"),
    ("efficiency(W, 5 MW)", {"W": 2500.0}, 50, "%"),
    ("F * X", {"F": 10.0, "X": 50.0}, 500, "m3/h"),
    ("F * X / 100", {"F": 10.0, "X": 50.0}, 5, None),
    ("F / 3600", {"F": 3600.0}, 1, None),
    ("T * 1.8 + 32", {"T": 100.0}, 212, None),
    ('convert(25, "degC", "K")', {}, 298.15, "K"),
    ('number(P, "kPa") + 1', {"P": 1.0}, 101, ""),
    ('as_unit(q, "m3/h") + FL', {"q": 1.0, "FL": 100.0}, 7, "m3/h"),
    ("q + P", {"q": 1.0, "P": 2.0}, 3, "bar"),
    ("q * P", {"q": 1.0, "P": 2.0}, 2, None),
    ("odd + 3", {"odd": 1.0}, 4, None),
    ("spread(T, T2) > 3 degC", {"T": 1.0, "T2": 5.0}, 1, ""),
    ("stdev(T, TF)", {"T": 0.0, "TF": 32.0}, 0, "delta_degC"),
    ("tsat(PA)", {"PA": 10.0}, 179.88, "degC"),
    ("steam_h(PA, TF)", {"PA": 30.0, "TF": 440.33}, 975.54, "kJ/kg"),
    ("normal_flow(F, PA, T)", {"F": 100.0, "PA": 2.0265, "T": 0.0}, 200, "Nm3/h"),
    ("superheat(PA, T)", {"PA": 10.0, "T": 200.0}, 20.114, "delta_degC"),
    ("round(psat(T), 4)", {"T": 100.0}, 0.1014, "MPa(a)"),
    ("n > 1 Hz", {"n": 61.0}, 1, ""),
    ("60 rpm == 1 Hz", {}, 1, ""),
    ("20 ℃ + 0", {}, 20, "degC"),
    ("5 吨/小时 == 5000 kg/h", {}, 1, ""),
    ("3 kJ/(kg·K)", {}, 3, "kJ/(kg·K)"),
    ("1.2 kPa（g）", {}, 1.2, "kPa(g)"),
    ("5 min/x", {"x": 2.0}, 2.5, None),
    ("1 m3 / h", {"h": 4.0}, 0.25, None),  # with blanks h is a point
    ('hour(now(), "Asia/Shanghai") * 2 kW', {}, 16, "kW"),
    ("count_of(T > 5, P > 2 bar)", {"T": 6.0, "P": 1.0}, 1, ""),
    ('interp1(L, "0:0; 2:10")', {"L": 1.0}, 5, ""),
]  # fmt: skip

WRONG = [
    # formula, column, in the message, in the hint
    ("P + T", 5, "this adds bar and degC", "convert"),
    ("T - P", 5, "this subtracts degC and bar", "points"),
    ("T > P", 5, "this compares degC and bar", "points"),
    ("L % 3 kg", 5, "this divides m and kg", "points"),
    ("T + T2", 1, "the sum of 2 temperatures is none itself", "avg(a, b)"),
    ("PG * 2", 1, "the sum of 2 gauge pressures", "avg(a, b)"),
    ("F + N", 5, "this adds m3/h and Nm3/h", "amount of gas"),
    ("PG > PA", 6, "gauge and absolute pressure", "101.325 kPa(a)"),
    ("PA - PG", 6, "gauge and absolute pressure", "101.325 kPa(a)"),
    ("P / PG", 5, "divides by a gauge pressure", "absolute one"),
    ("T * F", 1, "a temperature in degC cannot be multiplied", 'to(T, "K")'),
    ("F / T", 5, "cannot be multiplied or divided", "difference"),
    ("T ^ 2", 1, "a power of degC", "difference"),
    ("2 ^ L", 5, "the exponent has a unit, m", 'number(x, "m")'),
    ("L ^ q", 5, "is not written as a number", "the unit of the result would change"),
    ("ln(L)", 4, "ln takes a plain number, not a value in m", "reference value"),
    ("exp(T)", 5, "exp takes a plain number, not a value in degC", 'number(x, "degC")'),
    ("log(P, 10)", 5, "log takes a plain number", "reference value"),
    ("sin(L)", 5, "sin takes an angle or a plain number", "reference"),
    ("asin(L)", 6, "asin takes a plain number", "reference"),
    ("bit(L, 2)", 5, "bit takes a plain number", "number"),
    ("if(T > 5, T, P)", 14, "if takes degC and bar", "points"),
    ("case(1, T, P)", 12, "case takes degC and bar", "points"),
    ("switch(T, P, 1, 2)", 11, "switch compares degC and bar", "points"),
    ("max(T, P)", 8, "max takes degC and bar", "points"),
    ("avg(T, T - T2)", 8, "a temperature and a temperature difference", "T1 - T2 > 5 delta_degC"),
    ("T > T - T2", 5, "a temperature and a temperature difference", "difference with a difference"),
    ("if_bad(T, W)", 11, "if_bad takes degC and kW", "points"),
    ("clamp(T, 0 bar, 1)", 10, "clamp takes degC and bar", "points"),
    ("scale(T, 0 bar, 1, 0, 1)", 10, "scale takes degC and bar", "points"),
    ("hypot(L, W)", 10, "hypot takes m and kW", "points"),
    ("near(T, T2, 5 bar)", 13, "near takes delta_degC and bar", "points"),
    ("round(T, 1) + P", 15, "this adds degC and bar", "points"),
    ("variance(P, T)", 13, "variance takes bar and degC", "points"),
    ("tsat(T)", 6, "tsat needs MPa(a) and degC", "points"),
    ("tsat(PG)", 6, "gauge and absolute pressure", "PT + 101.325 kPa(a)"),
    ("steam_h(PA, T - T2)", 13, "steam_h needs", "points"),
    ("normal_flow(N, PA, T)", 13, "normal_flow needs m3/h and Nm3/h", "amount of gas"),
    ("heat_duty(F, cp, T, T2)", 11, "heat_duty needs t/h and m3/h", "points"),
    ("hour(T)", 6, "hour needs s and degC", "points"),
    ('to(F, "kg/h")', 4, "to() needs kg/h and m3/h", "points"),
    ('to(q, "kg/h")', 4, "the unit of this is not known", 'convert(x, "...", "kg/h")'),
    ('to(F, "kgg/h")', 7, "'kgg' is no unit", "did you mean kg?"),
    ('convert(1, "degC", "bar")', 9, "convert() is told bar and degC", "points"),
    ('convert(P, "degC", "K")', 9, "convert() is told degC and bar", "points"),
    ('number(P, "m")', 8, "number() needs m and bar", "points"),
    ("F + 1 + ln(2) + L / L", 17, "a plain number", "number(x"),
    ("80 degc", 4, "operator is missing", "write 80 degC"),
]  # fmt: skip


def computed(text: str, values: dict[str, float]) -> tuple[float, int]:
    """One row, with the units of the points known."""
    formula = compile_formula(text, tuple(UNITS.items()))
    x = np.array([[values[name]] for name in formula.inputs]).reshape(-1, 1)
    value, quality = np.empty(1), np.empty(1, np.uint8)
    formula.run(x, np.zeros(x.shape, np.uint8), value, quality)
    return float(value[0]), int(quality[0])


def measured(text: str) -> tuple[str | None, tuple[str, ...]]:
    tree = parse(text)
    check(text, tree)
    found = measure(tree, UNITS)
    return found.unit, found.notes


@pytest.mark.parametrize(("text", "values", "value", "result"), GOOD, ids=[row[0] for row in GOOD])
def test_value_and_unit(text: str, values: dict[str, float], value: float, result: str | None) -> None:
    made, quality = computed(text, values)
    assert math.isclose(value, made, rel_tol=1e-4 if "(PA" in text else 1e-14, abs_tol=1e-13)
    assert quality == 0
    assert result == measured(text)[0]


@pytest.mark.parametrize(("text", "column", "message", "hint"), WRONG, ids=[row[0] for row in WRONG])
def test_what_does_not_fit(text: str, column: int, message: str, hint: str) -> None:
    with pytest.raises(FormulaError) as caught:
        measured(text)
    error = caught.value
    assert message in error.message
    assert hint in error.hint
    assert (1, column) == (error.line, error.column)
    assert not re.search(r"Fraction|dimension|None|pint", str(error))


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("F + FL", "FL is converted from L/min to m3/h"),
        ("q + P", "no unit is known of q"),
        ("odd + P", "the unit 'furlong' of odd is not one that is known"),
        ("F / 3600", "m3/h by 3600 is taken for a conversion by hand"),
        ("-T", "though it is one times a number"),
    ],
)
def test_what_is_told(text: str, note: str) -> None:
    assert any(note in told for told in measured(text)[1])


def test_a_conversion_costs_a_factor_and_an_offset() -> None:
    """A number that is written costs nothing: it is computed exactly while the formula is compiled."""
    for text, size in [("TF > 80 degC", 3), ("F + FL", 5), ("max(T, TF)", 7), ("max(T, T2)", 3)]:
        assert size == len(postorder(measure(parse(text), UNITS).tree))


def test_without_units_nothing_changes() -> None:
    for text in ["T + P", "ln(L)", "sin(L)", "2 ^ L", "T * F", "if(T, P, L)"]:
        assert measure(parse(text), {}).unit in {None, ""}


def test_every_symbol_is_shown_as_it_is_written() -> None:
    for symbol in sorted(SYMBOLS):
        assert symbol == unit(symbol).text


def test_every_other_name_means_a_unit() -> None:
    for alias, meant in ALIASES.items():
        assert unit(meant).dimension == unit(alias).dimension, alias
        assert unit(meant).factor == unit(alias).factor, alias


@pytest.mark.parametrize(
    ("text", "shown", "factor"),
    [
        ("m³/h", "m3/h", Fraction(1, 3600)), ("m^3/h", "m3/h", Fraction(1, 3600)),
        ("kJ/kg/K", "kJ/(kg·K)", Fraction(1000)), ("W/(m2*K)", "W/(m2·K)", Fraction(1)),
        ("kgf/cm2", "kgf/cm2", Fraction(196133, 2)), ("r/min", "rpm", Fraction(1, 60)),
        ("µS/cm", "uS/cm", Fraction(1, 10000)), ("kWh/m³", "kWh/m3", Fraction(3600000)),
        ("吨/小时", "t/h", Fraction(5, 18)), ("标立方米/小时", "Nm3/h", Fraction(1, 3600)),
        ("m/s²", "m/s2", Fraction(1)), ("公斤/立方米", "kg/m3", Fraction(1)),
        ("kPa（表压）", "kPa(g)", Fraction(1000)), ("兆帕", "MPa", Fraction(10**6)),
        ("MPaG", "MPa(g)", Fraction(10**6)), ("%", "%", Fraction(1, 100)), ("mg/L", "mg/L", Fraction(1, 1000)),
        ("度", "kWh", Fraction(3600000)),
    ],
)  # fmt: skip
def test_spellings_of_plants(text: str, shown: str, factor: Fraction) -> None:
    assert (shown, factor) == (unit(text).text, unit(text).factor)


@pytest.mark.parametrize(
    "text", ["", " ", "blubb", "m3/", "/h", "m//h", "m(", "m)", "(m", "m3 h", "m^x", "5 m", "kg m", "x" * 50]
)
def test_what_is_no_unit(text: str) -> None:
    with pytest.raises(UnknownUnit):
        unit(text)
