"""Engineering: plain operations, a row at a time. Each says its source.

Units of the arguments and results are those of the rows in functions/plant.py.
"""

import numpy as np
from numba.extending import register_jitable

from engine.formula.ops import Op
from tundish.far import far_kernel, grid_at

ICE, AIR, GAS, GRAVITY = 273.15, 101.325, 8.31446261815324, 9.80665
"""0 degC in K; kPa of the standard atmosphere; J/(mol K), CODATA 2018; m/s2."""


@far_kernel
def plant(
    op: int, lanes: int, rows: int, columns: int, a: int, count: int, n: int, constants: int, size: int, at: int
) -> None:
    """The family."""
    s = grid_at(lanes, rows, columns)
    for i in range(n):
        x = s[a, i]
        y = s[a + 1, i] if count > 1 else 0.0
        z = s[a + 2, i] if count > 2 else 0.0  # noqa: PLR2004
        u = s[a + 3, i] if count > 3 else 0.0  # noqa: PLR2004
        v = s[a + 4, i] if count > 4 else 0.0  # noqa: PLR2004
        if op <= Op.GAS_DENSITY:
            s[a, i] = _flow(op, x, y, z, u, v)
        elif op <= Op.WET_BULB:
            s[a, i] = _air(op, x, y, z)
        elif op <= Op.POWER3:
            s[a, i] = _machine(op, x, y, z, u)
        else:
            s[a, i] = _shape(op, x, y, z)


@register_jitable
def _flow(op: int, x: float, y: float, z: float, u: float, v: float) -> float:  # noqa: PLR0911 - one an operation
    if op == Op.FLOW_DP:  # dp, at full scale, flow there, cut-off as a share of that flow
        share = np.sqrt(max(x, 0.0) / y) if y > 0 else np.nan
        return share * z if not share < u else 0.0
    if op == Op.FLOW_GAS:  # flow, p, t, design p, design t: ideal gas, the same orifice; ISO 5167-1, 3.3
        return x * np.sqrt(y / u * (v + ICE) / (z + ICE)) if y > 0 and u > 0 and min(z, v) > -ICE else np.nan
    if op == Op.FLOW_STEAM:  # flow, density, design density
        return x * np.sqrt(y / z) if y > 0 and z > 0 else np.nan
    if not z > -ICE or not y > 0:
        return np.nan
    if op == Op.NORMAL_FLOW:  # flow, p in kPa, t in degC: to 0 degC and 101.325 kPa, ideal gas
        return x * (y / AIR) * (ICE / (z + ICE))
    if op == Op.ACTUAL_FLOW:
        return x * (AIR / y) * ((z + ICE) / ICE)
    return y * x / (GAS * (z + ICE)) / u if u > 0 else np.nan  # molar mass, p, t, compressibility: kg/m3


@register_jitable
def vapour_pressure(t: float) -> float:
    """KPa over water at t degC, -45 to 60: Magnus with the numbers of Sonntag (1990), as WMO-No. 8."""
    return 0.6112 * np.exp(17.62 * t / (243.12 + t)) if -45 <= t <= 60 else np.nan  # noqa: PLR2004


@register_jitable
def _air(op: int, x: float, y: float, z: float) -> float:  # noqa: PLR0911 - one return an operation
    if op == Op.VAPOUR_PRESSURE:
        return vapour_pressure(x)
    pressure = vapour_pressure(x) * y / 100
    if op == Op.DEW_POINT:  # the same formula the other way round
        k = np.log(pressure / 0.6112)
        return 243.12 * k / (17.62 - k) if 0 < y <= 100 else np.nan  # noqa: PLR2004
    if op == Op.RELATIVE_HUMIDITY:  # t, dew point
        return 100 * vapour_pressure(y) / vapour_pressure(x) if y <= x else np.nan
    if not 0 <= y <= 100:  # noqa: PLR2004
        return np.nan
    if op == Op.HUMIDITY:  # g/m3: ideal gas, 461.5 J/(kg K)
        return pressure * 1e6 / (461.5 * (x + ICE))
    if op == Op.AIR_ENTHALPY:  # kJ per kg of dry air at the pressure z, kPa; ASHRAE Fundamentals 2017, 1 (30)
        ratio = 0.621945 * pressure / (z - pressure)
        return 1.006 * x + ratio * (2501 + 1.86 * x) if z > pressure else np.nan
    # Stull (2011), J. Appl. Meteor. Climatol. 50, 2267: but for dry and cold air, of which it would make 4 K too much
    good = max(5, 27.7 - 2.27 * x) <= y <= 99 and -20 <= x <= 50  # noqa: PLR2004
    wet = x * np.arctan(0.151977 * np.sqrt(y + 8.313659)) + np.arctan(x + y) - np.arctan(y - 1.676331)
    return wet + 0.00391838 * y**1.5 * np.arctan(0.023101 * y) - 4.686035 if good else np.nan


