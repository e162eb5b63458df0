"""A pump station: a tank that fills, two pumps that empty it, and what wears out. Time in seconds, no clock inside."""

import math
import random
from collections.abc import Sequence

from api.demo.plc import Plc

POINTS = ("tank.level", "header.pressure", "header.flow", "P1.bearing", "P1.vibration", "P2.bearing", "P2.vibration")
"""Input registers 0, 2, 4 … as 32-bit floats, the high word first."""
CURRENTS = 14
"""Input registers 14 and 15: motor currents in 0.1 A."""


class Pump:
    """One pump: its bearing warms up, and shakes when it must."""

    def __init__(self, rng: random.Random, trouble: float) -> None:
        self._rng = rng
        self._trouble = trouble
        """Seconds from one spell of trouble to the next."""
        self.bearing = 32.0
        self.vibration = 1.0
        self.current = 0.0

    def step(self, now: float, dt: float, *, runs: bool) -> None:
        spell = runs and now % self._trouble > self._trouble - 14
        goal = (84.0 if spell else 58.0) if runs else 30.0
        self.bearing += (goal - self.bearing) * min(1.0, dt / (7.0 if spell else 12.0)) + self._rng.gauss(0, 0.05)
        shake = (5.2 if spell else 2.1) if runs else 0.2
        self.vibration += (shake - self.vibration) * min(1.0, dt / 3.0) + self._rng.gauss(0, 0.08 if runs else 0.01)
        self.vibration = max(self.vibration, 0.0)
        drawn = 41.5 + (1.8 if spell else 0.0) + self._rng.gauss(0, 0.25) if runs else 0.0
        self.current += (drawn - self.current) * min(1.0, dt / 0.8)


class PumpStation:
    """Coils 0 and 1 run the pumps; discrete inputs 0 and 1 say that they do."""

    def __init__(self, plc: Plc, seed: int = 1) -> None:
        rng = random.Random(seed)  # noqa: S311 - a simulation that can be repeated
        self._rng = rng
        self._plc = plc
        self.pumps = (Pump(rng, 70.0), Pump(rng, 95.0))
        self.level = 62.0
        self.pressure = 300.0
        self.flow = 45.0
        self._now = 40.0
        plc.coils[0] = 1
        self._show()

    def step(self, dt: float) -> None:
        """Let time pass."""
        self._now += dt
        self._float_switches()
        runs = [bool(coil) for coil in self._plc.coils[:2]]
        inflow = 60.0 + 12.0 * math.sin(self._now / 19.0) + self._rng.gauss(0, 1.5)
        wet = self.level > 1.0
        self.flow += (43.0 * sum(runs) * wet - self.flow) * min(1.0, dt / 1.5)
        self.level = min(max(self.level + 0.075 * (inflow - self.flow) * dt, 0.0), 100.0)
        goal = 120.0 + 3.2 * self.flow + 0.6 * self.level if any(runs) else 110.0 + 0.6 * self.level
        self.pressure += (goal - self.pressure) * min(1.0, dt / 1.2) + self._rng.gauss(0, 0.8)
        for pump, on in zip(self.pumps, runs, strict=True):
            pump.step(self._now, dt, runs=on)
        self._show()

    def _float_switches(self) -> None:
        """The station's own safety, should nobody else act."""
        if self.level > 95.0:  # noqa: PLR2004
            self._plc.coils[1] = 1
        elif self.level < 8.0:  # noqa: PLR2004
            self._plc.coils[1] = 0

    def _show(self) -> None:
        plc = self._plc
        plc.discrete[:2] = plc.coils[:2]
        for place, value in enumerate(self.values()):
            plc.put_float(plc.inputs, 2 * place, value)
        for i, pump in enumerate(self.pumps):
            plc.put_int(plc.inputs, CURRENTS + i, 10 * pump.current)

    def values(self) -> Sequence[float]:
        """As in POINTS."""
        one, two = self.pumps
        flow = self.flow + self._rng.gauss(0, 0.3)
        return (self.level, self.pressure, flow, one.bearing, one.vibration, two.bearing, two.vibration)
