"""Settings: how a server is started."""

import socket
from dataclasses import dataclass, field
from pathlib import Path

from api.place import check_open, is_loopback
from api.store.sessions import Limits
from engine.eventstore import Keep as KeepEvents
from engine.history.keep import Keep as KeepHistory

PORT = 8420


@dataclass(frozen=True, slots=True)
class Settings:
    """What the command line decides."""

    data: Path
    """Folder of everything that is kept."""
    database: str = ""
    """URL of the database; SQLite in the data folder when empty."""
    host: str = "127.0.0.1"
    port: int = PORT
    tls: bool = False
    """Whether browsers reach us by HTTPS."""
    demo: bool = False
    names: tuple[str, ...] = ()
    """Further names under which browsers may call us."""
    limits: Limits = field(default_factory=Limits)
    editor: Path | None = None
    """Folder of the built editor; found by itself when None."""
    keep_events: KeepEvents = field(default_factory=KeepEvents)
    """How long events and steps of traces are kept."""
    keep_history: KeepHistory = field(default_factory=KeepHistory)
    """How long recorded samples are kept."""

    @property
    def url(self) -> str:
        """URL of the database."""
        return self.database or f"sqlite:///{self.data.resolve() / 'tundish.db'}"

    @property
    def events(self) -> str:
        """URL of the event store: the same server as the database, or a file of its own beside SQLite's."""
        if self.database.startswith("postgresql"):
            return self.database
        return f"sqlite:///{self.data.resolve() / 'events.db'}"

    @property
    def history(self) -> Path:
        """Folder of recorded samples."""
        return self.data.resolve() / "history"

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach us."""
        return is_loopback(self.host)

    def check(self, *, insecure_http: bool) -> None:
        """Refuse to send passwords over a network in clear, unless told."""
        check_open(self.host, tls=self.tls, insecure_http=insecure_http)


def allowed_names(settings: Settings) -> frozenset[str]:
    """Names in the Host header that are ours. Others are a trick to read us through somebody's browser."""
    own = {"localhost", settings.host.casefold(), *(name.casefold() for name in settings.names)}
    if not settings.is_local:
        own |= {socket.gethostname().casefold(), socket.getfqdn().casefold()}
    return frozenset(own)