@register_jitable
def _machine(op: int, x: float, y: float, z: float, u: float) -> float:  # noqa: PLR0911 - one an operation
    if op == Op.REYNOLDS:  # velocity, diameter, density, viscosity
        return x * y * z / u
    if op == Op.PUMP_POWER:  # flow m3/h, head m, density kg/m3, efficiency %: kW
        return x / 3600 * y * z * GRAVITY / 1000 / (u / 100) if u > 0 else np.nan
    if op == Op.PUMP_HEAD:  # kPa in, kPa out, kg/m3: m
        return (y - x) * 1000 / (z * GRAVITY) if z > 0 else np.nan
    if op == Op.HEAT_DUTY:  # t/h, kJ/(kg K), degC in, degC out: kW
        return x * 1000 / 3600 * y * (u - z)
    if op == Op.LMTD:
        return _mean_difference(x - u, y - z)
    if op == Op.EFFICIENCY:
        return 100 * x / y
    if op == Op.OEE:  # three parts in %
        return x * y * z / 10000
    return np.sqrt(3.0) * x * y * z / 1000  # type: ignore[no-any-return] # POWER3: V, A, power factor: kW


@register_jitable
def _mean_difference(one: float, other: float) -> float:
    """Logarithmic mean; where both ends are nearly alike its series, which the quotient would lose digits of."""
    if not (one > 0 and other > 0):
        return np.nan
    e = (one - other) / (one + other)
    if abs(e) < 1e-3:  # noqa: PLR2004
        return (one + other) / 2 / (1 + e * e / 3 + e**4 / 5)
    return (one - other) / np.log(one / other)  # type: ignore[no-any-return]


@register_jitable
def _shape(op: int, x: float, y: float, z: float) -> float:
    if op == Op.PT100:
        return pt100(x)
    if op == Op.WEIR_V:  # head m, angle rad, coefficient: m3/h; ISO 1438, Kindsvater-Shen without the head correction
        return z * 8 / 15 * np.sqrt(2 * GRAVITY) * np.tan(y / 2) * x**2.5 * 3600 if x >= 0 and 0 < y < np.pi else np.nan
    if not (0 <= x <= y and y > 0):
        return np.nan
    radius = y / 2
    if op == Op.TANK_LYING:  # level, diameter, length: segment of a circle times length
        d = radius - x
        return (radius * radius * np.arccos(d / radius) - d * np.sqrt(2 * radius * x - x * x)) * z  # type: ignore[no-any-return]
    if op == Op.TANK_SPHERE:
        return np.pi * x * x * (3 * radius - x) / 3
    wide = z / 2 * x / y  # TANK_CONE: level, height, diameter at the top; point down
    return np.pi * wide * wide * x / 3


@register_jitable
def pt100(ohm: float) -> float:
    """DegC of a platinum resistance of 100 ohm at 0 degC, IEC 60751:2008, -200 to 850 degC."""
    a, b, c = 3.9083e-3, -5.775e-7, -4.183e-12
    if not 18.52 <= ohm <= 390.4812:  # noqa: PLR2004
        return np.nan
    ratio = ohm / 100
    t = (-a + np.sqrt(a * a - 4 * b * (1 - ratio))) / (2 * b)
    if ratio >= 1:
        return t  # type: ignore[no-any-return]
    for _ in range(6):  # Newton, from the branch above 0 degC
        value = 1 + a * t + b * t * t + c * (t - 100) * t * t * t - ratio
        t -= value / (a + 2 * b * t + c * (4 * t * t * t - 300 * t * t))
    return t  # type: ignore[no-any-return]
