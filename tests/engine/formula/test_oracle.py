"""Functions of the moment against NumPy, mpmath, statistics, struct, SciPy and iapws, over random arguments."""

import math
import os
import statistics
import struct
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import mpmath
import numpy as np
import numpy.typing as npt
import pytest
from iapws import iapws97
from scipy.interpolate import PchipInterpolator, RegularGridInterpolator
from scipy.optimize import brentq, newton

from engine.formula import compile_formula
from tests.engine.formula.draw import BAD, Draw, Row, mp, real, some, whole
from tests.engine.formula.plant import PLANT, magnus

CASES = 10_000 if os.environ.get("TUNDISH_LONG") else 300


def half_even(x: float, step: float) -> float:
    return round(x / step) * step  # Python's round: halves to even


def register_float(high: float, low: float) -> float:
    (made,) = struct.unpack(">f", struct.pack(">HH", int(high), int(low)))
    return made if math.isfinite(made) else BAD


def unsigned(x: float, size: int, form: str) -> float:
    (made,) = struct.unpack(f">{form.lower()}", struct.pack(f">{form.upper()}", int(x)))
    return float(made)


POINTS = [(-3.0, 2.0), (0.0, 0.5), (1.0, 4.0), (2.5, 4.0), (7.0, -1.0)]
TABLE = "; ".join(f"{x}:{y}" for x, y in POINTS)
XS, YS = (np.array(column) for column in zip(*POINTS, strict=True))
PCHIP = PchipInterpolator(XS, YS)
GRID = RegularGridInterpolator(
    (np.array([0.0, 1, 3]), np.array([0.0, 10, 15])), np.array([[1.0, 2, 4], [3, 3, 0], [-1, 5, 9]])
)
GRID_TEXT = ": 0 10 15; 0: 1 2 4; 1: 3 3 0; 3: -1 5 9"


def steps(x: float) -> float:
    below = [y for edge, y in POINTS if edge <= x]
    return below[-1] if below else BAD


def key(x: float) -> float:
    return dict(POINTS).get(x, BAD)


@cache
def steam(p: float, celsius: float, name: str) -> float:
    """Regions as iapws chooses them; region 3 at the density that has this p, sought near its backward equation."""
    t = celsius + 273.15
    region = iapws97._Bound_TP(t, p)
    if region == 3:
        return dense(p, t, 1 / float(iapws97._Backward3_v_PT(p, t)), name)
    known = {1: iapws97._Region1, 2: iapws97._Region2, 5: iapws97._Region5}
    return float(known[region](t, p)[name]) if region in known else BAD


def dense(p: float, t: float, near: float, name: str) -> float:
    rho = newton(lambda rho: iapws97._Region3(rho, t)["P"] - p, near, tol=1e-11)
    return float(iapws97._Region3(rho, t)[name])


def saturated(p: float, name: str, region: int) -> float:
    t = iapws97._TSat_P(p)
    if t > 623.15:
        return dense(p, t, 1 / float(iapws97._Backward3_sat_v_P(p, t, region - 1)), name)
    return float((iapws97._Region1 if region == 1 else iapws97._Region2)(t, p)[name])


def dryness(p: float, h: float) -> float:
    water, steam = (saturated(p, "h", region) for region in (1, 2))
    return min(max((h - water) / (steam - water), 0), 1)


def middle(*x: float) -> float:
    return float(statistics.median(x))


def percentile(p: float, *x: float) -> float:
    return float(np.percentile(x, p))


def chord(level: float, diameter: float, length: float) -> float:
    """By integration of the width."""
    if level > diameter:
        return BAD
    with mpmath.workdps(30):
        r = mpmath.mpf(diameter) / 2
        area = mpmath.quad(lambda h: 2 * mpmath.sqrt(abs(2 * r * h - h * h)), [0, level / 2, level])
    return float(area * length)


