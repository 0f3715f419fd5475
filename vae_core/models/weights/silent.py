"""Units of a decoder that never say anything, and a decoder without them.

The second hidden layer of `vae-2d` has 512 units. Its training lets about 100 of them speak: the
others' activations are below 1e-6 wherever on the plane z is, so that what comes after them is
the same without them, to much less than a grey level. No torch here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import TypeGuard

import numpy as np

from vae_core.models.layers import Dense, Layer
from vae_core.models.weights.tensors import numbered

_SILENT = 1e-6
_EVERY = 16  # of the codes, that so many are asked
_RADII = np.geomspace(0.02, 64, 16)  # in distances of the farthest code from the center
_ANGLES = 128


def _relu(x: np.ndarray) -> np.ndarray:
    return np.maximum(x, 0)


def _silu(x: np.ndarray) -> np.ndarray:
    return x / (1 + np.exp(np.minimum(-x, 80)))


# Those that are 0 for whatever is far below 0
_ACTIVATIONS: dict[str, Callable[[np.ndarray], np.ndarray]] = {"relu": _relu, "silu": _silu}


def without_silent_units(
    layers: tuple[Layer, ...],
    weights: Mapping[str, np.ndarray],
    mu: np.ndarray,
    biases: np.ndarray | None = None,
) -> tuple[tuple[Layer, ...], dict[str, np.ndarray]]:
    """(layers, weights) of a decoder without the units of its first dense layers that are silent
    all over the plane; those that were given where z has not two dimensions, or none is.

    weights: named as `networks.build` numbers the layers after "decoder".
    mu: codes, (N, 2), of which some are asked, with points on circles around them.
    biases: (labels, units) of the first layer of a conditional decoder, each in place of its own;
        that layer keeps all its units.
    """
    kept, left = list(layers), dict(weights)
    if mu.shape[1] != 2:
        return layers, left
    x = _plane(mu)
    places = numbered(layers, (2,))
    for index, ((number, layer, _), (after, following, _)) in enumerate(pairwise(places)):
        if not (_is_plain(layer) and isinstance(following, Dense)):
            break
        weight, bias = (left.get(f"decoder.{number}.{part}") for part in ("weight", "bias"))
        columns = left.get(f"decoder.{after}.weight")
        if weight is None or bias is None or columns is None or weight.shape[1] != x.shape[1]:
            break  # damaged, which its reader says
        told = biases if index == 0 and biases is not None else bias[None]
        x = x @ weight.astype(np.float32).T
        x = np.concatenate([_ACTIVATIONS[layer.activation](x + row) for row in told])
        speaks = np.abs(x).max(0) > _SILENT
        if speaks.all() or len(told) > 1 or columns.shape[1] != len(speaks):
            continue
        kept[index] = replace(layer, units=int(speaks.sum()))
        left |= {
            f"decoder.{number}.weight": weight[speaks],
            f"decoder.{number}.bias": bias[speaks],
            f"decoder.{after}.weight": columns[:, speaks],
        }
        x = x[:, speaks]
    return tuple(kept), left


def _is_plain(layer: Layer) -> TypeGuard[Dense]:
    return isinstance(layer, Dense) and layer.activation in _ACTIVATIONS and not layer.gated


def _plane(mu: np.ndarray) -> np.ndarray:
    """Points all over the plane, float32, (N, 2): denser where the codes are."""
    center = mu.mean(0)
    farthest = np.abs(mu - center).max()
    # Each circle is turned against the next: far away a unit may speak in a narrow sector only.
    turns = np.arange(len(_RADII)) / len(_RADII)
    angles = 2 * np.pi / _ANGLES * (np.arange(_ANGLES) + turns[:, None])
    circle = np.stack([np.cos(angles), np.sin(angles)], -1)
    circles = (farthest * _RADII[:, None, None] * circle).reshape(-1, 2)
    return np.concatenate([mu[::_EVERY], center + circles]).astype(np.float32)
