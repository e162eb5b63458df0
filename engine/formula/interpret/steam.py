"""Water and steam by the IAPWS Industrial Formulation 1997 (IAPWS R7-97(2012)), equations named as there.

Regions 1 (water up to 350 °C), 2 (steam up to 800 °C), 4 (saturation), and those of steam_dense.py: 3 (near and above
the critical point) and 5 (steam up to 2000 °C, up to 50 MPa). Beyond them there is no value, nor of what boils within
0.0001 K of the critical temperature, where the equations of saturation and of region 3 do not meet.
Pressures in MPa, absolute; temperatures in K inside, degC outside; kJ, kg, m3. The coefficients are those of tables 1,
2, 10, 11 and 34 of the release.
"""

import numpy as np
from numba.extending import register_jitable

from engine.formula.interpret.steam_dense import T_CRITICAL, dense, hot
from engine.formula.ops import Op
from tundish.far import far_kernel, grid_at

GAS = 0.461526
"""Specific gas constant of water, kJ/(kg K), equation (1)."""
ICE = 273.15
LOWEST, TRIPLE, CRITICAL = 273.15, 0.000611212677, 22.064
WARMEST, HOTTEST, MOST = 623.15, 1073.15, 100.0
"""Of region 1, of region 2, K; and of pressure, MPa."""
HOTTEST_OF_ALL, MOST_HOT = 2273.15, 50.0
"""Of region 5."""
VOLUME, ENTHALPY, ENTROPY, HEAT = 0, 1, 2, 3
"""What is asked for: m3/kg, kJ/kg, kJ/(kg K), kJ/(kg K)."""

_I1 = np.array([
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 8, 8, 21, 23, 29, 30, 31, 32,
])  # fmt: skip
_J1 = np.array([
    -2, -1, 0, 1, 2, 3, 4, 5, -9, -7, -1, 0, 1, 3, -3, 0, 1, 3, 17, -4, 0, 6, -5, -2, 10, -8, -11, -6, -29, -31,
    -38, -39, -40, -41,
])  # fmt: skip
_N1 = np.array([
    0.14632971213167, -0.84548187169114, -3.756360367204, 3.3855169168385, -0.95791963387872, 0.15772038513228,
    -0.016616417199501, 0.00081214629983568, 0.00028319080123804, -0.00060706301565874, -0.018990068218419,
    -0.032529748770505, -0.021841717175414, -5.283835796993e-05, -0.00047184321073267, -0.00030001780793026,
    4.7661393906987e-05, -4.4141845330846e-06, -7.2694996297594e-16, -3.1679644845054e-05, -2.8270797985312e-06,
    -8.5205128120103e-10, -2.2425281908e-06, -6.5171222895601e-07, -1.4341729937924e-13, -4.0516996860117e-07,
    -1.2734301741641e-09, -1.7424871230634e-10, -6.8762131295531e-19, 1.4478307828521e-20, 2.6335781662795e-23,
    -1.1947622640071e-23, 1.8228094581404e-24, -9.3537087292458e-26,
])  # fmt: skip
_J0 = np.array([0, 1, -5, -4, -3, -2, -1, 2, 3])
_N0 = np.array([
    -0.96927686500217e1, 0.10086655968018e2, -0.56087911283020e-2, 0.71452738081455e-1, -0.40710498223928,
    0.14240819171444e1, -0.43839511319450e1, -0.28408632460772, 0.21268463753307e-1,
])  # fmt: skip
_I2 = np.array([
    1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 4, 4, 4, 5, 6, 6, 6, 7, 7, 7, 8, 8, 9, 10, 10, 10, 16, 16, 18,
    20, 20, 20, 21, 22, 23, 24, 24, 24,
])  # fmt: skip
_J2 = np.array([
    0, 1, 2, 3, 6, 1, 2, 4, 7, 36, 0, 1, 3, 6, 35, 1, 2, 3, 7, 3, 16, 35, 0, 11, 25, 8, 36, 13, 4, 10, 14, 29,
    50, 57, 20, 35, 48, 21, 53, 39, 26, 40, 58,
])  # fmt: skip
_N2 = np.array([
    -0.0017731742473213, -0.017834862292358, -0.045996013696365, -0.057581259083432, -0.05032527872793,
    -3.3032641670203e-05, -0.00018948987516315, -0.0039392777243355, -0.043797295650573, -2.6674547914087e-05,
    2.0481737692309e-08, 4.3870667284435e-07, -3.227767723857e-05, -0.0015033924542148, -0.040668253562649,
    -7.8847309559367e-10, 1.2790717852285e-08, 4.8225372718507e-07, 2.2922076337661e-06, -1.6714766451061e-11,
    -0.0021171472321355, -23.895741934104, -5.905956432427e-18, -1.2621808899101e-06, -0.038946842435739,
    1.1256211360459e-11, -8.2311340897998, 1.9809712802088e-08, 1.0406965210174e-19, -1.0234747095929e-13,
    -1.0018179379511e-09, -8.0882908646985e-11, 0.10693031879409, -0.33662250574171, 8.9185845355421e-25,
    3.0629316876232e-13, -4.2002467698208e-06, -5.9056029685639e-26, 3.7826947613457e-06, -1.2768608934681e-15,
    7.3087610595061e-29, 5.5414715350778e-17, -9.436970724121e-07,
])  # fmt: skip
_N4 = np.array([
    0.0, 0.11670521452767e4, -0.72421316703206e6, -0.17073846940092e2, 0.12020824702470e5, -0.32325550322333e7,
    0.14915108613530e2, -0.48232657361591e4, 0.40511340542057e6, -0.23855557567849, 0.65017534844798e3,
])  # fmt: skip