ANY, SMALL, UNIT = real(-50, 50), real(-5, 5), real(-1, 1)
FIVE = [ANY] * 5
ROWS: list[Row] = [
    ("log2(a)", [real(-1, 1e6)], mp(lambda x: mpmath.log(x, 2)), 4e-15),
    ("cbrt(a)", [ANY], lambda x: float(np.cbrt(x)), 4e-15),
    ("expm1(a)", [SMALL], mp(mpmath.expm1), 4e-15),
    ("log1p(a)", [real(-1.5, 3)], mp(lambda x: mpmath.log(1 + x)), 4e-15),
    ("sinh(a)", [SMALL], mp(mpmath.sinh), 4e-15), ("cosh(a)", [SMALL], mp(mpmath.cosh), 4e-15),
    ("tanh(a)", [SMALL], mp(mpmath.tanh), 4e-15), ("asinh(a)", [ANY], mp(mpmath.asinh), 4e-15),
    ("acosh(a)", [real(0, 9)], mp(mpmath.acosh), 1e-13), ("atanh(a)", [real(-1.2, 1.2)], mp(mpmath.atanh), 4e-15),
    ("degrees(a)", [ANY], mp(mpmath.degrees), 4e-16), ("radians(a)", [ANY], mp(mpmath.radians), 4e-16),
    ("frac(a)", [ANY], lambda x: math.modf(x)[0], 0), ("rem(a, b)", [ANY, some(-3, 0.7, 4)], math.fmod, 0),
    ("quotient(a, b)", [ANY, some(-3, 0.75, 4)], lambda x, y: math.floor(x / y), 0),
    ("lerp(a, b, c)", [ANY, ANY, UNIT], mp(lambda x, y, f: x + (y - x) * f), 1e-12),
    ("between(a, b, c)", [SMALL, SMALL, SMALL], lambda x, y, z: y <= x <= z, 0),
    ("near(a, b, c)", [SMALL, SMALL, SMALL], lambda x, y, z: abs(x - y) <= z, 0),
    ("xor(a, b)", [some(0, 1, -2), some(0, 3)], lambda x, y: bool(x) != bool(y), 0),
    ("round_even(a, 1)", [lambda rng, n: rng.integers(-99, 99, n) / 4], lambda x: round(x * 10) / 10, 0),
    ("round_to(a, 0.5)", [lambda rng, n: rng.integers(-99, 99, n) / 4], lambda x: half_even(x, 0.5), 0),
    ("floor_to(a, 0.5)", [ANY], lambda x: math.floor(x * 2) / 2, 0),
    ("ceil_to(a, 0.5)", [ANY], lambda x: math.ceil(x * 2) / 2, 0),
    ("significant(a, 3)", [ANY], lambda x: float(f"{x:.2e}"), 1e-15),
    ("median_of(a, b, c, d, e)", FIVE, middle, 0), ("median_of(a, b, c, d)", FIVE[:4], middle, 1e-14),
    ("spread(a, b, c)", FIVE[:3], lambda *x: max(x) - min(x), 0),
    ("sum_of(a, b, c)", FIVE[:3], lambda *x: math.fsum(x), 1e-13),
    ("product(a, b, c)", FIVE[:3], lambda *x: math.prod(x), 1e-15),
    ("stdev(a, b, c, d)", FIVE[:4], lambda *x: statistics.stdev(x), 1e-13),
    ("stdev_pop(a, b)", FIVE[:2], lambda *x: statistics.pstdev(x), 1e-12),
    ("variance(a, b, c)", FIVE[:3], lambda *x: statistics.variance(x), 1e-12),
    ("variance_pop(a, b, c)", FIVE[:3], lambda *x: statistics.pvariance(x), 1e-12),
    ("percentile_of(a, b, c, d, e)", [real(0, 100), *FIVE[:4]], percentile, 1e-12),
    ("rms(a, b, c)", FIVE[:3], lambda *x: math.sqrt(math.fsum(v * v for v in x) / 3), 1e-14),
    ("geomean(a, b, c)", [real(-1, 9)] * 3, lambda *x: statistics.geometric_mean(x) if min(x) > 0 else BAD, 1e-13),
    ("weighted_avg(a, b, c, d)", [ANY, real(0, 1), ANY, real(0, 1)],
     lambda x, v, y, w: (x * v + y * w) / (v + w), 1e-13),
    ("count_of(a, b, c)", [some(0, 1, 2)] * 3, lambda *x: sum(map(bool, x)), 0),
    ("any(a, b, c)", [some(0, 0, 2)] * 3, lambda *x: any(x), 0),
    ("all(a, b, c)", [some(0, 1, 2)] * 3, lambda *x: all(x), 0),
    ("case(a, 10, b, 20, 30)", [some(0, 1)] * 2, lambda x, y: 10 if x else 20 if y else 30, 0),
    ("case(a, 10, b, 20)", [some(0, 1)] * 2, lambda x, y: 10 if x else 20 if y else BAD, 0),
    ("switch(a, 1, 10, 2, 20, b)", [whole(0, 3), ANY], lambda x, y: 10 if x == 1 else 20 if x == 2 else y, 0),
    ("choose(a, b, c)", [whole(0, 3), ANY, ANY], lambda x, y, z: {1: y, 2: z}.get(x, BAD), 0),
    ("bit(a, b)", [whole(0, 2**40), whole(0, 40)], lambda x, n: int(x) >> int(n) & 1, 0),
    ("set_bit(a, b, c)", [whole(0, 2**40), whole(0, 40), some(0, 1)],
     lambda x, n, on: int(x) | 1 << int(n) if on else int(x) & ~(1 << int(n)), 0),
    ("bits(a, b, c)", [whole(0, 2**40), whole(0, 20), whole(1, 20)],
     lambda x, n, k: int(x) >> int(n) & (1 << int(k)) - 1, 0),
    ("bit_and(a, b)", [whole(0, 2**50)] * 2, lambda x, y: int(x) & int(y), 0),
    ("bit_or(a, b)", [whole(0, 2**50)] * 2, lambda x, y: int(x) | int(y), 0),
    ("bit_xor(a, b)", [whole(0, 2**50)] * 2, lambda x, y: int(x) ^ int(y), 0),
    ("bit_not(a)", [whole(0, 65535)], lambda x: 65535 - x, 0), ("bit_and(a, 3)", [real(0.1, 0.9)], lambda _: BAD, 0),
    ("count_bits(a)", [whole(0, 2**50)], lambda x: int(x).bit_count(), 0),
    ("shift_left(a, b)", [whole(0, 2**20), whole(0, 40)],
     lambda x, n: y if (y := int(x) << int(n)) < 2**52 else BAD, 0),
    ("shift_right(a, b)", [whole(0, 2**50), whole(0, 51)], lambda x, n: int(x) >> int(n), 0),
    ("bcd(a)", [whole(0, 65535)], lambda x: int(h) if (h := f"{int(x):x}").isdigit() else BAD, 0),
    ("to_bcd(a)", [whole(0, 10**9)], lambda x: int(str(int(x)), 16), 0),
    ("swap_bytes(a)", [whole(0, 65535)], lambda x: int.from_bytes(int(x).to_bytes(2, "big"), "little"), 0),
    ("swap_words(a)", [whole(0, 2**32 - 1)], lambda x: (int(x) & 65535) << 16 | int(x) >> 16, 0),
    ("word32(a, b)", [whole(0, 65535)] * 2, lambda x, y: x * 65536 + y, 0),
    ("float32(a, b)", [whole(0, 65535)] * 2, register_float, 0),
    ("signed8(a)", [whole(0, 255)], lambda x: unsigned(x, 8, "b"), 0),
    ("signed16(a)", [whole(0, 65535)], lambda x: unsigned(x, 16, "h"), 0),
    ("signed32(a)", [whole(0, 2**32 - 1)], lambda x: unsigned(x, 32, "i"), 0),
    (f'interp1(a, "{TABLE}")', [real(-5, 9)], lambda x: float(np.interp(x, XS, YS)), 1e-13),
    (f'strapping(a, "{TABLE}")', [real(-5, 9)], lambda x: float(np.interp(x, XS, YS)) if -3 <= x <= 7 else BAD, 1e-13),
    (f'curve(a, "{TABLE}")', [real(-5, 9)], lambda x: float(PCHIP(min(max(x, -3), 7))), 1e-12),
    (f'steps(a, "{TABLE}")', [real(-5, 9)], steps, 0), (f'lookup(a, "{TABLE}")', [whole(-4, 8)], key, 0),
    (f'interp2(a, b, "{GRID_TEXT}")', [real(-1, 4), real(-2, 17)],
     lambda x, y: float(GRID((min(max(x, 0), 3), min(max(y, 0), 15)))[()]), 1e-12),
    ("poly(a, b, c, d)", FIVE[:4], lambda x, *c: float(np.polynomial.polynomial.polyval(x, c)), 1e-12),
    ("tank_sphere(a, 4)", [real(-1, 5)],
     mp(lambda h: mpmath.pi * h**2 * (6 - h) / 3 if 0 <= h <= 4 else mpmath.nan), 1e-13),
    ("psat(a)", [real(0, 373)], lambda t: float(iapws97._PSat_T(t + 273.15)), 1e-10),
    ("tsat(a)", [real(0.001, 22)], lambda p: float(iapws97._TSat_P(p)) - 273.15, 1e-11),
    ("steam_hl(a)", [real(0.001, 22)], lambda p: saturated(p, "h", 1), 1e-9),
    ("steam_hv(a)", [real(0.001, 22)], lambda p: saturated(p, "h", 2), 1e-9),
    ("steam_sl(a)", [real(0.001, 22)], lambda p: saturated(p, "s", 1), 1e-9),
    ("steam_sv(a)", [real(0.001, 22)], lambda p: saturated(p, "s", 2), 1e-9),
    ("steam_latent(a)", [real(0.001, 22)], lambda p: saturated(p, "h", 2) - saturated(p, "h", 1), 1e-8),
    ("steam_dryness(a, b)", [real(0.001, 16), real(0, 3000)], dryness, 1e-8),
    ("steam_vl(a)", [real(0.001, 22)], lambda p: saturated(p, "v", 1), 1e-9),
    ("steam_vv(a)", [real(0.001, 22)], lambda p: saturated(p, "v", 2), 1e-9),
    *((f"steam_{name}(a, b)", [real(0.001, 99), real(1, 1999)], lambda p, t, name=name: steam(p, t, name), 1e-9)
      for name in ("h", "s", "v", "cp")),
    *((f"steam_{name}(a + 0, b)", [real(17, 99), real(350, 550)], lambda p, t, name=name: steam(p, t, name), 1e-8)
      for name in ("h", "s", "v", "cp")),
    ("steam_density(a, b)", [real(0.001, 16), real(1, 800)], lambda p, t: 1 / steam(p, t, "v"), 1e-9),
    ("superheat(a, b)", [real(0.001, 22), real(1, 800)], lambda p, t: t + 273.15 - float(iapws97._TSat_P(p)), 1e-9),
    ("steam_t(a, steam_h(a, b)) - b", [real(0.001, 49), real(1, 1999)], lambda _p, _t: 0, 1e-6),
    ("gas_density(a, b, c)", [real(2, 44), real(90, 900), real(-50, 400)],
     lambda m, p, t: p * m / (8.31446261815324 * (t + 273.15)), 1e-13),
    ("dew_point(a, relative_humidity(a, b)) - b", [real(20, 40), real(-10, 20)], lambda _t, _d: 0, 1e-9),
    ("lmtd(a, b, c, d)", [real(90, 99), real(60, 70), real(20, 30), real(40, 50)],
     mp(lambda a, b, c, d: ((a - d) - (b - c)) / mpmath.log((a - d) / (b - c))), 1e-12),
    ("reynolds(a, b, c, d)", [real(1, 9)] * 4, lambda v, d, r, m: v * d * r / m, 1e-14),
    ("pt100(100 * (1 + 3.9083e-3 * a - 5.775e-7 * a ^ 2)) - a", [real(0, 850)], lambda _t: 0, 1e-9),
    ("pt100(100 * (1 + 3.9083e-3 * a - 5.775e-7 * a ^ 2 - 4.183e-12 * (a - 100) * a ^ 3)) - a", [real(-199, 0)],
     lambda _t: 0, 1e-9),
    ("mid(a, b, c)", FIVE[:3], middle, 0), ("vote(2, a, b, c)", [some(0, 1)] * 3, lambda *x: sum(x) >= 2, 0),
    ("avg_good(a, b, c)", FIVE[:3], lambda *x: statistics.fmean(x), 1e-14),
    *PLANT,
]  # fmt: skip


