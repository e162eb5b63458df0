"""Flow, gas, air, machines: everyday engineering, each with its source in interpret/plant.py."""

from engine.formula.functions.function import Function
from engine.formula.ops import Op

TABLE = (
    Function(
        "flow_dp", ("dp", "dp_max", "flow_max", "cutoff"), Op.FLOW_DP, "plant",
        "Flow from the differential pressure of an orifice: flow_max sqrt(dp / dp_max); 0 below the cut-off, "
        "a share of flow_max, and where dp is below 0.",
        "差压流量：flow_max·sqrt(dp/dp_max)；低于小信号切除值（占 flow_max 的比例）或 dp 为负时为 0。",
        "flow_dp(25, 100, 80)", 40, defaults=(0.0,), units="A, A, B, 1 -> B",
    ),
    Function(
        "flow_gas", ("flow", "p", "t", "p_design", "t_design"), Op.FLOW_GAS, "plant",
        "Gas flow of an orifice, corrected for pressure and temperature (ideal gas): p absolute, t in degC.",
        "孔板气体流量温压补偿（理想气体）：p 为绝压，t 为 °C。", "flow_gas(100, 400, 0, 100, 0)", 200,
        units="B, kPa(a), degC, kPa(a), degC -> B",
    ),
    Function(
        "flow_density", ("flow", "density", "density_design"), Op.FLOW_STEAM, "plant",
        "Mass flow of an orifice, corrected for density; of steam with steam_density().",
        "孔板质量流量密度补偿；蒸汽可配合 steam_density() 使用。", "flow_density(100, 4, 1)", 200, units="B, A, A -> B",
    ),
    Function(
        "normal_flow", ("flow", "p", "t"), Op.NORMAL_FLOW, "plant",
        "Gas flow at 0 degC and 101.325 kPa from the actual one, m3/h at p in kPa absolute and t in degC.",
        "将工况气体流量换算为标况（0 °C、101.325 kPa）：m3/h，p 为 kPa 绝压，t 为 °C。", "normal_flow(100, 202.65, 0)",
        200, units="m3/h, kPa(a), degC -> Nm3/h",
    ),
    Function(
        "actual_flow", ("flow", "p", "t"), Op.ACTUAL_FLOW, "plant", "Gas flow as it is in the pipe, m3/h from Nm3/h.",
        "将标况气体流量换算为工况流量 m3/h。", "actual_flow(200, 202.65, 0)", 100, units="Nm3/h, kPa(a), degC -> m3/h",
    ),
    Function(
        "gas_density", ("molar_mass", "p", "t", "z"), Op.GAS_DENSITY, "plant",
        "Density of a gas, kg/m3, from g/mol, kPa absolute and degC; z is its compressibility.",
        "气体密度 kg/m3（摩尔质量 g/mol，p 为 kPa 绝压，t 为 °C，z 为压缩因子）。",
        "round(gas_density(28.96, 101.325, 0), 4)", 1.2921, defaults=(1.0,), units="g/mol, kPa(a), degC, 1 -> kg/m3",
    ),
    Function(
        "vapour_pressure", ("t",), Op.VAPOUR_PRESSURE, "plant", "Of water in air, kPa at t degC, -45 to 60 (Magnus).",
        "空气中水的饱和蒸气压 kPa（-45–60 °C，Magnus 公式）。", "round(vapour_pressure(20), 3)", 2.333,
        units="degC -> kPa(a)",
    ),
    Function(
        "dew_point", ("t", "humidity"), Op.DEW_POINT, "plant", "In degC, from temperature and relative humidity in %.",
        "由温度（°C）与相对湿度（%）计算露点 °C。", "round(dew_point(20, 50), 2)", 9.26, units="degC, % -> degC",
    ),
    Function(
        "relative_humidity", ("t", "dew"), Op.RELATIVE_HUMIDITY, "plant", "In %, from temperature and dew point.",
        "由温度与露点计算相对湿度 %。", "relative_humidity(20, 20)", 100, units="degC, degC -> %",
    ),
    Function(
        "absolute_humidity", ("t", "humidity"), Op.HUMIDITY, "plant", "Water in air, g/m3.", "空气绝对湿度 g/m3。",
        "round(absolute_humidity(20, 50), 2)", 8.62, units="degC, % -> g/m3",
    ),
    Function(
        "air_enthalpy", ("t", "humidity", "p"), Op.AIR_ENTHALPY, "plant",
        "Enthalpy of moist air, kJ per kg of dry air; p in kPa absolute.",
        "湿空气比焓 kJ/kg（干空气）；p 为 kPa 绝压。", "round(air_enthalpy(20, 50), 2)", 38.5, defaults=(101.325,),
        units="degC, %, kPa(a) -> kJ/kg",
    ),
    Function(
        "wet_bulb", ("t", "humidity"), Op.WET_BULB, "plant",
        "In degC at sea level, to about 1 K (Stull): -20 to 50 degC, 5 to 99 %, in cold air not below 27.7 - 2.27 t %.",
        "湿球温度 °C（常压，Stull 公式，误差约 1 K）：-20–50 °C，5–99 %，低温时相对湿度不得低于 27.7 - 2.27·t %。",
        "round(wet_bulb(20, 50), 1)", 13.7, units="degC, % -> degC",
    ),
    Function(
        "reynolds", ("velocity", "diameter", "density", "viscosity"), Op.REYNOLDS, "plant",
        "Reynolds number: m/s, m, kg/m3, Pa·s.", "雷诺数（m/s、m、kg/m3、Pa·s）。", "reynolds(2, 0.1, 1000, 0.001)",
        200000, units="m/s, m, kg/m3, Pa·s -> 1",
    ),
    Function(
        "pump_power", ("flow", "head", "density", "efficiency"), Op.PUMP_POWER, "plant",
        "Shaft power, kW, from m3/h, m, kg/m3 and %.", "泵轴功率 kW（流量 m3/h，扬程 m，密度 kg/m3，效率 %）。",
        "round(pump_power(360, 10, 1000, 100), 4)", 9.8067, defaults=(1000.0, 100.0), units="m3/h, m, kg/m3, % -> kW",
    ),
    Function(
        "pump_head", ("p_in", "p_out", "density"), Op.PUMP_HEAD, "plant",
        "Head, m, from kPa before and after the pump.", "由泵进出口压力（kPa）计算扬程 m。",
        "round(pump_head(100, 198.0665), 6)", 10, defaults=(1000.0,), units="kPa~, kPa~, kg/m3 -> m",
    ),
    Function(
        "heat_duty", ("flow", "cp", "t_in", "t_out"), Op.HEAT_DUTY, "plant",
        "Heat taken up, kW: mass flow in t/h, kJ/(kg·K), degC in and out.",
        "换热量 kW：质量流量 t/h，比热 kJ/(kg·K)，进、出口温度 °C。", "heat_duty(3.6, 4.2, 20, 30)", 42,
        units="t/h, kJ/(kg·K), degC, degC -> kW",
    ),
    Function(
        "lmtd", ("hot_in", "hot_out", "cold_in", "cold_out"), Op.LMTD, "plant",
        "Logarithmic mean temperature difference of a counter-flow heat exchanger.", "逆流换热器的对数平均温差。",
        "lmtd(90, 70, 40, 60)", 30, units="degC, degC, degC, degC -> delta_degC",
    ),
    Function(
        "efficiency", ("useful", "spent"), Op.EFFICIENCY, "plant", "In %: 100 useful / spent.",
        "效率 %：100·useful/spent。", "efficiency(45, 60)", 75, units="A, A -> %",
    ),
    Function(
        "oee", ("availability", "performance", "quality"), Op.OEE, "plant",
        "Overall equipment effectiveness in % from its three parts in %.", "设备综合效率 OEE（%），三个分量均为 %。",
        "oee(90, 80, 50)", 36, units="%, %, % -> %",
    ),
    Function(
        "power3", ("voltage", "current", "factor"), Op.POWER3, "plant",
        "Power of three phases, kW, from V between phases, A and power factor.",
        "三相功率 kW（线电压 V、电流 A、功率因数）。", "round(power3(400, 100, 0.9), 3)", 62.354, defaults=(1.0,),
        units="V, A, 1 -> kW",
    ),
    Function(
        "pt100", ("resistance",), Op.PT100, "plant", "Temperature in degC of a Pt100, IEC 60751.",
        "Pt100 热电阻温度 °C（IEC 60751）。", "round(pt100(138.5055), 4)", 100, units="ohm -> degC",
    ),
    Function(
        "weir_v", ("head", "angle", "coefficient"), Op.WEIR_V, "plant",
        "Flow over a V-notch weir, m3/h, from the head in m and the angle in radians.",
        "三角堰流量 m3/h（水头 m，角度为弧度）。", "round(weir_v(0.1, pi() / 2), 2)", 15.54, defaults=(0.578,),
        units="m, angle, 1 -> m3/h",
    ),
)  # fmt: skip
