"""Water and steam by IAPWS-IF97; see interpret/steam.py for what is covered."""

from engine.formula.functions.function import Function
from engine.formula.ops import Op

_P, _PT, _PH = ("p",), ("p", "t"), ("p", "h")

TABLE = (
    Function(
        "psat", ("t",), Op.STEAM_PSAT, "steam", "Pressure at which water boils at t: MPa absolute from degC.",
        "温度 t（°C）下水的饱和压力，MPa（绝压）。", "round(psat(100), 5)", 0.10142, units="degC -> MPa(a)",
    ),
    Function(
        "tsat", _P, Op.STEAM_TSAT, "steam", "Temperature at which water boils at p: degC from MPa absolute.",
        "压力 p（MPa 绝压）下的饱和温度，°C。", "round(tsat(1), 3)", 179.886, units="MPa(a) -> degC",
    ),
    Function(
        "steam_h", _PT, Op.STEAM_H, "steam", "Enthalpy of water or steam, kJ/kg, at p in MPa absolute and t in degC.",
        "水或蒸汽的比焓 kJ/kg（p：MPa 绝压，t：°C）。", "round(steam_h(3, 226.85), 3)", 975.542,
        units="MPa(a), degC -> kJ/kg",
    ),
    Function(
        "steam_s", _PT, Op.STEAM_S, "steam", "Entropy of water or steam, kJ/(kg·K).", "水或蒸汽的比熵 kJ/(kg·K)。",
        "round(steam_s(3, 226.85), 5)", 2.58042, units="MPa(a), degC -> kJ/(kg·K)",
    ),
    Function(
        "steam_v", _PT, Op.STEAM_V, "steam", "Volume of a kilogram of water or steam, m3/kg.", "水或蒸汽的比容 m3/kg。",
        "round(steam_v(0.0035, 426.85), 3)", 92.302, units="MPa(a), degC -> m3/kg",
    ),
    Function(
        "steam_cp", _PT, Op.STEAM_CP, "steam", "Heat capacity of water or steam at constant pressure, kJ/(kg·K).",
        "水或蒸汽的定压比热 kJ/(kg·K)。", "round(steam_cp(0.0035, 426.85), 5)", 2.08141,
        units="MPa(a), degC -> kJ/(kg·K)",
    ),
    Function(
        "steam_density", _PT, Op.STEAM_DENSITY, "steam", "Density of water or steam, kg/m3.", "水或蒸汽的密度 kg/m3。",
        "round(steam_density(3, 26.85), 3)", 997.853, units="MPa(a), degC -> kg/m3",
    ),
    Function(
        "steam_hl", _P, Op.STEAM_HL, "steam", "Enthalpy of boiling water, kJ/kg.", "饱和水的比焓 kJ/kg。",
        "round(steam_hl(1), 2)", 762.68, units="MPa(a) -> kJ/kg",
    ),
    Function(
        "steam_hv", _P, Op.STEAM_HV, "steam", "Enthalpy of dry saturated steam, kJ/kg.", "干饱和蒸汽的比焓 kJ/kg。",
        "round(steam_hv(1), 2)", 2777.12, units="MPa(a) -> kJ/kg",
    ),
    Function(
        "steam_latent", _P, Op.STEAM_LATENT, "steam", "Heat that evaporates a kilogram of boiling water, kJ/kg.",
        "汽化潜热 kJ/kg。", "round(steam_latent(1), 2)", 2014.44, units="MPa(a) -> kJ/kg",
    ),
    Function(
        "steam_sl", _P, Op.STEAM_SL, "steam", "Entropy of boiling water, kJ/(kg·K).", "饱和水的比熵 kJ/(kg·K)。",
        "round(steam_sl(1), 4)", 2.1384, units="MPa(a) -> kJ/(kg·K)",
    ),
    Function(
        "steam_sv", _P, Op.STEAM_SV, "steam", "Entropy of dry saturated steam, kJ/(kg·K).",
        "干饱和蒸汽的比熵 kJ/(kg·K)。", "round(steam_sv(1), 4)", 6.5850, units="MPa(a) -> kJ/(kg·K)",
    ),
    Function(
        "steam_vl", _P, Op.STEAM_VL, "steam", "Volume of a kilogram of boiling water, m3/kg.", "饱和水的比容 m3/kg。",
        "round(steam_vl(1), 7)", 0.0011272, units="MPa(a) -> m3/kg",
    ),
    Function(
        "steam_vv", _P, Op.STEAM_VV, "steam", "Volume of a kilogram of dry saturated steam, m3/kg.",
        "干饱和蒸汽的比容 m3/kg。", "round(steam_vv(1), 5)", 0.19435, units="MPa(a) -> m3/kg",
    ),
    Function(
        "steam_dryness", _PH, Op.STEAM_DRYNESS, "steam",
        "Share of steam in wet steam, 0 to 1, from its pressure and enthalpy.",
        "湿蒸汽干度（0–1），由压力与比焓计算。", "round(steam_dryness(1, 1769.9), 4)", 0.5, units="MPa(a), kJ/kg -> 1",
    ),
    Function(
        "steam_t", _PH, Op.STEAM_T, "steam", "Temperature of water or steam in degC from its pressure and enthalpy.",
        "由压力与比焓计算温度 °C。", "round(steam_t(3, 975.542242), 2)", 226.85, units="MPa(a), kJ/kg -> degC",
    ),
    Function(
        "superheat", _PT, Op.STEAM_SUPERHEAT, "steam", "How far steam is above its boiling point: t - tsat(p).",
        "蒸汽过热度：t - tsat(p)。", "round(superheat(1, 200), 3)", 20.114, units="MPa(a), degC -> delta_degC",
    ),
)  # fmt: skip
