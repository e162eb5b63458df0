"""Installed: the kinds of nodes of this installation, imported when somebody first asks for one of them.

Flows are deployed at the start as they were checked then, so that nobody has to wait for a hundred modules.
"""

from functools import cache
from threading import Lock
from typing import Any

from tundish.catalogue import Catalogue, load
from tundish.errors import TundishError

_loading = Lock()


class Installed:
    """The catalogue of what is installed. TundishError when a package cannot be imported, or two bring one kind."""

    @property
    def kinds(self) -> Any:
        return _loaded().kinds

    @property
    def connections(self) -> Any:
        return _loaded().connections

    @property
    def texts(self) -> dict[str, dict[str, str]]:
        return _loaded().texts

    def specs(self) -> list[dict[str, Any]]:
        return _loaded().specs()

    def connection_specs(self) -> list[dict[str, Any]]:
        return _loaded().connection_specs()


def _loaded() -> Catalogue:
    with _loading:
        made = _tried()
    if isinstance(made, TundishError):
        raise made.with_traceback(None)  # else it would grow with each who asks
    return made


@cache
def _tried() -> Catalogue | TundishError:
    """What does not come up at first does not come up later: nobody waits for it twice."""
    try:
        return load()
    except TundishError as error:
        return error
