"""In a process of its own: evaluate hostile strings, each in a fork with little memory and processor time.

Reads a list of [language, evaluator, text] as JSON, writes what became of each: `error` (refused, or failed with an
error of ours or of the language), `value` (harmless), or that it fell: `executed`, `hung`, `memory`, `leaked`,
`changed`.
"""

import json
import os
import resource
import signal
import sys
import time
from typing import Any, NoReturn

from jinja2 import Environment, debug

from engine.expression import compile_expression
from engine.template import compile_template

MEMORY = 100_000_000
SECONDS = 1
REACHED = {
    "os.system", "subprocess.Popen", "os.exec", "os.posix_spawn", "open", "socket.connect", "os.listdir", "os.remove",
    "os.fork", "os.kill", "builtins.breakpoint", "builtins.input", "ctypes.dlopen",
}  # fmt: skip
SIGNS = ("<class", "<built-in", "<function", "<module", "<bound method", "<code", "<frame", "object at 0x", "CANARY")
EXITS = {10: "error", 11: "value", 12: "executed", 13: "memory", 14: "leaked", 15: "changed", 16: "hung"}
UNBOUNDED = {
    "replace": str.replace,
    "trim": str.strip,
    "find": str.find,
    "part": lambda x, start, length: x[start : start + length],
}
"""Functions of ours that plain Python has as methods: as they are there."""
armed = False


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    """What no expression may reach: files, programs, the network."""
    hostile = event in REACHED or (event == "import" and arguments and arguments[0] in {"os", "subprocess", "socket"})
    if armed and hostile:
        os._exit(12)


def names() -> dict[str, Any]:
    data = {"unit": "mmol/L", "text": "abc", "items": [1, 2, 3], "CANARY": "x"}
    return {"value": 3.0, "n": 9, "kind": "result", "point": "P1", "time": "2026-11-21", "data": data}


def evaluate(language: str, evaluator: str, text: str, known: dict[str, Any]) -> Any:
    if evaluator == "ours":
        if language == "expression":
            return compile_expression(text).evaluate(known)
        return compile_template(text).render(known)
    if language == "expression":
        return eval(text, {"secret": "CANARY", **UNBOUNDED}, {**known, **known["data"]})
    return Environment().from_string(text).render(known)


def judge(language: str, evaluator: str, text: str) -> NoReturn:
    """Never returns: the exit code says what became of it."""
    global armed  # noqa: PLW0603 - an audit hook cannot be taken away
    known, before = names(), json.dumps(names())
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - Path would be audited as well
        size = int(file.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (size + MEMORY, size + MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS + 1, SECONDS + 1))
    sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - until the end
    begin = time.process_time()
    armed = True
    try:
        value = evaluate(language, evaluator, text, known)
    except MemoryError:
        os._exit(13)
    except BaseException:  # noqa: BLE001 - whatever it is, it is the answer
        code = 10
    else:
        shown = value if isinstance(value, str) else repr(value)
        code = 14 if any(sign in shown for sign in SIGNS) else 11
    if time.process_time() - begin > SECONDS:
        code = 16
    os._exit(15 if json.dumps(known, default=repr) != before else code)


def main() -> None:
    assert (
        debug.__name__
    )  # imported now: jinja2 does it when a template fails, which would look like reaching for a file
    sys.addaudithook(watch)
    asked = json.load(sys.stdin)
    for language, text in (("expression", "value + 1"), ("template", "{{ value ~ 'x' }}")):
        evaluate(language, "ours", text, names())  # what is imported when it is first used
        evaluate(language, "plain", text, names())
    told = []
    for language, evaluator, text in asked:
        child = os.fork()
        if child == 0:
            judge(language, evaluator, text)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            told.append("hung" if os.WTERMSIG(status) in {signal.SIGXCPU, signal.SIGKILL} else "crashed")
        else:
            told.append(EXITS.get(os.WEXITSTATUS(status), "crashed"))
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
