"""A tensor as a file has it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Stored:
    """A tensor of a file. kind: of its layer, as `layer_type` names it, where the file says it."""

    name: str
    kind: str | None
    values: np.ndarray
