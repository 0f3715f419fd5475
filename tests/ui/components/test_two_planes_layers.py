"""The layers of a plane as bytes, and back to values."""

import numpy as np
import pytest

from ui.components.planes.two_planes.layers import payload
from vae_core.evaluation.plane.maps import PlaneMaps
from vae_core.latent.geometry import View

SIZE = 20
ACROSS = np.tile(np.linspace(0, 1, SIZE, dtype=np.float32), (SIZE, 1))


def maps(**layers) -> PlaneMaps:
    usual = {"density": 10.0 ** (2 * ACROSS), "certainty": ACROSS, "round_trip": ACROSS + 1}
    view = View((0.0, 0.0), 4.0)
    return PlaneMaps(view, predicted=None, **(usual | {"jacobian": ACROSS + 3} | layers))


def values(packed, name) -> np.ndarray:
    manifest, content = packed
    size, entry = manifest["size"], manifest["layers"][name]
    flat = np.frombuffer(content, np.uint8, size * size, entry["offset"]) / 255
    low, high = entry["low"], entry["high"]
    shares = flat.reshape(size, size)
    return low * (high / low) ** shares if entry["scale"] == "log" else low + (high - low) * shares


def test_every_layer_comes_back_to_within_a_step():
    made = maps()
    packed = payload(made)
    assert np.abs(values(packed, "certainty") - made.certainty).max() <= 0.5 / 255 + 1e-6
    for name, layer in (
        ("density", made.density),
        ("round-trip", made.round_trip),
        ("change", made.jacobian),
    ):
        # Half a step of the two decades that the widest of them spans.
        assert np.abs(np.log(values(packed, name) / layer)).max() <= np.log(100) / 510 + 1e-6


def test_three_decades_below_the_highest_are_kept():
    packed = payload(maps(density=10.0 ** (8 * ACROSS)))
    entry = packed[0]["layers"]["density"]
    assert entry["high"] / entry["low"] == pytest.approx(1000)
    found = values(packed, "density")
    assert found[0, 0] == pytest.approx(1e5)
    assert found[0, -1] == pytest.approx(1e8)


def test_a_layer_that_was_not_measured_is_missing():
    manifest, content = payload(maps(certainty=None))
    assert "certainty" not in manifest["layers"]
    assert len(content) == 3 * SIZE**2


def test_a_layer_of_zeros_stays_finite():
    found = values(payload(maps(jacobian=np.zeros((SIZE, SIZE), np.float32))), "change")
    assert np.isfinite(found).all()
