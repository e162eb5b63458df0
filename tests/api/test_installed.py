"""What a server imports before its flows run: no more than that takes."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from api.installed import Installed
from api.office import opened
from api.server import Server
from tests.api.conftest import Browser, add_flow, deploy, flow
from tests.fixtures.troublesome import installed
from tundish.catalogue import load

LATER = {
    "alembic", "asyncua", "iapws", "mako", "nodes", "openpyxl", "paho", "pandas", "pint", "pyarrow", "pymodbus",
}  # fmt: skip
START = """
import sys
from pathlib import Path
import api.cli.serve, api.listen
from api.app import create_app
from api.settings import Settings
from engine.processes.supervisor import Supervisor

data = Path(sys.argv[1])
create_app(Settings(data), Supervisor(data / "flows"))
print(*{name.partition(".")[0] for name in sys.modules})
"""
KINDS = """
from engine.formula import parse
from tundish.catalogue import load
load()
print(parse._parser.cache_info().currsize)
"""


def test_what_is_not_needed_to_run_flows_comes_later(tmp_path: Path) -> None:
    with opened(tmp_path):
        pass
    command = [sys.executable, "-c", START, str(tmp_path)]
    imported = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.split()
    assert set() == LATER & set(imported)
    assert {"api", "engine", "fastapi"} <= set(imported)


def test_importing_all_kinds_compiles_no_formula() -> None:
    assert (
        "0"
        == subprocess.run([sys.executable, "-c", KINDS], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    )


def test_kinds_are_those_of_the_catalogue() -> None:
    installed, known = Installed(), load()
    assert known.kinds == installed.kinds
    assert (known.connections, known.texts) == (installed.connections, installed.texts)
    assert (known.specs(), known.connection_specs()) == (installed.specs(), installed.connection_specs())


BROKEN = """
from api.installed import Installed
from tundish.errors import TundishError
for _ in range(2):
    try:
        Installed().kinds
    except TundishError as error:
        print(error)
"""


def test_a_package_that_cannot_be_imported_is_named_each_time_and_tried_once(tmp_path: Path) -> None:
    (tmp_path / "broken_nodes.py").write_text("print('imported'); raise OSError('no such library')")
    command, env = [sys.executable, "-c", BROKEN], {**os.environ, "PYTHONPATH": installed(tmp_path, "broken_nodes")}
    said = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=env).stdout.splitlines()
    told = "The package broken_nodes of nodes cannot be imported: OSError: no such library"
    assert ["imported", told, told] == [line.partition(". ")[0].removesuffix(".") for line in said]


class Slow:
    """A catalogue that is not loaded yet: whoever asks it in the server's loop stops everybody."""

    def __init__(self, known: Any) -> None:
        self._known = known

    def __getattr__(self, name: str) -> Any:
        with pytest.raises(RuntimeError, match="no running event loop"):
            asyncio.get_running_loop()
        return getattr(self._known, name)


def test_who_asks_for_kinds_while_they_are_loaded_waits_alone(browser: Browser, server: Server) -> None:
    server.catalogue = Slow(server.catalogue)
    engineer = browser("engineer")
    plc = {"id": "plc1", "kind": "plc", "name": "PLC 1", "settings": {"host": "10.0.0.5"}}
    assert 201 == engineer.post("/api/connections", json=plc).status_code
    document = flow()
    document["nodes"]["w"] = {"kind": "alarm.watch", "version": 1, "name": "", "config": {}, "position": [0, 0]}
    add_flow(engineer, document)
    deploy(engineer)
    vars(server).pop("specs")
    assert 200 == engineer.post("/api/flows/pumps/nodes/w/commands", json={"command": "reset"}).status_code
    assert 200 == engineer.get("/api/catalogue").status_code
