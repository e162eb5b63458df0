"""Docs: the pages that code knows better than people. `python -m api.docs` writes them; a test says when it must."""

from collections.abc import Callable
from pathlib import Path

from api.docs import cli, functions, metrics, nodes
from flows import schema

ROOT = Path(__file__).parents[2] / "docs"

PAGES: dict[str, Callable[[], str]] = {
    "flow.schema.json": schema.text,
    "reference/nodes.md": nodes.page,
    "reference/functions.md": functions.page,
    "reference/cli.md": cli.page,
    "reference/metrics.md": metrics.page,
    "zh/reference/nodes.md": lambda: nodes.page("zh"),
    "zh/reference/functions.md": lambda: functions.page("zh"),
}
"""Path below `docs` to what stands in it."""


def write(root: Path = ROOT) -> list[str]:
    """Write the pages that differ; which ones."""
    changed = []
    for name, page in PAGES.items():
        path, text = root / name, page()
        if not path.is_file() or path.read_text("utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
            changed.append(name)
    return changed
