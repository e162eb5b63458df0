# ruff: noqa: RUF001 - full-width characters are what people type
"""Unit symbols: what may stand after a number, and what each is called elsewhere.

Sizes come from pint, which knows them exactly; this table says which of its thousands of names plants use, so that a
mistyped word is not taken for a rare unit. `1 rpm` is a turn a minute (not 2 pi radians), so 60 rpm are 1 Hz.
"""

import re

PINT = {
    # length, area, volume
    "nm": "nm", "um": "um", "mm": "mm", "cm": "cm", "dm": "dm", "m": "m", "km": "km", "in": "inch", "ft": "foot",
    "yd": "yard", "mi": "mile", "mil": "mil", "ha": "hectare", "L": "liter", "mL": "milliliter", "uL": "microliter",
    "hL": "hectoliter", "gal": "gallon", "bbl": "oil_bbl",
    # mass, amount
    "ug": "ug", "mg": "mg", "g": "g", "kg": "kg", "t": "metric_ton", "kt": "1000*metric_ton", "lb": "pound",
    "oz": "ounce", "mol": "mol", "mmol": "mmol", "umol": "umol", "kmol": "kmol",
    # time, frequency
    "ns": "ns", "us": "us", "ms": "ms", "s": "s", "min": "minute", "h": "hour", "d": "day", "week": "week",
    "Hz": "1/s", "kHz": "1000/s", "MHz": "1000000/s", "rpm": "1/minute",
    # pressure, force
    "Pa": "Pa", "hPa": "hPa", "kPa": "kPa", "MPa": "MPa", "mbar": "mbar", "bar": "bar", "psi": "psi", "atm": "atm",
    "mmHg": "mmHg", "inHg": "inHg", "mmH2O": "mmH2O", "inH2O": "inH2O", "torr": "torr", "at": "technical_atmosphere",
    "N": "N", "kN": "kN", "kgf": "kgf", "lbf": "pound_force",
    # energy, power
    "J": "J", "kJ": "kJ", "MJ": "MJ", "GJ": "GJ", "TJ": "TJ", "Wh": "W*hour", "kWh": "kW*hour", "MWh": "MW*hour",
    "GWh": "GW*hour", "cal": "cal", "kcal": "kcal", "Mcal": "Mcal", "Gcal": "Gcal", "BTU": "Btu_it",
    "W": "W", "kW": "kW", "MW": "MW", "GW": "GW", "hp": "horsepower", "VA": "V*A", "kVA": "kV*A", "MVA": "MV*A",
    "var": "V*A", "kvar": "kV*A", "Mvar": "MV*A",
    # electricity, light
    "uA": "uA", "mA": "mA", "A": "A", "kA": "kA", "Ah": "A*hour", "uV": "uV", "mV": "mV", "V": "V", "kV": "kV",
    "ohm": "ohm", "mohm": "mohm", "kohm": "kohm", "Mohm": "Mohm", "S": "S", "mS": "mS", "uS": "uS", "F": "F",
    "uF": "uF", "H": "henry", "T": "tesla", "mT": "mT", "lx": "lux", "lm": "lumen", "cd": "cd",
    # viscosity
    "P": "poise", "cP": "centipoise", "St": "stokes", "cSt": "centistokes",
    # parts of a whole
    "%": "1/100", "permille": "1/1000", "ppm": "1/1000000", "ppb": "1/1000000000",
}  # fmt: skip
"""Symbol: its size in the words of pint."""

TEMPERATURES = {
    "K": (1, 1, 0, 1), "degC": (1, 1, 27315, 100), "degF": (5, 9, 45967 * 5, 900), "degR": (5, 9, 0, 1),
    "delta_degC": (1, 1, 0, 1), "delta_degF": (5, 9, 0, 1),
}  # fmt: skip
"""Symbol: kelvins in one, and kelvins at zero, each as a fraction."""

ANGLES = ("rad", "deg")

GASES = {"Nm3": "normal", "NL": "normal", "Sm3": "standard"}
"""Volumes of gas at 0 °C or 15 °C and 101.325 kPa. They are amounts of gas, so no volume fits them."""

COUNTS = ("pH", "NTU", "FTU", "FNU", "mesh", "pcs", "dB", "rev")
"""Scales and things counted: each fits itself alone."""

_MARKED = ("Pa", "hPa", "kPa", "MPa", "mbar", "bar", "mmH2O", "mmHg", "inH2O", "at")
GAUGES = {f"{unit}{mark}": (unit, kind) for unit in _MARKED for mark, kind in (("(g)", "g"), ("(a)", "a"))}
GAUGES |= {"psi(g)": ("psi", "g"), "psi(a)": ("psi", "a")}

SYMBOLS = frozenset({*PINT, *TEMPERATURES, *ANGLES, *GASES, *COUNTS, *GAUGES})

