"""The page of the command line, from the arguments that the commands declare."""

import argparse
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec

from api.cli import COMMANDS
from api.docs.markdown import NOTICE, code, finished, table

Commands = dict[str, argparse.ArgumentParser]


class _Collect:
    """Stands in for what argparse gives to `add`."""

    def __init__(self) -> None:
        self.parsers: Commands = {}
        self.helps: dict[str, str] = {}

    def add_parser(self, name: str, *, help: str = "", **more: object) -> argparse.ArgumentParser:
        self.helps[name] = help
        self.parsers[name] = argparse.ArgumentParser(prog=f"tundish {name}", **more)  # type: ignore[arg-type]
        return self.parsers[name]


def page() -> str:
    """The whole page."""
    return finished(_page())


def _page() -> Iterator[str]:
    found = _Collect()
    for name in COMMANDS:
        if find_spec(f"api.cli.{name}"):
            import_module(f"api.cli.{name}").add(found)
    yield from (NOTICE, "", "# Command line", "")
    yield from ("Exit codes: 0 done, 1 problems found or work failed, 2 wrong usage, 130 interrupted.", "")
    yield from table(["Command", ""], [(code(f"tundish {name}"), text) for name, text in found.helps.items()])
    for name, parser in found.parsers.items():
        yield from _command(f"tundish {name}", parser, found.helps[name])


def _command(name: str, parser: argparse.ArgumentParser, summary: str) -> Iterator[str]:
    yield from (f"## {name}", "", summary[:1].upper() + summary[1:] + ("." if summary else ""), "")
    if parser.description:
        yield from ("```text", *parser.description.strip().splitlines(), "```", "")
    actions = [action for action in parser._actions if action.dest != "help"]  # noqa: SLF001 - argparse has no other way
    yield from table(
        ["Argument", "", "Default"],
        [
            (_written(action), _filled(action), _default(action))
            for action in actions
            if not isinstance(action, argparse._SubParsersAction)  # noqa: SLF001
        ],
    )
    for action in actions:
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            helps = {choice.dest: choice.help or "" for choice in action._choices_actions}  # noqa: SLF001
            for sub, inner in action.choices.items():
                yield from _command(f"{name} {sub}", inner, helps.get(sub, ""))


def _written(action: argparse.Action) -> str:
    """`--out OUT.jsonl`, `FLOW.json…`."""
    metavar = action.metavar if isinstance(action.metavar, str) else action.dest.upper()
    if not action.option_strings:
        return code(metavar + ("…" if action.nargs in {"+", "*"} else ""))
    takes = "" if action.nargs == 0 else f" {metavar}"
    return code(f"{', '.join(action.option_strings)}{takes}")


def _filled(action: argparse.Action) -> str:
    return (
        (action.help or "") % {**vars(action), "prog": "tundish"} if "%(" in (action.help or "") else action.help or ""
    )


def _default(action: argparse.Action) -> str:
    shown = action.default is not None and action.default is not False and action.default not in ("", [])
    return code(str(action.default)) if shown and action.default != argparse.SUPPRESS else ""