@register_jitable
def saturation_pressure(t: float) -> float:
    """MPa at t, K; equation (30)."""
    if not LOWEST <= t <= T_CRITICAL:
        return np.nan
    theta = t + _N4[9] / (t - _N4[10])
    a = theta * theta + _N4[1] * theta + _N4[2]
    b = _N4[3] * theta * theta + _N4[4] * theta + _N4[5]
    c = _N4[6] * theta * theta + _N4[7] * theta + _N4[8]
    root = 2 * c / (-b + np.sqrt(b * b - 4 * a * c))
    return root * root * root * root  # type: ignore[no-any-return]


@register_jitable
def saturation_temperature(p: float) -> float:
    """K at p, MPa; equation (31)."""
    if not TRIPLE <= p <= CRITICAL:
        return np.nan
    square = np.sqrt(p)
    beta = np.sqrt(square)
    e = square + _N4[3] * beta + _N4[6]
    f = _N4[1] * square + _N4[4] * beta + _N4[7]
    g = _N4[2] * square + _N4[5] * beta + _N4[8]
    d = 2 * g / (-f - np.sqrt(f * f - 4 * e * g))
    total = _N4[10] + d
    return (total - np.sqrt(total * total - 4 * (_N4[9] + _N4[10] * d))) / 2  # type: ignore[no-any-return]


@register_jitable
def water(p: float, t: float, what: int) -> float:
    """Region 1, equation (7) and table 3; K."""
    pi, tau = 7.1 - p / 16.53, 1386 / t
    x = tau - 1.222
    g, g_pi, g_tau, g_tau_tau = 0.0, 0.0, 0.0, 0.0
    for k in range(_N1.size):
        i, j = _I1[k], _J1[k]
        term = _N1[k] * pi**i * x**j
        g += term
        g_pi -= term * i / pi
        g_tau += term * j / x
        g_tau_tau += term * j * (j - 1) / (x * x)
    if what == VOLUME:
        return p / 16.53 * g_pi * GAS * t / p / 1000
    if what == ENTHALPY:
        return tau * g_tau * GAS * t
    return GAS * (tau * g_tau - g) if what == ENTROPY else -GAS * tau * tau * g_tau_tau


@register_jitable
def steam(p: float, t: float, what: int) -> float:
    """Region 2, equations (15) to (17) and table 12; K."""
    tau = 540 / t
    g, g_pi, g_tau, g_tau_tau = np.log(p), 1 / p, 0.0, 0.0
    for k in range(_N0.size):
        term, j = _N0[k] * tau ** _J0[k], _J0[k]
        g += term
        g_tau += term * j / tau
        g_tau_tau += term * j * (j - 1) / (tau * tau)
    x = tau - 0.5
    for k in range(_N2.size):
        i, j = _I2[k], _J2[k]
        power = _N2[k] * p**i
        g += power * x**j
        g_pi += power * i / p * x**j
        g_tau += power * j * x ** (j - 1)
        g_tau_tau += power * j * (j - 1) * x ** (j - 2)
    if what == VOLUME:
        return p * g_pi * GAS * t / p / 1000
    if what == ENTHALPY:
        return tau * g_tau * GAS * t
    return GAS * (tau * g_tau - g) if what == ENTROPY else -GAS * tau * tau * g_tau_tau


