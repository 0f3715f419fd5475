"""Reading and writing a file of a queued training: plain values as JSON, with a format."""

from __future__ import annotations

import json
import math
import time
from pathlib import Path
from typing import Any

from vae_core.errors import RunError
from vae_core.files import atomic, disk
from vae_core.runs.layout import training_file

_FORMAT = 1


def age_of(path: Path) -> float:
    """Seconds since a file was written or marked; infinite where it is missing."""
    written = disk.modified_ns(path)
    return math.inf if written is None else time.time() - written / 1e9


def read_values(path: Path) -> dict[str, Any]:
    """The values in a file of a job. Raises OSError or ValueError."""
    values = disk.read_json(path)
    if not isinstance(values, dict) or values.pop("format", None) != _FORMAT:
        raise ValueError(f"{path.name} is not of format {_FORMAT}")
    return values


def write_values(run_id: str, ending: str, values: dict[str, Any], root: Path | str | None) -> None:
    """Write the values of a job to its file. Raises RunError if that fails."""
    path = training_file(run_id, ending, root)
    try:
        # Without waiting for the disk: twice a second that would be felt, and what a power cut
        # takes of it is made anew.
        content = json.dumps({"format": _FORMAT, **values}, allow_nan=False).encode()
        atomic.write_bytes(path, content, durable=False)
    except OSError as error:
        raise RunError(
            f"The training {run_id} cannot be noted down in {path.parent} ({error.strerror})."
        ) from error
