"""Steam near the critical point and above 800 degC: regions 3 and 5 of IAPWS R7-97(2012), equations named as there.

Region 3 is told by its density, which is found for a pressure by Newton's method: a liquid from above, steam from
below, so that the root is that of its side. It meets the pressure to its last digits, where the backward equations of
the supplementary release for v(p,T) are within 0.001 %. The coefficients are those of tables 30, 37 and 38.
"""

import numpy as np
from numba.extending import register_jitable

GAS, RHO_CRITICAL, T_CRITICAL = 0.461526, 322.0, 647.096
DENSEST, THINNEST = 800.0, 100.0
"""Kg/m3: beyond what there is in region 3."""
STEPS, CLOSE = 100, 1e-13
VOLUME, ENTHALPY, ENTROPY = 0, 1, 2
"""What is asked for, as in steam.py; anything else is the heat capacity at constant pressure."""
LN = 1.0658070028513

_I3 = np.array([
    0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 6, 6, 6, 7, 8, 9, 9, 10,
    10, 11,
])  # fmt: skip
_J3 = np.array([
    0, 1, 2, 7, 10, 12, 23, 2, 6, 15, 17, 0, 2, 6, 7, 22, 26, 0, 2, 4, 16, 26, 0, 2, 4, 26, 1, 3, 26, 0, 2, 26, 2, 26,
    2, 26, 0, 1, 26,
])  # fmt: skip
_N3 = np.array([
    -15.732845290239, 20.944396974307, -7.6867707878716, 2.6185947787954, -2.808078114862, 1.2053369696517,
    -0.0084566812812502, -1.2654315477714, -1.1524407806681, 0.88521043984318, -0.64207765181607, 0.38493460186671,
    -0.85214708824206, 4.8972281541877, -3.0502617256965, 0.039420536879154, 0.12558408424308, -0.2799932969871,
    1.389979956946, -2.018991502357, -0.0082147637173963, -0.47596035734923, 0.0439840744735, -0.44476435428739,
    0.90572070719733, 0.70522450087967, 0.10770512626332, -0.32913623258954, -0.50871062041158, -0.022175400873096,
    0.094260751665092, 0.16436278447961, -0.013503372241348, -0.014834345352472, 0.00057922953628084,
    0.0032308904703711, 8.0964802996215e-05, -0.00016557679795037, -4.4923899061815e-05,
])  # fmt: skip
_I5, _J5 = np.array([1, 1, 1, 2, 2, 3]), np.array([1, 2, 3, 3, 9, 7])
_N5 = np.array([
    0.0015736404855259, 0.00090153761673944, -0.0050270077677648, 2.2440037409485e-06, -4.1163275453471e-06,
    3.7919454822955e-08,
])  # fmt: skip
_J05 = np.array([0, 1, -3, -2, -1, 2])
_N05 = np.array([
    -13.179983674201, 6.8540841634434, -0.024805148933466, 0.36901534980333, -3.1161318213925, -0.32961626538917,
])  # fmt: skip


@register_jitable
def pressure(rho: float, t: float) -> tuple[float, float]:
    """Of region 3, MPa, and by how much it grows with density; table 31."""
    delta, tau = rho / RHO_CRITICAL, T_CRITICAL / t
    first, second = LN / delta, -LN / (delta * delta)
    for k in range(_N3.size):
        i = _I3[k]
        if i:
            term = _N3[k] * delta ** (i - 1) * tau ** _J3[k] * i
            first += term
            second += term * (i - 1) / delta
    unit = GAS * t / 1000
    return unit * rho * delta * first, unit * (2 * delta * first + delta * delta * second)


@register_jitable
def density(p: float, t: float, wet: bool) -> float:  # noqa: FBT001
    """Of region 3, kg/m3, on the side of the liquid or of the steam; above the critical point there is one alone."""
    rho = DENSEST if wet or (t >= T_CRITICAL and p > pressure(RHO_CRITICAL, t)[0]) else THINNEST
    for _ in range(STEPS):
        found, slope = pressure(rho, t)
        if not slope > 0.0:
            return np.nan
        step = (p - found) / slope
        rho += step
        if abs(step) < CLOSE * rho:
            break
    side = t >= T_CRITICAL or wet == (rho > RHO_CRITICAL)
    return rho if side and abs(pressure(rho, t)[0] - p) < 1e-9 * p else np.nan


@register_jitable
def dense(p: float, t: float, wet: bool, what: int) -> float:  # noqa: FBT001
    """Region 3, equation (28) and table 31; K."""
    rho = density(p, t, wet)
    if what == VOLUME or rho != rho:  # noqa: PLR0124
        return 1 / rho
    delta, tau = rho / RHO_CRITICAL, T_CRITICAL / t
    f, f_d, f_dd, f_t, f_tt, f_dt = LN * float(np.log(delta)), LN / delta, -LN / (delta * delta), 0.0, 0.0, 0.0
    for k in range(_N3.size):
        i, j = _I3[k], _J3[k]
        term = _N3[k] * delta**i * tau**j
        f += term
        f_d += term * i / delta
        f_dd += term * i * (i - 1) / (delta * delta)
        f_t += term * j / tau
        f_tt += term * j * (j - 1) / (tau * tau)
        f_dt += term * i * j / (delta * tau)
    if what == ENTHALPY:
        return GAS * t * (tau * f_t + delta * f_d)
    if what == ENTROPY:
        return GAS * (tau * f_t - f)
    mixed = delta * f_d - delta * tau * f_dt
    return GAS * (mixed * mixed / (2 * delta * f_d + delta * delta * f_dd) - tau * tau * f_tt)


@register_jitable
def hot(p: float, t: float, what: int) -> float:
    """Region 5, equations (32) to (34) and table 39; K."""
    tau = 1000 / t
    g, g_pi, g_tau, g_tau_tau = np.log(p), 1 / p, 0.0, 0.0
    for k in range(_N05.size):
        j = _J05[k]
        term = _N05[k] * tau**j
        g += term
        g_tau += term * j / tau
        g_tau_tau += term * j * (j - 1) / (tau * tau)
    for k in range(_N5.size):
        i, j = _I5[k], _J5[k]
        term = _N5[k] * p**i * tau**j
        g += term
        g_pi += term * i / p
        g_tau += term * j / tau
        g_tau_tau += term * j * (j - 1) / (tau * tau)
    if what == VOLUME:
        return g_pi * GAS * t / 1000
    if what == ENTHALPY:
        return tau * g_tau * GAS * t
    return GAS * (tau * g_tau - g) if what == ENTROPY else -GAS * tau * tau * g_tau_tau
