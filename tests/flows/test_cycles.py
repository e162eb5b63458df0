from graphlib import CycleError, TopologicalSorter

from hypothesis import given
from hypothesis import strategies as st

from flows.cycles import cycles

NAMES = st.sampled_from("abcdefg")
GRAPHS = st.dictionaries(NAMES, st.lists(NAMES, max_size=4), max_size=7)


@given(GRAPHS)
def test_a_circle_is_found_exactly_when_there_is_one(graph: dict[str, list[str]]) -> None:
    forward = {node: [after for after in successors if after != node] for node, successors in graph.items()}
    try:
        TopologicalSorter(forward).prepare()
        circular = False
    except CycleError:
        circular = True
    found = list(cycles(forward))
    assert circular == bool(found)
    for cycle in found:
        assert len(set(cycle)) == len(cycle) > 1
        for node, after in zip(cycle, [*cycle[1:], cycle[0]], strict=True):
            assert after in forward[node]


def test_each_knot_is_told_once_by_a_shortest_circle() -> None:
    forward = {"a": ["b"], "b": ["c", "a"], "c": ["a", "d"], "d": ["e"], "e": ["d"]}
    assert [["a", "b"], ["d", "e"]] == list(cycles(forward))


def test_a_chain_of_thousands_needs_no_recursion() -> None:
    chain = {str(i): [str(i + 1)] for i in range(20_000)}
    assert [] == list(cycles(chain))
    assert 20_001 == len(next(cycles({**chain, "20000": ["0"]})))