def evaluated(text: str, x: npt.NDArray[np.float64], xq: npt.NDArray[np.uint8] | None = None) -> Any:
    formula = compile_formula(text)
    order = ["abcde".index(name) for name in formula.inputs]
    n = x.shape[1]
    value, quality = np.empty(n), np.empty(n, np.uint8)
    grades = np.zeros(x.shape, np.uint8) if xq is None else xq
    formula.run(np.ascontiguousarray(x[order]), np.ascontiguousarray(grades[order]), value, quality)
    return value, quality


@pytest.mark.parametrize(("text", "draws", "judge", "within"), ROWS, ids=[row[0][:40] for row in ROWS])
def test_agrees(text: str, draws: Sequence[Draw], judge: Callable[..., float], within: float) -> None:
    rng = np.random.default_rng(len(text))
    slow = CASES // 20 if "steam" in text else CASES
    x = np.array([draw(rng, slow) for draw in draws])
    x[0, : min(4, slow)] = x[0, min(4, slow - 1)]  # the same thing again gives the same thing
    value, quality = evaluated(text, x)
    for k in range(slow):
        want = float(judge(*x[:, k].tolist()))
        if math.isnan(want):
            assert math.isnan(value[k]), x[:, k]
            assert quality[k] == 0x85
        else:
            assert math.isclose(want, value[k], rel_tol=within, abs_tol=within), (x[:, k], want, value[k])
            assert quality[k] == 0


