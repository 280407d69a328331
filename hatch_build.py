"""Build hook: compiles the gazetteer from the GeoNames packages where it is not there yet; the wheel takes it in."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

TARGET = "src/dragoman/data/where/gazetteer.sqlite"


class CustomBuildHook(BuildHookInterface):
    """Runs before a wheel, an editable install or a source distribution is made."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel":
            return
        root = Path(self.root)
        if not (root / TARGET).exists():
            subprocess.run([sys.executable, str(root / "tools" / "build_gazetteer.py"), "where"], check=True, cwd=root)
        build_data["artifacts"].append(TARGET)
