"""How the weight of the KL term moves through a training."""

from __future__ import annotations


def beta_at(step: int, total_steps: int, beta: float, schedule: str = "constant") -> float:
    """The weight of the KL term at `step` of `total_steps`. Raises ValueError on another schedule.

    "constant": beta throughout. "warm-up": linear from 0 over the first quarter (Bowman et al.
    2016). "cyclical": four cycles, each half a linear rise from 0, half at beta (Fu et al. 2019).
    """
    if schedule == "constant":
        return beta
    progress = min(max(step / max(total_steps, 1), 0.0), 1.0)
    if schedule == "warm-up":
        return beta * min(1.0, progress / 0.25)
    if schedule == "cyclical":
        return beta * min(1.0, (progress * 4 % 1.0) / 0.5) if progress < 1.0 else beta
    raise ValueError(f"Unknown schedule {schedule!r}.")
