"""Sweeping: a flow at work is not looked through for garbage again and again, which takes 0.2 s for 5,000 nodes.

What there is after a deploy stays for long, so the collector of cycles is told to leave it alone. When a flow goes, and
now and then after deploys, it may look at everything again: what was dropped since is found then.
"""

import gc

OFTEN = 50
"""Deploys after which everything is looked at again."""


class Sweeping:
    """Of one process."""

    def __init__(self) -> None:
        self._deploys = 0

    def deployed(self) -> None:
        """A flow was opened, or changed."""
        self._deploys += 1
        if self._deploys % OFTEN:
            gc.freeze()
        else:
            gc.unfreeze()

    def gone(self) -> None:
        """A flow was closed."""
        gc.unfreeze()
