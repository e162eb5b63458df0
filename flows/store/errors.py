"""What only the store can find wrong."""

from tundish.errors import FlowError


class FlowExists(FlowError):
    """A flow with this id is there already."""

    code = "flow-exists"


class FlowMoved(FlowError):
    """A draft is made from a version that is not the one that is deployed any more; `current` tells both documents."""

    code = "flow-moved"

    def __init__(self, message: str, *, current: object = None) -> None:
        super().__init__(message, "Merge it with what is deployed now, and look at what comes of it")
        self.current = current


class FlowLocked(FlowError):
    """Somebody else has locked the flow."""

    code = "flow-locked"


class DraftExists(FlowError):
    """Who takes over a draft has changes of their own."""

    code = "draft-exists"
