"""What the editor offers while an expression or a template is typed is what there is."""

import re
from pathlib import Path

from engine.expression.evaluate import FUNCTIONS
from engine.template.filters import FILTERS

SOURCE = Path(__file__).parents[2] / "editor" / "src" / "form" / "formula" / "eventCompletion.ts"


def offered(name: str) -> list[str]:
    found = re.search(rf"const {name} =\s*'([^']*)'\.split", SOURCE.read_text("utf-8"))
    assert found
    return found[1].split()


def test_the_functions_of_expressions_and_the_filters_of_templates() -> None:
    assert sorted(FUNCTIONS) == offered("FUNCTIONS")
    assert sorted(FILTERS) == offered("FILTERS")
