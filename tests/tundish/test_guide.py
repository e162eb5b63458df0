"""The example in docs/write-a-node.md works as it stands there."""

import importlib.util
import re
import sys
from pathlib import Path

from tundish.kernel import warm_up

PAGE = Path(__file__).parents[2] / "docs" / "write-a-node.md"


def test_the_example_node_keeps_every_promise(tmp_path: Path) -> None:
    node, test = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    path = tmp_path / "counted.py"
    path.write_text(f"{node}\n{test}", "utf-8")
    spec = importlib.util.spec_from_file_location("counted", path)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules["counted"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    warm_up()
    module.test_count_conforms()
