"""What a node asks of the safe-write pipeline."""

from typing import NamedTuple


class WriteRequest(NamedTuple):
    """Write one value to equipment. The pipeline decides whether it is done."""

    connection: str
    point: str
    """Name under which the allow-list and the audit know it."""
    address: str
    """Where, in the words of the connection: a register, a node id."""
    value: float
    flow: str = ""
    node: str = ""
    user: str = ""
    tolerance: float = 0.0
    """Largest difference of the value read back, in units of the point."""
    timeout: float = 5.0
    """Seconds until the value read back must agree."""
