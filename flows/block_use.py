"""Block use: the settings of a node that stands for a block, judged: which block, with which values, for which devices.

```json
{"block": "pump", "version": 2, "parameters": {"high": 80}, "devices": [{"device": "P1"}, {"device": "P2", "high": 90}]}
```
A row of the table of devices names the device, and the parameters whose value is another one for it.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from flows.devices import Applied, Context, device_scope
from flows.document import config_of
from flows.fill import Scope, Typed, filled, uses
from flows.parameters import DEVICE, declared, fitted, unknown
from flows.words import shown
from tundish.errors import Problem
from tundish.hint import did_you_mean

MOST_DEVICES = 10_000
LONGEST_DEVICE = 100
DEVICE_POINTS = "{device}.*"

_KEYS = ("block", "version", "parameters", "devices")
_NO_DEVICE = frozenset('*?{}"')

Problems = list[Problem]


class BlockUse(NamedTuple):
    """The settings, of the right shape."""

    block: str
    version: int
    parameters: dict[str, Any]
    devices: list[Any]


def use_of(node: dict[str, Any], path: str, problems: Problems) -> BlockUse | None:
    """The settings of a node of kind `block`; None when there is no telling which block is meant."""
    config = config_of(node)
    if config is None:
        return None  # the structure is broken, which is told elsewhere
    for key in config:
        if key not in _KEYS:
            hint = did_you_mean(key, list(_KEYS)) or "Take it out"
            problems.append(Problem("config", f"There is no setting {key!r}", hint, path, key))
    wanted: dict[str, tuple[type, Any, str]] = {
        "block": (str, "", "the id of a block"), "version": (int, 1, "a whole number"),
        "parameters": (dict, {}, "an object"), "devices": (list, [], "a list"),
    }  # fmt: skip
    values = []
    for key, (kind, default, words) in wanted.items():
        value = config.get(key, default)
        if not isinstance(value, kind) or isinstance(value, bool):
            problems.append(Problem("config", f"{key} must be {words}; it is {shown(value)}", "", path, key))
            value = default
        values.append(value)
    use = BlockUse(*values)
    if not use.block:
        problems.append(Problem("block", "No block is chosen", "Name one of the blocks of this flow", path, "block"))
        return None
    return use


def block_of(use: BlockUse, path: str, blocks: Any, problems: Problems) -> dict[str, Any] | None:
    """The block that is meant, if the flow holds it in that version."""
    known = blocks if isinstance(blocks, dict) else {}
    block = known.get(use.block)
    if not isinstance(block, dict):
        hint = did_you_mean(use.block, list(known)) or "Put it into the blocks of the flow"
        problems.append(Problem("block", f"There is no block {use.block!r} in this flow", hint, path, "block"))
        return None
    held = block.get("version", 1)
    if held != use.version:
        message = f"Version {use.version} of the block {use.block!r} is used, but the flow holds version {held}"
        hint = f"Write version {held} here, or put version {use.version} into the flow"
        problems.append(Problem("block-version", message, hint, path, "version"))
    return block


class _Outer(NamedTuple):
    """Where the block is used."""

    path: str
    applied: Applied
    known: Mapping[str, Any]
    whose: str


class Values:
    """Gives a block's parameters their values, and notes what is wrong with them."""

    def __init__(
        self, use: BlockUse, block: dict[str, Any], outer: tuple[str, Applied, Mapping[str, Any], str],
        problems: Problems,
    ) -> None:  # fmt: skip
        self._use = use
        self._declared = declared(block)
        self._pattern = str(block.get("device_points", DEVICE_POINTS))
        self._outer = _Outer(*outer)
        self._problems = problems

    def applied(self) -> Applied | None:
        """The values of each device, or of the one thing the block is used for; None when some of them are wrong."""
        before = len(self._problems)
        outer, use = self._outer.applied, self._use
        self._names(use.parameters, "parameters")
        self._uses()
        base = self._scope(use.parameters, outer.base.scope, "parameters", whole=not use.devices and not outer.many)
        if use.devices and outer.many:
            message = f"A block inside a table of devices ({self._outer.path!r}) cannot have a table of its own"
            self._say(message, "Take the devices out of one of the two", "devices")
            return None
        if use.devices:
            contexts = tuple(self._devices(base))
            pattern = self._pattern
        elif outer.many:
            contexts, pattern = tuple(self._inherited()), outer.pattern
        else:
            contexts, pattern = (Context("", base),), ""
        wrong = any(problem.severity == "error" for problem in self._problems[before:])
        return None if wrong else Applied(Context("", base), contexts, pattern)

    def _scope(self, given: Mapping[str, Any], outer: Scope, at: str, *, whole: bool) -> Scope:
        """A value for each parameter, of these or the defaults. `whole`: none may be missing."""
        made: dict[str, Typed] = {}
        for name, declaration in self._declared.items():
            value = given.get(name)
            value = declaration.get("default") if value is None or value == "" != declaration.get("type") else value
            if value is None:
                if whole:
                    self._say(f"The parameter {name!r} has no value", "Fill it in", f"{at}/{name}")
                continue
            self._fit(made, name, filled(value, {}, {}, outer), f"{at}/{name}")
        return made

    def _fit(self, made: dict[str, Typed], name: str, value: Any, at: str) -> None:
        declaration = self._declared[name]
        try:
            made[name] = Typed(fitted(declaration, value), str(declaration.get("type", "text")))
        except ValueError as error:
            self._say(f"The parameter {name!r} does not fit: {error}", "", at)

    def _inherited(self) -> Iterator[Context]:
        """A block inside one that has a table of devices: the same devices, with its own values."""
        names = [name for name, _ in uses(self._use.parameters, {}, {})]
        remembered: dict[tuple[Any, ...], Scope] = {}
        for context in self._outer.applied.contexts:
            key = tuple(context.scope.get(name) for name in names)
            if key not in remembered:
                remembered[key] = self._scope(self._use.parameters, context.scope, "parameters", whole=True)
            yield Context(context.device, device_scope(remembered[key], context.device))

    def _devices(self, base: Scope) -> Iterator[Context]:
        rows, seen = self._use.devices, dict[str, int]()
        if len(rows) > MOST_DEVICES:
            message = f"{len(rows):,} devices; at most {MOST_DEVICES:,} are allowed"
            self._say(message, "Use the block twice", "devices")
            return
        if DEVICE not in self._pattern or self._pattern.count("{device}") != 1:
            message = f"device_points of the block {self._use.block!r} must hold {{device}} once"
            self._say(message, f'Write "{DEVICE_POINTS}"', "block")
        for number, row in enumerate(rows):
            at = f"devices/{number}"
            device = self._device(row, seen, number, at)
            if device is None:
                continue
            cells = {name: cell for name, cell in row.items() if name != DEVICE and cell is not None and cell != ""}
            self._names(cells, at)
            scope = dict(base)
            for name in [name for name in self._declared if name in cells]:
                self._fit(scope, name, filled(cells[name], {}, {}, self._outer.applied.base.scope), f"{at}/{name}")
            for name in [name for name in self._declared if name not in scope and name not in cells]:
                self._say(f"The parameter {name!r} has no value for {device!r}", "Fill it in", f"{at}/{name}")
            yield Context(device, device_scope(scope, device))

    def _device(self, row: Any, seen: dict[str, int], number: int, at: str) -> str | None:
        name = row.get(DEVICE) if isinstance(row, dict) else None
        name = filled(name, {}, {}, self._outer.applied.base.scope)
        if not _is_device(name):
            hint = 'A name as in points, without * ? { } "'
            self._say(f"Row {number + 1} names no device: {shown(name)}", hint, f"{at}/{DEVICE}")
            return None
        first = seen.setdefault(name, number)
        if first != number:
            self._say(f"The device {name!r} stands in row {first + 1} already", "Take one away", f"{at}/{DEVICE}")
            return None
        return str(name)

    def _names(self, given: Mapping[str, Any], at: str) -> None:
        for name in given:
            if name not in self._declared:
                message = f"The block {self._use.block!r} has no parameter {name!r}"
                self._say(message, did_you_mean(name, list(self._declared)) or "Take it out", f"{at}/{name}")

    def _uses(self) -> None:
        """Parameters of the outside that the values name."""
        outer = self._outer
        for key, value in (("parameters", self._use.parameters), ("devices", self._use.devices)):
            for name, place in dict.fromkeys(uses(value, {}, {})):
                if name not in outer.known and not (name == DEVICE and outer.applied.many):
                    self._say(*unknown(name, outer.known, outer.whose), f"{key}/{place.path}")

    def _say(self, message: str, hint: str, at: str) -> None:
        self._problems.append(Problem("block", message, hint, self._outer.path, at))


def _is_device(name: object) -> bool:
    return (
        isinstance(name, str) and 0 < len(name) <= LONGEST_DEVICE and name == name.strip() and name.isprintable()
        and _NO_DEVICE.isdisjoint(name)
    )  # fmt: skip
