"""Errors that only the server has; the tree of all others is in `tundish.errors`.

TundishError
├── NotFound           no such thing, or not of this tenant
├── Taken              the name is in use, or the thing is
├── Invalid            a value in a request is wrong; `field` says which
│   └── BadTable       several of them, by line and column
├── NotSignedIn        nobody, or a session that has ended
├── WrongPassword
├── WrongTicket        a one-time secret that is wrong, used or too old
├── Forbidden          the role may not
├── CrossSite          the request does not come from our own page
├── TooMany            wait `seconds`
├── SetupDone          there is an administrator already
├── NoRevision         a change that does not say which revision it was made from
├── Silent             the engine did not answer in time
└── Refused            the server cannot start like this
"""

from typing import Any

from tundish.errors import TundishError


class NotFound(TundishError):
    code = "not-found"


class Taken(TundishError):
    code = "taken"

    def __init__(self, message: str, hint: str = "", field: str = "") -> None:
        super().__init__(message, hint)
        self.field = field


class Invalid(TundishError):
    code = "invalid"

    def __init__(self, message: str, hint: str = "", field: str = "") -> None:
        super().__init__(message, hint)
        self.field = field


class BadTable(TundishError):
    """`problems` are `{"line", "column", "message"}`; nothing of the table was taken."""

    code = "bad-table"

    def __init__(self, message: str, problems: list[dict[str, Any]]) -> None:
        super().__init__(message)
        self.problems = problems


class NotSignedIn(TundishError):
    code = "not-signed-in"


class WrongPassword(TundishError):
    code = "wrong-password"


class WrongTicket(TundishError):
    code = "wrong-token"


class Forbidden(TundishError):
    code = "forbidden"


class CrossSite(TundishError):
    code = "cross-site"


class TooMany(TundishError):
    code = "too-many"

    def __init__(self, message: str, seconds: float) -> None:
        super().__init__(message, f"Wait {max(1, round(seconds))} s and try again")
        self.seconds = seconds


class SetupDone(TundishError):
    code = "setup-done"


class NoRevision(TundishError):
    code = "no-revision"


class Silent(TundishError):
    code = "silent"


class Refused(TundishError):
    code = "refused"
