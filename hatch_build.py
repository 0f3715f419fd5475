"""Build hook: of the folder `checkpoints`, only the runs that come with the app are packed."""

import json
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ShippedRuns(BuildHookInterface):
    """Adds shipped runs and sweeps to the package; own runs that lie beside them stay out."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the files to those of this build. An editable install reads the clone's folder."""
        if version == "editable":
            return
        target = "vae_core/_shipped/" if self.target_name == "wheel" else ""
        for path in shipped_files(Path(self.root)):
            build_data["force_include"][path] = f"{target}{path}"


def shipped_files(root: Path) -> list[str]:
    """Paths of all files of shipped runs and sweeps in a clone, relative to its folder `root`."""
    folder = root / "checkpoints"
    run_ids = json.loads((folder / "shipped.json").read_text(encoding="utf-8"))
    files = [folder / "shipped.json"]
    for part in [*run_ids, "sweeps"]:
        files += [path for path in (folder / part).rglob("*") if path.is_file()]
    paths = sorted(path.relative_to(root) for path in files)
    return [path.as_posix() for path in paths if not any(p.startswith(".") for p in path.parts)]
