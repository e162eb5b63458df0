"""Nodes that a preview has to be safe from."""

from tundish import Emits, Node, NodeConfig, NodeState, Port, Samples


class Hangs(Node[NodeConfig, NodeState]):
    """Never ends."""

    kind = "compute.hangs"
    title = "Hangs"
    inputs = (Port.samples("in"),)

    def on_samples(self, port: str, samples: Samples) -> Emits:
        while True:
            pass


class Eats(Node[NodeConfig, NodeState]):
    """Wants more and more memory."""

    kind = "compute.eats"
    title = "Eats"
    inputs = (Port.samples("in"),)

    def on_samples(self, port: str, samples: Samples) -> Emits:
        kept = []
        while True:
            kept.append(bytearray(2**24))
