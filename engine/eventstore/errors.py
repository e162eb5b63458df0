"""What can go wrong with the event store."""

from tundish.errors import TundishError


class EventStoreError(TundishError):
    """The store cannot be reached, read or written now."""

    code = "event-store"


class TooMany(TundishError):
    """The answer would be too large to be of use."""

    code = "too-many"
