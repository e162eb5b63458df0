"""Errors: one tree, each with a code that never changes.

    TundishError
    ├── FlowError                 a document, or something in it, is wrong
    │   ├── FlowNotFound
    │   ├── FlowConflict          somebody else saved meanwhile
    │   └── DeployRefused         carries every problem
    ├── FieldError                a text in a config cannot be understood; line, column, hint
    │   ├── FormulaError
    │   ├── ExpressionError
    │   └── TemplateError
    ├── CommandRefused            the node, or what it is, does not take this command
    ├── ConnectionFailed          the other side did not answer, or refused
    ├── Rejected                  the other side will not take this one, however often it is sent
    ├── WriteRefused              a stage of the safe-write pipeline said no
    └── DataError                 a data file is wrong at a line

A message says what is wrong and where; `hint` says what to do.
"""

from typing import ClassVar, NamedTuple, Self


class Problem(NamedTuple):
    """One thing wrong with a flow. `field` is a path in the node's config: `rows/0/h`."""

    code: str
    message: str
    hint: str = ""
    node: str | None = None
    field: str | None = None
    wire: int | None = None
    severity: str = "error"
    lines: tuple[int, ...] = ()
    """Lines of the text in `field` that are concerned, from 1: two rules that contradict each other."""
    column: int | None = None
    mend: tuple[tuple[str, str], ...] = ()
    """Of a table in a text: names of columns and cells of a row that would put it right."""


class TundishError(Exception):
    """Base of all errors that a user may see."""

    code: ClassVar[str] = "error"

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}. {self.hint}" if self.hint else self.message


class FlowError(TundishError):
    code = "flow"


class FlowNotFound(FlowError):
    code = "flow-not-found"


class FlowConflict(FlowError):
    """Saved over by somebody else; `current` is what stands there now."""

    code = "flow-conflict"

    def __init__(self, message: str, *, current: object = None) -> None:
        super().__init__(message, "Load the newer one, or save yours under another name")
        self.current = current


class DeployRefused(FlowError):
    """The flow does not run as it is; `problems` says everything that is wrong."""

    code = "deploy-refused"

    def __init__(self, problems: "list[Problem]") -> None:
        first = problems[0].message if problems else "the engine refused it"
        more = f" and {len(problems) - 1} more" if len(problems) > 1 else ""
        super().__init__(f"The flow cannot be deployed: {first}{more}")
        self.problems = problems


class FieldError(TundishError, ValueError):
    """A text cannot be understood. Lines and columns count from 1.

    A check of a whole config says in which `field` the text stands; `others` are further lines that are concerned,
    `mend` a row that would put it right, by columns, and `also` further errors of the same text.
    """

    code = "field"

    def __init__(
        self, message: str, line: int = 1, column: int = 1, hint: str = "", *, others: tuple[int, ...] = (),
        mend: tuple[tuple[str, str], ...] = (),
    ) -> None:  # fmt: skip
        super().__init__(message, hint)
        self.line = line
        self.column = column
        self.others = others
        self.mend = mend
        self.also: tuple[FieldError, ...] = ()
        self.field = ""

    def within(self, field: str) -> Self:
        """The same, of the text in this field."""
        self.field = field
        for error in self.also:
            error.field = field
        return self

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {super().__str__()}"


class FormulaError(FieldError):
    code = "formula"


class ExpressionError(FieldError):
    code = "expression"


class TemplateError(FieldError):
    code = "template"


class CommandRefused(TundishError):
    code = "command-refused"


class ConnectionFailed(TundishError):
    code = "connection-failed"


class Rejected(TundishError):
    """The other side has said no for good: an effect is set aside without being sent again."""

    code = "rejected"


class WriteRefused(TundishError):
    """A write to equipment was not done, or is not known to be done; `stage` says where it ended."""

    code = "write-refused"

    def __init__(self, message: str, hint: str = "", *, stage: str = "send") -> None:
        super().__init__(message, hint)
        self.stage = stage


class DataError(TundishError):
    """A line of a data file is wrong."""

    code = "data"

    def __init__(self, message: str, *, file: str = "", line: int = 0, hint: str = "") -> None:
        where = ":".join(str(part) for part in (file, line) if part)
        super().__init__(f"{where}: {message}" if where else message, hint)
        self.file = file
        self.line = line
