"""House rules that no off-the-shelf linter knows. `python -m tests.house.rules` prints what breaks one.

Each rule takes a file's path (relative to the repo, with /) and its text, and yields (line, what is wrong).
"""

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path
from statistics import median
from typing import TypeAlias

ROOT = Path(__file__).parents[2]
LONGEST = 400
SHIPPED = ("tundish/", "flows/", "engine/", "nodes/", "api/")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)

Finding: TypeAlias = tuple[int, str]
Rule: TypeAlias = Callable[[str, str], Iterator[Finding]]

DETERMINISTIC = ("tundish/", "engine/", "nodes/")
MAY_READ_A_CLOCK = {  # path: why this one may
    "engine/clock.py": "it is the clock that all others are given",
    "engine/processes/minder.py": "whether a worker lives is about the present, not about data",
    "engine/processes/supervisor.py": "restarts and leases are about the present, not about data",
    "engine/processes/worker.py": "drives flows by the clock it makes",
    "nodes/drivers/webhook.py": "a trial, outside any flow, is signed by the time of day",
    "nodes/drivers/mqtt.py": "a trial has a client id that nobody else has",
    "tundish/connection.py": "back-off and timeouts of a device",
    "tundish/connector.py": "back-off and timeouts of a device",
}
MAY_KEEP_A_BEAT = {  # path: why this one may use the event loop's clock, and chance, to choose when to do I/O
    "engine/outbox/delivery.py": "the pause before the next try",
    "engine/outbox/lane.py": "the pause before the next try",
    "engine/work/crew.py": "the pause before a source starts again",
    "engine/processes/load.py": "by how much the loop wakes up too late",
    "nodes/drivers/*": "timeouts of a device",
    "nodes/source/*": "when to read next; what is read is stamped with io.now()",
}
CLOCKS = {
    "time": {
        "time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "process_time",
        "process_time_ns", "thread_time", "clock_gettime", "clock_gettime_ns", "localtime", "gmtime", "ctime",
    },
    "datetime.datetime": {"now", "utcnow", "today"},
    "datetime.date": {"today"},
    "random": {"*"},
    "asyncio.loop": {"time"},
    "secrets": {"*"},
    "numpy.random": {"*"},
    "uuid": {"uuid1", "uuid4", "uuid7"},
    "os": {"urandom", "times"},
}  # fmt: skip

DEVICE_LIBRARIES = {"asyncua", "pymodbus", "paho", "amqtt", "aiomqtt", "serial", "snap7", "pycomm3", "opcua"}
MAY_TALK_TO_DEVICES = {  # path: why this one may
    "nodes/drivers/*": "the drivers",
    "nodes/source/modbus.py": "a driver",
    "nodes/source/opcua.py": "a driver",
    "nodes/source/mqtt.py": "a driver",
    "nodes/action/mqtt.py": "a driver",
    "nodes/connections/*": "shared by the drivers of one protocol",
    "api/demo/*": "the simulated plant is the other end of the line",
    "tests/*": "tests stand at the other end of the line",
}

REGISTRY_HOST = re.compile(
    r"(?i)\b(?:(?:test\.)?pypi\.org|pythonhosted\.org|registry\.npmjs\.org|registry\.yarnpkg\.com"
    r"|(?:deb|security|ftp)\.debian\.org|(?:static\.|index\.)?crates\.io)\b"
)
MACHINE_PATH = re.compile(r"(?:^|[^\w.~-])/(?:work|farm|root|home/\w+|Users/\w+)/")
UNFINISHED = re.compile(r"\b(?:TOD[O]|FIXM[E]|XX[X])\b")
SECRET = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_\w{30,}|\btdt_[\w-]{32,}|\bxox[baprs]-\w{10,}"
)


