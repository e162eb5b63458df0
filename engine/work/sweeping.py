"""Sweeping: a flow at work is not looked through for garbage again and again, which takes 0.2 s for 5,000 nodes.

What there is after a deploy stays for long, so the collector of cycles is told to leave it alone. What deploys have
dropped since is left alone too, then: it is looked for when it may be much, right after a deploy, which holds up the
flow anyhow. To let the collector have everything back would not do: it seldom comes to that by itself.
"""

import gc

OFTEN = 50
"""Deploys after which everything is looked at again."""
MORE = 1.25
"""Or when there are so many times the objects that were there when that was done last."""


class Sweeping:
    """Of one process."""

    def __init__(self) -> None:
        self._deploys = 0
        self._found = 0
        """Objects that stayed when everything was looked at last."""

    def deployed(self) -> None:
        """A flow was opened, or changed."""
        self._deploys += 1
        self._found = self._found or gc.get_freeze_count()  # of what was loaded when the process began
        gc.freeze()
        if self._deploys >= OFTEN or gc.get_freeze_count() > MORE * self._found:
            gc.unfreeze()
            gc.collect()
            gc.freeze()
            self._deploys, self._found = 0, gc.get_freeze_count()

    def gone(self) -> None:
        """A flow was closed."""
        gc.unfreeze()
