"""A figure that was measured several times. No Plotly."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Spread:
    """A figure over seeds: `sd` is None where there is one seed only."""

    mean: float
    sd: float | None
