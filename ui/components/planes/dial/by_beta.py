"""What was measured of a beta-conditioned run, and of networks of one beta each, by beta."""

from __future__ import annotations

import math
from statistics import fmean
from typing import Any

import numpy as np

from vae_core.runs.run import Run
from vae_core.studies.sweep.store import Sweep


def along(run: Run | None) -> list[dict[str, Any]]:
    """Measurements of a beta-conditioned run, by rising beta; empty where there are none."""
    points = run.metrics.get("by_beta", []) if run else []
    return sorted(points, key=lambda point: point["beta"])


def at(run: Run, beta: float) -> tuple[float, float] | None:
    """(recon, kl) of a beta-conditioned run, interpolated by log beta; None where not measured."""
    points = along(run)
    if not points:
        return None
    x = [math.log(point["beta"]) for point in points]
    recon, kl = (
        float(np.interp(math.log(beta), x, [point[name] for point in points]))
        for name in ("recon", "kl")
    )
    return recon, kl


def rungs(sweep: Sweep | None) -> list[dict[str, float]]:
    """{"beta", "recon", "kl"} of each step of a ladder, means over its seeds."""
    return [
        {"beta": beta}
        | {name: fmean(member.figures[name] for member in members) for name in ("recon", "kl")}
        for beta, members in (sweep.ladder.items() if sweep else ())
    ]
