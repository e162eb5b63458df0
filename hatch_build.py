"""Build hook: wheel and sdist contain the built editor, or the build fails with a sentence."""

import runpy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HOME = Path(__file__).parent


class Editor(BuildHookInterface[Any]):
    """Builds the editor as `./dev` does, unless it is there already, as it is in an sdist."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":  # served from editor/dist, which ./dev builds
            return
        dev = SimpleNamespace(**runpy.run_path(str(HOME / "dev")))
        try:
            dev.build_editor(dev.npm_on_path)
        except dev.Trouble as trouble:
            raise SystemExit(f"The wheel needs the built editor: {trouble}") from None
        if self.target_name == "wheel":
            build_data["force_include"][str(HOME / "editor/dist")] = "api/static"
