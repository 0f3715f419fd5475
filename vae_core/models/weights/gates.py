"""Gates: how one network serves every weight of the KL term (beta).

Each unit of a gated layer is multiplied, before its activation, by

    gate(beta) = 2 sigmoid(slope log beta + shift),

two numbers a unit (after Bae et al., 'Multi-Rate VAE: Train Once, Get the Full Rate-Distortion
Curve', ICLR 2023). At slope = shift = 0 it is 1. A gate folds into the rows of its layer, so at any
one beta such a network is an ordinary one. No torch here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from vae_core.errors import ConfigError

# The beta of the plain VAE, where none is given.
DEFAULT_BETA = 1.0
# The names of a gated layer's tensors besides "weight" and "bias".
GATE_TENSORS = ("slope", "shift")
# A bound of the range that was rounded to float32 may lie this far outside.
_ROUNDING = 1e-5


def check_beta(beta: object, betas: tuple[float, float]) -> float:
    """`beta` as a float. Raises ConfigError unless it is a number from betas[0] to betas[1]."""
    low, high = betas
    if (
        isinstance(beta, bool)
        or not isinstance(beta, (int, float, np.integer, np.floating))
        or not low * (1 - _ROUNDING) <= beta <= high * (1 + _ROUNDING)
    ):
        raise ConfigError(f"beta must be a number from {low:g} to {high:g}, not {beta!r}.")
    return float(beta)


def gate(slope: np.ndarray, shift: np.ndarray, beta: float) -> np.ndarray:
    """The factor of each unit of a gated layer at `beta`, float32, (units,), between 0 and 2.

    slope, shift: the layer's tensors, (units,).
    """
    exponent = slope.astype(np.float32) * math.log(beta) + shift.astype(np.float32)
    return (1.0 + np.tanh(0.5 * exponent)).astype(np.float32)  # 2 sigmoid without overflow.


def fold_weights(weights: Mapping[str, np.ndarray], beta: float) -> dict[str, np.ndarray]:
    """The weights, by name, of the network without gates that equals a gated one at `beta`.

    A layer `x` is gated where there are "x.slope" and "x.shift"; both are left out, and the rows of
    "x.weight" and "x.bias" are multiplied by its gates, in float32. Other tensors stay as they are.
    """
    folded = dict(weights)
    for name in weights:
        layer, _, part = name.rpartition(".")
        if part == "slope":
            gates = gate(folded.pop(name), folded.pop(f"{layer}.shift"), beta)
            folded[f"{layer}.weight"] = weights[f"{layer}.weight"] * gates[:, None]
            folded[f"{layer}.bias"] = weights[f"{layer}.bias"] * gates
    return folded
