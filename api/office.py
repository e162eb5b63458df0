"""Office: the database with its keys, opened for one caller at a time. What the command line and the server share."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.caller import SERVER, Caller
from api.keys import Keys
from api.migrations.head import is_current
from api.settings import Settings
from api.stores import Stores
from flows.store import Database
from flows.store.database import Clock


class Office:
    """Opens the data folder of the settings, brings its database up to date, and hands out stores."""

    def __init__(self, settings: Settings, clock: Clock = time.time) -> None:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.settings = settings
        self.keys = Keys.of(settings.data)
        self.database = Database(settings.url, clock)
        if not is_current(self.database):
            from api.migrate import migrate  # noqa: PLC0415 - takes as long as the rest of the database's modules

            migrate(self.database)

    @contextmanager
    def read(self, caller: Caller = SERVER) -> Iterator[Stores]:
        """Stores to ask."""
        with self.database.read() as session:
            yield Stores(session, self.database, self.keys, self.settings.limits, caller.tenant, caller.name)

    @contextmanager
    def write(self, caller: Caller = SERVER) -> Iterator[Stores]:
        """Stores to change, in one transaction."""
        with self.database.write() as session:
            yield Stores(session, self.database, self.keys, self.settings.limits, caller.tenant, caller.name)

    def close(self) -> None:
        self.database.close()


@contextmanager
def opened(folder: Path, database: str = "") -> Iterator[Office]:
    """The office of a data folder, for a command beside the server."""
    office = Office(Settings(folder, database))
    try:
        yield office
    finally:
        office.close()
