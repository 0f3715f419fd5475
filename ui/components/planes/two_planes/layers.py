"""Packs the measured layers of a plane for the browser, one byte for each place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from vae_core.evaluation.plane.maps import PlaneMaps

PackedMaps = tuple[dict[str, Any], bytes]

_DECADES = 3.0  # that a logarithmic layer spans; smaller values count as its low end


def payload(maps: PlaneMaps) -> PackedMaps:
    """(manifest, bytes) of the layers over the home view, row by row from the top left.

    manifest: {"size": a side, "layers": {name: {"offset", "low", "high", "scale"}}}. A byte b
    stands for low + (high - low) b / 255 where the scale is "linear", and for
    low (high / low)^(b / 255) where it is "log". Certainty is missing where nothing measured it.
    """
    layers = {
        "density": _log(maps.density),
        "certainty": None if maps.certainty is None else _bytes(maps.certainty, 0.0, 1.0),
        "round-trip": _log(maps.round_trip),
        "change": _log(maps.jacobian),
    }
    entries, content = {}, b""
    for name, layer in layers.items():
        if layer is None:
            continue
        values, entry = layer
        entries[name] = entry | {"offset": len(content)}
        content += values.tobytes()
    return {"size": len(maps.density), "layers": entries}, content


def _bytes(values: np.ndarray, low: float, high: float, scale: str = "linear"):
    shares = (values.astype(np.float64) - low) / ((high - low) or 1.0)
    entry = {"low": low, "high": high, "scale": scale}
    return np.round(255 * np.clip(shares, 0, 1)).astype(np.uint8), entry


def _log(values: np.ndarray):
    high = float(values.max()) or 1.0
    low = max(float(values.min()), high / 10**_DECADES)
    logs = np.log(np.maximum(values.astype(np.float64), low))
    packed, entry = _bytes(logs, float(np.log(low)), float(np.log(high)), "log")
    return packed, entry | {"low": low, "high": high}