ALIASES = {
    "°C": "degC", "℃": "degC", "oC": "degC", "ºC": "degC", "deg_C": "degC", "celsius": "degC", "摄氏度": "degC",
    "度C": "degC", "°F": "degF", "℉": "degF", "ºF": "degF", "fahrenheit": "degF", "华氏度": "degF", "kelvin": "K",
    "开": "K", "开尔文": "K", "Δ°C": "delta_degC", "Δ℃": "delta_degC", "ΔdegC": "delta_degC", "Δ°F": "delta_degF",
    "ΔK": "K", "°": "deg", "°R": "degR", "degree": "deg", "degrees": "deg", "radian": "rad", "弧度": "rad",
    "角度": "deg", "l": "L", "ml": "mL", "ul": "uL", "hl": "hL", "liter": "L", "litre": "L", "升": "L", "毫升": "mL",
    "公升": "L", "微升": "uL", "立方米": "m3", "立方": "m3", "方": "m3", "立方厘米": "cm3", "cc": "cm3",
    "平方米": "m2", "公顷": "ha", "米": "m", "毫米": "mm", "厘米": "cm", "公里": "km", "千米": "km", "微米": "um",
    "纳米": "nm", "分米": "dm", "英寸": "in", "英尺": "ft", "inch": "in", "feet": "ft", "foot": "ft", "µm": "um",
    "μm": "um", "micron": "um", "克": "g", "千克": "kg", "公斤": "kg", "吨": "t", "毫克": "mg", "微克": "ug",
    "µg": "ug", "μg": "ug", "ton": "t", "tonne": "t", "KG": "kg", "Kg": "kg", "摩尔": "mol", "毫摩尔": "mmol",
    "秒": "s", "毫秒": "ms", "微秒": "us", "分": "min", "分钟": "min", "小时": "h", "时": "h", "天": "d", "日": "d",
    "周": "week", "sec": "s", "second": "s", "seconds": "s", "minute": "min", "minutes": "min",
    "mins": "min", "hr": "h", "hrs": "h", "hour": "h", "hours": "h", "day": "d", "days": "d", "weeks": "week",
    "µs": "us", "μs": "us", "赫兹": "Hz", "赫": "Hz", "千赫": "kHz", "转": "rev", "RPM": "rpm",
    "r/min": "rpm", "rev/min": "rpm", "转/分": "rpm", "转/分钟": "rpm", "帕": "Pa", "帕斯卡": "Pa", "千帕": "kPa",
    "兆帕": "MPa", "百帕": "hPa", "巴": "bar", "毫巴": "mbar", "大气压": "atm", "Mpa": "MPa", "Kpa": "kPa",
    "KPa": "kPa", "kpa": "kPa", "mpa": "MPa", "公斤力": "kgf", "牛": "N", "牛顿": "N", "千牛": "kN",
    "毫米水柱": "mmH2O", "毫米汞柱": "mmHg", "Torr": "torr", "mmWC": "mmH2O", "mmwc": "mmH2O", "inWC": "inH2O",
    "inwc": "inH2O", "barg": "bar(g)", "barG": "bar(g)", "bara": "bar(a)", "barA": "bar(a)", "psig": "psi(g)",
    "psia": "psi(a)", "PSI": "psi", "kPag": "kPa(g)", "kPaG": "kPa(g)", "kPa.g": "kPa(g)", "kPaa": "kPa(a)",
    "kPaA": "kPa(a)", "MPag": "MPa(g)", "MPaG": "MPa(g)", "MPaa": "MPa(a)", "MPaA": "MPa(a)", "mbarg": "mbar(g)",
    "mbara": "mbar(a)", "焦": "J", "焦耳": "J", "千焦": "kJ", "兆焦": "MJ", "吉焦": "GJ", "度": "kWh", "千瓦时": "kWh",
    "兆瓦时": "MWh", "KWh": "kWh", "KWH": "kWh", "kwh": "kWh", "kW.h": "kWh", "kW·h": "kWh", "卡": "cal",
    "千卡": "kcal", "大卡": "kcal", "Btu": "BTU", "瓦": "W", "千瓦": "kW", "兆瓦": "MW", "KW": "kW", "kw": "kW",
    "马力": "hp", "千伏安": "kVA", "千乏": "kvar", "kVar": "kvar", "安": "A", "安培": "A", "毫安": "mA", "千安": "kA",
    "µA": "uA", "μA": "uA", "amp": "A", "伏": "V", "伏特": "V", "毫伏": "mV", "千伏": "kV", "欧": "ohm", "欧姆": "ohm",
    "Ω": "ohm", "kΩ": "kohm", "MΩ": "Mohm", "mΩ": "mohm", "µS": "uS", "μS": "uS", "西门子": "S", "流明": "lm",
    "勒克斯": "lx", "特斯拉": "T", "pct": "%", "percent": "%", "％": "%", "百分比": "%", "‰": "permille", "PPM": "ppm",
    "PPB": "ppb", "%RH": "%", "vol%": "%", "wt%": "%", "mol%": "%", "%vol": "%", "Nm³": "Nm3", "nm3": "Nm3",
    "NM3": "Nm3", "Nm^3": "Nm3", "标立方米": "Nm3", "标方": "Nm3", "标立方": "Nm3", "标准立方米": "Nm3", "m3N": "Nm3",
    "Sm³": "Sm3", "目": "mesh", "个": "pcs", "件": "pcs", "台": "pcs", "次": "pcs", "只": "pcs", "PH": "pH",
    "ph": "pH", "分贝": "dB", "lpm": "L/min", "LPM": "L/min", "gpm": "gal/min", "GPM": "gal/min", "cfm": "ft3/min",
    "kph": "km/h", "mph": "mi/h", "tph": "t/h", "lps": "L/s", "cmh": "m3/h", "CMH": "m3/h",
}  # fmt: skip
"""What people write: our symbol, or a unit made of them."""


def _names() -> str:
    """Longest first; what is no letter stands for something else after a number: 5 % 3, 1/s."""
    names = [name for name in {*SYMBOLS, *ALIASES} if "%" not in name and "/" not in name]
    return "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))


_TERM = rf"(?:{_names()})(?:\^?-?[1-9]|[²³])?(?:\((?:g|a|G|A|abs|gauge|表压|绝压)\))?"
UNIT = rf"{_TERM}(?:[/·](?:{_TERM}|\({_TERM}(?:[·*]{_TERM})*\)))*(?![\w.{{}}°])"
"""Pattern of a unit after a number. One that is divided has no blanks: 5 m3/h, but 5 m3 / h with a point h."""