def clock(path: str, text: str) -> Iterator[Finding]:
    """Nothing but the clock itself reads time or draws randomness."""
    if not _python(path) or not path.startswith(DETERMINISTIC) or _listed(path, MAY_READ_A_CLOCK):
        return
    allowed = {"asyncio.loop", "random"} if _listed(path, MAY_KEEP_A_BEAT) else set()
    tree = ast.parse(text)
    names = dict(_imported(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name):
            module, _, name = _full_name(node, names).rpartition(".")
            if module not in allowed and {name, "*"} & CLOCKS.get(module, set()):
                yield node.lineno, f"{module}.{name}: time and chance are inputs here, never read"


def device(path: str, text: str) -> Iterator[Finding]:
    """Device libraries stay in the drivers."""
    if not _python(path) or _listed(path, MAY_TALK_TO_DEVICES):
        return
    for line, module in _modules(ast.parse(text)):
        if module.partition(".")[0] in DEVICE_LIBRARIES:
            yield line, f"imports {module}: only the drivers talk to devices (MAY_TALK_TO_DEVICES)"


def length(path: str, text: str) -> Iterator[Finding]:
    """A file of Python has its limit."""
    lines = text.count("\n")
    if _python(path) and lines > LONGEST:
        yield lines, f"{lines} lines; {LONGEST} is the most"


def host(path: str, text: str) -> Iterator[Finding]:
    """No package registry is named."""
    yield from _matches(REGISTRY_HOST, text, "names a package registry")
    if path.endswith("package-lock.json"):
        yield from _matches(re.compile(r'"resolved": "http'), text, "a lock names no download address")


def machine(path: str, text: str) -> Iterator[Finding]:
    """No path that exists on one machine only."""
    yield from _matches(MACHINE_PATH, text, "a path of one machine")


def unfinished(path: str, text: str) -> Iterator[Finding]:
    """What is to do stands in an issue."""
    if not path.endswith(("package-lock.json", ".csv", ".lock")):
        yield from _matches(UNFINISHED, text, "unfinished")


def secret(path: str, text: str) -> Iterator[Finding]:
    """No keys, no tokens."""
    yield from _matches(SECRET, text, "looks like a secret")


def parsed(path: str, text: str) -> Iterator[Finding]:
    """Python files are Python."""
    try:
        ast.parse(text) if _python(path) else None
    except SyntaxError as error:
        yield error.lineno or 1, f"not Python: {error.msg}"


RULES: tuple[Rule, ...] = (clock, device, length, host, machine, unfinished, secret)


def findings(path: str, text: str) -> Iterator[str]:
    """All that one file breaks, as `path:line: rule: what`."""
    broken = list(parsed(path, text))
    rules = (parsed,) if broken else RULES
    for rule in rules:
        for line, what in rule(path, text):
            yield f"{path}:{line}: {rule.__name__}: {what}"


def typical(texts: Mapping[str, str]) -> Iterator[str]:
    """The sizes of what we ship, taken together; `texts` are all files by path."""
    ours = {path: text for path, text in texts.items() if path.startswith(SHIPPED) and _python(path)}
    functions = [node for text in ours.values() for node in ast.walk(ast.parse(text)) if isinstance(node, FUNCTIONS)]
    lengths = [(node.end_lineno or node.lineno) - node.lineno + 1 for node in functions]
    sizes = {"file": ([text.count("\n") for text in ours.values()], 120), "function": (lengths, 8)}
    for what, (found, most) in sizes.items():
        if found and median(found) > most:
            yield f"half of our {what}s have more than {most} lines (median {median(found):.0f}): make smaller ones"


def files() -> list[str]:
    """What git has or would add, as far as it is text."""
    git = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    return sorted(name for name in subprocess.check_output(git, text=True).split("\0") if _text(ROOT / name))


def main() -> int:
    texts = {name: (ROOT / name).read_text("utf-8") for name in files()}
    found = [line for name, text in texts.items() for line in findings(name, text)]
    found += [] if found else typical(texts)
    print("\n".join(found))
    return 1 if found else 0


def _python(path: str) -> bool:
    return path.endswith(".py") or path == "dev"


def _listed(path: str, patterns: dict[str, str]) -> bool:
    return any(fnmatch(path, pattern) for pattern in patterns)


def _text(path: Path) -> bool:
    if not path.is_file() or path.is_symlink():
        return False
    start = path.read_bytes()[:4096]
    return b"\0" not in start and not start.startswith(b"\x89PNG")


def _matches(pattern: re.Pattern[str], text: str, what: str) -> Iterator[Finding]:
    for number, line in enumerate(text.splitlines(), 1):
        if found := pattern.search(line):
            yield number, f"{what}: {found[0].strip()}"


def _modules(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in {"importlib.import_module", "__import__"}:
            yield from (
                (a.lineno, a.value) for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)
            )


def _imported(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Local name and what it stands for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield (
                    alias.asname or alias.name.partition(".")[0],
                    alias.name if alias.asname else alias.name.partition(".")[0],
                )
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((alias.asname or alias.name, f"{node.module}.{alias.name}") for alias in node.names)


def _full_name(node: ast.expr, names: dict[str, str]) -> str:
    """`np.random.rand` is numpy.random.rand; whatever is called loop, or returns one, is asyncio.loop."""
    if ast.unparse(node).endswith(("loop", "get_event_loop()", "get_running_loop()")):
        return "asyncio.loop"
    if isinstance(node, ast.Name):
        return names.get(node.id, "")
    if isinstance(node, ast.Attribute) and (owner := _full_name(node.value, names)):
        return f"{owner}.{node.attr}"
    return ""


if __name__ == "__main__":
    sys.exit(main())
