import re

import pytest

from api.docs import PAGES, ROOT, write
from api.docs.markdown import finished, table
from tundish import catalogue


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_page_is_as_code_says(name: str) -> None:
    assert PAGES[name]() == (ROOT / name).read_text("utf-8"), "write it anew: python -m api.docs"


def test_every_shipped_kind_has_its_place() -> None:
    page = PAGES["reference/nodes.md"]()
    shipped = {kind for kind, cls in catalogue.load().kinds.items() if cls.__module__.startswith("nodes.")}
    assert shipped == set(re.findall(r"^`([\w.]+)`, version \d+$", page, re.MULTILINE))


def test_a_page_is_written_only_when_it_differs(tmp_path_factory: pytest.TempPathFactory) -> None:
    root = tmp_path_factory.mktemp("docs")
    assert list(PAGES) == write(root)
    assert [] == write(root)
    (root / "reference" / "cli.md").write_text("old")
    assert ["reference/cli.md"] == write(root)


def test_a_bar_in_a_cell_does_not_end_it() -> None:
    assert ["| a | b |", "| --- | --- |", r"| x \| y | |", ""] == list(table(["a", "b"], [("x | y", "")]))
    assert [] == list(table(["a"], []))


def test_blank_lines_are_not_doubled() -> None:
    assert "a\n\nb\n" == finished(["", "a", "", "", "b", ""])
