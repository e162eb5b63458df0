"""What only the store can find wrong."""

from tundish.errors import FlowError


class FlowExists(FlowError):
    """A flow with this id is there already."""

    code = "flow-exists"
