"""What there is to say of a function; checker, compiler, help, docs and tests read it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine.formula.ops import Op

MOST_ARGUMENTS = 64


class Wrong(ValueError):
    """What is wrong with an argument that is written, and what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(f"{message}; {hint}")
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Function:
    """One function. `example` is a formula without inputs; `result` is what it gives."""

    name: str
    parameters: tuple[str, ...]
    op: Op
    group: str
    summary: str
    summary_zh: str
    example: str
    result: float
    repeats: bool = False
    """The last parameter may be given again and again."""
    together: bool = False
    """The operation takes all repeated arguments at once; else they are folded: op(op(a, b), c)."""
    defaults: tuple[float | str, ...] = ()
    """Values of the last parameters when they are left out; a text for a written one."""
    whole: str = ""
    """Parameter that must be written as a whole number from -15 to 15."""
    written: tuple[str, ...] = ()
    """Parameters that are written in the formula, numbers or texts in quotes, and never computed."""
    constants: Callable[..., Sequence[float]] | None = None
    """From the written arguments, in their order, to what the operation finds at its place among the constants.

    Wrong says what is wrong. Without it numbers go there as they are written.
    """
    units: str = ""
    """What the arguments must be measured in and what comes of it, as units of `rule` says: `A, A -> A`."""
    mean: bool = False
    """Divide by the number of arguments at the end."""
    timed: bool = False
    """Seconds of the present row come first on the stack, before the arguments."""
    constant: float | None = None
    """Value of a function without parameters."""
    floats: int = 0
    """Numbers it remembers for each device; see engine/formula/interpret/state.py."""
    ints: int = 0
    """The same, whole numbers."""
    each: bool = False
    """As many floats more as its first constant says: it keeps that many samples."""
    ring: bool = False
    """It keeps the samples of a window."""
    wakes: bool = False
    """Its result changes without a sample, when a delay is over."""

    @property
    def fewest(self) -> int:
        return len(self.parameters) - len(self.defaults)

    @property
    def most(self) -> int:
        return MOST_ARGUMENTS if self.repeats else len(self.parameters)

    @property
    def signature(self) -> str:
        """As shown to people: `round(x, digits = 0)`, `min(x, y, ...)`."""
        shown = [*self.parameters[: self.fewest], *(f"{name} = {told(value)}" for name, value in self.optional.items())]
        return f"{self.name}({', '.join(shown)}{', ...' if self.repeats else ''})"

    @property
    def optional(self) -> dict[str, float | str]:
        """Parameters that may be left out, with what they are then."""
        return dict(zip(self.parameters[self.fewest :], self.defaults, strict=True))

    def left_out(self, given: int) -> tuple[float, ...]:
        """Defaults of the computed parameters that are not given."""
        pairs = list(self.optional.items())[max(given - self.fewest, 0) :]
        return tuple(float(value) for name, value in pairs if name not in self.written)

    def parameter(self, number: int) -> str:
        """Of the argument with this number."""
        return self.parameters[min(number, len(self.parameters) - 1)] if self.parameters else ""


def told(value: float | str) -> str:
    """A default as a formula would have it: 101.325, 50, "UTC"."""
    return f'"{value}"' if isinstance(value, str) else f"{value:.15g}"


ONE = ("x",)
TWO = ("x", "y")
