"""What one rendering may use: turns of loops, work in characters, output. Counted, for nothing here reads a clock."""

from contextvars import ContextVar
from dataclasses import dataclass

MOST_TURNS = 10_000
MOST_WORK = 5_000_000
MOST_OUTPUT = 65_536


class OverBudget(ValueError):
    """The template wants more than it gets."""


@dataclass(slots=True)
class Budget:
    turns: int = 0
    work: int = 0
    output: int = 0

    def turn(self, times: int) -> None:
        self.turns += times
        if self.turns > MOST_TURNS:
            raise OverBudget(f"the loops turn more than {MOST_TURNS} times")

    def do(self, amount: int) -> None:
        self.work += amount + 1
        if self.work > MOST_WORK:
            raise OverBudget("the template does too much work with its texts and lists")

    def write(self, characters: int) -> None:
        self.output += characters
        if self.output > MOST_OUTPUT:
            raise OverBudget(f"the text gets longer than {MOST_OUTPUT} characters")


CURRENT: ContextVar[Budget] = ContextVar("budget")
"""Of the rendering that is going on."""
