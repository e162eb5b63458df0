"""Functions of the plant once more, from their sources, with plain `math` and mpmath.

Sources: ISO 5167-2 (flow goes with the root of differential pressure and of density), ISO 13443 (0 °C and 101.325 kPa
for normal volumes), WMO-No. 8, annex 4.B (Magnus over water, -45 to 60 °C), Stull 2011 (J. Appl. Meteor. Climatol. 50,
2267, eq. 1, but for cold and dry air), ASHRAE Fundamentals 2009, chapter 1 (moist air), ISO 1438 (notches), ISO 80000-3
(g = 9.80665 m/s2).
"""

import math
from collections.abc import Callable

import mpmath
import numpy as np

from tests.engine.formula.draw import BAD, Row, mp, real

G = 9.80665
WATER_GAS = 8.31446261815324 / 18.015268e-3
"""Of water vapour, J/(kg K)."""


def magnus(t: float) -> float:
    """KPa; over water, where the table of the source goes."""
    return BAD if not -45 <= t <= 60 else 0.6112 * math.exp(17.62 * t / (243.12 + t))


def flow_cut(share: float, cutoff: float) -> float:
    """Of 80 at a share of the largest differential pressure; the cut-off is a share of the flow; none flows back."""
    return 80 * math.sqrt(share) if share > 0 and math.sqrt(share) >= cutoff else 0


def enthalpy(t: float, humidity: float, p: float = 101.325) -> float:
    vapour = humidity / 100 * magnus(t)
    water = 0.621945 * vapour / (p - vapour)
    return 1.006 * t + water * (2501 + 1.86 * t)


def stull(t: float, rh: float) -> float:
    return BAD if not (-20 <= t <= 50 and max(5, 27.7 - 2.27 * t) <= rh <= 99) else (
        t * math.atan(0.151977 * (rh + 8.313659) ** 0.5) + math.atan(t + rh) - math.atan(rh - 1.676331)
        + 0.00391838 * rh**1.5 * math.atan(0.023101 * rh) - 4.686035
    )  # fmt: skip


def integral(function: Callable[[float], float], stop: float) -> float:
    """From 0; exact for polynomials of the seventh degree (Gauss and Legendre, four nodes)."""
    nodes, weights = (column.tolist() for column in np.polynomial.legendre.leggauss(4))
    return stop / 2 * math.fsum(w * function((x + 1) / 2 * stop) for x, w in zip(nodes, weights, strict=True))


def cone(level: float, height: float, diameter: float) -> float:
    """By integration of its circles; no level is above the top or below the point."""
    if not 0 <= level <= height:
        return BAD
    return integral(lambda h: math.pi / 4 * (diameter * h / height) ** 2, level)


def notch(head: float, angle: float, coefficient: float) -> float:
    """M3/h: speed below the surface times width, over the depth, which is u * u that the root goes."""
    width = 2 * math.tan(angle / 2)
    return (
        3600 * coefficient * integral(lambda u: width * (head - u * u) * math.sqrt(2 * G) * u * 2 * u, math.sqrt(head))
    )


PLANT: list[Row] = [
    ("flow_dp(a, b, c)", [real(0, 100), real(10, 200), real(1, 500)],
     lambda dp, most, q: q * math.sqrt(dp / most), 1e-14),
    ("flow_dp(100 * a, 100, 80, b)", [real(-0.01, 0.04), real(0, 0.2)], flow_cut, 1e-13),
    ("flow_gas(a, b, c, d, e)", [real(1, 500), real(90, 900), real(-40, 300), real(90, 900), real(-20, 200)],
     mp(lambda q, p, t, pd, td: q * mpmath.sqrt(p / pd * (td + mpmath.mpf("273.15")) / (t + mpmath.mpf("273.15")))),
     1e-14),
    ("flow_density(a, b, c)", [real(1, 500), real(0.5, 30), real(0.5, 30)],
     lambda q, r, d: q * math.sqrt(r / d), 1e-14),
    ("actual_flow(a, b, c)", [real(1, 500), real(90, 900), real(-40, 300)],
     lambda q, p, t: q * 101.325 / p * (t + 273.15) / 273.15, 1e-14),
    ("normal_flow(a, b, c)", [real(1, 500), real(90, 900), real(-40, 300)],
     lambda q, p, t: q * p / 101.325 * 273.15 / (t + 273.15), 1e-14),
    ("vapour_pressure(a)", [real(-60, 75)], magnus, 1e-14),
    ("absolute_humidity(a, b)", [real(-50, 65), real(1, 100)],
     lambda t, rh: 1e6 * rh / 100 * magnus(t) / (WATER_GAS * (t + 273.15)), 1e-4),
    ("air_enthalpy(a, b)", [real(-50, 65), real(1, 100)], enthalpy, 1e-12),
    ("air_enthalpy(a, b, c)", [real(-50, 65), real(1, 100), real(60, 300)], enthalpy, 1e-12),
    ("wet_bulb(a, b)", [real(-25, 55), real(2, 100)], stull, 1e-12),
    ("pump_power(a, b)", [real(1, 900), real(1, 90)], lambda q, h: q / 3600 * h * 1000 * G / 1000, 1e-13),
    ("pump_power(a, b, c, d)", [real(1, 900), real(1, 90), real(600, 1200), real(10, 90)],
     lambda q, h, rho, eta: q / 3600 * h * rho * G / 1000 / (eta / 100), 1e-13),
    ("pump_head(a, b)", [real(-50, 300), real(0, 900)], lambda p, q: (q - p) * 1000 / (1000 * G), 1e-12),
    ("pump_head(a, b, c)", [real(-50, 300), real(0, 900), real(600, 1200)],
     lambda p, q, r: (q - p) * 1000 / r / G, 1e-12),
    ("heat_duty(a, b, c, d)", [real(1, 90), real(1, 5), real(0, 90), real(0, 90)],
     lambda flow, cp, t_in, t_out: flow / 3.6 * cp * (t_out - t_in), 1e-11),
    ("efficiency(a, b)", [real(0, 90), real(1, 90)], lambda useful, spent: useful / spent * 100, 1e-13),
    ("oee(a, b, c)", [real(0, 100)] * 3, lambda a, p, q: 100 * (a / 100) * (p / 100) * (q / 100), 1e-13),
    ("power3(a, b)", [real(100, 690), real(0, 90)], lambda u, i: math.sqrt(3) * u * i / 1000, 1e-14),
    ("power3(a, b, c)", [real(100, 690), real(0, 90), real(0, 1)],
     lambda u, i, f: math.sqrt(3) * u * i * f / 1000, 1e-14),
    ("weir_v(a, b, c)", [real(0.05, 0.6), real(0.4, 1.7), real(0.5, 0.7)], notch, 1e-13),
    ("weir_v(a, b)", [real(0.05, 0.6), real(0.4, 1.7)], lambda head, angle: notch(head, angle, 0.578), 1e-13),
    ("tank_cone(a, b, c)", [real(-1, 4), real(1, 3), real(1, 4)], cone, 1e-13),
    ("e() ^ a", [real(-5, 5)], mp(mpmath.exp), 1e-14),
]  # fmt: skip
