"""Roles: each may do all that the ones before it may."""

from enum import IntEnum
from typing import Self


class Role(IntEnum):
    """What somebody may do."""

    VIEWER = 1
    """See everything but the audit."""
    OPERATOR = 2
    """Acknowledge alarms, press buttons."""
    ENGINEER = 3
    """Change and deploy flows, connections, points."""
    ADMIN = 4
    """Read the audit, allow writes to equipment."""

    @classmethod
    def of(cls, name: str) -> Self:
        """The role of this name; ValueError."""
        try:
            return cls[name.upper()]
        except KeyError:
            raise ValueError(f"no role {name!r}: {', '.join(role.name.lower() for role in cls)}") from None