@register_jitable
def property_of(p: float, celsius: float, what: int) -> float:
    """Of water or steam, whichever it is at p and t."""
    t = celsius + ICE
    if not (LOWEST <= t <= HOTTEST_OF_ALL and 0 < p <= MOST):
        return np.nan
    if t > HOTTEST:
        return hot(p, t, what) if p <= MOST_HOT else np.nan
    if t <= WARMEST:
        return water(p, t, what) if p >= saturation_pressure(t) else steam(p, t, what)
    if t > 863.15 or p <= 348.05185628969 - 1.1671859879975 * t + 0.0010192970039326 * t * t:  # noqa: PLR2004 - eq (5)
        return steam(p, t, what)
    return dense(p, t, t < T_CRITICAL and p >= saturation_pressure(t), what)


@register_jitable
def at_saturation(p: float, wet: bool, what: int) -> float:  # noqa: FBT001
    """Of boiling water, or of dry steam, at p."""
    t = saturation_temperature(p)
    if not t <= WARMEST:
        return dense(p, t, wet, what)
    return water(p, t, what) if wet else steam(p, t, what)


@register_jitable
def dryness(p: float, h: float) -> float:
    """Share of steam; 0 for water that is colder, 1 for steam that is hotter."""
    low, high = at_saturation(p, True, ENTHALPY), at_saturation(p, False, ENTHALPY)  # noqa: FBT003
    return min(max((h - low) / (high - low), 0.0), 1.0) if low == low and h == h else np.nan  # noqa: PLR0124


@register_jitable
def temperature_of(p: float, h: float) -> float:
    """DegC at p with the enthalpy h; by halving, so that it is the inverse of `property_of` to its last digits."""
    if not (0 < p <= MOST and h == h):  # noqa: PLR0124
        return np.nan
    low, high = 0.0, (HOTTEST_OF_ALL if p <= MOST_HOT else HOTTEST) - ICE
    boiling = saturation_temperature(p) - ICE
    if boiling == boiling:  # noqa: PLR0124
        liquid, dry = at_saturation(p, True, ENTHALPY), at_saturation(p, False, ENTHALPY)  # noqa: FBT003
        if h < liquid:
            high = boiling
        elif h <= dry:
            return boiling
        elif h > dry:
            low = boiling + 1e-9
        else:
            return np.nan
    bottom, top = property_of(p, low, ENTHALPY), property_of(p, high, ENTHALPY)
    if not bottom <= h <= top:
        return np.nan
    for _ in range(52):
        middle = (low + high) / 2
        if property_of(p, middle, ENTHALPY) < h:
            low = middle
        else:
            high = middle
    return (low + high) / 2


@far_kernel
def steam_tables(
    op: int, lanes: int, rows: int, columns: int, a: int, count: int, n: int, constants: int, size: int, at: int
) -> None:
    """The family."""
    s = grid_at(lanes, rows, columns)
    for i in range(n):
        s[a, i] = _one(op, s[a, i], s[a + 1, i] if count > 1 else 0.0)


@register_jitable
def _one(op: int, x: float, y: float) -> float:  # noqa: PLR0911 - one return an operation
    if op == Op.STEAM_TSAT:
        return saturation_temperature(x) - ICE
    if op == Op.STEAM_PSAT:
        return saturation_pressure(x + ICE)
    if op <= Op.STEAM_CP:
        return property_of(x, y, op - Op.STEAM_V)
    if op == Op.STEAM_DENSITY:
        return 1 / property_of(x, y, VOLUME)
    if op <= Op.STEAM_SL:
        return at_saturation(x, True, op - Op.STEAM_VL)  # noqa: FBT003
    if op <= Op.STEAM_SV:
        return at_saturation(x, False, op - Op.STEAM_VV)  # noqa: FBT003
    if op == Op.STEAM_LATENT:
        return at_saturation(x, False, ENTHALPY) - at_saturation(x, True, ENTHALPY)  # noqa: FBT003
    if op == Op.STEAM_DRYNESS:
        return dryness(x, y)
    if op == Op.STEAM_T:
        return temperature_of(x, y)
    return y - (saturation_temperature(x) - ICE)  # superheat
