"""Test helpers for node authors: a bench for one node, and the promises that every node must keep.

    def test_my_node_conforms():
        conform(MyNode, MyConfig(band=2), [Row(1, "a", 1.0), Row(3, "a", 5.0)])

    def test_it_drops_what_hardly_moved():
        bench = Bench(MyNode, MyConfig(band=2))
        bench.feed([Row(1, "a", 1.0), Row(3, "a", 1.5)])
        assert [1.0] == bench.values()

`python -m tundish.testing.golden` compares the specs of installed kinds with golden files.
"""

from tundish.testing.bench import Ask as Ask
from tundish.testing.bench import Bench as Bench
from tundish.testing.bench import Edit as Edit
from tundish.testing.bench import Happen as Happen
from tundish.testing.bench import Item as Item
from tundish.testing.bench import Row as Row
from tundish.testing.bench import readable as readable
from tundish.testing.bench import samples as samples
from tundish.testing.conform import conform as conform
from tundish.testing.promises import Broken as Broken