def psychrometer(t: float, rh: float) -> float:
    """Temperature of the wet thermometer, degC; WMO-No. 8, annex 4.B."""
    given = rh / 100 * magnus(t)
    return float(brentq(lambda w: magnus(w) - 6.53e-4 * (1 + 9.44e-4 * w) * 101.325 * (t - w) - given, -40, t))


def test_air_agrees_with_other_sources_as_closely_as_it_says() -> None:
    """Magnus to 0.6 % of IAPWS-IF97; Stull to 1.4 K where it gives an answer, which it does not in dry cold air."""
    for t in range(1, 60):
        assert math.isclose(float(iapws97._PSat_T(t + 273.15)) * 1000, magnus(t), rel_tol=6e-3), t
    for t in range(-20, 51, 5):
        humidity = np.arange(5.0, 100, 2)
        value, quality = evaluated("wet_bulb(a, b)", np.array([np.full(humidity.size, float(t)), humidity]))
        for rh, wet, bad in zip(humidity.tolist(), value.tolist(), quality >= 0x80, strict=True):
            assert bad or abs(psychrometer(t, rh) - wet) < 1.4, (t, rh, wet)
            assert not bad or (t < 10 and rh < 75), (t, rh)


PRINTED = [
    ("steam_v(3, 26.85)", 0.100215168e-2), ("steam_h(3, 26.85)", 0.115331273e3),
    ("steam_s(80, 26.85)", 0.368563852),
    ("steam_cp(3, 226.85)", 0.465580682e1), ("steam_h(80, 26.85)", 0.184142828e3),
    ("steam_v(0.0035, 26.85)", 0.394913866e2), ("steam_h(0.0035, 426.85)", 0.333568375e4),
    ("steam_s(30, 426.85)", 0.517540298e1), ("steam_cp(30, 426.85)", 0.103505092e2),
    ("psat(26.85)", 0.353658941e-2), ("psat(226.85)", 0.263889776e1), ("psat(326.85)", 0.123443146e2),
    ("tsat(0.1) + 273.15", 0.372755919e3), ("tsat(1) + 273.15", 0.453035632e3),
    ("tsat(10) + 273.15", 0.584149488e3),
    ("steam_v(0.5, 1226.85)", 0.138455090e1), ("steam_h(0.5, 1226.85)", 0.521976855e4),
    ("steam_s(30, 1226.85)", 0.772970133e1), ("steam_cp(30, 1226.85)", 0.272724317e1),
    ("steam_v(30, 1726.85)", 0.311385219e-1), ("steam_h(30, 1726.85)", 0.657122604e4),
    ("steam_density(25.5837018, 376.85)", 500), ("steam_h(25.5837018, 376.85)", 0.186343019e4),
    ("steam_s(25.5837018, 376.85)", 0.405427273e1), ("steam_h(78.3095639, 476.85)", 0.225868845e4),
    *((f"tank_lying({level}, 2, 3)", chord(level, 2, 3)) for level in (0.0, 0.3, 1.0, 1.7, 2.0, 2.1)),
]  # fmt: skip
"""IAPWS R7-97(2012), tables 5, 15, 33, 35, 36 and 42: of 33, which is one of densities, the pressure is given. A lying
tank by integration.
"""


