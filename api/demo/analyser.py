"""A coagulation analyser: measures controls all day, and now and then something is wrong with them."""

import csv
import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

DATA = Path(__file__).parent / "data"
TOPIC = "lab/coag-1/result"
MATERIAL, LEVEL, LOT = "CG5022", "2", "256CG"
OLD_POOL = {"material": "Plasma pool", "level": "1", "lot": "P-07"}
"""A material of the house that has expired; see the flow."""
METHODS = (
    ("APTT", "Siemens/Dade Actin FS"), ("PT", ""), ("PT INR", ""), ("Fibrinogen", ""),
    ("Antithrombin III activity", ""), ("Factor VIII activity", ""), ("TT", ""),
)  # fmt: skip
"""What this analyser measures, as far as the insert has it."""

Row = dict[str, str]


def insert() -> list[Row]:
    """The 286 lines of the insert."""
    with (DATA / "cg5022.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def measured(rows: list[Row]) -> list[Row]:
    """The lines of the analyser's own methods, one for each analyte."""
    found: list[Row] = []
    for analyte, method in METHODS:
        lines = [row for row in rows if row["analyte"] == analyte and method in {row["method"], ""}]
        found += lines[:1]
    return found


def results(seed: int = 3) -> Iterator[dict[str, Any]]:
    """Results without end: most pass, every ninth fails, and a wrong lot, an expired material, an unknown method."""
    rng = random.Random(seed)  # noqa: S311 - a simulation that can be repeated
    rows = measured(insert())
    number = 0
    while True:
        for row in rows:
            number += 1
            yield _result(rng, row, number)


def _result(rng: random.Random, row: Row, number: int) -> dict[str, Any]:
    target = Decimal(row["target"])
    share = rng.gauss(0, 0.035)
    if number % 9 == 4:  # noqa: PLR2004
        share = rng.choice((-1, 1)) * rng.uniform(0.22, 0.3)
    result = {
        "analyte": row["analyte"], "unit": row["unit"], "method": row["method"], "material": MATERIAL, "level": LEVEL,
        "lot": LOT, "run": f"R{number // 20 + 1:04d}", "sample": f"QC{number:05d}",
        "value": str((target * (1 + Decimal(str(round(share, 4))))).quantize(target)),
    }  # fmt: skip
    if number % 17 == 8:  # noqa: PLR2004
        result["lot"] = "255CG"
    elif number % 23 == 11:  # noqa: PLR2004
        result |= OLD_POOL
    elif number % 41 == 20:  # noqa: PLR2004
        result["method"] = "Unheard-of reagent"
    return result


class Analyser:
    """Publishes results to a broker, at least once."""

    def __init__(self, port: int, seed: int = 3) -> None:
        self._results = results(seed)
        self._client = Client(CallbackAPIVersion.VERSION2, "coag-1")
        self._client.connect_async("127.0.0.1", port)
        self._client.loop_start()

    def publish(self) -> None:
        """One result, as of now."""
        body = {"time": datetime.now(UTC).isoformat(), "instrument": "coag-1", **next(self._results)}
        self._client.publish(TOPIC, json.dumps(body, ensure_ascii=False), 1)
