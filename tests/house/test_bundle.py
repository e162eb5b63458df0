"""Budget of the built editor: what a browser loads before anything is seen, and all that it may load; gzipped."""

import gzip
import re
from pathlib import Path

import pytest

DIST = Path(__file__).parents[2] / "editor" / "dist"
BUDGET = {"entry": 275_000, "editor": 490_000, "total": 720_000}
"""Bytes of scripts and styles: of the first page, of a flow, of all pages. Raise one only with a reason."""


def gzipped(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9, mtime=0))


def loaded(names: set[str]) -> set[str]:
    """These files and what they import at once, not what they load when it is wanted."""
    found: set[str] = set()
    while names:
        name = names.pop()
        if name in found or not (DIST / "assets" / name).exists():
            continue
        found.add(name)
        if name.endswith(".js"):
            text = (DIST / "assets" / name).read_text("utf-8")
            names |= set(re.findall(r"""(?:from|import)\s*["']\./([\w.-]+\.js)["']""", text))
    return found


def test_the_editor_stays_within_its_budget() -> None:
    if not DIST.joinpath("index.html").exists():
        pytest.fail("the editor is not built: start the tests with ./dev test, which builds it")
    page = (DIST / "index.html").read_text("utf-8")
    sizes = {path.name: gzipped(path) for path in (DIST / "assets").iterdir() if path.suffix in {".js", ".css"}}
    entry = loaded(set(re.findall(r"/assets/([\w.-]+\.(?:js|css))", page)))
    editor = entry | loaded({name for name in sizes if name.startswith("editor-")})
    for name, files in (("entry", entry), ("editor", editor), ("total", set(sizes))):
        size = sum(sizes[file] for file in files)
        largest = sorted(((sizes[file], file) for file in files), reverse=True)[:6]
        told = "\n".join(f"  {bytes:>8,} {file}" for bytes, file in largest)
        assert size <= BUDGET[name], f"{name}: {size:,} bytes, budget {BUDGET[name]:,}; the largest:\n{told}"
        assert size > BUDGET[name] / 3, f"{name}: {size:,} bytes: something is not counted, or lower the budget"