def test_values_printed_in_the_standard() -> None:
    for text, want in PRINTED:
        value, quality = evaluated(text, np.zeros((1, 1)))
        if math.isnan(want):
            assert (True, 0x85) == (math.isnan(value[0]), quality[0]), text
        else:
            assert math.isclose(want, value[0], rel_tol=2e-9, abs_tol=1e-9), text
            assert quality[0] == 0


def test_printed_volumes_near_the_critical_point() -> None:
    """Volumes for v(p,T) in region 3, printed with ten digits; the backward equations are within 0.001 %."""
    printed = [(50, 630, 1.470853100e-3), (80, 670, 1.503831359e-3), (50, 710, 2.204728587e-3),
               (80, 750, 1.973692940e-3), (20, 630, 1.761696406e-3), (30, 650, 1.819560617e-3)]  # fmt: skip
    for p, t, want in printed:
        assert math.isclose(want, evaluated(f"steam_v({p}, {t} - 273.15)", np.zeros((1, 1)))[0][0], rel_tol=1e-5)
    water, steam = (evaluated(f"steam_h{side}(22)", np.zeros((1, 1)))[0][0] for side in "lv")
    assert water < 2087.5 < steam, "the enthalpy of the critical point lies between"
    assert math.isnan(evaluated("steam_h(51, 801)", np.zeros((1, 1)))[0][0])


