"""Installed: the kinds of nodes of this installation, imported when somebody first asks for one of them.

Flows are deployed at the start as they were checked then, so that nobody has to wait for a hundred modules.
"""

from threading import Lock
from typing import Any

from tundish.catalogue import Catalogue, load

_loading = Lock()


class Installed:
    """The catalogue of what is installed. TundishError when two things bring one kind."""

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
        return load()
