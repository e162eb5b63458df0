"""Build hook: wheel and sdist contain the built editor, or the build fails with a sentence."""

from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HOME = Path(__file__).parent


class Editor(BuildHookInterface[Any]):
    """Builds the editor as `./dev` does, unless it is there already, as it is in an sdist."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":  # served from editor/dist, which ./dev builds
            return
        loader = SourceFileLoader("dev", str(HOME / "dev"))
        dev = module_from_spec(spec_from_loader("dev", loader))
        loader.exec_module(dev)
        try:
            dev.build_editor(dev.node_on_path)
        except dev.Trouble as trouble:
            raise SystemExit(f"The wheel needs the built editor: {trouble}") from None
        if self.target_name == "wheel":
            build_data["force_include"][str(HOME / "editor/dist")] = "api/static"