def test_every_batch_size_gives_the_same_bits() -> None:
    rng = np.random.default_rng(7)
    n = 1400
    x, xq = rng.normal(0, 9, (5, n)), rng.choice(np.array([0, 0, 0, 0x40, 0x81], np.uint8), (5, n))
    x[0, ::13] = np.nan
    for text, draws, _, _ in ROWS:
        x[: len(draws)] = [draw(rng, n) for draw in draws]
        x[0, ::13] = np.nan
        whole_value, whole_quality = evaluated(text, x, xq)
        for size in (1, 7, 1000):
            part = 140 if size == 1 else n  # one at a time is slow, and a tenth of them tells as much
            pieces = [evaluated(text, x[:, i : i + size], xq[:, i : i + size]) for i in range(0, part, size)]
            values, grades = (np.concatenate(column)[:part] for column in zip(*pieces, strict=True))
            assert whole_value[:part].tobytes() == values.tobytes(), text
            assert whole_quality[:part].tobytes() == grades.tobytes(), text


QUALITIES: list[tuple[str, tuple[int, int, int], float | None, int]] = [
    # formula of a = 10, b = 20, c = 30, the qualities of those; value and quality of the result
    ("mid(a, b, c)", (0, 0x81, 0), 20, 0x40),  # 10, 20, 30: the mean of 10 and 30
    ("mid(a, b, c)", (0x81, 0x81, 0), 30, 0x40),
    ("mid(a, b, c)", (0x81, 0x82, 0x81), None, 0x82),
    ("avg_good(a, b, c)", (0x81, 0, 0x40), 25, 0x40),
    ("min_good(a, b, c)", (0x81, 0, 0), 20, 0x40), ("max_good(a, b, c)", (0, 0, 0x81), 20, 0x40),
    ("best_of(a, b, c)", (0x81, 0x40, 0), 30, 0), ("best_of(a, b, c)", (0x81, 0x40, 0x43), 20, 0x40),
    ("vote(2, a > 5, b > 25, c > 25)", (0, 0x81, 0), 1, 0x40),  # 2 of 3 is 1 of the 2 that are left
    ("vote(2, a > 5, b > 25, c > 35)", (0, 0, 0), 0, 0), ("vote(3, a, b, c)", (0x81, 0x81, 0x81), None, 0x81),
    ("count_good(a, b, c)", (0, 0x40, 0), 2, 0), ("worst_quality(a, b, c)", (0, 0x40, 0), 1, 0),
    ("as_uncertain(a)", (0, 0, 0), 10, 0x40), ("as_uncertain(a)", (0x40, 0, 0), 10, 0x40),
    ("as_uncertain(a)", (0x81, 0, 0), 10, 0x40), ("as_uncertain(1 / (a - 10))", (0, 0, 0), None, 0x85),
    ("quality(a) * 10 + reason(a)", (0x81, 0, 0), 21, 0), ("as_good(a)", (0x81, 0, 0), 10, 0),
    ("with_quality(a, b)", (0, 0x43, 0), 10, 0x43), ("as_bad(a)", (0, 0, 0), 10, 0x80),
    ("try(1 / 0 * a, 7)", (0, 0, 0), 7, 0), ("try(a, 7)", (0x81, 0, 0), 10, 0x81),
    ("case(a > 5, b, c, 1)", (0, 0, 0x81), 20, 0), ("case(a > 50, b, c)", (0, 0x81, 0x40), 30, 0x40),
    ("switch(a, 10, b, c)", (0x40, 0, 0x81), 20, 0x40), ("choose(1, b, c)", (0, 0x40, 0x81), 20, 0x40),
]  # fmt: skip


@pytest.mark.parametrize(("text", "grades", "value", "quality"), QUALITIES)
def test_quality_of_choices_and_votes(
    text: str, grades: tuple[int, int, int], value: float | None, quality: int
) -> None:
    made, grade = evaluated(text, np.array([[10.0], [20.0], [30.0]]), np.array([[g] for g in grades], np.uint8))
    assert math.isnan(made[0]) if value is None else made[0] == value
    assert quality == grade[0]
