"""What can go wrong with the history."""

from tundish.errors import TundishError


class HistoryError(TundishError):
    """It cannot be written or read now."""

    code = "history"
