"""What can go wrong with the event store."""

from tundish.errors import TundishError


class EventStoreError(TundishError):
    """The store cannot be reached, read or written now."""

    code = "event-store"
