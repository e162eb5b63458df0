"""Cycles: one for each knot in a directed graph, without recursion, since flows may be chains of thousands."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence


def cycles(forward: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    """A shortest cycle through the first node (by name) of each strongly connected component.

    `forward` lists the successors of each node. Self loops are not looked at.
    """
    knots = [sorted(knot) for knot in _components(forward) if len(knot) > 1]
    for knot in sorted(knots):
        yield _shortest(knot[0], set(knot), forward)


def _shortest(start: str, knot: set[str], forward: Mapping[str, Sequence[str]]) -> list[str]:
    """The nodes of a shortest way from `start` back to it."""
    came: dict[str, str] = {}
    queue = deque([start])
    while queue:
        at = queue.popleft()
        for after in forward.get(at, ()):
            if after == start and at != start:
                way = [at]
                while way[-1] != start:
                    way.append(came[way[-1]])
                return way[::-1]
            if after in knot and after not in came and after != start:
                came[after] = at
                queue.append(after)
    return [start]  # never: every node of a knot can be reached from every other


def _components(forward: Mapping[str, Sequence[str]]) -> Iterator[set[str]]:
    """Strongly connected components (Tarjan 1972, with a stack of our own)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    open_nodes: list[str] = []
    on_stack: set[str] = set()
    for root in forward:
        if root in index:
            continue
        work = [(root, iter(forward.get(root, ())))]
        index[root] = low[root] = len(index)
        open_nodes.append(root)
        on_stack.add(root)
        while work:
            node, after = work[-1]
            for successor in after:
                if successor not in index:
                    index[successor] = low[successor] = len(index)
                    open_nodes.append(successor)
                    on_stack.add(successor)
                    work.append((successor, iter(forward.get(successor, ()))))
                    break
                if successor in on_stack:
                    low[node] = min(low[node], index[successor])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    knot: set[str] = set()
                    while node not in knot:
                        knot.add(open_nodes.pop())
                    on_stack -= knot
                    yield knot
