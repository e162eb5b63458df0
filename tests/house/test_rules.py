"""Each house rule catches a planted defect and leaves its honest twin alone; the house itself keeps them all."""

import pytest

from tests.house import rules

KEY = "-----BEGIN " + "PRIVATE KEY-----"
REGISTRY = "https://" + "pypi" + ".org/simple"
HERE = "/" + "work/main/x"

PLANTED = {
    "time.time": ("clock", "engine/x.py", "import time\nnow = time.time()"),
    "time as another name": ("clock", "tundish/x.py", "import time as t\nnow = t.monotonic_ns()"),
    "from time": ("clock", "nodes/x.py", "from time import perf_counter as tick\nnow = tick()"),
    "handed on uncalled": ("clock", "nodes/x.py", "import time\nmake(clock=time.time_ns)"),
    "datetime.now": ("clock", "nodes/x.py", "from datetime import UTC, datetime\nnow = datetime.now(UTC)"),
    "datetime.datetime.now": ("clock", "nodes/x.py", "import datetime as dt\nnow = dt.datetime.utcnow()"),
    "loop time": ("clock", "engine/x.py", "import asyncio\nnow = asyncio.get_running_loop().time()"),
    "randomness": ("clock", "engine/x.py", "import random\nx = random.random()"),
    "numpy randomness": ("clock", "nodes/x.py", "import numpy as np\nx = np.random.default_rng()"),
    "time in a source": ("clock", "nodes/source/x.py", "import time\nnow = time.time()"),
    "loop time in a computation": ("clock", "nodes/compute/x.py", "def f(loop):\n    return loop.time()"),
    "uuid4": ("clock", "nodes/x.py", "from uuid import uuid4\nx = uuid4()"),
    "device library in a node": ("device", "nodes/compute/x.py", "from pymodbus.client import AsyncModbusTcpClient"),
    "device library in the server": ("device", "api/x.py", "def f():\n    import paho.mqtt.client"),
    "device library by name": ("device", "api/x.py", "import importlib\nimportlib.import_module('asyncua')"),
    "too long": ("length", "api/x.py", "x = 1\n" * 401),
    "registry": ("host", "docs/x.md", f"pip install -i {REGISTRY}"),
    "address in a lock": ("host", "editor/package-lock.json", '"resolved": "http' + '://here/x.tgz"'),
    "machine path": ("machine", "docs/x.md", f"see {HERE}"),
    "unfinished": ("unfinished", "api/x.py", "# TO" + "DO: later"),
    "private key": ("secret", "api/x.pem", KEY),
    "syntax": ("parsed", "api/x.py", "def f(:\n"),
}

HONEST = {
    "a column called time": ("engine/x.py", "def f(samples):\n    return samples.time"),
    "sleep": ("nodes/x.py", "import asyncio\nasync def f():\n    await asyncio.sleep(1)"),
    "when to poll next": ("nodes/source/x.py", "import asyncio\nclock = asyncio.get_running_loop().time"),
    "reading a stamp": ("nodes/x.py", "from datetime import UTC, datetime\nx = datetime.fromtimestamp(0, UTC)"),
    "the clock itself": ("engine/clock.py", "import time\nnow = time.time_ns()"),
    "the server's clock": ("api/x.py", "import time\nnow = time.time()"),
    "a driver": ("nodes/drivers/modbus.py", "import pymodbus"),
    "a test's broker": ("tests/nodes/x.py", "import amqtt"),
    "exactly long enough": ("api/x.py", "x = 1\n" * 400),
    "a web address": ("docs/x.md", "https://reference.opcfoundation.org/work/x"),
    "a lock": ("editor/package-lock.json", '"integrity": "sha512-xx"'),
    "a relative path": ("docs/x.md", "see ../work/x"),
}


@pytest.mark.parametrize(("rule", "path", "text"), PLANTED.values(), ids=PLANTED)
def test_catches_a_planted_defect(rule: str, path: str, text: str) -> None:
    assert [rule] == [found.split(": ")[1] for found in rules.findings(path, text)]


@pytest.mark.parametrize(("path", "text"), HONEST.values(), ids=HONEST)
def test_leaves_honest_code_alone(path: str, text: str) -> None:
    assert [] == list(rules.findings(path, text))


def function(lines: int) -> str:
    return "def f() -> None:\n" + "    x = 1\n" * (lines - 1)


def test_typical_sizes_are_held() -> None:
    assert [] == list(rules.typical({"api/a.py": function(8) * 15, "tests/x.py": function(300)}))
    assert ["half of our files", "half of our functions"] == [
        " ".join(told.split()[:4]) for told in rules.typical({"api/a.py": function(121), "api/b.py": function(122)})
    ]


def test_every_rule_has_a_planted_defect() -> None:
    assert {rule.__name__ for rule in rules.RULES} | {"parsed"} == {rule for rule, _, _ in PLANTED.values()}


def test_files_are_found_and_are_text() -> None:
    found = rules.files()
    assert {"dev", "pyproject.toml", "tests/house/rules.py"} <= set(found)
    assert not [name for name in found if name.startswith((".venv/", "editor/node_modules/"))]
