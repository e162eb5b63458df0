"""A melting furnace with its off-gas: charges of scrap, a damper that lags. Served by OPC UA on loopback."""

import math
import random
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

VALUES = ("T1", "T2", "T3", "O2", "CO", "SO2", "GasFlow", "GasTemp", "Fuel", "Draft")
"""Variables `ns=2;s=Furnace.NAME`."""
CYCLE = 55.0
"""Seconds from charge to charge."""
BURN = 16.0
"""Seconds for which the oil on the scrap burns and the damper cannot follow."""


class Furnace:
    """Temperatures in °C, O2 in %, CO and SO2 in mg/m³, gas flow in m³/h, fuel in m³/h, draft in Pa."""

    def __init__(self, seed: int = 2) -> None:
        self._rng = random.Random(seed)  # noqa: S311 - a simulation that can be repeated
        self._now = 45.0
        self.now: dict[str, float] = {
            "T1": 1172.0, "T2": 1238.0, "T3": 1205.0, "O2": 6.2, "CO": 38.0, "SO2": 118.0, "GasFlow": 14200.0,
            "GasTemp": 186.0, "Fuel": 610.0, "Draft": -24.0,
        }  # fmt: skip

    def step(self, dt: float) -> None:
        """Let time pass."""
        self._now += dt
        after = self._now % CYCLE
        burn = math.sin(math.pi * after / BURN) if after < BURN else 0.0
        hot = 1.0 if self._now % (3 * CYCLE) < CYCLE else 0.0  # every third charge is a dirty one
        goals = {
            "T1": 1175.0 - 30.0 * burn, "T2": 1240.0 - 12.0 * burn + 14.0 * hot, "T3": 1206.0 - 8.0 * burn,
            "O2": 6.3 - 4.9 * burn, "CO": 35.0 + 260.0 * burn**2 * (1.0 + 0.5 * hot), "SO2": 115.0 + 120.0 * burn,
            "GasFlow": 14100.0 + 2600.0 * burn, "GasTemp": 185.0 + 34.0 * burn, "Fuel": 612.0 - 90.0 * burn,
            "Draft": -25.0 + 13.0 * burn,
        }  # fmt: skip
        lags = {"T1": 8.0, "T2": 8.0, "T3": 10.0, "GasTemp": 5.0}
        noise = {"T1": 0.4, "T2": 0.4, "T3": 0.4, "O2": 0.04, "CO": 1.5, "SO2": 1.5, "GasFlow": 40.0, "Fuel": 2.0}
        for name, goal in goals.items():
            move = (goal - self.now[name]) * min(1.0, dt / lags.get(name, 1.5))
            self.now[name] += move + self._rng.gauss(0, noise.get(name, 0.2))
        self.now["O2"] = min(max(self.now["O2"], 0.1), 20.9)
        self.now["CO"] = max(self.now["CO"], 0.0)


class FurnaceServer:
    """OPC UA. asyncua is imported when it starts: it takes a second."""

    def __init__(self, furnace: Furnace) -> None:
        self._furnace = furnace
        self._nodes: dict[str, Any] = {}
        self._server: Any = None
        self.port = 0

    async def start(self, port: int) -> None:
        ua: Any = import_module("asyncua.ua")
        server = self._server = import_module("asyncua").Server()
        await server.init()
        server.set_server_name("Tundish demo furnace")
        server.set_endpoint(f"opc.tcp://127.0.0.1:{port}/furnace")
        server.set_security_policy([ua.SecurityPolicyType.NoSecurity])
        space = await server.register_namespace("urn:tundish:demo")
        place = await server.nodes.objects.add_object(space, "Furnace")
        for name in VALUES:
            node = await place.add_variable(ua.NodeId(f"Furnace.{name}", space), name, self._furnace.now[name])
            self._nodes[name] = node
        await server.start()
        self.port = port

    async def show(self) -> None:
        """Publish the values as of now, all with one source time."""
        ua: Any = import_module("asyncua.ua")
        at = datetime.now(UTC)
        for name, node in self._nodes.items():
            value = ua.Variant(self._furnace.now[name], ua.VariantType.Double)
            await node.write_value(ua.DataValue(value, SourceTimestamp=at))
